"""Situations a jurist wrote down, each with what the text makes of it (the format: situations/README.md)."""

from datetime import date, datetime, time
from enum import Enum
from pathlib import Path

import pytest
import yaml

from jiandu.domain import Refused
from jiandu.law import LEGAL_ZONE, Rulebook, extend, follow, resume, start, suspend
from jiandu.law.bodies import ActorCase, ItemList, Provision
from jiandu.law.format.words import vocabulary
from jiandu.law.judging import judge

LAW = Rulebook.load()
FOLDER = Path(__file__).parent / "situations"
FILES = sorted(FOLDER.glob("*.yaml"))
BIG = {
    "changji-2021",
    "weihai-2021",
    "heilongjiang-2020",
    "hangzhou-2006",
    "samr-2021",
    "samr-draft-2020",
    "henan-2019",
    "tongzhou-accountability-2008",
    "tongzhou-personnel-2008",
}
KINDS = {"facts", "clock", "ask", "silent", "governs"}


def situations():
    for path in FILES:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for number, situation in enumerate(content["situations"], start=1):
            yield pytest.param(content["pack"], situation, id=f"{content['pack']}-{number}")


@pytest.mark.parametrize(("pack_id", "situation"), list(situations()))
def test_the_text_makes_of_a_situation_what_a_jurist_expects(pack_id, situation):
    unknown = situation.keys() - {"title", "expect"} - KINDS
    assert not unknown, f"no such key: {unknown}"
    (kind,) = KINDS & situation.keys()
    checks = {"facts": judged, "clock": counted, "ask": asked, "silent": silent, "governs": governed}
    checks[kind](LAW.pack(pack_id), situation[kind], situation.get("expect", {}))


def test_every_pack_has_its_situations():
    counts = {}
    for path in FILES:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert content["pack"] == path.stem
        counts[path.stem] = len(content["situations"])
    assert counts.keys() == {pack.ref for pack in LAW.packs.values()}  # a next version has its own
    few = {pack: count for pack, count in counts.items() if count < (12 if pack in BIG else 4)}
    assert not few


def judged(pack, facts, expect):
    found = judge(pack, facts)
    assert expect.keys() <= {"shares", "weights", "measures", "criteria", "undecided", "silent"}
    if "shares" in expect:
        shares = [
            {"who": each.who, "share": each.share or "excused", "article": each.source.article}
            for each in found.shares
        ]
        assert unordered(shares) == unordered(expect["shares"])
    if "weights" in expect:
        weights = [
            {"code": each.code, "effects": list(each.effects), "article": each.source.article}
            for each in found.weights
        ]
        assert unordered(weights) == unordered(expect["weights"])
    for standing, codes in expect.get("measures", {}).items():
        assert sorted(each.code for each in found.measures if each.standing == standing) == sorted(codes), standing
    for rule, holds in expect.get("criteria", {}).items():
        assert [each.holds for each in found.criteria if each.rule == rule] == [holds], rule
    assert set(expect.get("undecided", ())) <= {each.rule for each in found.undecided}
    if "silent" in expect:
        assert sorted(found.silent) == sorted(expect["silent"])


def unordered(rows):
    return sorted(rows, key=lambda row: sorted(map(str, row.values())))


def counted(pack, asked_for, expect):
    assert expect.keys() <= {"due_on", "article", "refused"}
    if "refused" in expect:
        with pytest.raises(Refused) as caught:
            clock_of(pack, asked_for)
        assert caught.value.code == expect["refused"]
        assert "article" not in expect or caught.value.citation.article == expect["article"]
        return
    clock = clock_of(pack, asked_for)
    assert clock.due_on == expect["due_on"]
    assert "article" not in expect or clock.article == expect["article"]


def clock_of(pack, asked_for):
    rule = pack.clock(asked_for["provision"])
    if "length" in asked_for:
        rule = rule.with_length(asked_for["length"])
    clock = start(rule, noon(asked_for["from"]), LAW.calendar)
    if "suspend" in asked_for:
        since, until = asked_for["suspend"]
        clock = resume(suspend(clock, clock.citation, noon(since)), LAW.calendar, noon(until))
    if "extend" in asked_for:
        further = pack.clock(asked_for["extend"]["provision"])
        length = asked_for["extend"].get("length")
        clock = extend(clock, further.with_length(length) if length else further, LAW.calendar)
    if "then" in asked_for:
        clock = follow(pack.clock(asked_for["then"]), clock, LAW.calendar)
    return clock


def noon(day):
    return (
        day.replace(tzinfo=LEGAL_ZONE)
        if isinstance(day, datetime)
        else datetime.combine(day, time(12), LEGAL_ZONE)
    )


def asked(pack, provision, expect):
    body = pack.rule(provision, Provision)
    for name, value in expect.items():
        assert told(body, name) == value, name


def told(body, name):
    if name == "type":
        return vocabulary()[body.name].type
    if name == "article":
        return body.source.article
    if name == "codes":
        lists = (
            [body]
            if isinstance(body, ItemList)
            else [each for each in vars(body).values() if isinstance(each, ItemList)]
        )
        return [code for each in lists for code in each.codes]
    return plain(getattr(body, name))


def plain(value):
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, ItemList):
        return list(value.codes)
    if isinstance(value, ActorCase):
        return value.who
    if isinstance(value, Provision):
        return {"length": value.length, "unit": value.unit.value, "starts": value.starts}
    return value


def silent(pack, provisions, expect):
    assert not expect
    assert provisions
    assert not [provision for provision in provisions if provision not in vocabulary()]
    assert not [provision for provision in provisions if pack.speaks_of(provision)]


def governed(_pack, asked_for, expect):
    named = {name: asked_for[name] for name in ("matter", "sector", "level") if name in asked_for}
    assert isinstance(asked_for["on"], date)
    if "refused" in expect:
        with pytest.raises(Refused) as caught:
            LAW.governing(asked_for["region"], asked_for["on"], **named)
        assert caught.value.code == expect["refused"]
        return
    assert LAW.governing(asked_for["region"], asked_for["on"], **named).ref == expect["pack"]
