"""The wire of supervisors and cases: what is taken in, told to others, and heard from them."""

from typing import Any

from marshmallow import post_load

from jiandu.bus import fields
from jiandu.bus.contract import Consumed, Contracts, Published
from jiandu.bus.envelope import Envelope
from jiandu.domain import Command, derived_id
from services.supervision.domain import (
    closing,
    complaint,
    filing,
    recommendation,
)

LONGEST_TEXT = 10_000


class RegisterSupervisor(fields.Incoming):
    supervisor_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    agency = fields.Identifier(required=True)
    conditions = fields.Tuple(fields.Identifier(), load_default=())
    sector = fields.Identifier(load_default=None)
    level = fields.Identifier(load_default=None)


class Open(fields.Incoming):
    region = fields.Region(required=True)
    respondent = fields.Identifier(required=True)
    facts = fields.Text(LONGEST_TEXT, required=True)
    officer_id = fields.Identifier(load_default=None)
    sector = fields.Identifier(load_default=None)
    level = fields.Identifier(load_default=None)
    act_on = fields.Day(load_default=None)


class OneCase(fields.Incoming):
    case_id = fields.Identifier(required=True)


class Approve(OneCase):
    necessary = fields.Flag(load_default=False)


class RefuseFiling(OneCase):
    bar = fields.Identifier(required=True)


class Extend(OneCase):
    extension = fields.Whole(least=1, required=True)


class Assign(OneCase):
    investigators = fields.Tuple(fields.Identifier(), required=True)

    @post_load
    def _nobody_registered_yet(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        # not for the caller to say: the service looks each of them up
        return {**data, "registered": {}}


class Recuse(OneCase):
    supervisor_id = fields.Identifier(required=True)
    ground = fields.Identifier(required=True)


class NoteRemedy(OneCase):
    remedy = fields.Identifier(required=True)


class Notice(OneCase):
    number = fields.Text(100, required=True)
    grounds = fields.Tuple(fields.Identifier(), required=True)


class Served(OneCase):
    received_at = fields.Instant(required=True)


class Objection(OneCase):
    in_writing = fields.Flag(required=True)
    reasons = fields.Text(LONGEST_TEXT, load_default="")


class Answer(OneCase):
    result = fields.Identifier(required=True)


class Report(OneCase):
    summary = fields.Text(LONGEST_TEXT, required=True)


class NonCorrection(OneCase):
    refused = fields.Flag(load_default=False)


class Decision(OneCase):
    number = fields.Text(100, required=True)
    organ = fields.Identifier(required=True)
    decision_type = fields.Identifier(required=True)
    performance_days = fields.Whole(least=1, load_default=None, allow_none=True)
    deliberated_on = fields.Day(load_default=None, allow_none=True)


class Recommendation(OneCase):
    officer_ids = fields.Tuple(fields.Identifier(), required=True)
    ground = fields.Identifier(required=True)


class Explain(OneCase):
    clock = fields.Identifier(required=True)


class ServedView(fields.Outgoing):
    """A case as its body sees it once it has the notice: nothing of a complaint."""

    id = fields.Identifier()
    region = fields.Region()
    pack = fields.Identifier()
    state = fields.Identifier()
    respondent = fields.Identifier()
    officer_id = fields.Identifier(allow_none=True)
    officer_ids = fields.Tuple(fields.Identifier())
    investigators = fields.Tuple(fields.Identifier())
    notice_number = fields.Text(allow_none=True)
    decision_number = fields.Text(allow_none=True)
    decision_type = fields.Identifier(allow_none=True)
    recommended = fields.Tuple(fields.Identifier())
    outcome = fields.Identifier(allow_none=True)


class CaseView(ServedView):
    complaint_id = fields.Identifier(allow_none=True)
    respondent_silent = fields.Flag()


class OpenedV1(fields.Outgoing):
    complaint_id = fields.Identifier()
    region = fields.Region()


class ClosedV1(fields.Outgoing):
    complaint_id = fields.Identifier()
    outcome = fields.Identifier()


class RecommendedV1(fields.Outgoing):
    region = fields.Region()
    complaint_id = fields.Identifier(allow_none=True)
    officer_id = fields.Identifier()
    unit = fields.Identifier()
    ground = fields.Identifier()
    sector = fields.Identifier(allow_none=True)
    level = fields.Identifier(allow_none=True)


class AcceptedReceived(fields.Received):
    region = fields.Region(required=True)
    respondent = fields.Identifier(required=True)
    officer_id = fields.Identifier(load_default=None, allow_none=True)
    officer_ids = fields.Tuple(fields.Identifier(), required=True)
    sector = fields.Identifier(load_default=None, allow_none=True)
    level = fields.Identifier(load_default=None, allow_none=True)
    act_on = fields.Day(load_default=None, allow_none=True)
    place = fields.Whole(required=True)


class RespondentSilentReceived(fields.Received):
    place = fields.Whole(required=True)


class OfficerBoundReceived(RespondentSilentReceived):
    officer_id = fields.Identifier(required=True)


def _from_complaint(event: Any) -> bool:
    return event.complaint_id is not None


PUBLISHED = Contracts(
    Published(filing.CaseOpened, "case.opened", 1, OpenedV1, when=_from_complaint),
    Published(closing.CaseClosed, "case.closed", 1, ClosedV1, when=_from_complaint),
    Published(filing.CaseNotFiled, "case.closed", 1, ClosedV1, when=_from_complaint),
    Published(recommendation.AccountabilityRecommended, "accountability.recommended", 1, RecommendedV1),
)


def _one_body(data: dict[str, Any]) -> dict[str, Any]:
    """Of version 1: it spoke of one body and at most one officer."""
    officer_id = data.get("officer_id")
    return {**data, "officer_ids": [officer_id] if officer_id else [], "place": 0}


def _case_of(envelope: Envelope) -> dict[str, str]:
    # one case for each body complained of; the first is called as when there could be only one
    place = envelope.data["place"]
    return {"case_id": derived_id("case", envelope.subject, *([str(place)] if place else []))}


COMPLAINT_ACCEPTED = Consumed(
    "complaint.accepted",
    ("complaints",),
    2,
    AcceptedReceived,
    filing.OpenCase,
    upcasts={1: _one_body},
    fill=lambda envelope: {
        **_case_of(envelope),
        "complaint_id": envelope.subject,
        # the complaint's own words stay where they were written down
        "facts": f"见投诉举报 {envelope.subject}",
    },
    aside=("place",),
)


def _of_complaint(name: str, schema: type[fields.Received], command: type[Command]) -> Consumed:
    return Consumed(f"complaint.{name}", ("complaints",), 1, schema, command, fill=_case_of, aside=("place",))


OFFICER_BOUND = _of_complaint("officer_bound", OfficerBoundReceived, complaint.NoteOfficerBound)
RESPONDENT_SILENT = _of_complaint("respondent_silent", RespondentSilentReceived, complaint.NoteRespondentSilent)
