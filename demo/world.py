"""The people and agencies of the demo, and how each reaches the services: through jiandu.client only."""

import json
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from jiandu.client import Client
from jiandu.embedded.places import write_private
from jiandu.identity.keyring import FolderKeyring
from jiandu.identity.tokens import Issuer
from jiandu.ops.time import TravellingTime, travel

CHANGJI, WEIHAI, JINGZHOU, TONGZHOU = "652300", "371000", "421000", "110112"


@dataclass(frozen=True)
class Person:
    """Somebody who acts: a subject in an agency with roles and regions."""

    subject: str
    agency: str
    roles: tuple[str, ...]
    regions: tuple[str, ...]


def staff(region: str) -> dict[str, Person]:
    """The people of one region's justice bureau, by what they do."""
    bureau = f"justice-{region}"

    def person(subject: str, *roles: str) -> Person:
        return Person(f"{subject}-{region}", bureau, roles, (region,))

    return {
        "intake": person("intake", "intake_officer"),
        "officer": person("officer", "supervision_officer"),
        "head": person("head", "supervision_head"),
        "accountability": person("accountability", "accountability_officer"),
        "accountability_head": person("accountability-head", "accountability_head"),
        "registrar": person("registrar", "registrar"),
        "custodian": person("custodian", "custodian"),
    }


OPERATORS = tuple(Person(name, "operations", ("operator",), ("*",)) for name in ("operator-li", "operator-wang"))
AUDITOR = Person("auditor", "audit", ("auditor",), ("*",))


@dataclass
class World:
    """One run's broker, keys and time. `platform` users are enrolled at the broker under these passwords."""

    amqp_uri: str
    keys: Path
    time_file: Path
    passwords: dict[str, str]
    issuer: Issuer
    _clients: dict[tuple[Person, str], Client] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def uri(self, user: str) -> str:
        """The broker as `user`."""
        parts = urlsplit(self.amqp_uri)
        host = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=f"{quote(user)}:{quote(self.passwords[user])}@{host}").geturl()

    def client(self, person: Person, user: str = "platform-65") -> Client:
        """A client that acts for `person` through the broker user of its province."""
        with self._lock:
            known = self._clients.get((person, user))
            if known is None:
                known = Client(self.uri(user), lambda: self.token(person), timeout=30)
                self._clients[person, user] = known
            return known

    def token(self, person: Person) -> str:
        """A fresh token; in real use the justice department's identity service issues it."""
        return self.issuer.issue(
            subject=person.subject,
            agency=person.agency,
            roles=person.roles,
            regions=person.regions,
            now=datetime.now(UTC),
        )

    def keyring(self) -> FolderKeyring:
        """The public keys of everybody."""
        return FolderKeyring(self.keys)

    def legal_now(self) -> datetime:
        """What time it is for the law."""
        return TravellingTime(self.time_file).now()

    def travel_to(self, instant: datetime) -> None:
        """Let legal time pass until `instant`; nothing if it is later already."""
        if self.legal_now() < instant:
            travel(self.time_file, to=instant)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()


def passwords_for(file: Path, users: Iterable[str]) -> dict[str, str]:
    """A password for each user, remembered in `file`, which only its owner can read."""
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    missing = {user: secrets.token_hex(16) for user in users if user not in known}
    if missing:
        known |= missing
        write_private(file, json.dumps(known, indent=1) + "\n")
    return known
