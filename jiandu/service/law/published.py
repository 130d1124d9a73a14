"""Every service hears of the law that supervision publishes, and keeps it."""

from jiandu.bus import fields
from jiandu.bus.contract import Consumed
from jiandu.law.editions import Kind
from jiandu.law.heard import AppliedEdition, ApplyEdition, apply_edition
from jiandu.service.aggregate import Aggregate
from jiandu.service.law.in_effect import Editions

LONGEST_EDITION = 400_000


class PublishedReceived(fields.Received):
    edition_id = fields.Identifier(required=True)
    region = fields.Identifier(required=True)
    kind = fields.Choice([each.value for each in Kind], required=True)
    name = fields.Text(100, required=True)
    text = fields.Text(LONGEST_EDITION, required=True)
    digest = fields.Identifier(required=True)
    reason = fields.Text(500, required=True)
    published_at = fields.Instant(required=True)


PUBLISHED = Consumed("law.published", ("supervision",), 1, PublishedReceived, ApplyEdition)


class HearsLaw:
    """Mixed into every service's class: it hears of published law."""

    law_editions = Aggregate(AppliedEdition, Editions, key="edition_id")

    on_law_published = law_editions.hears(PUBLISHED, apply_edition, queue="law", creates=True)
