"""What is taken in and shown of bodies, delegations and auxiliary staff."""

from jiandu.bus import fields
from services.certificates.domain import dissolution


class Body(fields.Incoming):
    body_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    name = fields.Text(200, required=True)
    basis = fields.Identifier(load_default=None, allow_none=True)
    act_kinds = fields.Tuple(fields.Identifier(), load_default=())
    vertical = fields.Flag(load_default=False)
    sector = fields.Identifier(load_default=None, allow_none=True)
    level = fields.Identifier(load_default=None, allow_none=True)


class OneBody(fields.Incoming):
    body_id = fields.Identifier(required=True)


class BodyKnown(OneBody):
    known_at = fields.Instant(load_default=None, allow_none=True)


class Subscribe(OneBody):
    """No key is asked for: the trust directory holds the agency's."""


class BodyChange(OneBody):
    ground = fields.Identifier(required=True)
    on = fields.Day(required=True)
    name = fields.Text(200, load_default=None, allow_none=True)
    act_kinds = fields.Tuple(fields.Identifier(), load_default=())


class Dissolve(OneBody):
    ground = fields.Choice((dissolution.MERGED, dissolution.CLOSED), required=True)
    on = fields.Day(required=True)


class BodyView(fields.Outgoing):
    id = fields.Identifier()
    region = fields.Region()
    state = fields.Identifier()
    name = fields.Text()
    basis = fields.Identifier(allow_none=True)
    act_kinds = fields.Many(fields.Identifier())
    pending_name = fields.Text(allow_none=True)
    pending_act_kinds = fields.Many(fields.Identifier())
    vertical = fields.Flag()
    subscribed_at = fields.Instant(allow_none=True)
    change = fields.Identifier(allow_none=True)
    changed_on = fields.Day(allow_none=True)
    published_at = fields.Instant(allow_none=True)
    filed_at = fields.Instant(allow_none=True)
    dissolution_carried_out_at = fields.Instant(allow_none=True)


class Delegation(fields.Incoming):
    region = fields.Region(required=True)
    body_id = fields.Identifier(required=True)
    delegate_id = fields.Identifier(required=True)
    act_kinds = fields.Tuple(fields.Identifier(), required=True)
    valid_from = fields.Day(required=True)
    valid_to = fields.Day(required=True)
    signed_on = fields.Day(required=True)
    digest = fields.Digest(required=True)
    contents = fields.Tuple(fields.Identifier(), load_default=())
    form = fields.Tuple(fields.Identifier(), load_default=())
    delegate_kind = fields.Identifier(load_default=None, allow_none=True)
    basis = fields.Identifier(load_default=None, allow_none=True)
    sector = fields.Identifier(load_default=None, allow_none=True)
    level = fields.Identifier(load_default=None, allow_none=True)


class OneDelegation(fields.Incoming):
    delegation_id = fields.Identifier(required=True)


class DelegationKnown(OneDelegation):
    known_at = fields.Instant(load_default=None, allow_none=True)


class FileDelegation(OneDelegation):
    documents = fields.Tuple(fields.Identifier(), load_default=())


class EndDelegation(OneDelegation):
    on = fields.Day(required=True)


class DelegationView(fields.Outgoing):
    id = fields.Identifier()
    region = fields.Region()
    state = fields.Identifier()
    body_id = fields.Identifier()
    delegate_id = fields.Identifier()
    act_kinds = fields.Many(fields.Identifier())
    valid_from = fields.Day()
    valid_to = fields.Day()
    signed_on = fields.Day()
    digest = fields.Digest()
    filed_at = fields.Instant(allow_none=True)
    published_at = fields.Instant(allow_none=True)
    ended_on = fields.Day(allow_none=True)


class Auxiliary(fields.Incoming):
    auxiliary_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    body_id = fields.Identifier(required=True)
    name = fields.Text(100, required=True)
    post = fields.Identifier(required=True)
    terms = fields.Tuple(fields.Identifier(), load_default=())
    sector = fields.Identifier(load_default=None, allow_none=True)
    level = fields.Identifier(load_default=None, allow_none=True)


class OneAuxiliary(fields.Incoming):
    auxiliary_id = fields.Identifier(required=True)


class AuxiliaryKnown(OneAuxiliary):
    known_at = fields.Instant(load_default=None, allow_none=True)


class TrainAuxiliary(OneAuxiliary):
    on = fields.Day(required=True)
    hours = fields.Whole(required=True)
    topic = fields.Identifier(required=True)


class AssessAuxiliary(OneAuxiliary):
    on = fields.Day(required=True)
    passed = fields.Flag(required=True)


class DismissAuxiliary(OneAuxiliary):
    on = fields.Day(required=True)


class TrainingView(fields.Outgoing):
    on = fields.Day()
    hours = fields.Whole()
    topic = fields.Identifier()


class AssessmentView(fields.Outgoing):
    on = fields.Day()
    passed = fields.Flag()


class AuxiliaryView(fields.Outgoing):
    id = fields.Identifier()
    region = fields.Region()
    state = fields.Identifier()
    body_id = fields.Identifier()
    name = fields.Text()
    post = fields.Identifier()
    trainings = fields.Many(fields.Part(TrainingView))
    assessments = fields.Many(fields.Part(AssessmentView))
