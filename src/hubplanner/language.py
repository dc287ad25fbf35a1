"""What a reader is told, in the reader's language: English in the code, Korean in locales/ko.po.

A :class:`Text` is a template and what it names; it becomes a sentence only when its language is
known. The catalogue is gettext's; ``ko.mo`` is made from ``ko.po``, and a test holds them together.
"""

from __future__ import annotations

import errno
import gettext
import os
import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def without_spaces(name: str) -> str:
    """A name as it is compared: spaces and case left aside.

    >>> without_spaces("한국 R&D 센터")
    '한국r&d센터'
    """
    return "".join(name.split()).casefold()


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters, but for tab and ends of lines: they act on a terminal and break XML."""

_SYSTEM = frozenset(map(os.strerror, errno.errorcode))
"""What the system says when a file cannot be read or written."""


class Text:
    """A message in every language that the catalogue has.

    Parameters
    ----------
    template
        English, as a format string for `values`; the id under which the catalogue knows it.
    context
        Where it stands, for an English word that is several in Korean (gettext's ``msgctxt``).
    values
        What it names. A value may be a :class:`Text` itself.

    Examples
    --------
    >>> str(Text("{file}: cannot be read ({reason}); check the path", file="a.csv", reason="gone"))
    'a.csv: cannot be read (gone); check the path'

    In Korean a value may be followed by the particle that fits it, as in ``{name:은/는}``.
    """

    __slots__ = ("context", "template", "values")

    def __init__(self, template: str, /, *, context: object = "", **values: object) -> None:
        self.template = template
        self.context = str(context)
        self.values: Mapping[str, object] = values

    def in_language(self, language: Language) -> str:
        """The sentence; in English where the catalogue lacks it."""
        template = self.template
        if language != "en":
            template = _translated(template, self.context, catalogue(language))
        if not self.values:
            return template
        values = {name: told(one, language) for name, one in self.values.items()}
        if language == "ko" and "/" in template:  # perhaps a particle; the rest takes the fast way
            return _KOREAN.format(template, **values)
        return template.format(**values)

    def in_both(self) -> dict[str, str]:
        """The sentence by language, as JSON holds it."""
        return {language: self.in_language(language) for language in LANGUAGES}

    def columns(self, name: str) -> dict[str, str]:
        """``<name>_ko`` and ``<name>_en``, as tables hold it."""
        return {f"{name}_{language}": said for language, said in self.in_both().items()}

    def with_values(self, change: Callable[[str], str]) -> Text:
        """The same text with every string that it names changed, down to the texts in it."""
        changed = {name: _changed(one, change) for name, one in self.values.items()}
        return Text(self.template, context=self.context, **changed)

    def __str__(self) -> str:
        return self.in_language("en")

    def __repr__(self) -> str:
        return f"Text({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and all(
            self.in_language(language) == other.in_language(language) for language in LANGUAGES
        )

    def __hash__(self) -> int:
        return hash(str(self))


class Joined(Text):
    """Texts one after the other, with a mark between them, which may be a text itself."""

    __slots__ = ("mark", "parts")

    def __init__(self, mark: object, parts: Iterable[object]) -> None:
        super().__init__("")
        self.mark = mark
        self.parts = tuple(parts)

    def in_language(self, language: Language) -> str:
        """The parts, each in the language."""
        return str(told(self.mark, language)).join(str(told(part, language)) for part in self.parts)

    def with_values(self, change: Callable[[str], str]) -> Text:
        """Every part changed."""
        return Joined(self.mark, [_changed(part, change) for part in self.parts])


class Pair(Text):
    """What data holds in both languages; Korean where its English is empty."""

    __slots__ = ("ko",)

    def __init__(self, ko: object, en: object) -> None:
        super().__init__(str(en or ko))
        self.ko = str(ko)

    def in_language(self, language: Language) -> str:
        """The one in the language."""
        return self.ko if language == "ko" else self.template

    def with_values(self, change: Callable[[str], str]) -> Text:
        """Both changed."""
        return Pair(change(self.ko), change(self.template))


class _Korean(string.Formatter):
    """Format strings in which ``{name:은/는}`` adds the particle that fits the value.

    A mark that comes between the two stands before the particles, as in ``'{name:'은/는}``.
    """

    def format_field(self, value: object, format_spec: str) -> str:
        """The value, as its part of the format string says."""
        if "/" not in format_spec:
            return format(value, format_spec)
        after_consonant, after_vowel = format_spec.split("/")
        mark = after_consonant[: -len(after_consonant.lstrip("'\")]"))]
        return particle(str(value), after_consonant.removeprefix(mark), after_vowel, mark)


_KOREAN = _Korean()

_DIGITS = "영일이삼사오육칠팔구"


def particle(word: str, after_consonant: str, after_vowel: str, mark: str = "") -> str:
    """The word with its particle: 은/는, 이/가 by its last Hangul syllable or digit.

    >>> particle("거제시", "은", "는"), particle("고성군", "은", "는")
    ('거제시는', '고성군은')
    >>> particle("HTTP 401", "으로", "로"), particle("부산", "으로", "로", mark="'")
    ('HTTP 401로', "부산'으로")
    >>> particle("KAIST", "이", "가"), particle("KAIST", "으로", "로")
    ('KAIST이(가)', 'KAIST(으)로')
    """
    last = word.rstrip("'\"")[-1:]
    if last.isdecimal() and last.isascii():
        last = _DIGITS[int(last)]
    if not "가" <= last <= "힣":
        either = "(으)로" if after_vowel == "로" else f"{after_consonant}({after_vowel})"
        return f"{word}{mark}{either}"
    final = (ord(last) - ord("가")) % 28
    vowel_like = not final or (after_vowel == "로" and final == _RIEUL)
    return f"{word}{mark}{after_vowel if vowel_like else after_consonant}"


_RIEUL = 8
"""The final consonant ㄹ, after which 로 stands as after a vowel."""


def _changed(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, Text):
        return value.with_values(change)
    return change(value) if isinstance(value, str) else value


def listed(problems: Sequence[object], most: int = 5) -> Joined:
    """The first problems of a list, and how many more there are."""
    more = [Text("and {count} more", count=len(problems) - most)] if len(problems) > most else []
    return Joined("; ", [*problems[:most], *more])


def _translated(template: str, context: str, words: gettext.NullTranslations) -> str:
    found = words.pgettext(context, template) if context else template
    return words.gettext(template) if template and found == template else found


def told(value: object, language: Language) -> object:
    """A value of a text as it is read: texts and refusals in the language, all else as it is.

    What the system or a library says of a file is in the catalogue by its own words.
    """
    if isinstance(value, OSError) and value.strerror:
        return str(value).replace(value.strerror, str(told(value.strerror, language)))
    if isinstance(value, Exception):
        value = getattr(value, "text", None) or Text(str(value))
    elif isinstance(value, str) and value in _SYSTEM:
        value = Text(value)
    return value.in_language(language) if isinstance(value, Text) else value


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The words of a language by their English."""
    with (files("hubplanner") / "locales" / f"{language}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
