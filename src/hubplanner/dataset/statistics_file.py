"""A planner's own ``statistics.csv``: its columns, and what is refused."""

from __future__ import annotations

import math
import re
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from hubplanner.errors import DataError
from hubplanner.language import Text, listed
from hubplanner.tables.industries import DIVISION, industry_names, known_industries
from hubplanner.tables.measures import MEASURES, UNITS
from hubplanner.tables.schema import Column, Schema, read_table, refuse_repeats
from hubplanner.tables.values import ANY, Kind, number, one_of, text, whole_region
from hubplanner.tables.words import factor

STATISTIC_KEY = ["region_code", "year", "period", "measure", "industry"]
HANGUL = re.compile("[가-힣]")
ERROR = "rse"
"""Column of the relative standard error in percent; only there where a table states one."""

_ERROR_NEEDED = (
    "a relative standard error in percent, 0 to 100, is needed; leave the cell empty where none is"
    " stated, and flag the figure unreliable where it is more"
)


def statistics_schema(regions: pd.DataFrame) -> Schema:
    """The columns of ``statistics.csv``."""
    measures = {key: (one.name_ko, *one.also_ko) for key, one in MEASURES.items()}
    periods = {"Y": ("연간",), "H1": ("상반기",), "H2": ("하반기",)}
    # What is said of a year to come is a projection, and the latest figure would be one.
    year = number(1990, date.today().year, whole=True, after="년도?")
    percent = number(0, 100, after="%", mend=_ERROR_NEEDED)
    return Schema(
        (
            Column("region", whole_region(regions), ("region_code", "시군구", "지역", "행정구역")),
            Column("year", year, ("연도", "년도", "시점")),
            Column("measure", one_of(measures), ("항목", "지표")),
            Column("industry", industry_key(), ("산업", "업종")),
            Column("value", number(0), ("값", "수치", "데이터")),
            Column("unit", text(), ("단위",)),
            Column("source", text(), ("출처", "자료출처")),
            Column("period", one_of(periods), ("기간", "반기"), required=False, blank="Y"),
            Column("flag", ANY, ("부호", "상태"), required=False, blank=""),
            Column(ERROR, percent, ("상대표준오차",), required=False, blank=math.nan),
        ),
        importable=True,
    )


def industry_key() -> Kind:
    """A key, also one of the planner's own, or a label that means one."""
    key = text("[a-z][a-z0-9_]*", "small letters, digits and _, as c31, total or manufacturing")
    return lambda texts: [
        (HANGUL.search(text) and known_industries().key(text)) or own
        for text, own in zip(texts, key(texts), strict=True)
    ]


def read_statistics(path: Path, regions: pd.DataFrame) -> pd.DataFrame:
    """The figures of ``statistics.csv``, in the shape of the bundled ones.

    Raises
    ------
    DataError
        Naming the file, rows, columns, values and the mend.
    """
    table = read_table(path, statistics_schema(regions))
    table.insert(0, "region_code", table.pop("region"))
    table["unit"] = _own_units(table)
    _refuse_other_units(table, path)
    _refuse_mistyped_industries(table, path)
    refuse_repeats(table, STATISTIC_KEY, path)
    return with_errors(table, table.pop(ERROR))


def with_errors(table: pd.DataFrame, errors: pd.Series[float]) -> pd.DataFrame:
    """Figures with their relative standard errors, where any is stated."""
    return table.assign(**{ERROR: errors}) if errors.notna().any() else table


def _own_units(table: pd.DataFrame) -> pd.Series[str]:
    """A measure's own unit by whatever name, as 명 for persons; others as they stand."""
    own = {
        (unit, measure): UNITS[measure]
        for unit, measure in table[["unit", "measure"]].drop_duplicates().to_numpy().tolist()
        if measure in UNITS and factor(unit, measure) == 1
    }
    pairs = zip(table["unit"], table["measure"], strict=True)
    return pd.Series([own.get(pair, pair[0]) for pair in pairs], table.index, dtype="str")


def _refuse_mistyped_industries(table: pd.DataFrame, path: Path) -> None:
    """Keys of one's own are free, but not those that a slip makes of a known one."""
    known = industry_names()
    problems = []
    first = table["industry"].drop_duplicates()
    for row, key in zip(first.index + 2, first, strict=True):
        if key in known:
            continue
        if DIVISION.fullmatch(key):
            problems.append(
                Text(
                    "row {row}, column 'industry': '{key}' is no division of KSIC rev. 10; see"
                    " data/references/industries.csv",
                    row=row,
                    key=key,
                )
            )
        elif near := get_close_matches(key, known, n=1, cutoff=0.85):
            problems.append(
                Text(
                    "row {row}, column 'industry': '{key}' is no known industry; did you mean"
                    " '{near}'?",
                    row=row,
                    key=key,
                    near=near[0],
                )
            )
    if problems:
        raise DataError("{path}: {listed}", path=path, listed=listed(problems))


def _refuse_other_units(table: pd.DataFrame, path: Path) -> None:
    unit = table["measure"].map(UNITS)
    problems = [
        Text(
            "row {row}, column 'unit': {value!r} is refused ({measure} is kept in {own!r};"
            " convert the value)",
            row=row + 2,
            value=table["unit"][row],
            measure=table["measure"][row],
            own=unit[row],
        )
        for row in table.index[table["unit"] != unit]
    ]
    if problems:
        raise DataError("{path}: {listed}", path=path, listed=listed(problems))
