"""What the demo saw, as a table for people and as one object for programs."""

from typing import Any

from rich.console import Console
from rich.table import Table

from demo.ledger import Ledger
from demo.run import FIGURES, Summary


def as_object(summary: Summary, ledger: Ledger) -> dict[str, Any]:
    """The summary as plain data."""
    found = summary.findings
    return {
        "holds": summary.holds,
        "stories": [
            {"title": told.title, "holds": told.title not in summary.failures, "facts": told.facts}
            for told in summary.told
        ],
        "failures": summary.failures,
        "population": summary.population,
        "counted": summary.counted,
        "check": {
            "attempted": found.commands,
            "acknowledged": found.acknowledged,
            "refused": found.refused,
            "applied_once": found.applied,
            "resent": ledger.resent,
            "events_published": found.published,
            "deliveries_applied_once": found.deliveries,
            "faults": found.faults,
        },
        "parked": summary.parked,
        "restarts": summary.restarts,
        "latency_ms": {
            method: {"count": len(times), "p50": quantile(times, 0.5) * 1000, "p99": quantile(times, 0.99) * 1000}
            for method, times in sorted(ledger.seconds.items())
        },
        "propagation_ms": [round(each, 1) for each in found.propagation_ms],
        "seconds": {name: round(value, 1) for name, value in summary.seconds.items()},
    }


def quantile(values: list[float], share: float) -> float:
    """The value that `share` of `values` do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def print_tables(summary: Summary, ledger: Ledger, console: Console) -> None:
    """The tables at the end of the demo."""
    data = as_object(summary, ledger)
    for table in (_stories(data), _counted(data), _calls(data), _check(data)):
        console.print(table)
    for fault in data["check"]["faults"][:20]:
        console.print(f"[red]✗ {fault}")
    verdict = (
        "[green]✓ 每个故事和核对均成立 Every story and the check hold."
        if data["holds"]
        else "[red]✗ 不成立 Not all of it holds."
    )
    console.print(verdict)


def _stories(data: dict[str, Any]) -> Table:
    stories = Table(title="故事 Stories", title_justify="left")
    stories.add_column("")
    stories.add_column("故事 story")
    for story in data["stories"]:
        stories.add_row("✓" if story["holds"] else "✗", story["title"])
    return stories


def _counted(data: dict[str, Any]) -> Table:
    given = ", ".join(f"{name} {number}" for name, number in data["population"].items())
    counted = Table(
        title="投诉举报统计 Complaints (* 未予显示 withheld)",
        title_justify="left",
        caption=given,
        caption_justify="left",
    )
    for name in ("地区 region", "类别 kind"):
        counted.add_column(name)
    for name in ("收到 received", "办结 concluded", "在办 open", "重复 repeats"):
        counted.add_column(name, justify="right")
    for region, rows in data["counted"].items():
        for row in rows:
            figures = ("*" if row[name] is None else str(row[name]) for name in FIGURES)
            counted.add_row(region, row["kind"] or "合计 total", *figures)
    return counted


def _calls(data: dict[str, Any]) -> Table:
    calls = Table(title="调用 Calls", title_justify="left")
    for name in ("方法 method", "次数 count", "p50 ms", "p99 ms"):
        calls.add_column(name, justify="left" if name.startswith("方法") else "right")
    for method, seen in data["latency_ms"].items():
        calls.add_row(method, str(seen["count"]), f"{seen['p50']:.1f}", f"{seen['p99']:.1f}")
    return calls


def _check(data: dict[str, Any]) -> Table:
    result = Table(title="核对 Check: attempted = acknowledged = applied once", title_justify="left")
    result.add_column("")
    result.add_column("", justify="right")
    for name, value in data["check"].items():
        if name != "faults":
            result.add_row(name, str(value))
    result.add_row("parked", ", ".join(f"{reason} {count}" for reason, count in data["parked"].items()) or "0")
    result.add_row("restarts", str(data["restarts"]))
    if data["propagation_ms"]:
        result.add_row("decision → last service (ms)", ", ".join(map(str, data["propagation_ms"])))
    return result
