"""The words of a table that need more than themselves: those that the planner gave a meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
        What of it was not carried to revision 10, Korean and English.
    """

    def __init__(self, industries: words.Industries, choices: Choices) -> None:
        self.industries: list[str] = []
        self.revision: int | None = None
        self.notes: dict[str, tuple[str, str]] = {}
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
        note = (
            f"산업은 한국표준산업분류 {self.revision}차로 읽어, 10차와 일대일인 것만 옮김",
            f"industries are read by revision {self.revision} of KSIC: those that are one to one"
            " are carried to revision 10",
        )
        self.notes.setdefault("", note)
        return older[0].key

    def _note_split(self, text: str, older: words.OlderIndustry) -> None:
        if older.now:
            into = ", ".join(older.now.split())
            why_ko = f"10차에서 {into}에 나뉘어"
            why_en = f"is divided in revision 10 ({into})"
        else:
            why_ko = "10차의 어느 산업과 같은지 확인된 자료가 없어"
            why_en = "is the same as an industry of revision 10 by no source known here"
        self.notes.setdefault(
            text,
            (
                f"{older.revision}차 '{text}'은(는) {why_ko} 옮기지 않음;"
                " 매핑의 [industries]로 정할 수 있음",
                f"'{text}' of revision {older.revision} {why_en}: not imported; [industries] of a"
                " mapping can give it one",
            ),
        )

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
