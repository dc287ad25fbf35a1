"""The seventeen provinces: what they are called, and their two-digit KOSTAT codes."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache, lru_cache

from hubplanner.regions.boundaries import read_reference


@lru_cache(maxsize=4096)
def province_codes(name: str) -> frozenset[str]:
    """Codes of the provinces that a name or code means: one, none, or both of 전남광주통합특별시.

    Blanks, width and case don't matter.

    Examples
    --------
    >>> sorted(province_codes("경남")), sorted(province_codes("전남광주통합특별시"))
    (['38'], ['24', '36'])
    """
    return _codes().get(_fold(name), frozenset())


@cache
def province_names() -> dict[str, list[str]]:
    """Every spelling of a province, the short one first and the English one last, by its code and
    by each of its official names; a name of two provinces has the spellings of both."""
    table = read_reference("provinces")
    spellings: dict[str, list[str]] = defaultdict(list)
    for row in table.to_dict("records"):
        official = [row["name_ko"], *filter(None, row["also_ko"].split(";"))]
        for name in [row["sido_code"], *official]:
            spellings[name] += [row["short_ko"], *official, row["name_en"]]
    return spellings


@cache
def _codes() -> dict[str, frozenset[str]]:
    codes: dict[str, frozenset[str]] = defaultdict(frozenset)
    for code, names in province_names().items():
        if code.isdigit():
            for name in (code, *names):
                codes[_fold(name)] |= {code}
    return dict(codes)


def _fold(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
