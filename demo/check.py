"""attempted = acknowledged = applied once: the demo's own record held against everybody else's.

The services' side is read from their ledgers, which an auditor may ask for; the parties' from what they noted.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from demo import journal
from demo.ledger import Ledger
from demo.setup import Party
from demo.world import AUDITOR, World
from jiandu.client import Client, histories
from jiandu.embedded.deployment import DEFINITIONS
from services.deployables import ledgers

STATUS_CHANGED, COMPLAINED_OF = "certificate.status_changed", "complaint.notice"


@dataclass
class Findings:
    """What the check counted; `faults` names everything that is not as it should be."""

    commands: int = 0
    acknowledged: int = 0
    refused: int = 0
    applied: int = 0
    published: int = 0
    deliveries: int = 0
    faults: list[str] = field(default_factory=list)
    propagation_ms: list[float] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.faults


@dataclass
class Books:
    """The ledgers of all services: who was caused by what, and what left."""

    causes: Counter[str] = field(default_factory=Counter)
    published: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # event -> service, type, recorded at
    recorded: dict[str, str] = field(default_factory=dict)  # cause -> recorded at
    broken: list[str] = field(default_factory=list)

    def events(self, type_: str) -> list[str]:
        """The ids of all events of this type."""
        return [event for event, (_, published, _) in self.published.items() if published == type_]


def read_books(client: Client, ledger: Ledger) -> Books:
    """Every history of every service, in brief."""
    books = Books()
    for service, kind in ledgers():
        for row in histories(partial(ledger.ask, client), service, kind):
            _enter(books, service, row)
    return books


def _enter(books: Books, service: str, row: dict[str, Any]) -> None:
    numbers = [entry["seq"] for entry in row["history"]]
    if numbers != list(range(1, row["version"] + 1)):
        books.broken.append(f"{service}: {row['id']} has entries {numbers} and version {row['version']}")
    for entry in row["history"]:
        books.causes[entry["cause"]] += 1
        books.recorded[entry["cause"]] = entry["recorded_at"]
        for event in entry["published"]:
            books.published[event["id"]] = (service, event["type"], entry["recorded_at"])


def check(world: World, ledger: Ledger, parties: list[Party], records: Path) -> Findings:
    """Hold everything against everything."""
    books = read_books(world.client(AUDITOR), ledger)
    found = Findings(faults=list(books.broken))
    _commands(books, ledger, found)
    _events(books, found)
    _parties(books, parties, records, found)
    return found


def _commands(books: Books, ledger: Ledger, found: Findings) -> None:
    found.commands = len(ledger.attempted)
    found.acknowledged = len(ledger.acknowledged)
    found.refused = len(ledger.refused)
    for cause, method in ledger.attempted.items():
        times = books.causes[cause]
        if cause in ledger.acknowledged and times != 1:
            found.faults.append(f"{method} {cause}: acknowledged and applied {times} times")
        elif cause in ledger.refused and times != 0:
            found.faults.append(f"{method} {cause}: refused and applied {times} times")
        elif cause not in ledger.acknowledged and cause not in ledger.refused:
            found.faults.append(f"{method} {cause}: never answered")
        else:
            found.applied += times


def routes() -> dict[tuple[str, str], list[str]]:
    """Which queues have to get an event: (service, type) to queue names, from the broker's definitions."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for binding in json.loads(DEFINITIONS.read_text(encoding="utf-8"))["bindings"]:
        service = binding["source"].removesuffix(".events")
        if binding["routing_key"].endswith(".#"):
            key = (service, binding["routing_key"].removesuffix(".#"))
            wanted.setdefault(key, []).append(binding["destination"])
    return wanted


def _events(books: Books, found: Findings) -> None:
    wanted = routes()
    found.published = len(books.published)
    for event, (service, type_, _) in books.published.items():
        for queue in wanted.get((service, type_), []):
            cause = f"{queue}|/services/{service}|{event}"
            times = books.causes[cause]
            found.deliveries += times
            if times != 1:
                found.faults.append(f"{type_} {event}: applied {times} times by {queue}")
    found.propagation_ms = propagation(books)


def propagation(books: Books) -> list[float]:
    """For each sanction: milliseconds from its commit to the last service's commit of the new status."""
    announced = {when: event for event, (_, type_, when) in books.published.items() if type_ == STATUS_CHANGED}
    times = []
    for event, (_, type_, committed) in books.published.items():
        if type_ != "sanction.decided":
            continue
        revoked = books.recorded.get(f"certificates.sanctions|/services/accountability|{event}", "")
        applied = [
            books.recorded.get(f"{service}.standings|/services/certificates|{announced.get(revoked)}")
            for service in ("complaints", "supervision", "accountability")
        ]
        if all(applied):
            last = max(datetime.fromisoformat(when) for when in applied if when)
            times.append((last - datetime.fromisoformat(committed)).total_seconds() * 1000)
    return times


def _parties(books: Books, parties: list[Party], records: Path, found: Findings) -> None:
    changes, referrals = books.events(STATUS_CHANGED), books.events("referral.transmitted")
    everywhere: Counter[str] = Counter()
    for party in parties:
        expected = changes if party.kind == "agency" else referrals
        lines = journal.read(records / f"{party.name}.jsonl")
        noted = Counter(line["event"] for line in lines if "event" in line)
        everywhere += noted
        for event in expected:
            found.deliveries += noted[event]
            if noted[event] != 1:
                found.faults.append(f"{event}: noted {noted[event]} times by {party.name}")
        for cause in _answers(party, lines):
            found.deliveries += books.causes[cause]
            if books.causes[cause] != 1:
                found.faults.append(f"{cause}: applied {books.causes[cause]} times")
    for event in books.events(COMPLAINED_OF):
        found.deliveries += everywhere[event]
        if everywhere[event] != 1:  # it is for one agency, and nobody else is to hear of it
            found.faults.append(f"{event}: noted {everywhere[event]} times by all agencies")


def _answers(party: Party, lines: Iterable[dict[str, Any]]) -> list[str]:
    """The causes under which the services must have applied what this party sent."""
    if party.kind == "agency":
        orders = [line["order_id"] for line in lines if "order_id" in line]
        return [f"certificates.acknowledgements|/agencies/{party.name}|ack:{party.name}:{each}" for each in orders]
    events = [line["event"] for line in lines if "referral_id" in line]
    said = [f"{what}:{event}" for event in events for what in ("receipt", "outcome")]
    return [f"accountability.authorities|/agencies/{party.name}|{each}" for each in said]
