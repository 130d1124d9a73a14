"""What must be true of the facts for a rule to apply, and what can be said when some facts are not known."""

from collections.abc import Mapping
from dataclasses import dataclass

Fact = bool | int | str
Facts = Mapping[str, Fact]


@dataclass(frozen=True)
class Finding:
    """Whether something holds: True, False, or None where `missing` facts decide it."""

    holds: bool | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Test:
    """One question about one fact: is it among `allowed`, or between `at_least` and `at_most`?"""

    fact: str
    allowed: tuple[Fact, ...] = ()
    at_least: int | None = None
    at_most: int | None = None

    __test__ = False  # the test runner takes classes of this name for its own

    def of(self, facts: Facts) -> Finding:
        """The answer for these facts."""
        if self.fact not in facts:
            return Finding(None, (self.fact,))
        value = facts[self.fact]
        if self.allowed:
            return Finding(value in self.allowed)
        number = int(value)
        low = self.at_least is None or number >= self.at_least
        return Finding(low and (self.at_most is None or number <= self.at_most))


@dataclass(frozen=True)
class Condition:
    """Holds where all tests of one alternative hold. No alternative at all always holds."""

    alternatives: tuple[tuple[Test, ...], ...] = ()

    def of(self, facts: Facts) -> Finding:
        """True as soon as one alternative holds, False once none can; otherwise the facts still to be found."""
        if not self.alternatives:
            return Finding(True)
        found = [_all(tests, facts) for tests in self.alternatives]
        if any(each.holds for each in found):
            return Finding(True)
        if all(each.holds is False for each in found):
            return Finding(False)
        return Finding(None, tuple(dict.fromkeys(name for each in found for name in each.missing)))


ALWAYS = Condition()


def _all(tests: tuple[Test, ...], facts: Facts) -> Finding:
    found = [test.of(facts) for test in tests]
    if any(each.holds is False for each in found):
        return Finding(False)
    missing = tuple(name for each in found for name in each.missing)
    return Finding(None, missing) if missing else Finding(True)


def unless(when: Condition, exception: Condition | None, facts: Facts) -> Finding:
    """Whether `when` holds and the exception does not."""
    rule = when.of(facts)
    if exception is None or rule.holds is False:
        return rule
    spared = exception.of(facts)
    if spared.holds:
        return Finding(False)
    if rule.holds and spared.holds is False:
        return Finding(True)
    return Finding(None, tuple(dict.fromkeys((*rule.missing, *spared.missing))))
