"""What institutions are able to do for each technology, and what there is of it around a place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.industries.evidence import DIVISIONS
from hubplanner.industries.technologies import Technology, field_fit, industry_fit

Floats = npt.NDArray[np.float64]


def institution_fit(institutions: pd.DataFrame, technologies: list[Technology]) -> pd.DataFrame:
    """Institution × technology key: share of its fields that feed it; of a complex, its industries.

    Missing where an institution states no field of its own, or a complex no industry.
    """
    complexes = institutions["kind"] == "complex"
    by_field = field_fit(institutions.loc[~complexes, "fields"], technologies)
    by_industry = industry_fit(complex_industries(institutions), technologies)
    return pd.concat([by_field, by_industry]).reindex(institutions.index)


def complex_industries(institutions: pd.DataFrame) -> pd.DataFrame:
    """Each complex's industries in equal shares; complexes without a manufacturing one left out.

    >>> places = pd.DataFrame({"kind": ["complex", "complex"], "industries": ["c29;c31", ""]})
    >>> complex_industries(places).loc[0, ["c29", "c30", "c31"]].tolist()
    [0.5, 0.0, 0.5]
    """
    stated = institutions.loc[institutions["kind"] == "complex", "industries"]
    rows = {
        name: dict.fromkeys(codes.split(";"), 1 / len(codes.split(";")))
        for name, codes in stated.items()
        if codes
    }
    table = pd.DataFrame.from_dict(rows, orient="index", dtype=float)
    return table.reindex(columns=list(DIVISIONS)).fillna(0.0)


def capability(
    own: pd.DataFrame, around: pd.DataFrame, near: Floats, own_share: float | Floats
) -> Floats:
    r"""Host × technology, 0–1: what the host itself is able to do, and what there is around it.

    .. math::
        F_{jk} = \omega f_{jk} + (1 - \omega) \Big( 1 - \prod_m (1 - a_{jm} f_{mk}) \Big)

    with :math:`f_{mk}` the share of an institution's fields that feed the technology and
    :math:`a_{jm}` how near it is. The product is the chance that none of the institutions around is
    able to help, were each able with chance :math:`a f` (the noisy or, Pearl 1988): a second
    institute of the same field adds less than the first. What an institution is able to do is not
    known of all; an unknown f counts as the mean of those that are known, not as zero.

    Parameters
    ----------
    own
        Fit of the hosts, host × technology, missing where unknown.
    around
        Fit of all institutions, institution × technology, missing where unknown.
    near
        Host × institution, 0–1; 0 for the host itself.
    own_share
        ω, 0–1, or one for each host.
    """
    usual = around.mean().fillna(0.0)
    able = around.fillna(usual).to_numpy(float)
    none = np.ones((len(own), able.shape[1]))
    for m in range(len(able)):
        none *= 1.0 - near[:, [m]] * able[m]
    result: Floats = own_share * own.fillna(usual).to_numpy(float) + (1 - own_share) * (1.0 - none)
    return result
