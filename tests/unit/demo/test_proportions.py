"""Every proportion of the demo, counted again in the registers it was taken from."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from demo import proportions as share

DATA = Path(__file__).parents[4] / "shared" / "data"


def rows(name):
    file = DATA / name
    if not file.is_file():
        pytest.skip(f"THE PROPORTIONS ARE NOT CHECKED: {name} is not at hand in ../shared/data")
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def board():
    return rows("nyc_ccrb_penalties_2026.csv.gz")


@pytest.fixture(scope="module")
def decertified():
    return rows("va_decertifications.csv.gz")


@pytest.fixture(scope="module")
def heads():
    stated = [row["certified_officers_jailors"] for row in rows("va_agencies.csv.gz")]
    return sorted(int(each) for each in stated if each)


def test_head_counts_of_agencies(heads):
    assert len(heads) == 373
    assert tuple(heads[round((len(heads) - 1) * n / 20)] for n in range(21)) == share.HEAD_COUNTS


def test_officers_per_complaint(board):
    pairs = {(row["complaint_id"], row["tax_id"]) for row in board}
    assert Counter(Counter(complaint for complaint, _ in pairs).values()) == share.OFFICERS_PER_COMPLAINT
    assert Counter(Counter(officer for _, officer in pairs).values()) == share.COMPLAINTS_PER_OFFICER


def test_recommendations(board):
    words = {
        "Charges": "charges",
        "Discipline": "discipline",
        "Training": "training",
        "Instructions": "instructions",
    }

    def kind(text):
        return next((name for word, name in words.items() if word in text), "none")

    found = Counter(
        kind(row["ccrb_substantiated_officer_disposition"].replace("No Recommendations", "")) for row in board
    )
    assert found == share.RECOMMENDATIONS


def test_answers(board):
    known = {"No penalty": "no_penalty", "": "unanswered", "APU - Decision Pending": "pending"}
    assert Counter(known.get(row["nypd_officer_penalty"], "penalty") for row in board) == share.ANSWERS


def test_second_functions(decertified):
    functions = [row["function"].lower() for row in decertified]
    two = sum("law" in each and "jail" in each for each in functions)
    assert two / len(functions) == share.SECOND_CERTIFICATE
