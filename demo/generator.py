"""The demo's population: bodies, officers, supervisors and complaints, the same for the same seed on every Python.

Whatever is shared out follows demo/proportions.py. Everything is yielded as a command for `Actors.act`:

    for ask in population(SMALL, seed=1).bodies():
        actors.act(staff(ask.region)["registrar"], ask.method, ask.command_id, **ask.fields)

Ids carry the seed, and command ids follow from ids: a demo that starts again asks for the very same things.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import accumulate
from random import Random
from typing import Any, Final

from demo import proportions as share
from demo import words
from demo.asks import Ask, Filed, Screening
from demo.places import Place, Sector, agency_name
from demo.sharing import apportioned, between, dealt, drawn
from services.complaints.domain.intake import BY_WORD_OF_MOUTH

CHANGJI_REGION: Final = "652300"
CONDITIONS: Final = ("on_staff", "integrity", "fitness", "qualified")
FIRST_ACT, ACT_DAYS = date(2025, 1, 6), 300
_FIRST_TERM: Final = date(2022, 1, 1)
_OUTSIDE: Final = {  # what a pack calls the matters outside supervision, and who is competent then
    CHANGJI_REGION: (
        ("reconsideration", "行政复议机关"),
        ("audit", "审计机关"),
        ("administrative_inspection", "监察机关"),
    ),
    "371000": (
        ("outside_scope", "信访工作机构"),
        ("outside_scope", "人民法院"),
        ("outside_scope", "行政复议机构"),
    ),
}


@dataclass(frozen=True)
class Size:
    """How many of each; supervisors come on top, two for each division's bureau that has to have them."""

    bodies: int
    officers: int
    complaints: int


SMALL: Final = Size(bodies=12, officers=300, complaints=200)
FULL: Final = Size(bodies=500, officers=20_000, complaints=5_000)


@dataclass(frozen=True)
class Body:
    """A body with the numbers of its officers: those from `first` on, `heads` of them."""

    id: str
    place: Place
    sector: Sector
    name: str
    first: int
    heads: int

    def officer(self, seed: int, number: int) -> str:
        """The id of the officer with this number."""
        return f"P{seed}-{self.place.code}-officer-{self.first + number:05}"


def population(size: Size, seed: int) -> "Population":
    """The population of this size that belongs to this seed. Raises ValueError if there are too few officers."""
    if size.officers < size.bodies:
        raise ValueError("every body has at least one officer")
    return Population(size, seed)


@dataclass(frozen=True)
class Population:
    """Yields what there is, each time the same, each kind independently of the others."""

    size: Size
    seed: int

    def _random(self, what: str) -> Random:
        # seeding with a text goes through SHA-512, the same on every Python since 3.2
        return Random(f"{self.seed}/{what}")  # noqa: S311 - a demo, no secret

    @cached_property
    def register(self) -> tuple[Body, ...]:
        """All bodies, with how many officers each has."""
        heads = apportioned(self._weights(), self.size.officers)
        firsts = [0, *accumulate(heads)]
        made = []
        for number in range(self.size.bodies):
            place, sector, name = agency_name(number)
            body_id = f"P{self.seed}-{place.code}-body-{number:03}"
            made.append(Body(body_id, place, sector, name, firsts[number], heads[number]))
        return tuple(made)

    def _weights(self) -> list[float]:
        # evenly spaced through the distribution, so that a small demo has its giant and its dwarfs too
        random, count = self._random("heads"), self.size.bodies
        weights = [between(share.HEAD_COUNTS, (number + 0.5) / count) for number in range(count)]
        random.shuffle(weights)
        return weights

    def bodies(self) -> Iterator[Ask]:
        """Every body, registered."""
        for body in self.register:
            fields = {"body_id": body.id, "region": body.place.code, "name": body.name}
            yield Ask(body.place.region, "certificates.register_body", f"register-{body.id}", fields)

    def officers(self) -> Iterator[Ask]:
        """Every officer, registered with one certificate or two."""
        random = self._random("officers")
        for body in self.register:
            for number in range(body.heads):
                officer_id = body.officer(self.seed, number)
                fields = {
                    "officer_id": officer_id,
                    "region": body.place.code,
                    "body_id": body.id,
                    "name": words.name(random, body.place.region),
                    "certificates": self._certificates(random, body, body.first + number),
                }
                yield Ask(body.place.region, "certificates.register_officer", f"register-{officer_id}", fields)

    def _certificates(self, random: Random, body: Body, serial: int) -> list[dict[str, str]]:
        kinds = [("local", f"province-{body.place.code[:2]}")]
        if random.random() < share.SECOND_CERTIFICATE:
            kinds.append(("department", "ministry"))
        made = []
        for kind, issuer in kinds:
            begins = _FIRST_TERM + timedelta(days=int(random.random() * 1000))
            ends = begins.replace(year=begins.year + share.ASSUMED_TERM_YEARS, day=min(begins.day, 28))
            number = f"P{self.seed}-{body.place.code}-{kind[0].upper()}{serial:06}"
            made.append(
                {
                    "number": number,
                    "kind": kind,
                    "issuer": issuer,
                    "valid_from": begins.isoformat(),
                    "valid_to": ends.isoformat(),
                }
            )
        return made

    def supervisors(self) -> Iterator[Ask]:
        """Two supervisors for each division that has a body."""
        for place in dict.fromkeys(body.place for body in self.register):
            for number in (1, 2):
                supervisor_id = f"P{self.seed}-{place.code}-supervisor-{number}"
                fields = {
                    "supervisor_id": supervisor_id,
                    "region": place.code,
                    "agency": f"justice-{place.region}",
                    "conditions": list(CONDITIONS) if place.region == CHANGJI_REGION else [],
                }
                method = "supervision.register_supervisor"
                yield Ask(place.region, method, f"register-{supervisor_id}", fields)

    def complaints(self) -> Iterator[Filed]:
        """Every complaint, in no order of places, with what screening does with it."""
        random, told, orders = self._random("complaints"), set[str](), _Orders()
        for number, (body, concerned) in enumerate(self._matters()):
            facts = words.account(random, body.place, body.sector, body.name, len(concerned))
            while facts in told:
                facts = words.account(random, body.place, body.sector, body.name, len(concerned))
            told.add(facts)
            officers = tuple(body.officer(self.seed, each) for each in concerned)
            complaint = f"P{self.seed}-complaint-{number:05}"
            yield Filed(
                body.place.region,
                "complaints.submit",
                f"submit-{complaint}",
                _complaint(random, body, officers, facts, partial(orders.number, random, body.id, complaint)),
                _screening(random, body.place.region, complaint),
                officers,
                drawn(random, share.RECOMMENDATIONS),
                drawn(random, share.ANSWERS),
            )

    def _matters(self) -> list[tuple[Body, list[int]]]:
        """Which body and which of its officers each complaint concerns, in random order."""
        random = self._random("matters")
        counts = apportioned([float(body.heads) for body in self.register], self.size.complaints, least=0)
        matters = []
        for body, count in zip(self.register, counts, strict=True):
            sizes = [min(drawn(random, share.OFFICERS_PER_COMPLAINT), body.heads) for _ in range(count)]
            matters += [(body, concerned) for concerned in dealt(random, body.heads, sizes)]
        random.shuffle(matters)
        return matters


class _Orders:
    """Work orders of the hotline; some are passed on to us twice, told in other words."""

    def __init__(self) -> None:
        self._once: dict[str, list[str]] = defaultdict(list)

    def number(self, random: Random, body_id: str, fresh: str) -> str:
        known = self._once[body_id]
        if known and random.random() < share.ASSUMED_FORWARDED_AGAIN:
            return known.pop(0)
        known.append(fresh)
        return fresh


def _complaint(
    random: Random, body: Body, officers: tuple[str, ...], facts: str, number: Callable[[], str]
) -> dict[str, Any]:
    channel = drawn(random, share.ASSUMED_CHANNELS)
    fields: dict[str, Any] = {
        "region": body.place.code,
        "channel": channel,
        "kind": "report" if random.random() < share.ASSUMED_REPORTS else "complaint",
        "respondents": [{"body_id": body.id, "officer_ids": list(officers)}],
        "act_on": (FIRST_ACT + timedelta(days=int(random.random() * ACT_DAYS))).isoformat(),
        "facts": facts,
    }
    if channel in BY_WORD_OF_MOUTH:
        fields["recorded_in_full"] = True
    if channel == "transfer":
        fields["external_ids"] = [{"source": "hotline-12345", "number": number()}]
    if random.random() >= share.ASSUMED_ANONYMOUS:
        fields["complainants"] = [
            {"name": words.name(random, body.place.region), "phone": words.phone(random)}
            for _ in range(drawn(random, share.ASSUMED_JOINT))
        ]
    return fields


def _screening(random: Random, region: str, complaint: str) -> Screening:
    chance = random.random()
    if chance < share.ASSUMED_DECLINED:
        reason, competent = words.pick(random, _OUTSIDE[region])
        return Screening(
            "complaints.decline", f"decline-{complaint}", {"reason": reason, "competent_body": competent}
        )
    if chance < share.ASSUMED_DECLINED + share.ASSUMED_CLUES and region != CHANGJI_REGION:
        return Screening("complaints.record_clue", f"clue-{complaint}", {})
    return Screening("complaints.accept", f"accept-{complaint}", {})
