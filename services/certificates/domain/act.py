"""Acts of enforcement, held against the certificates of whoever did them: whenever either becomes known."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import NO_TEXT, Actor, Command, Event, Procedure, Refused, Step
from services.certificates.domain.status import VALID

CLEAR, INVALID = "clear", "invalid"
UNKNOWN, UNCERTIFIED, AUXILIARY = "unknown", "uncertified", "auxiliary"
# what the registry does not know it accuses nobody of
_HARMLESS = frozenset({VALID, UNKNOWN})

ACT = Procedure(
    "act",
    (
        Step(None, "RecordAct", CLEAR, ("ActRecorded", "ActFoundInvalid"), or_to=(INVALID,)),
        *(
            Step(state, "ReviewAct", CLEAR, ("ActReviewed", "ActFoundInvalid", "ActCleared"), or_to=(INVALID,))
            for state in (CLEAR, INVALID)
        ),
        *(
            Step(state, "NoteActor", CLEAR, ("ActorNoted", "ActFoundInvalid", "ActCleared"), or_to=(INVALID,))
            for state in (CLEAR, INVALID)
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the registry says of one officer at the time of an act, by what was known when it was looked at.

    The best status of all certificates held; `uncertified` for a person on file who holds none, `auxiliary` for
    auxiliary staff, `unknown` for somebody nobody registered.
    """

    officer_id: str
    status: str


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act of enforcement: by whom, for which body, when; `source` is where it is known from.

    `since` and `until` bound the time of the act: an instant, or a legal day of which no more is known; None where
    no day is known, and then it can be held against nothing.
    """

    id: str
    region: str
    state: str
    body_id: str
    source: str
    matter_id: str
    since: datetime | None
    until: datetime | None
    officer_ids: tuple[str, ...]
    findings: tuple[Found, ...]
    kind: str | None = None


def is_about(act: Act, by: Actor) -> bool:
    """True if the act is that of whoever asks, or of the body he works for: a complaint may be behind it."""
    return by.agency == act.body_id or by.subject in act.officer_ids


@dataclass(frozen=True, kw_only=True)
class RecordAct(Command):
    """An act of enforcement became known; `findings` is what the registry says of those who did it."""

    act_id: str
    region: str
    body_id: str
    source: str
    matter_id: str
    since: datetime | None
    until: datetime | None
    officer_ids: tuple[str, ...] = ()
    kind: str | None = None
    findings: tuple[Found, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ActRecorded(Event):
    """There was an act."""

    act_id: str
    region: str
    body_id: str
    source: str
    matter_id: str
    since: datetime | None
    until: datetime | None
    officer_ids: tuple[str, ...]
    kind: str | None
    findings: tuple[Found, ...]
    recorded_at: datetime

    def onto(self, _: None) -> Act:
        """The act, clear until something is found."""
        return Act(id=self.act_id, state=CLEAR, **self.told("act_id", "recorded_at"))


@dataclass(frozen=True, kw_only=True)
class ActFoundInvalid(Event):
    """Somebody acted while his certificate was not valid; a clue for supervision."""

    act_id: str
    region: str
    body_id: str
    source: str
    matter_id: str
    acted_at: datetime | None
    officer_ids: tuple[str, ...]
    statuses: tuple[str, ...]
    found_at: datetime

    def onto(self, act: Act) -> Act:
        return replace(act, state=INVALID)


@dataclass(frozen=True, kw_only=True)
class ActCleared(Event):
    """What was found no longer holds: the registry was corrected."""

    act_id: str
    region: str
    body_id: str
    cleared_at: datetime

    def onto(self, act: Act) -> Act:
        return replace(act, state=CLEAR)


def record_act(command: RecordAct, act: Act | None, _law: object) -> list[Event]:
    """Note an act and what the registry says of those who did it."""
    if act is not None:
        raise Refused("ALREADY_EXISTS", id=act.id)
    if command.since is not None and command.since > command.at:
        raise Refused("INVALID_VALUE", field="acted_at")
    recorded = ActRecorded(**command.told(), recorded_at=command.at)
    return [recorded, *_found(None, recorded.onto(None), command.at)]


@dataclass(frozen=True, kw_only=True)
class NoteActor(Command):
    """An officer who did the act, and was not known before, is known now."""

    act_id: str
    officer_id: str
    findings: tuple[Found, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ActorNoted(Event):
    """The act is this officer's too."""

    act_id: str
    officer_ids: tuple[str, ...]
    findings: tuple[Found, ...]
    noted_at: datetime

    def onto(self, act: Act) -> Act:
        return replace(act, officer_ids=self.officer_ids, findings=self.findings)


def note_actor(command: NoteActor, act: Act, _law: object) -> list[Event]:
    """Hold the act against the certificates of this officer too; one who is known already changes nothing."""
    ACT.step(act.state, "NoteActor", NO_TEXT)
    if command.officer_id in act.officer_ids:
        return []
    noted = ActorNoted(
        act_id=act.id,
        officer_ids=(*act.officer_ids, command.officer_id),
        findings=command.findings,
        noted_at=command.at,
    )
    return [noted, *_found(act, noted.onto(act), command.at)]


@dataclass(frozen=True, kw_only=True)
class ReviewAct(Command):
    """The registry says something else of somebody who did the act: it is looked at again."""

    act_id: str
    findings: tuple[Found, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ActReviewed(Event):
    """The act was looked at again, by what is known now."""

    act_id: str
    findings: tuple[Found, ...]
    reviewed_at: datetime

    def onto(self, act: Act) -> Act:
        return replace(act, findings=self.findings)


def review_act(command: ReviewAct, act: Act, _law: object) -> list[Event]:
    """Hold the act against what is known now; what agrees with the last look changes nothing."""
    ACT.step(act.state, "ReviewAct", NO_TEXT)
    if command.findings == act.findings:
        return []
    reviewed = ActReviewed(act_id=act.id, findings=command.findings, reviewed_at=command.at)
    return [reviewed, *_found(act, reviewed.onto(act), command.at)]


def _found(before: Act | None, act: Act, at: datetime) -> list[Event]:
    found = [each for each in act.findings if each.status not in _HARMLESS]
    if found and (before is None or before.state == CLEAR or before.findings != act.findings):
        return [
            ActFoundInvalid(
                act_id=act.id,
                region=act.region,
                body_id=act.body_id,
                source=act.source,
                matter_id=act.matter_id,
                acted_at=act.since,
                officer_ids=tuple(each.officer_id for each in found),
                statuses=tuple(each.status for each in found),
                found_at=at,
            )
        ]
    if not found and before is not None and before.state == INVALID:
        return [ActCleared(act_id=act.id, region=act.region, body_id=act.body_id, cleared_at=at)]
    return []
