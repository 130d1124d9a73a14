"""Whatever the order of commands, a case with an open duty to refer is never closed."""

from hypothesis import given
from hypothesis import strategies as st

from jiandu.domain import Refused
from services.accountability.domain import closing, referral, sanction, waiver
from tests.unit.services.accountability.test_accountability import STEPS, AccountabilityPlay

steps = st.tuples(
    st.sampled_from(sorted(STEPS)),
    st.sampled_from(["zhang", "li", "head"]),
    st.sampled_from(["commission-1", "commission-2"]),
)
ABOUT_REFERRAL = {"refer", "propose_waiver", "waive", "receipt", "outcome"}


@given(st.lists(steps, max_size=25))
def test_a_case_with_an_open_duty_is_never_closed(sequence: list[tuple[str, str, str]]):
    play = AccountabilityPlay()
    for name, by, referral_id in sequence:
        fields = {"referral_id": referral_id} if name in ABOUT_REFERRAL else {}
        try:
            play.step(name, by=by, **fields)
        except Refused:
            continue
        assert not (play.now.state == "closed" and play.now.open_duties)
    _check_history(play)


def _check_history(play: AccountabilityPlay) -> None:
    """The history alone proves it: before a closure every duty has an outcome or two different signatures."""
    open_duties: set[str] = set()
    for event in play.history:
        match event:
            case referral.DutyToReferArose():
                open_duties.add(event.referral_id)
            case referral.ReferralConcluded():
                open_duties.discard(event.referral_id)
            case waiver.NonReferralDecided():
                assert event.proposed_by != event.decided_by
                open_duties.discard(event.referral_id)
            case closing.AccountabilityClosed():
                assert not open_duties
            case sanction.SanctionDecided():
                assert event.decided_by != play.now.recommended_by
