"""A year or half-year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from hubplanner.tables.words.figures import MARK_FLAGS


@dataclass(frozen=True)
class Period:
    """A year, or a half of it; `part` is '' for what the statistics table does not hold (a month
    or a quarter)."""

    year: int
    part: str
    flag: str = ""


_YEAR = r"'?(?P<year>(?:19|20)\d{2})\s*(?:년도|년)?"
_WHOLE_YEAR = re.compile(_YEAR + r"\s*(?P<mark>p|e|r)?\)?")
_HALF = re.compile(
    _YEAR + r"\s*[.\-/ ]?\s*(?:(?P<half>[12])\s*/\s*2|(?P<word>상반기|하반기|전반기|후반기)"
    r"|[hH](?P<h>[12])|(?P<h2>[12])[hH]|(?P<h3>[12])\s*반기)(?:\s*(?P<mark>p|e|r)\)?)?"
)
_SHORTER = re.compile(
    _YEAR + r"\s*[.\-/ ]?\s*(?:[1-4]\s*/\s*4|[qQ][1-4]|[1-4][qQ]|[1-4]\s*분기"
    r"|(?:[1-9]|0[1-9]|1[0-2])\s*월?)(?:\s*(?:p|e|r)\)?)?"
)


@lru_cache(maxsize=4096)
def period(text: str) -> Period | None:
    """Read a year or half-year; None when it is neither.

    Examples
    --------
    >>> period("2019.1/2"), period("2024년")
    (Period(year=2019, part='H1', flag=''), Period(year=2024, part='Y', flag=''))
    >>> period("2025.01"), period("종로구")
    (Period(year=2025, part='', flag=''), None)
    """
    text = text.strip()
    if match := _WHOLE_YEAR.fullmatch(text):
        return Period(int(match["year"]), "Y", MARK_FLAGS[match["mark"] or ""])
    if match := _HALF.fullmatch(text):
        first = (match["half"] or match["h"] or match["h2"] or match["h3"]) == "1"
        first = first or match["word"] in {"상반기", "전반기"}
        return Period(int(match["year"]), "H1" if first else "H2", MARK_FLAGS[match["mark"] or ""])
    if match := _SHORTER.fullmatch(text):
        return Period(int(match["year"]), "")
    return None
