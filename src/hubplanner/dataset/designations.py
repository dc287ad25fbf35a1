"""Lists of areas designated in the past: what a score is measured against."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from hubplanner.errors import DataError, RegionError
from hubplanner.language import Text, listed
from hubplanner.regions import own_name, resolve
from hubplanner.tables.text import read_text

_REQUIRED = ("region_code", "start")
_OPTIONAL = ("area", "name_ko", "name_en", "kind", "end", "source")


def read_designations(path: str | Path, regions: pd.DataFrame) -> pd.DataFrame:
    """Read a list in the format of ``data/references/designations.csv``.

    ``region_code`` takes whatever :func:`hubplanner.regions.resolve` takes; ``start`` is a date
    (YYYY-MM-DD). Rows with the same ``area`` were designated together; without one a row is an
    area of its own. UTF-8 or CP949.

    Raises
    ------
    DataError
        Naming the file, row, column and value that is refused, and the mend.
    """
    path = Path(path)
    return check_designations(read_text(path), path, regions)


def check_designations(table: pd.DataFrame, path: Path, regions: pd.DataFrame) -> pd.DataFrame:
    """The same for rows that are read already; ``table.index + 2`` is the row of the file."""
    if missing := [column for column in _REQUIRED if column not in table]:
        raise DataError(
            "{path}: column(s) {missing} missing; add them to row 1, or bring a list"
            " with other headings into this form with hubplanner data import",
            path=path,
            missing=", ".join(missing),
        )
    if table.empty:
        raise DataError("{path}: holds no row; list at least one designated region", path=path)
    table = table.reindex(columns=[*_REQUIRED, *_OPTIONAL], fill_value="")
    codes, problems = [], []
    for row, record in zip(table.index + 2, table.to_dict("records"), strict=True):
        try:
            codes += resolve([record["region_code"]], regions)
        except RegionError as error:
            problems.append(Text("row {row}, column 'region_code': {error}", row=row, error=error))
        if pd.isna(pd.to_datetime(record["start"], format="%Y-%m-%d", errors="coerce")):
            problems.append(
                Text(
                    "row {row}, column 'start': {start!r} is no date; write 2018-05-29",
                    row=row,
                    start=record["start"],
                )
            )
        if record["end"] and pd.isna(
            pd.to_datetime(record["end"], format="%Y-%m-%d", errors="coerce")
        ):
            problems.append(
                Text(
                    "row {row}, column 'end': {end!r} is no date; write 2023-05-28, or"
                    " leave it empty while it lasts",
                    row=row,
                    end=record["end"],
                )
            )
        elif record["end"] and not record["end"] > record["start"]:
            problems.append(
                Text(
                    "row {row}, column 'end': {end!r} is not after the start"
                    " {start!r}; mend one, or leave end empty while it lasts",
                    row=row,
                    end=record["end"],
                    start=record["start"],
                )
            )
    if problems:
        raise DataError("{path}: {listed}", path=path, listed=listed(problems))
    # A part of a city keeps its name, and the city answers for it: 진해구 by 창원시.
    wholes = regions["name_ko"].reindex(codes)
    names = [
        own_name(asked, whole) for asked, whole in zip(table["region_code"], wholes, strict=True)
    ]
    table["region_code"] = codes
    table["name_ko"] = table["name_ko"].where(table["name_ko"] != "", names)
    table["name_en"] = table["name_en"].where(
        table["name_en"] != "", table["region_code"].map(regions["name_en"])
    )
    table["area"] = table["area"].where(table["area"] != "", table["name_ko"])
    keys = ["region_code", "area", "name_ko", "start"]
    if len(again := table.index[table.duplicated(keys)]):
        raise DataError(
            "{path}: row {again} repeats an earlier row; drop one of them",
            path=path,
            again=again[0] + 2,
        )
    return table
