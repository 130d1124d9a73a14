"""New York: one row for each officer in a substantiated complaint (nyc_ccrb_penalties).

- The police department becomes one body, each officer an officer without certificates: the register tells of
  none.
- A complaint becomes a complaint in Weihai, whose pack says what a complaint has to contain. It arrives by
  transfer, now; when it was made the register does not tell, so the act's day stays unknown too. Finding,
  recommendation and penalty stand in its facts, as the register words them, for the officer of the first row.
- Further officers of the complaint are registered and bound to it, and their rows linked to the first. What the
  register says of each of them stays there: facts are the complainant's, and nobody adds to them later.
- It is not screened. To accept it would open a case today, with limits of today, on a matter closed years ago.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from replay.dates import BadDay, day
from replay.desk import Errand
from replay.entry import Entry, Quarantined, required, short

REGION: Final = "371000"
BODY: Final = "NYC-police-department"
_DATES: Final = {"non_apu_nypd_penalty_report_date": "答复日期", "apu_closing_date": "审理终结日期"}
_WORDS: Final = {
    "ccrb_substantiated_officer_disposition": "认定",
    "board_discipline_recommendation": "委员会建议",
    "apu_case_status": "审理状态",
    "nypd_officer_penalty": "处理结果",
}
_SILENT: Final = "登记册未载"


@dataclass(frozen=True)
class NewYork:
    """The adapter of this register."""

    name: str = "new-york-complaints"
    columns: tuple[str, ...] = ("complaint_id", "tax_id", *_WORDS, *_DATES)
    region: str = REGION
    ledgers: tuple[str, ...] = ("complaints.complaints", "certificates.bodies", "certificates.officers")

    def read(self, values: Mapping[str, str], today: date) -> Entry:
        """See the module. Raises Quarantined."""
        complaint, officer = _number(values, "complaint_id"), _number(values, "tax_id")
        facts = [f"{label}: {values[column].strip() or _SILENT}" for column, label in _WORDS.items()]
        for column, label in _DATES.items():
            try:
                typed = day(values[column], today)
            except BadDay as bad:
                raise Quarantined(bad.code, column) from None
            facts.append(f"{label}: {typed.isoformat() if typed else _SILENT}")
        told = f"移送自纽约市平民投诉审查委员会登记册, 投诉号 {complaint}。{'; '.join(facts)}。"
        taken = _Taken(complaint, short("nyc", complaint), f"NYC-{short('nyc', officer)}", told)
        return Entry(f"{complaint}|{officer}", taken.send, group=complaint, rule="same_complaint")


@dataclass(frozen=True)
class _Taken:
    number: str
    complaint: str
    officer_id: str
    facts: str

    def send(self, errand: Errand, first: Mapping[str, str] | None) -> dict[str, str]:
        """The officer; and the complaint, or the officer's place in it where another row brought it."""
        errand.act(
            "registrar", "certificates.register_body", f"body-{BODY}",
            body_id=BODY, region=REGION, name="New York City Police Department",
        )  # fmt: skip
        errand.act(
            "registrar", "certificates.register_officer", f"officer-{self.officer_id}",
            officer_id=self.officer_id, region=REGION, body_id=BODY, name="姓名未载", certificates=[],
        )  # fmt: skip
        errand.ids["officer"] = self.officer_id
        errand.ids["complaint"] = self._submitted(errand) if first is None else first["complaint"]
        if first is not None:
            errand.act(
                "intake_officer", "complaints.bind_officer", f"bind-{self.complaint}-{self.officer_id}",
                complaint_id=first["complaint"], body_id=BODY, officer_id=self.officer_id,
            )  # fmt: skip
        return errand.ids

    def _submitted(self, errand: Errand) -> str:
        submitted: dict[str, str] = errand.act(
            "intake_officer", "complaints.submit", f"complaint-{self.complaint}",
            region=REGION, channel="transfer", kind="complaint", facts=self.facts,
            respondents=[{"body_id": BODY, "officer_ids": [self.officer_id]}],
            external_ids=[{"source": "new-york", "number": self.number}],
        )  # fmt: skip
        return submitted["id"]


def _number(values: Mapping[str, str], column: str) -> str:
    value = required(values, column)
    if not (value.isascii() and value.isdigit()):
        raise Quarantined("BAD_KEY", column)
    return value
