"""The rights an agency's broker user needs, and that they suffice for nothing else."""

import uuid

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker

from jiandu.client import Client, Sender, Subscription, TimedOut
from jiandu.identity.keyring import FolderKeyring, create_key
from jiandu.identity.signing import Signer


@pytest.fixture
def agency(broker, vhost, echo, topology):
    """An agency's address on the broker, as docs/integration.md tells the operator to set it up."""
    user = f"a001-{uuid.uuid4().hex[:6]}"
    queue = topology.queue.replace(".", r"\.")
    broker.admin.create_user(user, "secret")
    broker.admin.permit(
        user,
        vhost,
        configure=r"^rpc\.reply-client-",
        write=r"^(rpc\.reply-client-.*|nameko-rpc|agencies\.events)$",
        read=rf"^(rpc\.reply-client-.*|nameko-rpc|{queue})$",
    )
    broker.admin.permit_topic(user, vhost, "nameko-rpc", write=rf"^{echo.name}\.", read="^[0-9a-f-]{36}$")
    broker.admin.permit_topic(user, vhost, "agencies.events", write=r"^a001\.", read="^$")
    yield broker.uri(vhost, user=user, password="secret")  # noqa: S106 - a user of this test only
    broker.admin.delete_user(user)


@pytest.fixture
def signer(tmp_path):
    create_key(tmp_path, "a001-1", "a001", "agency")
    return Signer.load(tmp_path, "a001-1")


def test_an_agency_calls_sends_and_receives_by_its_own_rights(
    agency, echo, topology, signer, tmp_path, eventually
):
    seen = []
    with (
        Client(agency) as client,
        Sender(agency, "a001", signer) as sender,
        Subscription(agency, topology.queue, FolderKeyring(tmp_path), seen.append),
    ):
        assert client.ask(f"{echo.name}.echo", n=1) == {"n": 1}
        sender.send("receipt", subject="r-1", data={}, correlation="matter-1")
        assert eventually(lambda: seen)


def test_an_agency_does_not_send_in_the_name_of_another(agency, signer):
    with Sender(agency, "a002", signer) as sender, pytest.raises(TimedOut):
        sender.send("receipt", subject="r-1", data={}, correlation="matter-1", timeout=2)


def test_an_agency_does_not_listen_to_the_calls_of_others(agency, echo):
    with pika.BlockingConnection(pika.URLParameters(agency)) as connection:
        channel = connection.channel()
        channel.queue_declare("rpc.reply-client-spy", exclusive=True, auto_delete=True)
        with pytest.raises(ChannelClosedByBroker) as caught:
            channel.queue_bind("rpc.reply-client-spy", "nameko-rpc", f"{echo.name}.*")
    assert caught.value.reply_code == 403


def test_a_user_id_that_is_not_the_user_is_refused(agency, echo):
    with Client(agency, user_id="somebody") as client, pytest.raises(TimedOut):
        client.call(f"{echo.name}.echo", deadline=2)
    assert echo.received == []
