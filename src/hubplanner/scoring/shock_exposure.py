"""Exposure to a shock of one's industries: how many jobs a fall like the nation's would take.

The other way into crisis beside the decline path (docs/en/explanation/scores.md, section 5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hubplanner.dataset.panel import Floats, Panel, ReferencePeriod, is_enough
from hubplanner.industries import (
    IndustryShocks,
    RegionIndustries,
    industry_shock,
)
from hubplanner.industries.future import assumed_shocks, closed_jobs
from hubplanner.industries.result import UNKNOWN
from hubplanner.scenario_sections import FutureChoice, ScoringChoice
from hubplanner.scoring.aggregation import MIDDLE
from hubplanner.scoring.labour_market_area import commuting_kernel
from hubplanner.scoring.normalisation import percentile_rank
from hubplanner.scoring.tabular import Tabular

JOBS = ("workers", "workers_employing")
"""Measures that count jobs where the work is: a planner's own first, then what comes with the
package."""


TODAY = FutureChoice()
"""Nothing is assumed."""


@dataclass(frozen=True, repr=False)
class ShockExposure(Tabular):
    """How exposed each region is to the shocks of its industries; indexed by ``region_code``.

    Attributes
    ----------
    table
        ``jobs`` and ``manufacturing_jobs`` (persons, where the work is), ``exposed_share`` and
        ``exposed_share_area`` (of all jobs, those that its industries' fall against manufacturing
        would take, negative where they rose: of the region and of its labour-market area),
        ``exposure`` (percentile rank of both, 0–1).
    parts
        Region × industry: what each adds to ``exposed_share``.
    shocks
        By industry: the fall against manufacturing as shrunk by its evidence (a fraction, negative
        where it rose).
    evidence, industries
        The shocks and the shares that it was made from.
    """

    table: pd.DataFrame
    parts: pd.DataFrame
    shocks: pd.Series[float]
    evidence: IndustryShocks
    industries: RegionIndustries

    def to_frame(self) -> pd.DataFrame:
        """The table, the most exposed region first."""
        return self.table.sort_values("exposure", ascending=False, kind="stable")

    def _summary(self) -> str:
        return f"{len(self.table)} regions, shocks as of {self.evidence.as_of}"

    @property
    def largest_part(self) -> pd.Series[str]:
        """By region the industry that adds most to its exposure, of those that are known."""
        return self.parts.drop(columns=UNKNOWN).idxmax(axis=1).astype(str)


def shock_exposure(
    jobs: pd.DataFrame,
    km: pd.DataFrame,
    choice: ScoringChoice,
    industries: RegionIndustries,
    as_of: int | None = None,
    future: FutureChoice = TODAY,
) -> ShockExposure:
    """The exposure of every region.

    Parameters
    ----------
    jobs
        From :func:`jobs_of`.
    km
        Distances between regions, region by region.
    choice
        Reach of the labour-market area and its weight against the region itself.
    industries
        What manufacturing the regions live off.
    as_of
        Of the national series only what was known at the end of this year is read.
    future
        Shocks in place of what the national series say; plants that close, whose jobs are all lost.

    Raises
    ------
    ScenarioError
        When a shock names no industry of manufacturing, or no plant has the name of a closure.
    """
    evidence = industry_shock(as_of)
    shares = industries.shares.reindex(jobs.index)
    workers = shares.mul(jobs["manufacturing_jobs"], axis=0)
    shocks = credible(evidence.shocks)
    shocks.update(assumed_shocks(future.shocks))
    lost = workers.mul(shocks.reindex(workers.columns).fillna(0.0), axis=1)
    if future.closures:
        closed = closed_jobs(future.closures).reindex_like(workers).fillna(0.0)
        # What closes is lost in whole, and no longer by what its industry loses elsewhere.
        closed = closed.clip(upper=workers.sum(axis=1), axis=0)
        lost += closed.mul(1.0 - shocks.reindex(workers.columns).fillna(0.0), axis=1)
    own = lost.sum(axis=1) / jobs["jobs"]
    kernel = commuting_kernel(km, choice.reach_km, choice.distance_decay).to_numpy()
    around = kernel @ np.column_stack([lost.sum(axis=1), jobs["jobs"]]).astype(float)
    table = jobs.assign(exposed_share=own, exposed_share_area=around[:, 0] / around[:, 1])
    weights = np.array([[1 - choice.area_weight, choice.area_weight]])
    table["exposure"] = exposure_scores(table, weights)[0]
    return ShockExposure(table, lost.div(jobs["jobs"], axis=0), shocks, evidence, industries)


def exposure_scores(table: pd.DataFrame, weights: Floats) -> Floats:
    """Draws × regions: percentile rank of the mean of both ranks, no more than ½ without a fall.

    Where industries have mostly risen, standing still would rank high: it is the middle instead.

    Parameters
    ----------
    table
        ``exposed_share`` and ``exposed_share_area``.
    weights
        Draws × 2: of the region and of its area, adding up to 1.
    """
    shares = table[["exposed_share", "exposed_share_area"]]
    # Rounded, as ranks tie often and the last digit of a sum would decide between them.
    mean = np.round(weights @ percentile_rank(shares).to_numpy().T, 9)
    scores = percentile_rank(pd.DataFrame(mean.T)).to_numpy().T
    falls: Floats = weights @ shares.to_numpy().T
    return np.where(falls > 0, scores, np.minimum(scores, MIDDLE))


def jobs_of(panel: Panel) -> pd.DataFrame | None:
    """``jobs`` and ``manufacturing_jobs`` by region, all of one measure and period.

    The first of :data:`JOBS` that enough regions have; None where none has.
    """
    if (counted := jobs_counted(panel)) is None:
        return None
    measure, when = counted
    return pd.DataFrame(
        {
            "jobs": panel.series(measure, "total", when),
            "manufacturing_jobs": panel.series(measure, "manufacturing", when),
        }
    )


def jobs_counted(panel: Panel) -> tuple[str, ReferencePeriod] | None:
    """By which measure, and when, the jobs of :func:`jobs_of` were counted."""
    for measure in JOBS:
        when = panel.latest(measure, "manufacturing", "total")
        if when is None:
            continue
        count = panel.periods(measure, ("manufacturing", "total"))[when]
        if is_enough(count, len(panel.regions)):
            return measure, when
    return None


def credible(shocks: pd.DataFrame) -> pd.Series[float]:
    r"""How far each industry fell behind manufacturing, shrunk by its evidence (Bühlmann 1967).

    .. math:: h_d = -Z_d r_d

    with :math:`r_d` the change against all of manufacturing and the credibility :math:`Z_d` the
    weight of the evidence. An industry without a series, and jobs whose industry is unknown, have
    0: what is expected of a part of manufacturing of which nothing is known.

    Parameters
    ----------
    shocks
        By industry ``relative`` and ``weight``, see :class:`hubplanner.industries.IndustryShocks`.

    Examples
    --------
    >>> told = {"relative": [-0.4, 0.2, np.nan], "weight": [0.5, 0.5, 0.0]}
    >>> credible(pd.DataFrame(told, index=["c24", "c30", "c33"])).to_dict()
    {'c24': 0.2, 'c30': -0.1, 'c33': 0.0}
    """
    fall = -(shocks["weight"] * shocks["relative"]).fillna(0.0)
    return fall + 0.0
