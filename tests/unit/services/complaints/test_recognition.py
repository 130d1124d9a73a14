"""Complaints that belong together are found, and nobody floods the others; what that costs is bounded."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jiandu.domain import Cause, Request
from services.complaints.domain import supplementing
from services.complaints.domain.particulars import Respondent
from services.complaints.methods.recognition import MOST_MARKS
from tests.unit.services.complaints.complaint_play import number
from tests.unit.services.complaints.submitting import (
    DAILY,
    DAY,
    EVERYWHERE,
    FACTS,
    IDENTITY,
    PHONE,
    links_of,
    refused,
    submission,
)
from tests.unit.services.play import at

OTHER_FACTS = "三月一日下午在市场东门处罚时没有告知陈述申辩的权利,也没有给收据"
RULES = {
    "same_external_id": {"external_ids": (number(),), "complainants": None, "respondents": ()},
    "same_words": {"complainants": None, "respondents": ()},
    "same_complainant": {"facts": OTHER_FACTS},
    "same_act": {"act_on": date(2026, 2, 27), "facts": OTHER_FACTS, "complainants": None},
}


@pytest.mark.parametrize("rule", RULES)
def test_a_complaint_is_linked_to_an_earlier_one_it_belongs_to(service: Any, rule: str):
    all_of_it = {"external_ids": (number(),), "act_on": date(2026, 2, 27)}
    service.submit(submission("k1", **all_of_it))
    facts = {"facts": OTHER_FACTS} if rule == "same_external_id" else {}
    service.submit(submission("k2", **{**facts, **RULES[rule]}))
    assert links_of(service, "k2") == {"k1": rule}
    assert links_of(service, "k1") == {}


def test_of_several_rules_the_surest_is_told(service: Any):
    again = {"external_ids": (number(),), "act_on": date(2026, 2, 27)}
    service.submit(submission("k1", **again))
    service.submit(submission("k2", **again))
    assert links_of(service, "k2") == {"k1": "same_external_id"}


def test_a_complaint_with_nothing_in_common_stands_alone(service: Any):
    service.submit(submission("k1"))
    other = {**IDENTITY, "phone": "13900139000"}
    service.submit(submission("k2", facts=OTHER_FACTS, complainants=(other,)))
    assert links_of(service, "k2") == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"phone": "138-0013 8000"}, {"phone": PHONE}),
        ({"phone": None, "id_number": "11010119900307001x"}, {"phone": None, "id_number": "11010119900307001X "}),
        ({"phone": None, "address": "昌吉市某路1号"}, {"phone": None, "address": "昌吉市某路1号"}),
    ],
    ids=["telephone", "identity card", "name and address"],
)
def test_a_person_is_known_again_by(service: Any, one: dict[str, Any], other: dict[str, Any]):
    service.submit(submission("k1", complainants=({**IDENTITY, **one},)))
    service.submit(submission("k2", complainants=({**IDENTITY, **other},), facts=OTHER_FACTS))
    assert links_of(service, "k2") == {"k1": "same_complainant"}


def test_a_name_alone_tells_nobody_from_his_namesakes(service: Any):
    for complaint_id, facts in (("k1", FACTS), ("k2", OTHER_FACTS)):
        service.submit(submission(complaint_id, complainants=({**IDENTITY, "phone": None},), facts=facts))
    assert links_of(service, "k2") == {}


def test_a_person_submits_so_many_complaints_a_day_and_goes_on_the_next(service: Any):
    for each in range(DAILY):
        service.submit(submission(f"k{each}"))
    refusal = refused(service, submission("k8"))
    assert (refusal.code, refusal.field) == ("QUOTA_EXCEEDED", "complainants")
    assert refusal.detail["retry_after"] == 14 * 60 * 60  # it is ten in the morning
    assert "k8" not in service.complainants.records
    assert service.submit(submission("k9", day="2026-03-03"))["state"] == "submitted"


def test_a_repetition_and_an_anonymous_complaint_count_for_nobody(service: Any):
    service.submit(submission("k1"))
    service.submit(submission("k1"))
    for each in range(DAILY + 1):
        service.submit(submission(f"a{each}", complainants=None))
    assert service.submit(submission("k2"))["state"] == "submitted"


def test_what_a_crash_left_of_a_complaint_that_was_never_written_counts_for_nobody(service: Any):
    for each in range(DAILY + 1):
        _, seal = service.entrusted.submission(submission(f"k{each}"), date(2026, 3, 2))
        seal()
    assert service.submit(submission("k9"))["state"] == "submitted"
    assert links_of(service, "k9") == {}


def test_the_key_of_the_words_cannot_be_guessed_at_without_the_key_of_the_vault(service: Any, vault: Any):
    service.submit(submission(complainants=None, facts=OTHER_FACTS))
    plain = "".join(each for each in OTHER_FACTS if each not in ",")
    words = service.complaints.get("k1", EVERYWHERE).words
    assert words == vault.fingerprint("words", plain)


def test_one_question_an_index_finds_what_belongs_to_a_submission_and_none_for_a_repetition(service: Any):
    many = tuple(Respondent(body_id=f"body-{each}", officer_ids=(f"o{each}",)) for each in range(20))
    crowd = tuple({**IDENTITY, "phone": f"1390000{each:04}"} for each in range(50))
    numbers = tuple(number(str(each)) for each in range(20))
    request = submission(respondents=many, complainants=crowd, external_ids=numbers, act_on=date(2026, 2, 27))
    service.submit(request)
    asked = service.complaints.store.asked, service.complainants.asked
    assert asked == (3, 2)
    service.submit(request)
    assert (service.complaints.store.asked, service.complainants.asked) == asked


def test_of_a_crowd_everybody_is_known_again_by_what_tells_most(service: Any):
    crowd = tuple(
        {**IDENTITY, "id_number": f"6523011990{each:08}", "phone": f"1390000{each:04}"} for each in range(50)
    )
    service.submit(submission("k1", complainants=crowd))
    assert len(service.complainants.records["k1"]["fingerprints"]) == MOST_MARKS * 2
    last = {**IDENTITY, "phone": None, "id_number": crowd[-1]["id_number"]}
    service.submit(submission("k2", complainants=(last,), facts=OTHER_FACTS))
    assert links_of(service, "k2") == {"k1": "same_complainant"}


def supplement(service: Any, complaint_id: str, **added: Any) -> Any:
    """Add to a complaint, as its complainant."""
    respondents = added.pop("respondents", ())
    told = {"command_id": "s", "at": at(DAY), "by": EVERYWHERE, "complaint_id": complaint_id, **added}
    command = supplementing.SupplementComplaint(**told)
    request = Request(command, Cause("hotline/s", digest="s"), {"text": "补充", "respondents": respondents})
    told, seal = service.entrusted.words(request, complaint_id)
    return service.complaints.change(complaint_id, told, supplementing.supplement, first=seal)


OTHER_BODY = Respondent(body_id="body-2", officer_ids=("o2",))
ADDED = {
    "same_external_id": {"external_ids": (number(),)},
    "same_complainant": {"respondents": (replace(OTHER_BODY, officer_ids=()),)},
    "same_act": {"respondents": (replace(OTHER_BODY, body_id="body-3"),)},
}


@pytest.mark.parametrize("rule", ADDED)
def test_what_is_added_links_a_complaint_to_those_it_turns_out_to_belong_to(service: Any, rule: str):
    day = {"act_on": date(2026, 2, 27)}
    service.submit(submission("k1", respondents=(OTHER_BODY,), external_ids=(number(),), **day))
    service.submit(submission("k2", facts=OTHER_FACTS, **day))
    assert links_of(service, "k2") == {}
    supplement(service, "k2", **ADDED[rule])
    supplement(service, "k2", **ADDED[rule])
    assert links_of(service, "k2") == {"k1": rule}


def test_a_complaint_is_found_by_the_bodies_that_were_added_to_it(service: Any):
    service.submit(submission("k1"))
    supplement(service, "k1", respondents=(OTHER_BODY,))
    service.submit(submission("k2", facts=OTHER_FACTS, respondents=(Respondent(body_id="body-2"),)))
    assert links_of(service, "k2") == {"k1": "same_complainant"}


def test_a_link_that_is_there_is_not_made_again(service: Any):
    service.submit(submission("k1", external_ids=(number(),)))
    service.submit(submission("k2", external_ids=(number(),), facts=OTHER_FACTS))
    supplement(service, "k2", external_ids=(number(),))
    assert [each.complaint_id for each in service.complaints.get("k2", EVERYWHERE).links] == ["k1"]
