"""What is handed in with a complaint: announced, brought in parts, held against its hash, read when released."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from jiandu.domain import Actor, Refused, Request
from jiandu.identity.permissions import Allow
from jiandu.law import HOUSE
from jiandu.service.aggregate import Provided
from jiandu.service.methods import Operation, Query, command, operation, query
from services.complaints.domain import attachment
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.routing import check_impartial
from services.complaints.methods.roles import COMPLAINANT, REVIEWING, SCREENING
from services.complaints.methods.vault import complainants_of
from services.complaints.methods.worded import worded
from services.complaints.repository.sealed import Attachments
from services.complaints.schemas import incoming

READING = Allow(*SCREENING.roles, *REVIEWING.roles)
MOST_PARTS = 100


class HandsIn:
    """Mixed into the service's class: attachments."""

    complaints: Any
    check_receipt: Any

    attachments = Provided(lambda runtime: Attachments(runtime.database, complainants_of(runtime)))

    declare_attachment = worded(
        attachment.declare_attachment,
        incoming.Declare,
        allow=COMPLAINANT,
        sealed=("name", "receipt_code"),
        derives=("attachment_id", "att"),
    )

    @operation(incoming.AttachmentPart, allow=COMPLAINANT)
    def put_attachment_part(self, asked: Operation) -> Any:
        """Bring one part of what was declared, in base64, numbered from 0; what is there already stays."""
        said = asked.fields
        complaint = self._complaint(said["complaint_id"], asked.by)
        self.check_receipt(complaint.id, asked.by, said["receipt_code"])
        declared = attachment.attachment_of(complaint, said["attachment_id"])
        if declared.state != attachment.DECLARED:
            raise Refused("ALREADY_EXISTS", field="attachment_id", id=declared.id)
        if said["number"] >= MOST_PARTS:
            raise Refused("TOO_MANY", field="number", most=MOST_PARTS)
        content = _decoded(said["content"])
        self.attachments.put(complaint.id, f"{declared.id}.{said['number']}", content)
        return {"attachment_id": declared.id, "number": said["number"], "size": len(content)}

    @command(incoming.Complete, attachment.CompleteAttachment, allow=COMPLAINANT, sealed=("receipt_code",))
    def complete_attachment(self, request: Request[attachment.CompleteAttachment]) -> Any:
        """Say that all parts are there: what came is held against the size and hash that were declared.

        Parts that are not what was declared are forgotten, and can be brought again.
        """
        asked = request.command
        self._complaint(asked.complaint_id, asked.by)
        self.check_receipt(asked.complaint_id, asked.by, request.sealed.get("receipt_code"))
        size, digest = 0, hashlib.sha256()
        for part in self._parts(asked.complaint_id, asked.attachment_id):
            size += len(part)
            digest.update(part)
        received = replace(asked, size=size, digest=digest.hexdigest())
        told = replace(request, command=received, sealed={})
        try:
            return self.complaints.change(asked.complaint_id, told, attachment.complete_attachment)
        except Refused as refusal:
            if refusal.code == "ATTACHMENT_DIFFERS":
                # a part that is there stays: what came damaged could never be brought again
                self.attachments.forget(asked.complaint_id, asked.attachment_id)
            raise

    @query(incoming.ReadPart, allow=READING)
    def read_attachment(self, asked: Query) -> Any:
        """One part, in base64, of what was released from quarantine; `last` says that there are no more."""
        said = asked.fields
        complaint = self._complaint(said["complaint_id"], asked.by)
        released = attachment.readable(complaint, said["attachment_id"])
        content = self._part(complaint.id, released.id, said["number"])
        if content is None:
            raise Refused("NOT_FOUND", field="number", id=str(said["number"]))
        following = self._part(complaint.id, released.id, said["number"] + 1)
        return {
            "number": said["number"],
            "content": base64.b64encode(content).decode("ascii"),
            "last": following is None,
        }

    def _complaint(self, complaint_id: str, by: Actor) -> Complaint:
        complaint: Complaint = self.complaints.get(complaint_id, by)
        check_impartial(complaint, by)
        if complaint.erased:
            raise Refused("IDENTITY_ERASED")
        return complaint

    def _part(self, complaint_id: str, attachment_id: str, number: int) -> bytes | None:
        found: bytes | None = self.attachments.get(complaint_id, f"{attachment_id}.{number}")
        return found

    def _parts(self, complaint_id: str, attachment_id: str) -> Iterator[bytes]:
        size = 0
        for number in range(MOST_PARTS):
            part = self._part(complaint_id, attachment_id, number)
            if part is None or size > HOUSE.largest_attachment:
                return
            size += len(part)
            yield part


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Refused("INVALID_VALUE", field="content") from None
