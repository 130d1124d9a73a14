"""The circular: drafted by one person, published by another, and what people read in it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.complaints.domain.circular import (
    CIRCULAR,
    digest_of,
    draft_circular,
    drop_circular,
    publish_circular,
)
from services.complaints.domain.counted import Counted
from services.complaints.domain.statistics import Question, Table, statistics, together
from services.complaints.methods import document
from tests.unit.services.complaints.test_statistics import complaint
from tests.unit.services.play import Play, article, at

WULONG, WEIHAI = "500156", "371000"
DAY = "2026-04-08"


def received(number: int, body: str, **changed: Any) -> list[Counted]:
    return [complaint(region=WULONG, respondents=(body,), **changed)] * number


COMPLAINTS = [
    *received(12, "WL-chengguan", concluded_on=date(2026, 1, 20), timely=True, outcome="corrected"),
    *received(9, "WL-shichang", overdue=("complaint.limit",), timely=False, unanswered=("WL-shichang",)),
    *received(6, "WL-huanbao"),
    *received(2, "WL-jiaotong", timely=False, overdue=("complaint.limit",)),
    *received(20, "WL-weisheng", ground="delay|slow"),
]


def tables() -> tuple[Table, ...]:
    period = {"region": WULONG, "since": date(2026, 1, 1), "until": date(2026, 3, 31)}
    return tuple(
        statistics(COMPLAINTS, Question(**period, by=(name,), threshold=5)) for name in document.DIMENSIONS
    )


def fields(**changed: Any) -> dict[str, Any]:
    usual = {"region": WULONG, "since": date(2026, 1, 1), "until": date(2026, 3, 31), "tables": tables()}
    return {"circular_id": "t1", **usual, "issuer": "武隆区司法局", "number": "武司通〔2026〕1号", **changed}


def drafted() -> Play:
    play = Play(CIRCULAR)
    play.do(draft_circular, DAY, **fields())
    return play


def published() -> Play:
    play = drafted()
    play.do(publish_circular, "2026-04-10", by="li", circular_id="t1", digest=play.now.digest)
    return play


def test_another_person_publishes_what_one_has_drafted():
    play = published()
    assert (play.now.state, play.now.published_at) == ("published", at("2026-04-10"))
    assert play.now.citation.article == "五(二)"


def test_nobody_publishes_an_own_draft():
    play = drafted()
    refused = play.refused(publish_circular, DAY, circular_id="t1", digest=play.now.digest)
    assert (refused.code, article(refused)) == ("SAME_PERSON", "五(二)")


def test_who_publishes_names_the_very_figures():
    refused = drafted().refused(publish_circular, DAY, by="li", circular_id="t1", digest="0" * 64)
    assert (refused.code, refused.field) == ("PROPOSAL_DIFFERS", "digest")


def test_a_dropped_draft_is_never_published():
    play = drafted()
    play.do(drop_circular, DAY, circular_id="t1", reason="数据有误")
    refused = play.refused(publish_circular, DAY, by="li", circular_id="t1", digest=play.now.digest)
    assert (play.now.state, refused.code) == ("dropped", "NOT_ALLOWED_IN_STATE")


def test_a_draft_is_dropped_for_a_reason():
    assert drafted().refused(drop_circular, DAY, circular_id="t1", reason=" ").field == "reason"


def test_where_the_text_asks_for_no_circular_there_is_none():
    assert Play(CIRCULAR).refused(draft_circular, DAY, **fields(region=WEIHAI)).code == "LAW_SILENT"


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"until": date(2026, 4, 9)}, "INVALID_VALUE", "until"),
        ({"until": date(2025, 12, 31)}, "INVALID_VALUE", "until"),
        ({"issuer": " "}, "MISSING_FIELD", "issuer"),
        ({"number": " "}, "MISSING_FIELD", "number"),
    ],
)
def test_a_draft_has_a_period_that_has_been_and_a_head(changed: dict[str, Any], code: str, field: str):
    refused = Play(CIRCULAR).refused(draft_circular, DAY, **fields(**changed))
    assert (refused.code, refused.field) == (code, field)


def test_a_circular_is_drafted_once():
    assert drafted().refused(draft_circular, DAY, **fields()).code == "NOT_ALLOWED_IN_STATE"


def test_the_fact_that_others_hear_says_none_of_the_figures():
    (fact,) = published().history[1:]
    assert set(vars(fact)) == {
        *("circular_id", "region", "since", "until", "digest", "published_by", "published_at"),
    }


def test_the_digest_is_of_what_is_said_and_not_of_the_order_it_is_said_in():
    said = {"since": date(2026, 1, 1), "tables": tables()}
    assert digest_of(said) == digest_of(dict(reversed(said.items())))
    assert digest_of(said) != digest_of({**said, "since": said["since"] + timedelta(days=1)})


def test_what_has_no_plain_form_has_no_digest():
    with pytest.raises(TypeError):
        digest_of({"said": object()})


def test_the_document_says_who_tells_what_of_which_period_under_which_words():
    text = document.render(published().now)
    for words in (
        "# 武隆区司法局",
        "武司通〔2026〕1号\n",
        "2026-01-01至2026-03-31",
        "五(二):“区司法局定期对各行政执法机关行政执法投诉举报处理情况进行统计、汇总和通报”",
        "2026年04月10日",
    ):
        assert words in text
    assert "草稿" not in text


def test_a_draft_says_that_it_is_one():
    assert "武司通〔2026〕1号(草稿,未印发)" in document.render(drafted().now)


def test_the_document_shows_no_number_that_is_withheld():
    text = document.render(drafted().now)
    assert "| WL-chengguan | 12 | 12 | 0 |" in text
    assert "| WL-huanbao | * | 0 | * |" in text
    assert "| WL-jiaotong | * | 0 | * |" in text
    assert "| 合计 | 49 | 12 | 37 |" in text


def test_bodies_that_stayed_silent_or_are_late_are_named_where_their_number_is_shown():
    named = document.render(drafted().now).partition("## 点名通报")[2]
    assert "经催办未回复:WL-shichang" in named
    assert "WL-jiaotong" not in named


def test_a_share_is_printed_in_hundredths_and_one_that_is_not_there_as_a_dash():
    assert document.shown("timely_share", 2 / 3) == "66.7%"
    assert document.shown("timely_share", None) == "–"


def test_a_value_does_not_break_the_table():
    text = document.render(drafted().now)
    assert "| delay\uff5cslow | 20 |" in text
    assert "| delay|slow |" not in text


def test_a_total_that_one_table_withholds_stands_in_none():
    rows = received(9, "a", timely=True) + received(9, "b", timely=True) + received(3, "c", timely=True)
    rows += received(4, "c")
    period = {"region": WULONG, "since": date(2026, 1, 1), "until": date(2026, 3, 31), "threshold": 5}
    by_agency, by_kind = (statistics(rows, Question(by=(name,), **period)) for name in ("agency", "kind"))
    assert (by_agency.rows[0]["timely"], by_kind.rows[0]["timely"]) == (21, 21)
    held = replace(by_agency, rows=tuple({**row, "timely": None, "timely_share": None} for row in by_agency.rows))
    _, told = together((held, by_kind))
    assert [row["timely"] for row in told.rows] == [None, None]
    assert [row["timely_share"] for row in told.rows] == [None, None]
    assert told.suppressed == by_kind.suppressed + 2


def test_an_answer_names_its_columns_in_two_languages():
    told = document.answer(tables()[0])
    assert told["columns"][:2] == [
        {"name": "agency", "zh": "被投诉举报主体", "en": "agency"},
        {"name": "received", "zh": "收到", "en": "received"},
    ]
    assert {column["name"] for column in told["columns"]} | {"own"} == set(told["rows"][0])
    assert "5" in told["note"]["zh"]
