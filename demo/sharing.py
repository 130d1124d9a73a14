"""Sharing out: draws and whole numbers that follow given counts, the same on every Python for the same random."""

import heapq
from collections.abc import Mapping
from random import Random
from typing import TypeVar

from demo import words
from demo.proportions import COMPLAINTS_PER_OFFICER

K = TypeVar("K")


def drawn(random: Random, counts: Mapping[K, int]) -> K:
    """One of the keys, each as likely as its count says."""
    mark = random.random() * sum(counts.values())
    for key, count in counts.items():
        mark -= count
        if mark < 0:
            return key
    return key


def between(points: tuple[int, ...], part: float) -> float:
    """The value at `part` (0 to 1) of a distribution known at evenly spaced points."""
    place = part * (len(points) - 1)
    below = min(int(place), len(points) - 2)
    return points[below] + (points[below + 1] - points[below]) * (place - below)


def apportioned(weights: list[float], total: int, *, least: int = 1) -> list[int]:
    """Whole numbers in proportion to the weights, each at least `least`, that add up to `total`."""
    free = total - least * len(weights)
    exact = [weight * free / sum(weights) for weight in weights]
    whole = [int(each) for each in exact]
    largest = sorted(range(len(weights)), key=lambda index: (whole[index] - exact[index], index))
    for index in largest[: free - sum(whole)]:
        whole[index] += 1
    return [each + least for each in whole]


def dealt(random: Random, heads: int, sizes: list[int]) -> list[list[int]]:
    """For each complaint so many different officers of `heads`, some of whom come up again and again."""
    fresh = list(range(heads))
    random.shuffle(fresh)
    known: list[tuple[int, float, int]] = []  # what an officer still has to get, a lot to break ties, the officer
    promised = 0
    while promised < sum(sizes) and fresh:
        turns = drawn(random, COMPLAINTS_PER_OFFICER)
        promised += turns
        known.append((-turns, random.random(), fresh.pop()))
    heapq.heapify(known)
    result = []
    for size in sizes:
        taken = [heapq.heappop(known) for _ in range(min(size, len(known)))]
        while len(taken) < size:
            taken.append((-1, random.random(), fresh.pop() if fresh else _another(random, heads, taken)))
        result.append([officer for _, _, officer in taken])
        for turns, _, officer in taken:
            if turns < -1:
                heapq.heappush(known, (turns + 1, random.random(), officer))
    return result


def _another(random: Random, heads: int, taken: list[tuple[int, float, int]]) -> int:
    """Any officer but those taken: a body whose officers have all had their share gets more complaints."""
    there = {officer for _, _, officer in taken}
    return words.pick(random, tuple(each for each in range(heads) if each not in there))
