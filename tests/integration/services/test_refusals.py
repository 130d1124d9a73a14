"""What every service does with a command that may not be: it says which rule it breaks, and keeps nothing of it.

The commands are those that the services' classes declare, so a new one is held to this without being named here.
"""

import pytest

from jiandu.bus import fields as wire
from jiandu.client import CallFailed, Client
from jiandu.identity.permissions import ROLES
from jiandu.store.connection import connect
from services.deployables import ledgers
from tests import deployed
from tests.contract.messages.save import example

COMMANDS = {
    f"{service.name}.{name}": declared
    for service, name, declared in deployed.methods()
    if "command_id" in declared.envelope_fields  # commands, and what operators do to messages
}


@pytest.fixture(scope="module")
def services(deploy):
    running = {service.name: deploy(service.name, relay=False, wait=False) for service in deployed.CLASSES}
    for each in running.values():
        each.wait_ready()
    return running


@pytest.fixture(scope="module")
def nobody(realm):
    with Client(realm.amqp_uri) as nobody:
        yield nobody


def required(schema):
    return {name: example(name, field) for name, field in schema.fields.items() if field.required}


def texts(schema):
    """The length of the longest value of every field of free text."""
    checks = {name: field.validators for name, field in schema.fields.items() if isinstance(field, wire.Text)}
    return {name: next(each.max for each in found if getattr(each, "max", None)) for name, found in checks.items()}


def without(fields, name):
    return {other: value for other, value in fields.items() if other != name}


def refusal(call, method, **fields):
    with pytest.raises(CallFailed) as refused:
        call(method, **fields)
    return refused.value.code, refused.value.field


def kept(realm, service):
    """Everything a service keeps in its database but what it writes of itself.

    That is the mark of the law that it works under, and the status list, which comes out though nobody asks.
    """
    database = connect(realm.mongo_uri, f"{realm.name}_{service}")
    try:
        names = set(database.list_collection_names())
        assert {kind for of, kind in ledgers() if of == service} <= names, "this is not where it keeps anything"
        return [document for name in names - {"law_marks", "epochs"} for document in database[name].find()]
    finally:
        database.client.close()


@pytest.mark.parametrize("method", COMMANDS)
def test_a_command_that_may_not_be_is_refused_and_nothing_of_it_is_kept(realm, services, nobody, method):
    declared, service = COMMANDS[method], services[method.partition(".")[0]]
    fields = required(declared.schema())
    permitted = service.client(*sorted(declared.allow.roles))
    others = service.client(*sorted(ROLES.keys() - declared.allow.roles))

    assert refusal(nobody.call, method, **fields) == ("TOKEN_MISSING", None)
    assert refusal(others.call, method, **fields) == ("NOT_PERMITTED", None)
    assert refusal(permitted.call, method, **fields, unheard_of=1) == ("UNKNOWN_FIELD", "unheard_of")
    for name in fields:
        assert refusal(permitted.call, method, **without(fields, name)) == ("MISSING_FIELD", name)
    for name, longest in texts(declared.schema()).items():
        assert refusal(permitted.call, method, **{**fields, name: "x" * (longest + 1)}) == ("TOO_LONG", name)
    if "region" in fields:
        elsewhere = service.client(*sorted(declared.allow.roles), region="710000")
        assert refusal(elsewhere.call, method, **fields) == ("REGION_FORBIDDEN", "region")
    assert refusal(permitted.ask, method, **fields) == ("MISSING_FIELD", "command_id")

    assert kept(realm, method.partition(".")[0]) == []
