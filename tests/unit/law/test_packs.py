"""The shipped packs, their format, and their words against the texts."""

import os
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from jiandu.domain import Refused
from jiandu.law import MalformedFile, Modality, Rulebook
from jiandu.law.bodies import ItemList
from jiandu.law.format.located import parse
from jiandu.law.format.reading import read_pack
from jiandu.law.format.words import fact_book, vocabulary
from jiandu.law.pack import Pack
from jiandu.law.texts import Missing, articles, misquoted, uncovered
from tests.unit.law import invented

LAW = Rulebook.load()
PACKS = sorted(LAW.packs)
ROOT = Path(__file__).resolve().parents[3]
TEXTS = Path(os.environ.get("JIANDU_LAW_TEXTS") or ROOT.parent / "shared" / "seeds")
WHOLE = (files("jiandu.law") / "packs" / "changji-2021.yaml").read_text(encoding="utf-8")
SPAM = ("上一篇", "下一篇", "強姧", "强奸", "九力公文", "推荐访问", "扫一扫", "掃一掃", "法宝引证码", "131日")


def read(text: str) -> Pack:
    return read_pack(parse("x.yaml", text))


@pytest.fixture(params=PACKS)
def told(request: pytest.FixtureRequest) -> Pack:
    """A pack whose text is at hand."""
    pack = LAW.pack(request.param)
    if not (TEXTS / pack.text.file).exists():
        pytest.skip(
            f"THE TEXT OF {pack.id} IS NOT AT HAND: set JIANDU_LAW_TEXTS to the folder of {pack.text.file}"
        )
    return pack


def test_every_quotation_and_every_list_item_stands_in_the_cited_article(told: Pack):
    assert list(misquoted(told, TEXTS)) == []


def test_every_article_of_the_text_has_a_status(told: Pack):
    assert list(uncovered(told, TEXTS)) == []


def test_a_changed_word_or_number_would_be_found(told: Pack):
    """The check itself can fail: a quotation with one more character stands nowhere."""
    name, provision = next(iter(told.provisions.items()))
    wrong = replace(provision, source=replace(provision.source, quote=provision.source.quote + "囍"))
    assert len(list(misquoted(told.with_provisions({name: wrong}), TEXTS))) == 1


def test_a_text_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(Missing, match="is not there"):
        articles(LAW.pack("weihai-2021"), tmp_path)


@pytest.mark.parametrize("pack_id", PACKS)
def test_nothing_of_the_pages_around_a_text_is_in_its_pack(pack_id: str):
    entry = files("jiandu.law") / "packs" / f"{pack_id}.yaml"
    text = entry.read_text(encoding="utf-8")
    said = re.sub(r"^(notes|questions|text):.*?(?=^\w)", "", text, flags=re.MULTILINE | re.DOTALL)
    assert not [words for words in SPAM if words in said]


def test_no_text_is_lost():
    assert len(PACKS) >= 20


def test_every_id_of_the_vocabulary_is_used_by_a_pack():
    used = {name for pack in LAW.packs.values() for name in pack.provisions}
    assert set(vocabulary()) - used == set()


def test_every_fact_role_and_share_is_used_by_a_pack():
    said = "".join(entry.read_text("utf-8") for entry in (files("jiandu.law") / "packs").iterdir())
    book = fact_book()
    assert not [name for name in book.facts if not re.search(rf"\b{name}:", said)]
    assert not [name for name in book.roles if f"who: {name}" not in said]
    assert not [name for name in book.shares if f"share: {name}" not in said]


def test_a_text_of_which_articles_are_missing_is_not_called_silent():
    with pytest.raises(Refused) as caught:
        LAW.pack("order-825-2026").cite("recusal")
    assert caught.value.code == "LAW_NOT_AT_HAND"
    assert caught.value.detail["missing"]


@pytest.mark.parametrize("pack_id", PACKS)
def test_every_upper_law_is_a_pack(pack_id: str):
    assert set(LAW.pack(pack_id).upper) <= set(PACKS)


@pytest.mark.parametrize("pack_id", PACKS)
def test_what_is_not_executed_says_why(pack_id: str):
    rows = LAW.pack(pack_id).coverage
    assert rows
    assert not [row.article for row in rows if row.status != "executed" and not row.reason]


@pytest.mark.parametrize("pack_id", ["changji-2021", "weihai-2021"])
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
        listed = body if isinstance(body, ItemList) else pack.measures(provision)
        assert len(listed.items) == length


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
    assert LAW.governing(region, on, matter="supervision").id == pack_id


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
        LAW.governing(region, on, matter="complaints")
    assert caught.value.code == "NO_PACK_IN_FORCE"


@pytest.mark.parametrize(
    ("region", "asked", "pack_id"),
    [
        ("350100", {"matter": "supervision"}, "order-825-2026"),  # national, where no local text speaks
        ("652300", {"matter": "supervision"}, "changji-2021"),  # the narrower division goes first
        ("410100", {"matter": "accountability"}, "henan-2019"),
        (
            "410100",
            {"matter": "accountability", "sector": "market_regulation"},
            "samr-2021",
        ),  # the sector goes first
        ("110112", {"matter": "accountability"}, "tongzhou-accountability-2008"),
        ("110112", {"matter": "certificates"}, "tongzhou-personnel-2008"),
        ("110112", {"matter": "coordination"}, "tongzhou-coordination-2008"),
    ],
)
def test_matter_and_sector_choose_the_pack(region: str, asked: dict[str, str], pack_id: str):
    assert LAW.governing(region, date(2026, 3, 2), **asked).id == pack_id


def test_drafts_superseded_and_undated_texts_never_govern():
    silent = [pack for pack in LAW.packs.values() if pack.status != "in_force"]
    assert {pack.status for pack in silent} == {"draft", "superseded", "undated"}
    assert not [pack.id for pack in silent if pack.in_force(date(2026, 3, 2))]


def test_two_texts_with_equal_claim_are_for_a_person_to_choose_from():
    law = invented.law(invented.pack(), invented.pack(pack_id="city-2021"))
    with pytest.raises(Refused) as caught:
        law.governing("110101", date(2026, 3, 2), matter="supervision")
    assert caught.value.code == "AMBIGUOUS_LAW"
    assert caught.value.detail["packs"] == "city-2020, city-2021"


def test_a_text_for_one_level_governs_only_that_level():
    law = invented.law(invented.pack(levels="[province]", matters="[accountability]"))
    assert law.governing("110000", date(2026, 3, 2), matter="accountability", level="province").id == "city-2020"
    with pytest.raises(Refused):
        law.governing("110000", date(2026, 3, 2), matter="accountability")


def test_an_unknown_pack_is_refused():
    with pytest.raises(Refused) as caught:
        LAW.pack("atlantis-1")
    assert caught.value.code == "UNKNOWN_PACK"


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ("unit: calendar_day", "unit: fortnight", "unit: Must be one of"),
        ("type: quorum, minimum: 2", "type: quorum, minimum: two", "minimum: Not a valid integer"),
        ("id: recusal", "id: refusal", "refusal is not in the vocabulary"),
        ("type: quorum, minimum: 2,", "type: actor, who: x, words: y,", "of: Unknown field"),
        ("status: in_force", "status: whenever", "status: Must be one of"),
        ("modality: may", "modality: might", "modality: Must be one of"),
        ("code: reconsideration", "code: audit", "items: a code appears twice"),
        ("  year: 2021\n", "", "in_force: give the day"),
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
