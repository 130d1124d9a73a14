"""Whatever is done to a complaint, by whomever and whenever: what must hold holds, and no rule is dead."""

import inspect
import random
from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jiandu.domain import Command
from services.complaints.domain import (
    attachment,
    barring,
    clarification,
    dispute,
    extension,
    intake,
    linking,
    notice,
    outcome,
    replying,
    retention,
    routing,
    screening,
    supplementing,
    withdrawal,
)
from tests.unit.services.complaints.any_life import Life, check
from tests.unit.services.complaints.complaint_play import HANGZHOU, JINGZHOU, PLACES, WEIHAI

CHAPTERS = (
    *(attachment, barring, clarification, dispute, extension, intake, linking, notice, outcome, replying),
    *(retention, routing, screening, supplementing, withdrawal),
)
COMMANDS = {
    name
    for chapter in CHAPTERS
    for name, each in inspect.getmembers(chapter, inspect.isclass)
    if issubclass(each, Command) and each.__module__ == chapter.__name__
}


def chosen_from(data: st.DataObject) -> Any:
    def choose(options: Sequence[Any]) -> Any:
        return data.draw(st.sampled_from(list(options)))

    return choose


def mostly_the_first(fate: random.Random) -> Any:
    def choose(options: Sequence[Any]) -> Any:
        return options[0] if fate.random() < 0.75 else fate.choice(options)

    return choose


class AnyLife(RuleBasedStateMachine):
    """Hypothesis leads the life, and finds the shortest one in which something does not hold."""

    @initialize(data=st.data())
    def comes_in(self, data: st.DataObject) -> None:
        self.life = Life(chosen_from(data))

    @rule(data=st.data())
    def somebody_tries_something(self, data: st.DataObject) -> None:
        self.life.choose = chosen_from(data)
        self.life.try_something()

    @rule(data=st.data())
    def days_pass(self, data: st.DataObject) -> None:
        self.life.choose = chosen_from(data)
        self.life.let_days_pass()

    @invariant()
    def what_must_hold_holds(self) -> None:
        check(self.life)


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(
    max_examples=80, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_no_rule_is_dead_every_command_is_accepted_in_some_life():
    fate = random.Random(828)  # noqa: S311 - the same lives every time
    accepted: set[str] = set()
    # more often where the text has more rules; as many lives as it takes: a new command makes others of all
    for place in islice(cycle((*PLACES, WEIHAI, JINGZHOU, HANGZHOU)), 600):
        life = Life(mostly_the_first(fate), fate.choice, (place,))
        for _ in range(50):
            life.let_days_pass() if fate.random() < 0.1 else life.try_something()
            check(life)
        accepted |= life.accepted
        if accepted >= COMMANDS:
            break
    assert COMMANDS - accepted == set()
