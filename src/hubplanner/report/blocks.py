"""What a brief is made of, whatever file it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hubplanner.language import Language


@dataclass(frozen=True)
class Heading:
    """A section's title, or a whole chapter's."""

    text: str
    chapter: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Running text; a note is set smaller."""

    text: str
    note: bool = False


@dataclass(frozen=True)
class Picture:
    """A PNG as wide as the page, with what it shows in words (alternative text)."""

    png: bytes
    alternative: str


@dataclass(frozen=True)
class Table:
    """Text cells under a heading row; ``widths`` add up to 1, ``right`` are columns of numbers."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    right: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | Picture | Table | PageBreak


@dataclass(frozen=True)
class Document:
    """A brief: its title, its language (``ko`` or ``en``) and its blocks.

    ``chapters`` follow the blocks, each from a new page on; they are as long as they are.
    """

    title: str
    subtitle: str
    language: Language
    blocks: list[Block]
    chapters: Sequence[Sequence[Block]] = ()
