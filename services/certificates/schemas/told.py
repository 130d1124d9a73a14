"""What the registry tells others."""

from collections.abc import Mapping
from typing import Any

from jiandu.bus import fields
from jiandu.bus.contract import Contracts, Published
from services.certificates.domain import (
    act,
    announcing,
    coverage,
    dissolution,
    epoch,
    reminding,
    suspension,
)


class Period(fields.Outgoing):
    status = fields.Identifier()
    since = fields.Instant()
    until = fields.Instant(allow_none=True)


class Holding(fields.Outgoing):
    number = fields.Identifier()
    periods = fields.Many(fields.Part(Period), most=1000)


class StatusChangedV2(fields.Outgoing):
    """A change, for everybody who has to act on it. The ground stays with the order.

    `holdings` are all certificates of the person and what each is when, by what is known now: whoever missed the
    changes before needs only the last.
    """

    officer_id = fields.Identifier()
    region = fields.Region()
    version = fields.Whole()
    status = fields.Identifier()
    numbers = fields.Tuple(fields.Identifier())
    order_id = fields.Identifier()
    effective_at = fields.Instant()
    until = fields.Instant(allow_none=True)
    case_id = fields.Identifier(allow_none=True)
    recorded_at = fields.Instant()
    holdings = fields.Tuple(fields.Part(Holding))


class WriteOffDueV1(fields.Outgoing):
    region = fields.Region()
    officer_id = fields.Identifier()
    number = fields.Identifier()
    suspensions = fields.Whole()
    since = fields.Instant()


class BodyDissolvedV1(fields.Outgoing):
    region = fields.Region()
    ground = fields.Identifier()
    on = fields.Day()


class CoverageCompletedV1(fields.Outgoing):
    case_id = fields.Identifier()
    officer_id = fields.Identifier()
    subscribers = fields.Whole()
    completed_at = fields.Instant()


class AcknowledgementDueV1(fields.Outgoing):
    """For one subscriber alone: its acknowledgement is missing."""

    region = fields.Region()
    order_id = fields.Identifier()
    officer_id = fields.Identifier()
    expected_at = fields.Instant()


class AcknowledgementOverdueV1(fields.Outgoing):
    region = fields.Region()
    order_id = fields.Identifier()
    officer_id = fields.Identifier()
    missing = fields.Tuple(fields.Text())
    expected_at = fields.Instant()


class ActFoundInvalidV1(fields.Outgoing):
    region = fields.Region()
    body_id = fields.Identifier()
    source = fields.Identifier()
    matter_id = fields.Identifier()
    acted_at = fields.Instant()
    officer_ids = fields.Tuple(fields.Identifier())
    statuses = fields.Tuple(fields.Identifier())


class ActClearedV1(fields.Outgoing):
    region = fields.Region()
    body_id = fields.Identifier()


class StatusListV1(fields.Outgoing):
    """An epoch of the status list, signed in itself: it is worth as much from anybody's hand."""

    region = fields.Region()
    number = fields.Whole()
    epoch = fields.AnyObject(attribute="content")


OFFICER_PUBLISHED = Contracts(
    Published(announcing.StatusChanged, "certificate.status_changed", 2, StatusChangedV2),
    Published(suspension.WriteOffDue, "certificate.write_off_due", 1, WriteOffDueV1, must_reach=False),
)
BODY_PUBLISHED = Contracts(Published(dissolution.BodyDissolved, "body.dissolved", 1, BodyDissolvedV1))


def _agency(values: Mapping[str, Any]) -> str:
    return str(values["subscriber"]).rpartition("/")[2]


COVERAGE_PUBLISHED = Contracts(
    Published(
        coverage.CoverageCompleted,
        "certificate.coverage_completed",
        1,
        CoverageCompletedV1,
        when=lambda event: event.case_id is not None,
    ),
    Published(
        reminding.AcknowledgementDue,
        "certificate.acknowledgement_due",
        1,
        AcknowledgementDueV1,
        audience=_agency,
        must_reach=False,
    ),
    Published(reminding.CoverageNeglected, "certificate.acknowledgement_overdue", 1, AcknowledgementOverdueV1),
)
ACT_PUBLISHED = Contracts(
    Published(act.ActFoundInvalid, "certificate.act_without_validity", 1, ActFoundInvalidV1),
    Published(act.ActCleared, "certificate.act_cleared", 1, ActClearedV1),
)
EPOCH_PUBLISHED = Contracts(
    Published(
        epoch.EpochPublished,
        "certificate.status_list",
        1,
        StatusListV1,
        audience=lambda _: epoch.EVERYWHERE,
        must_reach=False,
    )
)
