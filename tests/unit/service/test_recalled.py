"""What was known at a moment is made of all the facts recorded by then, in the order in which they happened."""

from datetime import timedelta
from typing import Any

from jiandu.domain import Event
from jiandu.service.handling import recalled
from jiandu.store.codec import to_plain
from services.certificates.domain.body import Body, BodySubscribed, BodyUnsubscribed, register_body
from tests.unit.services.play import Play, at

MORNING = at("2026-03-02", 10)


def entry(hours: int, *events: Event) -> dict[str, Any]:
    moment = MORNING + timedelta(hours=hours)
    facts = [{"type": type(event).__name__, "data": to_plain(event)} for event in events]
    return {"at": moment.isoformat(), "events": facts}


def test_a_fact_recorded_before_is_known_also_if_the_clock_was_set_back_after_a_later_one():
    registered = Play().do(register_body, MORNING, body_id="b1", region="652300", name="某局")
    ended = BodyUnsubscribed(body_id="b1", unsubscribed_at=MORNING + timedelta(hours=3))
    begun = BodySubscribed(body_id="b1", subscribed_at=MORNING + timedelta(hours=1))
    history = [entry(0, *registered), entry(3, ended), entry(1, begun)]
    known = recalled(history, Body, MORNING + timedelta(hours=2))
    assert known is not None
    assert known.subscribed_at == begun.subscribed_at
    assert recalled(history, Body, MORNING - timedelta(hours=1)) is None
