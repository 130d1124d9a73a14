"""What happens to a limit: it starts, follows another, is extended, suspended, resumed, counted anew, missed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jiandu.domain import Citation, Refused
from jiandu.law.bodies import Modality
from jiandu.law.clocks.calendar import Calendar
from jiandu.law.clocks.clock import ESCALATION, OVERDUE, WARNING, Clock, Extension, Rung, Suspension
from jiandu.law.clocks.counting import Answer, Leg, Pause, Question, count, start_of
from jiandu.law.limits import ClockRule, SetPer, Unit


@dataclass(frozen=True)
class HousePolicy:
    """What no text regulates and the platform has to settle.

    When it rings, in working days before and after the last day of a limit; how long after its decision a measure
    may take effect at the latest; how long an identity may be looked at; how large attachments are (octets) and
    how many there may be; in how many hours everybody has acknowledged a change of a certificate's status; how
    often the status list comes out at least, how long the QR code of a certificate is good; how long a number is
    kept for who claimed it and has not written it; how long after its day a body may report a loss.
    """

    warning_working_days: int = 1
    escalation_working_days: int = 5
    latest_effect: timedelta = timedelta(days=365)
    longest_reveal: timedelta = timedelta(hours=8)
    largest_attachment: int = 10 << 20
    most_attachments: int = 20
    acknowledgement_hours: int = 24
    status_list_every: timedelta = timedelta(seconds=60)
    qr_code_good_for: timedelta = timedelta(minutes=5)
    number_kept_for: timedelta = timedelta(minutes=5)
    latest_loss_report: timedelta = timedelta(days=30)


HOUSE = HousePolicy()


def house_rule(name: str, length: int, unit: Unit, *, starts: str, words: str) -> ClockRule:
    """A limit that no text sets: it says of itself that it is the house's."""
    source = Citation("house", "监督平台运行规则", "–", words)
    return ClockRule(
        name=name,
        source=source,
        modality=Modality.MUST,
        unit=unit,
        length=length,
        starts=starts,
        starts_stated=False,
    )


def start(
    rule: ClockRule, trigger: datetime, calendar: Calendar, *, name: str | None = None, policy: HousePolicy = HOUSE
) -> Clock:
    """A clock running from `trigger`, an aware instant whose legal day is taken in Asia/Shanghai.

    `name` tells apart two clocks of the same rule in one matter. Raises Refused, citing the text, for a duty
    without a number that was not given one: PARAMETER_REQUIRED where each document sets its own, PARAMETER_UNSET
    where an administrator has to set it for the jurisdiction first; INVALID_VALUE for a day no calendar reaches.
    """
    if rule.needs_a_number:
        raise unset(rule)
    asked = Question(
        trigger=trigger,
        legs=(Leg(rule.length or 0, rule.unit),),
        first_day=rule.first_day,
        roll=rule.roll,
        month_day=rule.month_day,
    )
    answer = count(asked, calendar)
    right = rule.modality is Modality.MAY
    return Clock(
        name=name or rule.name,
        pack=rule.source.pack,
        title=rule.source.title,
        article=rule.source.article,
        quote=rule.source.quote,
        length=rule.length or 0,
        unit=rule.unit,
        trigger=trigger,
        counted_from=answer.counted_from,
        due_on=answer.due_on,
        due_at=answer.due_at,
        calendar=calendar.edition,
        provisional=answer.provisional,
        right=right,
        rungs=_rungs(answer, trigger, calendar, right=right, policy=policy),
        first_day=rule.first_day,
        roll=rule.roll,
        month_day=rule.month_day,
        stated=rule.stated,
        starts=rule.starts,
        starts_stated=rule.starts_stated,
        authority=rule.authority,
        provision=rule.name,
    )


def follow(
    rule: ClockRule, expired: Clock, calendar: Calendar, *, name: str | None = None, policy: HousePolicy = HOUSE
) -> Clock:
    """A clock that runs from the expiry of another: counting starts the day after the other's last day."""
    return start(rule, start_of(expired.due_on), calendar, name=name, policy=policy)


def unset(rule: ClockRule) -> Refused:
    """The refusal to run a limit without its number, saying who has to give it."""
    code = "PARAMETER_REQUIRED" if rule.set_per is SetPer.DOCUMENT or rule.at_most else "PARAMETER_UNSET"
    return Refused(code, citation=rule.source, field=rule.parameter, parameter=rule.parameter)


def question(clock: Clock) -> Question:
    """What a running clock asks of a calendar, its extensions included."""
    further = tuple(Leg(extension.length, extension.unit) for extension in clock.extensions)
    return Question(
        trigger=clock.trigger,
        legs=(Leg(clock.length, clock.unit), *further),
        first_day=clock.first_day,
        roll=clock.roll,
        month_day=clock.month_day,
        pauses=tuple(Pause(each.since, each.until) for each in clock.suspensions if each.until is not None),
    )


def project(clock: Clock, calendar: Calendar, *, policy: HousePolicy = HOUSE) -> Clock:
    """The clock as `calendar` counts it; a rung that stays where it was does not ring again."""
    answer = count(question(clock), calendar)
    rung = {(each.name, each.at): each.rung_at for each in clock.rungs}
    fresh = _rungs(answer, clock.trigger, calendar, right=clock.right, policy=policy)
    return replace(
        clock,
        counted_from=answer.counted_from,
        due_on=answer.due_on,
        due_at=answer.due_at,
        calendar=calendar.edition,
        provisional=answer.provisional,
        rungs=tuple(replace(each, rung_at=rung.get((each.name, each.at))) for each in fresh),
    )


def suspend(clock: Clock, source: Citation, at: datetime) -> Clock:
    """The clock that does not run from the legal day of `at` on.

    Raises Refused ALREADY_SUSPENDED, LIMIT_EXPIRED where it had run out, INVALID_VALUE for an instant before the
    limit began or within an earlier suspension, and for a fixed date, which does not run.
    """
    if clock.suspended_since is not None:
        raise Refused("ALREADY_SUSPENDED", citation=source, clock=clock.name)
    in_time(clock, at)
    earlier = [each.until for each in clock.suspensions if each.until is not None]
    if clock.month_day is not None or at < max([clock.trigger, *earlier]):
        raise Refused("INVALID_VALUE", citation=source, field="at")
    added = Suspension(source.pack, source.article, source.quote, at)
    return replace(clock, suspensions=(*clock.suspensions, added))


def resume(clock: Clock, calendar: Calendar, at: datetime, *, policy: HousePolicy = HOUSE) -> Clock:
    """The clock that runs again; its due date moves by what the suspension took. Raises Refused NOT_SUSPENDED."""
    if clock.suspended_since is None:
        raise Refused("NOT_SUSPENDED", citation=clock.citation, clock=clock.name)
    if at < clock.suspended_since:
        raise Refused("INVALID_VALUE", citation=clock.citation, field="at")
    ended = replace(clock.suspensions[-1], until=at)
    return project(replace(clock, suspensions=(*clock.suspensions[:-1], ended)), calendar, policy=policy)


def extend(clock: Clock, rule: ClockRule, calendar: Calendar, *, policy: HousePolicy = HOUSE) -> Clock:
    """The clock with a second length under its own article, counted on from the first one's unrolled end.

    `rule` carries the length (see `ClockRule.with_length` where the text only sets a ceiling). Rungs move with
    the due date and ring again. Raises Refused PARAMETER_REQUIRED where no length was chosen, and INVALID_VALUE
    for a fixed date, which has no length, and for hours together with any other unit.
    """
    if rule.needs_a_number:
        raise unset(rule)
    hours = {unit is Unit.HOUR for unit in (clock.unit, rule.unit)}
    if rule.length is None or clock.month_day is not None or len(hours) > 1:
        raise Refused("INVALID_VALUE", citation=rule.source, field="unit", value=rule.unit.value)
    added = Extension(rule.source.article, rule.source.quote, rule.length, rule.unit)
    longer = replace(clock, extensions=(*clock.extensions, added))
    return project(replace(longer, rungs=()), calendar, policy=policy)


def rung_due(clocks: Mapping[str, Clock], name: str, rung: str, at: datetime) -> Clock | None:
    """The clock called `name` with `rung` rung, or None if it is unknown, stopped, not due yet, or has rung."""
    clock = clocks.get(name)
    if clock is None or rung not in {due.name for due in clock.due_rungs(at)}:
        return None
    return clock.ring(rung, at)


def in_time(clock: Clock, at: datetime) -> None:
    """Raises Refused LIMIT_EXPIRED, citing the limit's article, if `at` is after the clock's last day."""
    if at >= clock.due_at:
        raise Refused("LIMIT_EXPIRED", citation=clock.citation, due_on=clock.due_on.isoformat())


def _rungs(
    answer: Answer, trigger: datetime, calendar: Calendar, *, right: bool, policy: HousePolicy
) -> tuple[Rung, ...]:
    warned_on = calendar.workdays_after(answer.due_on, -policy.warning_working_days)
    escalated_on = calendar.workdays_after(answer.due_on, policy.escalation_working_days)
    rungs = [Rung(OVERDUE, answer.due_at)]
    if start_of(warned_on) > trigger:  # a very short limit gives no notice
        rungs.insert(0, Rung(WARNING, start_of(warned_on)))
    if not right:  # a right that is not used lapses; nobody is called to account for it
        rungs.append(Rung(ESCALATION, start_of(escalated_on)))
    return tuple(rungs)
