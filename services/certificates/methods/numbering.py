"""What has to hold before somebody or something comes into a file: numbers are free, the body is still there."""

from collections.abc import Mapping
from typing import Any

from jiandu.domain import Actor, Refused
from services.certificates.domain.body import DISSOLVED, Body
from services.certificates.repository.numbers import Numbers


def taken(officers: Any, numbers: Numbers, wanted: Mapping[str, str]) -> dict[str, str]:
    """Of the numbers wanted, each for an officer, those that somebody else has, with whom."""
    held = officers.store.holders(list(wanted))
    others = {number: holder for number, holder in held.items() if holder != wanted[number]}
    claimed = numbers.claim({number: each for number, each in wanted.items() if number not in held})
    # who claimed it and never got it into the file has given it up
    given_up = {number: (was, wanted[number]) for number, was in claimed.items()}
    return {**others, **numbers.take_over(given_up)}


def check_free(officers: Any, numbers: Numbers, officer_id: str, wanted: list[str]) -> None:
    """Claim these numbers for the officer. Raises Refused ALREADY_EXISTS for one that somebody else has."""
    for number in taken(officers, numbers, dict.fromkeys(wanted, officer_id)):
        raise Refused("ALREADY_EXISTS", id=number, field="number")


def check_takes(body: Body, region: str | None) -> None:
    """The body still exists, and the division lies in its own.

    Raises Refused BARRED for one that was dissolved, CONTRADICTION for a division elsewhere.
    """
    if body.state == DISSOLVED:
        raise Refused("BARRED", field="body_id", ground=DISSOLVED)
    if region is not None and not Actor(subject="", agency="", regions=(body.region,)).covers(region):
        raise Refused("CONTRADICTION", field="region")
