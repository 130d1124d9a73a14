"""A number is one person's: of several who want it at the same time exactly one gets it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from jiandu.client import CallFailed
from jiandu.law import HOUSE
from jiandu.store.connection import connect
from services.certificates.repository.numbers import Numbers

REGION = "110112"
TURNS = 6  # of each race
TERM = {"valid_from": "2025-01-01", "valid_to": "2029-12-31"}


@pytest.fixture(scope="module")
def registry(deploy):
    return deploy("certificates")


@pytest.fixture(scope="module")
def registrar(registry):
    registrar = registry.client("registrar", subject="bureau")
    registrar.call("certificates.register_body", body_id="own", region=REGION, name="某局")
    return registrar


@pytest.fixture(scope="module")
def callers(registry, registrar):
    """Two, each over a connection of its own."""
    return [registry.client("registrar", subject=name) for name in ("one", "two")]


def at_once(*calls):
    """What each call answers, or the code it fails with, when all are made at the same moment."""
    begin = Barrier(len(calls))

    def made(call):
        begin.wait()
        try:
            return call()
        except CallFailed as failure:
            return failure.code

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(made, calls))


def person(officer_id, *numbers):
    certificates = [{"number": each, "kind": "district", "issuer": "tongzhou", **TERM} for each in numbers]
    return {"officer_id": officer_id, "name": "某甲", "certificates": certificates}


def registering(client, officer_id, *numbers):
    fields = {"region": REGION, "body_id": "own", **person(officer_id, *numbers)}
    return lambda: client.call("certificates.register_officer", **fields)["events"]


def importing(client, officer_id, *numbers):
    rows = [{"row": 1, **person(officer_id, *numbers)}]
    fields = {"region": REGION, "body_id": "own", "roster_id": officer_id, "rows": rows}

    def call():
        (told,) = client.call("certificates.import_roster", **fields)["rows"]
        return told["code"] or told["outcome"]

    return call


def applying(client, officer_id, number):
    fields = {"officer_id": officer_id, "number": number, "kind": "district"}
    return lambda: client.call("certificates.apply_for_certificate", **fields)["events"]


def qualified(registrar, officer_id):
    registrar.call(
        "certificates.register_officer", region=REGION, body_id="own", on_staff=True, **person(officer_id)
    )
    for kind in ("common_law", "professional_law"):
        passed = {"kind": kind, "on": "2026-02-02", "result": "passed"}
        registrar.call("certificates.record_exam", officer_id=officer_id, **passed)
    conditions = ["common_law", "professional_competence"]
    registrar.call("certificates.register_qualification", officer_id=officer_id, conditions=conditions)
    return officer_id


def holders(registrar, number, *officer_ids):
    """In whose files the number is, held or applied for."""
    found = []
    for each in officer_ids:
        try:
            file = registrar.ask("certificates.get_officer", officer_id=each)
        except CallFailed as failure:
            if failure.code != "NOT_FOUND":
                raise
            continue
        numbers = [one["number"] for one in (*file["certificates"], *file["applications"])]
        found += [each] * numbers.count(number)
    return found


@pytest.mark.parametrize(("first", "second"), [(importing, importing), (registering, importing)])
def test_of_two_who_bring_in_one_number_at_the_same_time_one_gets_it(registrar, callers, first, second):
    kinds = f"{first.__name__}-{second.__name__}"
    for turn in range(TURNS):
        one, other, number = (f"{kind}-{kinds}-{turn}" for kind in ("a", "b", "N"))
        answers = at_once(first(callers[0], one, number), second(callers[1], other, number))
        assert answers.count("ALREADY_EXISTS") == 1
        assert len(holders(registrar, number, one, other)) == 1


def test_of_two_who_apply_for_one_number_at_the_same_time_one_gets_it(registrar, callers):
    one, other = (qualified(registrar, f"{name}-applies") for name in ("a", "b"))
    for turn in range(TURNS):
        number = f"N-applied-{turn}"
        answers = at_once(applying(callers[0], one, number), applying(callers[1], other, number))
        assert sorted(answers, key=str) == ["ALREADY_EXISTS", ["CertificateApplied"]]
        assert len(holders(registrar, number, one, other)) == 1


def test_a_number_whose_command_was_refused_stays_claimed_for_a_while(registrar):
    registering(registrar, "there")()
    with pytest.raises(CallFailed, match="ALREADY_EXISTS"):
        registering(registrar, "there", "N-kept")()
    assert importing(registrar, "next", "N-kept")() == "ALREADY_EXISTS"
    assert importing(registrar, "there", "N-kept")() == "updated"  # who claimed it may still write it


@pytest.fixture
def claims(store):
    """Where claims are kept."""
    database = connect(store.mongo_uri, "numbers")
    yield database
    database.client.drop_database("numbers")
    database.client.close()


def grow_older(claims, by):
    for each in claims["certificate_numbers"].find():
        claims["certificate_numbers"].update_one({"_id": each["_id"]}, {"$set": {"at": each["at"] - by}})


def test_a_claim_that_was_given_up_falls_to_the_next_once_it_is_old(claims):
    numbers = Numbers(claims)
    assert numbers.claim({"N": "a", "M": "a"}) == {}
    assert numbers.claim({"N": "a"}) == {}
    assert numbers.claim({"N": "b"}) == {"N": "a"}
    grow_older(claims, HOUSE.number_kept_for / 2)
    assert numbers.take_over({"N": ("a", "b")}) == {"N": "a"}
    grow_older(claims, HOUSE.number_kept_for / 2)
    assert numbers.take_over({"N": ("a", "b")}) == {}
    assert numbers.claim({"N": "a", "M": "b"}) == {"N": "b", "M": "a"}


def test_a_claim_that_somebody_took_over_meanwhile_is_not_taken_over_again(claims):
    numbers = Numbers(claims)
    numbers.claim({"N": "a"})
    grow_older(claims, HOUSE.number_kept_for)
    assert numbers.take_over({"N": ("a", "b")}) == {}
    assert numbers.take_over({"N": ("a", "c")}) == {"N": "b"}
    grow_older(claims, HOUSE.number_kept_for)
    assert numbers.take_over({"N": ("a", "c")}) == {"N": "b"}
