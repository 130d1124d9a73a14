"""Packs that ship as files: each under its own name, and none that could not be published beside the others."""

from datetime import date

import pytest

from jiandu.law import MalformedFile
from jiandu.law.shipped import read_packs
from tests.unit.law import invented

LATER = {"first": date(2026, 6, 1)}


def problems(**files):
    """What is wrong with these files, beside the first version of the text."""
    texts = {"city-2020.yaml": invented.text(), **files}
    with pytest.raises(MalformedFile) as caught:
        read_packs(texts.items())
    return caught.value.problems


def second(**more):
    return {"city-2020@2.yaml": invented.text(version=2, **more)}


def test_a_next_version_lies_beside_the_first():
    files = {"city-2020.yaml": invented.text(), **second(**LATER)}
    assert list(read_packs(files.items())) == ["city-2020", "city-2020@2"]
    assert read_packs(reversed(files.items())).keys() == {"city-2020", "city-2020@2"}


@pytest.mark.parametrize(
    ("more", "where", "said"),
    [
        ({"corrects": 5}, "3: corrects", "no earlier version 5"),
        ({"corrects": 2}, "3: corrects", "no earlier version 2"),
        ({"corrects": 1, **LATER}, "3: corrects", "from 2020-01-01, not from 2026-06-01"),
        ({}, "7: in_force.from", "an amended text is from a later day"),
        ({"regions": '["120000"]', **LATER}, "6: scope.regions", "not allowed"),
    ],
)
def test_a_version_that_does_not_follow_the_earlier_one_is_named_with_its_line(more, where, said):
    (problem,) = problems(**second(**more))
    assert problem.startswith(f"city-2020@2.yaml:{where}: ")
    assert said in problem


def test_a_gap_in_the_versions_is_named():
    (problem,) = problems(**{"city-2020@3.yaml": invented.text(version=3, **LATER)})
    assert problem.startswith("city-2020@3.yaml:2: version: ")


@pytest.mark.parametrize("head", [{"version": 1}, {"version": 3}, {"version": 2, "pack_id": "town-2020"}])
def test_a_file_is_called_what_its_pack_is(head):
    text = invented.text(first=date(2026, 6, 1), **head)
    assert any(
        each.startswith("city-2020@2.yaml:1: id: ") and "its file is called" in each
        for each in problems(**{"city-2020@2.yaml": text})
    )


def test_two_texts_with_equal_claim_are_both_named():
    named = problems(**{"rival-2021.yaml": invented.text(pack_id="rival-2021")})
    assert [each.partition(":")[0] for each in named] == ["city-2020.yaml", "rival-2021.yaml"]


def test_every_file_with_a_mistake_is_named_at_once():
    named = problems(**{"a.yaml": "id: [", "b.yaml": "- 1"})
    assert [each.partition(":")[0] for each in named] == ["a.yaml", "b.yaml"]
