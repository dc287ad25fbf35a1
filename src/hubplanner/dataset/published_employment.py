"""Employment as printed in reports and the press: evidence beside the statistics.

A household survey counts people where they live, an establishment survey where they work, insurance
those insured; each covers another universe. So two figures are compared only where one survey has
both, of the same measure, industry, place and part of the year.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from hubplanner.language import Joined, Pair, Text
from hubplanner.regions import data_folder

SERIES = ["area", "region_code", "sido_code", "place_ko", "survey", "measure", "industry", "period"]
"""What two figures must share to be compared."""

LEVEL_BREAKS = {"local_labour_force": "2022H2"}
"""From this period on a survey's figures are on another level (probably a new sample)."""

_NUMBERS = ("value", "change", "change_percent")


@cache
def published_employment() -> pd.DataFrame:
    """Printed figures, one a row.

    Returns
    -------
    DataFrame
        ``area`` (``region``, ``part`` of one, ``province``, ``nation``, ``several``),
        ``region_code``, ``sido_code``, ``place_ko``, ``year``, ``period`` (``Y``, ``H1``, ``Q3``,
        ``M08`` …), ``measure``, ``industry``, ``industry_ko``, ``industry_en``, ``value``,
        ``unit``, ``survey`` (key of :func:`surveys`), ``confidence``, ``source_title``,
        ``source``, ``note``. Read once; not to be changed.
    """
    return _read("statistics/published_employment.csv")


@cache
def published_changes() -> pd.DataFrame:
    """Changes that were printed without both of their ends: ``change`` (persons) or
    ``change_percent`` from ``year_from``, ``period_from`` to ``year_to``, ``period_to``."""
    return _read("statistics/published_changes.csv")


@cache
def surveys() -> pd.DataFrame:
    """By survey: names, publisher, what it ``counts`` (residence, workplace, insured), universe."""
    return _read("references/surveys.csv").set_index("survey")


def changes_within_surveys(figures: pd.DataFrame) -> pd.DataFrame:
    """First and last figure of each series that one survey has both of.

    Parameters
    ----------
    figures
        As :func:`published_employment` gives them, or a selection.

    Returns
    -------
    DataFrame
        The columns of `SERIES`, ``industry_ko``, ``industry_en``, ``unit``, ``year_from``,
        ``year_to``, ``value_from``, ``value_to``, ``change`` (relative to the first) and
        ``confidence``, the lower of both. Shares (unit %) have ``change`` in points / 100.

    Notes
    -----
    Figures on both sides of a break of level (`LEVEL_BREAKS`) are not compared. Where a year was
    printed more than once, the source that prints both ends goes first, then the one named last
    (later releases are final).

    Examples
    --------
    >>> found = changes_within_surveys(published_employment())
    >>> geoje = found.query("region_code == '38090' and industry == 'mining_and_manufacturing'")
    >>> geoje.set_index("period")[["value_from", "value_to"]].loc["H2"].tolist()
    [64900.0, 58000.0]
    """
    rows = []
    level = _after_break(figures)
    for (*key, _), series in figures.groupby([*SERIES, "unit", level], sort=False):
        first, last = series["year"].min(), series["year"].max()
        if first == last:
            continue
        start, end = series[series["year"] == first], series[series["year"] == last]
        both = set(start["source_title"]) & set(end["source_title"])
        if both:
            start = start[start["source_title"].isin(both)]
            end = end[end["source_title"].isin(both)]
        one, other = start.iloc[-1], end.iloc[-1]
        share = one["unit"] == "%"
        difference = other["value"] - one["value"]
        rows.append(
            {
                **dict(zip([*SERIES, "unit"], key, strict=True)),
                "industry_ko": one["industry_ko"],
                "industry_en": one["industry_en"],
                "year_from": first,
                "year_to": last,
                "value_from": one["value"],
                "value_to": other["value"],
                "change": difference / (100 if share else one["value"]),
                "confidence": max(one["confidence"], other["confidence"], key=_CONFIDENCE.index),
            }
        )
    columns = [*SERIES, "unit", "industry_ko", "industry_en", "year_from", "year_to"]
    return pd.DataFrame(rows, columns=[*columns, "value_from", "value_to", "change", "confidence"])


_CONFIDENCE = ["high", "medium", "low"]


def _after_break(figures: pd.DataFrame) -> pd.Series[bool]:
    when = figures["year"].astype(str) + figures["period"]
    return figures["survey"].map(LEVEL_BREAKS).fillna("9999") <= when


def changes_over(
    measure: str, industry: str, years: int, *, as_of: int | None = None
) -> pd.DataFrame:
    """What was printed of regions' changes over exactly so many years, one survey at a time.

    Returns
    -------
    DataFrame
        ``region_code``, ``survey``, ``year_from``, ``period_from``, ``year_to``, ``period_to``,
        ``value_from``, ``value_to``, ``unit``, ``change`` (a fraction of the first),
        ``confidence``, ``printed_in``; by region, survey and year. Where the change was printed
        without its ends, both values are missing, and ``change`` too where it is in persons.

    Notes
    -----
    A change that was printed beside both of its ends counts once. What was printed of a later
    year than `as_of` is left out.

    Examples
    --------
    >>> changes_over("insured", "total", 3).set_index("region_code")["change"].round(3).to_dict()
    {'26030': -0.363, '36410': -0.193, '38340': -0.088}
    """
    figures = _of_regions(published_employment(), measure, industry)
    figures = figures[figures["unit"] != "%"]
    figures = figures.assign(after_break=_after_break(figures))
    histories: dict[Any, dict[int, list[dict[Hashable, Any]]]] = {}
    for row in _records(figures):
        key = tuple(row[column] for column in [*SERIES, "unit", "after_break"])
        histories.setdefault(key, {}).setdefault(row["year"], []).append(row)
    rows = [
        _pair([(one, other) for one in before for other in history[year + years]])
        for history in histories.values()
        for year, before in history.items()
        if year + years in history
    ]
    alone = _of_regions(published_changes(), measure, industry)
    alone = alone[alone["year_to"] - alone["year_from"] == years]
    rows += [
        {**row, "change": row["change_percent"] / 100, "printed_in": _printed_in(row)}
        for row in _records(alone)
    ]
    ends = ["region_code", "survey", "year_from", "period_from", "year_to", "period_to"]
    columns = [*ends, "value_from", "value_to", "unit", "change", "confidence", "printed_in"]
    table = pd.DataFrame(rows, columns=columns).drop_duplicates(ends)
    table = table[table["year_to"] <= (as_of or table["year_to"].max())]
    return table.sort_values(ends, kind="stable", ignore_index=True)


def _of_regions(table: pd.DataFrame, measure: str, industry: str) -> pd.DataFrame:
    of_region = table["area"].eq("region")
    return table[of_region & table["measure"].eq(measure) & table["industry"].eq(industry)]


def _pair(pairs: list[tuple[dict[Hashable, Any], dict[Hashable, Any]]]) -> dict[Hashable, Any]:
    """The two figures to compare, as one row: those of one source, else those named last."""
    same = [pair for pair in pairs if pair[0]["source_title"] == pair[1]["source_title"]]
    one, other = (same or pairs)[-1]
    return {
        **one,
        **{f"{key}_from": one[key] for key in ("year", "period", "value")},
        **{f"{key}_to": other[key] for key in ("year", "period", "value")},
        "change": other["value"] / one["value"] - 1,
        "confidence": max(one["confidence"], other["confidence"], key=_CONFIDENCE.index),
        "printed_in": "; ".join(dict.fromkeys([_printed_in(one), _printed_in(other)])),
    }


def change_line(change: Mapping[Hashable, Any]) -> Text:
    """A row of :func:`changes_over` in words."""
    survey = surveys().loc[change["survey"]]
    first, last = (
        _moment(change[f"year_{end}"], change[f"period_{end}"]) for end in ("from", "to")
    )
    ends: Text = Joined(" → ", [first, last])
    if pd.notna(change["value_from"]):
        ends = Text(
            "{first} {from_value:,g} → {last} {to_value:,g} {unit}",
            first=first,
            from_value=change["value_from"],
            last=last,
            to_value=change["value_to"],
            unit=_UNITS[change["unit"]],
        )
    grown = "" if pd.isna(change["change"]) else f",{_percent(change['change'])}"
    uncertain = "" if change["confidence"] == "high" else Text(" (in doubt)")
    name = Pair(survey["name_ko"], survey["name_en"])
    return Joined("", (name, ", ", ends, grown, uncertain, f"; {change['printed_in']}"))


def _moment(year: int, period: str) -> Text:
    if period == "Y":
        return Text("{year}", year=year)
    if period.endswith("-mean"):
        month = _moment(year, period.removesuffix("-mean"))
        return Text("mean of 12 months to {month}", month=month)
    if period[0] == "M":
        return Text("{year}-{month:02}", year=year, month=int(period[1:]))
    halves = {"H1": Text("{year} H1", year=year), "H2": Text("{year} H2", year=year)}
    return halves.get(period) or Text("{year} Q{quarter}", year=year, quarter=period[1:])


def coverage() -> pd.DataFrame:
    """How far the evidence reaches: by survey, figures, regions (with parts), first and last year,
    and the series of which the survey has both ends."""
    figures = published_employment()
    local = figures[figures["region_code"] != ""]
    pairs = changes_within_surveys(figures).groupby("survey").size()
    table = pd.DataFrame(
        {
            "figures": figures.groupby("survey").size(),
            "regions": local.groupby("survey")["region_code"].nunique(),
            "first_year": figures.groupby("survey")["year"].min(),
            "last_year": figures.groupby("survey")["year"].max(),
            "both_ends": pairs,
        }
    ).reindex(surveys().index)
    # A survey of which only changes were printed has no first and last year.
    table = table.astype({"first_year": "Int64", "last_year": "Int64"})
    whole = dict.fromkeys(("figures", "regions", "both_ends"), 0)
    return table.fillna(whole).astype(dict.fromkeys(whole, int))


def coverage_lines() -> list[Text]:
    """The same as text, one line a survey."""
    table = coverage().join(surveys())
    return [
        Text(
            "{survey}: {figures} figures, {regions} of 229 regions, {years}, {pairs} series with"
            " both ends",
            survey=Pair(row["name_ko"], row["name_en"]),
            figures=row["figures"],
            regions=row["regions"],
            years="–".join(dict.fromkeys(str(row[year]) for year in ("first_year", "last_year"))),
            pairs=row["both_ends"],
        )
        for row in _records(table[table["figures"] > 0])
    ]


def evidence_lines(region_code: str) -> list[Text]:
    """What was printed about a region, one line a series; the newest last.

    Lines of one survey stand together under its name, with what it counts and, below, where it was
    printed. Empty where nothing was.
    """
    figures = published_employment()
    figures = figures[figures["region_code"] == region_code]
    printed = published_changes()
    printed = printed[printed["region_code"] == region_code]
    lines: list[Text] = []
    for survey, described in surveys().iterrows():
        own = figures[figures["survey"] == survey]
        changes = printed[printed["survey"] == survey]
        if own.empty and changes.empty:
            continue
        name, universe = (
            Pair(described[f"{what}_ko"], described[f"{what}_en"]) for what in ("name", "universe")
        )
        lines.append(Joined("", (name, " (", universe, ")")))
        pairs = changes_within_surveys(own).groupby([*SERIES, "unit"], sort=False)
        changed = {key: pair.iloc[-1] for key, pair in pairs}
        for key, series in own.groupby([*SERIES, "unit"], sort=False):
            lines.append(Joined("", ("  ", _series(series), _change(changed.get(key)))))
        lines += [Joined("", ("  ", _printed_change(row))) for row in _records(changes)]
        printed_in = dict.fromkeys(_printed_in(row) for row in _records(pd.concat([own, changes])))
        lines.append(Text("  printed in: {sources}", sources="; ".join(printed_in)))
    return lines


def _printed_in(row: Mapping[Hashable, Any]) -> str:
    return f"{row['source_title']} ({row['source']})"


def _records(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return table.to_dict("records")


_MEASURES = {
    "employed": Text("employed"),
    "employed_share": Text("share of employed"),
    "workers": Text("workers"),
    "insured": Text("insured"),
    "establishments": Text("establishments"),
    "shipments": Text("shipments"),
    "value_added": Text("value added"),
}
_UNITS = {
    "persons": Text("persons"),
    "establishments": Text("establishments"),
    "million KRW": Text("million KRW"),
    "%": Text("%"),
}


def _what(row: dict[Hashable, Any]) -> Text:
    place = f"{row['place_ko']}: " if row["area"] == "part" else ""
    industry = Pair(row["industry_ko"], row["industry_en"])
    return Joined("", (place, industry, ", ", _MEASURES[row["measure"]]))


def _when(year: int, period: str) -> str:
    return f"{year}{'' if period == 'Y' else ' ' + period}"


def _series(series: pd.DataFrame) -> Text:
    rows = _records(series.sort_values("year", kind="stable"))
    values = " → ".join(f"{_when(row['year'], row['period'])} {row['value']:,g}" for row in rows)
    uncertain = "" if set(series["confidence"]) == {"high"} else Text(" (in doubt)")
    return Joined("", (_what(rows[0]), f": {values} ", _UNITS[rows[0]["unit"]], uncertain))


def _printed_change(row: dict[Hashable, Any]) -> Text:
    first, last = (_when(row[f"year_{end}"], row[f"period_{end}"]) for end in ("from", "to"))
    if pd.isna(row["change"]):
        change: object = _percent(row["change_percent"] / 100)
    else:
        change = Text(" {change} persons", change=_signed(row["change"], ",.0f"))
    return Joined("", (_what(row), f", {first} → {last}:", change))


def _change(pair: pd.Series[Any] | None) -> str:
    if pair is None:
        return ""
    unit = "%p" if pair["unit"] == "%" else "%"
    change = _signed(100 * pair["change"], ".1f")
    return f" ({pair['year_from']} → {pair['year_to']}: {change} {unit})"


def _percent(change: float) -> str:
    return f" {_signed(100 * change, '.1f')} %"


def _signed(number: float, form: str) -> str:
    return f"{number:+{form}}".replace("-", "−")


def _read(path: str) -> pd.DataFrame:
    table = pd.read_csv(data_folder() / path, dtype=str, keep_default_na=False)
    for column in table.columns.intersection([*_NUMBERS]):
        table[column] = pd.to_numeric(table[column])
    years = [column for column in table.columns if column.startswith("year")]
    return table.astype(dict.fromkeys(years, "int64"))
