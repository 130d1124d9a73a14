"""./run law with more than one version of a text: which of them governs, and what is wrong with their files."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from jiandu.cli.commands import run
from jiandu.cli.law import sources
from jiandu.law import Rulebook, rulebook
from tests.unit.law import invented

LIMIT = """
- id: notice.correction
  article: 第二条
  quote: 内
  modality: must
  body: {type: clock, length: %d, unit: calendar_day, starts: 收到}
"""
AMENDED = invented.text(LIMIT % 20, version=2, first=date(2026, 6, 1))


@pytest.fixture
def ship(tmp_path, monkeypatch):
    """Ships these packs in place of those of the house; the first version is among them."""
    (tmp_path / "packs").mkdir()
    for module in (rulebook, sources):
        monkeypatch.setattr(module, "files", lambda _: tmp_path)
    monkeypatch.setattr(Rulebook, "load", staticmethod(Rulebook.load.__wrapped__))

    def put(**packs):
        for name, text in {"city-2020": invented.text(LIMIT % 10), **packs}.items():
            (tmp_path / "packs" / f"{name}.yaml").write_text(text, encoding="utf-8")

    return put


def law(*arguments):
    return CliRunner().invoke(run, ["law", *arguments])


def explained(pack, day, *more):
    return law("explain", pack, "notice.correction", "--from", day, *more)


def test_the_version_that_governs_on_the_day_is_named_where_it_is_another(ship):
    ship(**{"city-2020@2": AMENDED})
    first, second = (explained(pack, "2026-07-01").output.splitlines() for pack in ("city-2020", "city-2020@2"))
    assert first[0].startswith("2026-07-01 适用的是 city-2020@2(自 2026-06-01 起施行)")
    assert " / city-2020@2 governs on 2026-07-01" in first[0]
    assert second[0].startswith("依据")


def test_the_earlier_version_is_named_before_the_first_day_of_the_later(ship):
    ship(**{"city-2020@2": AMENDED})
    assert "city-2020 governs on 2026-05-01" in explained("city-2020@2", "2026-05-01").output
    assert json.loads(explained("city-2020@2", "2026-05-01", "--json").stdout)["governing"] == "city-2020"


def test_a_file_is_one_of_the_versions(ship, tmp_path):
    ship()
    path = tmp_path / "draft.yaml"
    path.write_text(AMENDED, encoding="utf-8")
    assert explained(str(path), "2026-07-01").output.startswith("依据")
    assert "city-2020 governs on 2026-05-01" in explained(str(path), "2026-05-01").output


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        (
            invented.text(LIMIT % 10),
            "2019-12-31",
            "尚未施行(自 2020-01-01 起施行) / city-2020 is not yet",
        ),
        (
            invented.text(LIMIT % 10).replace("words:", "to: 2025-12-31, words:"),
            "2026-07-01",
            "已不再施行(施行至 2025-12-31) / city-2020 is no longer in force",
        ),
        (invented.text(LIMIT % 10, status="draft"), "2026-07-01", "未施行(效力:draft),2026-07-01 不适用"),
    ],
)
def test_a_day_on_which_no_version_is_in_force_is_told(ship, text, day, said):
    ship(**{"city-2020": text})
    assert said in explained("city-2020", day).output.splitlines()[0]
    assert json.loads(explained("city-2020", day, "--json").stdout)["governing"] is None


def test_the_version_that_governs_is_named_also_where_the_one_asked_is_silent(ship):
    ship(**{"city-2020": invented.text(), "city-2020@2": AMENDED})
    found = explained("city-2020", "2026-07-01")
    assert found.exit_code == 1
    assert "city-2020@2 governs on 2026-07-01" in found.output


def test_the_first_version_may_be_named_with_its_number(ship):
    ship(**{"city-2020@2": AMENDED})
    assert explained("city-2020@1", "2026-05-01").output == explained("city-2020", "2026-05-01").output
    assert "no pack 'city-2020@3'" in explained("city-2020@3", "2026-05-01").output


def test_a_pack_is_shown_with_its_other_versions(ship):
    ship(**{"city-2020@2": AMENDED})
    assert "other versions: city-2020@2" in law("show", "city-2020").output
    assert "other versions" not in law("show", "city-2020", "第二条").output


@pytest.mark.parametrize("command", [("coverage",), ("coverage", "city-2020"), ("show", "city-2020")])
def test_a_version_that_ships_and_has_no_place_is_named_with_file_and_reason(ship, command):
    ship(**{"city-2020@2": invented.text(LIMIT % 20, version=2, corrects=5)})
    found = law(*command)
    assert found.exit_code == 1
    assert "city-2020@2.yaml:3: corrects: city-2020 has no earlier version 5" in found.output
