"""What has been published on the industries of regions, as one table of evidence.

Each figure keeps the universe that it was counted in: plants of 300 workers or more, complexes of
one operator, single plants. They are read as what is known at least of a division in a region, so
of several figures on one division the largest counts; none is added to another.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.errors import DataError
from hubplanner.regions import data_folder

DIVISIONS = tuple(f"c{number}" for number in range(10, 35))
"""Keys of the KSIC divisions of manufacturing (revision 10)."""

GROUPS = {"c311": "조선", "c313": "항공"}
"""KSIC groups told apart within c31, and the word for each in the main industries of complexes."""

LEAST_OF_LARGEST = 1 / 24
"""The largest of the 24 divisions of KSIC revision 9 holds at least this part of the whole."""

MOST_AGE_YEARS = 10
"""Figures of plants that are older are left out."""

SOURCES = (
    "largest_divisions",
    "province_divisions",
    "complex_workers",
    "plants",
    "national_industries",
)
"""Source ids of the evidence, in ``data/references/sources.csv``."""

COLUMNS = ["region_code", "industries", "workers", "names", "kind", "source", "year"]


@cache
def read_evidence(name: str) -> pd.DataFrame:
    """A table of ``data/statistics``, a missing text ``''``. Read once; not to be changed."""
    table = pd.read_csv(data_folder() / "statistics" / f"{name}.csv", dtype=str)
    numbers = ["year", "value", "workers", "manufacturing", "manufacturing_300plus"]
    numbers += ["manufacturing_1000plus", "largest_300plus_workers"]
    for column in table.columns.intersection(numbers):
        table[column] = pd.to_numeric(table[column])
    texts = table.columns.difference(numbers)
    return table.fillna(dict.fromkeys(texts, ""))


def region_totals(as_of: int | None) -> pd.Series[float]:
    """Workers of manufacturing by region, plants of all sizes with employees, 2016.

    Raises
    ------
    DataError
        When the date lies before them.
    """
    table = _until("largest_divisions", as_of).dropna(subset="manufacturing")
    if table.empty:
        raise DataError(
            "industries of regions as of {as_of}: the oldest totals of regions are of {first}",
            as_of=as_of,
            first=int(read_evidence("largest_divisions").dropna()["year"].min()),
        )
    newest = table[table["year"] == table["year"].max()]
    totals: pd.Series[float] = newest.set_index("region_code")["manufacturing"].astype(float)
    return totals.sort_index()


def province_shares(as_of: int | None) -> pd.DataFrame | None:
    """Province × division, shares of the workers in plants of ten or more; None before 2024.

    The workers of suppressed cells are known together, as what is missing of the province's total;
    they are laid on these cells by their establishments, which are not suppressed.
    """
    table = _until("province_divisions", as_of)
    if table.empty:
        return None
    table = table[table["sido_code"] != "00"]
    of_measure = {
        str(measure): rows.pivot(index="sido_code", columns="industry", values="value")
        for measure, rows in table.groupby("measure")
    }
    workers, plants = of_measure["workers"], of_measure["establishments"][list(DIVISIONS)]
    counted = workers[list(DIVISIONS)]
    hidden = plants.where(counted.isna(), 0.0).fillna(0.0)
    missing = workers["manufacturing"] - counted.sum(axis=1)
    weight = hidden.div(hidden.sum(axis=1).replace(0.0, 1.0), axis=0)
    whole = counted.fillna(0.0) + weight.mul(missing, axis=0)
    return whole.div(whole.sum(axis=1), axis=0)


def evidence(dataset: Dataset, totals: pd.Series[float], as_of: int | None) -> pd.DataFrame:
    """All that is published on a region's industries, one row a figure or name.

    Returns
    -------
    DataFrame
        ``region_code``; ``industries``: a division or group (``c31``, ``c311``), or several that
        the figure holds together; ``workers``: persons, missing where only the name is told;
        ``names``: whether it says that the industry is a main one of the region; ``kind``;
        ``source``: source id; ``year``, missing where none is told.
    """
    parts = [_largest(totals, as_of), _plants(totals, as_of), _complex_workers(as_of)]
    if province_shares(as_of) is not None:
        parts.append(_complex_industries(dataset.institutions))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _until(name: str, as_of: int | None) -> pd.DataFrame:
    table = read_evidence(name)
    return table if as_of is None else table[table["year"] <= as_of]


def _largest(totals: pd.Series[float], as_of: int | None) -> pd.DataFrame:
    table = _until("largest_divisions", as_of)
    table = table[table["year"] == table["year"].max()]
    # Nor is it smaller than what another division has in large plants alone.
    of_whole = table["region_code"].map(totals) * LEAST_OF_LARGEST
    least = of_whole.clip(lower=table["largest_300plus_workers"].fillna(0.0))
    of_all = table.assign(industries=table["largest"], workers=least, kind="largest_division")
    of_large = table.assign(
        industries=table["largest_300plus"],
        workers=table["largest_300plus_workers"],
        kind="largest_of_large_plants",
    )
    both = pd.concat([of_all, of_large]).assign(names=True)
    named: pd.DataFrame = both[both["industries"] != ""]
    return named


def _plants(totals: pd.Series[float], as_of: int | None) -> pd.DataFrame:
    table = _until("plants", as_of)
    until = as_of or int(read_evidence("complex_workers")["year"].max())
    closed = pd.to_numeric(table["closed"]) <= until
    gone = closed.groupby([table["region_code"], table["plant_ko"]]).transform("any")
    table = table.loc[~gone & (table["year"] >= until - MOST_AGE_YEARS)]
    # Self-reported numbers of the register do not count: a large plant is then only a name.
    registered = table["registered"] != ""
    large = table["workers"] >= table["region_code"].map(totals) * LEAST_OF_LARGEST
    table = table.assign(names=registered & large, kind="plant", source="plants")
    return table.assign(workers=table["workers"].mask(registered))


def _complex_workers(as_of: int | None) -> pd.DataFrame:
    table = _until("complex_workers", as_of)
    one_region = table["regions_basis"].isin(["whole", "mainly"])
    of_manufacturing = table["industries"].str.startswith("c")
    table = table[one_region & of_manufacturing & (table["year"] == table["year"].max())]
    key = ["region_codes", "industries", "year", "source"]
    summed = table.groupby(key, as_index=False)["workers"].sum()
    counted: pd.DataFrame = summed[summed["workers"] > 0]
    return counted.rename(columns={"region_codes": "region_code"}).assign(
        names=False, kind="complex_workers"
    )


def _complex_industries(institutions: pd.DataFrame) -> pd.DataFrame:
    table = institutions[(institutions["kind"] == "complex") & (institutions["industries"] != "")]
    rows = table.assign(industries=table["industries"].str.split(";")).explode("industries")
    for group, word in GROUPS.items():
        of_group = (rows["industries"] == group[:3]) & rows["fields"].str.contains(word)
        rows["industries"] = rows["industries"].mask(of_group, group)
    return pd.DataFrame(
        {
            "region_code": rows["region_code"],
            "industries": rows["industries"],
            "workers": np.nan,
            "names": True,
            "kind": "complex_industries",
            "source": "institutions",
            "year": np.nan,
        }
    )
