"""``hubplanner data``: import, fetch, and what there is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import progress, refusals
from hubplanner.cli.usage import COMMANDS, Command, Group

if TYPE_CHECKING:
    from rich.table import Table

    from hubplanner.dataset import Dataset
    from hubplanner.dataset.industry_tables import InputOutput
    from hubplanner.dataset.inventory import Dossier
    from hubplanner.importing import ListReport, Report

app = typer.Typer(
    cls=Group,
    help="사용자 자료와 보유 자료 · A planner's own files and the data that there is.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Folders = Annotated[
    list[Path] | None,
    typer.Option(
        "--folder",
        help="사용자 자료 폴더(뒤의 것이 우선) ·"
        " A data folder of your own; may be repeated, later ones on top.",
    ),
]
ScenarioFile = Annotated[
    Path | None,
    typer.Option(
        "--scenario",
        help="자료 폴더를 적은 시나리오 파일 · Scenario file: the data folders that it names.",
    ),
]


@app.command("import", cls=Command, rich_help_panel=COMMANDS)
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV, 엑셀, GeoPackage, Shapefile, GeoJSON 파일 ·"
            " CSV, Excel, GeoPackage, Shapefile or GeoJSON."
        ),
    ],
    into: Annotated[
        Path | None,
        typer.Option(
            help="쓸 폴더, 없으면 own-data/<항목이나 목록> ·"
            " Folder to write; own-data/<measure or list> where omitted."
        ),
    ] = None,
    measure: Annotated[
        str,
        typer.Option(
            help="수치의 항목, 표에 없을 때: workers 등 ·"
            " What the figures count, where the table does not say, as in workers."
        ),
    ] = "",
    year: Annotated[
        int | None,
        typer.Option(
            help="수치의 연도, 표에 없을 때 · Year of the figures, where the table does not say."
        ),
    ] = None,
    unit: Annotated[
        str,
        typer.Option(
            help="수치의 단위, 표에 없을 때: 천명 등 ·"
            " Unit of the figures, where the table does not say, as in 천명."
        ),
    ] = "",
    sheet: Annotated[
        str | None,
        typer.Option(
            help="통합 문서의 시트, GeoPackage의 레이어 ·"
            " Sheet of a workbook, layer of a GeoPackage."
        ),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            help="수치마다 표시할 출처 이름 · How the source is named wherever a figure is shown."
        ),
    ] = "",
    licence: Annotated[
        str,
        typer.Option(
            help="출처의 이용조건, 예: '공공누리 제1유형' ·"
            " The source's licence, e.g. 'KOGL type 1'."
        ),
    ] = "",
    mapping: Annotated[
        Path | None,
        typer.Option(
            help="열·지역·산업을 부르는 말을 적은 TOML 파일 ·"
            " TOML file with your words for columns, regions, industries."
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="읽은 내용만 보여 줌 · Only show what was understood."),
    ] = False,
) -> None:
    """받거나 모아 둔 파일을 읽어 자료 폴더로 만든다 ·
    Read a file as it was downloaded or kept, and write it as a data folder.

    통계표, 기관이나 지정지역의 목록, 산업연관표, 경계 레이어를 읽는다 ·
    A table of statistics, a list of institutions or designated areas, an input-output table, or a
    boundary layer.
    """
    with refusals():
        from hubplanner.importing import Mapping, import_file

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


@app.command(cls=Command, rich_help_panel=COMMANDS)
def fetch(
    what: Annotated[
        str,
        typer.Argument(
            help="받을 통계, 모두는 kosis-employment ·"
            " kosis-employment (all three KOSIS surveys), or one of kosis-mining-manufacturing,"
            " kosis-labour-force, kosis-establishment-labour, sgis-workers."
        ),
    ],
    years: Annotated[
        str,
        typer.Option(help="연도: 2015-2024, 2015,2020 · Years, as in 2015-2024 or 2015,2020."),
    ],
    into: Annotated[
        Path | None,
        typer.Option(
            help="조사별 폴더를 둘 폴더, 없으면 own-data ·"
            " Folder that gets one folder a survey; own-data where omitted."
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            help="옮겨 간 서비스의 주소(https) · Address of the service, where it has moved."
        ),
    ] = "",
    refresh: Annotated[
        bool,
        typer.Option(
            "--refresh", help="받아 둔 것도 다시 받음 · Ask again for what was fetched before."
        ),
    ] = False,
) -> None:
    """KOSIS·SGIS 인증키로 고용 통계를 받아 조사별 폴더에 둔다 ·
    Fetch employment with your own KOSIS or SGIS key, each survey into a data folder.

    인증키는 환경 변수 HUBPLANNER_KOSIS_KEY(HUBPLANNER_SGIS_KEY,
    HUBPLANNER_SGIS_SECRET)나 운영체제의 키 보관함에서 읽는다.
    한 번 받은 것은 다시 묻지 않는다 ·
    The key comes from HUBPLANNER_KOSIS_KEY (HUBPLANNER_SGIS_KEY and
    HUBPLANNER_SGIS_SECRET), or from the system keyring.
    What was fetched is kept: a second run asks nothing.
    """
    with refusals(), progress() as on_part:
        from hubplanner.fetching import fetch as fetch_surveys
        from hubplanner.fetching import read_years

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


@app.command(cls=Command, rich_help_panel=COMMANDS)
def template(
    kind: Annotated[
        str,
        typer.Argument(
            help="고용, 기관, 이동시간, 지정지역 ·"
            " employment, institutions, travel or designations."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="쓸 파일, 없으면 <kind>.xlsx · File to write; <kind>.xlsx where omitted."
        ),
    ] = None,
) -> None:
    """채워 넣을 빈 통합 문서를 예시와 설명을 붙여 만든다 ·
    Write an empty workbook to fill in, with an example row and notes in Korean."""
    with refusals():
        from hubplanner.importing.templates import write_template

        path = out or Path(f"{kind}.xlsx")
        write_template(kind, path)
    typer.echo(f"서식 · template  {path}")
    if kind == "travel":
        typer.echo(f'채운 뒤 시나리오에 · once filled, in the scenario: [travel] matrix = "{path}"')
    else:
        typer.echo(f"채운 뒤 · once filled: hubplanner data import {path}")


@app.command("list", cls=Command, rich_help_panel=COMMANDS)
def list_(folder: Folders = None, scenario: ScenarioFile = None) -> None:
    """어떤 수치가 있는지 출처, 표, 이용 조건, 연도와 함께 보여 준다 ·
    What figures there are: from which source and table, under which licence, for which years."""
    with refusals():
        dataset, _ = _load(folder, scenario)
        from hubplanner.dataset.inventory import exposure_tables, holdings, lists
        from hubplanner.dataset.published import coverage_lines

        held, counts, weights = holdings(dataset), lists(dataset), exposure_tables(dataset)
    table = _table(
        "출처\nsource",
        "통계표\ntable",
        "항목\nmeasure",
        "연도\nyears",
        "이용조건\nlicence",
        right=("값\nfigures",),
    )
    for row in held.to_dict("records"):
        table.add_row(
            *_plain(
                f"{row['title_ko']} ({row['source']})", row["table"], row["what"], row["years"]
            ),
            *_plain(row["licence"], f"{row['rows']:,}"),
        )
    _print(table)
    typer.echo("쓰기 전에 알 것 · what to know before using them:")
    used = dataset.sources[dataset.sources.index.isin(held["source"])]
    for source, note_ko, note_en in used[["note_ko", "note_en"]].itertuples():
        if note_ko:
            typer.echo(f"  {source}: {note_ko} · {note_en}")
    typer.echo("목록 · lists: " + ", ".join(f"{name} {count:,}" for name, count in counts.items()))
    typer.echo("노출도 지표의 가중치 · what weighs exposure:")
    for line in weights:
        typer.echo(f"  {line}")
    typer.echo(
        "보도·보고서의 고용 수치(조사별, 지표 계산에 쓰지 않음) · employment as printed (survey by"
        " survey, no indicator reads it):"
    )
    for line in coverage_lines():
        typer.echo(f"  {line}")


@app.command(cls=Command, rich_help_panel=COMMANDS)
def check(folder: Folders = None, scenario: ScenarioFile = None) -> None:
    """항목마다 얼마나 차 있는지, 가져온 파일이 그대로인지 확인한다 ·
    How complete each measure and year is, and whether imported files are as they were."""
    with refusals():
        dataset, folders = _load(folder, scenario)
        from hubplanner.dataset.inventory import changed_since_import, completeness

        complete, changed = completeness(dataset), changed_since_import(folders)
    table = _table(
        "항목 (단위)\nmeasure (unit)",
        "시점\nperiod",
        "출처\nsource",
        right=(
            "지역\nregions",
            "산업\nindustries",
            "신뢰도 낮음\nunreliable",
            "추정·잠정\nestimated",
        ),
    )
    lacking = []
    for row in complete.to_dict("records"):
        period = f"{row['year']}{'' if row['period'] == 'Y' else row['period']}"
        table.add_row(
            *_plain(f"{row['measure']} ({row['unit']})", period, row["sources"]),
            f"{row['regions']} / {row['of']}",
            *_plain(row["industries"], row["unreliable"], row["estimated"]),
        )
        if row["without"]:
            lacking.append(f"  {row['measure']} {period}: {row['without']}")
    _print(table)
    if lacking:
        typer.echo("값 없는 지역 · regions without a figure:")
        typer.echo("\n".join(lacking))
    for sentence in changed:
        typer.echo(sentence)
    if folders and not changed:
        typer.echo("가져온 파일은 그대로 · imported files are as they were")
    for own in dataset.industry.input_output:
        _show_linkages(own)


@app.command(cls=Command, rich_help_panel=COMMANDS)
def show(
    region: Annotated[
        str,
        typer.Argument(
            help="지역 이름이나 코드: 거제시, '경남 고성군' ·"
            " Name or code, as in 거제시 or '경남 고성군'."
        ),
    ],
    folder: Folders = None,
    scenario: ScenarioFile = None,
) -> None:
    """한 지역에 대해 아는 것을 모두, 수치마다 출처와 함께 보여 준다 ·
    Everything known about one region, with the source of each figure."""
    with refusals():
        dataset, folders = _load(folder, scenario)
        from hubplanner.dataset.inventory import dossier

        known = dossier(dataset, region, folders)
    _show(known)
    _show_industries(dataset, str(known.region.name))


def _load(folders: list[Path] | None, scenario: Path | None) -> tuple[Dataset, list[str]]:
    from hubplanner.scenario import Scenario

    chosen = Scenario.from_toml(scenario).data.folders if scenario else ()
    chosen = (*chosen, *map(str, folders or ()))
    from hubplanner.dataset import load_dataset

    return load_dataset(chosen), list(chosen)


def _show_linkages(own: InputOutput) -> None:
    """What a planner's input-output table was understood as, and what it gives."""
    from hubplanner.scoring.linkages import linkages

    negative = int((own.cells < 0).sum())
    typer.echo(
        f"산업연관표 · input-output table {own.year}: {own.file}, {own.source}; 음수 칸 negative"
        f" cells (부산물 by-products): {negative}"
    )
    table = _table(
        "부문\nsector",
        "중분류\ndivisions",
        right=("영향력계수\nbackward linkage", "감응도계수\nforward linkage"),
    )
    for row in linkages(own).reset_index().to_dict("records"):
        divisions = ", ".join(row["industries"]) or "–"
        table.add_row(
            *_plain(row["sector"], divisions, f"{row['backward']:.4f}", f"{row['forward']:.4f}")
        )
    _print(table)


def _show(known: Dossier) -> None:
    region = known.region
    typer.echo(
        f"{region['sido_ko']} {region['name_ko']} · {region['name_en']}, {region['sido_en']}"
        f" ({region['kind']}), {region['area_km2']:,.0f} km²"
    )
    typer.echo(f"코드 · codes: KOSTAT 2020 {region.name}, 법정동 legal {region['legal_code']}")
    for unit in known.units.to_dict("records"):
        until = unit["valid_to"] or "현재 now"
        note = f", {unit['note_ko']} · {unit['note_en']}" if unit["note_ko"] else ""
        typer.echo(
            f"  {unit['sido_ko']} {unit['name_ko']} ({unit['kind']}) {unit['valid_from']} –"
            f" {until}: KOSTAT {unit['kostat_code'] or '–'}, legal {unit['legal_code']}{note}"
        )
    _show_statistics(known)
    typer.echo(
        "보도·보고서의 고용 수치(지표 계산에 쓰지 않음; 조사끼리 비교하지 말 것) · employment as"
        " printed (no indicator reads it; never compare two surveys): "
        + ("" if known.printed else "없음 none")
    )
    for line in known.printed:
        typer.echo(f"  {line}")
    for title, table, columns in (
        ("기관 · institutions", known.institutions, ("kind", "name_ko", "fields", "source")),
        ("지정 · designations", known.designations, ("kind", "area", "start", "end", "source")),
    ):
        typer.echo(f"{title}: {len(table)}")
        for row in table.to_dict("records"):
            typer.echo("  " + " | ".join(str(row[column]) for column in columns if row[column]))
    if len(known.missing):
        reasons = (known.missing["measure"] + " " + known.missing["reason"]).value_counts(
            sort=False
        )
        shown = ", ".join(f"{reason} {count:,}" for reason, count in reasons.items())
        typer.echo(f"가져온 표의 결측 · cells without a figure: {shown}")
    typer.echo("출처 · sources:")
    for source in known.sources.reset_index().to_dict("records"):
        typer.echo(f"  {source['source_id']}: {source['attribution_ko']} ({source['licence']})")


def _show_industries(dataset: Dataset, region_code: str) -> None:
    from hubplanner.industries import region_industries

    found = region_industries(dataset)
    typer.echo("제조업 일자리의 업종 · industries of manufacturing jobs:")
    told = [found.lines(region_code, language) for language in ("ko", "en")]
    for korean, english in zip(*told, strict=True):
        typer.echo(f"  {korean} · {english}")
    typer.echo("  출처 · sources: " + ", ".join(found.sources(region_code)))


def _show_statistics(known: Dossier) -> None:
    """One line a measure and industry, newest first; ± a stated standard error, a mark the flag."""
    table = _table("항목 (단위)\nmeasure (unit)", "산업\nindustry", "출처\nsource", "값\nfigures")
    keys = ["measure", "industry", "unit"]
    for (measure, industry, unit), rows in known.statistics.groupby(keys, sort=True):
        figures = [_figure(row) for row in rows.head(6).to_dict("records")]
        more = f" … (+{len(rows) - 6})" if len(rows) > 6 else ""
        sources = ", ".join(rows["source"].unique())
        shown = ", ".join(figures) + more
        table.add_row(*_plain(f"{measure} ({unit})", industry, sources, shown))
    _print(table)


def _figure(row: dict[Any, Any]) -> str:
    period = f"{row['year']}{'' if row['period'] == 'Y' else row['period']}"
    error = row.get("rse", -1)
    stated = f" ±{error:g} %" if error >= 0 else ""  # NaN is not
    return f"{period} {row['value']:,.10g}{stated}" + (f" ({row['flag']})" if row["flag"] else "")


def _table(*left: str, right: tuple[str, ...] = ()) -> Table:
    from rich.table import Table

    table = Table()
    for heading in left:
        table.add_column(heading, overflow="fold")
    for heading in right:
        table.add_column(heading, justify="right", overflow="fold")
    return table


def _plain(*cells: object) -> list[str]:
    from rich.markup import escape

    return [escape(str(cell)) for cell in cells]


def _print(table: Table) -> None:
    from rich.console import Console

    # In a file or pipe nothing limits the width.
    Console(width=None if sys.stdout.isatty() else 160).print(table)
