"""Which agency can be enrolled at all."""

import pytest

from jiandu.domain import Refused
from jiandu.embedded.agencies import Wanted


@pytest.mark.parametrize("id_", ["commission-652301", "Procuratorate-652300", "discipline_inspection-652300"])
def test_nobody_is_enrolled_under_the_name_of_an_authority_whose_receipt_ends_a_duty_to_refer(id_: str):
    with pytest.raises(Refused) as refused:
        Wanted(id_, "652301", "某局")
    assert (refused.value.code, refused.value.field) == ("INVALID_VALUE", "id")


def test_an_agency_may_otherwise_be_called_as_it_likes():
    assert Wanted("commissioner-office", "652301", "某局").id == "commissioner-office"
