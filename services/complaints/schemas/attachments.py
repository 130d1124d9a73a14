"""The wire of attachments: announced, brought in parts, judged, read."""

from typing import Any

from marshmallow import post_load

from jiandu.bus import fields
from services.complaints.domain.attachment import MEDIA_TYPES
from services.complaints.schemas.incoming import OfComplainant, OneComplaint

LONGEST_PART = 700_000  # of base64: about half a megabyte of content, within the longest request


class Declare(OfComplainant):
    name = fields.Text(300, required=True)
    media_type = fields.Choice(MEDIA_TYPES, required=True)
    size = fields.Whole(least=1, required=True)
    digest = fields.Digest(required=True)


class OneAttachment(OfComplainant):
    attachment_id = fields.Identifier(required=True)


class AttachmentPart(OneAttachment):
    number = fields.Whole(required=True)
    content = fields.Text(LONGEST_PART, required=True)


class Complete(OneAttachment):
    @post_load
    def _nothing_measured_yet(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        # not for the caller to say: the service measures what came
        return {**data, "size": 0, "digest": "", "parts": 0}


class Judge(OneComplaint):
    attachment_id = fields.Identifier(required=True)
    harmless = fields.Flag(required=True)


class ExaminePart(OneComplaint):
    attachment_id = fields.Identifier(required=True)
    number = fields.Whole(required=True)


class ReadPart(fields.Incoming):
    reveal_id = fields.Identifier(required=True)
    attachment_id = fields.Identifier(required=True)
    number = fields.Whole(required=True)
