"""Virtual environments that are whole or not there."""

from pathlib import Path

import pytest

from jiandu.embedded import environment


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    file = tmp_path / "empty.lock"
    file.write_text("# nothing to install\n", encoding="utf-8")
    return file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment whose making is counted and costs nothing."""
    monkeypatch.setattr(environment, "_install", _pretend_to_install)
    monkeypatch.setattr("venv.EnvBuilder.create", _pretend_to_create)
    return tmp_path / "env"


def _pretend_to_create(_builder: object, folder: Path) -> None:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to("/bin/sh")


def _pretend_to_install(folder: Path, lock: Path, say: environment.Say) -> None:
    say(f"Installing {lock.name}")
    (folder / "installed" / lock.name).write_bytes(lock.read_bytes())


def test_twice_in_a_row_the_second_has_nothing_to_do(folder: Path, lock: Path) -> None:
    said: list[str] = []
    environment.ensure(folder, [lock], said.append)
    assert len(said) == 2
    environment.ensure(folder, [lock], said.append)
    assert len(said) == 2


def test_an_environment_left_half_made_is_made_anew(folder: Path, lock: Path) -> None:
    (folder / "bin").mkdir(parents=True)
    (folder / "leftover").touch()
    environment.ensure(folder, [lock], lambda _line: None)
    assert not (folder / "leftover").exists()


def test_a_changed_lock_makes_a_new_environment_and_a_further_one_does_not(folder: Path, lock: Path) -> None:
    environment.ensure(folder, [lock], lambda _line: None)
    (folder / "leftover").touch()
    further = lock.with_name("further.lock")
    further.touch()
    environment.ensure(folder, [lock, further], lambda _line: None)
    assert (folder / "leftover").exists()
    lock.write_text("# changed\n", encoding="utf-8")
    environment.ensure(folder, [lock], lambda _line: None)
    assert not (folder / "leftover").exists()


def test_an_environment_whose_interpreter_is_gone_is_made_anew(folder: Path, lock: Path) -> None:
    environment.ensure(folder, [lock], lambda _line: None)
    (folder / "bin" / "python").unlink()
    environment.ensure(folder, [lock], lambda _line: None)
    assert (folder / "bin" / "python").exists()


def test_a_place_that_cannot_be_written_is_one_clear_line(lock: Path) -> None:
    with pytest.raises(environment.CannotInstall, match=r"cannot make /proc/env: .*writable"):
        environment.ensure(Path("/proc/env"), [lock], lambda _line: None)
