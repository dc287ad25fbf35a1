"""A figure, or why there is none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from hubplanner.tables.words.items import is_unit

BLANK, NUMBER, NONE, SUPPRESSED, UNKNOWN, UNREADABLE = range(6)
"""Kinds of a value cell. NONE is KOSIS's '-' (no such thing), SUPPRESSED its 'X' and '*' (held
back), UNKNOWN its '…' (not known); a '0' is a NUMBER."""

MISSING = {NONE: "none", SUPPRESSED: "suppressed", UNKNOWN: "unknown"}

_NONE_MARKS = {"-", "−", "–", "—", "ー", "－"}
_SUPPRESSED_MARKS = {"x", "*", "**", "***", "c", "(x)", "비공개", "비밀보호"}
_UNKNOWN_MARKS = {"...", "…", "..", "··", "···", "na", "n/a", "n.a.", "nan", "미상", "해당없음"}

_FIGURE = re.compile(
    r"(?P<sign>[-−▲△+]?)"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?P<power>[eE][-+]?\d{1,3})?"
    r"\s*(?P<mark>\(?[perPERｐｅ]\)?|\*)?"
    r"(?:\s*(?:\d{1,2}\)|[¹²³⁴⁵⁶⁷⁸⁹]+⁾?|[†‡※]|\(?주\s*\d{0,2}\)?))*"
)
_GLUED = re.compile(r"[-−▲△+]?\d+\)+")
"""A footnote's number that nothing parts from the figure: '885012)' is 88501 or 8850."""
MARK_FLAGS = {"p": "provisional", "e": "estimated", "r": "", "*": "unreliable", "": ""}


_NARROW_DIGITS = str.maketrans("０１２３４５６７８９，．", "0123456789,.")


@dataclass(frozen=True)
class Figure:
    """A value cell's meaning: `kind` above, the number in the cell's own unit, and its flag."""

    kind: int
    number: float = float("nan")
    flag: str = ""


_WITH_UNIT = re.compile(r"(?P<figure>.*\d)\s*(?P<unit>[^\d\s,.()]+(?: [^\d\s,.()]+)?)")


_MYRIADS = {"조": 1e12, "억": 1e8, "만": 1e4, "천": 1e3, "": 1.0}
_SPELLED = re.compile(
    r"\s*".join(rf"(?:(\d[\d,]*(?:\.\d+)?)\s*{word})?" for word in _MYRIADS)
    + r"\s*(원|명|인|개|개소)"
)
"""An amount told by its myriads, as '12조 1,000억 원'."""


@lru_cache(maxsize=4096)
def figure_with_unit(text: str) -> tuple[Figure, str]:
    """A value cell that may state its own unit, and that unit; '' where it states none.

    >>> figure_with_unit("91,200명")[0].number, figure_with_unit("9.1 천명")[1]
    (91200.0, '천명')
    >>> figure_with_unit("12.1조원"), figure_with_unit("12조 1,000억 원")[0].number
    ((Figure(kind=1, number=12.1, flag=''), '조원'), 12100000000000.0)
    """
    found = figure(text)
    if found.kind != UNREADABLE:
        return found, ""
    number, unit = parted(text)
    if is_unit(unit):
        found = figure(number)
        if found.kind == NUMBER:
            return found, unit
    if spelled := _SPELLED.fullmatch(text.lstrip("'").strip()):
        *parts, unit = spelled.groups()
        figures = [figure(part).number for part in parts if part]
        many = [times for part, times in zip(parts, _MYRIADS.values(), strict=True) if part]
        total = sum(one * times for one, times in zip(figures, many, strict=True))
        if figures and total == total:
            return Figure(NUMBER, total), unit
    return Figure(UNREADABLE), ""


def parted(text: str) -> tuple[str, str]:
    """A cell's digits, and the word behind them, known as a unit or not.

    >>> parted("1,200백만 원"), parted("500"), parted("약 20")
    (('1,200', '백만 원'), ('500', ''), ('약 20', ''))
    """
    match = _WITH_UNIT.fullmatch(text.lstrip("'").strip())
    return (match["figure"], match["unit"]) if match else (text, "")


@lru_cache(maxsize=4096)
def figure(text: str) -> Figure:
    """Read a value cell.

    Thousands separators, a leading apostrophe, a sign before or brackets around a negative
    number, footnote marks (``12 1)``, ``12 주1)``, ``12†``) and the marks p or (p) (provisional), e
    (estimated), r (revised) and * (unreliable) after a number are understood.

    Examples
    --------
    >>> figure("12,345 p").number, figure("12,345 p").flag
    (12345.0, 'provisional')
    >>> [figure(text).kind for text in ("0", "-", "X", "…", "", "약 300")] == [
    ...     NUMBER, NONE, SUPPRESSED, UNKNOWN, BLANK, UNREADABLE]
    True
    """
    text = text.translate(_NARROW_DIGITS).lstrip("'").strip()
    if not text:
        return Figure(BLANK)
    folded = text.casefold()
    if folded in _NONE_MARKS:
        return Figure(NONE)
    if folded in _SUPPRESSED_MARKS:
        return Figure(SUPPRESSED)
    if folded in _UNKNOWN_MARKS:
        return Figure(UNKNOWN)
    bracketed = text[0] == "(" and text[-1] == ")"
    match = _FIGURE.fullmatch(text[1:-1] if bracketed else text)
    if not match or _GLUED.fullmatch(text):
        return Figure(UNREADABLE)
    number = float(match["number"].replace(",", "") + (match["power"] or ""))
    if number == float("inf"):
        return Figure(UNREADABLE)
    negative = bracketed or match["sign"] in {"-", "−", "▲", "△"}
    mark = unicodedata.normalize("NFKC", match["mark"] or "").strip("()").lower()
    return Figure(NUMBER, -number if negative else number, MARK_FLAGS[mark])
