"""Files of every usual kind are read alike; what is no roster, or would eat all memory, is refused by a code."""

import gzip
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiandu.roster import workbook
from jiandu.roster.codes import Codes
from jiandu.roster.columns import NAMES, field_of
from jiandu.roster.faults import FILE_FAULTS, ROW_FAULTS, Unreadable
from jiandu.roster.rows import read_row
from jiandu.roster.sheets import open_sheet
from tests.unit.roster.making import HEADER, repack, row, rows, write_csv, write_xlsx

SHEET = "xl/worksheets/sheet1.xml"


def read(path):
    sheet = open_sheet(path)
    return [read_row(each, sheet.columns, Codes({})) for each in sheet.records()]


def refused(path):
    with pytest.raises(Unreadable) as refusal:
        list(open_sheet(path).records())
    assert refusal.value.code in FILE_FAULTS
    return refusal.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_any_usual_encoding_and_with_any_usual_delimiter(tmp_path, encoding, delimiter):
    file = write_csv(tmp_path / "r.csv", rows(3), encoding=encoding, delimiter=delimiter)
    assert [(each.row, each.name, each.code) for each in read(file)] == [
        (2, "张0", None),
        (3, "张1", None),
        (4, "张2", None),
    ]


def test_csv_and_xlsx_say_the_same(tmp_path):
    table = [*rows(2000), [None] * 10, row(7, 有效期止="2028年12月31日")]
    assert read(write_csv(tmp_path / "r.csv", table)) == read(write_xlsx(tmp_path / "r.xlsx", table))


def test_a_row_is_an_officer_with_a_certificate(tmp_path):
    (told,) = read(write_csv(tmp_path / "r.csv", rows(1)))
    assert (told.officer_id, told.name, told.on_staff, told.post) == ("P00000", "张0", True, "field")
    assert told.certificate == {
        "number": "3710000000",
        "kind": "provincial",
        "issuer": "shandong",
        "valid_from": "2024-01-01",
        "valid_to": "2028-12-31",
        "act_kinds": ["penalty", "inspection"],
    }


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"姓名": ""}, "MISSING_VALUE", "name"),
        ({"证件种类": " "}, "MISSING_VALUE", "kind"),
        ({"有效期止": "2023-01-01"}, "ENDS_BEFORE_IT_BEGINS", "valid_to"),
        ({"有效期起": "昨天"}, "BAD_DATE", "valid_from"),
        ({"是否在编": "也许"}, "BAD_VALUE", "on_staff"),
        ({"发证机关": "省政府"}, "NO_CODE", "issuer"),
    ],
)
def test_a_row_at_fault_says_where(tmp_path, said, code, field):
    (told,) = read(write_csv(tmp_path / "r.csv", [row(1, **said)]))
    assert (told.code, told.field, told.certificate) == (code, field, None)


def test_somebody_without_a_certificate_is_on_the_roster_too(tmp_path):
    none = dict.fromkeys(("执法证号", "证件种类", "发证机关", "有效期起", "有效期止"), "")
    (told,) = read(write_csv(tmp_path / "r.csv", [row(1, **none)]))
    assert (told.officer_id, told.code, told.certificate) == ("P00001", None, None)


def test_titles_above_the_header_are_passed_over(tmp_path):
    file = write_csv(tmp_path / "r.csv", rows(1), above=[["某局执法人员花名册"], []])
    assert [each.row for each in read(file)] == [4]


@pytest.mark.parametrize(("field", "name"), [(field, name) for field, names in NAMES.items() for name in names])
def test_a_column_is_known_by_each_of_its_names(field, name):
    assert {field_of(name), field_of(f" *{name.upper()}(必填)"), field_of(name.replace("_", " "))} == {field}


def test_unknown_columns_are_told_and_missing_ones_refuse_the_file(tmp_path):
    file = write_csv(tmp_path / "r.csv", [[*row(1), "x"]], header=(*HEADER, "备注"))
    assert open_sheet(file).columns.ignored == ("备注",)
    lacking = write_csv(tmp_path / "l.csv", [row(1)[1:]], header=HEADER[1:])
    with pytest.raises(Unreadable) as refusal:
        open_sheet(lacking)
    assert (refusal.value.code, refusal.value.detail) == ("MISSING_COLUMNS", "姓名 name")


def test_two_columns_of_one_meaning_are_refused(tmp_path):
    assert refused(write_csv(tmp_path / "r.csv", [], header=(*HEADER, "name"))) == "COLUMN_TWICE"


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "EMPTY_FILE"),
        ("姓名,工号".encode("utf-16"), "UNKNOWN_ENCODING"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "UNKNOWN_FORMAT"),
        (gzip.compress(b"x", mtime=0), "UNKNOWN_FORMAT"),
        (b"PK\x03\x04 and no more", "BROKEN_WORKBOOK"),
        (b"\n\n\n", "MISSING_COLUMNS"),
    ],
)
def test_what_is_no_roster_is_refused(tmp_path, octets, code):
    file = tmp_path / "r"
    file.write_bytes(octets)
    assert refused(file) == code


def test_a_line_that_is_spoilt_costs_itself_only(tmp_path):
    file = write_csv(tmp_path / "r.csv", rows(4))
    lines = file.read_bytes().split(b"\r\n")
    lines[2] = b'"' + lines[2]
    lines[3] = lines[3].replace("张2".encode(), b"\xff\xff")
    lines.insert(4, b",".join([lines[4], b"more"]))
    file.write_bytes(b"\r\n".join(lines))
    found = [(each.row, each.code) for each in read(file)]
    assert found == [(2, None), (3, "UNCLOSED_QUOTE"), (4, "UNDECODABLE"), (5, "TOO_MANY_CELLS"), (6, None)]


def test_the_sheets_that_are_not_read_are_told(tmp_path):
    assert "not read: 二, 三" in open_sheet(write_xlsx(tmp_path / "r.xlsx", rows(1), others=("二", "三"))).format


def test_a_sheet_that_lies_about_its_size_is_read_whole(tmp_path):
    file = write_xlsx(tmp_path / "r.xlsx", rows(5))
    with zipfile.ZipFile(file) as archive:
        sheet = archive.read(SHEET).decode()
    lying = sheet.replace("<sheetData>", '<dimension ref="A1"/><sheetData>')
    assert len(read(repack(file, SHEET, lying))) == 5


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    file = repack(write_xlsx(tmp_path / "r.xlsx", rows(1)), SHEET, b" " * (8 << 20))
    assert refused(file) == "TOO_LARGE_UNPACKED"


@pytest.mark.parametrize(
    "absurd",
    [
        f'<row r="3"><c r="A3" t="inlineStr"><is><t>{"x" * (3 << 20)}</t></is></c></row>',
        '<row r="99999999"><c r="A99999999"><v>1</v></c></row>',
        f'<row r="3">{"<c><v>1</v></c>" * 300}</row>',
    ],
    ids=["a long row", "a high sheet", "a wide sheet"],
)
def test_absurd_dimensions_are_refused(tmp_path, monkeypatch, absurd):
    monkeypatch.setattr(workbook, "MOST_ROWS", 50)
    file = write_xlsx(tmp_path / "r.xlsx", rows(1))
    with zipfile.ZipFile(file) as archive:
        sheet = archive.read(SHEET).decode()
    grown = repack(file, SHEET, sheet.replace("</sheetData>", f"{absurd}</sheetData>"))
    assert refused(grown) == "ABSURD_DIMENSIONS"


@pytest.mark.parametrize(
    "content", [b"<worksheet>", b"", b"<worksheet><sheetData><row r='x'/></sheetData></worksheet>"]
)
def test_a_damaged_sheet_is_refused(tmp_path, content):
    assert refused(repack(write_xlsx(tmp_path / "r.xlsx", rows(1)), SHEET, content)) in FILE_FAULTS


TEXT = (",".join(HEADER) + "\n").encode()


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader_of_a_file(tmp_path_factory, octets):
    file = tmp_path_factory.getbasetemp() / "any"
    file.write_bytes(octets)
    with pytest.raises(Unreadable):
        open_sheet(file)


@given(
    st.lists(st.text(max_size=30) | st.just('"'), max_size=30).map("\n".join) | st.text(alphabet='",;\n\r张 a0')
)
def test_no_text_below_the_header_breaks_it_and_none_is_lost(tmp_path_factory, text):
    file = tmp_path_factory.getbasetemp() / "some"
    file.write_bytes(TEXT + text.encode("utf-8", "surrogatepass"))
    for told in read(file):
        assert told.code is None or told.code in ROW_FAULTS
