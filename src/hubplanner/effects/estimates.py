"""The estimators of the library diff-diff on our panels: point estimates and what they rest on."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student

from hubplanner.effects.randomisation import LEVEL, Floats, Places, cohorts_of
from hubplanner.errors import ExtraError


def need_library() -> Any:
    """diff-diff.

    Raises
    ------
    ExtraError
        Where the extra ``effects`` is not installed.
    """
    try:
        import diff_diff
    except ImportError as error:
        raise ExtraError(
            "effects need diff-diff, which is not installed; pip install 'hubplanner[effects]'"
            " adds it"
        ) from error
    return diff_diff


@dataclass(frozen=True)
class Estimate:
    """An effect with its standard error and interval of 95 %, in the unit of the outcome."""

    effect: float
    error: float
    low: float
    high: float


def staggered(outcomes: Floats, first: Places) -> Estimate:
    """Callaway and Sant'Anna (2021), never treated as controls, cluster-robust by region.

    The average over treated region-periods; normal quantiles.
    """
    with _as_promised():
        found = (
            need_library()
            .CallawaySantAnna(control_group="never_treated", base_period="universal")
            .fit(_long(outcomes, first), "outcome", "region", "period", "first")
        )
    low, high = found.overall_conf_int
    return Estimate(float(found.overall_att), float(found.overall_se), float(low), float(high))


def with_few_clusters(estimate: Estimate, treated: int) -> Estimate:
    """The same with Student's t of as many degrees of freedom as treated regions less one."""
    half = float(student.ppf(1 - LEVEL / 2, max(treated - 1, 1))) * estimate.error
    return Estimate(estimate.effect, estimate.error, estimate.effect - half, estimate.effect + half)


@dataclass(frozen=True)
class TwoWay:
    """Two-way fixed effects and what they compare (Goodman-Bacon 2021).

    Attributes
    ----------
    estimate
        Cluster-robust by region.
    forbidden
        Weight of comparisons whose controls are treated already, 0–1.
    """

    estimate: Estimate
    forbidden: float


def two_way(outcomes: Floats, first: Places) -> TwoWay:
    """Two-way fixed effects, which take all treated periods for one, with their decomposition."""
    library, table = need_library(), _long(outcomes, first)
    table["treated"] = ((table["first"] > 0) & (table["period"] >= table["first"])).astype(int)
    with _as_promised():
        parts = library.BaconDecomposition().fit(table, "outcome", "region", "period", "first")
        # Regression of outcomes on the treatment, both less region and period means.
        y, d = (_double_demeaned(_wide(table, name)) for name in ("outcome", "treated"))
    slope = float((y * d).sum() / (d * d).sum())
    scores = (d * (y - slope * d)).sum(axis=1)
    n = len(y)
    error = float(np.sqrt(n / (n - 1) * (scores**2).sum()) / (d * d).sum())
    return TwoWay(
        Estimate(slope, error, slope - 1.959964 * error, slope + 1.959964 * error),
        float(parts.total_weight_later_vs_earlier),
    )


def synthetic(outcomes: Floats, first: Places, *, seed: int, draws: int = 100) -> Estimate | None:
    """Synthetic difference-in-differences (Arkhangelsky et al. 2021), cohort by cohort.

    Each cohort against the never treated; effects weigh as many region-periods as they stand for
    (their appendix A), and errors are by placebo, cohorts taken as independent. None where a cohort
    has fewer than two periods before it.
    """
    library = need_library()
    starts = cohorts_of(first)
    if starts.min() < 2:
        return None
    effects, errors, cells = [], [], []
    for g in starts:
        kept = (first == g) | (first < 0)
        table = _long(outcomes[kept], first[kept])
        table["treated"] = (table["first"] > 0).astype(int)
        with _as_promised():
            found = library.SyntheticDiD(
                variance_method="placebo", n_bootstrap=draws, seed=seed
            ).fit(
                table,
                "outcome",
                "treated",
                "region",
                "period",
                post_periods=list(range(g, outcomes.shape[1])),
            )
        effects.append(float(found.att))
        errors.append(float(found.se))
        cells.append(float((first == g).sum() * (outcomes.shape[1] - g)))
    weights = np.array(cells) / sum(cells)
    effect = float(weights @ effects)
    error = float(np.sqrt(weights**2 @ np.square(errors)))
    return Estimate(effect, error, effect - 1.959964 * error, effect + 1.959964 * error)


def _long(outcomes: Floats, first: Places) -> pd.DataFrame:
    """As the library reads panels: ``first`` 0 where never treated, so periods begin with 0."""
    n, periods = outcomes.shape
    return pd.DataFrame(
        {
            "region": np.repeat(np.arange(n), periods),
            "period": np.tile(np.arange(periods), n),
            "outcome": outcomes.ravel(),
            "first": np.repeat(np.where(first < 0, 0, first), periods),
        }
    )


def _wide(table: pd.DataFrame, name: str) -> Floats:
    return table.pivot(index="region", columns="period", values=name).to_numpy(float)


def _double_demeaned(values: Floats) -> Floats:
    rows, columns = values.mean(axis=1, keepdims=True), values.mean(axis=0, keepdims=True)
    centred: Floats = values - rows - columns + values.mean()
    return centred


@contextmanager
def _as_promised() -> Iterator[None]:
    """What the library remarks on (few clusters, its own future) is told by our chapter instead."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
