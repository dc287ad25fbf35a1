"""What a plan's hubs are worth to another plan's regions: the reference's yardstick.

The reference's candidates, crisis scores, jobs at risk, technologies, minutes and institutions; the
plan's hubs, their technologies and their ties. A reference read from saved files has no jobs by
industry and no minutes but to its own hubs: then each plan's hubs are reached over its own roads,
and its jobs are those that it counts itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hubplanner.comparison.compared import Compared
from hubplanner.errors import DataError
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


def minutes_to_hubs(reference: Compared, plan: Compared) -> pd.DataFrame:
    """Region × hub's region of a plan: minutes over the reference's roads, or over the plan's own
    where the reference was read from saved files.

    Raises
    ------
    DataError
        When the minutes are in neither.
    """
    if reference.plan is not None:
        return reference.plan.minutes[plan.hub_regions]
    if plan.hub_minutes is None:
        raise DataError(
            "{folder}: plan saved by hubplanner {version} without hub_minutes.csv; name a scenario"
            " file first, over whose roads it can be compared",
            folder=plan.folder,
            version=plan.summary["versions"].get("hubplanner", "?"),
        )
    return plan.hub_minutes.loc[reference.regions.index]


def by_yardstick(reference: Compared, plan: Compared, reach: pd.Series[float]) -> dict[str, float]:
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
        has no jobs at risk, or the plan's technologies are all of a list that it knows not. Of a
        reference read from saved files ``objective`` and ``institutes_reached`` are missing, and
        ``jobs_reached`` is each plan's own count.
    """
    weights = reference.regions.loc[reach.index, "crisis_score"]
    measured = {
        "objective": np.nan,
        "jobs_reached": np.nan,
        "institutes_reached": np.nan,
        "mean_minutes": float((reach * weights).sum() / weights.sum()),
        "longest_minutes": float(reach.max()),
        "covered": float(weights[reach <= COVERED_WITHIN_MINUTES].sum() / weights.sum()),
    }
    if reference.plan is None:
        own = plan.own_jobs_reached
        return {**measured, "jobs_reached": np.nan if own is None else own}
    offers = reference.plan.sites.problem.offers
    if offers is None:
        return {**measured, "objective": float((reach * weights).sum())}
    hubs = _hubs_as_seen(reference.plan, plan, offers)
    return {
        **measured,
        "objective": _objective(reference.plan, offers, hubs),
        "jobs_reached": _jobs_reached(offers, hubs),
        "institutes_reached": _institutes_reached(reference.plan, plan, hubs),
    }


@dataclass(frozen=True)
class _Hubs:
    """A plan's hubs as the reference sees them.

    ``minutes`` is demand × hub's region, ``technologies`` the key and ``capability`` 0–1 by hub's
    region, of those hubs whose technology the reference knows.
    """

    minutes: pd.DataFrame
    technologies: pd.Series[str]
    capability: pd.Series[float]


def _hubs_as_seen(reference: Plan, plan: Compared, offers: TechnologyOffers) -> _Hubs:
    """A hub at a place that the reference knows not has the minutes of its region and the
    capability that its own plan gives it."""
    problem = reference.sites.problem
    named = zip(problem.sites["region_code"], problem.sites["name_ko"], strict=True)
    place_of = {name: place for place, name in enumerate(named)}
    known = list(offers.types.names)
    minutes, technologies, capability = {}, {}, {}
    for hub in plan.hubs.to_dict("records"):
        code, key = hub["region_code"], hub["technology"]
        place = place_of.get((code, hub.get("host_ko") or hub["name_ko"]))
        minutes[code] = (
            reference.minutes[code].reindex(problem.demand.index).to_numpy(float)
            if place is None
            else problem.minutes[:, place]
        )
        if key in known:
            technologies[code] = key
            capability[code] = (
                float(hub["technology_fit"])
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


def _institutes_reached(reference: Plan, plan: Compared, hubs: _Hubs) -> float:
    if reference.access is None:
        return np.nan
    names = [hub_id(str(code)) for code in hubs.minutes]
    ties = ties_of_hubs(plan.links, names, reference.institutions.index)
    access = reference.access.with_hubs(hubs.minutes.set_axis(names, axis=1), ties)
    return float(access.percentiles["after"].to_dict()[REACHED])
