"""What a siting is made of before anything is weighed: what is needed to solve it again elsewhere.

A page that a planner passes on tries other weights, candidates and wishes without Python. Whatever
a trial may move is left open here; the rest (minutes, capabilities, jobs by industry) is a table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hubplanner.scenario_siting import NetworkChoice, SitingChoice
from hubplanner.scoring.jobs_at_risk import uses_of
from hubplanner.siting.constraints import Floats
from hubplanner.siting.minutes import minutes_between
from hubplanner.siting.problem import Problem
from hubplanner.siting.surroundings import Surroundings


@dataclass(frozen=True)
class TrialInputs:
    """A siting's tables over all regions, whichever of them become candidates.

    Attributes
    ----------
    sites
        By id: ``region_code``, ``name_ko``, ``name_en``: the hosts that meet every criterion but to
        be near a candidate region, else all regions.
    minutes
        Region × site, to a tenth; infinite where there is no way.
    both_ways
        Whether the way from a site is as long as the way to it.
    counted
        ``jobs`` and ``manufacturing_jobs`` by region; None where they were not yet counted.
    jobs
        Manufacturing jobs, region × industry with ``unknown``; None as before.
    may
        By region: whether it meets the conditions on candidates that no trial moves.
    stated
        Weight by region where the statistics tell it, missing where they do not; None where scores
        or jobs at risk are the weight.
    capability
        Site × technology, 0–1; None in a model without technologies.
    uses
        Industry × technology: which part of a job is a need of each; None as before.
    """

    sites: pd.DataFrame
    minutes: Floats
    both_ways: bool
    counted: pd.DataFrame | None
    jobs: pd.DataFrame | None
    may: pd.Series[bool]
    stated: pd.Series[float] | None
    capability: pd.DataFrame | None = None
    uses: pd.DataFrame | None = None


def trial_inputs(
    choice: SitingChoice,
    network: NetworkChoice,
    problem: Problem,
    regions: pd.DataFrame,
    institutions: pd.DataFrame,
    counted: pd.DataFrame | None,
    shares: pd.DataFrame,
    may: pd.Series[bool],
    stated: pd.Series[float] | None,
    around: Surroundings,
) -> TrialInputs:
    """The tables behind a problem.

    Parameters
    ----------
    choice, network
        The scenario's ``[siting]`` and ``[network]``.
    problem
        What was solved.
    regions, institutions
        All of them, by code and id.
    counted
        ``jobs`` and ``manufacturing_jobs`` by region; None where they were not yet counted.
    shares
        Region × industry with ``unknown``, rows adding up to 1.
    may, stated
        As in :class:`TrialInputs`.
    around
        What is around the institutions.
    """
    if problem.hosts is None:
        sites = pd.DataFrame(regions).assign(region_code=regions.index)
    else:
        sites = pd.DataFrame(institutions.loc[problem.hosts.lasting])
    jobs = None
    if counted is not None:
        jobs = shares.reindex(counted.index).mul(counted["manufacturing_jobs"], axis=0)
    minutes = minutes_between(around, regions, sites)
    back = minutes_between(around, sites, regions)
    tables = {}
    if problem.offers is not None:
        technologies = problem.offers.technologies
        every = list(technologies.technologies.values())
        able = around.capability(sites, technologies, network.decay_minutes, choice.host_share)
        tables["capability"] = pd.DataFrame(able, sites.index, [one.key for one in every])
        tables["uses"] = uses_of(problem.offers.jobs.columns, every)
    return TrialInputs(
        sites[["region_code", "name_ko", "name_en"]],
        minutes,
        bool(np.array_equal(minutes, back.T)),
        counted,
        jobs,
        may,
        stated,
        **tables,
    )
