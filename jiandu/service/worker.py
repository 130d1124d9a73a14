"""Running a service's method in a worker, so that whoever waits for it always gets a result or an exception."""

from typing import Any

import eventlet
from eventlet.event import Event as Signal
from nameko.containers import ServiceContainer

from jiandu.ops import logs

log = logs.get(__name__)


class WorkerFailed(Exception):  # noqa: N818 - it says what happened
    """The worker ended without a result; the text names the class of what ended it and nothing more."""


class Container(ServiceContainer):  # type: ignore[misc]  # nameko has no types
    """nameko's container, in which no worker ends in silence and none takes the service with it.

    nameko lets an `eventlet.Timeout`, which is a BaseException, pass: no reply, no ack, no log. An error outside
    the method, where dependencies are made, ends the whole service.
    """

    def _run_worker(self, worker_ctx: Any, handle_result: Any) -> None:
        try:
            super()._run_worker(worker_ctx, handle_result)
        except (Exception, eventlet.Timeout) as error:
            log.exception("worker_failed", method=worker_ctx.entrypoint.method_name)
            failed = WorkerFailed(type(error).__name__)
            handle_result(worker_ctx, None, (WorkerFailed, failed, None))


def perform(entrypoint: Any, argument: Any) -> Any:
    """What the entrypoint's method returns for `argument`; raises what it raises.

    Raises WorkerFailed if something other than the method's own exception ended it, and nameko's
    ContainerBeingKilled if the service is being killed.
    """
    done = Signal()

    def handle_result(_: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        if not done.ready():
            if exc_info is None:
                done.send(result)
            else:
                done.send_exception(exc_info[1])
        return result, exc_info

    entrypoint.container.spawn_worker(entrypoint, (argument,), {}, context_data={}, handle_result=handle_result)
    return done.wait()
