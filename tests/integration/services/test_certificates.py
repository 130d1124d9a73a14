"""The registry on the real broker and store: checked, authorised, looked up, listed, in two times."""

from datetime import timedelta

import pytest

from jiandu.client import CallFailed, OfflineList, Status
from jiandu.identity.keyring import FolderKeyring
from jiandu.record.status_list import Epoch, Snapshot
from tests.realm import until

TONGZHOU, CHANGJI = "110112", "652300"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def registry(deploy):
    return deploy("certificates")


@pytest.fixture(scope="module")
def registrar(registry):
    return registry.client("registrar", subject="bureau")


@pytest.fixture(scope="module")
def unit(registry):
    return registry.client("enforcement_legal_unit", agency="chengguan", subject="unit-li")


@pytest.fixture(scope="module")
def body(registrar):
    registrar.call("certificates.register_body", body_id="chengguan", region=TONGZHOU, name="通州区城管执法局")
    return "chengguan"


@pytest.fixture
def officer(registrar, body, request):
    """An officer of its own for every test, with two certificates."""
    name = f"o-{abs(hash(request.node.name)) % 10**8}"
    registrar.call(
        "certificates.register_officer",
        officer_id=name,
        region=TONGZHOU,
        body_id=body,
        name="某甲",
        on_staff=True,
        certificates=[certificate(f"{name}-1"), certificate(f"{name}-2", kind="department")],
    )
    return name


def certificate(number, kind="district", **other):
    term = {"valid_from": "2025-01-01", "valid_to": "2029-12-31"}
    return {"number": number, "kind": kind, "issuer": "tongzhou", **term, **other}


def status(client, number, **at):
    return client.ask("certificates.check", number=number, **at)["status"]


def refusal(call, method, **fields):
    with pytest.raises(CallFailed) as refused:
        call(f"certificates.{method}", **fields)
    return refused.value.code


def sanction(registry, officer, order, effect="certificate.revoke", **other):
    said = {
        "region": TONGZHOU,
        "unit": "chengguan",
        "order_id": order,
        "officer_id": officer,
        "ground": "brutality",
        "effect": effect,
        "measure": "m",
        "effective_at": registry.now.isoformat(),
        "until": None,
        **other,
    }
    registry.is_told("accountability", "sanction.decided", said, subject=f"acc-{order}", schema_version=2)


def test_one_order_acts_on_every_certificate_of_the_person_and_what_was_known_before_stays(
    registry, registrar, officer
):
    before = registry.now
    sanction(registry, officer, "order-a", effective_at=(before - 3 * DAY).isoformat())
    until(lambda: status(registrar, f"{officer}-1") == "revoked")
    assert status(registrar, f"{officer}-2") == "revoked"
    day_before = (before - DAY).isoformat()
    assert status(registrar, f"{officer}-1", as_of=day_before) == "revoked"
    assert status(registrar, f"{officer}-1", as_of=day_before, known_at=before.isoformat()) == "valid"
    shown = registrar.ask("certificates.lookup", number=f"{officer}-1")
    assert (shown["status"], shown["name"], "吊销" in shown["words"]["zh"]) == ("revoked", "某甲", True)
    assert registrar.ask("certificates.lookup", number="nobody-knows-it")["status"] == "unknown"


def test_a_correction_by_two_persons_takes_an_order_back_and_the_list_follows(registry, registrar, officer):
    sanction(registry, officer, "order-b")
    until(lambda: status(registrar, f"{officer}-1") == "revoked")
    proposed = registrar.call(
        "certificates.propose_correction", officer_id=officer, corrects="order-b", ground="wrong"
    )
    proposal = registrar.ask("certificates.get_officer", officer_id=officer)["corrections"][0]["id"]
    assert proposed["events"] == ["CorrectionProposed"]
    asked = {"officer_id": officer, "proposal_id": proposal}
    assert refusal(registrar.call, "approve_correction", **asked) == "SAME_PERSON"
    other = registry.client("registrar", subject="second")
    other.call("certificates.approve_correction", **asked)
    assert status(registrar, f"{officer}-1") == "valid"
    (kept, _) = registrar.ask("certificates.get_officer", officer_id=officer)["certificates"][0]["history"]
    assert kept["status"] == "valid"


def test_a_suspension_ends_by_itself_and_a_third_one_can_not_be_lifted(registry, registrar, unit, officer):
    number = f"{officer}-1"
    head = registry.client("enforcement_legal_unit", agency="chengguan", subject="head-wang")
    asked = {"officer_id": officer, "number": number}
    for turn in range(3):
        unit.call("certificates.suspend_certificate", **asked, ground="g", notice_number=f"暂扣〔2026〕{turn}号")
        assert status(registrar, number) == "suspended"
        if turn < 2:
            assert refusal(unit.call, "decide_suspension", **asked, outcome="restore") == "SAME_PERSON"
            head.call("certificates.decide_suspension", **asked, outcome="restore")
            assert status(registrar, number) == "valid"
    assert refusal(head.call, "decide_suspension", **asked, outcome="restore") == "BARRED"
    head.call("certificates.decide_suspension", **asked, outcome="write_off")
    registrar.call("certificates.write_off_certificate", **asked)
    assert status(registrar, number) == "written_off"
    until_then = registry.now + 2 * DAY
    sanction(registry, officer, "order-c", "certificate.suspend", until=until_then.isoformat())
    until(lambda: status(registrar, f"{officer}-2") == "suspended")
    assert status(registrar, f"{officer}-2", as_of=until_then.isoformat()) == "valid"


def test_the_signed_list_and_a_qr_code_are_checked_offline(registry, registrar, unit, officer):
    number = f"{officer}-1"
    known = until(lambda: registrar.ask("certificates.check", number=number)["index"] is not None)
    assert known
    index = registrar.ask("certificates.check", number=number)["index"]
    keyring = FolderKeyring(registry.realm.keys)
    offline = OfflineList(keyring)
    offline.load(Snapshot.from_plain(registrar.ask("certificates.status_list_since")["snapshot"]), registry.now)
    assert offline.status(index, registry.now).status is Status.VALID
    content = unit.ask("certificates.qr_content", number=number)["content"]
    attested, checked = offline.check_qr(content, registry.now)
    assert (attested.number, attested.index, checked.status) == (number, index, Status.VALID)

    sanction(registry, officer, "order-d")
    until(lambda: status(registrar, number) == "revoked")

    def followed():
        for epoch in registrar.ask("certificates.status_list_since", since=offline.epoch.number)["epochs"]:
            offline.apply(Epoch.from_plain(epoch), registry.now)
        return offline.status(index, registry.now).status is Status.REVOKED

    until(followed)
    assert offline.status(index, registry.now + 11 * timedelta(minutes=1)).status is Status.UNKNOWN
    assert refusal(unit.ask, "qr_content", number=number) == "NOT_ALLOWED_IN_STATE"


def test_who_may_act_is_answered_with_every_reason_and_its_article(registry, registrar, unit, officer):
    registrar.call("certificates.register_body", body_id="wl-body", region="500156", name="武隆区某局")
    for each in ("wl-1", "wl-2"):
        registrar.call(
            "certificates.register_officer",
            officer_id=each,
            region="500156",
            body_id="wl-body",
            name="某",
            certificates=[certificate(f"{each}-c", act_kinds=["penalty"], range="500156")],
        )
    asked = {"body_id": "wl-body", "kind": "penalty", "region": "500156"}
    assert registrar.ask("certificates.authorise", **asked, officer_ids=["wl-1", "wl-2"])["authorised"]
    alone = registrar.ask("certificates.authorise", **asked, officer_ids=["wl-1"])
    assert not alone["authorised"]
    assert [(each["code"], each["citation"]["article"]) for each in alone["reasons"]] == [
        ("TOO_FEW_OFFICERS", "四(一)")
    ]
    elsewhere = registrar.ask(
        "certificates.authorise", **{**asked, "kind": "licence"}, officer_ids=["wl-1", "wl-2"]
    )
    assert {each["code"] for each in elsewhere["reasons"]} == {"OUTSIDE_SCOPE"}


def test_acts_while_a_certificate_was_not_valid_are_found_whenever_the_order_is_recorded(
    registry, registrar, officer
):
    acted = registry.now - 2 * DAY
    fields = {"region": TONGZHOU, "body_id": "chengguan", "kind": "penalty", "matter_id": "case-1"}
    fields.update(officer_ids=[officer], acted_at=acted.isoformat())
    act = registrar.call("certificates.record_act", **fields)["id"]
    assert registrar.ask("certificates.get_act", act_id=act)["state"] == "clear"
    sanction(registry, officer, f"order-{officer}", effective_at=(acted - DAY).isoformat())
    found = until(lambda: registrar.ask("certificates.get_act", act_id=act)["state"] == "invalid")
    assert found
    shown = registrar.ask("certificates.get_act", act_id=act)
    assert shown["findings"] == [{"officer_id": officer, "status": "revoked"}]


def test_a_roster_is_taken_row_by_row_and_a_repetition_changes_nothing(registrar, body):
    rows = [
        {"row": n, "officer_id": f"r-{n}", "name": "某乙", "certificates": [certificate(f"r-{n}-c")]}
        for n in range(1, 6)
    ]
    rows[4]["certificates"] = [certificate("r-1-c")]
    rows[3] = {**rows[3], "name": 7}
    asked = {"body_id": body, "region": TONGZHOU, "roster_id": "roster-1", "rows": rows}
    told = registrar.call("certificates.import_roster", **asked)["rows"]
    assert [(each["row"], each["outcome"], each["code"]) for each in told] == [
        (1, "created", None),
        (2, "created", None),
        (3, "created", None),
        (4, "quarantined", "WRONG_TYPE"),
        (5, "quarantined", "ALREADY_EXISTS"),
    ]
    assert registrar.call("certificates.import_roster", **asked)["rows"][0]["outcome"] == "created"
    again = registrar.call("certificates.import_roster", **{**asked, "roster_id": "roster-2"})["rows"]
    assert [each["outcome"] for each in again[:3]] == ["unchanged"] * 3
    changed = {**rows[0], "name": "某丙"}
    told = registrar.call("certificates.import_roster", **{**asked, "roster_id": "roster-3", "rows": [changed]})[
        "rows"
    ]
    assert told[0]["outcome"] == "updated"
    listed = registrar.ask("certificates.roster", body_id=body, after="r-", limit=3)
    assert [each["officer_id"] for each in listed["rows"]] == ["r-1", "r-2", "r-3"]
    assert listed["next"] == "r-3"


def test_every_question_can_be_asked_by_what_was_known_at_a_moment(registry, registrar, unit, officer, body):
    before = registry.now.isoformat()
    registry.travel(by=timedelta(hours=1))
    unit.call("certificates.record_training", officer_id=officer, on="2026-02-01", hours=80, topic="law")
    registrar.call(
        "certificates.record_exam", officer_id=officer, kind="common_law", on="2026-02-02", result="passed"
    )
    registrar.call("certificates.inspect_certificate", officer_id=officer, number=f"{officer}-1", year=2026)
    registrar.call("certificates.cancel_certificate", officer_id=officer, ground="retired", number=f"{officer}-2")

    def asked(method, **fields):
        """The rows of the officer in a list, now and by what was known before."""
        answers = (
            registrar.ask(f"certificates.{method}", **fields, **known) for known in ({}, {"known_at": before})
        )
        return [[row for row in answer["rows"] if row["officer_id"] == officer] for answer in answers]

    of_year = {"body_id": body, "year": 2026}
    assert [len(rows) for rows in asked("untrained", **of_year)] == [0, 1]
    assert [len(rows) for rows in asked("uninspected", **of_year)] == [0, 2]
    assert [len(rows) for rows in asked("expiring", until="2029-12-31")] == [1, 2]
    now, then = (rows[0]["certificates"] for rows in asked("roster", body_id=body))
    assert [[each["status"] for each in rows] for rows in (now, then)] == [
        ["valid", "cancelled"],
        ["valid", "valid"],
    ]
    shown = registrar.ask("certificates.get_officer", officer_id=officer, known_at=before)
    assert (shown["trainings"], shown["inspections"], shown["orders"]) == ([], [], [])
    who = {"body_id": body, "officer_ids": [officer], "kind": "penalty", "region": TONGZHOU}
    assert registrar.ask("certificates.authorise", **who, known_at=before)["authorised"]
    long_ago = "2020-01-01T00:00:00+08:00"
    assert refusal(registrar.ask, "get_officer", officer_id=officer, known_at=long_ago) == "NOT_FOUND"
    assert registrar.ask("certificates.lookup", number=f"{officer}-1", known_at=long_ago)["status"] == "unknown"
