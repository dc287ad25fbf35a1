"""From a planner's words for a region to its code."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

from hubplanner.errors import RegionError


def resolve(names: Iterable[str], regions: pd.DataFrame) -> list[str]:
    """Region codes for names or codes.

    A region may be given by its KOSTAT or legal code, or by its Korean or English name with or
    without its province (``부산 금정구``, ``부산광역시 금정구``, ``Geumjeong-gu, Busan``). Nine
    five-digit codes mean one place in KOSTAT's list and another in the legal one; such a bare code
    is refused, and ``kostat:31110`` or ``legal:31110`` says which is meant.

    Parameters
    ----------
    names
        Names or codes.
    regions
        Region table indexed by ``region_code``, as :func:`hubplanner.regions.load_regions` gives.

    Raises
    ------
    RegionError
        One line for all that is unknown or ambiguous, with the choices or the nearest names.

    Examples
    --------
    >>> from hubplanner.regions import load_regions
    >>> resolve(["거제시", "부산 금정구", "Ulju-gun"], load_regions())
    ['38090', '21110', '26310']
    """
    known = _spellings(regions)
    codes, problems = [], []
    for name in names:
        matches = known.get(_fold(name), set())
        if len(matches) == 1:
            codes.append(next(iter(matches)))
        elif matches:
            problems.append(f"'{name}' is ambiguous: write {_choices(name, matches, regions)}")
        else:
            problems.append(f"'{name}' is no region of 2020{_near(name, known, regions)}")
    if problems:
        raise RegionError("; ".join(problems))
    return codes


def _spellings(regions: pd.DataFrame) -> Mapping[str, set[str]]:
    """Every accepted spelling and the regions it may mean."""
    known: dict[str, set[str]] = defaultdict(set)
    alone = set(regions.index[~regions["sido_code"].duplicated(keep=False)])
    for row in regions.reset_index().to_dict("records"):
        code, legal = row["region_code"], row["legal_code"]
        name, name_en, sido_en = row["name_ko"], row["name_en"], row["sido_en"]
        provinces = [row["sido_ko"], row["sido_short"], *filter(None, row["also_ko"].split(";"))]
        spellings = [
            *(code, legal, f"kostat:{code}", f"legal:{legal}"),
            *(name, name_en, f"{name_en}, {sido_en}", f"{sido_en} {name_en}"),
            *(f"{province} {name}" for province in provinces),
            # 세종 is a province with one region.
            *(provinces if code in alone else ()),
        ]
        for spelling in spellings:
            known[_fold(spelling)].add(code)
    return known


def _fold(name: str) -> str:
    return "".join(name.split()).replace(",", "").casefold()


def _choices(name: str, matches: set[str], regions: pd.DataFrame) -> str:
    bare = name.strip()
    if not bare.isdigit():
        return " or ".join(f"'{_full(code, regions)}'" for code in sorted(matches))
    return " or ".join(
        f"'{'kostat' if code == bare else 'legal'}:{bare}' ({_full(code, regions)})"
        for code in sorted(matches)
    )


def _full(code: str, regions: pd.DataFrame) -> str:
    return f"{regions['sido_short'][code]} {regions['name_ko'][code]}"


def _near(name: str, known: Mapping[str, set[str]], regions: pd.DataFrame) -> str:
    # A five-digit code resembles too many others for a hint to be of use.
    if name.strip().isdigit():
        return "; KOSTAT or legal codes of 2020 have five digits, see regions.csv of any plan"
    close = difflib.get_close_matches(_fold(name), known, n=3, cutoff=0.5)
    codes = sorted({code for spelling in close for code in known[spelling]})[:4]
    if not codes:
        return "; write it as in '경남 거제시' or 'Geoje-si'"
    return "; did you mean " + " or ".join(f"'{_full(code, regions)}'" for code in codes) + "?"
