"""What a provision can say: lists, persons, forms and words. Limits, duties and judged rules have their own."""

from dataclasses import dataclass
from enum import StrEnum

from jiandu.domain import Citation, Refused
from jiandu.law.condition import Condition


class Modality(StrEnum):
    """How strongly the text speaks."""

    MUST = "must"
    MAY = "may"
    SHOULD = "should"
    MUST_NOT = "must_not"


@dataclass(frozen=True, kw_only=True)
class Provision:
    """One rule of a text: its id, where it stands, how strongly it speaks, and what the reader should know."""

    name: str
    source: Citation
    modality: Modality
    note: str | None = None


@dataclass(frozen=True)
class Item:
    """One entry of a list in the words of the text.

    `effect` names what the system does where it is chosen, `kind` the class it belongs to; `when` and `unless` say
    of which facts it speaks, where facts decide; `requires` what has to follow where it applies.
    """

    code: str
    words: str
    effect: str | None = None
    kind: str | None = None
    when: Condition | None = None
    unless: Condition | None = None
    requires: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class ItemList(Provision):
    """A list of the law. `open` where the text adds 等 or 其他; the item "other" then holds those words."""

    items: tuple[Item, ...]
    open: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of the text."""
        return tuple(item.code for item in self.items)

    def item(self, code: str, field: str | None = None) -> Item:
        """The entry called `code`. Raises Refused NOT_IN_LAW, citing the list and naming `field`."""
        for item in self.items:
            if item.code == code:
                return item
        allowed = ", ".join(self.codes)
        raise Refused("NOT_IN_LAW", citation=self.source, field=field, value=code, allowed=allowed)


class GroundList(ItemList):
    """Circumstances, any one of which lets something happen or forbids it."""


class ConditionList(ItemList):
    """Requirements that must all be met."""


class MeasureList(ItemList):
    """What may be ordered, imposed, recommended or done."""


@dataclass(frozen=True, kw_only=True)
class ReferralRule(Provision):
    """A duty to hand a matter to another authority once one of the `triggers` is suspected.

    `fields` are the areas of public interest the text names, None where it limits the duty to none. `whose` act is
    meant: officer, agency, counterpart or any. `choice` where the text names several recipients and no rule.
    """

    authority: str
    authority_words: str
    triggers: ItemList
    fields: ItemList | None = None
    whose: str = "any"
    choice: bool = False


@dataclass(frozen=True, kw_only=True)
class Quorum(Provision):
    """At least how many persons must do something together."""

    minimum: int
    of: str


@dataclass(frozen=True, kw_only=True)
class Threshold(Provision):
    """A number that is no period: a count, a ratio, an amount; `parameter` where the text leaves it open."""

    of: str
    unit: str
    minimum: int | None = None
    maximum: int | None = None
    parameter: str | None = None
    per: str | None = None


@dataclass(frozen=True)
class ActorCase:
    """Another actor for some facts."""

    when: Condition
    who: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ActorRule(Provision):
    """Who decides or does something: `who` is a code, `words` the text's own name for them."""

    who: str
    words: str
    for_: str | None = None
    cases: tuple[ActorCase, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DocumentName(Provision):
    """What a document is called in this text."""

    title: str


@dataclass(frozen=True, kw_only=True)
class Recusal(Provision):
    """When a person must stand aside, who may ask for it, and who decides (None where the text does not say).

    `test` is "all" where the grounds are one combined test, "any" where each suffices.
    """

    grounds: ItemList
    requested_by: tuple[str, ...]
    decided_by: str | None
    test: str = "any"


@dataclass(frozen=True, kw_only=True)
class Requirement(Provision):
    """What must be true of an act for it to count, e.g. that it is in writing and gives reasons."""

    of: str
    needs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Precondition(Provision):
    """What has to have happened before an act, and what follows otherwise."""

    before: str
    needs: ItemList
    otherwise: str | None = None


@dataclass(frozen=True, kw_only=True)
class Prohibition(Provision):
    """What somebody must not do; `items` None where the quotation says it all."""

    of: str
    items: ItemList | None = None


@dataclass(frozen=True, kw_only=True)
class Definition(Provision):
    """What a word means in this text, with the kinds it names."""

    term: str
    items: ItemList | None = None


@dataclass(frozen=True)
class ProcedureStep:
    """One step, in the words of the text."""

    code: str
    words: str
    by: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProcedureRule(Provision):
    """Steps in the order of the text."""

    steps: tuple[ProcedureStep, ...]


@dataclass(frozen=True, kw_only=True)
class Statement(Provision):
    """A right, a duty or a step that carries no further data."""
