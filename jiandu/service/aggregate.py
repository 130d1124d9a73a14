"""`cases = Aggregate(Case, Cases, key="case_id")` in a service's class: what is kept, and all that changes it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from marshmallow import Schema
from nameko.extensions import DependencyProvider

from jiandu.bus.contract import Consumed, Contracts
from jiandu.domain import Actor, Refused, Request
from jiandu.identity.permissions import Allow
from jiandu.law import NO_LIMITS, Limits
from jiandu.service.handling import Handler, command_of
from jiandu.service.methods import CommandMethod
from jiandu.service.runtime import Runtime
from jiandu.service.subscription import Subscription
from jiandu.service.unit import Unit
from jiandu.store.mongo import MongoAggregates

A = TypeVar("A")
S = TypeVar("S", bound=MongoAggregates)
T = TypeVar("T")

NOTHING = Contracts()


class Aggregate(DependencyProvider, Generic[A, S]):  # type: ignore[misc]  # nameko has no types
    """One kind of aggregate of a service. In the service's methods it is a `Unit` over this process's store.

    `key` is the field of a command that names the aggregate; `publishes` what others hear of it; `limits` the
    table of its limits; `fields` names values of it that the repository indexes; `hidden_from` says of somebody
    in whose divisions it lies that what is answered of every kind (its law) is silent about it. Nothing here
    touches the store before a method uses it.
    """

    def __init__(
        self,
        kind: type[A],
        repository: type[S],
        *,
        key: str,
        publishes: Contracts = NOTHING,
        limits: Limits = NO_LIMITS,
        fields: Callable[[A], Mapping[str, Any]] = lambda _: {},
        hidden_from: Callable[[A, Actor], bool] = lambda _, __: False,
    ) -> None:
        self.kind = kind
        self.repository = repository
        self.key = key
        self.contracts = publishes
        self.limits = limits
        self.fields = fields
        self.hidden_from = hidden_from

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    # -- what changes it ---------------------------------------------------------------------------------------

    def creates(self, handler: Handler, schema: type[Schema], *, allow: Allow, prefix: str | None = None) -> Any:
        """Offer `handler` as a command that makes an aggregate, under the RPC name it is assigned to.

        With a `prefix` the new id is derived from the command id; without one the caller gives it as `key`.
        """
        derives = None if prefix is None else (self.key, prefix)
        return self._command(handler, schema, allow, derives, creates=True)

    def changes(
        self, handler: Handler, schema: type[Schema], *, allow: Allow, derives: tuple[str, str] | None = None
    ) -> Any:
        """Offer `handler` as a command that changes an existing aggregate; `derives` as in `methods.command`."""
        return self._command(handler, schema, allow, derives, creates=False)

    def hears(self, contract: Consumed, handler: Handler, *, queue: str, creates: bool = False) -> Any:
        """Apply `handler` to what arrives under `contract` on the service's queue for this purpose."""
        if contract.command is not command_of(handler):
            raise TypeError(
                f"{contract.name} makes a {contract.command.__name__}, which {handler.__name__} does not take"
            )
        method = self._method(handler, creates=creates)
        return Subscription.decorator(contract, queue=queue)(method)

    def _command(
        self,
        handler: Handler,
        schema: type[Schema],
        allow: Allow,
        derives: tuple[str, str] | None,
        *,
        creates: bool,
    ) -> Any:
        method = self._method(handler, creates=creates)
        return CommandMethod.decorator(schema, command_of(handler), allow=allow, derives=derives)(method)

    def _method(self, handler: Handler, *, creates: bool) -> Callable[..., Any]:
        def method(service: Any, request: Request[Any]) -> dict[str, Any]:
            unit: Unit[A, S] = getattr(service, self._name)
            named: str = getattr(request.command, self.key)
            return unit.create(request, handler, named) if creates else unit.change(named, request, handler)

        method.__doc__ = handler.__doc__
        return method

    # -- what a method of the service gets -----------------------------------------------------------------------

    def get_dependency(self, worker_ctx: Any) -> Unit[A, S]:
        return self.unit(Runtime.of(self.container))

    def unit(self, runtime: Runtime) -> Unit[A, S]:
        """The unit over this process's store."""
        name = self.repository.name
        return Unit(
            kind=self.kind,
            store=self.repository(runtime.database),
            law=runtime.law,
            publishes=self.contracts,
            wake=lambda aggregate_id: runtime.waker.wake(name, aggregate_id),
            observer=runtime.counts,
            limits=self.limits,
            fields=self.fields,
        )

    if TYPE_CHECKING:  # nameko puts the unit in the place of the declaration, in every instance of the service

        @overload
        def __get__(self, service: None, owner: type) -> "Aggregate[A, S]": ...
        @overload
        def __get__(self, service: object, owner: type) -> Unit[A, S]: ...
        def __get__(self, service: object, owner: type) -> Any: ...


class Provided(DependencyProvider, Generic[T]):  # type: ignore[misc]  # nameko has no types
    """Gives the service's methods what `make` builds of the runtime, once, when first used."""

    def __init__(self, make: Callable[[Runtime], T]) -> None:
        self.make = make
        self._made: T | None = None

    def get_dependency(self, worker_ctx: Any) -> T:
        if self._made is None:
            self._made = self.make(Runtime.of(self.container))
        return self._made

    if TYPE_CHECKING:

        def __get__(self, service: object, owner: type) -> T: ...


def aggregates_of(service_class: Any) -> list[Aggregate[Any, Any]]:
    """Every kind of aggregate the service declares."""
    found = (getattr(service_class, name) for name in dir(service_class))
    return [each for each in found if isinstance(each, Aggregate)]


def aggregate_called(service_class: Any, name: str) -> Aggregate[Any, Any]:
    """The kind of aggregate that the service keeps under this name. Raises Refused NOT_FOUND."""
    for each in aggregates_of(service_class):
        if each.repository.name == name:
            return each
    raise Refused("NOT_FOUND", id=name, field="aggregate")
