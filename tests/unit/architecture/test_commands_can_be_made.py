"""What a method takes in suffices for the command it makes: else every call of it would end as an incident."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from jiandu.bus import fields
from jiandu.domain import Actor
from jiandu.service.methods import Asked, CommandMethod
from tests import deployed
from tests.contract.messages.save import example

COMMANDS = {
    f"{service.name}.{name}": method
    for service, name, method in deployed.methods()
    if isinstance(method, CommandMethod)
}
SOMEBODY = Actor(subject="li", agency="province", regions=("*",))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_can_be_made_of_what_has_to_be_said(name):
    method = COMMANDS[name]
    schema = method.schema()
    said = {name: valid(name, field) for name, field in schema.fields.items() if field.required}
    runtime = SimpleNamespace(now=lambda: datetime.now(UTC))
    asked = Asked(runtime, SOMEBODY, {}, {"command_id": "c-1"}, said, fields.load(schema, said))
    assert isinstance(method.argument(asked).command, method.command)


def valid(name, field):
    if isinstance(field, fields.Part):
        return {name: valid(name, part) for name, part in field.schema.fields.items() if part.required}
    if isinstance(field, fields.Many):
        return [valid(name, field.inner)]
    return "0" * 64 if isinstance(field, fields.Digest) else example(name, field)
