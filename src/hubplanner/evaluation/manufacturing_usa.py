"""Table 1 of KRIHS Policy Brief 697: Manufacturing USA in 2016 and 2017, computed again."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from hubplanner.regions import read_reference


def manufacturing_usa() -> pd.DataFrame:
    """The printed table, a row an indicator in its order.

    Returns
    -------
    DataFrame
        ``indicator``, ``unit_ko``, ``unit_en``, ``value_2016``, ``value_2017`` and
        ``change_percent`` as printed, all as text, ``source``; ``computed_percent``: the change in
        percent of 2016 from the two figures, to one decimal as printed.
    """
    table = read_reference("manufacturing_usa_results")
    changes = [
        printed_change(before, now)
        for before, now in zip(table["value_2016"], table["value_2017"], strict=True)
    ]
    return table.assign(computed_percent=changes)


def printed_change(before: str, now: str) -> str:
    """The change between two printed figures to one decimal, halves away from zero, exactly.

    >>> printed_change("82", "79"), printed_change("23560", "185425")
    ('-3.7', '687.0')
    """
    change = 100 * (Decimal(now) - Decimal(before)) / Decimal(before)
    return str(change.quantize(Decimal("0.1"), ROUND_HALF_UP))


def misprints(table: pd.DataFrame) -> pd.DataFrame:
    """Rows whose printed change is not the one of their figures, from :func:`manufacturing_usa`."""
    return table[table["change_percent"] != table["computed_percent"]]


def implied_leverage(table: pd.DataFrame) -> dict[int, tuple[float, float]]:
    """Federal money and co-investment per federal dollar by year, if spending is the two together.

    Table 1 prints no federal amount. What R&D spending leaves beside co-investment gives 1.5 in
    2017, as the brief says, and 1.9 in 2016, where the programme's own report rounds to 2.

    Returns
    -------
    dict
        By year: million US dollars, and the ratio.
    """
    by_key = table.set_index("indicator")
    found = {}
    for year in (2016, 2017):
        spent, invested = (
            Decimal(str(by_key.at[key, f"value_{year}"]))
            for key in ("rd_spending", "co_investment")
        )
        found[year] = float(spent - invested), float(invested / (spent - invested))
    return found
