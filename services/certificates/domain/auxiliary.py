"""Auxiliary staff (行政执法辅助人员): engaged on stated terms, trained, assessed; never certified, never alone."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Actor, Citation, Command, Event, Procedure, Refused, Step
from jiandu.law import Inspection, Rulebook, Training, legal_day
from services.certificates.domain import particulars as person
from services.certificates.domain.officer import MATTER

ENGAGED, DISMISSED = "engaged", "dismissed"

AUXILIARY = Procedure(
    "auxiliary",
    (
        Step(None, "EngageAuxiliary", ENGAGED, ("AuxiliaryEngaged",), "auxiliary.status"),
        Step(ENGAGED, "TrainAuxiliary", ENGAGED, ("AuxiliaryTrained",), "training.auxiliary"),
        Step(ENGAGED, "AssessAuxiliary", ENGAGED, ("AuxiliaryAssessed",), "auxiliary.assessment"),
        Step(ENGAGED, "DismissAuxiliary", DISMISSED, ("AuxiliaryDismissed",)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What an assessment (考核) of auxiliary staff came to, on a legal day."""

    on: date
    passed: bool


@dataclass(frozen=True, kw_only=True)
class Auxiliary:
    """A person who helps officers of a body and may not enforce the law."""

    id: str
    region: str
    state: str
    pack: str
    body_id: str
    name: str
    post: str
    trainings: tuple[person.Training, ...] = ()
    assessments: tuple[Assessment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EngageAuxiliary(Command):
    """A body engages somebody for auxiliary work; `terms` are the points settled, in the codes of the text."""

    auxiliary_id: str
    region: str
    body_id: str
    name: str
    post: str
    terms: tuple[str, ...] = ()
    sector: str | None = None
    level: str | None = None


@dataclass(frozen=True, kw_only=True)
class AuxiliaryEngaged(Event):
    """Somebody does auxiliary work for a body."""

    auxiliary_id: str
    region: str
    pack: str
    body_id: str
    name: str
    post: str
    terms: tuple[str, ...]
    sector: str | None
    level: str | None
    engaged_at: datetime

    def onto(self, _: None) -> Auxiliary:
        """The person from now on."""
        said = self.told("auxiliary_id", "terms", "sector", "level", "engaged_at")
        return Auxiliary(id=self.auxiliary_id, state=ENGAGED, **said)


def engage_auxiliary(command: EngageAuxiliary, auxiliary: Auxiliary | None, law: Rulebook) -> list[Event]:
    """Engage somebody, on all the terms the text wants settled."""
    if auxiliary is not None:
        raise Refused("ALREADY_EXISTS", id=auxiliary.id)
    if "registrar" not in command.by.roles and command.by.agency != command.body_id:
        raise Refused("CONTRADICTION", field="body_id")
    pack = law.governing(
        command.region,
        legal_day(command.at),
        matter=MATTER,
        sector=command.sector,
        level=command.level,
    )
    cited = pack.cite("auxiliary.status")
    if pack.speaks_of("auxiliary.terms"):
        wanted = pack.conditions("auxiliary.terms")
        for code in command.terms:
            wanted.item(code, field="terms")
        missing = [code for code in wanted.codes if code != "other" and code not in command.terms]
        if missing:
            raise Refused("CONDITIONS_NOT_MET", citation=cited, field="terms", missing=", ".join(missing))
    return [AuxiliaryEngaged(**command.told(), pack=pack.ref, engaged_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class TrainAuxiliary(Command):
    """Record training of auxiliary staff, on a topic of the text."""

    auxiliary_id: str
    on: date
    hours: int
    topic: str


@dataclass(frozen=True, kw_only=True)
class AuxiliaryTrained(Event):
    """The person was trained."""

    auxiliary_id: str
    on: date
    hours: int
    topic: str
    citation: Citation
    recorded_at: datetime

    def onto(self, auxiliary: Auxiliary) -> Auxiliary:
        training = person.Training(on=self.on, hours=self.hours, topic=self.topic)
        return replace(auxiliary, trainings=(*auxiliary.trainings, training))


def train_auxiliary(command: TrainAuxiliary, auxiliary: Auxiliary, law: Rulebook) -> list[Event]:
    """Record training on a topic that the text names."""
    _check_own(auxiliary, command.by)
    pack = AUXILIARY.allow(command, auxiliary, law)
    rule = pack.rule("training.auxiliary", Training)
    if rule.topics is not None:
        rule.topics.item(command.topic, field="topic")
    _check_past(command.on, command.at)
    return [AuxiliaryTrained(**command.told(), citation=rule.source, recorded_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class AssessAuxiliary(Command):
    """Record what an assessment (考核) came to."""

    auxiliary_id: str
    on: date
    passed: bool


@dataclass(frozen=True, kw_only=True)
class AuxiliaryAssessed(Event):
    """The person was assessed."""

    auxiliary_id: str
    on: date
    passed: bool
    citation: Citation
    assessed_at: datetime

    def onto(self, auxiliary: Auxiliary) -> Auxiliary:
        return replace(auxiliary, assessments=(*auxiliary.assessments, Assessment(on=self.on, passed=self.passed)))


def assess_auxiliary(command: AssessAuxiliary, auxiliary: Auxiliary, law: Rulebook) -> list[Event]:
    """Record an assessment, where the text wants them."""
    _check_own(auxiliary, command.by)
    pack = AUXILIARY.allow(command, auxiliary, law)
    _check_past(command.on, command.at)
    cited = pack.rule("auxiliary.assessment", Inspection).source
    return [AuxiliaryAssessed(**command.told(), citation=cited, assessed_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class DismissAuxiliary(Command):
    """The engagement has ended."""

    auxiliary_id: str
    on: date


@dataclass(frozen=True, kw_only=True)
class AuxiliaryDismissed(Event):
    """The person does no auxiliary work for the body any more."""

    auxiliary_id: str
    on: date
    dismissed_at: datetime

    def onto(self, auxiliary: Auxiliary) -> Auxiliary:
        return replace(auxiliary, state=DISMISSED)


def dismiss_auxiliary(command: DismissAuxiliary, auxiliary: Auxiliary, law: Rulebook) -> list[Event]:
    """Note the end of an engagement."""
    _check_own(auxiliary, command.by)
    AUXILIARY.allow(command, auxiliary, law)
    _check_past(command.on, command.at)
    return [AuxiliaryDismissed(**command.told(), dismissed_at=command.at)]


def _check_own(auxiliary: Auxiliary, by: Actor) -> None:
    if "registrar" not in by.roles and by.agency != auxiliary.body_id:
        raise Refused("NOT_FOUND", id=auxiliary.id)


def _check_past(on: date, at: datetime) -> None:
    if on > legal_day(at):
        raise Refused("INVALID_VALUE", field="on")
