"""A text for one sector is found again by each service that the matter comes to."""

from dataclasses import replace
from typing import Any

from jiandu.bus.envelope import Envelope
from jiandu.domain import Refused
from services.accountability import schemas as accountability
from services.accountability.domain import sanction
from services.supervision.domain import filing, investigation, recommendation
from services.supervision.schemas import cases as supervision
from tests.unit.services.play import LAW, Play, at

DAY, JINGZHOU, SECTOR = "2026-03-02", "421000", "government_services_data"
CASE = {"case_id": "k1", "region": JINGZHOU, "sector": SECTOR, "respondent": "agency-02", "facts": "事实"}
TEAM = {"investigators": ("s1", "s2"), "registered": {"s1": "justice", "s2": "justice"}}
OFFICER = {"officer_ids": ("o1",), "ground": "brutality"}


def ruled_as_in_changji() -> Any:
    """Law in which Jingzhou has one text, for two sectors, and it says of officers what Changji's says."""
    text = replace(LAW.pack("changji-2021"), id="sector-2021", scope=LAW.pack("jingzhou-2020").scope)
    return replace(LAW, packs={text.ref: text})


def investigated(**other: Any) -> Play:
    case = Play(**other)
    case.do(filing.open_case, DAY, **CASE)
    case.do(investigation.assign_investigators, DAY, case_id="k1", **TEAM)
    return case


def heard(case: Play, fact: Any) -> dict[str, Any]:
    """What accountability makes of what supervision says."""
    said = supervision.PUBLISHED(fact, case.now)
    assert said is not None
    envelope = Envelope(
        id="k1:1",
        source="/services/supervision",
        type=said.type,
        time=at(DAY),
        subject="k1",
        sequence=1,
        schema_version=said.schema_version,
        data=said.data,
        correlation="k1",
    )
    return accountability.ACCOUNTABILITY_RECOMMENDED.read(envelope)


def test_what_supervision_recommends_in_a_sector_is_opened_under_the_text_of_the_sector():
    law = ruled_as_in_changji()
    case = investigated(law=law)
    (fact,) = case.do(recommendation.recommend_accountability, DAY, case_id="k1", **OFFICER)
    opened = Play(law=law)
    opened.do(sanction.open_case, DAY, **heard(case, fact))
    assert (opened.now.pack, opened.now.sector, opened.now.unit) == ("sector-2021", SECTOR, "agency-02")
    assert opened.now.level is None


def test_the_text_of_jingzhou_knows_no_recommendation_and_both_services_ask_that_text():
    refusal = investigated().refused(recommendation.recommend_accountability, DAY, case_id="k1", **OFFICER)
    assert silent(refusal) == ("LAW_SILENT", "jingzhou-2020")
    asked = {"case_id": "a1", "region": JINGZHOU, "supervision_case_id": "k1", "officer_id": "o1"}
    refusal = Play().refused(sanction.open_case, DAY, **asked, unit="agency-02", ground="brutality", sector=SECTOR)
    assert silent(refusal) == ("LAW_SILENT", "jingzhou-2020")


def silent(refusal: Refused) -> tuple[str, object]:
    return refusal.code, refusal.detail["pack"]
