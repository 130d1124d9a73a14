"""Lives that an officer's file can lead: any act, by anybody, back-dated or not, under any text.

A life is led by bytes: each choice takes the next one, and when none is left the life is over.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from jiandu.domain import Refused
from jiandu.law import legal_day
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
from services.certificates.domain.officer import QUALIFIED, REGISTERED, Officer
from services.certificates.domain.sanction import EFFECTS
from services.certificates.domain.status import LOST
from tests.unit.services.certificates.choices import Choices, Choose, OutOfChoices
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    FULLER,
    HANGZHOU,
    HEAD,
    HEILONGJIANG,
    HENAN,
    REGISTRAR,
    SECOND,
    STRANGER,
    TONGZHOU,
    UNIT,
    WEIHAI,
    WULONG,
    Handler,
    OfficerPlay,
    certificate,
)
from tests.unit.services.certificates.what_holds import (
    check_announced,
    check_file,
    check_growth,
    check_nothing_changed,
)

PLACES = (*[TONGZHOU] * 7, *[WULONG] * 3, CHANGJI, WEIHAI, HANGZHOU, HENAN, HEILONGJIANG)
TERMS = (("2024-01-01", "2028-12-31"), ("2026-02-01", "2026-05-31"), ("2026-06-01", "2027-12-31"))


def _number(choose: Choose, now: Officer) -> str:
    found: str = choose([*(one.number for one in now.certificates), "none"])
    return found


def _numbered(**choices: Sequence[Any]) -> Callable[[Choose, "Life"], dict[str, Any]]:
    return lambda choose, life: {
        "number": _number(choose, life.now),
        **{name: choose(values) for name, values in choices.items()},
    }


def _ordered(**choices: Sequence[Any]) -> Callable[[Choose, "Life"], dict[str, Any]]:
    return lambda choose, life: {**_numbered(**choices)(choose, life), "order_id": life.fresh("ord")}


def _on(choose: Choose, life: "Life") -> date:
    return legal_day(life.play.at) - timedelta(days=choose((0, 1, 40)))


def _sanction(choose: Choose, life: "Life") -> dict[str, Any]:
    effective_at = life.play.at + timedelta(days=choose((0, 3, -1, -45, -400, 200)))
    ends = choose((30, None, 1, 300))
    return {
        "effect": choose((*EFFECTS, *["certificate.suspend"] * 6)),
        "order_id": choose((life.fresh("ord"), *life.now.orders[:1])),
        "effective_at": effective_at,
        "until": None if ends is None else effective_at + timedelta(days=ends),
        "unit": choose(("b1", "b1", "b1", "b2")),
    }


def _proposal(choose: Choose, life: "Life") -> dict[str, Any]:
    back = choose((None, 0, 5, -5, 100))
    return {
        "proposal_id": life.fresh("cor"),
        "corrects": choose([*reversed(life.now.orders), "none"]),
        "effective_at": None if back is None else life.play.at - timedelta(days=back),
    }


def _proposed(choose: Choose, life: "Life") -> dict[str, Any]:
    return {
        "proposal_id": choose([*(each.id for each in life.now.corrections), "none"]),
        "order_id": life.fresh("ord"),
    }


def _waiting(choose: Choose, life: "Life") -> str:
    found: str = choose([*(each.number for each in life.now.externals), "none"])
    return found


FIELDS: dict[Handler, Callable[[Choose, "Life"], dict[str, Any]]] = {
    sanction.execute_sanction: _sanction,
    correction.propose_correction: _proposal,
    correction.approve_correction: _proposed,
    correction.reject_correction: lambda choose, life: {"proposal_id": _proposed(choose, life)["proposal_id"]},
    suspension.suspend_certificate: _ordered(),
    suspension.decide_suspension: _ordered(outcome=("restore", "write_off")),
    writing_off.propose_write_off: _numbered(ground=("misused", "suspended_repeatedly")),
    writing_off.write_off_certificate: _ordered(),
    ending.report_loss: lambda choose, life: {**_ordered()(choose, life), "on": _on(choose, life)},
    ending.declare_void: _ordered(),
    ending.collect_certificate: _ordered(ground=("retired", "expired")),
    ending.cancel_certificate: lambda choose, life: {
        "order_id": life.fresh("ord"),
        "number": choose((None, _number(choose, life.now))),
        "ground": choose(("transferred", "retired")),
    },
    ending.cancel_on_dissolution: lambda choose, life: {"order_id": life.fresh("ord")},
    renewing.renew_certificate: lambda choose, life: {
        **_ordered()(choose, life),
        "valid_to": legal_day(life.play.at) + timedelta(days=choose((1000, 400, 3000))),
    },
    renewing.reissue_certificate: lambda choose, life: {
        "order_id": life.fresh("ord"),
        "replaces": _number(choose, life.now),
        "number": life.fresh("n"),
        "ground": choose(("loss", "damage")),
        "valid_from": legal_day(life.play.at),
        "valid_to": legal_day(life.play.at) + timedelta(days=choose((700, 30))),
    },
    registration.update_officer: lambda choose, life: {
        "certificates": (certificate(life.fresh("n"), *choose(TERMS)),) if choose((True, False)) else ()
    },
    qualification.record_exam: lambda choose, life: {
        "kind": choose(qualification.EXAM_KINDS),
        "on": _on(choose, life),
        "result": choose(("passed", "passed", "failed", "absent")),
    },
    qualification.record_fault: lambda choose, life: {"on": _on(choose, life), "case_id": life.fresh("case")},
    qualification.file_qualification: lambda _, __: {},
    qualification.register_qualification: lambda choose, _: {
        "conditions": choose((("common_law", "professional_competence"), ()))
    },
    issuing.apply_for_certificate: lambda choose, life: {
        "application_id": life.fresh("app"),
        "number": life.fresh("n"),
    },
    issuing.issue_certificate: lambda choose, life: {
        "application_id": choose([*(each.id for each in life.now.applications), "none"]),
        "valid_from": legal_day(life.play.at) + timedelta(days=choose((0, 60))),
        "valid_to": legal_day(life.play.at) + timedelta(days=choose((700, 90))),
    },
    external.record_external_certificate: lambda _, life: {"number": life.fresh("n")},
    external.accept_external_certificate: lambda choose, life: {"number": _waiting(choose, life)},
    external.reject_external_certificate: lambda choose, life: {"number": _waiting(choose, life)},
    inspection.inspect_certificate: _numbered(year=(2026, 2025), passes=(True, False, None)),
    personnel.record_personnel_change: lambda choose, life: {
        "change_id": life.fresh("chg"),
        "kind": choose(("transferred", "joined", "post_changed")),
        "on": _on(choose, life),
    },
}
OFTEN: tuple[Handler, ...] = (
    *(sanction.execute_sanction, correction.propose_correction, issuing.apply_for_certificate) * 3,
    *(suspension.suspend_certificate, writing_off.propose_write_off, renewing.renew_certificate) * 5,
    *(ending.report_loss, ending.collect_certificate, inspection.inspect_certificate) * 2,
    *FIELDS,
)
ANYBODY = (*[None] * 10, HEAD, UNIT, REGISTRAR, SECOND, STRANGER)


def likely(now: Officer) -> list[Handler]:
    """What somebody will want to do next, as the file is."""
    waiting: dict[Handler, object] = {
        correction.approve_correction: now.corrections,
        issuing.issue_certificate: now.applications,
        external.accept_external_certificate: now.externals,
        external.reject_external_certificate: now.externals,
        writing_off.write_off_certificate: now.write_offs_proposed,
        suspension.decide_suspension: now.suspended_by,
        ending.declare_void: any(said.status == LOST for one in now.certificates for said in one.history),
        qualification.record_exam: now.state == REGISTERED,
        qualification.register_qualification: len(now.exams) > 1 and now.state == REGISTERED,
        qualification.file_qualification: now.state == QUALIFIED,
    }
    return [handler for handler, something in waiting.items() if something]


class Life:
    """The file of one officer, and what was known of it after each step."""

    def __init__(self, led_by: bytes) -> None:
        """Led by these bytes, to its end."""
        self.choose = Choices(led_by)
        self.accepted: list[Handler] = []
        self.refusals: list[str] = []
        self._named = 0
        place = self.choose(PLACES) if led_by else TONGZHOU
        held = [certificate(f"n{n}", *TERMS[n]) for n in range(1 + (len(led_by) % 3))]
        self.play = OfficerPlay(place, *held, law=FULLER)
        self.snapshots = [(self.play.at, self.now)]
        self._lead()

    @property
    def now(self) -> Officer:
        """The file."""
        found: Officer = self.play.now
        return found

    @property
    def announcements(self) -> list[StatusChanged]:
        """Everything that was announced of the person, in order."""
        return [event for event in self.play.history if isinstance(event, StatusChanged)]

    def fresh(self, prefix: str) -> str:
        """A name nobody had before."""
        self._named += 1
        return f"{prefix}-{self._named}"

    def _lead(self) -> None:
        try:
            while True:
                self.play.at += timedelta(days=self.choose((0, 0, 0, 1, 0, 30, 0, 0, 10, 0)))
                self._try(self.choose(self.choose((OFTEN, likely(self.now) or OFTEN))))
        except OutOfChoices:
            return

    def _try(self, handler: Handler) -> None:
        before = self.now
        by, fields = self.choose(ANYBODY), FIELDS[handler](self.choose, self)
        try:
            events = self.play.step(handler, by=by, **fields)
        except Refused as refusal:
            self.refusals.append(refusal.code)
            check_nothing_changed(before, self.now)
            return
        self.accepted.append(handler)
        self.snapshots.append((self.play.at, self.now))
        check_growth(before, self.now)
        check_announced(before, self.now, events)
        check_file(self.now)
