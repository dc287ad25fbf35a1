"""``hubplanner score``, ``indicators``, ``validate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import progress, refusals

if TYPE_CHECKING:
    from hubplanner.scenario import Scenario
    from hubplanner.scoring import Block
    from hubplanner.sources import Dataset

ScenarioFile = Annotated[
    Path | None, typer.Argument(help="Scenario file (TOML); the baseline where omitted.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")]

LOOKS = {
    "hindsight": "사후 · hindsight ({year}): 설명할 뿐 예측이 아님 · describes, does not predict",
    "as_of": "당시 · as of {year}: 그때까지의 자료만 봄 · sees only data up to then",
}


def validate(
    scenario: ScenarioFile = None,
    as_of: Annotated[
        int | None,
        typer.Option(min=1990, max=2100, help="Last year of data that the back-test sees."),
    ] = None,
    references: Annotated[
        Path | None,
        typer.Option(help="Designated regions (CSV) in place of the nine of 2018."),
    ] = None,
    as_json: AsJson = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the page docs/validation.md.")
    ] = False,
) -> None:
    """Measure the score against regions that were designated: in hindsight, and as of a year."""
    with refusals():
        choice, dataset = _load(scenario)
        from hubplanner.pipeline import validate as run
        from hubplanner.sources import read_designations

        areas = read_designations(references, dataset.regions) if references else None
        blocks = run(dataset, choice, as_of=as_of, designations=areas)
    if as_json:
        hindsight, before = (block.as_data() for block in blocks)
        _print_json({**hindsight, "hindsight": hindsight, "as_of": before})
        return
    if markdown:
        from hubplanner.scoring.validation_page import as_markdown

        typer.echo(as_markdown(blocks), nl=False)
        return
    for block in blocks:
        _show_block(block)


def _load(path: Path | None) -> tuple[Scenario, Dataset]:
    from hubplanner.scenario import Scenario

    scenario = Scenario.from_toml(path) if path else Scenario()
    with progress() as on_stage:
        on_stage("data")
        from hubplanner.sources import load_dataset

        return scenario, load_dataset(scenario.data.folders)


def _print_json(data: dict[str, Any]) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))


def _show_block(block: Block) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    # Wide enough for the names: a narrow terminal wraps lines, but no figure is cut.
    console = Console(width=max(Console().width, 116))
    console.print(escape(LOOKS[block.label].format(year=block.year)), style="bold", soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    table.add_column("지표\nindicator", no_wrap=True)
    for heading in (
        "지역\nregions",
        "\nAUC",
        "\n95 %",
        "평균정밀도\nprecision",
        "상위 9\nfirst 9",
        "상위 20\nfirst 20",
        "상위 40\nfirst 40",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for _, row in block.measures.iterrows():
        table.add_row(
            escape(row["name_ko"]),
            str(row["regions"]),
            f"{row['auc']:.3f}",
            f"{row['auc_low']:.2f}–{row['auc_high']:.2f}",
            f"{row['average_precision']:.3f}",
            *(
                f"{row[f'found_at_{n}']}/{row['references']}"
                f" ({row[f'areas_at_{n}']}/{row['areas']})"
                for n in (9, 20, 40)
            ),
        )
    console.print(table)
    lines = [
        "상위 n 안의 지정지역(괄호: 지정 단위) · designated regions among the first n"
        " (in brackets: designated areas)",
        f"순위 · ranks: {', '.join(_ranks(block))}",
    ]
    if block.left_out:
        lines.append(
            f"자료가 모자라 뺀 것 · left out for want of data: {', '.join(block.left_out)}"
        )
    console.print(escape("\n".join(lines)) + "\n", soft_wrap=True)


def _ranks(block: Block) -> list[str]:
    shown = []
    for region in block.references.to_dict("records"):
        through = f" (→ {region['through']})" if region["through"] else ""
        rank = region["rank"] if isinstance(region["rank"], int) else "–"
        shown.append(f"{region['name_ko']}{through} {rank}")
    return shown
