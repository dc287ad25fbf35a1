"""From a planner's wishes on regions to the siting model and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from hubplanner.errors import RegionError, ScenarioError, SitingError
from hubplanner.regions import resolve
from hubplanner.scenario import SitingChoice
from hubplanner.siting.p_median import p_median
from hubplanner.siting.solution import Solution


@dataclass(frozen=True)
class Sites:
    """Where the hubs stand and whom they serve.

    Attributes
    ----------
    regions
        Codes of the regions with a hub.
    serves
        By region: ``hub_region``, the nearest hub's region, and ``hub_minutes`` to it.
    solution
        The solver's outcome.
    """

    regions: list[str]
    serves: pd.DataFrame
    solution: Solution


def site_hubs(
    choice: SitingChoice, regions: pd.DataFrame, scores: pd.DataFrame, minutes: pd.DataFrame
) -> Sites:
    """The hubs that serve the candidates with the least travel time, weighted by crisis score.

    Demand is the candidates, each with its crisis score as weight; a hub may stand in a candidate
    region or where the scenario requires one (or anywhere with ``sites = "regions"``).

    Parameters
    ----------
    choice
        The scenario's ``[siting]``.
    regions
        Region table, indexed by ``region_code``.
    scores
        ``crisis_score`` and ``candidate`` with the same index.
    minutes
        Travel minutes, region by region.

    Raises
    ------
    ScenarioError
        When the wishes are impossible, naming the keys.
    """
    required = _named("siting.required", choice.required, regions)
    forbidden = _named("siting.forbidden", choice.forbidden, regions)
    demand = scores.index[scores["candidate"]]
    allowed = demand if choice.sites == "candidates" else scores.index
    sites = scores.index[scores.index.isin([*allowed, *required]) & ~scores.index.isin(forbidden)]
    _refuse_impossible(choice, required, forbidden, len(demand), len(sites), regions)

    solution = p_median(
        minutes.loc[demand, sites],
        choice.hubs,
        weights=scores.loc[demand, "crisis_score"],
        required=sites.get_indexer(pd.Index(required)).tolist(),
    )
    if not solution.sites:
        raise SitingError(f"no set of hubs keeps all wishes ({solution.status})")
    hubs = [str(sites[column]) for column in solution.sites]
    serves = pd.DataFrame(
        {"hub_region": minutes[hubs].idxmin(axis=1), "hub_minutes": minutes[hubs].min(axis=1)}
    )
    return Sites(regions=hubs, serves=serves, solution=solution)


def _named(key: str, names: Sequence[str], regions: pd.DataFrame) -> list[str]:
    if not names:
        return []
    try:
        return list(dict.fromkeys(resolve(names, regions)))
    except RegionError as error:
        raise ScenarioError(f"{key}: {error}") from error


def _refuse_impossible(
    choice: SitingChoice,
    required: list[str],
    forbidden: list[str],
    n_candidates: int,
    n_sites: int,
    regions: pd.DataFrame,
) -> None:
    if both := [str(regions.at[code, "name_ko"]) for code in required if code in forbidden]:
        raise ScenarioError(
            f"siting.required and siting.forbidden both name {', '.join(both)}; keep one"
        )
    if choice.hubs > n_candidates:
        raise ScenarioError(
            f"siting.hubs = {choice.hubs} is refused: there are only {n_candidates} candidates;"
            f" ask for at most {n_candidates} hubs or raise candidates.top"
        )
    if len(required) > choice.hubs:
        raise ScenarioError(
            f"siting.required names {len(required)} regions but siting.hubs = {choice.hubs};"
            f" raise siting.hubs to {len(required)} or require fewer"
        )
    if n_sites < choice.hubs:
        raise ScenarioError(
            f"siting.hubs = {choice.hubs} is refused: siting.forbidden leaves only {n_sites}"
            " sites; forbid fewer or ask for fewer hubs"
        )
