"""A planner's own tables by industry, in the place of the bundled ones that weigh exposure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.tables.industries import DIVISION, industry_names
from hubplanner.tables.schema import Column, Schema, read_table, refuse_repeats
from hubplanner.tables.values import ANY, number, text

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class InputOutput:
    """An input-output table of one year, checked (:mod:`hubplanner.dataset.input_output`).

    Attributes
    ----------
    sectors
        Names in the order of rows and columns.
    industries
        Divisions of manufacturing (``c10`` … ``c34``) that each sector holds; none for the others.
    cells
        n × n, rows sell and columns buy: intermediate flows or input coefficients; or, without
        ``output``, production inducement coefficients (the Leontief inverse).
    output
        Total output of each sector in the unit of the flows, 1 beside input coefficients.
    year, source, file
        Year of the table, id of its source, name of its file.
    """

    sectors: tuple[str, ...]
    industries: tuple[tuple[str, ...], ...]
    cells: Floats = field(repr=False)
    output: Floats | None = field(repr=False)
    year: int
    source: str
    file: str


@dataclass(frozen=True)
class IndustryTables:
    """Each part that is not empty takes the place of the bundled table as a whole.

    Attributes
    ----------
    input_output
        Input-output tables, one a year; the bundled are coefficients of the Bank of Korea.
    ailing
        Ailing industries: ``industry``, ``index`` (base 100), ``period``, ``source``; the bundled
        are the three of the brief's Figure 1.
    """

    input_output: tuple[InputOutput, ...] = ()
    ailing: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def empty(self) -> bool:
        """Whether all is left to the bundled tables."""
        return not self.input_output and self.ailing.empty

    def over(self, below: IndustryTables) -> IndustryTables:
        """These tables laid over others."""
        return IndustryTables(
            self.input_output or below.input_output,
            below.ailing if self.ailing.empty else self.ailing,
        )


def year_of(period: str) -> int:
    """Year of a period such as 2018Q3, 2024H1 or 2025.09; 0 where it begins with none.

    >>> year_of("2018Q3"), year_of("last year")
    (2018, 0)
    """
    match = re.match(r"(?:19|20)\d{2}(?!\d)", period)
    return int(match[0]) if match else 0


def read_ailing(path: Path) -> pd.DataFrame:
    """``ailing_industries.csv``: production indices of industries that lie below their base.

    Raises
    ------
    DataError
        Naming the file, row, column and value that is refused, and the mend.
    """
    divisions = [key for key in industry_names() if DIVISION.fullmatch(key)]
    table = read_table(path, _ailing_schema(divisions))
    refuse_repeats(table, ["industry"], path)
    return table[["industry", "index", "period", "source"]]


def _ailing_schema(divisions: list[str]) -> Schema:
    def optional(name: str) -> Column:
        return Column(name, ANY, required=False, blank="")

    below_base = number(
        0,
        math.nextafter(100, 0),
        mend="a production index of 0 or more and below its base, 100; leave out industries that"
        " are not below it",
    )
    return Schema(
        (
            Column("industry", text("|".join(divisions), "a division, as c31"), ("산업", "업종")),
            Column("index", below_base, ("지수", "생산지수")),
            Column(
                "period",
                text(r"(?:19|20)\d{2}(?!\d).*", "a period that begins with its year, 2025Q3"),
                ("시점", "기간"),
            ),
            Column("source", text(mend="publisher, table, year"), ("출처", "자료출처")),
            *map(optional, ("name_ko", "name_en", "base", "of_ko", "of_en")),
        )
    )
