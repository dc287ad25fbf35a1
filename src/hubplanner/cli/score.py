"""``hubplanner score``, ``indicators``, ``validate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import AsJson, ScenarioFile, progress, refusals
from hubplanner.cli.language import spoken
from hubplanner.cli.score_shown import (
    show_block,
    show_indicators,
    show_region,
    show_scores,
    show_swaps,
)

if TYPE_CHECKING:
    import pandas as pd

    from hubplanner.dataset import Dataset
    from hubplanner.scenario import Scenario
    from hubplanner.scoring import Readings, Robustness, Scores


AsOf = Annotated[
    int | None,
    typer.Option(min=1990, max=2100, help="Hide everything observed or opened after this year."),
]


def score(
    scenario: ScenarioFile = None,
    region: Annotated[
        str | None, typer.Option(help="One region: what its score is made of.")
    ] = None,
    against: Annotated[
        str | None, typer.Option(help="With --region: which weights would swap the two.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="How many regions to list.")] = 20,
    draws: Annotated[
        int | None,
        typer.Option(
            min=100,
            max=1_000_000,
            help="Draws for the intervals, else scoring.draws says how many.",
        ),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Score the regions, with the parts of each score and how far it holds under other
    weights."""
    with refusals():
        choice, dataset = _load(scenario)
        from hubplanner.errors import ScenarioError
        from hubplanner.pipeline import score as run
        from hubplanner.regions import resolve
        from hubplanner.scoring import swaps

        if against and not region:
            raise ScenarioError("--against needs --region: name the region to compare with")
        codes = resolve([name for name in (region, against) if name], dataset.regions)
        if len(codes) > len(set(codes)):
            raise ScenarioError(
                "--against {against} is the region itself; name another", against=against
            )
        result = run(dataset, choice, as_of=as_of, draws=draws)
        scores, robustness = result.scores, result.robustness
        change = swaps(scores.ranks, scores.composite, *codes) if against else None
    if as_json:
        _print_json(_scores_as_data(dataset.regions, scores, robustness, codes, change, as_of))
    elif region:
        show_region(dataset.regions, scores, robustness, codes[0])
        if change is not None:
            show_swaps(dataset.regions, scores, codes, change)
    else:
        show_scores(dataset.regions, scores, robustness, top)


def indicators(
    scenario: ScenarioFile = None,
    region: Annotated[str | None, typer.Option(help="One region: its values.")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """List every indicator: formula, unit, years, where it was observed, or that it was not."""
    with refusals():
        choice, dataset = _load(scenario)
        from hubplanner.pipeline import indicators as run
        from hubplanner.regions import resolve

        codes = resolve([region] if region else [], dataset.regions)
        readings = run(dataset, choice, as_of=as_of)
    if as_json:
        _print_json(_readings_as_data(readings, codes))
    else:
        show_indicators(dataset, readings, codes)


def validate(
    scenario: ScenarioFile = None,
    as_of: AsOf = None,
    references: Annotated[
        Path | None, typer.Option(help="Designated regions (CSV) in place of the nine of 2018.")
    ] = None,
    as_json: AsJson = False,
    markdown: Annotated[
        bool,
        typer.Option(
            "--markdown", help="Print the page on validation (the default, the nine of 2018)."
        ),
    ] = False,
) -> None:
    """Measure the score against regions that were designated: in hindsight, and as of a year."""
    with refusals():
        if markdown and (scenario or as_of or references or as_json):
            from hubplanner.errors import ScenarioError

            raise ScenarioError(
                "--markdown prints the page of the default against the nine of 2018; drop it or"
                " the other options"
            )
        choice, dataset = _load(scenario)
        from hubplanner.dataset.designations import read_designations
        from hubplanner.pipeline import validate as run

        if markdown:
            from hubplanner.documents import validation_page

            typer.echo(validation_page(dataset, spoken()), nl=False)
            return
        areas = read_designations(references, dataset.regions) if references else None
        blocks = run(dataset, choice, as_of=as_of, designations=areas)
    if as_json:
        hindsight, before = (block.as_data() for block in blocks)
        _print_json({**hindsight, "hindsight": hindsight, "as_of": before})
        return
    for block in blocks:
        show_block(block)


def _load(path: Path | None) -> tuple[Scenario, Dataset]:
    from hubplanner.scenario import Scenario

    scenario = Scenario.from_toml(path) if path else Scenario()
    with progress() as on_stage:
        on_stage("data")
        from hubplanner.dataset import load_dataset

        return scenario, load_dataset(scenario.data.folders)


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))


def _plain(value: Any) -> Any:
    """For JSON: numbers of six digits, missing as null."""
    import pandas as pd

    if isinstance(value, list | str | bool):
        return value
    if pd.isna(value):
        return None
    return round(float(value), 6) if isinstance(value, float) else int(value)


def _row(row: Any) -> dict[str, Any]:
    return {str(key): _plain(value) for key, value in row.items()}


def _scores_as_data(
    regions: pd.DataFrame,
    scores: Scores,
    robustness: Robustness,
    codes: list[str],
    change: pd.DataFrame | None,
    as_of: int | None,
) -> dict[str, Any]:
    shown = codes or scores.table.sort_values(["rank"], kind="stable").index.tolist()
    data = {
        "as_of": as_of,
        "composite": scores.composite.as_data(),
        "draws": robustness.draws,
        "first": robustness.first,
        "figures_varied": robustness.figures,
        "coverage": [
            {"indicator": key, **_row(row.drop("missing"))}
            for key, row in scores.coverage.iterrows()
        ],
        "regions": [
            {
                "region_code": code,
                "name_ko": regions.at[code, "name_ko"],
                "name_en": regions.at[code, "name_en"],
                "sido_ko": regions.at[code, "sido_ko"],
                **_row(scores.table.loc[code]),
                "values": _row(scores.values.loc[code]),
                "ranks": _row(scores.ranks.loc[code]),
                "contributions": _row(scores.contributions.loc[code]),
                "central_weights": _row(robustness.central_weights.loc[code]),
                "rank_acceptability": _acceptability(robustness, code),
            }
            for code in shown
        ],
    }
    if change is not None:
        data["swaps"] = [{"weight": key, **_row(row)} for key, row in change.iterrows()]
    return data


def _acceptability(robustness: Robustness, code: str) -> dict[str, Any]:
    """Rank → share of the draws that give it, of the ranks that any draw gives."""
    if code not in robustness.acceptability.index:
        return {}
    shares = robustness.acceptability.loc[code]
    return {str(rank): _plain(share) for rank, share in shares.items() if share > 0}


def _readings_as_data(readings: Readings, codes: list[str]) -> list[dict[str, Any]]:
    """Of one region its value; of all a value by code, where there is one."""
    rows, shares = [], readings.area_coverage
    for key, row in readings.coverage.iterrows():
        told = {"indicator": key, **_row(row)}
        if codes:
            told["value"] = _plain(readings.values.at[codes[0], key])
            told["area_coverage"] = _plain(shares.at[codes[0], key]) if key in shares else None
        else:
            told["values"] = _row(readings.values[key].dropna())
            told["area_coverage"] = _row(shares[key]) if key in shares else None
        rows.append(told)
    return rows
