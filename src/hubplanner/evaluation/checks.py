"""What is wrong or odd with figures that could be read: all of it at once.

Refused is what would make a figure wrong or leave open which one is meant: two figures for the same
thing, a part above its whole, another unit, money beyond all measure, a sheet of one year with rows
of another, one id for two hubs. All else (missing, jumps, other definitions, renamed hubs, years to
come, another year in the file's name) is said with the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pandas as pd

from hubplanner.evaluation.findings import Finding, Place
from hubplanner.evaluation.indicators import Indicator, Indicators
from hubplanner.language import Pair, Text
from hubplanner.limits import is_to_come
from hubplanner.tables.values import plain
from hubplanner.tables.words import carried, fold, parted

KEY = ["year", "hub_id", "indicator"]

NEAR = 0.8
"""How alike two names are (0–1, difflib's ratio) to ask whether they mean the same hub."""

Heads = Mapping[tuple[str, str], Mapping[str, str]]
"""By file and sheet, what stands over each column."""

Dropped = tuple[Place, Text, Mapping[str, Any]]
"""Where a row stands that does not count, why, and what it says."""

_YEAR = re.compile(r"(?<!\d)(19[9]\d|20\d\d)(?!\d)")


@dataclass(frozen=True)
class Checked:
    """The rows that count, what was found, and the rows that do not count."""

    rows: pd.DataFrame
    findings: list[Finding]
    dropped: list[Dropped]


def check(
    rows: pd.DataFrame,
    indicators: Indicators,
    heads: Heads,
    hubs: Mapping[str, tuple[str, str]],
) -> Checked:
    """Check rows of reports against each other, their indicators and the hubs of the plan.

    Parameters
    ----------
    rows
        As of :class:`hubplanner.evaluation.reports.Reports`; ``value`` may be missing.
    indicators
        With the rules.
    heads
        What stands over the columns, for the places that are named.
    hubs
        By id, Korean and English name; empty where there is no plan.
    """
    told = _Teller(heads, indicators)
    found = [*_other_years(rows, told), *_other_units(rows, indicators, told)]
    found += [*_years_to_come(rows, told), *_years_of_files(rows, told)]
    rows, carried_over = _in_own_units(rows, indicators, told)
    found += carried_over
    found += _other_definitions(rows, indicators, told)
    dropped: list[Dropped] = []
    for row in _records(rows[rows["value"].isna()]):
        what, mend = Text("no figure is stated"), Text("fill it in; 0 where there was none")
        if row["value_told"]:  # a dash or the like: nothing was forgotten
            what, mend = Text("stated as not known"), Text("nothing is counted for it")
        found.append(told(row, "value", row["value_told"], what, mend))
        dropped.append((told.place(row), what if row["value_told"] else Text("no figure"), row))
    filled = rows[rows["value"].notna()]
    found += _repeats(filled, told)
    again = filled.duplicated(KEY)
    for row in _records(filled[again]):
        dropped.append((told.place(row), Text("stated before"), row))
    filled = filled[~again]
    for row in _records(filled):
        found += _of_its_kind(row, indicators[row["indicator"]], indicators.rules.money_most, told)
    found += _parts(filled, indicators, told)
    found += _unstated(rows, indicators, told)
    found += _mixed_years(rows, told)
    found += _names(rows, hubs, told)
    found += _silent(rows, hubs)
    found += _jumps(filled, indicators, told)
    return Checked(filled.reset_index(drop=True), found, dropped)


@dataclass(frozen=True)
class _Teller:
    """Makes findings of rows."""

    heads: Heads
    indicators: Indicators

    def __call__(
        self,
        row: Mapping[str, Any],
        column: str,
        value: object,
        what: Text,
        mend: Text,
        *,
        refused: bool = False,
    ) -> Finding:
        shown = shown_figure(value) if isinstance(value, float | int) else str(value)
        return Finding(self.place(row, column), shown, what, mend, refused)

    def place(self, row: Mapping[str, Any], column: str = "") -> Place:
        named = self.heads.get((row["file"], row["sheet"]), {})
        of_hub = column in ("", "hub_id", "hub")  # whatever the indicator of the row
        return Place(
            row["file"],
            row["sheet"],
            int(row["row"]),
            named.get(column, column),
            row["hub"] or row["hub_id"],
            None if of_hub else self.indicators[row["indicator"]].name,
        )


def shown_figure(value: float) -> str:
    """A figure as it was typed, with thousands parted.

    >>> shown_figure(1291.0), shown_figure(177.8)
    ('1,291', '177.8')
    """
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def _rows_at(rows: pd.DataFrame) -> str:
    """'보고 2028' 12, 13: where rows stand, for one sentence."""
    places = [f"{row['sheet'] or row['file']} {row['row']}" for row in _records(rows)]
    return ", ".join(places)


def _other_years(rows: pd.DataFrame, told: _Teller) -> Iterator[Finding]:
    """A sheet that has one year in its name holds rows of no other."""
    for (_, sheet), part in rows.groupby(["file", "sheet"], sort=False):
        if (named := _year_of(str(sheet))) is None:
            continue
        for row in _records(part[part["year"] != named]):
            what = Text("another year than that of the sheet, {year}", year=named)
            mend = Text("mend the year, or move the row to a sheet of its year")
            yield told(row, "year", str(row["year"]), what, mend, refused=True)


def _years_to_come(rows: pd.DataFrame, told: _Teller) -> Iterator[Finding]:
    """The first row of each year on a sheet that has not come."""
    firsts = rows[~rows.duplicated(["file", "sheet", "year"])]
    for row in _records(firsts[firsts["year"].map(is_to_come).astype(bool)]):
        what = Text("the year has not come: what stands for it can be no result")
        yield told(row, "year", str(row["year"]), what, Text("check the year"))


def _years_of_files(rows: pd.DataFrame, told: _Teller) -> Iterator[Finding]:
    """The first row of each year that is not the one in the name of its file."""
    for row in _records(rows[~rows.duplicated(["file", "sheet", "year"])]):
        named = _year_of(Path(row["file"]).stem)
        if named is not None and named != row["year"]:
            what = Text("another year than that in the name of the file, {year}", year=named)
            yield told(row, "year", str(row["year"]), what, Text("check which year is meant"))


def _year_of(name: str) -> int | None:
    """The one year in the name of a sheet or file."""
    years = set(_YEAR.findall(name))
    return int(years.pop()) if len(years) == 1 else None


def _mixed_years(rows: pd.DataFrame, told: _Teller) -> Iterator[Finding]:
    """A hub whose indicators stand partly under one year, partly under another, and none twice."""
    for (_, sheet, hub), part in rows.groupby(["file", "sheet", "hub_id"], sort=False):
        sets = part.groupby("year")["indicator"].agg(set)
        if _year_of(str(sheet)) or len(sets) < 2 or sum(map(len, sets)) != len(set.union(*sets)):
            continue
        rare = part["year"].value_counts().sort_index().idxmin()
        row = _records(part[part["year"] == rare])[0]
        what = Text(
            "hub {hub} states some indicators for one year and the others for another ({years})",
            hub=hub,
            years=", ".join(map(str, sets.index)),
        )
        yield told(row, "year", str(rare), what, Text("check whether two years are mixed"))


def _other_units(rows: pd.DataFrame, indicators: Indicators, told: _Teller) -> Iterator[Finding]:
    for row in _records(rows[rows["unit"] != ""]):
        one = indicators[row["indicator"]]
        if fold(row["unit"]) not in _worded(one.unit_ko, one.unit_en):
            what = Text("another unit than that of the indicator, {unit}", unit=one.unit)
            mend = Text("state the figure in that unit")
            yield told(row, "unit", row["unit"], what, mend, refused=True)


def _in_own_units(
    rows: pd.DataFrame, indicators: Indicators, told: _Teller
) -> tuple[pd.DataFrame, list[Finding]]:
    """Figures with a unit of their own behind them, carried to that of their indicator."""
    found = []
    values = rows["value"].copy()
    for index, row in zip(rows.index, _records(rows), strict=True):
        unit = parted(plain(row["value_told"]))[1] if pd.notna(row["value"]) else ""
        if not unit:
            continue
        one = indicators[row["indicator"]]
        into_ko, into_en = carried(unit, one.unit_ko), carried(unit, one.unit_en)
        times = into_en if into_ko is None else into_ko
        if times is None:
            what = Text("another unit than that of the indicator, {unit}", unit=one.unit)
            mend = Text("state the figure in that unit")
            found.append(told(row, "value", row["value_told"], what, mend, refused=True))
        elif times != 1:
            values[index] = round(row["value"] * times, 9)
            what = Text(
                "read as {value} ({unit})", value=shown_figure(values[index]), unit=one.unit
            )
            found.append(told(row, "value", row["value_told"], what, Text("check the unit")))
    return rows.assign(value=values), found


def _other_definitions(
    rows: pd.DataFrame, indicators: Indicators, told: _Teller
) -> Iterator[Finding]:
    for row in _records(rows[rows["definition"] != ""]):
        one = indicators[row["indicator"]]
        if fold(row["definition"]) not in _worded(one.definition_ko, one.definition_en):
            what = Text(
                "another definition of {name} than the one in use: figures may not be comparable",
                name=one.name,
            )
            mend = Text("report by the definition in use, or say since when it is another")
            yield told(row, "definition", row["definition"], what, mend)


def _worded(ko: str, en: str) -> set[str]:
    return {fold(word) for word in (ko, en, f"{ko} {en}", f"{ko} · {en}", f"{ko} ({en})")}


def _repeats(filled: pd.DataFrame, told: _Teller) -> Iterator[Finding]:
    for _, same in filled[filled.duplicated(KEY, keep=False)].groupby(KEY, sort=False):
        differ = same["value"].nunique() > 1
        what = (
            Text("stated more than once, with other figures ({rows})", rows=_rows_at(same))
            if differ
            else Text("stated more than once, with the same figure ({rows})", rows=_rows_at(same))
        )
        for row in _records(same.iloc[1:]):
            mend = Text("keep one row")
            yield told(row, "value", row["value"], what, mend, refused=differ)


def _of_its_kind(
    row: Mapping[str, Any], one: Indicator, money_most: float, told: _Teller
) -> Iterator[Finding]:
    value = row["value"]
    money = carried(one.unit_ko, "억 원") if one.kind == "amount" else None
    if money is not None and value * money > money_most:
        what = Text(
            "more than {most:,.0f} ({unit}) for one hub and year: another unit may be meant",
            most=money_most / money,
            unit=one.unit,
        )
        mend = Text(
            "write the unit behind the figure, or raise money_most under [rules] of --indicators"
        )
        yield told(row, "value", row["value_told"], what, mend, refused=True)
    if one.kind == "count" and not float(value).is_integer():
        what, mend = Text("no whole number"), Text("a whole number is needed")
        yield told(row, "value", value, what, mend, refused=True)
    if one.kind == "percent" and value > 100:
        what, mend = Text("above 100 %"), Text("must lie between 0 and 100")
        yield told(row, "value", value, what, mend, refused=True)
    if one.kind == "percent" and 0 < value <= 1:
        what = Text("at most 1 %: it may be a fraction")
        yield told(row, "value", value, what, Text("write 79 for 79 %"))


def _parts(filled: pd.DataFrame, indicators: Indicators, told: _Teller) -> Iterator[Finding]:
    """No part above its whole, alone or together; all parts together are the whole."""
    for _, group in filled.groupby(["year", "hub_id"], sort=False):
        by_key = {row["indicator"]: row for row in _records(group)}
        for whole in (row for row in by_key.values() if indicators.parts(row["indicator"])):
            yield from _of_whole(whole, by_key, indicators, told)


def _of_whole(
    whole: Mapping[str, Any],
    by_key: Mapping[str, Mapping[str, Any]],
    indicators: Indicators,
    told: _Teller,
) -> Iterator[Finding]:
    name, value = indicators[whole["indicator"]].name, whole["value"]
    for key in indicators.parts(whole["indicator"]):
        if key in by_key and by_key[key]["value"] > value:
            what = Text(
                "a part above its whole, {name}: {value}", name=name, value=shown_figure(value)
            )
            mend = Text("mend the part or the whole (row {row})", row=whole["row"])
            yield told(by_key[key], "value", by_key[key]["value"], what, mend, refused=True)
    making_up = indicators.parts(whole["indicator"], adding_up=True)
    stated = [by_key[key]["value"] for key in making_up if key in by_key]
    total = sum(stated)
    complete = bool(making_up) and len(stated) == len(making_up)
    names = [indicators[key].name for key in making_up]
    if total > value + 1e-9 and max(stated) <= value:
        what = Text("less than its parts together, {total}", total=shown_figure(total))
        mend = Text("mend the whole or a part ({parts})", parts=_listed(names))
        yield told(whole, "value", value, what, mend, refused=True)
    elif complete and total < value - 1e-9:
        what = Text("more than its parts together, {total}", total=shown_figure(total))
        mend = Text("mend the whole or a part ({parts})", parts=_listed(names))
        yield told(whole, "value", value, what, mend)


def _listed(names: list[Pair]) -> Pair:
    return Pair(", ".join(one.ko for one in names), ", ".join(map(str, names)))


def _unstated(rows: pd.DataFrame, indicators: Indicators, told: _Teller) -> Iterator[Finding]:
    """Indicators for which a hub has no row at all in a year that it reports."""
    for _, group in rows.groupby(["year", "hub_id"], sort=False):
        there = set(group["indicator"])
        if lacking := [one.name for one in indicators.reported if one.id not in there]:
            row = _records(group)[-1]
            what = Text(
                "hub {hub} has no row in {year} for {names}",
                hub=row["hub"] or row["hub_id"],
                year=row["year"],
                names=_listed(lacking),
            )
            yield told(row, "", "", what, Text("add the rows, or leave it if nothing is known"))


def _names(
    rows: pd.DataFrame, hubs: Mapping[str, tuple[str, str]], told: _Teller
) -> Iterator[Finding]:
    yield from _ids_of_two(rows, told)
    yield from _ids_spelled_twice(rows, told)
    known = {key: {fold(name) for name in names if name} for key, names in hubs.items()}
    last_name = {key: names[0] for key, names in hubs.items()}
    earlier: set[str] = set(hubs)
    for _, group in rows.sort_values("year", kind="stable").groupby("year"):
        firsts = _records(group.drop_duplicates("hub_id"))
        for row in firsts:
            hub, name = row["hub_id"], row["hub"]
            if hub in known and name and known[hub] and fold(name) not in known[hub]:
                what = Text("hub {hub} was called {old} before", hub=hub, old=last_name[hub])
                mend = Text("taken for the same hub, renamed; give another hub another id")
                yield told(row, "hub", name, what, mend)
            if hub not in earlier and earlier:
                yield from _new_hub(row, set(group["hub_id"]), last_name, bool(hubs), told)
        for row in firsts:
            if row["hub"]:
                known[row["hub_id"]] = known.get(row["hub_id"], set()) | {fold(row["hub"])}
                last_name[row["hub_id"]] = row["hub"]
        earlier |= set(group["hub_id"])


def _ids_of_two(rows: pd.DataFrame, told: _Teller) -> Iterator[Finding]:
    named = rows[rows["hub"] != ""]
    for (_, hub), group in named.groupby(["year", "hub_id"], sort=False):
        firsts = group[~group["hub"].map(fold).duplicated()]
        for row in _records(firsts.iloc[1:]):
            what = Text(
                "id {hub} stands for {old} too in the same year", hub=hub, old=firsts["hub"].iloc[0]
            )
            mend = Text("give each hub its own id, or mend the name")
            yield told(row, "hub", row["hub"], what, mend, refused=True)


def _ids_spelled_twice(rows: pd.DataFrame, told: _Teller) -> Iterator[Finding]:
    """Ids that differ by capitals, width or blanks alone, each of which would be a hub."""
    spelled = rows.drop_duplicates("hub_id")
    for _, group in spelled.groupby(spelled["hub_id"].map(fold), sort=False):
        for row in _records(group.iloc[1:]):
            what = Text("the same id is written {old} elsewhere", old=group["hub_id"].iloc[0])
            mend = Text("write the id of a hub the same way everywhere")
            yield told(row, "hub_id", row["hub_id"], what, mend, refused=True)


def _new_hub(
    row: Mapping[str, Any],
    reporting: set[str],
    names: Mapping[str, str],
    planned: bool,
    told: _Teller,
) -> Iterator[Finding]:
    """A new id: the new name of a hub that no longer reports, or a hub that the plan lacks."""
    gone = {key: name for key, name in names.items() if key not in reporting}
    alike = {
        key: SequenceMatcher(None, fold(name), fold(row["hub"])).ratio()
        for key, name in gone.items()
    }
    old = max(alike, key=alike.__getitem__, default="")
    if old and alike[old] >= NEAR:
        what = Text(
            "a new hub id whose name is near that of {old} ({name}), which does not report",
            old=old,
            name=gone[old],
        )
        mend = Text("if it is the same hub, write id {old}; else its series begins here", old=old)
        yield told(row, "hub_id", row["hub_id"], what, mend)
    elif planned:
        what = Text("not a hub of the plan: it has no targets")
        mend = Text("mend the id, or make the plan with this hub")
        yield told(row, "hub_id", row["hub_id"], what, mend)


def _silent(rows: pd.DataFrame, hubs: Mapping[str, tuple[str, str]]) -> Iterator[Finding]:
    """Hubs of the plan that report nothing in a year in which others do."""
    for year, group in rows.groupby("year"):
        there = set(group["hub_id"])
        for hub, names in hubs.items():
            if hub not in there:
                place = Place(", ".join(dict.fromkeys(group["file"])))
                what = Text(
                    "{hub} ({id}) of the plan does not report for {year}",
                    hub=Pair(*names),
                    id=hub,
                    year=year,
                )
                mend = Text("add its report; until then sums are without it")
                yield Finding(place, "", what, mend, refused=False)


def _jumps(filled: pd.DataFrame, indicators: Indicators, told: _Teller) -> Iterator[Finding]:
    """Figures many times last year's, or a small part of it."""
    rules = indicators.rules
    before = {
        (row["year"] + 1, row["hub_id"], row["indicator"]): row["value"] for row in _records(filled)
    }
    for row in _records(filled):
        old = before.get((row["year"], row["hub_id"], row["indicator"]))
        if old is None or indicators[row["indicator"]].kind not in ("count", "amount"):
            continue
        low, high = sorted((old, row["value"]))
        if high >= rules.jump_times * low and high - low >= rules.jump_least:
            what = Text(
                "a jump from last year's {old} (more than {times:g} times, or less than that part)",
                old=shown_figure(old),
                times=rules.jump_times,
            )
            mend = Text("check figure and unit; say in the note what happened")
            yield told(row, "value", row["value"], what, mend)
