"""Persons and certificates as they are shown: to staff, to anybody, in lists, and to whoever catches up."""

from datetime import datetime
from typing import Any

from jiandu.domain import Citation
from services.certificates.domain.announcing import Holding
from services.certificates.domain.authority import Reason
from services.certificates.domain.body import Body
from services.certificates.domain.certificate import Certificate, periods, status_at
from services.certificates.domain.officer import Officer
from services.certificates.domain.training_duty import Shortfall
from services.certificates.schemas import questions, told
from services.certificates.schemas.wording import said


def officer_view(officer: Officer, as_of: datetime) -> dict[str, Any]:
    """The whole file, and of each certificate what it is at `as_of`."""
    shown: dict[str, Any] = questions.OfficerView().dump(officer)
    for one, view in zip(officer.certificates, shown["certificates"], strict=True):
        view["status"] = status_at(one, as_of)
    return {**shown, "as_of": as_of.isoformat()}


def public_view(officer: Officer, one: Certificate, body: Body | None, now: datetime) -> dict[str, Any]:
    """What anybody may know: name, body, number, kinds, range, and what the certificate is now."""
    status = status_at(one, now)
    return {
        "number": one.number,
        "status": status,
        "words": said(status),
        "name": officer.name,
        "body": body.name if body is not None else None,
        "kind": one.kind,
        "issuer": one.issuer,
        "act_kinds": list(one.act_kinds),
        "range": one.range,
        "valid_to": one.valid_to.isoformat(),
    }


def row_view(officer: Officer, as_of: datetime) -> dict[str, Any]:
    """A line of a roster."""
    return {
        "officer_id": officer.id,
        "name": officer.name,
        "state": officer.state,
        "post": officer.post,
        "on_staff": officer.on_staff,
        "certificates": [
            {
                "number": one.number,
                "kind": one.kind,
                "issuer": one.issuer,
                "valid_from": one.valid_from.isoformat(),
                "valid_to": one.valid_to.isoformat(),
                "act_kinds": list(one.act_kinds),
                "range": one.range,
                "status": status_at(one, as_of),
            }
            for one in officer.certificates
        ],
    }


def announced_view(officer: Officer) -> dict[str, Any]:
    """What the last announcement of the person says, as far as it matters to whoever heard none."""
    holdings = [Holding(number=one.number, periods=periods(one)) for one in officer.certificates]
    return {
        "officer_id": officer.id,
        "region": officer.region,
        "version": officer.version,
        "order_id": officer.orders[-1],
        "holdings": told.Holding(many=True).dump(holdings),
    }


def reason_view(reason: Reason) -> dict[str, Any]:
    """Why an act may not be done."""
    return {
        "code": reason.code,
        "officer_id": reason.officer_id,
        "number": reason.number,
        "status": reason.status,
        "binding": reason.binding,
        "citation": citation_view(reason.citation) if reason.citation is not None else None,
    }


def shortfall_view(missing: Shortfall) -> dict[str, Any]:
    """What training is missing."""
    return {
        "provision": missing.provision,
        "unit": missing.unit,
        "wanted": missing.wanted,
        "had": missing.had,
        "citation": citation_view(missing.citation),
    }


def citation_view(source: Citation) -> dict[str, str]:
    """Where the law says it."""
    return {"pack": source.pack, "title": source.title, "article": source.article, "quote": source.quote}
