"""Enforcement bodies (执法主体): recognised, changed, confirmed anew, dissolved; and who hears of every change."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from jiandu.domain import NO_TEXT, Actor, Command, Event, Procedure, Refused, Step
from jiandu.law import Clock, GroundList, Pack, Rulebook, legal_day
from services.certificates.domain.officer import MATTER

RECOGNISED, CHANGED, UNDER_REVIEW = "recognised", "changed", "under_review"
UNRECOGNISED, DISSOLVED = "unrecognised", "dissolved"
_STANDING = (RECOGNISED, CHANGED, UNDER_REVIEW, UNRECOGNISED)
_EVERY = (*_STANDING, DISSOLVED)

BODY = Procedure(
    "body",
    (
        Step(None, "RegisterBody", RECOGNISED, ("BodyRegistered",), "body.recognition"),
        *(Step(state, "SubscribeBody", state, ("BodySubscribed",)) for state in _STANDING),
        *(Step(state, "UnsubscribeBody", state, ("BodyUnsubscribed",)) for state in _EVERY),
        *(
            Step(state, "NoteBodyChange", CHANGED, ("BodyChanged",), "body.reconfirmation")
            for state in (RECOGNISED, CHANGED)
        ),
        Step(CHANGED, "ApplyForConfirmation", UNDER_REVIEW, ("ConfirmationApplied",), "body.change"),
        Step(UNDER_REVIEW, "ConfirmBody", RECOGNISED, ("BodyConfirmed",), "body.change.confirmation"),
        Step(UNDER_REVIEW, "RefuseConfirmation", UNRECOGNISED, ("ConfirmationRefused",), "body.unrecognised"),
        Step(UNRECOGNISED, "ApplyForConfirmation", UNDER_REVIEW, ("ConfirmationApplied",), "body.change"),
        *(Step(state, "PublishBody", state, ("BodyPublished",), "publication.body") for state in _STANDING),
        *(Step(state, "FileBody", state, ("BodyFiled",), "filing.body") for state in _STANDING),
        *(
            Step(state, "DissolveBody", DISSOLVED, ("BodyDissolved",), "certificate.transfer")
            for state in _STANDING
        ),
        Step(DISSOLVED, "CarryOutDissolution", DISSOLVED, ("DissolutionCarriedOut",), "certificate.transfer"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Body:
    """An enforcement body as it stands.

    `basis` is what its power rests on, `act_kinds` the kinds of enforcement it may do (none: not on file);
    `pending_name` and `pending_act_kinds` are what it is to become once the change is confirmed, for which
    `confirmation_applied_by` applied.
    `changes_from` is since when it has changed and nobody applied to have it confirmed, `unpublished_since` since
    when nobody made that public. `subscribed_at` is since when it hears of every change of a status, None if it
    hears of none.
    """

    id: str
    region: str
    state: str
    name: str
    pack: str = ""
    sector: str | None = None
    level: str | None = None
    basis: str | None = None
    act_kinds: tuple[str, ...] = ()
    vertical: bool = False
    pending_name: str | None = None
    pending_act_kinds: tuple[str, ...] = ()
    confirmation_applied_by: str | None = None
    subscribed_at: datetime | None = None
    changed_on: date | None = None
    change: str | None = None
    changes_from: datetime | None = None
    unpublished_since: datetime | None = None
    published_at: datetime | None = None
    filed_at: datetime | None = None
    dissolution_carried_out_at: datetime | None = None
    clocks: Mapping[str, Clock] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RegisterBody(Command):
    """Register an enforcement body (执法主体) whose power was recognised (主体资格)."""

    body_id: str
    region: str
    name: str
    basis: str | None = None
    act_kinds: tuple[str, ...] = ()
    vertical: bool = False
    sector: str | None = None
    level: str | None = None


@dataclass(frozen=True, kw_only=True)
class BodyRegistered(Event):
    """There is an enforcement body; `pack` is empty where no text on bodies is in force."""

    body_id: str
    region: str
    name: str
    pack: str
    basis: str | None
    act_kinds: tuple[str, ...]
    vertical: bool
    sector: str | None
    level: str | None
    registered_at: datetime

    def onto(self, _: None) -> Body:
        """The body from now on."""
        return Body(id=self.body_id, state=RECOGNISED, **self.told("body_id", "registered_at"))


def register_body(command: RegisterBody, body: Body | None, law: Rulebook) -> list[Event]:
    """Register an enforcement body; what its power rests on is a ground of the text, where it has some."""
    if body is not None:
        raise Refused("ALREADY_EXISTS", id=body.id)
    try:
        pack = law.governing(
            command.region,
            legal_day(command.at),
            matter=MATTER,
            sector=command.sector,
            level=command.level,
        )
    except Refused as refusal:
        if refusal.code != "NO_PACK_IN_FORCE":
            raise
        return [BodyRegistered(**command.told(), pack="", registered_at=command.at)]
    if command.basis is not None and pack.speaks_of("body.basis"):
        pack.rule("body.basis", GroundList).item(command.basis, field="basis")
    return [BodyRegistered(**command.told(), pack=pack.ref, registered_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class SubscribeBody(Command):
    """The body wants to hear of every change of status and will acknowledge it, with a key of its agency."""

    body_id: str


@dataclass(frozen=True, kw_only=True)
class BodySubscribed(Event):
    """The body hears of every change of status from now on."""

    body_id: str
    subscribed_at: datetime

    def onto(self, body: Body) -> Body:
        return replace(body, subscribed_at=self.subscribed_at)


def subscribe_body(command: SubscribeBody, body: Body, _law: object) -> list[Event]:
    """Let the body hear of changes; asking again changes nothing."""
    BODY.step(body.state, "SubscribeBody", NO_TEXT)
    if body.subscribed_at is not None:
        return []
    return [BodySubscribed(body_id=body.id, subscribed_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class UnsubscribeBody(Command):
    """The body hears of changes no longer; what it was told before it still has to acknowledge."""

    body_id: str


@dataclass(frozen=True, kw_only=True)
class BodyUnsubscribed(Event):
    """The body is not waited for any more in what is announced from now on."""

    body_id: str
    unsubscribed_at: datetime

    def onto(self, body: Body) -> Body:
        return replace(body, subscribed_at=None)


def unsubscribe_body(command: UnsubscribeBody, body: Body, _law: object) -> list[Event]:
    """End the subscription; asking again changes nothing."""
    BODY.step(body.state, "UnsubscribeBody", NO_TEXT)
    if body.subscribed_at is None:
        return []
    return [BodyUnsubscribed(body_id=body.id, unsubscribed_at=command.at)]


def check_body(body: Body, by: Actor) -> None:
    """A legal unit acts for its own body only. Raises Refused NOT_FOUND, so that nothing is learnt of others."""
    if "registrar" not in by.roles and by.agency != body.id:
        raise Refused("NOT_FOUND", id=body.id)


def text_of_body(body: Body, law: Rulebook, at: datetime) -> Pack:
    """The text on bodies that governs on the legal day of `at`. Raises Refused NO_PACK_IN_FORCE, AMBIGUOUS_LAW."""
    return law.governing(body.region, legal_day(at), matter=MATTER, sector=body.sector, level=body.level)
