"""Saying something on the bus in another's name, for tests that hold its key."""

from datetime import UTC, datetime
from typing import Any

import pika

from jiandu.bus.envelope import Envelope, Wire, to_message
from jiandu.bus.topology import exchange_of
from jiandu.identity.signing import Signer
from tests.realm import Realm

REGION = "652301"


def worded(
    source: str, type_: str, data: dict[str, Any], *, subject: str, sequence: int = 1, **other: Any
) -> Envelope:
    """An event as `source` (e.g. "/agencies/bureau") would say it; `other` as in Envelope."""
    described = {
        "id": f"{subject}:{sequence}",
        "source": source,
        "type": type_,
        "time": datetime.now(UTC),
        "subject": subject,
        "sequence": sequence,
        "schema_version": 1,
        "data": data,
        "correlation": subject,
    }
    return Envelope(**{**described, **other})


def signed(realm: Realm, envelope: Envelope, by: str) -> Wire:
    """The message that carries the event, signed with the key of `by`."""
    return to_message(Signer.load(realm.keys, by).sign(envelope))


def publish(realm: Realm, exchange: str, key: str, body: bytes, headers: Any = None, **properties: Any) -> None:
    """Put these octets on an exchange, once the broker has taken them; some queue has to be bound for them."""
    parameters = pika.URLParameters(realm.amqp_uri)
    parameters.blocked_connection_timeout = 10
    connection = pika.BlockingConnection(parameters)
    try:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish(
            exchange, key, body, pika.BasicProperties(headers=headers, **properties), mandatory=True
        )
    finally:
        if connection.is_open:
            connection.close()


def say(
    realm: Realm,
    service: str,
    type_: str,
    data: dict[str, Any],
    *,
    subject: str,
    sequence: int = 1,
    region: str = REGION,
    **other: Any,
) -> Envelope:
    """Have `service` say this event to whoever hears it in `region`; what was said. `other` as in Envelope."""
    said = worded(f"/services/{service}", type_, data, subject=subject, sequence=sequence, **other)
    wire = signed(realm, said, realm.key(service))
    publish(realm, exchange_of(service), f"{type_}.{region}", wire.body, dict(wire.headers), **wire.properties)
    return said
