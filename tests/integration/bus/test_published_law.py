"""Law published to services that run: tried without effect, decided by two persons, in effect everywhere, once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jiandu.client import CallFailed
from jiandu.law import load_calendar
from tests.realm import until

SERVICES = ("supervision", "complaints")
BODY = "WH-market-01"
DAY = timedelta(days=1)
SILENT = {"region": "652300", "matter": "complaints"}


@pytest.fixture(scope="module")
def running(realm):
    return {
        name: realm.serve(f"services.{name}.service:{name.capitalize()}Service", relay=name == "supervision")
        for name in SERVICES
    }


@pytest.fixture(scope="module")
def people(realm, running):
    roles = ("law_administrator", "supervision_officer", "supervision_head", "auditor")
    clients = {name: realm.client(*roles, subject=name, regions=["*"]) for name in ("wang", "li")}
    clients["of_body"] = realm.client(*roles, subject="sun", agency=BODY, regions=["*"])
    yield clients
    for client in clients.values():
        client.close()


@pytest.fixture(scope="module")
def case(people):
    """A case of Weihai with its two months running; its id and last day."""
    opened = people["wang"].call("supervision.open_case", region="371002", respondent=BODY, facts="未出示证件")
    people["li"].call("supervision.approve_case", case_id=opened["id"])
    return opened["id"], due_on(people, opened["id"])


def due_on(people, case_id):
    clocks = people["wang"].ask("supervision.get_case", case_id=case_id)["clocks"]
    return date.fromisoformat(clocks["case.limit"]["due_on"])


def calendar(edition, *days_off):
    """A calendar in which these days are not worked and nothing else is said of the years they lie in."""
    years = sorted({datetime.now(UTC).year, *(day.year for day in days_off)})
    lines = [f"edition: {edition}", "authority: 国务院办公厅", "years:"]
    for year in years:
        spans = [
            f"{{name: 新假, english: New day, from: {day}, to: {day}}}" for day in days_off if day.year == year
        ]
        lines += [f"  - {{year: {year}, notice: 试, issued: 2026-01-01, spans: [{', '.join(spans)}]}}"]
    return "\n".join(lines)


def refused(code, call, *arguments, **fields):
    with pytest.raises(CallFailed) as caught:
        call(*arguments, **fields)
    assert caught.value.code == code


def tried(people, by="wang", **edition):
    """What every page of the dry run of the supervision service says."""
    moves, following = [], {}
    while following is not None:
        page = people[by].ask(
            "supervision.law_dry_run", **edition, **{key: value for key, value in following.items() if value}
        )
        moves += page["moves"]
        following = page["next"]
    return moves


def times_recounted(people, case_id):
    rows = people["wang"].ask("supervision.ledger", aggregate="cases", aggregate_id=case_id)["rows"]
    return [entry["command"] for entry in rows[0]["history"]].count("ReprojectClocks")


def published(people, kind, text):
    proposed = people["wang"].call("supervision.propose_edition", kind=kind, text=text, reason="国办发明电")
    shown = people["li"].ask("supervision.get_edition", edition_id=proposed["id"])
    named = {"edition_id": proposed["id"], "digest": shown["digest"]}
    assert people["li"].call("supervision.publish_edition", **named)["state"] == "published"
    return named


def test_a_dry_run_names_what_would_move_and_changes_nothing(people, case):
    case_id, last_day = case
    (move,) = [
        each for each in tried(people, kind="calendar", text=calendar("try-1", last_day)) if each["id"] == case_id
    ]
    assert (move["aggregate"], move["clock"], move["was"]) == ("cases", "case.limit", last_day.isoformat())
    assert date.fromisoformat(move["becomes"]) > last_day
    assert move["why"] == "calendar try-1"
    assert due_on(people, case_id) == last_day
    assert times_recounted(people, case_id) == 0


def test_law_takes_two_persons_and_the_second_names_the_text(people):
    text = calendar("two-persons", date(2026, 12, 30))
    proposed = people["wang"].call("supervision.propose_edition", kind="calendar", text=text, reason="r")
    digest = people["wang"].ask("supervision.get_edition", edition_id=proposed["id"])["digest"]
    publish, named = "supervision.publish_edition", {"edition_id": proposed["id"], "digest": digest}
    refused("SAME_PERSON", people["wang"].call, publish, **named)
    refused("PROPOSAL_DIFFERS", people["li"].call, publish, edition_id=proposed["id"], digest="0" * 64)
    assert people["li"].call("supervision.reject_edition", **named)["state"] == "rejected"
    refused("NOT_ALLOWED_IN_STATE", people["li"].call, publish, **named)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("calendar", "edition: [", "MALFORMED_LAW"),
        ("pack", "id: x", "MALFORMED_LAW"),
        ("settings", "edition: s\nregion: '000000'", "MALFORMED_LAW"),
        ("calendar", calendar(load_calendar().edition), "NOT_THE_NEXT_EDITION"),
        ("scroll", "x", "INVALID_VALUE"),
    ],
)
def test_what_is_no_law_is_refused_before_anybody_decides(people, kind, text, code):
    refused(code, people["wang"].call, "supervision.propose_edition", kind=kind, text=text, reason="r")


def test_nobody_else_may_propose_law(realm, people):
    with realm.client("supervision_head", regions=["*"]) as head:
        refused(
            "NOT_PERMITTED",
            head.call,
            "supervision.propose_edition",
            kind="calendar",
            text=calendar("x", date(2026, 12, 30)),
            reason="r",
        )


def test_published_law_is_in_effect_everywhere_and_moves_a_running_limit_once(realm, people, case, running):
    case_id, last_day = case
    published(people, "calendar", calendar("cn-test-1", last_day))
    moved = until(lambda: (found := due_on(people, case_id)) != last_day and found)
    assert moved > last_day
    told = people["wang"].ask("supervision.explain_clock", case_id=case_id, clock="case.limit")
    assert (told["edition"], told["moved"]) == ("cn-test-1", False)

    asked = {**SILENT, "provision": "notice.correction", "starts_at": datetime.now(UTC).isoformat()}
    until(lambda: people["wang"].ask("complaints.law_count", **asked)["edition"] == "cn-test-1")

    service = running["supervision"][0]
    service.kill()
    realm.wait_ready(service.start())
    assert due_on(people, case_id) == moved
    assert times_recounted(people, case_id) == 1


def test_a_number_the_text_leaves_open_can_be_used_once_it_is_set(people):
    asked = {
        "region": "110112",
        "matter": "coordination",
        "provision": "coordination.limit",
        "starts_at": "2026-03-02T10:00:00+08:00",
    }
    refused("PARAMETER_UNSET", people["wang"].ask, "supervision.law_count", **asked)
    chosen = "[{pack: tongzhou-coordination-2008, provision: coordination.limit, value: 10, reason: 会议纪要}]"
    published(people, "settings", f"edition: set-1\nregion: '110000'\nparameters: {chosen}")

    def counted():
        try:
            return people["wang"].ask("supervision.law_count", **asked)
        except CallFailed:
            return None

    told = until(counted)
    assert told["due_on"] == "2026-03-12"
    assert any("会议纪要" in line for line in told["zh"])


def test_a_running_limit_of_any_service_is_explained(people, case):
    case_id, _ = case
    told = people["wang"].ask("supervision.law_explain", aggregate="cases", id=case_id, clock="case.limit")
    assert told["article"] == "第三十九条"
    for missing in ({"aggregate": "moons"}, {"id": "case-0"}, {"clock": "tea"}):
        fields = {"aggregate": "cases", "id": case_id, "clock": "case.limit", **missing}
        refused("NOT_FOUND", people["wang"].ask, "supervision.law_explain", **fields)


def test_nobody_of_a_body_learns_from_the_law_what_runs_against_it(people, case):
    case_id, _ = case
    asked = {"aggregate": "cases", "id": case_id, "clock": "case.limit"}
    refused("NOT_FOUND", people["of_body"].ask, "supervision.law_explain", **asked)
    edition = {"kind": "calendar", "text": calendar("cn-hidden", due_on(people, case_id))}
    assert case_id in {move["id"] for move in tried(people, **edition)}
    assert tried(people, by="of_body", **edition) == []
