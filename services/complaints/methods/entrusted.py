"""What comes in with a call and may name somebody: kept sealed as it came, masked before anything else sees it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from jiandu.domain import Refused, Request
from jiandu.identity.vault import Vault
from services.complaints.domain.complaint import Complaint
from services.complaints.methods.recognition import Person, Recognition
from services.complaints.methods.texts import Reader, Texts, erased, legible, of_respondent
from services.complaints.repository.indexed import words_key
from services.complaints.repository.sealed import Complainants, Erased

WORDS = "words"


@dataclass(frozen=True)
class Entrusted:
    """Masks and seals what a call brings, and opens what may be read."""

    vault: Vault
    complainants: Complainants
    recognition: Recognition

    def submission(self, request: Request[Any], today: date) -> tuple[Request[Any], Callable[[], None]]:
        """The submission without anything that names a complainant, and what has to be sealed first.

        The sealing raises Refused QUOTA_EXCEEDED for one more complaint than a person may submit on a day, and
        CONFLICT where the same submission is under way. There is a record for an anonymous complaint too: nothing
        tells the two apart.
        """
        complaint_id: str = request.command.complaint_id
        persons: Sequence[Person] = request.sealed.get("complainants") or ()
        # a repetition after a crash finds the data key of the first attempt
        envelope = self.complainants.envelope_of(complaint_id) or self.vault.new(complaint_id)
        texts = Texts(self.vault.lock(complaint_id, envelope), _strings(persons))
        words = words_key(texts.masked(request.sealed["facts"]))
        told = self._told(request, texts)
        command = replace(
            told.command,
            words=words,
            anonymous=not persons,
            joint=len(persons) > 1,
            links=self.recognition.links(told.command, words, persons),
        )

        def seal() -> None:
            self.recognition.check_flood(command, persons, today)
            identity = {**_flat(persons), **_hidden(request, texts)}
            prints = self.recognition.prints(command, persons, today)
            if not self.complainants.keep(complaint_id, identity, prints, envelope):
                raise Refused("CONFLICT", id=complaint_id)

        return replace(told, command=command), seal

    def words(self, request: Request[Any], complaint_id: str) -> tuple[Request[Any], Callable[[], None]]:
        """The command with its texts masked and sealed, and what has to be sealed first: what masking took away.

        Raises Refused IDENTITY_ERASED.
        """
        texts = self._texts(complaint_id, self._known(complaint_id))

        def seal() -> None:
            for name, text in _hidden(request, texts).items():
                self.complainants.add(complaint_id, f"{name}.{request.cause.id}", text)

        return self._told(request, texts), seal

    def legible(self, complaint: Complaint) -> Complaint:
        """The complaint with its texts as they may be read: masked, and no longer sealed."""
        return legible(complaint, self.reader(complaint.id))

    def reader(self, complaint_id: str) -> Reader:
        """Reads the stored texts of a complaint; of one whose data key is gone there is nothing to read."""
        try:
            return self._texts(complaint_id).read
        except Refused:
            return erased

    def _texts(self, complaint_id: str, known: Sequence[str] = ()) -> Texts:
        try:
            return Texts(self.complainants.lock(complaint_id), known)
        except Erased:
            raise Refused("IDENTITY_ERASED") from None

    def _known(self, complaint_id: str) -> list[str]:
        names = [name for name in self.complainants.names_of(complaint_id) if not name.startswith(WORDS)]
        return list(self.complainants.open(complaint_id, names).values())

    def _told(self, request: Request[Any], texts: Texts) -> Request[Any]:
        """The request whose command holds what was sealed with it, as it may be stored.

        What was sealed tells a repetition from another content too, under a key that is not in the database.
        """
        command, brought = request.command, request.sealed
        said: dict[str, Any] = {
            name: texts.stored(text)
            for name, text in brought.items()
            if isinstance(text, str) and hasattr(command, name)
        }
        if "respondents" in brought:
            said["respondents"] = tuple(of_respondent(each, texts.stored) for each in brought["respondents"])
        if "evidence" in brought:
            said["evidence"] = tuple(
                replace(each, name=texts.stored(each.name) or "") for each in brought["evidence"]
            )
        if not brought:
            return request
        content = json.dumps(brought, ensure_ascii=False, sort_keys=True, default=str)
        digest = f"{request.cause.digest}+{self.vault.fingerprint('command', content)}"
        cause = replace(request.cause, digest=digest)
        return replace(request, command=replace(command, **said), cause=cause)


def _hidden(request: Request[Any], texts: Texts) -> dict[str, str]:
    """The texts that the masking changes, as they came."""
    return {f"{WORDS}.{name}": text for name, text in _texts_in(request) if texts.masked(text) != text}


def _texts_in(request: Request[Any]) -> Iterator[tuple[str, str]]:
    for name, brought in request.sealed.items():
        if isinstance(brought, str) and hasattr(request.command, name):
            yield name, brought
    for body in request.sealed.get("respondents", ()):
        if body.unknown_officer:
            yield f"unknown_officer.{body.body_id}", body.unknown_officer
    for piece in request.sealed.get("evidence", ()):
        yield f"evidence.{piece.digest}", piece.name


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
