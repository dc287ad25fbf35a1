"""Targets per hub and year, derived from a plan by the rules of ``indicators.toml``: assumptions.

A target is a figure of the plan (jobs at risk within 45 minutes, jobs that the hub can serve,
partners by function) × what is assumed for each × how much of it by that year of work, to two
significant digits. They are saved with the plan as ``targets.csv``, which a planner may edit, with
the calendar year in which the plan's roadmap has each hub begin to run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from hubplanner.errors import DataError
from hubplanner.evaluation.indicators import Indicator, Indicators, TargetRule, load_indicators
from hubplanner.language import Joined, Pair, Text
from hubplanner.plan import Plan
from hubplanner.report.columns import column
from hubplanner.report.sheets import Column as SheetColumn
from hubplanner.report.sheets import Sheet, sheet_name
from hubplanner.tables.schema import Column, Schema, read_table, refuse_repeats
from hubplanner.tables.values import ANY, number, text

TARGETS_FILE = "targets.csv"

COLUMNS = (
    "hub_id",
    "hub_ko",
    "hub_en",
    "operation_begins",
    "operating_year",
    "indicator",
    "indicator_ko",
    "indicator_en",
    "unit_ko",
    "unit_en",
    "target",
    "why_ko",
    "why_en",
)

_UNIVERSITIES, _INSTITUTES = ("training",), ("rnd", "local_support")
"""Kinds of a plan's links by which partners supply a hub."""

_NAME = text()
_UNKNOWN = float("nan")
_HUBS = Schema(
    (
        Column("hub_id", _NAME),
        *(Column(name, _NAME) for name in ("name_ko", "name_en", "sido_ko", "sido_en")),
        Column("jobs_near", number(0.0), required=False, blank=_UNKNOWN),
        Column("jobs_served", number(0.0), required=False, blank=_UNKNOWN),
    ),
    strict=False,
)
_LINKS = Schema(tuple(Column(name, _NAME) for name in ("source", "target", "kind")), strict=False)
_SAVED = Schema(
    (
        Column("hub_id", _NAME),
        Column("hub_ko", _NAME),
        Column("hub_en", ANY, required=False, blank=""),
        Column(
            "operation_begins", number(1990.0, 2200.0, whole=True), required=False, blank=_UNKNOWN
        ),
        Column("operating_year", number(1.0, 100.0, whole=True)),
        Column("indicator", _NAME),
        Column("target", number(0.0)),
        Column("why_ko", ANY, required=False, blank=""),
        Column("why_en", ANY, required=False, blank=""),
    ),
    strict=False,
)


def derive_targets(
    plan: Plan,
    indicators: Indicators | None = None,
    begins: Mapping[str, int | None] | None = None,
) -> pd.DataFrame:
    """The targets of a plan's hubs, as :func:`targets_of` gives them; by the bundled rules where
    no others are given."""
    printed = plan.printed
    rules = indicators or load_indicators()
    return targets_of(printed["hubs"], pd.DataFrame(printed["links"]), rules, begins)


HEADINGS = {
    "hub_id": column("Hub id", "code"),
    "hub_ko": column("Hub", "name"),
    "hub_en": column("Hub in English", "name"),
    "operation_begins": column("Operation begins", "code"),
    "operating_year": column("Year of work", "count"),
    "indicator": column("Indicator id", "code"),
    "indicator_ko": column("Indicator", "words"),
    "indicator_en": column("Indicator in English", "words"),
    "unit_ko": column("Unit", "code"),
    "unit_en": column("Unit in English", "code"),
    "target": column("Target", "number"),
    "why_ko": column("What it was derived from", "wide"),
    "why_en": column("What it was derived from, in English", "wide"),
}


def target_sheet(targets: pd.DataFrame) -> Sheet:
    """Targets as a sheet of a workbook."""
    cells = targets.astype(object).where(targets.notna(), None)
    columns = [SheetColumn(head, cells[key].tolist()) for key, head in HEADINGS.items()]
    return Sheet(sheet_name("Targets"), columns, frozen=2)


def targets_of(
    hubs: pd.DataFrame,
    links: pd.DataFrame,
    indicators: Indicators,
    begins: Mapping[str, int | None] | None = None,
) -> pd.DataFrame:
    """Targets from a plan's tables of hubs and links.

    Parameters
    ----------
    hubs
        ``hub_id``, ``name_ko``, ``name_en``, ``sido_ko``, ``sido_en`` and, where siting has
        chosen technologies, ``jobs_near`` and ``jobs_served`` (persons).
    links
        ``source``, ``target``, ``kind``.
    indicators
        With the rules.
    begins
        By hub id, the calendar year in which its operation begins.

    Returns
    -------
    DataFrame
        A row for each hub, year of work (``operating_year`` from 1) and indicator: names,
        ``operation_begins`` (calendar year; missing where not told or not planned), unit,
        ``target`` in that unit, and ``why_ko``, ``why_en``: what it was derived from. Where a
        figure is 0 or not known there is no target. The target of a whole is the sum of its parts'.
    """
    figures = _figures(hubs, links)
    years = max((len(rule.by_year) for rule in indicators.targets.values()), default=0)
    rows: list[dict[str, Any]] = []
    for hub in hubs.to_dict("records"):
        name = Pair(f"{hub['sido_ko']} {hub['name_ko']}", f"{hub['name_en']}, {hub['sido_en']}")
        first = (begins or {}).get(hub["hub_id"])
        for year in range(1, years + 1):
            for one, target, why in _of_hub(figures.loc[hub["hub_id"]], year, indicators):
                row = (
                    *(hub["hub_id"], name.ko, str(name), first, year),
                    *(one.id, one.name_ko, one.name_en),
                    *(one.unit_ko, one.unit_en, target, why.in_language("ko"), str(why)),
                )
                rows.append(dict(zip(COLUMNS, row, strict=True)))
    return _with_years(pd.DataFrame(rows, columns=list(COLUMNS)))


def read_targets(folder: Path, indicators: Indicators) -> pd.DataFrame:
    """The targets saved with a plan; derived from its tables where it was saved without.

    Raises
    ------
    DataError
        The folder holds no plan, or a file in it is not what a plan writes.
    """
    path = folder / TARGETS_FILE
    if not path.exists():
        if not (folder / "hubs.csv").is_file() or not (folder / "links.csv").is_file():
            raise DataError(
                "{folder}: holds neither targets.csv nor hubs.csv and links.csv; name a folder that"
                " hubplanner plan has written, such as maps/baseline",
                folder=folder,
            )
        hubs = read_table(folder / "hubs.csv", _HUBS)
        return targets_of(hubs, read_table(folder / "links.csv", _LINKS), indicators)
    saved = read_table(path, _SAVED)
    refuse_repeats(saved, ["hub_id", "operating_year", "indicator"], path)
    if unknown := sorted(set(saved["indicator"]) - set(indicators.by_id)):
        row = saved.index[saved["indicator"] == unknown[0]][0] + 2
        raise DataError(
            "{path}: row {row}, column 'indicator': {value!r} is no known indicator; add it to a"
            " TOML file and name that with --indicators",
            path=path,
            row=row,
            value=unknown[0],
        )
    _refuse_two_beginnings(saved, path)
    named = {
        key: saved["indicator"].map({one.id: getattr(one, field) for one in indicators})
        for key, field in (
            ("indicator_ko", "name_ko"),
            ("indicator_en", "name_en"),
            ("unit_ko", "unit_ko"),
            ("unit_en", "unit_en"),
        )
    }
    return _with_years(saved.assign(**named)[list(COLUMNS)].reset_index(drop=True))


def first_years(
    targets: pd.DataFrame, years: Sequence[int], first_year: int | None = None
) -> dict[str, int | None]:
    """By hub id, the first year of work.

    It is `first_year` for all where given; else the year in which each hub's operation begins, None
    where the plan has it begin in none; else, where the plan tells this of no hub, the first of
    `years`.
    """
    begins = targets.groupby("hub_id", sort=False)["operation_begins"].first()
    if first_year is None and begins.notna().any():
        return {str(hub): None if pd.isna(year) else int(year) for hub, year in begins.items()}
    return dict.fromkeys(map(str, begins.index), min(years) if first_year is None else first_year)


def in_years(
    targets: pd.DataFrame, first: Mapping[str, int | None], years: Sequence[int]
) -> pd.DataFrame:
    """Targets by calendar year, counted from each hub's first year of work; the last one holds on.

    Parameters
    ----------
    first
        From :func:`first_years`.

    Returns
    -------
    DataFrame
        The columns of `targets` with ``year`` in place of ``operating_year``; nothing for years
        before a hub's first.
    """
    last = targets.groupby(["hub_id", "indicator"])["operating_year"].transform("max")
    begins = targets["hub_id"].map(first).astype(float)
    parts = []
    for year in years:
        work = year - begins + 1
        now = targets[
            targets["operating_year"].eq(work)
            | (targets["operating_year"].eq(last) & last.lt(work))
        ]
        parts.append(now.drop(columns="operating_year").assign(year=year))
    if not parts:
        return targets.drop(columns="operating_year").assign(year=0).head(0)
    return pd.concat(parts, ignore_index=True)


def not_running(
    first: Mapping[str, int | None], names: Mapping[str, Text], year: int
) -> Text | None:
    """Which of the hubs named do not run yet in a year, and from when on they do; None if all do.

    `first` is that of :func:`first_years`.
    """
    waiting = [
        Text("{hub} (from {year})", hub=name, year=begins)
        if (begins := first[hub])
        else Text("{hub} (not within the years of the roadmap)", hub=name)
        for hub, name in names.items()
        if hub in first and (first[hub] or math.inf) > year
    ]
    if not waiting:
        return None
    return Text(
        "Not yet running in {year}, so without targets: {hubs}",
        year=year,
        hubs=Joined(" / ", waiting),
    )


def told_first_years(first: Mapping[str, int | None], names: Mapping[str, Text]) -> Text:
    """'2029: Geoje-si; 2030: Changwon-si', or '2029 (all hubs)'."""
    years = sorted({year for year in first.values() if year is not None})
    if len(years) == 1 and None not in first.values():
        return Text("{year} (all hubs)", year=years[0])
    by_year = {year: [names[hub] for hub in names if first.get(hub) == year] for year in years}
    parts = [
        Text("{year}: {hubs}", year=year, hubs=Joined(" / ", hubs))
        for year, hubs in by_year.items()
        if hubs
    ]
    return Joined("; ", parts or ["–"])


def hub_names(targets: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Korean and English name of each hub that has targets."""
    names = zip(targets["hub_ko"], targets["hub_en"], strict=True)
    return dict(zip(targets["hub_id"], names, strict=True))


def rounded(value: float, indicator: Indicator) -> float:
    """A target to two significant digits; a count is whole and 1 or more.

    >>> from hubplanner.evaluation.indicators import load_indicators
    >>> rounded(2748.5, load_indicators()["students"])
    2700.0
    """
    digits = 1 - math.floor(math.log10(value)) if value > 0 else 0
    found = round(value, digits)
    return float(max(1, round(found))) if indicator.kind == "count" else found


def _with_years(targets: pd.DataFrame) -> pd.DataFrame:
    return targets.astype({"operation_begins": "Int64"})


def _refuse_two_beginnings(saved: pd.DataFrame, path: Path) -> None:
    begins = saved.groupby("hub_id", sort=False)["operation_begins"].nunique(dropna=False)
    if several := list(begins.index[begins > 1]):
        raise DataError(
            "{path}: hub {hub} states more than one year in the column operation_begins; keep one",
            path=path,
            hub=several[0],
        )


def _figures(hubs: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Hub × figure that a rule may be of; missing where the plan does not tell it."""
    table = pd.DataFrame({"hub": 1.0}, index=pd.Index(hubs["hub_id"], name="hub_id"))
    for key in ("jobs_near", "jobs_served"):
        table[key] = hubs[key].to_numpy(float) if key in hubs else _UNKNOWN
    for key, kinds in (("universities", _UNIVERSITIES), ("institutes", _INSTITUTES)):
        partners = links[links["kind"].isin(kinds)].groupby("source")["target"].nunique()
        table[key] = partners.reindex(table.index).fillna(0).astype(float)
    table["supporters"] = table["universities"] + table["institutes"]
    return table


def _of_hub(
    figures: pd.Series[float], year: int, indicators: Indicators
) -> list[tuple[Indicator, float, Text]]:
    """Indicator, target and why for one hub and year of work, in the order of the indicators."""
    found: dict[str, tuple[float, Text]] = {}
    known: dict[str, float] = {}
    for key, rule in indicators.targets.items():
        figure = float(figures[rule.of])
        if figure == 0:
            known[key] = 0.0  # nothing is asked of what is not there
        elif figure > 0:
            share = rule.by_year[min(year, len(rule.by_year)) - 1]
            known[key] = rounded(figure * rule.per * share, indicators[key])
            found[key] = known[key], _why(rule, figure, share)
    for one in indicators:
        parts = indicators.parts(one.id, adding_up=True)
        if one.id not in found and parts and all(part in known for part in parts):
            total = sum(known[part] for part in parts)
            if total:
                found[one.id] = total, Text("the sum of its parts")
    return [(one, *found[one.id]) for one in indicators if one.id in found]


def _why(rule: TargetRule, figure: float, share: float) -> Text:
    return Text(
        "{why} ({figure:,.0f} × {per:g} × {share:g})",
        why=Pair(rule.why_ko, rule.why_en),
        figure=figure,
        per=rule.per,
        share=share,
    )
