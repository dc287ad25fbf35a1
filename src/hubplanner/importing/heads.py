"""What the head over a column of figures says."""

from __future__ import annotations

from dataclasses import dataclass, field

from hubplanner.importing.vocabulary import Vocabulary
from hubplanner.tables import words


@dataclass
class Head:
    """What the head over one column says; `narrowed` holds what its measure's own cell says beside
    the measure, `unknown` all that is not understood."""

    period: words.Period | None = None
    item: words.Item | None = None
    unit: str = ""
    industry: str = ""
    constant: bool = False
    total: bool = False
    unknown: list[str] = field(default_factory=list)
    narrowed: list[str] = field(default_factory=list)


def read_head(texts: tuple[str, ...], vocabulary: Vocabulary) -> Head:
    """What the texts of a head say together, from top to bottom."""
    head = Head()
    for text in texts:
        measure, before = head.item, len(head.unknown)
        for part in words.parts_of_head(text):
            _add(head, part, vocabulary)
        if head.item is not measure:
            head.narrowed += filter(words.narrows, head.unknown[before:])
    return head


def _add(head: Head, text: str, vocabulary: Vocabulary) -> None:
    if (said := vocabulary.said_item(text)) is not None:
        head.item = said
    elif (period := words.period(text)) is not None:
        head.period = period
    elif words.is_unit(text):
        head.unit = text
    elif (item := words.item(text)) is not None:
        head.item = item
        head.unit = item.unit or head.unit
    elif basis := words.price_basis(text):
        head.constant = basis == "constant"
    elif words.is_total(text):
        head.total = True
    elif industry := vocabulary.industry(text):
        head.industry = industry
    elif words.head_role(text) != words.VALUE:
        head.unknown.append(text)
