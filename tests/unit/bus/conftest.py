"""Deliveries played over the store in memory."""

import pytest

from jiandu.identity.signing import Signer
from tests.unit.bus.played import World


@pytest.fixture(scope="module")
def trust(tmp_path_factory):
    from jiandu.identity.keyring import FolderKeyring
    from jiandu.identity.keys import create_key

    folder = tmp_path_factory.mktemp("keys")
    create_key(folder, "things", "things", "service")
    create_key(folder, "others", "others", "service")
    return folder, FolderKeyring(folder)


@pytest.fixture
def world(trust):
    folder, keyring = trust
    return World(Signer.load(folder, "things"), keyring)
