"""An enforcement agency: hears of every change of status, applies it, and acknowledges it with its own key.

python -m demo.parties.agency SETTINGS.json
"""

import sys
from pathlib import Path

from demo.parties.member import Member
from jiandu.bus.envelope import Envelope
from jiandu.client.agency import STATUS_CHANGED, acknowledge


def applied(member: Member) -> set[object]:
    """The orders this agency has applied."""
    return {line["order_id"] for line in member.noted() if "order_id" in line}


def run(member: Member) -> None:
    """Serve until told to stop."""
    known = applied(member)
    with member.sender() as sender:

        def handle(envelope: Envelope) -> None:
            if envelope.type != STATUS_CHANGED:
                return
            order_id = envelope.data["order_id"]
            if order_id not in known:
                member.note(order_id=order_id, officer_id=envelope.data["officer_id"], event=envelope.id)
                known.add(order_id)
            acknowledge(sender, envelope)

        member.listen(handle)


if __name__ == "__main__":
    run(Member.read(Path(sys.argv[1])))
