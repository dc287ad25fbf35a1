"""The national input–output table with value added and jobs: bundled, or the planner's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from hubplanner.dataset.industry_tables import InputOutput
from hubplanner.dataset.panel import Floats, Panel
from hubplanner.effects.multipliers import inputs_of
from hubplanner.errors import DataError
from hubplanner.industries.result import UNKNOWN
from hubplanner.language import Pair, Text
from hubplanner.regions import read_reference
from hubplanner.scoring.linkages import input_coefficients
from hubplanner.tables.schema import Column, Schema, read_table, refuse_repeats
from hubplanner.tables.values import number, text

_BUNDLED_YEAR = 2023
_BUNDLED_SOURCE = Pair("한국은행 ECOS 2.2.1.2.3·4·6", "Bank of Korea, ECOS 2.2.1.2.3, 4, 6")
RESEARCH = ("연구개발", "전문, 과학 및 기술")
"""Words by which the sector that a hub's spending falls on is known, the best first."""

_COEFFICIENTS = Schema(
    (
        Column("sector", text(), ("부문", "부문명")),
        Column("value_added", number(0, 1), ("부가가치율", "부가가치계수")),
        Column("jobs", number(0), ("취업계수", "취업자")),
        Column("gva_industry", text("[a-z_]*"), ("지역계정",), required=False, blank=""),
    )
)


@dataclass(frozen=True)
class NationalTable:
    """An input–output table of one year, rows sell and columns buy.

    Attributes
    ----------
    sectors
        One row each, in the order of the matrix: ``name_ko``, ``name_en``, ``industries``
        (divisions of manufacturing, a tuple), ``gva_industry`` (whose size stands for it),
        ``value_added`` (per unit of output) and ``jobs`` (persons per billion won of output).
    inputs
        n × n domestic input coefficients.
    year, source
        Of the table; where it is from, in words.
    """

    sectors: pd.DataFrame
    inputs: Floats
    year: int
    source: Text

    def place(self, sector: str) -> int:
        """Which sector a name means; the one that research falls into where it is empty.

        Raises
        ------
        DataError
            Naming the sectors where none, or more than one, is meant.
        """
        names = self.sectors["name_ko"] + " " + self.sectors["name_en"]
        for word in [sector] if sector else RESEARCH:
            found = np.flatnonzero(names.str.contains(word, case=False, regex=False))
            exact = np.flatnonzero((self.sectors[["name_ko", "name_en"]] == word).any(axis=1))
            if len(exact) == 1 or len(found) == 1:
                return int((exact if len(exact) == 1 else found)[0])
        raise DataError(
            "--sector {sector}: name one of the sectors of the input-output table: {sectors}",
            sector=sector or "?",
            sectors=", ".join(self.sectors["name_ko"]),
        )


def bundled_table() -> NationalTable:
    """The Bank of Korea's of 2023, 33 sectors."""
    told = read_reference("input_output")
    sectors = told[["name_ko", "name_en", "gva_industry"]].assign(
        industries=pd.Series(
            [tuple(filter(None, cell.split(";"))) for cell in told["industries"]], told.index
        ),
        value_added=told["value_added"].astype(float),
        jobs=told["jobs"].astype(float),
    )
    inverse = told[told["sector"].tolist()].to_numpy(float)
    return NationalTable(sectors, inputs_of(inverse), _BUNDLED_YEAR, _BUNDLED_SOURCE)


def own_table(table: InputOutput, coefficients: Path) -> NationalTable:
    """A planner's table with the value added and jobs of each of its sectors.

    Parameters
    ----------
    table
        From a data folder (:mod:`hubplanner.dataset.input_output`): domestic flows or input
        coefficients, or the Leontief inverse.
    coefficients
        CSV or workbook with ``sector`` (as the table names it), ``value_added`` (0–1 per unit of
        output), ``jobs`` (persons per billion won of output) and, for sectors outside
        manufacturing, ``gva_industry``.

    Raises
    ------
    DataError
        Naming file, row, column, value and mend.
    """
    told = read_table(coefficients, _COEFFICIENTS)
    refuse_repeats(told, ["sector"], coefficients)
    told = told.set_index("sector")
    if missing := [name for name in table.sectors if name not in told.index]:
        raise DataError(
            "{path}: column 'sector': no row for {sectors}; give each sector of {table} one",
            path=coefficients,
            sectors=", ".join(missing[:5]),
            table=table.file,
        )
    told = told.loc[list(table.sectors)]
    inputs = (
        inputs_of(table.cells)
        if table.output is None
        else input_coefficients(table.cells, table.output)
    )
    over = inputs.sum(axis=0) + told["value_added"].to_numpy(float)
    if (over > 1.001).any():
        place = int(np.argmax(over))
        raise DataError(
            "{path}: column 'value_added': {sector} would spend {share:.1%} of its output on"
            " domestic inputs and value added together; give value added per unit of output, and a"
            " table of domestic inputs",
            path=coefficients,
            sector=table.sectors[place],
            share=float(over[place]),
        )
    sectors = pd.DataFrame(
        {
            "name_ko": list(table.sectors),
            "name_en": list(table.sectors),
            "gva_industry": [
                told["gva_industry"].iloc[place] or ("manufacturing" if divisions else "")
                for place, divisions in enumerate(table.industries)
            ],
            "industries": list(table.industries),
            "value_added": told["value_added"].to_numpy(float),
            "jobs": told["jobs"].to_numpy(float),
        }
    )
    return NationalTable(sectors, inputs, table.year, Text("{file}", file=table.file))


def sector_sizes(table: NationalTable, panel: Panel, shares: pd.DataFrame) -> pd.DataFrame:
    """Region × sector: gross value added (won) that stands for a sector's size.

    A sector of manufacturing is the region's manufacturing times the share of its divisions, which
    are estimated; several sectors of one industry of the accounts share its size. A sector whose
    size nobody tells is missing.

    Raises
    ------
    DataError
        Where the data hold no gross value added.
    """
    known = shares.drop(columns=UNKNOWN, errors="ignore")
    known = known.div(known.sum(axis=1).replace(0, np.nan), axis=0).fillna(0.0)
    divisions = known.T.groupby(known.columns.str[:3]).sum().T
    sizes: dict[int, pd.Series[float]] = {}
    for place, sector in enumerate(table.sectors.to_dict("records")):
        industry = str(sector["gva_industry"])
        when = panel.latest("gva", industry) if industry else None
        if when is None:
            continue
        size = panel.series("gva", industry, when).reindex(shares.index).fillna(0.0)
        if sector["industries"]:
            held = [one for one in sector["industries"] if one in divisions]
            size = size * divisions[held].sum(axis=1)
        sizes[place] = size
    if not sizes:
        raise DataError(
            Text("no gross value added by industry (gva) in the data: regions cannot be sized")
        )
    return pd.DataFrame(sizes, index=shares.index).reindex(columns=range(len(table.sectors)))
