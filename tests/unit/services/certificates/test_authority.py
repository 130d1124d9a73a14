"""May these persons do this act, here and now? Every reason against it, with its article."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from services.certificates.domain import inspection, personnel, qualification
from services.certificates.domain.authority import Known, Question, Reason, reasons
from services.certificates.domain.auxiliary import Auxiliary
from services.certificates.domain.body import Body
from services.certificates.domain.certificate import NewCertificate
from services.certificates.domain.delegation import Delegation
from services.certificates.domain.officer import Officer
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    TONGZHOU,
    WULONG,
    OfficerPlay,
    certificate,
)
from tests.unit.services.play import LAW, at

WHEN = at("2026-03-10")
BODY = Body(id="b1", region=WULONG, state="recognised", name="某局", act_kinds=("fine", "inspection"))
PACKS = {
    place: LAW.governing(place, date(2026, 3, 2), matter="certificates") for place in (TONGZHOU, CHANGJI, WULONG)
}


def officer(id_: str, *certificates: NewCertificate, region: str = WULONG, body_id: str = "b1") -> Officer:
    made = OfficerPlay(region, *(certificates or (certificate(f"n-{id_}"),)), body_id=body_id).now
    found: Officer = replace(made, id=id_)
    return found


def known(*officers: Officer, body: Body | None = BODY, **more: Any) -> Known:
    return Known(body=body, officers={each.id: each for each in officers}, **more)


def asked(
    region: str = WULONG, kind: str = "fine", moment: datetime = WHEN, known_at: datetime | None = None
) -> Question:
    return Question(body_id="b1", kind=kind, region=region, at=moment, known_at=known_at)


def against(registry: Known, *persons: str, place: str = WULONG, **more: Any) -> list[Reason]:
    return reasons(asked(place, **more), persons, registry, PACKS[place])


def codes(registry: Known, *persons: str, place: str = WULONG, **more: Any) -> list[str]:
    return [each.code for each in against(registry, *persons, place=place, **more)]


PAIR = known(officer("o1"), officer("o2"))


def test_two_officers_with_valid_certificates_may_act_for_their_body():
    assert against(PAIR, "o1", "o2") == []


@pytest.mark.parametrize("persons", [("o1",), ("o1", "o1"), ("o1", "x1")])
def test_wulong_wants_two_and_one_named_twice_is_one(persons: tuple[str, ...]):
    helper = Auxiliary(id="x1", region=WULONG, state="engaged", pack="", body_id="b1", name="某丙", post="辅助")
    registry = known(officer("o1"), auxiliaries={"x1": helper})
    few = next(each for each in against(registry, *persons) if each.code == "TOO_FEW_OFFICERS")
    assert few.citation is not None
    assert few.binding


@pytest.mark.parametrize("place", [CHANGJI, TONGZHOU])
def test_where_the_text_names_no_number_one_is_enough(place: str):
    registry = known(officer("o1", region=place), body=replace(BODY, region=place))
    assert "TOO_FEW_OFFICERS" not in codes(registry, "o1", place=place)


def test_auxiliary_staff_and_strangers_are_named_as_what_they_are():
    helper = Auxiliary(id="x1", region=WULONG, state="engaged", pack="", body_id="b1", name="某丙", post="辅助")
    registry = replace(PAIR, auxiliaries={"x1": helper})
    stranger, auxiliary = against(registry, "o1", "o2", "x1", "y1")
    assert (auxiliary.code, auxiliary.officer_id) == ("AUXILIARY", "x1")
    assert auxiliary.citation is not None
    assert (stranger.code, stranger.officer_id) == ("OFFICER_UNKNOWN", "y1")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (None, "BODY_UNKNOWN"),
        (replace(BODY, state="unrecognised"), "BODY_NOT_RECOGNISED"),
        (replace(BODY, state="dissolved"), "BODY_NOT_RECOGNISED"),
        (replace(BODY, act_kinds=("licence",)), "KIND_NOT_OF_BODY"),
        (replace(BODY, region="500102"), "REGION_NOT_OF_BODY"),
    ],
)
def test_a_body_acts_only_as_what_it_is_recognised_for(body: Body | None, code: str):
    (reason,) = against(replace(PAIR, body=body), "o1", "o2")
    assert (reason.code, reason.citation is not None) == (code, True)


@pytest.mark.parametrize("state", ["changed", "under_review"])
def test_a_changed_body_stays_what_it_was_until_it_is_refused(state: str):
    assert against(replace(PAIR, body=replace(BODY, state=state)), "o1", "o2") == []


@pytest.mark.parametrize(
    ("held", "status"),
    [(certificate("1", last="2026-03-09"), "expired"), (certificate("1", "2026-03-11"), "not_yet_valid")],
)
def test_a_certificate_is_valid_at_the_moment_of_the_act(held: NewCertificate, status: str):
    (reason,) = against(known(officer("o1", held), officer("o2")), "o1", "o2")
    assert (reason.code, reason.number, reason.status) == ("NO_VALID_CERTIFICATE", "1", status)
    assert reason.citation is not None


def test_somebody_without_a_certificate_is_told_to_have_none():
    uncertified: Officer = replace(OfficerPlay(WULONG).now, id="o1")
    (reason,) = against(known(uncertified, officer("o2")), "o1", "o2")
    assert (reason.number, reason.status) == (None, "uncertified")


def test_what_was_known_when_it_was_done_can_be_asked_too():
    play = OfficerPlay(WULONG, certificate("1")).on("2026-03-20")
    before = play.at
    play.sanction("certificate.revoke", "r1", effective_at=at("2026-03-05", 0))
    registry = known(replace(play.now, id="o1"), officer("o2"))
    assert codes(registry, "o1", "o2") == ["NO_VALID_CERTIFICATE"]
    assert codes(registry, "o1", "o2", known_at=before) == []


@pytest.mark.parametrize(
    ("held", "allowed"),
    [
        (certificate("1", act_kinds=("fine",), range=WULONG), True),
        (certificate("1", act_kinds=("licence",)), False),
        (certificate("1", range="500102"), False),
    ],
)
def test_a_certificate_is_for_its_kinds_and_its_range(held: NewCertificate, allowed: bool):
    found = codes(known(officer("o1", held), officer("o2")), "o1", "o2")
    assert found == ([] if allowed else ["OUTSIDE_SCOPE"])


def test_one_fitting_certificate_of_several_is_enough():
    two = officer("o1", certificate("1", act_kinds=("licence",)), certificate("2", act_kinds=("fine",)))
    assert codes(known(two, officer("o2")), "o1", "o2") == []


def delegated(**changed: Any) -> Delegation:
    made: dict[str, Any] = {
        "id": "d1",
        "region": WULONG,
        "state": "signed",
        "pack": "wulong-2021",
        "digest": "",
        "body_id": "b1",
        "delegate_id": "b2",
        "act_kinds": ("fine",),
        "signed_on": date(2026, 1, 1),
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
        **changed,
    }
    return Delegation(**made)


@pytest.mark.parametrize(
    ("delegation", "allowed"),
    [
        (delegated(), True),
        (delegated(body_id="b3"), False),
        (delegated(act_kinds=("licence",)), False),
        (delegated(valid_to=date(2026, 3, 9)), False),
        (delegated(ended_on=date(2026, 3, 10)), False),
        (delegated(region="500102"), False),
    ],
)
def test_officers_of_another_body_act_under_a_delegation_only(delegation: Delegation, allowed: bool):
    registry = known(officer("o1", body_id="b2"), officer("o2"), delegations=[delegation])
    assert codes(registry, "o1", "o2") == ([] if allowed else ["NOT_OF_BODY"])


def test_who_has_left_by_the_day_of_the_act_does_not_act_for_the_body():
    play = OfficerPlay(WULONG, certificate("1")).on("2026-03-20")
    play.step(personnel.record_personnel_change, on=date(2026, 3, 10))
    registry = known(replace(play.now, id="o1"), officer("o2"))
    assert codes(registry, "o1", "o2") == ["NOT_OF_BODY"]
    assert codes(registry, "o1", "o2", moment=at("2026-03-09")) == []


def test_tongzhou_16_lets_people_refuse_who_shows_no_mark_of_the_year():
    play = OfficerPlay(TONGZHOU, certificate("1"))
    registry = known(replace(play.now, id="o1"), body=replace(BODY, region=TONGZHOU))
    (reason,) = against(registry, "o1", place=TONGZHOU)
    assert (reason.code, reason.binding, reason.citation.article) == ("NO_ANNUAL_MARK", False, "第十六条")
    play.step(qualification.record_exam, on=date(2025, 11, 3))
    play.step(inspection.inspect_certificate, year=2025)
    assert (
        against(known(replace(play.now, id="o1"), body=replace(BODY, region=TONGZHOU)), "o1", place=TONGZHOU) == []
    )


def test_a_certificate_of_this_year_needs_no_mark_yet():
    new = officer("o1", certificate("1", "2026-01-01"), region=TONGZHOU)
    assert against(known(new, body=replace(BODY, region=TONGZHOU)), "o1", place=TONGZHOU) == []


def test_without_a_text_the_facts_still_speak():
    found = reasons(asked(), ("o1", "y1"), known(officer("o1", certificate("1", last="2025-12-31"))), None)
    assert [(each.code, each.citation) for each in found] == [
        ("NO_VALID_CERTIFICATE", None),
        ("OFFICER_UNKNOWN", None),
    ]
