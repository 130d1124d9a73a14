"""The editions a service has heard of, put together; running limits counted anew under them."""

from datetime import date, timedelta

import pytest

from jiandu.domain import Refused
from jiandu.law.editions import Kind, read_edition
from jiandu.law.heard import (
    AppliedEdition,
    ApplyEdition,
    ReprojectClocks,
    apply_edition,
    differs,
    put_together,
    reproject,
)
from tests.unit.law import invented
from tests.unit.law.editing import CALENDAR, DAYS, EVERYWHERE, NOON, UNSET, Matter, published, running, settings


def applied(number, kind, text, at=NOON):
    edition = read_edition(Kind(kind), text)
    return AppliedEdition(
        id=f"e-{number}",
        region="000000",
        state="applied",
        kind=kind,
        name=edition.name,
        text=text,
        digest=edition.digest,
        reason="公布",
        published_at=at + timedelta(hours=number),
    )


def test_editions_take_effect_in_the_order_of_publication_however_they_arrive():
    law = invented.law(invented.pack(DAYS % 10))
    two, three = (applied(n, "pack", invented.text(DAYS % (10 * n), version=n, corrects=n - 1)) for n in (2, 3))
    put = put_together(law, [three, two])
    assert (set(put.law.packs), put.left_out) == ({"city-2020", "city-2020@2", "city-2020@3"}, ())
    assert put.reasons == {"pack city-2020@2": "公布", "pack city-2020@3": "公布"}
    assert put_together(law, [three]).left_out == (("city-2020@3", "NOT_THE_NEXT_EDITION"),)


def test_a_calendar_of_years_a_release_brings_itself_is_left_out_and_named():
    law = published(invented.law(), "calendar", CALENDAR)  # as if it had been shipped
    old = CALENDAR[: CALENDAR.index("  - year: 2027")].replace("cn-2027.1", "cn-2026.9")
    put = put_together(law, [applied(1, "calendar", old)])
    assert (put.law.calendar.edition, put.left_out) == ("cn-2027.1", (("cn-2026.9", "NOT_THE_NEXT_EDITION"),))


def test_settings_that_a_later_version_overtakes_fall_away_and_are_named():
    law = invented.law(invented.pack(UNSET))
    chosen = "[{pack: city-2020, provision: agency.correction, value: 15, reason: r}]"
    spoken = UNSET.replace("parameter: correction_days", "length: 30")
    put = put_together(
        law,
        [
            applied(1, "settings", settings(parameters=chosen)),
            applied(2, "pack", invented.text(spoken, version=2, first=date(2026, 6, 1))),
        ],
    )
    assert put.left_out == (("s-1", "NOT_A_GAP"),)
    assert put.law.governing("110101", date(2026, 7, 1)).clock("agency.correction").length == 30
    assert put.law.pack("city-2020", "110101").clock("agency.correction").length == 15


def heard(**more):
    edition = applied(1, "calendar", CALENDAR)
    said = {name: getattr(edition, name) for name in ("region", "kind", "name", "text", "digest", "reason")}
    return ApplyEdition(
        command_id="c", at=NOON, by=EVERYWHERE, edition_id="e-1", published_at=NOON, **{**said, **more}
    )


def test_an_edition_is_kept_once_and_only_as_it_was_approved():
    law = invented.law()
    (event,) = apply_edition(heard(), None, law)
    kept = event.onto(None)
    assert kept.edition.digest == kept.digest
    assert apply_edition(heard(), kept, law) == []
    with pytest.raises(Refused) as caught:
        apply_edition(heard(text=CALENDAR + "#"), None, law)
    assert (caught.value.code, caught.value.field) == ("INVALID_VALUE", "digest")


def test_a_running_limit_is_counted_anew_once_with_both_dates_and_the_reason():
    law = invented.law(invented.pack(DAYS % 17))
    after = published(law, "calendar", CALENDAR)
    matter = Matter(running(law))
    command = ReprojectClocks(
        command_id="r", at=NOON, by=EVERYWHERE, aggregate_id="a", reasons={"calendar cn-2027.1": "公布"}
    )
    (event,) = reproject(command, matter, after)
    assert (event.was_due_on, event.clock.due_on) == (date(2026, 10, 8), date(2026, 10, 12))
    assert event.reason == "calendar cn-2027.1: 公布"
    assert not differs(event.clock, after)
    assert reproject(command, Matter(event.clock), after) == []
