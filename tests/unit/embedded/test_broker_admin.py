"""What is asked of the broker's management interface, and what its answers become."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from jiandu.embedded.broker_admin import BrokerAdmin, BrokerRefused


class Management(HTTPServer):
    """Remembers what it was asked and answers what it was told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.authorization = ""
        self.answer: tuple[int, Any] = (200, {})
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Management

    def do_GET(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(size)) if size else None
        self.server.asked.append((self.command, self.path, body))
        self.server.authorization = self.headers["Authorization"]
        status, answer = self.server.answer
        payload = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815  (the names http.server looks for)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def management() -> Iterator[Management]:
    with Management() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def admin(management: Management) -> BrokerAdmin:
    return BrokerAdmin.from_url(f"http://me:p%40ss@127.0.0.1:{management.server_port}/api")


def test_credentials_are_taken_from_the_address_and_kept_out_of_it(
    management: Management, admin: BrokerAdmin
) -> None:
    management.answer = (200, [])
    assert admin.users() == []
    assert base64.b64decode(management.authorization.removeprefix("Basic ")) == b"me:p@ss"
    assert "p@ss" not in admin.api_url
    assert "p%40ss" not in admin.api_url


def test_names_with_slashes_stay_one_part_of_the_path(management: Management, admin: BrokerAdmin) -> None:
    admin.permit_topic("市/监督", "/", "agencies.events", write=r"^a\.", read="")
    expected = {"exchange": "agencies.events", "write": r"^a\.", "read": ""}
    path = "/api/topic-permissions/%2F/%E5%B8%82%2F%E7%9B%91%E7%9D%A3"
    assert management.asked == [("PUT", path, expected)]


def test_whoever_creates_a_virtual_host_may_use_it(management: Management, admin: BrokerAdmin) -> None:
    admin.create_vhost("test")
    assert [(method, path) for method, path, _ in management.asked] == [
        ("PUT", "/api/vhosts/test"),
        ("PUT", "/api/permissions/test/me"),
    ]


def test_a_policy_is_sent_as_the_broker_spells_it(management: Management, admin: BrokerAdmin) -> None:
    admin.put_policy("v", "retry", "^retry", {"message-ttl": 5}, priority=2)
    expected = {"pattern": "^retry", "definition": {"message-ttl": 5}, "priority": 2, "apply-to": "queues"}
    assert management.asked == [("PUT", "/api/policies/v/retry", expected)]


def test_a_refusal_tells_the_request_and_the_reason(management: Management, admin: BrokerAdmin) -> None:
    management.answer = (400, {"error": "bad_request", "reason": "no such vhost"})
    with pytest.raises(BrokerRefused, match=r"PUT /api/users/x: 400 no such vhost"):
        admin.create_user("x", "secret")


def test_deleting_what_is_not_there_is_no_error(management: Management, admin: BrokerAdmin) -> None:
    management.answer = (404, {"error": "Object Not Found"})
    admin.delete_vhost("gone")
    admin.delete_user("gone")
    with pytest.raises(BrokerRefused, match="404"):
        admin.queues("gone")


def test_a_silent_broker_is_an_error_that_names_it(management: Management) -> None:
    management.shutdown()
    management.server_close()
    with pytest.raises(BrokerRefused, match=r"no answer from http://127\.0\.0\.1"):
        BrokerAdmin(f"http://127.0.0.1:{management.server_port}", "u", "p").vhosts()


def test_an_address_without_user_is_refused() -> None:
    with pytest.raises(ValueError, match="user and password"):
        BrokerAdmin.from_url("http://127.0.0.1:15672")
