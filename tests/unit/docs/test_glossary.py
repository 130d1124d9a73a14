"""The glossary holds every word of the law that the code uses, and keeps apart what must stay apart."""

import re

from jiandu.law import Ladder, Rulebook
from jiandu.service.methods import CommandMethod
from services.certificates.domain import status
from tests import deployed
from tests.pages import ROOT, text

GLOSSARY = text(ROOT / "docs" / "glossary.md")
APART = ("吊销", "暂扣", "缴销", "核销", "注销", "取消资格", "收缴", "作废", "遗失", "过期", "换发")
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


def rows():
    """The cells of every term: 中文, English, in the code, where, what it is."""
    cells = (tuple(cell.strip() for cell in line.strip("| ").split(" | ")) for line in GLOSSARY.splitlines())
    return [row for row in cells if len(row) == len(("中文", "English", "in the code", "where", "what it is"))]


def test_every_name_in_the_column_of_the_code_is_in_the_code():
    sources = [
        p for folder in ("jiandu", "services") for p in (ROOT / folder).rglob("*") if p.suffix in (".py", ".yaml")
    ]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    names = {name for row in rows() for name in re.findall(r"`([^`]+)`", row[2])}
    assert len(names) > 80
    strays = [name for name in sorted(names) if not (ROOT / name).exists() and not stands_in(code, name)]
    assert strays == []


def stands_in(code: str, name: str) -> bool:
    """Whether the name stands there as a word of its own, not as a part of another."""
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", code) is not None


def test_a_part_of_another_word_is_no_name_in_the_code():
    assert stands_in("head: int", "head")
    assert not any(stands_in(code, "head") for code in ("ahead = 1", "supervision_head", "head_count", "head-on"))


def test_every_kind_of_aggregate_is_a_term():
    kinds = {each.kind.__name__ for service in deployed.CLASSES for each in deployed.aggregates_of(service)}
    assert [kind for kind in sorted(kinds) if not any(f"`{kind}`" in row[2] for row in rows())] == []


def test_every_command_speaks_of_something_that_is_a_term():
    terms = {word.rstrip("s") for row in rows() for word in re.findall(r"[a-z]+", row[1].lower())}
    said = [each.command for _, _, each in deployed.entrypoints(CommandMethod)]
    heard = [contract.command for _, contract in deployed.consumed()]
    for name in sorted({command.__name__ for command in (*said, *heard)}):
        words = [word.lower().rstrip("s") for word in re.findall(r"[A-Z][a-z]+", name)]
        listed = any(f"`{name}`" in row[2] for row in rows())
        assert listed or terms & set(words[1:]), f"{name}: which term is it about?"


def test_the_words_that_must_stay_apart_each_have_their_row():
    assert [word for word in APART if word not in ROWS] == []
    meanings = [ROWS[word][-1] for word in APART]
    assert len(set(meanings)) == len(APART)


def test_every_status_and_every_effect_on_a_certificate_is_a_term():
    effects: set[str] = set()
    for pack in Rulebook.load().packs.values():
        for provision in pack.provisions.values():
            if isinstance(provision, Ladder):
                effects |= {item.effect for item in provision.measures.items if item.effect}
    assert {"certificate.revoke", "certificate.suspend", "certificate.surrender"} <= effects
    assert [word for word in (*effects, *status.STATUSES) if f"`{word}`" not in GLOSSARY] == []


def test_every_measure_of_a_pack_is_a_term():
    for pack in Rulebook.load().packs.values():
        for provision in pack.provisions.values():
            if isinstance(provision, Ladder):
                codes = provision.measures.codes
                assert [code for code in codes if f"| `{code}` |" not in GLOSSARY] == []


def test_words_that_must_stay_apart_are_different_effects_in_the_packs():
    words: dict[str, set[str]] = {}
    for pack in Rulebook.load().packs.values():
        for provision in pack.provisions.values():
            if isinstance(provision, Ladder):
                for item in provision.measures.items:
                    for word in APART:
                        if item.effect and word in item.words:
                            words.setdefault(word, set()).add(item.effect)
    assert len({frozenset(effects) for effects in words.values()}) == len(words)
