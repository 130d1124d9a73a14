"""The Jingzhou story fails where the agency could learn who complained."""

import pytest

from demo.ledger import NotAsTold
from demo.stories.jingzhou import NAME, PHONE, check_unnamed


def test_a_notice_without_the_complainant_is_as_told():
    check_unnamed({"notice": {"summary": "〔姓名〕反映: 未出具受理凭证。"}, "case": {"facts": []}})


@pytest.mark.parametrize("word", [NAME, PHONE])
def test_the_story_fails_if_the_agency_is_told_the_name_or_the_phone(word):
    with pytest.raises(NotAsTold, match="the case tells"):
        check_unnamed({"notice": {}, "case": {"facts": [f"{word}反映"]}})
