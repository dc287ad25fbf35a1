"""The sheets of a plan's workbook: the plan's own tables, ordered and named for reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import BaseModel

from hubplanner.plan import Plan
from hubplanner.report.columns import WORDS, Heading, heading


@dataclass(frozen=True)
class Column:
    """A heading and one value a row; a missing value is None and stays an empty cell."""

    heading: Heading
    values: Sequence[Any]


@dataclass(frozen=True)
class Sheet:
    """One sheet; the first ``frozen`` columns stay in view beside the heading row."""

    name: str
    columns: list[Column]
    frozen: int = 0


def plan_sheets(plan: Plan) -> list[Sheet]:
    """Every sheet of a plan's workbook, in reading order."""
    return [
        _summary(plan),
        _regions(plan),
        _hubs(plan),
        _institutions(plan),
        _links(plan),
        _coverage(plan),
        _scenario(plan),
        _sources(plan),
    ]


def _summary(plan: Plan) -> Sheet:
    siting, regions = plan.siting, plan.regions
    rows: list[tuple[str, str, Any]] = [
        ("계획", "Plan", f"{plan.scenario.title_ko} · {plan.scenario.title_en}"),
        ("시군구", "Regions", len(regions)),
        ("점수가 있는 시군구", "Regions with a score", int(regions["crisis_score"].count())),
        ("후보지역", "Candidates", int(regions["candidate"].sum())),
        ("거점", "Hubs", len(plan.hubs)),
        ("기관", "Institutions", len(plan.institutions)),
        ("연계", "Links", len(plan.links)),
        ("입지 모형", "Siting model", siting.model),
        (
            "목적값 (분 × 위기점수)",
            "Objective (minutes × crisis score)",
            round(siting.objective, 3),
        ),
        ("하한", "Lower bound", round(siting.bound, 3)),
        (
            "최적성",
            "Optimality",
            "최적해 증명됨 · proven optimal" if siting.optimal else siting.status,
        ),
        (
            "빈칸",
            "Empty cell",
            "관측되지 않음. 0이 아님 · not observed; it does not mean zero",
        ),
        (
            "지표 연도와 출처",
            "Years and sources",
            "'지표'와 '출처' 시트 참조 · see the sheets on coverage and sources",
        ),
    ]
    columns = zip(("항목", "", "값"), ("Item", "", "Value"), ("name", "name", "long"), strict=True)
    headings = [Heading(*column) for column in columns]
    return Sheet("요약 Summary", _columns(headings, rows))


def _regions(plan: Plan) -> Sheet:
    table = _plain_table(plan, "regions").sort_values(["rank", "region_code"], na_position="last")
    indicators = plan.coverage["name_ko"].to_dict()
    return _sheet(
        "지역 Regions",
        plan,
        table.assign(
            hub=table["hub_region"].map(_hub_names(plan).set_axis(plan.hubs["region_code"])),
            missing=[
                "; ".join(indicators.get(key, key) for key in keys.split(";"))
                for keys in table["missing"]
            ],
        ),
        "rank sido_ko name_ko name_en region_code crisis_score dependency decline outflow candidate"
        f" hub hub_minutes crisis_own crisis_area {' '.join(plan.coverage.index)} observed missing",
        drop="hub_region sido_code sido_en sido_short kind lat lon emd_code",
        frozen=3,
    )


def _hubs(plan: Plan) -> Sheet:
    return _sheet(
        "거점 Hubs",
        plan,
        _plain_table(plan, "hubs"),
        "number sido_ko name_ko name_en region_code candidates crisis_served mean_minutes"
        " longest_minutes institutions",
        drop="sido_en",
        frozen=3,
    )


def _institutions(plan: Plan) -> Sheet:
    table = _plain_table(plan, "institutions")
    return _sheet(
        "기관 Institutions",
        plan,
        table.assign(
            place=table["region_code"].map(_place_names(plan)),
            lead_hub=table["lead_hub"].map(_hub_names(plan)),
        ),
        "name_ko name_en kind place lead_hub fields address",
        drop="sigungu_code emd_code",
        frozen=1,
    )


def _links(plan: Plan) -> Sheet:
    table = _plain_table(plan, "links")
    ends = pd.concat([_hub_names(plan), plan.institutions["name_ko"], _place_names(plan)])
    return _sheet(
        "연계 Links",
        plan,
        table.assign(
            origin=table["source"].map(ends),
            target=table["target"].map(ends),
            target_id=table["target"],
            origin_id=table["source"],
        ),
        "origin target kind role minutes fit strength",
        drop="source",
        frozen=2,
    )


def _coverage(plan: Plan) -> Sheet:
    names = _place_names(plan)
    titles = plan.sources["title_ko"]
    headings = [
        Heading("지표", "Indicator", "long"),
        Heading("지표 영문", "Indicator in English", "long"),
        Heading("영역", "Dimension", "words"),
        Heading("단위", "Unit", "code"),
        Heading("연도", "Years", "code"),
        Heading("관측", "Observed", "count", "곳 regions"),
        Heading("전체", "Of", "count", "곳 regions"),
        Heading("관측되지 않은 시군구", "Regions not observed", "long"),
        Heading("출처", "Sources", "long"),
        Heading("열 이름", "Column in CSV", "code"),
    ]
    rows = [
        (
            row["name_ko"],
            row["name_en"],
            WORDS.get(row["dimension"], row["dimension"]),
            row["unit"],
            row["years"],
            row["observed"],
            row["regions"],
            ", ".join(names[row["missing"]]),
            "; ".join(titles.get(source, source) for source in row["sources"]),
            key,
        )
        for key, row in plan.coverage.iterrows()
    ]
    return Sheet("지표 Coverage", _columns(headings, rows), frozen=1)


def _scenario(plan: Plan) -> Sheet:
    headings = [
        Heading("설정", "Key in the scenario file", "name"),
        Heading("값", "Value", "long"),
        Heading("기본값", "Default", "long"),
        Heading("뜻", "Meaning", "long"),
    ]
    rows = [
        (path, _plain(value), _plain(default), meaning)
        for path, value, default, meaning in settings(plan.scenario)
    ]
    return Sheet("시나리오 Scenario", _columns(headings, rows), frozen=1)


def settings(section: BaseModel, path: str = "") -> Iterator[tuple[str, Any, Any, str]]:
    """Each setting of a scenario: its path in the TOML file, value, default and meaning."""
    built_in = type(section)()
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from settings(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value, getattr(built_in, name), field.description or ""


def _plain(value: Any) -> str | float:
    """A value for a cell: numbers as they are, lists as text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _sources(plan: Plan) -> Sheet:
    shown = {
        "title_ko": Heading("자료", "Data set", "long"),
        "title_en": Heading("자료 영문", "In English", "long"),
        "publisher_ko": Heading("작성기관", "Publisher", "name"),
        "table": Heading("표", "Table", "name"),
        "years": Heading("연도", "Years", "code"),
        "licence": Heading("이용허락", "Licence", "name"),
        "licence_url": Heading("이용허락 주소", "Licence address", "name"),
        "attribution_ko": Heading("출처 표시", "Attribution", "long"),
        "attribution_en": Heading("출처 표시 영문", "Attribution in English", "long"),
        "origin": Heading("받은 곳", "Obtained from", "name"),
        "note": Heading("유의", "Note", "long"),
    }
    sources = plan.sources.reset_index()
    columns = [Column(head, sources[key].tolist()) for key, head in shown.items() if key in sources]
    return Sheet("출처 Sources", columns, frozen=1)


def _hub_names(plan: Plan) -> pd.Series[str]:
    """'1 경기 부천시' by hub id."""
    places = _place_names(plan)[plan.hubs["region_code"]].set_axis(plan.hubs.index)
    names: pd.Series[str] = plan.hubs["number"].astype(str) + " " + places
    return names


def _place_names(plan: Plan) -> pd.Series[str]:
    """'경기 부천시' by region code: a district's name alone says little."""
    names: pd.Series[str] = plan.regions["sido_short"] + " " + plan.regions["name_ko"]
    return names


def _plain_table(plan: Plan, name: str) -> pd.DataFrame:
    return pd.DataFrame(plan.printed[name].drop(columns="geometry"))


def _sheet(
    name: str, plan: Plan, table: pd.DataFrame, first: str, *, drop: str, frozen: int
) -> Sheet:
    """A table as a sheet: the `first` columns, then every other but those to `drop`."""
    leading = [key for key in first.split() if key in table]
    left_out = {*leading, *drop.split()}
    order = [*leading, *(key for key in table.columns if key not in left_out)]
    columns = [Column(heading(key, plan.coverage), _values(table[key])) for key in order]
    return Sheet(name, columns, frozen)


def _values(column: pd.Series[Any]) -> list[Any]:
    values = [None if value is pd.NA or value != value else value for value in column.tolist()]
    if pd.api.types.is_bool_dtype(column):
        return ["예 · yes" if value else "아니오 · no" for value in values]
    if pd.api.types.is_numeric_dtype(column):
        return values
    return [WORDS.get(str(value), value) for value in values]


def _columns(headings: list[Heading], rows: list[tuple[Any, ...]]) -> list[Column]:
    values = zip(*rows, strict=True) if rows else ((),) * len(headings)
    return [Column(head, list(column)) for head, column in zip(headings, values, strict=True)]
