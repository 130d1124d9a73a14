"""What an agency does with what it hears of the registry: it keeps it, and then says that it has."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from jiandu.bus.envelope import Envelope
from jiandu.client.list_following import FollowedList
from jiandu.client.mirror import Asks, Mirror
from jiandu.client.sender import Sender

STATUS_CHANGED: Final = "certificate.status_changed"
STATUS_LIST: Final = "certificate.status_list"
ACKNOWLEDGEMENT_DUE: Final = "certificate.acknowledgement_due"


def acknowledge(sender: Sender, heard: Envelope) -> None:
    """Tell the registry that the order of a change, or of a reminder, is applied.

    The id follows from the order, so telling twice is telling once. Raises what `Sender.send` raises.
    """
    order_id = str(heard.data["order_id"])
    sender.send(
        "certificate.acknowledged",
        id_=f"ack:{sender.agency}:{order_id}",
        subject=order_id,
        correlation=heard.correlation,
        causation=heard.id,
        data={
            "order_id": order_id,
            "region": heard.data["region"],
            "acknowledged_at": datetime.now(UTC).isoformat(),
        },
    )


class Keeping:
    """Keeps what is heard in `mirror` and `status_list`, and acknowledges with `sender` only what is kept.

    `registry`, where the agency may ask it, is asked for the current state when a reminder is about an order that
    was never heard. `applied` is told each order that is applied for the first time, `list_fault` why an epoch did
    not lead on.
    """

    def __init__(
        self,
        mirror: Mirror,
        status_list: FollowedList,
        sender: Sender,
        *,
        registry: Asks | None = None,
        applied: Callable[[Envelope], None] = lambda _: None,
        list_fault: Callable[[str | None], None] = lambda _: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.mirror, self.status_list = mirror, status_list
        self._sender, self._registry = sender, registry
        self._applied, self._list_fault, self._now = applied, list_fault, now

    def handle(self, heard: Envelope) -> None:
        """Take one message to its end; nothing is done about what is not of the registry."""
        if heard.type == STATUS_CHANGED:
            if self.mirror.apply(heard.data, heard.schema_version, datetime.now(UTC)):
                self._applied(heard)
            acknowledge(self._sender, heard)
        elif heard.type == STATUS_LIST:
            self._list_fault(self.status_list.hear(heard.data["epoch"], self._now()))
        elif heard.type == ACKNOWLEDGEMENT_DUE and self._is_applied(heard):
            acknowledge(self._sender, heard)

    def _is_applied(self, reminder: Envelope) -> bool:
        order_id, officer_id = str(reminder.data["order_id"]), str(reminder.data["officer_id"])
        if self.mirror.has_applied(order_id):
            return True
        if self._registry is None:
            return False  # it may lie behind the reminder in the queue, or is gone: nobody acknowledges unseen
        # the order was recorded before anybody was reminded of it: the state read now is later
        if officer_id in self.mirror.catch_up(self._registry):
            self.mirror.note_order(order_id, datetime.now(UTC))
            self._applied(reminder)
        return self.mirror.has_applied(order_id)
