"""``hubplanner impact``: the impact of a plan's hubs by multipliers, as a chapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.dataset.panel import Floats
from hubplanner.effects.impact import catchment, loss_impact, spending_impact
from hubplanner.effects.national_table import NationalTable, sector_sizes
from hubplanner.effects.regional_inputs import DELTAS
from hubplanner.errors import DataError
from hubplanner.industries.result import UNKNOWN
from hubplanner.language import Text
from hubplanner.plan import Plan
from hubplanner.report.blocks import Block, Heading, Paragraph, Table
from hubplanner.report.chapter import Chapter
from hubplanner.report.columns import Heading as ColumnHeading
from hubplanner.report.columns import column
from hubplanner.report.words import Speaker, figure
from hubplanner.scoring import jobs_of
from hubplanner.scoring.jobs_at_risk import jobs_at_risk
from hubplanner.stages import Stages

_MONEY = "억 원 KRW 100m"


@dataclass(frozen=True)
class ImpactChoice:
    """What a planner asks of ``hubplanner impact``.

    Attributes
    ----------
    spending
        The least and the most that a hub spends a year, in 억 원.
    sector
        Of the input–output table, on which it falls; research where empty.
    reach
        Minutes within which regions count as a hub's catchment.
    """

    spending: tuple[float, float] = (100.0, 150.0)
    sector: str = ""
    reach: float = 45.0


def impact_chapter(
    plan: Plan, stages: Stages, table: NationalTable, choice: ImpactChoice
) -> Chapter:
    """The impact of a plan's hubs: of their spending, and of the loss of the jobs around them.

    Parameters
    ----------
    plan, stages
        The plan and the stages it was made with.
    table
        Bundled or the planner's own.
    choice
        What is asked.

    Raises
    ------
    DataError
        Where jobs or sizes of regions are missing in the data, or no sector is meant.
    """
    scenario = plan.scenario
    panel = stages.dataset.panel(scenario.data.as_of)
    industries = stages.industries(scenario)
    counted = jobs_of(panel)
    if counted is None:
        raise DataError("the data hold no manufacturing jobs of regions: nothing can be at risk")
    jobs = jobs_at_risk(
        counted["manufacturing_jobs"], industries.shares, plan.scores.table["crisis_score"]
    )
    sizes = sector_sizes(table, panel, industries.shares)
    nation = sizes.sum(axis=0, min_count=1).to_numpy(float)
    sector = table.place(choice.sector)
    spent, lost = _by_hub(plan, table, choice, sizes, nation, jobs, sector)
    return Chapter(
        "impact",
        Text("Impact beforehand"),
        Text("{title}", title=scenario.title_ko if scenario.title_ko else scenario.title_en),
        {"spending": spent, "losses": lost, "multipliers": multipliers(table)},
        lambda say: _blocks(say, plan, table, choice, sector, spent, lost),
        HEADINGS,
    )


def _by_hub(
    plan: Plan,
    table: NationalTable,
    choice: ImpactChoice,
    sizes: pd.DataFrame,
    nation: Floats,
    jobs: pd.DataFrame,
    sector: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    spent, lost = [], []
    for hub in plan.hubs.to_dict("records"):
        minutes = plan.minutes.T[str(hub["region_code"])]
        around = catchment(minutes, sizes, jobs, choice.reach)
        named = {
            "region_code": hub["region_code"],
            "name_ko": hub["name_ko"],
            "name_en": hub["name_en"],
            "catchment_regions": around.regions,
        }
        spending = spending_impact(table, around, nation, sector, choice.spending)
        spent.append(named | _flat(spending, ("region", "nation")))
        losses = loss_impact(table, around, nation)
        unknown = float(around.jobs.get(UNKNOWN, 0.0))
        lost.append(
            named
            | {
                "jobs_at_risk_known": float(around.jobs.sum()) - unknown,
                "jobs_at_risk_unknown": unknown,
                "jobs_suppliers_region_low": losses.at["region_low", "jobs_indirect"],
                "jobs_suppliers_region_high": losses.at["region_high", "jobs_indirect"],
                "jobs_suppliers_nation": losses.at["nation", "jobs_indirect"],
                "output_lost": losses.at["nation", "output_direct"],
                "output_suppliers_nation": losses.at["nation", "output_indirect"],
                "value_added_lost": losses.at["nation", "value_added_direct"],
                "value_added_suppliers_nation": losses.at["nation", "value_added_indirect"],
            }
        )
    return pd.DataFrame(spent).round(2), pd.DataFrame(lost).round(1)


def _flat(impact: pd.DataFrame, places: tuple[str, ...]) -> dict[str, Any]:
    return {
        f"{what}_{place}_{end}": impact.at[f"{place}_{end}", f"{what}_total"]
        for what in ("output", "value_added", "jobs")
        for place in places
        for end in ("low", "high")
    }


def multipliers(table: NationalTable) -> pd.DataFrame:
    """Of each sector of the national table, per unit of final demand: output, value added, jobs
    (persons per billion won), direct and in all."""
    inverse = np.linalg.inv(np.eye(len(table.inputs)) - table.inputs)
    value = table.sectors["value_added"].to_numpy(float)
    jobs = table.sectors["jobs"].to_numpy(float)
    return table.sectors[["name_ko", "name_en"]].assign(
        output_multiplier=inverse.sum(axis=0).round(4),
        value_added_direct=value.round(4),
        value_added_multiplier=(value @ inverse).round(4),
        jobs_direct=jobs.round(3),
        jobs_multiplier=(jobs @ inverse).round(3),
    )


def _blocks(
    say: Speaker,
    plan: Plan,
    table: NationalTable,
    choice: ImpactChoice,
    sector: int,
    spent: pd.DataFrame,
    lost: pd.DataFrame,
) -> list[Block]:
    meant = table.sectors.iloc[sector]
    name = say.either(str(meant["name_ko"]), str(meant["name_en"]))
    low, high = (figure(amount, "count") for amount in choice.spending)
    codes = spent["region_code"].tolist()
    return [
        Paragraph(
            say(
                "A hub that spends {low}–{high} (KRW 100 million) a year keeps"
                " {jobs_low}–{jobs_high} jobs in its own catchment, itself among them, and"
                " {nation_low}–{nation_high} in the nation.",
                low=low,
                high=high,
                jobs_low=figure(spent["jobs_region_low"].min(), "count"),
                jobs_high=figure(spent["jobs_region_high"].max(), "count"),
                nation_low=figure(spent["jobs_nation_low"].min(), "count"),
                nation_high=figure(spent["jobs_nation_high"].max(), "count"),
            )
        ),
        Heading(say("What the spending sets in motion, a year")),
        Table(
            [
                say("Hub"),
                say("Output there (KRW 100 million)"),
                say("Value added there (KRW 100 million)"),
                say("Jobs there"),
                say("Jobs in the nation"),
            ],
            [
                [
                    say.place(plan, code),
                    _range(row, "output_region"),
                    _range(row, "value_added_region"),
                    _range(row, "jobs_region"),
                    _range(row, "jobs_nation"),
                ]
                for code, row in zip(codes, spent.to_dict("records"), strict=True)
            ],
            (0.24, 0.2, 0.2, 0.18, 0.18),
            frozenset({1, 2, 3, 4}),
        ),
        Heading(say("If the jobs at risk around a hub were lost")),
        Table(
            [
                say("Hub"),
                say("Jobs at risk, industry known"),
                say("Industry unknown, left out"),
                say("Jobs of suppliers there"),
                say("Jobs of suppliers in the nation"),
            ],
            [
                [
                    say.place(plan, code),
                    figure(row["jobs_at_risk_known"], "count"),
                    figure(row["jobs_at_risk_unknown"], "count"),
                    _range(row, "jobs_suppliers_region"),
                    figure(row["jobs_suppliers_nation"], "count"),
                ]
                for code, row in zip(codes, lost.to_dict("records"), strict=True)
            ],
            (0.24, 0.19, 0.19, 0.19, 0.19),
            frozenset({1, 2, 3, 4}),
        ),
        Heading(say("What is assumed, and what this cannot say")),
        *(Paragraph(sentence, note=True) for sentence in _assumptions(say, table, choice, name)),
    ]


def _assumptions(
    say: Speaker, table: NationalTable, choice: ImpactChoice, sector: str
) -> list[str]:
    return [
        say(
            "Input-output table of {year} ({source}), domestic inputs; all spending is taken as"
            " output of one sector: {sector}.",
            year=table.year,
            source=table.source,
            sector=sector,
        ),
        say(
            "Catchment: regions within {minutes:.0f} minutes of the hub's. What a region buys at"
            " home is estimated by Flegg's location quotient (Flegg and Webber 1997) with δ from"
            " {most} (low) to {least} (high), as δ differs between regions (Flegg and Tohmo 2013);"
            " sizes of sectors are gross value added, of manufacturing by estimated shares.",
            minutes=choice.reach,
            most=DELTAS[0],
            least=DELTAS[1],
        ),
        say(
            "Fixed proportions, no limits of capacity, no change of prices, no induced"
            " consumption; money spent on hubs is not spent elsewhere, and what it would have done"
            " there is not taken off. So these are gross figures of one year, not a forecast."
        ),
        say(
            "Jobs at risk: manufacturing jobs times the crisis score, by estimated industry. The"
            " loss counts suppliers in sectors without jobs at risk only, as the others are among"
            " what is lost; it says what hangs on these jobs, not that a hub would save them."
        ),
        say(
            "Jobs are employed persons of {year} per output; productivity has changed since."
            " Multipliers of each sector are in the workbook.",
            year=table.year,
        ),
    ]


def _range(row: dict[Any, Any], what: str) -> str:
    low, high = (figure(row[f"{what}_{end}"], "count") for end in ("low", "high"))
    return low if low == high else f"{low}–{high}"


HEADINGS: dict[str, ColumnHeading] = {
    "catchment_regions": column("Regions in the catchment", "count"),
    "output_region_low": column("Output in the catchment, low", "number", _MONEY),
    "output_region_high": column("Output in the catchment, high", "number", _MONEY),
    "output_nation_low": column("Output in the nation, low", "number", _MONEY),
    "output_nation_high": column("Output in the nation, high", "number", _MONEY),
    "value_added_region_low": column("Value added in the catchment, low", "number", _MONEY),
    "value_added_region_high": column("Value added in the catchment, high", "number", _MONEY),
    "value_added_nation_low": column("Value added in the nation, low", "number", _MONEY),
    "value_added_nation_high": column("Value added in the nation, high", "number", _MONEY),
    "jobs_region_low": column("Jobs in the catchment, low", "number", "명 persons"),
    "jobs_region_high": column("Jobs in the catchment, high", "number", "명 persons"),
    "jobs_nation_low": column("Jobs in the nation, low", "number", "명 persons"),
    "jobs_nation_high": column("Jobs in the nation, high", "number", "명 persons"),
    "jobs_at_risk_known": column("Jobs at risk, industry known", "count", "명 persons"),
    "jobs_at_risk_unknown": column("Jobs at risk, industry unknown", "count", "명 persons"),
    "jobs_suppliers_region_low": column(
        "Jobs of suppliers in the catchment, low", "count", "명 persons"
    ),
    "jobs_suppliers_region_high": column(
        "Jobs of suppliers in the catchment, high", "count", "명 persons"
    ),
    "jobs_suppliers_nation": column("Jobs of suppliers in the nation", "count", "명 persons"),
    "output_lost": column("Output lost", "count", _MONEY),
    "output_suppliers_nation": column("Output of suppliers in the nation", "count", _MONEY),
    "value_added_lost": column("Value added lost", "count", _MONEY),
    "value_added_suppliers_nation": column(
        "Value added of suppliers in the nation", "count", _MONEY
    ),
    "output_multiplier": column("Output multiplier", "number", "배 ratio"),
    "value_added_direct": column("Value added per output", "number", "배 ratio"),
    "value_added_multiplier": column("Value added multiplier", "number", "배 ratio"),
    "jobs_direct": column("Jobs per output", "number", "명/10억 원 per KRW 1bn"),
    "jobs_multiplier": column("Jobs multiplier", "number", "명/10억 원 per KRW 1bn"),
}
