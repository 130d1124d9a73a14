"""One broker and one store for each process of the run; a virtual host and a database prefix for each module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from jiandu.embedded.broker import RunningBroker, start_broker
from jiandu.embedded.store import RunningStore, start_store
from tests.realm import Realm


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A table of what each fault did. It comes with the reports, for the test may have run in another process."""
    ended = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    lines = [line for report in ended for name, line in report.user_properties if name == "fault"]
    if lines:
        terminalreporter.section("faults")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """What our own modules log in the tests' process is a line each; the library's default draws every stack."""
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBroker]:
    running = start_broker(tmp_path_factory.mktemp("broker"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    running = start_store(tmp_path_factory.mktemp("store"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def realm(
    broker: RunningBroker,
    store: RunningStore,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Realm]:
    name = Path(str(request.path)).stem.removeprefix("test_").replace("_", "-")[:24]
    mine = Realm(name, broker, store, tmp_path_factory.mktemp(name))
    yield mine
    mine.close()
