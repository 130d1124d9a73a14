"""Agencies by the hundred, enrolled as `./run agency add` does, without the price of a program for each."""

import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from demo.ledger import Actors
from demo.stage import Stage
from demo.world import CHANGJI, staff
from jiandu.embedded.broker_admin import BrokerAdmin
from jiandu.embedded.deployment import VHOST, as_user
from jiandu.embedded.enrolment import Subscriber, agency, enrol_subscriber, give_key
from jiandu.embedded.places import private, write_private
from jiandu.embedded.provision import SETTLING_SECONDS

_AT_ONCE = 8


@dataclass(frozen=True)
class Member:
    """One agency: its name, and the folder that it was handed."""

    name: str
    folder: Path

    @property
    def source(self) -> str:
        """As whom it acknowledges."""
        return f"/agencies/{self.name}"


def enrol(set_up: Stage, actors: Actors, count: int) -> list[Member]:
    """So many agencies, each with its queue, its key and a user of its own, subscribed in the end."""
    parties = [agency(f"reach-{number:03}") for number in range(1, count + 1)]
    admin = BrokerAdmin.from_url(set_up.addresses["broker_api"])
    made = [party.definitions() for party in parties]
    admin.import_definitions({kind: [each for one in made for each in one[kind]] for kind in made[0]}, VHOST)
    time.sleep(SETTLING_SECONDS)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        members = [_hand_over(set_up, party) for party in parties]
        list(pool.map(lambda pair: _let_in(admin, *pair), zip(parties, members, strict=True)))
        list(pool.map(lambda party: _subscribe(actors, party.name), parties))
    return members


def _hand_over(set_up: Stage, party: Subscriber) -> Member:
    folder = private(set_up.home / "agencies" / party.name)
    give_key(party, own=folder, trusted=set_up.home / "keys")
    address = as_user(set_up.addresses["amqp_uri"], party.name, secrets.token_hex(20))
    handed = {"agency": party.name, "amqp_uri": address, "queue": party.queue}
    write_private(folder / "settings.json", json.dumps(handed))
    return Member(party.name, folder)


def _let_in(admin: BrokerAdmin, party: Subscriber, member: Member) -> None:
    handed = json.loads((member.folder / "settings.json").read_text(encoding="utf-8"))
    password = handed["amqp_uri"].partition(f"{party.name}:")[2].partition("@")[0]
    enrol_subscriber(admin, VHOST, party, password)


def _subscribe(actors: Actors, name: str) -> None:
    registrar = staff(CHANGJI)["registrar"]
    registered = {"body_id": name, "region": CHANGJI, "name": f"{name}局"}
    actors.act(registrar, "certificates.register_body", f"{name}-register", **registered)
    actors.act(registrar, "certificates.subscribe_body", f"{name}-subscribe", body_id=name)
