"""From figures in their own units to 0–1, higher is worse (OECD 2008, Handbook, step 5).

All take one value a region, or a table of regions × draws of which each column is scaled by itself.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pandas as pd

from hubplanner.scoring.indicators import Amount

FLOOR = 0.01
"""Where a scale starts that would reach zero: a zero would wipe out every product."""


def percentile_rank(worse: Amount) -> Amount:
    """The share of the observed regions that fare better; ties and the region itself count half.

    (rank − ½) / n, the plotting position of Hazen (1914): 0.5 is the middle, and neither 0 nor 1
    is reached, so that no single rank wipes out a product.

    >>> percentile_rank(pd.Series({"a": 1.0, "b": 5.0})).to_dict()
    {'a': 0.25, 'b': 0.75}
    """
    ranks: Amount = (_average_rank(worse) - 0.5) / _at_least_one(worse.notna().sum())
    return ranks


def _average_rank(worse: Amount) -> Amount:
    if isinstance(worse, pd.DataFrame):
        # Without ties, numpy sorts thousands of columns at once, some times as fast.
        values = worse.to_numpy(float)
        gaps = np.isnan(values)
        seen = ~gaps[:, 0]
        columns = np.ascontiguousarray(values[seen].T)
        order = np.argsort(columns, axis=1)
        inorder = np.take_along_axis(columns, order, axis=1)
        tied = (inorder[:, 1:] == inorder[:, :-1]).any()
        if not tied and (gaps == ~seen[:, None]).all():
            np.put_along_axis(inorder, order, np.arange(1.0, seen.sum() + 1)[None, :], axis=1)
            ranks = np.full(values.shape, np.nan)
            ranks[seen] = inorder.T
            return pd.DataFrame(ranks, worse.index, worse.columns, copy=False)
    return worse.rank(method="average")


def min_max(worse: Amount) -> Amount:
    """Linear from 0.01 (best) to 1 (worst); ½ where all are alike.

    >>> min_max(pd.Series({"a": 1.0, "b": 2.0, "c": 3.0})).round(3).to_dict()
    {'a': 0.01, 'b': 0.505, 'c': 1.0}
    """
    span = worse.max() - worse.min()
    scaled: Amount = (worse - worse.min()) / _where(span > 0, span, 1) + _where(span > 0, 0, 0.5)
    return FLOOR + (1 - FLOOR) * scaled


def z_score(worse: Amount) -> Amount:
    """Normal distribution function of the standard score, so that it stays within 0–1.

    >>> z_score(pd.Series({"a": -1.0, "b": 0.0, "c": 1.0})).round(3).to_dict()
    {'a': 0.11, 'b': 0.5, 'c': 0.89}
    """
    from scipy.special import ndtr

    spread = worse.std(ddof=0)
    z: Amount = (worse - worse.mean()) / _where(spread > 0, spread, np.inf)
    scaled: Amount = ndtr(z)
    return scaled


def distance_to_target(worse: Amount, target: float) -> Amount:
    """0.01 for whoever reaches the target, linear to 1 for the worst.

    >>> distance_to_target(pd.Series({"a": 0.5, "b": 2.0, "c": 3.0}), 1.0).round(3).to_dict()
    {'a': 0.01, 'b': 0.505, 'c': 1.0}
    """
    reach = worse.max() - target
    scaled: Amount = (worse - target).clip(lower=0) / _where(reach > 0, reach, np.inf)
    return FLOOR + (1 - FLOOR) * scaled


def _at_least_one(count: Any) -> Any:
    return np.maximum(count, 1)


def _where(condition: Any, value: Any, otherwise: Any) -> Any:
    """One number, or one a column."""
    return np.where(condition, value, otherwise)


class Normaliser(Protocol):
    """From an indicator's values, with its key and sign (+1: more is worse), to 0–1."""

    def __call__(self, values: Amount, key: str, sign: int) -> Amount: ...


def normaliser(method: str, targets: dict[str, float]) -> Normaliser:
    """By name; `targets` holds, for ``target``, the value of each indicator that counts as good."""

    def normalise(values: Amount, key: str, sign: int) -> Amount:
        worse = values * sign
        if method == "target":
            return distance_to_target(worse, targets[key] * sign)
        if method == "min_max":
            return min_max(worse)
        return z_score(worse) if method == "z" else percentile_rank(worse)

    return normalise


def national_targets(values: pd.DataFrame, keys: list[str]) -> dict[str, float]:
    """The middle of the regions observed, as the target where the planner states none."""
    medians = np.nanmedian(values[keys].to_numpy(float), axis=0) if len(keys) else []
    return {key: float(median) for key, median in zip(keys, medians, strict=True)}
