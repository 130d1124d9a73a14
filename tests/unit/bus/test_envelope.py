import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_binary_event
from hypothesis import given
from hypothesis import strategies as st

from jiandu.bus.envelope import Envelope, Malformed, from_message, to_message

LINE = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)
NAME = st.from_regex(r"[a-z][a-z0-9_]{0,20}(\.[a-z][a-z0-9_]{0,20})?", fullmatch=True)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | LINE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(LINE, inner, max_size=4),
    max_leaves=10,
)
ENVELOPES = st.builds(
    Envelope,
    id=LINE,
    source=LINE,
    type=NAME,
    time=st.datetimes(
        datetime.fromisoformat("2000-01-01"),
        datetime.fromisoformat("2100-01-01"),
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]),
    ),
    subject=LINE,
    sequence=st.integers(0, 10**18 - 1),
    schema_version=st.integers(0, 1000),
    data=st.dictionaries(LINE, JSON, max_size=5),
    correlation=LINE,
    causation=st.none() | LINE,
    traceparent=st.none() | LINE,
    key_id=st.none() | LINE,
    signature=st.none() | LINE,
)


def an_envelope(**changes):
    return Envelope(
        **{
            "id": "cert-1:7",
            "source": "/services/certificates",
            "type": "certificate.status_changed",
            "time": datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=8))),
            "subject": "cert-1",
            "sequence": 7,
            "schema_version": 2,
            "data": {"状态": "吊销", "version": 7},
            "correlation": "matter-1",
            "causation": "acc-1:3",
            **changes,
        }
    )


def read(wire, *, body=None, properties=None, **headers):
    changed = {**wire.headers, **{f"ce-{name}": value for name, value in headers.items()}}
    present = {name: value for name, value in changed.items() if value is not None}
    return from_message(wire.body if body is None else body, present, {**wire.properties, **(properties or {})})


@given(ENVELOPES)
def test_what_is_written_is_read_back(envelope):
    wire = to_message(envelope)
    assert from_message(wire.body, wire.headers, wire.properties) == envelope
    assert all(isinstance(value, str) for value in wire.headers.values())


ANY = (
    st.none()
    | st.integers()
    | st.binary(max_size=20)
    | st.text(max_size=20)
    | st.floats()
    | st.lists(st.integers())
)
HEADER = st.sampled_from(sorted(to_message(an_envelope(key_id="k", signature="s", traceparent="t")).headers))


@given(body=st.binary(), headers=st.none() | st.dictionaries(HEADER | st.text(max_size=8), ANY), kind=ANY)
def test_any_message_is_an_envelope_or_malformed(body, headers, kind):
    try:
        envelope = from_message(body, headers, {"content_type": kind})
    except Malformed:
        return
    assert isinstance(envelope, Envelope)


@given(header=HEADER, value=ANY)
def test_one_wrong_header_is_malformed_or_readable(header, value):
    wire = to_message(an_envelope())
    try:
        envelope = from_message(wire.body, {**wire.headers, header: value}, {"content_type": "application/json"})
    except Malformed:
        return
    assert isinstance(envelope, Envelope)


@given(
    body=st.one_of(
        st.binary(),
        st.text().map(str.encode),
        JSON.map(lambda value: repr(value).encode()),
        st.sampled_from([b"[" * 100_000, b'{"a":' * 100_000, b'{"a":' + b"9" * 5000 + b"}", b'{"a":"\\ud800"}']),
    )
)
def test_any_body_is_an_object_or_malformed(body):
    try:
        envelope = read(to_message(an_envelope()), body=body)
    except Malformed:
        return
    assert isinstance(envelope.data, dict)


def test_the_wire_carries_the_headers_of_the_contract():
    wire = to_message(an_envelope(traceparent="00-1-2-01", key_id="certificates-1", signature="c2ln"))
    assert wire.headers == {
        "ce-specversion": "1.0",
        "ce-id": "cert-1:7",
        "ce-source": "/services/certificates",
        "ce-type": "certificate.status_changed",
        "ce-time": "2026-11-23T01:30:00Z",
        "ce-subject": "cert-1",
        "ce-sequence": "7",
        "ce-dataschema": "jiandu:certificate.status_changed:2",
        "ce-correlationid": "matter-1",
        "ce-causationid": "acc-1:3",
        "ce-traceparent": "00-1-2-01",
        "ce-keyid": "certificates-1",
        "ce-signature": "c2ln",
    }
    assert wire.properties == {
        "content_type": "application/json",
        "content_encoding": "utf-8",
        "delivery_mode": 2,
        "message_id": "cert-1:7",
        "correlation_id": "matter-1",
    }
    assert wire.body == '{"状态":"吊销","version":7}'.encode()


def test_the_cloudevents_package_reads_what_is_written():
    envelope = an_envelope()
    wire = to_message(envelope)
    event = from_binary_event(RabbitMQMessage(wire.headers, wire.properties["content_type"], wire.body))
    assert event.get_id() == envelope.id
    assert event.get_time() == envelope.time
    assert event.get_extension("sequence") == "7"
    assert event.get_data() == envelope.data


@pytest.mark.parametrize(
    "header",
    ["specversion", "id", "source", "type", "time", "subject", "sequence", "dataschema", "correlationid"],
)
def test_a_missing_attribute_is_malformed_and_named(header):
    with pytest.raises(Malformed) as caught:
        read(to_message(an_envelope()), properties={"message_id": None, "correlation_id": None}, **{header: None})
    assert f"ce-{header}" in caught.value.reason


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("specversion", "0.3"),
        ("sequence", "-1"),
        ("sequence", "07"),
        ("sequence", "1" * 30),
        ("sequence", 7),
        ("time", "2026-11-23"),
        ("time", "2026-11-23T09:30:00"),
        ("time", "2026-13-23T09:30:00Z"),
        ("time", "0001-01-01T00:00:00+08:00"),
        ("type", "Certificate Status"),
        ("dataschema", "jiandu:case.opened:2"),
        ("dataschema", "jiandu:certificate.status_changed:two"),
        ("subject", ""),
        ("subject", "two\nlines"),
        ("causationid", "x" * 256),
        ("subject", b"\xff"),
    ],
)
def test_an_ill_typed_attribute_is_malformed(header, value):
    with pytest.raises(Malformed):
        read(to_message(an_envelope()), **{header: value})


@pytest.mark.parametrize(
    "properties",
    [
        {"content_type": "application/x-python-serialize"},
        {"content_type": None},
        {"content_type": "application/json; charset=gb18030"},
        {"content_encoding": "gzip"},
        {"message_id": "another"},
        {"correlation_id": "another"},
    ],
)
def test_properties_that_contradict_the_envelope_are_malformed(properties):
    with pytest.raises(Malformed):
        read(to_message(an_envelope()), properties=properties)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"{", b"[]", b'"text"', b"null", b'{"a":NaN}', b'{"a":-Infinity}', b'{"a":1,"a":2}'],
)
def test_a_body_that_is_no_plain_object_is_malformed(body):
    with pytest.raises(Malformed):
        read(to_message(an_envelope()), body=body)


def test_foreign_headers_and_unknown_attributes_are_ignored():
    wire = to_message(an_envelope())
    headers = {**wire.headers, "x-death": [{"count": 1}], "nameko.token": b"?", "ce-region": "652300"}
    assert from_message(wire.body, headers, wire.properties) == an_envelope()


def test_a_charset_of_utf8_is_the_same_content_type():
    assert read(to_message(an_envelope()), properties={"content_type": "application/json; charset=UTF-8"})


@pytest.mark.parametrize(
    "changes",
    [
        {"time": datetime(2026, 1, 1)},  # noqa: DTZ001 - the missing zone is the point
        {"sequence": True},
        {"sequence": "1"},
        {"id": ""},
        {"id": "投" * 86},
        {"data": [1]},
        {"type": "投诉"},
    ],
)
def test_an_envelope_that_could_not_travel_cannot_be_built(changes):
    with pytest.raises(Malformed):
        an_envelope(**changes)


@pytest.mark.parametrize("value", [math.nan, math.inf, b"octets", {1}, "\ud800", datetime(2026, 1, 1, tzinfo=UTC)])
def test_data_that_is_not_json_is_not_written(value):
    with pytest.raises(Malformed):
        to_message(an_envelope(data={"value": value}))
