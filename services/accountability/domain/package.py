"""What crosses to the authority in a referral, and the hash by which both sides know it is the same."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from jiandu.domain import Citation


def package_of(said: Mapping[str, Any]) -> dict[str, str]:
    """The package of one referral, of what its decision said. It names officer and duty; nobody who complained."""
    names = ("case_id", "referral_id", "region", "authority", "trigger", "officer_id", "unit", "decided_by")
    citation: Citation = said["citation"]
    proof = {"pack": citation.pack, "article": citation.article, "quote": citation.quote}
    return {**{name: said[name] for name in names}, **proof, "decided_at": said["decided_at"].isoformat()}


def digest_of(package: Mapping[str, str]) -> str:
    """SHA-256 of the package as JSON in UTF-8 with sorted keys and no spaces; the authority computes the same."""
    text = json.dumps(dict(package), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
