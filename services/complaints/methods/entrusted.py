"""What comes in with a call and may name somebody: kept sealed as it came, masked before anything else sees it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Any

from jiandu.domain import Refused, Request
from jiandu.identity.masking import mask
from jiandu.identity.vault import Vault
from jiandu.law import start_of
from services.complaints.domain.complaint import Link, Respondent
from services.complaints.domain.linking import SAME_ACT, SAME_COMPLAINANT, SAME_EXTERNAL_ID, SAME_WORDS
from services.complaints.repository.complaints import Complaints
from services.complaints.repository.indexed import act_keys, external_key, words_key
from services.complaints.repository.sealed import Complainants, Erased

Person = Mapping[str, str | None]
WORDS = "words"
MOST_LINKS = 20
_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True)
class Entrusted:
    """Masks and seals. `daily` is how many complaints one person may submit on a legal day."""

    vault: Vault
    complainants: Complainants
    complaints: Complaints
    daily: int

    def submission(self, request: Request[Any], today: date) -> tuple[Request[Any], Callable[[], None]]:
        """The submission without anything that names a complainant, and what has to be sealed first.

        The sealing raises Refused QUOTA_EXCEEDED for one more complaint than a person may submit on a day. There
        is a record for an anonymous complaint too: nothing tells the two apart.
        """
        command, sealed = request.command, request.sealed
        persons: Sequence[Person] = sealed.get("complainants") or ()
        known = _strings(persons)
        facts = str(sealed["facts"])
        masked = mask(facts, known).text
        respondents = tuple(_masked_respondent(each, known) for each in command.respondents)
        marks = [mark for person in persons for mark in self._marks(person)]
        told = replace(
            command,
            facts=masked,
            respondents=respondents,
            anonymous=not persons,
            joint=len(persons) > 1,
            links=self._links(command, masked, respondents, marks),
        )

        def seal() -> None:
            self._check_flood(marks, today, command)
            words = {} if masked == facts else {WORDS: facts}
            prints = [
                *(self._about(mark, body.body_id) for mark in marks for body in respondents),
                *(self._on(mark, today) for mark in marks),
            ]
            self.complainants.keep(command.complaint_id, {**_flat(persons), **words}, prints)

        return self._identified(replace(request, command=told)), seal

    def words(self, request: Request[Any], complaint_id: str) -> tuple[Request[Any], Callable[[], None]]:
        """The command with its texts masked, and what has to be sealed first: the texts this changed."""
        texts = {name: text for name, text in request.sealed.items() if isinstance(text, str)}
        known = self._known(complaint_id)
        masked = {name: mask(text, known).text for name, text in texts.items()}
        hidden = {name: text for name, text in texts.items() if masked[name] != text}

        def seal() -> None:
            try:
                for name, text in hidden.items():
                    self.complainants.add(complaint_id, f"{WORDS}.{name}.{request.cause.id}", text)
            except Erased:
                raise Refused("IDENTITY_ERASED") from None

        command = request.command
        said: dict[str, Any] = {name: text for name, text in masked.items() if hasattr(command, name)}
        if hasattr(command, "respondents"):
            said["respondents"] = tuple(_masked_respondent(each, known) for each in command.respondents)
        if hasattr(command, "evidence") and isinstance(command.evidence, tuple):
            said["evidence"] = tuple(replace(each, name=mask(each.name, known).text) for each in command.evidence)
        return self._identified(replace(request, command=replace(command, **said))), seal

    def _known(self, complaint_id: str) -> list[str]:
        names = [name for name in self.complainants.names_of(complaint_id) if not name.startswith(WORDS)]
        return list(self.complainants.open(complaint_id, names).values())

    def _identified(self, request: Request[Any]) -> Request[Any]:
        """What was sealed tells a repetition from another content too, under a key that is not in the database."""
        if not request.sealed:
            return request
        said = json.dumps(request.sealed, ensure_ascii=False, sort_keys=True, default=str)
        digest = f"{request.cause.digest}+{self.vault.fingerprint('command', said)}"
        return replace(request, cause=replace(request.cause, digest=digest))

    def _check_flood(self, marks: list[str], today: date, command: Any) -> None:
        for mark in marks:
            others = set(self.complainants.alike(self._on(mark, today), self.daily + 1)) - {command.complaint_id}
            if len(others) >= self.daily:
                wait = start_of(today + timedelta(days=1)) - command.at
                raise Refused("QUOTA_EXCEEDED", field="complainants", retry_after=ceil(wait.total_seconds()))

    def _links(
        self, command: Any, facts: str, respondents: tuple[Respondent, ...], marks: list[str]
    ) -> tuple[Link, ...]:
        """The complaints this one belongs to; of several rules that link two, the surest is told."""
        words = words_key(facts)
        found: dict[str, str] = {}
        for rule, complaints in (
            *((SAME_EXTERNAL_ID, self._with("external_ids", external_key(each))) for each in command.external_ids),
            *((SAME_WORDS, self._with("words", words)) for _ in [words] if words),
            *((SAME_COMPLAINANT, self._by(mark, body.body_id)) for mark in marks for body in respondents),
            *((SAME_ACT, self._with("acts", key)) for key in act_keys(respondents, command.act_on)),
        ):
            for complaint_id in complaints:
                found.setdefault(complaint_id, rule)
        found.pop(command.complaint_id, None)
        return tuple(Link(complaint_id=each, rule=rule) for each, rule in list(found.items())[:MOST_LINKS])

    def _with(self, field: str, value: str) -> list[str]:
        return self.complaints.alike(field, value, MOST_LINKS)

    def _by(self, mark: str, body_id: str) -> list[str]:
        return self.complainants.alike(self._about(mark, body_id), MOST_LINKS)

    def _marks(self, person: Person) -> list[str]:
        """What tells a person from others: the number of an identity card or a telephone, or name and address."""
        phone, number = _DIGITS.sub("", person.get("phone") or ""), (person.get("id_number") or "").strip().upper()
        strong = [f"{kind}:{value}" for kind, value in (("id", number), ("phone", phone)) if value]
        if strong or not person.get("address"):
            return strong
        return [f"name:{person['name']}@{person['address']}"]

    def _about(self, mark: str, body_id: str) -> str:
        return self.vault.fingerprint("complainant of a body", f"{mark}\n{body_id}")

    def _on(self, mark: str, day: date) -> str:
        return self.vault.fingerprint("complainant on a day", f"{mark}\n{day.isoformat()}")


def _flat(persons: Sequence[Person]) -> dict[str, str]:
    """The identities of all persons as one record: `1.name`, `1.phone`, `2.name` …"""
    return {
        f"{number}.{name}": value
        for number, person in enumerate(persons, start=1)
        for name, value in person.items()
        if value
    }


def _strings(persons: Sequence[Person]) -> list[str]:
    return [value for person in persons for value in person.values() if value]


def _masked_respondent(respondent: Respondent, known: Sequence[str]) -> Respondent:
    if respondent.unknown_officer is None:
        return respondent
    return replace(respondent, unknown_officer=mask(respondent.unknown_officer, known).text)
