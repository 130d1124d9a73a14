"""Delegations (委托执法): one body lets another enforce in its name, for a term; filed and made public."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from jiandu.domain import Actor, Citation, Command, Event, Procedure, Refused, Step
from jiandu.law import Clock, Duty, Filing, Rulebook, legal_day, start_of
from services.certificates.domain.agreement import check_made
from services.certificates.domain.officer import MATTER

SIGNED, ENDED = "signed", "ended"

DELEGATION = Procedure(
    "delegation",
    (
        Step(None, "SignDelegation", SIGNED, ("DelegationSigned",), "delegation.form"),
        *(
            # what was done under one that has ended stands, and so does the duty to file it
            Step(state, "FileDelegation", state, ("DelegationFiled",), "filing.delegation")
            for state in (SIGNED, ENDED)
        ),
        Step(SIGNED, "PublishDelegation", SIGNED, ("DelegationPublished",), "delegation.publication"),
        Step(SIGNED, "EndDelegation", ENDED, ("DelegationEnded",)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """What `body_id` lets `delegate_id` do in its name: these kinds of acts, in this division, in this term."""

    id: str
    region: str
    state: str
    pack: str
    body_id: str
    delegate_id: str
    act_kinds: tuple[str, ...]
    valid_from: date
    valid_to: date
    signed_on: date
    digest: str
    filed_at: datetime | None = None
    published_at: datetime | None = None
    ended_on: date | None = None
    clocks: Mapping[str, Clock] = field(default_factory=dict)

    def covers(self, act_kind: str, region: str, on: date) -> bool:
        """True if acts of this kind in this division on this legal day are delegated."""
        within = self.valid_from <= on <= self.valid_to and (self.ended_on is None or on < self.ended_on)
        return within and act_kind in self.act_kinds and _lies_in(region, self.region)


@dataclass(frozen=True, kw_only=True)
class SignDelegation(Command):
    """Two bodies signed a delegation on this legal day.

    `contents` are the points the agreement settles and `form` how it was made, in the codes of the text;
    `delegate_kind` and `basis` are asked for where the text limits to whom and on what ground; `digest` is the
    SHA-256 of the signed document.
    """

    delegation_id: str
    region: str
    body_id: str
    delegate_id: str
    act_kinds: tuple[str, ...]
    valid_from: date
    valid_to: date
    signed_on: date
    digest: str
    contents: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    delegate_kind: str | None = None
    basis: str | None = None
    sector: str | None = None
    level: str | None = None


@dataclass(frozen=True, kw_only=True)
class DelegationSigned(Event):
    """There is a delegation; the limits for filing it and making it public run from its signature."""

    delegation_id: str
    region: str
    pack: str
    body_id: str
    delegate_id: str
    act_kinds: tuple[str, ...]
    valid_from: date
    valid_to: date
    signed_on: date
    digest: str
    contents: tuple[str, ...]
    form: tuple[str, ...]
    delegate_kind: str | None
    basis: str | None
    sector: str | None
    level: str | None
    starts_at: datetime
    recorded_at: datetime

    def onto(self, _: None) -> Delegation:
        """The delegation from now on."""
        only_said = ("contents", "form", "delegate_kind", "basis", "sector", "level", "starts_at", "recorded_at")
        return Delegation(id=self.delegation_id, state=SIGNED, **self.told("delegation_id", *only_said))


def sign_delegation(command: SignDelegation, delegation: Delegation | None, law: Rulebook) -> list[Event]:
    """Record a delegation that is made as the text wants it."""
    if delegation is not None:
        raise Refused("ALREADY_EXISTS", id=delegation.id)
    if "registrar" not in command.by.roles and command.by.agency != command.body_id:
        raise Refused("CONTRADICTION", field="body_id")
    if command.body_id == command.delegate_id:
        raise Refused("CONTRADICTION", field="delegate_id")
    today = legal_day(command.at)
    if command.signed_on > today or command.valid_to < command.valid_from:
        raise Refused("INVALID_VALUE", field="signed_on" if command.signed_on > today else "valid_to")
    pack = law.governing(command.region, today, matter=MATTER, sector=command.sector, level=command.level)
    pack.cite_first("delegation.form", "delegation.content", "filing.delegation")
    check_made(command, pack)
    return [
        DelegationSigned(
            **command.told(), pack=pack.ref, starts_at=start_of(command.signed_on), recorded_at=command.at
        )
    ]


@dataclass(frozen=True, kw_only=True)
class FileDelegation(Command):
    """The delegation is filed (备案) with the documents the text names."""

    delegation_id: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DelegationFiled(Event):
    """The delegation is filed; `late` if the limit had passed."""

    delegation_id: str
    documents: tuple[str, ...]
    late: bool
    citation: Citation
    filed_at: datetime

    def onto(self, delegation: Delegation) -> Delegation:
        return replace(delegation, filed_at=self.filed_at)


def file_delegation(command: FileDelegation, delegation: Delegation, law: Rulebook) -> list[Event]:
    """File it complete."""
    check_delegation(delegation, command.by)
    pack = DELEGATION.allow(command, delegation, law)
    rule = pack.rule("filing.delegation", Filing)
    _check_once(delegation.filed_at, rule.source)
    wanted = rule.items.codes if rule.items is not None else ()
    missing = [code for code in wanted if code not in command.documents]
    if missing:
        needed = ", ".join(missing)
        raise Refused("REQUIREMENT_NOT_MET", citation=rule.source, field="documents", requirement=needed)
    late = _late(delegation, "filing.delegation", command.at)
    return [DelegationFiled(**command.told(), late=late, citation=rule.source, filed_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class PublishDelegation(Command):
    """The delegation was made public (向社会公示)."""

    delegation_id: str


@dataclass(frozen=True, kw_only=True)
class DelegationPublished(Event):
    """The delegation is public; `late` if the limit had passed."""

    delegation_id: str
    late: bool
    citation: Citation
    published_at: datetime

    def onto(self, delegation: Delegation) -> Delegation:
        return replace(delegation, published_at=self.published_at)


def publish_delegation(command: PublishDelegation, delegation: Delegation, law: Rulebook) -> list[Event]:
    """Note that it was made public, where the text wants that."""
    check_delegation(delegation, command.by)
    pack = DELEGATION.allow(command, delegation, law)
    cited = pack.rule("delegation.publication", Duty).source
    _check_once(delegation.published_at, cited)
    late = _late(delegation, "delegation.publication", command.at)
    return [DelegationPublished(delegation_id=delegation.id, late=late, citation=cited, published_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class EndDelegation(Command):
    """The delegation ends before its term, on this legal day."""

    delegation_id: str
    on: date


@dataclass(frozen=True, kw_only=True)
class DelegationEnded(Event):
    """The delegation has ended; acts of the days before stand."""

    delegation_id: str
    on: date
    ended_at: datetime

    def onto(self, delegation: Delegation) -> Delegation:
        return replace(delegation, state=ENDED, ended_on=self.on)


def end_delegation(command: EndDelegation, delegation: Delegation, law: Rulebook) -> list[Event]:
    """End it, within its term."""
    check_delegation(delegation, command.by)
    DELEGATION.allow(command, delegation, law)
    if not delegation.valid_from <= command.on <= delegation.valid_to:
        raise Refused("INVALID_VALUE", field="on")
    return [DelegationEnded(**command.told(), ended_at=command.at)]


def check_delegation(delegation: Delegation, by: Actor) -> None:
    """A legal unit acts on its own body's delegations only. Raises Refused NOT_FOUND."""
    if "registrar" not in by.roles and by.agency != delegation.body_id:
        raise Refused("NOT_FOUND", id=delegation.id)


def _check_once(done_at: datetime | None, source: Citation) -> None:
    if done_at is not None:
        raise Refused("ALREADY_EXISTS", citation=source, id=done_at.isoformat())


def _late(delegation: Delegation, limit: str, at: datetime) -> bool:
    clock = delegation.clocks.get(limit)
    return clock is not None and at >= clock.due_at


def _lies_in(region: str, of: str) -> bool:
    return Actor(subject="", agency="", regions=(of,)).covers(region)
