"""``hubplanner effect``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hubplanner.cli.console import progress, refusals
from hubplanner.cli.language import say
from hubplanner.language import Text


def effect(
    panel: Annotated[
        Path | None,
        typer.Argument(
            help="Table with region, year and value, or a data folder; bundled data where omitted."
        ),
    ] = None,
    treated: Annotated[
        Path | None,
        typer.Option(
            help="Table with region and first treated year; where omitted, the special areas."
        ),
    ] = None,
    measure: Annotated[
        str, typer.Option(help="Measure of the statistics, where no table is given.")
    ] = "gva",
    industry: Annotated[str, typer.Option(help="Industry of it.")] = "manufacturing",
    since: Annotated[
        int | None,
        typer.Option(
            min=1900,
            max=2100,
            help="Leave out the years before this one; where omitted, those that cost treated"
            " regions.",
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("programme"),
) -> None:
    """Measure what became of treated regions against the others, and say if it can be told."""
    with refusals():
        folder, sentence = _run(panel, treated, measure, industry, since, out)
    say("{sentence}", sentence=sentence)
    say("page    {path}", path=folder / f"{folder.name}.html")


def _run(
    panel: Path | None,
    treated: Path | None,
    measure: str,
    industry: str,
    since: int | None,
    out: Path,
) -> tuple[Path, Text]:
    from hubplanner.effects.estimates import need_library
    from hubplanner.report import need_extra

    need_extra()
    need_library()
    with progress() as on_stage:
        on_stage("data")
        from hubplanner.dataset import load_dataset
        from hubplanner.effects.effect_chapter import effect_chapter, verdict_sentence
        from hubplanner.effects.findings import find
        from hubplanner.effects.panel import (
            RegionPanel,
            breaks_within,
            designated,
            even,
            first_year_for_most,
            from_statistics,
            from_year,
            names_of,
            read_panel,
            read_treated,
        )
        from hubplanner.report.chapter import write_chapter

        folder = panel if panel is not None and panel.is_dir() else None
        dataset = load_dataset([folder] if folder else [])
        if panel is not None and folder is None:
            values = read_panel(panel, dataset.regions)
            what = Text("the value in your table")
        else:
            values = from_statistics(dataset, measure, industry)
            what = _what(measure, industry)
        first = read_treated(treated, dataset.regions) if treated else designated(dataset)
        whole = RegionPanel(values, first, what, names_of(dataset.regions))
        begin = first_year_for_most(whole) if since is None else since
        told = from_year(whole, begin)
        compared = even(told)
        if since is None and begin > (earliest := int(values.columns[0])):
            compared.notes.insert(0, _later(begin, earliest))
        if panel is None or folder:
            compared.notes.extend(breaks_within(measure, compared.years))
        on_stage("effect")
        found = find(compared)
        on_stage("report")
        place = write_chapter(effect_chapter(told, compared, found), out)
    return place, verdict_sentence(told, compared, found)


def _later(begin: int, earliest: int) -> Text:
    return Text(
        "the years before {begin} are left out, as fewer treated regions have figures in all of"
        " them; --since {earliest} measures those that have",
        begin=begin,
        earliest=earliest,
    )


def _what(measure: str, industry: str) -> Text:
    from hubplanner.language import Pair, Text
    from hubplanner.tables.industries import industry_names
    from hubplanner.tables.measures import MEASURES

    told = MEASURES[measure]
    name = Pair(told.name_ko, told.name_en)
    return Text(
        "{measure} ({industry})", measure=name, industry=industry_names().get(industry, industry)
    )
