"""Changes of personnel, and the report within ten days (Changji 11)."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import personnel
from services.certificates.domain.membership import body_at
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    HEILONGJIANG,
    HENAN,
    REGISTRAR,
    STRANGER,
    TONGZHOU,
    WULONG,
    OfficerPlay,
    certificate,
    qualified,
)
from tests.unit.services.play import article, at, names

NOTE, REPORT = personnel.record_personnel_change, personnel.report_personnel_change
LIMIT = "report.personnel_change:chg1"


def test_changji_11_has_a_change_reported_within_ten_days():
    play = OfficerPlay(CHANGJI).steps(NOTE)
    assert play.clock(LIMIT).due_at == at("2026-03-13", 0)  # the last day is 12 March
    (event, _) = play.on("2026-03-12", 23).step(REPORT)
    assert (event.late, event.citation.article) == (False, "第十一条第三款")
    assert play.clock(LIMIT).stopped_at is not None


def test_the_limit_runs_from_the_change_and_not_from_the_note():
    play = OfficerPlay(CHANGJI)
    play.step(NOTE, on=date(2026, 2, 25))
    assert play.clock(LIMIT).due_at == at("2026-03-10", 0)  # 7 and 8 March are a weekend


def test_a_late_report_is_taken_and_said_to_be_late():
    play = OfficerPlay(CHANGJI).steps(NOTE).on("2026-03-13", 0)
    assert play.step(REPORT)[0].late is True


def test_each_change_has_a_limit_of_its_own():
    play = OfficerPlay(CHANGJI).steps(NOTE)
    play.step(NOTE, change_id="chg2", kind="joined")
    play.step(REPORT)
    assert play.clock(LIMIT).stopped_at is not None
    assert play.clock("report.personnel_change:chg2").stopped_at is None


@pytest.mark.parametrize("region", [TONGZHOU, WULONG, HEILONGJIANG])
def test_elsewhere_a_change_is_noted_and_no_report_is_asked_for(region: str):
    play = OfficerPlay(region).steps(NOTE)
    assert play.now.clocks == {}
    assert play.no(REPORT).code == "LAW_SILENT"


def test_where_no_text_is_in_force_nothing_is_noted():
    assert OfficerPlay(HENAN).no(NOTE).code == "NO_PACK_IN_FORCE"


@pytest.mark.parametrize("kind", ["transferred", "retired", "unable"])
def test_whoever_leaves_is_on_file_no_more_and_of_no_body_since_that_day(kind: str):
    play = qualified()
    play.step(NOTE, kind=kind, on=date(2026, 2, 1))
    assert (play.now.state, play.now.body_id) == ("left", "b1")
    assert body_at(play.now.memberships, date(2026, 1, 31)) == "b1"
    assert body_at(play.now.memberships, date(2026, 2, 1)) is None
    assert body_at(play.now.memberships, date(2026, 2, 1), known_at=at("2026-03-01")) is None
    assert play.status() == "valid"  # the certificate is cancelled by an order of its own


def test_whoever_joins_another_body_is_on_file_there_and_not_qualified():
    play = qualified().steps(NOTE)
    play.step(NOTE, by=REGISTRAR, change_id="chg2", kind="joined", body_id="b2", post="检查")
    assert (play.now.state, play.now.body_id, play.now.post) == ("registered", "b2", "检查")
    assert body_at(play.now.memberships, date(2026, 3, 2)) == "b2"


def test_a_change_of_posts_leaves_everything_else():
    play = qualified()
    play.step(NOTE, kind="post_changed", post="审核")
    assert (play.now.state, play.now.post, len(play.now.memberships)) == ("qualified", "审核", 1)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"kind": "abducted"}, "INVALID_VALUE", "kind"),
        ({"on": date(2026, 3, 3)}, "INVALID_VALUE", "on"),
        ({"kind": "joined", "body_id": "b2"}, "CONTRADICTION", "body_id"),
        ({"kind": "retired", "body_id": "b2", "by": REGISTRAR}, "CONTRADICTION", "body_id"),
    ],
)
def test_what_cannot_be_is_not_noted(fields: dict[str, Any], code: str, field: str):
    refusal = OfficerPlay(CHANGJI).no(NOTE, **fields)
    assert (refusal.code, refusal.field) == (code, field)


def test_what_was_noted_is_reported_once():
    play = OfficerPlay(CHANGJI, certificate("1"))
    assert play.no(REPORT).code == "NOT_FOUND"
    play.steps(NOTE, REPORT)
    refusal = play.no(REPORT)
    assert (refusal.code, article(refusal)) == ("ALREADY_EXISTS", None)


@pytest.mark.parametrize("handler", [NOTE, REPORT])
def test_a_legal_unit_acts_for_its_own_body_only(handler: Any):
    assert OfficerPlay(CHANGJI).no(handler, by=STRANGER).code == "NOT_FOUND"


def test_the_one_who_is_disqualified_stays_so_wherever_he_goes():
    play = OfficerPlay(CHANGJI)
    play.sanction("qualification.cancel", "q1")
    assert "PersonnelChanged" in names(play.step(NOTE))
    play.step(NOTE, change_id="chg2", kind="joined")
    assert play.now.state == "disqualified"
