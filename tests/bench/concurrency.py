"""Complaints submitted by many callers at once, beside bare journaled inserts of the same size by as many."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any, Final

from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from demo.ledger import Actors
from demo.report import quantile
from tests.bench import complaint

CALLERS: Final = (1, 10, 50)


@dataclass(frozen=True)
class Pace:
    """How fast one round went; `p50` and `p99` are milliseconds."""

    per_second: float
    p50: float
    p99: float


@dataclass
class Beside:
    """The rounds of so many callers: ours, and the bare inserts measured beside each."""

    callers: int
    submits: list[Pace] = field(default_factory=list)
    inserts: list[Pace] = field(default_factory=list)

    @property
    def over_insert(self) -> list[float]:
        """Of each round: how many bare inserts go into the time of one submitted complaint."""
        return [bare.per_second / ours.per_second for ours, bare in zip(self.submits, self.inserts, strict=True)]

    def as_object(self) -> dict[str, Any]:
        """The medians of the rounds as plain data."""
        return {
            "callers": self.callers,
            "submits": _medians(self.submits),
            "bare_inserts": _medians(self.inserts),
            "submit_over_insert": {"median": median(self.over_insert), "all": self.over_insert},
        }


def _medians(rounds: list[Pace]) -> dict[str, float]:
    names = ("per_second", "p50", "p99")
    return {name: median(getattr(each, name) for each in rounds) for name in names}


class Crowd:
    """Callers of the service, and threads that insert into a collection of their own."""

    def __init__(self, actors: Actors, mongo_uri: str) -> None:
        self._actors = actors
        self._client = MongoClient[dict[str, Any]](mongo_uri)
        self._documents = self._client["bench_floor"].get_collection(
            "crowded", write_concern=WriteConcern(w=1, j=True)
        )
        self._body = complaint.as_bytes()
        self.measured = [Beside(callers) for callers in CALLERS]

    def round(self, number: int, calls: int) -> None:
        """One more round for each number of callers; who goes first alternates, so that both meet one machine."""
        for beside in self.measured:
            submit = partial(self._submit, f"bench-{number}-crowd-{beside.callers}")
            turns: list[tuple[list[Pace], Callable[[int], float]]] = [
                (beside.inserts, self._insert),
                (beside.submits, submit),
            ]
            for paces, once in turns if number % 2 == 0 else reversed(turns):
                paces.append(_pace(beside.callers, calls, once))

    def close(self) -> None:
        self._client.close()

    def _submit(self, name: str, call: int) -> float:
        return complaint.submit(self._actors, f"{name}-{call}")

    def _insert(self, _call: int) -> float:
        begun = time.perf_counter()
        self._documents.insert_one({"_id": uuid.uuid4().hex, "body": self._body})
        return (time.perf_counter() - begun) * 1000


def _pace(callers: int, calls: int, once: Callable[[int], float]) -> Pace:
    with ThreadPoolExecutor(callers) as pool:
        begun = time.perf_counter()
        times = list(pool.map(once, range(calls)))
        passed = time.perf_counter() - begun
    return Pace(calls / passed, quantile(times, 0.5), quantile(times, 0.99))
