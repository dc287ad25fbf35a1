"""How far each industry has fallen behind manufacturing: a rule on published national series.

The rule and the reasons for it are in docs/en/explanation/scores.md, section 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.industries.evidence import DIVISIONS, GROUPS, read_evidence

WINDOW_YEARS = 5
LEAST_YEARS = 2
"""One year is the business cycle's noise: a shorter span doesn't count."""

WEIGHTS = {"workers": 0.5, "production": 0.25, "exports": 0.25}
"""Kinds of series, and the weight of each where it spans the whole window."""

SERIES = {
    *("workers", "insured", "employees_survey", "production", "production_index"),
    *("exports", "exports_kcs", "exports_mti20"),
}
"""Series that measure an industry's size; capacity, contributions and shipments at current prices
do not."""

WHOLES = ("C", "B+C", "total")
"""What an industry is set against, the first that has the span: manufacturing, with mining (under
1 % of both), and for exports all goods."""

PART_COLUMNS = ["industry", "kind", "series", "ksic", "base", "part", "year_from", "year_to"]

_PERIOD = re.compile(r"(\d{4})(?:-(\d\d)|(Q[1-4])|(H[12]))?")

Index = dict[int, float]
"""Logarithm of a series by year, up to a constant."""


@dataclass(frozen=True)
class IndustryShocks:
    """How far industries fell over the five years before a year, against all of manufacturing.

    Attributes
    ----------
    shocks
        By industry (``c10`` … ``c34``, ``c311``, ``c313``): ``relative``, the change against all of
        manufacturing (a fraction; missing where no series tells); ``shock``, its fall (0: none);
        ``weight``: how much of the whole evidence there is,
        0–1; ``gaps``: kinds of series that have none, joined by ``;``.
    parts
        One row a series that counts: `PART_COLUMNS`, ``change`` and ``change_of_whole`` (fractions
        over the span), ``relative`` (the first against the second) and ``weight``.
    as_of
        The year that the five years end with.
    """

    shocks: pd.DataFrame
    parts: pd.DataFrame
    as_of: int


def industry_shock(as_of: int | None = None, figures: pd.DataFrame | None = None) -> IndustryShocks:
    """The shock of each industry, by the rule of docs/en/explanation/scores.md, section 2.

    Parameters
    ----------
    as_of
        Last year of the five; later figures are not read. None: the newest year of the figures.
    figures
        In place of ``data/statistics/national_industries.csv``, with its columns ``kind``,
        ``series``, ``ksic``, ``period``, ``value``, ``unit``, ``base`` and ``confidence``.
    """
    if figures is None:
        return _published_shock(as_of)
    table = _observations(figures)
    until = int(table["year"].max()) if as_of is None else as_of
    # A yearly change needs the year before it, so the window's first year is the base only.
    table = table[table["year"].between(until - WINDOW_YEARS, until)]
    groups: dict[Any, list[dict[Any, Any]]] = {}
    for row in table.to_dict("records"):
        key = (row["kind"], row["stem"], row["base"], row["ksic"], row["part"])
        groups.setdefault(key, []).append(row)
    series = {key: _index(groups[key]) for key in sorted(groups)}
    best = _best_parts(series, until - WINDOW_YEARS)
    rows = [row for industry in [*DIVISIONS, *GROUPS] for row in _of_industry(industry, best)]
    columns = [*PART_COLUMNS, "change", "change_of_whole", "relative", "weight"]
    parts = pd.DataFrame(rows, columns=columns)
    return IndustryShocks(_shocks(parts), parts, until)


@cache
def _published_shock(as_of: int | None) -> IndustryShocks:
    """Found once, as every scenario of a sweep reads it. Not to be changed."""
    return industry_shock(as_of, read_evidence("national_industries"))


def _observations(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures that tell a level or a change, with year, part of the year and series stem."""
    when = figures["period"].str.extract(f"^{_PERIOD.pattern}$")
    name = figures["series"].str.extract(r"^(\w+?)(_growth|_change)?(?::(.*))?$")
    table = figures.assign(
        year=pd.to_numeric(when[0]),
        part=when[1].radd("M").fillna(when[2]).fillna(when[3]).fillna("Y"),
        stem=name[0],
        tells=name[1].fillna(""),
    )
    size = table["stem"].isin(SERIES) & (table["confidence"] != "low") & table["year"].notna()
    return table[size].astype({"year": int, "value": float})


def _index(rows: list[dict[Any, Any]]) -> list[Index]:
    """The connected stretches of a series: years that levels and yearly changes tie together.

    Of a year printed twice the first row holds. A change in persons ties where its level is there.
    """
    first: dict[tuple[str, int], dict[Any, Any]] = {}
    for row in rows:
        first.setdefault((row["tells"], row["year"]), row)
    levels: Index = {}
    links: list[tuple[int, float]] = []
    for row in first.values():
        if row["tells"] == "" and row["value"] > 0:
            levels[row["year"]] = float(np.log(row["value"]))
        elif row["tells"] == "_growth":
            links.append((row["year"], float(np.log1p(row["value"] / 100))))
    for row in (row for row in first.values() if row["tells"] == "_change"):
        level = float(np.exp(levels[row["year"]])) if row["year"] in levels else 0.0
        if level > max(row["value"], 0.0):
            links.append((row["year"], -float(np.log1p(-row["value"] / level))))
    stretches = [levels] if levels else []
    for year, step in sorted(links):
        stretches = _tied(stretches, year, step)
    return stretches


def _tied(stretches: list[Index], year: int, step: float) -> list[Index]:
    """The stretches with a link from the year before: extended, joined, or one more."""
    before = next((one for one in stretches if year - 1 in one), None)
    after = next((one for one in stretches if year in one), None)
    if before is None and after is None:
        return [*stretches, {year - 1: 0.0, year: step}]
    if before is None and after is not None:
        after[year - 1] = after[year] - step
    elif before is not None and after is None:
        before[year] = before[year - 1] + step
    elif before is not None and after is not None and before is not after:
        shift = before[year - 1] + step - after[year]
        before.update({when: level + shift for when, level in after.items()})
        return [one for one in stretches if one is not after]
    return stretches


def _best_parts(series: dict[Any, list[Index]], first: int) -> list[dict[str, Any]]:
    """For each series of an industry the span that counts: the longest, then the latest."""
    found: dict[Any, dict[str, Any]] = {}
    for (kind, stem, base, ksic, part), stretches in series.items():
        if ksic in WHOLES:
            continue
        wholes = _wholes(series, kind, stem, base, part)
        for stretch in stretches:
            for whole in wholes:
                years = sorted(year for year in stretch if year in whole and year >= first)
                if not years or years[-1] - years[0] < LEAST_YEARS:
                    continue
                start, end = years[0], years[-1]
                row = {
                    "kind": kind,
                    "series": stem,
                    "ksic": ksic,
                    "base": base,
                    "part": part,
                    "year_from": start,
                    "year_to": end,
                    "change": float(np.expm1(stretch[end] - stretch[start])),
                    "change_of_whole": float(np.expm1(whole[end] - whole[start])),
                }
                key = (kind, stem, base, ksic)
                rank = (end - start, end)
                if key not in found or rank > _rank(found[key]):
                    found[key] = row
    return list(found.values())


def _wholes(
    series: dict[Any, list[Index]], kind: str, stem: str, base: str, part: str
) -> list[Index]:
    """What the series is set against: of one base with it, and of exports the customs' total."""
    if kind == "exports":
        totals = [
            one for key, one in series.items() if (key[0], key[3], key[4]) == (kind, "total", part)
        ]
        return [stretch for one in totals for stretch in one]
    keys = [(kind, stem, base, whole, part) for whole in WHOLES]
    return [stretch for key in keys for stretch in series.get(key, [])]


def _rank(row: dict[str, Any]) -> tuple[int, int]:
    return row["year_to"] - row["year_from"], row["year_to"]


def _of_industry(industry: str, best: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The series that count for an industry: its own, for lack of one its nearest kin's."""
    rows = []
    for kind, weight in WEIGHTS.items():
        of_kind = [row for row in best if row["kind"] == kind]
        chosen = [row for row in of_kind if row["ksic"].lower() == industry]
        chosen = chosen or [row for row in of_kind if _kin(industry, row["ksic"].lower())]
        for row in chosen:
            span = row["year_to"] - row["year_from"]
            relative = (1 + row["change"]) / (1 + row["change_of_whole"]) - 1
            share = weight * span / WINDOW_YEARS / len(chosen)
            rows.append({**row, "industry": industry, "relative": relative, "weight": share})
    return rows


def _kin(industry: str, ksic: str) -> bool:
    """Whether a code is a group of the division, or the division of the group."""
    if not re.fullmatch(r"c\d{2,3}", ksic):
        return False  # several divisions together: which of them changed is not told
    return ksic.startswith(industry) or industry.startswith(ksic)


def _shocks(parts: pd.DataFrame) -> pd.DataFrame:
    weighted = parts.assign(pull=parts["weight"] * parts["relative"])
    sums = weighted.groupby("industry")[["pull", "weight"]].sum()
    sums = sums.reindex([*DIVISIONS, *GROUPS]).rename_axis("industry")
    told = parts.groupby("industry")["kind"].agg(set).reindex(sums.index)
    gaps = [
        ";".join(kind for kind in WEIGHTS if not (isinstance(has, set) and kind in has))
        for has in told
    ]
    relative = sums["pull"] / sums["weight"]
    columns = {"relative": relative, "shock": (-relative).clip(lower=0.0) + 0.0}
    return pd.DataFrame({**columns, "weight": sums["weight"].fillna(0.0), "gaps": gaps})
