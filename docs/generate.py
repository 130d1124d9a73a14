"""Writes what the code knows into the documentation: methods, events, error codes, state machines.

    python -m docs.generate

Only the text between a pair of `<!-- generated: NAME -->` and `<!-- end -->` lines is written; a test compares.
"""

import importlib
import pkgutil
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marshmallow import Schema, validate

from jiandu.bus.contract import Consumed
from jiandu.cli.law.shelf import asked_by_services
from jiandu.client import errors as client_errors
from jiandu.domain import Procedure
from jiandu.errors import CODES
from jiandu.identity.permissions import ROLES
from jiandu.law import Ladder, Rulebook
from jiandu.law.coverage import tally, total
from jiandu.law.format import kinds as body_kinds
from jiandu.law.format.bodies import ActorCaseSchema, StepSchema
from jiandu.law.format.fields import ItemSchema, LimitSchema
from jiandu.law.format.judged import BearerSchema, TierSchema
from jiandu.law.format.words import vocabulary
from jiandu.service.aggregate import Aggregate, aggregates_of
from jiandu.service.methods import CommandMethod, Method, OperationMethod, QueryMethod
from jiandu.service.subscription import Subscription
from services.deployables import SERVICES

FOLDER = Path(__file__).parent
IDENTIFIER_LENGTH = 100  # of every id; not worth repeating
FILES = ("integration.md", "procedures.md", "provisions.md", "law.md", "glossary.md")
KINDS = {"command": CommandMethod, "operation": OperationMethod, "query": QueryMethod}
_PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def classes() -> list[Any]:
    """The nameko class of every service."""
    found = []
    for path in SERVICES:
        module, _, name = path.partition(":")
        found.append(getattr(importlib.import_module(module), name))
    return found


def entrypoints(service_class: Any, kind: type[Any]) -> Iterator[tuple[str, Any]]:
    """The entrypoints of one kind, with the names of their methods, in alphabetical order."""
    for name in sorted(dir(service_class)):
        for entrypoint in getattr(getattr(service_class, name), "nameko_entrypoints", ()):
            if isinstance(entrypoint, kind):
                yield name, entrypoint


def fields_of(schema: type[Schema]) -> str:
    """The fields of a schema, those that must be given in bold."""
    told = []
    for name, taken in schema().fields.items():
        key = taken.data_key or name
        told.append((f"**{key}**" if taken.required else key) + _limits(taken))
    return ", ".join(told) or "–"


def _limits(taken: Any) -> str:
    """What a value may be, where the schema says so: its words, or its greatest length."""
    for check in taken.validators:
        if isinstance(check, validate.OneOf):
            return f" ({', '.join(map(str, check.choices))})"
        if isinstance(check, validate.Length) and check.max is not None and check.max != IDENTIFIER_LENGTH:
            return f" (≤ {check.max})"
    return ""


def methods() -> str:
    """Every method: what kind it is, who may call it, what it takes."""
    lines = []
    for service in classes():
        lines += [f"#### {service.name}", "", "| method | kind | roles | fields |", "|---|---|---|---|"]
        for name, method in entrypoints(service, Method):
            kind = next(name for name, of in KINDS.items() if isinstance(method, of))
            roles = ", ".join(sorted(method.allow.roles))
            lines.append(f"| `{service.name}.{name}` | {kind} | {roles} | {fields_of(method.schema)} |")
        lines.append("")
    return "\n".join(lines)


@dataclass
class Told:
    """One event as others see it."""

    version: int
    carries: str
    sources: set[str] = field(default_factory=set)
    queues: set[str] = field(default_factory=set)


def events() -> str:
    """Every event: who says it, who hears it inside, what it carries."""
    told: dict[str, Told] = {}
    for service in classes():
        for aggregate in aggregates_of(service):
            for published in aggregate.contracts.published:
                carried = ", ".join(published.schema().fields)
                told.setdefault(published.name, Told(published.version, carried)).sources.add(service.name)
    for service in classes():
        for _, subscription in entrypoints(service, Subscription):
            heard: Consumed = subscription.contract
            one = told.setdefault(heard.name, Told(heard.version, fields_of(heard.schema)))
            one.sources.update(heard.sources)
            one.queues.add(f"{service.name}.{subscription.purpose}")
    lines = ["| event | version | said by | heard by | carries |", "|---|---|---|---|---|"]
    for name, one in sorted(told.items()):
        heard_by = ", ".join(sorted(one.queues)) or "whoever subscribes"
        said_by = ", ".join(sorted(one.sources))
        lines.append(f"| `{name}` | {one.version} | {said_by} | {heard_by} | {one.carries} |")
    return "\n".join(lines) + "\n"


def errors() -> str:
    """Every code a caller can see, in both languages."""
    lines = ["| code | 中文 | English |", "|---|---|---|"]
    lines += [f"| `{code}` | {said.zh} | {said.en} |" for code, said in sorted(CODES.items())]
    own = [each for each in vars(client_errors).values() if isinstance(getattr(each, "CODE", None), str)]
    for failure in sorted(own, key=lambda each: str(each.CODE)):
        if failure.CODE and failure.CODE not in CODES:
            said = failure.MESSAGE
            lines.append(f"| `{failure.CODE}` (said by the client) | {said['zh']} | {said['en']} |")
    return "\n".join(lines) + "\n"


def roles() -> str:
    """Every role a token can name."""
    lines = ["| role | 中文 | English |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {role.zh} | {role.en} |" for name, role in ROLES.items())]) + "\n"


def provisions() -> str:
    """Every provision id with the article that speaks of it in each pack."""
    packs = [pack for _, pack in sorted(Rulebook.load().packs.items())]
    lines = ["| provision | type | 中文 | English | where |", "|---|---|---|---|---|"]
    for name, term in vocabulary().items():
        where = ", ".join(f"{pack.ref} {pack.cite(name).article}" for pack in packs if pack.speaks_of(name))
        lines.append(f"| `{name}` | {term.type} | {term.meaning.zh} | {term.meaning.en} | {where} |")
    return "\n".join(lines) + "\n"


def measures() -> str:
    """Every measure the packs let be decided or imposed, with the words of the texts."""
    words: dict[str, dict[str, None]] = {}
    effects: dict[str, set[str]] = {}
    for _, pack in sorted(Rulebook.load().packs.items()):
        for name, provision in pack.provisions.items():
            if isinstance(provision, Ladder) or name == "decision.types":
                for item in pack.measures(name).items:
                    words.setdefault(item.code, {})[item.words] = None
                    effects.setdefault(item.code, set()).update({item.effect} if item.effect else ())
    lines = ["| code | 中文 | effect |", "|---|---|---|"]
    for code, said in sorted(words.items()):
        does = ", ".join(f"`{effect}`" for effect in sorted(effects[code])) or "–"
        lines.append(f"| `{code}` | {'; '.join(said)} | {does} |")
    return "\n".join(lines) + "\n"


def bodies() -> str:
    """Every type of body with its fields; nested parts are told once."""
    parts = {
        "items": ItemSchema,
        "bears": BearerSchema,
        "tiers": TierSchema,
        "steps": StepSchema,
        "cases": ActorCaseSchema,
        "limit": LimitSchema,
    }
    lines = ["| type | fields |", "|---|---|"]
    lines += [f"| `{name}` | {fields_of(type(kind.format))} |" for name, kind in body_kinds.KINDS.items()]
    lines += ["", "| part | fields |", "|---|---|"]
    lines += [f"| `{name}` | {fields_of(schema)} |" for name, schema in parts.items()]
    return "\n".join(lines) + "\n"


def packs() -> str:
    """Every pack: its text, whether it governs, and what became of its articles."""
    head = (
        "| pack | text | status | articles | executed | today | recorded | not automatable | provisions | asked |"
    )
    lines = [head, "|---|---|---|---:|---:|---:|---:|---:|---:|---:|"]
    found = [pack for _, pack in sorted(Rulebook.load().packs.items())]
    counts = [tally(pack, asked_by_services()) for pack in found]
    titles = [(f"`{pack.ref}`", pack.title, pack.status) for pack in found] + [("**total**", "", "")]
    for title, one in zip(titles, [*counts, total(counts)], strict=True):
        articles = (one.articles, one.executed, one.today, one.recorded, one.not_automatable)
        row = (*title, *articles, one.provisions, one.asked)
        lines.append("| " + " | ".join(map(str, row)) + " |")
    return "\n".join(lines) + "\n"


def procedures() -> str:
    """Every state machine and every table of limits, drawn from the tables the code runs."""
    lines = []
    for service in classes():
        for procedure in procedures_of(service.name):
            lines += [f"## {service.name}: {procedure.name}", "", "```mermaid", "stateDiagram-v2"]
            for step in procedure.steps:
                lines.append(f"    {step.state or '[*]'} --> {step.to}: {step.command}")
            lines += ["```", "", "| state | command | under | next | events |", "|---|---|---|---|---|"]
            for step in procedure.steps:
                under = f"`{step.provision}`" if step.provision else "–"
                happened = ", ".join(step.events)
                lines.append(f"| {step.state or '–'} | {step.command} | {under} | {step.to} | {happened} |")
            lines.append("")
        for aggregate in aggregates_of(service):
            if aggregate.limits.rows:
                lines += limits_of(service.name, aggregate)
    return "\n".join(lines)


def limits_of(service: str, aggregate: Aggregate[Any, Any]) -> list[str]:
    """The limits of one kind of aggregate: what starts and what ends each, wherever the pack has it."""
    limits = aggregate.limits
    every = "".join(f" Every limit ends with {each}." for each in limits.all_end_with)
    lines = [f"## {service}: limits of {aggregate.repository.name}", "", f"Where the pack has them.{every}", ""]
    lines += ["| limit | runs from | ends with |", "|---|---|---|"]
    for row in limits.rows:
        length = f", of {row.length}" if row.length else ""
        ends = ", ".join(map(str, row.ends)) or "–"
        lines.append(f"| `{row.provision}`{length} | {row.starts}: {row.since} | {ends} |")
    return [*lines, ""]


def procedures_of(service: str) -> list[Procedure]:
    """The tables of a service's domain, each once."""
    domain = importlib.import_module(f"services.{service}.domain")
    names = sorted(module.name for module in pkgutil.iter_modules(domain.__path__))
    found: dict[str, Procedure] = {}
    for name in names:
        for value in vars(importlib.import_module(f"{domain.__name__}.{name}")).values():
            inner = value.values() if isinstance(value, dict) else (value,)
            found.update({each.name: each for each in inner if isinstance(each, Procedure)})
    return list(found.values())


PARTS: dict[str, Callable[[], str]] = {
    "methods": methods,
    "events": events,
    "errors": errors,
    "bodies": bodies,
    "roles": roles,
    "measures": measures,
    "packs": packs,
    "provisions": provisions,
    "procedures": procedures,
}


def written(text: str) -> str:
    """`text` with every generated part made anew."""
    return _PART.sub(lambda part: f"{part[1]}\n{PARTS[part[2]]()}\n{part[3]}", text)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for name in FILES:
        file = FOLDER / name
        file.write_text(written(file.read_text(encoding="utf-8")), encoding="utf-8")
        sys.stdout.write(f"{name} written\n")
