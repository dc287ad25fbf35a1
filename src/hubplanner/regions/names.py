"""From a planner's words for a region to its code: any name or code from 2010 to 2026."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from functools import cache, reduce
from typing import Literal, NamedTuple, overload

import pandas as pd

from hubplanner.errors import RegionError, ScenarioError
from hubplanner.language import Text, listed
from hubplanner.regions.boundaries import read_reference
from hubplanner.regions.provinces import members, province_codes, province_names

System = Literal["kostat", "legal"]
SYSTEMS: tuple[System, ...] = ("kostat", "legal")
FIRST_YEAR, LAST_YEAR = 2010, 2026
_HANGUL = re.compile("[가-힣]+")
MOST_HINTS = 20  # unknown names that are compared with all that are known
LONGEST_HINTED = 60
CENSUS_DAY = "2020-11-01"
"""The day whose units are the regions."""


class Meaning(NamedTuple):
    """What a spelling may stand for: a unit of :func:`sigungu`, as a name or in one code system."""

    unit: str
    region_code: str
    system: str
    """``kostat``, ``legal``, or empty for a name."""
    first_year: int
    last_year: int


class Match(NamedTuple):
    """The region that a spelling means, or why there is none (its code is empty then)."""

    region_code: str
    problem: Text | None = None


@overload
def resolve(  # type: ignore[overload-overlap]
    names: str,
    regions: pd.DataFrame | None = None,
    *,
    system: System | None = None,
    year: int | None = None,
) -> str: ...


@overload
def resolve(
    names: Iterable[str],
    regions: pd.DataFrame | None = None,
    *,
    system: System | None = None,
    year: int | None = None,
) -> list[str]: ...


def resolve(
    names: str | Iterable[str],
    regions: pd.DataFrame | None = None,
    *,
    system: System | None = None,
    year: int | None = None,
) -> str | list[str]:
    """Region codes for names or codes of any year from 2010 to 2026.

    A region may be given by a KOSTAT code (5 digits), a legal code (5 digits, or 10 with five
    zeros at the end), or its Korean or English name with or without its province (``부산 금정구``,
    ``부산광역시 금정구``, ``Geumjeong-gu, Busan``). A former unit and a 일반구 mean the region of
    2020 that they are part of (``청원군`` is Cheongju). Some five-digit codes mean one place in
    KOSTAT's list and another in the legal one. Such a code is read in the system of the other
    codes of the list where these can be of one system only; else it is refused, and ``system`` or
    a prefix (``kostat:31110``, ``legal:31110``) says which is meant.

    Parameters
    ----------
    names
        One name or code, which gives one region code, or many, which give a list in their order.
        A repeated one is looked up once, so a million rows cost little more than their names.
    regions
        Region table indexed by ``region_code``: only its regions are answers. Default: all.
    system
        The list that codes are from; names are found all the same.
    year
        The year whose names and codes go first where they mean several regions (``인천 남구`` was
        renamed in 2018). Others are still found: tables often carry the codes of a later year.

    Raises
    ------
    RegionError
        One line for all that is unknown or ambiguous, with the choices or the nearest names.

    Examples
    --------
    >>> resolve(["거제시", "부산 금정구", "Ulju-gun", "청원군"])
    ['38090', '21110', '26310', '33040']
    >>> resolve("47720", system="legal", year=2022)
    '37310'
    """
    given = [names] if isinstance(names, str) else list(names)
    matches = match_regions(given, regions, system=system, year=year)
    if problems := [match.problem for match in matches.values() if match.problem]:
        raise RegionError(listed(problems, MOST_HINTS))
    codes = [matches[name].region_code for name in given]
    return codes[0] if isinstance(names, str) else codes


def match_regions(
    names: Iterable[str],
    regions: pd.DataFrame | None = None,
    *,
    system: System | None = None,
    year: int | None = None,
) -> dict[str, Match]:
    """What :func:`resolve` finds, name by name and without raising: for a report of a whole table.

    Returns
    -------
    dict
        By distinct name, in order of appearance: the region code, or the problem in words.

    Raises
    ------
    RegionError
        When the system or the year is not one that is known.
    """
    meanings = find_units(names, system=system, year=year)
    allowed = None if regions is None else set(regions.index)
    found: dict[str, Match] = {}
    unknown = 0
    for name, candidates in meanings.items():
        codes = {candidate.region_code for candidate in candidates}
        if allowed is not None:
            codes &= allowed | {""}
        if len(codes) == 1 and "" not in codes:
            found[name] = Match(codes.pop())
        else:
            unknown += 1
            hint = unknown <= MOST_HINTS
            found[name] = Match("", _problem(_one_line(name), candidates, codes, allowed, hint))
    return found


def describe_problem(name: str, candidates: frozenset[Meaning]) -> Text:
    """Why the units that a name may mean are not one region."""
    codes = {candidate.region_code for candidate in candidates}
    return _problem(_one_line(name), candidates, codes, None)


def region_name(code: str) -> str:
    """Short province and name of a region: '경남 고성군'."""
    return _full_names()[code]


def find_units(
    names: Iterable[str], *, system: System | None = None, year: int | None = None
) -> dict[str, frozenset[Meaning]]:
    """Every unit that each distinct name or code may mean, by the rules of :func:`resolve`."""
    if system is not None and system not in SYSTEMS:
        raise RegionError("system {system!r} is unknown; choose 'kostat' or 'legal'", system=system)
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise RegionError(
            "year {year}: names and codes are known from {first_year} to {last_year};"
            " leave the year out",
            year=year,
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
        )
    found = {}
    for name in dict.fromkeys(names):
        meanings = _spellings().get(_fold(name), frozenset())
        if system is not None:
            meanings = frozenset(m for m in meanings if m.system in ("", system))
        if year is not None:
            at_the_time = {m for m in meanings if m.first_year <= year <= m.last_year}
            meanings = frozenset(at_the_time) or meanings
        found[name] = meanings
    return _of_one_system(found)


def _of_one_system(found: dict[str, frozenset[Meaning]]) -> dict[str, frozenset[Meaning]]:
    """Read codes of two systems in the one that all other codes of the table are in."""
    kinds = {name: {m.system for m in meanings} - {""} for name, meanings in found.items()}
    sure = {next(iter(kind)) for name, kind in kinds.items() if len(kind) == 1 and ":" not in name}
    if len(sure) != 1:
        return found
    return {
        name: frozenset(m for m in meanings if m.system in sure)
        if len(kinds[name]) > 1
        else meanings
        for name, meanings in found.items()
    }


@cache
def sigungu() -> pd.DataFrame:
    """``data/references/sigungu.csv``: every sigungu from 2010 to 2026, all columns as text."""
    return read_reference("sigungu")


@cache
def sigungu_shares() -> pd.DataFrame:
    """``data/references/sigungu_shares.csv``: the units that lie in two regions of 2020."""
    table = read_reference("sigungu_shares")
    return table.astype({"share": float})


@cache
def _full_names() -> dict[str, str]:
    """Short province and name of 2020 by region code: '경남 고성군'."""
    table = sigungu()
    provinces = province_names()
    stood = (table["valid_from"] <= CENSUS_DAY) & (
        (table["valid_to"] >= CENSUS_DAY) | (table["valid_to"] == "")
    )
    rows = table[stood & (table["kind"] != "일반구")]
    return {
        code: f"{provinces[code[:2]][0]} {name}"
        for code, name in zip(rows["region_code"], rows["name_ko"], strict=True)
    }


@cache
def _spellings() -> Mapping[str, frozenset[Meaning]]:
    """Every accepted spelling and what it may mean."""
    known: dict[str, set[Meaning]] = defaultdict(set)
    for row in sigungu().to_dict("records"):
        years = int(row["valid_from"][:4]), int(row["valid_to"][:4] or LAST_YEAR)
        for system, codes in (
            ("kostat", [row["kostat_code"]] if row["kostat_code"] else []),
            ("legal", [row["legal_code"], row["legal_code_10"]]),
        ):
            meaning = Meaning(row["unit"], row["region_code"], system, *years)
            for code in codes:
                known[code].add(meaning)
                known[f"{system}:{code}"].add(meaning)
        named = Meaning(row["unit"], row["region_code"], "", *years)
        names = [row["name_ko"], row["name_en"]]
        if row["kind"] == "일반구":
            names += [row["name_ko"].split(" ")[-1], row["name_en"].split(", ")[0]]
        provinces = province_names()[row["sido_ko"]]
        for name in names:
            for spelling in [
                name,
                *(f"{province} {name}" for province in provinces),
                f"{name} {provinces[-1]}",
            ]:
                known[_fold(spelling)].add(named)
        if row["kind"] == "특별자치시":
            for province in provinces:
                known[_fold(province)].add(named)
    return {spelling: frozenset(meanings) for spelling, meanings in known.items()}


def _fold(name: Hashable) -> str:
    # Some KOSIS files write a code as '11010 so that Excel keeps it a text.
    return "".join(str(name).split()).replace(",", "").lstrip("'").casefold()


def _one_line(name: Hashable) -> str:
    return " ".join(str(name).split())


def _problem(
    name: str,
    candidates: frozenset[Meaning],
    codes: set[str],
    allowed: set[str] | None,
    hint: bool = True,
) -> Text:
    if not candidates or not codes:
        return _unknown(name, allowed, hint and len(name) <= LONGEST_HINTED)
    if codes == {""}:
        return Text(
            "'{name}' lies in several regions of 2020: write {parts}",
            name=name,
            parts=_parts_of(candidates),
        )
    return Text(
        "'{name}' is ambiguous: write {choices}",
        name=name,
        choices=_choices(name, candidates, codes - {""}),
    )


def _either(choices: Iterable[str]) -> Text:
    """One of several, in words."""
    first, *others = (Text("{choice}", choice=choice) for choice in choices)
    return reduce(lambda one, other: Text("{one} or {other}", one=one, other=other), others, first)


def regions_of(
    names: Iterable[str], groups: Mapping[str, Iterable[str]], regions: pd.DataFrame
) -> list[str]:
    """Codes of the regions that names of regions, provinces and groups mean, each once.

    Parameters
    ----------
    names
        As a scenario states them.
    groups
        Names of its own groups, each with those of its provinces and regions.
    regions
        Region table indexed by ``region_code``.

    Raises
    ------
    RegionError
        As :func:`resolve` does.
    """
    codes: list[str] = []
    for name in names:
        for part in groups.get(name, (name,)):
            codes += members([part], regions) or resolve([part], regions)
    return list(dict.fromkeys(codes))


def refuse_taken_names(groups: Iterable[str]) -> None:
    """Refuse groups whose name means a province or a region already.

    Names of wide areas (동남권) may be given to groups of one's own.

    Raises
    ------
    ScenarioError
    """
    for name in groups:
        if province_codes(name):
            raise ScenarioError(
                "siting.groups.{name}: is the name of a province; call the group something else",
                name=name,
            )
        if find_units([name])[name]:
            raise ScenarioError(
                "siting.groups.{name}: is the name of a region; call the group something else",
                name=name,
            )


def own_name(asked: str, region_ko: str) -> str:
    """What was asked for where it is a part of the region (진해구), else the region's name.

    >>> own_name("창원시 진해구", "창원시"), own_name("경남 거제", "거제시")
    ('진해구', '거제시')
    """
    last = asked.split()[-1] if asked.strip() else ""
    whole = not _HANGUL.fullmatch(last) or last in region_ko or region_ko in last
    return region_ko if whole else last


def parts_of_regions(names: Iterable[str]) -> set[str]:
    """Those names and codes that mean a part of a region of 2020 and nothing else: a 일반구, or
    what has been joined with others since.

    >>> sorted(parts_of_regions(["창원시 의창구", "청원군", "여주군", "창원시", "인천 남구"]))
    ['창원시 의창구', '청원군']
    """
    parts = _part_units()
    return {
        name
        for name, meanings in find_units(names).items()
        if meanings and all(meaning.unit in parts for meaning in meanings)
    }


@cache
def _part_units() -> frozenset[str]:
    table = sigungu().replace({"valid_to": {"": "9999-12-31"}})
    whole = table[table["kind"] != "일반구"]
    found = set(table["unit"]) - set(whole["unit"])
    of_several = set(sigungu_shares()["region_code"])
    for unit, region_code, end in whole[["unit", "region_code", "valid_to"]].itertuples(
        index=False
    ):
        beside = whole[(whole["region_code"] == region_code) & (whole["unit"] != unit)]
        beside = beside[(beside["valid_from"] <= end) & (beside["valid_to"] >= end)]
        if end < CENSUS_DAY and (len(beside) or region_code in of_several):
            found.add(unit)
    standing = whole[whole["valid_to"] >= CENSUS_DAY]
    return frozenset(found - set(standing["unit"]))


def _parts_of(candidates: frozenset[Meaning]) -> Text:
    table = sigungu_shares()
    rows = table[table["unit"].isin({candidate.unit for candidate in candidates})]
    return _either(f"'{_full_names()[code]}'" for code in rows["region_code"])


def _choices(name: str, candidates: frozenset[Meaning], codes: set[str]) -> Text:
    full = _full_names()
    if all(not candidate.system for candidate in candidates):
        return _either(f"'{full[code]}'" for code in sorted(codes))
    pairs = sorted({(c.system, c.region_code) for c in candidates if c.region_code in codes})
    return _either(f"'{system}:{name}' ({full[code]})" for system, code in pairs)


def _unknown(name: str, allowed: set[str] | None, hint: bool) -> Text:
    folded = _fold(name)
    # A five-digit code resembles too many others for a hint to be of use.
    if folded.removeprefix("kostat:").removeprefix("legal:").isdigit():
        return Text(
            "'{name}' is no region of 2020; KOSTAT and legal codes of {first} to {last} have five"
            " digits, see data/references/sigungu.csv",
            name=name,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    known = _spellings()
    codes: list[str] = []
    for spelling in difflib.get_close_matches(folded, known, 12, 0.5) if hint else ():
        codes += sorted(m.region_code for m in known[spelling] if m.region_code)
    full = _full_names()
    near = [code for code in dict.fromkeys(codes) if allowed is None or code in allowed][:3]
    if not near:
        return Text(
            "'{name}' is no region of 2020; write it as in '경남 거제시' or 'Geoje-si'", name=name
        )
    return Text(
        "'{name}' is no region of 2020; did you mean {near}?",
        name=name,
        near=_either(f"'{full[code]}'" for code in near),
    )
