"""The words of a table that need more than themselves: those that the planner gave a meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hubplanner.language import Text
from hubplanner.tables import words
from hubplanner.tables.measures import MEASURES

MEASURE_KEYS = tuple(MEASURES)
NO_ITEM, QUALITY_ITEM = -1, -2
"""Numbers beside those into `MEASURE_KEYS`: of no measure, of the reliability of one."""
NO_INDUSTRY, SPLIT_INDUSTRY = -1, -2
"""Numbers beside those of industries: of none, of one that KSIC has split or joined since."""
_SPLIT = "split"


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
    """Measures and industries by number; the industries in order of appearance.

    Attributes
    ----------
    revision
        The older revision of KSIC that the table follows, as it states or its labels show; else
        None.
    notes
        What of it was not carried to revision 10.
    """

    def __init__(self, industries: words.Industries, choices: Choices) -> None:
        self.industries: list[str] = []
        self.revision: int | None = None
        self.notes: dict[str, Text] = {}
        self._known = industries
        self._said_measures = {words.fold(k): v for k, v in (choices.measures or {}).items()}
        self._said_industries = {words.fold(k): v for k, v in (choices.industries or {}).items()}

    def said_item(self, text: str) -> words.Item | None:
        """The measure that the planner gave a text."""
        said = self._said_measures.get(words.fold(text))
        return words.Item(said) if said else None

    def is_said(self, text: str) -> bool:
        """Whether the planner gave a text its industry."""
        return words.fold(text) in self._said_industries

    def item(self, text: str) -> words.Item | None:
        """The measure that a text names."""
        return self.said_item(text) or words.item(text)

    def recognise_revision(self, stated: Iterable[str], labels: Iterable[str]) -> None:
        """Tell the revision of KSIC by what titles and heads state, else by labels of industries
        that only an older one has."""
        self.revision = words.stated_revision(stated)
        if self.revision is None:
            alone = [
                {one.revision for one in words.older_industries(text)}
                for text in labels
                if self._known.key(text, headed=True) is None
            ]
            found = set().union(*(revisions for revisions in alone if len(revisions) == 1), set())
            self.revision = found.pop() if len(found) == 1 else None

    def industry(self, text: str, *, headed: bool = False) -> str | None:
        """Key of the industry that a text names, under a head that says so where `headed`."""
        if said := self._said_industries.get(words.fold(text)):
            return said
        older = [
            one
            for one in words.older_industries(text, headed=headed)
            if one.revision == self.revision
        ]
        if not older:
            return self._known.key(text, headed=headed)
        if not older[0].key:
            self._note_split(text, older[0])
            return _SPLIT
        note = Text(
            "industries are read by revision {revision} of KSIC: those that are one to one are"
            " carried to revision 10",
            revision=self.revision,
        )
        self.notes.setdefault("", note)
        return older[0].key

    def _note_split(self, text: str, older: words.OlderIndustry) -> None:
        if older.now:
            into = ", ".join(older.now.split())
            why = Text("is divided in revision 10 ({into})", into=into)
        else:
            why = Text("is the same as an industry of revision 10 by no source known here")
        note = Text(
            "'{text}' of revision {revision} {why}: not imported; [industries] of a mapping can"
            " give it one",
            text=text,
            revision=older.revision,
            why=why,
        )
        self.notes.setdefault(text, note)

    def industry_number(self, key: str | None) -> int:
        """Number of an industry key, or one of those beside it."""
        if key is None:
            return NO_INDUSTRY
        if key == _SPLIT:
            return SPLIT_INDUSTRY
        if key not in self.industries:
            self.industries.append(key)
        return self.industries.index(key)


def measure_number(item: words.Item | None) -> int:
    """Number of a measure into `MEASURE_KEYS`, or one of those beside it."""
    if item is None:
        return NO_ITEM
    return QUALITY_ITEM if item.measure == words.QUALITY else MEASURE_KEYS.index(item.measure)
