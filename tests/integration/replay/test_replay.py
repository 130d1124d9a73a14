"""Registers replayed on the real broker, store and services: row by row, twice, and the real files in part."""

import gzip
import json
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest

from replay.desk import AGENCY, Desk
from replay.newyork import NewYork
from replay.reading import open_register
from replay.registers import adapter_for
from replay.runner import replay
from replay.virginia import Virginia
from services.deployables import SERVICES

DATA = Path(__file__).parents[4] / "shared" / "data"
TODAY = date(2026, 11, 1)
FIRST_ROWS = 60


@pytest.fixture(scope="module", autouse=True)
def services(realm):
    for path in SERVICES:
        realm.serve(path)


@pytest.fixture
def desk(realm):
    def client(role, region):
        return realm.client(role, subject=f"replay-{role}", agency=AGENCY, regions=(region,))

    made = Desk(client)
    yield made
    made.close()


@pytest.fixture
def run(realm, desk, tmp_path):
    def run(file):
        results = tmp_path / "results.jsonl"
        fresh = Desk(desk.open, _clients=desk._clients)
        with open_register(file) as register, results.open("w", encoding="utf-8") as out:
            summary = replay(register, adapter_for(register, file.parent), fresh, TODAY, out)
        return summary, [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]

    return run


def written(tmp_path, columns, *rows):
    file = tmp_path / "register.csv"
    lines = [",".join(columns).encode(), *(row if isinstance(row, bytes) else row.encode() for row in rows)]
    file.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(lines))
    return file


def outcomes(results):
    return [each["reason"] or each["rule"] or each["outcome"] for each in results]


BOARD = (
    "100000001,7001,Substantiated (Charges),,,No penalty,,",
    "100000001,7002,Substantiated (Charges),,,Instructions,,",
    "100000002,7001,,,,,13/45/2020,",
    b"100000003,7001,\xff,,,,,",
    "100000004,7003,,,,,,,,",
    "100000001,7001,Substantiated (Charges),,,No penalty,,",
    f"100000005,7003,{'x' * 12_000},,,,,",
    "100000006,7003,,,,,,",
)
BOARD_OUTCOMES = [
    "accepted", "same_complaint", "UNPARSABLE_DATE", "UNDECODABLE", "TOO_MANY_COLUMNS", "repeated_row", "TOO_LONG",
    "accepted",
]  # fmt: skip
REVOKED = (
    "VA-one,Hampton Police Division,44200,2021-01-04,Finalized,present,",
    "VA-two,Hampton Police Division,44278,2021-03-23,FINALIZED*,present,",
    "VA-three,Hampton Police Division,N.A,,REINSTATED 11/17/2022,reinstated,2022-11-17",
    "VA-one,Hampton Police Division,44200,2021-01-04,Finalized,present,",
    "VA-four,Hampton Police Division,44200,2021-01-04,Reinstated 11/17/2022,reinstated,2022-11-17",
)


def test_complaints_are_taken_in_row_by_row_and_the_second_run_changes_nothing(realm, tmp_path, run):
    file = written(tmp_path, NewYork().columns, *BOARD)
    first, results = run(file)
    assert outcomes(results) == BOARD_OUTCOMES
    assert first.faults == []
    with realm.client("intake_officer", regions=("371000",)) as intake:
        complaint = intake.ask("complaints.get", complaint_id=results[0]["ids"]["complaint"])
    assert complaint["state"] == "submitted"
    officers = [results[row]["ids"]["officer"] for row in (0, 1)]
    assert complaint["respondents"][0]["officer_ids"] == officers
    assert complaint["external_ids"] == [{"source": "new-york", "number": "100000001"}]
    second, again = run(file)
    assert outcomes(again) == BOARD_OUTCOMES
    assert second.applied_now == 0
    assert second.faults == []
    assert [each["already_there"] for each in again] == [
        each["outcome"] in ("accepted", "linked") for each in again
    ]
    assert [each["ids"] for each in again] == [each["ids"] for each in results]


def test_a_revocation_reaches_the_registry_with_the_registers_day(realm, tmp_path, run):
    file = written(tmp_path, Virginia().columns, *REVOKED)
    first, results = run(file)
    assert outcomes(results) == ["accepted", "accepted", "REVOCATION_DATE_LOST", "repeated_row", "accepted"]
    assert first.faults == []
    with realm.client("registrar", regions=("652300",)) as registrar:
        officer = registrar.ask("certificates.get_officer", officer_id=results[0]["ids"]["officer"])
        number = officer["certificates"][0]["number"]
        moments = [f"{date(2021, 1, 4) + timedelta(days=n)}T12:00:00+08:00" for n in (-1, 0, 400)]
        statuses = [registrar.ask("certificates.check", number=number, as_of=at)["status"] for at in moments]
        back = registrar.ask("certificates.get_officer", officer_id=results[4]["ids"]["officer"])
        held = back["certificates"][0]
        days = [f"{day}T12:00:00+08:00" for day in ("2021-01-04", "2022-11-16", "2022-11-17")]
        there = [registrar.ask("certificates.check", number=held["number"], as_of=at)["status"] for at in days]
    assert statuses == ["not_yet_valid", "revoked", "revoked"]
    # given back, and still known for ever: revoked when, why, by which order
    assert there == ["revoked", "revoked", "valid"]
    (revoked,) = [said for said in held["history"] if said["status"] == "revoked"]
    assert (revoked["since"][:10], revoked["ground"], revoked["order_id"]) == (
        "2021-01-04",
        "other",
        back["orders"][0],
    )
    second, again = run(file)
    assert second.applied_now == 0
    assert [each["ids"] for each in again] == [each["ids"] for each in results]
    assert [each["already_there"] for each in again] == [True, True, False, True, True]


@pytest.mark.parametrize(
    "name", ["nyc_ccrb_penalties_2026.csv.gz", "va_decertifications.csv.gz", "va_agencies.csv.gz"]
)
def test_the_first_rows_of_the_real_register_are_taken_in(tmp_path, run, name):
    if not (DATA / name).is_file():
        pytest.skip(f"THE REAL REGISTER IS NOT REPLAYED: {name} is not at hand in ../shared/data")
    with gzip.open(DATA / name, "rb") as whole:
        part = tmp_path / name.removesuffix(".gz")
        part.write_bytes(b"".join(islice(whole, FIRST_ROWS + 1)))
    summary, results = run(part)
    assert summary.faults == []
    assert len(results) == summary.rows >= FIRST_ROWS - 5  # some records have line breaks in them
    assert summary.outcomes["accepted"] > FIRST_ROWS // 3


@pytest.mark.parametrize("name", ["nyc_ccrb_penalties_2026.csv.gz", "va_decertifications.csv.gz"])
def test_every_row_of_the_real_register_is_read_or_has_a_reason(name):
    if not (DATA / name).is_file():
        pytest.skip(f"THE REAL REGISTER IS NOT READ: {name} is not at hand in ../shared/data")
    with open_register(DATA / name) as register:
        adapter = adapter_for(register, DATA)
        faults = [record.fault for record in register.records()]
    assert adapter.name in ("new-york-complaints", "virginia-revocations")
    assert set(faults) == {None}
    assert len(faults) in (14_918, 434)
