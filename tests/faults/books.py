"""Counting, from the services' own ledgers, what became of everything that was attempted."""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from demo.check import routes
from jiandu.client import histories
from services.deployables import ledgers
from tests.faults.load import asked


@dataclass
class Outcome:
    """What one fault did. `lost`, `duplicated` and `reordered` name everything at fault."""

    fault: str
    attempted: int = 0
    acknowledged: int = 0
    resent: int = 0
    applied: int = 0
    events: int = 0
    deliveries: int = 0
    parked: int = 0
    killed: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    reordered: list[str] = field(default_factory=list)

    def line(self) -> str:
        figures = {
            "killed": self.killed,
            "attempted": self.attempted,
            "acknowledged": self.acknowledged,
            "applied": self.applied,
            "resent": self.resent,
            "events": self.events,
            "deliveries": self.deliveries,
            "parked": self.parked,
            "lost": len(self.lost),
            "duplicated": len(self.duplicated),
            "reordered": len(self.reordered),
        }
        return f"{self.fault:46} " + "  ".join(f"{name} {figure}" for name, figure in figures.items())


def everything(auditor):
    """(service, aggregate id, version, history) of everything."""
    for service, kind in ledgers():
        for row in histories(partial(asked, auditor), service, kind):
            yield service, row["id"], row["version"], row["history"]


def count(auditor, traffic, outcome: Outcome) -> Outcome:
    """The outcome with everything counted that `traffic` attempted and all that followed from it."""
    causes: Counter[str] = Counter()
    wanted = routes()
    expected: set[str] = set()
    outcome.lost, outcome.duplicated, outcome.reordered, outcome.events = [], [], [], 0
    for service, aggregate, version, history in everything(auditor):
        numbers = [entry["seq"] for entry in history]
        if numbers != list(range(1, version + 1)):
            outcome.reordered.append(f"{service} {aggregate}: entries {numbers} at version {version}")
        outcome.reordered += overtaken(service, aggregate, [entry["cause"] for entry in history])
        for entry in history:
            causes[entry["cause"]] += 1
            for event in entry["published"]:
                outcome.events += 1
                for queue in wanted.get((service, event["type"]), ()):
                    expected.add(f"{queue}|/services/{service}|{event['id']}")
    expected |= set(traffic.sent)
    outcome.attempted, outcome.acknowledged = len(traffic.attempted), len(traffic.acknowledged)
    outcome.applied = sum(causes[cause] for cause in traffic.attempted)
    outcome.deliveries = sum(causes[cause] for cause in expected)
    outcome.resent = traffic.resent
    kept = kept_by_accountability(auditor)
    outcome.parked = len(kept)
    outcome.lost = sorted(cause for cause in {*traffic.acknowledged, *expected} - kept if causes[cause] == 0)
    outcome.duplicated = sorted(cause for cause in {*traffic.attempted, *expected} if causes[cause] > 1)
    return outcome


def kept_by_accountability(auditor) -> set[str]:
    """Causes in its lanes: the sanctions are made up, so it has no case that the coverage could close."""
    entries = asked(auditor, "accountability.parked")
    lane = "accountability.cases|/services/certificates|"
    return {
        f"{lane}{e['message_id']}" for e in entries if e["lane"].startswith(lane) and e["reason"] == "NOT_FOUND"
    }


def overtaken(service, aggregate, causes):
    """Events of one source aggregate that were applied to this one out of their order."""
    last: dict[str, int] = {}
    found = []
    for cause in causes:
        if cause.count("|") != 2:
            continue
        line, _, number = cause.rpartition(":")
        if number.isdecimal():
            if int(number) < last.get(line, 0):
                found.append(f"{service} {aggregate}: {cause} after {last[line]}")
            last[line] = int(number)
    return found
