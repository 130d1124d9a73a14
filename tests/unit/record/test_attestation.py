"""The QR content of a certificate."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiandu.record import seal
from jiandu.record.attestation import LONGEST, BadAttestation, attest, read
from tests.unit.record.listing import AGENCY, ENDED, KEYS, NOON, OTHER_SERVICE, REGISTRY, STRANGER

SECOND = timedelta(seconds=1)
LIFE = timedelta(minutes=5)
SAID = ["65230100010001", 7, "CJ-agriculture", ["行政处罚"], 100, 200, "certificates-1"]


def shown(signer=REGISTRY, **other):
    fields = {
        "number": "65230100010001",
        "index": 4711,
        "body": "CJ-agriculture",
        "kinds": ["行政处罚", "行政检查"],
        "at": NOON,
        "until": NOON + LIFE,
        **other,
    }
    return attest(signer, **fields)


def refused(text, at=NOON):
    with pytest.raises(BadAttestation) as caught:
        read(text, KEYS, at)
    assert caught.value.reason in BadAttestation.WORDS
    return caught.value.reason


def part(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def sealed(content, purpose="jiandu-attestation/1"):
    return f"JD1.{part(content)}.{part(seal.seal(REGISTRY, purpose, content))}"


def compact(said):
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def test_it_says_what_was_attested_while_it_is_good():
    text = shown()
    for at in (NOON, NOON + LIFE - SECOND):
        found = read(text, KEYS, at)
        assert (found.number, found.index, found.body) == ("65230100010001", 4711, "CJ-agriculture")
        assert found.kinds == ("行政处罚", "行政检查")
        assert (found.at, found.until, found.key_id) == (NOON, NOON + LIFE, "certificates-1")


def test_it_is_short_and_can_stand_in_an_address():
    text = shown()
    assert len(text) < 270  # version 11 of a QR code, 61 by 61, at error correction M, is 251 octets; L is 321
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_it_is_good_for_its_time_only():
    text = shown()
    assert refused(text, NOON + LIFE) == "expired"
    assert refused(text, NOON - timedelta(hours=1)) == "not_yet_valid"
    assert read(text, KEYS, NOON - timedelta(seconds=30)).number  # clocks of telephones differ


@pytest.mark.parametrize(
    ("signer", "reason"),
    [
        (STRANGER, "unknown_key"),
        (ENDED, "key_not_valid"),
        (OTHER_SERVICE, "wrong_speaker"),
        (AGENCY, "wrong_speaker"),
    ],
)
def test_only_the_registry_attests(signer, reason):
    assert refused(shown(signer)) == reason


@given(st.data())
@settings(max_examples=60)
def test_no_character_of_it_can_be_changed(data):
    text = shown()
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("Az09-_.?签").filter(lambda each: each != text[at]))
    refused(text[:at] + other + text[at + 1 :])


def test_nothing_that_was_signed_for_another_purpose_is_an_attestation():
    content = compact([*SAID[:4], int(NOON.timestamp()), int((NOON + LIFE).timestamp()), SAID[6]])
    assert read(sealed(content), KEYS, NOON).index == 7
    assert refused(sealed(content, "jiandu-status-epoch/1")) == "bad_signature"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "malformed"),
        ("https://example.org/", "malformed"),
        ("JD", "malformed"),
        ("JD1", "malformed"),
        ("JD1.a.b.c", "malformed"),
        ("JD1..", "malformed"),
        ("JD1.?.?", "malformed"),
        ("JD2.a.b", "unknown_version"),
        ("J" * (LONGEST + 1), "too_long"),
    ],
)
def test_what_is_no_attestation_is_told_apart(text, reason):
    assert refused(text) == reason


@pytest.mark.parametrize(
    "said",
    [
        {},
        SAID[:6],
        [*SAID, 1],
        *([*SAID[:place], None, *SAID[place + 1 :]] for place in range(len(SAID))),
        [SAID[0], -1, *SAID[2:]],
        [SAID[0], True, *SAID[2:]],
        [*SAID[:3], [1], *SAID[4:]],
        [*SAID[:4], 200, 200, SAID[6]],
        [*SAID[:4], -1, 200, SAID[6]],
        [*SAID[:4], 100, 10**15, SAID[6]],
    ],
)
def test_content_of_another_form_is_malformed_whoever_signed_it(said):
    assert refused(sealed(compact(said))) == "malformed"


@pytest.mark.parametrize("content", [b"\xff", b"[" * 600, b"[NaN]", json.dumps(SAID).encode(), b""])
def test_content_that_is_not_in_its_one_spelling_is_malformed(content):
    assert refused(sealed(content)) == "malformed"


def test_without_a_signature_it_is_told_so():
    assert refused(f"JD1.{part(compact(SAID))}.") == "unsigned"


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda text: f"JD1.{text}"))
def test_whatever_a_camera_reads_is_refused_and_breaks_nothing(text):
    refused(text)


def test_what_could_not_be_shown_is_not_attested():
    with pytest.raises(BadAttestation, match="too_long"):
        shown(kinds=["行政处罚"] * 80)
    for at, until in ((NOON, NOON), (NOON.replace(tzinfo=None), NOON), (NOON, datetime.max)):  # noqa: DTZ901
        with pytest.raises(ValueError, match="begins before it ends"):
            shown(at=at, until=until)


def test_parts_of_a_second_are_not_promised():
    found = read(shown(at=NOON + SECOND / 2, until=NOON + LIFE + SECOND / 2), KEYS, NOON)
    assert (found.at, found.until) == (NOON, NOON + LIFE)
    assert found.at.tzinfo is UTC
