"""What stands between a case and its end: duties to refer, and who may decide."""

from jiandu.domain import Citation, Command, Refused
from jiandu.law import HOUSE, Item, Pack, Rulebook, legal_day
from services.accountability.domain.commands import DecideSanction
from services.accountability.domain.model import PROCEDURE, REFERRALS, AccountabilityCase, Duty

OUTCOMES = ("case_filed", "no_case_filed", "returned")
# the effects of measures that the registry of this version carries out; another one would never be executed
EXECUTABLE_EFFECTS = frozenset({"certificate.revoke"})


def allowed(command: Command, case: AccountabilityCase, law: Rulebook) -> Pack:
    """The case's pack, if its state allows the command. Raises Refused NOT_ALLOWED_IN_STATE."""
    pack = law.pack(case.pack, case.region)
    PROCEDURE.step(case.state, type(command).__name__, pack)
    return pack


def duty_for(command: Command, referral_id: str, case: AccountabilityCase, law: Rulebook) -> Duty:
    """The duty the command is about, if its state allows the command.

    Raises Refused NOT_FOUND or NOT_ALLOWED_IN_STATE.
    """
    for duty in case.duties:
        if duty.id == referral_id:
            REFERRALS[duty.referral].step(duty.state, type(command).__name__, law.pack(case.pack, case.region))
            return duty
    raise Refused("NOT_FOUND", field="referral_id", id=referral_id)


def refuse_if(duties: tuple[Duty, ...], pack: Pack) -> None:
    """Raises Refused DUTY_TO_REFER, citing the article of the first of these duties, if there is one."""
    for duty in duties:
        citation = pack.cite(f"referral.{duty.referral}")
        raise Refused("DUTY_TO_REFER", citation=citation, referral_id=duty.id, authority=duty.authority)


def check_executable(measure: Item, citation: Citation) -> None:
    """Raises Refused NOT_AVAILABLE for a measure whose effect this version cannot carry out."""
    if measure.effect is not None and measure.effect not in EXECUTABLE_EFFECTS:
        raise Refused("NOT_AVAILABLE", citation=citation, field="measure", measure=measure.words)


def check_effect(command: DecideSanction, case: AccountabilityCase) -> None:
    """A measure takes effect from the legal day its case was opened on, and not later than house policy allows.

    Raises Refused INVALID_VALUE. What was decided before and is recorded afterwards may have begun earlier.
    """
    early = legal_day(command.effective_at) < legal_day(case.opened_at) and not command.recorded_afterwards
    if early or command.effective_at > command.at + HOUSE.latest_effect:
        raise Refused("INVALID_VALUE", field="effective_at")
