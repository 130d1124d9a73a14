"""Statistics of complaints: what is counted under what, and what can be shown of it."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiandu.domain import Refused
from services.complaints.domain.counted import Counted
from services.complaints.domain.statistics import FIGURES, Question, Table, quantile, statistics
from tests.unit.services.complaints.attack import by_arithmetic

DAY = date(2026, 1, 5)


def complaint(**changed: Any) -> Counted:
    usual: dict[str, Any] = {
        "complaint_id": "k1",
        "region": "652301",
        "pack": "changji-2021",
        "submitted_on": DAY,
        "respondents": ("body-1",),
        "kind": "complaint",
        "channel": "web",
        "ground": "delay",
        "state": "accepted",
        "outcome": None,
        "concluded_on": None,
        "replied_on": None,
        "overdue": (),
        "timely": None,
        "repeat": False,
        "unanswered": (),
        "satisfied": None,
        "disputed": False,
    }
    return Counted(**{**usual, **changed})


def asked(rows: list[Counted], *by: str, region: str = "650000", **changed: Any) -> Table:
    period = {"since": date(2026, 1, 1), "until": date(2026, 3, 31), "threshold": 3}
    return statistics(rows, Question(region=region, by=by, **{**period, **changed}))


def under(table: Table, figure: str = "received") -> dict[tuple[Any, ...], Any]:
    return {tuple(row[name] for name in table.by): row[figure] for row in table.rows}


def test_a_complaint_about_two_agencies_counts_under_each_and_once_in_the_total():
    rows = [complaint(respondents=("body-1", "body-2", "body-1"))] * 7
    assert under(asked(rows, "agency")) == {(None,): 7, ("body-1",): 7, ("body-2",): 7}


def test_both_days_of_the_period_belong_to_it():
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1)]
    rows = [complaint(submitted_on=day) for day in days for _ in range(3)]
    assert under(asked(rows, "month")) == {(None,): 6, ("2026-01",): 3, ("2026-03",): 3}


def test_divisions_sum_up_to_those_they_lie_in_and_others_are_left_out():
    places = ["652301", "652302", "652300", "650102", "371000"]
    table = asked([complaint(region=place) for place in places for _ in range(4)], "region")
    assert [(row["region"], row["own"], row["received"]) for row in table.rows] == [
        (None, False, 16),
        ("650100", False, 4),
        ("650102", False, 4),
        ("652300", False, 12),
        ("652300", True, 4),
        ("652301", False, 4),
        ("652302", False, 4),
    ]


def test_what_was_laid_with_the_region_asked_for_stands_beside_its_divisions():
    rows = [complaint(region=place) for place in ("652300", "652301") for _ in range(4)]
    table = asked(rows, "region", region="652300")
    assert [(row["region"], row["own"]) for row in table.rows] == [
        (None, False),
        ("652300", True),
        ("652301", False),
    ]


def test_two_dimensions_split_each_row_of_the_first_by_the_second():
    rows = [
        complaint(kind=kind, channel=channel) for kind in ("complaint", "report") for channel in ("fax", "web")
    ]
    assert under(asked(rows * 4, "kind", "channel")) == {
        (None, None): 16,
        ("complaint", None): 8,
        ("complaint", "fax"): 4,
        ("complaint", "web"): 4,
        ("report", None): 8,
        ("report", "fax"): 4,
        ("report", "web"): 4,
    }


def test_every_figure_counts_what_it_is_called_after():
    after = DAY + timedelta(days=9)
    rows = [complaint()] * 3
    rows += [complaint(concluded_on=after, replied_on=after, timely=True, satisfied=True)] * 9
    rows += [
        complaint(concluded_on=after, replied_on=after, timely=False, overdue=("reply",), satisfied=False)
    ] * 3
    rows += [complaint(repeat=True, disputed=True, unanswered=("body-1",))] * 5
    (whole,) = asked(rows).rows
    assert {name: whole[name] for name in FIGURES} == {
        "received": 20,
        "concluded": 12,
        "open": 8,
        "overdue": 3,
        "timely": 9,
        "untimely": 3,
        "replied": 12,
        "repeats": 5,
        "satisfied": 9,
        "dissatisfied": 3,
        "disputed": 5,
        "unanswered": 5,
    }
    assert (whole["timely_share"], whole["satisfied_share"]) == (0.75, 0.75)
    assert (whole["median_days"], whole["p90_days"]) == (9, None)


def test_silence_counts_under_the_body_that_stayed_silent():
    rows = [complaint(respondents=("body-1", "body-2"), unanswered=("body-2",))] * 6
    assert under(asked(rows, "agency"), "unanswered") == {(None,): 6, ("body-1",): 0, ("body-2",): 6}


def test_a_share_is_withheld_with_either_of_its_parts():
    rows = [complaint(timely=True)] * 48 + [complaint(timely=False)] * 2
    (whole,) = asked(rows, threshold=5).rows
    assert (whole["timely"], whole["untimely"], whole["timely_share"]) == (48, None, None)


def test_a_share_of_nothing_is_none():
    assert asked([complaint()] * 9).rows[0]["timely_share"] is None


def test_no_complaint_at_all_is_a_row_of_zeros():
    (whole,) = asked([], "agency").rows
    assert (whole["agency"], whole["received"], whole["median_days"]) == (None, 0, None)


def test_of_few_complaints_not_even_the_rows_sum_is_shown():
    table = asked([complaint()] * 2, "agency")
    assert under(table) == {(None,): None, ("body-1",): None}
    assert table.suppressed == 2 * len(FIGURES)


@pytest.mark.parametrize(
    ("days", "median"), [([1, 2, 3, 4, 5], 3), ([1, 2, 3, 4], None), ([7] * 6, 7), ([], None)]
)
def test_a_median_has_enough_complaints_on_either_side_of_it(days: list[int], median: int | None):
    assert quantile(Counter(days), Fraction(1, 2), 3) == median


def test_nine_tenths_have_enough_complaints_beyond_them():
    assert quantile(Counter(range(1, 21)), Fraction(9, 10), 3) == 18
    assert quantile(Counter(range(1, 20)), Fraction(9, 10), 3) is None


@pytest.mark.parametrize(
    ("by", "until", "field"),
    [(("weather",), DAY, "by"), (("kind", "kind"), DAY, "by"), (("kind",), date(2025, 1, 1), "until")],
)
def test_a_question_without_sense_is_refused(by: tuple[str, ...], until: date, field: str):
    with pytest.raises(Refused) as caught:
        asked([], *by, until=until)
    assert (caught.value.code, caught.value.field) == ("INVALID_VALUE", field)


complaints = st.lists(
    st.builds(
        lambda **changed: complaint(**changed, replied_on=changed["concluded_on"]),
        region=st.sampled_from(["652301", "652302", "652300", "650102"]),
        submitted_on=st.sampled_from([DAY, DAY + timedelta(days=40)]),
        respondents=st.sampled_from([("body-1",), ("body-2",), ("body-3",)]),
        concluded_on=st.sampled_from([None, DAY + timedelta(days=60)]),
        timely=st.sampled_from([None, True, True, False]),
        repeat=st.booleans(),
        disputed=st.booleans(),
    ),
    max_size=60,
)


@given(complaints, st.permutations(["agency", "region", "month"]), st.integers(1, 2), st.integers(3, 6))
@settings(max_examples=80, deadline=None)
def test_nothing_withheld_follows_from_an_answer(rows, dimensions, number, threshold):
    table = asked(rows, *dimensions[:number], threshold=threshold)
    shown = {path: {name: row[name] for name in FIGURES} for path, row in placed(table).items()}
    assert by_arithmetic(shown, [("received", "concluded", "open")]) == set()


def placed(table: Table) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The rows by where they lie: a division below the one it belongs to."""
    found = {}
    for row in table.rows:
        path: list[Any] = []
        for name in table.by:
            value = row[name]
            if name == "region" and value is not None:
                path += [value[:4]] if value.endswith("00") and not row["own"] else [value[:4], value]
            elif value is not None:
                path.append(value)
        found[tuple(path)] = row
    return found
