"""What the campaign finds when the records of agencies and registry do not say the same."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.reach import records
from tests.reach.enrolling import Member
from tests.reach.records import SERVICES, Order, compare

DECIDED = datetime(2026, 3, 2, tzinfo=UTC)
ORDER = Order("o-1", "acc-1", "order-1")


def after(milliseconds):
    return (DECIDED + timedelta(milliseconds=milliseconds)).isoformat()


class Ledgers:
    """The services' ledgers: the decision, three standings, and the acknowledgements given here."""

    def __init__(self, acknowledged):
        noted = [self.entry("NoteAcknowledgement", 900, f"q|{source}|ack") for source in acknowledged]
        self.rows = {
            "accountability.ledger": [self.entry("DecideSanction", 0)],
            "certificates.ledger": noted,
            **{
                f"{name}.ledger": [self.entry("ApplyStanding", 50)]
                for name in SERVICES
                if name != "accountability"
            },
        }

    @staticmethod
    def entry(command, milliseconds, cause="c"):
        return {"command": command, "cause": cause, "recorded_at": after(milliseconds)}

    def ask(self, _by, method, **asked):
        if asked["aggregate"] == "standings":
            return {"rows": [{"history": [self.entry("ApplyStanding", 50)]}]}
        return {"rows": [{"history": self.rows[method]}]}


@pytest.fixture
def agencies(tmp_path):
    """Two agencies, and what each noted."""

    def noted(*lines):
        members = []
        for number, orders in enumerate(lines):
            folder = tmp_path / f"a-{number}"
            folder.mkdir()
            kept = "".join(json.dumps(line) + "\n" for line in orders)
            (folder / records.RECORD).write_text(kept, encoding="utf-8")
            members.append(Member(folder.name, folder))
        return members

    return noted


APPLIED = {"order_id": "order-1", "at": after(80)}
EVERYBODY = [*(f"/services/{name}" for name in SERVICES), "/agencies/a-0", "/agencies/a-1"]


def test_when_everybody_did_it_once_there_is_no_fault_and_the_last_of_each_kind_is_measured(agencies):
    members = agencies([APPLIED], [{**APPLIED, "at": after(9000)}])
    found = compare(Ledgers(EVERYBODY), [ORDER], members, away=members[1:])
    assert (found.faults, found.applications, found.acknowledgements) == ([], 2, 5)
    assert (found.to_last_service, found.to_last_agency, found.to_last_acknowledgement) == ([50], [80], [900])


@pytest.mark.parametrize(
    ("lines", "acknowledged", "fault"),
    [
        ([], EVERYBODY, "a-1: order-1 applied 0 times"),
        ([APPLIED, APPLIED], EVERYBODY, "a-1: order-1 applied 2 times"),
        ([APPLIED, {**APPLIED, "order_id": "order-9"}], EVERYBODY, "a-1: order-9"),
        ([APPLIED, {"rejected": "unsigned"}], EVERYBODY, "a-1: rejected: unsigned"),
        ([APPLIED], EVERYBODY[:-1], "order-1: acknowledged 0 times by /agencies/a-1"),
        ([APPLIED], [*EVERYBODY, "/agencies/a-1"], "order-1: acknowledged 2 times by /agencies/a-1"),
    ],
)
def test_what_is_lost_doubled_or_unasked_is_named(agencies, lines, acknowledged, fault):
    members = agencies([APPLIED], lines)
    found = compare(Ledgers(acknowledged), [ORDER], members, away=members[1:])
    assert found.faults == [fault]
