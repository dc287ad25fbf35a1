"""Jobs at risk: how many jobs of a region, and of which industries, hubs are needed for."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from hubplanner.industries.result import UNKNOWN
from hubplanner.industries.technologies import Technology, industry_fit


def jobs_at_risk(
    manufacturing_jobs: pd.Series[float], shares: pd.DataFrame, crisis_score: pd.Series[float]
) -> pd.DataFrame:
    r"""Region × industry: manufacturing jobs weighed by how deep in crisis the region is.

    .. math:: r_{id} = J_i \, s_{id} \, C_i

    Parameters
    ----------
    manufacturing_jobs
        J, persons by region.
    shares
        s, region × industry with ``unknown``, rows adding up to 1.
    crisis_score
        C, 0–1 by region.

    Returns
    -------
    DataFrame
        Persons; ``unknown`` holds the jobs whose industry nothing tells.
    """
    regions = crisis_score.index
    weight = manufacturing_jobs.reindex(regions) * crisis_score
    return shares.reindex(regions).mul(weight, axis=0)


def need_of(jobs: pd.DataFrame, technologies: Iterable[Technology]) -> pd.DataFrame:
    r"""Region × technology: jobs at risk in industries that use it.

    .. math:: h_{ik} = \sum_{d \in D_k} r_{id} / n_d

    with :math:`n_d` the number of technologies that an industry uses: a job that several could help
    is shared out evenly between them, so that the needs of a region add up to its jobs and none is
    counted twice. Jobs of unknown industry are in none.

    Parameters
    ----------
    jobs
        From :func:`jobs_at_risk`.
    technologies
        The list that hubs choose from.

    Examples
    --------
    >>> from hubplanner.industries.technologies import load_technologies
    >>> jobs = pd.DataFrame({"c28": [30.0], "c311": [5.0], "unknown": [9.0]}, index=["38090"])
    >>> need = need_of(jobs, load_technologies("korea").technologies.values())
    >>> need.loc["38090", ["ships", "batteries"]].tolist()
    [5.0, 10.0]
    """
    known = jobs.drop(columns=UNKNOWN, errors="ignore")
    return known @ uses_of(known.columns, technologies)


def uses_of(industries: pd.Index[str], technologies: Iterable[Technology]) -> pd.DataFrame:
    """Industry × technology: which part of a job is a need of each; rows add up to 1, or to 0."""
    alone = pd.DataFrame(np.eye(len(industries)), index=industries, columns=industries)
    uses = industry_fit(alone, list(technologies))
    return uses.div(uses.sum(axis=1).replace(0.0, 1.0), axis=0)


def reached(jobs: pd.DataFrame, near: pd.DataFrame, technologies: Iterable[Technology]) -> float:
    """Jobs at risk that have a hub of a technology their industry uses among those that are near.

    Each job counts once, however many hubs it has.

    Parameters
    ----------
    jobs
        From :func:`jobs_at_risk`.
    near
        Region × technology: whether a hub of it is near.
    technologies
        Those of the columns of `near`.
    """
    known = jobs.drop(columns=UNKNOWN, errors="ignore")
    uses = uses_of(known.columns, technologies)
    has = (
        near.reindex(columns=uses.columns, fill_value=False).to_numpy(float)
        @ (uses.to_numpy(float).T > 0)
        > 0
    )
    return float((known.to_numpy() * has).sum())
