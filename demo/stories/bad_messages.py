"""Bad messages: malformed, unsigned, poisoned. All three are kept with their reasons; nobody else notices."""

from datetime import UTC, datetime
from typing import Any

import pika

from demo.ledger import Actors, NotAsTold
from demo.stories.told import Told
from demo.world import CHANGJI, OPERATORS
from jiandu.bus.envelope import Envelope, Wire, to_message
from jiandu.identity.signing import Signer

TITLE = "坏消息: 畸形、未签名、有毒的消息各一条"
SENDER = "agency-01"
QUEUE = "certificates.acknowledgements"
SENT_AT = datetime(2026, 10, 1, tzinfo=UTC)


def play(actors: Actors, told: Told, order_id: str) -> None:
    """Play it, with acknowledgements of the order of an earlier story. Raises NotAsTold if one gets lost."""
    operator, second = OPERATORS
    elsewhere = _parked_elsewhere(actors)
    poisoned = _wire(actors, order_id, {"order_id": order_id, "acknowledged_at": "昨天"})
    unsigned = _wire(actors, order_id, {"order_id": order_id, "region": CHANGJI})
    headers = {name: value for name, value in unsigned.headers.items() if name != "ce-signature"}
    _publish(actors, b"\x80\x81 not a message", {}, {"message_id": "malformed-1"})
    _publish(actors, unsigned.body, headers, unsigned.properties)
    _publish(actors, poisoned.body, poisoned.headers, poisoned.properties)
    told.line("三条坏消息已发出 (sent)")

    def all_parked() -> Any:
        entries = actors.ask(operator, "certificates.parked", settled=True)
        found = {each["reason"]: each for each in entries if each["queue"] == QUEUE}
        return found if set(found) >= {"UNDECODABLE", "UNSIGNED", "SCHEMA"} else None

    parked = actors.until(all_parked, "the bad messages are parked")
    told.line(f"已搁置: {', '.join(sorted(parked))} (parked with reasons)")
    entry = parked["SCHEMA"]
    if entry["state"] == "parked":  # a demo that was interrupted may have repaired it already
        data = {"order_id": order_id, "region": CHANGJI, "acknowledged_at": SENT_AT.isoformat()}
        proposed = actors.operate(
            operator,
            "certificates.propose_repair",
            "bad-propose",
            entry=entry["entry"],
            data=data,
            reason="对方系统日期格式错误, 已电话核实",
        )
        repaired = actors.operate(
            second,
            "certificates.approve_proposal",
            "bad-approve",
            entry=entry["entry"],
            proposal=proposed["proposal"],
        )
        if repaired["state"] != "applied":
            raise NotAsTold(f"the repaired message is {repaired['state']}")
    told.line("有毒消息经两人复核修复并重放, 已生效 (repaired by two persons, replayed, applied)")
    told.facts["parked"] = sorted(parked)
    if _parked_elsewhere(actors) != elsewhere:
        raise NotAsTold("another queue has parked something meanwhile")
    told.line("其他服务照常应答, 其他队列没有受影响 (every service answers, no other queue noticed)")


def _parked_elsewhere(actors: Actors) -> list[str]:
    """What lies parked in all other queues; asking is also how a service shows that it is up."""
    services = ("complaints", "certificates", "supervision", "accountability")
    entries = [each for name in services for each in actors.ask(OPERATORS[0], f"{name}.parked")]
    return sorted(each["entry"] for each in entries if each["queue"] != QUEUE and each["state"] == "parked")


def _wire(actors: Actors, order_id: str, data: dict[str, Any]) -> Wire:
    envelope = Envelope(
        id=f"bad-{len(data)}:{order_id}",
        source=f"/agencies/{SENDER}",
        type="certificate.acknowledged",
        time=SENT_AT,
        subject=f"bad-{order_id}",
        sequence=1,
        schema_version=1,
        data=data,
        correlation=order_id,
    )
    return to_message(Signer.load(actors.world.keys, SENDER).sign(envelope))


def _publish(actors: Actors, body: bytes, headers: dict[str, str], properties: dict[str, Any]) -> None:
    """Send as the agency's own broken software would: any bytes, but only under the agency's name."""
    connection = pika.BlockingConnection(pika.URLParameters(actors.world.uri(SENDER)))
    try:
        channel = connection.channel()
        channel.confirm_delivery()
        described = pika.BasicProperties(headers=dict(headers), **properties)
        channel.basic_publish(
            "agencies.events", f"{SENDER}.certificate.acknowledged", body, described, mandatory=True
        )
    finally:
        connection.close()
