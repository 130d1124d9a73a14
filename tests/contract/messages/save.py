"""A message to save for every event that has none yet; `./run generate` writes it.

The values are examples of each field's kind. Files that exist are left as they are, for ever.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jiandu.bus import fields
from jiandu.bus.envelope import Envelope, to_message
from tests import deployed

SAVED = Path(__file__).with_name("saved")
NOON = datetime(2026, 10, 8, 4, 0, 0, tzinfo=UTC)

# what a field's name says about it; everything else follows from its kind
EXAMPLES: dict[str, Any] = {
    "effect": "certificate.revoke",
    "status": "revoked",
    "unit": "agency-01",
    "officer_id": "officer-000001",
    "order_id": "ord-0123456789abcdef01234567",
    "case_id": "acc-0123456789abcdef01234567",
    "complaint_id": "cmp-0123456789abcdef01234567",
    "referral_id": "commission-1",
    "numbers": ["652301-0001", "652301-0002"],
    "package_digest": "sha256:" + "0" * 64,
    "package": {"case_id": "acc-0123456789abcdef01234567", "referral_id": "commission-1"},
}


def file_of(name: str, version: int) -> Path:
    """Where the saved message of this version lies."""
    return SAVED / f"{name}.v{version}.json"


def example(name: str, field: Any) -> Any:
    """A value such as this field carries."""
    if name in EXAMPLES:
        return EXAMPLES[name]
    kinds = {
        fields.Region: "652301",
        fields.Instant: NOON.isoformat(),
        fields.Day: "2026-10-08",
        fields.Whole: 1,
        fields.Count: 2,
        fields.Flag: True,
        fields.Digest: "0" * 64,
        fields.Identifier: f"{name}-1",
        fields.Text: f"{name} 1",
        fields.AnyObject: {},
    }
    if isinstance(field, fields.Choice):
        return field.validators[0].choices[0]
    if isinstance(field, fields.Many):
        return [example(name, field.inner)]
    if isinstance(field, fields.Part):
        return {part: example(part, inner) for part, inner in field.schema.fields.items()}
    return kinds[type(field)]


def message_of(service: str, contract: Any) -> dict[str, Any]:
    """A message as `service` publishes this contract today."""
    schema = contract.schema()
    body = {field.data_key or name: example(name, field) for name, field in schema.fields.items()}
    return written(f"/services/{service}", contract.name, contract.version, body)


def heard_from_agencies(contract: Any) -> dict[str, Any]:
    """A message as an agency sends it under this contract."""
    body = {field.data_key or name: example(name, field) for name, field in contract.schema().fields.items()}
    return written("/agencies/agency-01", contract.name, contract.version, body)


def written(source: str, name: str, version: int, body: dict[str, Any]) -> dict[str, Any]:
    """The message in the form in which it is saved."""
    wire = to_message(
        Envelope(
            id="cmp-0123456789abcdef01234567:1",
            source=source,
            type=name,
            time=NOON,
            subject="cmp-0123456789abcdef01234567",
            sequence=1,
            schema_version=version,
            data=body,
            correlation="cmp-0123456789abcdef01234567",
            causation="submit-1",
            traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        )
    )
    return {"headers": wire.headers, "properties": wire.properties, "body": json.loads(wire.body)}


def derived() -> dict[Path, str]:
    """The messages that are not saved yet, each with its file."""
    messages = {(c.name, c.version): message_of(service, c) for service, c in deployed.published()}
    for _, contract in deployed.consumed():
        if "agencies" in contract.sources:
            messages.setdefault((contract.name, contract.version), heard_from_agencies(contract))
    return {
        file_of(*known): json.dumps(message, ensure_ascii=False, indent=1) + "\n"
        for known, message in messages.items()
        if not file_of(*known).exists()
    }
