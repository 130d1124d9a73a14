"""Figures and circulars in words for people; the document that is printed is in Chinese."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiandu.law import legal_day
from jiandu.law.languages import Words
from services.complaints.domain.circular import Circular
from services.complaints.domain.counted import NONE
from services.complaints.domain.statistics import FIGURES, Table, Value

WITHHELD = "*"
NOT_KNOWN = "–"

HEADINGS = {
    "agency": Words("被投诉举报主体", "agency"),
    "region": Words("行政区划", "region"),
    "ground": Words("事由", "ground"),
    "outcome": Words("处理结果", "outcome"),
    "kind": Words("类别", "kind"),
    "channel": Words("渠道", "channel"),
    "month": Words("收到月份", "month"),
    "received": Words("收到", "received"),
    "concluded": Words("办结", "concluded"),
    "open": Words("在办", "open"),
    "overdue": Words("逾期", "overdue"),
    "timely": Words("按期", "in time"),
    "untimely": Words("超期", "late"),
    "timely_share": Words("按期率", "share in time"),
    "replied": Words("已答复", "replied"),
    "repeats": Words("重复", "repeats"),
    "unanswered": Words("催办未复", "notices unanswered"),
    "satisfied": Words("满意", "satisfied"),
    "dissatisfied": Words("不满意", "dissatisfied"),
    "satisfied_share": Words("满意率", "share satisfied"),
    "disputed": Words("有异议", "disputed"),
    "median_days": Words("办理日数中位数", "median days"),
    "p90_days": Words("九成办结日数", "days for 90%"),
}
_VALUES = {
    NONE: "未载明",
    "complaint": "投诉",
    "report": "举报",
    "grievance": "申诉",
    "accusation": "控告",
    "denunciation": "检举",
    "web": "网络",
    "phone": "电话",
    "visit": "来访",
    "written": "信函",
    "email": "电子邮件",
    "fax": "传真",
    "transfer": "转办",
    "clue": "作为线索",
    "transferred": "已转送",
    "withdrawn": "已撤回",
    "not_filed": "不予立案",
    "terminated": "终止",
    "corrected": "已整改",
    "decided": "已作出监督决定",
    "executed": "监督决定已执行",
}


@dataclass(frozen=True)
class Section:
    """A table of the document: its title, what it is by, and the figures in it."""

    title: str
    by: str
    figures: tuple[str, ...]


SECTIONS = (
    Section("各主体办理情况", "agency", ("received", "concluded", "open", "replied", "repeats", "disputed")),
    Section(
        "各主体办理时效",
        "agency",
        ("timely", "untimely", "timely_share", "overdue", "unanswered", "median_days", "p90_days"),
    ),
    Section("投诉举报事由", "ground", ("received", "concluded", "open", "repeats")),
    Section("处理结果", "outcome", ("received", "satisfied", "dissatisfied", "satisfied_share")),
)
# what a draft has to be counted by
DIMENSIONS = tuple(dict.fromkeys(section.by for section in SECTIONS))


def note(table: Table) -> Words:
    """What a reader has to know of the figures."""
    least = table.threshold
    return Words(
        f"统计口径:期间内收到的投诉举报及其目前状况。小于{least}的数及可据以推算该数的数不予显示;0照常显示。"
        "涉及多个主体的投诉举报,在各主体下各计一件,在合计中计一件,故各主体之和可大于合计。",
        "Counted are the complaints received in the period, as they stand now. "
        f"Numbers below {least}, and numbers that would give them away, are withheld; zeros are shown. "
        "A complaint about several agencies counts once under each and once in the total, so the agencies may "
        "sum up to more than the total.",
    )


def answer(table: Table) -> dict[str, Any]:
    """What a caller of the statistics is told: the rows, the words for their columns, and what to know of them."""
    names = [*table.by, *(name for name in table.rows[0] if name in HEADINGS and name not in table.by)]
    return {
        "rows": [dict(row) for row in table.rows],
        "columns": [{"name": name, **vars(HEADINGS[name])} for name in names],
        "suppressed": table.suppressed,
        "threshold": table.threshold,
        "note": vars(note(table)),
    }


def render(circular: Circular) -> str:
    """The circular as a Markdown document that can be read and printed as it is."""
    tables = {table.by[0]: table for table in circular.tables}
    lines = [f"# {circular.issuer}", "# 关于行政执法投诉举报处理情况的通报", ""]
    lines += [circular.number if circular.published_at else f"{circular.number}(草稿,未印发)", ""]
    lines += [f"行政区划:{circular.region}。统计期间:{circular.since}至{circular.until}。", ""]
    lines += [f"根据{circular.citation},现将有关情况通报如下。", ""]
    for section in SECTIONS:
        lines += [f"## {section.title}", "", *_grid(section, tables[section.by], circular.words), ""]
    lines += ["## 点名通报", "", *_named(tables["agency"]), "", "## 说明", "", note(circular.tables[0]).zh, ""]
    lines += [f"统计时间:{_day(circular.drafted_at)}。内容摘要(SHA-256):{circular.digest}。", "", circular.issuer]
    if circular.published_at:
        lines += ["", _day(circular.published_at)]
    return "\n".join(lines) + "\n"


def _day(instant: datetime) -> str:
    return f"{legal_day(instant):%Y年%m月%d日}"


def _grid(section: Section, table: Table, words: Mapping[str, str]) -> Iterator[str]:
    columns = [HEADINGS[name].zh for name in (section.by, *section.figures)]
    yield _line(columns)
    yield _line(["---"] * len(columns))
    for row in (*table.rows[1:], table.rows[0]):
        value = row[section.by]
        name = "合计" if value is None else words.get(str(value)) or _VALUES.get(str(value), str(value))
        yield _line([name, *(shown(figure, row[figure]) for figure in section.figures)])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(0xFF5C)) for cell in cells)} |"


def shown(figure: str, value: Value) -> str:
    """A figure as people read it: a share in hundredths, and a sign where there is none to show."""
    if value is None:
        return WITHHELD if figure in FIGURES else NOT_KNOWN
    return f"{value:.1%}" if isinstance(value, float) else str(value)


def _named(table: Table) -> Iterator[str]:
    """The bodies that stayed silent or are late, where the number can be shown."""
    for figure, words in (("unanswered", "经催办未回复"), ("overdue", "逾期未办结或者超过期限")):
        bodies = [str(row["agency"]) for row in table.rows[1:] if row[figure]]
        yield f"- {words}:{'、'.join(bodies) or '无可公布者'}"
