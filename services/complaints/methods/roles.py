"""Who may do what with complaints."""

from jiandu.identity.permissions import Allow

INTAKE = Allow("platform", "intake_officer")
# a platform speaks for whoever shows it the receipt code, staff for whoever comes to them
COMPLAINANT = Allow("platform", "intake_officer")
SCREENING = Allow("intake_officer", "supervision_officer")
HEAD = Allow("supervision_head")
REVIEWING = Allow("supervision_officer", "supervision_head")
RESPONDENT = Allow("enforcement_legal_unit")
READING = Allow("platform", "intake_officer", "supervision_officer", "supervision_head")
DESK = Allow("intake_officer", "supervision_officer", "supervision_head")
ASKING = Allow("supervision_officer", "supervision_head")
CUSTODIAN = Allow("custodian")
CUSTODY = Allow("custodian", "auditor")
JUDGING = Allow("attachment_examiner")
OPERATING = Allow("operator")
COUNTING = Allow("supervision_officer", "supervision_head", "auditor")
