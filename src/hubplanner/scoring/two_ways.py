"""Two ways into crisis, and one score of both: the worse of the decline path and of exposure.

The rule and its reasons are in docs/en/explanation/scores.md, section 5.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.dataset.panel import Floats
from hubplanner.industries import region_industries
from hubplanner.scenario_sections import FutureChoice, ScoringChoice
from hubplanner.scoring.aggregation import MIDDLE
from hubplanner.scoring.composite import Scores, score_regions
from hubplanner.scoring.normalisation import percentile_rank
from hubplanner.scoring.shock_exposure import TODAY, ShockExposure, jobs_of, shock_exposure

TIE_BREAK = 1e-6
"""Weight of the lesser way: it decides between regions alike by the greater one, no more."""


def score_both_ways(
    dataset: Dataset,
    km: pd.DataFrame,
    choice: ScoringChoice,
    as_of: int | None = None,
    future: FutureChoice = TODAY,
) -> Scores:
    """The scores of a dataset as of a year, heeding what ``scoring.ways`` asks for."""
    scores = score_regions(dataset.panel(as_of), km, choice)
    exposure = None
    if choice.ways != "decline" and (jobs := jobs_of(dataset.panel(as_of))) is not None:
        industries = region_industries(dataset, as_of)
        if future.drawn_shares:
            industries = industries.drawn(future.drawn_shares)
        exposure = shock_exposure(jobs, km, choice, industries, as_of, future)
    return with_exposure(scores, exposure, alone=choice.ways == "exposure")


def with_exposure(scores: Scores, exposure: ShockExposure | None, *, alone: bool = False) -> Scores:
    """Scores whose ``crisis_score`` and ``rank`` heed exposure as well.

    Parameters
    ----------
    scores
        From :func:`hubplanner.scoring.score_regions`: its crisis score is the decline path.
    exposure
        None where it isn't asked for or cannot be told: the decline path alone counts then.
    alone
        Whether exposure counts alone.

    Returns
    -------
    Scores
        The table has besides ``decline_path`` (the crisis score until now); with an exposure its
        columns, ``decline_percentile`` (missing where exposure counts alone), ``decline_rank`` and
        ``exposure_rank`` (1 is worst), and
        ``crisis_score`` is the larger of the two percentile ranks (the union of two fuzzy sets,
        Zadeh 1965); a way that cannot be told counts as the middle.
    """
    decline = scores.table["crisis_score"]
    if exposure is None:
        return replace(scores, table=scores.table.assign(decline_path=decline))
    table = scores.table.rename(columns={"rank": "decline_rank"}).join(exposure.table)
    exposed, percentile = table["exposure"], percentile_rank(decline)
    told = exposed.notna() | (decline.notna() & (not alone))
    ways = [exposed] if alone else [percentile, exposed]
    ways = [way.fillna(MIDDLE).where(told) for way in ways]
    worse = pd.Series(worse_of(*(way.to_numpy(float) for way in ways)), index=table.index)
    table = table.assign(
        decline_path=decline,
        decline_percentile=np.nan if alone else percentile,
        exposure_rank=_place(exposed),
        crisis_score=pd.concat(ways, axis=1).max(axis=1, skipna=False),
        rank=_place(worse),
    )
    return replace(scores, table=table, exposure=exposure)


def worse_of(*ways: Floats) -> Floats:
    """The larger of the ways, the lesser one deciding between equals (see :data:`TIE_BREAK`)."""
    worse: Floats = np.maximum.reduce(ways) + TIE_BREAK * np.minimum.reduce(ways)
    return worse


def _place(score: pd.Series[float]) -> pd.Series[int]:
    """1 is worst; ties share the better place, as in a league table."""
    return score.rank(ascending=False, method="min").astype("Int64")


def way_in(table: pd.DataFrame, least: float | pd.Series[float]) -> pd.Series[str]:
    """``both``, ``exposure``, ``decline`` or '': by which way a region reaches a score of `least`.

    Parameters
    ----------
    table
        Of :func:`with_exposure`.
    least
        0–1, one for all or by region.
    """
    if "exposure" not in table:
        decline, exposed = table["crisis_score"] >= least, pd.Series(False, index=table.index)
    else:
        decline, exposed = table["decline_percentile"] >= least, table["exposure"] >= least
    ways = np.select([decline & exposed, exposed, decline], ["both", "exposure", "decline"], "")
    return pd.Series(ways, index=table.index)
