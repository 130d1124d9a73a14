"""What becomes of a body's recognition (主体资格): changes confirmed anew, made public, filed; its end."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Filing, GroundList, Rulebook, legal_day, start_of
from services.certificates.domain.body import (
    BODY,
    CHANGED,
    RECOGNISED,
    UNDER_REVIEW,
    UNRECOGNISED,
    Body,
    check_body,
    text_of_body,
)


@dataclass(frozen=True, kw_only=True)
class NoteBodyChange(Command):
    """The body, its legal basis or its jurisdiction has changed, on this legal day and on this ground.

    A new name and other kinds of enforcement take effect once they are confirmed.
    """

    body_id: str
    ground: str
    on: date
    name: str | None = None
    act_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BodyChanged(Event):
    """The body has changed, and its recognition has to be confirmed anew.

    The limits run from the first change that nobody applied for, or made public: a further one puts neither off.
    """

    body_id: str
    pack: str
    ground: str
    on: date
    name: str | None
    act_kinds: tuple[str, ...]
    citation: Citation
    starts_at: datetime
    unpublished_since: datetime
    noted_at: datetime

    def onto(self, body: Body) -> Body:
        return replace(
            body,
            state=CHANGED,
            pack=self.pack,
            changed_on=self.on,
            change=self.ground,
            pending_name=self.name or body.pending_name,
            pending_act_kinds=self.act_kinds or body.pending_act_kinds,
            changes_from=self.starts_at,
            published_at=None,
            unpublished_since=self.unpublished_since,
        )


def note_body_change(command: NoteBodyChange, body: Body, law: Rulebook) -> list[Event]:
    """Note a change on a ground of the text, where the text names grounds."""
    check_body(body, command.by)
    pack = text_of_body(body, law, command.at)
    BODY.step(body.state, "NoteBodyChange", pack)
    cited = pack.cite_first("body.reconfirmation", "body.change")
    if pack.speaks_of("body.reconfirmation"):
        pack.rule("body.reconfirmation", GroundList).item(command.ground, field="ground")
    if command.on > legal_day(command.at):
        raise Refused("INVALID_VALUE", field="on")
    since = start_of(command.on)
    return [
        BodyChanged(
            **command.told(),
            pack=pack.ref,
            citation=cited,
            starts_at=min(since, body.changes_from or since),
            unpublished_since=min(since, body.unpublished_since or since),
            noted_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class ApplyForConfirmation(Command):
    """The changed body applies to have its recognition confirmed (申请审核确认)."""

    body_id: str


@dataclass(frozen=True, kw_only=True)
class ConfirmationApplied(Event):
    """The changed body applied; `late` if the limit had passed."""

    body_id: str
    late: bool
    applied_by: str
    applied_at: datetime

    def onto(self, body: Body) -> Body:
        return replace(body, state=UNDER_REVIEW, changes_from=None, confirmation_applied_by=self.applied_by)


def apply_for_confirmation(command: ApplyForConfirmation, body: Body, law: Rulebook) -> list[Event]:
    """Apply; a late application is taken, and said to be late."""
    check_body(body, command.by)
    BODY.step(body.state, "ApplyForConfirmation", text_of_body(body, law, command.at))
    clock = body.clocks.get("body.change")
    late = clock is not None and command.at >= clock.due_at
    return [ConfirmationApplied(body_id=body.id, late=late, applied_by=command.by.subject, applied_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class ConfirmBody(Command):
    """The organ that confirms recognises the changed body."""

    body_id: str


@dataclass(frozen=True, kw_only=True)
class RefuseConfirmation(Command):
    """The organ that confirms does not recognise the changed body, which may not enforce the law then."""

    body_id: str


@dataclass(frozen=True, kw_only=True)
class BodyConfirmed(Event):
    """The changed body is recognised, under its new name and for its new kinds of enforcement if it has any."""

    body_id: str
    citation: Citation
    confirmed_by: str
    confirmed_at: datetime

    def onto(self, body: Body) -> Body:
        return replace(
            _settled(body, RECOGNISED),
            name=body.pending_name or body.name,
            act_kinds=body.pending_act_kinds or body.act_kinds,
        )


@dataclass(frozen=True, kw_only=True)
class ConfirmationRefused(Event):
    """The changed body is not recognised, and what it was to become falls away."""

    body_id: str
    citation: Citation
    refused_by: str
    refused_at: datetime

    def onto(self, body: Body) -> Body:
        return _settled(body, UNRECOGNISED)


def confirm_body(command: ConfirmBody, body: Body, law: Rulebook) -> list[Event]:
    """Recognise the body as it has become; another person than who applied."""
    pack = text_of_body(body, law, command.at)
    BODY.step(body.state, "ConfirmBody", pack)
    cited = pack.cite_first("body.change.confirmation", "body.reconfirmation", "body.recognition")
    _check_another(body, command)
    return [
        BodyConfirmed(body_id=body.id, citation=cited, confirmed_by=command.by.subject, confirmed_at=command.at)
    ]


def refuse_confirmation(command: RefuseConfirmation, body: Body, law: Rulebook) -> list[Event]:
    """Refuse to recognise the body as it has become; another person than who applied."""
    pack = text_of_body(body, law, command.at)
    BODY.step(body.state, "RefuseConfirmation", pack)
    cited = pack.cite_first("body.unrecognised", "body.change.confirmation", "body.recognition")
    _check_another(body, command)
    return [
        ConfirmationRefused(body_id=body.id, citation=cited, refused_by=command.by.subject, refused_at=command.at)
    ]


@dataclass(frozen=True, kw_only=True)
class PublishBody(Command):
    """The body, or its change, was made public (向社会公布)."""

    body_id: str


@dataclass(frozen=True, kw_only=True)
class BodyPublished(Event):
    """The body as it is now was made public."""

    body_id: str
    citation: Citation
    published_at: datetime

    def onto(self, body: Body) -> Body:
        return replace(body, published_at=self.published_at, unpublished_since=None)


def publish_body(command: PublishBody, body: Body, law: Rulebook) -> list[Event]:
    """Note that it was made public, where the text wants that."""
    check_body(body, command.by)
    pack = text_of_body(body, law, command.at)
    BODY.step(body.state, "PublishBody", pack)
    cited = pack.cite_first("publication.body", "publication.body_change")
    return [BodyPublished(body_id=body.id, citation=cited, published_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class FileBody(Command):
    """The body's recognition is filed (备案) with the organ the text names."""

    body_id: str


@dataclass(frozen=True, kw_only=True)
class BodyFiled(Event):
    """The body's recognition was filed."""

    body_id: str
    citation: Citation
    filed_at: datetime

    def onto(self, body: Body) -> Body:
        return replace(body, filed_at=self.filed_at)


def file_body(command: FileBody, body: Body, law: Rulebook) -> list[Event]:
    """File it, where the text wants that of the body."""
    check_body(body, command.by)
    pack = text_of_body(body, law, command.at)
    BODY.step(body.state, "FileBody", pack)
    return [BodyFiled(body_id=body.id, citation=pack.rule("filing.body", Filing).source, filed_at=command.at)]


def _settled(body: Body, state: str) -> Body:
    """Nothing is to become of the body any more."""
    return replace(body, state=state, pending_name=None, pending_act_kinds=(), confirmation_applied_by=None)


def _check_another(body: Body, command: Command) -> None:
    if command.by.subject == body.confirmation_applied_by:
        raise Refused("SAME_PERSON", field="body_id")
