"""Packages without root: what can be checked without a network."""

import subprocess
from pathlib import Path

import pytest

from jiandu.embedded import packages, rabbitmq


def test_a_package_that_is_unpacked_is_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / "prometheus").mkdir()
    said: list[str] = []
    assert packages.fetch("prometheus", tmp_path, said.append) == tmp_path / "prometheus"
    assert said == []


def test_without_apt_one_line_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(packages.CannotFetch, match="prometheus is not installed and there is no apt-get"):
        packages.fetch("prometheus", tmp_path, lambda _line: None)


def test_without_apt_the_missing_broker_comes_with_the_ways_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(packages.CannotFetch, match=r"Install RabbitMQ 3\.10 or newer, or set AMQP_URI"):
        rabbitmq.find(tmp_path / "packages", lambda _line: None)


def test_libraries_of_an_unpacked_tree_are_found(tmp_path: Path) -> None:
    assert packages.library_path(tmp_path) == ""
    folder = tmp_path / "usr/lib/x86_64-linux-gnu"
    folder.mkdir(parents=True)
    (folder / "libexample.so.1").touch()
    assert packages.library_path(tmp_path) == str(folder)


@pytest.mark.parametrize("place", ["usr/lib/erlang/bin", "usr/lib/erlang/erts-13.1.5/bin"])
def test_an_unpacked_erlang_finds_itself_wherever_it_was_moved_to(tmp_path: Path, place: str) -> None:
    script = tmp_path / "a place with blanks" / place / "erl"
    script.parent.mkdir(parents=True)
    script.write_text(
        '#!/bin/sh\nif true\nthen\n    ROOTDIR=/usr/lib/erlang\nfi\necho "$ROOTDIR"\n', encoding="utf-8"
    )
    script.chmod(0o755)
    for _ in range(2):
        rabbitmq.make_movable(script)
    told = subprocess.run([script], capture_output=True, text=True, check=True).stdout.strip()
    assert told == str(tmp_path / "a place with blanks" / "usr/lib/erlang")
