"""`./run agency add` against the real broker, store and registry: the agency hears, answers, and is counted."""

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from jiandu.bus.topology import declare
from jiandu.cli.agency import add as module
from jiandu.cli.commands import run
from jiandu.client import CallFailed
from jiandu.embedded import deployment
from jiandu.identity.keys import PUBLIC_FILE, create_key, read_records
from jiandu.service.topology import topology_of
from tests import deployed
from tests.realm import REPOSITORY, until
from tests.say import say

WATER = ("agency", "add", "water-01", "--region", "652301", "--name", "昌吉市水利局", "--json")
SANCTION = {
    "region": "652300",
    "unit": "water-01",
    "order_id": "order-1",
    "officer_id": "officer-1",
    "ground": "abuse",
    "effective_at": datetime.now(UTC).isoformat(),
    "effect": "certificate.revoke",
}


@pytest.fixture(scope="module", autouse=True)
def registry(realm):
    create_key(realm.keys, deployment.ISSUER, deployment.ISSUER, "issuer")
    for service in deployed.CLASSES:  # who hears the registry has to be there before it says anything
        declare(realm.amqp_uri, topology_of(service))
    realm.serve("services.certificates.service:CertificatesService")


@pytest.fixture
def invoke(realm, monkeypatch):
    running = SimpleNamespace(home=realm.folder, amqp_uri=realm.amqp_uri, admin=realm.broker.admin)
    monkeypatch.setattr(module, "Stack", SimpleNamespace(attach=lambda _home: running))
    return lambda *arguments: CliRunner().invoke(run, arguments)


@pytest.fixture
def handed(invoke):
    told = invoke(*WATER)
    assert told.exit_code == 0, told.output
    return json.loads(told.output)


@pytest.fixture
def agency(handed, realm):
    """The example that the command prints, as a process of its own."""
    heard, said = realm.folder / "heard.jsonl", realm.folder / "said.txt"
    with heard.open("wb") as out, said.open("wb") as err:
        process = subprocess.Popen(
            handed["example"], cwd=REPOSITORY, stdout=out, stderr=err, stdin=subprocess.DEVNULL
        )
    yield heard
    process.terminate()
    assert process.wait(30) == 0
    assert "已连接,等候状态变化 connected, waiting for changes" in said.read_text(encoding="utf-8")


def test_an_agency_added_so_hears_a_revocation_and_its_acknowledgement_is_counted(realm, agency, handed):
    with realm.client("registrar", regions=["*"]) as registrar:
        registrar.call(
            "certificates.register_officer",
            officer_id="officer-1",
            region="652301",
            body_id="water-01",
            name="甲",
            certificates=[
                {
                    "number": "652301-1",
                    "kind": "enforcement",
                    "issuer": "justice-652300",
                    "valid_from": "2025-01-01",
                    "valid_to": "2029-01-01",
                }
            ],
        )
        say(realm, "accountability", "sanction.decided", SANCTION, subject="acc-1")
        (line,) = until(lambda: agency.read_text().splitlines())
        assert json.loads(line)["order_id"] == "order-1"
        reached = until(lambda: counted(registrar))
    assert sorted(reached["missing"]) == [
        "/services/accountability",
        "/services/complaints",
        "/services/supervision",
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (lambda uri, queue: (uri.replace("water-01:", "water-01:x"), queue), "ACCESS_REFUSED"),
        (lambda uri, queue: (f"{uri}-elsewhere", queue), "elsewhere"),
        (lambda uri, _: (uri, "agency.water-99"), "agency.water-99"),
    ],
    ids=["password", "address", "queue"],
)
def test_an_agency_the_broker_refuses_is_told_once_and_the_example_ends(handed, tmp_path, changed, reason):
    folder = tmp_path / "water-01"
    shutil.copytree(Path(handed["files"][0]).parent, folder)
    path = folder / "settings.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["amqp_uri"], settings["queue"] = changed(settings["amqp_uri"], settings["queue"])
    path.write_text(json.dumps(settings), encoding="utf-8")
    command = [*handed["example"][:-1], str(folder)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "消息服务器拒绝 the broker refuses" in line
    assert reason in line


def counted(registrar):
    """How far the order has reached, as soon as one subscriber has acknowledged it."""
    try:
        reached = registrar.ask("certificates.coverage", order_id="order-1")
    except CallFailed as failure:
        if failure.code != "NOT_FOUND":
            raise
        return None
    return reached if reached["acknowledged"] else None


def test_adding_it_again_changes_nothing_and_prints_the_same(invoke, handed):
    assert json.loads(invoke(*WATER).output) == handed


def test_people_are_shown_what_to_hand_over_and_no_password(invoke, handed):
    told = invoke(*WATER[:-1]).output
    password = handed["amqp_uri"].partition("water-01:")[2].partition("@")[0]
    assert len(password) == 40
    assert password not in told
    assert all(path in told for path in handed["files"])


def test_what_is_handed_over_is_for_its_owner_only(handed):
    files = {Path(path).name: Path(path).stat().st_mode & 0o077 for path in handed["files"]}
    assert set(files) == {"settings.json", "keys.json", "water-01.pem"}
    assert files["settings.json"] == files["water-01.pem"] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        (("water-01", "--region", "652302", "--name", "昌吉市水利局"), "ALREADY_EXISTS", "region"),
        (("water-01", "--region", "652301", "--name", "水利局"), "ALREADY_EXISTS", "name"),
        ((deployment.ISSUER, "--region", "652301", "--name", "水利局"), "ALREADY_EXISTS", "id"),
        (("water.02", "--region", "652301", "--name", "水利局"), "INVALID_VALUE", "id"),
        (("commission-652301", "--region", "652301", "--name", "水利局"), "INVALID_VALUE", "id"),  # signs receipts
        (("water-02", "--region", "65", "--name", "水利局"), "INVALID_VALUE", "region"),
    ],
)
def test_what_cannot_be_enrolled_is_refused_with_a_code(invoke, handed, realm, arguments, code, field):
    enrolled = set((realm.folder / "agencies").iterdir())
    told = invoke("agency", "add", *arguments, "--json")
    assert told.exit_code == 1
    error = json.loads(told.output)["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert set(error["message"]) == {"zh", "en"}
    assert set((realm.folder / "agencies").iterdir()) == enrolled


@pytest.mark.parametrize(
    ("body_id", "region", "name", "field"),
    [("water-03", "652302", "呼图壁县水利局", "region"), ("water-04", "652323", "水利局", "name")],
)
def test_a_body_registered_otherwise_is_enrolled_once_the_typing_error_is_mended(
    invoke, realm, body_id, region, name, field
):
    with realm.client("registrar", regions=["*"]) as registrar:
        registrar.call("certificates.register_body", body_id=body_id, region="652323", name="呼图壁县水利局")
        told = invoke("agency", "add", body_id, "--region", region, "--name", name, "--json")
        error = json.loads(told.output)["error"]
        assert (told.exit_code, error["code"], error["field"]) == (1, "ALREADY_EXISTS", field)
        assert not (realm.folder / "agencies" / body_id).exists()
        assert body_id not in {record.key_id for record in read_records(realm.keys / PUBLIC_FILE)}

        mended = invoke("agency", "add", body_id, "--region", "652323", "--name", "呼图壁县水利局", "--json")
        assert mended.exit_code == 0, mended.output
        body = registrar.ask("certificates.get_body", body_id=body_id)
    assert (body["id"], body["region"], body["name"]) == (body_id, "652323", "呼图壁县水利局")
    assert body["subscribed_at"] is not None
    settings = json.loads((realm.folder / "agencies" / body_id / "settings.json").read_text(encoding="utf-8"))
    assert (settings["region"], settings["name"]) == (body["region"], body["name"])


def test_a_service_is_not_registered_as_a_body(invoke, realm):
    invoke("agency", "add", deployment.ISSUER, "--region", "652301", "--name", "水利局", "--json")
    with realm.client("registrar", regions=["*"]) as registrar, pytest.raises(CallFailed) as refused:
        registrar.ask("certificates.get_body", body_id=deployment.ISSUER)
    assert refused.value.code == "NOT_FOUND"


def test_a_user_of_the_broker_is_not_taken_over(invoke, realm):
    told = invoke("agency", "add", realm.broker.admin.user, "--region", "652301", "--name", "水利局", "--json")
    assert json.loads(told.output)["error"]["code"] == "ALREADY_EXISTS"
