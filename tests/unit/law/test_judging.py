"""How rules are applied to facts: three values, exceptions, tiers, bars, and silence that stays silence."""

import pytest

from jiandu.domain import Refused
from jiandu.law.judging import judge
from jiandu.law.openings import Standing
from tests.unit.law import invented

LIABILITY = """
- id: liability.handler
  article: 第二条
  quote: 由承办人承担责任
  modality: must
  body:
    type: liability
    when: [{review: not_required}, {review: skipped}]
    unless: {clearly_illegal: true}
    bears: [{who: handler, share: sole, words: 承办人承担}]
    excused: [{who: reviewer, words: 审核人不承担}]
"""
WEIGHTS = """
- id: circumstances.aggravating
  article: 第二条
  quote: 应当从重
  modality: must
  body:
    type: circumstance
    effects: [aggravate]
    open: true
    items:
      - {code: repeated, words: 两次以上, when: {decisions_in_year: {at_least: 2}}}
      - code: retaliation
        words: 打击报复
        when: {retaliation: true}
        unless: {mental_state: none}
        requires: [apologise]
      - {code: other, words: 其他}
"""
LADDER = """
- id: officer.measures
  article: 第二条
  quote: 给予处理
  modality: must
  body:
    type: ladder
    subject: person
    measures:
      open: false
      items:
        - {code: criticism, words: 批评教育, kind: handling}
        - {code: admonition, words: 诫勉, kind: handling}
        - {code: warning_discipline, words: 警告, kind: discipline}
        - {code: revoke_certificate, words: 吊销, effect: certificate.revoke}
    tiers:
      - code: light
        words: 轻微
        when: {gravity: minor}
        measures: [criticism, admonition]
        mandatory: true
        choose_one: true
      - {code: grave, words: 严重, when: {gravity: serious}, measures: [revoke_certificate], mandatory: true}
- id: obstruction.person
  article: 第二条
  quote: 拒绝、阻挠
  modality: must
  body:
    type: ladder
    subject: person
    when: {obstructed: true}
    measures: {open: false, items: [{code: circular_criticism, words: 通报批评}]}
- id: sanction.no_double
  article: 第二条
  quote: 不再给予处分
  modality: must_not
  body: {type: bar, blocks: [discipline], when: {commission_sanctioned: true}}
"""
FAULT = """
- id: fault.definition
  article: 第二条
  quote: 故意或者重大过失
  modality: must
  body:
    type: criterion
    of: 过错
    when: {mental_state: [intent, gross_negligence], harm: true}
    unless: {force_majeure: true}
"""


def standings(found):
    return {each.code: each.standing for each in found.measures}


def test_a_rule_applies_by_any_of_its_alternatives():
    for review in ("not_required", "skipped"):
        found = judge(invented.pack(LIABILITY), {"review": review, "clearly_illegal": False})
        assert [(each.who, each.share) for each in found.shares] == [("handler", "sole"), ("reviewer", None)]
        assert found.shares[0].source.article == "第二条"
    assert not judge(invented.pack(LIABILITY), {"review": "done", "clearly_illegal": False}).shares


def test_an_exception_takes_the_rule_away():
    assert not judge(invented.pack(LIABILITY), {"review": "skipped", "clearly_illegal": True}).shares


def test_facts_nobody_gave_are_asked_for_not_assumed():
    found = judge(invented.pack(LIABILITY), {"review": "skipped"})
    assert not found.shares
    assert [(each.rule, each.missing) for each in found.undecided] == [("liability.handler", ("clearly_illegal",))]
    assert judge(invented.pack(LIABILITY), {}).undecided[0].missing == ("review", "clearly_illegal")


def test_a_rule_that_can_no_longer_apply_asks_for_nothing():
    assert not judge(invented.pack(LIABILITY), {"review": "done"}).undecided


def test_counts_are_compared_with_the_number_of_the_text():
    for times, codes in ((1, []), (2, ["repeated"]), (5, ["repeated"])):
        found = judge(invented.pack(WEIGHTS), {"decisions_in_year": times, "retaliation": False})
        assert [each.code for each in found.weights] == codes


def test_a_circumstance_brings_what_it_requires_and_its_modality():
    facts = {"decisions_in_year": 0, "retaliation": True, "mental_state": "intent"}
    (weight,) = judge(invented.pack(WEIGHTS), facts).weights
    assert (weight.code, weight.effects, weight.modality, weight.requires) == (
        "retaliation",
        ("aggravate",),
        "must",
        ("apologise",),
    )


def test_a_tier_that_is_reached_is_imposed_and_the_others_are_closed():
    facts = {"subject": "person", "gravity": "serious", "commission_sanctioned": False, "obstructed": False}
    assert standings(judge(invented.pack(LADDER), facts)) == {
        "criticism": Standing.CLOSED,
        "admonition": Standing.CLOSED,
        "warning_discipline": Standing.OPEN,
        "revoke_certificate": Standing.MANDATORY,
    }


def test_of_a_tier_that_lets_choose_one_is_imposed():
    facts = {"subject": "person", "gravity": "minor", "commission_sanctioned": False, "obstructed": False}
    found = standings(judge(invented.pack(LADDER), facts))
    assert (found["criticism"], found["admonition"]) == (Standing.ONE_OF, Standing.ONE_OF)


def test_a_bar_closes_a_whole_kind_of_measures_and_is_cited():
    facts = {"subject": "person", "gravity": "minor", "commission_sanctioned": True, "obstructed": False}
    found = judge(invented.pack(LADDER), facts)
    barred = [each for each in found.measures if each.standing is Standing.BARRED]
    assert [each.code for each in barred] == ["warning_discipline"]
    assert len(barred[0].sources) == 2


def test_a_bar_that_nobody_checked_leaves_the_measure_undecided():
    found = judge(invented.pack(LADDER), {"subject": "person", "gravity": "minor", "obstructed": False})
    assert standings(found)["warning_discipline"] is Standing.UNDECIDED
    assert "commission_sanctioned" in {name for each in found.undecided for name in each.missing}


def test_a_ladder_with_a_condition_is_there_only_where_it_holds():
    facts = {"subject": "person", "gravity": "minor", "commission_sanctioned": False}
    assert "circular_criticism" not in standings(judge(invented.pack(LADDER), {**facts, "obstructed": False}))
    assert standings(judge(invented.pack(LADDER), {**facts, "obstructed": True}))["circular_criticism"] == "open"
    assert standings(judge(invented.pack(LADDER), facts))["circular_criticism"] == "undecided"


def test_measures_for_another_subject_are_not_shown():
    assert not judge(invented.pack(LADDER), {"subject": "agency"}).measures


def test_measures_listed_in_one_article_and_graded_in_another_are_graded():
    graded = LADDER.replace("officer.measures", "officer.tiers").replace(
        "    subject: person\n    measures:\n      open: false\n      items:\n        - {code: criticism",
        "    subject: person\n    grades: officer.measures\n    measures:\n      open: false\n      items:\n"
        "        - {code: criticism",
        1,
    )
    listed = """
- id: officer.measures
  article: 第二条
  quote: 追究方式
  modality: may
  body:
    type: ladder
    subject: person
    measures: {open: false, items: [{code: criticism, words: 批评教育}, {code: interview, words: 约谈}]}
"""
    facts = {"subject": "person", "gravity": "serious", "commission_sanctioned": False, "obstructed": False}
    found = judge(invented.pack(listed + graded), facts)
    assert [each.standing for each in found.measures if each.code == "criticism"] == [Standing.CLOSED]
    assert standings(found)["interview"] is Standing.OPEN


def test_a_fault_is_found_denied_or_left_open():
    pack = invented.pack(FAULT)
    for facts, holds in (
        ({"mental_state": "intent", "harm": True, "force_majeure": False}, True),
        ({"mental_state": "negligence"}, False),
        ({"mental_state": "intent", "harm": True, "force_majeure": True}, False),
        ({"mental_state": "intent"}, None),
    ):
        assert [each.holds for each in judge(pack, facts).criteria] == [holds]


EXEMPT = """
- id: circumstances.exempting
  article: 第二条
  quote: 不予追究
  modality: %s
  body:
    type: circumstance
    effects: %s
    open: false
    items: [{code: force_majeure, words: 不可抗力, when: {force_majeure: true}}]
"""
FACTS = {"subject": "person", "gravity": "serious", "commission_sanctioned": False, "obstructed": True}


def test_what_has_to_exempt_closes_every_measure_but_those_for_another_conduct():
    other = LADDER.replace("when: {obstructed: true}", "when: {obstructed: true}\n    exemptible: false")
    found = judge(invented.pack(EXEMPT % ("must_not", "[exempt]") + other), {**FACTS, "force_majeure": True})
    assert standings(found)["revoke_certificate"] is Standing.BARRED
    assert standings(found)["circular_criticism"] is Standing.OPEN
    (revoke,) = [each for each in found.measures if each.code == "revoke_certificate"]
    assert len(revoke.sources) == 2


@pytest.mark.parametrize(("modality", "effects"), [("may", "[exempt]"), ("must", "[lighten, exempt]")])
def test_what_may_exempt_is_for_the_decider(modality, effects):
    found = judge(invented.pack(EXEMPT % (modality, effects) + LADDER), {**FACTS, "force_majeure": True})
    assert standings(found)["revoke_certificate"] is Standing.MANDATORY


def test_an_exemption_nobody_checked_is_named_beside_the_measure():
    pack = invented.pack(EXEMPT % ("must_not", "[exempt]") + LADDER)
    (revoke,) = [each for each in judge(pack, FACTS).measures if each.code == "revoke_certificate"]
    assert (revoke.standing, revoke.unless) == (Standing.MANDATORY, ("circumstances.exempting",))
    decided = judge(pack, {**FACTS, "force_majeure": False})
    assert not [each for each in decided.measures if each.unless]


def test_silence_is_about_these_facts_and_this_subject():
    person = {"subject": "person", "obstructed": False, "gravity": "minor", "commission_sanctioned": False}
    closed = LADDER.replace("obstruction.person", "obstruction.agency")
    assert "measures" not in judge(invented.pack(closed), person).silent
    assert "measures" in judge(invented.pack(LADDER), {"subject": "agency"}).silent
    assert "liability" in judge(invented.pack(LIABILITY), {"review": "done"}).silent
    assert "liability" not in judge(invented.pack(LIABILITY), {}).silent


def test_without_a_fault_nothing_is_imposed():
    found = judge(invented.pack(FAULT + LADDER), {**FACTS, "mental_state": "none"})
    assert standings(found)["revoke_certificate"] is Standing.BARRED


def test_what_the_text_does_not_speak_of_is_silent():
    assert judge(invented.pack(), {}).silent == ("fault", "liability", "circumstances", "measures")
    assert judge(invented.pack(FAULT), {}).silent == ("liability", "circumstances", "measures")


@pytest.mark.parametrize(
    ("name", "value"),
    [("moon", True), ("review", "perhaps"), ("retaliation", "yes"), ("decisions_in_year", -1), ("harm", 1)],
)
def test_an_unknown_fact_or_value_is_refused_by_name(name, value):
    with pytest.raises(Refused) as caught:
        judge(invented.pack(), {name: value})
    assert (caught.value.code, caught.value.field) == ("INVALID_VALUE", name)
