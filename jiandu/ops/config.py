"""What a process is told by its environment, checked once at start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate

from jiandu.ops.time import SystemTime, Time, TravellingTime


class ConfigError(ValueError):
    """The environment is wrong; the message names every variable at fault and shows no value."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process. Spans are in seconds.

    `wake` is the host and port on which the relay listens for commits; `demo_time` is the file of the travelling
    time and must not be set in production; `keys` is the trust directory. `complainant_daily` is how many
    complaints one person may submit on a legal day; `retention` how long who complained is kept after the end of
    the complaint, by the state it ended in: without a rule for ever.
    """

    amqp_uri: str
    mongo_uri: str
    keys: Path
    database_prefix: str = "jiandu"
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0
    wake: tuple[str, int] = ("127.0.0.1", 9400)
    demo_time: Path | None = None
    log_level: str = "INFO"
    prefetch: int = 10
    call_prefetch: int = 200
    max_workers: int = 10
    quota_rate: float = 1000
    quota_burst: int = 5000
    retry_tiers: tuple[float, ...] = (1, 5, 30, 120, 600)
    heartbeat: int = 10
    drain_seconds: float = 15
    complainant_daily: int = 50
    retention: Mapping[str, timedelta] = field(default_factory=dict)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read and check `environ`; an empty variable counts as absent. Raises ConfigError."""
        try:
            loaded = _Environment().load({name: value for name, value in environ.items() if value != ""})
        except ValidationError as error:
            raise ConfigError(_explain(error.messages_dict)) from None
        return cls(**loaded)

    def time(self) -> Time:
        """The clock this process lives by."""
        return SystemTime() if self.demo_time is None else TravellingTime(self.demo_time)

    def database(self, service: str) -> str:
        """The name of the database that `service` owns."""
        return f"{self.database_prefix}_{service}"


def _uri(*schemes: str) -> Callable[[str], None]:
    def check(value: str) -> None:
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in schemes or not parts.netloc:
            raise ValidationError(f"must look like {schemes[0]}://user:password@host:port/...")

    return check


class _Address(fields.Field[tuple[str, int]]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, int]:
        host, _, port = str(value).rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValidationError("must look like host:port")
        return host, int(port)


class _Seconds(fields.Field[tuple[float, ...]]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[float, ...]:
        try:
            tiers = tuple(float(part) for part in str(value).split(","))
        except ValueError:
            raise ValidationError("must be seconds separated by commas, such as 1,5,30") from None
        if not all(0 < a < float("inf") for a in tiers) or list(tiers) != sorted(set(tiers)):
            raise ValidationError("must be rising seconds above 0, such as 1,5,30")
        return tiers


class _Retention(fields.Field[Mapping[str, timedelta]]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Mapping[str, timedelta]:
        rules: dict[str, timedelta] = {}
        for part in str(value).split(","):
            state, _, days = part.strip().partition("=")
            if not (state.isidentifier() and days.isdecimal() and 0 < int(days) < 100_000):
                raise ValidationError("must be states with days, such as declined=365,replied=1825")
            rules[state] = timedelta(days=int(days))
        return rules


class _Folder(fields.Field[Path]):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Path:
        return Path(str(value))


def _whole(name: str, low: int, high: int) -> fields.Integer:
    return fields.Integer(strict=False, data_key=name, validate=validate.Range(low, high))


class _Environment(Schema):
    class Meta:
        unknown = EXCLUDE

    amqp_uri = fields.String(required=True, data_key="AMQP_URI", validate=_uri("amqp", "amqps"))
    mongo_uri = fields.String(required=True, data_key="MONGO_URI", validate=_uri("mongodb", "mongodb+srv"))
    keys = _Folder(required=True, data_key="JIANDU_KEYS")
    database_prefix = fields.String(
        data_key="JIANDU_DATABASE_PREFIX",
        validate=validate.Regexp(r"^[A-Za-z0-9_-]{1,40}\Z", error="must be 1 to 40 letters, digits, _ or -"),
    )
    metrics_host = fields.String(data_key="JIANDU_METRICS_HOST")
    metrics_port = _whole("JIANDU_METRICS_PORT", 0, 65535)
    wake = _Address(data_key="JIANDU_WAKE")
    demo_time = _Folder(data_key="JIANDU_DEMO_TIME")
    log_level = fields.String(
        data_key="JIANDU_LOG_LEVEL",
        validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"], error="must be one of {choices}"),
    )
    prefetch = _whole("JIANDU_PREFETCH", 1, 1000)
    call_prefetch = _whole("JIANDU_CALL_PREFETCH", 1, 10_000)
    max_workers = _whole("JIANDU_MAX_WORKERS", 1, 1000)
    quota_rate = fields.Float(data_key="JIANDU_QUOTA_RATE", validate=validate.Range(0.01, 1_000_000))
    quota_burst = _whole("JIANDU_QUOTA_BURST", 1, 1_000_000)
    retry_tiers = _Seconds(data_key="JIANDU_RETRY_TIERS")
    heartbeat = _whole("JIANDU_HEARTBEAT", 1, 600)
    drain_seconds = fields.Float(data_key="JIANDU_DRAIN_SECONDS", validate=validate.Range(0, 3600))
    complainant_daily = _whole("JIANDU_COMPLAINANT_DAILY", 1, 100_000)
    retention = _Retention(data_key="JIANDU_RETENTION")

    @post_load
    def _plain(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return dict(data)


_REQUIRED: Final = "Missing data for required field."


def _explain(messages: Mapping[str, Any]) -> str:
    lines = []
    for name, found in sorted(messages.items()):
        text = " ".join(found) if isinstance(found, list) else str(found)
        lines.append(f"{name} is not set" if text == _REQUIRED else f"{name}: {text}")
    return "; ".join(lines)
