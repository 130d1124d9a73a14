"""The complaints service without its broker and store: the real vault and the real handlers."""

from types import SimpleNamespace
from typing import Any

import pytest

from jiandu.bus.contract import Contracts
from jiandu.identity.vault import Vault
from jiandu.service.unit import Unit
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.limits import LIMITS
from services.complaints.methods.entrusted import Entrusted
from services.complaints.methods.recognition import Recognition
from services.complaints.repository.indexed import fields_of
from tests import deployed
from tests.unit.services.complaints.kept_in_memory import ComplaintsInMemory, KeptInMemory, ReceiptsInMemory
from tests.unit.services.complaints.submitting import DAILY
from tests.unit.services.play import LAW


@pytest.fixture
def vault(tmp_path: Any) -> Vault:
    return Vault.at(tmp_path / "vault" / "complainants.key")


@pytest.fixture
def service(vault: Vault) -> Any:
    made = next(each for each in deployed.CLASSES if each.name == "complaints")()
    store = ComplaintsInMemory()
    kept = KeptInMemory(vault, store)
    silent = SimpleNamespace(conflict=lambda: None, duplicate=lambda: None)
    made.complaints = Unit(Complaint, store, LAW, Contracts(), lambda _: None, silent, LIMITS, fields_of)
    made.complainants, made.receipts = kept, ReceiptsInMemory()
    made.entrusted = Entrusted(vault, kept, Recognition(vault, kept, store, DAILY))
    return made
