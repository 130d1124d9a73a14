"""Rows in, results out: one for each, in order, whatever the services say."""

import io
import json
from datetime import date

import pytest

from jiandu.client import CallFailed, GaveUp
from replay import desk as desks
from replay.desk import AGENCY, Desk
from replay.entry import short
from replay.newyork import NewYork
from replay.reading import open_register
from replay.runner import replay

TODAY = date(2026, 11, 23)
HEADER = ",".join(NewYork().columns)
SUBMITTED = f"{AGENCY}/complaint-{short('nyc', '1')}"


class Services:
    """Applies each command once and keeps a ledger; refuses what it was told to."""

    def __init__(self):
        self.applied = {}
        self.refusing = {}

    def call(self, method, *, command_id, **given):
        if method in self.refusing:
            raise CallFailed(self.refusing[method], {}, field="facts")
        self.applied.setdefault(f"{AGENCY}/{command_id}", f"id-of-{command_id}")
        return {"id": self.applied[f"{AGENCY}/{command_id}"]}

    def ask(self, method, *, aggregate, after=None):
        if method != "certificates.ledger" or aggregate != "bodies":
            return {"rows": [], "next": None}
        causes = [*self.applied, "another/command"]
        here = causes[int(after or 0) :][:1]
        following = int(after or 0) + 1
        rows = [{"history": [{"cause": cause}]} for cause in here]
        return {"rows": rows, "next": str(following) if following < len(causes) else None}

    def close(self):
        pass


@pytest.fixture
def services():
    return Services()


@pytest.fixture
def run(tmp_path, services):
    def run(*rows):
        file, out = tmp_path / "rows.csv", io.StringIO()
        file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        desk = Desk(lambda role, region: services)
        with open_register(file) as register:
            summary = replay(register, NewYork(), desk, TODAY, out)
        return summary, [json.loads(line) for line in out.getvalue().splitlines()]

    return run


def row(complaint, officer, penalty=""):
    return f"{complaint},{officer},,,,{penalty},,"


def outcomes(results):
    return [(each["row"], each["outcome"], each["reason"] or each["rule"], each["linked_to"]) for each in results]


def test_every_row_has_its_result_in_order(run):
    rows = [row(n, 7) if n % 3 else "broken" for n in range(100, 400)]
    summary, results = run(*rows)
    assert [each["row"] for each in results] == list(range(1, 301))
    assert summary.outcomes == {"accepted": 200, "quarantined": 100}
    assert summary.faults == []


def test_officers_of_one_complaint_are_linked_to_its_first_row(run):
    _, results = run(row(1, 7), row(2, 7), row(1, 8))
    assert outcomes(results) == [
        (1, "accepted", None, None),
        (2, "accepted", None, None),
        (3, "linked", "same_complaint", 1),
    ]


def test_a_further_row_is_sent_when_its_first_row_is_there_and_gets_its_ids(run, services):
    _, results = run(*(row(1, officer) for officer in range(1, 40)))
    assert {each["ids"]["complaint"] for each in results} == {services.applied[SUBMITTED]}
    assert list(services.applied).index(SUBMITTED) < min(
        place for place, cause in enumerate(services.applied) if cause.startswith(f"{AGENCY}/bind-")
    )


def test_of_a_further_row_nothing_is_sent_where_the_first_was_refused(run, services):
    services.refusing["complaints.submit"] = "TOO_LONG"
    _, results = run(row(1, 7), row(1, 8))
    assert (results[1]["reason"], results[1]["commands"], results[1]["ids"]) == ("FIRST_ROW_REFUSED", 0, {})


def test_a_repeated_row_is_linked_and_a_contradicting_one_is_put_aside(run):
    _, results = run(row(1, 7, "x"), row(1, 7, "x"), row(1, 7, "y"))
    assert outcomes(results) == [
        (1, "accepted", None, None),
        (2, "linked", "repeated_row", 1),
        (3, "quarantined", "CONTRADICTS_EARLIER_ROW", 1),
    ]


def test_a_row_put_aside_is_nobodys_first(run):
    _, results = run(f"1,7,,,,,soon,{''}", row(1, 8), row(1, 9))
    assert outcomes(results)[1:] == [(2, "accepted", None, None), (3, "linked", "same_complaint", 2)]


def test_what_a_service_refuses_is_put_aside_with_its_code_and_so_is_what_hangs_on_it(run, services):
    services.refusing["complaints.submit"] = "TOO_LONG"
    summary, results = run(row(1, 7), row(1, 8), row(1, 7))
    assert outcomes(results) == [
        (1, "quarantined", "TOO_LONG", None),
        (2, "quarantined", "FIRST_ROW_REFUSED", 1),
        (3, "quarantined", "FIRST_ROW_REFUSED", 1),
    ]
    assert results[0]["column"] == "facts"
    assert summary.already_there.total() == 0


def test_the_second_run_finds_everything_there_and_changes_nothing(run, services):
    rows = (row(1, 7), row(1, 8), row(1, 8), row(2, 7))
    first, before = run(*rows)
    applied = dict(services.applied)
    second, after = run(*rows)
    assert services.applied == applied
    assert (first.applied_now, second.applied_now) == (len(applied), 0)
    assert [each["already_there"] for each in before] == [False] * 4
    assert [each["already_there"] for each in after] == [True] * 4
    assert [{**each, "already_there": False} for each in after] == before


def test_a_longer_file_adds_what_is_new(run):
    run(row(1, 7))
    summary, results = run(row(1, 7), row(1, 8), row(3, 7))
    assert [each["already_there"] for each in results] == [True, False, False]
    assert summary.applied_now == 3


def test_a_command_that_the_ledgers_do_not_know_is_a_fault(run, services, monkeypatch):
    monkeypatch.setattr(services, "ask", lambda method, aggregate: {"rows": [], "next": None})
    summary, _ = run(row(1, 7))
    assert len(summary.faults) == 3
    assert "applied 0 times" in summary.faults[0]


def test_services_that_do_not_answer_end_the_run(run, services, monkeypatch):
    monkeypatch.setattr(desks, "PATIENCE_SECONDS", 0.0)
    services.refusing["complaints.submit"] = "UNREACHABLE"
    with pytest.raises(GaveUp):
        run(*(row(n, 7) for n in range(1, 50)))
