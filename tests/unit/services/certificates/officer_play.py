"""An officer's file played under the law of a place, with something usual for every field a test rarely sets."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from jiandu.domain import Actor, Event, Refused
from jiandu.law import Clock, Rulebook, ring
from services.certificates.domain import (
    correction,
    ending,
    external,
    inspection,
    issuing,
    personnel,
    qualification,
    registration,
    renewing,
    sanction,
    suspension,
    writing_off,
)
from services.certificates.domain.announcing import StatusChanged
from services.certificates.domain.certificate import Certificate, NewCertificate, named, status_at
from services.certificates.domain.officer import OFFICER
from tests.unit.services.play import LAW, Play, at

Handler = Callable[..., list[Event]]

DAY = "2026-03-02"
TONGZHOU, CHANGJI, WULONG, WEIHAI = "110112", "652300", "500156", "371000"
HANGZHOU, HENAN, HEILONGJIANG, JINGZHOU = "330100", "410000", "230000", "421000"
# Hangzhou's text as it was: nothing lies under it now
FULLER = replace(LAW, packs={**LAW.packs, "hangzhou-2006": replace(LAW.packs["hangzhou-2006"], status="in_force")})


def unit(subject: str = "wang", agency: str = "b1") -> Actor:
    """Somebody of the legal unit of a body."""
    return Actor(subject=subject, agency=agency, roles=frozenset({"enforcement_legal_unit"}), regions=("*",))


def registrar(subject: str) -> Actor:
    """Somebody of the office that keeps the register."""
    return Actor(subject=subject, agency="justice", roles=frozenset({"registrar"}), regions=("*",))


UNIT, HEAD, STRANGER = unit("wang"), unit("head"), unit("zhao", "b2")
REGISTRAR, SECOND = registrar("li"), registrar("sun")
SERVICE = Actor(subject="/services/accountability", agency="platform", regions=("*",))


def certificate(number: str, first: str = "2024-01-01", last: str = "2028-12-31", **more: Any) -> NewCertificate:
    """A certificate that is valid from the one legal day to the other."""
    return NewCertificate(
        number=number,
        kind="行政执法证",
        issuer="区政府法制办",
        valid_from=date.fromisoformat(first),
        valid_to=date.fromisoformat(last),
        **more,
    )


USUAL: dict[Handler, tuple[Actor, dict[str, Any]]] = {
    registration.update_officer: (REGISTRAR, {"body_id": "b1", "name": "某甲"}),
    qualification.record_training: (UNIT, {"on": date(2026, 1, 9), "hours": 8, "topic": "penalties"}),
    qualification.record_exam: (UNIT, {"kind": "common_law", "on": date(2026, 1, 9), "result": "passed"}),
    qualification.record_fault: (REGISTRAR, {"case_id": "a1", "on": date(2026, 1, 5)}),
    qualification.register_qualification: (UNIT, {}),
    qualification.file_qualification: (UNIT, {}),
    issuing.apply_for_certificate: (UNIT, {"application_id": "app1", "number": "9", "kind": "行政执法证"}),
    issuing.issue_certificate: (
        REGISTRAR,
        {
            "application_id": "app1",
            "issuer": "区政府法制办",
            "valid_from": date(2026, 3, 2),
            "valid_to": date(2029, 3, 1),
        },
    ),
    issuing.refuse_certificate: (REGISTRAR, {"application_id": "app1", "condition": "registered_and_qualified"}),
    external.record_external_certificate: (
        UNIT,
        {
            "number": "7",
            "kind": "海关执法证",
            "issuer": "海关总署",
            "valid_from": date(2026, 2, 1),
            "valid_to": date(2029, 1, 31),
            "received_on": date(2026, 3, 2),
        },
    ),
    external.accept_external_certificate: (REGISTRAR, {"number": "7"}),
    external.reject_external_certificate: (REGISTRAR, {"number": "7"}),
    external.file_certificate: (
        UNIT,
        {"number": "7", "documents": ("specimen", "legal_basis", "holders", "numbers", "range_of_use")},
    ),
    renewing.renew_certificate: (
        REGISTRAR,
        {"number": "1", "order_id": "renewal", "valid_to": date(2031, 12, 31)},
    ),
    renewing.reissue_certificate: (
        REGISTRAR,
        {
            "order_id": "reissue",
            "replaces": "1",
            "ground": "loss",
            "number": "8",
            "issuer": "区政府法制办",
            "valid_from": date(2026, 3, 2),
            "valid_to": date(2028, 12, 31),
        },
    ),
    inspection.inspect_certificate: (REGISTRAR, {"number": "1", "year": 2026}),
    suspension.suspend_certificate: (
        UNIT,
        {"number": "1", "order_id": "s1", "ground": "misused", "notice_number": "暂扣〔2026〕1号"},
    ),
    suspension.decide_suspension: (HEAD, {"number": "1", "order_id": "d1", "outcome": "restore"}),
    writing_off.propose_write_off: (UNIT, {"number": "1", "ground": "misused"}),
    writing_off.write_off_certificate: (REGISTRAR, {"number": "1", "order_id": "w1"}),
    ending.report_loss: (UNIT, {"number": "1", "order_id": "loss", "on": date(2026, 3, 1)}),
    ending.declare_void: (UNIT, {"number": "1", "order_id": "void"}),
    ending.collect_certificate: (UNIT, {"number": "1", "order_id": "collected", "ground": "retired"}),
    ending.cancel_certificate: (REGISTRAR, {"order_id": "cancelled", "ground": "transferred"}),
    ending.cancel_on_dissolution: (REGISTRAR, {"order_id": "dissolved", "ground": "body_dissolved"}),
    personnel.record_personnel_change: (
        UNIT,
        {"change_id": "chg1", "kind": "transferred", "on": date(2026, 3, 2)},
    ),
    personnel.report_personnel_change: (UNIT, {"change_id": "chg1"}),
    sanction.execute_sanction: (
        SERVICE,
        {
            "unit": "b1",
            "order_id": "r1",
            "case_id": "a1",
            "ground": "brutality",
            "effect": "certificate.revoke",
            "effective_at": at("2026-03-05", 0),
        },
    ),
    correction.propose_correction: (
        REGISTRAR,
        {"proposal_id": "p1", "corrects": "r1", "ground": "wrong_person", "effective_at": None},
    ),
    correction.approve_correction: (SECOND, {"proposal_id": "p1", "order_id": "c1"}),
    correction.reject_correction: (SECOND, {"proposal_id": "p1"}),
}


class OfficerPlay(Play):
    """A registered officer; each step is done a second after the one before, by whoever usually does it."""

    def __init__(
        self, region: str, *certificates: NewCertificate, day: str = DAY, law: Rulebook = LAW, **fields: Any
    ) -> None:
        super().__init__(OFFICER, law)
        self.at = at(day)
        told = {"officer_id": "o1", "region": region, "body_id": "b1", "name": "某甲", "on_staff": True, **fields}
        self.do(registration.register_officer, self.at, by=REGISTRAR, certificates=certificates, **told)

    def on(self, day: str, hour: int = 10) -> "OfficerPlay":
        """Go on on this legal day."""
        self.at = at(day, hour)
        return self

    def step(self, handler: Handler, /, by: Actor | None = None, **fields: Any) -> list[Event]:
        """Do this."""
        self.at += timedelta(seconds=1)
        return self.do(handler, self.at, **self._asked(handler, by, fields))

    def steps(self, *handlers: Handler) -> "OfficerPlay":
        """Do all this in the usual way."""
        for handler in handlers:
            self.step(handler)
        return self

    def no(self, handler: Handler, /, by: Actor | None = None, **fields: Any) -> Refused:
        """What this is refused with."""
        return self.refused(handler, self.at, **self._asked(handler, by, fields))

    def ring(self, clock: str, rung: str, moment: datetime) -> list[Event]:
        """Ring a limit."""
        return self.do(ring, moment, by=SERVICE, aggregate_id="o1", clock=clock, rung=rung)

    def sanction(self, effect: str, order_id: str, **fields: Any) -> StatusChanged:
        """Carry out an order of accountability."""
        fields = {"effect": effect, "order_id": order_id, "effective_at": self.at, **fields}
        return announced(self.step(sanction.execute_sanction, **fields))

    def correct(self, order_id: str, effective_at: datetime | None = None) -> list[Event]:
        """Take an order back, by two persons; or end what it said."""
        name = f"{order_id}-{len(self.history)}"
        self.step(
            correction.propose_correction,
            proposal_id=name,
            corrects=order_id,
            effective_at=effective_at,
        )
        return self.step(correction.approve_correction, proposal_id=name, order_id=f"c-{name}")

    def certificate(self, number: str = "1") -> Certificate:
        """A certificate as the file has it now."""
        return named(self.now.certificates, number)

    def status(self, number: str = "1", when: datetime | None = None, known_at: datetime | None = None) -> str:
        """What a certificate is, now unless another moment is asked for."""
        return status_at(self.certificate(number), when or self.at, known_at)

    def clock(self, name: str) -> Clock:
        """One of the limits."""
        found: Clock = self.now.clocks[name]
        return found

    def _asked(self, handler: Handler, by: Actor | None, fields: dict[str, Any]) -> dict[str, Any]:
        usually, told = USUAL[handler]
        region = {"region": self.now.region} if handler is sanction.execute_sanction else {}
        return {"by": by or usually, "officer_id": "o1", **region, **told, **fields}


def announced(events: Sequence[Event]) -> StatusChanged:
    """The one announcement among what happened."""
    (found,) = (each for each in events if isinstance(each, StatusChanged))
    return found


def examined(play: OfficerPlay) -> OfficerPlay:
    """Examined in both kinds of law, and passed."""
    for kind in qualification.EXAM_KINDS:
        play.step(qualification.record_exam, kind=kind)
    return play


def qualified(region: str = TONGZHOU, *certificates: NewCertificate, **fields: Any) -> OfficerPlay:
    """An officer who is qualified under Tongzhou's text, with one certificate unless others are given."""
    play = OfficerPlay(region, *(certificates or (certificate("1"),)), **fields)
    examined(play)
    play.step(qualification.register_qualification, conditions=("common_law", "professional_competence"))
    return play
