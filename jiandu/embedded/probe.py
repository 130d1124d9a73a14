"""Asks an address whether what listens there is ready to work.

tcp://HOST:PORT                    accepts a connection
amqp://HOST:PORT                   answers the AMQP 0-9-1 greeting
http://[USER:PASSWORD@]HOST:PORT/  answers 2xx
"""

import base64
import http.client
import socket
from urllib.parse import SplitResult, unquote, urlsplit

_GREETING = b"AMQP\x00\x00\x09\x01"
_METHOD_FRAME = b"\x01"


def answers(address: str, *, seconds: float = 1.0) -> bool:
    """Tells whether the address is ready; waits at most `seconds` for each answer."""
    url = urlsplit(address)
    if url.hostname is None or url.port is None:
        raise ValueError(f"not an address to ask: {url.scheme}://… without host or port")
    try:
        match url.scheme:
            case "tcp":
                with socket.create_connection((url.hostname, url.port), timeout=seconds):
                    return True
            case "amqp":
                with socket.create_connection((url.hostname, url.port), timeout=seconds) as connection:
                    connection.sendall(_GREETING)
                    return connection.recv(1) == _METHOD_FRAME
            case "http":
                return _http_answers(url.hostname, url.port, url, seconds)
            case _:
                raise ValueError(f"no way to ask {url.scheme}:// whether it is ready")
    except (OSError, http.client.HTTPException):
        return False


def _http_answers(host: str, port: int, url: SplitResult, seconds: float) -> bool:
    headers = {}
    if url.username is not None:
        pair = f"{unquote(url.username)}:{unquote(url.password or '')}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        connection.request("GET", (url.path or "/") + (f"?{url.query}" if url.query else ""), headers=headers)
        return 200 <= connection.getresponse().status < 300
    finally:
        connection.close()
