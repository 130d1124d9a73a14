"""Whatever anybody tries to see who complained: only who asked looks, only while it is granted, and it is kept."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jiandu.domain import Refused
from jiandu.errors import CODES
from jiandu.law import HOUSE
from services.complaints.domain import reveal
from tests.unit.services.play import Play, actor, at

CUSTODIAN = frozenset({"custodian"})
SUBJECTS = st.sampled_from(["zhang", "li", "qian", "o1"])
AGENCIES = st.sampled_from(["justice-652300", "body-1"])
ROLES = st.sampled_from([CUSTODIAN, frozenset({"supervision_officer"}), CUSTODIAN | {"supervision_head"}])
HOURS = st.sampled_from([-1, 0, 1, 8, 9])


class AnyReveal(RuleBasedStateMachine):
    """One request; zhang asked, li has the complaint in hand, o1 of body-1 is complained of."""

    @initialize()
    def is_asked_for(self) -> None:
        self.at = at("2026-03-02")
        self.play = Play(reveal.PROCEDURE)
        told = {"parts": ("name",), "motive": "核实", "region": "371000", "pack": "weihai-2021"}
        involved = {"hands": ("li",), "bodies": ("body-1",), "officers": ("o1",)}
        self.play.do(reveal.request_reveal, self.at, reveal_id="r1", complaint_id="k1", **told, **involved)

    @rule(subject=SUBJECTS, agency=AGENCIES, roles=ROLES, hours=HOURS)
    def somebody_grants_it(self, subject: str, agency: str, roles: frozenset[str], hours: int) -> None:
        until = self.at + timedelta(hours=hours)
        if self._tries(reveal.grant_reveal, subject, agency, roles, until=until):
            assert (subject, agency, roles) == ("qian", "justice-652300", CUSTODIAN)
            assert self.at < until <= self.at + HOUSE.longest_reveal

    @rule(subject=SUBJECTS, agency=AGENCIES, roles=ROLES)
    def somebody_refuses_it(self, subject: str, agency: str, roles: frozenset[str]) -> None:
        if self._tries(reveal.refuse_reveal, subject, agency, roles, reason="无必要"):
            assert (subject, agency, roles) == ("qian", "justice-652300", CUSTODIAN)

    @rule(subject=SUBJECTS, agency=AGENCIES, roles=ROLES)
    def somebody_looks(self, subject: str, agency: str, roles: frozenset[str]) -> None:
        looks = self.play.now.viewed_at
        if self._tries(reveal.view_identity, subject, agency, roles):
            assert subject == "zhang"
            assert self.at < self.play.now.until
            assert self.play.now.viewed_at == (*looks, self.at)

    @rule(hours=st.integers(1, 5))
    def time_goes_by(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @invariant()
    def who_decided_stands_with_it(self) -> None:
        now = self.play.now
        assert (now.state == "requested") == (now.decided_by is None)
        assert (now.state == "granted") == (now.until is not None)
        assert not now.viewed_at or now.state == "granted"

    def _tries(self, handler, subject: str, agency: str, roles: frozenset[str], **fields: object) -> bool:
        before = self.play.now
        by = replace(actor(subject, agency), roles=roles)
        refused: Refused | None = None
        try:
            self.play.do(handler, self.at, by=by, reveal_id="r1", **fields)
        except Refused as refusal:
            refused = refusal
        assert refused is None or (refused.code in CODES and self.play.now == before)
        return refused is None


TestAnyReveal = AnyReveal.TestCase
TestAnyReveal.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
