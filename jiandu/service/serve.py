"""Run one service: `python -m jiandu.service.serve services.complaints.service:ComplaintsService`.

The broker and the store may be absent at start: readiness says so, and the service begins when they are there.
Exit codes: 0 stopped on request; 78 the broker's topology differs from ours, which no retry can mend.
"""

import eventlet

eventlet.monkey_patch()

# ruff: noqa: E402 - everything below has to see the patched standard library
import os
import signal
import sys
from datetime import UTC, datetime
from typing import Any

from amqp.exceptions import AMQPError
from kombu.exceptions import KombuError

from jiandu.bus.topology import Drift, declare
from jiandu.identity.keyring import FolderKeyring
from jiandu.identity.tokens import TokenVerifier
from jiandu.law import Rulebook
from jiandu.ops import logs
from jiandu.ops.config import Settings
from jiandu.ops.health import Check, alive, serve_http
from jiandu.ops.metrics import Metrics
from jiandu.service.aggregate import aggregates_of
from jiandu.service.counts import Counts
from jiandu.service.declarations import class_at
from jiandu.service.law.in_effect import Editions, LawInEffect
from jiandu.service.law.law_sweep import tell_left_out
from jiandu.service.queue_consumer import HardenedQueueConsumer
from jiandu.service.quotas import Quotas
from jiandu.service.runtime import Runtime
from jiandu.service.topology import declare_rpc_queue, topology_of
from jiandu.service.turns import Turns
from jiandu.service.worker import Container
from jiandu.store.connection import UNAVAILABLE, connect
from jiandu.store.mongo_lanes import MongoLanes
from jiandu.store.wake import Waker

log = logs.get(__name__)

TOPOLOGY_DRIFT = 78
_SPARE_WORKERS = 20


def build(service_class: Any, settings: Settings, metrics: Metrics) -> tuple[Container, Runtime]:
    """A container ready to start. Talks to nobody yet."""
    database = connect(settings.mongo_uri, settings.database(service_class.name))
    keyring = FolderKeyring(settings.keys)
    runtime = Runtime(
        service=service_class.name,
        settings=settings,
        database=database,
        lanes=MongoLanes(database),
        keyring=keyring,
        tokens=TokenVerifier(keyring),
        quotas=Quotas(settings.quota_rate, settings.quota_burst),
        turns=Turns(settings.max_workers, settings.call_prefetch),
        in_effect=LawInEffect(Rulebook.load()),
        counts=Counts(metrics),
        waker=Waker(settings.wake),
        now=settings.time().now,
    )
    queues = len(topology_of(service_class).queues)
    # a pool smaller than what may be worked on at once would make deliveries wait for calls, and for each other
    workers = settings.max_workers + queues * settings.prefetch + _SPARE_WORKERS
    config = {
        "AMQP_URI": settings.amqp_uri,
        "HEARTBEAT": settings.heartbeat,
        "max_workers": workers,
        "runtime": runtime,
    }
    metrics.workers_limit.set(workers)
    return Container(service_class, config), runtime


def prepare(service_class: Any, runtime: Runtime) -> None:
    """Wait for broker and store, and make them have what the service needs. Raises Drift."""
    while True:
        try:
            declare(runtime.settings.amqp_uri, topology_of(service_class))
            declare_rpc_queue(runtime.settings.amqp_uri, service_class.name)
            MongoLanes(runtime.database).ensure_indexes()
            for aggregate in aggregates_of(service_class):
                aggregate.repository(runtime.database).ensure_indexes()
            runtime.in_effect.refresh(Editions(runtime.database))  # no command is decided under an outdated law
            tell_left_out(runtime.in_effect)
        except (OSError, AMQPError, KombuError, *UNAVAILABLE) as error:
            log.warning("waiting_for_broker_and_store", code=type(error).__name__)
            eventlet.sleep(1)
        else:
            return


def readiness(container: Container, runtime: Runtime, metrics: Metrics) -> list[Check]:
    """Whether this service could do its work this moment."""
    metrics.workers_busy.set(len(container._worker_threads))
    consumer = container.shared_extensions.get(HardenedQueueConsumer)
    broker = bool(consumer and consumer.connected)
    try:
        runtime.database.command("ping")
    except UNAVAILABLE as error:
        store = Check(name="store", ok=False, detail=type(error).__name__)
    else:
        store = Check(name="store", ok=True, last_success=datetime.now(UTC))
    detail = "" if broker else "not consuming"
    return [store, Check(name="broker", ok=broker, detail=detail)]


def main(path: str) -> int:
    """Serve until SIGTERM or SIGINT; the exit code."""
    settings = Settings.from_env(os.environ)
    service_class = class_at(path)
    logs.configure(service_class.name, settings.log_level)
    metrics = Metrics(service_class.name)
    container, runtime = build(service_class, settings, metrics)
    serve_http(
        settings.metrics_port,
        metrics.registry,
        alive,
        lambda: readiness(container, runtime, metrics),
        host=settings.metrics_host,
    )
    stopping = eventlet.event.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: eventlet.spawn_n(_request_stop, stopping))
    starting = eventlet.spawn(_start, service_class, container, runtime)
    starting.link(lambda thread: _started(thread, stopping))
    try:
        code = int(stopping.wait())
    except Drift as drift:
        log.critical("topology_drift", reason=str(drift))
        return TOPOLOGY_DRIFT
    starting.kill()
    container.stop()
    log.info("stopped")
    return code


def _start(service_class: Any, container: Container, runtime: Runtime) -> None:
    prepare(service_class, runtime)
    container.start()
    log.info("started", pid=os.getpid())
    container.wait()


def _started(thread: Any, stopping: Any) -> None:
    """The container ended by itself: say why, and let the supervisor begin anew."""
    try:
        thread.wait()
    except eventlet.greenlet.GreenletExit:
        return
    except Exception as error:  # noqa: BLE001 - handed on to main
        if not stopping.ready():
            stopping.send_exception(error)
        return
    if not stopping.ready():
        stopping.send(1)


def _request_stop(stopping: Any) -> None:
    if not stopping.ready():
        stopping.send(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
