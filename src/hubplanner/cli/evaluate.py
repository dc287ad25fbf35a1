"""``hubplanner evaluate``: what hubs report each year, and how it compares with the plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hubplanner.cli.console import refusals
from hubplanner.cli.language import say, say_error
from hubplanner.cli.usage import Command, starting_with
from hubplanner.language import Pair

app = typer.Typer(
    cls=starting_with("run", ".xlsx", ".xlsm", ".xls", ".csv"),
    help="Follow hubs year by year (hubplanner evaluate REPORTS.xlsx): Table 1, targets, flags.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
_command = app.command(cls=Command)

Years = typer.Option(min=1990, max=2100, help="Year; may be given several times.")
OwnIndicators = Annotated[
    Path | None, typer.Option(help="Your own indicators, rules and targets (TOML).")
]
FirstYear = Annotated[
    int | None,
    typer.Option(
        min=1990, max=2100, help="First year of work of all hubs; by the roadmap if left out."
    ),
]


@_command
def template(
    plan: Annotated[
        Path, typer.Argument(help="Folder that hubplanner plan has written (maps/baseline).")
    ],
    year: Annotated[list[int], Years],
    first_year: FirstYear = None,
    indicators: OwnIndicators = None,
    out: Annotated[
        Path | None, typer.Option(help="The workbook; reports-YEAR.xlsx if left out.")
    ] = None,
) -> None:
    """Write the workbook that hubs fill in: a sheet a year, checks, definitions, targets."""
    with refusals():
        from hubplanner.evaluation.indicators import load_indicators
        from hubplanner.evaluation.targets import (
            first_years,
            hub_names,
            not_running,
            read_targets,
        )
        from hubplanner.evaluation.template import write_template

        chosen = load_indicators(indicators)
        years = sorted(set(year))
        path = out or Path(f"reports-{'-'.join(map(str, years))}.xlsx")
        targets = read_targets(plan, chosen)
        write_template(targets, chosen, years, path, first_year=first_year)
    first = first_years(targets, years, first_year)
    names = {hub: Pair(*both) for hub, both in hub_names(targets).items()}
    for one in years:
        if waiting := not_running(first, names, one):
            say("note: {told}", told=waiting)
    say("workbook  {file}", file=path)


@_command
def run(
    reports: Annotated[
        list[Path], typer.Argument(help="Filled workbooks or CSV files, of any years and hubs.")
    ],
    plan: Annotated[
        Path | None, typer.Option(help="Folder of the plan, for its targets and hubs.")
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(min=1990, max=2100, help="Year to judge; the last one if left out."),
    ] = None,
    first_year: FirstYear = None,
    indicators: OwnIndicators = None,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("programme"),
) -> None:
    """Check reports, and judge a year against the last one and against the plan's targets."""
    with refusals():
        from hubplanner.evaluation.chapter import evaluation_chapter
        from hubplanner.evaluation.evaluate import evaluate
        from hubplanner.evaluation.findings import ReportError
        from hubplanner.evaluation.indicators import load_indicators
        from hubplanner.evaluation.reports import read_reports
        from hubplanner.evaluation.targets import hub_names, read_targets
        from hubplanner.report import need_extra
        from hubplanner.report.chapter import write_chapter

        need_extra()  # told at once, not after the reports are read
        chosen = load_indicators(indicators)
        targets = None if plan is None else read_targets(plan, chosen)
        read = read_reports(reports, chosen, None if targets is None else hub_names(targets))
        try:
            found = evaluate(read, chosen, targets, year=year, first_year=first_year)
        except ReportError as error:
            for one in error.findings:
                say_error(one.told())
            raise typer.Exit(2) from error
        chapter = evaluation_chapter(found)
        folder = write_chapter(chapter, out)
    for one in read.warnings:
        say("note: {told}", told=one.told())
    for flag in found.flags:
        say("flag: {hub}: {told}", hub=found.name(flag.hub_id), told=flag.told)
    say("page    {path}", path=folder / f"{folder.name}.html")
