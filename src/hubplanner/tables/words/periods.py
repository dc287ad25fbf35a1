"""A year or half-year."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from hubplanner.limits import is_to_come
from hubplanner.tables.words.figures import MARK_FLAGS


@dataclass(frozen=True)
class Period:
    """A year, or a half of it; `part` is '' for what the statistics table does not hold (a month
    or a quarter), `december` tells the month whose stocks are those of the year's end."""

    year: int
    part: str
    flag: str = ""
    december: bool = field(default=False, repr=False)


_YEAR = r"'?(?P<year>(?:19|20)\d{2})\s*(?:년도|년)?"
_WHOLE_YEAR = re.compile(_YEAR + r"(?:\.0)?\s*\(?(?P<mark>p|e|r)?\)?")
_LAST_DAY = re.compile(_YEAR + r"\s*[.\-/]?\s*12\s*[.\-/월]\s*31\s*[.일]?(?:\s+00:00:00)?")
_HALF = re.compile(
    _YEAR + r"\s*[.\-/ ]?\s*(?:(?P<half>[12])\s*/\s*2|(?P<word>상반기|하반기|전반기|후반기)"
    r"|[hH](?P<h>[12])|(?P<h2>[12])[hH]|(?P<h3>[12])\s*반기)(?:\s*(?P<mark>p|e|r)\)?)?"
)
_SHORTER = re.compile(
    _YEAR + r"\s*[.\-/ ]?\s*(?:[1-4]\s*/\s*4|[qQ][1-4]|[1-4][qQ]|[1-4]\s*분기"
    r"|(?P<month>1[0-2]|0?[1-9])\s*"
    r"(?:월\s*말?|[.\-/월]\s*(?P<day>[12]\d|3[01]|0?[1-9])\s*[.일]?(?:\s+00:00:00)?)?)"
    r"(?:\s*(?:p|e|r)\)?)?"
)


_SHORT_YEAR = re.compile(
    r"^(?:['’‘`](?=\d{2}(?:\s*년|[.\-/]\s*\d))|FY\s*(?=\d{2}$))(?P<year>\d{2})", re.I
)
"""'24년, '24.12, FY24; never an apostrophe and two digits alone: an industry's code may be so."""
_SHORT_YEAR_ALONE = re.compile(r"^['’‘`](?P<year>\d{2})$")
_TWO_DIGITS = re.compile(
    r"(?:(?<=^)|(?<=[(\[_])|(?<=[가-힣)\]]\s))(?<!최근 )(?<!지난 )(?<!향후 )(?<!근속 )(?<!경력 )"
    r"['’‘`]?(?P<year>\d{2})\s*년(?![가-힣]*\s*(?:이상|이하|미만|초과|이내|경력|근속|단위|[~∼～\-]))"
    r"(?=도|말|\W|_|$)"
)
"""22년, 22년도, 22년 말 where a head or title states its year, no span as '10년 이상'."""

_COMPACT_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_FISCAL = re.compile(r"^(?:FY|회계\s*연도)\s*(?=(?:19|20)\d\d)|\s*(?:FY|회계\s*연도|학년도)$", re.I)
_AS_OF = re.compile(r"(?<=[\d년월일기.])\s*(?:말|기준|현재|결산)+$")


def _in_full(match: re.Match[str]) -> str:
    return f"{'19' if match['year'] > '50' else '20'}{match['year']}"


@lru_cache(maxsize=4096)
def period(text: str) -> Period | None:
    """Read a year or half-year; None when it is neither.

    Examples
    --------
    >>> period("2019.1/2"), period("2024년")
    (Period(year=2019, part='H1', flag=''), Period(year=2024, part='Y', flag=''))
    >>> period("2025.01"), period("종로구")
    (Period(year=2025, part='', flag=''), None)
    >>> period("'24.12월말") == period("2024.12"), period("'24년").year, period("'31")
    (True, 2024, None)
    >>> period("20241231") == period("2024. 12. 31. 기준"), period("FY2023") == period("2023")
    (True, True)
    >>> period("2022-12-31"), period("2022-06-30")
    (Period(year=2022, part='Y', flag=''), Period(year=2022, part='', flag=''))
    """
    text = _AS_OF.sub("", unicodedata.normalize("NFKC", text).strip())
    text = _COMPACT_DAY.sub(r"\1.\2.\3", _FISCAL.sub("", _SHORT_YEAR.sub(_in_full, text)))
    if match := _WHOLE_YEAR.fullmatch(text):
        return Period(int(match["year"]), "Y", MARK_FLAGS[match["mark"] or ""])
    if match := _LAST_DAY.fullmatch(text):
        return Period(int(match["year"]), "Y")
    if match := _HALF.fullmatch(text):
        first = (match["half"] or match["h"] or match["h2"] or match["h3"]) == "1"
        first = first or match["word"] in {"상반기", "전반기"}
        return Period(int(match["year"]), "H1" if first else "H2", MARK_FLAGS[match["mark"] or ""])
    if match := _SHORTER.fullmatch(text):
        return Period(int(match["year"]), "", december=match["month"] == "12" and not match["day"])
    return None


def in_full(text: str) -> str:
    """A head or title with its years of two digits before '년' in full, those that have come.

    Examples
    --------
    >>> in_full("22년 종사자수"), in_full("종사자수(22년말)"), in_full("98년")
    ('2022년 종사자수', '종사자수(2022년말)', '1998년')
    >>> [in_full(text) == text for text in ("10년 이상", "최근 10년", "1022년", "45년")]
    [True, True, True, True]
    """

    def whole(match: re.Match[str]) -> str:
        year = int(match["year"])
        if is_to_come(2000 + year) and year < 90:
            return match[0]
        return match[0].lstrip("'’‘`").replace(match["year"], _in_full(match), 1)

    plain = unicodedata.normalize("NFKC", text)
    full = _TWO_DIGITS.sub(whole, plain)
    return text if full == plain else full


def period_in_years(text: str) -> Period | None:
    """As :func:`period`, of a column that is headed as one of years, where '24 is a year too.

    Examples
    --------
    >>> period_in_years("'24"), period_in_years("24")
    (Period(year=2024, part='Y', flag=''), None)
    """
    text = in_full(text.strip())
    alone = _SHORT_YEAR_ALONE.match(text)
    return period(f"'{alone['year']}년" if alone else text)


def periods_in(text: str) -> set[Period]:
    """The years, half-years and months that a title names.

    Examples
    --------
    >>> periods_in("2025년 상반기 취업자 (2025.10.)") == {period("2025.1/2"), period("2025.10")}
    True
    """
    found, rest = set(), _COMPACT_DAY.sub(r"\1.\2.\3", in_full(text))
    for pattern in (_LAST_DAY, _HALF, _SHORTER, _WHOLE_YEAR):
        for match in re.finditer(rf"(?<!\d)(?:{pattern.pattern})(?!\d)", rest):
            if one := period(match[0].strip(" )")):
                found.add(one)
        rest = re.sub(rf"(?<!\d)(?:{pattern.pattern})(?!\d)", " ", rest)
    return found


_HALVES = re.compile(
    r"(?P<first>상반기|전반기|(?<!\d)1\s*/\s*2|1\s*반기)|(?P<second>하반기|후반기|(?<!\d)2\s*/\s*2|2\s*반기)"
)


def half_named(text: str) -> str:
    """The half of a year that a title or note names; '' where it names none or both.

    Examples
    --------
    >>> half_named("2025년 상반기 취업자"), half_named("2024.2/2"), half_named("상·하반기")
    ('H1', 'H2', '')
    """
    found = {match.lastgroup for match in _HALVES.finditer(text)}
    if len(found) != 1 or re.search(r"상\s*[·,.]?\s*하반기", text):
        return ""
    return "H1" if found == {"first"} else "H2"
