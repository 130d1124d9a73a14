"""Nobody's own number becomes an id that is shown to many."""

import pytest

from jiandu.domain import Refused
from services.complaints.domain.particulars import ExternalId, Respondent
from services.complaints.methods.ids import check_ids

PERSON = {"name": "测试甲", "phone": "139 8765-4321", "id_number": "11010519491231002x"}


@pytest.mark.parametrize(
    ("field", "respondent", "number"),
    [
        ("respondents", Respondent(body_id="13987654321"), "2026-1"),
        ("respondents", Respondent(body_id="body-1", officer_ids=("11010519491231002X",)), "2026-1"),
        ("external_ids", Respondent(body_id="body-1"), "13987654321"),
    ],
)
def test_a_number_of_the_complainant_is_no_id(field: str, respondent: Respondent, number: str):
    brought = {"complainants": [PERSON], "respondents": (respondent,)}
    with pytest.raises(Refused) as refused:
        check_ids(brought, (ExternalId(source="12345", number=number),))
    assert (refused.value.code, refused.value.field) == ("INVALID_VALUE", field)


def test_any_other_id_is_one_and_nobody_has_to_give_a_number():
    respondents = (Respondent(body_id="body-1", officer_ids=("o1",)),)
    for persons in ([PERSON], [{"name": "测试甲", "phone": None, "id_number": None}], None):
        check_ids({"complainants": persons, "respondents": respondents}, (ExternalId(source="12345", number="1"),))
