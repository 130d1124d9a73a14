import pytest
from prometheus_client import generate_latest

from jiandu.ops.metrics import Metrics

IDENTIFYING = {"id", "aggregate_id", "command_id", "message_id", "correlation", "agency", "subject", "region"}


def test_every_name_has_the_prefix_and_no_label_identifies():
    metrics = Metrics("complaints")
    ours = [family for family in metrics.registry.collect() if not family.name.startswith(("process_", "python_"))]
    assert all(family.name.startswith("jiandu_") for family in ours)
    labels = {label for instrument in vars(metrics).values() for label in getattr(instrument, "_labelnames", ())}
    assert labels == {"method", "code", "queue", "type", "outcome", "reason", "rung", "aggregate"}
    assert not labels & IDENTIFYING


def test_two_processes_in_one_do_not_share_a_registry():
    one, two = Metrics("complaints"), Metrics("certificates")
    one.clocks_rung.labels("overdue").inc()
    assert one.registry.get_sample_value("jiandu_clocks_rung_total", {"rung": "overdue"}) == 1
    assert two.registry.get_sample_value("jiandu_clocks_rung_total", {"rung": "overdue"}) is None


@pytest.mark.parametrize(
    "name",
    [
        "jiandu_rpc_requests_total",
        "jiandu_rpc_duration_seconds",
        "jiandu_calls_waiting",
        "jiandu_turn_wait_seconds",
        "jiandu_messages_processed_total",
        "jiandu_handler_duration_seconds",
        "jiandu_critical_time_seconds",
        "jiandu_outbox_published_total",
        "jiandu_outbox_pending",
        "jiandu_outbox_oldest_age_seconds",
        "jiandu_unroutable_total",
        "jiandu_parked_messages",
        "jiandu_retries_total",
        "jiandu_inbox_duplicates_total",
        "jiandu_conflicts_total",
        "jiandu_clocks_rung_total",
        "jiandu_workers_busy",
    ],
)
def test_what_operators_rely_on_is_there(name):
    assert f"# TYPE {name} " in generate_latest(Metrics("complaints").registry).decode()
