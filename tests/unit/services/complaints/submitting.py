"""A submission as it comes to the service, with somebody who submits it."""

from dataclasses import replace
from typing import Any

import pytest

from jiandu.domain import Actor, Cause, Refused, Request
from services.complaints.domain import intake
from services.complaints.domain.particulars import Respondent
from tests.unit.services.play import at

DAY, DAILY = "2026-03-02", 2
PHONE, ID_NUMBER = "13800138000", "110101199003070011"
IDENTITY = {"name": "张三", "phone": PHONE, "id_number": None, "address": None}
FACTS = f"我叫张三,电话{PHONE},二月二十七日上午执法人员进店检查,未出示执法证件"
EVERYWHERE = Actor(subject="li", agency="hotline", regions=("*",))
BODY = Respondent(body_id="body-1", officer_ids=("o1",))


def submission(
    complaint_id: str = "k1",
    *,
    complainants: Any = (IDENTITY,),
    facts: str = FACTS,
    respondents: tuple[Respondent, ...] = (BODY,),
    day: str = DAY,
    regions: tuple[str, ...] = ("652300",),
    digest: str = "d",
    expected_version: int | None = None,
    **changed: Any,
) -> Request[intake.SubmitComplaint]:
    told = {"region": "652300", "channel": "web", "kind": "complaint", **changed}
    by = replace(EVERYWHERE, regions=regions)
    command = intake.SubmitComplaint(command_id=complaint_id, at=at(day), by=by, complaint_id=complaint_id, **told)
    cause = Cause(f"hotline/{complaint_id}", digest=digest, expected_version=expected_version)
    sealed = {"complainants": complainants, "facts": facts, "respondents": respondents}
    return Request(command, cause, sealed)


def links_of(service: Any, complaint_id: str) -> dict[str, str]:
    complaint = service.complaints.get(complaint_id, EVERYWHERE)
    return {each.complaint_id: each.rule for each in complaint.links}


def refused(service: Any, request: Request[Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        service.submit(request)
    return caught.value
