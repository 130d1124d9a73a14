"""Days as people typed them."""

from datetime import date

import pytest

from replay.dates import BadDay, day

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("typed", ["44200", " 44200 ", "1/4/2021", "01/04/2021", "2021-01-04"])
def test_one_day_in_every_way_it_is_written(typed):
    assert day(typed, TODAY) == date(2021, 1, 4)


def test_nothing_typed_is_an_unknown_day():
    assert day("  ", TODAY) is None


@pytest.mark.parametrize(
    "typed",
    ["10/04/0222", "11/02/20217", "N.A", "13/13/2021",
     "2021-02-30", "0000", "999999", "4", "four", "44200.5", "-44200",
     "٤٤٢٠٠", "1/4/21", "9" * 400],
)  # fmt: skip
def test_what_cannot_be_read_is_not_guessed(typed):
    with pytest.raises(BadDay) as bad:
        day(typed, TODAY)
    assert bad.value.code in ("UNPARSABLE_DATE", "FUTURE_DATE")
    assert (bad.value.code == "FUTURE_DATE") == (typed == "999999")


def test_today_is_no_future_day_and_tomorrow_is():
    assert day("2026-11-23", TODAY) == TODAY
    with pytest.raises(BadDay) as bad:
        day("2026-11-24", TODAY)
    assert bad.value.code == "FUTURE_DATE"
