"""What hubs are worth under drawn weights, minutes and shares: the sample behind how firm they are.

Drawn together, so that what errs together stays together: the weights of the crisis score (and so
which regions are candidates), the minutes link by link, and the shares of industries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.industries.result import UNKNOWN, RegionIndustries, drawn_shares
from hubplanner.scoring.jobs_at_risk import uses_of
from hubplanner.siting.constraints import Floats
from hubplanner.siting.multi_type import FacilityTypes, linear_decay
from hubplanner.siting.offers import TechnologyOffers

Drawn = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Users:
    """Regions that are candidates in any draw.

    Attributes
    ----------
    codes
        Region codes.
    scores
        Draws × these: the crisis score where the region is a candidate in the draw, else 0.
    """

    codes: pd.Index[str]
    scores: Floats


def drawn_users(scores: pd.DataFrame, eligible: pd.Series[bool], top: int) -> Users:
    """The candidates of each draw: the `top` worst of the regions that meet the conditions.

    Parameters
    ----------
    scores
        Draws × regions, missing where a region has none.
    eligible
        By region: whether it meets the conditions.
    top
        How many are candidates.
    """
    codes = scores.columns[eligible.reindex(scores.columns).to_numpy(bool)]
    table = scores[codes].fillna(0.0).to_numpy(float)
    if top < len(codes):
        last = -np.partition(-table, top - 1, axis=1)[:, [top - 1]]
        table = np.where(table >= last, table, 0.0)
    ever = np.flatnonzero((table > 0).any(axis=0))
    return Users(codes[ever], table[:, ever])


@dataclass(frozen=True)
class DrawnNeeds:
    """What users need in each draw, and how near they are to the sites.

    Attributes
    ----------
    need
        Draws × users × technologies: jobs at risk.
    near
        Draws × users × sites, or users × sites where minutes don't vary: closeness, 0–1.
    """

    need: Drawn
    near: Drawn

    def worths(self, fit: Floats) -> Drawn:
        """Draws × site × technology: what a hub is worth by itself."""
        worth: Drawn = np.matmul(self.near.swapaxes(-1, -2), self.need) * fit.astype(np.float32)
        return worth

    def each(self, types: FacilityTypes) -> Iterator[FacilityTypes]:
        """By draw the types with what is needed in it, users without need left out."""
        for draw, need in enumerate(self.need):
            some = need.any(axis=1)
            near = self.near if self.near.ndim == 2 else self.near[draw]
            yield replace(types, need=need[some], closeness=near[some])


def drawn_needs(
    offers: TechnologyOffers,
    users: Users,
    manufacturing_jobs: pd.Series[float],
    industries: RegionIndustries,
    minutes: Drawn,
    reach: tuple[float, float],
    rng: np.random.Generator,
) -> DrawnNeeds:
    """What the model's objective is made of, draw by draw.

    Parameters
    ----------
    offers
        The technologies.
    users
        From :func:`drawn_users`.
    manufacturing_jobs, industries
        By region: jobs, and their shares by industry with what each rests on.
    minutes
        Draws × users × sites, or users × sites where minutes don't vary.
    reach
        Minutes up to which, and from which on, a hub serves in full and not at all.
    rng
        Of the sample of shares.
    """
    every = list(offers.technologies.technologies.values())
    jobs = manufacturing_jobs.reindex(users.codes).to_numpy(float)
    shares = drawn_shares(industries, users.codes, len(users.scores), rng)
    uses = uses_of(industries.shares.columns.drop(UNKNOWN), every).to_numpy(np.float32)
    at_risk = (users.scores * jobs).astype(np.float32)
    need = (shares @ uses) * at_risk[:, :, None]
    return DrawnNeeds(need, linear_decay(minutes, *reach).astype(np.float32, copy=False))
