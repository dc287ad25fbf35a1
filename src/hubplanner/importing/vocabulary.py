"""The words of a table that need more than themselves: those that the planner gave a meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hubplanner.tables import words
from hubplanner.tables.measures import MEASURES

MEASURE_KEYS = tuple(MEASURES)
NO_ITEM, QUALITY_ITEM = -1, -2
"""Numbers beside those into `MEASURE_KEYS`: of no measure, of the reliability of one."""


@dataclass(frozen=True)
class Choices:
    """What the planner states beside the table; empty where the table is to say it."""

    measure: str = ""
    year: int | None = None
    unit: str = ""
    industry: str = ""
    industries: Mapping[str, str] | None = None
    measures: Mapping[str, str] | None = None


class Vocabulary:
    """Measures and industries by number; the industries in order of appearance."""

    def __init__(self, industries: words.Industries, choices: Choices) -> None:
        self.industries: list[str] = []
        self._known = industries
        self._said_measures = {words.fold(k): v for k, v in (choices.measures or {}).items()}
        self._said_industries = {words.fold(k): v for k, v in (choices.industries or {}).items()}

    def said_item(self, text: str) -> words.Item | None:
        """The measure that the planner gave a text."""
        said = self._said_measures.get(words.fold(text))
        return words.Item(said) if said else None

    def item(self, text: str) -> words.Item | None:
        """The measure that a text names."""
        return self.said_item(text) or words.item(text)

    def industry(self, text: str, *, headed: bool = False) -> str | None:
        """Key of the industry that a text names, under a head that says so where `headed`."""
        said = self._said_industries.get(words.fold(text))
        return said or self._known.key(text, headed=headed)

    def industry_number(self, key: str | None) -> int:
        """Number of an industry key; −1 for none."""
        if key is None:
            return -1
        if key not in self.industries:
            self.industries.append(key)
        return self.industries.index(key)


def measure_number(item: words.Item | None) -> int:
    """Number of a measure into `MEASURE_KEYS`, or one of those beside it."""
    if item is None:
        return NO_ITEM
    return QUALITY_ITEM if item.measure == words.QUALITY else MEASURE_KEYS.index(item.measure)
