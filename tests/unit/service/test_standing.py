"""An officer's standing in the services that only hear of it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from jiandu.service.standing import StandingApplied, apply_standing
from tests.unit.services.play import Play, at

FIRST = at("2026-03-02")
VERSIONS = {1: "revoked", 2: "valid", 3: "suspended", 4: "revoked"}


def hear(play: Play, version: int) -> StandingApplied:
    (applied,) = play.do(
        *(apply_standing, FIRST),
        officer_id="o1",
        region="652300",
        version=version,
        status=VERSIONS[version],
        order_id=f"r{version}",
        effective_at=FIRST + timedelta(days=version),
    )
    assert isinstance(applied, StandingApplied)
    return applied


def test_the_later_status_stays_and_the_stale_one_is_acknowledged_all_the_same():
    play = Play()
    assert hear(play, 2).current
    stale = hear(play, 1)
    assert (stale.current, stale.order_id) == (False, "r1")
    assert (play.now.state, play.now.version, play.now.order_id) == ("valid", 2, "r2")


def test_a_repeated_announcement_is_acknowledged_again():
    play = Play()
    hear(play, 1)
    assert hear(play, 1).current


@given(
    st.lists(st.sampled_from(sorted(VERSIONS)), max_size=10).flatmap(
        lambda repeated: st.permutations([*repeated, *VERSIONS])
    )
)
def test_any_order_and_any_repetition_ends_in_the_same_standing(order: list[int]):
    play = Play()
    for version in order:
        assert hear(play, version).order_id == f"r{version}"
    assert (play.now.state, play.now.version, play.now.order_id) == ("revoked", 4, "r4")
