"""From a file of any kind to a data folder and a report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hubplanner.errors import DataError
from hubplanner.importing.input_output import INPUT_OUTPUT
from hubplanner.importing.kinds import Kind, Request
from hubplanner.importing.layers import LAYER
from hubplanner.importing.lists import LISTS
from hubplanner.importing.mapping import Mapping
from hubplanner.importing.report import ListReport, Report
from hubplanner.importing.statistics import STATISTICS
from hubplanner.importing.vocabulary import Choices
from hubplanner.importing.writing import DEFAULT_PARENT
from hubplanner.tables.measures import MEASURES

KINDS: tuple[Kind, ...] = (LAYER, INPUT_OUTPUT, *LISTS, STATISTICS)
"""A file is of the first kind that recognises it; statistics are what is none of the others."""


def import_file(
    path: str | Path,
    *,
    into: str | Path | None = None,
    measure: str = "",
    sheet: str | None = None,
    year: int | None = None,
    unit: str = "",
    source: str = "",
    licence: str = "",
    mapping: Mapping | None = None,
    dry_run: bool = False,
) -> Report | ListReport:
    """Read a planner's file and write it as a data folder.

    What it is, is told from the file: a table of statistics, a list of institutions or of
    designated areas, an input-output table, or a boundary layer (GeoPackage, Shapefile, GeoJSON).

    Parameters
    ----------
    path
        CSV or Excel file, wide or long, as KOSIS gives it or as a planner keeps it; or a layer.
    into
        Folder to write; by default ``own-data/`` and the measure's or the list's name.
    measure, year, unit
        What the table does not say itself: measure key, year, unit of its figures.
    sheet
        Sheet of a workbook, by default the first that is no note; or layer of a GeoPackage.
    source, licence
        How the source and its licence are named wherever a figure is shown.
    mapping
        The planner's words for columns, regions and industries.
    dry_run
        Only report what was understood.

    Returns
    -------
    Report or ListReport
        In a report on statistics every cell that is not blank is counted.

    Raises
    ------
    DataError
        In one line, with the file, the place and the mend. Nothing is written then.
    """
    mapping = mapping or Mapping()
    if measure and measure not in MEASURES:
        raise DataError(
            "measure {measure!r} is unknown; known: {measures}",
            measure=measure,
            measures=", ".join(MEASURES),
        )
    choices = Choices(
        measure=measure or mapping.constants.measure,
        year=year or mapping.constants.year,
        unit=unit or mapping.constants.unit,
        industry=mapping.constants.industry,
        industries=mapping.industries,
        measures={head: role for head, role in mapping.columns.items() if role in MEASURES},
    )
    request = Request(Path(path), sheet, choices, mapping, source, licence)
    kind = next(kind for kind in KINDS if kind.recognise(request))
    understood = kind.read(request)
    if dry_run:
        return understood.report
    folder = Path(into) if into else DEFAULT_PARENT / understood.name
    kind.write(request, understood, folder)
    return replace(understood.report, folder=folder)
