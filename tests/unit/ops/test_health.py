import http.client
import json
import socket
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from jiandu.ops.health import Check, alive, serve_http
from jiandu.ops.metrics import Metrics

LAST = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


@pytest.fixture
def checks():
    return [Check(name="broker", ok=True, last_success=LAST), Check(name="存储", ok=True)]


@pytest.fixture
def server(checks):
    def ready():
        if not checks:
            raise RuntimeError("张三")
        return checks

    server = serve_http(0, Metrics("complaints").registry, alive, ready)
    yield server
    server.close()


def get(server, path):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_metrics_are_served(server):
    status, text = get(server, "/metrics")
    assert status == 200
    assert 'jiandu_service_info{service="complaints"} 1.0' in text


def test_a_process_that_answers_is_live(server):
    assert get(server, "/live")[0] == 200


def test_ready_tells_every_check(server):
    status, text = get(server, "/ready")
    assert status == 200
    assert json.loads(text) == {
        "ok": True,
        "checks": [
            {"name": "broker", "ok": True, "detail": "", "last_success": "2026-11-23T01:30:00+00:00"},
            {"name": "存储", "ok": True, "detail": "", "last_success": None},
        ],
    }


def test_one_failed_check_is_enough_to_be_unready(server, checks):
    checks.append(Check(name="relay", ok=False, detail="no progress for 40 s"))
    status, text = get(server, "/ready")
    assert status == 503
    assert json.loads(text)["ok"] is False


def test_a_check_that_raises_has_failed_and_its_words_stay_inside(server, checks):
    checks.clear()
    status, text = get(server, "/ready")
    assert status == 503
    assert "张三" not in text


def test_other_paths_are_not_found(server):
    assert get(server, "/")[0] == 404


def test_a_silent_visitor_and_a_rude_one_disturb_nobody(server):
    with socket.create_connection(("127.0.0.1", server.port)) as silent:
        with socket.create_connection(("127.0.0.1", server.port)) as rude:
            rude.sendall(b"\x00\xff\r\n\r\n")
        assert get(server, "/live")[0] == 200
        silent.close()


def test_a_closed_server_gives_its_port_back(checks):
    server = serve_http(0, Metrics("complaints").registry, alive, lambda: checks)
    server.close()
    again = serve_http(server.port, Metrics("complaints").registry, alive, lambda: checks)
    again.close()


UNDER_EVENTLET = """
import warnings
warnings.simplefilter("ignore")
import eventlet
eventlet.monkey_patch()
import urllib.request
from jiandu.ops.health import alive, serve_http
from jiandu.ops.metrics import Metrics
server = serve_http(0, Metrics("complaints").registry, alive, alive)
for path in ("metrics", "live", "ready"):
    print(urllib.request.urlopen(f"http://127.0.0.1:{server.port}/{path}", timeout=10).status)
server.close()
print("closed")
"""


def test_it_works_where_eventlet_has_patched_the_process():
    result = subprocess.run([sys.executable, "-c", UNDER_EVENTLET], capture_output=True, text=True, timeout=60)
    assert result.stdout.split() == ["200", "200", "200", "closed"], result.stderr
