"""Figures of any year from 2010 to 2026 carried to the regions of 2020.

Regions that a change links (세종시 with 공주시 and 청주시, 창원시 with what it was made of) form a
*group*; most groups are one region that never changed. The days between two changes of a group are
an *epoch*, in which its units stand unchanged. A figure of a group's units becomes figures of its
regions by one rule, in which every figure goes somewhere or is left out with a reason:

* the units that a table gives for a year tell the epoch (연기군 stands before July 2012 only); a
  table whose units of the group all stood in 2020 is taken to be on the borders of 2020 before
  that year too, and says so;
* a region's figure is the sum over the units of the epoch, each by the share of it that lies in the
  region: areal weighting by residents (Goodchild and Lam 1980), shares in
  ``data/references/sigungu_shares.csv``;
* where a city is not given, the sum of all its 일반구 takes its place;
* a region of which a unit is missing gets no figure, rather than one that is too small.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.regions.names import (
    CENSUS_DAY,
    FIRST_YEAR,
    LAST_YEAR,
    System,
    describe_problem,
    find_units,
    region_name,
    sigungu,
    sigungu_shares,
)

ESTIMATED, DERIVED, SUPPRESSED = "estimated", "derived", "suppressed"
FLAGS = ("", "provisional", DERIVED, ESTIMATED, "unreliable", SUPPRESSED)
"""From the best to the worst: a sum has the worst flag of its parts."""

REPEATED = "the same figure stands in an earlier row"
"""The reason of a row that is left out for that."""

_FOREVER = "9999-12-31"
_CENSUS_YEAR = int(CENSUS_DAY[:4])

Slot = frozenset[str]
"""The units that one label of a table may mean: mostly one."""


@dataclass(frozen=True)
class Carried:
    """Figures on the regions of 2020, and what none was made of.

    Attributes
    ----------
    statistics
        The table with ``region_code`` in place of ``region``. ``flag`` says what was done:
        ``estimated`` where a share was applied, ``derived`` where whole units were added up.
    left_out
        Rows of the table that are in no figure, or not wholly (공주시 of 2011 without 연기군, as a
        part of it belongs to Sejong), with their index and a column ``reason``.
    changed
        Index of the rows that were added up or divided; all others stand as they were.
    assumed
        Sentences on figures that were taken on later borders than those of their year.
    """

    statistics: pd.DataFrame
    left_out: pd.DataFrame
    changed: pd.Index
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """A local government or a 일반구 with its days and the regions of 2020 it lies in."""

    name: str
    city: str
    """The unit that a 일반구 belongs to; else empty."""
    first: str
    last: str
    shares: tuple[tuple[str, str, float], ...]
    """Last day, region, share."""

    def stands(self, day: str) -> bool:
        return self.first <= day <= self.last

    def regions(self, day: str) -> dict[str, float]:
        """Its regions on a day with the share that lies in each."""
        ends = {last for last, _, _ in self.shares if day <= last}
        return {region: share for last, region, share in self.shares if last == min(ends)}


@dataclass(frozen=True)
class Recipe:
    """How the labels that a table gives for a group and a year become regions."""

    parts: tuple[tuple[str, tuple[tuple[Slot, float], ...], str], ...]
    """Region, the slots with their weights, flag."""
    reasons: tuple[tuple[Slot, str], ...]
    """Slots that are not wholly in the regions' figures, and why."""


def carry(
    table: pd.DataFrame, *, system: System | None = None, vintage: int | None = None
) -> Carried:
    """Carry figures of units of any year to the regions of 2020; sums are preserved.

    Parameters
    ----------
    table
        Figures that may be added up (persons, establishments, KRW; no rates), with the columns
        ``region`` (anything that :func:`hubplanner.regions.resolve` takes), ``year``, ``value``
        (a missing one is NaN) and ``flag``; all other columns tell one figure from another.
        A column ``period`` of ``H1`` helps to tell borders that changed in mid-year. ``rse``, a
        figure's relative standard error, stays with a figure that is neither added up nor
        divided. The index must be unique.
    system
        The code list of bare codes, as for :func:`hubplanner.regions.resolve`.
    vintage
        The year whose borders the whole table is on, where that is not each row's own year: KOSIS
        gives some old figures on today's borders.

    Raises
    ------
    DataError
        When a flag is none that is known.

    Notes
    -----
    Years after 2026 are taken on the borders of 2026. Borders before 2010 are not known: such rows
    are left out unless a vintage is given.

    Examples
    --------
    >>> merged = pd.DataFrame(
    ...     {"region": ["청주시", "청원군"], "year": 2013, "value": [670.0, 150.0], "flag": ""}
    ... )
    >>> carry(merged).statistics
       year  value     flag region_code
    0  2013  820.0  derived       33040
    """
    return carry_pairs(table, *_pairs(table, system, vintage), vintage=vintage)


def carry_pairs(
    table: pd.DataFrame,
    pairs: list[Pair],
    of_row: np.ndarray,
    *,
    vintage: int | None = None,
    along: tuple[str, ...] = ("region",),
) -> Carried:
    """As :func:`carry`, for rows whose units are known already.

    Parameters
    ----------
    table
        As there; the columns `along` tell no figures apart and come from the first part of a sum.
    pairs, of_row
        What labels stand for, and the number of each row's.
    """
    if unknown := sorted(set(table["flag"].unique()) - set(FLAGS)):
        raise DataError(
            "flag {unknown!r} is unknown; known: {flags}",
            unknown=unknown[0],
            flags=", ".join(FLAGS[1:]),
        )
    columns = [*table.columns, "region_code"]
    plain, group, reason = (
        np.array([getattr(pair, name) for pair in pairs], dtype=object)[of_row]
        for name in ("region_code", "group", "reason")
    )
    reasons = pd.Series(reason, index=table.index)
    given = (table["value"].notna() | (table["flag"] == SUPPRESSED)).to_numpy()
    reasons[~given & (reason == "")] = "no value"

    direct = given & (plain != "")
    parts = [table[direct].assign(region_code=plain[direct])]
    assumed: list[str] = []
    changed = [table.index[:0]]
    for name in {pair.group: None for pair in pairs if pair.group}:
        chosen = given & (group == name)
        if not chosen.any():
            continue
        slots = [pairs[pair].slot for pair in of_row[chosen]]
        figures, why, made = _carry_group(
            name, table[chosen].assign(slot=slots), vintage, along, assumed
        )
        parts.append(figures[columns])
        reasons.loc[why.index] = why
        changed.append(made)
    statistics = pd.concat(parts)
    key = [column for column in columns if column not in ("value", "flag", "rse", *along)]
    repeated = statistics.duplicated(key)
    reasons.loc[statistics.index[repeated]] = REPEATED
    out = reasons != ""
    statistics = statistics[~repeated].sort_index(kind="stable")
    return Carried(
        statistics.drop(columns="region", errors="ignore").reset_index(drop=True),
        table[out].assign(reason=reasons[out]),
        changed[0].append(changed[1:]),
        tuple(dict.fromkeys(assumed)),
    )


@dataclass(frozen=True)
class Pair:
    """A label in a year: a region outright, or a slot of a group, or the reason why neither."""

    region_code: str = ""
    group: str = ""
    slot: Slot = frozenset()
    reason: str = ""


def _pairs(
    table: pd.DataFrame, system: System | None, vintage: int | None
) -> tuple[list[Pair], np.ndarray]:
    """Each label and year once, and the place of each row's in the list."""
    grouped = table.groupby(["region", "year"], sort=False)
    labels: dict[int, dict[str, int]] = {}
    for place, (name, year) in enumerate(grouped.size().index):
        labels.setdefault(int(year), {})[name] = place
    pairs = [Pair() for _ in range(grouped.ngroups)]
    for year, places in labels.items():
        when = vintage if vintage is not None else min(year, LAST_YEAR)
        if when < FIRST_YEAR:
            unknown = f"borders before {FIRST_YEAR} are not known; say of which year they are"
            for place in places.values():
                pairs[place] = Pair(reason=unknown)
            continue
        for name, meanings in find_units(places, system=system, year=when).items():
            units = frozenset(meaning.unit for meaning in meanings)
            pair = pair_of(units)
            if pair.reason:
                pair = Pair(reason=str(describe_problem(name, meanings)))
            pairs[places[name]] = pair
    return pairs, grouped.ngroup().to_numpy()


def pair_of(units: frozenset[str]) -> Pair:
    """What a label stands for that may mean these units."""
    groups = {_groups()[unit] for unit in units}
    if len(groups) != 1:
        return Pair(reason="no region, or several")
    group = groups.pop()
    if units <= _unchanged():
        return Pair(region_code=group)
    return Pair(group=group, slot=units)


def _carry_group(
    group: str,
    rows: pd.DataFrame,
    vintage: int | None,
    along: tuple[str, ...],
    assumed: list[str],
) -> tuple[pd.DataFrame, pd.Series[str], pd.Index]:
    """The figures of a group's regions, the reason of each row that is not wholly in them, and the
    rows that were added up or divided."""
    why = pd.Series("", index=rows.index)
    key = [c for c in rows.columns if c not in ("value", "flag", "rse", "slot", *along)]
    repeated = rows.duplicated([*key, "slot"])
    why.loc[rows.index[repeated]] = REPEATED
    rows = rows[~repeated]
    # Tables that list a unit for ever may give it a nought for the years without it.
    nought = rows[rows["value"] == 0]
    ghosts = [
        not _stood_in(slot, vintage or int(year))
        for slot, year in zip(nought["slot"], nought["year"], strict=True)
    ]
    why.loc[nought.index[ghosts]] = "did not stand in that year"
    rows = rows.drop(index=nought.index[ghosts])
    if rows.empty:
        return rows.assign(region_code="").drop(columns="slot"), why, rows.index
    figure = rows.groupby(key, sort=False, dropna=False).ngroup().to_numpy()
    first = rows.groupby(figure).head(1)
    later = vintage is None and _all_stood_in_2020(frozenset(rows["slot"]))

    # One row a figure, one column a slot: values, flags and which of them are there.
    slots = list(dict.fromkeys(rows["slot"]))
    column = rows["slot"].map({slot: place for place, slot in enumerate(slots)}).to_numpy(dtype=int)
    shape = (len(first), len(slots))
    value, flag, index = np.zeros(shape), np.zeros(shape, int), np.zeros(shape, int)
    there = np.zeros(shape, bool)
    value[figure, column], there[figure, column] = rows["value"], True
    flag[figure, column] = rows["flag"].map({name: rank for rank, name in enumerate(FLAGS)})
    index[figure, column] = np.arange(len(rows))

    period = first["period"].to_numpy() if "period" in first else np.full(len(first), "Y")
    years = first["year"].to_numpy()
    cases = pd.DataFrame(there).assign(year=years, half=period == "H1")
    parts: list[pd.DataFrame] = []
    made_index = [rows.index[:0]]
    for _, case in cases.groupby(list(cases.columns), sort=False):
        here = case.index.to_numpy()
        present = there[here[0]]
        stated = int(years[here[0]])
        year = min(stated if vintage is None else vintage, LAST_YEAR)
        if later and year < _CENSUS_YEAR:
            if missing := _ceased_in(group, year):
                assumed.append(_assumption(group, stated, missing))
            year = _CENSUS_YEAR
        recipe = _recipe(
            group,
            year,
            bool(cases["half"][here[0]]),
            frozenset(slot for slot, is_there in zip(slots, present, strict=True) if is_there),
        )
        for slot, reason in recipe.reasons:
            why.loc[rows.index[index[here, slots.index(slot)]]] = reason
        for region, weights, made in recipe.parts:
            places = np.array([slots.index(slot) for slot, _ in weights])
            total = value[np.ix_(here, places)] @ np.array([weight for _, weight in weights])
            worst = np.maximum(flag[np.ix_(here, places)].max(axis=1), FLAGS.index(made))
            if made:
                made_index += [rows.index[index[here, place]] for place in places]
            figures = first.iloc[here].drop(columns="slot")
            if "rse" in rows:
                error = rows["rse"].to_numpy()[index[here, places[0]]]
                figures = figures.assign(rse=np.nan if made else error)
            parts.append(
                figures.assign(value=total, flag=np.array(FLAGS)[worst], region_code=region)
            )
    nothing = rows.iloc[:0].assign(region_code="").drop(columns="slot")
    figures = pd.concat(parts) if parts else nothing
    return figures, why, made_index[0].append(made_index[1:]).unique()


@cache
def _stood_in(slot: Slot, year: int) -> bool:
    first, last = f"{min(year, LAST_YEAR)}-01-01", f"{min(year, LAST_YEAR)}-12-31"
    return any(_units()[unit].first <= last and first <= _units()[unit].last for unit in slot)


def _all_stood_in_2020(slots: frozenset[Slot]) -> bool:
    return all(any(_units()[unit].stands(CENSUS_DAY) for unit in slot) for slot in slots)


def _ceased_in(group: str, year: int) -> list[str]:
    """Names of the group's governments that stood in a year, but not in 2020."""
    units = [unit for key, unit in _units().items() if _groups()[key] == group and not unit.city]
    days = _epochs(units, year)
    return [
        unit.name
        for unit in units
        if any(unit.stands(day) for day in days) and not unit.stands(CENSUS_DAY)
    ]


def _assumption(group: str, year: int, missing: list[str]) -> str:
    regions = {r for u, g in _groups().items() if g == group for _, r, _ in _units()[u].shares}
    names, no_such = ", ".join(map(region_name, sorted(regions))), ", ".join(missing)
    return f"{names} {year}: taken on the borders of 2020, as the table names no {no_such}"


@cache
def _recipe(group: str, year: int, first_half: bool, present: frozenset[Slot]) -> Recipe:
    """Find the epoch that the labels are of, then what each region is made of."""
    units = {unit: entry for unit, entry in _units().items() if _groups()[unit] == group}
    days = _epochs(units.values(), year)
    possible = [
        day
        for day in days
        if all(any(units[unit].stands(day) for unit in slot) for slot in present)
    ]
    if not possible:
        return Recipe((), tuple(_why_impossible(units, days, year, present)))
    day = possible[0] if first_half else possible[-1]
    slot_of = {unit: slot for slot in present for unit in slot if units[unit].stands(day)}

    made_of: dict[str, list[tuple[Slot, float]]] = {}
    lacking: dict[str, str] = {}
    reasons: dict[Slot, str] = {}
    for unit, entry in units.items():
        if entry.city or not entry.stands(day):
            continue
        districts = [gu for gu, other in units.items() if other.city == unit and other.stands(day)]
        given = [gu for gu in districts if gu in slot_of]
        if unit in slot_of:
            sources = [slot_of[unit]]
            reasons |= {slot_of[gu]: f"{entry.name} is given as a whole" for gu in given}
        elif districts and len(given) == len(districts):
            sources = [slot_of[gu] for gu in districts]
        else:
            missing = [units[gu].name for gu in districts if gu not in given]
            lacking |= dict.fromkeys(
                entry.regions(day), ", ".join(missing) if given else entry.name
            )
            sources = [slot_of[gu] for gu in given]
        for region, share in entry.regions(day).items():
            made_of.setdefault(region, []).extend((slot, share) for slot in sources)

    parts = []
    for region, weights in made_of.items():
        if region in lacking:
            reason = f"{region_name(region)} cannot be added up without {lacking[region]}"
            reasons |= {slot: reason for slot, _ in weights}
        elif weights:
            shared = any(weight < 1 for _, weight in weights)
            flag = ESTIMATED if shared else DERIVED if len(weights) > 1 else ""
            parts.append((region, tuple(weights), flag))
    return Recipe(tuple(parts), tuple(reasons.items()))


def _why_impossible(
    units: dict[str, Unit], days: list[str], year: int, present: frozenset[Slot]
) -> Iterable[tuple[Slot, str]]:
    names = {slot: units[min(slot)].name for slot in present}
    never = {
        slot
        for slot in present
        if not any(units[unit].stands(day) for unit in slot for day in days)
    }
    for slot in sorted(present, key=min):
        if slot in never:
            yield slot, f"{names[slot]} did not stand in {year}"
        elif never:
            yield slot, f"stands beside {', '.join(sorted(names[other] for other in never))}"
        else:
            together = ", ".join(sorted(names.values()))
            yield slot, f"{together} did not stand on the same day of {year}"


def _epochs(units: Iterable[Unit], year: int) -> list[str]:
    """The first day of the year, and each later one on which a unit begins, ends or changes."""
    days = {f"{year}-01-01"}
    for unit in units:
        ends = [unit.last, *(last for last, _, _ in unit.shares)]
        after = [_next_day(end) for end in ends if end != _FOREVER]
        days |= {day for day in [unit.first, *after] if day.startswith(f"{year}-")}
    return sorted(days)


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


@cache
def _units() -> dict[str, Unit]:
    parts: dict[str, list[tuple[str, str, float]]] = {}
    for row in sigungu_shares().to_dict("records"):
        end = row["valid_to"] or _FOREVER
        parts.setdefault(row["unit"], []).append((end, row["region_code"], row["share"]))
    units = {}
    for unit, spans in sigungu().groupby("unit"):
        last = spans["valid_to"].iloc[-1] or _FOREVER
        name, home = spans["name_ko"].iloc[-1], spans["region_code"].iloc[-1]
        shares = parts.get(str(unit), [])
        if home and all(end != _FOREVER for end, _, _ in shares):
            shares = [*shares, (_FOREVER, home, 1.0)]
        units[str(unit)] = Unit(
            name, spans["parent"].iloc[-1], spans["valid_from"].iloc[0], last, tuple(shares)
        )
    return units


@cache
def _groups() -> dict[str, str]:
    """The group of each unit, named by the lowest region code in it."""
    group = {region: region for unit in _units().values() for _, region, _ in unit.shares}
    for unit in _units().values():
        linked = {group[region] for _, region, _ in unit.shares}
        group |= {region: min(linked) for region, old in group.items() if old in linked}
    return {name: group[unit.shares[0][1]] for name, unit in _units().items()}


@cache
def _unchanged() -> frozenset[str]:
    """The units that are alone in their group, whose name is their region."""
    size = pd.Series(_groups()).value_counts()
    return frozenset(unit for unit, group in _groups().items() if size[group] == 1)


@cache
def regions_by_themselves() -> frozenset[str]:
    """The units that were each a region of 2020."""
    return frozenset(
        unit for unit, entry in _units().items() if not entry.city and entry.stands(CENSUS_DAY)
    )


def home_of(unit: str) -> set[str]:
    """The regions of 2020 that a unit lay in at any time."""
    return {region for _, region, _ in _units()[unit].shares}
