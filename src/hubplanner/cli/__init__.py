"""The command line: parse, call, print. One module a group of commands."""

from __future__ import annotations

from typing import Annotated

import typer

from hubplanner import __version__
from hubplanner.cli import data, evaluate, scenario, sweep
from hubplanner.cli.compare import compare
from hubplanner.cli.desk import desk
from hubplanner.cli.doctor import doctor
from hubplanner.cli.effect import effect
from hubplanner.cli.impact import impact
from hubplanner.cli.network import explain, network
from hubplanner.cli.plan import plan
from hubplanner.cli.programme import fund, portfolio, roadmap
from hubplanner.cli.report import report
from hubplanner.cli.rules import rules
from hubplanner.cli.score import indicators, score, validate
from hubplanner.cli.short_run import collect_seldom, leave
from hubplanner.cli.site import site
from hubplanner.cli.travel import travel
from hubplanner.cli.usage import Command, Group
from hubplanner.language import Language

app = typer.Typer(
    cls=Group,
    help="Which regions need a manufacturing innovation hub, where the hubs go,"
    " who works with whom.\n\nWhat is printed comes in the language of --lang, else of the variable"
    " HUBPLANNER_LANG, else of the locale.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hubplanner {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    lang: Annotated[
        Language | None,
        typer.Option(help="Language of what is printed."),
    ] = None,
) -> None:
    """Plan manufacturing innovation hubs."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


_register = app.command(cls=Command)
_register(plan)
_register(compare)
_register(report)
_register(portfolio)
_register(fund)
_register(roadmap)
app.add_typer(data.app, name="data")
app.add_typer(scenario.app, name="scenario")
app.add_typer(sweep.app, name="sweep")
app.add_typer(evaluate.app, name="evaluate")
_register(score)
_register(indicators)
_register(rules)
_register(validate)
_register(site)
_register(network)
_register(explain)
_register(travel)
_register(doctor)
_register(desk)
_register(impact)
_register(effect)


def run() -> None:
    """The console command."""
    collect_seldom()
    try:
        app(prog_name="hubplanner")
    except SystemExit as ended:
        leave(ended.code if isinstance(ended.code, int) else int(ended.code is not None))
