"""What the broker lets an outside party do: a platform calls, an agency or authority listens and answers.

Each party has a user of its own. It can publish in its own name only, bind only its own replies, and read only
its own queue; the broker holds it to that, not our code.
"""

import re
from typing import Any

from jiandu.bus.topology import AGENCIES_EXCHANGE, QUORUM, REPLY_KEYS, RPC_EXCHANGE
from jiandu.embedded.broker_admin import BrokerAdmin

_REPLIES = r"rpc\.reply-.*"
_METHODS = r"^(complaints|certificates|supervision|accountability)\.[a-z_]+$"


def enrol_platform(admin: BrokerAdmin, vhost: str, user: str, password: str) -> None:
    """Let `user` call the services and hear the replies to its own calls. Errors: BrokerRefused."""
    admin.create_user(user, password)
    both = rf"^({re.escape(RPC_EXCHANGE)}|{_REPLIES})$"
    admin.permit(user, vhost, configure=rf"^({re.escape(RPC_EXCHANGE)}|{_REPLIES})$", write=both, read=both)
    admin.permit_topic(user, vhost, RPC_EXCHANGE, write=_METHODS, read=REPLY_KEYS)


def subscriber_definitions(queue: str, exchange: str, key: str) -> dict[str, Any]:
    """A queue that hears `key` on `exchange`, in the form in which a broker imports it."""
    bound = {
        "source": exchange,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": key,
        "arguments": {},
    }
    made = {"name": queue, "durable": True, "auto_delete": False, "arguments": QUORUM}
    return {"queues": [made], "bindings": [bound]}


def enrol_subscriber(admin: BrokerAdmin, vhost: str, party: str, password: str, queue: str) -> None:
    """Let `party` read its queue, and answer in its own name only. Errors: BrokerRefused.

    Messages the party cannot handle go to the broker's dead letters, by policy.
    """
    admin.create_user(party, password)
    own_queue = rf"^{re.escape(queue)}$"
    admin.permit(party, vhost, configure="^$", write=rf"^{re.escape(AGENCIES_EXCHANGE)}$", read=own_queue)
    admin.permit_topic(party, vhost, AGENCIES_EXCHANGE, write=rf"^{re.escape(party)}\.", read="^$")
