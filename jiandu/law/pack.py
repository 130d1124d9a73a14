"""A rule pack: one text of law as data that a handler can ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from jiandu.domain import Citation, Refused
from jiandu.law.bodies import (
    ActorRule,
    ConditionList,
    DocumentName,
    GroundList,
    MeasureList,
    Provision,
    Quorum,
    Recusal,
    ReferralRule,
    Requirement,
)
from jiandu.law.duties import Appeal, Duty, Training
from jiandu.law.judged import Ladder
from jiandu.law.limits import ClockRule

P = TypeVar("P", bound=Provision)


@dataclass(frozen=True)
class Scope:
    """Where, for whom and for what a text applies. No sectors or levels means all; 000000 is the country."""

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    levels: tuple[str, ...]
    matters: tuple[str, ...]


@dataclass(frozen=True)
class Covered:
    """What became of one article: executed, recorded or not_automatable, and by which provisions."""

    article: str
    status: str
    reason: str | None
    rest: str | None
    marker: str | None
    provisions: tuple[str, ...]


@dataclass(frozen=True)
class SourceText:
    """The file that holds the text, and the words between which it stands there."""

    file: str
    begins: str | None = None
    ends: str | None = None
    script: str | None = None


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One version of one text. Every question about a matter it is silent on raises Refused LAW_SILENT, or
    LAW_NOT_AT_HAND where articles of it are missing.

    `in_force_from` is the first day on which it certainly applies; where the text leaves the day blank that is
    the first day after the year it names, None where it names none (`day_blank`). `in_force_words` are the text's
    own words. `corrects` is the version whose encoding was wrong: matters of that version move to this one.
    """

    id: str
    version: int
    corrects: int | None
    title: str
    issuer: str | None
    document_number: str | None
    upper: tuple[str, ...]
    scope: Scope
    status: str
    in_force_from: date | None
    in_force_to: date | None
    in_force_words: str | None
    day_blank: bool
    notes: tuple[str, ...] = field(repr=False)
    questions: tuple[str, ...] = field(repr=False)
    missing: tuple[str, ...] = field(repr=False)
    text: SourceText = field(repr=False)
    provisions: Mapping[str, Provision] = field(repr=False)
    coverage: tuple[Covered, ...] = field(repr=False)

    @property
    def ref(self) -> str:
        """What a matter keeps: the id, with the version from the second on."""
        return self.id if self.version == 1 else f"{self.id}@{self.version}"

    def speaks_of(self, provision: str) -> bool:
        """True if the text has a rule on the matter."""
        return provision in self.provisions

    def cite(self, provision: str) -> Citation:
        """Where the text says it. Raises Refused LAW_SILENT."""
        return self._ask(provision).source

    def cite_first(self, *provisions: str) -> Citation:
        """Where the text speaks of the first of these it speaks of at all. Raises Refused LAW_SILENT."""
        spoken = [provision for provision in provisions if self.speaks_of(provision)]
        return self.cite(spoken[0] if spoken else provisions[0])

    def rule(self, provision: str, kind: type[P]) -> P:
        """The provision as what it is. Raises Refused LAW_SILENT, TypeError if it is something else."""
        body = self._ask(provision)
        if not isinstance(body, kind):
            raise TypeError(f"{provision} is a {type(body).__name__}, not a {kind.__name__}")
        return body

    def all(self, kind: type[P]) -> Iterator[P]:
        """The provisions of a kind, in the order of the text."""
        return (each for each in self.provisions.values() if isinstance(each, kind))

    def has_limit(self, provision: str) -> bool:
        """True if the text sets a limit for it: a duty may have none."""
        body = self.provisions.get(provision)
        return isinstance(body.limit if isinstance(body, Duty | Training | Appeal) else body, ClockRule)

    def clock(self, provision: str) -> ClockRule:
        """The limit, or the limit of the duty. Raises Refused LAW_SILENT, also for a duty without a limit."""
        body = self._ask(provision)
        limit = body.limit if isinstance(body, Duty | Training | Appeal) else body
        if limit is None:
            raise self._silence(provision)
        if not isinstance(limit, ClockRule):
            raise TypeError(f"{provision} is a {type(body).__name__}, which has no limit")
        return limit

    def measures(self, provision: str) -> MeasureList:
        """The list of measures, or the measures of the ladder. Raises Refused LAW_SILENT."""
        body = self._ask(provision)
        return body.measures if isinstance(body, Ladder) else self.rule(provision, MeasureList)

    def grounds(self, provision: str) -> GroundList:
        """The list of grounds. Raises Refused LAW_SILENT."""
        return self.rule(provision, GroundList)

    def conditions(self, provision: str) -> ConditionList:
        """The list of conditions, all of which must be met. Raises Refused LAW_SILENT."""
        return self.rule(provision, ConditionList)

    def referral(self, provision: str) -> ReferralRule:
        """The duty to refer. Raises Refused LAW_SILENT."""
        return self.rule(provision, ReferralRule)

    def quorum(self, provision: str) -> Quorum:
        """The least number of persons. Raises Refused LAW_SILENT."""
        return self.rule(provision, Quorum)

    def actor(self, provision: str) -> ActorRule:
        """Who does or decides it. Raises Refused LAW_SILENT."""
        return self.rule(provision, ActorRule)

    def document(self, provision: str) -> DocumentName:
        """The document's name. Raises Refused LAW_SILENT."""
        return self.rule(provision, DocumentName)

    def recusal(self, provision: str) -> Recusal:
        """The rule on standing aside. Raises Refused LAW_SILENT."""
        return self.rule(provision, Recusal)

    def requirement(self, provision: str) -> Requirement:
        """What the act needs. Raises Refused LAW_SILENT."""
        return self.rule(provision, Requirement)

    def in_force(self, on: date) -> bool:
        """True if the text governs on that legal day."""
        if self.status != "in_force" or self.in_force_from is None:
            return False
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)

    def with_provisions(self, changed: Mapping[str, Provision]) -> "Pack":
        """The pack as an administrator completed it for one jurisdiction."""
        return replace(self, provisions={**self.provisions, **changed})

    def _ask(self, provision: str) -> Provision:
        body = self.provisions.get(provision)
        if body is None:
            raise self._silence(provision)
        return body

    def _silence(self, provision: str) -> Refused:
        """The refusal to answer: silent texts say nothing, incomplete ones may say it in what is missing."""
        code = "LAW_NOT_AT_HAND" if self.missing else "LAW_SILENT"
        missing = "; ".join(self.missing)
        return Refused(code, provision=provision, pack=self.id, title=self.title, missing=missing)
