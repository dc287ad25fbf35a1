"""``hubplanner portfolio``, ``fund`` and ``roadmap``: who does what, what it costs, and when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hubplanner.cli.console import ScenarioFile, planned, progress, refusals
from hubplanner.cli.language import say

if TYPE_CHECKING:
    from hubplanner.plan import Plan

OutFolder = Annotated[Path, typer.Option(help="Folder for the files.")]


def portfolio(
    scenario: ScenarioFile = None,
    evaluation: Annotated[
        list[Path] | None,
        typer.Option(help="Reports of the hubs, to stand beside each; several times."),
    ] = None,
    targets: Annotated[
        Path | None,
        typer.Option(help="Folder of the saved plan, for targets that you have changed there."),
    ] = None,
    out: OutFolder = Path("programme"),
) -> None:
    """Show the programme on one page: hubs, technologies, ministries, gaps, who does what."""
    with refusals():
        plan = _plan(scenario)
        from hubplanner.chapters import make_chapter, make_portfolio
        from hubplanner.programme.portfolio_chapter import finding
        from hubplanner.report.chapter import write_chapter

        if evaluation:
            chapter = make_portfolio(plan, evaluation, targets)
        else:
            chapter = make_chapter(plan, "portfolio")
        folder = write_chapter(chapter, out)
    say("{sentence}", sentence=finding(plan, chapter.tables))
    say("page    {path}", path=folder / f"{folder.name}.html")


def fund(scenario: ScenarioFile = None, out: OutFolder = Path("programme")) -> None:
    """Tell what the hubs cost and who pays, from when on they carry themselves, and how surely."""
    with refusals():
        plan = _plan(scenario)
        from hubplanner.programme.funding_chapter import funding_chapter, funding_of, sentences
        from hubplanner.report.chapter import write_chapter

        told = funding_of(plan)
        folder = write_chapter(funding_chapter(told), out)
    say("{sentence}", sentence=sentences(told))
    say("page    {path}", path=folder / f"{folder.name}.html")


def roadmap(scenario: ScenarioFile = None, out: OutFolder = Path("programme")) -> None:
    """Tell which hub is selected, built and run when, with a calendar and a Project file."""
    with refusals():
        plan = _plan(scenario)
        from hubplanner.programme.roadmap_chapter import roadmap_chapter, roadmap_of, sentence
        from hubplanner.report.chapter import write_chapter

        told = roadmap_of(plan)
        folder = write_chapter(roadmap_chapter(told), out)
    say("{sentence}", sentence=sentence(told))
    say("page    {path}", path=folder / f"{folder.name}.html")


def _plan(path: Path | None) -> Plan:
    with progress() as on_stage:
        return planned(path, on_stage)
