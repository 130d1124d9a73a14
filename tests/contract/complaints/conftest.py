"""The stores of the complaints service, on the real store and with real secrets."""

import pytest

from jiandu.identity.receipt import Pepper
from jiandu.identity.vault import Vault
from jiandu.store.connection import connect
from services.complaints.repository.receipts import Receipts
from services.complaints.repository.sealed import Attachments, Complainants


@pytest.fixture(scope="module")
def database(store, request):
    name = f"sealed_{request.module.__name__.rpartition('.')[2]}"
    database = connect(store.mongo_uri, name)
    yield database
    database.client.drop_database(name)
    database.client.close()


@pytest.fixture
def vault(tmp_path):
    return Vault.at(tmp_path / "vault" / "complainants.key")


@pytest.fixture
def complainants(database, vault):
    for name in ("complainants", "complaints"):
        database[name].delete_many({})
    kept = Complainants(database, vault)
    kept.ensure_indexes()
    return kept


@pytest.fixture
def attachments(database, complainants):
    database["attachments"].delete_many({})
    return Attachments(database, complainants)


@pytest.fixture
def receipts(database, tmp_path):
    database["receipts"].delete_many({})
    return Receipts(database, Pepper.at(tmp_path / "vault" / "receipts.key"))
