"""What makes a complaint complete."""

from datetime import date

from jiandu.domain import Refused
from jiandu.law import Pack

KINDS = ("complaint", "report")
IN_WRITING = frozenset({"written", "email", "fax", "web", "transfer"})
BY_WORD_OF_MOUTH = frozenset({"phone", "visit"})
CHANNELS = (*sorted(IN_WRITING), *sorted(BY_WORD_OF_MOUTH))


def check_content(pack: Pack, respondent: str, facts: str) -> None:
    """A complaint names whom it is about and says what happened. Raises Refused MISSING_FIELD."""
    citation = pack.cite("complaint.content") if pack.speaks_of("complaint.content") else None
    for field, value in (("respondent", respondent), ("facts", facts)):
        if not value.strip():
            raise Refused("MISSING_FIELD", citation=citation, field=field)


def check_record(pack: Pack, channel: str, *, recorded_in_full: bool) -> None:
    """Staff write down a complaint made by word of mouth, where the text says so. Raises REQUIREMENT_NOT_MET."""
    if channel in IN_WRITING or recorded_in_full or not pack.speaks_of("complaint.record"):
        return
    rule = pack.requirement("complaint.record")
    raise Refused(
        "REQUIREMENT_NOT_MET", citation=rule.source, field="recorded_in_full", requirement=", ".join(rule.needs)
    )


def check_words(channel: str, kind: str) -> None:
    """Channel and kind are words we know. Raises Refused INVALID_VALUE."""
    for field, value, known in (("channel", channel, CHANNELS), ("kind", kind, KINDS)):
        if value not in known:
            raise Refused("INVALID_VALUE", field=field)


def check_act_day(act_on: date | None, today: date) -> None:
    """Nobody complains of an act to come. Raises Refused INVALID_VALUE."""
    if act_on is not None and act_on > today:
        raise Refused("INVALID_VALUE", field="act_on")
