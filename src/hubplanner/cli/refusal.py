"""A refusal in Korean. The code raises in English; the Korean catalogue goes by its templates.

``locales/ko.po`` holds the templates of all messages (``{}`` is whatever a message names), those
of their parts ('row 3', 'it should be a list', what a setting is for) and the commonest words of
the system. What a message names (files, columns, values) stays as it is. The catalogue is read
only when something is refused.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

SENTENCE = 45
"""Letters of its own from which on a template is a sentence: no list of problems looks like it."""
FEW = 20
"""Letters below which a template says where or which ('row 3'): what it names holds no ': '."""
MOST = 1000
"""Letters beyond which a message is left in English: trying every template would take seconds."""
JOINS = 12
"""Letters below which a template that starts with a name only joins names ('this or that')."""


class _Template(NamedTuple):
    english: re.Pattern[str]
    korean: str
    sentence: bool
    joins: bool


def bilingual(message: str) -> str:
    """Korean first; a message without a template is told as it is, as the clash of wishes is,
    which has both languages already."""
    korean = in_korean(message)
    return f"{korean} · {message}" if korean else message


def in_korean(message: str) -> str:
    """The message in Korean; '' where its template is not in the catalogue.

    >>> in_korean("a.csv: row 3, column 'region': '중구' is ambiguous: write 'kostat:1'")
    "a.csv: 3행, 열 'region': '중구' 이름이 여럿을 가리킴: 'kostat:1'처럼 적을 것"
    """
    quoted = _QUOTED.findall(message)
    marks = [chr(_MARK + i) for i in range(len(quoted))]  # private letters, which no message has
    for text, mark in zip(quoted, marks, strict=True):
        message = message.replace(text, mark, 1)
    korean = (_translated(message) or "") if len(message) <= MOST else ""
    for text, mark in zip(quoted, marks, strict=True):
        korean = korean.replace(mark, text)
    return korean


_QUOTED = re.compile(r"(?<=[ (]')[^']{200,}(?=')|(?<=[ (]\")[^\"]{200,}(?=\")")
"""A long value that a message quotes: it is not looked into."""
_MARK = 0xE000


@cache
def _translated(text: str, part: bool = False) -> str | None:
    """A sentence, problems with '; ' between, one problem, or one behind the place it is about."""
    return (
        _by_template(text, [one for one in _templates() if one.sentence])
        or _listed(text, "; ")
        or (_listed(text, ", ") if part else None)
        or _by_template(text, [one for one in _templates() if part or not one.joins])
        or _placed(text)
    )


def _by_template(text: str, templates: list[_Template]) -> str | None:
    for template in templates:
        if found := template.english.fullmatch(text):
            parts = (_translated(named, part=True) or named for named in found.groups())
            return template.korean.format(*parts)
    return None


def _listed(text: str, mark: str) -> str | None:
    for cut in _cuts(mark, text):
        if text.count("(", 0, cut) == text.count(")", 0, cut):
            part = mark == ", "
            before, after = _translated(text[:cut], part), _translated(text[cut + 2 :], part)
            if before and after:
                return f"{before}{mark}{after}"
    return None


def _placed(text: str) -> str | None:
    for cut in _cuts(": ", text):
        if after := _translated(text[cut + 2 :]):
            return f"{_translated(text[:cut], part=True) or text[:cut]}: {after}"
    return None


def _cuts(mark: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(mark), text)]


@cache
def _templates() -> list[_Template]:
    """Those that say most come first."""
    from babel.messages.pofile import read_po

    with (files("hubplanner.cli") / "locales" / "ko.po").open("rb") as file:
        told = [(str(one.id), str(one.string)) for one in read_po(file) if one.id]
    told.sort(key=lambda pair: -len(pair[0].replace("{}", "")))
    return [_template(english, korean) for english, korean in told]


def _template(english: str, korean: str) -> _Template:
    """A name at the start, or in a template of few words, is told apart from the place before it,
    which ends in ': '."""
    own = len(english.replace("{}", ""))
    first, *others = map(re.escape, english.split("{}"))
    pattern = first
    where = own < FEW and ": " not in english
    for number, words in enumerate(others):
        near = where or (not first and number == 0)
        pattern += ("((?:(?!: ).)+?)" if near else "(.*?)") + words
    return _Template(
        re.compile(pattern, re.DOTALL),
        korean,
        sentence=own >= SENTENCE and first[:1].isalpha() and not english.startswith("row"),
        joins=own < JOINS and not first,
    )
