"""Whose call is worked on next."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiandu.service.turns import NoRoom, Turns

PLENTY = 10_000


class Desk:
    """Asks for turns by name and notes whose came."""

    def __init__(self, at_once, room=PLENTY):
        self.turns = Turns(at_once, room)
        self.given, self.never, self.held = [], [], []

    def ask(self, agency):
        turn = None

        def told(comes):
            (self.given if comes else self.never).append(agency)

        turn = self.turns.ask(agency, told)
        self.held.append(turn)
        return turn

    def end_first(self):
        """The call that began first is done."""
        self.end(next(turn for turn in self.held if turn.given))

    def end(self, turn):
        self.held.remove(turn)
        self.turns.end(turn)


def test_a_turn_comes_at_once_while_one_is_free():
    desk = Desk(at_once=2)
    desk.ask("jia")
    desk.ask("yi")
    assert desk.given == ["jia", "yi"]
    assert desk.turns.waiting == 0


def test_one_agency_never_has_all_turns():
    desk = Desk(at_once=3)
    for _ in range(10):
        desk.ask("jia")
    assert desk.given == ["jia", "jia"]
    desk.ask("yi")
    assert desk.given[2:] == ["yi"]


def test_where_only_one_is_worked_on_at_once_an_agency_may_have_it():
    desk = Desk(at_once=1)
    desk.ask("jia")
    assert desk.given == ["jia"]


def test_agencies_take_turns_whoever_asked_first_and_most():
    desk = Desk(at_once=1)
    for agency in ["jia"] * 6 + ["yi"] * 2 + ["bing"]:
        desk.ask(agency)
    for _ in range(8):
        desk.end_first()
    assert desk.given == ["jia", "jia", "yi", "bing", "jia", "yi", "jia", "jia", "jia"]


def test_within_an_agency_who_asked_first_is_first():
    desk, order = Desk(at_once=1), []
    first = desk.ask("jia")
    for number in range(3):
        desk.held.append(desk.turns.ask("jia", lambda _, number=number: order.append(number)))
    desk.end(first)
    desk.end_first()
    desk.end_first()
    assert order == [0, 1, 2]


def test_who_has_gone_waits_no_longer():
    desk = Desk(at_once=1)
    desk.ask("jia")
    gone = desk.ask("yi")
    desk.end(gone)
    desk.end_first()
    assert desk.given == ["jia"]
    assert desk.turns.waiting == 0


def test_a_flood_fills_half_of_the_room_and_two_a_third_each():
    desk = Desk(at_once=1, room=30)
    desk.ask("somebody")

    def waiting_of(*agencies):
        waiting = Counter()
        for _ in range(50):
            for agency in agencies:
                try:
                    desk.ask(agency)
                except NoRoom:
                    continue
                waiting[agency] += 1
        return dict(waiting)

    assert waiting_of("jia") == {"jia": 15}
    desk = Desk(at_once=1, room=30)
    desk.ask("somebody")
    assert waiting_of("jia", "yi") == {"jia": 10, "yi": 10}


def test_an_agency_that_has_nothing_waiting_always_has_room():
    desk = Desk(at_once=1, room=5)
    for number in range(50):
        desk.ask(f"agency-{number}")
    with pytest.raises(NoRoom):
        desk.ask("agency-49")


def test_when_it_closes_who_waits_and_who_comes_is_told_and_who_has_a_turn_goes_on():
    desk = Desk(at_once=1)
    working = desk.ask("jia")
    waiting = desk.ask("jia")
    desk.turns.close()
    desk.ask("yi")
    assert desk.never == ["jia", "yi"]
    desk.end(waiting)
    desk.end(working)
    assert desk.given == ["jia"]


MOVES = st.lists(
    st.one_of(st.tuples(st.just("ask"), st.sampled_from("abcdef")), st.tuples(st.just("end"), st.integers(0, 50))),
    max_size=200,
)


@given(at_once=st.integers(1, 5), moves=MOVES)
def test_no_agency_waits_for_more_turns_than_there_are_others_waiting(at_once, moves):
    """Since its last turn, or since it began to wait; it may have to wait for itself when it has all but one."""
    desk, passed_by = Desk(at_once), Counter()

    def busy(agency):
        return sum(turn.given and turn.agency == agency for turn in desk.held) >= max(1, at_once - 1)

    def lines():
        return {turn.agency for turn in desk.held if not turn.given}

    for move, which in moves:
        seen, before = len(desk.given), lines()
        blocked = {agency for agency in before if busy(agency)}
        if move == "ask":
            desk.ask(which)
        elif desk.held:
            desk.end(desk.held[which % len(desk.held)])
        for agency in desk.given[seen:]:
            passed_by.pop(agency, None)
            for other in before - {agency} - blocked:
                passed_by[other] += 1
        for agency in set(passed_by) - lines():
            del passed_by[agency]
        assert all(count <= 5 for count in passed_by.values())


@given(at_once=st.integers(1, 5), moves=MOVES)
def test_no_turn_is_lost_given_twice_or_given_beyond_the_limit(at_once, moves):
    desk = Desk(at_once)
    for move, which in moves:
        if move == "ask":
            desk.ask(which)
        elif desk.held:
            desk.end(desk.held[which % len(desk.held)])
        working = [turn for turn in desk.held if turn.given]
        assert len(working) <= at_once
        assert len(working) + desk.turns.waiting == len(desk.held)
        free = at_once - len(working)
        share = max(1, at_once - 1)
        held = Counter(turn.agency for turn in working)
        assert not free or all(held[turn.agency] >= share for turn in desk.held if not turn.given)
    while any(turn.given for turn in desk.held):
        desk.end_first()
    assert desk.turns.waiting == 0
