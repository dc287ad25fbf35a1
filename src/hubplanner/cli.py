"""The command line: parse, call, print."""

from __future__ import annotations

import sys
import webbrowser
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner import __version__
from hubplanner.errors import HubplannerError

if TYPE_CHECKING:
    from hubplanner.plan import Plan

app = typer.Typer(
    help="Which regions need a manufacturing innovation hub, where the hubs go,"
    " who works with whom."
    "\n\n제조업 위기지역의 거점 입지와 협력망을 계산하고 지도로 보여 준다.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

STAGES = {
    "data": "자료 읽기 · reading data",
    "scoring": "위기점수 · scoring regions",
    "travel": "이동시간 · travel times",
    "siting": "거점 입지 · siting hubs",
    "network": "협력망 · linking institutions",
    "map": "지도 · drawing the map",
    "tables": "표 · writing tables",
}


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hubplanner {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Plan manufacturing innovation hubs."""


@app.command()
def plan(
    scenario: Annotated[
        Path | None, typer.Argument(help="Scenario file (TOML); the baseline where omitted.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the map and the tables.")] = Path("maps"),
    show: Annotated[bool, typer.Option("--open", help="Open the map when it is done.")] = False,
) -> None:
    """Score regions, site hubs, link institutions, and write the map with its tables."""
    try:
        result, page = _run(scenario, out)
    except HubplannerError as error:
        typer.echo(f"오류 · error: {error}", err=True)
        raise typer.Exit(2) from error
    _report(result, page)
    if show:
        webbrowser.open(page.resolve().as_uri())


def _run(path: Path | None, out: Path) -> tuple[Plan, Path]:
    from hubplanner.scenario import Scenario

    scenario = Scenario.from_toml(path) if path else Scenario()
    with _progress() as on_stage:
        on_stage("data")
        # A refused scenario is told at once; only now do the heavy libraries load.
        from hubplanner.pipeline import make_plan, write_plan
        from hubplanner.sources import load_dataset

        result = make_plan(load_dataset(scenario.data.folders), scenario, on_stage=on_stage)
        return result, write_plan(result, out, on_stage=on_stage)


def _progress() -> AbstractContextManager[Any]:
    """Tells the stage that runs: a spinner on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        return nullcontext(lambda stage: None)
    from contextlib import contextmanager

    from rich.console import Console

    @contextmanager
    def spinner() -> Any:
        with Console(stderr=True).status("") as status:
            yield lambda stage: status.update(STAGES[stage])

    return spinner()


def _report(result: Plan, page: Path) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(f"{result.scenario.title_ko} · {result.scenario.title_en}"))
    for heading, side in (
        ("#", "right"),
        ("거점\nhub", "left"),
        ("후보지역\ncandidates", "right"),
        ("평균(최장) 분\nmean (longest) min", "right"),
        ("연계기관\ninstitutions", "right"),
    ):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    for hub in result.hubs.itertuples():
        minutes = f"{hub.mean_minutes:.0f} ({hub.longest_minutes:.0f})" if hub.candidates else "–"
        table.add_row(
            str(hub.number),
            escape(f"{hub.sido_ko} {hub.name_ko} · {hub.name_en}"),
            str(hub.candidates),
            minutes,
            str(hub.institutions),
        )
    siting = result.siting
    console = Console()
    console.print(table)
    console.print(
        f"{siting.model}: 목적값 objective {siting.objective:.3f}, 하한 bound {siting.bound:.3f}, "
        f"{'최적 증명 · proven optimal' if siting.optimal else siting.status}",
        soft_wrap=True,
    )
    console.print(f"지도 · map     {escape(str(page))}", soft_wrap=True)
    tables = page.parent / result.scenario.name
    console.print(f"표 · tables    {escape(str(tables))}", soft_wrap=True)
