"""What comes in with a call and may name somebody: kept sealed as it came, masked before anything else sees it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from jiandu.domain import Refused, Request
from jiandu.identity.vault import Envelope, Tampered, Vault
from jiandu.identity.vault_keys import UnknownKey
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.supplementing import SupplementComplaint
from services.complaints.methods.ids import check_ids
from services.complaints.methods.recognition import Person, Recognition
from services.complaints.methods.texts import Reader, Reading, Texts, erased, legible, of_respondent
from services.complaints.repository.sealed import Attempt, Complainants, Erased

WORDS = "words"


@dataclass(frozen=True)
class Entrusted:
    """Masks and seals what a call brings, and opens what may be read."""

    vault: Vault
    complainants: Complainants
    recognition: Recognition

    def submission(self, request: Request[Any], today: date) -> tuple[Request[Any], Callable[[], None]]:
        """The submission without anything that names a complainant, and what has to be sealed first.

        Raises Refused COMMAND_ID_REUSED where an attempt with another content left its record. The sealing raises
        QUOTA_EXCEEDED for one more complaint than a person may submit on a day, and CONFLICT where the same
        submission is under way. There is a record for an anonymous complaint too: nothing tells the two apart.
        """
        complaint_id: str = request.command.complaint_id
        content = self._content(request)
        told = _told_apart(request, content)
        if self.recognition.complaints.history(complaint_id):
            # answered from the history, or refused: nothing is asked or sealed for it
            return told, partial(_refuse, "ALREADY_EXISTS", complaint_id)
        persons: Sequence[Person] = request.sealed.get("complainants") or ()
        _check_ids(request, persons)
        envelope = self._envelope(complaint_id, content)
        texts = Texts(self.vault.lock(complaint_id, envelope), _strings(persons))
        told = _worded(told, texts)
        words = self.recognition.words_key(texts.masked(request.sealed["facts"]))
        links = self.recognition.links(told.command, persons, words=words, act_on=told.command.act_on)
        command = replace(told.command, words=words, anonymous=not persons, joint=len(persons) > 1, links=links)

        def seal() -> None:
            self.recognition.check_flood(command, persons, today)
            identity = {**_flat(persons), **_hidden(request, texts)}
            prints = self.recognition.prints(command, persons, today)
            if not self.complainants.keep(complaint_id, identity, prints, Attempt(envelope, content, command.at)):
                _refuse("CONFLICT", complaint_id)

        return replace(told, command=command), seal

    def words(self, request: Request[Any], complaint_id: str) -> tuple[Request[Any], Callable[[], None]]:
        """The command with its texts masked and sealed, and what has to be sealed first: what masking took away.

        What a supplement adds is looked for in other complaints too. Raises Refused IDENTITY_ERASED, and so does
        the sealing.
        """
        identity = self._identity(complaint_id)
        texts = self._texts(complaint_id, list(identity.values()))
        told = _worded(_told_apart(request, self._content(request)), texts) if request.sealed else request
        prints: Sequence[str] = ()
        if isinstance(request.command, SupplementComplaint):
            persons = _persons(identity)
            _check_ids(request, persons)
            links = self.recognition.later_links(told, persons)
            prints = self.recognition.about(told.command.respondents, persons)
            told = replace(told, command=replace(told.command, links=links))

        def seal() -> None:
            try:
                for name, text in _hidden(request, texts).items():
                    self.complainants.add(complaint_id, f"{name}.{request.cause.id}", text)
                self.complainants.mark(complaint_id, prints)
            except Erased:
                raise Refused("IDENTITY_ERASED") from None

        return told, seal

    def legible(self, complaint: Complaint) -> Complaint:
        """The complaint with its texts as they may be read: masked, and no longer sealed."""
        return legible(complaint, self.reader(complaint.id))

    def reader(self, complaint_id: str) -> Reader:
        """Reads the stored texts of a complaint; of one whose data key was destroyed there is nothing to read."""
        try:
            lock = self.complainants.opener(complaint_id)
        except Erased:
            return erased
        except (Tampered, UnknownKey) as error:
            return Reading(complaint_id, None, str(error))
        return Reading(complaint_id, lock)

    def _texts(self, complaint_id: str, known: Sequence[str]) -> Texts:
        try:
            return Texts(self.complainants.lock(complaint_id), known)
        except Erased:
            raise Refused("IDENTITY_ERASED") from None

    def _identity(self, complaint_id: str) -> dict[str, str]:
        names = [name for name in self.complainants.names_of(complaint_id) if not name.startswith(WORDS)]
        return self.complainants.open(complaint_id, names)

    def _content(self, request: Request[Any]) -> str:
        """What was sealed tells a repetition from another content, under a key that is not in the database."""
        content = json.dumps(request.sealed, ensure_ascii=False, sort_keys=True, default=str)
        return self.vault.fingerprint("command", content)

    def _envelope(self, complaint_id: str, content: str) -> Envelope:
        left = self.complainants.attempt_of(complaint_id)
        if left is None:
            return self.vault.new(complaint_id)
        # a repetition after a crash goes on with the data key of the first attempt; another content may not
        if left.content not in (None, content):
            raise Refused("COMMAND_ID_REUSED", field="command_id")
        return left.envelope


def _told_apart(request: Request[Any], content: str) -> Request[Any]:
    return replace(request, cause=replace(request.cause, digest=f"{request.cause.digest}+{content}"))


def _worded(request: Request[Any], texts: Texts) -> Request[Any]:
    """The request whose command holds what was sealed with it, as it may be stored."""
    command, brought = request.command, request.sealed
    said: dict[str, Any] = {
        name: texts.stored(text)
        for name, text in brought.items()
        if isinstance(text, str) and hasattr(command, name)
    }
    if "respondents" in brought:
        said["respondents"] = tuple(of_respondent(each, texts.stored) for each in brought["respondents"])
    if "evidence" in brought:
        said["evidence"] = tuple(replace(each, name=texts.stored(each.name) or "") for each in brought["evidence"])
    return replace(request, command=replace(command, **said))


def _refuse(code: str, complaint_id: str) -> None:
    raise Refused(code, id=complaint_id)


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


def _check_ids(request: Request[Any], persons: Sequence[Person]) -> None:
    numbers = [person.get(name) or "" for person in persons for name in ("phone", "id_number")]
    check_ids(numbers, request.sealed.get("respondents", ()), request.command.external_ids)


def _flat(persons: Sequence[Person]) -> dict[str, str]:
    """The identities of all persons as one record: `1.name`, `1.phone`, `2.name` …"""
    return {
        f"{number}.{name}": value
        for number, person in enumerate(persons, start=1)
        for name, value in person.items()
        if value
    }


def _persons(identity: Mapping[str, str]) -> list[Person]:
    """The same apart again; of the version before there was one, without a number."""
    persons: dict[str, dict[str, str]] = {}
    for name, value in identity.items():
        number, _, part = name.rpartition(".")
        persons.setdefault(number, {})[part] = value
    return list(persons.values())


def _strings(persons: Sequence[Person]) -> list[str]:
    return [value for person in persons for value in person.values() if value]
