"""An enforcement agency: hears of every change of status, applies it, and acknowledges it with its own key.

python -m demo.parties.agency SETTINGS.json
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from demo.parties.member import Member
from jiandu.bus.envelope import Envelope
from jiandu.client import Sender

TYPE = "certificate.status_changed"


def applied(member: Member) -> set[object]:
    """The orders this agency has applied."""
    return {line["order_id"] for line in member.noted() if "order_id" in line}


def run(member: Member) -> None:
    """Serve until told to stop."""
    known = applied(member)
    with member.sender() as sender:

        def handle(envelope: Envelope) -> None:
            if envelope.type != TYPE:
                return
            order_id = envelope.data["order_id"]
            if order_id not in known:
                member.note(order_id=order_id, officer_id=envelope.data["officer_id"], event=envelope.id)
                known.add(order_id)
            acknowledge(sender, member.party, envelope)

        member.listen(handle)


def acknowledge(sender: Sender, party: str, envelope: Envelope) -> None:
    """Tell the registry; the id follows from the order, so telling twice is telling once."""
    order_id = str(envelope.data["order_id"])
    sender.send(
        "certificate.acknowledged",
        id_=f"ack:{party}:{order_id}",
        subject=order_id,
        correlation=envelope.correlation,
        causation=envelope.id,
        data={
            "order_id": order_id,
            "region": envelope.data["region"],
            "acknowledged_at": datetime.now(UTC).isoformat(),
        },
    )


if __name__ == "__main__":
    run(Member.read(Path(sys.argv[1])))
