"""``hubplanner data``: import, fetch, and what there is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import new_table, progress, refusals
from hubplanner.cli.language import either, named, say, spoken, t, whole_name
from hubplanner.cli.usage import Command, Group, Mistyped
from hubplanner.language import Text

if TYPE_CHECKING:
    from rich.table import Table

    from hubplanner.dataset import Dataset
    from hubplanner.dataset.industry_tables import InputOutput
    from hubplanner.dataset.inventory import Dossier
    from hubplanner.importing import ListReport, Report

app = typer.Typer(
    cls=Group,
    help="A planner's own files and the data that there is.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Folders = Annotated[
    list[Path] | None,
    typer.Option("--folder", help="A data folder of your own; may be repeated, later ones on top."),
]
ScenarioFile = Annotated[
    Path | None,
    typer.Option("--scenario", help="Scenario file: the data folders that it names."),
]


@app.command("import", cls=Command)
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, Excel, GeoPackage, Shapefile or GeoJSON.")],
    into: Annotated[
        Path | None, typer.Option(help="Folder to write; own-data/<measure or list> where omitted.")
    ] = None,
    measure: Annotated[
        str,
        typer.Option(help="What the figures count, where the table does not say, as in workers."),
    ] = "",
    year: Annotated[
        int | None, typer.Option(help="Year of the figures, where the table does not say.")
    ] = None,
    unit: Annotated[
        str, typer.Option(help="Unit of the figures, where the table does not say, as in 천명.")
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

    A table of statistics, a list of institutions or designated areas, an input-output table, or a
    boundary layer.
    """
    with refusals():
        from hubplanner.importing import Mapping, Report, import_file, refuse_without_figures

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
    if dry_run and isinstance(report, Report):
        with refusals():
            refuse_without_figures(file, report)


@app.command(cls=Command)
def fetch(
    what: Annotated[
        str,
        typer.Argument(
            help="kosis-divisions (workers by division of every region), kosis-employment (all"
            " three KOSIS surveys), or one of kosis-mining-manufacturing, kosis-labour-force,"
            " kosis-establishment-labour, sgis-workers."
        ),
    ],
    context: typer.Context,
    years: Annotated[
        str,
        typer.Option(
            help="Years, as in 2015-2024 or 2015,2020; 2020-2024 for kosis-divisions where omitted."
        ),
    ] = "",
    into: Annotated[
        Path | None,
        typer.Option(help="Folder that gets one folder a survey; own-data where omitted."),
    ] = None,
    host: Annotated[str, typer.Option(help="Address of the service, where it has moved.")] = "",
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask again for what was fetched before.")
    ] = False,
) -> None:
    """Fetch employment with your own KOSIS or SGIS key, each survey into a data folder.

    The key comes from HUBPLANNER_KOSIS_KEY (HUBPLANNER_SGIS_KEY and HUBPLANNER_SGIS_SECRET), or
    from the system keyring. What was fetched is kept: a second run asks nothing.
    """
    with refusals(), progress() as on_part:
        from hubplanner.fetching import fetch as fetch_surveys
        from hubplanner.fetching import read_years, usual_years

        if not (years := years or usual_years(what)):
            raise Mistyped(Text("Missing option {name}.", name="'--years'"), context)
        reports = fetch_surveys(
            what, read_years(years), into=into, host=host, refresh=refresh, on_part=on_part
        )
    for report in reports:
        _tell(report)
    if len(reports) > 1:
        say(
            "surveys differ in what they count and where:"
            " name the folder of one survey in a scenario"
        )


def _tell(report: Report | ListReport) -> None:
    for line in report.lines(spoken()):
        typer.echo(line)
    if report.folder is None:
        say("dry run: nothing written")
    else:
        say("data folder  {folder}", folder=report.folder)
        say('scenario     [data] folders = ["{folder}"]', folder=report.folder.as_posix())


@app.command(cls=Command)
def template(
    kind: Annotated[str, typer.Argument(help="employment, institutions, travel or designations.")],
    out: Annotated[
        Path | None, typer.Option(help="File to write; <kind>.xlsx where omitted.")
    ] = None,
) -> None:
    """Write an empty workbook to fill in, with an example row and notes in Korean."""
    with refusals():
        from hubplanner.importing.templates import write_template

        path = out or Path(f"{kind}.xlsx")
        write_template(kind, path)
    say("template  {path}", path=path)
    if kind == "travel":
        say('once filled, in the scenario: [travel] matrix = "{path}"', path=path)
    else:
        say("once filled: hubplanner data import {path}", path=path)


@app.command("list", cls=Command)
def list_(folder: Folders = None, scenario: ScenarioFile = None) -> None:
    """What figures there are: from which source and table, under which licence, for which
    years."""
    with refusals():
        dataset, _ = _load(folder, scenario)
        from hubplanner.dataset.inventory import exposure_tables, holdings, lists
        from hubplanner.dataset.published_employment import coverage_lines

        held, counts, weights = holdings(dataset), lists(dataset), exposure_tables(dataset)
    table = new_table(
        *(t("source"), t("table"), t("measure"), t("years"), t("licence")), right=(t("figures"),)
    )
    for row in held.to_dict("records"):
        title = named(dataset.sources.loc[row["source"]], "title")
        table.add_row(
            *_plain(f"{title} ({row['source']})", row["table"], row["what"], row["years"]),
            *_plain(row["licence"], f"{row['rows']:,}"),
        )
    _print(table)
    say("what to know before using them:")
    used = dataset.sources[dataset.sources.index.isin(held["source"])]
    for source, *note in used[["note_ko", "note_en"]].itertuples():
        if either(*note):
            typer.echo(f"  {source}: {either(*note)}")
    say("lists: {counts}", counts=", ".join(f"{name} {count:,}" for name, count in counts.items()))
    say("what weighs exposure:")
    for line in weights:
        typer.echo(f"  {t(line)}")
    say("employment as printed (survey by survey, no indicator reads it):")
    for line in coverage_lines():
        typer.echo(f"  {t(line)}")


@app.command(cls=Command)
def check(folder: Folders = None, scenario: ScenarioFile = None) -> None:
    """How complete each measure and year is, and whether imported files are as they were."""
    with refusals():
        dataset, folders = _load(folder, scenario)
        from hubplanner.dataset.inventory import changed_since_import, completeness

        complete, changed = completeness(dataset), changed_since_import(folders)
    table = new_table(
        *(t("measure (unit)"), t("period"), t("source")),
        right=(t("regions"), t("industries"), t("unreliable"), t("estimated")),
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
        say("regions without a figure:")
        typer.echo("\n".join(lacking))
    for sentence in changed:
        say(sentence)
    if folders and not changed:
        say("imported files are as they were")
    for own in dataset.industry.input_output:
        _show_linkages(own)


@app.command(cls=Command)
def show(
    region: Annotated[str, typer.Argument(help="Name or code, as in 거제시 or '경남 고성군'.")],
    folder: Folders = None,
    scenario: ScenarioFile = None,
) -> None:
    """Everything known about one region, with the source of each figure."""
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

    say(
        "input-output table {table.year}: {table.file}, {table.source};"
        " negative cells (by-products): {negative}",
        table=own,
        negative=int((own.cells < 0).sum()),
    )
    table = new_table(
        t("sector"), t("divisions"), right=(t("backward linkage"), t("forward linkage"))
    )
    for row in linkages(own).reset_index().to_dict("records"):
        divisions = ", ".join(row["industries"]) or "–"
        table.add_row(
            *_plain(row["sector"], divisions, f"{row['backward']:.4f}", f"{row['forward']:.4f}")
        )
    _print(table)


def _show(known: Dossier) -> None:
    region = known.region
    typer.echo(f"{whole_name(region)} ({region['kind']}), {region['area_km2']:,.0f} km²")
    say(
        "codes: KOSTAT 2020 {kostat}, legal {legal}", kostat=region.name, legal=region["legal_code"]
    )
    for unit in known.units.to_dict("records"):
        note = either(unit["note_ko"], unit["note_en"])
        say(
            "  {name} ({kind}) {since} – {until}: KOSTAT {kostat}, legal {legal}{note}",
            name=f"{unit['sido_ko']} {unit['name_ko']}",
            kind=unit["kind"],
            since=unit["valid_from"],
            until=unit["valid_to"] or Text("now"),
            kostat=unit["kostat_code"] or "–",
            legal=unit["legal_code"],
            note=note and f", {note}",
        )
    _show_statistics(known)
    say(
        "employment as printed (no indicator reads it; never compare two surveys): {none}",
        none="" if known.printed else Text("none"),
    )
    for line in known.printed:
        typer.echo(f"  {t(line)}")
    for title, table, columns in (
        (Text("institutions"), known.institutions, ("kind", "name_ko", "fields", "source")),
        (Text("designations"), known.designations, ("kind", "area", "start", "end", "source")),
    ):
        typer.echo(f"{t(title)}: {len(table)}")
        for row in table.to_dict("records"):
            typer.echo("  " + " | ".join(str(row[column]) for column in columns if row[column]))
    if len(known.missing):
        reasons = (known.missing["measure"] + " " + known.missing["reason"]).value_counts(
            sort=False
        )
        shown = ", ".join(f"{reason} {count:,}" for reason, count in reasons.items())
        say("cells without a figure: {shown}", shown=shown)
    say("sources:")
    for source in known.sources.reset_index().to_dict("records"):
        typer.echo(f"  {source['source_id']}: {source['attribution_ko']} ({source['licence']})")


@app.command(cls=Command)
def plants(
    region: Annotated[str, typer.Argument(help="Of this region only; all where omitted.")] = "",
) -> None:
    """List the plants that future.closures can name, with their newest count of workers."""
    with refusals():
        from hubplanner.industries.evidence import read_evidence
        from hubplanner.regions import load_regions, resolve

        regions = load_regions()
        found = read_evidence("plants").sort_values(["year", "period"], kind="stable")
        if region:
            found = found[found["region_code"].isin(resolve([region], regions))]
    found = found.drop_duplicates(["region_code", "plant_ko"], keep="last")
    table = new_table(t("plant"), t("region"), t("industry"), right=(t("workers"), t("year")))
    for row in found.sort_values(["region_code", "plant_ko"]).to_dict("records"):
        place = regions.loc[row["region_code"]]
        name = f"{place['sido_short']} {place['name_ko']} ({row['region_code']})"
        workers = f"{row['workers']:,.0f}"
        table.add_row(*_plain(row["plant_ko"], name, row["industries"], workers, row["year"]))
    _print(table)


def _show_industries(dataset: Dataset, region_code: str) -> None:
    from hubplanner.industries import region_industries

    found = region_industries(dataset)
    say("industries of manufacturing jobs:")
    for line in found.lines(region_code):
        say("  {line}", line=line)
    say("  sources: {sources}", sources=", ".join(found.sources(region_code)))


def _show_statistics(known: Dossier) -> None:
    """One line a measure and industry, newest first; ± a stated standard error, a mark the flag."""
    table = new_table(t("measure (unit)"), t("industry"), t("source"), t("figures"))
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


def _plain(*cells: object) -> list[str]:
    from rich.markup import escape

    return [escape(str(cell)) for cell in cells]


def _print(table: Table) -> None:
    from rich.console import Console

    # In a file or pipe nothing limits the width.
    Console(width=None if sys.stdout.isatty() else 160).print(table)
