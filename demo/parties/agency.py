"""An enforcement agency: applies every change of status and acknowledges it with its own key; hears of complaints.

python -m demo.parties.agency SETTINGS.json
"""

import sys
from pathlib import Path

from demo.parties.member import Member
from jiandu.bus.envelope import Envelope
from jiandu.client.keeping import STATUS_CHANGED, acknowledge

COMPLAINED_OF = "complaint.notice"


def noted(member: Member, name: str) -> set[object]:
    """What the agency's record has under this name."""
    return {line[name] for line in member.noted() if name in line}


def run(member: Member) -> None:
    """Serve until told to stop."""
    known, heard = noted(member, "order_id"), noted(member, "event")
    with member.sender() as sender:

        def handle(envelope: Envelope) -> None:
            if envelope.type == COMPLAINED_OF and envelope.id not in heard:
                # as it came: a word of the complainant in it would stand here too
                member.note(event=envelope.id, complaint_id=envelope.subject, notice=dict(envelope.data))
                heard.add(envelope.id)
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
