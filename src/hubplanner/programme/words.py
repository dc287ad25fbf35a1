"""How money, years and hubs are told in chapters of the programme."""

from __future__ import annotations

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
    """An amount in 억 원.

    >>> str(money(3375)), money(3375).in_language("ko")
    ('KRW 3,375 hundred million', '3,375억 원')
    """
    return Text("KRW {amount} hundred million", amount=figure(amount, "count"))


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
