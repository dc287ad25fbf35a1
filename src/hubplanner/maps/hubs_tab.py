"""The tab of hubs: where they stand, whom they serve, on which technology, and the proof."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hubplanner.language import Text
from hubplanner.maps.payload import Firm, HubsTab, OtherTechnology, Reached
from hubplanner.maps.payload_common import Bilingual
from hubplanner.maps.plain import in_both, plain_number, rounded
from hubplanner.networking.accessibility import PARTNERS, PERCENTILES
from hubplanner.networking.technology_assignment import NEAR_TIE
from hubplanner.plan import Plan
from hubplanner.siting import Solution
from hubplanner.siting.firm_hubs import TIERS
from hubplanner.siting.problem import NEAR_MINUTES
from hubplanner.siting.study import unproven

HOUR = 60


def hubs_payload(plan: Plan) -> HubsTab:
    """Hubs by number, with their technologies and the reasons for them."""
    return {
        "hubs": [
            {
                "number": hub.number,
                "code": hub.region_code,
                "lat": rounded(hub.lat, 4),
                "lon": rounded(hub.lon, 4),
                "candidates": hub.candidates,
                "mean": plain_number(hub.mean_minutes),
                "longest": plain_number(hub.longest_minutes),
                "institutions": hub.institutions,
                "technology": Bilingual(hub.technology_ko, hub.technology_en),
                "ministry": Bilingual(hub.ministry_ko, hub.ministry_en),
                "fit": plain_number(hub.technology_fit, 2),
                "why": Bilingual(hub.technology_why_ko, hub.technology_why_en),
                "other": _other_technology(plan, str(hub.Index)),
                "host": _host(hub),
                "jobs": round(hub.jobs_near, -2) if "jobs_near" in plan.hubs else None,
                "firm": _firm(plan, hub),
            }
            for hub in plan.hubs.itertuples()
        ],
        "reached": _reached(plan),
        "draws": None if plan.sites.firm is None else plan.sites.firm.draws,
    }


def _reached(plan: Plan) -> Reached | None:
    offers, near = plan.sites.problem.offers, plan.sites.jobs_reached
    if offers is None or near is None or plan.jobs_year is None:
        return None
    return {
        "year": plan.jobs_year,
        "known": round(offers.known_jobs, -2),
        "near": round(near, -2),
        "minutes": NEAR_MINUTES,
    }


def _host(hub: Any) -> Bilingual | None:
    return Bilingual(hub.host_ko, hub.host_en) if hasattr(hub, "host_ko") else None


def _firm(plan: Plan, hub: Any) -> Firm | None:
    if plan.sites.firm is None:
        return None
    tier, loss = TIERS[hub.tier], hub.next_loss
    rivals = plan.sites.firm.rivals
    mine = rivals[rivals["region_code"] == hub.region_code]
    return {
        "instead": [
            {"region": int(place), "share": round(100 * share)}
            for place, share in zip(
                plan.regions.index.get_indexer(mine["rival"]), mine["draw_share"], strict=True
            )
        ],
        "share": round(100 * hub.draw_share),
        "tier": in_both(tier),
        "rivals": Bilingual(hub.rivals_ko, hub.rivals_en),
        "next": Bilingual(hub.next_ko, hub.next_en),
        "loss": None if pd.isna(loss) else rounded(100 * loss / plan.siting.objective, 1),
    }


def _other_technology(plan: Plan, hub: str) -> OtherTechnology | None:
    """What the hub would take instead, and by how much the summed fit would fall."""
    if plan.network.runner_up is None:
        return None
    other: Any = plan.network.runner_up.by_hub.loc[hub]
    if not other["technology"]:
        return None
    technology = plan.network.technologies.technologies[other["technology"]]
    return {
        "names": Bilingual(technology.name_ko, technology.name_en),
        "cost": plain_number(other["cost"], 4),
        "tie": bool(other["cost"] < NEAR_TIE),
    }


def proof(plan: Plan) -> dict[str, Any]:
    """For the template: the solver's outcome, the runner-up, and what the wishes cost."""
    sites, solution = plan.sites, plan.siting
    technologies = plan.network.runner_up
    runner_up = None
    if sites.runner_up is not None:
        behind = abs(sites.runner_up.objective - solution.objective)
        runner_up = {
            "behind": behind,
            "percent": 100 * behind / max(abs(solution.objective), 1e-12),
            "instead_of": _names(plan, solution, sites.runner_up),
            "stands": _names(plan, sites.runner_up, solution),
        }
    return {
        "solution": solution,
        "model": _both(Text(solution.model)),
        "unproven": _both(unproven(sites.problem, solution)),
        "headline": _both(sites.headline()),
        "without": _without(plan),
        "firm": _both(sites.firm.sentence() if sites.firm else sites.not_drawn),
        "unit": in_both(sites.problem.unit),
        "runner_up": runner_up,
        "technologies_tie": technologies.cost if technologies and technologies.near_tie else None,
        "wishes": sites.advice().get("wishes"),
    }


def access(plan: Plan) -> dict[str, Any] | None:
    """For the template: what regions in crisis reach within an hour, without the hubs and with."""
    if plan.access is None:
        return None
    table = plan.access.percentiles
    rows = [
        {
            "kind": in_both(PARTNERS[kind]),
            "cells": [
                "{before:.0f} → {after:.0f}".format(**table.xs((kind, HOUR, percent)))
                for percent in PERCENTILES
            ],
        }
        for kind in PARTNERS
    ]
    return {
        "headline": _both(plan.access.headline()),
        "percentiles": PERCENTILES,
        "rows": rows,
    }


def _without(plan: Plan) -> dict[str, Any] | None:
    without = plan.sites.without
    if without is None:
        return None
    return {
        "one_more": _both(without.one_more),
        "technologies": [
            {
                "name": Bilingual(row["technology_ko"], row["technology_en"]),
                "need": round(row["need"], -2),
                "why": Bilingual(row["why_ko"], row["why_en"]),
            }
            for row in without.technologies.to_dict("records")
        ],
    }


def _both(text: Text | None) -> Bilingual | None:
    return None if text is None else in_both(text)


def _names(plan: Plan, of: Solution, without: Solution) -> Bilingual:
    """Places of one solution that the other has not."""
    table = plan.sites.problem.sites.iloc[[site for site in of.sites if site not in without.sites]]
    return Bilingual(", ".join(table["label"]), ", ".join(table["name_en"]))
