"""/metrics, /live and /ready of one process."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from prometheus_client import CollectorRegistry, make_wsgi_app

from jiandu.ops import logs

_LOG: Final = logs.get(__name__)
_IDLE_SECONDS: Final = 10


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing a process depends on. `detail` is for the operator and names no person."""

    name: str
    ok: bool
    detail: str = ""
    last_success: datetime | None = None


Checks = Sequence[Check]


def alive() -> Checks:
    """What a process that can answer at all knows of itself."""
    return (Check(name="process", ok=True),)


class HealthServer:
    """A listening server; `port` is the one really bound."""

    def __init__(self, server: WSGIServer, thread: threading.Thread) -> None:
        self._server = server
        self._thread = thread
        self.port = int(server.server_port)

    def close(self) -> None:
        """Stop listening; returns when the port is free."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def serve_http(
    port: int,
    registry: CollectorRegistry,
    live: Callable[[], Checks],
    ready: Callable[[], Checks],
    *,
    host: str = "127.0.0.1",
) -> HealthServer:
    """Serve in threads of its own (greenthreads where eventlet has patched them). Port 0 takes a free one.

    /live and /ready answer {ok, checks: [{name, ok, detail, last_success}]}, with status 503 unless all is ok.
    A check that raises is a check that failed. Raises OSError if the port is taken.
    """
    server = make_server(host, port, _application(registry, live, ready), _Server, _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="health", daemon=True)
    thread.start()
    return HealthServer(server, thread)


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        # the parent would look its own name up in the DNS, which can take long and is used for nothing here
        socketserver.TCPServer.server_bind(self)
        host, self.server_port = self.server_address[:2]
        self.server_name = str(host)
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        _LOG.debug("health.connection_lost")


class _Handler(WSGIRequestHandler):
    timeout = _IDLE_SECONDS  # a visitor who says nothing does not keep a thread

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the standard library's
        pass


def _application(
    registry: CollectorRegistry, live: Callable[[], Checks], ready: Callable[[], Checks]
) -> WSGIApplication:
    metrics: WSGIApplication = make_wsgi_app(registry)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            return metrics(environ, start_response)
        if path in ("/live", "/ready"):
            checks = _asked(live if path == "/live" else ready)
            ok = all(check.ok for check in checks)
            status = "200 OK" if ok else "503 Service Unavailable"
            return _json(start_response, status, {"ok": ok, "checks": [_plain(check) for check in checks]})
        return _json(start_response, "404 Not Found", {"ok": False, "checks": []})

    return application


def _asked(checks: Callable[[], Checks]) -> Checks:
    try:
        return tuple(checks())
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in a check is the answer to it
        _LOG.warning("health.check_failed", exc_info=True)
        return (Check(name="checks", ok=False, detail=type(error).__name__),)


def _plain(check: Check) -> dict[str, Any]:
    last = check.last_success
    return {
        "name": check.name,
        "ok": check.ok,
        "detail": check.detail,
        "last_success": last.isoformat() if last else None,
    }


def _json(start_response: StartResponse, status: str, value: Any) -> Iterable[bytes]:
    body = json.dumps(value, ensure_ascii=False).encode()
    start_response(
        status,
        [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
        ],
    )
    return [body]
