"""What holds of every officer's file at every moment of its life, whatever was done to it."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from jiandu.domain import Event
from services.certificates.domain.announcing import StatusChanged
from services.certificates.domain.certificate import Certificate, periods, status_at, until_of
from services.certificates.domain.officer import Officer
from services.certificates.domain.status import DISQUALIFIED, FINAL, VALID
from services.certificates.domain.suspension import open_suspension
from tests.unit.services.play import at

SUSPENSION = "certificate.suspension.decision"


def check_nothing_changed(before: Officer, after: Officer) -> None:
    """What is refused changes nothing."""
    assert after == before


def check_growth(before: Officer, after: Officer) -> None:
    """Nothing said is ever removed or changed: everything only grows."""
    assert after.orders[: len(before.orders)] == before.orders
    assert after.memberships[: len(before.memberships)] == before.memberships
    for was, one in zip(before.certificates, after.certificates, strict=False):
        assert was.number == one.number
        assert one.history[: len(was.history)] == was.history
        assert one.endings[: len(was.endings)] == was.endings
    assert len(after.certificates) >= len(before.certificates)


def check_announced(before: Officer, after: Officer, events: Sequence[Event]) -> None:
    """Whatever is ordered is announced under the next number, and says what the registry says then."""
    said = [event for event in events if isinstance(event, StatusChanged)]
    assert [each.version for each in said] == list(range(before.version + 1, after.version + 1))
    for each in said:
        assert [(one.number, one.periods) for one in each.holdings] == [
            (one.number, periods(one)) for one in after.certificates
        ]
    grown = {one.number for one in after.certificates} - {one.number for one in before.certificates}
    changed = [
        one.number
        for was, one in zip(before.certificates, after.certificates, strict=False)
        if periods(was) != periods(one)
    ]
    assert not changed or said, "a certificate changed and nobody was told"
    assert not grown & set(changed)


def check_file(now: Officer) -> None:
    """What the file says of the person agrees with what it says of the certificates."""
    assert (now.state == DISQUALIFIED) == bool(now.disqualified_by)
    by_number = {one.number: one for one in now.certificates}
    for number in now.suspended_by:
        assert open_suspension(by_number[number]) is not None
    waiting = {
        name.partition(":")[2]
        for name, clock in now.clocks.items()
        if name.startswith(SUSPENSION) and clock.stopped_at is None
    }
    assert waiting == set(now.suspended_by)
    check_orders_stand(now)
    for one in now.certificates:
        spans = periods(one)
        if open_suspension(one) is not None and spans[-1].status not in FINAL:
            assert one.number in {*now.suspended_by, *now.write_offs_proposed}, one.number


def check_orders_stand(now: Officer) -> None:
    """While an order of accountability stands, no certificate of the person is valid at any instant of that."""
    for order in now.sanctions:
        for one in now.certificates:
            for span in periods(one):
                begins_before = order.until is None or span.since < order.until
                ends_after = span.until is None or order.since < span.until
                assert span.status != VALID or not (begins_before and ends_after), (order, one.number, span)


def instants(one: Certificate) -> list[Any]:
    """Instants between any two of which nothing can change, whatever is known when."""
    turns = {said.since for said in one.history}
    turns |= {said.until for said in one.history if said.until} | {each.at for each in one.endings}
    return sorted(turns | {turn - timedelta(seconds=1) for turn in turns} | {at("2020-01-01"), at("2040-01-01")})


def check_periods(one: Certificate) -> None:
    """Periods and moments say the same, everywhere."""
    spans = periods(one)
    assert [each.until for each in spans[:-1]] == [each.since for each in spans[1:]]
    assert all(each.status != other.status for each, other in pairwise(spans))
    assert spans[-1].until is None
    for moment in instants(one):
        holding = [each for each in spans if each.since <= moment and (each.until is None or moment < each.until)]
        assert [each.status for each in holding] == ([status_at(one, moment)] if moment >= spans[0].since else [])


def check_what_ended_stays_readable(one: Certificate) -> None:
    """A final order keeps its day through a reinstatement; only what was wrong from its beginning loses it."""
    for said in one.history:
        if said.status in FINAL and until_of(said, one) != said.since:
            assert status_at(one, said.since) in FINAL
