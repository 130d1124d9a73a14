"""How often an agency may call, and what is remembered of whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiandu.domain import Refused
from jiandu.service import quotas
from jiandu.service.quotas import Quotas


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def spent(quotas, agency):
    """None, or the seconds the agency is told to wait."""
    try:
        quotas.spend(agency)
    except Refused as refusal:
        return refusal.detail["retry_after"]
    return None


def test_an_agency_may_call_as_often_at_once_as_the_burst_says(clock):
    quotas = Quotas(rate=0.5, burst=3, clock=clock)
    assert [spent(quotas, "jia") for _ in range(5)] == [None, None, None, 2, 2]


def test_whoever_calls_too_often_is_refused_by_code(clock):
    quotas = Quotas(rate=1, burst=1, clock=clock)
    quotas.spend("jia")
    with pytest.raises(Refused, match="QUOTA_EXCEEDED"):
        quotas.spend("jia")


def test_one_agencys_calls_cost_another_nothing(clock):
    quotas = Quotas(rate=1, burst=1, clock=clock)
    assert [spent(quotas, agency) for agency in ("jia", "jia", "yi")] == [None, 1, None]


def test_who_waits_as_long_as_told_may_call_again(clock):
    quotas = Quotas(rate=0.3, burst=1, clock=clock)
    spent(quotas, "jia")
    clock.now += spent(quotas, "jia")
    assert spent(quotas, "jia") is None


def test_a_refusal_is_not_charged(clock):
    quotas = Quotas(rate=1, burst=1, clock=clock)
    assert [spent(quotas, "jia") for _ in range(100)][1:] == [1] * 99
    clock.now += 1
    assert spent(quotas, "jia") is None


def test_an_agency_that_was_quiet_for_long_has_no_more_than_the_burst(clock):
    quotas = Quotas(rate=10, burst=2, clock=clock)
    spent(quotas, "jia")
    clock.now += 3600
    assert [spent(quotas, "jia") for _ in range(3)] == [None, None, 1]


def test_whose_bucket_is_full_again_is_forgotten(clock):
    quotas = Quotas(rate=1, burst=10, clock=clock)
    for number in range(1000):
        quotas.spend(f"agency-{number}")
    assert len(quotas) == 1000
    clock.now += 1
    quotas.spend("agency-0")
    assert len(quotas) == 1


def test_operators_read_the_name_once_a_minute(clock, monkeypatch):
    told = []
    monkeypatch.setattr(quotas.log, "warning", lambda event, **fields: told.append((event, fields["agency"])))
    limited = Quotas(rate=0.001, burst=1, clock=clock)
    for _ in range(50):
        spent(limited, "jia")
    assert told == [("quota_exceeded", "jia")]
    clock.now += 60
    spent(limited, "jia")
    assert len(told) == 2


@given(
    rate=st.floats(0.1, 100),
    burst=st.integers(1, 20),
    pauses=st.lists(st.floats(0, 5), min_size=1, max_size=60),
)
def test_never_more_than_the_burst_and_what_the_rate_adds(rate, burst, pauses):
    clock = Clock()
    quotas, taken, passed = Quotas(rate, burst, clock=clock), 0, 0.0
    for pause in pauses:
        clock.now += pause
        passed += pause
        taken += spent(quotas, "jia") is None
        assert taken <= burst + passed * rate + 1e-6
