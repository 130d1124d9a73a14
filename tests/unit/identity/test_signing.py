from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiandu.bus.envelope import Envelope, Malformed, to_message
from jiandu.identity.keyring import FolderKeyring, MemoryKeyring, create_key
from jiandu.identity.signing import Signer, Unverified, receive, verify

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def an_envelope(**changes):
    return Envelope(
        **{
            "id": "cert-1:7",
            "source": "/services/certificates",
            "type": "certificate.status_changed",
            "time": NOW,
            "subject": "cert-1",
            "sequence": 7,
            "schema_version": 2,
            "data": {"状态": "吊销"},
            "correlation": "matter-1",
            **changes,
        }
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    create_key(folder, "certificates-1", "certificates", "service")
    create_key(folder, "complaints-1", "complaints", "service")
    create_key(folder, "commission-1", "commission", "authority")
    create_key(folder, "a001-1", "a001", "agency")
    create_key(folder, "issuer-1", "certificates", "issuer")
    create_key(folder, "old-1", "certificates", "service", not_after=NOW - timedelta(days=1))
    return folder


@pytest.fixture(scope="module")
def keyring(folder):
    return FolderKeyring(folder)


def reason_against(keyring, envelope, **received):
    with pytest.raises(Unverified) as caught:
        verify(envelope, keyring, **received)
    return caught.value.reason


def test_a_signed_message_names_its_owner(folder, keyring):
    signed = Signer.load(folder, "certificates-1").sign(an_envelope())
    assert verify(signed, keyring).owner == "certificates"
    wire = to_message(signed)
    assert receive(wire.body, wire.headers, wire.properties, keyring) == signed


@pytest.mark.parametrize(
    ("key", "source"), [("a001-1", "/agencies/a001"), ("commission-1", "/agencies/commission")]
)
def test_an_agency_or_authority_speaks_for_itself(folder, keyring, key, source):
    verify(Signer.load(folder, key).sign(an_envelope(source=source)), keyring)


@pytest.mark.parametrize("key", ["complaints-1", "a001-1", "commission-1", "issuer-1"])
def test_nobody_speaks_for_another(folder, keyring, key):
    assert reason_against(keyring, Signer.load(folder, key).sign(an_envelope())) == "wrong_speaker"


def test_an_agency_with_the_name_of_a_service_does_not_speak_for_the_service(tmp_path):
    create_key(tmp_path, "k", "certificates", "agency")
    signed = Signer.load(tmp_path, "k").sign(an_envelope())
    assert reason_against(FolderKeyring(tmp_path), signed) == "wrong_speaker"


def test_an_unsigned_message_is_unverified(keyring):
    assert reason_against(keyring, an_envelope()) == "unsigned"
    assert reason_against(keyring, an_envelope(key_id="certificates-1")) == "unsigned"


def test_an_unknown_key_is_unverified(folder):
    signed = Signer.load(folder, "certificates-1").sign(an_envelope())
    assert reason_against(MemoryKeyring(), signed) == "unknown_key"


def test_a_key_speaks_only_in_its_time(folder, keyring):
    signer = Signer.load(folder, "old-1")
    assert reason_against(keyring, signer.sign(an_envelope())) == "key_not_valid"
    earlier = signer.sign(an_envelope(time=NOW - timedelta(days=2)))
    verify(earlier, keyring)
    assert reason_against(keyring, earlier, at=NOW) == "key_not_valid"


@pytest.mark.parametrize(
    "change",
    [
        {"id": "cert-1:8"},
        {"type": "certificate.issued"},
        {"time": NOW + timedelta(microseconds=1)},
        {"subject": "cert-2"},
        {"sequence": 8},
        {"schema_version": 3},
        {"data": {"状态": "有效"}},
        {"correlation": "matter-2"},
        {"causation": "x"},
    ],
)
def test_any_change_breaks_the_signature(folder, keyring, change):
    signed = Signer.load(folder, "certificates-1").sign(an_envelope())
    assert reason_against(keyring, replace(signed, **change)) == "bad_signature"


def test_every_hop_may_rewrite_the_trace_context(folder, keyring):
    signed = Signer.load(folder, "certificates-1").sign(an_envelope(traceparent="00-1-2-01"))
    verify(replace(signed, traceparent="00-1-3-01"), keyring)


def test_a_received_message_is_proven_in_the_octets_that_came(folder, keyring):
    signed = Signer.load(folder, "certificates-1").sign(an_envelope())
    wire = to_message(signed)
    with pytest.raises(Unverified):
        receive(wire.body.replace(b":", b": "), wire.headers, wire.properties, keyring)
    with pytest.raises(Unverified):
        receive(wire.body, {**wire.headers, "ce-added": "later"}, wire.properties, keyring)


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=100))
def test_no_other_signature_is_accepted(keyring, signature):
    assert reason_against(keyring, an_envelope(key_id="certificates-1", signature=signature)) == "bad_signature"


def test_a_message_that_cannot_be_read_is_malformed_before_it_is_unverified(keyring):
    with pytest.raises(Malformed):
        receive(b"\xff", {}, {}, keyring)
