"""What a caller is told when something is refused."""

import pytest

from jiandu.domain import Citation, Refused
from jiandu.errors import CODES, message, to_wire


def test_a_refusal_goes_out_with_code_both_languages_field_and_article():
    refusal = Refused(
        "WRONG_DECIDER", citation=Citation("p", "某办法", "第一条", "某某"), field="organ", who="本级人民政府"
    )
    assert to_wire(refusal) == {
        "code": "WRONG_DECIDER",
        "message": {"zh": "应由 本级人民政府 决定", "en": "This is for 本级人民政府 to decide"},
        "field": "organ",
        "article": {"pack": "p", "title": "某办法", "article": "第一条", "quote": "某某"},
        "incident": None,
        "retry_after": None,
    }


def test_who_asked_for_too_much_is_told_when_to_come_again_in_words_and_as_a_number():
    wire = to_wire(Refused("QUOTA_EXCEEDED", retry_after=7))
    assert wire["retry_after"] == 7
    assert all("7" in words for words in wire["message"].values())


def test_a_placeholder_without_a_value_does_not_break_the_answer():
    assert message("STALE_VERSION", expected=3).en == "The version has changed: expected 3, actual -"


def test_an_unknown_code_goes_out_as_internal_with_the_incident():
    wire = to_wire(Refused("SOMETHING_NEW"), "i-1")
    assert (wire["code"], wire["incident"]) == ("INTERNAL", "i-1")
    assert "i-1" in wire["message"]["zh"]


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_words_in_both_languages(code: str):
    said = message(code)
    assert said.zh
    assert said.en
    assert said.zh != said.en
