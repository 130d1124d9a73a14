"""What the texts want of an agreement to delegate: with whom, on what ground, in which form, on what points."""

from typing import Protocol

from jiandu.domain import Citation, Refused
from jiandu.law import GroundList, Pack


class Agreed(Protocol):
    """What is said of an agreement, in the codes of the text."""

    @property
    def contents(self) -> tuple[str, ...]: ...
    @property
    def form(self) -> tuple[str, ...]: ...
    @property
    def delegate_kind(self) -> str | None: ...
    @property
    def basis(self) -> str | None: ...


def check_made(agreed: Agreed, pack: Pack) -> None:
    """The agreement is made as the text wants it. Raises Refused NOT_IN_LAW, REQUIREMENT_NOT_MET."""
    if pack.speaks_of("delegation.delegates"):
        pack.rule("delegation.delegates", GroundList).item(agreed.delegate_kind or "-", field="delegate_kind")
    if pack.speaks_of("delegation.scope"):
        pack.rule("delegation.scope", GroundList).item(agreed.basis or "-", field="basis")
    if pack.speaks_of("delegation.form"):
        rule = pack.requirement("delegation.form")
        _check_all(rule.needs, agreed.form, rule.source, "form")
    if pack.speaks_of("delegation.content"):
        wanted = pack.conditions("delegation.content")
        for code in agreed.contents:
            wanted.item(code, field="contents")
        named = tuple(code for code in wanted.codes if code != "other")
        _check_all(named, agreed.contents, wanted.source, "contents")


def _check_all(wanted: tuple[str, ...], given: tuple[str, ...], source: Citation, name: str) -> None:
    missing = [code for code in wanted if code not in given]
    if missing:
        raise Refused("REQUIREMENT_NOT_MET", citation=source, field=name, requirement=", ".join(missing))
