"""``hubplanner impact``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hubplanner.cli.console import ScenarioFile, progress, refusals
from hubplanner.cli.language import say


def impact(
    scenario: ScenarioFile = None,
    spending: Annotated[
        str, typer.Option(help="What a hub spends a year, in 100 million won: 100..150.")
    ] = "100..150",
    sector: Annotated[
        str, typer.Option(help="Sector that the spending falls on; research where omitted.")
    ] = "",
    reach: Annotated[
        float, typer.Option(min=0, max=600, help="Minutes within which regions count as near.")
    ] = 45.0,
    coefficients: Annotated[
        Path | None,
        typer.Option(
            help="Value added and jobs of the sectors of your own input-output table (CSV, XLSX)."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("programme"),
) -> None:
    """Reckon what hubs and the jobs around them mean, by input-output multipliers."""
    with refusals():
        folder, sentence = _run(scenario, spending, sector, reach, coefficients, out)
    say("{sentence}", sentence=sentence)
    say("page    {path}", path=folder / f"{folder.name}.html")


def _run(
    path: Path | None,
    spending: str,
    sector: str,
    reach: float,
    coefficients: Path | None,
    out: Path,
) -> tuple[Path, str]:
    from hubplanner.cli.language import spoken
    from hubplanner.effects.impact_chapter import ImpactChoice, impact_chapter
    from hubplanner.effects.national_table import bundled_table, own_table
    from hubplanner.errors import DataError
    from hubplanner.report import need_extra
    from hubplanner.report.blocks import Paragraph
    from hubplanner.report.chapter import write_chapter
    from hubplanner.report.words import Speaker
    from hubplanner.scenario import Scenario

    need_extra()
    choice = ImpactChoice(_range(spending), sector, reach)
    chosen = Scenario.from_toml(path) if path else Scenario()
    with progress() as on_stage:
        on_stage("data")
        from hubplanner.dataset import load_dataset
        from hubplanner.pipeline import make_plan
        from hubplanner.stages import Stages

        dataset = load_dataset(chosen.data.folders)
        own = dataset.industry.input_output
        if bool(own) != bool(coefficients):
            raise DataError(
                "--coefficients goes with an input-output table of your own in a data folder, and"
                " such a table needs it: one row a sector with its value added and jobs"
            )
        table = bundled_table()
        if own and coefficients:
            table = own_table(max(own, key=lambda one: one.year), coefficients)
        stages = Stages(dataset)
        plan = make_plan(dataset, chosen, on_stage=on_stage, stages=stages)
        chapter = impact_chapter(plan, stages, table, choice)
        on_stage("report")
        folder = write_chapter(chapter, out)
    first = chapter.blocks(Speaker(spoken()))[0]
    assert isinstance(first, Paragraph)
    return folder, first.text


def _range(text: str) -> tuple[float, float]:
    """``100..150`` or one figure.

    >>> _range("100..150"), _range("120")
    ((100.0, 150.0), (120.0, 120.0))
    """
    from hubplanner.errors import DataError

    parts = text.split("..")
    try:
        low, high = float(parts[0]), float(parts[-1])
    except ValueError:
        low, high = 1.0, 0.0
    if len(parts) > 2 or not 0 < low <= high:
        raise DataError(
            "--spending {text}: give the least and the most, in 100 million won, as 100..150",
            text=text,
        )
    return low, high
