"""What an agency has to be before anything is made for it, and whose its private key is."""

from pathlib import Path

import pytest

from jiandu.domain import Refused
from jiandu.embedded.agencies import Wanted
from jiandu.embedded.enrolment import agency, give_key
from jiandu.identity.keyring import FolderKeyring
from jiandu.identity.keys import create_key, private_path


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        (("", "652301", "昌吉市水利局"), "INVALID_VALUE", "id"),
        (("a.b", "652301", "昌吉市水利局"), "INVALID_VALUE", "id"),
        (("a" * 65, "652301", "昌吉市水利局"), "INVALID_VALUE", "id"),
        (("水利局", "652301", "昌吉市水利局"), "INVALID_VALUE", "id"),
        (("water-01", "6523", "昌吉市水利局"), "INVALID_VALUE", "region"),
        (("water-01", "652301", ""), "INVALID_VALUE", "name"),
        (("water-01", "652301", "  "), "MISSING_FIELD", "name"),
        (("water-01", "652301", "局" * 201), "TOO_LONG", "name"),
    ],
)
def test_an_agency_that_cannot_be_enrolled_is_refused_by_code_and_field(
    given: tuple[str, str, str], code: str, field: str
):
    with pytest.raises(Refused) as refused:
        Wanted(*given)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.fixture
def trusted(tmp_path: Path) -> Path:
    create_key(tmp_path / "trusted", "certificates", "certificates", "service")
    create_key(tmp_path / "trusted", "token-issuer", "token-issuer", "issuer")
    return tmp_path / "trusted"


def test_the_private_half_of_an_agencys_key_is_in_its_own_folder_alone(tmp_path: Path, trusted: Path):
    own = tmp_path / "own"
    give_key(agency("water-01"), own=own, trusted=trusted)
    assert private_path(own, "water-01").exists()
    assert not private_path(trusted, "water-01").exists()
    assert FolderKeyring(trusted).find("water-01") == FolderKeyring(own).find("water-01")
    assert FolderKeyring(trusted).find("water-01").may_speak_for("/agencies/water-01")


def test_an_agency_is_told_the_services_keys_and_nobody_elses(tmp_path: Path, trusted: Path):
    give_key(agency("water-01"), own=tmp_path / "own", trusted=trusted)
    give_key(agency("water-02"), own=tmp_path / "other", trusted=trusted)
    told = FolderKeyring(tmp_path / "other")
    assert told.may_speak_for("certificates", "/services/certificates")
    assert not any(told.may_speak_for(name, f"/agencies/{name}") for name in ("water-01", "token-issuer"))


def test_a_key_is_given_once(tmp_path: Path, trusted: Path):
    give_key(agency("water-01"), own=tmp_path / "own", trusted=trusted)
    before = (trusted / "keys.json").read_bytes()
    give_key(agency("water-01"), own=tmp_path / "own", trusted=trusted)
    assert (trusted / "keys.json").read_bytes() == before


def test_nobody_is_given_a_key_under_the_name_of_another(tmp_path: Path, trusted: Path):
    for taken in ("token-issuer", "certificates"):
        with pytest.raises(FileExistsError):
            give_key(agency(taken), own=tmp_path / "own", trusted=trusted)
    assert not (tmp_path / "own").exists()


def test_an_agencys_queue_hears_every_change_of_status_and_what_concerns_itself_alone():
    bound = agency("water-01").definitions()["bindings"]
    assert {each["destination"] for each in bound} == {"agency.water-01"}
    assert [(each["source"], each["routing_key"]) for each in bound] == [
        ("certificates.events", "certificate.status_changed.#"),
        ("certificates.events", "certificate.status_list.#"),
        ("certificates.events", "certificate.acknowledgement_due.water-01"),
        ("complaints.events", "complaint.notice.water-01"),
        ("complaints.events", "complaint.clarified.water-01"),
    ]
