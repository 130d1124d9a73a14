"""A row of a roster as what the registry takes: an officer, and at most one certificate."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from jiandu.roster import cells, columns
from jiandu.roster.cells import Cell
from jiandu.roster.codes import Codes
from jiandu.roster.columns import Columns
from jiandu.roster.faults import Fault
from jiandu.roster.record import Record

_CERTIFICATE: Final = (columns.NUMBER, columns.KIND, columns.ISSUER, columns.VALID_FROM, columns.VALID_TO)
_READ: Final[dict[str, Callable[[Cell], Any]]] = {
    columns.OFFICER_ID: cells.as_identifier,
    columns.NAME: cells.as_name,
    columns.NUMBER: cells.as_identifier,
    columns.VALID_FROM: cells.as_day,
    columns.VALID_TO: cells.as_day,
    columns.ON_STAFF: cells.as_flag,
}


@dataclass(frozen=True)
class Row:
    """What a row says, so far as it can be read; `code` and `field` are the first thing that cannot.

    `certificate` is None for somebody who holds none. What the file does not say is left out of it.
    """

    row: int
    officer_id: str = ""
    name: str = ""
    number: str = ""
    on_staff: bool | None = None
    post: str | None = None
    certificate: dict[str, Any] | None = None
    code: str | None = None
    field: str | None = None


def read_row(record: Record, known: Columns, codes: Codes) -> Row:
    """The row of a record; it never fails, whatever the cells hold."""
    if record.fault is not None:
        return Row(record.row, code=record.fault)
    said: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for field, place in known.places.items():
        try:
            said[field] = _read(field, record.cells[place] if place < len(record.cells) else None, codes)
        except Fault as fault:
            faults.append((fault.code, field))
    faults += [("MISSING_VALUE", field) for field in _missing(said, {field for _, field in faults})]
    if not faults and said[columns.VALID_TO] < said[columns.VALID_FROM]:
        faults.append(("ENDS_BEFORE_IT_BEGINS", columns.VALID_TO))
    code, field_at_fault = faults[0] if faults else (None, None)
    return Row(
        record.row,
        officer_id=said.get(columns.OFFICER_ID, ""),
        name=said.get(columns.NAME, ""),
        number=said.get(columns.NUMBER, ""),
        on_staff=said.get(columns.ON_STAFF),
        post=said.get(columns.POST) or None,
        certificate=_certificate(said) if not faults and said[columns.NUMBER] else None,
        code=code,
        field=field_at_fault,
    )


def _read(field: str, cell: Cell, codes: Codes) -> Any:
    if field in _READ:
        return _READ[field](cell)
    return codes.several(field, cell) if field == columns.ACT_KINDS else codes.one(field, cell)


def _missing(said: dict[str, Any], unread: set[str]) -> list[str]:
    """Who it is about is always needed; of a certificate all, or nothing."""
    needed = [columns.OFFICER_ID, columns.NAME]
    if unread & set(_CERTIFICATE) or any(said.get(field) for field in _CERTIFICATE):
        needed += _CERTIFICATE
    return [field for field in needed if field not in unread and not said.get(field)]


def _certificate(said: dict[str, Any]) -> dict[str, Any]:
    told = {field: said[field] for field in _CERTIFICATE if field != columns.NUMBER}
    if said.get(columns.ACT_KINDS):
        told["act_kinds"] = said[columns.ACT_KINDS]
    if said.get(columns.RANGE):
        told["range"] = said[columns.RANGE]
    return {"number": said[columns.NUMBER], **told}
