"""The wire of statistics and circulars: what is asked for, and what is shown."""

from jiandu.bus import fields
from jiandu.store.codec import to_plain
from services.complaints.domain.counted import DIMENSIONS

THRESHOLD = 5  # numbers below it are withheld; a caller may name another one, but none below the least
LEAST_THRESHOLD = 3


class Statistics(fields.Incoming):
    region = fields.Region(required=True)
    since = fields.Day(required=True)
    until = fields.Day(required=True)
    by = fields.Tuple(fields.Choice(DIMENSIONS), most=2, required=True)
    threshold = fields.Whole(least=LEAST_THRESHOLD, load_default=THRESHOLD)


class DraftCircular(fields.Incoming):
    region = fields.Region(required=True)
    since = fields.Day(required=True)
    until = fields.Day(required=True)
    issuer = fields.Text(100, required=True)
    number = fields.Text(100, required=True)


class OneCircular(fields.Incoming):
    circular_id = fields.Identifier(required=True)


class PublishCircular(OneCircular):
    digest = fields.Identifier(required=True)


class DropCircular(OneCircular):
    reason = fields.Text(1000, required=True)


class CircularView(fields.Outgoing):
    """A circular as it stands, and all figures in it; what is withheld is null."""

    id = fields.Identifier()
    region = fields.Region()
    pack = fields.Identifier()
    state = fields.Identifier()
    issuer = fields.Text()
    number = fields.Text()
    since = fields.Day()
    until = fields.Day()
    tables = fields.Made(lambda circular: to_plain(circular.tables))
    words = fields.AnyObject()
    citation = fields.Made(lambda circular: to_plain(circular.citation))
    digest = fields.Identifier()
    drafted_by = fields.Text()
    drafted_at = fields.Instant()
    published_at = fields.Instant(allow_none=True)
