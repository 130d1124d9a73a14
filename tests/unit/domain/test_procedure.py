"""A table of steps decides what a command may do in which state, and whether anything follows from it."""

from types import SimpleNamespace

import pytest

from jiandu.domain import NO_TEXT, Actor, Citation, Command, NothingFollows, Procedure, Refused, Step

PROCEDURE = Procedure(
    "door",
    (
        Step("closed", "Command", "open", ("Opened",), "door.opening"),
        Step("open", "Command", "open", ()),
    ),
)
ARTICLE = Citation("p", "门管理办法", "第一条", "可以开")
PACK = SimpleNamespace(cite=lambda provision: ARTICLE)
LAW = SimpleNamespace(pack=lambda ref, region: PACK)
COMMAND = Command(command_id="c", at=None, by=Actor(subject="s", agency="a"))


def door(state):
    return SimpleNamespace(state=state, pack="p", region="110000")


def test_a_step_of_the_table_gives_the_pack_of_the_matter():
    assert PROCEDURE.allow(COMMAND, door("closed"), LAW) is PACK


def test_from_a_step_without_events_nothing_follows():
    with pytest.raises(NothingFollows):
        PROCEDURE.allow(COMMAND, door("open"), LAW)


def test_what_is_not_in_the_table_is_refused_with_the_article_of_the_command_and_the_states_that_allow_it():
    with pytest.raises(Refused) as refused:
        PROCEDURE.allow(COMMAND, door("locked"), LAW)
    assert (refused.value.code, refused.value.citation) == ("NOT_ALLOWED_IN_STATE", ARTICLE)
    assert refused.value.detail["allowed"] == "closed, open"


def test_where_no_text_speaks_the_refusal_stands_without_an_article():
    with pytest.raises(Refused) as refused:
        PROCEDURE.step("locked", "Command", NO_TEXT)
    assert refused.value.citation is None


def test_a_state_and_command_stand_in_the_table_once():
    with pytest.raises(ValueError, match="twice"):
        Procedure("door", (Step("a", "Open", "b", ("Opened",)), Step("a", "Open", "c", ("Opened",))))
