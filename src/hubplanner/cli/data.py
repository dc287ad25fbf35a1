"""``hubplanner data``: import, and what there is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hubplanner.cli.console import refusals

if TYPE_CHECKING:
    from hubplanner.sources.importing import Report

app = typer.Typer(
    help="A planner's own files and the data that there is. · 사용자 자료와 보유 자료",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV or Excel file, e.g. a KOSIS download.")],
    into: Annotated[
        Path | None,
        typer.Option(help="Folder to write; own-data/<measure> where omitted."),
    ] = None,
    measure: Annotated[
        str, typer.Option(help="What the figures count, where the table does not say: workers …")
    ] = "",
    year: Annotated[
        int | None, typer.Option(help="Year of the figures, where the table does not say.")
    ] = None,
    unit: Annotated[
        str, typer.Option(help="Unit of the figures, where the table does not say: 천명 …")
    ] = "",
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None,
    source: Annotated[
        str, typer.Option(help="How the source is named wherever a figure is shown.")
    ] = "",
    licence: Annotated[str, typer.Option(help="The source's licence, e.g. 'KOGL type 1'.")] = "",
    mapping: Annotated[
        Path | None,
        typer.Option(help="TOML file with your words for columns, regions, industries."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what was understood.")
    ] = False,
) -> None:
    """Read a table of statistics as it was downloaded or kept, and write it as a data folder."""
    with refusals():
        from hubplanner.sources.importing import Mapping, import_file

        report = import_file(
            file,
            into=into,
            measure=measure,
            sheet=sheet,
            year=year,
            unit=unit,
            source=source,
            licence=licence,
            mapping=Mapping.from_toml(mapping) if mapping else None,
            dry_run=dry_run,
        )
    _tell(report)


def _tell(report: Report) -> None:
    for line in report.lines():
        typer.echo(line)
    if report.folder is None:
        typer.echo("시험 실행: 쓰지 않음 · dry run: nothing written")
    else:
        typer.echo(f"자료 폴더 · data folder  {report.folder}")
        typer.echo(f'시나리오 · scenario      [data] folders = ["{report.folder.as_posix()}"]')
