"""`./run certificates import`, with a registry in memory in place of the running one."""

import csv
import json
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from jiandu.cli.certificates import import_roster
from jiandu.cli.commands import run
from tests.unit.roster.making import HEADER, HeldRegistry, row, rows, write_csv, write_xlsx


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("JIANDU_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("jiandu.client.patience._PAUSE_SECONDS", 0.0)
    return tmp_path / "home"


@pytest.fixture
def held(monkeypatch):
    registry = HeldRegistry()

    @contextmanager
    def running(body_id):
        yield registry

    monkeypatch.setattr(import_roster, "running_registry", running)
    return registry


def invoke(file, *options):
    words = ["certificates", "import", str(file), "--body", "b1", "--region", "371002", *options]
    told = CliRunner().invoke(run, words)
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exception
    return told


def imported(file, *options):
    told = invoke(file, *options, "--json")
    return told.exit_code, json.loads(told.stdout)


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def sheet(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_row_is_taken_and_has_its_result(held, tmp_path):
    code, told = imported(write_xlsx(tmp_path / "r.xlsx", rows(1200)))
    assert (code, told["outcomes"]) == (0, {"created": 1200, "updated": 0, "unchanged": 0, "quarantined": 0})
    assert len(held.officers) == 1200
    results = lines(told["results"])
    assert [each["row"] for each in results] == list(range(2, 1202))
    assert results[0] == {
        "row": 2,
        "officer_id": "P00000",
        "outcome": "created",
        "code": None,
        "field": None,
        "zh": None,
        "en": None,
    }


def test_the_same_file_again_changes_nothing_and_says_the_same(held, tmp_path):
    file = write_csv(tmp_path / "r.csv", rows(700))
    first, second = imported(file), imported(file)
    assert first[1]["roster_id"] == second[1]["roster_id"]
    assert second[1]["outcomes"] == first[1]["outcomes"]
    assert len(held.applied) == 700


def test_another_id_asks_anew_and_finds_nothing_to_change(held, tmp_path):
    file = write_csv(tmp_path / "r.csv", rows(10))
    imported(file)
    code, told = imported(file, "--roster", "night-2")
    assert (code, told["outcomes"]["unchanged"], told["roster_id"]) == (0, 10, "night-2")


def test_an_import_that_broke_off_goes_on_where_it_stopped(held, tmp_path, home):
    file = write_csv(tmp_path / "r.csv", [*rows(2000), row(9, 姓名="")])
    held.most = 2
    code, told = imported(file)
    assert (code, told["error"]["code"], len(held.officers)) == (1, "TOKEN_INVALID", 1000)
    held.most = 10**9
    code, told = imported(file)
    assert (code, told["answered_before"], len(held.commands)) == (3, 1000, 4)
    assert told["outcomes"] == {"created": 2000, "updated": 0, "unchanged": 0, "quarantined": 1}
    assert len(set(held.commands)) == 4
    assert list(home.rglob("*.answered")) == list(home.rglob("*.rows")) == []


def test_what_a_crash_cut_short_counts_as_not_answered(held, tmp_path, home):
    file = write_csv(tmp_path / "r.csv", rows(1500))
    held.most = 2
    imported(file)
    (kept,) = home.rglob("*.answered")
    kept.write_bytes(kept.read_bytes()[:-1])
    held.most = 10**9
    code, told = imported(file)
    assert (code, told["answered_before"], told["outcomes"]["created"]) == (0, 500, 1500)


def test_a_lost_answer_is_asked_for_again_under_the_same_id(held, tmp_path):
    held.lost = 3
    code, told = imported(write_csv(tmp_path / "r.csv", rows(600)))
    assert (code, told["outcomes"]["created"], told["sent_again"]) == (0, 600, 3)
    assert (len(held.commands), len(set(held.commands)), len(held.applied)) == (5, 2, 600)


def test_a_person_whom_a_call_is_refused_for_is_put_aside_and_the_others_are_taken(held, tmp_path):
    held.unknown_kinds = {"library"}
    table = [row(1), row(2), row(2, 执法证号="X-2", 证件种类="library"), row(3)]
    code, told = imported(write_csv(tmp_path / "r.csv", table))
    assert (code, set(held.officers)) == (3, {"P00001", "P00003"})
    found = [(each["row"], each["outcome"], each["code"], each["field"]) for each in lines(told["results"])]
    assert found == [
        (2, "created", None, None),
        (3, "quarantined", "WITH_ANOTHER_ROW", None),
        (4, "quarantined", "INVALID_VALUE", "kind"),
        (5, "created", None, None),
    ]


def test_what_was_put_aside_is_mended_and_imported_alone(held, tmp_path):
    held.refused = {"P00002": ("NOT_ALLOWED_IN_STATE", None)}
    file = write_csv(tmp_path / "r.csv", [row(1, 姓名="=1+1"), row(2), row(3, 有效期止="?", 姓名="-无")])
    aside = tmp_path / "aside.csv"
    code, told = imported(file, "--quarantine", str(aside))
    assert (code, told["reasons"]) == (3, {"BAD_DATE": 1, "NOT_ALLOWED_IN_STATE": 1})
    header, second, third = sheet(aside)
    assert header[4:] == list(HEADER)
    assert [second[:3], third[:3]] == [["3", "NOT_ALLOWED_IN_STATE", ""], ["4", "BAD_DATE", "valid_to"]]
    assert second[4:] == row(2)
    assert "日期无法识别" in third[3]
    assert third[4] == "'-无"
    held.refused = {}
    aside.write_text(aside.read_text(encoding="utf-8-sig").replace("?", "2028年12月31日"), encoding="utf-8")
    code, told = imported(aside)
    assert (code, told["outcomes"]["created"], told["ignored_columns"]) == (0, 2, [])
    assert (held.officers["P00001"]["name"], held.officers["P00003"]["name"]) == ("=1+1", "-无")


def test_the_report_holds_the_registry_against_the_file(held, tmp_path):
    imported(write_csv(tmp_path / "old.csv", [row(1), row(2), row(4)]))
    held.refused = {"P00002": ("CONTRADICTION", "certificates.0")}
    table = [row(1, 执法证号="X-9"), row(2, 姓名="李四", 有效期止="2030-01-01"), row(3)]
    report = tmp_path / "report.json"
    _, told = imported(write_csv(tmp_path / "new.csv", table), "--report", str(report))
    assert told["registry"] == {"in_registry": 4, "not_in_file": 1, "names_differ": 1, "certificates_differ": 1}
    found = json.loads(report.read_text(encoding="utf-8"))["registry"]
    assert found["not_in_file"] == [{"officer_id": "P00004", "name": "张4", "state": "registered"}]
    assert found["names_differ"] == [{"officer_id": "P00002", "file": ["李四"], "registry": "张2"}]
    assert found["certificates_differ"] == [
        {
            "officer_id": "P00002",
            "certificate_number": "3710000002",
            "difference": "valid_to",
            "file": "2030-01-01",
            "registry": "2028-12-31",
        }
    ]


def test_a_certificate_that_only_the_registry_knows_is_told(held, tmp_path):
    imported(write_csv(tmp_path / "old.csv", [row(1)]))
    held.refused = {"P00001": ("CONTRADICTION", None)}
    _, told = imported(write_csv(tmp_path / "new.csv", [row(1, 执法证号="X-9")]))
    found = json.loads(Path(told["report"]).read_text(encoding="utf-8"))["registry"]["certificates_differ"]
    assert [(each["certificate_number"], each["difference"]) for each in found] == [
        ("3710000001", "not_in_file"),
        ("X-9", "not_in_registry"),
    ]


def test_words_are_told_that_have_no_code_and_taken_once_they_have(held, tmp_path):
    file = write_csv(tmp_path / "r.csv", [row(1), row(2, 证件种类="国家统一证件", 执法种类="行政处罚;inspection")])
    code, told = imported(file, "--dry-run")
    assert (code, told["reasons"], told["unknown_words"]) == (3, {"NO_CODE": 1}, 2)
    assert sheet(told["codes"]) == [
        ["field", "word", "code"],
        ["kind", "国家统一证件", ""],
        ["act_kinds", "行政处罚", ""],
    ]
    codes = tmp_path / "codes.csv"
    codes.write_text("field,word,code\nkind,国家统一证件,unified\nact_kinds,行政处罚,penalty\n", encoding="utf-8")
    code, told = imported(file, "--codes", str(codes))
    (one,) = held.officers["P00002"]["certificates"]
    assert (code, one["kind"], one["act_kinds"]) == (0, "unified", ["penalty", "inspection"])


@pytest.mark.parametrize("wrong", ["kind,证,无\n", "name,张三,x\n", "kind"])
def test_a_file_of_codes_that_is_none_is_refused(tmp_path, wrong):
    codes = tmp_path / "codes.csv"
    codes.write_text(f"field,word,code\n{wrong}", encoding="utf-8")
    told = imported(write_csv(tmp_path / "r.csv", rows(1)), "--codes", str(codes), "--dry-run")
    assert (told[0], told[1]["error"]["code"]) == (1, "BAD_CODES")


def test_a_dry_run_reads_and_checks_and_asks_nobody(tmp_path):
    code, told = imported(write_csv(tmp_path / "r.csv", [row(1), row(2, 姓名="")]), "--dry-run")
    assert (code, told["outcomes"], told["reasons"]) == (3, {"ready": 1, "quarantined": 1}, {"MISSING_VALUE": 1})


def test_a_file_that_lacks_a_column_is_refused_before_anything_is_asked(tmp_path):
    file = write_csv(tmp_path / "r.csv", [row(1)[1:]], header=HEADER[1:])
    told = invoke(file)
    assert (told.exit_code, "MISSING_COLUMNS" in told.stderr, "姓名 name" in told.stderr) == (1, True, True)
    assert imported(file)[1]["error"]["code"] == "MISSING_COLUMNS"


def test_people_get_a_table_in_both_languages(held, tmp_path):
    file = write_csv(tmp_path / "r.csv", [[*row(1), ""], [*row(2, 姓名=""), ""]], header=(*HEADER, "备注"))
    told = invoke(file)
    assert told.exit_code == 3
    for said in ("2 行 rows", "新增 created", "MISSING_VALUE", "缺少必填内容", "备注", "mend and import again"):
        assert said in told.stdout
    assert told.stderr == ""


def test_an_answer_that_does_not_fit_is_no_success(held, tmp_path, monkeypatch):
    monkeypatch.setattr(held, "call", lambda *_, **__: {"rows": []})
    assert imported(write_csv(tmp_path / "r.csv", rows(2)))[1]["error"]["code"] == "BAD_REPLY"


@pytest.mark.parametrize(
    "wrong", [("--body", "b 1"), ("--region", "0"), ("--roster", "a/b"), ("--roster", "x" * 70)]
)
def test_nonsense_is_refused_as_wrong_usage(tmp_path, wrong):
    assert invoke(write_csv(tmp_path / "r.csv", rows(1)), *wrong).exit_code == 2


def test_the_file_itself_is_never_written_over(tmp_path):
    file = write_csv(tmp_path / "r.csv", rows(1))
    before = file.read_bytes()
    assert invoke(file, "--quarantine", str(file)).exit_code == 2
    assert file.read_bytes() == before
