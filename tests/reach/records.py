"""Everybody's own record of the orders, held against each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from demo import journal
from demo.ledger import Actors
from demo.world import AUDITOR
from tests.reach.crowd import RECORD
from tests.reach.enrolling import Member

SERVICES = ("complaints", "supervision", "accountability")


@dataclass(frozen=True)
class Order:
    """One revocation: the officer, the accountability case that decided it, and the order."""

    officer_id: str
    case_id: str
    order_id: str


@dataclass
class Figures:
    """Milliseconds from each decision's commit. `faults` names all that is not as it should be."""

    to_last_service: list[float] = field(default_factory=list)
    to_each_agency: list[float] = field(default_factory=list)
    to_last_agency: list[float] = field(default_factory=list)
    to_last_acknowledgement: list[float] = field(default_factory=list)
    applications: int = 0
    acknowledgements: int = 0
    faults: list[str] = field(default_factory=list)


def compare(actors: Actors, orders: Sequence[Order], members: Sequence[Member], away: Sequence[Member]) -> Figures:
    """Who applied and who acknowledged what, how often, and how long after the decision.

    Those `away` at the time count for how often only.
    """
    figures = Figures()
    noted = {member: journal.read(member.folder / RECORD) for member in members}
    there = [member for member in members if member not in away]
    for member, lines in noted.items():
        _applied_once(figures, member, lines, orders)
    for order in orders:
        decided = _recorded(actors, "accountability.cases", order.case_id, "DecideSanction")[0][1]
        figures.to_last_service.append(_ms(decided, max(_services(actors, order))))
        applied = [_at(noted[member], order) for member in there]
        figures.to_each_agency += [_ms(decided, at) for at in applied if at]
        figures.to_last_agency.append(_ms(decided, max(at for at in applied if at)))
        acknowledged = _acknowledged_once(figures, actors, order, members)
        figures.to_last_acknowledgement.append(_ms(decided, max(acknowledged[each.source] for each in there)))
    return figures


def _applied_once(figures: Figures, member: Member, lines: list[dict[str, Any]], orders: Sequence[Order]) -> None:
    counted = Counter(line.get("order_id", f"rejected: {line.get('rejected')}") for line in lines)
    for order in orders:
        figures.applications += counted[order.order_id]
        if counted[order.order_id] != 1:
            figures.faults.append(f"{member.name}: {order.order_id} applied {counted[order.order_id]} times")
    for unasked in counted.keys() - {order.order_id for order in orders}:
        figures.faults.append(f"{member.name}: {unasked}")


def _acknowledged_once(
    figures: Figures, actors: Actors, order: Order, members: Sequence[Member]
) -> Mapping[str, datetime]:
    """When the registry noted each source's acknowledgement; how often, it counts."""
    heard = _recorded(actors, "certificates.coverages", order.order_id, "NoteAcknowledgement")
    sources = Counter(cause.split("|")[1] for cause, _ in heard)
    figures.acknowledgements += sum(sources.values())
    for source in [*(f"/services/{name}" for name in SERVICES), *(member.source for member in members)]:
        if sources[source] != 1:
            figures.faults.append(f"{order.order_id}: acknowledged {sources[source]} times by {source}")
    return {cause.split("|")[1]: at for cause, at in heard}


def _services(actors: Actors, order: Order) -> list[datetime]:
    standing = f"std-{order.officer_id}"
    return [_recorded(actors, f"{name}.standings", standing, "ApplyStanding")[0][1] for name in SERVICES]


def _recorded(actors: Actors, kind: str, id_: str, command: str) -> list[tuple[str, datetime]]:
    service, _, aggregate = kind.partition(".")
    (row,) = actors.ask(AUDITOR, f"{service}.ledger", aggregate=aggregate, aggregate_id=id_)["rows"]
    entries = [entry for entry in row["history"] if entry["command"] == command]
    return [(entry["cause"], datetime.fromisoformat(entry["recorded_at"])) for entry in entries]


def _at(lines: list[dict[str, Any]], order: Order) -> datetime | None:
    found = [line["at"] for line in lines if line.get("order_id") == order.order_id]
    return datetime.fromisoformat(found[0]) if found else None


def _ms(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds() * 1000
