"""law explain: why a limit is due when it is."""

import json
from datetime import date, datetime, time

import click

from jiandu.cli.law import sources, versions
from jiandu.cli.law.show import plain
from jiandu.domain import Refused
from jiandu.errors import to_wire
from jiandu.law import LEGAL_ZONE, Clock, explain, extend, legal_day, load_calendar, resume, start, suspend
from jiandu.law.pack import Pack


def instant(_: click.Context, __: click.Parameter, value: str | None) -> datetime | None:
    """A day, taken at noon, or an instant; Asia/Shanghai where no zone is given. Raises click.BadParameter."""
    if value is None:
        return None
    try:
        if len(value) == len("2026-11-23"):
            return datetime.combine(date.fromisoformat(value), time(12), LEGAL_ZONE)
        given = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day (2026-11-23) and no instant (2026-11-23T09:30)") from None
    return given if given.tzinfo else given.replace(tzinfo=LEGAL_ZONE)


def stretch(_: click.Context, __: click.Parameter, value: str | None) -> tuple[datetime, datetime] | None:
    """Two days joined by a colon. Raises click.BadParameter."""
    if value is None:
        return None
    since, colon, until = value.partition("..")
    begins, ends = instant(_, __, since), instant(_, __, until) if colon else None
    if begins is None or ends is None:
        raise click.BadParameter("expected two days, as in 2026-10-09..2026-10-20")
    return begins, ends


@click.command("explain")
@click.argument("pack", metavar="PACK|FILE")
@click.argument("provision")
@click.option("--from", "trigger", required=True, callback=instant, help="The day the limit is counted from.")
@click.option(
    "--length", type=click.IntRange(1), help="The number, where the text leaves it open or sets a ceiling."
)
@click.option("--extend", "extension", metavar="PROVISION", help="Extend under this provision.")
@click.option("--by", type=click.IntRange(1), help="The length of the extension, where the text sets a ceiling.")
@click.option("--suspend", "pause", callback=stretch, metavar="DAY..DAY", help="Days in which it did not run.")
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def command(
    pack: str,
    provision: str,
    trigger: datetime,
    length: int | None,
    extension: str | None,
    by: int | None,
    pause: tuple[datetime, datetime] | None,
    as_json: bool,
) -> None:
    """Count a limit of the law from a day, and say how: the article, each day, what was skipped and why.

    \b
    ./run law explain weihai-2021 notice.review --from 2026-09-23
    ./run law explain weihai-2021 case.limit --from 2026-08-31 --extend case.extension --by 1

    The first line says so where another version of the text governs on that day, or none.

    A limit that runs in the live system is explained by its service:
    ./run call supervision.explain_clock '{"case_id": "…", "clock": "notice.review"}'
    """
    found, on = sources.chosen(pack), legal_day(trigger)
    governs = versions.governing(found, on)
    said = versions.hint(found, governs, on)
    if said and not as_json:
        click.echo(f"{said.zh} / {said.en}")
    try:
        clock = _clock(found, provision, trigger, length)
        if pause:
            clock = resume(suspend(clock, clock.citation, pause[0]), load_calendar(), pause[1])
        if extension:
            rule = found.clock(extension)
            clock = extend(clock, rule.with_length(by) if by else rule, load_calendar())
    except Refused as refused:
        raise click.ClickException(_reason(refused)) from refused
    except TypeError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    account = explain(clock, load_calendar())
    if as_json:
        told = {**plain(account), "governing": governs and governs.ref}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for zh, en in zip(account.zh, account.en, strict=True):
        click.echo(zh)
        click.echo(f"    {en}")


def _clock(pack: Pack, provision: str, trigger: datetime, length: int | None) -> Clock:
    rule = pack.clock(provision)
    return start(rule.with_length(length) if length else rule, trigger, load_calendar())


def _reason(refused: Refused) -> str:
    said = to_wire(refused)["message"]
    where = f"\n  {refused.citation}" if refused.citation else ""
    return f"{refused.code}: {said['zh']}\n  {said['en']}{where}"
