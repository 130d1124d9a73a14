"""Small numbers are withheld so that nobody can work them out of what is shown."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from services.complaints.domain.suppression import Column, Counts, Path, withheld
from tests.unit.services.complaints.attack import by_arithmetic, by_trying

NAMES = ("all", "done", "left", "late")
SUMS = [("all", "done", "left")]
COLUMNS = (
    Column(("done", "left"), lambda counts: counts["done"] > 0, lambda counts: counts["left"] > 0),
    Column(("late",), lambda counts: counts["late"] > 0, lambda counts: counts["late"] < counts["all"]),
)


def figures(received: int, done: int = 0, late: int = 0) -> dict[str, int]:
    return {"all": received, "done": done, "left": received - done, "late": late}


def table(leaves: dict[Path, Counts]) -> dict[Path, Counts]:
    """The rows, and above them their sums."""
    found: dict[Path, dict[str, int]] = {(): dict.fromkeys(NAMES, 0)}
    for path, counts in leaves.items():
        for length in range(len(path) + 1):
            row = found.setdefault(path[:length], dict.fromkeys(NAMES, 0))
            for name in NAMES:
                row[name] += counts[name]
    return found


def shown(leaves: dict[Path, Counts], threshold: int) -> dict[Path, dict[str, int | None]]:
    whole = table(leaves)
    hidden = withheld(whole, "all", COLUMNS, threshold)
    return {
        path: {name: None if name in hidden[path] else n for name, n in row.items()} for path, row in whole.items()
    }


def column(name: str, *values: int, of: int = 100, threshold: int = 5) -> list[int | None]:
    """What is shown of one figure of several agencies, the whole first."""
    leaves: dict[Path, Counts] = {
        (f"a{place}",): figures(value, value) if name == "all" else {**figures(of, of), name: value}
        for place, value in enumerate(values)
    }
    return [row[name] for row in shown(leaves, threshold).values()]


def test_a_number_below_the_threshold_is_withheld_and_a_number_at_it_is_shown():
    assert column("all", 4, 4, 5, 60) == [73, None, None, 5, 60]


def test_a_single_small_number_takes_the_least_of_the_others_with_it():
    assert column("all", 3, 50, 20, 60) == [133, None, 50, None, 60]
    assert column("late", 3, 50, 20, 60) == [133, None, 50, None, 60]


def test_two_small_numbers_that_are_few_together_take_a_third():
    assert column("all", 1, 2, 20, 60) == [83, None, None, None, 60]


def test_where_there_is_no_other_the_total_is_withheld_too():
    assert column("late", 3, 0, 0) == [None, None, None, None]
    assert column("all", 3) == [None, None]


def test_a_zero_is_shown():
    assert column("late", 0, 30, 60) == [90, 0, 30, 60]
    assert column("late", 0, 3, 30, 60) == [93, 0, None, None, 60]


def test_what_is_zero_in_all_rows_withheld_is_shown_as_it_could_be_worked_out():
    rows = shown({("a",): figures(3, 3), ("b",): figures(6, 6), ("c",): figures(20, 20, 10)}, 5)
    assert rows["a",] == {"all": None, "done": None, "left": 0, "late": 0}


def test_a_row_in_which_all_are_late_is_no_partner_for_another_such_row():
    rows = shown({("a",): figures(9, 0, 3), ("b",): figures(9, 0, 9), ("c",): figures(9, 0, 9)}, 5)
    assert by_trying(rows, every_leaf(9)) == set()


def test_what_is_left_would_tell_what_is_done():
    rows = shown({("a",): figures(50, 48), ("b",): figures(50, 25), ("c",): figures(50, 20)}, 5)
    assert rows["a",]["done"] is rows["a",]["left"] is None
    assert rows["a",]["all"] == 50


def test_the_parts_of_a_small_part_are_withheld_with_it():
    rows = shown({("a", "m1"): figures(2), ("a", "m2"): figures(1), ("b", "m1"): figures(9)}, 5)
    assert [path for path, row in rows.items() if row["all"] is None] == [
        ("a",),
        ("a", "m1"),
        ("a", "m2"),
        ("b",),
        ("b", "m1"),
    ]


def test_where_each_row_has_one_complaint_their_number_is_not_told():
    rows = shown({("a",): figures(1), ("b",): figures(1, 1), ("c",): figures(1)}, 3)
    assert by_trying(rows, every_leaf(5)) == set()
    assert rows[()]["all"] is None


def test_a_row_with_a_complaint_to_spare_lets_the_total_be_told():
    rows = shown({("a",): figures(1), ("b",): figures(1), ("c",): figures(7), ("d",): figures(9)}, 3)
    assert [row["all"] for row in rows.values()] == [18, None, None, None, 9]


def test_figures_that_could_all_only_be_more_balance_nothing_and_the_total_goes():
    rising = Column(("late",), less=lambda _: False, more=lambda _: True)
    whole = table({("a",): figures(9, late=3), ("b",): figures(9, late=8)})
    assert withheld(whole, "all", [rising], 5)[()] == {"late"}


def test_the_same_table_is_answered_alike_in_whatever_order_it_comes():
    leaves: dict[Path, Counts] = {(f"a{n}",): figures(7) for n in range(9)} | {("z",): figures(2)}
    backwards = dict(reversed(leaves.items()))
    assert shown(leaves, 5) == shown(backwards, 5)


def every_leaf(most: int) -> Iterator[dict[str, int]]:
    for received in range(1, most + 1):
        for done in range(received + 1):
            yield from (figures(received, done, late) for late in range(received + 1))


def leaf(most: int) -> st.SearchStrategy[dict[str, int]]:
    return st.integers(1, most).flatmap(
        lambda n: st.builds(figures, st.just(n), st.integers(0, n), st.integers(0, n))
    )


def trees(most: int, width: int) -> st.SearchStrategy[dict[Path, Counts]]:
    branches = st.lists(st.lists(leaf(most), min_size=1, max_size=width), min_size=1, max_size=width)
    return branches.map(
        lambda rows: {(f"a{i}", f"m{j}"): each for i, row in enumerate(rows) for j, each in enumerate(row)}
    )


@given(trees(most=12, width=5), st.integers(3, 6))
@settings(max_examples=200, deadline=None)
def test_nothing_withheld_follows_from_what_is_shown_by_arithmetic(leaves, threshold):
    assert by_arithmetic(shown(leaves, threshold), SUMS) == set()


@given(trees(most=4, width=2), st.integers(3, 4))
@settings(max_examples=25, deadline=None)
def test_nothing_withheld_is_the_same_in_every_world_that_fits_what_is_shown(leaves, threshold):
    assert by_trying(shown(leaves, threshold), every_leaf(5)) == set()


@given(trees(most=12, width=5), st.integers(3, 6))
@settings(max_examples=200, deadline=None)
def test_nothing_below_the_threshold_is_shown_but_zero(leaves, threshold):
    values = {value for row in shown(leaves, threshold).values() for value in row.values()}
    assert values.isdisjoint(range(1, threshold))


def test_who_tries_to_work_it_out_can():
    bare = {(): {"all": 10}, ("a",): {"all": 7}, ("b",): {"all": None}}
    assert by_arithmetic(bare, []) == {(("b",), "all")}
    assert by_trying(bare, ({"all": n} for n in range(1, 10))) == {(("b",), "all")}
