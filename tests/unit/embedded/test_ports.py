"""Ports of our own."""

import json
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiandu.embedded import ports

ROOT = Path(__file__).parents[3]


def test_a_port_is_kept_as_long_as_nobody_else_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = ports.reserve(file, ["amqp", "store"])
    assert ports.reserve(file, ["store", "amqp"]) == first
    with socket.create_server(("127.0.0.1", first["amqp"])):
        second = ports.reserve(file, ["amqp", "store"])
    assert second["amqp"] != first["amqp"]
    assert second["store"] == first["store"]
    assert ports.reserve(file, ["amqp"]) == {"amqp": second["amqp"]}


def test_the_ports_of_one_file_are_all_different(tmp_path: Path) -> None:
    chosen = ports.reserve(tmp_path / "ports.json", [str(number) for number in range(50)])
    assert len(set(chosen.values())) == 50


def test_a_port_is_never_one_that_an_outgoing_connection_might_get(tmp_path: Path) -> None:
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    chosen = ports.reserve(tmp_path / "ports.json", [str(number) for number in range(20)])
    assert all(port < lowest for port in chosen.values())


def test_the_file_of_ports_is_readable_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    ports.reserve(file, ["amqp"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text(encoding="utf-8"))["amqp"] > 0


@pytest.fixture
def theirs() -> Iterator[int]:
    """A port that another process has chosen and does not listen on yet."""
    code = "from jiandu.embedded import ports; print(ports.find(), flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout
    yield int(other.stdout.readline())
    other.communicate("\n")


def test_a_port_somebody_else_has_chosen_is_passed_over(theirs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    free = next(port for port in range(theirs + 1, 65535) if ports.is_free(port))
    offered = iter((theirs, free))
    monkeypatch.setattr("jiandu.embedded.ports.random.choice", lambda _: next(offered))
    assert ports.find() == free


def test_a_remembered_port_that_somebody_else_has_chosen_since_is_chosen_anew(theirs: int, tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    file.write_text(json.dumps({"amqp": theirs}), encoding="utf-8")
    assert ports.reserve(file, ["amqp"])["amqp"] != theirs
