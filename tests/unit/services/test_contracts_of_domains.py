"""What holds for all services at once."""

import ast
import dataclasses
import importlib
import pkgutil
from pathlib import Path

import pytest

from docs.declarations import procedures_of
from jiandu.domain import Event
from jiandu.errors import CODES
from jiandu.law.format.words import vocabulary
from jiandu.service.standing import StandingApplied
from services.deployables import SERVICES

NAMES = [path.split(".")[1] for path in SERVICES]
ROOT = Path(__file__).resolve().parents[3]


def members_of(service: str) -> dict[str, object]:
    """Everything the modules of a service's domain define or use, by name."""
    domain = importlib.import_module(f"services.{service}.domain")
    names = sorted(module.name for module in pkgutil.iter_modules(domain.__path__))
    modules = [importlib.import_module(f"{domain.__name__}.{name}") for name in names]
    return {name: value for module in modules for name, value in vars(module).items()}


def events_of(service: str) -> list[type[Event]]:
    return [
        kind
        for kind in members_of(service).values()
        if isinstance(kind, type)
        and issubclass(kind, Event)
        and kind.__module__.startswith(f"services.{service}.")
        and not kind.__subclasses__()
    ]


# events that no row of a table produces, and why
OF_NO_ROW = {
    "SupervisorRegistered",  # has a single step and needs no table
    "RespondentFellSilent",  # follows from a limit that is missed, and not from a command
    "AcknowledgementDue",  # follows from a limit that is missed
    "CoverageNeglected",  # follows from a limit that is still missed after everybody was reminded
}


@pytest.mark.parametrize("service", NAMES)
def test_no_event_has_a_field_that_could_name_a_complainant(service: str):
    for event in [*events_of(service), StandingApplied]:
        for field in dataclasses.fields(event):
            assert not {"complainant", "reporter", "phone", "address", "email", "identity"} & set(
                field.name.split("_")
            ) or event.__module__.endswith((".reveal", ".retention")), f"{event.__name__}.{field.name}"


@pytest.mark.parametrize("service", NAMES)
def test_every_row_of_a_procedure_names_known_commands_events_and_provisions(service: str):
    commands = members_of(service)
    known = {event.__name__ for event in events_of(service)}
    procedures = procedures_of(service)
    assert procedures
    for procedure in procedures:
        for step in procedure.steps:
            assert step.command in commands
            assert set(step.events) <= known
            assert step.provision is None or step.provision in vocabulary()


@pytest.mark.parametrize("service", NAMES)
def test_every_event_is_produced_by_a_row_of_a_procedure(service: str):
    produced = {name for procedure in procedures_of(service) for step in procedure.steps for name in step.events}
    unnamed = {event.__name__ for event in events_of(service)} - produced
    assert unnamed <= OF_NO_ROW


def test_every_code_that_is_refused_with_has_a_message():
    missing = set()
    for path in [*(ROOT / "jiandu").rglob("*.py"), *(ROOT / "services").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused"
            if named and node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value not in CODES:
                missing.add((path.name, node.args[0].value))
    assert missing == set()
