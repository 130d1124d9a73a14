"""Prometheus scrapes every process that runs, and every alert asks for a metric that exists."""

import re
from pathlib import Path

import pytest
import yaml

from jiandu.ops.metrics import Metrics
from services.deployables import SERVICES

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy" / "prometheus"
SCRAPES = {
    job["job_name"]: job
    for job in yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
}
ALERTS = [
    rule
    for group in yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
CONTAINERS = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
NAMES = [path.split(".")[1] for path in SERVICES]
# seen at the broker's /metrics/detailed with the families that prometheus.yml asks for; and Prometheus' own
FOREIGN = {"up", "rabbitmq_detailed_queue_messages", "rabbitmq_detailed_queue_consumers"}


def targets(job: str) -> set[str]:
    return {target for each in SCRAPES[job]["static_configs"] for target in each["targets"]}


def exposed() -> set[str]:
    """Every name of a sample that our processes can show."""
    common = {
        name
        for family in Metrics("any").registry.collect()
        for name in (family.name, *(f"{family.name}_{end}" for end in ("total", "bucket", "count", "sum")))
    }
    return common | own()


def own() -> set[str]:
    """The names of the gauges that only one service has."""
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "services").rglob("methods/*.py"))
    return {f"jiandu_{name}" for name in re.findall(r'\bown\(\s*"(\w+)"', sources)}


def test_every_service_and_every_relay_is_scraped():
    assert targets("services") == {f"{name}:9100" for name in NAMES}
    assert targets("relays") == {f"{name}-relay:9100" for name in NAMES}


@pytest.mark.parametrize("job", SCRAPES)
def test_every_target_is_a_container_on_the_port_it_listens_on(job: str):
    for target in targets(job):
        host, _, port = target.partition(":")
        assert CONTAINERS[host].get("environment", {}).get("JIANDU_METRICS_PORT", "15692") == port


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_every_alert_asks_for_metrics_that_exist(alert: dict[str, str]):
    expression = re.sub(r'"[^"]*"', "", alert["expr"])
    named = set(re.findall(r"\b(?:jiandu|rabbitmq)_\w+|\bup\b", expression))
    assert named
    assert named <= exposed() | FOREIGN


def test_the_queues_watched_for_readers_are_those_of_every_service():
    (watch,) = (alert["expr"] for alert in ALERTS if alert["alert"] == "QueueWithoutReader")
    among, besides = (re.search(rf'queue{sign}"([^"]+)"', watch)[1].replace(r"\\", "\\") for sign in ("=~", "!~"))

    def watched(queue: str) -> bool:
        return re.fullmatch(among, queue) is not None and re.fullmatch(besides, queue) is None

    for name in (*NAMES, "inspections"):
        assert watched(f"rpc-{name}")
        assert watched(f"{name}.standings")
    for other in ("dead-letters", "agency.agency-01", "rpc.reply-client-01"):
        assert not watched(other)


def test_every_alert_has_its_section_in_the_runbook():
    runbook = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [alert["alert"] for alert in ALERTS if f"### {alert['alert']}" not in runbook] == []


def test_every_metric_of_ours_is_defined_in_the_runbook():
    runbook = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    ours = [family.name for family in Metrics("any").registry.collect() if family.name.startswith("jiandu_")]
    ours += own()
    assert len(ours) > 10
    assert [name for name in ours if not re.search(rf"`{name}(_total)?`", runbook)] == []
