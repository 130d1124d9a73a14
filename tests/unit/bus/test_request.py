"""Reading what came with a call, none of it to be trusted."""

import time
import uuid
from types import SimpleNamespace

import pytest

from jiandu.bus.request import check_deadline, replies_to
from jiandu.domain import Refused

KEY = uuid.UUID("0df31e34-9139-4523-ada2-969c964ad00f")


@pytest.mark.parametrize("deadline", ["nan", "inf", "-inf", float("nan"), float("inf"), "soon", "", {}, []])
def test_a_deadline_that_is_no_instant_is_refused(deadline):
    with pytest.raises(Refused) as refused:
        check_deadline(deadline)
    assert (refused.value.code, refused.value.field) == ("INVALID_VALUE", "deadline")


def test_a_deadline_that_is_yet_to_come_or_was_not_given_is_fine():
    check_deadline(str(time.time() + 60))
    check_deadline(None)


@pytest.mark.parametrize("key", [str(KEY), KEY.hex])
def test_a_reply_goes_to_a_key_that_only_replies_have(key):
    assert replies_to(SimpleNamespace(properties={"reply_to": key})) == key


@pytest.mark.parametrize(
    "key",
    [
        None,
        "",
        7,
        "certificates.revoke",
        "amq.gen-x",
        "-" * 36,
        "a" * 33,
        f"{KEY}\n",
        f"x.{KEY}",
    ],
)
def test_a_reply_goes_nowhere_else(key):
    assert replies_to(SimpleNamespace(properties={"reply_to": key})) is None
    assert replies_to(SimpleNamespace(properties={})) is None
