"""What travels: methods, events, error codes, roles."""

from dataclasses import dataclass, field

from docs.declarations import fields_of, own, says
from jiandu.bus.contract import Consumed
from jiandu.client import errors as client_errors
from jiandu.errors import CODES
from jiandu.identity.permissions import ROLES
from jiandu.service.aggregate import aggregates_of
from jiandu.service.declarations import entrypoints
from jiandu.service.methods import CommandMethod, Method, OperationMethod, QueryMethod
from jiandu.service.subscription import Subscription
from services.deployables import classes

KINDS = {"command": CommandMethod, "operation": OperationMethod, "query": QueryMethod}


def kind_of(method: Method) -> str:
    """The word for the kind of a method."""
    return next(name for name, of in KINDS.items() if isinstance(method, of))


def methods() -> str:
    """Every method: what kind it is, who may call it, what it takes."""
    lines = []
    for service in classes():
        lines += [f"#### {service.name}", "", "| method | kind | roles | fields |", "|---|---|---|---|"]
        for name, method in entrypoints(service, Method):
            roles = ", ".join(sorted(method.allow.roles))
            taken = fields_of(method.schema, parts=True)
            lines.append(f"| `{service.name}.{name}` | {kind_of(method)} | {roles} | {taken} |")
        lines.append("")
    return "\n".join(lines)


def methods_of(name: str) -> str:
    """The methods of one service that only it has: what kind each is, and what it does."""
    (service,) = (each for each in classes() if each.name == name)
    lines = ["| method | kind | what it does |", "|---|---|---|"]
    for method, entrypoint in own(service, Method):
        lines.append(f"| `{method}` | {kind_of(entrypoint)} | {says(getattr(service, method))} |")
    return "\n".join(lines) + "\n"


@dataclass
class Told:
    """One event as others see it."""

    version: int
    carries: str
    sources: set[str] = field(default_factory=set)
    queues: set[str] = field(default_factory=set)


def everything_told() -> dict[str, Told]:
    """Every event by name, of all services together."""
    told: dict[str, Told] = {}
    for service in classes():
        for aggregate in aggregates_of(service):
            for published in aggregate.contracts.published:
                carried = fields_of(published.schema, parts=True, limits=False)
                told.setdefault(published.name, Told(published.version, carried)).sources.add(service.name)
    for service in classes():
        for _, subscription in entrypoints(service, Subscription):
            heard: Consumed = subscription.contract
            one = told.setdefault(heard.name, Told(heard.version, fields_of(heard.schema, parts=True)))
            one.sources.update(heard.sources)
            one.queues.add(f"{service.name}.{subscription.purpose}")
    return told


def events() -> str:
    """Every event: who says it, who hears it inside, what it carries."""
    lines = ["| event | version | said by | heard by | carries |", "|---|---|---|---|---|"]
    for name, one in sorted(everything_told().items()):
        heard_by = ", ".join(sorted(one.queues)) or "whoever subscribes"
        said_by = ", ".join(sorted(one.sources))
        lines.append(f"| `{name}` | {one.version} | {said_by} | {heard_by} | {one.carries} |")
    return "\n".join(lines) + "\n"


def events_of(name: str) -> str:
    """What one service hears and says: between whom, and what each means."""
    (service,) = (each for each in classes() if each.name == name)
    told = everything_told()
    lines = ["| direction | event | from, or to | what follows, or what has happened |", "|---|---|---|---|"]
    for method, heard in sorted(entrypoints(service, Subscription), key=lambda each: each[1].purpose):
        where = f"in, queue `{name}.{heard.purpose}`"
        sources = ", ".join(sorted(heard.contract.sources))
        lines.append(f"| {where} | `{heard.contract.name}` | {sources} | {says(getattr(service, method))} |")
    for aggregate in aggregates_of(service):
        for said in aggregate.contracts.published:
            audience = ", ".join(f"`{queue}`" for queue in sorted(told[said.name].queues))
            happened = f"`{said.event.__name__}`: {says(said.event)}"
            lines.append(f"| out | `{said.name}` | {audience or 'whoever subscribes'} | {happened} |")
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
