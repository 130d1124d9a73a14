"""The reading of a file of law: whatever it holds, it is read or answered with file, line and path."""

import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, fields

from jiandu.law import MalformedFile, Unit
from jiandu.law.format.fields import LimitSchema
from jiandu.law.format.located import parse
from jiandu.law.format.reading import read_pack
from tests.unit.law import invented

ROOT = Path(__file__).parents[3]
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 3_000))


def problem(text: str) -> str:
    with pytest.raises(MalformedFile) as caught:
        parse("x.yaml", text)
    (said,) = caught.value.problems
    return said


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: " + "[" * 31 + "]" * 31, 2, "nested more than 30 deep"),
        ("\n".join(" " * n + "a:" for n in range(40)), 31, "nested more than 30 deep"),
        ("a: &a [*a]", 1, "*a stands inside &a itself"),
        ("a: 1\nb: &b {c: *b}", 2, "*b stands inside &b itself"),
        ("a: *b", 1, "nothing is called &b"),
        ("a: 1\n[a]: b", 2, "a key is a word"),
        ("a: 1\n? {a: b}\n: c", 2, "a key is a word"),
        ("a: &a x\n*a : b", 2, "a key is a word"),
        (BOMB, 6, "more than 200000 values"),
        (CHAIN, 30, "nested more than 30 deep"),
        ("a: &a {b: c}\nd:\n  <<: *a", 3, "not merged"),
        ("a: !!python/name:os.system x", 1, "a tag"),
        ("a: !!int x", 1, "a tag"),
        ("a: 1\nfrom: 2026-02-30", 2, "2026-02-30 is no value: day is out of range"),
        ("a: 1\n\n2026-13-01: b", 3, "2026-13-01 is no value: month must be in"),
        ("a: 0b_", 1, "0b_ is no value"),
        ("a: 2026-01-01T25:00:00Z", 1, "is no value: hour must be in"),
        ("a: " + "1:59" * 50_000, 1, "a number of this length"),
        ("a: 1\nb: \ud800", 2, "not readable as text"),
        ("a: \x00", 1, "not readable as text"),
        ("a: " + "x" * 4_000_001, 1, "more than 4000000 characters"),
    ],
)
def test_a_text_out_of_bounds_is_answered_with_its_line(text: str, line: int, said: str):
    found = problem(text)
    assert found.startswith(f"x.yaml:{line}: (file): ")
    assert said in found


@pytest.mark.parametrize(
    "text",
    [
        '"[" * 50_000',
        '"[{" * 200_000',
        '"{a: " * 100_000',
        '"- " * 200_000',
        '"? " * 200_000',
        '"[a," * 130_000',
        '"a: [\\n" * 80_000',
        '"[{&*!|>-?: \\n\'%@`,]}#a1" * 20_000',
        '"".join(random.Random(1).choices("[]{}&*!|>-?: \\n,#a1", k=400_000))',
    ],
)
def test_no_text_ends_the_process_or_holds_it_up(text: str):
    program = (
        "import random, resource\n"
        "from jiandu.law.format.located import MalformedFile, parse\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
        f"try:\n    parse('x.yaml', {text})\n"
        "except MalformedFile as wrong:\n    print(wrong)\n"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("x.yaml:")
    assert time.monotonic() - began < 5  # a second or less; the rest is the start of Python on a busy machine


@given(st.text("[]{}&*!|>-?:, \n'\"#a1<=~.%", max_size=60))
def test_any_text_is_read_or_malformed(text: str):
    try:
        parse("x.yaml", text)
    except MalformedFile as wrong:
        assert wrong.problems[0].startswith("x.yaml:")  # noqa: PT017 - either outcome is right


def test_one_list_may_be_given_twice_by_reference():
    assert parse("x.yaml", "a: &a [x, {y: z}]\nb: *a").data == {"a": ["x", {"y": "z"}], "b": ["x", {"y": "z"}]}


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n", "a\n", "12\n"])
def test_a_file_that_is_no_mapping_is_told_so(text: str):
    with pytest.raises(MalformedFile) as caught:
        read_pack(parse("x.yaml", text))
    assert caught.value.problems == ("x.yaml:1: (file): expected a mapping",)


def test_a_part_that_is_no_mapping_is_told_so():
    class Outer(Schema):
        inner = fields.Nested(LimitSchema)

    with pytest.raises(MalformedFile) as caught:
        parse("x.yaml", "inner: [1]").load(Outer())
    assert caught.value.problems == ("x.yaml:1: inner: expected a mapping",)


def limit(**given: object) -> dict[str, list[str]]:
    body = {"unit": "fixed_date", "starts": "s", **given} if "month_day" in given else {"starts": "s", **given}
    return LimitSchema().validate(body)


@pytest.mark.parametrize("day", ["02-29", "02-30", "13-45", "00-01", "04-31", "1-31", "01-31\n"])
def test_a_date_that_does_not_come_every_year_is_no_yearly_date(day: str):
    assert limit(month_day=day) == {"month_day": ["not a day MM-DD of every year"]}


@pytest.mark.parametrize("day", ["01-01", "02-28", "12-31"])
def test_a_day_of_every_year_is_a_yearly_date(day: str):
    assert limit(month_day=day) == {}


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.FIXED_DATE])
def test_a_length_has_a_bound_in_every_unit(unit: Unit):
    assert limit(unit=unit.value, length=10_000) == {}
    assert "length" in limit(unit=unit.value, length=10_001)


def test_a_year_of_effect_is_a_year_a_law_can_have():
    text = invented.text().replace(f"from: {date(2020, 1, 1)}", "year: 99999")
    with pytest.raises(MalformedFile) as caught:
        read_pack(parse("x.yaml", text))
    assert "in_force.year" in caught.value.problems[0]
