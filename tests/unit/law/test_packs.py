"""The shipped packs, their format, and their words against the texts."""

import os
import re
from dataclasses import fields
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from jiandu.domain import Refused
from jiandu.law import MalformedFile, Modality, Rulebook
from jiandu.law.bodies import ItemList
from jiandu.law.located import parse
from jiandu.law.pack import Pack, read_pack

LAW = Rulebook.load()
PACKS = sorted(LAW.packs)
ROOT = Path(__file__).resolve().parents[3]
TEXTS = Path(os.environ.get("JIANDU_LAW_TEXTS", ROOT.parent / "shared" / "seeds"))
WHOLE = (files("jiandu.law") / "packs" / "changji-2021.yaml").read_text(encoding="utf-8")
NUMERALS = re.compile(r"第[一二三四五六七八九十百]+条")


def read(text: str) -> Pack:
    return read_pack(parse("x.yaml", text))


def articles_of(text: str) -> dict[str, str]:
    """Each article of a text without white space, by its number; an article begins a line."""
    found: dict[str, str] = {}
    current = ""
    for line in text.splitlines():
        bare = re.sub(r"\s", "", line)
        begins = NUMERALS.match(bare)
        if begins:
            current = begins.group()
        if current:
            found[current] = found.get(current, "") + bare
    return found


def words_of(body: object) -> list[str]:
    """Every word of the text that a body repeats."""
    if isinstance(body, ItemList):
        return [item.words for item in body.items]
    inner = [getattr(body, one.name) for one in fields(body)]  # type: ignore[arg-type]
    return [words for value in inner if isinstance(value, ItemList) for words in words_of(value)]


@pytest.mark.parametrize("pack_id", PACKS)
def test_every_quotation_and_every_list_item_stands_in_the_cited_article(pack_id: str):
    raw = yaml.safe_load((files("jiandu.law") / "packs" / f"{pack_id}.yaml").read_text(encoding="utf-8"))
    source = TEXTS / raw["source"]
    if not source.exists():
        pytest.skip(
            f"the text of {pack_id} is not at hand: set JIANDU_LAW_TEXTS to the folder that holds {raw['source']}"
        )
    articles = articles_of(source.read_text(encoding="utf-8"))
    for name, body in LAW.pack(pack_id).provisions.items():
        article = articles[NUMERALS.match(body.source.article).group()]
        for words in [body.source.quote, *words_of(body)]:
            assert re.sub(r"\s", "", words) in article, f"{name}: {words}"


@pytest.mark.parametrize("pack_id", PACKS)
def test_lists_are_as_long_as_the_text_prints_them(pack_id: str):
    pack = LAW.pack(pack_id)
    expected = {
        "changji-2021": {
            "notice.grounds": 7,
            "officer.grounds": 9,
            "officer.measures": 6,
            "supervisor.conditions": 5,
        },
        "weihai-2021": {"notice.grounds": 2, "case.bars": 6, "complaint.content": 2},
    }[pack_id]
    for provision, length in expected.items():
        body = pack.provisions[provision]
        assert isinstance(body, ItemList)
        assert len(body.items) == length


def test_the_two_texts_disagree_where_they_should():
    changji, weihai = LAW.pack("changji-2021"), LAW.pack("weihai-2021")
    assert changji.document("notice.document").title == "行政执法监督通知书"
    assert weihai.document("notice.document").title == "行政执法监督意见书"
    assert changji.actor("decision.after_non_correction").who == "supervising_organ"
    assert weihai.actor("decision.after_non_correction").who == "government"
    assert changji.actor("decision.after_non_correction").modality is Modality.MAY
    assert weihai.actor("decision.after_non_correction").modality is Modality.MUST
    assert changji.measures("decision.types").codes == weihai.measures("decision.types").codes


@pytest.mark.parametrize(
    ("pack_id", "provision"),
    [
        ("changji-2021", "archive"),
        ("changji-2021", "case.approval"),
        ("changji-2021", "complaint.clue"),
        ("weihai-2021", "officer.measures"),
        ("weihai-2021", "recusal"),
        ("weihai-2021", "referral.commission"),
    ],
)
def test_a_silent_text_is_silent(pack_id: str, provision: str):
    pack = LAW.pack(pack_id)
    assert not pack.speaks_of(provision)
    with pytest.raises(Refused) as caught:
        pack.cite(provision)
    assert caught.value.code == "LAW_SILENT"


def test_a_ground_the_text_does_not_list_is_refused_with_the_list():
    with pytest.raises(Refused) as caught:
        LAW.pack("changji-2021").grounds("officer.grounds").item("laziness", field="ground")
    assert (caught.value.code, caught.value.field, caught.value.citation.article) == (
        "NOT_IN_LAW",
        "ground",
        "第三十三条",
    )


def test_the_revocation_of_a_certificate_is_known_by_its_effect():
    measure = LAW.pack("changji-2021").measures("officer.measures").item("revoke_certificate")
    assert (measure.words, measure.effect) == ("吊销行政执法证", "certificate.revoke")


@pytest.mark.parametrize(
    ("region", "on", "pack_id"),
    [
        ("652300", date(2026, 3, 2), "changji-2021"),
        ("652301", date(2026, 3, 2), "changji-2021"),
        ("371000", date(2026, 3, 2), "weihai-2021"),
        ("371002", date(2021, 1, 1), "weihai-2021"),
    ],
)
def test_the_division_and_the_day_choose_the_pack(region: str, on: date, pack_id: str):
    assert LAW.governing(region, on).id == pack_id


@pytest.mark.parametrize(
    ("region", "on"),
    [
        ("110000", date(2026, 3, 2)),
        ("370000", date(2026, 3, 2)),  # the province above Weihai has no pack
        ("371000", date(2020, 12, 31)),
        ("652300", date(2021, 6, 1)),  # the text says 2021 and leaves month and day blank
    ],
)
def test_no_pack_is_borrowed_from_elsewhere_or_from_another_time(region: str, on: date):
    with pytest.raises(Refused) as caught:
        LAW.governing(region, on)
    assert caught.value.code == "NO_PACK_IN_FORCE"


def test_an_unknown_pack_is_refused():
    with pytest.raises(Refused) as caught:
        LAW.pack("atlantis-1")
    assert caught.value.code == "UNKNOWN_PACK"


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ("unit: calendar_day", "unit: fortnight", "x.yaml:99: provisions.8.body.unit: Must be one of"),
        ("type: quorum, minimum: 2", "type: quorum, minimum: two", "minimum: Not a valid integer"),
        ("id: recusal", "id: refusal", "refusal is not in the vocabulary"),
        ("type: quorum, minimum: 2,", "type: actor, who: x, words: y,", "of: Unknown field"),
        ("status: in_force", "status: whenever", "status: Must be one of"),
        ("modality: may", "modality: might", "modality: Must be one of"),
        ("code: reconsideration", "code: audit", "items: a code appears twice"),
        ("  year: 2021\n", "", "in_force.from: give the day"),
        ("type: document", "type: parchment", "unknown type 'parchment'"),
        ("id: changji-2021", "id: changji-2021\nid: again", "id: given twice"),
        ("      open: true", "      open: false", 'only an open list, has an item "other"'),
        ("length: 30, ", "", "a limit without a number needs a parameter"),
        ("title: 昌吉州行政执法监督办法", "title: [", "x.yaml:"),
    ],
)
def test_a_mistake_in_a_pack_is_named_with_file_line_and_path(was: str, becomes: str, problem: str):
    assert was in WHOLE
    with pytest.raises(MalformedFile) as caught:
        read(WHOLE.replace(was, becomes, 1))
    assert any(problem in line and re.match(r"x\.yaml:\d+: ", line) for line in caught.value.problems)


def test_the_packs_are_read_once():
    assert Rulebook.load() is LAW
