"""What an outside party is given: a platform calls, an agency or authority listens and answers.

Each party has a user of its own. It can publish in its own name only, bind only its own replies, and read only
its own queue; the broker holds it to that, not our code.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jiandu.bus.topology import AGENCIES_EXCHANGE, QUORUM, REPLY_KEYS, RPC_EXCHANGE
from jiandu.embedded.broker_admin import BrokerAdmin
from jiandu.identity.keys import PUBLIC_FILE, create_key, private_path, read_records, trust

_REPLIES = r"rpc\.reply-.*"
_METHODS = r"^[a-z]+\.[a-z_]+$"


@dataclass(frozen=True)
class Subscriber:
    """A party that listens: its name at the broker and in its messages, and what it hears.

    A name has no dots: it is a word of the routing keys under which the party may publish. `hears` are exchanges
    and routing keys.
    """

    name: str
    kind: Literal["agency", "authority"]
    hears: tuple[tuple[str, str], ...]

    @property
    def queue(self) -> str:
        """The queue that is its own."""
        return f"{self.kind}.{self.name}"

    def definitions(self) -> dict[str, Any]:
        """Its queue with what flows into it, in the form in which a broker imports it."""
        bound = [
            {
                "source": exchange,
                "destination": self.queue,
                "destination_type": "queue",
                "routing_key": key,
                "arguments": {},
            }
            for exchange, key in self.hears
        ]
        made = {"name": self.queue, "durable": True, "auto_delete": False, "arguments": QUORUM}
        return {"queues": [made], "bindings": bound}


def agency(name: str) -> Subscriber:
    """An agency as it subscribes: it hears every change of status of every certificate, and the status list.

    And what concerns itself alone: that its acknowledgement is missing, that it is complained of, and that an
    officer of its own is cleared.
    """
    hears = (
        ("certificates.events", "certificate.status_changed.#"),
        ("certificates.events", "certificate.status_list.#"),
        ("certificates.events", f"certificate.acknowledgement_due.{name}"),
        ("complaints.events", f"complaint.notice.{name}"),
        ("complaints.events", f"complaint.clarified.{name}"),
    )
    return Subscriber(name, "agency", hears)


def enrol_platform(admin: BrokerAdmin, vhost: str, user: str, password: str) -> None:
    """Let `user` call the services and hear the replies to its own calls. Errors: BrokerRefused."""
    admin.create_user(user, password)
    both = rf"^({re.escape(RPC_EXCHANGE)}|{_REPLIES})$"
    admin.permit(user, vhost, configure=both, write=both, read=both)
    admin.permit_topic(user, vhost, RPC_EXCHANGE, write=_METHODS, read=REPLY_KEYS)


def enrol_subscriber(admin: BrokerAdmin, vhost: str, party: Subscriber, password: str) -> None:
    """Let `party` read its queue, and answer in its own name only. Errors: BrokerRefused.

    Messages the party cannot handle go to the broker's dead letters, by policy.
    """
    admin.create_user(party.name, password)
    own_queue = rf"^{re.escape(party.queue)}$"
    admin.permit(party.name, vhost, configure="^$", write=rf"^{re.escape(AGENCIES_EXCHANGE)}$", read=own_queue)
    admin.permit_topic(party.name, vhost, AGENCIES_EXCHANGE, write=rf"^{re.escape(party.name)}\.", read="^$")


def key_taken(party: Subscriber, own: Path, trusted: Path) -> bool:
    """Whether a key of this name is trusted whose private half is not in the party's folder. Raises BadKeyring."""
    known = (record.key_id for record in read_records(trusted / PUBLIC_FILE))
    return not private_path(own, party.name).exists() and party.name in known


def give_key(party: Subscriber, own: Path, trusted: Path) -> None:
    """A key pair whose private half lies in the party's own folder alone, unless that is the trust directory.

    Its public half is put into the trust directory `trusted`, and the services' beside its own. Repeating it
    changes nothing. Raises FileExistsError if another key of that name is trusted already, BadKeyring.
    """
    if key_taken(party, own, trusted):
        raise FileExistsError(f"key {party.name} exists")
    if not private_path(own, party.name).exists():
        create_key(own, party.name, party.name, party.kind)
    mine = (record for record in read_records(own / PUBLIC_FILE) if record.key_id == party.name)
    trust(trusted, *mine)
    trust(own, *(record for record in read_records(trusted / PUBLIC_FILE) if record.kind == "service"))
