"""Jobs at risk: how many jobs of a region, and of which industries, hubs are needed for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd

from hubplanner.dataset.panel import Floats
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
    every = tuple(technologies)
    industries, known = jobs_of_known_industry(jobs)
    need = known @ _uses(industries, every)
    return pd.DataFrame(need, jobs.index, [one.key for one in every], copy=False)


def uses_of(industries: Iterable[str], technologies: Iterable[Technology]) -> pd.DataFrame:
    """Industry × technology: which part of a job is a need of each; rows add up to 1, or to 0."""
    industries, every = tuple(industries), tuple(technologies)
    return pd.DataFrame(_uses(industries, every), industries, [one.key for one in every])


@cache
def _uses(industries: tuple[str, ...], technologies: tuple[Technology, ...]) -> Floats:
    """As :func:`uses_of`, the same for all scenarios that share a list of technologies."""
    alone = pd.DataFrame(np.eye(len(industries)), columns=list(industries))
    uses = industry_fit(alone, technologies).to_numpy()
    several = uses.sum(axis=1, keepdims=True)
    shares: Floats = uses / np.where(several > 0, several, 1.0)
    return shares


def jobs_of_known_industry(jobs: pd.DataFrame) -> tuple[tuple[str, ...], Floats]:
    """The industries without ``unknown``, and jobs, region × industry, of :func:`jobs_at_risk`."""
    known = {name: column for column, name in enumerate(jobs.columns) if name != UNKNOWN}
    return tuple(known), jobs.to_numpy(float)[:, list(known.values())]


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
    every = tuple(technologies)
    industries, known = jobs_of_known_industry(jobs)
    of_each = near.reindex(columns=[one.key for one in every], fill_value=False)
    has = of_each.to_numpy(float) @ (_uses(industries, every).T > 0) > 0
    return float((known * has).sum())
