"""Many agencies, some of them away, and orders that have to reach them all."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo import stage
from demo.ledger import Actors, Ledger
from demo.stories import changji
from demo.world import OPERATORS
from jiandu.embedded.stack import clean_up
from services.deployables import SERVICES
from tests.bench import revoking
from tests.reach import records
from tests.reach.enrolling import Member, enrol
from tests.reach.playing import crowds
from tests.reach.records import Figures, Order

Say = Callable[[str], None]
_LOOK_SECONDS = 0.5  # reading a coverage of hundreds costs the store as much as some acknowledgements


@dataclass(frozen=True)
class Wanted:
    """How many agencies, how many of them away, how many revocations; how long each step may take, in seconds."""

    agencies: int
    away: int
    revocations: int
    seconds: float = 600.0


@dataclass
class Reached:
    """What came of it: the coverage of each order, everybody's records compared, and seconds of each step."""

    wanted: Wanted
    coverages: list[dict[str, Any]] = field(default_factory=list)
    figures: Figures = field(default_factory=Figures)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def faults(self) -> list[str]:
        """Everything that is not as it should be."""
        everybody = self.wanted.agencies + len(records.SERVICES)
        short = [
            f"{each['order_id']}: {each['acknowledged']} of {each['expected']}, wanted {everybody}"
            for each in self.coverages
            if (each["state"], each["expected"], each["acknowledged"]) != ("complete", everybody, everybody)
        ]
        return [*short, *self.figures.faults]


def run(home: Path, wanted: Wanted, say: Say) -> Reached:
    """Play it in `home`, leave nothing running, and nothing there if all is well.

    Raises NotAsTold, TimeoutError when a step takes too long.
    """
    clean_up(home)
    stage.erase(home)
    reached, begun = Reached(wanted), time.monotonic()

    def step(name: str) -> None:
        nonlocal begun
        now = time.monotonic()
        reached.seconds[name], begun = now - begun, now
        say(f"{name}: {reached.seconds[name]:.1f} s")

    set_up = stage.build(home, SERVICES, 0, lambda _: None)
    try:
        actors = Actors(set_up.world, Ledger())
        set_up.world.travel_to(changji.BEGINS)
        changji.prepare(actors)
        step("started")
        members = enrol(set_up, actors, wanted.agencies)
        step("enrolled")
        cases = [_proposed(actors, number) for number in range(wanted.revocations)]
        step("proposed")
        away = members[:: max(1, wanted.agencies // wanted.away)][: wanted.away] if wanted.away else []
        with crowds(home, members, away, set_up.world.time_file, wanted.seconds) as playing:
            playing.wait_ready()
            step("agencies there")
            orders = [_revoked(actors, n, case, away, wanted.seconds) for n, case in enumerate(cases)]
            step("revoked")
            playing.bring_back()
            step("the others back")
            reached.coverages = [_complete(actors, order, wanted.seconds) for order in orders]
            step("complete")
        reached.figures = records.compare(actors, orders, members, away)
        step("compared")
    finally:
        set_up.world.close()
        set_up.stack.stop()
    if not reached.faults:  # otherwise the logs and records tell why
        stage.erase(home)
    return reached


def _proposed(actors: Actors, number: int) -> str:
    revoking.register(actors, number)
    return revoking.propose(actors, number)


def _revoked(actors: Actors, number: int, case_id: str, away: Sequence[Member], seconds: float) -> Order:
    """Decide, and wait until all who are there have acknowledged: each order has the system to itself."""
    order_id = revoking.decide(actors, number, case_id)
    absent = {member.source for member in away}

    def reached() -> bool:
        time.sleep(_LOOK_SECONDS)
        shown = _coverage(actors, order_id)
        return bool(shown["expected"]) and set(shown["missing"]) <= absent

    actors.until(reached, f"acknowledgements of {order_id}", seconds)
    return Order(revoking.officer_called(number), case_id, order_id)


def _complete(actors: Actors, order: Order, seconds: float) -> dict[str, Any]:
    def complete() -> dict[str, Any] | None:
        time.sleep(_LOOK_SECONDS)
        shown = _coverage(actors, order.order_id)
        return shown if shown["state"] == "complete" else None

    found: dict[str, Any] = actors.until(complete, f"coverage of {order.order_id}", seconds)
    return found


def _coverage(actors: Actors, order_id: str) -> dict[str, Any]:
    shown: dict[str, Any] = actors.ask(OPERATORS[0], "certificates.coverage", order_id=order_id)
    return shown
