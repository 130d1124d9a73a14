"""Rows laid out: persons put together, contradictions put aside, whatever the order of the rows."""

import pytest

from jiandu.roster.codes import Codes
from jiandu.roster.columns import find_columns
from jiandu.roster.record import Record
from jiandu.roster.rows import read_row
from jiandu.roster.spool import MOST_CERTIFICATES, Spool
from tests.unit.roster.making import HEADER, row, rows

KNOWN = find_columns(HEADER)


@pytest.fixture
def laid_out(tmp_path):
    spools = []

    def lay_out(table):
        spool = Spool(tmp_path / f"{len(spools)}.rows")
        spools.append(spool)
        records = [Record(number, tuple(cells)) for number, cells in enumerate(table, 2)]
        spool.lay_out((read_row(each, KNOWN, Codes({})), each.cells) for each in records)
        return spool

    yield lay_out
    for spool in spools:
        with spool:
            pass


def codes(spool):
    return [(each.code, each.field) for each in spool.results()]


def test_one_person_on_several_rows_is_one_entry(laid_out):
    second = row(1, 执法证号="X-2", 证件种类="sector", 是否在编="")
    spool = laid_out([row(1), row(2), second, row(1)])
    ((first, other),) = spool.entries(500)
    assert [(each.row, each.told["officer_id"]) for each in (first, other)] == [(2, "P00001"), (3, "P00002")]
    assert [one["number"] for one in first.told["certificates"]] == ["3710000001", "X-2"]
    assert first.rows == ((2, 0), (4, 1), (5, 0))
    assert first.told["on_staff"] is True
    assert spool.to_send() == (2, 4)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("other", "code", "field"),
    [
        (row(1, 姓名="李四", 执法证号="X-2"), "TWO_NAMES", "name"),
        (row(9, 执法证号="3710000001"), "TWO_HOLDERS", "certificate_number"),
        (row(1, 有效期止="2030-01-01"), "TWO_TERMS", "certificate_number"),
        (row(1, 执法证号="X-2", 是否在编="否"), "PERSON_DIFFERS", "on_staff"),
        (row(1, 执法证号="X-2", 岗位="gate"), "PERSON_DIFFERS", "post"),
    ],
)
def test_what_contradicts_itself_is_put_aside_on_both_sides(laid_out, other, code, field, turned):
    pair = [other, row(1)] if turned else [row(1), other]
    assert codes(laid_out([*pair, row(2)])) == [(code, field), (code, field), (None, None)]


def test_a_row_at_fault_still_tells_the_name(laid_out):
    spool = laid_out([row(1), row(1, 姓名="李四", 执法证号="X-2", 有效期止="?")])
    assert codes(spool) == [("TWO_NAMES", "name"), ("BAD_DATE", "valid_to")]


def test_the_other_certificates_of_two_holders_are_taken(laid_out):
    spool = laid_out([row(1), row(9, 执法证号="3710000001"), row(1, 执法证号="X-2")])
    ((entry,),) = spool.entries(500)
    assert (entry.row, [one["number"] for one in entry.told["certificates"]]) == (4, ["X-2"])


def test_more_certificates_than_a_person_can_have_are_put_aside(laid_out):
    spool = laid_out([row(1, 执法证号=f"X-{number}") for number in range(MOST_CERTIFICATES + 1)])
    assert set(codes(spool)) == {("TOO_MANY_CERTIFICATES", "certificate_number")}


def test_entries_come_in_pages_and_each_once(laid_out):
    spool = laid_out(rows(2000))
    pages = list(spool.entries(300))
    assert [len(page) for page in pages] == [300] * 6 + [200]
    assert [entry.row for page in pages for entry in page] == list(range(2, 2002))


def test_nothing_is_left_of_it(tmp_path):
    with Spool(tmp_path / "x.rows"):
        assert (tmp_path / "x.rows").stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == []
