"""The broker's management interface: virtual hosts, users, permissions, policies, queues, connections."""

import base64
import http.client
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlsplit


class BrokerRefused(Exception):  # noqa: N818  (says what is the case)
    """The broker answered a request with an error, or not at all; the text names the request and the reason."""


class BrokerAdmin:
    """Speaks to the management interface at `api_url` (http://127.0.0.1:15672) as one of its administrators."""

    def __init__(self, api_url: str, user: str, password: str, *, seconds: float = 30.0) -> None:
        url = urlsplit(api_url)
        if url.scheme not in {"http", "https"} or url.hostname is None:
            raise ValueError("the management interface needs an http:// or https:// address")
        secure = url.scheme == "https"
        self._kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._address = (url.hostname, url.port or (443 if secure else 80))
        self._seconds = seconds
        self._base = url.path.rstrip("/").removesuffix("/api")
        self._authorization = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.api_url = f"{url.scheme}://{url.hostname}{f':{url.port}' if url.port else ''}{self._base}"
        self.user = user

    @classmethod
    def from_url(cls, url: str) -> "BrokerAdmin":
        """Reads user and password from the address, as JIANDU_BROKER_API gives them."""
        parts = urlsplit(url)
        if parts.username is None or parts.password is None:
            raise ValueError("the address of the management interface names no user and password")
        bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return cls(bare, unquote(parts.username), unquote(parts.password))

    def create_vhost(self, name: str) -> None:
        """Creates a virtual host, and gives this administrator every permission in it; no error if it exists."""
        self._send("PUT", ("vhosts", name), {})
        self.permit(self.user, name)

    def delete_vhost(self, name: str) -> None:
        """Deletes a virtual host with everything in it; no error if there is none."""
        self._send("DELETE", ("vhosts", name), missing_is_fine=True)

    def vhosts(self) -> list[str]:
        """Returns the names of all virtual hosts."""
        return [entry["name"] for entry in self._get(("vhosts",))]

    def create_user(self, name: str, password: str, *, tags: Sequence[str] = ()) -> None:
        """Creates a user or gives an existing one this password."""
        self._send("PUT", ("users", name), {"password": password, "tags": ",".join(tags)})

    def delete_user(self, name: str) -> None:
        """Deletes a user; no error if there is none."""
        self._send("DELETE", ("users", name), missing_is_fine=True)

    def users(self) -> list[str]:
        """Returns the names of all users."""
        return [entry["name"] for entry in self._get(("users",))]

    def permit(self, user: str, vhost: str, *, configure: str = ".*", write: str = ".*", read: str = ".*") -> None:
        """Lets a user configure, write and read what matches these patterns ("" is nothing)."""
        pattern = {"configure": configure, "write": write, "read": read}
        self._send("PUT", ("permissions", vhost, user), pattern)

    def permit_topic(self, user: str, vhost: str, exchange: str, *, write: str = ".*", read: str = ".*") -> None:
        """Lets a user publish to, and bind from, a topic exchange with routing keys that match these patterns."""
        pattern = {"exchange": exchange, "write": write, "read": read}
        self._send("PUT", ("topic-permissions", vhost, user), pattern)

    def put_policy(
        self,
        vhost: str,
        name: str,
        pattern: str,
        definition: Mapping[str, Any],
        *,
        priority: int = 0,
        apply_to: str = "queues",
    ) -> None:
        """Sets a policy; an existing one with this name is replaced."""
        policy = {"pattern": pattern, "definition": definition, "priority": priority, "apply-to": apply_to}
        self._send("PUT", ("policies", vhost, name), policy)

    def import_definitions(self, definitions: Mapping[str, Any], vhost: str | None = None) -> None:
        """Imports definitions (exchanges, queues, bindings, policies) into a virtual host, or the whole broker."""
        self._send("POST", ("definitions", vhost) if vhost is not None else ("definitions",), definitions)

    def queues(self, vhost: str) -> list[dict[str, Any]]:
        """Returns the queues of a virtual host as the broker describes them; counts may lag by five seconds."""
        found: list[dict[str, Any]] = self._get(("queues", vhost))
        return found

    def connections(self) -> list[dict[str, Any]]:
        """Returns the open connections as the broker describes them; the list may lag by five seconds."""
        found: list[dict[str, Any]] = self._get(("connections",))
        return found

    def close_connection(self, name: str) -> None:
        """Makes the broker close one connection; no error if it is gone."""
        self._send("DELETE", ("connections", name), missing_is_fine=True)

    def _get(self, path: Sequence[str]) -> Any:
        return json.loads(self._send("GET", path))

    def _send(
        self, method: str, path: Sequence[str], body: object = None, *, missing_is_fine: bool = False
    ) -> bytes:
        address = f"{self._base}/api/" + "/".join(quote(part, safe="") for part in path)
        headers = {"Authorization": self._authorization, "Content-Type": "application/json"}
        connection = self._kind(*self._address, timeout=self._seconds)
        try:
            connection.request(method, address, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise BrokerRefused(f"{method} {address}: no answer from {self.api_url} ({error})") from error
        finally:
            connection.close()
        if response.status >= 400 and not (response.status == 404 and missing_is_fine):
            raise BrokerRefused(f"{method} {address}: {response.status} {_reason(answer, response.reason)}")
        return answer


def _reason(answer: bytes, otherwise: str) -> str:
    try:
        told = json.loads(answer)
    except ValueError:
        return otherwise
    return str(told.get("reason") or told.get("error") or otherwise) if isinstance(told, dict) else otherwise
