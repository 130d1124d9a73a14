"""Who complained is forgotten once a complaint has been over for long enough, unless something still needs it."""

from datetime import timedelta

from services.complaints.domain import dispute, replying, retention, screening, withdrawal
from tests.unit.services.complaints.complaint_play import CHANGJI, WEIHAI, ComplaintPlay
from tests.unit.services.play import actor

CUSTODIAN, SERVICE = actor("custodian"), actor("/services/complaints", agency="platform")
KEPT = {"rule": "withdrawn", "keep": timedelta(days=30)}
erase, hold, release = retention.erase_identity, retention.hold_identity, retention.release_identity


def withdrawn() -> ComplaintPlay:
    return ComplaintPlay(WEIHAI).steps(withdrawal.withdraw)


def test_it_is_erased_once_the_time_of_the_rule_is_over():
    play = withdrawn()
    refusal = play.no(erase, by=SERVICE, day="2026-03-31", **KEPT)
    assert (refusal.code, refusal.detail["due_on"].isoformat()) == ("LIMIT_RUNNING", "2026-04-01")
    (erased,) = play.step(erase, by=SERVICE, day="2026-04-01", **KEPT)
    assert (erased.rule, play.now.erased, play.now.state) == ("withdrawn", True, "withdrawn")
    assert play.no(erase, by=SERVICE, **KEPT).code == "IDENTITY_ERASED"


def test_the_time_runs_from_when_it_was_over_for_the_last_time():
    play = ComplaintPlay(WEIHAI).steps(screening.record_clue)
    play.step(replying.reply, day="2026-03-20")
    assert play.no(erase, by=SERVICE, day="2026-04-10", **KEPT).code == "LIMIT_RUNNING"


def test_while_something_needs_it_it_is_kept():
    play = withdrawn()
    play.step(hold, by=CUSTODIAN)
    refusal = play.no(erase, by=SERVICE, day="2026-05-01", **KEPT)
    assert (refusal.code, refusal.detail["ground"]) == ("BARRED", "held")
    play.step(release, by=CUSTODIAN)
    play.step(erase, by=SERVICE, day="2026-05-01", **KEPT)
    assert play.now.erased


def test_what_was_erased_is_not_held():
    play = withdrawn()
    play.step(erase, by=SERVICE, day="2026-05-01", **KEPT)
    assert play.no(hold, by=CUSTODIAN).code == "IDENTITY_ERASED"


def test_nothing_is_erased_of_a_complaint_that_is_not_over():
    for play in (
        ComplaintPlay(WEIHAI),
        ComplaintPlay(WEIHAI).steps(screening.record_clue, replying.reply, dispute.dispute_reply),
    ):
        assert play.no(erase, by=SERVICE, day="2027-01-04", **KEPT).code == "NOT_ALLOWED_IN_STATE"


def test_nothing_is_erased_while_supervision_has_still_to_finish():
    play = ComplaintPlay(CHANGJI).steps(screening.accept, withdrawal.withdraw)
    later = play.no(retention.erase_identity, day="2036-03-02", rule="withdrawn", keep=timedelta(days=1))
    assert (later.code, later.detail["ground"]) == ("BARRED", "case_open")


def test_what_was_destroyed_is_remembered_once_it_was_decided():
    play = ComplaintPlay(WEIHAI).steps(withdrawal.withdraw)
    assert play.step(retention.confirm_erasure) == []
    play.step(retention.erase_identity, day="2036-03-02", rule="withdrawn", keep=timedelta(days=1))
    assert (play.now.erased, play.now.destroyed) == (True, False)
    play.step(retention.confirm_erasure, day="2036-03-02")
    assert play.now.destroyed
