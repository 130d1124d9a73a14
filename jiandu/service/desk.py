"""The operators' hands on one service's lanes. Two persons answer for changing or discarding a message."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from jiandu.domain import Actor, Refused
from jiandu.record.chain import digest
from jiandu.service.aggregate import Aggregate
from jiandu.service.methods import Operation
from jiandu.service.runtime import Runtime
from jiandu.service.subscription import inbox_of

LEDGER_PAGE = 2000


class Desk:
    """Looks at the lanes and changes them.

    Each kind of operation leaves its last id and answer in the message's entry, written together with what it
    decides: asked for again, it gives the same answer. What was claimed but not finished is finished then.
    """

    def __init__(self, container: Any) -> None:
        self._container = container
        self._runtime = Runtime.of(container)
        self._lanes = self._runtime.lanes

    def parked(self, *, settled: bool) -> list[dict[str, Any]]:
        """Every message that could not be applied at once, without its body."""
        return [_summary(lane, entry) for lane, entry in self._lanes.listed(settled=settled)]

    def show(self, key: str) -> dict[str, Any]:
        """One message with headers and data as far as they can be shown as text, and what is proposed for it."""
        lane, entry = self._lanes.find(key)
        raw = self._lanes.message(entry)
        text = raw.body[:10_000].decode("utf-8", "replace")
        told = {"headers": entry["headers"], "body": text, "size": len(raw.body), "proposed": _proposed(entry)}
        return {**_summary(lane, entry), **told}

    def replay(self, asked: Operation) -> dict[str, Any]:
        """Try the message again now, and what waits behind it after that; only this queue sees it."""
        lane, entry = self._lanes.find(asked.fields["entry"])
        known = _known("replay", asked, entry)
        if known is not None and known["answer"] is not None:
            return _answered(known)
        if known is None:
            if entry["state"] not in ("parked", "retrying"):
                raise Refused("NOT_PARKED", state=entry["state"])
            self._claim(lane, entry, _note("replay", asked), state=entry["state"])
        return self._finish("replay", asked, lane, lambda: self._drain(lane, entry))

    def propose(self, kind: str, asked: Operation) -> dict[str, Any]:
        """Put a repair or a discarding before a second person."""
        lane, entry = self._lanes.find(asked.fields["entry"])
        name = f"propose_{kind}"
        known = _known(name, asked, entry)
        if known is not None:
            return _answered(known)
        if entry["state"] != "parked":
            raise Refused("NOT_PARKED", state=entry["state"])
        if kind == "repair" and entry["sender"] is None:
            # data under an unproven name would be ours, not the sender's
            raise Refused("SENDER_NOT_PROVEN")
        if entry.get("proposal") is not None:
            raise Refused("PROPOSAL_OPEN")
        data, reason = asked.fields.get("data"), asked.fields["reason"]
        proposal = digest({"kind": kind, "data": data, "reason": reason})
        repair = {
            "kind": kind,
            "state": "proposed",
            "data": data,
            "proposed_by": asked.by.subject,
            "proposed_at": datetime.now(UTC),
            "reason": reason,
        }
        answer = {**_summary(lane, entry), "proposal": proposal}
        decided = {"proposal": proposal, "repair": repair, **_note(name, asked, answer)}
        self._claim(lane, entry, decided, state="parked", proposal=None)
        return answer

    def approve(self, asked: Operation) -> dict[str, Any]:
        """The second person agrees: the repaired data is applied, or the message is discarded."""
        lane, entry = self._lanes.find(asked.fields["entry"])
        known = _known("approve_proposal", asked, entry)
        if known is not None and known["answer"] is not None:
            return _answered(known)
        if known is None:
            entry["repair"] = self._decide("approve_proposal", "approved", asked, lane, entry)
        discards = entry["repair"]["kind"] == "discard"
        take_effect = self._discard if discards else self._drain
        return self._finish("approve_proposal", asked, lane, lambda: take_effect(lane, entry))

    def reject(self, asked: Operation) -> dict[str, Any]:
        """The proposal is off, and another may be made: by the second person, or by who made it."""
        lane, entry = self._lanes.find(asked.fields["entry"])
        known = _known("reject_proposal", asked, entry)
        if known is not None and known["answer"] is not None:
            return _answered(known)
        if known is None:
            self._decide("reject_proposal", "rejected", asked, lane, entry)
        return self._finish("reject_proposal", asked, lane, lambda: 0)

    def ledger(self, kind: Aggregate[Any, Any], after: str | None, only: str | None, by: Actor) -> dict[str, Any]:
        """A page of the history, in brief and without the facts, of all of a kind or of one, in these regions."""
        rows = kind.repository(self._runtime.database).ledger(after, only, LEDGER_PAGE, by)
        return {"rows": rows, "next": rows[-1]["id"] if len(rows) == LEDGER_PAGE else None}

    def _decide(
        self, name: str, state: str, asked: Operation, lane: str, entry: Mapping[str, Any]
    ) -> dict[str, Any]:
        proposal = entry.get("proposal")
        if proposal is None:
            raise Refused("NOTHING_PROPOSED")
        if entry["state"] != "parked":
            raise Refused("NOT_PARKED", state=entry["state"])
        if proposal != asked.fields["proposal"]:
            raise Refused("PROPOSAL_DIFFERS", field="proposal")
        if state == "approved" and entry["repair"]["proposed_by"] == asked.by.subject:
            raise Refused("SAME_PERSON")
        decision = {"state": state, f"{state}_by": asked.by.subject, f"{state}_at": datetime.now(UTC)}
        repair = {**entry["repair"], **decision}
        decided = {"proposal": None, "repair": repair, **_note(name, asked)}
        self._claim(lane, entry, decided, state="parked", proposal=proposal)
        return repair

    def _claim(self, lane: str, entry: Mapping[str, Any], values: dict[str, Any], **expected: Any) -> None:
        if not self._lanes.amend(lane, entry["key"], values, expected):
            raise Refused("CONFLICT")  # somebody was faster; asking again tells what is the case now

    def _finish(self, name: str, asked: Operation, lane: str, act: Callable[[], int]) -> dict[str, Any]:
        settled = act()
        _, after = self._lanes.find(asked.fields["entry"])
        answer = {**_summary(lane, after), "settled": settled}
        self._lanes.amend(lane, after["key"], _note(name, asked, answer))
        return answer

    def _drain(self, lane: str, entry: Mapping[str, Any]) -> int:
        inbox = inbox_of(self._container, entry["queue"])
        return inbox.drain(lane, now=datetime.now(UTC), forced=entry["key"])

    def _discard(self, lane: str, entry: Mapping[str, Any]) -> int:
        self._lanes.settle(lane, entry["key"], "discarded")
        return 1


def _known(name: str, asked: Operation, entry: Mapping[str, Any]) -> dict[str, Any] | None:
    """What this very operation left behind when it came before. Raises Refused COMMAND_ID_REUSED."""
    last: dict[str, Any] | None = entry.get(f"last_{name}")
    if last is None or last["id"] != asked.id:
        return None
    if last["digest"] != asked.digest:
        raise Refused("COMMAND_ID_REUSED", field="command_id")
    return last


def _note(name: str, asked: Operation, answer: Mapping[str, Any] | None = None) -> dict[str, Any]:
    # as text, because it repeats foreign texts, which may be anything
    told = None if answer is None else json.dumps(answer)
    return {f"last_{name}": {"id": asked.id, "digest": asked.digest, "answer": told}}


def _answered(known: Mapping[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(known["answer"])
    return answer


def _proposed(entry: Mapping[str, Any]) -> dict[str, Any] | None:
    if entry.get("proposal") is None:
        return None
    return {name: entry["repair"][name] for name in ("kind", "data", "reason", "proposed_by")}


def _summary(lane: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "entry": entry["key"],
        "lane": lane,
        "queue": entry["queue"],
        "state": entry["state"],
        "reason": entry["reason"],
        "detail": entry["detail"],
        "attempts": entry["attempts"],
        "sender": entry["sender"],
        "message_id": entry["properties"].get("message_id"),
        "arrived_at": entry["arrived_at"].isoformat(),
        "proposal": entry.get("proposal"),
    }
