"""What the registry says others can read, in every version; what it hears it checks."""

from datetime import date
from typing import Any

import pytest

from jiandu.bus.contract import Consumed
from jiandu.bus.envelope import Envelope
from jiandu.domain import Refused, derived_id
from services.certificates.domain import body, coverage, dissolution, suspension
from services.certificates.domain.body import BODY
from services.certificates.domain.sanction import EFFECTS
from services.certificates.schemas import heard, told
from tests import deployed
from tests.unit.services.certificates.officer_play import CHANGJI, REGISTRAR, OfficerPlay, certificate, qualified
from tests.unit.services.play import Play, at

DAY = "2026-03-02"
ORDER: dict[str, Any] = {
    "region": CHANGJI,
    "unit": "b1",
    "order_id": "r1",
    "officer_id": "o1",
    "ground": "brutality",
    "effective_at": "2026-03-05T00:00:00+08:00",
    "effect": "certificate.revoke",
}


def envelope(
    data: dict[str, Any], name: str = "x", source: str = "/services/certificates", version: int = 2
) -> Envelope:
    return Envelope(
        id="x:1",
        source=source,
        type=name,
        time=at(DAY),
        subject="k1",
        sequence=1,
        schema_version=version,
        data=data,
        correlation="k1",
    )


def listening(name: str) -> list[Consumed]:
    return [contract for _, contract in deployed.consumed() if contract.name == name]


def said_of_a_revocation() -> dict[str, Any]:
    play = OfficerPlay(CHANGJI, certificate("1"), certificate("2", last="2025-12-31"))
    event = play.sanction("certificate.revoke", "r1", effective_at=at("2026-03-05", 0))
    said = told.OFFICER_PUBLISHED(event, play.now)
    assert said is not None
    assert (said.type, said.schema_version, said.audience) == ("certificate.status_changed", 2, CHANGJI)
    return said.data


def test_a_change_of_status_says_what_every_certificate_of_the_person_is():
    data = said_of_a_revocation()
    assert (data["status"], data["version"], data["numbers"], data["case_id"]) == ("revoked", 1, ["1"], "a1")
    assert [(each["number"], [at_["status"] for at_ in each["periods"]]) for each in data["holdings"]] == [
        ("1", ["valid", "revoked"]),
        ("2", ["valid", "expired"]),
    ]


def test_the_ground_of_an_order_stays_with_the_order():
    data = said_of_a_revocation()
    assert not {"ground", "statements", "endings", "name"} & set(data)


def test_everybody_who_hears_of_a_change_can_read_it_in_both_versions():
    data = said_of_a_revocation()
    older = {name: value for name, value in data.items() if name not in ("holdings", "recorded_at", "until")}
    found = listening("certificate.status_changed")
    assert len(found) >= 5  # three services keep standings; the registry counts and reviews
    for contract in found:
        assert contract.read(envelope(data))["officer_id"] == "o1"
        assert contract.read(envelope(older, version=1))["order_id"] == "r1"
        with pytest.raises(Refused, match="UNKNOWN_VERSION"):
            contract.read(envelope(data, version=3))


def test_who_has_to_acknowledge_the_event_does_not_say():
    read = heard.STATUS_CHANGED.read(envelope({**said_of_a_revocation(), "subscribers": ["/agencies/evil"]}))
    assert read["subscribers"] == ()


@pytest.mark.parametrize("effect", EFFECTS)
def test_a_sanction_that_the_registry_can_carry_out_is_taken(effect: str):
    read = heard.SANCTION_DECIDED.read(envelope({**ORDER, "effect": effect, "until": None}))
    assert (read["effect"], read["case_id"]) == (effect, "k1")


def test_a_sanction_of_the_first_version_has_no_end():
    assert heard.SANCTION_DECIDED.read(envelope(ORDER, version=1))["until"] is None


def test_a_sanction_the_registry_can_not_carry_out_is_refused():
    with pytest.raises(Refused, match="INVALID_VALUE"):
        heard.SANCTION_DECIDED.read(envelope({**ORDER, "effect": "certificate.gild", "until": None}))


def test_only_accountability_orders_and_only_the_registry_announces():
    assert heard.SANCTION_DECIDED.accepts("/services/accountability")
    assert not heard.SANCTION_DECIDED.accepts("/agencies/accountability")
    assert not heard.STATUS_CHANGED.accepts("/services/complaints")
    assert heard.ACKNOWLEDGED.accepts("/agencies/b1")
    assert not heard.APPLIED.accepts("/agencies/complaints")


def test_a_body_called_like_a_service_does_not_acknowledge_for_it():
    expected = heard.subscribers(["complaints", "agency-01"])
    assert len(expected) == len(set(expected)) == 5
    ours, theirs = ("/services/complaints", heard.APPLIED), ("/agencies/complaints", heard.ACKNOWLEDGED)
    named = [contract.fill(envelope({}, source=source))["subscriber"] for source, contract in (ours, theirs)]
    assert named == ["/services/complaints", "/agencies/complaints"]
    assert set(named) < set(expected)


def test_a_write_off_that_is_due_is_told_with_how_often():
    play = qualified()
    for n in (1, 2, 3):
        events = play.step(suspension.suspend_certificate, order_id=f"s{n}")
        if n < 3:
            play.step(suspension.decide_suspension, order_id=f"d{n}")
    said = [each for each in (told.OFFICER_PUBLISHED(event, play.now) for event in events) if each]
    due = next(each for each in said if each.type == "certificate.write_off_due")
    assert (due.data["number"], due.data["suspensions"], due.must_reach) == ("1", 3, False)


def test_the_end_of_a_body_is_heard_by_the_registry_itself():
    play = Play(BODY)
    play.do(body.register_body, DAY, by=REGISTRAR, body_id="b1", region=CHANGJI, name="某局")
    (event,) = play.do(
        *(dissolution.dissolve_body, DAY), by=REGISTRAR, body_id="b1", ground="body_merged", on=date(2026, 3, 2)
    )
    said = told.BODY_PUBLISHED(event, play.now)
    assert said is not None
    read = heard.BODY_DISSOLVED.read(envelope(said.data, "body.dissolved", version=1))
    assert (read["body_id"], read["ground"], read["order_id"]) == ("k1", "body_merged", "x:1")


def test_an_order_of_no_case_reports_its_coverage_to_nobody():
    completed = coverage.CoverageCompleted(
        order_id="r1", region=CHANGJI, officer_id="o1", case_id=None, subscribers=0, completed_at=at(DAY)
    )
    known = coverage.Coverage(id="r1", region=CHANGJI, state="complete")
    assert told.COVERAGE_PUBLISHED(completed, known) is None


@pytest.mark.parametrize(
    ("version", "data", "act_id"),
    [
        (1, {"region": CHANGJI, "respondent": "b1", "act_on": "2026-02-20"}, derived_id("act", "k1", "0")),
        (
            2,
            {"region": CHANGJI, "respondent": "b1", "act_on": "2026-02-20", "officer_ids": ["o1"], "place": 1},
            derived_id("act", "k1", "1"),
        ),
    ],
)
def test_a_complaint_is_about_an_act_of_a_legal_day(version: int, data: dict[str, Any], act_id: str):
    read = heard.COMPLAINT_ACCEPTED.read(envelope(data, version=version))
    assert (read["act_id"], read["since"], read["until"]) == (act_id, at("2026-02-20", 0), at("2026-02-21", 0))


def test_a_complaint_that_names_no_day_is_about_no_time():
    data = {"region": CHANGJI, "respondent": "b1", "act_on": None, "officer_ids": [], "place": 0}
    read = heard.COMPLAINT_ACCEPTED.read(envelope(data))
    assert (read["since"], read["until"]) == (None, None)
