"""Ids are shown to many and sealed nowhere: none may hold a number of whoever complains."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from jiandu.domain import Refused

_BESIDE = re.compile(r"[\W_]+")
_COUNTRY = re.compile(r"(00)?86(?=1\d{10}$)")
_SHORTEST = 7  # digits; a shorter number stands in many an id by chance


def check_ids(numbers: Iterable[str], respondents: Iterable[Any], external_ids: Iterable[Any]) -> None:
    """No id given holds one of these telephone or identity numbers. Raises Refused INVALID_VALUE."""
    own = {_COUNTRY.sub("", _plain(number)) for number in numbers}
    own = {number for number in own if len(number) >= _SHORTEST}
    given = [("respondents", each) for body in respondents for each in (body.body_id, *body.officer_ids)]
    given += [("external_ids", each) for known in external_ids for each in (known.source, known.number)]
    for field, value in given:
        if any(number in _plain(value) for number in own):
            raise Refused("INVALID_VALUE", field=field)


def _plain(value: str) -> str:
    return _BESIDE.sub("", unicodedata.normalize("NFKC", value)).upper()
