"""The wire of proposed and published law."""

from jiandu.bus import fields
from jiandu.bus.contract import Contracts, Published
from jiandu.law.editions import Kind
from jiandu.service.law.published import LONGEST_EDITION
from services.supervision.domain.editions import EditionPublished


class OneEdition(fields.Incoming):
    edition_id = fields.Identifier(required=True)


class ProposeEdition(fields.Incoming):
    kind = fields.Choice([each.value for each in Kind], required=True)
    text = fields.Text(LONGEST_EDITION, required=True)
    reason = fields.Text(500, required=True)


class DecideEdition(OneEdition):
    digest = fields.Identifier(required=True)


class EditionView(fields.Outgoing):
    id = fields.Identifier()
    region = fields.Identifier()
    state = fields.Identifier()
    kind = fields.Identifier()
    name = fields.Text()
    text = fields.Text(LONGEST_EDITION)
    digest = fields.Identifier()
    reason = fields.Text()
    proposed_by = fields.Text()
    decided_by = fields.Text(allow_none=True)


class LawPublishedV1(fields.Outgoing):
    """A text of law for every service, with the reason an administrator gave for publishing it."""

    edition_id = fields.Identifier()
    region = fields.Identifier()
    kind = fields.Choice([each.value for each in Kind])
    name = fields.Text(100)
    text = fields.Text(LONGEST_EDITION)
    digest = fields.Identifier()
    reason = fields.Text(500)
    published_at = fields.Instant()


LAW_PUBLISHED = Contracts(Published(EditionPublished, "law.published", 1, LawPublishedV1))
