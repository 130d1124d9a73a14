"""The files that an import leaves: the result of every row, the rows put aside, the report."""

import csv
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TextIO

from jiandu.roster.codes import HEADER
from jiandu.roster.columns import REMARKS
from jiandu.roster.faults import words
from jiandu.roster.reconciling import Reconciliation
from jiandu.roster.spool import QUARANTINED, Result

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # with these a spreadsheet begins to calculate


@dataclass(frozen=True)
class Outputs:
    """Where the files lie."""

    results: Path
    quarantine: Path
    report: Path
    codes: Path


@contextmanager
def replacing(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A text file, for its owner alone, that takes the place of the one at `path` once it is whole."""
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(
        os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding=encoding, newline=""
    ) as file:
        yield file
    partial.replace(path)


def write_results(results: Iterator[Result], header: Sequence[str], outputs: Outputs) -> None:
    """A line of JSON for each row, and the rows put aside as a CSV file that can be mended and imported again."""
    kept = [place for place, name in enumerate(header) if name.strip() not in REMARKS]
    with replacing(outputs.results) as lines, replacing(outputs.quarantine, "utf-8-sig") as file:
        sheet = csv.writer(file)
        sheet.writerow([*REMARKS, *(header[place] for place in kept)])
        for result in results:
            said = {"zh": None, "en": None} if result.code is None else asdict(words(result.code, result.field))
            told = {name: getattr(result, name) for name in ("row", "officer_id", "outcome", "code", "field")}
            lines.write(json.dumps({**told, **said}, ensure_ascii=False) + "\n")
            if result.outcome == QUARANTINED:
                remarks = (result.row, result.code, result.field, f"{said['zh']} {said['en']}")
                cells = [result.cells[place] if place < len(result.cells) else "" for place in kept]
                sheet.writerow([*remarks, *map(_harmless, (*cells, *result.cells[len(header) :]))])


def write_codes(unknown: Iterable[tuple[str, str]], path: Path) -> None:
    """The words without a code, to be filled in and given as the file of codes."""
    with replacing(path, "utf-8-sig") as file:
        sheet = csv.writer(file)
        sheet.writerow(HEADER)
        sheet.writerows((field, _harmless(word), "") for field, word in unknown)


def write_report(report: Mapping[str, Any], differences: Reconciliation | None, path: Path) -> None:
    """The report with everything in which file and registry differ, as one JSON object."""
    told = report if differences is None else {**report, "registry": asdict(differences)}
    with replacing(path) as file:
        json.dump(told, file, ensure_ascii=False, indent=1)
        file.write("\n")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
