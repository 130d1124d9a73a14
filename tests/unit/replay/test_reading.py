"""A file of any bytes becomes records, and every line of it is in one of them."""

import csv
import gzip
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay import reading
from replay.reading import Unreadable, open_register

HEADER = b"key,day,word\n"


@pytest.fixture
def read(tmp_path):
    def read(content):
        file = tmp_path / "register.csv"
        file.write_bytes(content)
        return ends.enter_context(open_register(file))

    with ExitStack() as ends:
        yield read


def told(register):
    return [(each.row, each.line, each.fault or each.values) for each in register.records()]


def faults(register):
    return [each.fault for each in register.records()]


def test_rows_are_numbered_and_carry_the_line_they_begin_on(read):
    assert told(read(HEADER + b'1,a,"x\ny"\n2,b,z\n')) == [(1, 2, ("1", "a", "x\ny")), (2, 4, ("2", "b", "z"))]


def test_a_byte_order_mark_and_windows_line_ends_are_no_part_of_the_values(read):
    register = read(b"\xef\xbb\xbfkey,day,word\r\n1,a,x\r\n")
    assert register.header == ("key", "day", "word")
    assert told(register) == [(1, 2, ("1", "a", "x"))]


def test_a_last_line_without_an_end_is_a_row(read):
    assert told(read(HEADER + b"1,a,x")) == [(1, 2, ("1", "a", "x"))]


def test_quoted_commas_and_doubled_quotes_are_read(read):
    assert told(read(HEADER + b'1,"a,b","say ""no"""\n')) == [(1, 2, ("1", "a,b", 'say "no"'))]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"1,\xff\xfe,x", "UNDECODABLE"),
        (b"1,a", "TOO_FEW_COLUMNS"),
        (b"1,a,x,more", "TOO_MANY_COLUMNS"),
        (b"", "EMPTY_ROW"),
        (b"   ", "EMPTY_ROW"),
        (b'1,"a"b"c",x', "NOT_CSV"),
        (b"1,a\rb,x", "NOT_CSV"),
        (b'1,"a,x', "UNCLOSED_QUOTE"),
    ],
)
def test_a_bad_row_costs_itself_only(read, line, fault):
    register = read(HEADER + b"0,a,x\n" + line + b"\n2,b,y\n")
    assert faults(register) == [None, fault, None]


def test_two_unclosed_quotes_do_not_swallow_what_is_between_them(read):
    register = read(HEADER + b'1,"a,x\n2,b,y\n3,c,z\n4,"d,x\n5,e,y\n')
    assert faults(register) == ["UNCLOSED_QUOTE", None, None, "UNCLOSED_QUOTE", None]


def test_a_line_longer_than_any_row_is_put_aside_and_the_next_is_read(read, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_LINE", 50)
    register = read(HEADER + b"1,a," + b"x" * 500 + b"\n2,b,y\n")
    assert faults(register) == ["LINE_TOO_LONG", None]


def test_an_archive_is_read_like_the_file_in_it(read):
    assert told(read(gzip.compress(HEADER + b"1,a,x\n"))) == [(1, 2, ("1", "a", "x"))]


def test_a_truncated_archive_gives_its_rows_and_says_where_it_breaks_off(read):
    rows = b"".join(b"%d,%x,word\n" % (n, n * 2654435761 % 2**32) for n in range(20_000))
    register = read(gzip.compress(HEADER + rows)[:-9000])
    records = list(register.records())
    assert len(records) > 1000
    assert [each.fault for each in records[:-1]] == [None] * (len(records) - 1)
    assert records[-1].fault == "TRUNCATED"
    assert records[-1].row == len(records)


def test_a_damaged_archive_is_told_too(read):
    packed = bytearray(gzip.compress(HEADER + b"1,a,x\n"))
    packed[-6] ^= 0xFF
    assert faults(read(bytes(packed)))[-1] == "TRUNCATED"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY"),
        (gzip.compress(b"", mtime=0), "EMPTY"),
        (gzip.compress(HEADER, mtime=0)[:8], "TRUNCATED"),
        (b"\xff\xfek\x00e\x00y\x00\n", "NO_HEADER"),
        (b'key,"day\n', "NO_HEADER"),
    ],
)
def test_a_file_without_a_header_is_refused_as_a_whole(read, content, code):
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert refused.value.code == code


def test_a_file_with_nothing_but_a_header_has_no_rows(read):
    assert told(read(HEADER)) == []


@given(st.binary(max_size=300).filter(lambda raw: not raw.startswith(b"\x1f\x8b")))
def test_any_bytes_give_records_whose_lines_cover_the_file(tmp_path_factory, raw):
    file = tmp_path_factory.mktemp("any") / "register.csv"
    file.write_bytes(HEADER + raw)
    with open_register(file) as register:
        records = list(register.records())
    lines = raw.count(b"\n") + (0 if raw.endswith(b"\n") or not raw else 1)
    covered = sum(1 + sum(value.count("\n") for value in each.values) for each in records)
    assert covered == lines
    assert [each.row for each in records] == list(range(1, len(records) + 1))


@given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\r"))] * 3), max_size=5))
def test_what_was_written_as_csv_is_read_back(tmp_path_factory, rows):
    file = tmp_path_factory.mktemp("csv") / "register.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerow(("key", "day", "word"))
        writer.writerows(rows)
    with open_register(file) as register:
        assert [each.values for each in register.records()] == rows
