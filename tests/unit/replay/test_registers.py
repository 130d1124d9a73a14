"""What each register's rows become, and why some become nothing."""

import json
from datetime import date

import pytest

from jiandu.bus import fields
from jiandu.client import CallFailed
from replay.desk import Desk, Errand
from replay.entry import REASONS, Quarantined
from replay.newyork import BODY, NewYork
from replay.reading import Unreadable, open_register
from replay.registers import adapter_for
from replay.virginia import Virginia
from services.accountability import schemas as accountability
from services.certificates.schemas import bodies, officers
from services.complaints.schemas import incoming as complaints
from services.supervision.schemas import cases as supervision

TODAY = date(2026, 11, 23)
SCHEMAS = {
    "certificates.register_body": bodies.Body,
    "certificates.register_officer": officers.Officer,
    "complaints.submit": complaints.Submit,
    "complaints.bind_officer": complaints.Bind,
    "supervision.register_supervisor": supervision.RegisterSupervisor,
    "supervision.open_case": supervision.Open,
    "supervision.assign_investigators": supervision.Assign,
    "supervision.recommend_accountability": supervision.Recommendation,
    "accountability.propose_sanction": accountability.Propose,
    "accountability.decide_sanction": accountability.DecideSanction,
}


class Recorder:
    """Stands for the services: holds what it is asked against their schemas, and says yes."""

    def __init__(self):
        self.calls = []

    def call(self, method, *, command_id, **given):
        fields.load(SCHEMAS[method](), given)
        self.calls.append((method, command_id, given))
        return {"id": f"id-of-{command_id}"}

    def ask(self, method, **given):
        return {"accountability.cases_of": [{"id": "acc-1"}], "certificates.get_officer": {"orders": ["ord-1"]}}[
            method
        ]

    def close(self):
        pass


@pytest.fixture
def services():
    return Recorder()


@pytest.fixture
def errand(services):
    return Errand(Desk(lambda role, region: services), "652300")


def board(**changes):
    row = dict.fromkeys(NewYork().columns, "")
    return {**row, "complaint_id": "200000003", "tax_id": "895008", **changes}


def revoked(**changes):
    row = {
        "list": "present", "person_uid": "VA1", "agency_matched": "Hampton Police Division",
        "decert_date_raw": "44200", "decert_date": "2021-01-04", "status": "Finalized",
        "recert_date": "",
    }  # fmt: skip
    return {**row, **changes}


def refused(register, row):
    with pytest.raises(Quarantined) as why:
        register.read(row, TODAY)
    assert why.value.code in REASONS
    return why.value.code, why.value.column


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"complaint_id": " "}, "MISSING_KEY", "complaint_id"),
        ({"tax_id": ""}, "MISSING_KEY", "tax_id"),
        ({"tax_id": "89-5008"}, "BAD_KEY", "tax_id"),
        ({"complaint_id": "٢٠٠"}, "BAD_KEY", "complaint_id"),
        ({"non_apu_nypd_penalty_report_date": "soon"}, "UNPARSABLE_DATE", "non_apu_nypd_penalty_report_date"),
        ({"apu_closing_date": "03/28/2033"}, "FUTURE_DATE", "apu_closing_date"),
    ],
)
def test_new_york_rows_that_are_put_aside(changes, code, column):
    assert refused(NewYork(), board(**changes)) == (code, column)


LOST = {"status": "REINSTATED, 07/20/2023", "decert_date_raw": "", "decert_date": ""}


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"person_uid": ""}, "MISSING_KEY", "person_uid"),
        ({"agency_matched": ""}, "UNMATCHED_AGENCY", "agency_matched"),
        ({"agency_matched": "Elsewhere"}, "UNMATCHED_AGENCY", "agency_matched"),
        ({"decert_date_raw": "10/04/0222", "decert_date": "2022-10-04"}, "UNPARSABLE_DATE", "decert_date_raw"),
        ({"decert_date_raw": "47205", "decert_date": "2029-03-28"}, "FUTURE_DATE", "decert_date_raw"),
        ({"decert_date": "2021-01-05"}, "DATES_DISAGREE", "decert_date"),
        ({"decert_date_raw": "", "decert_date": ""}, "MISSING_DATE", "decert_date"),
        (LOST, "REVOCATION_DATE_LOST", "decert_date"),
        ({"status": "Re-instated 07/20/2023"}, "MISSING_DATE", "recert_date"),
        ({"list": "reinstated", "recert_date": "2020-01-01"}, "MISSING_DATE", "recert_date"),
        ({"list": "reinstated", "recert_date": "soon"}, "UNPARSABLE_DATE", "recert_date"),
        ({"status": "Finalized/ APA Appeal Pending"}, "APPEAL_PENDING", "status"),
        ({"status": "42901"}, "UNKNOWN_STATUS", "status"),
    ],
)  # fmt: skip
def test_virginia_rows_that_are_put_aside(changes, code, column):
    assert refused(Virginia(frozenset({"Hampton Police Division"})), revoked(**changes)) == (code, column)


def test_without_a_register_of_agencies_an_agency_is_taken_as_written():
    assert Virginia(None).read(revoked(agency_matched="Elsewhere"), TODAY)


def test_a_complaint_becomes_a_complaint_with_a_body_and_an_officer(services, errand):
    NewYork().read(board(nypd_officer_penalty="No penalty"), TODAY).send(errand, None)
    assert [method for method, _, _ in services.calls] == [
        "certificates.register_body",
        "certificates.register_officer",
        "complaints.submit",
    ]
    submitted = services.calls[-1][2]
    assert submitted["channel"] == "transfer"
    assert "act_on" not in submitted
    assert "No penalty" in submitted["facts"]
    assert submitted["facts"].count("登记册未载") == 5


def test_a_complaint_keeps_the_number_that_the_register_gave_it(services, errand):
    NewYork().read(board(), TODAY).send(errand, None)
    assert services.calls[-1][2]["external_ids"] == [{"source": "new-york", "number": "200000003"}]


def test_a_further_officer_of_a_complaint_is_registered_and_bound_to_it(services, errand):
    ids = NewYork().read(board(), TODAY).send(errand, {"complaint": "cmp-1", "officer": "another"})
    assert [method for method, _, _ in services.calls][-2:] == [
        "certificates.register_officer",
        "complaints.bind_officer",
    ]
    bound = services.calls[-1][2]
    assert bound == {"complaint_id": "cmp-1", "body_id": BODY, "officer_id": ids["officer"]}
    assert ids["complaint"] == "cmp-1"


def test_a_revocation_takes_the_way_of_every_revocation(services, errand):
    ids = Virginia().read(revoked(), TODAY).send(errand, None)
    assert [method for method, _, _ in services.calls] == [
        "certificates.register_body",
        "certificates.register_officer",
        "supervision.register_supervisor",
        "supervision.register_supervisor",
        "supervision.open_case",
        "supervision.assign_investigators",
        "supervision.recommend_accountability",
        "accountability.propose_sanction",
        "accountability.decide_sanction",
    ]
    assert services.calls[-1][2]["effective_at"] == "2021-01-04T00:00:00+08:00"
    assert services.calls[-1][2]["recorded_afterwards"] is True
    assert set(ids) == {"body", "officer", "case", "accountability"}


def test_nothing_that_is_sent_repeats_a_persons_number(services, errand):
    Virginia().read(revoked(person_uid="VAc2d51dec9c"), TODAY).send(errand, None)
    NewYork().read(board(), TODAY).send(errand, None)
    told = json.dumps(services.calls)
    assert "c2d51dec9c" not in told
    assert "895008" not in told


def test_the_same_row_asks_for_the_same_commands(services):
    for _ in range(2):
        Virginia().read(revoked(), TODAY).send(Errand(Desk(lambda role, region: services), "652300"), None)
    half = len(services.calls) // 2
    assert services.calls[:half] == services.calls[half:]


def test_a_command_of_an_earlier_row_is_not_sent_again(services):
    desk = Desk(lambda role, region: services)
    for person in ("VA1", "VA2"):
        Virginia().read(revoked(person_uid=person), TODAY).send(Errand(desk, "652300"), None)
    registered = [command for _, command, _ in services.calls if command.startswith(("body-", "supervisor-"))]
    assert len(registered) == 3


def test_an_answer_that_does_not_come_is_asked_for_again(services, errand, monkeypatch):
    failures = [CallFailed("STORE_UNAVAILABLE", {}), CallFailed("CONFLICT", {})]
    answer = services.call

    def call(*args, **given):
        if failures:
            raise failures.pop()
        return answer(*args, **given)

    monkeypatch.setattr(services, "call", call)
    NewYork().read(board(), TODAY).send(errand, None)
    assert len(services.calls) == 3


HEADERS = {
    "new-york-complaints": ",".join(NewYork().columns),
    "virginia-revocations": ",".join(reversed(Virginia().columns)),
    "virginia-agencies": "place_of_employment,certified_officers_jailors,physical_city",
}


def adapter(folder, header):
    file = folder / "some.csv"
    file.write_text(header + "\n", encoding="utf-8")
    with open_register(file) as register:
        return adapter_for(register, folder)


@pytest.mark.parametrize("name", HEADERS)
def test_a_register_is_known_by_its_header(tmp_path, name):
    assert adapter(tmp_path, HEADERS[name]).name == name


@pytest.mark.parametrize(
    ("header", "code"),
    [("a,b,c", "UNKNOWN_HEADER"), (HEADERS["new-york-complaints"] + ",tax_id", "DOUBLE_COLUMN")],
)
def test_another_header_is_refused(tmp_path, header, code):
    with pytest.raises(Unreadable) as why:
        adapter(tmp_path, header)
    assert why.value.code == code


def test_agencies_are_held_against_the_register_beside_the_file(tmp_path):
    (tmp_path / "va_agencies.csv").write_text(f"{HEADERS['virginia-agencies']}\nHampton  Police Division,9,X\n")
    assert adapter(tmp_path, HEADERS["virginia-revocations"]).agencies == {"Hampton Police Division"}


def test_a_register_of_agencies_that_is_none_checks_nothing(tmp_path):
    (tmp_path / "va_agencies.csv").write_text("a,b\n1,2\n")
    assert adapter(tmp_path, HEADERS["virginia-revocations"]).agencies is None
