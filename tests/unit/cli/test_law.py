"""./run law: what a reader sees, what a program reads, what is said of mistakes."""

import json

import pytest
from click.testing import CliRunner

from jiandu.cli.commands import run
from jiandu.cli.law import live
from jiandu.cli.law.commands import COMMANDS
from tests.unit.law import invented


def law(*arguments: str):
    return CliRunner().invoke(run, ["law", *arguments], catch_exceptions=False)


def told(*arguments: str):
    found = law(*arguments, "--json")
    assert found.exit_code in (0, 1), found.output
    return json.loads(found.stdout)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(command: str):
    found = law(command, "--help")
    assert found.exit_code == 0
    assert len(found.output.splitlines()) > 5


def test_coverage_counts_every_article_once_by_its_status():
    for row in told("coverage")["packs"]:
        assert row["executed"] + row["recorded"] + row["not_automatable"] == row["articles"] > 0
        assert sum(row["types"].values()) == row["provisions"]


def test_coverage_totals_are_the_sums():
    found = told("coverage")
    for name in ("articles", "executed", "recorded", "provisions", "asked"):
        assert found["total"][name] == sum(row[name] for row in found["packs"])


def test_coverage_lists_every_article_with_its_provisions():
    (row,) = told("coverage", "weihai-2021", "--articles")["packs"]
    article = next(each for each in row["coverage"] if each["article"] == "第三十二条")
    assert article["status"] == "executed"
    assert "notice.objection" in article["provisions"]
    assert "第三十二条" in law("coverage", "weihai-2021", "--articles").output


def test_coverage_of_a_false_quotation_fails_and_names_it(tmp_path):
    (tmp_path / "none.txt").write_text("第一条 为了公平。第二条 由承办人承担责任。", encoding="utf-8")
    path = tmp_path / "city.yaml"
    provision = "- {id: award, article: 第二条, quote: %s, modality: must, body: {type: statement}}"
    for quote, code in (("由承办人承担", 0), ("由审核人承担", 1)):
        text = invented.text(provision % quote).replace("status: executed", "status: recorded, reason: r")
        path.write_text(text, encoding="utf-8")
        found = law("coverage", str(path), "--texts", str(tmp_path))
        assert found.exit_code == code, found.output
        assert (quote in found.stderr) == bool(code)


def test_coverage_without_texts_says_so(tmp_path):
    found = law("coverage", "weihai-2021", "--texts", str(tmp_path / "nowhere"))
    assert found.exit_code == 0
    assert "not checked" in found.output


def test_a_pack_or_one_article_of_it_can_be_read():
    whole = law("show", "weihai-2021").output
    assert "威海市行政执法监督办法" in whole
    one = law("show", "weihai-2021", "第三十二条").output
    assert "5个工作日" in one
    assert "第三十三条" not in one
    by_id = told("show", "weihai-2021", "notice.objection")
    assert by_id["provisions"]["notice.objection"]["length"] == 5


def test_what_is_not_there_is_answered_with_what_is():
    assert "weihai-2021" in law("show", "atlantis").output
    assert "第四十七条" in law("show", "weihai-2021", "第九十九条").output
    assert "REFUSED" not in law("explain", "weihai-2021", "notice.review", "--from", "2026-09-23").output
    assert law("explain", "weihai-2021", "tea", "--from", "2026-09-23").exit_code == 1
    assert "LAW_SILENT" in law("explain", "weihai-2021", "tea", "--from", "2026-09-23").output


def test_a_limit_is_explained_with_its_extension_and_suspension():
    plain = told("explain", "weihai-2021", "case.limit", "--from", "2026-08-31")
    assert plain["due_on"] == "2026-11-02"
    longer = told(
        "explain", "weihai-2021", "case.limit", "--from", "2026-08-31", "--extend", "case.extension", "--by", "1"
    )
    assert longer["due_on"] == "2026-11-30"
    halted = ("--suspend", "2026-09-10..2026-09-20")
    assert told("explain", "weihai-2021", "case.limit", "--from", "2026-08-31", *halted)["due_on"] == "2026-11-10"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("weihai-2021", "notice.review", "--from", "soon"), "is no day"),
        (("weihai-2021", "notice.review", "--from", "2026-09-23", "--suspend", "2026-09-24"), "expected two days"),
        (("weihai-2021", "notice.review", "--from", "2026-09-23", "--length", "9"), "INVALID_VALUE"),
        (("changji-2021", "decision.performance", "--from", "2026-09-23"), "PARAMETER_REQUIRED"),
        (("tongzhou-coordination-2008", "coordination.limit", "--from", "2026-09-23"), "PARAMETER_UNSET"),
        (("weihai-2021", "notice.document", "--from", "2026-09-23"), "has no limit"),
        (("weihai-2021", "notice.review", "--from", "9999-12-31"), "INVALID_VALUE"),
        (("changji-2021", "decision.performance", "--from", "2026-09-23", "--length", "5000000"), "INVALID_VALUE"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_a_reason(arguments, said):
    found = law("explain", *arguments)
    assert found.exit_code != 0
    assert said in found.output


def test_facts_are_judged_and_listed():
    found = told("judge", "henan-2019", "subject=person", "collective=true")
    assert {"shares", "measures", "weights", "undecided", "silent"} <= found.keys()
    assert "retaliation" in told("judge", "--list")
    assert "事实" in law("judge", "--list").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("henan-2019", "moon=true"), "no fact is called moon"),
        (("henan-2019", "review=perhaps"), "review is not_required | skipped | done"),
        (("henan-2019", "review"), "expected FACT=VALUE"),
        (("henan-2019", "subject=["), "subject is agency | person"),
        (("henan-2019", "subject=2026-02-30"), "not 2026-02-30"),
        ((), "which pack"),
    ],
)
def test_a_fact_that_is_none_is_named(arguments, said):
    found = law("judge", *arguments)
    assert found.exit_code != 0
    assert said in found.output


def test_facts_may_come_from_a_file(tmp_path):
    path = tmp_path / "facts.yaml"
    path.write_text("subject: person\n", encoding="utf-8")
    assert law("judge", "henan-2019", "--facts", str(path)).exit_code == 0
    path.write_text("- person\n", encoding="utf-8")
    assert "expected a mapping" in law("judge", "henan-2019", "--facts", str(path)).output
    assert law("judge", "henan-2019", "--facts", str(tmp_path / "none.yaml")).exit_code == 1
    for wrong in ("subject: [", "a: 1\nsubject: 2026-02-30", "[a]: b", "subject: " + "[" * 50_000):
        path.write_text(wrong, encoding="utf-8")
        found = law("judge", "henan-2019", "--facts", str(path))
        assert found.exit_code == 1
        assert "facts.yaml:" in found.output


def test_two_packs_are_compared_provision_by_provision():
    found = law("diff", "changji-2021", "weihai-2021", "--json")
    rows = {row["provision"]: row for row in json.loads(found.stdout)["differences"]}
    assert found.exit_code == 1
    assert rows["recusal"]["right"] == []
    assert any("7" in line for line in rows["notice.objection"]["left"])
    same = law("diff", "weihai-2021", "weihai-2021")
    assert (same.exit_code, same.output) == (0, "No difference.\n")


def test_a_new_pack_is_begun_with_a_row_for_each_article(tmp_path):
    text, path = tmp_path / "n.txt", tmp_path / "n.yaml"
    text.write_text("第一条 为了规范。\n第二条 依照第一条。\n第三条 施行。", encoding="utf-8")
    made = law("new", "nanning-2026", "--title", "某办法", "--text", str(text), "--out", str(path))
    assert made.exit_code == 0, made.output
    (row,) = told("coverage", str(path), "--texts", str(tmp_path))["packs"]
    assert (row["articles"], row["not_automatable"]) == (3, 3)
    assert "is there already" in law("new", "nanning-2026", "--out", str(path)).output
    assert law("new", "Not An Id", "--out", str(tmp_path / "x.yaml")).exit_code == 2


def test_a_new_pack_may_have_any_title_and_is_told_to_a_program(tmp_path):
    path = tmp_path / "n.yaml"
    made = told("new", "2026", "--title", 'a: "b" # c', "--out", str(path))
    assert made == {"file": str(path), "id": "2026", "articles": ["第一条"]}
    assert told("show", str(path))["title"] == 'a: "b" # c'


@pytest.mark.parametrize(("title", "name"), [("", "n.yaml"), ("t", "none/n.yaml")])
def test_a_new_pack_that_cannot_be_written_leaves_nothing(tmp_path, title, name):
    found = law("new", "n-1", "--title", title, "--out", str(tmp_path / name))
    assert found.exit_code == 1
    assert "n.yaml:" in found.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("diff", "changji-2021", "weihai-2021"),
        ("judge", "henan-2019", "subject=person", "collective=true"),
        ("coverage", "weihai-2021", "--articles", "--texts", "/nowhere"),
    ],
)
def test_no_word_of_the_law_is_cut_on_a_narrow_terminal(monkeypatch, arguments):
    monkeypatch.setenv("COLUMNS", "80")
    assert "…" not in law(*arguments).output


def test_a_comparison_keeps_the_codes_of_list_items(monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    assert "[other]" in law("diff", "changji-2021", "weihai-2021").output


def test_coverage_names_a_text_that_is_not_utf_8(tmp_path):
    (tmp_path / "000_242d951305c8b909.txt").write_bytes(b"\xff\xfe")
    found = law("coverage", "changji-2021", "--texts", str(tmp_path))
    assert found.exit_code == 1
    assert "cannot be read as UTF-8" in found.stderr


@pytest.mark.parametrize("text", ["", "- a\n"])
def test_a_file_that_holds_no_mapping_is_told_so(tmp_path, text):
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    assert "x.yaml:1: (file): expected a mapping" in law("show", str(path)).output


def test_the_calendar_says_that_it_is_the_shipped_one():
    assert "as shipped" in law("calendar").output
    assert told("calendar")["shipped"] is True


def test_the_calendar_says_how_long_it_lasts():
    found = told("calendar")
    assert (found["edition"], found["horizon"]) == ("cn-2026.1", "2026-12-31")
    assert isinstance(found["days_left"], int)


def test_a_file_that_is_no_pack_is_answered_with_lines(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("id: [\n", encoding="utf-8")
    found = law("show", str(path))
    assert found.exit_code == 1
    assert "bad.yaml:" in found.output
    path.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in law("show", str(path)).output


def test_live_commands_want_exactly_one_file(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("edition: x", encoding="utf-8")
    assert "give one of" in law("dry-run").output
    assert "give one of" in law("dry-run", "--calendar", str(path), "--pack", str(path)).output
    assert law("dry-run", "--calendar", str(tmp_path / "none.yaml")).exit_code == 1
    assert live.SERVICES == ("complaints", "certificates", "supervision", "accountability")
