"""What a provincial platform or an agency installs to work with the services. Needs no framework."""

from jiandu.client.calls import Client
from jiandu.client.errors import CallFailed, TimedOut, TooLarge, UnknownService, Unreachable, Unroutable
from jiandu.client.keeping import Keeping, acknowledge
from jiandu.client.ledger import histories
from jiandu.client.list_following import FollowedList
from jiandu.client.mirror import Mirror
from jiandu.client.patience import GaveUp, answered
from jiandu.client.sender import Sender
from jiandu.client.status_list import Checked, OfflineList, SnapshotNeeded, Status
from jiandu.client.subscription import Rejected, Subscription

__all__ = [
    "CallFailed",
    "Checked",
    "Client",
    "FollowedList",
    "GaveUp",
    "Keeping",
    "Mirror",
    "OfflineList",
    "Rejected",
    "Sender",
    "SnapshotNeeded",
    "Status",
    "Subscription",
    "TimedOut",
    "TooLarge",
    "UnknownService",
    "Unreachable",
    "Unroutable",
    "acknowledge",
    "answered",
    "histories",
]
