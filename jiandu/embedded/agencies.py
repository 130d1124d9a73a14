"""Enrols a subscriber agency on a running stack: what it is handed, and what has to know it.

The steps are in an order in which none can be missed: the agency is waited for (its body subscribes) only when its
queue holds what is said from then on, and when it can answer. The registry is asked first: what it refuses, or
knows otherwise, leaves nothing behind and can be corrected. Repeating them all changes nothing.
"""

import json
import re
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jiandu.bus import fields
from jiandu.client import CallFailed, Client
from jiandu.domain import Refused, derived_id
from jiandu.embedded.broker_admin import BrokerAdmin
from jiandu.embedded.deployment import as_user, vhost_of
from jiandu.embedded.enrolment import Subscriber, agency, enrol_subscriber, give_key, key_taken
from jiandu.embedded.places import private, write_private
from jiandu.embedded.provision import SETTLING_SECONDS
from jiandu.identity.keys import PUBLIC_FILE, private_path
from jiandu.law.format.words import vocabulary

# It is a user of the broker, a key, and the first word of a routing key: no dots, no colons.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
# An authority that receives referrals signs receipts under such a name: with it an agency could end a duty.
_REFERRALS = (name.partition(".")[2] for name, term in vocabulary().items() if term.type == "referral")
_AUTHORITY = re.compile(rf"(?i)({'|'.join(map(re.escape, _REFERRALS))})-")


class _Fields(fields.Incoming):
    id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    name = fields.Text(200, required=True)


@dataclass(frozen=True)
class Wanted:
    """The agency to enrol: its id everywhere, its division (GB/T 2260), its name for people."""

    id: str
    region: str
    name: str

    def __post_init__(self) -> None:
        """Raises Refused with the code of the first fault and its field."""
        fields.load(_Fields(), asdict(self))
        if not _NAME.fullmatch(self.id) or _AUTHORITY.match(self.id):
            raise Refused("INVALID_VALUE", field="id")
        if not self.name.strip():
            raise Refused("MISSING_FIELD", field="name")


@dataclass(frozen=True)
class HandOver:
    """What an agency is handed, in the folder `folder`: settings.json, keys.json and its private key."""

    folder: Path
    amqp_uri: str
    queue: str

    @property
    def files(self) -> list[Path]:
        """Every file to hand over; the agency may keep files of its own beside them."""
        key = private_path(self.folder, self.folder.name)
        return sorted([self.folder / "settings.json", self.folder / PUBLIC_FILE, key])


@dataclass(frozen=True)
class Registry:
    """Where agencies are enrolled: the broker and its administrator, the trust directory, who may register.

    `folder` holds a folder of what was handed over for each agency.
    """

    amqp_uri: str
    admin: BrokerAdmin
    keys: Path
    folder: Path
    registrar: Client

    def enrol(self, wanted: Wanted) -> HandOver:
        """Do all of it, or what of it is not done yet.

        Raises Refused ALREADY_EXISTS if the id is somebody else's (a service's, a platform's) or its body is
        registered with another region or name, BrokerRefused, and CallFailed as the registry answers.
        """
        party = agency(wanted.id)
        settings = self.folder / wanted.id / "settings.json"
        password = self._password(settings, wanted)
        if key_taken(party, own=settings.parent, trusted=self.keys):
            raise Refused("ALREADY_EXISTS", field="id", id=wanted.id)
        self._register(wanted)
        give_key(party, own=settings.parent, trusted=self.keys)
        address = as_user(self.amqp_uri, party.name, password)
        handed = {**asdict(wanted), "agency": wanted.id, "amqp_uri": address, "queue": party.queue}
        write_private(private(settings.parent) / settings.name, json.dumps(handed, ensure_ascii=False, indent=1))
        self._make_queue(party)
        enrol_subscriber(self.admin, vhost_of(self.amqp_uri), party, password)
        self.registrar.call(
            "certificates.subscribe_body", command_id=f"agency-subscribe-{wanted.id}", body_id=wanted.id
        )
        return HandOver(settings.parent, address, party.queue)

    def _password(self, settings: Path, wanted: Wanted) -> str:
        """The password given before, or one for a new user."""
        if not settings.exists():
            if wanted.id in self.admin.users():
                raise Refused("ALREADY_EXISTS", field="id", id=wanted.id)
            return secrets.token_hex(20)
        before = json.loads(settings.read_text(encoding="utf-8"))
        return unquote(urlsplit(before["amqp_uri"]).password or "")

    def _register(self, wanted: Wanted) -> None:
        try:
            self.registrar.call(
                "certificates.register_body",
                command_id=derived_id("agency-add", wanted.id, wanted.region, wanted.name),
                body_id=wanted.id,
                region=wanted.region,
                name=wanted.name,
            )
        except CallFailed as failure:
            if failure.code != "ALREADY_EXISTS":
                raise
            self._check_registered(wanted)  # a body may have been registered long before it subscribes

    def _check_registered(self, wanted: Wanted) -> None:
        registered = self.registrar.ask("certificates.get_body", body_id=wanted.id)
        for field in ("region", "name"):
            if registered[field] != getattr(wanted, field):
                raise Refused("ALREADY_EXISTS", field=field, id=wanted.id)

    def _make_queue(self, party: Subscriber) -> None:
        vhost = vhost_of(self.amqp_uri)
        new = party.queue not in {queue["name"] for queue in self.admin.queues(vhost)}
        self.admin.import_definitions(party.definitions(), vhost)
        if new:
            time.sleep(SETTLING_SECONDS)
