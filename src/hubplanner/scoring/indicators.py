"""Formulas of indicators: pure functions of amounts by region, one number a region.

Amounts are Series indexed by ``region_code``; a region for which one of them is missing has no
value in the result, never a zero. ``nation`` takes the national sums where the amounts are not
those of regions (labour-market areas overlap: their sum is no nation); without it the sums over the
regions observed are used. All results are free of units: a unit of the amounts changes nothing.

Share, location quotient and growth also take tables of regions × draws, each column a draw of the
amounts, with national sums by draw, and give such a table.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

Amount = TypeVar("Amount", "pd.Series[float]", pd.DataFrame)
National = TypeVar("National", float, "pd.Series[float]")


def share(part: Amount, whole: Amount) -> Amount:
    """``part / whole`` where both are observed and the whole is above zero.

    >>> share(pd.Series({"a": 30.0}), pd.Series({"a": 120.0, "b": 10.0})).to_dict()
    {'a': 0.25}
    """
    return (part / whole[whole > 0]).dropna()


def location_quotient(
    part: Amount, whole: Amount, *, nation: tuple[National, National] | None = None
) -> Amount:
    r"""Location quotient (Florence 1939): the region's share over the nation's.

    .. math:: LQ_r = \frac{e_{ir} / e_r}{\sum_r e_{ir} / \sum_r e_r}

    summed over the regions where both are observed.

    >>> location_quotient(pd.Series({"a": 30.0, "b": 10.0}), pd.Series({"a": 50.0, "b": 50.0}))
    a    1.5
    b    0.5
    dtype: float64
    """
    part, whole = part.align(whole)
    both = part.notna() & whole.notna()
    national_part, national_whole = nation or (part[both].sum(), whole[both].sum())
    if np.any(national_part <= 0):  # an industry that is nowhere has no quotient anywhere
        return part.iloc[:0]
    return share(part, whole) / (national_part / national_whole)


def contribution(part: pd.Series[float], *, nation: float | None = None) -> pd.Series[float]:
    """The region's share of the nation's industry.

    >>> contribution(pd.Series({"a": 30.0, "b": 10.0})).to_dict()
    {'a': 0.75, 'b': 0.25}
    """
    total = part.sum() if nation is None else nation
    return part.dropna() / total if total > 0 else part.iloc[:0]


def growth(start: Amount, end: Amount) -> Amount:
    """Change as a fraction of the start.

    >>> growth(pd.Series({"a": 100.0}), pd.Series({"a": 80.0})).round(3).to_dict()
    {'a': -0.2}
    """
    return share(end, start) - 1


def annual_growth(start: Amount, end: Amount, years: float) -> Amount:
    r"""Compound annual growth rate, :math:`(x^1 / x^0)^{1/T} - 1`.

    >>> annual_growth(pd.Series({"a": 100.0}), pd.Series({"a": 121.0}), 2).round(3).to_dict()
    {'a': 0.1}
    """
    return share(end, start) ** (1 / years) - 1


def growth_against_nation(
    start: Amount, end: Amount, *, nation: tuple[National, National] | None = None
) -> Amount:
    r"""Growth less that of all regions together: the total shift of shift-share analysis (Dunn 1960).

    .. math:: s_r = x_r^1 / x_r^0 - \sum_r x_r^1 / \sum_r x_r^0

    as a fraction of the start (−0.10: ten points below the nation). Figures at current prices may
    be used, as the nation's prices stand on both sides.

    >>> growth_against_nation(pd.Series({"a": 100.0, "b": 100.0}), pd.Series({"a": 80.0, "b": 120.0}))
    a   -0.2
    b    0.2
    dtype: float64
    """  # noqa: E501
    start, end = start.align(end)
    seen = end.notna() & (start > 0)
    national_start, national_end = nation or (start[seen].sum(), end[seen].sum())
    if np.any(national_start <= 0):
        return end.iloc[:0]
    return share(end, start) - national_end / national_start


def change_per_job(
    start: pd.Series[float],
    end: pd.Series[float],
    jobs: pd.Series[float],
    *,
    nation: tuple[float, float, float] | None = None,
) -> pd.Series[float]:
    r"""Change of a part of the jobs per job of the whole, less that of all regions (Dunn 1960).

    .. math:: (x_r^1 - x_r^0) / m_r - \sum_r (x_r^1 - x_r^0) / \sum_r m_r

    Unlike growth it is told where the part starts from nothing: where there is no large plant, none
    has shrunk.

    >>> start, end = pd.Series({"a": 50.0, "b": 0.0}), pd.Series({"a": 40.0, "b": 0.0})
    >>> change_per_job(start, end, pd.Series({"a": 100.0, "b": 100.0})).round(3).to_dict()
    {'a': -0.05, 'b': 0.05}
    """
    change = share(end - start, jobs)
    seen = change.index
    x0, x1, m = nation or (start[seen].sum(), end[seen].sum(), jobs[seen].sum())
    return change - (x1 - x0) / m


def fall_from_peak(history: pd.DataFrame) -> pd.Series[float]:
    """The last value over the highest so far, less one: 0 at the peak, −0.3 when 30 % below it.

    Parameters
    ----------
    history
        Regions by like periods, oldest first; a region needs the last and one earlier.

    Examples
    --------
    >>> fall_from_peak(pd.DataFrame({2019: [8.0, 5.0], 2021: [10.0, None], 2023: [7.0, 6.0]},
    ...                             index=["a", "b"])).round(3).to_dict()
    {'a': -0.3, 'b': 0.0}
    """
    seen = history[history.iloc[:, -1].notna() & (history.notna().sum(axis=1) > 1)]
    return share(seen.iloc[:, -1], seen.max(axis=1)) - 1


def net_migration_rate(
    came: pd.Series[float], went: pd.Series[float], residents: pd.Series[float]
) -> pd.Series[float]:
    """Who came less who left, over the residents.

    >>> persons = [pd.Series({"a": count}) for count in (300.0, 500.0, 10_000.0)]
    >>> net_migration_rate(*persons).to_dict()
    {'a': -0.02}
    """
    return share(came - went, residents)


def exposure(
    amounts: pd.DataFrame, total: pd.Series[float], weights: pd.Series[float]
) -> pd.Series[float]:
    r"""Shares of industries times what each industry weighs, :math:`\sum_i s_{ir} w_i`.

    Parameters
    ----------
    amounts
        Regions by industries; a region that lacks one of those weighed has no exposure.
    total
        What the shares are of, by region, in the unit of the amounts.
    weights
        By industry: how far its production lies below its base, or its linkage.

    Examples
    --------
    >>> workers = pd.DataFrame({"ships": [60.0], "cars": [10.0]}, index=["a"])
    >>> exposure(workers, pd.Series({"a": 100.0}), pd.Series({"ships": 0.5, "cars": 0.1})).round(2)
    a    0.31
    dtype: float64
    """
    shares = amounts.div(total.where(total > 0), axis="index")[weights.index]
    return (shares * weights).sum(axis="columns", min_count=len(weights)).dropna()


def herfindahl(amounts: pd.DataFrame) -> pd.Series[float]:
    r"""Herfindahl–Hirschman index of concentration, :math:`\sum_i s_i^2` (Hirschman 1964).

    Parameters
    ----------
    amounts
        Regions by industries; an industry that is missing is left out of the region's total.

    Returns
    -------
    Series
        1/n (all n industries alike) to 1 (one industry only).

    Examples
    --------
    >>> herfindahl(pd.DataFrame({"ships": [8.0], "cars": [2.0]}, index=["a"])).round(2).to_dict()
    {'a': 0.68}
    """
    shares = _shares(amounts)
    return (shares**2).sum(axis="columns", min_count=1).dropna()


def entropy_diversity(amounts: pd.DataFrame) -> pd.Series[float]:
    r"""Shannon entropy of the industry shares, :math:`-\sum_i s_i \ln s_i` (Attaran 1986).

    0 where one industry is all, ln n where all n are alike. Parameters as in :func:`herfindahl`.

    >>> entropy_diversity(pd.DataFrame({"ships": [5.0], "cars": [5.0]}, index=["a"])).round(3).to_dict()
    {'a': 0.693}
    """  # noqa: E501
    shares = _shares(amounts)
    terms = shares * np.log(shares.where(shares > 0, 1.0))
    # Plus zero turns the −0.0 of a single industry into 0.
    return -terms.sum(axis="columns", min_count=1).dropna() + 0.0


def leading_share(amounts: pd.DataFrame) -> pd.Series[float]:
    """Share of the largest industry. Parameters as in :func:`herfindahl`.

    >>> leading_share(pd.DataFrame({"ships": [8.0], "cars": [2.0]}, index=["a"])).to_dict()
    {'a': 0.8}
    """
    return _shares(amounts).max(axis="columns").dropna()


def _shares(amounts: pd.DataFrame) -> pd.DataFrame:
    total = amounts.sum(axis="columns", min_count=1)
    return amounts.div(total.where(total > 0), axis="index")
