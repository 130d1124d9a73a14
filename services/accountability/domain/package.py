"""What crosses to the authority in a referral, and the hash by which both sides know it is the same."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from jiandu.domain import Citation


def package_of(
    *,
    case_id: str,
    referral_id: str,
    region: str,
    authority: str,
    trigger: str,
    officer_id: str,
    unit: str,
    citation: Citation,
    decided_by: str,
    decided_at: datetime,
) -> dict[str, str]:
    """The package of one referral. It names the officer and the duty; nobody who complained."""
    return {
        "case_id": case_id,
        "referral_id": referral_id,
        "region": region,
        "authority": authority,
        "trigger": trigger,
        "officer_id": officer_id,
        "unit": unit,
        "pack": citation.pack,
        "article": citation.article,
        "quote": citation.quote,
        "decided_by": decided_by,
        "decided_at": decided_at.isoformat(),
    }


def digest_of(package: Mapping[str, str]) -> str:
    """SHA-256 of the package as JSON in UTF-8 with sorted keys and no spaces; the authority computes the same."""
    text = json.dumps(dict(package), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
