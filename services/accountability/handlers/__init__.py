"""The use cases of the accountability service: a command and a case in, what has happened out."""

from jiandu.law import ring
from services.accountability.handlers.referral import (
    decide_not_to_refer,
    decide_referral,
    note_referral_outcome,
    note_referral_receipt,
    propose_not_to_refer,
    record_suspicion,
)
from services.accountability.handlers.sanction import (
    close_case,
    decide_sanction,
    note_sanction_executed,
    open_case,
    propose_sanction,
    report_sanction_executed,
)

__all__ = [
    "close_case",
    "decide_not_to_refer",
    "decide_referral",
    "decide_sanction",
    "note_referral_outcome",
    "note_referral_receipt",
    "note_sanction_executed",
    "open_case",
    "propose_not_to_refer",
    "propose_sanction",
    "record_suspicion",
    "report_sanction_executed",
    "ring",
]
