"""The demo's check finds a notice that nobody got, or that somebody got whom it is not for."""

import json
from types import SimpleNamespace

import pytest

from demo.check import check
from demo.setup import parties

NOTICE = {"id": "cmp-1:4", "type": "complaint.notice"}
ENTRY = {"seq": 1, "cause": "justice/notify", "recorded_at": "2026-11-09T01:00:00+00:00", "published": [NOTICE]}
LINE = json.dumps({"event": NOTICE["id"], "complaint_id": "cmp-1", "notice": {}}) + "\n"


class Ledger:
    """What was attempted, and what the services answer to an auditor: one notice has left."""

    attempted = {"justice/notify": "complaints.notify_respondent"}  # noqa: RUF012 - nobody changes it
    acknowledged, refused = attempted, ()

    def ask(self, _client, method, *, aggregate):
        here = (method, aggregate) == ("complaints.ledger", "complaints")
        return {"rows": [{"id": "cmp-1", "version": 1, "history": [ENTRY]}] if here else [], "next": None}


@pytest.fixture
def findings(tmp_path):
    def findings(**noted):
        for name, lines in noted.items():
            (tmp_path / f"{name.replace('_', '-')}.jsonl").write_text("".join(lines), encoding="utf-8")
        return check(SimpleNamespace(client=lambda _auditor: None), Ledger(), parties(3), tmp_path)

    return findings


def test_a_notice_that_one_agency_noted_once_is_in_order(findings):
    found = findings(agency_02=[LINE])
    assert found.holds
    assert found.deliveries == 1


@pytest.mark.parametrize("noted", [{}, {"agency_02": [LINE, LINE]}, {"agency_01": [LINE], "agency_02": [LINE]}])
def test_a_notice_that_was_lost_or_came_twice_or_to_others_is_a_fault(findings, noted):
    assert len(findings(**noted).faults) == 1


def test_a_line_that_an_agency_is_still_writing_does_not_count(findings):
    assert not findings(agency_02=[LINE[:-5]]).holds
