"""The same person, the same matter, told again: found by what tells them apart, while no name is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from math import ceil
from typing import Any

from jiandu.domain import Refused, Request
from jiandu.identity.vault import Vault
from jiandu.law import start_of
from jiandu.store.codec import from_plain
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.linking import SAME_ACT, SAME_COMPLAINANT, SAME_EXTERNAL_ID, SAME_WORDS
from services.complaints.domain.particulars import Link, Respondent
from services.complaints.repository.complaints import Complaints
from services.complaints.repository.indexed import act_keys, external_key, plain_words
from services.complaints.repository.sealed import Complainants

Person = Mapping[str, str | None]

MOST_LINKS = 20
MOST_MARKS = 50  # by which one complaint's people are found again: one of each, however many there may be
_FOUND = MOST_LINKS + 1  # the complaint itself may be among them
_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True)
class Recognition:
    """Finds complaints that belong together. `daily` is how many one person may submit on a legal day."""

    vault: Vault
    complainants: Complainants
    complaints: Complaints
    daily: int

    def words_key(self, masked: str) -> str | None:
        """By what the same words are found again; None of a text too short to tell."""
        plain = plain_words(masked)
        return plain and self.vault.fingerprint("words", plain)

    def links(
        self, command: Any, persons: Sequence[Person], *, words: str | None = None, act_on: date | None = None
    ) -> tuple[Link, ...]:
        """The complaints this one belongs to; of several rules that link two, the surest is told."""
        bodies, external = command.respondents, command.external_ids
        alike = self.complaints.alike_any
        found: dict[str, str] = {}
        for rule, complaints in (
            (SAME_EXTERNAL_ID, alike("external_ids", [external_key(each) for each in external], _FOUND)),
            (SAME_WORDS, alike("words", [words] if words else [], _FOUND)),
            (SAME_COMPLAINANT, self.complainants.alike(self.about(bodies, persons), _FOUND)),
            (SAME_ACT, alike("acts", act_keys(bodies, act_on), _FOUND)),
        ):
            for complaint_id in complaints:
                found.setdefault(complaint_id, rule)
        found.pop(command.complaint_id, None)
        return tuple(Link(complaint_id=each, rule=rule) for each, rule in list(found.items())[:MOST_LINKS])

    def later_links(self, request: Request[Any], persons: Sequence[Person]) -> tuple[Link, ...]:
        """The complaints that an addition shows this one to belong to; for a repetition nothing is looked up."""
        command = request.command
        stored = self.complaints.load(command.complaint_id, command.by, request.cause.id)
        if stored is None or stored.processed is not None:
            return ()
        return self.links(command, persons, act_on=from_plain(stored.state, Complaint).act_on)

    def about(self, bodies: Sequence[Respondent], persons: Sequence[Person]) -> list[str]:
        """By what the complainant is found again: for each body complained of."""
        return [
            self.vault.fingerprint("complainant of a body", f"{mark}\n{body.body_id}")
            for mark in _marks(persons)
            for body in bodies
        ]

    def prints(self, command: Any, persons: Sequence[Person], today: date) -> list[str]:
        """By what the complainant is found again: for each body complained of, and on this day."""
        return [*self.about(command.respondents, persons), *self._on(today, persons)]

    def check_flood(self, command: Any, persons: Sequence[Person], today: date) -> None:
        """Nobody keeps others from being heard. Raises Refused QUOTA_EXCEEDED until the next legal day."""
        prints = self._on(today, persons)
        # nearly always all of them together have submitted less than any one may
        if len(self._others(command, prints)) < self.daily:
            return
        if any(len(self._others(command, [each])) >= self.daily for each in prints):
            wait = start_of(today + timedelta(days=1)) - command.at
            raise Refused("QUOTA_EXCEEDED", field="complainants", retry_after=ceil(wait.total_seconds()))

    def _others(self, command: Any, prints: Sequence[str]) -> set[str]:
        return set(self.complainants.alike(prints, self.daily + 1)) - {command.complaint_id}

    def _on(self, day: date, persons: Sequence[Person]) -> list[str]:
        return [
            self.vault.fingerprint("complainant on a day", f"{mark}\n{day.isoformat()}")
            for mark in _marks(persons)
        ]


def _marks(persons: Sequence[Person]) -> list[str]:
    """What tells these people from others, the surest of each before the second of any."""
    each = [_marks_of(person) for person in persons]
    first, second = [marks[:1] for marks in each], [marks[1:] for marks in each]
    return list(dict.fromkeys(chain(*first, *second)))[:MOST_MARKS]


def _marks_of(person: Person) -> list[str]:
    """What tells a person from others: the number of an identity card or a telephone, or name and address."""
    phone, number = _DIGITS.sub("", person.get("phone") or ""), (person.get("id_number") or "").strip().upper()
    strong = [f"{kind}:{value}" for kind, value in (("id", number), ("phone", phone)) if value]
    if strong or not person.get("address"):
        return strong
    return [f"name:{person.get('name')}@{person['address']}"]
