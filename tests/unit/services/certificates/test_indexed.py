"""What an officer is found by follows from the file alone."""

from datetime import date

from services.certificates.domain import personnel, sanction
from services.certificates.domain.certificate import boundaries
from services.certificates.repository.indexed import officer_fields
from tests import deployed
from tests.unit.services.certificates.officer_play import CHANGJI, REGISTRAR, OfficerPlay, certificate
from tests.unit.services.play import at

REGISTRY = next(each for each in deployed.CLASSES if each.name == "certificates")


def test_an_officer_is_found_by_numbers_orders_and_last_days():
    play = OfficerPlay(CHANGJI, certificate("1"), certificate("2", last="2026-12-31"))
    found = officer_fields(play.now)
    assert (found["numbers"], found["expires"]) == (["1", "2"], ["2026-12-31", "2028-12-31"])
    assert (found["orders"], found["announced"]) == ([], False)
    play.step(sanction.execute_sanction)
    found = officer_fields(play.now)
    assert (found["orders"], found["announced"]) == (["r1"], True)


def test_whoever_moved_is_found_by_both_bodies():
    play = OfficerPlay(CHANGJI)
    assert not {"b2"} & _bodies(play)
    play.step(personnel.record_personnel_change, by=REGISTRAR, kind="joined", body_id="b2", on=date(2026, 3, 2))
    assert _bodies(play) == {"b1", "b2"}


def _bodies(play: OfficerPlay) -> set[str]:
    found = officer_fields(play.now)
    return {found["member"].partition("/")[0], *found["former"]}


def test_the_list_has_to_look_again_whenever_the_file_changed_and_at_the_next_turn():
    play = OfficerPlay(CHANGJI, certificate("1"))
    play.sanction("certificate.suspend", "r1", effective_at=at("2023-06-01", 0), until=at("2026-09-01", 0))
    found = officer_fields(play.now)
    assert found["unlisted"] is True
    assert found["boundary"] == min(boundaries(play.certificate()))
    assert officer_fields(OfficerPlay(CHANGJI).now)["boundary"] is None


def test_every_field_that_is_asked_for_is_kept():
    kept = set(officer_fields(OfficerPlay(CHANGJI, certificate("1")).now))
    assert kept == set(REGISTRY.officers.repository.indexed)
