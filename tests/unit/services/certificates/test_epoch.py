"""An epoch of the status list is published once, under an id that sorts as its number does."""

from services.certificates.domain.epoch import EPOCH, EVERYWHERE, epoch_id, publish_epoch
from tests.unit.services.certificates.officer_play import SERVICE
from tests.unit.services.play import Play, at

DAY = "2026-03-02"
TOLD = {"epoch_id": epoch_id(7), "number": 7, "content": {"signed": "…"}, "links": {"l1": 0}}


def test_an_epoch_stays_what_it_was_published_as():
    play = Play(EPOCH)
    play.do(publish_epoch, DAY, by=SERVICE, **TOLD)
    assert (play.now.state, play.now.number, play.now.at, play.now.region) == ("published", 7, at(DAY), EVERYWHERE)


def test_of_two_publishers_of_one_number_the_second_is_refused():
    play = Play(EPOCH)
    play.do(publish_epoch, DAY, by=SERVICE, **TOLD)
    assert play.refused(publish_epoch, DAY, by=SERVICE, **TOLD).code == "ALREADY_EXISTS"


def test_ids_sort_as_numbers_do():
    assert sorted([epoch_id(10), epoch_id(9), epoch_id(100)]) == [epoch_id(9), epoch_id(10), epoch_id(100)]
