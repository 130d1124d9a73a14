"""The use cases of the supervision service: a command and a case in, what has happened out."""

from jiandu.law import ring
from services.supervision.handlers.decision import (
    archive_case,
    close_case,
    decide,
    recommend_accountability,
    record_non_correction,
    report_execution,
    serve_decision,
)
from services.supervision.handlers.editions import propose_edition, publish_edition, reject_edition
from services.supervision.handlers.filing import (
    approve_case,
    extend_case,
    open_case,
    refuse_filing,
    register_supervisor,
)
from services.supervision.handlers.notice import (
    answer_objection,
    assign_investigators,
    issue_notice,
    note_remedy_sought,
    object_to_notice,
    recuse_investigator,
    report_correction,
    serve_notice,
)

__all__ = [
    "answer_objection",
    "approve_case",
    "archive_case",
    "assign_investigators",
    "close_case",
    "decide",
    "extend_case",
    "issue_notice",
    "note_remedy_sought",
    "object_to_notice",
    "open_case",
    "propose_edition",
    "publish_edition",
    "recommend_accountability",
    "record_non_correction",
    "recuse_investigator",
    "refuse_filing",
    "register_supervisor",
    "reject_edition",
    "report_correction",
    "report_execution",
    "ring",
    "serve_decision",
    "serve_notice",
]
