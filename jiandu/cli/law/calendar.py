"""law calendar: the days that count, and how long the published arrangement lasts."""

import json
from datetime import UTC, datetime

import click

from jiandu.law import legal_day, load_calendar

LOW = 60


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def calendar(as_json: bool) -> None:
    """The shipped edition of the calendar of working days, and the days it still covers.

    Dates beyond its horizon are provisional. The arrangement of a new year is published with
    ./run law propose --calendar FILE, after ./run law dry-run --calendar FILE.
    """
    edition = load_calendar()
    left = edition.days_left(legal_day(datetime.now(UTC)))
    if as_json:
        told = {
            "edition": edition.edition,
            "shipped": True,
            "first": edition.first.isoformat(),
            "horizon": edition.horizon.isoformat(),
        }
        click.echo(json.dumps({**told, "days_left": left}))
        return
    click.echo(f"日历版本 edition {edition.edition}: {edition.first} – {edition.horizon}")
    click.echo("随软件提供的版本;其后发布的版本不在此列")
    click.echo("as shipped with the software; editions published to a live system since are not in it")
    click.echo(f"剩余 days left: {left}")
    if left < LOW:
        click.echo("次年放假安排公布后请尽快发布新版本", err=True)
        click.echo("publish the next year's arrangement once it is announced", err=True)
