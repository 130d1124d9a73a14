"""Staff see what waits for them: by state, the oldest first, a page at a time, and nothing about themselves."""

import pytest

from tests.integration.services.conftest import Deploy, Deployed

REGION = "652300"


@pytest.fixture(scope="module")
def complaints(deploy: Deploy) -> Deployed:
    return deploy("complaints", relay=False)


def submit(complaints: Deployed, number: int, body: str = "body-1") -> str:
    intake = complaints.client("intake_officer", region=REGION)
    answer = intake.call(
        "complaints.submit",
        command_id=f"listed-{number}",
        region=REGION,
        channel="web",
        kind="complaint",
        respondents=[{"body_id": body}],
        facts=f"第{number}件:未出示证件",
    )
    return str(answer["id"])


def test_the_oldest_come_first_a_page_at_a_time_and_each_once(complaints):
    submitted = [submit(complaints, number) for number in range(103)]
    intake = complaints.client("intake_officer", region=REGION)
    first = intake.ask("complaints.listed", state="submitted")
    assert [row["id"] for row in first["rows"]] == submitted[:100]
    second = intake.ask("complaints.listed", state="submitted", after=first["next"])
    assert [row["id"] for row in second["rows"]] == submitted[100:]
    assert second["next"] is None
    intake.call("complaints.accept", command_id="listed-accept", complaint_id=submitted[0])
    assert [row["id"] for row in intake.ask("complaints.listed", state="accepted")["rows"]] == submitted[:1]


def test_other_regions_and_those_complained_of_see_none_of_it(complaints):
    submit(complaints, 1000, body="bureau")
    elsewhere = complaints.client("intake_officer", region="371000")
    assert elsewhere.ask("complaints.listed", state="submitted")["rows"] == []
    accused = complaints.client("intake_officer", region=REGION, agency="bureau")
    after = accused.ask("complaints.listed", state="submitted")["next"]
    rows = accused.ask("complaints.listed", state="submitted", after=after)["rows"]
    assert rows
    assert not [row for row in rows if "bureau" in row["respondents"]]
