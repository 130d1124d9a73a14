"""Whose files are seen and as known when, a body that is no more, rosters that contradict, acts and clues."""

from datetime import timedelta

import pytest

from jiandu.client import CallFailed
from tests.realm import until

TONGZHOU, WULONG = "110112", "500156"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def registry(deploy):
    supervision = deploy("supervision", wait=False)
    registry = deploy("certificates")
    supervision.wait_ready()
    return registry


@pytest.fixture(scope="module")
def registrar(registry):
    return registry.client("registrar", subject="bureau")


@pytest.fixture(scope="module")
def body(registrar):
    """Has a body registered; its id."""

    def registered(body_id, region=TONGZHOU, **other):
        registrar.call("certificates.register_body", body_id=body_id, region=region, name=f"{body_id}局", **other)
        return body_id

    registered("own")
    return registered


@pytest.fixture
def officer(registrar, body):
    """Has an officer registered who holds the certificate C-<id>; the id."""

    def registered(officer_id, body_id="own", region=TONGZHOU, **certificate_fields):
        registrar.call(
            "certificates.register_officer",
            **person(officer_id, **certificate_fields),
            region=region,
            body_id=body_id,
        )
        return officer_id

    return registered


def person(officer_id, number=None, **other):
    term = {"valid_from": "2025-01-01", "valid_to": "2029-12-31"}
    held = {"number": number or f"C-{officer_id}", "kind": "district", "issuer": "tongzhou", **term, **other}
    return {"officer_id": officer_id, "name": "某甲", "certificates": [held]}


def unit_of(registry, body_id, *other_roles):
    return registry.client("enforcement_legal_unit", *other_roles, agency=body_id, subject=f"unit-{body_id}")


def refused(call, method, **fields):
    with pytest.raises(CallFailed) as failed:
        call(f"certificates.{method}", **fields)
    return failed.value.code


def check(client, officer_id):
    return client.ask("certificates.check", number=f"C-{officer_id}")["status"]


def revoke(registry, officer_id, order, effective_at=None):
    said = {
        "region": TONGZHOU,
        "unit": "own",
        "order_id": order,
        "officer_id": officer_id,
        "ground": "brutality",
        "effect": "certificate.revoke",
        "measure": "m",
        "effective_at": (effective_at or registry.now).isoformat(),
        "until": None,
    }
    registry.is_told("accountability", "sanction.decided", said, subject=f"acc-{order}", schema_version=2)
    client = registry.client("registrar", subject="bureau")
    until(lambda: check(client, officer_id) == "revoked")


def test_the_end_of_a_body_cancels_its_certificates_and_nobody_comes_into_it_again(
    registry, registrar, body, officer
):
    body("closing")
    body("closing-1")
    stays, moved, goes = (
        officer("e-stays", "closing-1"),
        officer("e-moved", "closing"),
        officer("e-goes", "closing"),
    )
    change = {"officer_id": moved, "kind": "joined", "on": "2026-03-01", "body_id": "closing-1"}
    registrar.call("certificates.record_personnel_change", **change)
    registrar.call("certificates.dissolve_body", body_id="closing", ground="body_dissolved", on="2026-03-02")
    until(lambda: registrar.ask("certificates.get_body", body_id="closing")["dissolution_carried_out_at"])
    assert [check(registrar, each) for each in (goes, moved, stays)] == ["cancelled", "valid", "valid"]

    there = {"region": TONGZHOU, "body_id": "closing"}
    roster = {"roster_id": "late", "rows": [{"row": 1, **person("e-late")}]}
    term = {"valid_from": "2026-03-02", "valid_to": "2029-12-31", "issuer": "tongzhou"}
    assert refused(registrar.call, "register_officer", **person("e-late"), **there) == "BARRED"
    assert refused(registrar.call, "import_roster", **there, **roster) == "BARRED"
    assert refused(registrar.call, "apply_for_certificate", officer_id=goes, number="N", kind="k") == "BARRED"
    assert refused(registrar.call, "issue_certificate", officer_id=goes, application_id="a", **term) == "BARRED"
    assert refused(registrar.ask, "get_officer", officer_id="e-late") == "NOT_FOUND"


def test_what_lies_with_a_body_is_not_there_for_the_legal_unit_of_another(registry, registrar, body, officer):
    one = officer("seen")
    body("wl", WULONG)
    engaged = {"auxiliary_id": "helper", "region": WULONG, "body_id": "wl", "name": "某丙", "post": "assistant"}
    registrar.call("certificates.engage_auxiliary", **engaged)
    suspended = {"officer_id": one, "number": f"C-{one}", "ground": "g", "notice_number": "暂扣〔2026〕1号"}
    unit_of(registry, "own").call("certificates.suspend_certificate", **suspended)
    (clock, *_) = registrar.ask("certificates.get_officer", officer_id=one)["clocks"]
    asked = [
        ("own", "get_officer", {"officer_id": one}),
        ("own", "explain_clock", {"officer_id": one, "clock": clock}),
        ("own", "roster", {"body_id": "own"}),
        ("wl", "get_auxiliary", {"auxiliary_id": "helper"}),
    ]
    stranger, intake = unit_of(registry, "other"), unit_of(registry, "other", "intake_officer")
    for owner, method, fields in asked:
        assert unit_of(registry, owner).ask(f"certificates.{method}", **fields)
        for client in (stranger, intake):  # what lets one check certificates opens no files
            assert refused(client.ask, method, **fields) == "NOT_FOUND"
    assert stranger.ask("certificates.get_body", body_id="own")["name"] == "own局"
    assert unit_of(registry, "other", "platform").ask("certificates.get_officer", officer_id=one)["id"] == one


def test_bodies_delegations_and_auxiliary_staff_are_shown_as_they_were_known(registry, registrar, body):
    before = a_moment_between(registry)
    body("wl-known", WULONG)
    signed = {"region": WULONG, "body_id": "wl-known", "delegate_id": "wl", "act_kinds": ["fine"]}
    signed.update(valid_from="2026-03-02", valid_to="2027-03-01", signed_on="2026-03-02", digest="ab" * 32)
    signed.update(contents=["matters", "powers", "term", "rights_and_duties", "liability"])
    signed.update(form=["in_writing", "signed_with_delegate"], basis="expressly_delegable")
    delegation = registrar.call("certificates.sign_delegation", **signed)["id"]
    helper = {"auxiliary_id": "helper-known", "region": WULONG, "body_id": "wl-known"}
    registrar.call("certificates.engage_auxiliary", **helper, name="某丁", post="assistant")
    between = a_moment_between(registry)
    registrar.call("certificates.subscribe_body", body_id="wl-known")
    registrar.call("certificates.end_delegation", delegation_id=delegation, on="2026-03-02")
    trained = {"on": "2026-03-02", "hours": 8, "topic": "post_skills"}
    registrar.call("certificates.train_auxiliary", auxiliary_id="helper-known", **trained)

    for method, fields, shown in (
        ("get_body", {"body_id": "wl-known"}, "subscribed_at"),
        ("get_delegation", {"delegation_id": delegation}, "ended_on"),
        ("get_auxiliary", {"auxiliary_id": "helper-known"}, "trainings"),
    ):
        assert not registrar.ask(f"certificates.{method}", **fields, known_at=between)[shown]
        assert registrar.ask(f"certificates.{method}", **fields)[shown]
        assert refused(registrar.ask, method, **fields, known_at=before) == "NOT_FOUND"


def a_moment_between(registry):
    """A moment after everything so far and before everything that follows."""
    registry.travel(by=timedelta(minutes=5))
    moment = registry.now.isoformat()
    registry.travel(by=timedelta(minutes=5))
    return moment


def test_acts_and_the_reach_of_an_order_are_shown_as_they_were_known(registry, registrar, officer):
    before = a_moment_between(registry)
    one = officer("known")
    acted = {"acted_at": (registry.now - DAY).isoformat(), "matter_id": "case-k", "kind": "penalty"}
    fields = {"region": TONGZHOU, "body_id": "own", "officer_ids": [one], **acted}
    act = {"act_id": registrar.call("certificates.record_act", **fields)["id"]}
    revoke(registry, one, "order-known", registry.now - 2 * DAY)
    until(lambda: registrar.ask("certificates.get_act", **act)["state"] == "invalid")
    until(lambda: expected(registrar, "order-known"))
    between = a_moment_between(registry)
    excused = {"order_id": "order-known", "subscriber": "/services/complaints", "ground": "gone"}
    registry.client("supervision_head").call("certificates.excuse_subscriber", **excused)
    registrar.call("certificates.propose_correction", officer_id=one, corrects="order-known", ground="wrong")
    (proposal,) = registrar.ask("certificates.get_officer", officer_id=one)["corrections"]
    second = registry.client("registrar", subject="second")
    second.call("certificates.approve_correction", officer_id=one, proposal_id=proposal["id"])
    until(lambda: registrar.ask("certificates.get_act", **act)["state"] == "clear")

    assert registrar.ask("certificates.get_act", **act, known_at=between)["state"] == "invalid"
    assert refused(registrar.ask, "get_act", **act, known_at=before) == "NOT_FOUND"
    order = {"order_id": "order-known"}
    assert registrar.ask("certificates.coverage", **order)["excused"] == {"/services/complaints": "gone"}
    assert registrar.ask("certificates.coverage", **order, known_at=between)["excused"] == {}
    assert refused(registrar.ask, "coverage", **order, known_at=before) == "NOT_FOUND"


def expected(client, order):
    try:
        return client.ask("certificates.coverage", order_id=order)["expected"]
    except CallFailed as failure:
        if failure.code != "NOT_FOUND":
            raise
        return 0


def test_the_public_is_told_of_the_body_that_was_worked_for_at_the_moment_asked_about(registrar, body, officer):
    body("joined")
    one = officer("mover")
    change = {"officer_id": one, "kind": "joined", "on": "2026-02-10", "body_id": "joined"}
    registrar.call("certificates.record_personnel_change", **change)
    asked = {"number": f"C-{one}"}
    assert registrar.ask("certificates.lookup", **asked)["body"] == "joined局"
    assert registrar.ask("certificates.lookup", **asked, as_of="2026-02-09T12:00:00+08:00")["body"] == "own局"


def test_a_qr_code_that_no_camera_could_read_is_refused(registry, registrar, officer):
    one = officer("many-kinds", act_kinds=[f"administrative_enforcement_{n}" for n in range(40)])
    until(lambda: registrar.ask("certificates.check", number=f"C-{one}")["index"] is not None)
    assert refused(unit_of(registry, "own").ask, "qr_content", number=f"C-{one}") == "TOO_LONG"


def test_rows_that_contradict_others_or_what_was_imported_before_are_quarantined(
    registry, registrar, body, officer
):
    def imported(roster, *rows, by=registrar):
        asked = {"body_id": "own", "region": TONGZHOU, "roster_id": roster, "rows": list(rows)}
        told = by.call("certificates.import_roster", **asked)["rows"]
        return {(each["outcome"], each["code"], each["field"]) for each in told}

    created = ("created", None, None)
    first, same_row = {"row": 1, **person("i-1")}, {"row": 1, **person("i-2")}
    assert imported("i-a", first, same_row) == {created, ("quarantined", "ALREADY_EXISTS", "row")}
    mended = {**first, "name": "某乙"}
    assert imported("i-a", mended) == {("quarantined", "COMMAND_ID_REUSED", "roster_id")}
    assert imported("i-a", first) == {created}
    assert imported("i-b", mended) == {("updated", None, None)}
    assert refused(registrar.ask, "get_officer", officer_id="i-2") == "NOT_FOUND"
    body("far", WULONG)
    elsewhere = officer("i-wulong", "far", WULONG)
    of_tongzhou = registry.client("registrar", region=TONGZHOU, subject="district")
    row = {"row": 2, **person(elsewhere), "name": "某丁"}
    assert imported("i-c", row, by=of_tongzhou) == {("quarantined", "ALREADY_EXISTS", "officer_id")}


def test_the_id_of_an_act_follows_from_the_command_and_is_nobodys_choice(registry, registrar, officer):
    said = {"region": TONGZHOU, "body_id": "own", "officer_ids": [officer("doer")], "kind": "penalty"}
    said.update(acted_at=registry.now.isoformat(), matter_id="case-d")
    first = registrar.call("certificates.record_act", **said, command_id="act-1")["id"]
    assert registrar.call("certificates.record_act", **said, command_id="act-1")["id"] == first
    assert registrar.call("certificates.record_act", **said, command_id="act-2")["id"] != first
    assert refused(registrar.call, "record_act", **said, act_id="mine") == "UNKNOWN_FIELD"


def test_a_complaint_of_an_officer_whose_certificate_was_revoked_before_is_a_clue_the_body_does_not_see(
    registry, officer
):
    one = officer("accused")
    revoke(registry, one, "order-accused", registry.now - 3 * DAY)
    accepted = {"region": TONGZHOU, "respondent": "own", "officer_ids": [one], "place": 0}
    accepted["act_on"] = (registry.now - DAY).date().isoformat()
    registry.is_told(
        "complaints", "complaint.accepted", accepted, subject="cmp-a", region=TONGZHOU, schema_version=2
    )

    def clues(agency):
        asks = registry.client("supervision_officer", agency=agency)
        found = asks.ask("supervision.open_clues")["rows"]
        return [each for each in found if one in each["officer_ids"]]

    (clue,) = until(lambda: clues("province"))
    assert (clue["kind"], clue["bodies"]) == ("act_without_validity", ["own"])
    assert clues("own") == []
