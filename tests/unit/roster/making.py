"""Rosters made on the fly, and a registry in memory that keeps the service's promises."""

import csv
import io
import threading
import zipfile

import openpyxl

from jiandu.client import CallFailed, TimedOut

HEADER = (
    "姓名",
    "工号",
    "执法证号",
    "证件种类",
    "发证机关",
    "有效期起",
    "有效期止",
    "执法种类",
    "是否在编",
    "岗位",
)


def row(number, **said):
    """The cells of one person; `said` replaces some, by the name of the column."""
    cells = (f"张{number}", f"P{number:05}", f"3710{number:06}", "provincial", "shandong")
    told = dict(
        zip(HEADER, (*cells, "2024-01-01", "2028-12-31", "penalty、inspection", "是", "field"), strict=True)
    )
    return list((told | said).values())


def rows(count):
    return [row(number) for number in range(count)]


def write_csv(path, table, header=HEADER, encoding="utf-8", delimiter=",", above=()):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([*above, header, *table])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xlsx(path, table, header=HEADER, others=()):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    for cells in (header, *table):
        sheet.append(cells)
    for name in others:
        book.create_sheet(name)
    book.save(path)
    return path


def repack(path, part, content):
    """The workbook with one part replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | {part: content}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in parts.items():
            archive.writestr(name, octets)
    return path


class HeldRegistry:
    """Officers in memory, each row applied once by its id.

    `refused` are officers put aside, {officer_id: (code, field)}; `lost` answers are lost after being applied;
    after `most` calls the wire is dead; a kind in `unknown_kinds` has a whole call refused.
    """

    def __init__(self, most=10**9):
        self.officers = {}
        self.applied = {}
        self.commands = []
        self.refused = {}
        self.unknown_kinds = set()
        self.lost = 0
        self.most = most
        self.lock = threading.Lock()

    def call(self, method, *, command_id, body_id, region, roster_id, rows):
        assert (method, len(rows) <= 500) == ("certificates.import_roster", True)
        with self.lock:
            if len(self.commands) >= self.most:
                raise CallFailed("TOKEN_INVALID", {"zh": "令牌无效", "en": "The token is not valid"})
            self.commands.append(command_id)
            self._look_at(rows)
            answer = [self._apply(roster_id, each) for each in rows]
            if self.lost:
                self.lost -= 1
                raise TimedOut(command_id=command_id)
        return {"rows": answer}

    def _look_at(self, rows):
        for place, each in enumerate(rows):
            for at, one in enumerate(each["certificates"]):
                if one["kind"] in self.unknown_kinds:
                    field = f"rows.{place}.certificates.{at}.kind"
                    raise CallFailed("INVALID_VALUE", {"zh": "无效", "en": "bad"}, field=field)

    def _apply(self, roster_id, each):
        known = self.applied.setdefault(f"{roster_id}:{each['row']}", self._outcome(each))
        return {"row": each["row"], "version": 1, **known}

    def _outcome(self, each):
        officer_id = each["officer_id"]
        if officer_id in self.refused:
            code, field = self.refused[officer_id]
            return {"outcome": "quarantined", "code": code, "field": field}
        before = self.officers.get(officer_id)
        told = {name: value for name, value in each.items() if name != "row"}
        self.officers[officer_id] = told
        outcome = "created" if before is None else "unchanged" if before == told else "updated"
        return {"outcome": outcome, "code": None, "field": None}

    def ask(self, method, *, body_id, limit, after=""):
        assert method == "certificates.roster"
        ids = sorted(each for each in self.officers if each > after)[:limit]
        told = [{**self.officers[each], "state": "registered"} for each in ids]
        return {"rows": told, "next": ids[-1] if len(ids) == limit else None}
