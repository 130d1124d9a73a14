"""Virginia: one row for each officer whose certification was revoked (va_decertifications), and its agencies.

- An agency becomes a body in Changji, whose pack lets a certificate be revoked (article 33).
- An officer becomes an officer with one certificate. The register proves that it was live on the day it was
  revoked and tells nothing else of its term, so that day is its term here.
- The revocation takes the way every revocation takes: a supervision case, two investigators, a recommendation,
  an accountability case, a proposal and, by another person, the decision; then the registry revokes, with
  effect from the register's day and recorded now, and every subscriber is told. The case files say that they
  are a transfer. The ground is "other" (其他违法或者不当的行政执法行为): to sort Virginia's reasons under our
  articles would be invention, and their text, which tells of persons, stays in the register.
- The supervision case stays open and the accountability case ends as executed: what else closed them is not
  known.
- Whoever was reinstated gets the certificate back from that day on, in a term that reaches it, and the revocation
  keeps its day and ground. Upstream the day of the revocation was deleted from every such row; where it is lost
  the row is put aside, and none is made up.
- Otherwise only what is final is recorded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from jiandu.domain import derived_id
from jiandu.law import start_of
from replay.dates import BadDay, day
from replay.desk import AGENCY, Errand
from replay.entry import Entry, Quarantined, required, short

REGION: Final = "652300"
_TEAM: Final = ("replay-supervisor-1", "replay-supervisor-2")
_CONDITIONS: Final = ("on_staff", "integrity", "fitness", "qualified")
_GROUND: Final = "other"
_FINAL: Final = re.compile(r"finalized\*?")
_PENDING: Final = re.compile(r"\b(apa|appeal|pending)\b")
_REINSTATED: Final = re.compile(r"re-?instated\b.*")


@dataclass(frozen=True)
class VirginiaAgencies:
    """The adapter of the register of agencies: each becomes a body."""

    name: str = "virginia-agencies"
    columns: tuple[str, ...] = ("place_of_employment", "certified_officers_jailors")
    region: str = REGION
    ledgers: tuple[str, ...] = ("certificates.bodies",)

    def read(self, values: Mapping[str, str], today: date) -> Entry:
        """See the module. Raises Quarantined."""
        agency = " ".join(required(values, "place_of_employment").split())

        def send(errand: Errand, _first: Mapping[str, str] | None) -> dict[str, str]:
            return {"body": _register_body(errand, agency)}

        return Entry(agency, send)


@dataclass(frozen=True)
class Virginia:
    """The adapter of the register of revocations. `agencies` are the names known; None if there is no list."""

    agencies: frozenset[str] | None = None
    name: str = "virginia-revocations"
    columns: tuple[str, ...] = (
        "person_uid",
        "agency_matched",
        "decert_date_raw",
        "decert_date",
        "status",
        "list",
        "recert_date",
    )
    region: str = REGION
    ledgers: tuple[str, ...] = (
        *("certificates.bodies", "certificates.officers"),
        *("supervision.supervisors", "supervision.cases", "accountability.cases"),
    )

    def read(self, values: Mapping[str, str], today: date) -> Entry:
        """See the module. Raises Quarantined."""
        person = required(values, "person_uid")
        agency = " ".join(values["agency_matched"].split())
        if not agency or (self.agencies is not None and agency not in self.agencies):
            raise Quarantined("UNMATCHED_AGENCY", "agency_matched")
        status = values["status"].strip().lower()
        reinstated = values["list"].strip().lower() == "reinstated" or _REINSTATED.fullmatch(status) is not None
        revoked_on = _revoked_on(values, today, lost=reinstated)
        if reinstated:
            again = _day(values, "recert_date", today)
            if again is None or again <= revoked_on:
                raise Quarantined("MISSING_DATE", "recert_date")
            return Entry(person, _Revoked(short("va", person), agency, revoked_on, again).send)
        if _FINAL.fullmatch(status) is None:
            raise Quarantined("APPEAL_PENDING" if _PENDING.search(status) else "UNKNOWN_STATUS", "status")
        return Entry(person, _Revoked(short("va", person), agency, revoked_on).send)


def _revoked_on(values: Mapping[str, str], today: date, *, lost: bool) -> date:
    """The day of the revocation, by both columns that tell it."""
    if lost and not values["decert_date"].strip():
        raise Quarantined("REVOCATION_DATE_LOST", "decert_date")
    typed, parsed = (_day(values, column, today) for column in ("decert_date_raw", "decert_date"))
    if typed is not None and parsed is not None and typed != parsed:
        raise Quarantined("DATES_DISAGREE", "decert_date")
    revoked_on = typed or parsed
    if revoked_on is None:
        raise Quarantined("MISSING_DATE", "decert_date")
    return revoked_on


def _day(values: Mapping[str, str], column: str, today: date) -> date | None:
    try:
        return day(values[column], today)
    except BadDay as bad:
        raise Quarantined(bad.code, column) from None


def _register_body(errand: Errand, agency: str) -> str:
    body_id = f"VA-{short('va', agency)}"
    errand.act(
        "registrar", "certificates.register_body", f"body-{body_id}",
        body_id=body_id, region=REGION, name=agency,
    )  # fmt: skip
    return body_id


@dataclass(frozen=True)
class _Revoked:
    officer: str
    agency: str
    revoked_on: date
    reinstated_on: date | None = None

    def send(self, errand: Errand, _first: Mapping[str, str] | None) -> dict[str, str]:
        """Everything from the body to the registry's word that the certificate is revoked."""
        errand.ids["body"] = _register_body(errand, self.agency)
        self._officer(errand)
        self._case(errand)
        self._sanction(errand)
        revoked = errand.ask_until(
            "registrar", "certificates.get_officer", lambda view: bool(view["orders"]),
            officer_id=errand.ids["officer"],
        )  # fmt: skip
        if self.reinstated_on is not None:
            self._reinstated(errand, revoked["orders"][0], self.reinstated_on)
        return errand.ids

    def _reinstated(self, errand: Errand, order_id: str, on: date) -> None:
        officer_id = errand.ids["officer"]
        errand.act(
            "registrar", "certificates.propose_correction", f"propose-back-{self.officer}",
            officer_id=officer_id, corrects=order_id, ground="reinstated", effective_at=start_of(on).isoformat(),
        )  # fmt: skip
        # what a proposal is called follows from the command, so that a second run names the same
        errand.ids["correction"] = derived_id("cor", f"{AGENCY}/propose-back-{self.officer}")
        errand.act(
            "supervision_head", "certificates.approve_correction", f"approve-back-{self.officer}",
            officer_id=officer_id, proposal_id=errand.ids["correction"],
        )  # fmt: skip

    def _officer(self, errand: Errand) -> None:
        errand.ids["officer"] = f"VA-{self.officer}"
        on = self.revoked_on.isoformat()
        last = (self.reinstated_on or self.revoked_on).isoformat()
        certificate = {"kind": "certification", "issuer": "virginia", "valid_from": on, "valid_to": last}
        errand.act(
            "registrar", "certificates.register_officer", f"officer-{errand.ids['officer']}",
            officer_id=errand.ids["officer"], region=REGION, body_id=errand.ids["body"], name="姓名未载",
            certificates=[{"number": f"VA-C-{self.officer}", **certificate}],
        )  # fmt: skip

    def _case(self, errand: Errand) -> None:
        for supervisor in _TEAM:
            errand.act(
                "supervision_head", "supervision.register_supervisor", f"supervisor-{supervisor}",
                supervisor_id=supervisor, region=REGION, agency=f"justice-{REGION}", conditions=list(_CONDITIONS),
            )  # fmt: skip
        who, case = "supervision_officer", f"case-{self.officer}"
        errand.ids["case"] = errand.act(
            who, "supervision.open_case", case,
            region=REGION, respondent=errand.ids["body"], officer_id=errand.ids["officer"],
            facts=f"移送自弗吉尼亚州登记册: 该员资格已自 {self.revoked_on} 起被撤销。理由见原登记册, 此处不转录。",
        )["id"]  # fmt: skip
        errand.act(
            who, "supervision.assign_investigators", f"team-{self.officer}",
            case_id=errand.ids["case"], investigators=list(_TEAM),
        )  # fmt: skip
        errand.act(
            who, "supervision.recommend_accountability", f"recommend-{self.officer}",
            case_id=errand.ids["case"], officer_ids=[errand.ids["officer"]], ground=_GROUND,
        )  # fmt: skip

    def _sanction(self, errand: Errand) -> None:
        (opened,) = errand.ask_until(
            "accountability_officer", "accountability.cases_of", bool, supervision_case_id=errand.ids["case"]
        )
        errand.ids["accountability"] = opened["id"]
        errand.act(
            "accountability_officer", "accountability.propose_sanction", f"propose-{self.officer}",
            case_id=opened["id"], measure="revoke_certificate", ground=_GROUND,
        )  # fmt: skip
        errand.act(
            "accountability_head", "accountability.decide_sanction", f"decide-{self.officer}",
            case_id=opened["id"], unit=errand.ids["body"], measure="revoke_certificate",
            effective_at=start_of(self.revoked_on).isoformat(), recorded_afterwards=True,
        )  # fmt: skip
