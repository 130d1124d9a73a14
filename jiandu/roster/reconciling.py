"""The registry held against the file: who is not in the file, and where the two say different things.

Nothing is changed by it. Somebody who left is struck off by a decision, not by a line that is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from jiandu.client import answered
from jiandu.roster.sending import Registry
from jiandu.roster.spool import Spool

METHOD: Final = "certificates.roster"
_PAGE: Final = 500


@dataclass
class Reconciliation:
    """Everything in which file and registry differ after an import."""

    in_registry: int = 0
    not_in_file: list[dict[str, Any]] = field(default_factory=list)
    names_differ: list[dict[str, Any]] = field(default_factory=list)
    certificates_differ: list[dict[str, Any]] = field(default_factory=list)


def reconcile(spool: Spool, registry: Registry, body_id: str) -> Reconciliation:
    """Hold the whole roster of the body, as the registry has it, against the file. Raises CallFailed, GaveUp."""
    found = Reconciliation()
    for officer in _officers(registry, body_id):
        found.in_registry += 1
        officer_id = officer["officer_id"]
        names, certificates = spool.said_of(officer_id)
        if not names:
            found.not_in_file.append({name: officer[name] for name in ("officer_id", "name", "state")})
            continue
        if others := sorted(names - {officer["name"], ""}):
            found.names_differ.append({"officer_id": officer_id, "file": others, "registry": officer["name"]})
        held = {one["number"]: one for one in officer["certificates"]}
        found.certificates_differ += _differences(officer_id, certificates, held)
    return found


def _officers(registry: Registry, body_id: str) -> Iterator[Mapping[str, Any]]:
    after: dict[str, Any] = {}
    while True:
        page = answered(METHOD, partial(registry.ask, METHOD, body_id=body_id, limit=_PAGE, **after))
        yield from page["rows"]
        if page["next"] is None:
            return
        after = {"after": page["next"]}


def _differences(
    officer_id: str, said: Mapping[str, Mapping[str, Any]], held: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    for number in sorted(said.keys() | held.keys()):
        told = {"officer_id": officer_id, "certificate_number": number}
        if number not in held:
            yield {**told, "difference": "not_in_registry"}
        elif number not in said:
            yield {**told, "difference": "not_in_file"}
        else:
            for name, value in said[number].items():
                if name in held[number] and held[number][name] != value:
                    yield {**told, "difference": name, "file": value, "registry": held[number][name]}
