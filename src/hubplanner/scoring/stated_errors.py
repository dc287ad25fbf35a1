"""Figures drawn anew within the error that their publisher states, and the ranks that they give.

A sample survey publishes estimates. Where it states their relative standard error r, the statistics
table carries it (``rse``, in percent), and SMAA draws the criteria as well as the weights (Lahdelma
and Salminen 2001): a figure x is drawn from the lognormal distribution of mean x and standard
deviation r x. That is close to the normal distribution of a survey estimator where r is small, and
never negative where it is not. Figures without a stated error stay as they are.

Figures are drawn independently of each other, as the covariances between the figures of one survey
are not published. Where two of them go together (a part and its total, two years of one panel) the
ratio is surer than such draws make it: intervals err on the wide side.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pandas as pd

from hubplanner.dataset.panel import Floats, Panel, ReferencePeriod
from hubplanner.scenario_sections import ScoringChoice
from hubplanner.scoring.catalogue import AREA, CATALOGUE, base_key
from hubplanner.scoring.composite import Scores
from hubplanner.scoring.labour_market_area import View, commuting_kernel
from hubplanner.scoring.ranked_indicators import scale
from hubplanner.scoring.robustness import DrawnRanks


class DrawnPanel(Panel):
    """A panel whose columns are tables of regions × draws where a figure has a stated error.

    Every reader of a column is given the same draws: a region and its labour-market area, a
    change and a share, all see the same figure. A figure's draws depend on the seed, on what it
    measures and on the region's position by code, not on the order of rows or what else is drawn.
    """

    def __init__(self, panel: Panel, *, draws: int, seed: int = 0, block: int = 0) -> None:
        vars(self).update(vars(panel))  # the same rows, not ordered anew for every block
        self.draws, self.seed, self.figures = draws, (seed, block), 0
        self._drawn: dict[tuple[str, str, ReferencePeriod], Floats] = {}

    def column(self, measure: str, industry: str, when: ReferencePeriod) -> Floats:
        """Regions × draws, or one value a region where no error is stated."""
        key = measure, industry, when
        if key not in self._drawn:
            self._drawn[key] = self._draw(*key)
        return self._drawn[key]

    def _draw(self, measure: str, industry: str, when: ReferencePeriod) -> Floats:
        values = super().column(measure, industry, when)
        errors = np.where(values > 0, self.errors(measure, industry, when), 0)
        if not errors.any():
            return values
        self.figures += int((errors > 0).sum())
        rng = np.random.default_rng([*self.seed, crc32(f"{measure} {industry} {when}".encode())])
        by_code = np.argsort(np.argsort(self.regions))
        normal = rng.standard_normal((len(values), self.draws))[by_code]
        variance = np.log1p(errors**2)[:, None]  # of the logarithm
        drawn: Floats = values[:, None] * np.exp(np.sqrt(variance) * normal - variance / 2)
        return drawn


def draw_ranks(
    scores: Scores,
    panel: Panel,
    km: pd.DataFrame,
    choice: ScoringChoice | None = None,
    *,
    seed: int = 0,
    draws: int,
    block: int = 0,
) -> DrawnRanks:
    """The ranks of a score under figures drawn within their stated error.

    Each draw reads the indicators from its figures, for the region and its labour-market area
    alike, and ranks the regions anew; with ``scoring.normalisation = "target"`` the targets stay.

    Parameters
    ----------
    scores
        From :func:`hubplanner.scoring.score_regions` on the same figures and choices.
    panel, km, choice
        As given to it.
    seed, draws, block
        Seed and size of the sample, and which of several of this seed it is.
    """
    choice = choice or ScoringChoice()
    drawn = DrawnPanel(panel, draws=draws, seed=seed, block=block)
    kernel = commuting_kernel(km, choice.reach_km, choice.distance_decay)
    views = {"": View(drawn), AREA: View(drawn, kernel)}
    normalise = scale(scores.values, choice)
    ranks: dict[str, Floats] = {}
    for keys in scores.composite.indicators.values():
        for key in (base + suffix for base in keys for suffix in views):
            indicator = CATALOGUE[base_key(key)]
            reading = indicator.read(views[AREA if key.endswith(AREA) else ""])
            if reading is not None and isinstance(reading.values, pd.DataFrame):
                values = reading.values.reindex(panel.regions)
                ranks[key] = normalise(values, key, indicator.sign).to_numpy().T
    return DrawnRanks(ranks, drawn.figures)
