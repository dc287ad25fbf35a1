"""Indicators: pure functions of the statistics table, one number a region.

Every function takes the tidy statistics (see :class:`hubplanner.sources.Dataset`) and returns a
Series indexed by ``region_code`` with the regions for which it could be observed; a region whose
figures are missing, or marked unreliable by the publisher, is absent, never zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd


def observed(
    statistics: pd.DataFrame, measure: str, industry: str, year: int, period: str = "Y"
) -> pd.Series[float]:
    """Reliable values of one measure, industry and time, indexed by ``region_code``."""
    rows = statistics[
        (statistics["measure"] == measure)
        & (statistics["industry"] == industry)
        & (statistics["year"] == year)
        & (statistics["period"] == period)
        & (statistics["flag"] != "unreliable")
    ]
    return rows.set_index("region_code")["value"].sort_index()


def share(part: pd.Series[float], whole: pd.Series[float]) -> pd.Series[float]:
    """``part / whole`` where both are observed and the whole is above zero.

    >>> share(pd.Series({"a": 30.0}), pd.Series({"a": 120.0, "b": 10.0})).to_dict()
    {'a': 0.25}
    """
    return (part / whole[whole > 0]).dropna()


def location_quotient(part: pd.Series[float], whole: pd.Series[float]) -> pd.Series[float]:
    r"""Location quotient (Florence 1939): the region's share over the share of all regions.

    .. math:: LQ_r = \frac{e_{ir} / e_r}{\sum_r e_{ir} / \sum_r e_r}

    summed over the regions where both are observed.

    >>> location_quotient(pd.Series({"a": 30.0, "b": 10.0}), pd.Series({"a": 50.0, "b": 50.0}))
    a    1.5
    b    0.5
    dtype: float64
    """
    both = pd.DataFrame({"part": part, "whole": whole}).dropna()
    if both["part"].sum() <= 0:  # an industry that is nowhere has no quotient anywhere
        return both["part"].iloc[:0]
    return share(both["part"], both["whole"]) / (both["part"].sum() / both["whole"].sum())


def growth_against_nation(start: pd.Series[float], end: pd.Series[float]) -> pd.Series[float]:
    r"""Growth less that of all regions together: the total shift of shift-share analysis (Dunn 1960).

    .. math:: s_r = x_r^1 / x_r^0 - \sum_r x_r^1 / \sum_r x_r^0

    as a fraction of the start (−0.10: ten points below the nation). Figures at current prices may
    be used, as the nation's prices stand on both sides.

    >>> growth_against_nation(pd.Series({"a": 100.0, "b": 100.0}), pd.Series({"a": 80.0, "b": 120.0}))
    a   -0.2
    b    0.2
    dtype: float64
    """  # noqa: E501
    both = pd.DataFrame({"start": start, "end": end}).dropna()
    both = both[both["start"] > 0]
    if both.empty:
        return both["end"]
    return both["end"] / both["start"] - both["end"].sum() / both["start"].sum()


@dataclass(frozen=True)
class Indicator:
    """What an indicator says and how it is read; ``sign`` +1: more is worse, −1: less is worse."""

    key: str
    dimension: str
    name_ko: str
    name_en: str
    unit: str
    years: str
    sign: int
    measures: tuple[str, ...]
    compute: Callable[[pd.DataFrame], pd.Series[float]]


def _gva_share(statistics: pd.DataFrame) -> pd.Series[float]:
    return share(
        observed(statistics, "gva", "manufacturing", 2020),
        observed(statistics, "gva", "total", 2020),
    )


def _employed_quotient(statistics: pd.DataFrame) -> pd.Series[float]:
    return location_quotient(
        observed(statistics, "employed", "mining_and_manufacturing", 2025, "H1"),
        observed(statistics, "employed", "total", 2025, "H1"),
    )


def _employed_change(statistics: pd.DataFrame) -> pd.Series[float]:
    return growth_against_nation(
        observed(statistics, "employed", "mining_and_manufacturing", 2021, "H1"),
        observed(statistics, "employed", "mining_and_manufacturing", 2025, "H1"),
    )


def _gva_change(statistics: pd.DataFrame) -> pd.Series[float]:
    return growth_against_nation(
        observed(statistics, "gva", "manufacturing", 2015),
        observed(statistics, "gva", "manufacturing", 2020),
    )


def _population_change(statistics: pd.DataFrame) -> pd.Series[float]:
    return growth_against_nation(
        observed(statistics, "population", "total", 2015),
        observed(statistics, "population", "total", 2025),
    )


CATALOGUE: tuple[Indicator, ...] = (
    Indicator(
        "manufacturing_share",
        "dependency",
        "제조업 비중(총부가가치)",
        "Manufacturing share of value added",
        "share",
        "2020",
        +1,
        ("gva",),
        _gva_share,
    ),
    Indicator(
        "employed_lq",
        "dependency",
        "광업·제조업 취업자 입지계수",
        "Location quotient of employed in mining and manufacturing",
        "ratio",
        "2025H1",
        +1,
        ("employed",),
        _employed_quotient,
    ),
    Indicator(
        "employed_change",
        "decline",
        "광업·제조업 취업자 증감(전국 대비)",
        "Employed in mining and manufacturing, growth against the nation",
        "points",
        "2021H1–2025H1",
        -1,
        ("employed",),
        _employed_change,
    ),
    Indicator(
        "gva_change",
        "decline",
        "제조업 부가가치 증감(전국 대비)",
        "Manufacturing value added, growth against the nation",
        "points",
        "2015–2020",
        -1,
        ("gva",),
        _gva_change,
    ),
    Indicator(
        "population_change",
        "decline",
        "인구 증감(전국 대비)",
        "Population, growth against the nation",
        "points",
        "2015–2025",
        -1,
        ("population",),
        _population_change,
    ),
)
"""The indicators of the default score, in the order in which they are shown."""
