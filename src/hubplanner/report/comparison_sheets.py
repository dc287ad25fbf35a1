"""A comparison of scenarios as a workbook."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from hubplanner.comparison import Comparison
from hubplanner.language import Pair, Text
from hubplanner.report.columns import HEADINGS as OF_PLANS
from hubplanner.report.columns import Heading, column, word
from hubplanner.report.sheets import (
    Column,
    Sheet,
    plain,
    sheet_name,
    source_sheet,
    values_of,
)
from hubplanner.report.words import both
from hubplanner.report.workbook import write_sheets

HEADINGS = {
    "scenario": column("Scenario", "name"),
    "title_ko": column("Title", "name"),
    "title_en": column("Title in English", "name"),
    "hubs": column("Hubs", "count", "곳 number"),
    "candidates": column("Candidates", "count", "곳 number"),
    "own_objective": column("Own objective", "number"),
    "optimal": column("Proven optimal", "flag"),
    "objective": column("Objective by the reference", "number"),
    "jobs_reached": column(
        "Jobs at risk within 45 minutes of a hub of their own technology", "count", "명 persons"
    ),
    "institutes_reached": column(
        "Research institutes of their own field that half of the jobs at risk reach within an"
        " hour, or fewer",
        "count",
        "곳 number",
    ),
    "mean_minutes": column("Mean weighted by crisis score", "minutes", "분 minutes"),
    "covered": column("Covered", "share"),
    "worst_off": column("Worst-off region, code", "code"),
    "worst_off_ko": column("Worst-off region", "name"),
    "worst_off_en": column("Worst-off region in English", "name"),
    "kept": column("Kept", "count", "곳 hubs"),
    "moved": column("Moved", "count", "곳 hubs"),
    "gained": column("Gained", "count", "곳 hubs"),
    "lost": column("Lost", "count", "곳 hubs"),
    "verdict_ko": column("Better or worse", "long"),
    "verdict_en": column("Better or worse, in English", "long"),
    "change": column("Change", "words"),
    "about": column("About", "words"),
    "difference_ko": column("What differs from the reference", "long"),
    "difference_en": column("What differs from the reference, in English", "long"),
    "scenarios": column("Scenarios with a hub here", "count", "개 number"),
    "counterpart": column("Moved from, region code", "code"),
    "moved_minutes": column("Moved by", "minutes", "분 minutes"),
}

_CHANGES = {
    "reference": word("reference"),
    "kept": word("kept"),
    "moved": word("moved"),
    "gained": word("gained"),
    "lost": word("lost"),
}


_ABOUT = {
    "hubs": word("hubs"),
    "candidates": word("candidate regions"),
    "figures": word("figures and sources"),
    "versions": word("versions"),
    "limits": word("what cannot be told"),
}


def write_comparison_workbook(comparison: Comparison, path: Path) -> None:
    """Write a comparison as XLSX: scenarios, what differs in sentences, hubs by scenario, hubs,
    regions, settings that differ, sources."""
    titles = " / ".join(plan.title_ko for plan in comparison.plans)
    write_sheets(comparison_sheets(comparison), titles, path)


def comparison_sheets(comparison: Comparison) -> list[Sheet]:
    """Every sheet of a comparison's workbook, in reading order."""
    hubs = comparison.hubs.assign(change=comparison.hubs["change"].replace(_CHANGES))
    return [
        _table(sheet_name("Scenarios"), comparison.scenarios.reset_index(), comparison, frozen=2),
        _differences(comparison),
        _hubs_by_scenario(comparison),
        _table(sheet_name("Hubs"), hubs, comparison, frozen=1),
        _table(sheet_name("Regions"), comparison.regions.reset_index(), comparison, frozen=3),
        _settings(comparison),
        source_sheet(comparison.sources),
    ]


def _table(name: str, table: pd.DataFrame, comparison: Comparison, frozen: int) -> Sheet:
    columns = [
        Column(_heading(str(key), comparison), values_of(str(key), table[key].round(3).tolist()))
        if pd.api.types.is_float_dtype(table[key])
        else Column(_heading(str(key), comparison), values_of(str(key), table[key].tolist()))
        for key in table
    ]
    return Sheet(name, columns, frozen)


def _differences(comparison: Comparison) -> Sheet:
    """What differs from the reference, a sentence a row."""
    table = comparison.differences.assign(about=comparison.differences["about"].replace(_ABOUT))
    return _table(sheet_name("Differences"), table, comparison, frozen=1)


def _hubs_by_scenario(comparison: Comparison) -> Sheet:
    """A row a place, a column a scenario: what became of its hub there, and its technology."""
    columns = [
        Column(_heading(key, comparison), comparison.places[key].tolist())
        for key in ("number", "sido_ko", "name_ko", "name_en", "scenarios")
    ]
    for plan in comparison.plans:
        hubs = comparison.hubs[comparison.hubs["scenario"] == plan.name]
        told = {}
        for hub in hubs.to_dict("records"):
            if hub["counterpart"]:
                told[hub["counterpart"]] = both(Text("moved to {n}", n=hub["number"]))
            told[hub["region_code"]] = " · ".join(filter(None, (_CHANGES[hub["change"]], _of(hub))))
        columns.append(
            Column(
                Heading(plan.title_ko, plan.name, "words"),
                [told.get(code, "") for code in comparison.places.index],
            )
        )
    return Sheet(sheet_name("Hubs by scenario"), columns, frozen=3)


def _of(hub: Mapping[Hashable, Any]) -> str:
    """The technology of a hub in both languages."""
    return both(Pair(hub["technology_ko"], hub["technology_en"])) if hub["technology"] else ""


def _heading(key: str, comparison: Comparison) -> Heading:
    plans = {plan.name: plan for plan in comparison.plans}
    for start, told in (
        ("minutes_", column("To the nearest hub")),
        ("change_", column("Change against the reference")),
    ):
        plan = plans.get(key.removeprefix(start)) if key.startswith(start) else None
        if plan is not None:
            ko = f"{plan.title_ko}({plan.name}): {told.ko}"
            return Heading(ko, told.en, "minutes", "분 minutes")
    return HEADINGS.get(key) or OF_PLANS.get(key) or Heading(key, "", "any")


def _settings(comparison: Comparison) -> Sheet:
    """Settings in which any scenario differs from another, a column a scenario."""
    settings = [plan.settings() for plan in comparison.plans]
    chosen = {
        path: [plain(one.get(path)) for one in settings]
        for path in dict.fromkeys(path for one in settings for path in one)
    }
    differing = {
        path: values
        for path, values in chosen.items()
        if len(set(map(str, values))) > 1 and path not in ("name", "title_ko", "title_en")
    }
    first = Column(column("Key in the scenario file", "long"), list(differing))
    others = [
        Column(
            Heading(plan.title_ko, plan.name, "long"),
            [values[place] for values in differing.values()],
        )
        for place, plan in enumerate(comparison.plans)
    ]
    return Sheet(sheet_name("Settings"), [first, *others], frozen=1)
