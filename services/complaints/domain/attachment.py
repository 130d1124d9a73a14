"""What is handed in with a complaint: known by its hash, sealed elsewhere, in quarantine until it is judged."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jiandu.domain import Command, Event, Refused
from jiandu.law import HOUSE, Rulebook
from services.complaints.domain.complaint import PROCEDURE, Complaint
from services.complaints.domain.particulars import Attachment
from services.complaints.domain.routing import check_impartial

DECLARED, QUARANTINED, RELEASED, REJECTED = "declared", "quarantined", "released", "rejected"
MEDIA_TYPES = (
    *("application/pdf", "image/jpeg", "image/png", "image/webp", "audio/mpeg", "audio/mp4", "video/mp4"),
    *("text/plain", "application/msword", "application/vnd.ms-excel"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


@dataclass(frozen=True, kw_only=True)
class DeclareAttachment(Command):
    """Announce something to be handed in: its name (masked), form, size in octets, and sha256 in hex."""

    complaint_id: str
    attachment_id: str
    media_type: str
    size: int
    digest: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class AttachmentDeclared(Event):
    """Its content may come, in parts; until it is whole there is only the announcement."""

    complaint_id: str
    attachment_id: str
    name: str
    media_type: str
    size: int
    digest: str
    declared_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        declared = Attachment(id=self.attachment_id, **self.told("complaint_id", "attachment_id", "declared_at"))
        return replace(complaint, attachments=(*complaint.attachments, declared))


def declare_attachment(command: DeclareAttachment, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Let something be handed in, of a form and a size that are taken, while there are not too many."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    if command.media_type not in MEDIA_TYPES:
        raise Refused("INVALID_VALUE", field="media_type")
    if command.size > HOUSE.largest_attachment:
        raise Refused("TOO_LARGE", field="size", limit=HOUSE.largest_attachment)
    if len(complaint.attachments) >= HOUSE.most_attachments:
        raise Refused("TOO_MANY", field="attachments", most=HOUSE.most_attachments)
    if command.digest in {each.digest for each in complaint.attachments}:
        raise Refused("ALREADY_EXISTS", field="digest", id=command.digest)
    return [AttachmentDeclared(**command.told(), declared_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class CompleteAttachment(Command):
    """All parts are here: `size` and `digest` are those of what was received."""

    complaint_id: str
    attachment_id: str
    size: int
    digest: str
    parts: int


@dataclass(frozen=True, kw_only=True)
class AttachmentReceived(Event):
    """The content is here, whole, in so many parts, and in quarantine. Whatever comes later is not part of it."""

    complaint_id: str
    attachment_id: str
    parts: int
    received_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return _changed(complaint, self.attachment_id, state=QUARANTINED, parts=self.parts)


def complete_attachment(command: CompleteAttachment, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Take it into quarantine if it is what was announced. Raises Refused ATTACHMENT_DIFFERS."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    declared = attachment_of(complaint, command.attachment_id)
    if declared.state != DECLARED:
        raise Refused("ALREADY_EXISTS", field="attachment_id", id=declared.id)
    if (declared.size, declared.digest) != (command.size, command.digest):
        raise Refused("ATTACHMENT_DIFFERS", field="attachment_id")
    return [AttachmentReceived(**command.told("size", "digest"), received_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class JudgeAttachment(Command):
    """Whoever looked it through (a scanner, a person) says whether it is harmless."""

    complaint_id: str
    attachment_id: str
    harmless: bool


@dataclass(frozen=True, kw_only=True)
class AttachmentJudged(Event):
    """It can be read, or never will be."""

    complaint_id: str
    attachment_id: str
    harmless: bool
    judged_by: str
    judged_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return _changed(complaint, self.attachment_id, state=RELEASED if self.harmless else REJECTED)


def judge_attachment(command: JudgeAttachment, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Let it out of quarantine, or never; of what was released it can still turn out that it is harmful."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    judged = attachment_of(complaint, command.attachment_id)
    if judged.state not in (QUARANTINED, RELEASED) or (judged.state == RELEASED and command.harmless):
        raise Refused("NOT_ALLOWED_IN_STATE", command="JudgeAttachment", state=judged.state, allowed=QUARANTINED)
    return [AttachmentJudged(**command.told(), judged_by=command.by.subject, judged_at=command.at)]


def attachment_of(complaint: Complaint, attachment_id: str) -> Attachment:
    """The attachment of this id. Raises Refused NOT_FOUND."""
    for each in complaint.attachments:
        if each.id == attachment_id:
            return each
    raise Refused("NOT_FOUND", field="attachment_id", id=attachment_id)


def readable(complaint: Complaint, attachment_id: str) -> Attachment:
    """The attachment, if it may be read. Raises Refused NOT_FOUND, or QUARANTINED while it may not."""
    found = attachment_of(complaint, attachment_id)
    if found.state != RELEASED:
        raise Refused("QUARANTINED", field="attachment_id", state=found.state)
    return found


def examinable(complaint: Complaint, attachment_id: str) -> Attachment:
    """The attachment in quarantine, for whoever judges it. Raises Refused NOT_FOUND, or QUARANTINED otherwise."""
    found = attachment_of(complaint, attachment_id)
    if found.state != QUARANTINED:
        raise Refused("QUARANTINED", field="attachment_id", state=found.state)
    return found


def _changed(complaint: Complaint, attachment_id: str, **changes: Any) -> Complaint:
    changed = (replace(each, **changes) if each.id == attachment_id else each for each in complaint.attachments)
    return replace(complaint, attachments=tuple(changed))
