"""Everything said to people is said in two languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same sentence in Chinese and in English."""

    zh: str
    en: str
