"""Which column of a file is which, by the names that agencies usually give them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jiandu.roster.faults import Unreadable

OFFICER_ID, NAME, NUMBER, KIND, ISSUER = "officer_id", "name", "certificate_number", "kind", "issuer"
VALID_FROM, VALID_TO, ACT_KINDS, RANGE = "valid_from", "valid_to", "act_kinds", "range"
ON_STAFF, POST = "on_staff", "post"

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    OFFICER_ID: ("工号", "人员编号", "人员编码", "执法人员编号", "officer_id", "staff_id"),
    NAME: ("姓名", "执法人员姓名", "人员姓名", "name"),
    NUMBER: (
        "执法证号",
        "证件编号",
        "执法证编号",
        "执法证件编号",
        "执法证件号",
        "证号",
        "certificate_number",
        "number",
    ),
    KIND: ("证件种类", "证件类型", "证件类别", "执法证种类", "kind", "certificate_kind"),
    ISSUER: ("发证机关", "发证单位", "发证部门", "颁发机关", "issuer", "issued_by"),
    VALID_FROM: ("有效期起", "有效期自", "有效期开始", "有效期起始日期", "有效期起始", "valid_from"),
    VALID_TO: ("有效期止", "有效期至", "有效期截止", "有效期截止日期", "有效期终止", "valid_to", "valid_until"),
    ACT_KINDS: ("执法种类", "执法类别", "act_kinds"),
    RANGE: ("执法范围", "执法区域", "范围", "range"),
    ON_STAFF: ("是否在编", "在编", "on_staff"),
    POST: ("岗位", "执法岗位", "post"),
}
REQUIRED: Final = (OFFICER_ID, NAME, NUMBER, KIND, ISSUER, VALID_FROM, VALID_TO)
# what our own quarantine file says of a row; no column of a roster
REMARKS: Final = ("quarantined_row", "quarantined_code", "quarantined_field", "quarantined_because")
MOST: Final = 200
"""Columns that a file may have, known or not."""

_REMARK: Final = re.compile(r"\(.*?\)|[*:\s_-]")
_FIELDS: Final = {_REMARK.sub("", said): field for field, names in NAMES.items() for said in names}


@dataclass(frozen=True)
class Columns:
    """Where each field stands, and the names of the columns that mean nothing here."""

    header: tuple[str, ...]
    places: Mapping[str, int]
    ignored: tuple[str, ...]


def field_of(name: str) -> str | None:
    """The field that a column of this name holds; None if it is none of ours."""
    return _FIELDS.get(_REMARK.sub("", unicodedata.normalize("NFKC", name).lower()))


def is_header(names: Sequence[str]) -> bool:
    """True if every column that is needed is among the names."""
    return set(REQUIRED) <= {field_of(name) for name in names}


def find_columns(names: Sequence[str]) -> Columns:
    """Raises Unreadable MISSING_COLUMNS, COLUMN_TWICE, ABSURD_DIMENSIONS."""
    if len(names) > MOST:
        raise Unreadable("ABSURD_DIMENSIONS", f"> {MOST}")
    places: dict[str, int] = {}
    ignored = []
    for place, name in enumerate(names):
        field = field_of(name)
        if field is None:
            if name.strip() and name.strip() not in REMARKS:
                ignored.append(name.strip())
        elif field in places:
            raise Unreadable("COLUMN_TWICE", f"{names[places[field]].strip()}, {name.strip()}")
        else:
            places[field] = place
    if missing := [field for field in REQUIRED if field not in places]:
        raise Unreadable("MISSING_COLUMNS", ", ".join(f"{NAMES[field][0]} {field}" for field in missing))
    return Columns(tuple(names), places, tuple(ignored))
