"""The supervisory commission (监察机关): receives referrals, signs for them, later says what became of them.

python -m demo.parties.commission SETTINGS.json
"""

import hashlib
import json
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from demo.parties.member import Member
from jiandu.bus.envelope import Envelope
from jiandu.client import CallFailed, Sender

TYPE = "referral.transmitted"
OUTCOME = "case_filed"
THINKING_SECONDS = 1.0


def run(member: Member) -> None:
    """Serve until told to stop."""
    with member.sender() as sender:
        for line in member.noted():
            if "referral_id" in line:  # a crash may have come between receipt and outcome: say it again
                conclude_later(sender, member, line)

        def handle(envelope: Envelope) -> None:
            if envelope.type == TYPE:
                receive(sender, member, envelope)

        member.listen(handle)


def receive(sender: Sender, member: Member, envelope: Envelope) -> None:
    """Check the package against its hash and sign for it. Raises ValueError if they differ."""
    package, digest = envelope.data["package"], envelope.data["package_digest"]
    text = json.dumps(package, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if f"sha256:{hashlib.sha256(text.encode()).hexdigest()}" != digest:
        raise ValueError("the package is not the one that was hashed")
    matter = {"case_id": package["case_id"], "referral_id": package["referral_id"], "event": envelope.id}
    if not any(line.get("event") == envelope.id for line in member.noted()):
        member.note(**matter)
    sender.send(
        "referral.receipted",
        id_=f"receipt:{envelope.id}",
        subject=package["case_id"],
        correlation=envelope.correlation,
        causation=envelope.id,
        data={
            "case_id": package["case_id"],
            "referral_id": package["referral_id"],
            "receipt_id": f"receipt-{envelope.id}",
            "package_digest": digest,
            "received_at": datetime.now(UTC).isoformat(),
        },
    )
    conclude_later(sender, member, matter)


def conclude_later(sender: Sender, member: Member, matter: dict[str, object]) -> None:
    """Send the outcome when the commission has thought about it; again and again until the broker has it."""

    def conclude() -> None:
        try:
            sender.send(
                "referral.concluded",
                id_=f"outcome:{matter['event']}",
                subject=str(matter["case_id"]),
                correlation=str(matter["case_id"]),
                causation=str(matter["event"]),
                data={"case_id": matter["case_id"], "referral_id": matter["referral_id"], "outcome": OUTCOME},
                sequence=2,
            )
        except CallFailed:
            conclude_later(sender, member, matter)

    timer = threading.Timer(THINKING_SECONDS, conclude)
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    run(Member.read(Path(sys.argv[1])))
