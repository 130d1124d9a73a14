"""Enforcement bodies (执法主体), and which of them hear of every change of status."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import NO_TEXT, Command, Event, Procedure, Refused, Step

REGISTERED, SUBSCRIBED = "registered", "subscribed"


BODY = Procedure(
    "body",
    (
        Step(None, "RegisterBody", REGISTERED, ("BodyRegistered",)),
        Step(REGISTERED, "SubscribeBody", SUBSCRIBED, ("BodySubscribed",)),
        Step(SUBSCRIBED, "SubscribeBody", SUBSCRIBED, ()),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Body:
    """An enforcement body; `state` tells whether it subscribed to changes of status."""

    id: str
    region: str
    state: str
    name: str


@dataclass(frozen=True, kw_only=True)
class RegisterBody(Command):
    """Register an enforcement body (执法主体)."""

    body_id: str
    region: str
    name: str


@dataclass(frozen=True, kw_only=True)
class BodyRegistered(Event):
    """There is an enforcement body."""

    body_id: str
    region: str
    name: str
    registered_at: datetime

    def onto(self, _: None) -> Body:
        """The body from now on."""
        return Body(id=self.body_id, state=REGISTERED, **self.told("body_id", "registered_at"))


def register_body(command: RegisterBody, body: Body | None, _law: object) -> list[Event]:
    """Register an enforcement body."""
    if body is not None:
        raise Refused("ALREADY_EXISTS", id=body.id)
    return [BodyRegistered(**command.told(), registered_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class SubscribeBody(Command):
    """The body wants to hear of every change of status and will acknowledge it, with a key of its agency."""

    body_id: str


@dataclass(frozen=True, kw_only=True)
class BodySubscribed(Event):
    """The body hears of every change of status from now on."""

    body_id: str
    subscribed_at: datetime

    def onto(self, body: Body) -> Body:
        return replace(body, state=SUBSCRIBED)


def subscribe_body(command: SubscribeBody, body: Body, _law: object) -> list[Event]:
    """Let the body hear of changes; asking again changes nothing."""
    BODY.step(body.state, "SubscribeBody", NO_TEXT)
    return [BodySubscribed(body_id=body.id, subscribed_at=command.at)]
