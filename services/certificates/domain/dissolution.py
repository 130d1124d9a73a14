"""The end of a body (合并、撤销), and that it was carried out on every one of its officers."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import NO_TEXT, Command, Event, Refused
from jiandu.law import Rulebook, legal_day
from services.certificates.domain.body import BODY, DISSOLVED, RECOGNISED, Body

MERGED, CLOSED = "body_merged", "body_dissolved"


@dataclass(frozen=True, kw_only=True)
class DissolveBody(Command):
    """The body was merged into another (合并) or dissolved (撤销), on this legal day."""

    body_id: str
    ground: str
    on: date


@dataclass(frozen=True, kw_only=True)
class BodyDissolved(Event):
    """The body is no more; what that means for its officers' certificates is heard and done for each."""

    body_id: str
    ground: str
    on: date
    dissolved_at: datetime

    def onto(self, body: Body) -> Body:
        return replace(body, state=DISSOLVED, subscribed_at=None)


def dissolve_body(command: DissolveBody, body: Body, _law: Rulebook) -> list[Event]:
    """Note the end of the body; a fact, under whatever text."""
    if body.state == DISSOLVED:
        raise Refused("NOT_ALLOWED_IN_STATE", command="DissolveBody", state=body.state, allowed=RECOGNISED)
    if command.ground not in (MERGED, CLOSED):
        raise Refused("INVALID_VALUE", field="ground")
    if command.on > legal_day(command.at):
        raise Refused("INVALID_VALUE", field="on")
    return [BodyDissolved(**command.told(), dissolved_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class CarryOutDissolution(Command):
    """What the end of the body means for its officers was done; so many `officers` lost certificates.

    `left_out` are those for whom no one text could be found: somebody has to cancel theirs.
    """

    body_id: str
    order_id: str
    ground: str
    officers: int = 0
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DissolutionCarriedOut(Event):
    """The certificates of so many officers ended with the body."""

    body_id: str
    order_id: str
    ground: str
    officers: int
    left_out: tuple[str, ...]
    carried_out_at: datetime

    def onto(self, body: Body) -> Body:
        return replace(body, dissolution_carried_out_at=self.carried_out_at)


def carry_out_dissolution(command: CarryOutDissolution, body: Body, _law: Rulebook) -> list[Event]:
    """Record that it was done."""
    BODY.step(body.state, "CarryOutDissolution", NO_TEXT)
    return [DissolutionCarriedOut(**command.told(), carried_out_at=command.at)]
