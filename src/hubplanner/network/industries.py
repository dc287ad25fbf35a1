"""Which manufacturing industries a region lives off, as far as the data tells."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

MEASURES = ("workers", "insured", "value_added", "shipments")
"""What is taken as a region's industries where it is imported, the first that is there."""

DIVISIONS = tuple(f"c{number}" for number in range(10, 35))


@dataclass(frozen=True)
class Industries:
    """Shares of manufacturing divisions by region.

    Attributes
    ----------
    shares
        Region × KSIC division (``c10`` … ``c34``), each row summing to 1; regions of which
        nothing is known have no row.
    origin
        By region: ``workers 2023`` and the like where statistics tell, else ``complexes``: the
        main industries of its industrial complexes, each complex and each industry counted
        alike.
    """

    shares: pd.DataFrame
    origin: pd.Series[str]


def region_industries(statistics: pd.DataFrame, institutions: pd.DataFrame) -> Industries:
    """The industries of each region: imported statistics first, else its industrial complexes.

    Parameters
    ----------
    statistics
        Tidy table; rows of the divisions ``c10`` … ``c34`` come only by import.
    institutions
        With ``kind``, ``region_code`` and, for complexes, ``industries``.
    """
    counted, origin = _from_statistics(statistics)
    listed = complex_industries(institutions)
    of_region = listed.groupby(institutions["region_code"]).mean()
    of_region = of_region[~of_region.index.isin(counted.index)]
    shares = pd.concat([counted, of_region]).reindex(columns=list(DIVISIONS)).fillna(0.0)
    origin = pd.concat([origin, pd.Series("complexes", index=of_region.index)])
    order = shares.index.sort_values()
    return Industries(shares.loc[order].rename_axis("region_code"), origin[order])


def complex_industries(institutions: pd.DataFrame) -> pd.DataFrame:
    """Each complex's industries in equal shares; complexes without a manufacturing one left out.

    >>> places = pd.DataFrame({"kind": ["complex", "complex"], "industries": ["c29;c31", ""]})
    >>> complex_industries(places).loc[0, ["c29", "c30", "c31"]].tolist()
    [0.5, 0.0, 0.5]
    """
    stated = institutions.loc[institutions["kind"] == "complex", "industries"]
    rows = {
        name: dict.fromkeys(codes.split(";"), 1 / len(codes.split(";")))
        for name, codes in stated.items()
        if codes
    }
    table = pd.DataFrame.from_dict(rows, orient="index", dtype=float)
    return table.reindex(columns=list(DIVISIONS)).fillna(0.0)


def _from_statistics(statistics: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[str]]:
    rows = statistics[
        statistics["industry"].isin(DIVISIONS)
        & statistics["measure"].isin(MEASURES)
        & (statistics["flag"] != "unreliable")
    ]
    if rows.empty:
        return pd.DataFrame(columns=list(DIVISIONS), dtype=float), pd.Series(dtype=str)
    # For each region the first measure of the list that it has, in its latest year and period.
    rows = rows.assign(choice=rows["measure"].map(MEASURES.index))
    rows = rows.sort_values(
        ["region_code", "choice", "year", "period"], ascending=[True, True, False, False]
    )
    key = ["region_code", "choice", "year", "period"]
    first = rows.drop_duplicates("region_code")[key]
    latest = rows.merge(first, on=key)
    table = latest.pivot_table(
        index="region_code", columns="industry", values="value", aggfunc="sum", fill_value=0.0
    )
    table = table[table.sum(axis=1) > 0]
    origin = latest.drop_duplicates("region_code").set_index("region_code")
    label = origin["measure"].astype(str) + " " + origin["year"].astype(str)
    return table.div(table.sum(axis=1), axis=0), label[table.index]
