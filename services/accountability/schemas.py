"""The wire of the accountability service: what it takes in, what it tells, what it hears."""

from collections.abc import Mapping
from typing import Any

from jiandu.bus import fields
from jiandu.bus.contract import Consumed, Contracts, Published
from jiandu.domain import derived_id
from services.accountability.domain import (
    consequence,
    execution,
    referral,
    sanction,
)
from services.accountability.domain.case import authority_id
from services.accountability.domain.package import package_of

LONGEST_TEXT = 10_000


class OneCase(fields.Incoming):
    case_id = fields.Identifier(required=True)


class CasesOf(fields.Incoming):
    supervision_case_id = fields.Identifier(required=True)


class Propose(OneCase):
    measure = fields.Identifier(required=True)
    ground = fields.Identifier(required=True)


class DecideSanction(OneCase):
    unit = fields.Identifier(required=True)
    measure = fields.Identifier(required=True)
    effective_at = fields.Instant(required=True)
    recorded_afterwards = fields.Flag(load_default=False)
    until = fields.Instant(load_default=None, allow_none=True)


class Suspicion(OneCase):
    referral = fields.Choice(("commission", "procuratorate"), required=True)
    trigger = fields.Identifier(required=True)
    area = fields.Identifier(load_default=None, allow_none=True)


class OneReferral(OneCase):
    referral_id = fields.Identifier(required=True)


class Waiver(OneReferral):
    reason = fields.Text(LONGEST_TEXT, required=True)


class DutyView(fields.Outgoing):
    id = fields.Identifier()
    referral = fields.Identifier()
    authority = fields.Text()
    trigger = fields.Identifier()
    state = fields.Identifier()
    arose_at = fields.Instant()
    package_digest = fields.Text(allow_none=True)
    receipt_id = fields.Identifier(allow_none=True)
    outcome = fields.Identifier(allow_none=True)


class CaseView(fields.Outgoing):
    id = fields.Identifier()
    region = fields.Region()
    pack = fields.Identifier()
    state = fields.Identifier()
    supervision_case_id = fields.Identifier()
    officer_id = fields.Identifier()
    unit = fields.Identifier()
    ground = fields.Identifier()
    recommended_measure = fields.Identifier(allow_none=True)
    order_id = fields.Identifier(allow_none=True)
    decided_measure = fields.Identifier(allow_none=True)
    outcome = fields.Identifier(allow_none=True)
    duties = fields.Many(fields.Part(DutyView))


class SanctionDecidedV2(fields.Outgoing):
    region = fields.Region()
    order_id = fields.Identifier()
    officer_id = fields.Identifier()
    unit = fields.Identifier()
    measure = fields.Identifier()
    effect = fields.Identifier(allow_none=True)
    ground = fields.Identifier()
    effective_at = fields.Instant()
    until = fields.Instant(allow_none=True)


class ConsequenceV1(fields.Outgoing):
    complaint_id = fields.Identifier()
    region = fields.Region()
    kind = fields.Identifier()
    what = fields.Identifier()
    officer_id = fields.Identifier()


class ReferralTransmittedV1(fields.Outgoing):
    """The package and its hash. The authority answers with both ids and the same hash."""

    referral_id = fields.Identifier()
    package = fields.Made(lambda values: package_of(values))
    package_digest = fields.Text()


class RecommendedReceived(fields.Received):
    region = fields.Region(required=True)
    officer_id = fields.Identifier(required=True)
    unit = fields.Identifier(required=True)
    ground = fields.Identifier(required=True)
    complaint_id = fields.Identifier(load_default=None, allow_none=True)
    sector = fields.Identifier(load_default=None, allow_none=True)
    level = fields.Identifier(load_default=None, allow_none=True)


class CoverageCompletedReceived(fields.Received):
    case_id = fields.Identifier(required=True)


class ReceiptReceived(fields.Received):
    case_id = fields.Identifier(required=True)
    referral_id = fields.Identifier(required=True)
    receipt_id = fields.Identifier(required=True)
    package_digest = fields.Text(100, required=True)
    received_at = fields.Instant(required=True)


class OutcomeReceived(fields.Received):
    case_id = fields.Identifier(required=True)
    referral_id = fields.Identifier(required=True)
    outcome = fields.Identifier(required=True)


def _authority(values: Mapping[str, Any]) -> str:
    return authority_id(values["referral_id"].partition("-")[0], values["region"])


def _case_of(envelope: Any) -> dict[str, str]:
    # one case for each officer a supervision case recommends, however often the recommendation arrives
    case_id = derived_id("acc", envelope.subject, str(envelope.data.get("officer_id")))
    return {"case_id": case_id, "supervision_case_id": envelope.subject}


PUBLISHED = Contracts(
    Published(
        sanction.SanctionDecided, "sanction.decided", 2, SanctionDecidedV2, when=lambda e: e.effect is not None
    ),
    Published(consequence.ConsequenceFollowed, "accountability.consequence", 1, ConsequenceV1),
    Published(referral.ReferralDecided, "referral.transmitted", 1, ReferralTransmittedV1, audience=_authority),
)

ACCOUNTABILITY_RECOMMENDED = Consumed(
    "accountability.recommended", ("supervision",), 1, RecommendedReceived, sanction.OpenCase, fill=_case_of
)
COVERAGE_COMPLETED = Consumed(
    "certificate.coverage_completed",
    ("certificates",),
    1,
    CoverageCompletedReceived,
    execution.NoteSanctionExecuted,
    fill=lambda envelope: {"order_id": envelope.subject},
)
REFERRAL_RECEIPTED = Consumed(
    "referral.receipted", ("agencies",), 1, ReceiptReceived, referral.NoteReferralReceipt
)
REFERRAL_CONCLUDED = Consumed(
    "referral.concluded", ("agencies",), 1, OutcomeReceived, referral.NoteReferralOutcome
)
