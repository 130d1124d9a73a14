"""Nobody's own number becomes an id that is shown to many, however it is written."""

import pytest

from jiandu.domain import Refused
from services.complaints.domain.particulars import ExternalId, Respondent
from services.complaints.methods.ids import check_ids

NUMBERS = ("+86 139 8765-4321", "11010519491231002x")


@pytest.mark.parametrize("number", ["13987654321", "tel-13987654321", "139_8765_4321", "11010519491231002X"])
def test_a_number_of_the_complainant_stands_in_no_id(number: str):
    body, known = Respondent(body_id="body-1"), ExternalId(source="12345", number="1")
    for field, respondent, external in (
        ("respondents", Respondent(body_id=number), known),
        ("respondents", Respondent(body_id="body-1", officer_ids=(number,)), known),
        ("external_ids", body, ExternalId(source="12345", number=number)),
    ):
        with pytest.raises(Refused) as refused:
            check_ids(NUMBERS, (respondent,), (external,))
        assert (refused.value.code, refused.value.field) == ("INVALID_VALUE", field)


@pytest.mark.parametrize("numbers", [NUMBERS, ("", "12345"), ()])
def test_any_other_id_is_one_and_nobody_has_to_give_a_number(numbers: tuple[str, ...]):
    respondent = Respondent(body_id="body-12345", officer_ids=("o1",))
    check_ids(numbers, (respondent,), (ExternalId(source="12345", number="2026030200123"),))
