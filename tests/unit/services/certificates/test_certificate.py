"""A certificate's history in two times, and what follows from the set of what was said alone."""

from datetime import date, datetime

import pytest

from jiandu.domain import Refused
from services.certificates.domain.certificate import (
    Certificate,
    Ending,
    Statement,
    check_certificates,
    ended,
    live,
    named,
    periods,
    prolonged,
    registered,
    status_at,
)
from services.certificates.domain.status import FINAL, STATUSES, heaviest
from services.certificates.schemas.wording import UNKNOWN_WORDS, WORDS
from tests.unit.services.certificates.officer_play import certificate
from tests.unit.services.play import at


def said(id_: str, status: str, since: str, until: str | None = None, recorded: str = "2026-03-02") -> Statement:
    return Statement(
        id=id_,
        status=status,
        since=at(since, 0),
        until=at(until, 0) if until else None,
        recorded_at=at(recorded),
        order_id=id_,
    )


def ending(statement: str, day: str, recorded: str, id_: str = "e") -> Ending:
    return Ending(id=id_, statement=statement, at=at(day, 0), recorded_at=at(recorded), ground="wrong")


def made(*statements: Statement, endings: tuple[Ending, ...] = (), last: str = "2028-12-31") -> Certificate:
    one = registered(certificate("1", last=last), at("2024-01-01"))
    return Certificate(**{**vars(one), "history": (*one.history, *statements), "endings": endings})


def what(one: Certificate) -> list[tuple[str, str]]:
    return [(each.status, each.since.date().isoformat()) for each in periods(one)]


def test_a_certificate_is_valid_from_its_first_legal_day_to_the_end_of_its_last():
    one = made()
    assert status_at(one, at("2023-12-31", 23)) == "not_yet_valid"
    assert status_at(one, at("2024-01-01", 0)) == "valid"
    assert status_at(one, at("2028-12-31", 23)) == "valid"
    assert status_at(one, at("2029-01-01", 0)) == "expired"


def test_a_suspension_with_an_end_is_over_by_itself():
    one = made(said("s", "suspended", "2026-03-02", "2026-06-02"))
    assert what(one) == [
        ("valid", "2024-01-01"),
        ("suspended", "2026-03-02"),
        ("valid", "2026-06-02"),
        ("expired", "2029-01-01"),
    ]


@pytest.mark.parametrize("until", [None, "2027-06-01"])
def test_what_is_suspended_beyond_its_term_has_expired(until: str | None):
    one = made(said("s", "suspended", "2026-03-02", until), last="2026-12-31")
    assert status_at(one, at("2027-01-01")) == "expired"


def test_what_was_lost_while_suspended_is_lost_once_its_term_is_over():
    one = made(said("s", "suspended", "2026-03-02"), said("l", "lost", "2026-03-03"), last="2026-12-31")
    assert status_at(one, at("2026-03-04")) == "suspended"
    assert status_at(one, at("2027-01-01")) == "lost"


def test_what_is_recorded_later_was_not_known_before():
    one = made(said("r", "revoked", "2025-05-01", recorded="2026-03-02"))
    assert status_at(one, at("2025-06-01")) == "revoked"
    assert status_at(one, at("2025-06-01"), known_at=at("2026-03-01")) == "valid"


def test_an_ending_leaves_what_was_known_before_it_readable():
    one = made(said("r", "revoked", "2026-03-02"), endings=(ending("r", "2026-03-02", "2026-05-01"),))
    assert status_at(one, at("2026-04-01")) == "valid"
    assert status_at(one, at("2026-04-01"), known_at=at("2026-04-30")) == "revoked"


def test_of_several_endings_the_last_recorded_counts():
    later = ending("r", "2026-03-02", "2026-06-01", "e2")
    one = made(said("r", "revoked", "2026-03-02"), endings=(later, ending("r", "2026-05-01", "2026-05-01", "e1")))
    assert status_at(one, at("2026-04-01")) == "valid"
    assert status_at(one, at("2026-04-01"), known_at=at("2026-05-20")) == "revoked"


def test_what_ended_a_certificate_first_is_what_ended_it():
    one = made(said("v", "void", "2026-03-02"), said("r", "revoked", "2026-04-01"))
    assert status_at(one, at("2026-05-01")) == "void"


def test_what_ended_it_second_counts_once_the_first_is_taken_back():
    one = made(
        said("r1", "revoked", "2026-03-02"),
        said("q", "disqualified", "2026-04-01"),
        endings=(ending("r1", "2026-03-02", "2026-05-01"),),
    )
    assert status_at(one, at("2026-03-10")) == "valid"
    assert status_at(one, at("2026-04-01")) == "disqualified"


def test_of_two_endings_at_the_same_instant_the_heavier_counts():
    one = made(said("c", "cancelled", "2026-03-02"), said("r", "revoked", "2026-03-02"))
    assert status_at(one, at("2026-03-02")) == "revoked"


def test_a_further_term_begins_the_day_after_the_last_one():
    one = prolonged(made(), date(2031, 12, 31), "n1", at("2026-03-02"))
    assert what(one) == [("valid", "2024-01-01"), ("expired", "2032-01-01")]
    assert status_at(one, at("2030-01-01"), known_at=at("2026-03-01")) == "expired"
    assert (one.valid_from, one.valid_to) == (date(2024, 1, 1), date(2031, 12, 31))


def test_periods_begin_with_the_first_day_and_have_neither_gaps_nor_repetitions():
    one = made(said("s", "suspended", "2026-03-02", "2026-06-02"), said("r", "revoked", "2026-04-01"))
    spans = periods(one)
    assert [each.until for each in spans[:-1]] == [each.since for each in spans[1:]]
    assert spans[-1].until is None
    assert what(one) == [("valid", "2024-01-01"), ("suspended", "2026-03-02"), ("revoked", "2026-04-01")]


def test_an_order_reaches_what_has_neither_ended_nor_expired_by_then():
    ended_one = made(said("v", "void", "2026-01-01"))
    expired, coming = made(last="2025-12-31"), registered(certificate("2", "2027-01-01"), at("2026-01-01"))
    moment: datetime = at("2026-03-02")
    assert live([made(), ended_one, expired, coming], moment) == ("1", "2")
    assert ended([made(), ended_one, expired, coming], moment) == ("1",)
    assert ended([ended_one], at("2029-01-01")) == ()


def test_a_number_nobody_holds_is_not_found():
    with pytest.raises(Refused, match="NOT_FOUND"):
        named([made()], "2")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ((certificate("1", "2026-01-02", "2026-01-01"),), "certificates.0.valid_to"),
        ((certificate("1"), certificate("1")), "certificates.1.number"),
    ],
)
def test_certificates_that_cannot_be_are_refused(given, field):
    with pytest.raises(Refused) as refusal:
        check_certificates(given)
    assert (refusal.value.code, refusal.value.field) == ("INVALID_VALUE", field)


def test_every_status_has_a_word_of_its_own_in_both_languages():
    assert len(set(STATUSES)) == len(STATUSES)
    assert set(WORDS) == set(STATUSES)
    for words in ({each.zh for each in WORDS.values()}, {each.en for each in WORDS.values()}):
        assert len(words) == len(STATUSES)
    public = [*(each.public for each in WORDS.values()), UNKNOWN_WORDS]
    assert len({each.zh for each in public}) == len({each.en for each in public}) == len(STATUSES) + 1


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("revoked", "吊销"),
        ("surrendered", "缴销"),
        ("written_off", "核销"),
        ("cancelled", "注销"),
        ("void", "声明作废"),
        ("collected", "收缴"),
        ("disqualified", "取消资格"),
        ("suspended", "暂扣"),
        ("lost", "遗失"),
        ("expired", "过期"),
    ],
)
def test_the_words_of_the_law_stay_apart(status: str, word: str):
    assert WORDS[status].zh == word


def test_the_heaviest_of_several_statuses_counts():
    assert heaviest(["valid", "revoked", "lost"]) == "revoked"
    assert set(STATUSES) >= FINAL
    assert not {"valid", "not_yet_valid", "expired", "lost", "suspended"} & FINAL
