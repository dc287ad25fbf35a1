"""``hubplanner compare``."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import progress, refusals, tell_files

if TYPE_CHECKING:
    import pandas as pd

    from hubplanner.comparison import Comparison

BASELINE = "baseline"


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            help="시나리오 파일 2–6개, 첫째가 기준 ·"
            " Two to six scenario files; the first is the reference."
            " The word 'baseline' stands for the built-in one."
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="비교 지도와 표를 쓸 폴더 · Folder for the page and the tables.")
    ] = Path("maps"),
    show: Annotated[
        bool, typer.Option("--open", help="다 되면 지도 열기 · Open the page when it is done.")
    ] = False,
) -> None:
    """시나리오를 나란히 견준다: 거점, 이동시간, 이로운 곳·불리한 곳 ·
    Put scenarios side by side: hubs, minutes, who gains and who loses."""
    with refusals():
        result, page = _run(scenarios, out)
    _report(result)
    tell_files(page)
    if show:
        webbrowser.open(page.resolve().as_uri())


def _run(names: list[str], out: Path) -> tuple[Comparison, Path]:
    from hubplanner.scenario import Scenario

    scenarios = [Scenario() if name == BASELINE else Scenario.from_toml(name) for name in names]
    with progress() as on_stage:
        on_stage("data")
        from hubplanner.comparison import compare as compare_plans
        from hubplanner.dataset import load_dataset
        from hubplanner.pipeline import make_plan, write_comparison

        folders = dict.fromkeys(scenario.data.folders for scenario in scenarios)
        datasets = {chosen: load_dataset(chosen) for chosen in folders}
        plans = [
            make_plan(datasets[scenario.data.folders], scenario, on_stage=on_stage)
            for scenario in scenarios
        ]
        result = compare_plans(plans)
        return result, write_comparison(result, out, on_stage=on_stage)


def _changes(row: pd.Series[Any]) -> str:
    return " · ".join(str(row[change]) for change in ("kept", "moved", "gained", "lost"))


def _report(result: Comparison) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table()
    table.add_column("시나리오\nscenario", overflow="fold")
    for heading in (
        "거점\nhubs",
        "목적값\nobjective",
        "평균(최장) 분\nmean (longest) min",
        "유지·이동·신설·폐지\nkept · moved · gained · lost",
    ):
        table.add_column(heading, justify="right", overflow="fold")
    first = result.scenarios.index[0]
    for name, row in result.scenarios.iterrows():
        table.add_row(
            escape(f"{row['title_ko']} ({name})"),
            str(row["hubs"]),
            f"{row['objective']:.1f}",
            f"{row['mean_minutes']:.0f} ({row['longest_minutes']:.0f})",
            "기준 · reference" if name == first else _changes(row),
        )
    console = Console()
    console.print(table)
    console.print(
        f"모두 {escape(first)}의 후보지역·위기점수·이동시간으로 계산, 평균은 위기점수로"
        f" 가중 · all by the candidates, scores and travel times of {escape(first)}; means are"
        " weighted by its score",
        soft_wrap=True,
    )
