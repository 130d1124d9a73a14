"""Log files of processes."""

from pathlib import Path

import pytest

from jiandu.embedded import logfile


def test_a_new_start_keeps_the_log_of_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "broker.log"
    for text in (b"first", b"second", b"third"):
        with logfile.start(path) as log:
            log.write(text)
    assert path.read_bytes() == b"third"
    assert logfile.previous(path).read_bytes() == b"second"


def test_a_log_does_not_grow_without_end_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logfile, "LIMIT", 100)
    path = tmp_path / "broker.log"
    with logfile.start(path) as log:
        log.write(b"x" * 150)
        logfile.bound(path)
        log.write(b"after")
    assert path.read_bytes() == b"after"
    assert logfile.previous(path).read_bytes() == b"x" * 150
