"""Whose call is worked on next: agencies take turns, and none has the process to itself.

Knows nothing of threads or messages: whoever asks for a turn is told when it comes.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass


class NoRoom(Exception):  # noqa: N818 - it says what there is not
    """The agency has as many calls waiting as it may have now."""


@dataclass(eq=False)
class Turn:
    """One call's place in the line. `told` is called once: True when it comes, False if it never will."""

    agency: str
    told: Callable[[bool], None]
    given: bool = False


class Turns:
    """At most `at_once` turns are given; what waits for one is at most `room`.

    Within an agency they are given in the order of asking, between agencies by rounds. One agency alone leaves one
    of them free, so that another's call never waits for it. It may have as many calls waiting as places are
    left free by all: one flood fills half of the room, two a third each, and there is room for whoever comes.
    """

    def __init__(self, at_once: int, room: int) -> None:
        self._free = at_once
        self._share = max(1, at_once - 1)
        self._room = room
        self._lines: OrderedDict[str, deque[Turn]] = OrderedDict()  # whose turn comes first stands first
        self._held: Counter[str] = Counter()
        self._closed = False
        self.waiting = 0

    def ask(self, agency: str, told: Callable[[bool], None]) -> Turn:
        """A place in the agency's line, until `end`. Raises NoRoom; an agency without a call waiting has room."""
        line = self._lines.get(agency)
        if line and len(line) >= self._room - self.waiting:
            raise NoRoom(agency)
        turn = Turn(agency, told)
        if self._closed:
            told(False)
            return turn
        self._lines.setdefault(agency, deque()).append(turn)
        self.waiting += 1
        self._give()
        return turn

    def end(self, turn: Turn) -> None:
        """The turn is over, or whoever asked for it has gone."""
        if turn.given:
            self._free += 1
            self._held[turn.agency] -= 1
            if not self._held[turn.agency]:
                del self._held[turn.agency]
        elif turn in self._lines.get(turn.agency, ()):
            self._lines[turn.agency].remove(turn)
            self.waiting -= 1
            if not self._lines[turn.agency]:
                del self._lines[turn.agency]
        self._give()

    def close(self) -> None:
        """Give no further turn: whoever waits, or asks from now on, is told so."""
        self._closed = True
        waiting = [turn for line in self._lines.values() for turn in line]
        self._lines.clear()
        self.waiting = 0
        for turn in waiting:
            turn.told(False)

    def _give(self) -> None:
        while self._free and (agency := self._next()) is not None:
            line = self._lines.pop(agency)
            turn = line.popleft()
            if line:
                self._lines[agency] = line  # at the end of the round
            self.waiting -= 1
            self._free -= 1
            self._held[agency] += 1
            turn.given = True
            turn.told(True)

    def _next(self) -> str | None:
        return next((agency for agency in self._lines if self._held[agency] < self._share), None)
