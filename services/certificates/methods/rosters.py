"""A part of a roster is taken in row by row: what is wrong with one is said of it, the others are taken."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jiandu.bus import fields
from jiandu.domain import Actor, Cause, Refused, Request
from jiandu.record.chain import digest
from jiandu.service.methods import Operation, operation
from jiandu.store.aggregates import Stored
from jiandu.store.codec import from_plain, to_plain
from services.certificates.domain import registration
from services.certificates.domain.body import Body
from services.certificates.domain.officer import Officer
from services.certificates.methods.findings import EVERYBODY
from services.certificates.methods.numbering import check_takes, taken
from services.certificates.methods.roles import REGISTRAR
from services.certificates.schemas import officers as wire

CREATED, UPDATED, UNCHANGED, QUARANTINED = "created", "updated", "unchanged", "quarantined"


class TakesRosters:
    """Mixed into the registry's class."""

    officers: Any
    bodies: Any
    now: Any
    numbers: Any

    @operation(wire.RosterPart, allow=REGISTRAR)
    def import_roster(self, asked: Operation) -> Any:
        """Take in up to 500 rows of the roster (名册) of a body; a repetition changes nothing.

        Nobody is struck off by a roster, and no certificate is ended or altered: such rows are quarantined.
        """
        said = asked.fields
        if not asked.by.covers(said["region"]):
            raise Refused("REGION_FORBIDDEN", field="region")
        body = self.bodies.get(said["body_id"], asked.by)
        part = Part(asked, body, self.now())
        for row in said["rows"]:
            part.read(row)
        check_takes(body, said["region"])
        part.check_alone()
        part.check_holders(taken(self.officers, self.numbers, part.numbers))
        there = self._there(part, list(part.rows))
        new = [officer_id for officer_id in part.rows if officer_id not in there]
        # a part that is broken off and sent again meets itself: what was written meanwhile is there now
        there.update(self._there(part, self._create(part, new)))
        for officer_id, stored in there.items():
            self._update(part, officer_id, stored)
        return {"rows": sorted(part.results, key=lambda each: each["row"])}

    def _there(self, part: "Part", officer_ids: list[str]) -> dict[str, Stored]:
        found: dict[str, Stored] = self.officers.store.load_many(officer_ids, EVERYBODY, list(part.causes))
        return found

    def _create(self, part: "Part", new: list[str]) -> list[str]:
        """Register those who are new; the ids of those whom somebody else was registering at the same time."""
        requests = [(officer_id, part.creating(officer_id)) for officer_id in new]
        told = self.officers.create_many(requests, registration.register_officer)
        met = [each for each, answer in told.items() if _is_there(answer)]
        for officer_id in told.keys() - set(met):
            part.note(officer_id, CREATED, told[officer_id])
        return met

    def _update(self, part: "Part", officer_id: str, stored: Stored) -> None:
        if stored.processed is not None:  # under this id a row was taken before
            if stored.processed["digest"] != part.updating(officer_id).cause.digest:
                part.note(officer_id, QUARANTINED, Refused("COMMAND_ID_REUSED", field="roster_id"))
                return
            first = "OfficerRegistered" in stored.processed["answer"]["events"]
            part.note(officer_id, CREATED if first else UPDATED, stored.processed["answer"])
            return
        request = part.updating(officer_id)
        officer = from_plain(stored.state, Officer)
        try:
            check_within(part.asked.by, officer)
            # what agrees is not written: a roster comes every night
            agrees = not registration.update_officer(request.command, officer, None)
            answer = (
                {"version": stored.version}
                if agrees
                else self.officers.change(officer_id, request, registration.update_officer)
            )
        except Refused as refusal:
            part.note(officer_id, QUARANTINED, refusal)
        else:
            part.note(officer_id, UNCHANGED if agrees else UPDATED, answer)


class Part:
    """The rows of one call, by officer, and what became of each row."""

    def __init__(self, asked: Operation, body: Body, at: datetime) -> None:
        self.asked = asked
        self.body = body
        self.by: dict[str, Any] = {"command_id": asked.id, "at": at, "by": asked.by}
        self.rows: dict[str, tuple[int, dict[str, Any]]] = {}
        self.results: list[dict[str, Any]] = []
        self._seen: set[int] = set()

    def read(self, row: Mapping[str, Any]) -> None:
        """Take a row whose fields are valid; another gets its result at once."""
        try:
            read = fields.load(wire.RosterRow(), row)
        except Refused as refusal:
            said = row.get("row")
            number = said if type(said) is int else 0
            self.results.append(_result(number, QUARANTINED, refusal))
            return
        number = read.pop("row")
        twice = "row" if number in self._seen else "officer_id" if read["officer_id"] in self.rows else None
        if twice is not None:
            again = Refused("ALREADY_EXISTS", field=twice, id=read["officer_id"])
            self.results.append(_result(number, QUARANTINED, again))
            return
        self._seen.add(number)
        self.rows[read["officer_id"]] = (number, read)

    @property
    def numbers(self) -> dict[str, str]:
        """The numbers of all certificates in it, each with whose it is to be."""
        return {
            one.number: officer_id for officer_id, (_, row) in self.rows.items() for one in row["certificates"]
        }

    @property
    def causes(self) -> list[str]:
        """What each row is applied under, for ever."""
        return [self._cause(officer_id).id for officer_id in self.rows]

    def check_alone(self) -> None:
        """A number that a row before has too puts the later row into quarantine."""
        first: dict[str, str] = {}
        for officer_id, (_, row) in list(self.rows.items()):
            others = [
                one.number for one in row["certificates"] if first.setdefault(one.number, officer_id) != officer_id
            ]
            if others:
                self._put_aside(officer_id, others[0])

    def check_holders(self, others: Mapping[str, str]) -> None:
        """A number that somebody else has puts the row into quarantine."""
        for officer_id, (_, row) in list(self.rows.items()):
            held = [one.number for one in row["certificates"] if one.number in others]
            if held:
                self._put_aside(officer_id, held[0])

    def _put_aside(self, officer_id: str, number: str) -> None:
        _, row = self.rows[officer_id]
        position = [one.number for one in row["certificates"]].index(number)
        refusal = Refused("ALREADY_EXISTS", field=f"certificates.{position}.number", id=number)
        self.note(officer_id, QUARANTINED, refusal)
        del self.rows[officer_id]

    def creating(self, officer_id: str) -> Request[registration.RegisterOfficer]:
        """The row as a command that registers somebody."""
        _, row = self.rows[officer_id]
        command = registration.RegisterOfficer(
            **self.by,
            **row,
            region=self.asked.fields["region"],
            body_id=self.body.id,
            sector=self.body.sector,
            level=self.body.level,
        )
        return Request(command, self._cause(officer_id))

    def updating(self, officer_id: str) -> Request[registration.UpdateOfficer]:
        """The row as a command that takes over what is new."""
        _, row = self.rows[officer_id]
        command = registration.UpdateOfficer(**self.by, **row, body_id=self.body.id)
        return Request(command, self._cause(officer_id))

    def note(self, officer_id: str, outcome: str, answer: Mapping[str, Any] | Refused) -> None:
        """What became of the row of an officer."""
        number, _ = self.rows[officer_id]
        refusal = answer if isinstance(answer, Refused) else None
        result = _result(number, QUARANTINED if refusal else outcome, refusal)
        version = None if isinstance(answer, Refused) else answer["version"]
        self.results.append({**result, "version": version})

    def _cause(self, officer_id: str) -> Cause:
        number, row = self.rows[officer_id]
        said = {"method": "import_roster", "body": self.body.id, "row": number, "content": to_plain(row)}
        said["region"] = self.asked.fields["region"]
        roster = self.asked.fields["roster_id"]
        return Cause(id=f"{self.asked.by.agency}/{roster}:{number}", digest=digest(said))


def check_within(by: Actor, officer: Officer) -> None:
    """Raises Refused ALREADY_EXISTS for somebody in a division that is none of the caller's."""
    if not by.covers(officer.region):
        raise Refused("ALREADY_EXISTS", field="officer_id", id=officer.id)


def _is_there(answer: Any) -> bool:
    return isinstance(answer, Refused) and answer.code == "ALREADY_EXISTS"


def _result(number: int, outcome: str, refusal: Refused | None) -> dict[str, Any]:
    code, field = (refusal.code, refusal.field) if refusal is not None else (None, None)
    return {"row": number, "outcome": outcome, "code": code, "field": field, "version": None}
