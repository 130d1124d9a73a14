"""The state machines and the tables of limits, drawn from the tables the code runs."""

from typing import Any

from docs.declarations import procedures_of, says
from jiandu.service.aggregate import Aggregate, aggregates_of
from services.deployables import classes


def procedures() -> str:
    """Every state machine and every table of limits, drawn from the tables the code runs."""
    lines = []
    for service in classes():
        for procedure in procedures_of(service.name):
            lines += [f"## {service.name}: {procedure.name}", "", "```mermaid", "stateDiagram-v2"]
            for step in procedure.steps:
                for to in (step.to, *step.or_to):
                    lines.append(f"    {step.state or '[*]'} --> {to}: {step.command}")
            lines += ["```", "", "| state | command | under | next | events |", "|---|---|---|---|---|"]
            for step in procedure.steps:
                under = f"`{step.provision}`" if step.provision else "–"
                happened = ", ".join(step.events)
                leads = " or ".join((step.to, *step.or_to))
                lines.append(f"| {step.state or '–'} | {step.command} | {under} | {leads} | {happened} |")
            lines.append("")
        for aggregate in aggregates_of(service):
            if aggregate.limits.rows:
                lines += limits_of(service.name, aggregate)
    return "\n".join(lines)


def limits_of(service: str, aggregate: Aggregate[Any, Any]) -> list[str]:
    """The limits of one kind of aggregate: what starts and what ends each, wherever the pack has it."""
    limits = aggregate.limits
    every = "".join(f" Every limit ends with {each}." for each in limits.all_end_with)
    lines = [f"## {service}: limits of {aggregate.repository.name}", "", f"Where the pack has them.{every}", ""]
    lines += ["| limit | runs from | ends with | once missed | later |", "|---|---|---|---|---|"]
    for row in limits.rows:
        length = f", of {row.length}" if row.length else ""
        each = f", for each {row.per}" if row.per else ""
        missed, later = (says(each) if each else "–" for each in (row.missed, row.neglected))
        ends = ", ".join(map(str, row.ends)) or "–"
        cells = (f"`{row.provision}`{length}{each}", f"{row.starts}: {row.since}", ends, missed, later)
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, ""]
