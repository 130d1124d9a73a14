"""Who may do what in the registry."""

from typing import Final

from jiandu.identity.permissions import Allow

REGISTRAR: Final = Allow("registrar")
# a body's own legal unit does it for its body, or a registrar in its place
BODY_SIDE: Final = Allow("enforcement_legal_unit", "registrar")
# what a text gives to the body alone
UNIT: Final = Allow("enforcement_legal_unit")
READING: Final = Allow(
    *("registrar", "platform", "supervision_officer", "supervision_head", "accountability_officer"),
    "enforcement_legal_unit",
)
WATCHING: Final = Allow("registrar", "operator", "auditor", "supervision_head")
# who takes an order back: not who proposed it
APPROVING: Final = Allow("registrar", "supervision_head")
EXCUSING: Final = Allow("supervision_head")
ACTS: Final = Allow("platform", "enforcement_legal_unit", "supervision_officer", "registrar")
FINDINGS: Final = Allow("registrar", "supervision_officer", "supervision_head")
# whoever has to check certificates: the list says nothing of anybody by itself
CHECKING: Final = Allow(
    *("registrar", "platform", "operator", "auditor", "supervision_officer", "supervision_head"),
    *("accountability_officer", "enforcement_legal_unit", "intake_officer"),
)
FAULTS: Final = Allow("accountability_officer", "registrar")
# a legal unit sees its own body's files; with one of these it sees those of others too
SEEING_ALL: Final = Allow(
    *("registrar", "platform", "supervision_officer", "supervision_head", "accountability_officer"),
    *("operator", "auditor"),
)
