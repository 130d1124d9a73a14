"""Statistics and the circular, on the real broker and store."""

import hashlib
import json

import pytest

from jiandu.client import CallFailed

WULONG = "500156"
PERIOD = {"region": WULONG, "since": "2026-03-01", "until": "2026-03-02"}
HEAD = {"issuer": "武隆区司法局", "number": "武司通〔2026〕1号"}


@pytest.fixture(scope="module")
def complaints(deploy):
    service = deploy("complaints")
    platform = service.client("platform", region=WULONG)
    for number in range(9):
        body = "WL-chengguan" if number < 7 else "WL-shichang"
        platform.call(
            "complaints.submit",
            region=WULONG,
            channel="web",
            kind="complaint",
            respondents=[{"body_id": body}],
            facts=f"第{number}次检查未出示执法证件",
        )
    return service


@pytest.fixture(scope="module")
def officer(complaints):
    return complaints.client("supervision_officer", region=WULONG, subject="wang")


def test_few_complaints_are_withheld_and_so_is_what_would_give_them_away(officer):
    answer = officer.ask("complaints.statistics", **PERIOD, by=["agency"])
    assert [(row["agency"], row["received"]) for row in answer["rows"]] == [
        (None, 9),
        ("WL-chengguan", None),
        ("WL-shichang", None),
    ]
    assert answer["threshold"] == 5


def test_nobody_counts_beyond_an_own_region_or_below_the_least_threshold(officer):
    with pytest.raises(CallFailed) as wider:
        officer.ask("complaints.statistics", **{**PERIOD, "region": "500000"}, by=["agency"])
    with pytest.raises(CallFailed) as lower:
        officer.ask("complaints.statistics", **PERIOD, by=["agency"], threshold=2)
    assert [failed.value.code for failed in (wider, lower)] == ["REGION_FORBIDDEN", "INVALID_VALUE"]


def test_a_circular_goes_out_when_another_person_agrees_to_it(complaints, officer):
    head = complaints.client("supervision_head", region=WULONG, subject="li")
    drafted = officer.call("complaints.draft_circular", **PERIOD, **HEAD)
    shown = head.ask("complaints.get_circular", circular_id=drafted["id"])
    assert "草稿" in shown["document"]
    with complaints.listening("complaints", "circular.published") as heard:
        head.call("complaints.publish_circular", circular_id=drafted["id"], digest=shown["digest"])
        assert heard().data == {**PERIOD, "digest": shown["digest"]}
    told = head.ask("complaints.get_circular", circular_id=drafted["id"])
    assert (told["state"], "草稿" in told["document"]) == ("published", False)
    assert "区司法局定期对各行政执法机关" in told["document"]


def test_whoever_has_a_circular_can_tell_that_nothing_was_changed(officer):
    drafted = officer.call("complaints.draft_circular", **PERIOD, **HEAD)
    told = officer.ask("complaints.get_circular", circular_id=drafted["id"])
    names = ("region", "since", "until", "issuer", "number", "tables", "words", "citation")
    said = json.dumps(
        {name: told[name] for name in names}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert hashlib.sha256(said.encode()).hexdigest() == told["digest"]
