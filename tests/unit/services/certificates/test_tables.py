"""What the tables of the registry do not allow is refused, whoever asks; what they allow leads where they say."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiandu.domain import Actor, Refused
from jiandu.errors import CODES
from jiandu.law import ring
from jiandu.service.handling import command_of
from services.certificates.domain import (
    act,
    auxiliary,
    body,
    coverage,
    delegation,
    dissolution,
    recognition,
    registration,
)
from services.certificates.domain.officer import OFFICER
from tests.unit.services.certificates.choices import Choices, OutOfChoices
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    REGISTRAR,
    SECOND,
    STRANGER,
    TONGZHOU,
    UNIT,
    USUAL,
    WEIHAI,
    WULONG,
    OfficerPlay,
    certificate,
)
from tests.unit.services.certificates.test_act import found
from tests.unit.services.certificates.test_auxiliary import TERMS
from tests.unit.services.certificates.test_delegation import SIGNED
from tests.unit.services.play import Play, at

DAY = date(2026, 3, 2)
IN_TABLE = {(step.state, step.command) for step in OFFICER.steps}


@pytest.mark.parametrize("state", ["registered", "qualified", "left", "disqualified"])
@pytest.mark.parametrize("handler", USUAL, ids=lambda each: each.__name__)
def test_no_act_on_an_officer_s_file_passes_by_its_table(state: str, handler: Any):
    play = OfficerPlay(TONGZHOU, certificate("1"))
    play.now = replace(play.now, state=state)
    try:
        play.step(handler)  # the play itself holds what happens against the row
    except Refused as refusal:
        code = refusal.code
    else:
        code = None
    if (state, command_of(handler).__name__) not in IN_TABLE:
        assert code == "NOT_ALLOWED_IN_STATE"


def test_every_step_of_the_table_can_be_asked_for():
    handlers = {command_of(each).__name__ for each in (*USUAL, registration.register_officer)}
    assert handlers == {step.command for step in OFFICER.steps}


BODY: dict[str, Any] = {"body_id": "b1"}
MADE: dict[str, Any] = {"delegation_id": "dlg1"}
ACT: dict[str, Any] = {"act_id": "act1"}
COVERED: dict[str, Any] = {"order_id": "r1"}
HELPER: dict[str, Any] = {"auxiliary_id": "x1"}

Choose = Callable[[Any], Any]
Fields = Callable[[Choose], dict[str, Any]]
KINDS: dict[str, tuple[Any, dict[Any, Fields]]] = {
    "body": (
        body.BODY,
        {
            body.register_body: lambda choose: {
                **BODY,
                "region": choose((WEIHAI, CHANGJI, WULONG)),
                "name": "某局",
            },
            recognition.note_body_change: lambda choose: {
                **BODY,
                "ground": "reorganisation",
                "on": choose((DAY,)),
            },
            recognition.apply_for_confirmation: lambda _: BODY,
            recognition.confirm_body: lambda _: BODY,
            recognition.refuse_confirmation: lambda _: BODY,
            recognition.publish_body: lambda _: BODY,
            recognition.file_body: lambda _: BODY,
            body.subscribe_body: lambda _: BODY,
            body.unsubscribe_body: lambda _: BODY,
            dissolution.dissolve_body: lambda choose: {**BODY, "ground": choose(("body_merged", "x")), "on": DAY},
            dissolution.carry_out_dissolution: lambda _: {**BODY, "order_id": "x:1", "ground": "body_merged"},
        },
    ),
    "delegation": (
        delegation.DELEGATION,
        {
            delegation.sign_delegation: lambda _: SIGNED,
            delegation.file_delegation: lambda choose: {**MADE, "documents": choose((("delegation",), ()))},
            delegation.publish_delegation: lambda _: MADE,
            delegation.end_delegation: lambda choose: {**MADE, "on": choose((DAY, date(2026, 3, 1)))},
        },
    ),
    "auxiliary": (
        auxiliary.AUXILIARY,
        {
            auxiliary.engage_auxiliary: lambda choose: {
                **HELPER,
                "body_id": "b1",
                "name": "某丙",
                "post": "辅助",
                **choose(({"region": WULONG}, {"region": "230000", "terms": TERMS})),
            },
            auxiliary.train_auxiliary: lambda _: {**HELPER, "on": DAY, "hours": 8, "topic": "post_skills"},
            auxiliary.assess_auxiliary: lambda choose: {**HELPER, "on": DAY, "passed": choose((True, False))},
            auxiliary.dismiss_auxiliary: lambda _: {**HELPER, "on": DAY},
        },
    ),
    "act": (
        act.ACT,
        {
            act.record_act: lambda choose: {
                **ACT,
                "region": CHANGJI,
                "body_id": "b1",
                "source": "reported",
                "matter_id": "m1",
                "since": at("2026-02-20"),
                "until": at("2026-02-20"),
                "officer_ids": ("o1",),
                "findings": found(choose(("valid", "revoked", "unknown"))),
            },
            act.review_act: lambda choose: {**ACT, "findings": found(choose(("valid", "revoked", "lost")))},
            act.note_actor: lambda choose: {
                **ACT,
                "officer_id": choose(("o1", "o2")),
                "findings": found(choose(("valid", "revoked")), "valid"),
            },
        },
    ),
    "coverage": (
        coverage.COVERAGE,
        {
            coverage.expect_acknowledgements: lambda choose: {
                **COVERED,
                "officer_id": "o1",
                "case_id": None,
                "region": CHANGJI,
                "recorded_at": at("2026-03-02"),
                "subscribers": choose((("b1", "b2"), ("b1",), ())),
            },
            coverage.note_acknowledgement: lambda choose: {
                **COVERED,
                "region": CHANGJI,
                "acknowledged_at": at("2026-03-02"),
                "subscriber": choose(("b1", "b2", "b9")),
            },
            coverage.excuse_subscriber: lambda choose: {
                **COVERED,
                "subscriber": choose(("b1", "b2")),
                "ground": "gone",
            },
        },
    ),
}
IDS = {"body": "b1", "delegation": "dlg1", "auxiliary": "x1", "act": "act1", "coverage": "r1"}
SOMEBODY: tuple[Actor, ...] = (UNIT, UNIT, UNIT, REGISTRAR, SECOND, STRANGER)


def live(kind: str, led_by: bytes) -> set[str]:
    """A life of this kind; the commands that were accepted in it."""
    procedure, handlers = KINDS[kind]
    table = {(step.state, step.command) for step in procedure.steps}
    creating = {step.command for step in procedure.steps if step.state is None}
    play, choose, moment, accepted = Play(procedure), Choices(led_by), at("2026-03-02"), set()
    try:
        while True:
            moment += timedelta(days=choose((0, 0, 0, 1, 30)), seconds=1)
            ring_what_is_due(play, IDS[kind], moment)
            handler = choose([each for each in handlers if play.now or command_of(each).__name__ in creating])
            command, before = command_of(handler).__name__, play.now
            fields, by = handlers[handler](choose), choose(SOMEBODY)
            try:
                happened = play.do(handler, moment, by=by, **fields)
            except Refused as refusal:
                check_refused(play, before, refusal)
                continue
            if happened:
                assert (before.state if before else None, command) in table
                accepted.add(command)
    except OutOfChoices:
        return accepted


def check_refused(play: Play, before: Any, refusal: Refused) -> None:
    """A refusal changes nothing and says why."""
    assert play.now == before
    assert refusal.code in CODES


def ring_what_is_due(play: Play, id_: str, moment: Any) -> None:
    """Every limit rings that is due by then, each rung once."""
    for name, clock in dict(getattr(play.now, "clocks", {})).items():
        for rung in clock.due_rungs(moment):
            play.do(ring, moment, by=REGISTRAR, aggregate_id=id_, clock=name, rung=rung.name)
            assert rung not in play.now.clocks[name].due_rungs(moment)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30, deadline=None)
@given(led_by=st.binary(min_size=40, max_size=160))
def test_any_life_follows_its_table(kind: str, led_by: bytes):
    live(kind, led_by)


@pytest.mark.parametrize("kind", KINDS)
def test_lives_of_each_kind_take_every_step_there_is(kind: str):
    dice = random.Random(len(kind))  # noqa: S311 - the same every time
    taken = {command for _ in range(40) for command in live(kind, dice.randbytes(200))}
    assert taken == {step.command for step in KINDS[kind][0].steps}
