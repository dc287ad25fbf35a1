"""``hubplanner scenario``: a file to begin with, what is wrong with one, what comes of it, its
schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hubplanner.cli.console import progress, refusals
from hubplanner.cli.language import say, say_error, spoken
from hubplanner.cli.usage import Command, Group

app = typer.Typer(
    cls=Group,
    help="Write, check, show and describe scenario files.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
_command = app.command(cls=Command)


@_command
def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario; the file is NAME.toml.")],
    extends: Annotated[str, typer.Option(help="Scenario file that the new one goes on from.")] = "",
    folder: Annotated[Path, typer.Option(help="Where it is written.")] = Path(),
) -> None:
    """Write a scenario file in which every key stands with its default and what it is for."""
    with refusals():
        from hubplanner.errors import ScenarioError
        from hubplanner.scenario import Scenario
        from hubplanner.scenario_page import scenario_page

        Scenario(name=name)
        path = folder / f"{name}.toml"
        if path.exists():
            raise ScenarioError("{path} is there already; choose another name", path=path)
        if extends and not (folder / extends).is_file():
            raise ScenarioError("{path}: there is no such file or folder", path=folder / extends)
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(scenario_page(name, spoken(), extends), encoding="utf-8")
    say("scenario {path}", path=path)


@_command
def check(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files (TOML).")],
) -> None:
    """Tell everything that is wrong with scenario files at once, each with its line."""
    refused = 0
    with refusals():
        from hubplanner.scenario_check import check_scenario

        for path in scenarios:
            problems = check_scenario(path)
            refused += len(problems)
            for problem in problems:
                say_error(problem.told(path))
            if not problems:
                say("{path}: nothing is wrong", path=path)
    if refused:
        raise typer.Exit(2)


@_command
def show(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files (TOML).")],
) -> None:
    """Print what scenarios ask, what they change and which hubs come of them, as Markdown."""
    with refusals(), progress() as on_stage:
        on_stage("data")
        from hubplanner.documents import worked_scenarios
        from hubplanner.report.scenario_stories import as_markdown

        typer.echo(as_markdown(worked_scenarios(scenarios), spoken()), nl=False)


@_command
def schema() -> None:
    """Print the JSON Schema of scenario files, with which editors complete and check keys."""
    from hubplanner.scenario_page import scenario_schema

    typer.echo(scenario_schema())
