"""What may be published, what it moves, and what stays as it was."""

from datetime import date

import pytest

from jiandu.domain import Refused
from jiandu.law import explain, start
from jiandu.law.duties import Filing
from jiandu.law.editions import Kind, moves, read_edition, region_of
from jiandu.law.heard import (
    differs,
)
from tests.unit.law import invented
from tests.unit.law.editing import CALENDAR, DAYS, NOON, UNSET, published, refused, running, settings


def test_a_new_calendar_moves_the_limits_it_counts_otherwise_and_no_others():
    law = invented.law(invented.pack(DAYS % 17))
    after = published(law, "calendar", CALENDAR)
    clock = running(law)
    assert clock.due_on == date(2026, 10, 8)
    (move,) = moves({"a": clock, "b": clock.stop(NOON)}, after)
    assert (move.was, move.becomes, move.why) == (date(2026, 10, 8), date(2026, 10, 12), "calendar cn-2027.1")
    assert list(moves({"a": running(invented.law(invented.pack(DAYS % 3)))}, after)) == []


def test_a_new_calendar_keeps_the_years_before_its_first():
    after = published(invented.law(), "calendar", CALENDAR)
    assert after.calendar.horizon == date(2027, 12, 31)
    assert not after.calendar.is_workday(date(2020, 10, 1))


def test_a_new_version_moves_nothing_unless_it_corrects_the_old_one():
    law = invented.law(invented.pack(DAYS % 10))
    clock = running(law)
    later = published(law, "pack", invented.text(DAYS % 20, version=2, first=date(2026, 6, 1)))
    assert list(moves({"a": clock}, later)) == []
    corrected = published(law, "pack", invented.text(DAYS % 20, version=2, corrects=1))
    (move,) = moves({"a": clock}, corrected)
    assert (move.becomes - move.was, move.why) == (date(2026, 10, 12) - date(2026, 10, 8), "pack city-2020@2")


def test_a_correction_of_a_correction_reaches_limits_of_the_first_version():
    law = invented.law(invented.pack(DAYS % 3))
    clock = running(law)
    for version in (2, 3):
        law = published(law, "pack", invented.text(DAYS % (10 * version), version=version, corrects=version - 1))
    (move,) = moves({"a": clock}, law)
    assert move.why == "pack city-2020@3"


def test_a_correction_takes_over_the_matters_of_the_version_it_corrects():
    law = invented.law(invented.pack(DAYS % 10))
    after = published(law, "pack", invented.text(DAYS % 20, version=2, corrects=1))
    assert after.pack("city-2020").clock("notice.correction").length == 20
    assert not differs(running(after), after)


def test_a_correction_without_the_limit_leaves_running_limits_alone():
    law = invented.law(invented.pack(DAYS % 10))
    after = published(law, "pack", invented.text("", version=2, corrects=1))
    assert list(moves({"a": running(law)}, after)) == []


def test_matters_keep_their_version_and_new_ones_get_the_newest():
    law = invented.law(invented.pack(DAYS % 10))
    after = published(law, "pack", invented.text(DAYS % 20, version=2, first=date(2026, 6, 1)))
    assert after.pack("city-2020").clock("notice.correction").length == 10
    assert after.governing("110101", date(2026, 7, 1)).ref == "city-2020@2"
    assert after.governing("110101", date(2026, 5, 1)).ref == "city-2020"


def test_the_names_of_editions_are_used_once_and_versions_follow_each_other():
    law = invented.law(invented.pack())
    assert refused(law, "pack", invented.text(version=3)).code == "NOT_THE_NEXT_EDITION"
    assert refused(law, "pack", invented.text(version=1)).code == "NOT_THE_NEXT_EDITION"
    after = published(law, "calendar", CALENDAR)
    assert refused(after, "calendar", CALENDAR).code == "NOT_THE_NEXT_EDITION"
    later = published(after, "calendar", CALENDAR.replace("cn-2027.1", "cn-2027.2"))
    assert refused(later, "calendar", CALENDAR).code == "NOT_THE_NEXT_EDITION"


@pytest.mark.parametrize("kind", ["calendar", "pack", "settings"])
@pytest.mark.parametrize("text", ["", "[", "a: 1", "- 1", "\x00", "edition: x\nedition: y"])
def test_what_is_not_in_the_format_is_refused_with_its_lines(kind, text):
    refusal = refused(invented.law(), kind, text)
    assert refusal.code == "MALFORMED_LAW"
    assert f"{kind}.yaml:" in refusal.detail["problems"]


def test_a_number_the_text_leaves_open_is_set_for_a_region_with_its_reason():
    law = invented.law(invented.pack(UNSET))
    with pytest.raises(Refused) as caught:
        running(law, "agency.correction")
    assert caught.value.code == "PARAMETER_UNSET"
    chosen = "[{pack: city-2020, provision: agency.correction, value: 15, reason: 会议纪要}]"
    after = published(law, "settings", settings(region='"110100"', parameters=chosen))
    rule = after.pack("city-2020", "110101").clock("agency.correction")
    clock = start(rule, NOON, after.calendar)
    assert clock.length == 15
    assert any("会议纪要" in line for line in explain(clock, after.calendar).zh)
    with pytest.raises(Refused):
        start(after.pack("city-2020", "110200").clock("agency.correction"), NOON, after.calendar)


def test_the_limit_of_a_duty_is_set_like_any_other():
    chosen = "[{pack: city-2020, provision: filing.delegation, value: 7, reason: r}]"
    after = published(invented.law(invented.pack(UNSET)), "settings", settings(parameters=chosen))
    filing = after.pack("city-2020", "110101").rule("filing.delegation", Filing)
    assert (filing.limit.length, filing.to) == (7, ("司法局",))


def test_a_narrower_division_has_the_last_word():
    law = invented.law(invented.pack(UNSET))
    for edition, region, value in (("s-1", '"110101"', 5), ("s-2", '"110000"', 9)):
        chosen = f"[{{pack: city-2020, provision: agency.correction, value: {value}, reason: r}}]"
        law = published(law, "settings", settings(edition=edition, region=region, parameters=chosen))
    assert law.pack("city-2020", "110101").clock("agency.correction").length == 5
    assert law.pack("city-2020", "110102").clock("agency.correction").length == 9


def test_a_setting_never_overrules_the_text():
    law = invented.law(invented.pack(DAYS % 10), invented.pack(DAYS % 20, pack_id="other-2020", regions="[]"))
    fixed = "[{pack: city-2020, provision: notice.correction, value: 15, reason: r}]"
    spoken = "[{into: city-2020, provision: notice.correction, from: other-2020, reason: r}]"
    earlier = "[{pack: city-2020, from: 2021-01-01, reason: r}]"
    assert refused(law, "settings", settings(parameters=fixed)).code == "NOT_A_GAP"
    assert refused(law, "settings", settings(borrowed=spoken)).code == "NOT_A_GAP"
    assert refused(law, "settings", settings(commencements=earlier)).code == "NOT_A_GAP"
    per_document = invented.law(
        invented.pack(UNSET.replace("parameter: correction_days", "parameter: d, set_per: document"))
    )
    each_its_own = "[{pack: city-2020, provision: agency.correction, value: 15, reason: r}]"
    assert refused(per_document, "settings", settings(parameters=each_its_own)).code == "NOT_A_GAP"
    nothing = "[{pack: city-2020, provision: archive, value: 15, reason: r}]"
    assert refused(law, "settings", settings(parameters=nothing)).code == "LAW_SILENT"


def test_a_gap_is_filled_from_another_text_only_where_an_administrator_says_so():
    lender = invented.pack(DAYS % 20, pack_id="other-2020", regions="[]")
    law = invented.law(invented.pack(), lender)
    assert not law.pack("city-2020", "110101").speaks_of("notice.correction")
    taken = "[{into: city-2020, provision: notice.correction, from: other-2020, reason: 参照}]"
    after = published(law, "settings", settings(borrowed=taken))
    rule = after.governing("110101", date(2026, 7, 1)).clock("notice.correction")
    assert (rule.length, rule.source.pack) == (20, "other-2020")
    assert "参照" in rule.authority


def test_a_pack_that_another_has_equal_claim_with_is_refused():
    law = invented.law(invented.pack())
    assert refused(law, "pack", invented.text(pack_id="rival-2021")).code == "AMBIGUOUS_LAW"
    for place in ({"matters": "[discretion]"}, {"regions": '["120000"]'}, {"sectors": "[education]"}):
        published(law, "pack", invented.text(pack_id="other-2021", **place))
    published(law, "pack", invented.text(pack_id="draft-2021", status="draft"))


def test_a_version_speaks_where_its_text_always_spoke():
    law = invented.law(invented.pack())
    moved = refused(law, "pack", invented.text(version=2, corrects=1, regions='["120000"]'))
    assert (moved.code, moved.field) == ("INVALID_VALUE", "scope.regions")


def test_a_correction_is_of_a_version_that_is_there_and_has_its_first_day():
    law = invented.law(invented.pack())
    nothing = refused(law, "pack", invented.text(version=2, corrects=7))
    assert (nothing.code, nothing.field) == ("MALFORMED_LAW", "corrects")
    assert "no earlier version 7" in nothing.detail["problems"]
    later = refused(law, "pack", invented.text(version=2, corrects=1, first=date(2026, 6, 1)))
    assert (later.code, later.field) == ("MALFORMED_LAW", "corrects")
    assert "from 2020-01-01, not from 2026-06-01" in later.detail["problems"]


@pytest.mark.parametrize("first", [date(2020, 1, 1), date(2019, 7, 1)])
def test_an_amended_text_is_from_a_later_day(first):
    early = refused(invented.law(invented.pack()), "pack", invented.text(version=2, first=first))
    assert (early.code, early.field) == ("MALFORMED_LAW", "in_force.from")
    assert "version 1 is from 2020-01-01" in early.detail["problems"]


def test_a_correction_of_a_text_whose_first_day_was_set_here_needs_none():
    undated = invented.text(status="undated").replace("from: 2020-01-01, ", "")
    law = published(invented.law(), "pack", undated)
    first = "[{pack: city-2020, from: 2021-06-01, reason: 公布}]"
    law = published(law, "settings", settings(commencements=first))
    again = undated.replace("version: 1", "version: 2\ncorrects: 1")
    assert "city-2020@2" in published(law, "pack", again).packs


def test_a_correction_of_the_old_text_does_not_undo_the_amendment():
    law = invented.law(invented.pack(DAYS % 10))
    law = published(law, "pack", invented.text(DAYS % 20, version=2, first=date(2026, 6, 1)))
    law = published(law, "pack", invented.text(DAYS % 15, version=3, corrects=1))
    assert law.governing("110101", date(2026, 5, 1)).ref == "city-2020@3"
    assert law.governing("110101", date(2026, 7, 1)).ref == "city-2020@2"


def test_one_matter_is_not_decided_twice_in_one_edition():
    once = "{pack: city-2020, provision: agency.correction, value: 15, reason: r}"
    text = settings(parameters=f"[{once}, {once}]")
    assert refused(invented.law(invented.pack(UNSET)), "settings", text).code == "MALFORMED_LAW"


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("三十日内", "says 15, and its quotation 30"),
        ("30日内", "says 15, and its quotation 30"),
        ("一百零五日内", "quotation 105"),
    ],
)
def test_a_number_its_own_quotation_contradicts_is_refused(quote, said):
    refusal = refused(invented.law(), "pack", invented.text((DAYS % 15).replace("quote: 内", f"quote: {quote}")))
    assert (refusal.code, said in refusal.detail["problems"]) == ("MALFORMED_LAW", True)
    published(invented.law(), "pack", invented.text((DAYS % 15).replace("quote: 内", "quote: 十五日内")))


def test_two_divisions_may_decide_alike_and_the_narrower_one_holds():
    lenders = [invented.pack(DAYS % days, pack_id=f"o-{days}", regions="[]") for days in (20, 25)]
    law = invented.law(invented.pack(), *lenders)
    for edition, region, days in (("s-1", '"110000"', 20), ("s-2", '"110100"', 25)):
        taken = f"[{{into: city-2020, provision: notice.correction, from: o-{days}, reason: r}}]"
        law = published(law, "settings", settings(edition=edition, region=region, borrowed=taken))
    assert law.pack("city-2020", "110101").clock("notice.correction").length == 25
    assert law.pack("city-2020", "110201").clock("notice.correction").length == 20


def test_settings_for_a_division_the_text_has_nothing_to_do_with_are_refused():
    law = invented.law(invented.pack(UNSET))
    chosen = "[{pack: city-2020, provision: agency.correction, value: 15, reason: r}]"
    for region in ('"990000"', '"370000"'):
        assert refused(law, "settings", settings(region=region, parameters=chosen)).field == "region"
    by_ref = chosen.replace("city-2020", "city-2020@2")
    assert refused(law, "settings", settings(parameters=by_ref)).code == "UNKNOWN_PACK"


@pytest.mark.parametrize("status", ["draft", "superseded"])
def test_a_first_day_makes_no_draft_and_no_superseded_text_govern(status):
    blank = invented.text(status=status).replace("from: 2020-01-01", "year: 2020")
    law = published(invented.law(), "pack", blank)
    first = "[{pack: city-2020, from: 2021-06-01, reason: r}]"
    assert refused(law, "settings", settings(commencements=first)).code == "NOT_A_GAP"


def test_a_first_day_is_for_the_whole_division_of_the_text():
    law = published(invented.law(), "pack", invented.text().replace("from: 2020-01-01", "year: 2020"))
    first = "[{pack: city-2020, from: 2020-06-01, reason: r}]"
    assert refused(law, "settings", settings(region='"110100"', commencements=first)).field == "region"


def test_a_first_day_the_text_leaves_blank_is_set():
    undated = invented.text(status="undated").replace("from: 2020-01-01, ", "")
    law = invented.law()
    law = published(law, "pack", undated)
    with pytest.raises(Refused):
        law.governing("110101", date(2026, 7, 1))
    first = "[{pack: city-2020, from: 2021-06-01, reason: 公布}]"
    after = published(law, "settings", settings(commencements=first))
    assert after.governing("110101", date(2021, 6, 1)).id == "city-2020"


def test_settings_concern_their_division_and_all_else_the_country():
    chosen = "[{pack: city-2020, provision: agency.correction, value: 15, reason: r}]"
    text = settings(region='"110100"', parameters=chosen)
    assert region_of(read_edition(Kind.SETTINGS, text)) == "110100"
    assert region_of(read_edition(Kind.CALENDAR, CALENDAR)) == "000000"


# -- what a service does with what it hears ---------------------------------------------------------------------
