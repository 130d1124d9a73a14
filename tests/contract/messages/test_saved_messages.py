"""One saved message of every version of every event, kept for ever: who hears the event today still reads it.

`saved/<type>.v<version>.json` holds headers, properties and body of a message as it once travelled, unsigned.
A new event or version gets its file with `./run generate`; none is changed afterwards.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jiandu.bus.envelope import from_message
from jiandu.domain import Actor
from tests import deployed
from tests.contract.messages.save import SAVED, file_of, message_of

FILES = sorted(SAVED.glob("*.json"))
PUBLISHED = [
    pytest.param(service, contract, id=f"{service}-{contract.event.__name__}")
    for service, contract in deployed.published()
]
HEARD = [(queue, contract) for queue, contract in deployed.consumed()]


def read(file: Path):
    saved = json.loads(file.read_text(encoding="utf-8"))
    return from_message(json.dumps(saved["body"]).encode(), saved["headers"], saved["properties"])


@pytest.mark.parametrize(("service", "contract"), PUBLISHED)
def test_every_version_published_today_is_saved(service, contract):
    assert file_of(contract.name, contract.version).exists(), "run: ./run generate"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_consumer_reads_every_saved_message(file):
    envelope = read(file)
    hearing = [(q, c) for q, c in HEARD if c.name == envelope.type and c.accepts(envelope.source)]
    assert hearing or envelope.type in deployed.unheard(), "nobody hears it any more"
    for queue, contract in hearing:
        data = contract.read(envelope)
        by = Actor(subject=envelope.source, agency="x")
        command = contract.command(command_id=envelope.id, at=datetime.now(UTC), by=by, **data)
        assert command.command_id == envelope.id, queue


@pytest.mark.parametrize(("service", "contract"), PUBLISHED)
def test_a_message_of_today_says_what_the_saved_one_of_its_version_says(service, contract):
    saved = json.loads(file_of(contract.name, contract.version).read_text(encoding="utf-8"))["body"]
    today = message_of(service, contract)["body"]
    # a field may be added within a version; one that is gone or of another type is another version
    for name, value in saved.items():
        assert name in today, f"{contract.name} v{contract.version} does not say {name} any more"
        assert type(today[name]) is type(value), f"{contract.name} v{contract.version}: {name}"


def test_every_agencys_message_that_is_heard_is_saved():
    heard = {(contract.name, contract.version) for _, contract in HEARD if "agencies" in contract.sources}
    assert heard
    for name, version in heard:
        assert file_of(name, version).exists(), name
