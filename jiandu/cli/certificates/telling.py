"""What an import says in the end, to people and to programs."""

import json
import sys
from collections.abc import Mapping
from typing import Any, Final, NoReturn

import click
from rich.console import Console
from rich.table import Table

from jiandu.errors import Message
from jiandu.roster.faults import words

_OUTCOMES: Final = {
    "created": "新增",
    "updated": "更新",
    "unchanged": "无变化",
    "quarantined": "隔离",
    "ready": "可录入",
}
_DIFFERENCES: Final = {
    "not_in_file": Message(
        "登记库中有而文件中没有的人员(不会因此除名)", "officers not in the file; nobody is struck off"
    ),
    "names_differ": Message("姓名不一致的人员", "officers whose names differ"),
    "certificates_differ": Message("证件不一致", "certificates that differ"),
}


def fail(as_json: bool, code: str, said: Message, *, field: str | None = None) -> NoReturn:
    """Say why nothing, or not all, was imported, and end with exit code 1."""
    if as_json:
        click.echo(
            json.dumps({"error": {"code": code, "message": vars(said), "field": field}}, ensure_ascii=False)
        )
    else:
        click.echo(f"{code}{f' ({field})' if field else ''}\n  {said.zh}\n  {said.en}", err=True)
    sys.exit(1)


def tell(report: Mapping[str, Any]) -> None:
    """The table of outcomes and codes, the differences, and where the files lie."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{report['rows']} 行 rows, {report['persons']} 人 persons: {report['format']}", markup=False)
    if report["ignored_columns"]:
        console.print(f"未使用的列 columns not used: {', '.join(report['ignored_columns'])}", markup=False)
    if report.get("answered_before"):
        console.print(
            f"上次已答复 {report['answered_before']} 行,不再发送 rows were answered before and not sent again"
        )
    table = Table(box=None, pad_edge=False)
    for title in ("结果 outcome", "行 rows", "原因 reason"):
        table.add_column(title, justify="right" if "rows" in title else "left", overflow="fold")
    for outcome, rows in report["outcomes"].items():
        table.add_row(f"{_OUTCOMES[outcome]} {outcome}", str(rows), "")
    for code, rows in report["reasons"].items():
        said = words(code, None)
        table.add_row(f"  {code}", str(rows), f"{said.zh} {said.en}")
    console.print(table)
    for name, count in report.get("registry", {}).items():
        if count and name in _DIFFERENCES:
            console.print(f"{count} {_DIFFERENCES[name].zh} {_DIFFERENCES[name].en}")
    if report["unknown_words"]:
        console.print(
            f"{report['unknown_words']} 个名称缺代码 words without a code: {report['codes']}", markup=False
        )
    if report["outcomes"].get("quarantined"):
        console.print(f"改正后重新导入 mend and import again: {report['quarantine']}", markup=False)
    console.print(f"对账报告 report: {report['report']}\n逐行结果 row by row: {report['results']}", markup=False)
    if not report["dry_run"]:
        console.print(f"{report['seconds']} s, {report['rows_per_second']} rows/s")
