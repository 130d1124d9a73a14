"""State machines as tables: the code runs the very table the documentation draws."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from jiandu.domain.message import Command
from jiandu.domain.refused import Citation, Refused


class Cites(Protocol):
    """Whatever can name the article behind a provision id; a rule pack does."""

    def cite(self, provision: str) -> Citation: ...


P = TypeVar("P", bound=Cites, covariant=True)


class Law(Protocol[P]):
    """Whatever finds the pack a matter was begun under; the law in effect does."""

    def pack(self, ref: str, region: str, /) -> P: ...


class Matter(Protocol):
    """An aggregate with a state and the pack it was begun under."""

    @property
    def state(self) -> str: ...
    @property
    def pack(self) -> str: ...
    @property
    def region(self) -> str: ...


class _NoText:
    """Stands for the pack where no text is asked."""

    def cite(self, provision: str) -> Citation:
        raise Refused("LAW_SILENT", provision=provision, title="-")


NO_TEXT = _NoText()


class NothingFollows(Exception):  # noqa: N818 - it says what happens
    """The table lets the command pass in this state without any fact; the unit of work ends it there."""


@dataclass(frozen=True)
class Step:
    """One row: in `state`, `command` is allowed under `provision` and leads to `to` with `events`.

    `or_to` are the other states it can lead to, where the matter decides. Without `events` the command passes and
    changes nothing: a late answer, or one told twice. `provision` is the provision id (the same in every pack that
    speaks of it), or None where the step is administration that no text regulates. `state` None is "does not exist
    yet".
    """

    state: str | None
    command: str
    to: str
    events: tuple[str, ...]
    provision: str | None = None
    or_to: tuple[str, ...] = ()


class Procedure:
    """The table of one aggregate. Two rows for the same state and command are a mistake found at import."""

    def __init__(self, name: str, steps: Iterable[Step]) -> None:
        self.name = name
        self.steps = tuple(steps)
        self._rows = {(row.state, row.command): row for row in self.steps}
        if len(self._rows) != len(self.steps):
            raise ValueError(f"procedure {name}: a state and command appear twice")
        self._provisions = {row.command: row.provision for row in self.steps if row.provision is not None}

    def allow(self, command: Command, matter: Matter, law: Law[P]) -> P:
        """The pack the matter was begun under, if its state allows the command. Raises what `step` raises."""
        pack = law.pack(matter.pack, matter.region)
        self.step(matter.state, type(command).__name__, pack)
        return pack

    def step(self, state: str | None, command: str, pack: Cites) -> Step:
        """The row that allows `command` in `state`.

        Raises NothingFollows where the row knows no event, and Refused NOT_ALLOWED_IN_STATE, citing the article
        that governs the command where one does.
        """
        row = self._rows.get((state, command))
        if row is not None and not row.events:
            raise NothingFollows
        if row is not None:
            return row
        provision = self._provisions.get(command)
        allowed = ", ".join(r.state or "-" for r in self.steps if r.command == command) or "-"
        raise Refused(
            "NOT_ALLOWED_IN_STATE",
            citation=self._citation(provision, pack),
            command=command,
            state=state or "-",
            allowed=allowed,
        )

    @staticmethod
    def _citation(provision: str | None, pack: Cites) -> Citation | None:
        if provision is None:
            return None
        try:
            return pack.cite(provision)
        except Refused:  # this pack is silent about the step; the refusal stands without an article
            return None
