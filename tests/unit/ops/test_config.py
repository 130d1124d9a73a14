from datetime import timedelta
from pathlib import Path

import pytest

from jiandu.ops.config import ConfigError, Settings
from jiandu.ops.time import SystemTime, TravellingTime

NEEDED = {
    "AMQP_URI": "amqp://u:secret@127.0.0.1:5672/v",
    "MONGO_URI": "mongodb://127.0.0.1:27017/?retryWrites=false",
    "JIANDU_KEYS": "/keys",
}


def test_three_variables_are_enough():
    settings = Settings.from_env({**NEEDED, "PATH": "/bin", "JIANDU_WAKE": ""})
    assert settings == Settings(amqp_uri=NEEDED["AMQP_URI"], mongo_uri=NEEDED["MONGO_URI"], keys=Path("/keys"))
    assert settings.retry_tiers == (1, 5, 30, 120, 600)
    assert isinstance(settings.time(), SystemTime)
    assert settings.database("complaints") == "jiandu_complaints"


def test_every_variable_is_read():
    settings = Settings.from_env(
        {
            **NEEDED,
            "JIANDU_DATABASE_PREFIX": "test",
            "JIANDU_METRICS_HOST": "0.0.0.0",  # noqa: S104 - nothing listens here
            "JIANDU_METRICS_PORT": "9100",
            "JIANDU_WAKE": "127.0.0.1:4000",
            "JIANDU_DEMO_TIME": "/tmp/time.json",  # noqa: S108 - nothing is written
            "JIANDU_LOG_LEVEL": "DEBUG",
            "JIANDU_PREFETCH": "20",
            "JIANDU_CALL_PREFETCH": "300",
            "JIANDU_MAX_WORKERS": "4",
            "JIANDU_QUOTA_RATE": "2.5",
            "JIANDU_QUOTA_BURST": "50",
            "JIANDU_RETRY_TIERS": "0.1, 0.5,2",
            "JIANDU_HEARTBEAT": "5",
            "JIANDU_DRAIN_SECONDS": "2.5",
            "JIANDU_COMPLAINANT_DAILY": "3",
            "JIANDU_RETENTION": "declined=365, replied=1825",
        }
    )
    assert settings.metrics_port == 9100
    assert settings.wake == ("127.0.0.1", 4000)
    assert settings.retry_tiers == (0.1, 0.5, 2)
    assert (settings.prefetch, settings.max_workers, settings.heartbeat) == (20, 4, 5)
    assert (settings.call_prefetch, settings.quota_rate, settings.quota_burst) == (300, 2.5, 50)
    assert settings.drain_seconds == 2.5
    assert settings.complainant_daily == 3
    assert settings.retention == {"declined": timedelta(days=365), "replied": timedelta(days=1825)}
    assert isinstance(settings.time(), TravellingTime)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AMQP_URI", "http://127.0.0.1"),
        ("AMQP_URI", "127.0.0.1:5672"),
        ("MONGO_URI", "mongodb://"),
        ("MONGO_URI", "mongodb://[::1"),
        ("JIANDU_DATABASE_PREFIX", "a b"),
        ("JIANDU_METRICS_PORT", "many"),
        ("JIANDU_METRICS_PORT", "70000"),
        ("JIANDU_WAKE", "4000"),
        ("JIANDU_WAKE", "host:0"),
        ("JIANDU_LOG_LEVEL", "LOUD"),
        ("JIANDU_PREFETCH", "0"),
        ("JIANDU_CALL_PREFETCH", "0"),
        ("JIANDU_QUOTA_RATE", "0"),
        ("JIANDU_QUOTA_RATE", "inf"),
        ("JIANDU_QUOTA_BURST", "0.5"),
        ("JIANDU_RETRY_TIERS", "1,x"),
        ("JIANDU_RETRY_TIERS", "5,1"),
        ("JIANDU_RETRY_TIERS", "0,1"),
        ("JIANDU_RETRY_TIERS", "nan"),
        ("JIANDU_HEARTBEAT", "-1"),
        ("JIANDU_DRAIN_SECONDS", "-1"),
        ("JIANDU_COMPLAINANT_DAILY", "0"),
        ("JIANDU_RETENTION", "365"),
        ("JIANDU_RETENTION", "replied=0"),
        ("JIANDU_RETENTION", "replied=365,declined"),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_is_not_shown(variable, value):
    with pytest.raises(ConfigError, match=variable) as caught:
        Settings.from_env({**NEEDED, variable: value})
    assert "secret" not in str(caught.value)


def test_all_missing_variables_are_named_at_once():
    with pytest.raises(ConfigError) as caught:
        Settings.from_env({})
    assert str(caught.value) == "AMQP_URI is not set; JIANDU_KEYS is not set; MONGO_URI is not set"
