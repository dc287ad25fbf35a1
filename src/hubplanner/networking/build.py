"""From hubs, institutions and users to the network: technologies, leads, links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.industries import RegionIndustries
from hubplanner.industries.capability import institution_fit
from hubplanner.industries.result import UNKNOWN
from hubplanner.industries.technologies import (
    Technology,
    TechnologyList,
    fixed_technologies,
    industry_fit,
    load_technologies,
)
from hubplanner.networking.functions import has_function, hub_functions, load_functions
from hubplanner.networking.leads import ALWAYS_LED, lead_hubs
from hubplanner.networking.links import (
    COLUMNS,
    Gravity,
    hub_id,
    hub_links,
    institution_links,
    local_links,
    user_links,
)
from hubplanner.networking.own_links import lay_over, read_own_links
from hubplanner.networking.technology_assignment import (
    Assignment,
    RunnerUp,
    assign_technologies,
    chosen_before,
    runner_up,
    technology_fit,
)
from hubplanner.scenario_siting import NetworkChoice

Minutes = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]
"""Travel minutes between two tables with ``lon`` and ``lat``: rows by columns."""


@dataclass(frozen=True)
class Network:
    """Who works with whom, on which technology.

    Attributes
    ----------
    links
        ``source``, ``target``, ``kind``, ``role``, ``minutes``, ``fit``, ``strength``, sorted.
    lead_hub
        By institution, ``""`` where it has none: no hub is near enough, or of its field.
    fields_unknown
        ``source`` (hub), ``target``, ``kind``, ``minutes`` of institutions within reach whose
        fields are not known; no links.
    functions
        Who supplies each hub with what, and what it lacks: :func:`hub_functions`.
    technologies
        The list that the hubs choose from.
    assignment
        Technology by hub.
    fixed
        Technology by hub that the scenario fixed.
    hub_fit
        Fit of every hub with every technology, 0–1: its capability where siting has chosen them.
    industries
        Industries by region, and what each is known from.
    lead_capacity
        Most technoparks, and most CCEIs, that one hub may lead.
    minutes
        Hub × institutions and candidate regions.
    same_province
        Hub × institution: whether both lie in one province of today.
    """

    links: pd.DataFrame
    lead_hub: pd.Series[str]
    fields_unknown: pd.DataFrame
    functions: pd.DataFrame
    technologies: TechnologyList
    assignment: Assignment
    fixed: dict[str, str]
    hub_fit: pd.DataFrame
    industries: RegionIndustries
    lead_capacity: int
    minutes: pd.DataFrame
    same_province: pd.DataFrame
    chosen_by_siting: bool = False

    @property
    def nearest_hub_minutes(self) -> pd.Series[float]:
        """Minutes to the nearest hub, by institution."""
        nearest: pd.Series[float] = self.minutes[self.lead_hub.index].min()
        return nearest.rename("nearest_hub_minutes")

    @cached_property
    def runner_up(self) -> RunnerUp | None:
        """The second-best assignment of technologies, and what each hub would take instead.

        None where technologies were chosen together with the sites: siting tells what is next best.
        """
        if self.chosen_by_siting:
            return None
        return runner_up(self.hub_fit, self.technologies, self.assignment, self.fixed)

    def summary(self) -> dict[str, Any]:
        """What ``plan.json`` tells of it: the list, how hubs were assigned, what is known."""
        told = 1 - self.industries.shares[UNKNOWN]
        observed = self.industries.basis["status"] == "observed"
        return {
            "technologies": self.technologies.title_en,
            "technologies_source": self.technologies.source,
            "summed_fit": round(self.assignment.total, 6),
            "uses_of_a_technology": self.assignment.uses,
            "hubs_of_a_ministry": self.assignment.ministry_most,
            "fixed": self.fixed,
            "technoparks_of_a_hub": self.lead_capacity,
            "regions_of_known_industries": {
                "by own statistics": int(observed[observed].groupby("region_code").size().size),
                "estimated, half or more of the jobs": int((told >= 0.5).sum()),
            },
        }


def build_network(
    choice: NetworkChoice,
    places: pd.DataFrame,
    regions: pd.DataFrame,
    institutions: pd.DataFrame,
    region_shares: RegionIndustries,
    users: pd.DataFrame,
    minutes: Minutes,
    capability: pd.DataFrame | None = None,
    left_out: pd.DataFrame | None = None,
) -> Network:
    """The network of a plan's hubs.

    Parameters
    ----------
    choice
        The scenario's ``[network]``.
    places
        Where the hubs stand: ``lon``, ``lat``, indexed by the region each stands in; with
        ``technology`` where siting has chosen it.
    regions, institutions
        The dataset's tables; regions with ``sido_today_code``.
    region_shares
        The industries of regions.
    users
        Candidate regions: ``crisis_score``, ``hub_region``, ``hub_minutes``.
    minutes
        Travel minutes between two tables of places.
    capability
        Hub's region × technology, 0–1, where siting has chosen technologies by it.
    left_out
        Institutions that the plan does without (:attr:`hubplanner.dataset.Dataset.left_out`).

    Raises
    ------
    ScenarioError
        When the list of technologies or a wish of ``[network]`` cannot be met.
    """
    technologies = load_technologies(choice.technologies)
    every = list(technologies.technologies.values())
    gravity = Gravity(
        choice.decay_minutes,
        choice.base_fit,
        {str(kind): mass for kind, mass in choice.mass.items()},
    )
    hubs = [hub_id(str(code)) for code in places.index]
    of_region = fixed_technologies(choice.fixed, technologies, regions)
    fixed = {hub_id(code): key for code, key in of_region.items() if code in places.index}

    to_hubs = minutes(places, institutions).set_axis(hubs)
    near = minutes(places, places).set_axis(hubs).set_axis(hubs, axis=1)
    led = institutions[institutions["kind"].isin(ALWAYS_LED).to_numpy()]
    to_users = minutes(places, regions.loc[users.index]).set_axis(hubs)
    to_locals = minutes(regions.loc[users.index], led)
    named = institutions
    # Without geometry, rows are picked several times faster.
    institutions = pd.DataFrame(institutions[["kind", "region_code", "fields", "industries"]])

    region_fit = known_fit(region_shares, every)
    fits = institution_fit(institutions, every)

    if capability is None:
        hub_fit = technology_fit(
            region_fit.loc[region_fit.index.intersection(users.index)],
            _user_weight(users, hubs, gravity),
            fits[(institutions["kind"] != "complex").to_numpy()],
            pd.DataFrame(gravity.decay(to_hubs), index=hubs, columns=to_hubs.columns),
            users_share=choice.users_share,
        ).fit
        assignment = assign_technologies(
            hub_fit,
            technologies,
            uses=choice.technology_uses,
            ministry_most=choice.ministry_most,
            fixed=fixed,
        )
    else:
        hub_fit = capability.set_axis(hubs)
        assignment = chosen_before(places["technology"].set_axis(hubs), hub_fit, technologies)
    technology = assignment.technology

    kinds, province = institutions["kind"], regions["sido_today_code"]
    provinces = institutions["region_code"].map(province)
    same_province = pd.DataFrame(
        province[places.index].to_numpy()[:, None] == provinces.to_numpy()[None, :],
        index=hubs,
        columns=institutions.index,
    )
    leads, capacity = lead_hubs(
        to_hubs, same_province, kinds, limit=choice.lead_minutes, balance=choice.lead_balance
    )
    fit = fits[technology].T.set_axis(hubs)
    ties, lead_hub, fields_unknown = institution_links(
        to_hubs,
        fit,
        kinds,
        leads,
        gravity,
        reach_minutes=choice.reach_minutes,
        most_hubs=choice.hubs_per_institution,
    )
    links = pd.concat(
        [
            ties,
            user_links(users, region_fit, technology, gravity),
            hub_links(near, _kinship(technology, technologies), gravity),
            local_links(
                to_locals,
                pd.DataFrame({"kind": kinds, "province": provinces}).loc[led.index],
                province[users.index],
                gravity,
            ),
        ],
        ignore_index=True,
    )
    if choice.own_links:
        own = read_own_links(
            Path(choice.own_links),
            pd.Index(hubs),
            named,
            regions,
            _between(places.set_axis(hubs), named, regions, minutes),
            gravity,
            left_out,
        )
        links = lay_over(links, own)
    links = links.sort_values(["source", "kind", "target"], ignore_index=True)[COLUMNS]
    return Network(
        links=links,
        lead_hub=lead_hub,
        fields_unknown=fields_unknown,
        functions=hub_functions(
            to_hubs,
            fit,
            has_function(institutions, load_functions()),
            load_functions(),
            choice.function_minutes,
        ),
        technologies=technologies,
        assignment=assignment,
        fixed=fixed,
        hub_fit=hub_fit,
        industries=region_shares,
        lead_capacity=capacity,
        minutes=pd.concat([to_hubs, to_users], axis=1),
        same_province=same_province,
        chosen_by_siting=capability is not None,
    )


def _between(
    hubs: pd.DataFrame, institutions: pd.DataFrame, regions: pd.DataFrame, minutes: Minutes
) -> pd.DataFrame:
    """Travel minutes between all that may be tied."""
    columns = ["emd_code", "lon", "lat"]
    every = pd.concat(
        [pd.DataFrame(table).reindex(columns=columns) for table in (hubs, institutions, regions)]
    )
    return minutes(every, every)


def known_fit(industries: RegionIndustries, technologies: list[Technology]) -> pd.DataFrame:
    """Region × technology: share of the known manufacturing jobs in industries that use it.

    Regions of which nothing is known have no row.
    """
    known = industries.shares.drop(columns=UNKNOWN)
    told = known.sum(axis=1)
    return industry_fit(known[told > 0].div(told[told > 0], axis=0), technologies)


def _user_weight(users: pd.DataFrame, hubs: list[str], gravity: Gravity) -> pd.DataFrame:
    """Hub × candidate: crisis score × decay for the hub that serves it, else 0."""
    weight = users["crisis_score"].to_numpy(float) * gravity.decay(users["hub_minutes"])
    serves = users["hub_region"].map(hub_id).to_numpy()[None, :] == np.array(hubs)[:, None]
    return pd.DataFrame(serves * weight[None, :], index=hubs, columns=users.index)


def _kinship(technology: pd.Series[str], technologies: TechnologyList) -> pd.DataFrame:
    """Overlap of the industries that two hubs' technologies serve (Jaccard 1912)."""
    uses = [set(technologies.technologies[key].industries) for key in technology]
    overlap = [[len(a & b) / max(len(a | b), 1) for b in uses] for a in uses]
    return pd.DataFrame(overlap, index=technology.index, columns=technology.index)
