"""The use cases of the registry: a command and an aggregate in, what has happened out.

No article of the packs regulates the registry's own steps yet, so the law is asked nothing here; what a
revocation rests on was cited where it was decided.
"""

from jiandu.domain import NO_TEXT, Event, Refused
from services.certificates.domain import commands as asked
from services.certificates.domain import events as happened
from services.certificates.domain.model import (
    BODY,
    COMPLETE,
    COVERAGE,
    OFFICER,
    PENDING,
    SUBSCRIBED,
    Body,
    Coverage,
    Officer,
    evolve_coverage,
)
from services.certificates.domain.rules import REVOKED, check_certificates, check_reach, live


def register_body(command: asked.RegisterBody, body: Body | None, _law: object) -> list[Event]:
    """Register an enforcement body."""
    if body is not None:
        raise Refused("ALREADY_EXISTS", id=body.id)
    return [
        happened.BodyRegistered(
            body_id=command.body_id, region=command.region, name=command.name, registered_at=command.at
        )
    ]


def subscribe_body(command: asked.SubscribeBody, body: Body, _law: object) -> list[Event]:
    """Let the body hear of changes; asking again changes nothing."""
    BODY.step(body.state, "SubscribeBody", NO_TEXT)
    if body.state == SUBSCRIBED:
        return []
    return [happened.BodySubscribed(body_id=body.id, subscribed_at=command.at)]


def register_officer(command: asked.RegisterOfficer, officer: Officer | None, _law: object) -> list[Event]:
    """Register an officer with the certificates held."""
    if officer is not None:
        raise Refused("ALREADY_EXISTS", id=officer.id)
    check_certificates(command.certificates)
    certificates = tuple(
        happened.CertificateRegistered(
            number=one.number,
            kind=one.kind,
            issuer=one.issuer,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
        )
        for one in command.certificates
    )
    return [
        happened.OfficerRegistered(
            officer_id=command.officer_id,
            region=command.region,
            body_id=command.body_id,
            name=command.name,
            certificates=certificates,
            registered_at=command.at,
        )
    ]


def revoke_certificates(command: asked.RevokeCertificates, officer: Officer, _law: object) -> list[Event]:
    """Revoke all that is live of the unit's own officer, and announce it, even if nothing is live any more.

    One order acts once. Raises Refused CONTRADICTION for an order that spares what is live only because it takes
    effect after its last day.
    """
    OFFICER.step(officer.state, "RevokeCertificates", NO_TEXT)
    if command.order_id in officer.orders:
        return []
    check_reach(command, body_id=officer.body_id, region=officer.region)
    numbers = live(officer.certificates, command.effective_at)
    if not numbers and live(officer.certificates, command.at):
        raise Refused("CONTRADICTION", field="effective_at")
    return [
        happened.CertificatesRevoked(
            officer_id=officer.id,
            region=officer.region,
            version=officer.version + 1,
            status=REVOKED,
            numbers=numbers,
            order_id=command.order_id,
            case_id=command.case_id,
            ground=command.ground,
            effective_at=command.effective_at,
            recorded_at=command.at,
        )
    ]


def expect_acknowledgements(
    command: asked.ExpectAcknowledgements, coverage: Coverage | None, _law: object
) -> list[Event]:
    """Say who has to acknowledge, once; those who already have may make it complete at once."""
    if coverage is not None and coverage.state in (PENDING, COMPLETE):
        return []
    COVERAGE.step(coverage.state if coverage else None, "ExpectAcknowledgements", NO_TEXT)
    expected = happened.AcknowledgementsExpected(
        order_id=command.order_id,
        officer_id=command.officer_id,
        case_id=command.case_id,
        region=command.region,
        subscribers=tuple(sorted(set(command.subscribers))),
        expected_at=command.at,
    )
    return _completed(expected, coverage)


def note_acknowledgement(
    command: asked.NoteAcknowledgement, coverage: Coverage | None, _law: object
) -> list[Event]:
    """Count a subscriber once, by the first acknowledgement; nobody has to have been announced before."""
    if coverage is not None and command.subscriber in coverage.acknowledged:
        return []
    COVERAGE.step(coverage.state if coverage else None, "NoteAcknowledgement", NO_TEXT)
    noted = happened.AcknowledgementNoted(
        order_id=command.order_id,
        region=command.region,
        subscriber=command.subscriber,
        acknowledged_at=command.acknowledged_at,
        noted_at=command.at,
    )
    return _completed(noted, coverage)


def _completed(
    event: happened.AcknowledgementsExpected | happened.AcknowledgementNoted, coverage: Coverage | None
) -> list[Event]:
    after = evolve_coverage(coverage, event)
    if after.state != PENDING or after.missing or after.expected_at is None:
        return [event]
    # our own times only: the subscribers' clocks are theirs
    noted = [after.acknowledged[subscriber].noted_at for subscriber in after.subscribers]
    return [
        event,
        happened.CoverageCompleted(
            order_id=after.id,
            officer_id=after.officer_id or "",
            case_id=after.case_id or "",
            subscribers=len(after.subscribers),
            completed_at=max([after.expected_at, *noted]),
        ),
    ]
