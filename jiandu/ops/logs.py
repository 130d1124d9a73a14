"""Logs: one JSON object a line, of which no field can hold a person's data.

An event name and fields from an allow-list are written, everything else is left out and counted in `dropped`.
Logs of libraries pass through the same door; their text is theirs, so below WARNING only its logger is named.
"""

import logging
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any, Final, TextIO

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor

ALLOWED: Final = frozenset(
    {
        # who speaks
        *("event", "level", "timestamp", "logger", "service", "process", "version"),
        # which thing: identifiers only
        *("aggregate", "aggregate_type", "command_id", "message_id", "correlation", "causation", "sequence"),
        *("agency", "authority", "region", "pack", "article", "key_id", "traceparent", "incident", "subscriber"),
        # what happened: names and codes of the program
        *("method", "type", "queue", "exchange", "routing_key", "code", "reason", "outcome", "state", "rung"),
        *("schema_version", "signal", "exception", "dropped", "check"),
        # how much and how long
        *("count", "attempt", "attempts", "pending", "size", "port", "pid", "exit_code", "workers"),
        *("seconds", "delay_seconds", "lag_seconds", "age_seconds", "drained", "requeued"),
    }
)
_FOREIGN_WORDS: Final = 300


def configure(service: str, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send all logs of this process, structlog's and the standard library's, to `stream` (stderr) as JSON."""
    shared: list[Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _foreign],
            processors=[
                _Named(service),
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_Traceback()),
                redact,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    # nameko tells every refusal as an error with its stack, pika every lost connection ten times; both are told by
    # those who met them, with their code and without the words
    for chatty in ("nameko.containers", "pika"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module: `log.info("message.parked", message_id=..., reason=...)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


@contextmanager
def about(**fields: Any) -> Iterator[None]:
    """Give every line logged inside the block these fields; each greenthread and thread has its own."""
    with bound_contextvars(**fields):
        yield


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Keep what may be logged and count what may not. A structured value is never a bare identifier."""
    kept = {name: value for name, value in event.items() if name in ALLOWED and _is_plain(name, value)}
    dropped = len(event) - len(kept)
    if dropped:
        kept["dropped"] = dropped
    return kept


def _is_plain(name: str, value: Any) -> bool:
    return name == "exception" or value is None or isinstance(value, str | int | float | bool)


class _Named:
    def __init__(self, service: str) -> None:
        self._service = service

    def __call__(self, _: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = self._service
        return event


class _Traceback:
    """Where it happened and of what class, without the words of the exception: those may quote a person."""

    def __init__(self) -> None:
        self._transform = ExceptionDictTransformer(show_locals=False, max_frames=30)

    def __call__(self, exc_info: Any) -> Any:
        return [
            {
                "exc_type": part["exc_type"],
                "frames": [f"{frame['filename']}:{frame['lineno']} {frame['name']}" for frame in part["frames"]],
            }
            for part in self._transform(exc_info)
        ]


def _foreign(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        # the template without its arguments: nameko and others log what callers sent
        event["event"] = str(record.msg)[:_FOREIGN_WORDS]
    return event
