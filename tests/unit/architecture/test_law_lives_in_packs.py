"""No service holds a period, a ground, a measure, an actor, a sanction or a threshold: it asks the law."""

import ast
import dataclasses
from datetime import datetime
from pathlib import Path

import pytest

from jiandu.law.format.words import vocabulary
from tests import deployed

ROOT = Path(__file__).parents[3]
SPANS = {"timedelta", "relativedelta"}
ASKING = {
    *("clock", "grounds", "conditions", "measures", "referral", "quorum", "actor", "document", "recusal"),
    *("requirement", "speaks_of", "cite", "cite_first", "rule", "Limit", "extended"),
}
UNITS = {"days", "weeks", "months", "years", "hours", "working_days"}


def parsed():
    for path in sorted((ROOT / "services").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def domain(path):
    return "/domain/" in path


def test_no_domain_holds_a_number_that_could_be_a_period_or_a_threshold():
    found = [
        (path, node.lineno, node.value)
        for path, tree in parsed()
        if domain(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in (0, 1)
    ]
    assert found == []


def test_no_service_builds_a_span_of_time_but_the_step_of_a_day():
    found = []
    for path, tree in parsed():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in SPANS:
                spans = {keyword.arg: getattr(keyword.value, "value", None) for keyword in node.keywords}
                if node.args or spans != {"days": 1}:
                    found.append((path, node.lineno))
    assert found == []


def test_no_service_names_a_limit_of_its_own_in_days_or_months():
    found = [
        (path, node.arg)
        for path, tree in parsed()
        if domain(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg in UNITS - {"days"} and isinstance(node.value, ast.Constant)
    ]
    assert found == []


def test_no_service_quotes_an_article_of_its_own():
    found = [
        (path, node.value)
        for path, tree in parsed()
        if domain(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "条" in node.value
    ]
    assert found == []


def calls(*names):
    for path, tree in parsed():
        if domain(path):
            for node in ast.walk(tree):
                called = getattr(node, "func", None)
                if getattr(called, "attr", getattr(called, "id", "")) in names:
                    yield path, node


def of_the_house(call):
    return any(keyword.arg == "house" for keyword in call.keywords)


def test_every_provision_a_service_asks_for_is_in_the_vocabulary():
    asked = {
        each.value
        for _, call in calls(*ASKING)
        if not of_the_house(call)
        for each in call.args
        if isinstance(each, ast.Constant)
    }
    assert {"case.limit", "case.extension", "notice.review"} < asked
    assert asked <= vocabulary().keys()


def test_a_limit_of_the_house_says_so_is_no_provision_and_takes_its_length_from_the_policy():
    made = list(calls("house_rule"))
    assert [path for path, call in made if not ast.unparse(call.args[1]).startswith("HOUSE.")] == []
    named = [(row.provision, row.house) for _, row in LIMITS if row.house is not None]
    assert len(made) == len(named) > 0
    for name, rule in named:
        assert name not in vocabulary()
        assert (rule.name, rule.source.pack) == (name, "house")


LIMITS = [
    (each, row)
    for service in deployed.CLASSES
    for each in deployed.aggregates_of(service)
    for row in each.limits.rows
]


@pytest.mark.parametrize(("aggregate", "row"), LIMITS, ids=lambda each: getattr(each, "provision", ""))
def test_every_row_of_a_table_of_limits_names_what_there_is(aggregate, row):
    fact = {field.name: field for field in dataclasses.fields(row.starts.kind)}
    assert fact[row.since].type is datetime
    assert row.length is None or row.length in {field.name for field in dataclasses.fields(aggregate.kind)}
    for when in (row.starts, *row.ends):
        assert when.values.keys() <= {field.name for field in dataclasses.fields(when.kind)}
