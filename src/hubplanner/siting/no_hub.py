"""What has no hub: technologies that none of the hubs takes, and what one hub more would bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hubplanner.language import Text
from hubplanner.siting.alternatives import with_hubs
from hubplanner.siting.offers import TechnologyOffers
from hubplanner.siting.problem import Problem
from hubplanner.siting.solution import Solution

HARDLY = 0.25
"""A hub more that adds less than this part of what a hub adds on average is hardly worth it."""


@dataclass(frozen=True)
class WithoutHub:
    """Technologies without a hub, and the next hub.

    Attributes
    ----------
    technologies
        By key, the most needed first: ``technology_ko``, ``technology_en``, ``need`` (jobs at
        risk), ``jobs_served`` by the best host there is for it, ``why_ko`` and ``why_en``.
    one_more
        What a hub more would bring, in a sentence; None where none is possible.
    """

    technologies: pd.DataFrame
    one_more: Text | None


def without_hub(problem: Problem, solution: Solution) -> WithoutHub:
    """Which technologies have no hub and why, and what one hub more would bring.

    Parameters
    ----------
    problem, solution
        A problem whose hubs have technologies, and its best hubs.
    """
    offers = problem.offers
    assert offers is not None
    served = offers.types.worth[list(solution.sites), list(solution.types)]
    rows = []
    for kind, key in enumerate(offers.types.names):
        if kind not in solution.types:
            rows.append(_without(problem, offers, kind, key, float(served.min(initial=np.inf))))
    columns = ["technology", "technology_ko", "technology_en", "need", "jobs_served"]
    table = pd.DataFrame(rows, columns=[*columns, "why_ko", "why_en"]).set_index("technology")
    table = table.sort_values("need", ascending=False, kind="stable")
    return WithoutHub(table, _one_more(problem, solution, offers))


def _without(
    problem: Problem, offers: TechnologyOffers, kind: int, key: str, least: float
) -> dict[str, object]:
    technology = offers.technology(kind)
    need = float(offers.types.need[:, kind].sum())
    may = offers.types.may[:, kind]
    worth = np.where(may, offers.types.worth[:, kind], -1.0)
    best = int(worth.argmax())
    site = problem.site_name(best)
    if not may.any():
        able = float(offers.types.fit[:, kind].max())
        why = Text("no host is able enough: at best {able:.2f} of 1", able=able)
    elif worth[best] <= 0:
        why = Text("none of the regions served is known to need it")
    elif worth[best] < least:
        why = Text(
            "its best hub, {site}, would serve {jobs:,} jobs, fewer than any hub of the plan",
            site=site,
            jobs=int(round(float(worth[best]), -2)),
        )
    else:
        why = Text(
            "its best hub, {site}, would serve {jobs:,} jobs, but not beside the other hubs under"
            " the plan's conditions",
            site=site,
            jobs=int(round(float(worth[best]), -2)),
        )
    return {
        "technology": key,
        **technology.name.columns("technology"),
        "need": need,
        "jobs_served": max(float(worth[best]), 0.0),
        **why.columns("why"),
    }


def _one_more(problem: Problem, solution: Solution, offers: TechnologyOffers) -> Text | None:
    hubs = len(solution.sites)
    if hubs >= min(len(problem.sites), offers.types.most):
        return None
    new = hubs - len(set(problem.requirements().existing))
    other = problem.solve(with_hubs(problem, new + 1))
    if not other.optimal or len(other.sites) <= hubs:
        return None
    gain = other.objective - solution.objective
    before = set(zip(solution.sites, solution.types, strict=True))
    came = [pair for pair in zip(other.sites, other.types, strict=True) if pair not in before]
    site, kind = max(came, key=lambda pair: offers.types.worth[pair])
    values = {
        "site": problem.site_name(site),
        "technology": offers.technology(kind).name,
        "percent": 100 * gain / max(solution.objective, 1e-9),
        "number": hubs + 1,
    }
    if gain < HARDLY * solution.objective / hubs:
        return Text(
            "hub {number} would hardly be worth it: {site} ({technology}) adds {percent:.1f} %",
            **values,
        )
    return Text("hub {number} would be {site} ({technology}) and add {percent:.1f} %", **values)
