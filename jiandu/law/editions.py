"""What is published once the software has shipped: a calendar, a pack, settings; and what it changes."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from jiandu.domain import Refused
from jiandu.law.bodies import Modality
from jiandu.law.clocks.calendar import Calendar, laid_over, read_calendar
from jiandu.law.clocks.clock import Clock
from jiandu.law.clocks.running import project
from jiandu.law.format.located import MalformedFile, parse
from jiandu.law.format.reading import read_pack
from jiandu.law.limits import ClockRule
from jiandu.law.pack import Pack
from jiandu.law.place import check_place
from jiandu.law.rulebook import NATION, Rulebook, concerns, covers
from jiandu.law.settings import Settings, decided, moot, read_settings


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

    Raises Refused MALFORMED_LAW, also for a version whose first day and `corrects` do not fit the earlier ones;
    NOT_THE_NEXT_EDITION for a name in use, a version that is not the one after the newest, or a calendar that
    leaves years out; AMBIGUOUS_LAW for a pack another one has equal claim with;
    NOT_A_GAP for a setting that would overrule the text; UNKNOWN_PACK, LAW_SILENT, and INVALID_VALUE for a
    division that a pack has nothing to do with.
    """
    made = _read(edition.kind, edition.text)
    match made:
        case Calendar():
            if made.edition in (*law.calendars, law.calendar.edition):
                raise Refused("NOT_THE_NEXT_EDITION", field="edition", name=made.edition)
            used = (*law.calendars, law.calendar.edition)
            return replace(law, calendar=laid_over(made, law.calendar), calendars=used)
        case Pack():
            check_place(made, law.packs)
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
                yield Move(clock.name, clock.due_on, moved.due_on, moved.provisional, ", ".join(why))


def recount(clock: Clock, law: Rulebook) -> tuple[Clock, tuple[str, ...]]:
    """The clock as `law` counts it, and what may make a difference: "pack REF", "calendar EDITION", or both."""
    reasons = []
    correction = _correction(clock, law)
    if correction is not None:
        clock = _corrected(clock, correction)
        reasons.append(f"pack {correction.source.pack}")
    if law.calendar.edition != clock.calendar:
        reasons.append(f"calendar {law.calendar.edition}")
    return project(clock, law.calendar), tuple(reasons)


def _correction(clock: Clock, law: Rulebook) -> ClockRule | None:
    """The rule of the newest pack that corrects the one the clock was started under; None if it has no limit."""
    if clock.pack not in law.packs:
        return None
    pack = law.pack(clock.pack)
    if pack.ref == clock.pack or not pack.speaks_of(clock.rule):
        return None
    try:
        return pack.clock(clock.rule)
    except (Refused, TypeError):  # the corrected text knows the duty, and no limit for it
        return None


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
        right=rule.modality is Modality.MAY,
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
    for name in sorted(settings.packs()):
        if not concerns(settings.region, law.newest(name)):
            raise Refused("INVALID_VALUE", field="region", value=settings.region)
    for decision in settings.decisions:
        decided(law.newest(decision.pack), decision, law.packs, settings.edition)  # refused now, not when asked
    packs = dict(law.packs)
    for begins in settings.commencements:
        pack = law.newest(begins.pack)
        if not pack.day_blank or pack.status not in ("in_force", "undated"):
            raise Refused("NOT_A_GAP", field="commencements")
        if not covers(settings.region, pack):
            raise Refused("INVALID_VALUE", field="region", value=settings.region)
        packs[pack.ref] = replace(pack, in_force_from=begins.first, status="in_force")
    return replace(law, packs=packs, settings=(*law.settings, settings))


def moot_settings(law: Rulebook) -> tuple[str, ...]:
    """The editions of settings of which something falls away, since a text now speaks of it."""
    return tuple(
        settings.edition
        for settings in law.settings
        if any(moot(settings, law.newest(name), law.packs) for name in settings.packs())
    )
