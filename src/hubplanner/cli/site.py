"""``hubplanner site``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import PROOF, ScenarioFile, new_table, progress, refusals
from hubplanner.cli.language import say, spoken, t
from hubplanner.language import Text

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from hubplanner.siting.study import Study

HEADINGS = {
    "hubs": Text("hubs"),
    "alternatives": Text("alternatives"),
    "curve": Text("by number of hubs"),
    "budgets": Text("by budget"),
    "pareto": Text("trade-offs (Pareto front)"),
    "prices": Text("what each wish costs"),
}
COLUMNS = {
    "hubs": Text("hubs"),
    "name": Text("hub"),
    "serves": Text("serves"),
    "weight": Text("weight"),
    "mean_minutes": Text("mean min"),
    "longest_minutes": Text("longest min"),
    "rank": Text("rank"),
    "number": Text("number of hubs"),
    "objective": Text("objective"),
    "behind_percent": Text("behind %"),
    "budget": Text("budget"),
    "cost": Text("cost"),
    "gain": Text("gain"),
    "gain_of_100": Text("what the last 100 bought"),
    "jobs_within_45": Text("jobs within 45 min"),
    "jobs_within_60": Text("jobs within 60 min"),
    "within_45_percent": Text("within 45 min %"),
    "within_60_percent": Text("within 60 min %"),
    "changes": Text("hubs that come and go"),
    "instead_of": Text("instead of"),
    "stands": Text("stands"),
    "p_median": Text("total"),
    "p_center": Text("farthest min"),
    "max_cover": Text("covered"),
    "set_cover": Text("cost"),
    "network": Text("network strength"),
    "wish": Text("wish"),
    "without": Text("without it"),
    "price": Text("price"),
    "price_percent": Text("price %"),
    "status": Text("status"),
}
SHOWN = {
    "hubs": ["name", "serves", "weight", "mean_minutes", "longest_minutes"],
    "alternatives": ["rank", "objective", "behind_percent", "instead_of", "stands"],
    "curve": [
        *("number", "objective", "gain", "mean_minutes", "within_60_percent"),
        *("changes", "status"),
    ],
    "budgets": [
        *("budget", "number", "cost", "gain_of_100", "jobs_within_45", "jobs_within_60"),
        "changes",
    ],
    "prices": ["wish", "without", "price", "price_percent"],
}

CHECK = "python -m hubplanner.siting.certificate_checker FILE"


def site(
    scenario: ScenarioFile = None,
    curve: Annotated[
        int, typer.Option(min=0, max=229, help="The best hubs for every number from 1 to N.")
    ] = 0,
    alternatives: Annotated[
        int, typer.Option(min=0, max=1000, help="The K best distinct sets of hubs.")
    ] = 0,
    within: Annotated[
        float | None, typer.Option(min=0, help="All sets within X per cent of the best.")
    ] = None,
    pareto: Annotated[
        str,
        typer.Option(
            help="Trade-offs of two or three of p_median (total), p_center (farthest),"
            " max_cover (covered), set_cover (cost), network (strength of the network"
            " at the sites), as in p_median,network."
        ),
    ] = "",
    budgets: Annotated[
        str,
        typer.Option(
            help="The best hubs that each of these budgets pays for, whatever their number."
        ),
    ] = "",
    prices: Annotated[bool, typer.Option(help="What each wish of the scenario costs.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the tables (CSV) and siting.json.")
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(
            help="File for a proof of the best hubs that anybody can check by exact arithmetic."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Site the hubs only, with proof, and ask what lies beyond the best answer."""
    with refusals():
        result, idle, folder = _run(
            scenario,
            (curve, alternatives, within, _objectives(pareto), prices, _amounts(budgets)),
            out,
            certificate,
        )
    if as_json:
        typer.echo(json.dumps(result.summary(), ensure_ascii=False, indent=2, allow_nan=False))
        return
    _report(result)
    for told in idle:
        say("{told}", told=told)
    if folder:
        say("tables  {path}", path=folder)
    if certificate:
        say("proof   {path}; to check it: {command}", path=certificate, command=CHECK)


def _objectives(names: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    if not chosen:
        return ()
    from hubplanner.errors import ScenarioError
    from hubplanner.siting.models import OBJECTIVES

    if not 2 <= len(chosen) <= 3 or not set(chosen) <= set(OBJECTIVES):
        raise ScenarioError(
            "--pareto {names} is refused: name two or three of {objectives}, with commas",
            names=names,
            objectives=", ".join(OBJECTIVES),
        )
    return chosen


def _amounts(text: str) -> tuple[float, ...]:
    from hubplanner.errors import ScenarioError

    try:
        amounts = tuple(sorted({float(one) for one in text.split(",") if one.strip()}))
    except ValueError:
        amounts = (float("nan"),)
    if not all(0 < one < float("inf") for one in amounts):
        raise ScenarioError(
            "--budgets {text} is refused: write amounts above zero with commas, as in 500,600,700",
            text=text,
        )
    return amounts


def _run(
    path: Path | None, asked: tuple[Any, ...], out: Path | None, certificate: Path | None
) -> tuple[Study, list[Text], Path | None]:
    """What was found, which keys of the scenario change nothing, and where the tables are."""
    from hubplanner.scenario import Scenario
    from hubplanner.scenario_check import without_effect

    scenario = Scenario.from_toml(path) if path else Scenario()
    with progress() as on_stage:
        on_stage("data")
        from hubplanner.dataset import load_dataset
        from hubplanner.pipeline import study_siting, write_certificate, write_study
        from hubplanner.siting.study import Questions

        dataset = load_dataset(scenario.data.folders)
        result = study_siting(dataset, scenario, Questions(*asked), on_stage=on_stage)
        if certificate:
            write_certificate(result, certificate)
        folder = write_study(result, scenario, out) if out else None
        return result, without_effect(scenario), folder


def _report(result: Study) -> None:
    from rich.console import Console

    from hubplanner.siting.study import standing

    solution, console = result.solution, Console()
    for name, table in result.tables.items():
        if name == "prices" and table.empty:
            say("no wish of the scenario can be dropped, so that none has a price")
        else:
            console.print(_table(name, table))
        if not result.notes.get(f"{name}_complete", True):
            say("{heading}: there may be more than these", heading=HEADINGS[name])
    if "shared_hubs" in result.notes:
        say("in all of them: {hubs}", hubs=", ".join(result.notes["shared_hubs"]) or "–")
    say("for {served}", served=result.problem.served)
    say(
        "{model}: objective {objective:.3f}, bound {bound:.3f}, {status} ({unit})",
        model=Text(solution.model),
        objective=solution.objective,
        bound=solution.bound,
        status=standing(result.problem, solution),
        unit=result.problem.unit,
    )


def _table(name: str, table: pd.DataFrame) -> Table:
    import pandas as pd
    from rich.markup import escape

    # Of what data holds in both languages, one; a status in words.
    table = table.rename(columns=lambda column: column.removesuffix(f"_{spoken()}"))
    if "status" in table:
        table = table.assign(status=[t(PROOF[status]) for status in table["status"]])
    shown = [column for column in SHOWN.get(name, table.columns) if column in table]
    drawn = new_table(*(t(COLUMNS[column]) for column in shown), title=t(HEADINGS[name]))
    written = [
        ["–" if pd.isna(value) else _written(value, column) for value in table[column]]
        for column in shown
    ]
    for column, name_of, cells in zip(drawn.columns, shown, written, strict=True):
        if pd.api.types.is_numeric_dtype(table[name_of]):
            column.justify = "right"
            # No figure is broken; a head may be, so that words beside it have room.
            column.min_width = max(map(len, cells), default=0)
    for row in zip(*written, strict=True):
        drawn.add_row(*map(escape, row))
    return drawn


def _written(value: Any, column: str) -> str:
    """Alike in all rows of a column; minutes are no finer than they are known."""
    if column in ("budget", "cost"):
        return f"{value:,.10g}"
    if column.startswith("jobs_within"):
        return f"{value:,.0f}"
    digits = (
        1
        if column
        in ("mean_minutes", "longest_minutes", "p_center", "within_45_percent", "within_60_percent")
        else 2
    )
    return f"{value:,.{digits}f}" if isinstance(value, float) else str(value)
