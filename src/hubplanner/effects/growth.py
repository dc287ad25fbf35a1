"""Growth of treated regions against the nation: the comparison of the brief's Figure 5."""

from __future__ import annotations

import pandas as pd

from hubplanner.regions import read_reference


def compound_growth(start: float, end: float, years: int) -> float:
    """Compound growth a year, as a share: ``(end / start) ** (1 / years) - 1``.

    Examples
    --------
    From 100 to 128.6 in seven years, as Michigan's manufacturing:

    >>> round(compound_growth(100, 128.6, 7), 4)
    0.0366
    """
    return float((end / start) ** (1 / years) - 1)


def growth_table(values: pd.DataFrame, treated: list[str]) -> pd.DataFrame:
    """Growth a year from the first to the last year: nation, treated together, each of them.

    Parameters
    ----------
    values
        Region × year, in levels, without gaps.
    treated
        Codes of treated regions.

    Returns
    -------
    DataFrame
        ``region_code`` (``nation``, ``treated`` or a code), ``start``, ``end`` (values),
        ``growth`` (share a year), ``against_nation`` (difference).
    """
    first, last = values.columns[0], values.columns[-1]
    ends = values[[first, last]]
    rows = pd.concat(
        [ends.sum().to_frame("nation"), ends.loc[treated].sum().to_frame("treated")], axis=1
    ).T
    rows = pd.concat([rows, ends.loc[treated]])
    table = pd.DataFrame(
        {
            "region_code": rows.index.astype(str),
            "start": rows[first].to_numpy(float),
            "end": rows[last].to_numpy(float),
        }
    )
    years = int(last) - int(first)
    table["growth"] = [
        compound_growth(start, end, years)
        for start, end in zip(table["start"].tolist(), table["end"].tolist(), strict=True)
    ]
    table["against_nation"] = table["growth"] - table["growth"].iloc[0]
    return table


def us_growth() -> pd.DataFrame:
    """The four figures of the brief's Figure 5, as printed; percent a year, 2010 to 2017."""
    table = read_reference("us_manufacturing_growth")
    return table.assign(growth_percent=table["growth_percent"].astype(float))
