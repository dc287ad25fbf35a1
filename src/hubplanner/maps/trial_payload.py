"""What the page needs to solve the siting again when its reader moves something.

Tables are packed: numbers as bytes, deflated (zlib), base64. Only what the plan's own model needs
is handed over; where its scenario asks for what the page's solvers cannot keep, the page is told
which key, so that it can offer the scenario instead.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from hubplanner.errors import RegionError
from hubplanner.industries.technologies import fixed_technologies, load_technologies
from hubplanner.language import Text
from hubplanner.maps.payload_trial import (
    Refusal,
    Trial,
    TrialChoice,
    TrialTables,
    TriedTechnology,
    TriedWeight,
    Ways,
)
from hubplanner.maps.plain import in_both, plain_numbers
from hubplanner.maps.regions_tab import made_by_the_page
from hubplanner.plan import Plan
from hubplanner.regions import regions_of, resolve
from hubplanner.scenario_sections import CandidateChoice
from hubplanner.scenario_siting import EACH
from hubplanner.scoring.candidates import CAPITAL_REGION
from hubplanner.siting.constraints import Floats
from hubplanner.siting.problem import NEAR_MINUTES
from hubplanner.siting.trial_inputs import TrialInputs

SITES = {"gradual_cover": ("hosts",), "p_median": ("candidates", "regions")}
"""By model that the page solves: where hubs may stand."""

WISHES = (
    "then",
    "existing",
    "at_least",
    "spacing_km",
    "spacing_minutes",
    "max_minutes",
    "designated_minutes",
    "budget",
    "worst_province_minutes",
    "fairness_minutes",
    "gini",
    "network_worth",
)
"""Keys of ``[siting]`` that the page's solvers do not keep."""

NO_WAY = 0xFFFF
"""Tenths of minutes that stand for no way at all."""

UNSOLVED = Text("the page solves gradual_cover at hosts and p_median of regions only")
UNSCORED = Text("the page does not make these scores or candidates again")
ANOTHER_WISH = Text("the page's solvers do not keep this wish")
ANOTHER_DEMAND = Text("the page serves candidate regions only")
TWICE = Text("a technology may be taken by more than one hub")
ONE_WAY = Text("minutes are not the same both ways, or too long")
UNKNOWN_NEED = Text("jobs are not counted for every region")


def trial_payload(plan: Plan) -> Trial:
    """The tables of :class:`TrialInputs` for the page, or why it cannot try.

    Parameters
    ----------
    plan
        From :func:`hubplanner.make_plan`.
    """
    refused = [_told(key, why) for key, why in _asked_too_much(plan)]
    if refused or plan.trial_inputs is None:
        return {"refused": refused, "tables": None}
    inputs = plan.trial_inputs()
    if refused := [_told(key, why) for key, why in _not_told(plan, inputs)]:
        return {"refused": refused, "tables": None}
    return {"refused": [], "tables": _tables(plan, inputs)}


def _told(key: str, why: Text) -> Refusal:
    return {"key": key, "why": in_both(why)}


def _asked_too_much(plan: Plan) -> Iterator[tuple[str, Text]]:
    """Keys of the scenario that the page cannot keep."""
    siting, network = plan.scenario.siting, plan.scenario.network
    if not made_by_the_page(plan):
        yield "scoring", UNSCORED
    if siting.sites not in SITES.get(siting.model, ()):
        yield "siting.model", UNSOLVED
    if siting.demand != "candidates":
        yield "siting.demand", ANOTHER_DEMAND
    for key in WISHES:
        if getattr(siting, key) not in (None, (), {}, 0.0):
            yield f"siting.{key}", ANOTHER_WISH
    if set(siting.at_most) - {EACH}:
        yield "siting.at_most", ANOTHER_WISH
    if siting.required and _codes(plan, siting.required) is None:
        yield "siting.required", ANOTHER_WISH
    if siting.model == "gradual_cover" and network.technology_uses > 1:
        yield "network.technology_uses", TWICE


def _not_told(plan: Plan, inputs: TrialInputs) -> Iterator[tuple[str, Text]]:
    """Keys whose figures the page cannot work with."""
    finite = np.isfinite(inputs.minutes)
    too_long = bool((inputs.minutes[finite] * 10 >= NO_WAY).any())
    if (
        not inputs.both_ways
        or too_long
        or (plan.scenario.siting.model == "p_median" and not finite.all())
    ):
        yield "travel", ONE_WAY
    jobs = inputs.jobs
    if plan.scenario.siting.weight == "jobs_at_risk" and (
        jobs is None or jobs.isna().any(axis=None)
    ):
        yield "siting.weight", UNKNOWN_NEED


def _codes(plan: Plan, names: tuple[str, ...]) -> list[str] | None:
    """Region codes, None where a name is that of a province or group."""
    if set(names) & set(plan.scenario.siting.groups):
        return None
    try:
        return resolve(list(names), plan.regions)
    except RegionError:
        return None


def _tables(plan: Plan, inputs: TrialInputs) -> TrialTables:
    scenario, regions = plan.scenario, plan.regions
    siting, candidates = scenario.siting, scenario.candidates
    place = {str(code): i for i, code in enumerate(regions.index)}
    typed = inputs.capability is not None
    weight: TriedWeight = "stated"
    if siting.weight in ("jobs_at_risk", "crisis_score"):
        weight = siting.weight
    nowhere = pd.Series(np.nan, regions.index)
    counted = inputs.counted
    jobs = nowhere if counted is None else counted["manufacturing_jobs"].reindex(regions.index)
    every = nowhere if counted is None else counted["jobs"].reindex(regions.index)
    capital = regions["sido_today_code"].isin(CAPITAL_REGION)
    if candidates.provinces:  # which say themselves who is in
        capital[:] = False
    usual = CandidateChoice()
    others = {"min_jobs_share", "min_jobs", "capital_region", "top"}
    return {
        "model": "gradual_cover" if typed else "p_median",
        "weight": weight,
        "stated": [] if inputs.stated is None else plain_numbers(inputs.stated, 12),
        "anywhere": siting.sites == "regions",
        "ways": _ways(plan),
        "sites": {
            "id": [str(one) for one in inputs.sites.index] if typed else [],
            "region": [place[str(code)] for code in inputs.sites["region_code"]],
        },
        "minutes": packed_minutes(inputs.minutes),
        "manufacturing": plain_numbers(jobs, 12),
        "share": plain_numbers(jobs / every, 17),
        "outside": np.flatnonzero(~inputs.may.to_numpy(bool)).tolist(),
        "capital": np.flatnonzero(capital).tolist(),
        "technologies": _technologies(plan, inputs),
        "industries": inputs.jobs.shape[1] if typed and inputs.jobs is not None else 0,
        "jobs": packed(inputs.jobs) if typed and inputs.jobs is not None else "",
        "capability": packed(inputs.capability) if inputs.capability is not None else "",
        "limits": {
            "crisis_minutes": siting.hosts.crisis_minutes,
            "full_minutes": siting.full_minutes,
            "none_minutes": siting.none_minutes,
            "near_minutes": NEAR_MINUTES,
            "min_fit": siting.min_fit,
            "ministry_most": scenario.network.ministry_most,
            "usual_share": usual.min_jobs_share,
            "usual_jobs": usual.min_jobs,
            "conditional": candidates.model_dump(exclude=others)
            != usual.model_dump(exclude=others),
        },
        "published": _published(plan),
    }


def _ways(plan: Plan) -> list[Ways]:
    """Which ways into crisis can be asked for: exposure only where the plan has worked it out."""
    return ["decline"] if plan.scores.exposure is None else ["either", "decline", "exposure"]


def _technologies(plan: Plan, inputs: TrialInputs) -> list[TriedTechnology]:
    if inputs.uses is None:
        return []
    every = load_technologies(plan.scenario.network.technologies)
    told = every.technologies
    parts = {key: inputs.uses[key].to_numpy(float) for key in inputs.uses}
    return [
        {
            "key": str(key),
            "ko": told[str(key)].name_ko,
            "en": told[str(key)].name_en,
            "ministry": told[str(key)].ministry,
            "led_by": in_both(every.ministries[told[str(key)].ministry]),
            "uses": {int(d): float(part[d]) for d in np.flatnonzero(part)},
        }
        for key, part in parts.items()
    ]


def _published(plan: Plan) -> TrialChoice:
    scenario = plan.scenario
    scoring, candidates, siting = scenario.scoring, scenario.candidates, scenario.siting
    technologies = load_technologies(scenario.network.technologies)
    return {
        "ways": scoring.ways,
        "weights": {name: float(one) for name, one in scoring.weights.model_dump().items()},
        "area_weight": scoring.area_weight,
        "top": candidates.top,
        "min_jobs_share": candidates.min_jobs_share,
        "min_jobs": candidates.min_jobs,
        "capital_region": candidates.capital_region,
        "hubs": siting.hubs,
        "required": _codes(plan, siting.required) or [],
        "forbidden": regions_of(siting.forbidden, siting.groups, plan.regions),
        "at_most_each": siting.at_most.get(EACH),
        "fixed": fixed_technologies(scenario.network.fixed, technologies, plan.regions),
    }


def packed(table: pd.DataFrame) -> str:
    """Numbers in full precision, row by row: float64 in the order of bytes of all processors of
    today (little-endian)."""
    return _deflated(table.to_numpy("<f8").tobytes())


def packed_minutes(minutes: Floats) -> str:
    """Tenths of minutes, column by column, each as the difference to the one before (modulo
    65,536), first the upper bytes of all and then the lower ones: alike bytes lie together."""
    tenths = np.where(np.isfinite(minutes), np.rint(minutes * 10), NO_WAY).astype(np.int64).T
    steps = np.diff(tenths, axis=1, prepend=0) % 65536
    return _deflated(np.stack([steps >> 8, steps & 255]).astype(np.uint8).tobytes())


def _deflated(raw: bytes) -> str:
    return base64.b64encode(zlib.compress(raw, 9)).decode()
