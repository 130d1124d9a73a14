"""Provisions in words a reader can follow: the list items of the text, and the data beside them."""

from collections.abc import Iterator
from dataclasses import fields
from enum import Enum

from jiandu.domain import Citation
from jiandu.law.bodies import ActorCase, Item, ItemList, ProcedureStep, Provision
from jiandu.law.condition import Condition, Test
from jiandu.law.format.words import fact_book
from jiandu.law.judged import Bearer, Excused, Tier
from jiandu.law.limits import ClockRule, Unit

_COMMON = {field.name for field in fields(Provision)}
_UNITS = {
    Unit.WORKING_DAY: "个工作日 working day(s)",
    Unit.CALENDAR_DAY: "日 calendar day(s)",
    Unit.HOUR: "小时 hour(s)",
    Unit.MONTH: "个月 month(s)",
    Unit.YEAR: "年 year(s)",
}
_LABELS = {"for_": "for", "where_all": "everywhere named", "at_least": "at least"}


def lines(provision: Provision) -> Iterator[str]:
    """The body of a provision, one line for each thing it says."""
    if isinstance(provision, ClockRule):
        yield from _limit(provision)
        return
    for field in fields(provision):
        value = getattr(provision, field.name)
        if field.name in _COMMON or value in (None, (), False) or value == Condition():
            continue
        yield from _field(_LABELS.get(field.name, field.name), value)


def condition(when: Condition) -> str:
    """A condition in words: facts joined by and, alternatives by or."""
    return " 或 or ".join(" 且 and ".join(_test(test) for test in tests) for tests in when.alternatives)


def _test(test: Test) -> str:
    name = fact_book().facts[test.fact].meaning.zh
    if test.allowed == (True,):
        return f"{name} ({test.fact})"
    if test.allowed == (False,):
        return f"非 not {name} ({test.fact})"
    if test.allowed:
        return f"{name} ({test.fact}) = {' | '.join(map(str, test.allowed))}"
    bounds = [("≥", test.at_least), ("≤", test.at_most)]
    return f"{name} ({test.fact}) " + " ".join(f"{sign} {bound}" for sign, bound in bounds if bound is not None)


def _limit(rule: ClockRule) -> Iterator[str]:
    if rule.month_day:
        yield "每年 every year {:02d}-{:02d}".format(*rule.month_day)
    elif rule.length is None:
        setter = (
            "各文书 each document" if rule.set_per == "document" else "管理员按地区 the administrator, per region"
        )
        yield f"未定 no number ({_UNITS[rule.unit]}): {rule.parameter}, 由 set by {setter}"
    else:
        yield f"{'不超过 at most ' if rule.at_most else ''}{rule.length}{_UNITS[rule.unit]}"
    stated = "" if rule.starts_stated else "  [原文未写明 not stated in the text]"
    yield f"起算 from: {rule.starts}{stated}"
    if rule.after:
        yield f"接续 after the expiry of: {rule.after}"


def _field(label: str, value: object) -> Iterator[str]:
    if isinstance(value, ClockRule):
        yield from (f"期限 limit: {line}" for line in _limit(value))
    elif isinstance(value, ItemList):
        yield f"{label}{' (列举未尽 open list)' if value.open else ''}:"
        yield from (line for item in value.items for line in _entry(item))
    elif isinstance(value, Condition):
        yield f"{label}: {condition(value)}"
    elif isinstance(value, tuple) and value and not isinstance(value[0], str | int):
        if label != "items":
            yield f"{label}:"
        yield from (line for each in value for line in _entry(each))
    elif isinstance(value, tuple):
        yield f"{label}: {', '.join(map(str, value))}"
    elif not isinstance(value, Citation):
        yield f"{label}: {value.value if isinstance(value, Enum) else value}"


def _entry(each: object) -> Iterator[str]:
    match each:
        case Item():
            extra = [each.kind, each.effect and f"→ {each.effect}", each.note]
            yield f"  · {each.words} [{each.code}] " + " ".join(part for part in extra if part)
            if each.when:
                yield f"      若 when: {condition(each.when)}"
            if each.unless:
                yield f"      除非 unless: {condition(each.unless)}"
            if each.requires:
                yield f"      须 requires: {', '.join(each.requires)}"
        case Bearer():
            yield f"  · {fact_book().roles[each.who].zh} ({each.who}): {each.words} [{each.share}]"
        case Excused():
            yield f"  · {fact_book().roles[each.who].zh} ({each.who}): 不承担 excused: {each.words}"
        case Tier():
            imposed = "应当择一 one of them" if each.choose_one else "应当 mandatory"
            how = imposed if each.mandatory else "可以 open"
            yield f"  · {each.words} → {', '.join(each.measures)} [{how}]"
            yield f"      若 when: {condition(each.when)}"
        case ActorCase():
            yield f"  · {each.words} [{each.who}] 若 when: {condition(each.when)}"
        case ProcedureStep():
            yield f"  {each.code}: {each.words}" + (f" ({each.by})" if each.by else "")
