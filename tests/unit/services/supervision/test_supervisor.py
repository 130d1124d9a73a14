"""Who may supervise."""

from typing import Any

from services.supervision.domain import supervisor
from tests.unit.services.play import Play, article

MET = ("on_staff", "integrity", "fitness", "qualified")
DAY = "2026-03-02"


def fields(region: str, *conditions: str) -> dict[str, Any]:
    return {"supervisor_id": "s1", "region": region, "agency": "justice", "conditions": conditions}


def test_changji_registers_who_meets_every_condition_it_spells_out():
    play = Play()
    play.do(supervisor.register_supervisor, DAY, **fields("652300", *MET))
    assert (play.now.state, play.now.pack) == ("registered", "changji-2021")
    again = play.refused(supervisor.register_supervisor, DAY, **fields("652300", *MET))
    assert again.code == "ALREADY_EXISTS"


def test_a_missing_condition_is_named_with_the_article():
    refusal = Play().refused(supervisor.register_supervisor, DAY, **fields("652300", *MET[:3]))
    assert (refusal.code, refusal.detail["missing"], article(refusal)) == (
        "CONDITIONS_NOT_MET",
        "qualified",
        "第二十条",
    )


def test_a_condition_the_text_does_not_know_is_refused():
    refusal = Play().refused(supervisor.register_supervisor, DAY, **fields("652300", *MET, "tall"))
    assert refusal.code == "NOT_IN_LAW"


def test_a_text_for_one_sector_governs_who_supervises_in_it():
    play = Play()
    sector = {"sector": "government_services_data"}
    play.do(supervisor.register_supervisor, DAY, **fields("421000"), **sector)
    assert (play.now.pack, play.now.sector) == ("jingzhou-2020", "government_services_data")


def test_weihai_sets_no_conditions():
    play = Play()
    play.do(supervisor.register_supervisor, DAY, **fields("371000"))
    assert play.now.conditions == ()
