"""Import of lists with a row a thing: institutions and designated areas."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd

from hubplanner.dataset.designations import KINDS as DESIGNATION_KINDS
from hubplanner.dataset.designations import designations_schema, other_kinds, read_designations
from hubplanner.dataset.institutions import (
    bundled_institutions,
    institutions_schema,
    read_list,
    same_as,
)
from hubplanner.importing.kinds import Kind, Request, Understood
from hubplanner.importing.report import ListReport
from hubplanner.importing.writing import about, write_folder
from hubplanner.language import Text
from hubplanner.regions import load_regions
from hubplanner.regions.names import region_name
from hubplanner.tables.coordinates import same_places
from hubplanner.tables.grid import Grid, hidden_told
from hubplanner.tables.safe_csv import write_table
from hubplanner.tables.schema import Head, Schema, examples_in, find_head

Notes = list[Text]
Reader = Callable[[Request, pd.DataFrame, Head], tuple[pd.DataFrame, Notes]]


def _list(
    key: str,
    schema: Callable[[pd.DataFrame], Schema],
    needed: tuple[tuple[str, ...], ...],
    telling: tuple[str, ...],
    reader: Reader,
) -> Kind:
    """A kind of list, known by a head that names all columns of one of `needed`; a row without
    any of `telling` is a note."""

    @cache
    def columns() -> Schema:
        return schema(load_regions())

    def head_of(request: Request) -> Head | None:
        found = (find_head(request.grid, columns(), names) for names in needed)
        head = next((head for head in found if head is not None), None)
        return head and replace(head, telling=telling)

    def read(request: Request) -> Understood:
        regions = load_regions()
        head = head_of(request)
        assert head is not None
        table, notes = reader(request, regions, head)
        report = ListReport(
            file=request.path.name,
            form=request.grid.form,
            kind=key,
            rows=len(table),
            columns=tuple(head.columns),
            unused=tuple(_unused(request.grid, head)),
            examples=examples_in(request.grid, head),
            notes=(*hidden_told(request.grid), *notes),
        )
        return Understood(report, key, table)

    def write(request: Request, understood: Understood, folder: Path) -> None:
        path, file = request.path, f"{key}.csv"
        write_folder(
            folder,
            lambda new: write_table(understood.content, new / file),
            replaced=(file,),
            about=about(key, path, request.source or path.stem, request.licence),
        )

    return Kind(
        recognise=lambda request: head_of(request) is not None,
        read=read,
        write=write,
    )


def _institutions(
    request: Request, regions: pd.DataFrame, head: Head
) -> tuple[pd.DataFrame, Notes]:
    path = request.path
    table, told = read_list(path, regions, request.grid, head)
    # An id of the file's own, so that the lists of two files never hide each other.
    stem = re.sub(r"[^0-9A-Za-z가-힣_-]+", "-", path.stem)
    own = [f"{stem}-{number + 1:03d}" for number in range(len(table))]
    table["institution_id"] = table["institution_id"].where(table["institution_id"] != "", own)
    table["source"] = table["source"].replace("", request.source or path.stem)
    table, notes = _without_repeats(table)
    region = [region_name(code) for code in table["region_code"]]
    return _as_read(table.assign(region=region).drop(columns="region_code"), head), told + notes


def _without_repeats(table: pd.DataFrame) -> tuple[pd.DataFrame, Notes]:
    """One row an institution, the last; what is told of the others, and of bundled ones."""
    bundled = bundled_institutions().astype({"lat": float, "lon": float})
    notes: Notes = []
    same = [same_as(table), _where(table)]
    for _, rows in table.groupby(same, sort=False):
        if len(rows) > 1:
            numbers = ", ".join(str(row + 2) for row in rows.index)
            notes.append(
                Text(
                    "rows {numbers}: the same institution {name}, the last row counts",
                    numbers=numbers,
                    name=rows["name_ko"].iloc[0],
                )
            )
    table = table.groupby(same, sort=False).tail(1)
    for _, rows in table.groupby(_where(table), sort=False):
        if len(rows) > 1:
            notes.append(
                Text(
                    "rows {numbers}: {name} stands {count} times within 100 m, as different kinds;"
                    " each counts",
                    numbers=", ".join(str(row + 2) for row in rows.index),
                    name=rows["name_ko"].iloc[0],
                    count=len(rows),
                )
            )
    for row in table.index[same_as(table).isin(same_as(bundled))]:
        name = table.at[row, "name_ko"]
        notes.append(
            Text("row {row}: takes the place of the bundled {name}", row=row + 2, name=name)
        )
    return table, notes + _beside_bundled(table, bundled)


def _where(table: pd.DataFrame) -> list[int]:
    """Which rows are of one name and place."""
    return same_places(table["name_ko"].tolist(), table["lon"].to_numpy(), table["lat"].to_numpy())


def _beside_bundled(table: pd.DataFrame, bundled: pd.DataFrame) -> Notes:
    """Rows beside which a bundled institution of their name and place, but another kind, stays."""
    own = table[~same_as(table).isin(same_as(bundled))]
    both = pd.concat([bundled, own])
    first = _where(both)[len(bundled) :]
    return [
        Text(
            "row {row}: the bundled {name} stands there too, as {kind}; both count",
            row=row + 2,
            name=bundled["name_ko"].iloc[at],
            kind=bundled["kind"].iloc[at],
        )
        for row, at in zip(own.index, first, strict=True)
        if at < len(bundled)
    ]


def _designations(
    request: Request, regions: pd.DataFrame, head: Head
) -> tuple[pd.DataFrame, Notes]:
    table = read_designations(request.path, regions, request.grid, head)
    table["source"] = table["source"].replace("", request.source or request.path.stem)
    names = [region_name(code) for code in table["region_code"]]
    others = other_kinds(table)
    told = Text(
        "kinds of designation that are not known by name: {others}; each counts (known: {known})",
        others=", ".join(others),
        known=", ".join(DESIGNATION_KINDS),
    )
    return table.assign(region_code=names), [told] if others else []


def _as_read(table: pd.DataFrame, head: Head) -> pd.DataFrame:
    """The columns of the file in its order, then those that are filled in."""
    order = [*head.columns, *(name for name in table if (table[name] != "").any())]
    return table[[name for name in dict.fromkeys(order) if name in table]]


def _unused(grid: Grid, head: Head) -> list[str]:
    """Heads of columns that are not read, with the number of their filled cells."""
    unused = []
    for number, column in enumerate(grid.columns):
        if number in head.columns.values():
            continue
        filled = sum(bool(column[row]) for row in range(head.row + 1, grid.rows))
        if filled:
            unused.append(f"{column[head.row] or '–'} ({filled:,})")
    return unused


LISTS = (
    _list(
        "institutions",
        lambda regions: institutions_schema(regions, strict=False),
        # A list that lacks one coordinate is refused as a list.
        (("name_ko", "lat"), ("name_ko", "lon")),
        ("name_ko", "lat", "lon"),
        _institutions,
    ),
    _list(
        "designations",
        designations_schema,
        (("region_code", "start"),),
        ("region_code", "start"),
        _designations,
    ),
)
