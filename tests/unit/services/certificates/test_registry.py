"""Bodies, officers, and certificates whose history is only ever added to."""

from datetime import date
from typing import Any

import pytest

from jiandu.bus.fields import load
from jiandu.domain import Refused
from services.certificates import schemas
from services.certificates.domain import body, officer, revocation
from services.certificates.domain.body import BODY
from services.certificates.domain.certificate import NewCertificate, status_at
from services.certificates.domain.officer import OFFICER
from tests.unit.services.play import Play, at

DAY = "2026-03-02"


def certificate(number: str, first: str = "2024-01-01", last: str = "2028-12-31") -> NewCertificate:
    return NewCertificate(
        number=number,
        kind="行政执法证",
        issuer="自治区人民政府",
        valid_from=date.fromisoformat(first),
        valid_to=date.fromisoformat(last),
    )


def registered(*certificates: NewCertificate) -> Play:
    play = Play(OFFICER)
    play.do(officer.register_officer, DAY, **fields(*certificates))
    return play


def fields(*certificates: NewCertificate) -> dict[str, Any]:
    return {"officer_id": "o1", "region": "652300", "body_id": "b1", "name": "某甲", "certificates": certificates}


def order(**changed: Any) -> dict[str, Any]:
    return {
        "officer_id": "o1",
        "unit": "b1",
        "region": "652300",
        "order_id": "r1",
        "case_id": "a1",
        "ground": "brutality",
        "effective_at": at("2026-03-05", 0),
        **changed,
    }


def revoke(play: Play, order_id: str = "r1", day: str = DAY, effective: str = "2026-03-05") -> list[Any]:
    fields = order(order_id=order_id, effective_at=at(effective, 0))
    return play.do(revocation.revoke_certificates, day, **fields)


def no_revocation(play: Play, **changed: Any) -> tuple[str, str | None]:
    refusal = play.refused(revocation.revoke_certificates, DAY, **order(**changed))
    return refusal.code, refusal.field


def test_a_body_is_registered_once_and_subscribes_once():
    play = Play(BODY)
    named = {"body_id": "b1", "region": "652300", "name": "某局"}
    play.do(body.register_body, DAY, **named)
    assert play.refused(body.register_body, DAY, **named).code == "ALREADY_EXISTS"
    play.do(body.subscribe_body, DAY, body_id="b1")
    assert play.now.state == "subscribed"
    assert play.do(body.subscribe_body, DAY, body_id="b1") == []


def test_subscribing_asks_for_no_key_because_the_trust_directory_holds_them():
    assert set(schemas.Subscribe().fields) == {"body_id"}
    with pytest.raises(Refused, match="UNKNOWN_FIELD"):
        load(schemas.Subscribe(), {"body_id": "b1", "key_id": "key-1"})


def test_an_officer_is_registered_once():
    again = registered().refused(officer.register_officer, DAY, **fields())
    assert again.code == "ALREADY_EXISTS"


@pytest.mark.parametrize(
    ("certificates", "field"),
    [
        ((certificate("1", "2026-01-02", "2026-01-01"),), "certificates.0.valid_to"),
        ((certificate("1"), certificate("1")), "certificates.1.number"),
    ],
)
def test_certificates_that_cannot_be_are_refused(certificates: tuple[NewCertificate, ...], field: str):
    refusal = Play(OFFICER).refused(officer.register_officer, DAY, **fields(*certificates))
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", field)


def test_a_revocation_reaches_every_live_certificate_of_the_person():
    play = registered(
        certificate("1"),
        certificate("2"),
        certificate("old", last="2026-03-04"),
        certificate("next", "2027-01-01"),
    )
    (event,) = revoke(play)
    assert event.numbers == ("1", "2", "next")
    assert (event.version, event.status, play.now.state) == (1, "revoked", "revoked")


def test_a_unit_revokes_certificates_of_its_own_officers_only():
    play = registered(certificate("1"))
    assert no_revocation(play, unit="b2") == ("CONTRADICTION", "unit")
    (event,) = revoke(play)
    assert event.numbers == ("1",)


@pytest.mark.parametrize(("region", "reaches"), [("652300", True), ("650000", True), ("652301", False)])
def test_an_order_reaches_officers_within_the_region_of_its_case_only(region: str, reaches: bool):
    play = registered(certificate("1"))
    if reaches:
        assert play.do(revocation.revoke_certificates, DAY, **order(region=region))
    else:
        assert no_revocation(play, region=region) == ("CONTRADICTION", "region")
    assert no_revocation(registered(certificate("1")), region="371000") == ("CONTRADICTION", "region")


def test_an_order_that_begins_after_the_last_day_of_what_is_live_is_not_passed_over():
    play = registered(certificate("1", last="2026-06-30"))
    assert no_revocation(play, effective_at=at("2026-07-01", 0)) == ("CONTRADICTION", "effective_at")
    (event,) = revoke(play, effective="2026-06-30")
    assert event.numbers == ("1",)


def test_an_order_against_nothing_but_what_has_expired_is_announced():
    (event,) = revoke(registered(certificate("old", last="2026-02-28")))
    assert event.numbers == ()


def test_one_order_acts_once_and_a_second_order_is_announced_with_a_later_version():
    play = registered(certificate("1"))
    revoke(play)
    assert revoke(play) == []
    (second,) = revoke(play, "r2", day="2026-03-09")
    assert (second.version, second.numbers) == (2, ())


def test_history_keeps_what_held_and_what_was_known_when():
    play = registered(certificate("1"))
    revoke(play, day="2026-03-09", effective="2026-03-05")
    held = play.now.certificates[0]
    assert status_at(held, at("2026-03-04")) == "valid"
    assert status_at(held, at("2026-03-05", 0)) == "revoked"
    assert status_at(held, at("2026-03-06"), known_at=at("2026-03-08")) == "valid"
    assert status_at(held, at("2026-03-06"), known_at=at("2026-03-09")) == "revoked"
    assert status_at(held, at("2023-12-31")) == "not_in_force"
    assert status_at(held, at("2026-03-06"), known_at=at("2026-03-01")) == "not_in_force"


def test_a_certificate_is_valid_through_its_last_day():
    held = registered(certificate("1", last="2026-12-31")).now.certificates[0]
    assert status_at(held, at("2026-12-31", 23)) == "valid"
    assert status_at(held, at("2027-01-01", 0)) == "not_in_force"


def test_a_revocation_adds_to_the_history_and_overwrites_nothing():
    play = registered(certificate("1"))
    before = play.now.certificates[0].history
    revoke(play)
    after = play.now.certificates[0].history
    assert after[: len(before)] == before
    assert (after[-1].order_id, after[-1].case_id, after[-1].ground) == ("r1", "a1", "brutality")
