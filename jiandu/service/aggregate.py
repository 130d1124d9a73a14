"""`complaints = Aggregate(...)` in a service's class: the unit through which its methods change aggregates."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from nameko.extensions import DependencyProvider

from jiandu.bus.contract import Contracts
from jiandu.service.runtime import Runtime
from jiandu.service.unit import Unit
from jiandu.store.mongo import MongoAggregates

A = TypeVar("A")


class Aggregate(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Gives the service's methods a `Unit`. Nothing here touches the store before a method uses it."""

    def __init__(
        self,
        kind: type[Any],
        repository: type[MongoAggregates],
        evolve: Callable[[Any, Any], Any],
        contracts: Contracts,
        fields: Callable[[Any], Mapping[str, Any]] = lambda _: {},
    ) -> None:
        self.kind = kind
        self.repository = repository
        self.evolve = evolve
        self.contracts = contracts
        self.fields = fields

    def get_dependency(self, worker_ctx: Any) -> Unit[Any]:
        return self.unit(Runtime.of(self.container))

    def unit(self, runtime: Runtime) -> Unit[Any]:
        """The unit over this process's store."""
        name = self.repository.name
        return Unit(
            kind=self.kind,
            store=self.repository(runtime.database),
            evolve=self.evolve,
            law=runtime.law,
            publishes=self.contracts,
            wake=lambda aggregate_id: runtime.waker.wake(name, aggregate_id),
            observer=runtime.counts,
            fields=self.fields,
        )


class Provided(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Gives the service's methods what `make` builds of the runtime, once, when first used."""

    def __init__(self, make: Callable[[Runtime], Any]) -> None:
        self.make = make
        self._made: Any = None

    def get_dependency(self, worker_ctx: Any) -> Any:
        if self._made is None:
            self._made = self.make(Runtime.of(self.container))
        return self._made


def aggregates_of(service_class: Any) -> list[Aggregate]:
    """Every kind of aggregate the service declares."""
    found = (getattr(service_class, name) for name in dir(service_class))
    return [each for each in found if isinstance(each, Aggregate)]
