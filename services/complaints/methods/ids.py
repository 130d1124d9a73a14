"""Ids are shown to many and sealed nowhere: none may be a number of whoever complains."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jiandu.domain import Refused

_BESIDE = re.compile(r"\W+")


def check_ids(brought: Mapping[str, Any], external_ids: tuple[Any, ...]) -> None:
    """No id of a submission is a telephone or identity number given with it. Raises Refused INVALID_VALUE."""
    persons = brought.get("complainants") or ()
    numbers = {_plain(person.get(name) or "") for person in persons for name in ("phone", "id_number")} - {""}
    for field, value in _ids(brought, external_ids):
        if _plain(value) in numbers:
            raise Refused("INVALID_VALUE", field=field)


def _ids(brought: Mapping[str, Any], external_ids: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    for body in brought.get("respondents", ()):
        yield from (("respondents", value) for value in (body.body_id, *body.officer_ids))
    for each in external_ids:
        yield from (("external_ids", value) for value in (each.source, each.number))


def _plain(value: str) -> str:
    return _BESIDE.sub("", value).upper()
