"""The same person, the same matter, told again: found by what tells them apart, while no name is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from jiandu.domain import Refused
from jiandu.identity.vault import Vault
from jiandu.law import start_of
from services.complaints.domain.complaint import Link
from services.complaints.domain.linking import SAME_ACT, SAME_COMPLAINANT, SAME_EXTERNAL_ID, SAME_WORDS
from services.complaints.repository.complaints import Complaints
from services.complaints.repository.indexed import act_keys, external_key
from services.complaints.repository.sealed import Complainants

Person = Mapping[str, str | None]

MOST_LINKS = 20
_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True)
class Recognition:
    """Finds complaints that belong together. `daily` is how many one person may submit on a legal day."""

    vault: Vault
    complainants: Complainants
    complaints: Complaints
    daily: int

    def links(self, command: Any, words: str | None, persons: Sequence[Person]) -> tuple[Link, ...]:
        """The complaints this one belongs to; of several rules that link two, the surest is told."""
        bodies = [each.body_id for each in command.respondents]
        known = ((SAME_EXTERNAL_ID, "external_ids", external_key(each)) for each in command.external_ids)
        acts = ((SAME_ACT, "acts", key) for key in act_keys(command.respondents, command.act_on))
        said = [(SAME_WORDS, "words", words)] if words else []
        prints = [self._about(mark, body) for mark in _marks(persons) for body in bodies]
        found: dict[str, str] = {}
        for rule, complaints in (
            *((rule, self.complaints.alike(field, key, MOST_LINKS)) for rule, field, key in (*known, *said)),
            *((SAME_COMPLAINANT, self.complainants.alike(each, MOST_LINKS)) for each in prints),
            *((rule, self.complaints.alike(field, key, MOST_LINKS)) for rule, field, key in acts),
        ):
            for complaint_id in complaints:
                found.setdefault(complaint_id, rule)
        found.pop(command.complaint_id, None)
        return tuple(Link(complaint_id=each, rule=rule) for each, rule in list(found.items())[:MOST_LINKS])

    def prints(self, command: Any, persons: Sequence[Person], today: date) -> list[str]:
        """By what the complainant is found again: for each body complained of, and on this day."""
        bodies = [each.body_id for each in command.respondents]
        marks = _marks(persons)
        return [
            *(self._about(mark, body) for mark in marks for body in bodies),
            *(self._on(mark, today) for mark in marks),
        ]

    def check_flood(self, command: Any, persons: Sequence[Person], today: date) -> None:
        """Nobody keeps others from being heard. Raises Refused QUOTA_EXCEEDED until the next legal day."""
        for mark in _marks(persons):
            others = set(self.complainants.alike(self._on(mark, today), self.daily + 1)) - {command.complaint_id}
            if len(others) >= self.daily:
                wait = start_of(today + timedelta(days=1)) - command.at
                raise Refused("QUOTA_EXCEEDED", field="complainants", retry_after=ceil(wait.total_seconds()))

    def _about(self, mark: str, body_id: str) -> str:
        return self.vault.fingerprint("complainant of a body", f"{mark}\n{body_id}")

    def _on(self, mark: str, day: date) -> str:
        return self.vault.fingerprint("complainant on a day", f"{mark}\n{day.isoformat()}")


def _marks(persons: Sequence[Person]) -> list[str]:
    return [mark for person in persons for mark in _marks_of(person)]


def _marks_of(person: Person) -> list[str]:
    """What tells a person from others: the number of an identity card or a telephone, or name and address."""
    phone, number = _DIGITS.sub("", person.get("phone") or ""), (person.get("id_number") or "").strip().upper()
    strong = [f"{kind}:{value}" for kind, value in (("id", number), ("phone", phone)) if value]
    if strong or not person.get("address"):
        return strong
    return [f"name:{person['name']}@{person['address']}"]
