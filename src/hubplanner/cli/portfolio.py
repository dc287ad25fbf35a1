"""``hubplanner portfolio``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hubplanner.cli.console import ScenarioFile, progress, refusals
from hubplanner.cli.language import say


def portfolio(
    scenario: ScenarioFile = None,
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("programme"),
) -> None:
    """Show the programme on one page: hubs, technologies, ministries, gaps, who does what."""
    from hubplanner.scenario import Scenario

    with refusals():
        chosen = Scenario.from_toml(scenario) if scenario else Scenario()
        with progress() as on_stage:
            on_stage("data")
            from hubplanner.dataset import load_dataset
            from hubplanner.pipeline import make_chapter, make_plan
            from hubplanner.report import need_extra
            from hubplanner.report.chapter import write_chapter

            need_extra()  # told at once, not after the plan is made
            plan = make_plan(load_dataset(chosen.data.folders), chosen, on_stage=on_stage)
            folder = write_chapter(make_chapter(plan, "portfolio"), out)
        say("page  {file}", file=folder / "portfolio.html")
