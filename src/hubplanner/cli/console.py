"""What commands share: parameters, one clear line for a refusal, and the stage that runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from hubplanner.errors import HubplannerError

ScenarioFile = Annotated[
    Path | None,
    typer.Argument(
        help="시나리오 파일(TOML), 없으면 기준안 ·"
        " Scenario file (TOML); the baseline where omitted."
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="모든 수치를 JSON으로 출력 · Print every figure as JSON.")
]

STAGES = {
    "data": "자료 읽기 · reading data",
    "scoring": "위기점수 · scoring regions",
    "travel": "이동시간 · travel times",
    "siting": "거점 입지 · siting hubs",
    "network": "협력망 · linking institutions",
    "map": "지도 · drawing the map",
    "tables": "표 · writing tables",
    "report": "그림·보고서 · drawing pictures and brief",
}


@contextmanager
def refusals() -> Iterator[None]:
    """Whatever the user can mend is told in one line, Korean first, with exit code 2."""
    try:
        yield
    except HubplannerError as error:
        from hubplanner.cli.refusal import bilingual

        typer.echo(f"오류 · error: {bilingual(str(error))}", err=True)
        raise typer.Exit(2) from error


def tell_files(page: Path) -> None:
    """Where the page and the folder of tables beside it are."""
    from rich.console import Console
    from rich.markup import escape

    console = Console()
    console.print(f"지도 · map     {escape(str(page))}", soft_wrap=True)
    console.print(f"표 · tables    {escape(str(page.with_suffix('')))}", soft_wrap=True)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Tells what comes next, a stage by its name: a spinner on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("") as status:
        yield lambda stage: status.update(escape(STAGES.get(stage, stage)))
