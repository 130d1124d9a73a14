"""Before the parties start: their keys and their users at the broker.

    python -m demo.setup SETTINGS.json

Runs once in the stack, after the broker was prepared and before any party; repeating it changes nothing.
"""

import json
import sys
from pathlib import Path
from typing import Any

from jiandu.embedded.broker_admin import BrokerAdmin
from jiandu.embedded.deployment import VHOST
from jiandu.embedded.enrolment import Subscriber, agency, enrol_platform, enrol_subscriber, give_key

COMMISSION = "commission-652300"
PLATFORMS = ("platform-65", "platform-37")


class Party(Subscriber):
    """One subscriber of the demo."""

    @property
    def module(self) -> str:
        """The program it runs."""
        return "demo.parties.commission" if self.kind == "authority" else "demo.parties.agency"


def parties(agencies: int) -> list[Party]:
    """The commission and so many agencies."""
    heard = [Party(**vars(agency(f"agency-{number:02}"))) for number in range(1, agencies + 1)]
    referrals = (("accountability.events", f"referral.transmitted.{COMMISSION}"),)
    commission = Party(COMMISSION, "authority", referrals)
    return [commission, *heard]


def definitions(everybody: list[Party]) -> dict[str, Any]:
    """The queues of all parties, made together with those of the services."""
    made: dict[str, Any] = {"queues": [], "bindings": []}
    for party in everybody:
        for kind, entries in party.definitions().items():
            made[kind] += entries
    return made


def enrol(settings: dict[str, Any]) -> None:
    """Give everybody in the settings a key and a user with just the rights it needs."""
    admin = BrokerAdmin.from_url(settings["api"])
    passwords: dict[str, str] = settings["passwords"]
    for user in PLATFORMS:
        enrol_platform(admin, VHOST, user, passwords[user])
    keys = Path(settings["keys"])
    for party in parties(settings["agencies"]):
        give_key(party, own=keys, trusted=keys)
        enrol_subscriber(admin, VHOST, party, passwords[party.name])


if __name__ == "__main__":
    enrol(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
