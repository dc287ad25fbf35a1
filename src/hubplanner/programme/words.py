"""How money, years and hubs are told in chapters of the programme."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from hubplanner.language import Text
from hubplanner.plan import Plan
from hubplanner.report.words import Speaker, figure

DECIMALS = 4
"""Amounts in tables are told to 만 원 (10,000 won)."""

NOT_WITHIN = "–"
"""What does not come within the years that are reckoned, or was not stated."""


def money(amount: float) -> Text:
    """An amount in 억 원; small ones to a tenth.

    >>> str(money(3375)), money(562.5).in_language("ko")
    ('KRW 3,375 hundred million', '562.5억 원')
    """
    small = abs(amount) < _LARGE
    return Text("KRW {amount} hundred million", amount=in_figures([amount], exact=small)[0])


_LARGE = 1000.0
"""억 원: above it no tenths are told in a sentence."""


def in_figures(amounts: Iterable[float], *, exact: bool = True) -> list[str]:
    """Amounts of one table: to a tenth where one is not whole, so that they add up as shown.

    >>> in_figures([562.5, 3375.0]), in_figures([125.0, 250.0])
    (['562.5', '3,375.0'], ['125', '250'])
    >>> in_figures([float("nan")])
    ['–']
    """
    told = list(amounts)
    whole = all(pd.isna(one) or abs(one - round(one)) < _WHOLE for one in told)
    if whole or not exact:
        return [figure(one, "count") for one in told]
    return [NOT_WITHIN if pd.isna(one) else f"{one:,.1f}" for one in told]


_WHOLE = 0.05
"""So near to a whole number no tenth is seen."""


def in_cells(rows: list[list[float]]) -> list[list[str]]:
    """:func:`in_figures` of all rows of a table alike."""
    told = iter(in_figures(one for row in rows for one in row))
    return [[next(told) for _ in row] for row in rows]


def year(value: Any) -> str:
    """A year in a cell.

    >>> year(2030), year(pd.NA)
    ('2030', '–')
    """
    return NOT_WITHIN if value is None or pd.isna(value) else str(int(value))


def hub_names(plan: Plan, say: Speaker) -> pd.Series[str]:
    """By hub id: '울산 남구' or 'Nam-gu, Ulsan'."""
    codes = plan.hubs["region_code"]
    return pd.Series([say.region(plan, str(code)) for code in codes], codes.index)


def of_hubs(plan: Plan) -> pd.DataFrame:
    """By hub id: number, names, technology, ministry and province, as tables show them."""
    columns = ["number", "region_code", "name_ko", "name_en", "sido_ko", "sido_en"]
    columns += ["technology", "technology_ko", "technology_en", "ministry_ko", "ministry_en"]
    return pd.DataFrame(plan.hubs[columns])
