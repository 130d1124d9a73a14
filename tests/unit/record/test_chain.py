import copy
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiandu.record.chain import GENESIS, Broken, NotCanonical, append, canonical, link, verify

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=10)
VALUES = st.none() | st.booleans() | st.integers() | TEXT | st.lists(TEXT, max_size=3)
ENTRIES = st.lists(
    st.fixed_dictionaries({"event": TEXT, "data": st.dictionaries(TEXT, VALUES)}), min_size=1, max_size=6
)


def chained(contents):
    chain = []
    for content in contents:
        chain.append(append(chain[-1] if chain else None, content))
    return chain


@given(ENTRIES)
def test_an_untouched_chain_holds(contents):
    chain = chained(contents)
    verify(chain)
    verify(chain, head=chain[-1]["hash"])


@given(ENTRIES, st.data(), TEXT)
def test_an_altered_entry_is_found_at_its_place(contents, data, other):
    chain = chained(contents)
    at = data.draw(st.integers(0, len(chain) - 1))
    altered = copy.deepcopy(chain)
    altered[at]["event"] = altered[at]["event"] + "x" + other
    with pytest.raises(Broken) as caught:
        verify(altered)
    assert caught.value.seq == at + 1


@given(ENTRIES, st.data())
def test_an_altered_entry_with_a_fresh_hash_is_found_by_the_next_or_by_the_head(contents, data):
    chain = chained(contents)
    at = data.draw(st.integers(0, len(chain) - 1))
    altered = copy.deepcopy(chain)
    altered[at]["event"] += "x"
    altered[at]["hash"] = link(altered[at]["previous"], altered[at])
    with pytest.raises(Broken) as caught:
        verify(altered, head=chain[-1]["hash"])
    assert caught.value.seq == at + 2


@given(ENTRIES, st.data())
def test_a_removed_entry_is_found(contents, data):
    chain = chained(contents)
    at = data.draw(st.integers(0, len(chain) - 1))
    with pytest.raises(Broken) as caught:
        verify(chain[:at] + chain[at + 1 :], head=chain[-1]["hash"])
    assert caught.value.seq == at + 1


@given(ENTRIES, st.data())
def test_an_inserted_entry_is_found(contents, data):
    chain = chained(contents)
    at = data.draw(st.integers(0, len(chain)))
    false = append(chain[at - 1] if at else None, {"event": "inserted", "data": {}})
    with pytest.raises(Broken):
        verify([*chain[:at], false, *chain[at:]], head=chain[-1]["hash"])


@given(ENTRIES, st.data())
def test_two_entries_that_changed_places_are_found(contents, data):
    chain = chained([*contents, {"event": "last", "data": {}}])
    at = data.draw(st.integers(0, len(chain) - 2))
    chain[at], chain[at + 1] = chain[at + 1], chain[at]
    with pytest.raises(Broken) as caught:
        verify(chain)
    assert caught.value.seq == at + 1


@given(ENTRIES, st.data())
def test_a_chain_cut_off_at_its_end_is_found_only_against_the_known_head(contents, data):
    chain = chained([*contents, {"event": "last", "data": {}}])
    left = data.draw(st.integers(0, len(chain) - 1))
    verify(chain[:left])
    with pytest.raises(Broken) as caught:
        verify(chain[:left], head=chain[-1]["hash"])
    assert caught.value.seq == left + 1


def test_an_empty_chain_holds_and_ends_at_the_beginning_of_all_chains():
    verify([])
    verify([], head=GENESIS)


def test_the_order_of_keys_does_not_matter_and_chinese_stays_as_it_is():
    assert canonical({"乙": 1, "甲": [True, None]}) == canonical({"甲": (True, None), "乙": 1})
    assert canonical({"文号": "昌执监〔2021〕1号"}) == '{"文号":"昌执监〔2021〕1号"}'.encode()


def test_the_hash_of_a_known_entry_never_changes():
    entry = append(None, {"event": "complaint.submitted", "at": "2026-11-23T01:30:00Z", "count": 1})
    assert entry["hash"] == "sha256:64f4ce3fb7729497f44c9ba022c89aae152861d04968b89e60d76b6547dfd604"


@pytest.mark.parametrize("value", [math.nan, math.inf, {1: "a"}, {"a": {2: 3}}, "\ud800", {"a": b""}, {"a": {1}}])
def test_a_value_with_two_spellings_or_none_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


def test_an_entry_without_canonical_form_breaks_the_chain_instead_of_the_verifier():
    with pytest.raises(Broken):
        verify([{**append(None, {"a": 1}), "a": math.nan}])
