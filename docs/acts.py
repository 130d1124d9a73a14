"""Which act of the registry is open under which text."""

from collections.abc import Mapping
from typing import Final

from jiandu.law import Pack, Rulebook

MATTER: Final = "certificates"
# what each act asks of the text: any of these opens it; none: open under whatever text, and where there is none
ACTS: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    ("register_body", "subscribe_body", "unsubscribe_body", "dissolve_body"): (),
    ("note_body_change", "apply_for_confirmation"): ("body.reconfirmation", "body.change"),
    ("confirm_body",): ("body.change.confirmation", "body.reconfirmation", "body.recognition"),
    ("refuse_confirmation",): ("body.unrecognised", "body.change.confirmation", "body.recognition"),
    ("publish_body",): ("publication.body", "publication.body_change"),
    ("file_body",): ("filing.body",),
    ("sign_delegation",): ("delegation.form", "delegation.content", "filing.delegation"),
    ("file_delegation",): ("filing.delegation",),
    ("publish_delegation",): ("delegation.publication",),
    ("end_delegation", "dismiss_auxiliary"): (),
    ("engage_auxiliary",): ("auxiliary.status",),
    ("train_auxiliary",): ("training.auxiliary",),
    ("assess_auxiliary",): ("auxiliary.assessment",),
    ("register_officer", "record_training", "record_exam", "record_fault"): (),
    ("register_qualification",): (
        *("qualification.conditions", "qualification.registration", "qualification.required"),
        "certificate.preconditions",
    ),
    ("file_qualification",): ("certificate.registration",),
    ("report_personnel_change",): ("report.personnel_change",),
    ("apply_for_certificate", "issue_certificate", "refuse_certificate"): ("certificate.preconditions",),
    ("record_external_certificate", "accept_external_certificate", "reject_external_certificate"): (
        *("filing.certificate", "certificate.external"),
    ),
    ("file_certificate",): ("filing.certificate",),
    ("renew_certificate",): ("certificate.renewal", "certificate.procedures"),
    ("reissue_certificate",): ("certificate.loss", "certificate.damage", "certificate.procedures"),
    ("inspect_certificate",): ("certificate.annual_inspection",),
    ("suspend_certificate",): ("certificate.suspension.actor",),
    ("decide_suspension",): ("certificate.suspension.decider",),
    ("propose_write_off",): ("certificate.write_off.proposer",),
    ("write_off_certificate",): ("certificate.write_off.actor",),
    ("report_loss",): (),
    ("declare_void",): ("certificate.loss",),
    ("collect_certificate",): ("certificate.surrender",),
    ("cancel_certificate",): ("certificate.transfer",),
    ("propose_correction", "approve_correction", "reject_correction"): (),
    ("record_act", "excuse_subscriber"): (),
}
# open wherever a text on certificates is in force, whatever it says
ANY_TEXT: Final = ("record_personnel_change",)


def acts() -> str:
    """Every act of the registry that changes something, and the texts under which it is open."""
    packs = [pack for _, pack in sorted(Rulebook.load().packs.items()) if MATTER in pack.scope.matters]
    lines = ["| act | what the text has to speak of | open under |", "|---|---|---|"]
    for methods, provisions in ACTS.items():
        asked = " or ".join(f"`{each}`" for each in provisions) or "–"
        found = [_named(pack) for pack in packs if any(pack.speaks_of(each) for each in provisions)]
        lines.append(f"| {_code(methods)} | {asked} | {', '.join(found) or 'every text, and none'} |")
    everywhere = ", ".join(_named(pack) for pack in packs)
    lines.append(f"| {_code(ANY_TEXT)} | that a text governs | {everywhere} |")
    return "\n".join(lines) + "\n"


def _named(pack: Pack) -> str:
    return f"{pack.ref} ({pack.status})" if pack.status != "in_force" else pack.ref


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
