"""The programme as a whole: hubs, technologies, ministries, and the regions in crisis left out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hubplanner.plan import Plan
from hubplanner.siting.problem import NEAR_MINUTES

HUB_COLUMNS = [
    "number",
    "name_ko",
    "name_en",
    "host_ko",
    "host_en",
    "technology_ko",
    "technology_en",
    "ministry_ko",
    "ministry_en",
    "candidates",
    "jobs_near",
    "tier",
    "lacks_ko",
    "lacks_en",
]


def hubs_table(
    plan: Plan, money: pd.DataFrame, results: pd.DataFrame | None = None
) -> pd.DataFrame:
    """A row for each hub: what its plan knows of it, its money, and what reports came to.

    Parameters
    ----------
    plan
        Any plan.
    money
        Its :attr:`hubplanner.programme.funding.Funding.hubs`.
    results
        By hub id ``year``, ``targets``, ``targets_met``, ``leverage`` and ``flags``, as reports of
        the hubs state them.

    Returns
    -------
    DataFrame
        ``hub_id``, those of :data:`HUB_COLUMNS` that the plan has, :data:`MONEY` (100 million won
        up to the horizon, and the year from which the hub carries itself; missing for hubs that
        stand already), and the columns of `results`.
    """
    known = [column for column in HUB_COLUMNS if column in plan.hubs]
    table = pd.DataFrame(plan.hubs[known]).join(money.reindex(columns=MONEY))
    return (table if results is None else table.join(results)).reset_index()


MONEY = ["public", "co_investment", "self_sufficient"]


def technologies_table(plan: Plan) -> pd.DataFrame:
    """Every technology of the list, and whether the programme doubles or lacks it.

    Returns
    -------
    DataFrame
        In the order of the list: ``technology``, names, ``ministry_ko``, ``ministry_en``, ``hubs``
        (how many take it), ``numbers`` of these, ``status`` (``one``, ``doubled``, ``missing``);
        where siting has chosen technologies, ``need`` (jobs at risk, of the missing ones) and why
        it has no hub.
    """
    taken = plan.hubs.groupby("technology")["number"].apply(list)
    without = plan.sites.without
    rows = []
    for key, one in plan.network.technologies.technologies.items():
        numbers = taken.get(key, [])
        row: dict[str, Any] = {
            "technology": key,
            **one.name.columns("technology"),
            **plan.network.technologies.ministries[one.ministry].columns("ministry"),
            "hubs": len(numbers),
            "numbers": ", ".join(map(str, numbers)),
            "status": ("missing", "one", "doubled")[min(len(numbers), 2)],
        }
        if without is not None:
            told = without.technologies.reindex([key]).iloc[0]
            row |= {"need": told["need"], "why_ko": told["why_ko"], "why_en": told["why_en"]}
        rows.append(row)
    return pd.DataFrame(rows)


def ministries_table(plan: Plan, money: pd.DataFrame) -> pd.DataFrame:
    """By ministry that leads a technology of the list: its technologies, hubs and public money.

    Parameters are those of :func:`hubs_table`.
    """
    listed = technologies_table(plan)
    rows = []
    for (ko, en), group in listed.groupby(["ministry_ko", "ministry_en"], sort=False):
        own = plan.hubs[plan.hubs["ministry_ko"] == ko]
        rows.append(
            {
                "ministry_ko": ko,
                "ministry_en": en,
                "technologies": len(group),
                "hubs": len(own),
                "numbers": ", ".join(map(str, own["number"])),
                "public": float(money["public"].reindex(own.index).sum()),
            }
        )
    return pd.DataFrame(rows).sort_values("hubs", ascending=False, kind="stable", ignore_index=True)


def without_hub_near(plan: Plan, within: float = NEAR_MINUTES) -> pd.DataFrame:
    """Regions in crisis without a hub near that serves them, the worst first.

    Where hubs have technologies of their own, a hub serves a region if any of its jobs at risk
    needs its technology; else any hub does.

    Parameters
    ----------
    plan
        Any plan with a network.
    within
        Minutes.

    Returns
    -------
    DataFrame
        ``region_code``, names with the province's, ``rank``, ``nearest_minutes`` to the place of
        the nearest hub, ``hub_minutes`` to that of the nearest hub that serves it (missing where
        none does), ``jobs_at_risk`` where known, ``why``: ``far``, or ``technology`` (a hub is
        near, but none of a technology that its jobs need).
    """
    crisis = pd.DataFrame(plan.regions[plan.regions["candidate"]]).sort_values("rank")
    at = plan.hubs["region_code"]
    minutes = plan.network.minutes.loc[at.index, crisis.index].set_axis(at, axis=0).T
    nearest, served = minutes.min(axis=1), plan.sites.served
    serving = minutes
    if served is not None:
        serving = minutes.where(served.reindex(index=minutes.index, columns=minutes.columns) > 0)
    crisis["nearest_minutes"] = nearest.round(1)
    crisis["hub_minutes"] = serving.min(axis=1).round(1)
    crisis["why"] = (nearest <= within).map({True: "technology", False: "far"})
    columns = ["name_ko", "name_en", "sido_ko", "sido_en", "rank"]
    columns += ["nearest_minutes", "hub_minutes", "jobs_at_risk"]
    known = [column for column in columns if column in crisis]
    lacking = ~(crisis["hub_minutes"] <= within)
    return crisis.loc[lacking, [*known, "why"]].rename_axis("region_code").reset_index()
