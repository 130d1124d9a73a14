"""docker-compose.yml against what the services declare and what the processes read."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiandu.ops.config import Settings
from services.deployables import SERVICES

ROOT = Path(__file__).parents[3]
FILE = ROOT / "docker-compose.yml"
COMPOSE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
PATHS = {path.split(".")[1]: path for path in SERVICES}
PROCESSES = [(name, module) for name in PATHS for module in ("jiandu.service.serve", "jiandu.service.relay")]
SECRET = re.compile(r"\$\{([A-Z_]+):\?[^}]*\}")


def container(name: str, module: str = "jiandu.service.serve") -> dict[str, Any]:
    found: dict[str, Any] = COMPOSE["services"][name if module == "jiandu.service.serve" else f"{name}-relay"]
    return found


def resolved(environment: dict[str, str]) -> dict[str, str]:
    """What a container is told once every secret is set."""
    return {name: SECRET.sub("secret", str(value)) for name, value in environment.items()}


def test_the_file_is_a_compose_file():
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", FILE],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(("name", "module"), PROCESSES)
def test_every_service_and_every_relay_runs(name: str, module: str):
    assert container(name, module)["command"] == ["-m", module, PATHS[name]]


@pytest.mark.parametrize(("name", "module"), PROCESSES)
def test_every_process_is_told_what_it_needs(name: str, module: str):
    settings = Settings.from_env(resolved(container(name, module)["environment"]))
    assert settings.amqp_uri.startswith(f"amqp://{name}:secret@rabbitmq:")
    assert settings.metrics_host == "0.0.0.0"  # noqa: S104 - others scrape it
    assert settings.demo_time is None


@pytest.mark.parametrize("name", PATHS)
def test_a_service_wakes_the_relay_that_listens(name: str):
    told = Settings.from_env(resolved(container(name)["environment"])).wake
    heard = Settings.from_env(resolved(container(name, "jiandu.service.relay")["environment"])).wake
    assert told == (f"{name}-relay", heard[1])
    assert heard[0] == "0.0.0.0"  # noqa: S104 - a container does not know its number


@pytest.mark.parametrize(("name", "module"), PROCESSES)
def test_nothing_starts_before_its_keys_and_all_queues_exist(name: str, module: str):
    waits = {other: on["condition"] for other, on in container(name, module)["depends_on"].items()}
    assert waits["keys"] == waits["broker-setup"] == "service_completed_successfully"
    assert waits["mongo"] == "service_healthy"


@pytest.mark.parametrize(("name", "module"), PROCESSES)
def test_health_is_readiness_on_the_port_of_the_metrics(name: str, module: str):
    one = container(name, module)
    assert f"127.0.0.1:{one['environment']['JIANDU_METRICS_PORT']}/ready" in " ".join(one["healthcheck"]["test"])


@pytest.mark.parametrize(("name", "module"), PROCESSES)
def test_a_process_has_longer_to_stop_than_it_drains(name: str, module: str):
    one = container(name, module)
    settings = Settings.from_env(resolved(one["environment"]))
    assert int(one["stop_grace_period"].removesuffix("s")) > settings.drain_seconds


def test_only_complaints_holds_the_key_of_the_vault():
    volumes = {name: one.get("volumes", ()) for name, one in COMPOSE["services"].items()}
    holders = [name for name, mounted in volumes.items() if any(each.startswith("vault:") for each in mounted)]
    assert holders == ["complaints"]


def test_only_the_keys_container_may_write_keys():
    writing = [name for name, one in COMPOSE["services"].items() if "keys:/keys" in one.get("volumes", ())]
    assert writing == ["keys"]


def test_every_secret_has_to_be_given_and_stands_in_the_example():
    text = FILE.read_text(encoding="utf-8")
    mandatory = set(SECRET.findall(text))
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) == mandatory
    example = (ROOT / "deploy" / "compose.env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^([A-Z_]+)=$", example)) == mandatory
    assert {f"{name.upper()}_BROKER_PASSWORD" for name in PATHS} <= mandatory


def test_every_port_is_published_to_this_machine_only():
    published = [port for one in COMPOSE["services"].values() for port in one.get("ports", ())]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_the_image_is_nobodys_root_and_takes_only_what_the_lock_names():
    assert re.search(r"(?m)^USER jiandu$", DOCKERFILE)
    assert "--require-hashes" in DOCKERFILE
    copied = re.findall(r"(?m)^COPY (?!--from)(\S+)", DOCKERFILE)
    admitted = re.findall(r"(?m)^!(\S+)", (ROOT / ".dockerignore").read_text(encoding="utf-8"))
    assert sorted(copied) == sorted(admitted)
    assert all((ROOT / name).exists() for name in copied)


def test_what_the_image_copies_is_enough_to_import_everything_that_runs(tmp_path: Path):
    for name in re.findall(r"(?m)^COPY (?!--from)(\S+)", DOCKERFILE):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    modules = ["jiandu.service.relay", "deploy.prepare", *(path.partition(":")[0] for path in SERVICES)]
    imported = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "; ".join(f"import {module}" for module in modules)],
        cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert imported.returncode == 0, imported.stderr
