"""The vault of this installation, and what lies sealed under it."""

from jiandu.identity.vault import Vault
from jiandu.service.runtime import Runtime
from services.complaints.repository.sealed import Complainants


def vault_of(runtime: Runtime) -> Vault:
    """The vault whose keys lie in this installation's trust directory."""
    return Vault.at(runtime.settings.keys / "vault" / "complainants.key")


def complainants_of(runtime: Runtime) -> Complainants:
    """The sealed identities of this installation."""
    kept = Complainants(runtime.database, vault_of(runtime))
    kept.ensure_indexes()
    return kept
