"""Import of an input-output table: checked as it will be read later, written a file a year."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hubplanner.dataset.folders import describe_tables
from hubplanner.dataset.input_output import is_input_output, read_table, write_table
from hubplanner.importing.kinds import NOT_STATED, Kind, Request, Understood
from hubplanner.importing.report import ListReport
from hubplanner.importing.writing import SOURCES, about, write_folder, write_sources
from hubplanner.tables.grid import hidden_told


def _read(request: Request) -> Understood:
    tables = [
        replace(table, source=request.source or table.source, file=f"input_output_{table.year}.csv")
        for table in read_table(request.path, request.grid, year=request.choices.year)
    ]
    report = ListReport(
        file=request.path.name,
        form=request.grid.form,
        kind="input_output",
        rows=len(tables[0].sectors),
        columns=tuple(str(table.year) for table in tables),
        notes=tuple(hidden_told(request.grid)),
    )
    return Understood(report, "input_output", tables)


def _write(request: Request, understood: Understood, folder: Path) -> None:
    tables = understood.content
    described = describe_tables(tables, folder).assign(
        licence=request.licence or NOT_STATED, origin=request.path.name
    )
    rows = [
        {str(column): str(cell) for column, cell in row.items()}
        for row in described.to_dict("records")
    ]

    def write(new: Path) -> None:
        for table in tables:
            write_table(table, new / table.file)
        write_sources(new / SOURCES, rows)

    said = about("input_output", request.path, tables[0].source, request.licence)
    write_folder(folder, write, replaced=[table.file for table in tables], about=said)


INPUT_OUTPUT = Kind(
    recognise=lambda request: is_input_output(request.grid, request.path), read=_read, write=_write
)
