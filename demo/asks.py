"""What the generator yields: commands to be given, and what becomes of them."""

from typing import Any, NamedTuple


class Ask(NamedTuple):
    """A command: `region` says whose staff gives it."""

    region: str
    method: str
    command_id: str
    fields: dict[str, Any]


class Screening(NamedTuple):
    """What becomes of a complaint after screening; `complaint_id` has to be added to the fields."""

    method: str
    command_id: str
    fields: dict[str, Any]


class Filed(NamedTuple):
    """A complaint with what follows. The first four are those of `Ask`.

    `officers` are all whom it concerns: the services hold one of them. `recommendation` and `answer` are words of
    proportions.RECOMMENDATIONS and ANSWERS for those who play the matter further.
    """

    region: str
    method: str
    command_id: str
    fields: dict[str, Any]
    screening: Screening
    officers: tuple[str, ...]
    recommendation: str
    answer: str
