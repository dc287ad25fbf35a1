"""What a reader is told, in the reader's language: English in the code, Korean in locales/ko.po.

A :class:`Text` is a template and what it names; it becomes a sentence only when its language is
known. The catalogue is gettext's; ``ko.mo`` is made from ``ko.po``, and a test holds them together.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["ko", "en"]


class Text:
    """A message in every language that the catalogue has.

    Parameters
    ----------
    template
        English, as a format string for `values`; the id under which the catalogue knows it.
    values
        What it names. A value may be a :class:`Text` itself.

    Examples
    --------
    >>> str(Text("{file}: cannot be read ({reason}); check the path", file="a.csv", reason="gone"))
    'a.csv: cannot be read (gone); check the path'
    """

    __slots__ = ("template", "values")

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values: Mapping[str, object] = values

    def in_language(self, language: Language) -> str:
        """The sentence; in English where the catalogue lacks it."""
        template = self.template
        if language != "en":
            template = catalogue(language).gettext(template) if template else ""
        if not self.values:
            return template
        return template.format(**{name: told(one, language) for name, one in self.values.items()})

    def with_values(self, change: Callable[[str], str]) -> Text:
        """The same text with every string that it names changed, down to the texts in it."""
        changed = {
            name: one.with_values(change)
            if isinstance(one, Text)
            else change(one)
            if isinstance(one, str)
            else one
            for name, one in self.values.items()
        }
        return Text(self.template, **changed)

    def __str__(self) -> str:
        return self.in_language("en")

    def __repr__(self) -> str:
        return f"Text({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.template, self.values) == (
            other.template,
            other.values,
        )

    def __hash__(self) -> int:
        return hash(str(self))


class Name(Text):
    """What is named in each language by itself, as a region is: no catalogue knows it."""

    __slots__ = ()

    def __init__(self, ko: object, en: object) -> None:
        super().__init__("{en}", ko=ko, en=en)

    def in_language(self, language: Language) -> str:
        """The name in the language."""
        return str(self.values[language])


class Joined(Text):
    """Texts one after the other, with a mark between them."""

    __slots__ = ("mark", "parts")

    def __init__(self, mark: str, parts: Iterable[object]) -> None:
        super().__init__("")
        self.mark = mark
        self.parts = tuple(parts)

    def in_language(self, language: Language) -> str:
        """The parts, each in the language."""
        return self.mark.join(str(told(part, language)) for part in self.parts)


def listed(problems: Sequence[object], most: int = 5) -> Joined:
    """The first problems of a list, and how many more there are."""
    more = [Text("and {count} more", count=len(problems) - most)] if len(problems) > most else []
    return Joined("; ", [*problems[:most], *more])


def told(value: object, language: Language) -> object:
    """A value of a text as it is read: texts and refusals in the language, all else as it is."""
    value = getattr(value, "text", value) if isinstance(value, Exception) else value
    return value.in_language(language) if isinstance(value, Text) else value


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The words of a language by their English."""
    with (files("hubplanner") / "locales" / f"{language}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
