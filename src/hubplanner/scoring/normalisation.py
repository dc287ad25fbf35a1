"""From figures in their own units to 0–1, higher is worse (OECD 2008, Handbook, step 5)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

FLOOR = 0.01
"""Where a scale starts that would reach zero: a zero would wipe out every product."""


def percentile_rank(worse: pd.Series[float]) -> pd.Series[float]:
    """The share of the observed regions that fare better; ties and the region itself count half.

    (rank − ½) / n, the plotting position of Hazen (1914): 0.5 is the middle, and neither 0 nor 1
    is reached, so that no single rank wipes out a product.

    >>> percentile_rank(pd.Series({"a": 1.0, "b": 5.0})).to_dict()
    {'a': 0.25, 'b': 0.75}
    """
    return (worse.rank(method="average") - 0.5) / max(int(worse.notna().sum()), 1)


def min_max(worse: pd.Series[float]) -> pd.Series[float]:
    """Linear from 0.01 (best) to 1 (worst); ½ where all are alike.

    >>> min_max(pd.Series({"a": 1.0, "b": 2.0, "c": 3.0})).round(3).to_dict()
    {'a': 0.01, 'b': 0.505, 'c': 1.0}
    """
    span = worse.max() - worse.min()
    scaled = (worse - worse.min()) / span if span > 0 else worse * 0 + 0.5
    return FLOOR + (1 - FLOOR) * scaled


def z_score(worse: pd.Series[float]) -> pd.Series[float]:
    """Normal distribution function of the standard score, so that it stays within 0–1.

    >>> z_score(pd.Series({"a": -1.0, "b": 0.0, "c": 1.0})).round(3).to_dict()
    {'a': 0.11, 'b': 0.5, 'c': 0.89}
    """
    from scipy.special import ndtr

    spread = worse.std(ddof=0)
    z = (worse - worse.mean()) / spread if spread > 0 else worse * 0
    return pd.Series(ndtr(z.to_numpy(float)), index=worse.index)


def distance_to_target(worse: pd.Series[float], target: float) -> pd.Series[float]:
    """0.01 for whoever reaches the target, linear to 1 for the worst.

    >>> distance_to_target(pd.Series({"a": 0.5, "b": 2.0, "c": 3.0}), 1.0).round(3).to_dict()
    {'a': 0.01, 'b': 0.505, 'c': 1.0}
    """
    reach = worse.max() - target
    scaled = (worse - target).clip(lower=0) / reach if reach > 0 else worse * 0
    return FLOOR + (1 - FLOOR) * scaled


def normaliser(
    method: str, targets: dict[str, float]
) -> Callable[[pd.Series[float], str, int], pd.Series[float]]:
    """By name: a function of an indicator's values, key and sign (+1: more is worse).

    ``targets`` holds, for ``target``, the value of each indicator that counts as good.
    """

    def normalise(values: pd.Series[float], key: str, sign: int) -> pd.Series[float]:
        worse = values * sign
        if method == "target":
            return distance_to_target(worse, targets[key] * sign)
        return {"rank": percentile_rank, "min_max": min_max, "z": z_score}[method](worse)

    return normalise


def national_targets(values: pd.DataFrame, keys: list[str]) -> dict[str, float]:
    """The middle of the regions observed, as the target where the planner states none."""
    medians = np.nanmedian(values[keys].to_numpy(float), axis=0) if len(keys) else []
    return {key: float(median) for key, median in zip(keys, medians, strict=True)}
