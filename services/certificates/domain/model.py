"""Bodies, officers with their certificates, and the coverage of a revocation."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from jiandu.domain import Procedure, Step
from services.certificates.domain import events as happened
from services.certificates.domain.rules import REVOKED, Certificate, registered, revoked

REGISTERED, SUBSCRIBED = "registered", "subscribed"
UNANNOUNCED, PENDING, COMPLETE = "unannounced", "pending", "complete"

BODY = Procedure(
    "body",
    (
        Step(None, "RegisterBody", REGISTERED, ("BodyRegistered",)),
        Step(REGISTERED, "SubscribeBody", SUBSCRIBED, ("BodySubscribed",)),
        Step(SUBSCRIBED, "SubscribeBody", SUBSCRIBED, ()),
    ),
)
OFFICER = Procedure(
    "officer",
    (
        Step(None, "RegisterOfficer", REGISTERED, ("OfficerRegistered",)),
        Step(REGISTERED, "RevokeCertificates", REVOKED, ("CertificatesRevoked",)),
        Step(REVOKED, "RevokeCertificates", REVOKED, ("CertificatesRevoked",)),
    ),
)
COVERAGE = Procedure(
    "coverage",
    (
        Step(None, "ExpectAcknowledgements", PENDING, ("AcknowledgementsExpected", "CoverageCompleted")),
        Step(UNANNOUNCED, "ExpectAcknowledgements", PENDING, ("AcknowledgementsExpected", "CoverageCompleted")),
        Step(None, "NoteAcknowledgement", UNANNOUNCED, ("AcknowledgementNoted",)),
        Step(UNANNOUNCED, "NoteAcknowledgement", UNANNOUNCED, ("AcknowledgementNoted",)),
        Step(PENDING, "NoteAcknowledgement", PENDING, ("AcknowledgementNoted", "CoverageCompleted")),
        Step(COMPLETE, "NoteAcknowledgement", COMPLETE, ("AcknowledgementNoted",)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Body:
    """An enforcement body; `state` tells whether it subscribed to changes of status."""

    id: str
    region: str
    state: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Officer:
    """An enforcement officer; `version` numbers the statuses announced of the person."""

    id: str
    region: str
    state: str
    body_id: str
    name: str
    certificates: tuple[Certificate, ...]
    version: int = 0
    orders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Acknowledgement:
    """When a subscriber says it applied an order, by its own clock, and when we heard so, in legal time."""

    said_at: datetime
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Who has to acknowledge an order and who has; acknowledgements may come before the announcement."""

    id: str
    region: str
    state: str
    officer_id: str | None = None
    case_id: str | None = None
    expected_at: datetime | None = None
    subscribers: tuple[str, ...] = ()
    acknowledged: Mapping[str, Acknowledgement] = field(default_factory=dict)
    completed_at: datetime | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The subscribers who still have to acknowledge."""
        return tuple(name for name in self.subscribers if name not in self.acknowledged)


def evolve_body(body: Body | None, event: happened.BodyRegistered | happened.BodySubscribed) -> Body:
    """The body after the event. Raises ValueError for a subscription before registration."""
    if isinstance(event, happened.BodyRegistered):
        return Body(id=event.body_id, region=event.region, state=REGISTERED, name=event.name)
    if body is None:
        raise ValueError("BodySubscribed before BodyRegistered")
    return replace(body, state=SUBSCRIBED)


def evolve_officer(
    officer: Officer | None, event: happened.OfficerRegistered | happened.CertificatesRevoked
) -> Officer:
    """The officer after the event; histories only grow. Raises ValueError for a revocation before registration."""
    if isinstance(event, happened.OfficerRegistered):
        return Officer(
            id=event.officer_id,
            region=event.region,
            state=REGISTERED,
            body_id=event.body_id,
            name=event.name,
            certificates=tuple(registered(one, event.registered_at) for one in event.certificates),
        )
    if officer is None:
        raise ValueError("CertificatesRevoked before OfficerRegistered")
    return replace(
        officer,
        state=REVOKED,
        version=event.version,
        orders=(*officer.orders, event.order_id),
        certificates=tuple(
            revoked(one, event) if one.number in event.numbers else one for one in officer.certificates
        ),
    )


CoverageEvent = happened.AcknowledgementsExpected | happened.AcknowledgementNoted | happened.CoverageCompleted


def evolve_coverage(coverage: Coverage | None, event: CoverageEvent) -> Coverage:
    """The coverage after the event."""
    match event:
        case happened.AcknowledgementsExpected():
            known = coverage or Coverage(id=event.order_id, region=event.region, state=UNANNOUNCED)
            return replace(
                known,
                region=event.region,
                state=PENDING,
                officer_id=event.officer_id,
                case_id=event.case_id,
                expected_at=event.expected_at,
                subscribers=event.subscribers,
            )
        case happened.AcknowledgementNoted():
            known = coverage or Coverage(id=event.order_id, region=event.region, state=UNANNOUNCED)
            said = Acknowledgement(event.acknowledged_at, event.noted_at)
            acknowledged = {**known.acknowledged, event.subscriber: said}
            return replace(known, acknowledged=dict(sorted(acknowledged.items())))
        case happened.CoverageCompleted():
            if coverage is None:
                raise ValueError("CoverageCompleted before AcknowledgementsExpected")
            return replace(coverage, state=COMPLETE, completed_at=event.completed_at)
        case _:
            assert_never(event)
