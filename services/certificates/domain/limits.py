"""Which facts begin and end the limits of an officer's file, of a body, of a delegation and of a coverage."""

from jiandu.law import HOUSE, Limit, Limits, Unit, When, house_rule
from services.certificates.domain.coverage import AcknowledgementsExpected, CoverageCompleted
from services.certificates.domain.delegation import (
    DelegationEnded,
    DelegationFiled,
    DelegationPublished,
    DelegationSigned,
)
from services.certificates.domain.dissolution import BodyDissolved
from services.certificates.domain.external import (
    CertificateFiled,
    ExternalCertificateRecorded,
    ExternalCertificateRejected,
)
from services.certificates.domain.lapsing import SuspensionLapsed, SuspensionReopened
from services.certificates.domain.personnel import PersonnelChanged, PersonnelChangeReported
from services.certificates.domain.recognition import (
    BodyChanged,
    BodyPublished,
    ConfirmationApplied,
)
from services.certificates.domain.reminding import neglect, reminders
from services.certificates.domain.suspension import CertificateSuspended, SuspensionDecided
from services.certificates.domain.writing_off import CertificateWrittenOff

OFFICER_LIMITS = Limits(
    Limit(
        "report.personnel_change",
        starts=When(PersonnelChanged),
        since="starts_at",
        ends=(When(PersonnelChangeReported),),
        per="change_id",
    ),
    Limit(
        "filing.certificate",
        starts=When(ExternalCertificateRecorded),
        since="received_at",
        ends=(When(CertificateFiled), When(ExternalCertificateRejected)),
        per="number",
    ),
    Limit(
        "certificate.suspension.decision",
        starts=When(CertificateSuspended),
        since="suspended_at",
        ends=(When(SuspensionDecided), When(SuspensionLapsed), When(CertificateWrittenOff)),
        per="number",
    ),
    Limit(
        "certificate.suspension.decision",
        starts=When(SuspensionReopened),
        since="suspended_at",
        ends=(When(SuspensionDecided), When(SuspensionLapsed), When(CertificateWrittenOff)),
        per="number",
    ),
)

BODY_LIMITS = Limits(
    Limit("body.change", starts=When(BodyChanged), since="starts_at", ends=(When(ConfirmationApplied),)),
    Limit(
        "publication.body_change",
        starts=When(BodyChanged),
        since="unpublished_since",
        ends=(When(BodyPublished),),
    ),
    all_end_with=(When(BodyDissolved),),
)

DELEGATION_LIMITS = Limits(
    Limit("filing.delegation", starts=When(DelegationSigned), since="starts_at", ends=(When(DelegationFiled),)),
    Limit(
        "delegation.publication",
        starts=When(DelegationSigned),
        since="starts_at",
        ends=(When(DelegationPublished), When(DelegationEnded)),
    ),
)

COVERAGE_LIMITS = Limits(
    Limit(
        "coverage.acknowledgement",
        house=house_rule(
            "coverage.acknowledgement",
            HOUSE.acknowledgement_hours,
            Unit.HOUR,
            starts="证件状态变更发布之时",
            words="证件状态变更发布后,各订阅单位应当在规定时间内回执确认",
        ),
        starts=When(AcknowledgementsExpected),
        since="expected_at",
        ends=(When(CoverageCompleted),),
        missed=reminders,
        neglected=neglect,
    ),
)
