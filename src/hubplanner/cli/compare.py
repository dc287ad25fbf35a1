"""``hubplanner compare``."""

from __future__ import annotations

import math
import webbrowser
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import new_table, progress, refusals, say_files, stages_on
from hubplanner.cli.language import named, say, t

if TYPE_CHECKING:
    import pandas as pd

    from hubplanner.comparison import Comparison
    from hubplanner.plan import Plan

BASELINE = "baseline"


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            help="Two to six scenario files or folders of saved plans (maps/NAME); the first is the"
            " reference. The word 'baseline' stands for the built-in one."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the page and the tables.")] = Path("maps"),
    show: Annotated[bool, typer.Option("--open", help="Open the page when it is done.")] = False,
) -> None:
    """Put scenarios and saved plans side by side: hubs, minutes, who gains and who loses."""
    with refusals():
        result, page = _run(scenarios, out)
    _report(result)
    say_files(page)
    if show:
        webbrowser.open(page.resolve().as_uri())


def _run(names: list[str], out: Path) -> tuple[Comparison, Path]:
    from hubplanner.scenario import Scenario

    chosen: list[Scenario | Path] = []
    for name in names:
        if name == BASELINE:
            chosen.append(Scenario())
        elif (folder := Path(name)).is_dir():
            chosen.append(folder)
        else:
            chosen.append(Scenario.from_toml(name))
    with progress() as on_stage:
        on_stage("data")
        from hubplanner.comparison import compare as compare_plans
        from hubplanner.pipeline import make_plan, write_comparison

        stages_of = cache(stages_on)
        plans: list[Plan | Path] = []
        for one in chosen:
            if isinstance(one, Scenario):
                stages = stages_of(one.data.folders)
                plans.append(make_plan(stages.dataset, one, on_stage=on_stage, stages=stages))
            else:
                plans.append(one)
        result = compare_plans(plans)
        return result, write_comparison(result, out, on_stage=on_stage)


def _changes(row: pd.Series[Any]) -> str:
    return " · ".join(str(row[change]) for change in ("kept", "moved", "gained", "lost"))


def _figure(value: float, form: str) -> str:
    """Missing: a dash, as on the page."""
    return "–" if math.isnan(value) else format(value, form)


def _report(result: Comparison) -> None:
    from rich.console import Console
    from rich.markup import escape

    table = new_table(
        t("scenario"),
        right=(
            t("hubs"),
            t("objective"),
            t("jobs within 45 min"),
            t("institutes within 1 h"),
            t("mean (longest) min"),
        ),
    )
    first = result.scenarios.index[0]
    for name, row in result.scenarios.iterrows():
        table.add_row(
            escape(str(name)),
            str(row["hubs"]),
            _figure(row["objective"], ",.0f"),
            _figure(row["jobs_reached"], ",.0f"),
            _figure(row["institutes_reached"], ".0f"),
            f"{row['mean_minutes']:.0f} ({row['longest_minutes']:.0f})",
        )
    console = Console()
    console.print(table)
    for name, row in result.scenarios.iterrows():
        title = named(row, "title")
        title = title if str(name) in title else f"{title} ({name})"
        counted = t("places kept · moved · gained · lost")
        changes = "" if name == first else f", {counted} {_changes(row)}"
        told = f"{title}{changes} – {named(row, 'verdict')}"
        console.print(escape(told), highlight=False, soft_wrap=True)
        differences = result.differences[result.differences["scenario"] == name]
        for _, row in differences.iterrows():
            told = f"  · {named(row, 'difference')}"
            console.print(escape(told), highlight=False, soft_wrap=True)
    if result.plans[0].plan is None:
        return  # said among the differences: minutes and jobs are each plan's own
    say(
        "all by the candidates, scores and travel times of {first};"
        " means are weighted by its score",
        first=first,
    )
