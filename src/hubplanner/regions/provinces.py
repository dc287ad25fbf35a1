"""The seventeen provinces and their groups: what they are called, and their KOSTAT codes."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import pandas as pd

from hubplanner.language import Pair, Text
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


@dataclass(frozen=True)
class ProvinceGroup:
    """Provinces that plans name together, with their two-digit KOSTAT codes."""

    name_ko: str
    name_en: str
    codes: frozenset[str]


@cache
def province_groups() -> dict[str, ProvinceGroup]:
    """The five wide areas of the plan for balanced growth (5극 3특), by each of their names.

    Its three special self-governing provinces are provinces by these names already.

    Examples
    --------
    >>> sorted(province_groups()["동남권"].codes)
    ['21', '26', '38']
    """
    table = read_reference("province_groups")
    groups: dict[str, ProvinceGroup] = {}
    for row in table[table["kind"] == "초광역권"].to_dict("records"):
        group = ProvinceGroup(
            row["name_ko"], row["name_en"], frozenset(row["sido_codes"].split(";"))
        )
        names = [row["name_ko"], row["name_en"], *filter(None, row["also_ko"].split(";"))]
        groups |= {_fold(name): group for name in names}
    return groups


def area_codes(name: str) -> frozenset[str]:
    """Codes of the provinces that a name or code of a province, or the name of a group, means.

    Statistics are read by :func:`province_codes`: a row of 수도권 is a sum, no province.
    """
    group = province_groups().get(_fold(name))
    return province_codes(name) or (group.codes if group else frozenset())


def in_provinces(names: Iterable[str], regions: pd.DataFrame) -> pd.Series[bool]:
    """Which regions lie in any of these provinces, by the borders of today.

    대구 군위군 lies in 대구, no longer in 경북. 광주 and 전남 still mean their parts of
    전남광주통합특별시.

    Parameters
    ----------
    names
        Any names or codes of provinces, or names of groups; what names none adds nothing.
    regions
        With ``sido_today_code``.
    """
    wanted = frozenset[str]().union(*map(area_codes, names))
    return regions["sido_today_code"].isin(wanted)


def members(names: Iterable[str], regions: pd.DataFrame) -> list[str]:
    """Codes of the regions for which :func:`in_provinces` holds."""
    inside = in_provinces(names, regions).to_numpy()
    return regions.index[inside].tolist() if inside.any() else []


def named_provinces(names: Iterable[str], regions: pd.DataFrame) -> Text:
    """Groups and provinces by their short names, with the regions that came to them since 2020."""
    names = list(names)
    codes = frozenset[str]().union(*map(area_codes, names))
    groups = dict.fromkeys(filter(None, (province_groups().get(_fold(name)) for name in names)))
    alone = sorted(codes.difference(*(group.codes for group in groups)))
    spelled = [(group.name_ko, group.name_en) for group in groups]
    spelled += [(province_names()[code][0], province_names()[code][-1]) for code in alone]
    where = Pair("·".join(ko for ko, _ in spelled), ", ".join(en for _, en in spelled))
    came = regions[in_provinces(codes, regions) & ~regions["sido_code"].isin(codes)]
    if came.empty:
        return where
    names_of = Pair(", ".join(came["name_ko"]), ", ".join(came["name_en"]))
    return Text("{where} (today's borders, with {regions})", where=where, regions=names_of)


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
