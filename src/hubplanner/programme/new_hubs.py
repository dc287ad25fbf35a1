"""The hubs of a plan still to be built: in which order, at what cost, running from when."""

from __future__ import annotations

import pandas as pd

from hubplanner.plan import Plan
from hubplanner.programme.funding import opening_years, public_of
from hubplanner.programme.order import BuildingOrder, building_order


def order_and_costs(plan: Plan) -> tuple[BuildingOrder, pd.Series[float] | None]:
    """The order of building of the hubs that do not stand yet, and the public money that siting
    states for each (``funding.by_hub``; else None).

    Raises
    ------
    ScenarioError
        When ``[roadmap]`` names what is no hub of the plan.
    """
    sites = plan.sites.hubs
    new = plan.hubs[~plan.hubs["region_code"].map(sites["existing"]).astype(bool)]
    order = building_order(new, plan.regions, plan.scenario.roadmap)
    by_hub = plan.scenario.funding.by_hub
    return order, new["region_code"].map(sites["opening_cost"]) if by_hub else None


def operation_begins(plan: Plan) -> dict[str, int | None]:
    """By hub id, the year in which its operation begins, by ``[roadmap]`` and ``[funding]``.

    The first year of the roadmap for hubs that stand already; None where a hub does not open within
    the years that are reckoned.

    Raises
    ------
    ScenarioError
        When ``[roadmap]`` names what is no hub of the plan.
    DataError
        When a ceiling is asked for and the solver gives up.
    """
    funding, roadmap = plan.scenario.funding, plan.scenario.roadmap
    order, costs = order_and_costs(plan)
    opening = opening_years(order, public_of(order, funding, costs), funding, roadmap)
    begins: dict[str, int | None] = dict.fromkeys(map(str, plan.hubs.index), roadmap.start)
    for hub, year in opening.year.items():
        begins[str(hub)] = None if pd.isna(year) else int(year) + roadmap.build_years
    return begins
