"""``hubplanner site``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import ScenarioFile, progress, refusals

if TYPE_CHECKING:
    import pandas as pd

    from hubplanner.siting.study import Study

HEADINGS = {
    "hubs": ("거점", "hubs"),
    "alternatives": ("차선안", "alternatives"),
    "curve": ("거점 수에 따라", "by number of hubs"),
    "pareto": ("절충안(파레토)", "trade-offs (Pareto front)"),
    "prices": ("조건의 비용", "what each wish costs"),
}
COLUMNS = {
    "hubs": "거점\nhubs",
    "name_ko": "거점\nhub",
    "name_en": "영문\nEnglish",
    "serves": "담당\nserves",
    "weight": "가중치\nweight",
    "mean_minutes": "평균 분\nmean min",
    "longest_minutes": "최장 분\nlongest min",
    "rank": "순위\nrank",
    "number": "수\nhubs",
    "objective": "목적값\nobjective",
    "behind_percent": "차이 %\nbehind %",
    "gain_percent": "개선 %\ngain %",
    "instead_of": "대신\ninstead of",
    "stands": "들어옴\nstands",
    "p_median": "가중 합\ntotal",
    "p_center": "최장 분\nfarthest min",
    "max_cover": "권역 안\ncovered",
    "set_cover": "비용\ncost",
    "network": "협력망 세기\nnetwork strength",
    "wish_ko": "조건\nwish",
    "wish_en": "영문\nEnglish",
    "without": "없을 때\nwithout it",
    "price": "비용\nprice",
    "price_percent": "비용 %\nprice %",
    "status": "상태\nstatus",
}
STATUS = {
    "optimal": "최적 증명 · proven optimal",
    "feasible": "최적 미증명 · feasible, not proven",
    "infeasible": "불가능 · infeasible",
    "unknown": "알 수 없음 · unknown",
}
SHOWN = {
    "hubs": ["name_ko", "name_en", "serves", "weight", "mean_minutes", "longest_minutes"],
    "alternatives": ["rank", "objective", "behind_percent", "instead_of", "stands"],
    "curve": ["number", "objective", "gain_percent", "status", "hubs"],
    "prices": ["wish_ko", "wish_en", "without", "price", "price_percent"],
}


def site(
    scenario: ScenarioFile = None,
    curve: Annotated[
        int,
        typer.Option(
            min=0,
            max=229,
            help="거점 1–N곳 각각의 최적 · The best hubs for every number from 1 to N.",
        ),
    ] = 0,
    alternatives: Annotated[
        int,
        typer.Option(
            min=0, max=1000, help="서로 다른 좋은 안 K개 · The K best distinct sets of hubs."
        ),
    ] = 0,
    within: Annotated[
        float | None,
        typer.Option(
            min=0,
            help="최적에서 X % 이내인 모든 안 · All sets within X per cent of the best.",
        ),
    ] = None,
    pareto: Annotated[
        str,
        typer.Option(
            help="합, 최장, 권역 안, 비용, 협력망 중 2–3개의 절충 ·"
            " Trade-offs of two or three of p_median (total), p_center (farthest),"
            " max_cover (covered), set_cover (cost), network (strength of the network at the"
            " sites), as in p_median,network."
        ),
    ] = "",
    prices: Annotated[
        bool,
        typer.Option(help="시나리오 조건마다 드는 비용 · What each wish of the scenario costs."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="표(CSV)와 siting.json을 쓸 폴더 · Folder for the tables (CSV) and siting.json."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON만 출력 · Print JSON only.")] = False,
) -> None:
    """거점 입지만 증명과 함께 구하고, 차선과 조건의 값을 묻는다 ·
    Site the hubs only, with proof, and ask what lies beyond the best answer."""
    with refusals():
        result, folder = _run(
            scenario, (curve, alternatives, within, _objectives(pareto), prices), out
        )
    if as_json:
        typer.echo(json.dumps(result.summary(), ensure_ascii=False, indent=2, allow_nan=False))
        return
    _report(result)
    if folder:
        typer.echo(f"표 · tables    {folder}")


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


def _run(path: Path | None, asked: tuple[Any, ...], out: Path | None) -> tuple[Study, Path | None]:
    from hubplanner.scenario import Scenario

    scenario = Scenario.from_toml(path) if path else Scenario()
    with progress() as on_stage:
        on_stage("data")
        from hubplanner.dataset import load_dataset
        from hubplanner.pipeline import study_siting, write_study
        from hubplanner.siting.study import Questions

        dataset = load_dataset(scenario.data.folders)
        result = study_siting(dataset, scenario, Questions(*asked), on_stage=on_stage)
        return result, write_study(result, scenario, out) if out else None


def _report(result: Study) -> None:
    from rich.console import Console

    solution, console = result.solution, Console()
    for name, table in result.tables.items():
        console.print(_table(name, table))
    if "shared_hubs" in result.notes:
        shared = " · ".join(result.notes["shared_hubs"]) or "–"
        console.print(f"모든 안에 공통 · in all of them: {shared}", soft_wrap=True)
    unproven = solution.status == "optimal" and not solution.optimal
    proof = STATUS["feasible" if unproven else solution.status]
    console.print(
        f"{solution.model}: 목적값 objective {solution.objective:.3f}, 한계 bound"
        f" {solution.bound:.3f}, {proof} ({result.problem.unit[0]} · {result.problem.unit[1]})",
        soft_wrap=True,
    )


def _table(name: str, table: pd.DataFrame) -> Any:
    import pandas as pd
    from rich.markup import escape
    from rich.table import Table

    if "status" in table:
        table = table.assign(status=table["status"].map(STATUS))
    shown = SHOWN.get(name, list(table.columns))
    drawn = Table(title=" · ".join(HEADINGS[name]))
    numeric = {column for column in shown if pd.api.types.is_numeric_dtype(table[column])}
    for column in shown:
        drawn.add_column(
            COLUMNS[column], justify="right" if column in numeric else "left", overflow="fold"
        )
    for row in table[shown].itertuples(index=False):
        drawn.add_row(
            *(
                "–" if pd.isna(value) else escape(_written(value, column))
                for column, value in zip(shown, row, strict=True)
            )
        )
    return drawn


def _written(value: Any, column: str) -> str:
    """Alike in all rows of a column; minutes are no finer than they are known."""
    digits = 1 if column in ("mean_minutes", "longest_minutes", "p_center") else 2
    return f"{value:,.{digits}f}" if isinstance(value, float) else str(value)
