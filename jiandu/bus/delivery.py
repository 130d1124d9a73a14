"""The life of a delivery: proven, in order, applied once, or kept with the reason. Never dropped."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from jiandu.bus.contract import Consumed
from jiandu.bus.envelope import Envelope, Malformed, from_message
from jiandu.bus.patience import Stopping, patiently
from jiandu.bus.turns import Turns
from jiandu.domain import Actor, Cause, Refused, Repaired, Request
from jiandu.errors import told
from jiandu.identity.keyring import Keyring
from jiandu.identity.signing import Unverified, receive
from jiandu.ops import logs
from jiandu.record.chain import digest
from jiandu.store.connection import UNAVAILABLE
from jiandu.store.lanes import Lanes, RawMessage

log = logs.get(__name__)

# What may come right by itself: the thing spoken of is on its way, or another writer was faster.
PASSING = frozenset({"NOT_FOUND", "CONFLICT", "STALE_VERSION"})


class Outcome(StrEnum):
    """What became of one delivery; also the label of its metric."""

    APPLIED = "applied"
    HELD = "held"
    RETRYING = "retrying"
    PARKED = "parked"


@dataclass(frozen=True)
class Route:
    """Where deliveries of one type go: the contract, and the method that applies the command made of them."""

    contract: Consumed
    apply: Callable[[Request[Any]], None]


class Observer(Protocol):
    """What operations want to know about deliveries."""

    def delivered(self, queue: str, type_: str, outcome: str, sent: datetime | None, seconds: float) -> None: ...


class Deliveries:
    """Takes every message of one queue to its end.

    `tiers` are the delays in seconds before each further attempt; after the last one the message is parked.
    `now` is the legal time handed to the domain.
    """

    def __init__(
        self,
        queue: str,
        routes: Mapping[str, Route],
        *,
        lanes: Lanes,
        keyring: Keyring,
        now: Callable[[], datetime],
        tiers: tuple[float, ...],
        counts: Observer,
        stopping: Callable[[], bool] = lambda: False,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.queue = queue
        self.routes = routes
        self.lanes = lanes
        self._keyring = keyring
        self._now = now
        self._tiers = tiers
        self._counts = counts
        self._stopping = stopping
        self._pause = pause
        self._turns = Turns()
        self._given_back: set[str] = set()

    def deliver(self, raw: RawMessage, ours: Callable[[], bool] = lambda: True) -> Outcome:
        """Apply the message or keep it. When this returns the message may be acknowledged.

        While the store is down this waits and tries again, and counts no attempt. Raises Stopping when the message
        is the broker's again: the service stops, or `ours` says that the channel it came on is gone.
        """
        started = time.monotonic()
        try:
            envelope = receive(raw.body, raw.headers, raw.properties, self._keyring)
        except Malformed as error:
            return self._unproven(raw, "UNDECODABLE", error.reason, started)
        except Unverified as error:
            return self._unproven(raw, error.reason.upper(), error.reason, started)
        lane = f"{self.queue}|{envelope.source}|{envelope.subject}"
        # the turn lasts as long as the store is down: who came later may not slip in when it is back
        with self._turns.of(lane):
            if lane in self._given_back or not ours():
                raise Stopping
            try:
                outcome = self._patiently(lambda: self._in_turn(lane, raw, envelope))
            except BaseException:  # whoever came later in the lane goes back with it
                self._given_back.add(lane)
                raise
        self._count(envelope, outcome, started)
        return outcome

    def reconnected(self) -> None:
        """The broker delivers anew what went back to it, in order."""
        self._given_back.clear()

    def _patiently(self, step: Callable[[], Outcome]) -> Outcome:
        # what a handler raises never gets there: it is classified in `_attempt`
        return patiently(step, self.queue, self._stopping, self._pause)

    def _unproven(self, raw: RawMessage, reason: str, detail: str, started: float) -> Outcome:
        lane = f"{self.queue}|unproven|{raw.key}"

        def park() -> Outcome:
            self.lanes.hold(lane, raw, None, reason, detail, None)
            return Outcome.PARKED

        outcome = self._patiently(park)
        self._count(None, outcome, started)
        log.warning("message_parked", queue=self.queue, reason=reason, message_id=raw.key)
        return outcome

    def _in_turn(self, lane: str, raw: RawMessage, envelope: Envelope) -> Outcome:
        if self.lanes.join(lane, raw, envelope.source):
            return Outcome.HELD
        return self._first_attempt(lane, raw, envelope)

    def _first_attempt(self, lane: str, raw: RawMessage, envelope: Envelope) -> Outcome:
        failure = self._attempt(envelope)
        if failure is None:
            return Outcome.APPLIED
        retry_at = self._retry_at(failure, attempts=1)
        self.lanes.hold(lane, raw, envelope.source, failure.reason, failure.detail, retry_at)
        return self._kept(raw.key, failure, retry_at)

    def _kept(self, key: str, failure: "_Failure", retry_at: datetime | None) -> Outcome:
        outcome = Outcome.PARKED if retry_at is None else Outcome.RETRYING
        log.warning(f"message_{outcome}", queue=self.queue, reason=failure.reason, message_id=key)
        return outcome

    def drain(self, lane: str, *, now: datetime, forced: str | None = None) -> int:
        """Apply what waits in `lane`, in order, up to the first that is not due or fails; how many were settled.

        `forced` is the key of a parked entry to be tried although it is not due. `now` is real time. Raises one
        of `connection.UNAVAILABLE`; nothing is lost then.
        """
        settled = 0
        with self._turns.of(lane):
            for entry in self.lanes.entries(lane):
                if entry["state"] not in ("waiting", "retrying", "parked"):
                    continue
                not_due = entry["state"] == "parked" or (entry["state"] == "retrying" and not self._due(lane, now))
                if not_due and entry["key"] != forced:
                    break
                if not self._again(lane, entry):
                    break
                settled += 1
        return settled

    def _due(self, lane: str, now: datetime) -> bool:
        return lane in self.lanes.due(now)

    def _again(self, lane: str, entry: dict[str, Any]) -> bool:
        started = time.monotonic()
        raw = self.lanes.message(entry)
        try:
            envelope, repaired = self._reopened(raw, entry)
        except (Malformed, Unverified) as error:
            self.lanes.postpone(lane, entry["key"], entry["reason"], error.reason, None)
            return False
        failure = self._attempt(envelope, repaired)
        if failure is None:
            self.lanes.settle(lane, entry["key"], "applied")
            self._count(envelope, Outcome.APPLIED, started)
            return True
        retry_at = self._retry_at(failure, attempts=entry["attempts"] + 1)
        self.lanes.postpone(lane, entry["key"], failure.reason, failure.detail, retry_at)
        self._count(envelope, self._kept(entry["key"], failure, retry_at), started)
        return False

    def _reopened(self, raw: RawMessage, entry: dict[str, Any]) -> tuple[Envelope, Repaired | None]:
        repair = entry.get("repair")
        if not repair or repair["state"] != "approved":
            return receive(raw.body, raw.headers, raw.properties, self._keyring), None
        # two operators answer for the new data; who sent it was proven when it was parked
        envelope = from_message(raw.body, raw.headers, raw.properties)
        by = (repair["proposed_by"], repair["approved_by"])
        return replace(envelope, data=repair["data"]), Repaired(by, digest(repair["data"]))

    def _attempt(self, envelope: Envelope, repaired: Repaired | None = None) -> "_Failure | None":
        route = self.routes.get(envelope.type)
        if route is None or not route.contract.accepts(envelope.source):
            return _Failure("UNKNOWN_TYPE", envelope.type, passing=False)
        try:
            data = route.contract.read(envelope)
        except Refused as refusal:
            return _Failure("SCHEMA", f"{refusal.code}: {told(refusal)}", passing=False)
        except Exception as error:  # an upcast of ours met what no version allows
            log.exception("reading_failed", queue=self.queue, type=envelope.type)
            return _Failure("SCHEMA", type(error).__name__, passing=False)
        try:
            route.apply(self._request(route.contract, envelope, data, repaired))
        except Refused as refusal:
            return _Failure(refusal.code, told(refusal), passing=refusal.code in PASSING)
        except UNAVAILABLE:
            raise
        except Stopping:
            raise
        except Exception as error:
            log.exception("handler_failed", queue=self.queue, type=envelope.type)
            return _Failure("HANDLER_FAILED", type(error).__name__, passing=True)
        return None

    def _request(
        self, contract: Consumed, envelope: Envelope, data: dict[str, Any], repaired: Repaired | None
    ) -> Request[Any]:
        owner = envelope.source.rpartition("/")[2]
        sender = Actor(subject=envelope.source, agency=owner, roles=frozenset({"event"}), regions=("*",))
        command = contract.command(command_id=envelope.id, at=self._now(), by=sender, **data)
        cause = Cause(
            id=f"{self.queue}|{envelope.source}|{envelope.id}",
            correlation=envelope.correlation,
            causation=envelope.id,
            traceparent=envelope.traceparent,
            repaired=repaired,
        )
        return Request(command, cause)

    def _retry_at(self, failure: "_Failure", attempts: int) -> datetime | None:
        if not failure.passing or attempts > len(self._tiers):
            return None
        # jitter, so that what failed together does not come back together
        delay = self._tiers[attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - not a secret
        return datetime.now(UTC) + timedelta(seconds=delay)

    def _count(self, envelope: Envelope | None, outcome: Outcome, started: float) -> None:
        known = envelope is not None and envelope.type in self.routes
        type_ = envelope.type if envelope and known else "unknown"
        sent = envelope.time if envelope else None
        self._counts.delivered(self.queue, type_, outcome.value, sent, time.monotonic() - started)


@dataclass(frozen=True)
class _Failure:
    reason: str
    detail: str
    passing: bool
