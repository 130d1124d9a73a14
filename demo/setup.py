"""Before the parties start: their keys and their users at the broker.

    python -m demo.setup SETTINGS.json

Runs once in the stack, after the broker was prepared and before any party; repeating it changes nothing.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiandu.embedded.broker_admin import BrokerAdmin
from jiandu.embedded.deployment import VHOST
from jiandu.embedded.enrolment import enrol_platform, enrol_subscriber, subscriber_definitions
from jiandu.identity.keys import create_key, private_path

COMMISSION = "commission-652300"
PLATFORMS = ("platform-65", "platform-37")


@dataclass(frozen=True)
class Party:
    """One subscriber: its name, what kind of key it has, and what it hears."""

    name: str
    kind: str
    exchange: str
    key: str

    @property
    def queue(self) -> str:
        """The queue that is its own."""
        return f"{self.kind}.{self.name}"

    @property
    def module(self) -> str:
        """The program it runs."""
        return "demo.parties.commission" if self.kind == "authority" else "demo.parties.agency"


def parties(agencies: int) -> list[Party]:
    """The commission and so many agencies."""
    heard = [
        Party(f"agency-{number:02}", "agency", "certificates.events", "certificate.status_changed.#")
        for number in range(1, agencies + 1)
    ]
    commission = Party(COMMISSION, "authority", "accountability.events", f"referral.transmitted.{COMMISSION}")
    return [commission, *heard]


def definitions(everybody: list[Party]) -> dict[str, Any]:
    """The queues of all parties, made together with those of the services."""
    made: dict[str, Any] = {"queues": [], "bindings": []}
    for party in everybody:
        for kind, entries in subscriber_definitions(party.queue, party.exchange, party.key).items():
            made[kind] += entries
    return made


def enrol(settings: dict[str, Any]) -> None:
    """Give everybody in the settings a key and a user with just the rights it needs."""
    admin = BrokerAdmin.from_url(settings["api"])
    passwords: dict[str, str] = settings["passwords"]
    for user in PLATFORMS:
        enrol_platform(admin, VHOST, user, passwords[user])
    for party in parties(settings["agencies"]):
        if not private_path(Path(settings["keys"]), party.name).exists():
            create_key(
                Path(settings["keys"]), party.name, party.name, "agency" if party.kind == "agency" else "authority"
            )
        enrol_subscriber(admin, VHOST, party.name, passwords[party.name], party.queue)


if __name__ == "__main__":
    enrol(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
