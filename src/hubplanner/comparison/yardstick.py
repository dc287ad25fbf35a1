"""What a plan's hubs are worth to another plan's regions: the reference's yardstick.

The reference's candidates, crisis scores, jobs at risk, technologies, minutes and institutions; the
plan's hubs, their technologies and their ties.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hubplanner.networking.links import hub_id, ties_of_hubs
from hubplanner.plan import Plan
from hubplanner.scoring.jobs_at_risk import reached
from hubplanner.siting.multi_type import linear_decay
from hubplanner.siting.offers import TechnologyOffers
from hubplanner.siting.problem import NEAR_MINUTES

COVERED_WITHIN_MINUTES = 60.0
"""A candidate counts as covered when a hub is within this time."""

REACHED = ("institute", 60, 50)
"""Whom accessibility counts, within so many minutes, reached by so many percent of the jobs at
risk or fewer: the headline of :class:`hubplanner.networking.accessibility.Accessibility`."""


def by_yardstick(reference: Plan, plan: Plan, reach: pd.Series[float]) -> dict[str, float]:
    """A plan's measures by the reference's yardstick.

    Parameters
    ----------
    reference, plan
        Whose yardstick, and whose hubs.
    reach
        Minutes to the nearest hub by the reference's candidates.

    Returns
    -------
    dict
        ``objective`` of the reference (see :func:`_objective`), ``jobs_reached`` (jobs at risk
        within :data:`NEAR_MINUTES` of a hub of a technology that their industry uses),
        ``institutes_reached`` (see :data:`REACHED`), ``mean_minutes`` weighted by crisis score,
        ``longest_minutes`` and the share of crisis scores ``covered``. Missing where the reference
        has no jobs at risk, or the plan's technologies are all of a list that it knows not.
    """
    weights = reference.regions.loc[reach.index, "crisis_score"]
    offers = reference.sites.problem.offers
    measured = {
        "objective": float((reach * weights).sum()),
        "jobs_reached": np.nan,
        "institutes_reached": np.nan,
        "mean_minutes": float((reach * weights).sum() / weights.sum()),
        "longest_minutes": float(reach.max()),
        "covered": float(weights[reach <= COVERED_WITHIN_MINUTES].sum() / weights.sum()),
    }
    if offers is not None:
        hubs = _hubs_as_seen(reference, plan, offers)
        measured["objective"] = _objective(reference, offers, hubs)
        measured["jobs_reached"] = _jobs_reached(offers, hubs)
        measured["institutes_reached"] = _institutes_reached(reference, plan, hubs)
    return measured


@dataclass(frozen=True)
class _Hubs:
    """A plan's hubs as the reference sees them.

    ``minutes`` is demand × hub's region, ``technologies`` the key and ``capability`` 0–1 by hub's
    region, of those hubs whose technology the reference knows.
    """

    minutes: pd.DataFrame
    technologies: pd.Series[str]
    capability: pd.Series[float]


def _hubs_as_seen(reference: Plan, plan: Plan, offers: TechnologyOffers) -> _Hubs:
    """A hub at a place that the reference knows not has the minutes of its region and the
    capability that its own plan gives it."""
    problem, sites = reference.sites.problem, reference.sites.problem.sites.index
    known = list(offers.types.names)
    minutes, technologies, capability = {}, {}, {}
    for hub, site in plan.sites.hubs["site_id"].items():
        code, key = str(hub), plan.network.assignment.technology[hub_id(str(hub))]
        place = sites.get_loc(site) if site in sites else None
        minutes[code] = (
            reference.minutes[code].reindex(problem.demand.index).to_numpy(float)
            if place is None
            else problem.minutes[:, place]
        )
        if key in known:
            technologies[code] = key
            capability[code] = (
                float(plan.network.hub_fit[key][hub_id(code)])
                if place is None
                else float(offers.types.fit[place, known.index(key)])
            )
    return _Hubs(
        pd.DataFrame(minutes, index=problem.demand.index),
        pd.Series(technologies, dtype=str),
        pd.Series(capability, dtype=float),
    )


def _objective(reference: Plan, offers: TechnologyOffers, hubs: _Hubs) -> float:
    """Jobs at risk that the hubs serve, discounted by distance and capability."""
    if hubs.technologies.empty:
        return np.nan
    choice = reference.scenario.siting
    best = pd.DataFrame(0.0, index=hubs.minutes.index, columns=list(offers.types.names))
    for code, key in hubs.technologies.items():
        minutes = hubs.minutes[str(code)].to_numpy(float)
        near = linear_decay(minutes, choice.full_minutes, choice.none_minutes)
        best[key] = np.maximum(best[key], hubs.capability[str(code)] * near)
    return float((offers.types.need * best.to_numpy()).sum())


def _jobs_reached(offers: TechnologyOffers, hubs: _Hubs) -> float:
    if hubs.technologies.empty:
        return np.nan
    near = hubs.minutes[hubs.technologies.index] <= NEAR_MINUTES
    has = near.T.groupby(hubs.technologies).any().T.set_axis(offers.jobs.index)
    has = has.reindex(columns=list(offers.types.names), fill_value=False)
    return reached(offers.jobs, has, offers.technologies.technologies.values())


def _institutes_reached(reference: Plan, plan: Plan, hubs: _Hubs) -> float:
    if reference.access is None:
        return np.nan
    names = [hub_id(str(code)) for code in hubs.minutes]
    ties = ties_of_hubs(plan.network.links, names, reference.institutions.index)
    access = reference.access.with_hubs(hubs.minutes.set_axis(names, axis=1), ties)
    return float(access.percentiles["after"].to_dict()[REACHED])
