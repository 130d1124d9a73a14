"""The demo's population: as many as asked for, shared out like the registers, the same every time."""

import hashlib
import json
from collections import Counter, defaultdict
from itertools import chain, islice

import pytest

from demo import proportions as share
from demo.generator import FULL, SMALL, Size, population
from demo.sharing import apportioned, between, dealt, drawn
from jiandu.bus import fields
from services.certificates.schemas import bodies, officers
from services.complaints.domain.intake import BY_WORD_OF_MOUTH
from services.complaints.schemas import incoming as complaints
from services.supervision.schemas import cases as supervision

SCHEMAS = {
    "certificates.register_body": bodies.Body,
    "certificates.register_officer": officers.Officer,
    "complaints.submit": complaints.Submit,
    "complaints.accept": complaints.Accept,
    "complaints.decline": complaints.Decline,
    "complaints.record_clue": complaints.OneComplaint,
    "supervision.register_supervisor": supervision.RegisterSupervisor,
}


@pytest.fixture(scope="module")
def full():
    return population(FULL, seed=825)


@pytest.fixture(scope="module")
def officers(full):
    return list(full.officers())


@pytest.fixture(scope="module")
def filed(full):
    return list(full.complaints())


def everything(people):
    return chain(people.bodies(), people.officers(), people.supervisors(), people.complaints())


def accused(filed):
    """The one body a complaint is about."""
    (body,) = filed.fields["respondents"]
    return body


def digest(people):
    told = "".join(json.dumps(each, ensure_ascii=False) for each in everything(people))
    return hashlib.sha256(told.encode()).hexdigest()


def test_the_same_seed_gives_the_same_population():
    assert digest(population(SMALL, seed=1)) == digest(population(SMALL, seed=1))


def test_a_population_is_the_same_on_every_python():
    assert (
        digest(population(Size(3, 20, 10), seed=1))
        == "31ce456ecef4a0d8881e0e96f94bd8eb5a50a66398e9f5bdd8e51d48f8fc5434"
    )


def test_another_seed_gives_another_population_without_a_common_id():
    ids = [{ask.command_id for ask in chain(p.bodies(), p.officers(), p.complaints())}
           for p in (population(SMALL, seed=1), population(SMALL, seed=2))]  # fmt: skip
    assert not ids[0] & ids[1]


def test_asking_for_complaints_does_not_change_the_officers():
    people = population(SMALL, seed=1)
    before = list(people.officers())
    list(people.complaints())
    assert list(people.officers()) == before


@pytest.mark.parametrize("size", [SMALL, FULL, Size(1, 1, 1), Size(2, 2, 9)])
def test_there_are_as_many_as_asked_for(size):
    people = population(size, seed=3)
    counted = [sum(1 for _ in kind()) for kind in (people.bodies, people.officers, people.complaints)]
    assert counted == [size.bodies, size.officers, size.complaints]


def test_a_body_without_an_officer_is_not_made():
    with pytest.raises(ValueError):
        population(Size(5, 4, 1), seed=1)


def test_officers_are_yielded_one_by_one(full):
    assert len(list(islice(full.officers(), 3))) == 3


def test_every_id_is_used_once(full, officers, filed):
    asked = [*full.bodies(), *full.supervisors(), *officers, *filed]
    commands = [ask.command_id for ask in asked] + [each.screening.command_id for each in filed]
    numbers = [one["number"] for officer in officers for one in officer.fields["certificates"]]
    assert len(set(commands)) == len(commands)
    assert len(set(numbers)) == len(numbers)
    assert len({ask.fields["name"] for ask in full.bodies()}) == FULL.bodies


def test_command_ids_are_accepted_on_the_wire(full, officers, filed):
    for ask in [*full.bodies(), *full.supervisors(), *officers, *filed, *(each.screening for each in filed)]:
        assert len(ask.command_id) <= 64
        assert ask.command_id.replace("-", "").isalnum()


def test_no_id_is_one_of_a_story(officers, filed):
    ids = {ask.fields["officer_id"] for ask in officers} | {accused(ask)["body_id"] for ask in filed}
    assert not [each for each in ids if each.startswith(("CJ-", "WH-"))]


def test_every_field_is_one_the_services_take(full, officers, filed):
    for ask in chain(full.bodies(), full.supervisors(), officers, filed):
        fields.load(SCHEMAS[ask.method](), ask.fields)
    for each in filed:
        fields.load(SCHEMAS[each.screening.method](), {"complaint_id": "cmp-1", **each.screening.fields})


def test_bodies_and_officers_lie_in_the_divisions_of_the_staff_that_registers_them(full, officers):
    for ask in chain(full.bodies(), officers):
        assert ask.fields["region"][:4] == ask.region[:4]


def test_a_complaint_concerns_officers_of_the_body_it_names(officers, filed):
    employed = {ask.fields["officer_id"]: ask.fields["body_id"] for ask in officers}
    for each in filed:
        assert {employed[officer] for officer in each.officers} == {accused(each)["body_id"]}
        assert len(set(each.officers)) == len(each.officers)
        assert accused(each)["officer_ids"] == list(each.officers)


def test_no_two_complaints_tell_the_same(filed):
    assert len({each.fields["facts"] for each in filed}) == FULL.complaints


def test_complaints_by_word_of_mouth_are_recorded_in_full(filed):
    spoken = [each for each in filed if each.fields["channel"] in BY_WORD_OF_MOUTH]
    assert spoken
    assert all(each.fields["recorded_in_full"] is True for each in spoken)


def test_clues_are_kept_only_where_the_pack_knows_them(filed):
    assert {each.region for each in filed if each.screening.method == "complaints.record_clue"} == {"371000"}


def test_a_declined_complaint_is_sent_to_somebody_on_a_ground_of_its_pack(filed):
    from jiandu.law import Rulebook

    packs = {"652300": "changji-2021", "371000": "weihai-2021"}
    for each in filed:
        if each.screening.method == "complaints.decline":
            scope = Rulebook.load().pack(packs[each.region]).grounds("complaint.outside_scope")
            assert each.screening.fields["reason"] in scope.codes
            assert each.screening.fields["competent_body"]


def test_some_complain_under_their_name_and_some_anonymously(filed):
    anonymous = sum("complainants" not in each.fields for each in filed) / FULL.complaints
    assert anonymous == pytest.approx(share.ASSUMED_ANONYMOUS, abs=0.03)


def test_some_complain_together(filed):
    named = [len(each.fields["complainants"]) for each in filed if "complainants" in each.fields]
    assert_like(Counter(named), share.ASSUMED_JOINT)


def test_some_work_orders_come_twice_about_the_same_body_and_none_more_often(filed):
    bodies = defaultdict(list)
    for each in filed:
        for order in each.fields.get("external_ids", ()):
            bodies[order["number"]].append(accused(each)["body_id"])
    assert {len(found) for found in bodies.values()} == {1, 2}
    assert all(len(set(found)) == 1 for found in bodies.values())


def test_every_transfer_has_the_number_of_where_it_comes_from(filed):
    for each in filed:
        assert ("external_ids" in each.fields) == (each.fields["channel"] == "transfer")


def shares(counts):
    whole = sum(counts.values())
    return {key: count / whole for key, count in counts.items()}


def assert_like(counted, expected, within=0.03):
    wanted, found = shares(expected), shares(counted)
    for key in wanted:
        assert found.get(key, 0) == pytest.approx(wanted[key], abs=within), key


def test_officers_per_complaint_are_those_of_the_register(filed):
    assert_like(Counter(len(each.officers) for each in filed), share.OFFICERS_PER_COMPLAINT)


def test_complaints_per_officer_are_those_of_the_register(filed):
    counted = Counter(Counter(officer for each in filed for officer in each.officers).values())
    assert_like(counted, share.COMPLAINTS_PER_OFFICER)


def test_recommendations_and_answers_are_those_of_the_register(filed):
    assert_like(Counter(each.recommendation for each in filed), share.RECOMMENDATIONS)
    assert_like(Counter(each.answer for each in filed), share.ANSWERS)


def test_second_certificates_are_as_frequent_as_second_functions(officers):
    two = sum(len(each.fields["certificates"]) == 2 for each in officers)
    assert two / FULL.officers == pytest.approx(share.SECOND_CERTIFICATE, abs=0.01)


def test_bodies_are_as_unequal_as_the_agencies_of_the_register(full):
    heads = sorted(body.heads for body in full.register)
    mean = sum(heads) / len(heads)
    expected = [between(share.HEAD_COUNTS, part) for part in (0.25, 0.5, 0.75)]
    expected_mean = sum(between(share.HEAD_COUNTS, (n + 0.5) / 500) for n in range(500)) / 500
    for part, value in zip((0.25, 0.5, 0.75), expected, strict=True):
        assert heads[int(part * 500)] / mean == pytest.approx(value / expected_mean, abs=0.1)


def test_shares_add_up_and_leave_nobody_with_less_than_the_least():
    assert apportioned([1.0, 1.0, 1.0], 10) == [4, 3, 3]
    assert apportioned([1000.0, 1.0], 5) == [4, 1]
    assert sum(apportioned([3.3, 1.2, 9.9, 0.1], 101)) == 101


def test_a_body_with_one_officer_can_have_many_complaints():
    from random import Random

    assert dealt(Random(1), 1, [1, 1, 1]) == [[0], [0], [0]]  # noqa: S311


def test_a_draw_follows_the_counts():
    from random import Random

    random = Random(1)  # noqa: S311
    counted = Counter(drawn(random, {"a": 3, "b": 1, "c": 0}) for _ in range(4000))
    assert counted["a"] / 4000 == pytest.approx(0.75, abs=0.03)
    assert counted["c"] == 0
