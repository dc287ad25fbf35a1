"""How strong a network a hub would have at a site."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hubplanner.siting.constraints import Floats
from hubplanner.travelling import Travel

PARTNERS = ("technopark", "ccei", "university", "institute")
"""Kinds that a hub works with; industrial complexes are users, which the demand stands for."""


def site_strength(
    sites: pd.DataFrame, institutions: pd.DataFrame, travel: Travel, decay_minutes: float
) -> Floats:
    r"""Institutions within the reach of each site, each weakened by its distance.

    .. math:: s_j = \sum_i e^{-t_{ij} / \tau}

    Hansen's (1959) accessibility with the deterrence of the network's ties: what one unit means is
    an institution at the door. Which technology a hub will take is not known yet, so no
    technological fit enters. Two hubs near each other both count the same institutions.

    Parameters
    ----------
    sites, institutions
        Places with ``lon`` and ``lat``; institutions with ``kind``.
    travel
        Minutes between any two tables of places.
    decay_minutes
        τ.
    """
    partners = institutions[institutions["kind"].isin(PARTNERS).to_numpy()]
    minutes = travel.minutes(sites, partners).to_numpy(float)
    strength: Floats = np.exp(-minutes / decay_minutes).sum(axis=1)
    return strength
