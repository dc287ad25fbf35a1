"""The sheets of a plan's workbook: the plan's own tables, ordered and named for reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import BaseModel

from hubplanner.industries.result import short_industry_names
from hubplanner.language import Text
from hubplanner.plan import Plan
from hubplanner.report.columns import WORDS, Heading, column, heading, word
from hubplanner.report.meanings import meaning_in_korean
from hubplanner.report.words import both
from hubplanner.scenario import AFTER_A_PLAN
from hubplanner.siting.study import standing


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


Lists = dict[str, list[Any]]
"""A table as lists by column: a workbook is written cell by cell, and pandas is slow at that."""


@dataclass(frozen=True)
class _Names:
    """What ids stand for: '경기 부천시' by region code, '1 경기 부천시' by hub id, and so on."""

    regions: dict[str, str]
    hubs: dict[str, str]
    institutions: dict[str, str]
    indicators: dict[str, str]
    sources: dict[str, str]


def plan_sheets(plan: Plan) -> list[Sheet]:
    """Every sheet of a plan's workbook, in reading order."""
    names = _names(plan)
    return [
        _summary(plan),
        _regions(plan, names),
        _hubs(plan),
        _institutions(plan, names),
        _links(plan, names),
        _coverage(plan, names),
        _scenario(plan),
        source_sheet(plan.sources),
    ]


def _names(plan: Plan) -> _Names:
    regions, hubs = plan.regions, plan.hubs
    places = {
        str(code): f"{province} {name}"
        for code, province, name in zip(
            regions.index, regions["sido_short"], regions["name_ko"], strict=True
        )
    }
    return _Names(
        regions=places,
        hubs={
            str(hub): f"{number} {places[code]}"
            for hub, number, code in zip(
                hubs.index, hubs["number"], hubs["region_code"], strict=True
            )
        },
        institutions=_by_id(plan.institutions["name_ko"]),
        indicators=_by_id(plan.coverage["name_ko"]),
        sources=_by_id(plan.sources["title_ko"]),
    )


def _by_id(names: pd.Series[str]) -> dict[str, str]:
    return {str(key): str(name) for key, name in names.items()}


def _summary(plan: Plan) -> Sheet:
    siting, regions = plan.siting, plan.regions
    rows: list[tuple[Text, Any]] = [
        (Text("Plan"), f"{plan.scenario.title_ko} · {plan.scenario.title_en}"),
        (Text("Regions", context="summary"), len(regions)),
        (Text("Regions with a score"), int(regions["crisis_score"].count())),
        (Text("Candidates"), int(regions["candidate"].sum())),
        (Text("Hubs"), len(plan.hubs)),
        (Text("Whom the hubs serve"), both(plan.sites.problem.served)),
        (Text("Dates of the figures"), both(plan.dates)),
        (Text("Institutions"), len(plan.institutions)),
        (Text("Links"), len(plan.links)),
        (Text("Siting model"), siting.model),
        (Text("Objective"), round(siting.objective, 3)),
        (Text("Unit of the objective"), both(plan.sites.problem.unit)),
        (Text("Upper bound"), round(siting.bound, 3))
        if siting.maximised
        else (Text("Lower bound"), round(siting.bound, 3)),
        (
            Text("Optimality"),
            both(standing(plan.sites.problem, siting)),
        ),
        *_advice(plan),
        *(
            (Text("What your own figures changed"), both(own.sentence()))
            for own in plan.own_figures
        ),
        (
            Text("Empty cell"),
            word("not observed; it does not mean zero"),
        ),
        (
            Text("Years and sources"),
            word("see the sheets on coverage and sources"),
        ),
    ]
    headings = [column("Item", "name"), Heading("", "", "long"), column("Value", "wide")]
    named = [(what.in_language("ko"), str(what), value) for what, value in rows]
    return Sheet(sheet_name("Summary"), _columns(headings, named))


def _advice(plan: Plan) -> list[tuple[Text, str]]:
    """The runner-up and the wishes that bind, where they were sought."""
    advice = plan.sites.advice()
    rows = []
    if other := advice.get("runner_up"):
        text = (
            f"{', '.join(other['instead_of'])} → {', '.join(other['stands'])}"
            f" ({other['behind_percent']:g} % {word('behind')})"
        )
        rows.append((Text("Next best choice of sites"), text))
    for wish in advice.get("wishes", []):
        if wish["binds"]:
            text = f"{wish['wish_ko']} · {wish['wish_en']}: {wish['price_percent']:g} %"
            rows.append((Text("Wish that holds the objective back"), text))
    return rows


def _regions(plan: Plan, names: _Names) -> Sheet:
    table = _lists(plan, "regions")
    by_code = dict(zip(plan.hubs["region_code"], names.hubs.values(), strict=True))
    table["hub"] = [by_code.get(code) for code in table["hub_region"]]
    table["missing"] = [
        "; ".join(names.indicators.get(key, key) for key in keys.split(";"))
        for keys in table["missing"]
    ]
    if "industry" in table:
        table["industry"] = [
            both(short_industry_names()[key]) if key else None for key in table["industry"]
        ]
    ranks, codes = table["rank"], table["region_code"]
    order = sorted(range(len(codes)), key=lambda i: (ranks[i] is None, ranks[i] or 0, codes[i]))
    return _sheet(
        sheet_name("Regions"),
        plan,
        {key: [values[i] for i in order] for key, values in table.items()},
        "rank rank_low rank_high sido_ko name_ko name_en region_code crisis_score decline_path"
        " decline_rank exposure exposure_rank industry industry_share industry_unknown candidate"
        " candidate_by affected candidate_chance hub hub_minutes dependency decline outflow"
        " crisis_own crisis_area exposed_share exposed_share_area jobs manufacturing_jobs eligible"
        f" {' '.join(plan.coverage.index)} observed missing",
        drop="hub_region sido_code sido_today_code sido_en sido_short kind lat lon emd_code"
        " rank_mean",
        frozen=5,
    )


def _hubs(plan: Plan) -> Sheet:
    return _sheet(
        sheet_name("Hubs"),
        plan,
        _lists(plan, "hubs"),
        "number sido_ko name_ko name_en region_code host_ko technology_ko ministry_ko jobs_near"
        " jobs_served tier draw_share rivals_ko next_ko next_loss candidates"
        " crisis_served mean_minutes longest_minutes institutions technology_fit"
        " technology_why_ko lacks_ko technology_en ministry_en technology_why_en lacks_en",
        drop="sido_en technology",
        frozen=3,
    )


def _institutions(plan: Plan, names: _Names) -> Sheet:
    table = _lists(plan, "institutions")
    table["place"] = [names.regions.get(code) for code in table["region_code"]]
    table["lead_hub"] = [names.hubs.get(hub) for hub in table["lead_hub"]]
    return _sheet(
        sheet_name("Institutions"),
        plan,
        table,
        "name_ko name_en kind place lead_hub nearest_hub_minutes fields address",
        drop="sigungu_code emd_code founded_source location_basis",
        frozen=1,
    )


def _links(plan: Plan, names: _Names) -> Sheet:
    table = _lists(plan, "links")
    ends = names.regions | names.institutions | names.hubs
    table["origin"] = [ends.get(key, key) for key in table["source"]]
    table["target"] = [ends.get(key, key) for key in table["target"]]
    return _sheet(
        sheet_name("Links"),
        plan,
        table,
        "origin target kind role minutes fit strength",
        drop="source",
        frozen=2,
    )


def _coverage(plan: Plan, names: _Names) -> Sheet:
    headings = [
        column("Indicator", "long"),
        column("Indicator in English", "long"),
        column("Dimension", "words"),
        column("Unit", "code"),
        column("Years", "code"),
        column("Observed", "count", "곳 regions"),
        column("Of", "count", "곳 regions"),
        column("Regions not observed", "long"),
        column("Sources", "long"),
        column("Column in CSV", "code"),
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
            ", ".join(names.regions[code] for code in row["missing"]),
            "; ".join(names.sources.get(source, source) for source in row["sources"]),
            key,
        )
        for key, row in plan.coverage.to_dict("index").items()
    ]
    return Sheet(sheet_name("Coverage"), _columns(headings, rows), frozen=1)


def _scenario(plan: Plan) -> Sheet:
    headings = [
        column("Key in the scenario file", "name"),
        column("Value", "long"),
        column("Default", "long"),
        column("Meaning in Korean", "long"),
        column("Meaning", "long"),
    ]
    rows = [
        (path, plain(value), plain(default), meaning_in_korean(path, meaning), meaning)
        for path, value, default, meaning in settings(plan.scenario.stated())
        if path.partition(".")[0] not in AFTER_A_PLAN
    ]
    return Sheet(sheet_name("Scenario"), _columns(headings, rows), frozen=1)


def sheet_name(english: str) -> str:
    """'요약 Summary': a sheet by both its names."""
    return both(Text(english, context="sheet"), mark=" ")


def settings(section: BaseModel, path: str = "") -> Iterator[tuple[str, Any, Any, str]]:
    """Each setting of a scenario: its path in the TOML file, value, default and meaning."""
    built_in = type(section)()
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from settings(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value, getattr(built_in, name), field.description or ""


def plain(value: Any) -> str | float:
    """A value for a cell: numbers as they are, lists as text, in words what is not set."""
    if value is None or (isinstance(value, str | tuple | list | dict) and not value):
        return word("none")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def source_sheet(sources: pd.DataFrame) -> Sheet:
    """Every data set of a plan's ``sources`` with its licence and the attribution to print."""
    shown = {
        "title_ko": column("Data set", "long"),
        "title_en": column("In English", "long"),
        "publisher_ko": column("Publisher", "name"),
        "table": column("Table", "name"),
        "years": column("Years", "code"),
        "licence": column("Licence", "name"),
        "licence_url": column("Licence address", "name"),
        "attribution_ko": column("Attribution", "long"),
        "attribution_en": column("Attribution in English", "long"),
        "origin": column("Obtained from", "name"),
        "note_ko": column("Note", "long"),
        "note_en": column("Note in English", "long"),
    }
    sources = sources.reset_index()
    columns = [Column(head, sources[key].tolist()) for key, head in shown.items() if key in sources]
    return Sheet(sheet_name("Sources"), columns, frozen=1)


_CODED = {"kind", "role", "confidence", "candidate_by"}
"""Columns of key words, shown in both languages."""


def _lists(plan: Plan, name: str) -> Lists:
    """One of the plan's tables without its geometry; a missing value is None."""
    table = plan.printed[name]
    return {
        str(key): values_of(str(key), table[key].tolist()) for key in table if key != "geometry"
    }


def values_of(key: str, values: list[Any]) -> list[Any]:
    """The values of the column `key` as cells show them; a missing one is None."""
    if key in _CODED:
        return [WORDS.get(value, value) for value in values]
    if values and isinstance(values[0], bool):
        shown = {True: word("yes"), False: word("no")}
        return [None if value is pd.NA else shown[bool(value)] for value in values]
    return [None if value is pd.NA or value != value else value for value in values]


def _sheet(name: str, plan: Plan, table: Lists, first: str, *, drop: str, frozen: int) -> Sheet:
    """A table as a sheet: the `first` columns, then every other but those to `drop`."""
    leading = [key for key in first.split() if key in table]
    left_out = {*leading, *drop.split()}
    order = [*leading, *(key for key in table if key not in left_out)]
    columns = [Column(heading(key, plan.coverage), table[key]) for key in order]
    return Sheet(name, columns, frozen)


def _columns(headings: list[Heading], rows: list[tuple[Any, ...]]) -> list[Column]:
    values = zip(*rows, strict=True) if rows else ((),) * len(headings)
    return [Column(head, list(column)) for head, column in zip(headings, values, strict=True)]
