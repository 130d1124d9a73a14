"""The glossary holds every word of the law that the code uses, and keeps apart what must stay apart."""

import re

from jiandu.law import Rulebook
from services.certificates.domain import rules
from tests.pages import ROOT, text

GLOSSARY = text(ROOT / "docs" / "glossary.md")
APART = ("吊销", "暂扣", "缴销", "核销", "注销", "取消资格", "收缴", "作废")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
_SECTION = re.search(r"## Words that must stay apart\n(.*?)\n## ", GLOSSARY, re.DOTALL)
ROWS = {row[0]: row for row in (line.strip("| ").split(" | ") for line in (_SECTION or [""])[0].splitlines())}


def test_every_chinese_word_of_a_domain_is_a_term():
    used = {
        word
        for path in (ROOT / "services").glob("*/**/*.py")
        if "domain" in path.parts or path.name == "__init__.py"
        for word in _CHINESE.findall(path.read_text(encoding="utf-8"))
    }
    assert len(used) > 10
    assert {word for word in used if word not in GLOSSARY} == set()


def test_the_words_that_must_stay_apart_each_have_their_row():
    assert [word for word in APART if word not in ROWS] == []
    meanings = [ROWS[word][-1] for word in APART]
    assert len(set(meanings)) == len(APART)


def test_a_word_is_said_to_be_in_the_code_exactly_if_it_is():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("services", "jiandu/law/packs")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".yaml")
    )
    for word in APART:
        assert (word in code) == ("not in the code" not in ROWS[word][2]), word


def test_every_status_and_every_effect_on_a_certificate_is_a_term():
    effects: set[str] = set()
    for pack in Rulebook.load().packs.values():
        if pack.speaks_of("officer.measures"):
            effects |= {item.effect for item in pack.measures("officer.measures").items if item.effect}
    assert effects
    assert [word for word in (*effects, rules.REVOKED) if f"`{word}`" not in GLOSSARY] == []


def test_every_measure_of_a_pack_is_a_term():
    for pack in Rulebook.load().packs.values():
        for provision in ("officer.measures", "decision.types"):
            if pack.speaks_of(provision):
                codes = pack.measures(provision).codes
                assert [code for code in codes if f"| `{code}` |" not in GLOSSARY] == []
