"""The one way by which a method comes to a complaint on somebody's behalf."""

from typing import Any

from jiandu.domain import Actor
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.routing import check_impartial


def visible(complaints: Any, complaint_id: str, by: Actor) -> Complaint:
    """The complaint as it stands. Raises Refused NOT_FOUND if there is none, or none for this caller."""
    complaint: Complaint = complaints.get(complaint_id, by)
    check_impartial(complaint, by)
    return complaint
