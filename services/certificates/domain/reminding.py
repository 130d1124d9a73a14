"""Who does not acknowledge an order in time is reminded; who still does not is told to supervision."""

from dataclasses import dataclass
from datetime import datetime

from jiandu.domain import Event
from jiandu.law import ClockRang
from services.certificates.domain.coverage import Coverage


@dataclass(frozen=True, kw_only=True)
class AcknowledgementDue(Event):
    """One subscriber has not acknowledged the order in time, and is reminded."""

    order_id: str
    region: str
    officer_id: str
    subscriber: str
    expected_at: datetime
    reminded_at: datetime

    def onto(self, coverage: Coverage) -> Coverage:
        """Who is missing the coverage knows."""
        return coverage


@dataclass(frozen=True, kw_only=True)
class CoverageNeglected(Event):
    """Reminded, and still not acknowledged by these: a matter for supervision."""

    order_id: str
    region: str
    officer_id: str
    missing: tuple[str, ...]
    expected_at: datetime
    neglected_at: datetime

    def onto(self, coverage: Coverage) -> Coverage:
        """Who is missing the coverage knows."""
        return coverage


def reminders(coverage: Coverage, rang: ClockRang) -> list[Event]:
    """Everybody who has not acknowledged in time is reminded."""
    return [
        AcknowledgementDue(
            order_id=coverage.id,
            region=coverage.region,
            officer_id=coverage.officer_id or "",
            subscriber=name,
            expected_at=coverage.expected_at or rang.rung_at,
            reminded_at=rang.rung_at,
        )
        for name in coverage.missing
    ]


def neglect(coverage: Coverage, rang: ClockRang) -> list[Event]:
    """Who has not acknowledged although reminded is told to supervision."""
    return [
        CoverageNeglected(
            order_id=coverage.id,
            region=coverage.region,
            officer_id=coverage.officer_id or "",
            missing=coverage.missing,
            expected_at=coverage.expected_at or rang.rung_at,
            neglected_at=rang.rung_at,
        )
    ]
