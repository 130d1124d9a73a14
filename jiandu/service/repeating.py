"""What a service does by itself, once a second."""

from collections.abc import Callable
from typing import Any

import eventlet

from jiandu.ops import logs
from jiandu.service.runtime import Runtime
from jiandu.store.connection import UNAVAILABLE

log = logs.get(__name__)

SECONDS = 1.0


def repeat(container: Any, sweep: Callable[[Runtime], None]) -> None:
    """Run `sweep` once a second for as long as the container lives, whatever it raises."""

    def run() -> None:
        runtime = Runtime.of(container)
        while True:
            try:
                sweep(runtime)
            except UNAVAILABLE as error:
                log.warning("store_unavailable", code=type(error).__name__)
            except Exception:
                log.exception("sweep_failed")
            eventlet.sleep(SECONDS)

    container.spawn_managed_thread(run, identifier="sweep")
