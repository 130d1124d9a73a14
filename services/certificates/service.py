"""The certificate registry: bodies, officers, certificates, acts, and the reach of every order."""

from typing import Any

from jiandu.domain import Refused, Request
from jiandu.service.aggregate import Aggregate, Provided
from jiandu.service.base import Service
from jiandu.service.methods import command
from services.certificates.domain import (
    auxiliary,
    body,
    correction,
    delegation,
    dissolution,
    ending,
    epoch,
    external,
    inspection,
    issuing,
    personnel,
    qualification,
    recognition,
    registration,
    renewing,
    sanction,
    suspension,
    writing_off,
)
from services.certificates.domain.limits import BODY_LIMITS, DELEGATION_LIMITS, OFFICER_LIMITS
from services.certificates.domain.officer import Officer
from services.certificates.methods.acts import HoldsActs
from services.certificates.methods.checking import ServesTheList
from services.certificates.methods.files import ShowsFiles
from services.certificates.methods.findings import EVERYBODY, known
from services.certificates.methods.listing import KeepsStatusList
from services.certificates.methods.lists import ListsOfficers
from services.certificates.methods.numbering import check_free, check_takes
from services.certificates.methods.questions import AnswersQuestions
from services.certificates.methods.reaching import Reaches
from services.certificates.methods.roles import APPROVING, BODY_SIDE, FAULTS, REGISTRAR, UNIT
from services.certificates.methods.rosters import TakesRosters
from services.certificates.repository.indexed import officer_fields
from services.certificates.repository.numbers import Numbers
from services.certificates.repository.registry import Auxiliaries, Bodies, Delegations, Officers
from services.certificates.repository.status_list import Epochs
from services.certificates.schemas import bodies as wire
from services.certificates.schemas import heard, told
from services.certificates.schemas import officers as schemas

ORDER = ("order_id", "ord")


class CertificatesService(
    AnswersQuestions, ListsOfficers, ShowsFiles, HoldsActs, Reaches, ServesTheList, TakesRosters, Service
):
    """RPC name `certificates`."""

    name = "certificates"

    bodies = Aggregate(
        body.Body,
        Bodies,
        key="body_id",
        publishes=told.BODY_PUBLISHED,
        limits=BODY_LIMITS,
        fields=lambda each: {"subscribed_at": each.subscribed_at},
    )
    delegations = Aggregate(
        delegation.Delegation,
        Delegations,
        key="delegation_id",
        limits=DELEGATION_LIMITS,
        fields=lambda each: {"body_id": each.body_id},
    )
    auxiliaries = Aggregate(
        auxiliary.Auxiliary, Auxiliaries, key="auxiliary_id", fields=lambda each: {"body_id": each.body_id}
    )
    officers = Aggregate(
        Officer,
        Officers,
        key="officer_id",
        publishes=told.OFFICER_PUBLISHED,
        limits=OFFICER_LIMITS,
        fields=officer_fields,
    )
    epochs = Aggregate(epoch.Epoch, Epochs, key="epoch_id", publishes=told.EPOCH_PUBLISHED)
    status_list = KeepsStatusList()
    numbers = Provided(lambda runtime: Numbers(runtime.database))
    now = Provided(lambda runtime: runtime.now)

    # -- bodies -------------------------------------------------------------------------------------------------

    register_body = bodies.creates(body.register_body, wire.Body, allow=REGISTRAR)
    subscribe_body = bodies.changes(body.subscribe_body, wire.Subscribe, allow=REGISTRAR)
    unsubscribe_body = bodies.changes(body.unsubscribe_body, wire.OneBody, allow=REGISTRAR)
    note_body_change = bodies.changes(recognition.note_body_change, wire.BodyChange, allow=BODY_SIDE)
    apply_for_confirmation = bodies.changes(recognition.apply_for_confirmation, wire.OneBody, allow=BODY_SIDE)
    confirm_body = bodies.changes(recognition.confirm_body, wire.OneBody, allow=REGISTRAR)
    refuse_confirmation = bodies.changes(recognition.refuse_confirmation, wire.OneBody, allow=REGISTRAR)
    publish_body = bodies.changes(recognition.publish_body, wire.OneBody, allow=BODY_SIDE)
    file_body = bodies.changes(recognition.file_body, wire.OneBody, allow=BODY_SIDE)
    dissolve_body = bodies.changes(dissolution.dissolve_body, wire.Dissolve, allow=REGISTRAR)

    sign_delegation = delegations.creates(
        delegation.sign_delegation, wire.Delegation, allow=BODY_SIDE, prefix="dlg"
    )
    file_delegation = delegations.changes(delegation.file_delegation, wire.FileDelegation, allow=BODY_SIDE)
    publish_delegation = delegations.changes(delegation.publish_delegation, wire.OneDelegation, allow=BODY_SIDE)
    end_delegation = delegations.changes(delegation.end_delegation, wire.EndDelegation, allow=BODY_SIDE)

    @command(wire.Auxiliary, auxiliary.EngageAuxiliary, allow=BODY_SIDE)
    def engage_auxiliary(self, request: Request[auxiliary.EngageAuxiliary]) -> Any:
        """Engage somebody who is no officer, on all the terms the text wants settled."""
        asked = request.command
        if known(self.officers, asked.auxiliary_id, EVERYBODY) is not None:
            raise Refused("ALREADY_EXISTS", id=asked.auxiliary_id, field="auxiliary_id")
        return self.auxiliaries.create(request, auxiliary.engage_auxiliary, asked.auxiliary_id)

    train_auxiliary = auxiliaries.changes(auxiliary.train_auxiliary, wire.TrainAuxiliary, allow=BODY_SIDE)
    assess_auxiliary = auxiliaries.changes(auxiliary.assess_auxiliary, wire.AssessAuxiliary, allow=BODY_SIDE)
    dismiss_auxiliary = auxiliaries.changes(auxiliary.dismiss_auxiliary, wire.DismissAuxiliary, allow=BODY_SIDE)

    # -- officers -----------------------------------------------------------------------------------------------

    @command(schemas.Officer, registration.RegisterOfficer, allow=REGISTRAR)
    def register_officer(self, request: Request[registration.RegisterOfficer]) -> Any:
        """Register an officer with the certificates held, whose numbers nobody else holds."""
        asked = request.command
        self._check_body(asked.body_id, asked.region)
        numbers = [one.number for one in asked.certificates]
        check_free(self.officers, self.numbers, asked.officer_id, numbers)
        return self.officers.create(request, registration.register_officer, asked.officer_id)

    record_training = officers.changes(qualification.record_training, schemas.Training, allow=BODY_SIDE)
    record_exam = officers.changes(qualification.record_exam, schemas.Exam, allow=BODY_SIDE)
    record_fault = officers.changes(qualification.record_fault, schemas.Fault, allow=FAULTS)
    register_qualification = officers.changes(
        qualification.register_qualification, schemas.Qualification, allow=BODY_SIDE
    )
    file_qualification = officers.changes(qualification.file_qualification, schemas.OneOfficer, allow=BODY_SIDE)

    @command(
        schemas.PersonnelChange,
        personnel.RecordPersonnelChange,
        allow=BODY_SIDE,
        derives=("change_id", "chg"),
    )
    def record_personnel_change(self, request: Request[personnel.RecordPersonnelChange]) -> Any:
        """Note the change; who leaves the enforcement post is on file no more, until he is qualified again."""
        asked = request.command
        if asked.body_id is not None:
            check_takes(self.bodies.get(asked.body_id, asked.by), None)
        return self.officers.change(asked.officer_id, request, personnel.record_personnel_change)

    report_personnel_change = officers.changes(
        personnel.report_personnel_change, schemas.OneChange, allow=BODY_SIDE
    )

    # -- certificates -------------------------------------------------------------------------------------------

    @command(schemas.Application, issuing.ApplyForCertificate, allow=BODY_SIDE, derives=("application_id", "app"))
    def apply_for_certificate(self, request: Request[issuing.ApplyForCertificate]) -> Any:
        """Apply for somebody who meets what the text wants."""
        return self._numbered(request, issuing.apply_for_certificate)

    @command(schemas.Issue, issuing.IssueCertificate, allow=REGISTRAR)
    def issue_certificate(self, request: Request[issuing.IssueCertificate]) -> Any:
        """Issue what was applied for, by somebody else than who applied, once every condition is met."""
        asked = request.command
        self._check_body(self.officers.get(asked.officer_id, asked.by).body_id)
        return self.officers.change(asked.officer_id, request, issuing.issue_certificate)

    refuse_certificate = officers.changes(issuing.refuse_certificate, schemas.RefuseApplication, allow=REGISTRAR)

    @command(schemas.External, external.RecordExternalCertificate, allow=BODY_SIDE)
    def record_external_certificate(self, request: Request[external.RecordExternalCertificate]) -> Any:
        """Take a certificate of a higher issuer into the file, where the text knows such certificates."""
        return self._numbered(request, external.record_external_certificate)

    accept_external_certificate = officers.changes(
        external.accept_external_certificate, schemas.OneOfTheOfficer, allow=REGISTRAR
    )
    reject_external_certificate = officers.changes(
        external.reject_external_certificate, schemas.OneOfTheOfficer, allow=REGISTRAR
    )
    file_certificate = officers.changes(external.file_certificate, schemas.FileCertificate, allow=BODY_SIDE)
    renew_certificate = officers.changes(renewing.renew_certificate, schemas.Renew, allow=REGISTRAR, derives=ORDER)

    @command(schemas.Reissue, renewing.ReissueCertificate, allow=REGISTRAR, derives=ORDER)
    def reissue_certificate(self, request: Request[renewing.ReissueCertificate]) -> Any:
        """Replace what was reported lost, or is damaged and still valid."""
        return self._numbered(request, renewing.reissue_certificate)

    inspect_certificate = officers.changes(inspection.inspect_certificate, schemas.Inspect, allow=REGISTRAR)
    suspend_certificate = officers.changes(
        suspension.suspend_certificate, schemas.Suspend, allow=UNIT, derives=ORDER
    )
    decide_suspension = officers.changes(
        suspension.decide_suspension, schemas.DecideSuspension, allow=UNIT, derives=ORDER
    )
    propose_write_off = officers.changes(writing_off.propose_write_off, schemas.ProposeWriteOff, allow=UNIT)
    write_off_certificate = officers.changes(
        writing_off.write_off_certificate, schemas.OneOfTheOfficer, allow=REGISTRAR, derives=ORDER
    )
    report_loss = officers.changes(ending.report_loss, schemas.Loss, allow=BODY_SIDE, derives=ORDER)
    declare_void = officers.changes(ending.declare_void, schemas.OneOfTheOfficer, allow=BODY_SIDE, derives=ORDER)
    collect_certificate = officers.changes(
        ending.collect_certificate, schemas.Collect, allow=BODY_SIDE, derives=ORDER
    )
    cancel_certificate = officers.changes(
        ending.cancel_certificate, schemas.Cancel, allow=REGISTRAR, derives=ORDER
    )
    on_sanction_decided = officers.hears(heard.SANCTION_DECIDED, sanction.execute_sanction, queue="sanctions")
    propose_correction = officers.changes(
        correction.propose_correction, schemas.Correction, allow=REGISTRAR, derives=("proposal_id", "cor")
    )
    approve_correction = officers.changes(
        correction.approve_correction, schemas.OneProposal, allow=APPROVING, derives=ORDER
    )
    reject_correction = officers.changes(correction.reject_correction, schemas.OneProposal, allow=APPROVING)

    def _numbered(self, request: Request[Any], handler: Any) -> Any:
        """Apply what brings a number into an officer's file: nobody else has it, and his body still exists."""
        asked = request.command
        self._check_body(self.officers.get(asked.officer_id, asked.by).body_id)
        check_free(self.officers, self.numbers, asked.officer_id, [asked.number])
        return self.officers.change(asked.officer_id, request, handler)

    def _check_body(self, body_id: str, region: str | None = None) -> None:
        found = known(self.bodies, body_id, EVERYBODY)
        if found is not None:
            check_takes(found, region)
