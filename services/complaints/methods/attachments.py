"""What is handed in with a complaint: announced, brought in parts, held against its hash, read when released."""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from math import ceil
from typing import Any

from jiandu.domain import Actor, Cause, Refused, Request
from jiandu.law import HOUSE
from jiandu.service.aggregate import Provided
from jiandu.service.methods import Operation, Query, command, operation, query
from services.complaints.domain import attachment, reveal
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.particulars import Attachment
from services.complaints.methods.custody import another_look
from services.complaints.methods.roles import ASKING, COMPLAINANT, JUDGING
from services.complaints.methods.vault import complainants_of
from services.complaints.methods.visible import visible
from services.complaints.methods.worded import worded
from services.complaints.repository.sealed import Attachments
from services.complaints.schemas import attachments as wire

ATTACHMENTS = "attachments"
SMALLEST_PART = 1 << 16  # octets: content in smaller parts would take too many of them
MORE_PARTS = 4  # a short content may come in a few parts all the same


class HandsIn:
    """Mixed into the service's class: attachments."""

    complaints: Any
    reveals: Any
    now: Any
    check_receipt: Any

    attachments = Provided(lambda runtime: Attachments(runtime.database, complainants_of(runtime)))

    declare_attachment = worded(
        attachment.declare_attachment,
        wire.Declare,
        allow=COMPLAINANT,
        sealed=("name", "receipt_code"),
        derives=("attachment_id", "att"),
    )

    @operation(wire.AttachmentPart, allow=COMPLAINANT)
    def put_attachment_part(self, asked: Operation) -> Any:
        """Bring one part of what was declared, in base64, numbered from 0; what is there already stays."""
        said = asked.fields
        complaint = self._complaint(said["complaint_id"], asked.by)
        self.check_receipt(complaint.id, asked.by, said["receipt_code"])
        declared = attachment.attachment_of(complaint, said["attachment_id"])
        if declared.state != attachment.DECLARED:
            raise Refused("ALREADY_EXISTS", field="attachment_id", id=declared.id)
        most = ceil(declared.size / SMALLEST_PART) + MORE_PARTS
        if said["number"] >= most:
            raise Refused("TOO_MANY", field="number", most=most)
        content = _decoded(said["content"])
        if len(content) > declared.size:
            raise Refused("TOO_LARGE", field="content", limit=declared.size)
        self.attachments.put(complaint.id, f"{declared.id}.{said['number']}", content)
        return {"attachment_id": declared.id, "number": said["number"], "size": len(content)}

    @command(wire.Complete, attachment.CompleteAttachment, allow=COMPLAINANT, sealed=("receipt_code",))
    def complete_attachment(self, request: Request[attachment.CompleteAttachment]) -> Any:
        """Say that all parts are there: what came is held against the size and hash that were declared.

        While some are missing, those that came stay; once all are there and are not what was declared, they are
        forgotten, and have to be brought again.
        """
        asked = request.command
        self._complaint(asked.complaint_id, asked.by)
        self.check_receipt(asked.complaint_id, asked.by, request.sealed.get("receipt_code"))
        size, parts, digest = 0, 0, hashlib.sha256()
        for part in self._parts(asked.complaint_id, asked.attachment_id):
            size, parts = size + len(part), parts + 1
            digest.update(part)
        received = replace(asked, size=size, parts=parts, digest=digest.hexdigest())
        told = replace(request, command=received, sealed={})
        try:
            return self.complaints.change(asked.complaint_id, told, attachment.complete_attachment)
        except Refused as refusal:
            declared = attachment.attachment_of(self._complaint(asked.complaint_id, asked.by), asked.attachment_id)
            if refusal.code == "ATTACHMENT_DIFFERS" and size >= declared.size:
                # a part that is there stays: what came damaged could never be brought again
                self.attachments.forget(asked.complaint_id, asked.attachment_id)
            raise

    @query(wire.ExaminePart, allow=JUDGING)
    def examine_attachment(self, asked: Query) -> Any:
        """One part, in base64, for whoever judges what is in quarantine; `last` says that there are no more."""
        said = asked.fields
        complaint = self._complaint(said["complaint_id"], asked.by)
        return self._told(complaint, attachment.examinable(complaint, said["attachment_id"]), said["number"])

    @operation(wire.ReadPart, allow=ASKING)
    def read_attachment(self, asked: Operation) -> Any:
        """One part, in base64, of what was released, to whom a custodian granted the attachments of a complaint.

        What was handed in may say who complained. Every part that is read is a look, and kept like any other.
        """
        said = asked.fields
        granted = self.reveals.get(said["reveal_id"], asked.by)
        complaint = self._complaint(granted.complaint_id, asked.by)
        reveal.check_may_look(granted, asked.by, self.now())
        if ATTACHMENTS not in granted.parts:
            raise Refused("NOT_GRANTED", state=granted.state)
        released = attachment.readable(complaint, said["attachment_id"])
        look = reveal.ViewIdentity(command_id=asked.id, at=self.now(), by=asked.by, reveal_id=granted.id)
        request = Request(look, Cause(id=asked.id, digest=asked.digest))
        self.reveals.change(granted.id, request, reveal.view_identity, again=another_look)
        return self._told(complaint, released, said["number"])

    def _told(self, complaint: Complaint, wanted: Attachment, number: int) -> Any:
        content = self._part(complaint.id, wanted.id, number) if number < wanted.parts else None
        if content is None:
            raise Refused("NOT_FOUND", field="number", id=str(number))
        told = base64.b64encode(content).decode("ascii")
        return {"number": number, "content": told, "last": number + 1 == wanted.parts}

    def _complaint(self, complaint_id: str, by: Actor) -> Complaint:
        complaint = visible(self.complaints, complaint_id, by)
        if complaint.erased:
            raise Refused("IDENTITY_ERASED")
        return complaint

    def _part(self, complaint_id: str, attachment_id: str, number: int) -> bytes | None:
        found: bytes | None = self.attachments.get(complaint_id, f"{attachment_id}.{number}")
        return found

    def _parts(self, complaint_id: str, attachment_id: str) -> Iterator[bytes]:
        size = 0
        for number in count():
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
