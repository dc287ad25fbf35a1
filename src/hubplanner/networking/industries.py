"""Which manufacturing industries a region lives off, as far as the data tells."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hubplanner.dataset.panel import Panel

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


def region_industries(panel: Panel, institutions: pd.DataFrame) -> Industries:
    """The industries of each region: imported statistics first, else its industrial complexes.

    Parameters
    ----------
    panel
        Of the statistics; figures of the divisions ``c10`` … ``c34`` come only by import.
    institutions
        With ``kind``, ``region_code`` and, for complexes, ``industries``.
    """
    counted, origin = _from_statistics(panel)
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


def _from_statistics(panel: Panel) -> tuple[pd.DataFrame, pd.Series[str]]:
    """For each region the first measure of the list that it has, in the period that counts.

    A region without figures of that period is told by its last other one.
    """
    shares = pd.DataFrame(columns=list(DIVISIONS), dtype=float)
    origin = pd.Series(dtype=str)
    for measure in MEASURES:
        for when in panel.newest(measure, DIVISIONS):
            seen = pd.DataFrame({key: panel.series(measure, key, when) for key in DIVISIONS})
            total = seen.sum(axis=1)
            new = (total > 0) & ~seen.index.isin(shares.index)
            shares = pd.concat([shares, seen[new].div(total[new], axis=0)])
            origin = pd.concat([origin, pd.Series(f"{measure} {when.year}", index=seen.index[new])])
    return shares, origin
