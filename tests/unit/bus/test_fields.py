"""What leaves says what it promises, and nothing is left out in silence."""

import pytest

from jiandu.bus import fields


class Told(fields.Outgoing):
    region = fields.Region()
    numbers = fields.Count("certificates")


def test_a_count_tells_how_many_and_not_which():
    assert Told().dump({"region": "652301", "certificates": ("A-1", "A-2")}) == {"region": "652301", "numbers": 2}


@pytest.mark.parametrize("said", [{"region": "652301"}, {"certificates": ()}])
def test_a_value_that_is_not_there_is_a_mistake_and_not_left_out(said):
    with pytest.raises(AttributeError, match=r"there is no (certificates|region)"):
        Told().dump(said)
