"""The deployed services' classes, for tests that read their declarations."""

from jiandu.bus.contract import Consumed, Published
from jiandu.service import declarations
from jiandu.service.aggregate import aggregates_of
from jiandu.service.methods import Method
from jiandu.service.subscription import Subscription
from services.deployables import classes

CLASSES = classes()


def entrypoints(kind):
    """(service class, method name, entrypoint) of every entrypoint of a kind."""
    return [(service, *found) for service in CLASSES for found in declarations.entrypoints(service, kind)]


def methods():
    """Every method others may call."""
    return entrypoints(Method)


def consumed() -> "list[tuple[str, Consumed]]":
    """(queue, contract) of everything any service hears."""
    return [(f"{service.name}.{each.purpose}", each.contract) for service, _, each in entrypoints(Subscription)]


def published() -> "list[tuple[str, Published]]":
    """(service, contract) of everything any service says."""
    return [
        (service.name, contract)
        for service in CLASSES
        for aggregate in aggregates_of(service)
        for contract in aggregate.contracts.published
    ]


def unheard() -> set[str]:
    """Events that no service has to hear: others hear them on queues of their own, or nobody need."""
    return {"referral.transmitted", "complaint.notice"} | {
        contract.name for _, contract in published() if not contract.must_reach
    }
