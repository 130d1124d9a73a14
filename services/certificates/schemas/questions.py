"""What may be asked of the registry, and what it shows."""

from typing import Any

from marshmallow import post_load

from jiandu.bus import fields
from services.certificates.schemas.officers import LARGEST_PAGE


class AsOf(fields.Incoming):
    """Two times: what held at `as_of`, by what was recorded up to `known_at`; both are now unless given."""

    as_of = fields.Instant(load_default=None, allow_none=True)
    known_at = fields.Instant(load_default=None, allow_none=True)


class Page(fields.Incoming):
    after = fields.Identifier(load_default=None, allow_none=True)
    limit = fields.Whole(least=1, most=LARGEST_PAGE, load_default=LARGEST_PAGE)


class OneOfficerAsOf(AsOf):
    officer_id = fields.Identifier(required=True)


class Check(AsOf):
    number = fields.Identifier(required=True)
    act_kind = fields.Identifier(load_default=None, allow_none=True)
    region = fields.Region(load_default=None, allow_none=True)


class Authorise(fields.Incoming):
    body_id = fields.Identifier(required=True)
    officer_ids = fields.Tuple(fields.Identifier(), most=20, required=True)
    kind = fields.Identifier(required=True)
    region = fields.Region(required=True)
    as_of = fields.Instant(load_default=None, allow_none=True)
    known_at = fields.Instant(load_default=None, allow_none=True)


class OneNumber(fields.Incoming):
    number = fields.Identifier(required=True)


class Lookup(AsOf):
    number = fields.Identifier(required=True)


class Roster(AsOf, Page):
    body_id = fields.Identifier(required=True)


class Expiring(AsOf, Page):
    until = fields.Day(required=True)
    since = fields.Day(load_default=None, allow_none=True)


class OfYear(AsOf, Page):
    body_id = fields.Identifier(required=True)
    year = fields.Whole(required=True)


class OneOrder(fields.Incoming):
    order_id = fields.Identifier(required=True)


class OrderKnown(OneOrder):
    known_at = fields.Instant(load_default=None, allow_none=True)


class Excuse(OneOrder):
    subscriber = fields.Text(120, required=True)
    ground = fields.Identifier(required=True)


class ListSince(fields.Incoming):
    since = fields.Whole(load_default=None, allow_none=True)


class Explain(fields.Incoming):
    officer_id = fields.Identifier(required=True)
    clock = fields.Text(200, required=True)


class RecordAct(fields.Incoming):
    region = fields.Region(required=True)
    body_id = fields.Identifier(required=True)
    kind = fields.Identifier(required=True)
    officer_ids = fields.Tuple(fields.Identifier(), most=20, required=True)
    acted_at = fields.Instant(required=True)
    matter_id = fields.Identifier(required=True)

    @post_load
    def _at_one_instant(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        at = data.pop("acted_at")
        return {**data, "source": "reported", "since": at, "until": at}


class OneAct(fields.Incoming):
    act_id = fields.Identifier(required=True)
    known_at = fields.Instant(load_default=None, allow_none=True)


class StatementView(fields.Outgoing):
    id = fields.Text()
    status = fields.Identifier()
    since = fields.Instant()
    until = fields.Instant(allow_none=True)
    recorded_at = fields.Instant()
    order_id = fields.Identifier(allow_none=True)
    case_id = fields.Identifier(allow_none=True)
    ground = fields.Identifier(allow_none=True)


class EndingView(fields.Outgoing):
    id = fields.Identifier()
    statement = fields.Text()
    at = fields.Instant()
    recorded_at = fields.Instant()
    ground = fields.Identifier()


class CertificateView(fields.Outgoing):
    number = fields.Identifier()
    kind = fields.Identifier()
    issuer = fields.Identifier()
    valid_from = fields.Day()
    valid_to = fields.Day()
    act_kinds = fields.Many(fields.Identifier())
    range = fields.Region(allow_none=True)
    history = fields.Many(fields.Part(StatementView))
    endings = fields.Many(fields.Part(EndingView))


class TrainingView(fields.Outgoing):
    on = fields.Day()
    hours = fields.Whole()
    topic = fields.Identifier()
    course = fields.Identifier(allow_none=True)


class ExamView(fields.Outgoing):
    kind = fields.Identifier()
    on = fields.Day()
    result = fields.Identifier()
    resit = fields.Flag()


class FaultView(fields.Outgoing):
    case_id = fields.Identifier()
    on = fields.Day()
    processed_on = fields.Day(allow_none=True)
    outcome = fields.Identifier(allow_none=True)


class InspectionView(fields.Outgoing):
    number = fields.Identifier()
    year = fields.Whole()
    result = fields.Identifier()


class ChangeView(fields.Outgoing):
    id = fields.Identifier()
    kind = fields.Identifier()
    on = fields.Day()
    reported_at = fields.Instant(allow_none=True)
    late = fields.Flag(allow_none=True)


class ApplicationView(fields.Outgoing):
    id = fields.Identifier()
    number = fields.Identifier()
    kind = fields.Identifier()


class CorrectionView(fields.Outgoing):
    id = fields.Identifier()
    corrects = fields.Identifier()
    ground = fields.Identifier()
    effective_at = fields.Instant(allow_none=True)
    proposed_by = fields.Identifier()


class OfficerView(fields.Outgoing):
    id = fields.Identifier()
    region = fields.Region()
    state = fields.Identifier()
    body_id = fields.Identifier()
    name = fields.Text()
    post = fields.Identifier(allow_none=True)
    on_staff = fields.Flag(allow_none=True)
    announced = fields.Whole(attribute="version")
    orders = fields.Many(fields.Identifier())
    certificates = fields.Many(fields.Part(CertificateView))
    trainings = fields.Many(fields.Part(TrainingView))
    exams = fields.Many(fields.Part(ExamView))
    faults = fields.Many(fields.Part(FaultView))
    inspections = fields.Many(fields.Part(InspectionView))
    changes = fields.Many(fields.Part(ChangeView))
    applications = fields.Many(fields.Part(ApplicationView))
    corrections = fields.Many(fields.Part(CorrectionView))
    write_offs_due = fields.Many(fields.Identifier())
    filed = fields.Many(fields.Identifier())
    qualification_filed_at = fields.Instant(allow_none=True)


class FoundView(fields.Outgoing):
    officer_id = fields.Identifier()
    status = fields.Identifier()


class ActView(fields.Outgoing):
    id = fields.Identifier()
    region = fields.Region()
    state = fields.Identifier()
    body_id = fields.Identifier()
    kind = fields.Identifier(allow_none=True)
    source = fields.Identifier()
    matter_id = fields.Identifier()
    since = fields.Instant()
    until = fields.Instant()
    officer_ids = fields.Many(fields.Identifier())
    findings = fields.Many(fields.Part(FoundView))
