"""Whether the coverage of a pack is whole: every heading of its text, whatever kind of heading it has."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jiandu.cli.law.sources import texts_folder
from jiandu.law import Rulebook
from jiandu.law.headings import headings, numeral
from jiandu.law.pack import Pack, SourceText
from jiandu.law.texts import Missing, article_numbers, uncovered
from tests.unit.law import invented

LAW = Rulebook.load()
TEXTS = texts_folder()


def without(pack: Pack, article: str) -> Pack:
    rest = tuple(row for row in pack.coverage if row.article != article)
    assert len(rest) == len(pack.coverage) - 1
    return replace(pack, coverage=rest)


@pytest.mark.skipif(not TEXTS.is_dir(), reason="THE TEXTS ARE NOT AT HAND: set JIANDU_LAW_TEXTS")
@pytest.mark.parametrize(
    ("name", "article"),
    [
        ("weihai-2021", "第一条"),
        ("weihai-2021", "第四十七条"),
        ("hangzhou-2006", "第三十八条"),  # a part of it is missing, the article is not
        ("order-825-2026", "第六条"),
        ("order-825-2026", "第四十二条"),
        ("fault-trio", "篇一"),
        ("fault-trio", "篇二第七条"),
        ("fuyang-port-2011", "一"),
        ("fuyang-port-2011", "二(一)4"),
        ("fuyang-port-2011", "二(三)"),
        ("longnan", "五(四)"),
        ("longnan", "四第二阶段"),
        ("wulong-2021", "一(一)"),
        ("changchun", "二(三)11"),
        ("changchun", "二(一)1"),
    ],
)
def test_a_row_taken_away_is_missed_in_a_pack_of_every_kind(name: str, article: str):
    pack = LAW.pack(name)
    assert f"{name}: {article} has no status" in list(uncovered(without(pack, article), TEXTS))


@pytest.fixture
def city(tmp_path: Path) -> Callable[..., list[str]]:
    """What is uncovered in a text, by a pack with these rows that names these articles as missing."""

    def asked(text: str, *rows: str, missing: tuple[str, ...] = ()) -> list[str]:
        (tmp_path / "none.txt").write_text(text, encoding="utf-8")
        pack = invented.pack()
        covered = tuple(replace(pack.coverage[0], article=row) for row in rows)
        made = replace(pack, coverage=covered, missing=missing, text=SourceText(file="none.txt"))
        return [line.removeprefix("city-2020: ") for line in uncovered(made, tmp_path)]

    return asked


def test_articles_before_the_first_that_is_covered_are_seen(city):
    assert city("第一条 甲。第二条 乙。第三条 丙。", "第三条") == ["第一条 has no status", "第二条 has no status"]


def test_only_the_articles_named_as_missing_are_excused(city):
    text = "第一条 甲。第五条 依照第二条。第六条 丙。"
    gone = ("第二条至第四条",)
    assert city(text, "第一条", "第五条", "第六条", missing=gone) == []
    assert city(text, "第一条", "第五条", missing=gone) == ["第六条 has no status"]


def test_a_missing_paragraph_does_not_excuse_its_article(city):
    assert city("第一条 甲。第二条 乙。", "第一条", missing=("第二条第一款",)) == ["第二条 has no status"]


def test_a_row_out_of_place_is_reported(city):
    assert city("第一条 甲。第三条 丙。", "第一条", "第三条") == [
        "第三条 has a status, and its heading is not in its place in the text"
    ]


@pytest.mark.parametrize("rows", [("第一条",), ("一(一)",), ("全文",)])
def test_a_text_without_headings_is_reported_not_passed_over(city, rows):
    (said,) = city("没有标题的文字。", *rows)
    assert "no heading was found" in said


def test_one_heading_is_not_taken_for_a_longer_number(city):
    text = "一、总则1.甲2.乙3.丙4.丁5.戊6.己7.庚8.辛9.壬10.癸"
    rows = [f"一{n}" for n in range(2, 11)]
    assert city(text, *rows) == ["一1 has no status"]


def test_the_rows_of_an_outline_begin_anew_or_go_on(city):
    text = "一、甲(一)乙1.丙2.丁(二)戊1.己二、庚(一)辛2.壬"
    found, _ = headings(text, ["一(一)1", "一(二)1"], ())
    assert found == ["一", "一(一)", "一(一)1", "一(一)2", "一(二)", "一(二)1", "二", "二(一)", "二(一)2"]


@pytest.mark.parametrize(
    ("article", "number"),
    [
        ("第一条", 1),
        ("第十条", 10),
        ("第十九条", 19),
        ("第四十条", 40),
        ("第九十九条", 99),
        ("第一百条", 100),
        ("第一百零三条", 103),
        ("第一百一十条", 110),
        ("第二百三十四条", 234),
    ],
)
def test_a_chinese_number_is_read(article: str, number: int):
    assert numeral(article) == number


def test_a_text_of_more_than_a_hundred_articles_is_listed_to_its_end():
    signs = "零一二三四五六七八九"

    def named(number: int) -> str:
        hundred, tens, ones = number // 100, number // 10 % 10, number % 10
        head = "一百" if hundred else ""
        middle = f"{signs[tens]}十" if tens else ("零" if hundred and ones else "")
        return f"第{head}{middle}{signs[ones] if ones else ''}条"

    text = "".join(f"{named(number)} 甲。" for number in range(1, 131))
    assert len(article_numbers(text)) == 130


def test_a_text_that_is_not_utf_8_is_named(tmp_path: Path):
    (tmp_path / "none.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(Missing, match="UTF-8"):
        list(uncovered(invented.pack(), tmp_path))
