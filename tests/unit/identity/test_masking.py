"""What masking takes out, what it leaves, and how often it errs on sentences of the corpus."""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jiandu.identity.masking import PLACEHOLDERS, mask

CORPUS = Path(__file__).parent / "corpus"
LONG = 30_000
KNOWN = ("张三丰", "13812345678", "昌吉市北京南路12号")
MARKED = re.compile(r"\[\[(\w+):(.*?)\]\](?!\])", re.DOTALL)


def sentences(*names):
    """(text, known, what is to go) of every sentence in these files."""
    for name in names:
        for each in yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8")):
            plain, wanted, at = "", [], 0
            for marked in MARKED.finditer(each["text"]):
                plain += each["text"][at : marked.start()]
                wanted.append((marked[1], len(plain), len(plain) + len(marked[2])))
                plain, at = plain + marked[2], marked.end()
            yield plain + each["text"][at:], each.get("known", ()), wanted


ALL = list(sentences("to_mask", "to_leave", "written_later", "written_last"))


def counted(corpus):
    """{kind: (hits, misses, false alarms)}; what is not exactly the place is both a miss and a false alarm."""
    counts = {kind: Counter() for kind in PLACEHOLDERS}
    for text, known, wanted in corpus:
        found = [tuple(each) for each in mask(text, known).found]
        for each in wanted:
            counts[each[0]]["hits" if each in found else "misses"] += 1
        for each in found:
            counts[each[0]]["false"] += each not in wanted
    return counts


def table_of(counts):
    lines = []
    for kind, count in counts.items():
        recall = count["hits"] / (count["hits"] + count["misses"])
        precision = count["hits"] / (count["hits"] + count["false"])
        lines.append((kind, count["hits"] + count["misses"], recall, precision))
    return lines


def test_of_each_kind_nearly_all_is_found_and_nearly_nothing_else(capsys):
    table = table_of(counted(ALL))
    with capsys.disabled():
        sys.stdout.write(
            "".join(f"\n{kind:8} {number:4}  recall {r:.3f}  precision {p:.3f}" for kind, number, r, p in table)
        )
    assert all(precision >= 0.99 for *_, precision in table)
    assert all(recall >= (0.97 if kind == "name" else 0.99) for kind, _, recall, _ in table)


def test_half_of_the_corpus_has_nothing_to_mask():
    assert len(ALL) >= 300
    assert sum(not wanted for _, _, wanted in ALL) >= len(ALL) / 2


def test_masking_what_is_masked_changes_nothing():
    for text, known, _ in ALL:
        once = mask(text, known).text
        assert mask(once, known).text == once


def test_a_text_with_placeholders_says_what_stood_there():
    masked = mask("我叫周明远，电话199-1234-5678。")
    assert masked.text == "我叫〔姓名〕，电话〔电话〕。"
    assert [(each.kind, each.start, each.end) for each in masked.found] == [("name", 2, 5), ("phone", 8, 21)]


def test_places_are_those_of_the_original_also_where_it_is_written_in_full_width():
    text = "联系人：周明远　１９９１２３４５６７８"
    masked = mask(text)
    assert [text[start:end] for _, start, end in masked.found] == ["周明远", "１９９１２３４５６７８"]


def test_a_name_said_once_is_known_from_then_on():
    assert mask("登记的是周明远。我叫周明远。").text == "登记的是〔姓名〕。我叫〔姓名〕。"


@pytest.mark.parametrize(
    "known", [(), ("",), ("我",), (" ",), ("〔姓名〕",), ("\ue000",), ("--",), ("·",), ("\ud800",)]
)
def test_what_says_nothing_about_anybody_is_ignored(known):
    text = "我在市场卖菜，队员没有出示证件。-- · 〔姓名〕"
    assert mask(text, known).text == text


def test_a_word_of_a_placeholder_may_be_known():
    assert mask("〔姓名〕的姓名是姓名", ("姓名",)).text == "〔姓名〕的〔姓名〕是〔姓名〕"


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ("昌吉市某某巷12号", "昌 吉 市-某某巷1 2号"),
        ("昌吉市某某巷12号", "某某巷12号"),
        ("zhang@example.cn", "Zhang @ Example.CN"),
        ("新A12345", "新a·12345"),
        ("测试号A77", "测试号a77"),
    ],
)
def test_what_is_known_is_found_however_it_is_spaced_and_spelt(known, text):
    assert mask(text, (known,)).text in PLACEHOLDERS.values()


@pytest.mark.parametrize("text", ["测试号A771", "测   试号A77", "测试号A7"])
def test_what_goes_on_or_is_far_apart_is_something_else(text):
    assert mask(text, ("测试号A77",)).text == text


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=200)
    | st.text("我叫张王小老三先生电话13800 -·@.q\n，（：〔姓名〕住号路市区于某A新", max_size=80),
    st.lists(st.text(max_size=12), max_size=3),
)
def test_no_text_is_too_odd_and_what_is_masked_stays(text, known):
    masked = mask(text, known)
    assert mask(masked.text, known).text == masked.text
    assert all(before.end <= after.start for before, after in zip(masked.found, masked.found[1:], strict=False))


@pytest.mark.timeout(15)
@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "13",
        "1 ",
        "138-",
        "a",
        "a.",
        "a@",
        "a@b.",
        "张",
        "张三",
        "我叫",
        "家住",
        "省市县区",
        "·",
        "张·",
        "0",
        "一",
        "新A",
        "\n",
        " ",
        "——",
        "微信",
        "微信:",
        "我是居民",
        "投诉人:",
        "(",
        "艾特",
        "〔姓名〕",
        "身份证 ",
        "12345678 ",
    ],
)
def test_a_long_text_takes_its_length_and_no_more(piece):
    # what backtracks would still be at it when the time of a test is over
    text = (piece * LONG)[:LONG]
    assert mask(mask(text, KNOWN).text, KNOWN).text == mask(text, KNOWN).text


@pytest.mark.timeout(15)
@pytest.mark.parametrize("text", ["昌" * LONG, "昌·吉" * LONG, "北京南路" * LONG, "小张老师" * LONG])
def test_much_that_is_known_costs_little_more(text):
    dwellings = [f"{text[:300]}{number}号" for number in range(150)]
    people = [f"张三{chr(ord('一') + number)}" for number in range(150)]
    known = (*dwellings, *people)
    assert mask(text[:LONG], known).text == mask(text[:LONG], ("张三一",)).text
