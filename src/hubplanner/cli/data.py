"""``hubplanner data``: import, fetch, and what there is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hubplanner.cli.console import parts, refusals

if TYPE_CHECKING:
    from hubplanner.sources.importing import ListReport, Report

app = typer.Typer(
    help="A planner's own files and the data that there is. · 사용자 자료와 보유 자료",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, Excel, GeoPackage, Shapefile or GeoJSON.")],
    into: Annotated[
        Path | None,
        typer.Option(help="Folder to write; own-data/<measure or list> where omitted."),
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
    sheet: Annotated[
        str | None, typer.Option(help="Sheet of a workbook, layer of a GeoPackage.")
    ] = None,
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
    """Read a file as it was downloaded or kept, and write it as a data folder.

    A table of statistics, a list of institutions or designated areas, or a boundary layer.
    """
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


@app.command()
def fetch(
    what: Annotated[
        str,
        typer.Argument(
            help="kosis-employment (all three KOSIS surveys), or one of kosis-mining-manufacturing,"
            " kosis-labour-force, kosis-establishment-labour, sgis-workers."
        ),
    ],
    years: Annotated[str, typer.Option(help="Years, as in 2015-2024 or 2015,2020.")],
    into: Annotated[
        Path | None, typer.Option(help="Folder that gets one folder a survey; own-data omitted.")
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address of the service, where it has moved: https://…")
    ] = "",
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask again for what was fetched before.")
    ] = False,
) -> None:
    """Fetch employment with your own KOSIS or SGIS key, each survey into a data folder.

    The key comes from HUBPLANNER_KOSIS_KEY (HUBPLANNER_SGIS_KEY and HUBPLANNER_SGIS_SECRET), or
    from the system keyring. What was fetched is kept: a second run asks nothing.
    """
    with refusals(), parts() as on_part:
        from hubplanner.sources.fetching import fetch as fetch_surveys
        from hubplanner.sources.fetching import read_years

        reports = fetch_surveys(
            what, read_years(years), into=into, host=host, refresh=refresh, on_part=on_part
        )
    for report in reports:
        _tell(report)
    if len(reports) > 1:
        typer.echo(
            "조사마다 대상과 기준이 다르므로 시나리오에는 한 조사의 폴더만 적는다 · surveys differ"
            " in what they count and where: name the folder of one survey in a scenario"
        )


def _tell(report: Report | ListReport) -> None:
    for line in report.lines():
        typer.echo(line)
    if report.folder is None:
        typer.echo("시험 실행: 쓰지 않음 · dry run: nothing written")
    else:
        typer.echo(f"자료 폴더 · data folder  {report.folder}")
        typer.echo(f'시나리오 · scenario      [data] folders = ["{report.folder.as_posix()}"]')


@app.command()
def template(
    kind: Annotated[str, typer.Argument(help="employment, institutions or designations.")],
    out: Annotated[
        Path | None, typer.Option(help="File to write; <kind>.xlsx where omitted.")
    ] = None,
) -> None:
    """Write an empty workbook to fill in, with an example row and notes in Korean."""
    with refusals():
        from hubplanner.sources.importing.templates import write_template

        path = out or Path(f"{kind}.xlsx")
        write_template(kind, path)
    typer.echo(f"서식 · template  {path}")
    typer.echo(f"채운 뒤 · once filled: hubplanner data import {path}")
