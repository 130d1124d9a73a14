"""Who complained is sealed away with a complaint that is taken in, and with no other."""

from types import SimpleNamespace
from typing import Any

import pytest

from jiandu.bus.contract import Contracts
from jiandu.domain import Actor, Cause, Refused, Request
from jiandu.service.unit import Unit
from jiandu.store.memory import MemoryAggregates
from services.complaints.domain import intake
from services.complaints.domain.complaint import Complaint
from tests import deployed
from tests.unit.services.play import LAW, at

DAY = "2026-03-02"
IDENTITY = {"name": "张三", "phone": "-"}


class Kept(dict[str, Any]):
    """Stands for the collection `complainants`: the first identity under an id stays."""

    def keep(self, complaint_id: str, identity: dict[str, str]) -> None:
        self.setdefault(complaint_id, identity)


@pytest.fixture
def service() -> Any:
    made = next(each for each in deployed.CLASSES if each.name == "complaints")()
    silent = SimpleNamespace(conflict=lambda: None, duplicate=lambda: None)
    made.complaints = Unit(Complaint, MemoryAggregates(), LAW, Contracts(), lambda _: None, silent)
    made.complainants = Kept()
    return made


def submission(
    identity: dict[str, str] | None = IDENTITY,
    day: str = DAY,
    digest: str = "",
    regions: tuple[str, ...] = ("652300",),
    **changed: Any,
) -> Request[intake.SubmitComplaint]:
    told = {
        "complaint_id": "k1",
        "region": "652300",
        "channel": "web",
        "kind": "complaint",
        "respondent": "body-1",
        "facts": "现场检查未出示执法证件",
        **changed,
    }
    by = Actor(subject="li", agency="hotline", regions=regions)
    cause = Cause("hotline/c1", digest=digest, expected_version=told.pop("expected_version", None))
    return Request(intake.SubmitComplaint(command_id="c1", at=at(day), by=by, **told), cause, identity)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"facts": " "}, "MISSING_FIELD"),
        ({"channel": "pigeon"}, "INVALID_VALUE"),
        ({"region": "371000"}, "REGION_FORBIDDEN"),
        ({"expected_version": 4}, "STALE_VERSION"),
        ({"day": "1999-01-01"}, "NO_PACK_IN_FORCE"),
    ],
)
def test_a_refused_submission_leaves_no_identity_behind(service: Any, changed: dict[str, Any], code: str):
    with pytest.raises(Refused) as refused:
        service.submit(submission(**changed))
    assert refused.value.code == code
    assert service.complainants == {}
    assert service.complaints.store.history("k1") == []


def test_an_identity_is_kept_with_its_complaint_and_a_repetition_is_answered_alike(service: Any):
    first = service.submit(submission())
    # by then the rehearsal would refuse it: what has been applied is not decided again
    assert service.submit(submission(day="1999-01-01")) == first
    assert service.complainants == {"k1": IDENTITY}


def test_after_a_crash_between_the_two_writes_the_repetition_finishes(service: Any):
    service.complainants.keep("k1", IDENTITY)
    assert service.submit(submission())["state"] == "submitted"
    assert service.complainants == {"k1": IDENTITY}


def test_another_content_under_the_id_of_an_anonymous_complaint_adds_no_identity(service: Any):
    service.submit(submission(identity=None, digest="a"))
    with pytest.raises(Refused, match="COMMAND_ID_REUSED"):
        service.submit(submission(digest="b"))
    assert service.complainants == {}


def test_an_identity_is_not_kept_under_a_complaint_that_lies_in_another_region(service: Any):
    """The same agency, the same command id, and a token for another region."""
    service.submit(submission(identity=None))
    with pytest.raises(Refused) as refused:
        service.submit(submission(region="371000", regions=("371000",)))
    assert refused.value.code == "ALREADY_EXISTS"
    assert service.complainants == {}
