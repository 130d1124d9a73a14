"""Supervisors: who may supervise, registered once the conditions of the pack are met."""

from dataclasses import dataclass
from datetime import datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law import Pack, Rulebook, legal_day

REGISTERED = "registered"


@dataclass(frozen=True, kw_only=True)
class Supervisor:
    """A registered supervisor. `conditions` are those of the pack found to be met."""

    id: str
    region: str
    pack: str
    state: str
    agency: str
    conditions: tuple[str, ...]
    sector: str | None = None
    level: str | None = None


@dataclass(frozen=True, kw_only=True)
class RegisterSupervisor(Command):
    """Register a supervisor; `conditions` are the codes of the pack's conditions that were found to be met.

    `sector` and `level` choose the text where a text applies to some only.
    """

    supervisor_id: str
    region: str
    agency: str
    conditions: tuple[str, ...] = ()
    sector: str | None = None
    level: str | None = None


@dataclass(frozen=True, kw_only=True)
class SupervisorRegistered(Event):
    """Somebody may supervise; `conditions` are those found to be met."""

    supervisor_id: str
    region: str
    pack: str
    agency: str
    conditions: tuple[str, ...]
    sector: str | None
    level: str | None
    registered_at: datetime

    def onto(self, _: None) -> Supervisor:
        """The supervisor from now on."""
        return Supervisor(id=self.supervisor_id, state=REGISTERED, **self.told("supervisor_id", "registered_at"))


def register_supervisor(command: RegisterSupervisor, supervisor: Supervisor | None, law: Rulebook) -> list[Event]:
    """Register a supervisor who meets the conditions of the pack in force."""
    if supervisor is not None:
        raise Refused("ALREADY_EXISTS", id=supervisor.id)
    pack = law.governing(
        command.region,
        legal_day(command.at),
        matter="supervision",
        sector=command.sector,
        level=command.level,
    )
    check_conditions(pack, command.conditions)
    return [SupervisorRegistered(**command.told(), pack=pack.ref, registered_at=command.at)]


def check_conditions(pack: Pack, met: tuple[str, ...]) -> None:
    """A supervisor meets every condition the text spells out. Raises Refused CONDITIONS_NOT_MET.

    What an open list leaves to other texts ("other") is not asked for here. A silent text asks for nothing.
    """
    if not pack.speaks_of("supervisor.conditions"):
        return
    rule = pack.conditions("supervisor.conditions")
    for code in met:
        rule.item(code, field="conditions")
    missing = [code for code in rule.codes if code != "other" and code not in met]
    if missing:
        raise Refused("CONDITIONS_NOT_MET", citation=rule.source, field="conditions", missing=", ".join(missing))
