"""Reading what came with a call, none of it to be trusted."""

import time

import pytest

from jiandu.bus.request import check_deadline
from jiandu.domain import Refused


@pytest.mark.parametrize("deadline", ["nan", "inf", "-inf", float("nan"), float("inf"), "soon", "", {}, []])
def test_a_deadline_that_is_no_instant_is_refused(deadline):
    with pytest.raises(Refused) as refused:
        check_deadline(deadline)
    assert (refused.value.code, refused.value.field) == ("INVALID_VALUE", "deadline")


def test_a_deadline_that_is_yet_to_come_or_was_not_given_is_fine():
    check_deadline(str(time.time() + 60))
    check_deadline(None)
