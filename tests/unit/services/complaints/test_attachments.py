"""What is handed in is announced, received whole, judged, and only then read."""

import pytest

from jiandu.domain import Refused
from jiandu.law import HOUSE
from services.complaints.domain import attachment, screening, withdrawal
from services.complaints.domain.attachment import MEDIA_TYPES
from tests.unit.services.complaints.complaint_play import PLATFORM, WEIHAI, ComplaintPlay

declare, complete, judge = (
    attachment.declare_attachment,
    attachment.complete_attachment,
    attachment.judge_attachment,
)


def declared(**fields: object) -> ComplaintPlay:
    play = ComplaintPlay(WEIHAI)
    play.step(declare, by=PLATFORM, **fields)
    return play


def state_of(play: ComplaintPlay) -> str:
    return attachment.attachment_of(play.now, "a1").state


def test_it_is_announced_received_and_released():
    play = declared(name="照片.png")
    assert (state_of(play), play.now.attachments[0].name) == ("declared", "照片.png")
    play.step(complete, by=PLATFORM)
    assert state_of(play) == "quarantined"
    play.step(judge)
    assert attachment.readable(play.now, "a1").state == "released"


@pytest.mark.parametrize("steps", [(), (complete,)], ids=["announced", "in quarantine"])
def test_nobody_reads_it_before_it_is_released(steps):
    with pytest.raises(Refused) as refused:
        attachment.readable(declared().steps(*steps).now, "a1")
    assert refused.value.code == "QUARANTINED"


def test_what_was_found_harmful_is_never_read_even_if_it_was_released_before():
    play = declared().steps(complete, judge)
    assert play.no(judge).code == "NOT_ALLOWED_IN_STATE"
    play.step(judge, harmless=False)
    assert state_of(play) == "rejected"
    assert play.no(judge).code == "NOT_ALLOWED_IN_STATE"


def test_what_is_not_here_yet_cannot_be_judged():
    assert declared().no(judge).code == "NOT_ALLOWED_IN_STATE"
    assert declared().no(judge, attachment_id="a9").code == "NOT_FOUND"


@pytest.mark.parametrize("other", [{"size": 5}, {"digest": "cd" * 32}])
def test_what_comes_is_what_was_announced_and_comes_once(other):
    play = declared()
    assert play.no(complete, **other).code == "ATTACHMENT_DIFFERS"
    assert play.steps(complete).no(complete).code == "ALREADY_EXISTS"


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_of_the_forms_that_are_taken_each_is(media_type: str):
    assert declared(media_type=media_type).now.attachments[0].media_type == media_type


def test_a_program_is_not_taken_nor_what_is_too_large():
    play = ComplaintPlay(WEIHAI)
    assert play.no(declare, media_type="application/x-msdownload").field == "media_type"
    assert play.no(declare, size=HOUSE.largest_attachment + 1).code == "TOO_LARGE"
    play.step(declare, size=HOUSE.largest_attachment)


def test_there_are_not_too_many_and_each_is_handed_in_once():
    play = declared()
    assert play.no(declare, attachment_id="a2").code == "ALREADY_EXISTS"
    for each in range(1, HOUSE.most_attachments):
        play.step(declare, attachment_id=f"b{each}", digest=f"{each:064}")
    assert play.no(declare, attachment_id="a2", digest="cd" * 32).code == "TOO_MANY"


def test_while_a_complaint_is_open_or_a_clue_something_is_handed_in():
    assert ComplaintPlay(WEIHAI).steps(screening.accept, declare).now.attachments
    assert ComplaintPlay(WEIHAI).steps(screening.record_clue, declare).now.attachments
    assert ComplaintPlay(WEIHAI).steps(withdrawal.withdraw).no(declare).code == "NOT_ALLOWED_IN_STATE"


def test_what_was_on_its_way_arrives_whatever_became_of_the_complaint():
    play = declared().steps(withdrawal.withdraw, complete, judge)
    assert state_of(play) == "released"
