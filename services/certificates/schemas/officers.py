"""What is taken in of officers and their certificates."""

from typing import Any

from marshmallow import post_load

from jiandu.bus import fields
from services.certificates.domain import conditions, personnel, qualification, renewing, suspension, writing_off
from services.certificates.domain.certificate import NewCertificate

LARGEST_PART = 500
LARGEST_PAGE = 500
LONGEST_TRAINING = 1000  # hours in one entry


class Certificate(fields.Incoming):
    number = fields.Identifier(required=True)
    kind = fields.Identifier(required=True)
    issuer = fields.Identifier(required=True)
    valid_from = fields.Day(required=True)
    valid_to = fields.Day(required=True)
    act_kinds = fields.Tuple(fields.Identifier(), load_default=())
    range = fields.Region(load_default=None, allow_none=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> NewCertificate:
        return NewCertificate(**data)


class Officer(fields.Incoming):
    officer_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    body_id = fields.Identifier(required=True)
    name = fields.Text(100, required=True)
    certificates = fields.Tuple(fields.Part(Certificate), most=20, load_default=())
    post = fields.Identifier(load_default=None, allow_none=True)
    on_staff = fields.Flag(load_default=None, allow_none=True)
    sector = fields.Identifier(load_default=None, allow_none=True)
    level = fields.Identifier(load_default=None, allow_none=True)


class OneOfficer(fields.Incoming):
    officer_id = fields.Identifier(required=True)


class Training(OneOfficer):
    on = fields.Day(required=True)
    hours = fields.Whole(most=LONGEST_TRAINING, required=True)
    topic = fields.Identifier(required=True)
    course = fields.Identifier(load_default=None, allow_none=True)


class Exam(OneOfficer):
    kind = fields.Choice(qualification.EXAM_KINDS, required=True)
    on = fields.Day(required=True)
    result = fields.Choice(conditions.RESULTS, required=True)
    resit = fields.Flag(load_default=False)


class Fault(OneOfficer):
    case_id = fields.Identifier(required=True)
    on = fields.Day(required=True)
    processed_on = fields.Day(load_default=None, allow_none=True)
    outcome = fields.Identifier(load_default=None, allow_none=True)


class Qualification(OneOfficer):
    conditions = fields.Tuple(fields.Identifier(), load_default=())
    new_recruit = fields.Flag(load_default=False)
    probation_over = fields.Flag(load_default=False)


class Application(OneOfficer):
    number = fields.Identifier(required=True)
    kind = fields.Identifier(required=True)


class Issue(OneOfficer):
    application_id = fields.Identifier(required=True)
    issuer = fields.Identifier(required=True)
    valid_from = fields.Day(required=True)
    valid_to = fields.Day(required=True)
    act_kinds = fields.Tuple(fields.Identifier(), load_default=())
    range = fields.Region(load_default=None, allow_none=True)
    conditions = fields.Tuple(fields.Identifier(), load_default=())


class RefuseApplication(OneOfficer):
    application_id = fields.Identifier(required=True)
    condition = fields.Identifier(required=True)


class External(OneOfficer):
    number = fields.Identifier(required=True)
    kind = fields.Identifier(required=True)
    issuer = fields.Identifier(required=True)
    valid_from = fields.Day(required=True)
    valid_to = fields.Day(required=True)
    received_on = fields.Day(required=True)
    act_kinds = fields.Tuple(fields.Identifier(), load_default=())
    range = fields.Region(load_default=None, allow_none=True)


class OneOfTheOfficer(OneOfficer):
    number = fields.Identifier(required=True)


class FileCertificate(OneOfTheOfficer):
    documents = fields.Tuple(fields.Identifier(), load_default=())


class Renew(OneOfTheOfficer):
    valid_to = fields.Day(required=True)
    conditions = fields.Tuple(fields.Identifier(), load_default=())


class Reissue(OneOfficer):
    replaces = fields.Identifier(required=True)
    ground = fields.Choice((renewing.LOSS, renewing.DAMAGE), required=True)
    number = fields.Identifier(required=True)
    issuer = fields.Identifier(required=True)
    valid_from = fields.Day(required=True)
    valid_to = fields.Day(required=True)


class Inspect(OneOfTheOfficer):
    year = fields.Whole(required=True)
    passes = fields.Flag(load_default=None, allow_none=True)


class Suspend(OneOfTheOfficer):
    ground = fields.Identifier(required=True)
    notice_number = fields.Text(100, required=True)


class DecideSuspension(OneOfTheOfficer):
    outcome = fields.Choice((suspension.RESTORE, suspension.WRITE_OFF), required=True)


class ProposeWriteOff(OneOfTheOfficer):
    ground = fields.Choice((writing_off.REPEATED, writing_off.MISUSED), required=True)


class Loss(OneOfTheOfficer):
    on = fields.Day(required=True)


class Collect(OneOfTheOfficer):
    ground = fields.Identifier(required=True)
    destroyed = fields.Flag(load_default=False)


class Cancel(OneOfficer):
    ground = fields.Identifier(required=True)
    number = fields.Identifier(load_default=None, allow_none=True)


class PersonnelChange(OneOfficer):
    kind = fields.Choice(personnel.CHANGES, required=True)
    on = fields.Day(required=True)
    post = fields.Identifier(load_default=None, allow_none=True)
    body_id = fields.Identifier(load_default=None, allow_none=True)


class OneChange(OneOfficer):
    change_id = fields.Identifier(required=True)


class Correction(OneOfficer):
    corrects = fields.Identifier(required=True)
    ground = fields.Identifier(required=True)
    effective_at = fields.Instant(load_default=None, allow_none=True)


class OneProposal(OneOfficer):
    proposal_id = fields.Identifier(required=True)


class RosterRow(fields.Incoming):
    row = fields.Whole(required=True)
    officer_id = fields.Identifier(required=True)
    name = fields.Text(100, required=True)
    certificates = fields.Tuple(fields.Part(Certificate), most=20, load_default=())
    post = fields.Identifier(load_default=None, allow_none=True)
    on_staff = fields.Flag(load_default=None, allow_none=True)


class RosterPart(fields.Incoming):
    """A part of a roster; what is wrong with a row is said of that row, and the others are taken."""

    body_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    roster_id = fields.Identifier(required=True)
    rows = fields.Many(fields.AnyObject(), most=LARGEST_PART, required=True)
