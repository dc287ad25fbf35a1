"""A comparison of scenarios as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from hubplanner.comparison import Comparison
from hubplanner.report.columns import HEADINGS, Heading
from hubplanner.report.sheets import Column, Sheet, plain, settings, source_sheet, values_of
from hubplanner.report.workbook import write_sheets

_HEADINGS = {
    "scenario": Heading("시나리오", "Scenario", "name"),
    "title_ko": Heading("제목", "Title", "name"),
    "title_en": Heading("영문 제목", "Title in English", "name"),
    "hubs": Heading("거점", "Hubs", "count", "곳 number"),
    "candidates": Heading("후보지역", "Candidates", "count", "곳 number"),
    "own_objective": Heading("자체 목적값", "Own objective", "number"),
    "optimal": Heading("최적해 증명", "Proven optimal", "flag"),
    "objective": Heading("목적값(기준 잣대)", "Objective by the reference", "number"),
    "mean_minutes": Heading(
        "위기점수 가중평균", "Mean weighted by crisis score", "minutes", "분 minutes"
    ),
    "covered": Heading("권역 안 비중", "Covered", "share"),
    "worst_off": Heading("가장 먼 지역 코드", "Worst-off region, code", "code"),
    "worst_off_ko": Heading("가장 먼 지역", "Worst-off region", "name"),
    "worst_off_en": Heading("가장 먼 지역 영문", "Worst-off region in English", "name"),
    "kept": Heading("유지", "Kept", "count", "곳 hubs"),
    "moved": Heading("이동", "Moved", "count", "곳 hubs"),
    "gained": Heading("신설", "Gained", "count", "곳 hubs"),
    "lost": Heading("폐지", "Lost", "count", "곳 hubs"),
    "change": Heading("변화", "Change", "words"),
    "counterpart": Heading("옮기기 전 시군구 코드", "Moved from, region code", "code"),
    "moved_minutes": Heading("옮긴 거리", "Moved by", "minutes", "분 minutes"),
}

_CHANGES = {
    "reference": "기준 · reference",
    "kept": "유지 · kept",
    "moved": "이동 · moved",
    "gained": "신설 · gained",
    "lost": "폐지 · lost",
}


def write_comparison_workbook(comparison: Comparison, path: Path) -> None:
    """Write a comparison as XLSX: scenarios, hubs, regions, settings that differ, sources."""
    titles = " / ".join(plan.scenario.title_ko for plan in comparison.plans)
    write_sheets(comparison_sheets(comparison), titles, path)


def comparison_sheets(comparison: Comparison) -> list[Sheet]:
    """Every sheet of a comparison's workbook, in reading order."""
    hubs = comparison.hubs.assign(change=comparison.hubs["change"].replace(_CHANGES))
    return [
        _table("시나리오 Scenarios", comparison.scenarios.reset_index(), comparison, frozen=2),
        _table("거점 Hubs", hubs, comparison, frozen=1),
        _table("지역 Regions", comparison.regions.reset_index(), comparison, frozen=3),
        _settings(comparison),
        source_sheet(comparison.plans[0]),
    ]


def _table(name: str, table: pd.DataFrame, comparison: Comparison, frozen: int) -> Sheet:
    columns = [
        Column(_heading(str(key), comparison), values_of(str(key), table[key].round(3).tolist()))
        if pd.api.types.is_float_dtype(table[key])
        else Column(_heading(str(key), comparison), values_of(str(key), table[key].tolist()))
        for key in table
    ]
    return Sheet(name, columns, frozen)


def _heading(key: str, comparison: Comparison) -> Heading:
    titles = {plan.scenario.name: plan.scenario for plan in comparison.plans}
    for start, ko, en in (
        ("minutes_", "가까운 거점까지", "To the nearest hub"),
        ("change_", "기준과의 차이", "Change against the reference"),
    ):
        scenario = titles.get(key.removeprefix(start)) if key.startswith(start) else None
        if scenario is not None:
            return Heading(
                f"{scenario.title_ko}({scenario.name}): {ko}", en, "minutes", "분 minutes"
            )
    return _HEADINGS.get(key) or HEADINGS.get(key) or Heading(key, "", "any")


def _settings(comparison: Comparison) -> Sheet:
    """Settings in which any scenario differs from another, a column a scenario."""
    chosen: dict[str, list[Any]] = {}
    for plan in comparison.plans:
        for path, value, _, _ in settings(plan.scenario):
            chosen.setdefault(path, []).append(plain(value))
    differing = {
        path: values
        for path, values in chosen.items()
        if len(set(map(str, values))) > 1 and path not in ("name", "title_ko", "title_en")
    }
    first = Column(Heading("설정", "Key in the scenario file", "long"), list(differing))
    others = [
        Column(
            Heading(plan.scenario.title_ko, plan.scenario.name, "long"),
            [values[place] for values in differing.values()],
        )
        for place, plan in enumerate(comparison.plans)
    ]
    return Sheet("다른 설정 Settings", [first, *others], frozen=1)
