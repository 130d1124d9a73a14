"""The one call that is measured: a platform submits a complaint."""

import json
import time
import zlib
from typing import Any, Final

from demo.ledger import Actors
from demo.stories import changji
from demo.world import CHANGJI, staff

FACTS: Final = "执法人员未出示执法证件、未告知陈述申辩权利即作出罚款决定。" * 8


def complaint(command_id: str) -> dict[str, Any]:
    """The fields of `complaints.submit`: every time other words of another person, so that it is no duplicate."""
    return {
        "region": CHANGJI,
        "channel": "web",
        "kind": "complaint",
        "respondents": [{"body_id": changji.BODY, "officer_ids": []}],
        "facts": f"{command_id}:{FACTS}",
        "complainants": [{"name": "阿依古丽", "phone": f"139{zlib.crc32(command_id.encode()) % 10**8:08}"}],
    }


def as_bytes() -> bytes:
    """One of them as large as it travels."""
    return json.dumps(complaint("bench-0-crowd-10-100"), ensure_ascii=False).encode()


def submit(actors: Actors, command_id: str) -> float:
    """Milliseconds until a new complaint is taken in."""
    begun = time.perf_counter()
    actors.act(staff(CHANGJI)["intake"], "complaints.submit", command_id, **complaint(command_id))
    return (time.perf_counter() - begun) * 1000
