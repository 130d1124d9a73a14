"""The proportions of the demo's population, counted in real registers; totals only, no single person's row.

Sources, as ../shared/data has them (names, birth years, addresses and narratives were removed there):

    NYC  nyc_ccrb_penalties_2026.csv.gz, 14,918 rows: ryanwatkins/ccrb-complaints-database
         @ 243fb7e2dc11bf7c4691d262220f6aa2492cef3b, Apache-2.0
    VA   va_decertifications.csv.gz, 434 rows, and va_agencies.csv.gz, 512 rows:
         MuckRock/virginia-police-decertification @ ebb36f6d9541335793509edee2bb329a0649d427, MIT

tests/unit/demo/test_proportions.py counts every one of them again where the files are at hand. What no register
tells is marked ASSUMED and is a choice of ours.
"""

from typing import Final

HEAD_COUNTS: Final = (1, 2, 4, 6, 7, 8, 11, 13, 16, 20, 24, 29, 36, 42, 51, 59, 77, 104, 149, 256, 1788)
"""Certified officers of an agency: least, each twentieth, greatest, of the 373 agencies that state a number.

VA agencies, column certified_officers_jailors, sorted; the value at round(372 * n / 20).
"""

OFFICERS_PER_COMPLAINT: Final = {1: 5993, 2: 2518, 3: 756, 4: 223, 5: 84, 6: 29, 7: 12, 8: 2, 9: 2, 17: 1}
"""Of 9,620 complaints, how many concern so many officers. NYC: different tax_id per complaint_id."""

COMPLAINTS_PER_OFFICER: Final = {
    1: 7697, 2: 1628, 3: 537, 4: 234, 5: 105, 6: 44, 7: 29, 8: 15, 9: 12, 10: 5, 11: 5, 12: 3, 13: 2, 15: 1, 16: 1
}  # fmt: skip
"""Of 10,318 officers complained of, how many have so many complaints. NYC: different complaint_id per tax_id."""

RECOMMENDATIONS: Final = {"charges": 5199, "discipline": 6981, "training": 1904, "instructions": 763, "none": 71}
"""What the board found fit, of 14,918 rows.

NYC, ccrb_substantiated_officer_disposition by the words in it: Charges; Command Discipline (plain, A and B);
Formalized Training; Instructions (plain and Lvl); No Recommendations.
"""

ANSWERS: Final = {"penalty": 9189, "no_penalty": 3157, "unanswered": 1775, "pending": 797}
"""What the department did, of 14,918 rows.

NYC, nypd_officer_penalty: "No penalty"; empty, which is unanswered; "APU - Decision Pending"; everything else is
an answer, also one such as "Retired" that came to nothing.
"""

SECOND_CERTIFICATE: Final = 38 / 434
"""Officers with two functions, each of which is certified.

VA decertifications: rows whose function names both law enforcement and jail. Known of revoked officers only; here
it stands for all, and a second function for a second certificate.
"""

# No register at hand tells the following; a demo needs them, so they are said here and nowhere else.
ASSUMED_DECLINED: Final = 0.20
"""Complaints outside supervision. The NYC file has substantiated complaints only."""
ASSUMED_CLUES: Final = 0.10
"""Complaints kept as clues, where the pack knows clues; elsewhere they are accepted."""
ASSUMED_ANONYMOUS: Final = 0.35
"""Complaints without a complainant's identity."""
ASSUMED_JOINT: Final = {1: 88, 2: 7, 3: 3, 5: 2}
"""How many complain together, of those who give their name, in percent."""
ASSUMED_FORWARDED_AGAIN: Final = 0.30
"""Transferred complaints that come under the number of an earlier one about the same body, where there is one."""
ASSUMED_REPORTS: Final = 0.30
"""Reports (举报) among complaints and reports."""
ASSUMED_CHANNELS: Final = {
    "web": 33,
    "phone": 25,
    "transfer": 12,
    "visit": 12,
    "written": 10,
    "email": 6,
    "fax": 2,
}
"""How complaints come in, in percent. Transfers are work orders of the hotline 12345."""
ASSUMED_TERM_YEARS: Final = 5
"""For how long a certificate is valid."""
