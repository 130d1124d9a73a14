"""certificates import: a roster brought into the registry."""

import hashlib
import itertools
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from jiandu.cli.certificates.bar import Bar, bar
from jiandu.cli.certificates.outputs import Outputs, write_codes, write_report, write_results
from jiandu.cli.certificates.running import running_registry
from jiandu.cli.certificates.telling import fail, tell
from jiandu.client import CallFailed, GaveUp
from jiandu.embedded import places
from jiandu.errors import Message
from jiandu.roster.acknowledged import Acknowledged, UnderWay, acknowledged_in
from jiandu.roster.codes import Codes, read_codes
from jiandu.roster.faults import Unreadable
from jiandu.roster.reconciling import Reconciliation, reconcile
from jiandu.roster.rows import read_row
from jiandu.roster.sending import OUTCOMES, BadAnswer, Heading, send
from jiandu.roster.sheets import Sheet, open_sheet
from jiandu.roster.spool import QUARANTINED, READY, Spool

_FILE: Final = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_OUT: Final = click.Path(dir_okay=False, path_type=Path)


def _matching(pattern: str) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    def check(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(pattern, value):
            raise click.BadParameter(f"not of the form {pattern}")
        return value

    return check


@click.command("import")
@click.argument("file", type=_FILE)
@click.option(
    "--body", required=True, callback=_matching(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}"), help="Whose roster."
)
@click.option("--region", required=True, callback=_matching(r"[1-9][0-9]{5}"), help="Its GB/T 2260 code.")
@click.option(
    "--roster",
    callback=_matching(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,59}"),
    help="The id under which each row is applied once; made of the file's content unless given.",
)
@click.option("--codes", type=_FILE, help="Which code a word of the file has, as CSV: field, word, code.")
@click.option("--dry-run", is_flag=True, help="Read and check only; nothing is sent.")
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
@click.option("--quarantine", type=_OUT, help="Where the rows put aside go, as CSV.")
@click.option("--report", type=_OUT, help="Where the report goes, as JSON.")
def import_roster(
    file: Path,
    body: str,
    region: str,
    roster: str | None,
    codes: Path | None,
    dry_run: bool,
    as_json: bool,
    quarantine: Path | None,
    report: Path | None,
) -> None:
    """Bring a roster into the registry: CSV (UTF-8 or GB18030) or XLSX, of any length.

    \b
    ./run certificates import roster.xlsx --body dongcheng-cg --region 371002 --dry-run
    ./run certificates import roster.xlsx --body dongcheng-cg --region 371002

    Needed columns: 工号, 姓名, 执法证号, 证件种类, 发证机关, 有效期起, 有效期止 (officer_id, name,
    certificate_number, kind, issuer, valid_from, valid_to); known besides: 执法种类, 执法范围, 是否在编,
    岗位. Rows of one person are one entry. Rows that cannot be taken go into a file of their own: mend them
    there and import that file. The registry knows kinds, issuers, posts and divisions by codes: the words
    that have none are written into a file, to be filled in and given as --codes.

    Broken off, repeat it: what was answered is not sent again, and nothing is applied twice. Nobody is struck off
    for not being in the file: the report lists them. Give a roster of every night an id of its own (--roster): a
    file with the content of an earlier one has its id too, and counts as that one sent again.

    Exit code 0: all rows taken; 3: some put aside; 1: failed; 2: wrong usage.
    """
    if any(out is not None and out.exists() and out.samefile(file) for out in (quarantine, report)):
        raise click.UsageError("the file that is imported would be overwritten")
    try:
        sheet = open_sheet(file)
        heading = Heading(body, region, roster or f"roster-{_digest(sheet, codes, body)[:24]}")
        told = _import(file, sheet, codes, heading, (quarantine, report), dry_run)
    except Unreadable as fault:
        fail(as_json, fault.code, fault.message)
    except CallFailed as failure:
        said = Message(failure.message.get("zh", ""), failure.message.get("en", ""))
        fail(as_json, failure.code, said, field=failure.field)
    except (GaveUp, BadAnswer) as failure:
        code = "TIMEOUT" if isinstance(failure, GaveUp) else "BAD_REPLY"
        fail(
            as_json,
            code,
            Message("未能全部录入;重新运行本命令即可继续", f"Not all is imported ({failure}); repeat it"),
        )
    except UnderWay:
        fail(as_json, "UNDER_WAY", Message("同一花名册正在导入", "The same roster is being imported"))
    click.echo(json.dumps(told, ensure_ascii=False)) if as_json else tell(told)
    sys.exit(3 if told["outcomes"][QUARANTINED] else 0)


def _digest(sheet: Sheet, codes: Path | None, *further: str) -> str:
    """Of all that decides what is sent."""
    with_codes = hashlib.sha256(b"" if codes is None else codes.read_bytes()).hexdigest()
    return hashlib.sha256("\0".join((sheet.digest, with_codes, *further)).encode()).hexdigest()


def _import(
    file: Path,
    sheet: Sheet,
    codes: Path | None,
    heading: Heading,
    chosen: tuple[Path | None, Path | None],
    dry_run: bool,
) -> dict[str, Any]:
    folder = places.private(places.home() / "imports")
    quarantine, report = chosen
    outputs = Outputs(
        folder / f"{heading.roster_id}.results.jsonl",
        quarantine or folder / f"{heading.roster_id}.quarantine.csv",
        report or folder / f"{heading.roster_id}.report.json",
        folder / f"{heading.roster_id}.codes.csv",
    )
    # what was answered belongs to this content sent for this body: another file under the same id begins anew
    same = _digest(sheet, codes, *vars(heading).values())[:32]
    known = Codes({}) if codes is None else read_codes(codes)
    with (
        acknowledged_in(folder / f"{same}.answered") as answered,
        Spool(folder / f"{same}.rows") as spool,
        bar() as shown,
    ):
        spool.lay_out(
            (read_row(each, sheet.columns, known), each.cells) for each in shown.reading(sheet.records())
        )
        told: dict[str, Any] = {"file": str(file), "format": sheet.format, **vars(heading), "dry_run": dry_run}
        differences = None if dry_run else _send(spool, heading, answered, shown, told)
        told |= _counted(spool, sheet, outputs, differences) | {"unknown_words": len(known.unknown)}
        write_results(spool.results(), sheet.columns.header, outputs)
        write_codes(known.unknown, outputs.codes)
        write_report(told, differences, outputs.report)
        if not dry_run:
            answered.finish()
    return told


def _send(
    spool: Spool, heading: Heading, answered: Acknowledged, shown: Bar, told: dict[str, Any]
) -> Reconciliation:
    """Send what was not answered before, then hold the registry against the file; `told` hears how it went."""
    before = 0
    for results in answered.before():
        spool.settle(results)
        before += len(results)
    resent = itertools.count()
    with running_registry(heading.body_id) as registry:
        begun = time.monotonic()
        shown.sending(spool.to_send()[0])
        send(spool, heading, registry, answered, shown.sent, resent.__next__)
        seconds = time.monotonic() - begun
        rows = spool.to_send()[1] - before
        told |= {"answered_before": before, "sent_again": next(resent), "seconds": round(seconds, 1)}
        told["rows_per_second"] = round(rows / seconds) if seconds else 0
        return reconcile(spool, registry, heading.body_id)


def _counted(spool: Spool, sheet: Sheet, outputs: Outputs, differences: Reconciliation | None) -> dict[str, Any]:
    outcomes = dict.fromkeys((READY, QUARANTINED) if differences is None else OUTCOMES, 0)
    reasons: Counter[str] = Counter()
    for outcome, code, rows in spool.counts():
        outcomes[outcome] += rows
        reasons.update({code: rows} if code else {})
    told: dict[str, Any] = {
        "rows": sum(outcomes.values()),
        "persons": spool.to_send()[0],
        "outcomes": outcomes,
        "reasons": dict(reasons.most_common()),
        "ignored_columns": list(sheet.columns.ignored),
        **{name: str(path) for name, path in vars(outputs).items()},
    }
    if differences is not None:
        found = vars(differences).items()
        told["registry"] = {name: value if isinstance(value, int) else len(value) for name, value in found}
    return told
