"""What is published once the software has shipped: a calendar, a pack, settings; and what it changes."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from jiandu.domain import Refused
from jiandu.law.clocks.calendar import Calendar, read_calendar, with_history
from jiandu.law.clocks.clock import Clock
from jiandu.law.clocks.running import project
from jiandu.law.format.located import MalformedFile, parse
from jiandu.law.format.reading import read_pack
from jiandu.law.limits import ClockRule
from jiandu.law.pack import Pack
from jiandu.law.rulebook import NATION, Rulebook
from jiandu.law.settings import Settings, completed, read_settings


class Kind(StrEnum):
    """What is published."""

    CALENDAR = "calendar"
    PACK = "pack"
    SETTINGS = "settings"


@dataclass(frozen=True)
class Edition:
    """One text as it was approved: `name` is the calendar's edition, the pack's ref, or that of the settings."""

    kind: Kind
    name: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Move:
    """A running limit that another edition counts differently."""

    clock: str
    was: date
    becomes: date
    provisional: bool
    why: str


def read_edition(kind: Kind, text: str) -> Edition:
    """The edition a text makes. Raises Refused MALFORMED_LAW with every problem, by line and path."""
    return Edition(kind, _name(_read(kind, text)), text)


def with_edition(law: Rulebook, edition: Edition) -> Rulebook:
    """The law once the edition is published.

    Raises Refused MALFORMED_LAW, NOT_THE_NEXT_EDITION for a pack version that is not the one after the newest or a
    name in use, NOT_A_GAP for a setting that would overrule the text, UNKNOWN_PACK, LAW_SILENT.
    """
    made = _read(edition.kind, edition.text)
    match made:
        case Calendar():
            if made.edition == law.calendar.edition:
                raise Refused("NOT_THE_NEXT_EDITION", field="edition", name=made.edition)
            return replace(law, calendar=with_history(made))
        case Pack():
            newest = max((each.version for each in law.packs.values() if each.id == made.id), default=0)
            known = made.corrects is None or any(
                each.version == made.corrects for each in law.packs.values() if each.id == made.id
            )
            if made.version != newest + 1 or not known:
                raise Refused("NOT_THE_NEXT_EDITION", field="version", name=made.ref)
            return replace(law, packs={**law.packs, made.ref: made})
    return _set(law, made)


def region_of(edition: Edition) -> str:
    """The division an edition concerns: that of settings, 000000 for what holds in the whole country."""
    made = _read(edition.kind, edition.text)
    return made.region if isinstance(made, Settings) else NATION


def moves(clocks: Mapping[str, Clock], law: Rulebook) -> Iterator[Move]:
    """The running limits of one matter whose last day `law` puts elsewhere. Nothing is changed."""
    for clock in clocks.values():
        if clock.stopped_at is None:
            moved, why = recount(clock, law)
            if moved.due_on != clock.due_on:
                yield Move(clock.name, clock.due_on, moved.due_on, moved.provisional, why)


def recount(clock: Clock, law: Rulebook) -> tuple[Clock, str]:
    """The clock as `law` counts it, and what makes a difference: a corrected pack, another calendar, or both."""
    reasons = []
    correction = _correction(clock, law)
    if correction is not None:
        clock = _corrected(clock, correction)
        reasons.append(f"pack {correction.source.pack}")
    if law.calendar.edition != clock.calendar:
        reasons.append(f"calendar {law.calendar.edition}")
    return project(clock, law.calendar), ", ".join(reasons)


def _correction(clock: Clock, law: Rulebook) -> ClockRule | None:
    """The rule of the newest pack that corrects the one the clock was started under."""
    held = law.packs.get(clock.pack)
    found = None
    while held is not None:
        held = next(
            (pack for pack in law.packs.values() if (pack.id, pack.corrects) == (held.id, held.version)), None
        )
        if held is not None and held.speaks_of(clock.rule):
            found = held.clock(clock.rule)
    return found


def _corrected(clock: Clock, rule: ClockRule) -> Clock:
    length = clock.length if rule.at_most or rule.length is None else rule.length
    return replace(
        clock,
        pack=rule.source.pack,
        title=rule.source.title,
        article=rule.source.article,
        quote=rule.source.quote,
        length=length,
        unit=rule.unit,
        first_day=rule.first_day,
        roll=rule.roll,
        month_day=rule.month_day,
        stated=rule.stated,
        starts=rule.starts,
        starts_stated=rule.starts_stated,
    )


def _read(kind: Kind, text: str) -> Calendar | Pack | Settings:
    try:
        source = parse(f"{kind.value}.yaml", text)
        match kind:
            case Kind.CALENDAR:
                return read_calendar(source)
            case Kind.PACK:
                return read_pack(source)
            case Kind.SETTINGS:
                return read_settings(source)
    except MalformedFile as wrong:
        raise Refused("MALFORMED_LAW", field="text", problems="; ".join(wrong.problems[:10])) from wrong


def _name(made: Calendar | Pack | Settings) -> str:
    return made.ref if isinstance(made, Pack) else made.edition


def _set(law: Rulebook, settings: Settings) -> Rulebook:
    if any(each.edition == settings.edition for each in law.settings):
        raise Refused("NOT_THE_NEXT_EDITION", field="edition", name=settings.edition)
    packs = dict(law.packs)
    for each in settings.commencements:
        pack = law.pack(each.pack)
        if pack.in_force_from is not None and pack.status == "in_force" and each.first > pack.in_force_from:
            raise Refused("NOT_A_GAP", field="commencements")
        packs[pack.ref] = replace(pack, in_force_from=each.first, status="in_force")
    named = {each.pack for each in settings.parameters} | {each.into for each in settings.borrowed}
    for name in named:
        completed(law.pack(name), settings, packs)  # refused now rather than when the first matter asks
    return replace(law, packs=packs, settings=(*law.settings, settings))
