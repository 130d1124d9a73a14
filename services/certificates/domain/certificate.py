"""The history of a certificate in two times: when a statement holds, and when the registry made it.

Statements are only ever added, and so are the endings that take one back. What a certificate is follows from the
set of them alone: in whatever order they are put together, the answer is the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from jiandu.domain import Citation, Command, Refused
from jiandu.law import legal_day, start_of
from services.certificates.domain.status import EXPIRED, FINAL, NOT_YET_VALID, STATUSES, SUSPENDED, VALID

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The registry says: from `since` until before `until` (None: for good) the certificate is `status`.

    `id` names it within the certificate; for what was ordered it is the order.
    """

    id: str
    status: str
    since: datetime
    until: datetime | None
    recorded_at: datetime
    order_id: str | None = None
    case_id: str | None = None
    ground: str | None = None


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The statement holds no longer from `at` on, as recorded later; from its beginning if it was wrong.

    Of several endings of one statement the last recorded one counts.
    """

    id: str
    statement: str
    at: datetime
    recorded_at: datetime
    ground: str


@dataclass(frozen=True, kw_only=True)
class NewCertificate:
    """A certificate to be registered; both dates are legal days on which it is valid.

    `act_kinds` are the kinds of enforcement (执法种类) and `range` the division (执法范围) it is for; none means
    that the certificate itself does not say.
    """

    number: str
    kind: str
    issuer: str
    valid_from: date
    valid_to: date
    act_kinds: tuple[str, ...] = ()
    range: str | None = None


@dataclass(frozen=True, kw_only=True)
class Certificate(NewCertificate):
    """A certificate with everything the registry has ever said of it: from its first day ever to its last.

    `replaces` is the number of the lost or damaged one in whose place it was issued.
    """

    history: tuple[Statement, ...]
    endings: tuple[Ending, ...] = ()
    replaces: str | None = None


@dataclass(frozen=True, kw_only=True)
class Period:
    """From `since` until before `until` (None: for good) the certificate is `status`, by what is known now."""

    status: str
    since: datetime
    until: datetime | None


def registered(certificate: NewCertificate, recorded_at: datetime) -> Certificate:
    """A certificate as it comes into the registry: valid for its term."""
    return Certificate(**vars(certificate), history=(_term(certificate, certificate.number, recorded_at),))


def prolonged(certificate: Certificate, until: date, renewal: str, recorded_at: datetime) -> Certificate:
    """The certificate with a further term, from the day after its last one."""
    longer = replace(certificate, valid_from=certificate.valid_to + _DAY, valid_to=until)
    term = _term(longer, renewal, recorded_at)
    return replace(certificate, valid_to=until, history=(*certificate.history, term))


def ending_of(
    said: Statement, certificate: Certificate, *, id_: str, at: datetime, recorded_at: datetime, ground: str
) -> Ending:
    """The ending of a statement; it counts, also if the clock was set back since the one before it."""
    known = (each.recorded_at + timedelta.resolution for each in certificate.endings if each.statement == said.id)
    return Ending(id=id_, statement=said.id, at=at, recorded_at=max([recorded_at, *known]), ground=ground)


def status_at(certificate: Certificate, as_of: datetime, known_at: datetime | None = None) -> str:
    """The status at `as_of` by what was recorded up to `known_at` (None: by all that is known)."""
    holding = statement_at(certificate, as_of, known_at)
    if holding is not None:
        return holding.status
    terms = [said for said in _known(certificate.history, known_at) if said.status == VALID]
    return EXPIRED if any(said.since <= as_of for said in terms) else NOT_YET_VALID


def statement_at(certificate: Certificate, as_of: datetime, known_at: datetime | None = None) -> Statement | None:
    """The statement that counts at `as_of`: of those that end the certificate the first, else the heaviest.

    What was said of a certificate that had already ended counts once that ending is taken back.
    """
    holding = [
        said for said in _known(certificate.history, known_at) if _holds(said, certificate, as_of, known_at)
    ]
    if all(said.status != VALID for said in holding):
        # what is suspended beyond its term is no longer suspended but expired
        holding = [said for said in holding if said.status != SUSPENDED]
    final = [said for said in holding if said.status in FINAL]
    first = min((said.since for said in final), default=None)
    return max((said for said in final if said.since == first) if final else holding, key=_weight, default=None)


def until_of(said: Statement, certificate: Certificate, known_at: datetime | None = None) -> datetime | None:
    """Until when the statement holds, by what was recorded up to `known_at`; None for good."""
    known = [each for each in certificate.endings if each.statement == said.id]
    known = [each for each in known if known_at is None or each.recorded_at <= known_at]
    if not known:
        return said.until
    last = max(known, key=lambda each: (each.recorded_at, each.id))
    return last.at if said.until is None else min(last.at, said.until)


def periods(certificate: Certificate) -> tuple[Period, ...]:
    """What the certificate is when, from its first day on, by all that is known: no gaps, none twice."""
    found: list[Period] = []
    moments = sorted(boundaries(certificate))
    for since, until in zip(moments, [*moments[1:], None], strict=True):
        status = status_at(certificate, since)
        if found and found[-1].status == status:
            since = found.pop().since
        found.append(Period(status=status, since=since, until=until))
    return tuple(found)


def boundaries(certificate: Certificate) -> set[datetime]:
    """The instants at which the status may change."""
    ends = {until_of(said, certificate) for said in certificate.history}
    return {said.since for said in certificate.history} | {end for end in ends if end is not None}


def last_days(certificate: Certificate) -> set[date]:
    """The last legal day of every term it ever had."""
    ends = (said.until for said in certificate.history if said.status == VALID and said.until is not None)
    return {legal_day(end) - _DAY for end in ends}


def live(certificates: Sequence[Certificate], at: datetime) -> tuple[str, ...]:
    """The numbers that an order taking effect at `at` reaches: whatever has not ended nor expired by then.

    One that is not valid yet is reached too: it would come to life otherwise.
    """
    return tuple(one.number for one in certificates if status_at(one, at) not in {EXPIRED, *FINAL})


def ended(certificates: Sequence[Certificate], at: datetime) -> tuple[str, ...]:
    """The numbers of those that have ended by `at` although their last day is still to come."""
    return tuple(
        one.number for one in certificates if status_at(one, at) in FINAL and at < start_of(one.valid_to + _DAY)
    )


def named(certificates: Iterable[Certificate], number: str) -> Certificate:
    """The certificate of this number. Raises Refused NOT_FOUND."""
    for one in certificates:
        if one.number == number:
            return one
    raise Refused("NOT_FOUND", id=number, field="number")


def check_status(
    certificate: Certificate, command: Command, allowed: Sequence[str], citation: Citation | None
) -> str:
    """The status when the command is given, if it is one of these. Raises Refused NOT_ALLOWED_IN_STATE."""
    status = status_at(certificate, command.at)
    if status not in allowed:
        raise Refused(
            "NOT_ALLOWED_IN_STATE",
            citation=citation,
            field="number",
            command=type(command).__name__,
            state=status,
            allowed=", ".join(allowed),
        )
    return status


def check_certificates(certificates: Sequence[NewCertificate]) -> None:
    """Numbers differ and terms do not end before they begin. Raises Refused INVALID_VALUE."""
    numbers = [certificate.number for certificate in certificates]
    for position, certificate in enumerate(certificates):
        if certificate.valid_to < certificate.valid_from:
            raise Refused("INVALID_VALUE", field=f"certificates.{position}.valid_to")
        if certificate.number in numbers[:position]:
            raise Refused("INVALID_VALUE", field=f"certificates.{position}.number")


def _term(certificate: NewCertificate, id_: str, recorded_at: datetime) -> Statement:
    since, until = start_of(certificate.valid_from), start_of(certificate.valid_to + _DAY)
    return Statement(id=f"term:{id_}", status=VALID, since=since, until=until, recorded_at=recorded_at)


def _weight(said: Statement) -> tuple[int, datetime, str]:
    return STATUSES.index(said.status), said.recorded_at, said.id


def _known(history: Iterable[Statement], known_at: datetime | None) -> Iterator[Statement]:
    return (said for said in history if known_at is None or said.recorded_at <= known_at)


def _holds(said: Statement, certificate: Certificate, as_of: datetime, known_at: datetime | None) -> bool:
    until = until_of(said, certificate, known_at)
    return said.since <= as_of and (until is None or as_of < until)
