"""What leaves says what it promises, and nothing is left out in silence."""

import pytest

from jiandu.bus import fields
from jiandu.domain import Refused


class Told(fields.Outgoing):
    region = fields.Region()
    numbers = fields.Count("certificates")


class Page(fields.Incoming):
    limit = fields.Whole(least=1, most=200, load_default=200)


@pytest.mark.parametrize("limit", [0, 201, 2**53])
def test_a_page_is_no_larger_than_the_largest(limit):
    assert fields.load(Page(), {"limit": 200}) == {"limit": 200}
    with pytest.raises(Refused, match="INVALID_VALUE"):
        fields.load(Page(), {"limit": limit})


def test_a_count_tells_how_many_and_not_which():
    assert Told().dump({"region": "652301", "certificates": ("A-1", "A-2")}) == {"region": "652301", "numbers": 2}


@pytest.mark.parametrize("said", [{"region": "652301"}, {"certificates": ()}])
def test_a_value_that_is_not_there_is_a_mistake_and_not_left_out(said):
    with pytest.raises(AttributeError, match=r"there is no (certificates|region)"):
        Told().dump(said)
