"""Law invented for tests: a pack with one article and the given provisions, a calendar with one more day off."""

from dataclasses import replace
from datetime import date

from jiandu.law import Calendar, Rulebook, Words, load_calendar
from jiandu.law.format.located import parse
from jiandu.law.format.reading import read_pack
from jiandu.law.pack import Pack
from jiandu.law.shipped import by_ref

HEAD = """\
id: {pack_id}
version: {version}
{more}title: 某市规定
issuer: 某市人民政府
document_number: null
scope: {{regions: {regions}, sectors: {sectors}, levels: {levels}, matters: {matters}}}
in_force: {{from: {first}, words: 自某日起施行}}
status: {status}
text: {{file: none.txt}}
provisions:
  - {{id: purpose, article: 第一条, quote: 为了, modality: must, body: {{type: statement}}}}
{provisions}
coverage:
  - {{article: 第一条, status: recorded, reason: purpose}}
{coverage}
"""


def text(
    provisions: str = "",
    *,
    pack_id: str = "city-2020",
    version: int = 1,
    corrects: int | None = None,
    regions: str = '["110000"]',
    sectors: str = "[]",
    levels: str = "[]",
    matters: str = "[supervision]",
    first: date = date(2020, 1, 1),
    status: str = "in_force",
) -> str:
    """The file of a pack; provisions are lines of YAML that cite 第二条."""
    indented = "\n".join(f"  {line}" for line in provisions.strip().splitlines())
    return HEAD.format(
        pack_id=pack_id,
        version=version,
        more=f"corrects: {corrects}\n" if corrects else "",
        regions=regions,
        sectors=sectors,
        levels=levels,
        matters=matters,
        first=first.isoformat(),
        status=status,
        provisions=indented,
        coverage="  - {article: 第二条, status: executed}" if "第二条" in provisions else "",
    )


def pack(provisions: str = "", **more: object) -> Pack:
    """The pack itself."""
    return read_pack(parse("invented.yaml", text(provisions, **more)))  # type: ignore[arg-type]


def law(*packs: Pack) -> Rulebook:
    """A rulebook of these packs with the shipped calendar."""
    return Rulebook(packs=by_ref(packs), calendar=load_calendar())


def day_off(calendar: Calendar, day: date) -> Calendar:
    """Another edition of `calendar` in which `day` is not worked."""
    worked = {known: why for known, why in calendar.worked.items() if known != day}
    off = {**calendar.off, day: Words("新增假日", "a new holiday")}
    return replace(calendar, edition="trial", off=off, worked=worked)
