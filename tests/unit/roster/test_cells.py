"""What people write into cells, as values; what is not plain is refused and never guessed."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiandu.roster import cells
from jiandu.roster.faults import ROW_FAULTS, Fault


@pytest.mark.parametrize(
    "written",
    [
        *("2026-01-31", "2026/1/31", "2026.1.31", "2026年1月31日", "2026 年 1 月 31 日", "２０２６年１月３１日"),
        *("20260131", "46053", 46053, 46053.0, "2026-01-31 00:00:00", datetime(2026, 1, 31)),  # noqa: DTZ001 - a cell
    ],
)
def test_a_day_is_read_however_it_is_written(written):
    assert cells.as_day(written) == "2026-01-31"


@pytest.mark.parametrize(
    "written",
    [
        *("2026-02-30", "2026-13-01", "31/01/2026", "2026-1/31", "长期", "26-01-31", "12", "99999999", True),
        *(46053.5, datetime(2026, 1, 31, 8)),  # noqa: DTZ001 - a cell
    ],
)
def test_what_is_not_plainly_a_day_is_refused(written):
    with pytest.raises(Fault) as refused:
        cells.as_day(written)
    assert refused.value.code == "BAD_DATE"


def test_an_id_has_no_spaces_and_plain_digits():
    assert cells.as_identifier(" ３７１０ 0012\u3000３４\u200b") == "3710001234"
    assert cells.as_identifier(3710001234) == "3710001234"
    assert cells.as_identifier("A－１") == "A-1"


@pytest.mark.parametrize(
    ("cell", "code"),
    [("鲁A001", "BAD_IDENTIFIER"), ("a" * 101, "BAD_IDENTIFIER"), (371002199001010011, "DIGITS_LOST")],
)
def test_an_id_that_cannot_be_one_is_refused(cell, code):
    with pytest.raises(Fault) as refused:
        cells.as_identifier(cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("written", "name"),
    [("张 三", "张三"), ("　李　四 ", "李四"), ("买买提•艾力", "买买提·艾力"), ("买买提 ・ 艾力", "买买提·艾力")],
)
def test_one_name_is_written_one_way(written, name):
    assert cells.as_name(written) == name


def test_several_words_are_parted_by_whatever_parts_them():
    assert cells.as_several("行政处罚、行政检查; 行政处罚；许可\n强制") == ["行政处罚", "行政检查", "许可", "强制"]


def test_yes_and_no_have_many_words_and_nothing_said_is_neither():
    assert [cells.as_flag(each) for each in ("是", "在编", True, "Y", 1)] == [True] * 5
    assert [cells.as_flag(each) for each in ("否", "编外", False, "0")] == [False] * 4
    assert cells.as_flag(" ") is None


@pytest.mark.parametrize(
    ("cell", "code"), [("#N/A", "CELL_ERROR"), ("长" * 201, "VALUE_TOO_LONG"), ("\x00", "BAD_VALUE")]
)
def test_what_cannot_be_kept_is_refused(cell, code):
    with pytest.raises(Fault) as refused:
        cells.as_text(cell)
    assert refused.value.code == code


@given(st.text() | st.integers() | st.floats() | st.booleans() | st.none() | st.dates() | st.datetimes())
def test_no_cell_breaks_the_reader(cell):
    for read in (cells.as_text, cells.as_name, cells.as_identifier, cells.as_day, cells.as_flag, cells.as_several):
        assert code_of(read, cell) in {None, *ROW_FAULTS}


def code_of(read, cell):
    try:
        read(cell)
    except Fault as fault:
        return fault.code
    return None
