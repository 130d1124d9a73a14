"""Rules applied to facts: what a fault is, who answers, what weighs, what may be imposed, what bars it."""

from dataclasses import dataclass

from jiandu.law.bodies import ItemList, MeasureList, Provision
from jiandu.law.condition import ALWAYS, Condition


@dataclass(frozen=True)
class Bearer:
    """Somebody's share, in the words of the text."""

    who: str
    share: str
    words: str


@dataclass(frozen=True)
class Excused:
    """Somebody who does not answer."""

    who: str
    words: str


@dataclass(frozen=True, kw_only=True)
class LiabilityRule(Provision):
    """Who bears which share where `when` holds and `unless` does not."""

    when: Condition
    unless: Condition | None = None
    bears: tuple[Bearer, ...]
    excused: tuple[Excused, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CircumstanceList(ItemList):
    """Facts that aggravate, mitigate or exempt; `effects` are all those the text allows for."""

    effects: tuple[str, ...]


@dataclass(frozen=True)
class Tier:
    """One grade of a ladder: measures for facts of one gravity.

    Where `mandatory` they have to be imposed: all of them, or one of them where `choose_one`.
    """

    code: str
    words: str
    when: Condition
    measures: tuple[str, ...]
    mandatory: bool
    choose_one: bool = False


@dataclass(frozen=True, kw_only=True)
class Ladder(Provision):
    """What may be imposed on a `subject`, where `when` holds. `combinable` None where the text is silent.

    `grades` is the ladder whose measures the tiers of this one grade, where the text does that in another article.
    `exemptible`: the circumstances that exempt, and the lack of a fault, close it; not so for what answers another
    conduct, such as refusing to carry a decision out.
    """

    subject: str
    measures: MeasureList
    tiers: tuple[Tier, ...] = ()
    combinable: bool | None = None
    grades: str | None = None
    exemptible: bool = True
    when: Condition = ALWAYS
    unless: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Criterion(Provision):
    """What makes something what the law calls `of`."""

    of: str
    when: Condition
    unless: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Bar(Provision):
    """Measures, or kinds of them, that are closed where `when` holds."""

    blocks: tuple[str, ...]
    when: Condition
    unless: Condition | None = None
