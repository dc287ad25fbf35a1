"""What of its inputs a region buys at home: Flegg's location quotient."""

from __future__ import annotations

import numpy as np

from hubplanner.dataset.panel import Floats

DELTAS = (0.4, 0.1)
"""The least and the most that a region buys at home: δ must be estimated from survey-based tables
and differs between regions (Flegg and Tohmo 2013), so a range is told, not one value."""


def simple_quotients(region: Floats, nation: Floats) -> Floats:
    r"""Simple location quotient of each sector, :math:`(e_i / e) / (E_i / E)`.

    Parameters
    ----------
    region, nation
        Size of each sector (employment, output or value added) there; missing for a sector whose
        size nobody tells, which is taken to be as large as in the nation: 1.

    Examples
    --------
    >>> simple_quotients(np.array([30.0, 70, np.nan]), np.array([100.0, 900, np.nan])).round(3)
    array([3.   , 0.778, 1.   ])
    """
    known = ~(np.isnan(region) | np.isnan(nation)) & (nation > 0)
    quotients = np.ones(len(region))
    quotients[known] = (region[known] / region[known].sum()) / (nation[known] / nation[known].sum())
    return quotients


def flegg_quotients(region: Floats, nation: Floats, delta: float) -> Floats:
    r"""FLQ: which part of a national input coefficient a region covers by itself.

    .. math:: FLQ_{ij} = \frac{SLQ_i}{SLQ_j} \lambda \quad (i \ne j), \qquad
        FLQ_{ii} = SLQ_i\, \lambda, \qquad
        \lambda = \left[\log_2\left(1 + \frac{e}{E}\right)\right]^\delta

    (Flegg and Webber 1997), never above 1. The larger δ, the more a small region buys elsewhere;
    with δ = 0 only the mix of sectors counts.

    Examples
    --------
    >>> flegg_quotients(np.array([20.0, 30]), np.array([100.0, 400]), 0.3).round(3)
    array([[1.   , 1.   ],
           [0.207, 0.414]])
    """
    simple = simple_quotients(region, nation)
    known = ~(np.isnan(region) | np.isnan(nation))
    size = np.log2(1 + region[known].sum() / nation[known].sum()) ** delta
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = simple[:, None] / simple[None, :]
    # What a sector that the region does not have would buy matters to nobody.
    cross = np.nan_to_num(cross, nan=0.0, posinf=np.inf)
    np.fill_diagonal(cross, simple)
    quotients: Floats = np.minimum(cross * size, 1.0)
    return quotients


def regional(inputs: Floats, region: Floats, nation: Floats, delta: float) -> Floats:
    """National input coefficients cut down to what the region sells itself."""
    cut: Floats = inputs * flegg_quotients(region, nation, delta)
    return cut
