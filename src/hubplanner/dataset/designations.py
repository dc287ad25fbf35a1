"""Lists of areas designated in the past: what a score is measured against."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from hubplanner.dataset.statistics_file import industry_key
from hubplanner.errors import DataError
from hubplanner.language import Text, listed
from hubplanner.regions import own_name
from hubplanner.tables.grid import Grid
from hubplanner.tables.schema import Column, Head, Schema, read_table
from hubplanner.tables.values import ANY, DAY, PAST_DAY, PROVINCE_HEADS, region
from hubplanner.tables.words import fold

KINDS = (
    *("산업위기대응특별지역", "산업위기선제대응지역", "고용위기지역", "고용위기선제대응지역"),
    *("고용재난지역", "인구감소지역", "인구감소관심지역", "기회발전특구"),
)
"""Kinds of designation that are known by name; a list may have others."""


def other_kinds(table: pd.DataFrame) -> list[str]:
    """The kinds of a list that are none of `KINDS`."""
    return [kind for kind in dict.fromkeys(table["kind"]) if kind and fold(kind) not in {*KINDS}]


def designations_schema(regions: pd.DataFrame) -> Schema:
    """The columns of a list of designated areas."""

    def optional(name: str, *heads: str) -> Column:
        return Column(name, ANY, heads, required=False, blank="")

    return Schema(
        (
            Column(
                "region_code",
                region(regions),
                ("region", "시군구", "시군구명", "지역", "지역명"),
                spelled="asked",
                within="province",
            ),
            optional("province", *PROVINCE_HEADS),
            Column("start", PAST_DAY, ("지정일", "시작일", "지정시작일")),
            optional("area", "지정단위", "지정지역명"),
            optional("name_ko"),
            optional("name_en"),
            optional("kind", "종류", "지정종류", "지정제도"),
            Column(
                "end", DAY, ("만료일", "종료일", "지정종료일", "해제일"), required=False, blank=""
            ),
            optional("source", "출처", "자료출처", "고시"),
            Column("industry", industry_key(), ("업종", "산업"), required=False, blank=""),
        ),
        strict=False,
        importable=True,
    )


def read_designations(
    path: str | Path, regions: pd.DataFrame, grid: Grid | None = None, head: Head | None = None
) -> pd.DataFrame:
    """Read a list in the format of ``data/references/designations.csv``.

    ``region_code`` takes whatever :func:`hubplanner.regions.resolve` takes; ``start`` is a date
    (YYYY-MM-DD). Rows with the same ``area`` were designated together; without one a row is an
    area of its own.

    Raises
    ------
    DataError
        Naming the file, row, column and value that is refused, and the mend.
    """
    path = Path(path)
    table = read_table(path, designations_schema(regions), grid, head)
    table = table.drop(columns="province")
    if problems := [
        Text(
            "row {row}, column 'end': {end!r} is not after the start"
            " {start!r}; mend one, or leave end empty while it lasts",
            row=row,
            end=end,
            start=start,
        )
        for row, start, end in zip(table.index + 2, table["start"], table["end"], strict=True)
        if end and not end > start
    ]:
        raise DataError("{path}: {listed}", path=path, listed=listed(problems))
    codes = table["region_code"]
    # A part of a city keeps its name, and the city answers for it: 진해구 by 창원시.
    wholes = regions["name_ko"].reindex(codes)
    names = [
        own_name(asked, whole) for asked, whole in zip(table.pop("asked"), wholes, strict=True)
    ]
    table["name_ko"] = table["name_ko"].where(table["name_ko"] != "", names)
    table["name_en"] = table["name_en"].where(table["name_en"] != "", codes.map(regions["name_en"]))
    table["area"] = table["area"].where(table["area"] != "", table["name_ko"])
    keys = ["region_code", "area", "name_ko", "start"]
    if len(again := table.index[table.duplicated(keys)]):
        raise DataError(
            "{path}: row {again} repeats an earlier row; drop one of them",
            path=path,
            again=again[0] + 2,
        )
    return table
