"""The shares of divisions in each region's manufacturing, estimated from what is published.

Published counts of a division in a region, and an even spread of what they leave, are fitted to the
provinces' workers by division and the regions' totals (iterative proportional fitting). Only what
evidence tells is then kept by division; the rest of a region is unknown. See
docs/en/explanation/scores.md.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.industries.evidence import (
    DIVISIONS,
    GROUPS,
    evidence,
    province_shares,
    region_totals,
)
from hubplanner.industries.own import own_shares, with_own
from hubplanner.industries.raking import rake
from hubplanner.industries.result import UNKNOWN, RegionIndustries

COLUMNS = (*sorted([*DIVISIONS, *GROUPS]), UNKNOWN)

LEAST_REST = 0.01
"""No margin is told in full: this part of each stays for what the evidence misses, so that a table
with these margins always exists."""


def region_industries(dataset: Dataset, as_of: int | None = None) -> RegionIndustries:
    """The shares of divisions in each region's manufacturing, with what each rests on.

    Parameters
    ----------
    dataset
        Its own statistics by division take the estimate's place, cell by cell.
    as_of
        Only what was counted until the end of this year is used; before 2024 there are no workers
        by province and division, so that only counts remain and more is unknown.

    Raises
    ------
    DataError
        When the date lies before the oldest totals of regions (2016).
    """
    totals = region_totals(as_of)
    found = evidence(dataset, totals, as_of)
    found = found[found["region_code"].isin(totals.index)]
    margins = _margins(totals, as_of)
    counts = _single_counts(found, totals.index)
    if margins is None:
        workers = _capped(counts, totals)
    else:
        counts = _with_groups(counts, found, _rest(counts, margins))
        workers = _fitted(counts, _named(found, counts), totals, margins)
    shares = workers.div(totals, axis=0)
    shares[UNKNOWN] = (1.0 - shares.sum(axis=1)).clip(lower=0.0)
    basis = _basis(found, shares)
    own, own_basis = own_shares(dataset.statistics, totals, as_of)
    shares = with_own(shares, own)
    basis = pd.concat([basis.drop(own_basis.index, errors="ignore"), own_basis])
    return _groups_apart(shares, basis, found, counts)


def _margins(totals: pd.Series[float], as_of: int | None) -> pd.DataFrame | None:
    """Province × division in workers, on the level of the regions' totals."""
    shares = province_shares(as_of)
    if shares is None:
        return None
    return shares.mul(totals.groupby(totals.index.str[:2]).sum(), axis=0)


def _single_counts(found: pd.DataFrame, regions: pd.Index[str]) -> pd.DataFrame:
    """Region × division: the largest count of each division alone."""
    single = found[~found["industries"].str.contains(";")].dropna(subset="workers")
    cells = single.groupby(["region_code", single["industries"].str[:3]])["workers"].max()
    return _wide(cells, regions)


def _wide(cells: pd.Series[float], regions: pd.Index[str]) -> pd.DataFrame:
    return cells.unstack().reindex(index=regions, columns=list(DIVISIONS)).fillna(0.0)


def _named(found: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Region × division: whether evidence names the division as a main one of the region."""
    rows = found[found["names"]]
    rows = rows.assign(division=rows["industries"].str.split(";")).explode("division")
    cells = rows.groupby(["region_code", rows["division"].str[:3]]).size()
    return _wide(cells.astype(float), counts.index) > 0


def _rest(counts: pd.DataFrame, margins: pd.DataFrame) -> pd.DataFrame:
    """Province × division: workers that no count of a region holds."""
    held = counts.groupby(counts.index.str[:2]).sum()
    return (margins - held).clip(lower=LEAST_REST * margins)


def _with_groups(counts: pd.DataFrame, found: pd.DataFrame, rest: pd.DataFrame) -> pd.DataFrame:
    """Counts of several divisions together laid on these, as the rest of the province has them.

    What single counts of the same divisions hold already is taken off first.
    """
    groups = found[found["kind"].eq("complex_workers") & found["industries"].str.contains(";")]
    table, left = counts.to_numpy(dtype=float, copy=True), rest.to_numpy(dtype=float)
    regions, provinces = list(counts.index), list(rest.index)
    for code, industries, workers in zip(
        groups["region_code"], groups["industries"], groups["workers"], strict=True
    ):
        columns = [DIVISIONS.index(one) for one in industries.split(";")]
        row, weight = regions.index(code), left[provinces.index(code[:2]), columns]
        more = max(workers - table[row, columns].sum(), 0.0)
        table[row, columns] += more * weight / max(weight.sum(), 1.0)
    return pd.DataFrame(table, index=counts.index, columns=counts.columns)


def _capped(counts: pd.DataFrame, totals: pd.Series[float]) -> pd.DataFrame:
    """Counts of other universes may exceed a region's total: then scaled to it."""
    return counts.mul((totals / counts.sum(axis=1)).clip(upper=1.0).fillna(1.0), axis=0)


def _fitted(
    counts: pd.DataFrame,
    named: pd.DataFrame,
    totals: pd.Series[float],
    margins: pd.DataFrame,
) -> pd.DataFrame:
    """Workers of the divisions that are told, out of the table fitted to all margins.

    A division named as a main one has its whole cell; of one that is only counted, the part of the
    cell that is counted.
    """
    told = []
    for code, block in _capped(counts, totals).groupby(counts.index.str[:2]):
        rows = np.asarray(totals[block.index], dtype=float)
        columns = margins.loc[str(code)].to_numpy(dtype=float)
        counted = block.to_numpy()
        counted = counted * np.minimum(columns / np.maximum(counted.sum(axis=0), 1e-9), 1.0)
        row_rest = np.maximum(rows - counted.sum(axis=1), LEAST_REST * rows)
        column_rest = np.maximum(columns - counted.sum(axis=0), LEAST_REST * columns)
        seed = counted + np.outer(row_rest, column_rest / column_rest.sum())
        kept = np.where(named.loc[block.index], 1.0, counted / np.maximum(seed, 1e-9))
        fitted = rake(seed, rows, columns) * kept
        told.append(pd.DataFrame(fitted, index=block.index, columns=block.columns))
    return pd.concat(told)


def _basis(found: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    rows = found.assign(industry=found["industries"].str.split(";")).explode("industry")
    rows["industry"] = rows["industry"].str[:3]
    rows = rows.sort_values("year", ascending=False, kind="stable")
    year = rows.groupby(["region_code", "industry"])["year"].max().astype("Int64")
    table = pd.DataFrame(
        {
            "kinds": _distinct(rows, "kind").reindex(year.index),
            "sources": _distinct(rows, "source").reindex(year.index),
            "year": year,
            "status": "estimated",
        }
    )
    at = shares.columns.get_indexer(table.index.get_level_values("industry"))
    of_region = shares.index.get_indexer(table.index.get_level_values("region_code"))
    return table.loc[shares.to_numpy()[of_region, at] > 0]


def _distinct(rows: pd.DataFrame, column: str) -> pd.Series[str]:
    """By region and industry the texts of a column, each once."""
    texts: dict[tuple[str, str], dict[str, None]] = {}
    keys = zip(rows["region_code"], rows["industry"], strict=True)
    for key, text in zip(keys, rows[column], strict=True):
        texts.setdefault(key, {})[text] = None
    return pd.Series({key: ";".join(some) for key, some in texts.items()})


def _groups_apart(
    shares: pd.DataFrame, basis: pd.DataFrame, found: pd.DataFrame, counts: pd.DataFrame
) -> RegionIndustries:
    """Ships and aircraft in place of c31, where all evidence that tells names one of them.

    And only where a plant of it holds half of what is counted, or c31 is a region's largest
    division: one yard doesn't make the trains of a city ships.
    """
    rows = found[found["industries"].isin(GROUPS)]
    of_region = rows.groupby("region_code")
    one = of_region["industries"].nunique() == 1
    group = of_region["industries"].first()[one]
    most = of_region["workers"].max()[one] * 2 >= counts["c31"].reindex(group.index)
    leads = found["industries"].eq("c31") & found["kind"].str.startswith("largest")
    group = group[most | group.index.isin(found.loc[leads, "region_code"])]
    shares = shares.reindex(columns=list(COLUMNS), fill_value=0.0).rename_axis("region_code")
    for key in GROUPS:
        moved = group.index[group == key]
        shares.loc[moved, key] = shares.loc[moved, "c31"]
        shares.loc[moved, "c31"] = 0.0
    index = [
        (code, group[code] if key == "c31" and code in group else key) for code, key in basis.index
    ]
    basis = basis.set_axis(pd.MultiIndex.from_tuples(index, names=["region_code", "industry"]))
    return RegionIndustries(shares, basis.sort_index())
