"""An enforcement officer (执法人员) with all certificates held, and the procedure of a person's file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jiandu.domain import Actor, Command, Procedure, Refused, Step
from jiandu.law import Clock, Pack, Rulebook, legal_day
from services.certificates.domain.certificate import Certificate
from services.certificates.domain.membership import Membership
from services.certificates.domain.particulars import (
    Application,
    Correction,
    Exam,
    External,
    Fault,
    InspectionMark,
    PersonnelChange,
    Sanction,
    Training,
)
from services.certificates.domain.status import DISQUALIFIED

REGISTERED, QUALIFIED, LEFT = "registered", "qualified", "left"
ON_FILE = (REGISTERED, QUALIFIED)
_EVERY = (*ON_FILE, LEFT, DISQUALIFIED)
MATTER = "certificates"


def _in(states: tuple[str, ...], command: str, *events: str, under: str | None = None) -> tuple[Step, ...]:
    return tuple(Step(state, command, state, events, under) for state in states)


OFFICER = Procedure(
    "officer",
    (
        Step(None, "RegisterOfficer", REGISTERED, ("OfficerRegistered",)),
        *_in(_EVERY, "UpdateOfficer", "OfficerUpdated"),
        *_in(_EVERY, "RecordTraining", "TrainingRecorded", under="training.annual"),
        *_in(_EVERY, "RecordExam", "ExamRecorded", under="training.exam"),
        *_in(_EVERY, "RecordFault", "FaultRecorded", under="certificate.annual_inspection"),
        Step(
            REGISTERED,
            "RegisterQualification",
            QUALIFIED,
            ("QualificationRegistered",),
            "qualification.conditions",
        ),
        Step(QUALIFIED, "FileQualification", QUALIFIED, ("QualificationFiled",), "certificate.registration"),
        Step(LEFT, "RegisterQualification", QUALIFIED, ("QualificationRegistered",), "qualification.conditions"),
        *_in(ON_FILE, "ApplyForCertificate", "CertificateApplied", under="certificate.preconditions"),
        *_in(ON_FILE, "IssueCertificate", "CertificateIssued", under="certificate.preconditions"),
        *_in(ON_FILE, "RefuseCertificate", "CertificateRefused", under="certificate.preconditions"),
        *_in(ON_FILE, "RecordExternalCertificate", "ExternalCertificateRecorded", under="filing.certificate"),
        *_in(ON_FILE, "AcceptExternalCertificate", "ExternalCertificateAccepted", under="certificate.external"),
        *_in(_EVERY, "RejectExternalCertificate", "ExternalCertificateRejected", under="certificate.external"),
        *_in(ON_FILE, "FileCertificate", "CertificateFiled", under="filing.certificate"),
        *_in(ON_FILE, "RenewCertificate", "CertificateRenewed", "StatusChanged", under="certificate.renewal"),
        *_in(ON_FILE, "ReissueCertificate", "CertificateReissued", "StatusChanged", under="certificate.loss"),
        *_in(ON_FILE, "InspectCertificate", "CertificateInspected", under="certificate.annual_inspection"),
        *_in(
            ON_FILE,
            "SuspendCertificate",
            *("CertificateSuspended", "WriteOffDue", "StatusChanged"),
            under="certificate.suspension.actor",
        ),
        *_in(
            _EVERY,
            "DecideSuspension",
            *("SuspensionDecided", "StatusChanged"),
            under="certificate.suspension.decision",
        ),
        *_in(_EVERY, "ProposeWriteOff", "WriteOffProposed", under="certificate.write_off.proposer"),
        *_in(
            _EVERY,
            "WriteOffCertificate",
            "CertificateWrittenOff",
            "StatusChanged",
            under="certificate.write_off.actor",
        ),
        *_in(_EVERY, "ReportLoss", "LossReported", "StatusChanged", under="certificate.loss"),
        *_in(_EVERY, "DeclareVoid", "CertificateVoided", "StatusChanged", under="certificate.loss"),
        *_in(
            _EVERY,
            "CollectCertificate",
            "CertificateCollected",
            *("SuspensionLapsed", "WriteOffLapsed", "StatusChanged"),
            under="certificate.surrender",
        ),
        *_in(
            _EVERY,
            "CancelCertificate",
            "CertificateCancelled",
            *("SuspensionLapsed", "WriteOffLapsed", "StatusChanged"),
            under="certificate.transfer",
        ),
        *(
            Step(
                state,
                "RecordPersonnelChange",
                state,
                ("PersonnelChanged",),
                "report.personnel_change",
                or_to=(LEFT,) if state in ON_FILE else (REGISTERED,) if state == LEFT else (),
            )
            for state in _EVERY
        ),
        *_in(_EVERY, "ReportPersonnelChange", "PersonnelChangeReported", under="report.personnel_change"),
        *(
            Step(
                state,
                "ExecuteSanction",
                state,
                ("SanctionApplied", "WriteOffDue", "SuspensionLapsed", "WriteOffLapsed", "StatusChanged"),
                or_to=() if state == DISQUALIFIED else (DISQUALIFIED,),
            )
            for state in _EVERY
        ),
        *_in(_EVERY, "ProposeCorrection", "CorrectionProposed"),
        *_in(_EVERY, "RejectCorrection", "CorrectionRejected"),
        *(
            Step(
                state,
                "ApproveCorrection",
                state,
                (
                    *("StatusCorrected", "OfficerReinstated", "SuspensionLapsed", "WriteOffLapsed"),
                    *("SuspensionReopened", "WriteOffDue", "StatusChanged"),
                ),
                or_to=(REGISTERED, LEFT) if state == DISQUALIFIED else (),
            )
            for state in _EVERY
        ),
        *_in(
            _EVERY,
            "CancelOnDissolution",
            "CertificateCancelled",
            *("SuspensionLapsed", "WriteOffLapsed", "StatusChanged"),
            under="certificate.transfer",
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Officer:
    """An enforcement officer as the file stands.

    `version` numbers the statuses announced of the person and `orders` what caused them. `pack` is the text under
    which the last act that a text regulates was done; running limits keep their own. `sanctions` are the
    orders of accountability that were not corrected, `disqualified_by` those of them that took the qualification
    away and were not lifted either. `suspended_by` is who suspended each certificate on which it is to be decided,
    `suspenders` who gave each order of suspension ever.
    """

    id: str
    region: str
    state: str
    body_id: str
    name: str
    certificates: tuple[Certificate, ...]
    pack: str = ""
    sector: str | None = None
    level: str | None = None
    post: str | None = None
    on_staff: bool | None = None
    version: int = 0
    orders: tuple[str, ...] = ()
    trainings: tuple[Training, ...] = ()
    exams: tuple[Exam, ...] = ()
    faults: tuple[Fault, ...] = ()
    inspections: tuple[InspectionMark, ...] = ()
    memberships: tuple[Membership, ...] = ()
    changes: tuple[PersonnelChange, ...] = ()
    applications: tuple[Application, ...] = ()
    externals: tuple[External, ...] = ()
    write_offs_due: tuple[str, ...] = ()
    write_offs_proposed: Mapping[str, str] = field(default_factory=dict)
    sanctions: tuple[Sanction, ...] = ()
    disqualified_by: tuple[str, ...] = ()
    suspended_by: Mapping[str, str] = field(default_factory=dict)
    suspenders: Mapping[str, str] = field(default_factory=dict)
    filed: tuple[str, ...] = ()
    qualification_filed_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    clocks: Mapping[str, Clock] = field(default_factory=dict)


def text_of(officer: Officer, law: Rulebook, at: datetime) -> Pack:
    """The text on certificates that governs the officer's body on the legal day of `at`.

    Raises Refused NO_PACK_IN_FORCE, AMBIGUOUS_LAW.
    """
    return law.governing(officer.region, legal_day(at), matter=MATTER, sector=officer.sector, level=officer.level)


def text_for(command: Command, officer: Officer, law: Rulebook) -> Pack:
    """The text that governs, if the state of the file allows the command.

    Raises Refused NOT_ALLOWED_IN_STATE and what `text_of` raises.
    """
    pack = text_of(officer, law, command.at)
    OFFICER.step(officer.state, type(command).__name__, pack)
    return pack


def text_if_any(officer: Officer, law: Rulebook, at: datetime) -> Pack | None:
    """The text on certificates that governs, None where none is in force. Raises Refused AMBIGUOUS_LAW."""
    try:
        return text_of(officer, law, at)
    except Refused as refusal:
        if refusal.code != "NO_PACK_IN_FORCE":
            raise
        return None


def check_own(officer: Officer, by: Actor) -> None:
    """A legal unit acts for its own body only; a registrar for every body in his divisions.

    Raises Refused NOT_FOUND, so that nothing is learnt of others.
    """
    if "registrar" not in by.roles and by.agency != officer.body_id:
        raise Refused("NOT_FOUND", id=officer.id)
