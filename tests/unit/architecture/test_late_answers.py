"""What is heard of others is taken in every state it can arrive in; otherwise it waits, parked, for a person."""

import pytest

from docs.declarations import procedures_of
from tests import deployed

# of a complaint screened anew these hold too: the cases of the first time were closed before it was answered
NOT_ACCEPTED = ("incomplete", "submitted", "bar_proposed", "clue", "declined", "transferred", "barred")
AFTER_ITS_CASES = ("concluded", "replied", "disputed")
BEFORE_ACCEPTANCE = "supervision hears of a complaint only once it is accepted, and of no other outcome"
DIFFERS = "not sent, not answered yet, or a second one that differs: a person looks at it"
_BEFORE = ("due", "waiver_proposed", "waived")
ONCE = "said once of each case, and what is derived from the same event is found again"
# (service, command, state) in which it can not arrive, or in which a person has to look at it, and why
NOT_TAKEN = {
    "complaints": {
        "NoteCaseOpened": {
            **dict.fromkeys(NOT_ACCEPTED, BEFORE_ACCEPTANCE),
            **dict.fromkeys(AFTER_ITS_CASES, "a case is opened before it is closed, and both are heard in order"),
        },
        "NoteCaseClosed": {
            **dict.fromkeys(NOT_ACCEPTED, BEFORE_ACCEPTANCE),
            **dict.fromkeys(AFTER_ITS_CASES, "a complaint is concluded with the last of its cases"),
        },
    },
    "certificates": {
        "ExpectAcknowledgements": {"pending": ONCE, "complete": ONCE},
        "CarryOutDissolution": dict.fromkeys(
            ("recognised", "changed", "under_review", "unrecognised"),
            "it follows from the end of a body, which is final",
        ),
    },
    "accountability": {
        "NoteSanctionExecuted": {
            "open": "only what was decided is announced",
            "recommended": "only what was decided is announced",
            "executed": "the same order is noted once",
            "closed": "a case with a decision closes only when it is executed",
        },
        "NoteReferralReceipt": dict.fromkeys(
            ("due", "waiver_proposed", "waived", "received", "concluded"), DIFFERS
        ),
        "NoteReferralOutcome": dict.fromkeys(
            ("due", "waiver_proposed", "waived", "referred", "concluded"), DIFFERS
        ),
    },
}


def heard():
    """(service, command, procedure) of everything heard that changes what has a procedure and exists already."""
    found = []
    for service, _, entrypoint in deployed.entrypoints(deployed.Subscription):
        command = entrypoint.contract.command.__name__
        for procedure in procedures_of(service.name):
            states = {step.state for step in procedure.steps if step.command == command}
            if states - {None}:
                found.append((service.name, command, procedure))
    return found


@pytest.mark.parametrize(
    ("service", "command", "procedure"), heard(), ids=lambda each: getattr(each, "name", each)
)
def test_what_is_heard_is_taken_in_every_state_or_it_is_said_why_not(service, command, procedure):
    states = {step.to for step in procedure.steps}
    taken = {step.state for step in procedure.steps if step.command == command}
    said = set(NOT_TAKEN.get(service, {}).get(command, {}))
    assert states - taken == said & states, (
        f"{command}: add a row to {procedure.name}, or say here why it needs none"
    )


def test_whatever_is_heard_has_a_row_in_a_table_or_makes_what_it_is_about():
    tables = {service.name: procedures_of(service.name) for service in deployed.CLASSES}
    for service, _, entrypoint in deployed.entrypoints(deployed.Subscription):
        command = entrypoint.contract.command
        if command.__module__.startswith("jiandu."):
            continue  # what every service hears alike is made when it is first heard
        steps = [
            step for table in tables[service.name] for step in table.steps if step.command == command.__name__
        ]
        assert steps, f"{service.name}: {command.__name__} is in no table"


def test_every_reason_is_still_needed():
    commands = {(service, command) for service, command, _ in heard()}
    assert commands >= {(service, command) for service, said in NOT_TAKEN.items() for command in said}
