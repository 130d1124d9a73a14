"""Clues (线索) that the certificate registry gives supervision: taken up in a case, dismissed, or withdrawn."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import NO_TEXT, Actor, Command, Event, Procedure, Refused, Step

RECEIVED, TAKEN_UP, DISMISSED, WITHDRAWN = "received", "taken_up", "dismissed", "withdrawn"
INVALID_CERTIFICATE, UNACKNOWLEDGED = "act_without_validity", "acknowledgement_overdue"

CLUE = Procedure(
    "clue",
    (
        Step(None, "ReceiveClue", RECEIVED, ("ClueReceived",)),
        *(
            Step(
                state,
                "ReceiveClue",
                RECEIVED if state == WITHDRAWN else state,
                ("ClueReceived",),
                or_to=(RECEIVED,) if state == DISMISSED else (),
            )
            for state in (RECEIVED, TAKEN_UP, DISMISSED, WITHDRAWN)
        ),
        Step(RECEIVED, "TakeUpClue", TAKEN_UP, ("ClueTakenUp",)),
        Step(RECEIVED, "DismissClue", DISMISSED, ("ClueDismissed",)),
        Step(RECEIVED, "WithdrawClue", WITHDRAWN, ("ClueWithdrawn",)),
        *(Step(state, "WithdrawClue", state, ("ClueWithdrawn",)) for state in (TAKEN_UP, DISMISSED, WITHDRAWN)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Clue:
    """Something that may be a matter for supervision: of which kind, about what, which bodies and which officers.

    `matter_id` is the act, or the order, that it is about. `withdrawn_at` is since when its source says that there
    is nothing in it, whatever was made of it before.
    """

    id: str
    region: str
    state: str
    kind: str
    matter_id: str
    bodies: tuple[str, ...]
    officer_ids: tuple[str, ...]
    known_at: datetime
    case_id: str | None = None
    reason: str | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReceiveClue(Command):
    """The registry says that somebody acted without a valid certificate, or that an order is not acknowledged."""

    clue_id: str
    region: str
    kind: str
    matter_id: str
    bodies: tuple[str, ...]
    officer_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClueReceived(Event):
    """There is a clue, or more is known of it."""

    clue_id: str
    region: str
    kind: str
    matter_id: str
    bodies: tuple[str, ...]
    officer_ids: tuple[str, ...]
    known_at: datetime

    def onto(self, clue: Clue | None) -> Clue:
        """What was made of it stays; one that was withdrawn is there again."""
        if clue is None:
            return Clue(id=self.clue_id, state=RECEIVED, **self.told("clue_id"))
        # of somebody else, or of another body, nothing has been decided yet
        other = set(self.officer_ids) - set(clue.officer_ids) or set(self.bodies) - set(clue.bodies)
        again = clue.state == WITHDRAWN or (clue.state == DISMISSED and (other or clue.withdrawn_at is not None))
        state = RECEIVED if again else clue.state
        return replace(clue, state=state, withdrawn_at=None, **self.told("clue_id"))


def receive_clue(command: ReceiveClue, clue: Clue | None, _law: object) -> list[Event]:
    """Take the clue, however often its source says more of it."""
    CLUE.step(clue.state if clue else None, "ReceiveClue", NO_TEXT)
    return [ClueReceived(**command.told(), known_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class TakeUpClue(Command):
    """The clue is followed in this case."""

    clue_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class ClueTakenUp(Event):
    """A case follows the clue."""

    clue_id: str
    case_id: str
    taken_up_by: str
    taken_up_at: datetime

    def onto(self, clue: Clue) -> Clue:
        return replace(clue, state=TAKEN_UP, case_id=self.case_id)


def take_up_clue(command: TakeUpClue, clue: Clue, _law: object) -> list[Event]:
    """Say which case follows the clue."""
    CLUE.step(clue.state, "TakeUpClue", NO_TEXT)
    _check_impartial(command, clue)
    return [ClueTakenUp(**command.told(), taken_up_by=command.by.subject, taken_up_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class DismissClue(Command):
    """Nothing is in the clue, for this reason."""

    clue_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ClueDismissed(Event):
    """The clue was looked at, and nothing is in it."""

    clue_id: str
    reason: str
    dismissed_by: str
    dismissed_at: datetime

    def onto(self, clue: Clue) -> Clue:
        return replace(clue, state=DISMISSED, reason=self.reason)


def dismiss_clue(command: DismissClue, clue: Clue, _law: object) -> list[Event]:
    """Put the clue aside."""
    CLUE.step(clue.state, "DismissClue", NO_TEXT)
    _check_impartial(command, clue)
    return [ClueDismissed(**command.told(), dismissed_by=command.by.subject, dismissed_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class WithdrawClue(Command):
    """Its source was corrected: there is nothing in it."""

    clue_id: str


@dataclass(frozen=True, kw_only=True)
class ClueWithdrawn(Event):
    """The source takes the clue back; a case that follows it has to be told by whoever handles it."""

    clue_id: str
    withdrawn_at: datetime

    def onto(self, clue: Clue) -> Clue:
        state = WITHDRAWN if clue.state == RECEIVED else clue.state
        return replace(clue, state=state, withdrawn_at=self.withdrawn_at)


def withdraw_clue(command: WithdrawClue, clue: Clue, _law: object) -> list[Event]:
    """Note that the source takes it back, whatever was made of it."""
    CLUE.step(clue.state, "WithdrawClue", NO_TEXT)
    return [ClueWithdrawn(clue_id=clue.id, withdrawn_at=command.at)]


def is_about(clue: Clue, by: Actor) -> bool:
    """True if the clue is about whoever asks, or the body he works for: such a person learns nothing of it."""
    return by.agency in clue.bodies or by.subject in clue.officer_ids


def _check_impartial(command: Command, clue: Clue) -> None:
    if is_about(clue, command.by):
        raise Refused("CONFLICT_OF_INTEREST")
