"""Shift-share analysis: why a region grew otherwise than the nation.

Tables are regions × industries, amounts at the start and at the end of a period, of one unit. An
industry that is missing for a region at either end counts in none of the region's parts. ``nation``
are the amounts by industry that the region is held against; without it the sums over the regions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

Pair = tuple[pd.Series, pd.Series]


def shift_share(
    start: pd.DataFrame, end: pd.DataFrame, *, nation: Pair | None = None
) -> pd.DataFrame:
    r"""The change of each region in three parts that add up (Dunn 1960).

    .. math:: \Delta_r = \sum_i e_{ir} G + \sum_i e_{ir} (G_i - G) + \sum_i e_{ir} (g_{ir} - G_i)

    with growth of the nation G, of its industry i, and of the region's.

    Returns
    -------
    DataFrame
        By region, in the unit of the amounts: ``start``, ``change``, ``national`` (as if all grew
        like the nation), ``mix`` (its industries grew otherwise than the nation) and ``local`` (it
        grew otherwise than its industries).

    Examples
    --------
    >>> start = pd.DataFrame({"ships": [80.0, 20], "chips": [20.0, 80]}, index=["a", "b"])
    >>> end = pd.DataFrame({"ships": [60.0, 20], "chips": [24.0, 112]}, index=["a", "b"])
    >>> shift_share(start, end).round(2).loc["a"].to_dict()
    {'start': 100.0, 'change': -16.0, 'national': 8.0, 'mix': -16.8, 'local': -7.2}
    """
    start, end, total, industry = _growths(start, end, nation)
    base = start.sum(axis="columns", min_count=1)
    change = (end - start).sum(axis="columns", min_count=1)
    national = base * total
    expected = (start * industry).sum(axis="columns", min_count=1)
    return pd.DataFrame(
        {
            "start": base,
            "change": change,
            "national": national,
            "mix": expected - national,
            "local": change - expected,
        }
    )


def esteban_marquillas(
    start: pd.DataFrame, end: pd.DataFrame, *, nation: Pair | None = None
) -> pd.DataFrame:
    r"""Shift-share with the local part split (Esteban-Marquillas 1972).

    .. math:: e'_{ir} = e_r E_i / E

    is what the region would have if its industries were those of the nation (homothetic). The
    ``competitive`` part :math:`\sum_i e'_{ir} (g_{ir} - G_i)` is free of the region's mix, and
    ``allocation`` :math:`\sum_i (e_{ir} - e'_{ir})(g_{ir} - G_i)` tells whether it is specialised
    in what it does better. The two add up to ``local`` of :func:`shift_share`; all are in the unit
    of the amounts.

    >>> start = pd.DataFrame({"ships": [80.0, 20], "chips": [20.0, 80]}, index=["a", "b"])
    >>> end = pd.DataFrame({"ships": [60.0, 20], "chips": [24.0, 112]}, index=["a", "b"])
    >>> parts = esteban_marquillas(start, end).round(2)
    >>> parts.loc["a", ["local", "competitive", "allocation"]].to_dict()
    {'local': -7.2, 'competitive': -10.5, 'allocation': 3.3}
    """
    parts = shift_share(start, end, nation=nation)
    start, end, _, industry = _growths(start, end, nation)
    before = nation[0] if nation else start.sum()
    seen = start.notna()
    weights = seen.mul(before, axis="columns")
    mix = weights.div(weights.sum(axis="columns"), axis="index")
    homothetic = mix.mul(parts["start"], axis="index").where(seen)
    # Where the region had nothing at the start its growth has no meaning: all is allocation.
    lead = ((end - start) / start.where(start > 0)).sub(industry, axis="columns")
    competitive = (homothetic * lead).sum(axis="columns", min_count=1)
    return parts.assign(competitive=competitive, allocation=parts["local"] - competitive)


def dynamic_shift_share(
    history: Sequence[pd.DataFrame], *, nation: Sequence[pd.Series] | None = None
) -> pd.DataFrame:
    """Shift-share of each step from one table to the next, summed (Barff and Knight 1988).

    As the region's industries and the nation's growth are taken anew at every step, the parts do
    not depend on the mix of the first year alone. Parts as in :func:`shift_share`; ``nation``
    holds one Series for each table.

    >>> first = pd.DataFrame({"ships": [80.0, 20], "chips": [20.0, 80]}, index=["a", "b"])
    >>> last = pd.DataFrame({"ships": [60.0, 20], "chips": [24.0, 112]}, index=["a", "b"])
    >>> dynamic_shift_share([first, (first + last) / 2, last]).round(2).loc["a"].to_dict()
    {'start': 100.0, 'change': -16.0, 'national': 7.54, 'mix': -16.36, 'local': -7.18}
    """
    if len(history) < 2:
        raise ValueError("a dynamic shift-share needs at least two tables")
    nations = list(pairwise(nation)) if nation else [None] * (len(history) - 1)
    steps = [
        shift_share(before, after, nation=pair)
        for (before, after), pair in zip(pairwise(history), nations, strict=True)
    ]
    total: pd.DataFrame = sum(
        (step[["change", "national", "mix", "local"]] for step in steps[1:]),
        start=steps[0][["change", "national", "mix", "local"]],
    )
    return pd.concat([steps[0]["start"], total], axis="columns")


def _growths(
    start: pd.DataFrame, end: pd.DataFrame, nation: Pair | None
) -> tuple[pd.DataFrame, pd.DataFrame, float, pd.Series]:
    """Cells seen at both ends; growth of the nation and of its industries."""
    seen = start.notna() & end.notna()
    start, end = start.where(seen), end.where(seen)
    before, after = nation or (start.sum(), end.sum())
    industry = after / before.where(before > 0) - 1
    return start, end, float(after.sum() / before.sum() - 1), industry
