"""What a cell of a planner's table may hold: each kind of value read from text, or refused.

A kind is a function from the distinct texts of a column to their values; a
:class:`~hubplanner.language.Text` in place of a value says what is wrong with it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pandas as pd

from hubplanner.language import Text
from hubplanner.regions import match_regions, parts_of_regions
from hubplanner.tables.words import fold

Kind = Callable[[Sequence[str]], Sequence[object]]

_NUMBER = re.compile(
    r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?inf"
)
_NOTHING = {"", "nan", "none", "null", "na", "n/a", "#n/a", "-", "<na>"}
"""How programs and planners write that a number is not there."""
_DAY = re.compile(
    r"(\d{4})[.\-/년\s]+(\d{1,2})[.\-/월\s]+(\d{1,2})[\s.일]*(?:00:00:00)?"
    r"|(\d{4})(\d{2})(\d{2})"
)


def refused(value: object, mend: str | Text) -> Text:
    """A value and what is needed in its place."""
    mend = mend if isinstance(mend, Text) else Text(mend)
    return Text("{value!r} is refused ({mend})", value=value, mend=mend)


def plain(text: str) -> str:
    """A text with full-width letters, digits and marks made narrow."""
    return unicodedata.normalize("NFKC", text).strip()


def each(read: Callable[[str], object]) -> Kind:
    """A kind whose texts are read one by one."""
    return lambda texts: [read(text) for text in texts]


def text(pattern: str = "(?s).+", mend: str = "must not be empty") -> Kind:
    """A text as it stands, where it fits a pattern."""
    fits = re.compile(pattern)
    return each(lambda text: text if fits.fullmatch(text) else refused(text, mend))


ANY = text("(?s).*")
"""Whatever stands there."""


def number(
    least: float = -math.inf,
    most: float = math.inf,
    *,
    whole: bool = False,
    finite: bool = True,
    after: str = "",
    mend: str | Text = "",
    empty: str = "",
) -> Kind:
    """A number between `least` and `most`, which may have thousands separators.

    `after` is a pattern of what may stand behind the digits, as a unit; `mend` is told whatever is
    wrong, in place of the cause, and `empty` where nothing is stated, as a blank or ``nan``.
    """
    suffix = re.compile(rf"\s*(?:{after})$")
    needed = mend or (
        "a whole number is needed" if whole else "a number is needed; leave out rows that have none"
    )

    def read(text: str) -> object:
        digits = suffix.sub("", plain(text)).replace("−", "-")
        if digits.casefold() in _NOTHING:
            return refused(text, empty or needed)
        if not _NUMBER.fullmatch(digits):
            return refused(text, needed)
        found = float(digits.replace(",", ""))
        if math.isinf(found):
            return found if not finite else refused(found, mend or "must be finite")
        if whole and not found.is_integer():
            return refused(text, needed)
        value = int(found) if whole else found
        if least <= found <= most:
            return value
        shown = value if digits == plain(text) else text
        return refused(shown, mend or _bounds(least, most))

    return each(read)


_DURATION = re.compile(
    r"(?:(?P<hours>\d{1,2})\s*(?:시간|hours?|hrs?|h)\s*)?"
    r"(?:(?P<minutes>\d{1,5}(?:\.\d+)?)\s*(?:분|minutes?|mins?|m))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?P<hours>[01]?\d|2[0-3]):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?")


def minutes_in(text: str) -> str:
    """A duration with its units, or as a clock shows it, as minutes; any other text as it stands.

    >>> minutes_in("1시간 30분"), minutes_in("90분"), minutes_in("1:30"), minutes_in("2 h")
    ('90', '90', '90', '120')
    >>> minutes_in("90"), minutes_in("")
    ('90', '')
    """
    told = plain(text)
    match = _DURATION.fullmatch(told) or _CLOCK.fullmatch(told)
    if not match or not told:
        return text
    hours, minutes, *seconds = (float(part or 0) for part in match.groups())
    return f"{60 * hours + minutes + sum(seconds) / 60:g}"


def duration(kind: Kind) -> Kind:
    """As `kind`, of numbers that are minutes and may be written as durations."""
    return lambda texts: kind([minutes_in(text) for text in texts])


def _bounds(least: float, most: float) -> Text:
    if math.isinf(most):
        return Text("must be {least:g} or more", least=least)
    return Text("must lie between {least:g} and {most:g}", least=least, most=most)


def one_of(words: Mapping[str, Sequence[str]]) -> Kind:
    """One of some keys, or another word for it; blanks, width and case don't matter in these."""
    keys = {fold(word): key for key, others in words.items() for word in (key, *others)}
    allowed = ", ".join(
        f"{key!r} ({others[0]})" if others else repr(key) for key, others in words.items()
    )
    return each(
        lambda text: (
            keys.get(fold(text)) or refused(text, Text("allowed: {allowed}", allowed=allowed))
        )
    )


def _day(text: str) -> object:
    if match := _DAY.fullmatch(plain(text)):
        try:
            return date(*map(int, filter(None, match.groups()))).isoformat()
        except ValueError:
            pass
    return Text("{value!r} is no date; write it as 2018-05-29", value=text)


def _past_day(text: str) -> object:
    day = _day(text)
    if isinstance(day, str) and day > date.today().isoformat():
        return refused(text, "the day has not come; leave the row out until then")
    return day


PAST_DAY = each(_past_day)
"""As :data:`DAY`, of what has happened."""

DAY = each(_day)
"""A day, as 2018-05-29, 2018.5.29 or 2018년 5월 29일; the value is its ISO text."""


PROVINCE_HEADS = ("시도", "시도명", "시도별", "광역시도", "광역지자체")


def region(regions: pd.DataFrame) -> Kind:
    """A name or code of a region; the value is its code (:func:`hubplanner.regions.resolve`)."""

    def read(texts: Sequence[str]) -> list[object]:
        found = match_regions(texts, regions)
        return [found[text].problem or found[text].region_code for text in texts]

    return read


def whole_region(regions: pd.DataFrame) -> Kind:
    """As :func:`region`, of what a figure stands for: a part of a region is refused."""
    any_region = region(regions)

    def read(texts: Sequence[str]) -> list[object]:
        parts = parts_of_regions(texts)
        mend = Text(
            "a part of its region, whose whole is needed: add the parts up, as `hubplanner data"
            " import` does where all are there"
        )
        return [
            refused(text, mend) if text in parts and isinstance(code, str) else code
            for text, code in zip(texts, any_region(texts), strict=True)
        ]

    return read


def region_of_address(regions: pd.DataFrame) -> Kind:
    """As :func:`region`, of a name, of an address that starts with one, or of a 읍면동's code."""

    def starts(text: str) -> list[str]:
        words = text.split()
        if match := re.fullmatch(r"(\d{5})(?:\d{2,3}|\d{5})", text):
            return [match[1]]  # of a 읍면동, which lies in its 시군구
        return [text, *(" ".join(words[:count]) for count in (3, 2, 1) if count < len(words))]

    def read(texts: Sequence[str]) -> list[object]:
        tried = {text: starts(text) for text in texts}
        found = match_regions(
            dict.fromkeys(one for some in tried.values() for one in some), regions
        )
        return [
            next((found[one].region_code for one in some if not found[one].problem), None)
            or found[some[0]].problem
            for some in tried.values()
        ]

    return read


LAT, LON = (
    number(
        least,
        most,
        mend=Text(
            "decimal degrees (WGS84) are needed, {least:g} to {most:g};"
            " check whether lat and lon are exchanged",
            least=least,
            most=most,
        ),
        empty="no coordinate is stated; look the place up, or leave the row out",
    )
    for least, most in ((32.0, 39.5), (123.5, 132.5))
)
"""Degrees within Korea."""
