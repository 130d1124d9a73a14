"""A complaint as it stands, and its procedure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from jiandu.domain import Procedure, Step
from jiandu.law import Clock
from services.complaints.domain.particulars import Attachment, CaseOf, Consequence, ExternalId, Link, Respondent

INCOMPLETE, SUBMITTED, BAR_PROPOSED = "incomplete", "submitted", "bar_proposed"
ACCEPTED, IN_SUPERVISION, CONCLUDED = "accepted", "in_supervision", "concluded"
CLUE, DECLINED, TRANSFERRED, BARRED = "clue", "declined", "transferred", "barred"
REPLIED, DISPUTED, WITHDRAWN = "replied", "disputed", "withdrawn"

_UNSCREENED = (INCOMPLETE, SUBMITTED)
_HANDLED = (ACCEPTED, IN_SUPERVISION)
_OPEN = (*_UNSCREENED, BAR_PROPOSED, *_HANDLED)
_ANSWERABLE = (CLUE, DECLINED, TRANSFERRED, BARRED, CONCLUDED)
_OVER = (*_ANSWERABLE, REPLIED, WITHDRAWN)
ENDED = frozenset(_OVER)
_SINCE_ACCEPTANCE = (*_HANDLED, CONCLUDED, REPLIED, DISPUTED, WITHDRAWN)
_NOT_TAKEN_BACK = (*_OPEN, *_ANSWERABLE, REPLIED, DISPUTED)
EVERY = (*_NOT_TAKEN_BACK, WITHDRAWN)


def _stays(states: tuple[str, ...], command: str, event: str, provision: str | None = None) -> tuple[Step, ...]:
    return tuple(Step(state, command, state, (event,), provision) for state in states)


def _leads(
    states: tuple[str, ...], command: str, to: str, event: str, provision: str | None = None
) -> tuple[Step, ...]:
    return tuple(Step(state, command, to, (event,), provision) for state in states)


PROCEDURE = Procedure(
    "complaint",
    (
        Step(None, "SubmitComplaint", SUBMITTED, ("ComplaintSubmitted",), "complaint.right", or_to=(INCOMPLETE,)),
        # -- what is missing, added or put right
        Step(SUBMITTED, "RequestSupplement", INCOMPLETE, ("SupplementRequested",), "complaint.content"),
        Step(
            INCOMPLETE,
            "SupplementComplaint",
            SUBMITTED,
            ("ComplaintSupplemented",),
            "complaint.content",
            or_to=(INCOMPLETE,),
        ),
        *_stays((SUBMITTED, *_HANDLED, CLUE), "SupplementComplaint", "ComplaintSupplemented", "complaint.content"),
        *_stays((*_UNSCREENED, *_HANDLED), "BindOfficer", "OfficerBound"),
        *_stays(EVERY, "LinkComplaint", "ComplaintLinked"),
        *_stays((*_OPEN, DISPUTED), "AssignHandler", "HandlerAssigned"),
        *_stays((*_OPEN, CLUE, DISPUTED), "DeclareAttachment", "AttachmentDeclared"),
        *_stays(EVERY, "CompleteAttachment", "AttachmentReceived"),
        *_stays(EVERY, "JudgeAttachment", "AttachmentJudged"),
        # -- screening
        Step(
            SUBMITTED, "AcceptComplaint", ACCEPTED, ("ComplaintAccepted", "ComplaintPassedOn"), "complaint.intake"
        ),
        *_leads(_UNSCREENED, "DeclineComplaint", DECLINED, "ComplaintDeclined", "complaint.outside_scope"),
        *_leads(_UNSCREENED, "TransferComplaint", TRANSFERRED, "ComplaintTransferred", "complaint.transfer"),
        *_leads(_UNSCREENED, "RecordClue", CLUE, "ClueRecorded", "complaint.clue"),
        Step(
            SUBMITTED,
            "BarComplaint",
            BARRED,
            ("BarProposed", "ComplaintBarred"),
            "case.bars",
            or_to=(BAR_PROPOSED,),
        ),
        Step(BAR_PROPOSED, "ApproveBar", BARRED, ("ComplaintBarred",), "case.approval"),
        Step(BAR_PROPOSED, "RejectBar", SUBMITTED, ("BarRejected",), "case.approval"),
        # -- the body complained of
        *_stays(_HANDLED, "NotifyRespondent", "RespondentNotified", "complaint.notice"),
        # in every state in which its limit may run: a body that could not answer would count as silent
        *_stays(_NOT_TAKEN_BACK, "AnswerNotice", "StatementReceived", "complaint.statement"),
        *_stays(_SINCE_ACCEPTANCE, "ExtendLimit", "LimitExtended"),
        *_stays(_SINCE_ACCEPTANCE, "SuspendLimit", "LimitSuspended"),
        *_stays(_SINCE_ACCEPTANCE, "ResumeLimit", "LimitResumed"),
        # -- what comes of it
        Step(ACCEPTED, "ConcludeComplaint", CONCLUDED, ("ComplaintConcluded",), "complaint.intake"),
        Step(ACCEPTED, "NoteCaseOpened", IN_SUPERVISION, ("ComplaintTakenUp",)),
        *_stays((IN_SUPERVISION, WITHDRAWN), "NoteCaseOpened", "ComplaintTakenUp"),
        *(Step(state, "NoteCaseClosed", CONCLUDED, ("ComplaintConcluded",), or_to=(state,)) for state in _HANDLED),
        *_stays((WITHDRAWN,), "NoteCaseClosed", "ComplaintConcluded"),
        *_stays(EVERY, "NoteConsequence", "ConsequenceNoted"),
        # -- the complainant
        *_leads(_ANSWERABLE, "ReplyToComplainant", REPLIED, "ReplyGiven", "complaint.reply"),
        *_stays((REPLIED,), "RecordReturnVisit", "ReturnVisitRecorded", "complaint.return_visit"),
        *_stays((REPLIED,), "RateHandling", "HandlingRated"),
        Step(REPLIED, "DisputeReply", DISPUTED, ("ReplyDisputed",)),
        Step(DISPUTED, "UpholdReply", REPLIED, ("ReplyUpheld",)),
        Step(DISPUTED, "ReopenComplaint", SUBMITTED, ("ComplaintReopened",), or_to=(INCOMPLETE,)),
        *_leads((*_OPEN, *_ANSWERABLE, DISPUTED), "WithdrawComplaint", WITHDRAWN, "ComplaintWithdrawn"),
        *_stays((CONCLUDED, REPLIED), "ClarifyFacts", "FactsClarified", "complaint.false"),
        # -- who complained
        *_stays(EVERY, "HoldIdentity", "IdentityHeld"),
        *_stays(EVERY, "ReleaseIdentity", "IdentityReleased"),
        *_stays(_OVER, "EraseIdentity", "IdentityErased"),
        *_stays(EVERY, "ConfirmErasure", "ErasureConfirmed"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """A complaint as it stands. It knows that there is an identity, never whose.

    Its texts are masked, and where it is stored they are sealed too. `words` tells the same words from others.
    """

    id: str
    region: str
    pack: str
    state: str
    channel: str
    kind: str
    facts: str
    respondents: tuple[Respondent, ...]
    anonymous: bool
    submitted_at: datetime
    act_on: date | None = None
    sector: str | None = None
    level: str | None = None
    joint: bool = False
    words: str | None = None
    missing: tuple[str, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    handler: str | None = None
    handler_agency: str | None = None
    handled_by: tuple[str, ...] = ()
    ground: str | None = None
    bar: str | None = None
    competent_body: str | None = None
    transferred_to: str | None = None
    passed_on: int = 1
    cases: tuple[CaseOf, ...] = ()
    outcome: str | None = None
    concluded_at: datetime | None = None
    consequences: tuple[Consequence, ...] = ()
    reply: str | None = None
    replied_at: datetime | None = None
    replied_by: str | None = None
    satisfied: bool | None = None
    disputed: bool = False
    reasons: str | None = None
    clarified: bool = False
    held: bool = False
    erased: bool = False
    destroyed: bool = False
    ended_at: datetime | None = None
    clocks: Mapping[str, Clock] = field(default_factory=dict)

    @property
    def has_open_case(self) -> bool:
        """True while supervision works on it, or has still to take up what was passed on to it."""
        return sum(each.outcome is not None for each in self.cases) < self.passed_on

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies complained of."""
        return tuple(each.body_id for each in self.respondents)

    @property
    def officers(self) -> tuple[str, ...]:
        """The officers complained of, of all bodies."""
        return tuple(officer for each in self.respondents for officer in each.officer_ids)

    def with_respondent(self, body_id: str, **changes: Any) -> "Complaint":
        """The complaint in which this has changed about one body complained of."""
        respondents = (replace(each, **changes) if each.body_id == body_id else each for each in self.respondents)
        return replace(self, respondents=tuple(respondents))

    def with_hand(self, subject: str, **changes: Any) -> "Complaint":
        """The complaint changed by a member of staff, who belongs to those who handled it from now on."""
        hands = self.handled_by if subject in self.handled_by else (*self.handled_by, subject)
        return replace(self, handled_by=hands, **changes)
