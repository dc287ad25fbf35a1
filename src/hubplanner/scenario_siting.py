"""The sections of a scenario that tell where hubs stand and who works with them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hubplanner.language import Text
from hubplanner.scenario_sections import Section

SitingModel = Literal[
    "p_median",
    "p_center",
    "max_cover",
    "gradual_cover",
    "set_cover",
    "p_dispersion",
    "capacitated_p_median",
    "budgeted",
]
Minutes = Annotated[float, Field(ge=0.1, le=1e5)]
"""Of travel; told to a tenth."""
Distance = Annotated[float, Field(ge=0, le=1e5)]
"""Minutes or kilometres."""
Amount = Annotated[float, Field(ge=0, le=1e12)]
"""Of money or of weight, in the planner's own unit."""
Count = Annotated[int, Field(ge=0, le=229)]


HOST_KINDS = {
    **{kind: kind for kind in ("technopark", "institute", "university", "complex")},
    **{"테크노파크": "technopark", "연구기관": "institute", "대학": "university"},
    "산업단지": "complex",
}
"""Kinds of institutions that may host a hub, by what a scenario calls them."""

EACH = "each"
"""The key of ``at_least`` and ``at_most`` that stands for every province."""

DEFAULT = "default"
"""The key of ``opening_cost`` that stands for all that are not named."""


class HostCriteria(Section):
    """What a host of a hub must be: each criterion is told with its value, passed or not."""

    crisis_minutes: Minutes = Field(
        60.0,
        title="minutes to a candidate region",
        description="a candidate region is within these minutes: 'in or near' the crisis",
    )
    institute_minutes: Minutes = Field(
        60.0,
        title="minutes to an institute or technopark",
        description="a public institute or technopark is within these minutes",
    )
    university_minutes: Minutes = Field(
        60.0,
        title="minutes to a university",
        description="a university strong in engineering is within these minutes",
    )
    city: bool = Field(
        True,
        title="in a city",
        description="it stands in a city, a district of one, or by a national complex",
    )


class SitingChoice(Section):
    """What the hubs are to be good for, and which wishes they must keep."""

    model: SitingModel = Field(
        "gradual_cover", title="siting model", description="what the hubs are to be good for"
    )
    then: tuple[Literal["p_median", "p_center", "max_cover"], ...] = Field(
        (),
        title="what decides among equals",
        description="what decides, in this order, among solutions equally good by the model",
    )
    hubs: Annotated[int, Field(ge=1, le=229)] = Field(
        6,
        title="number of hubs",
        description="number of hubs; set_cover and budgeted find it themselves",
    )
    demand: Literal["candidates", "regions", "emd", "nation", "nation_emd"] = Field(
        "candidates",
        title="whom the hubs serve",
        description="whom the hubs serve: candidate regions; all regions or eup-myeon-dong of"
        " candidates.provinces; or all of the nation, whatever provinces are named",
    )
    weight: Literal[
        "jobs_at_risk", "crisis_score", "population", "workers", "employed", "equal"
    ] = Field("jobs_at_risk", title="weight of demand", description="how much each of them counts")
    sites: Literal["hosts", "candidates", "regions", "institutions", "complexes", "points"] = Field(
        "hosts",
        title="where hubs may stand",
        description="where a hub may stand: at a host that meets siting.hosts, in a candidate"
        " region, in any region of the country, at any institution, in an industrial complex, or"
        " at your own points",
    )
    hosts: HostCriteria = HostCriteria()
    full_minutes: Distance = Field(
        30.0,
        title="minutes of full service",
        description="gradual_cover: up to this a hub serves a job in full",
    )
    none_minutes: Minutes = Field(
        120.0,
        title="minutes without service",
        description="gradual_cover: from this on not at all, between the two by degrees",
    )
    min_fit: Annotated[float, Field(ge=0, le=1)] = Field(
        0.2,
        title="least capability of a host",
        description="gradual_cover: capability that a host needs for a technology, 0 to 1",
    )
    host_share: Annotated[float, Field(ge=0, le=1)] = Field(
        0.5,
        title="weight of the host's own fields",
        description="gradual_cover: weight of the host's own fields in its capability; the rest:"
        " institutions around it",
    )
    points: str = Field(
        "", title="own points", description="CSV of your own points, for sites = 'points'"
    )
    required: tuple[str, ...] = Field(
        (),
        title="required",
        description="regions, or groups or provinces of which each must have a hub",
    )
    forbidden: tuple[str, ...] = Field(
        (), title="forbidden", description="regions, groups or provinces that must not have a hub"
    )
    existing: tuple[str, ...] = Field(
        (),
        title="existing hubs",
        description="institutions, regions, groups or provinces that serve as a hub already,"
        " beside the new ones",
    )
    groups: dict[str, tuple[str, ...]] = Field(
        {},
        title="named groups",
        description="named groups of provinces or regions, for all that names places",
    )
    at_least: dict[str, Count] = Field(
        {},
        title="at least so many",
        description="by province or group, or 'each' province: so many hubs or more",
    )
    at_most: dict[str, Count] = Field(
        {},
        title="at most so many",
        description="by province or group, or 'each' province: so many hubs or fewer",
    )
    spacing_km: Distance | None = Field(
        None, title="least km between hubs", description="two hubs are no nearer than this"
    )
    spacing_minutes: Distance | None = Field(
        None, title="least minutes between hubs", description="two hubs are no nearer than this"
    )
    max_minutes: Minutes | None = Field(
        None,
        title="most minutes to a hub",
        description="nobody served is farther from a hub than this",
    )
    designated_minutes: Minutes | None = Field(
        None,
        title="most minutes from designated areas",
        description="gradual_cover: every area designated so far is within this of a hub of its own"
        " industry: that stated in the list of designations, else its largest known one",
    )
    radius_minutes: Minutes = Field(
        60.0,
        title="minutes covered",
        description="within this a hub covers, for max_cover and set_cover",
    )
    budget: Amount | None = Field(
        None, title="budget", description="what opening all hubs may cost together"
    )
    opening_cost: dict[str, Amount] = Field(
        {DEFAULT: 1.0},
        title="cost of a hub",
        description="cost of a hub by host, region, group, province or kind of host (technopark,"
        " institute, university, complex), the closer before the wider, and 'default' for all"
        " others",
    )
    capacity: Annotated[float, Field(ge=1e-6, le=1e12)] | None = Field(
        None,
        title="capacity of a hub",
        description="weight that one hub can serve, for capacitated_p_median",
    )
    worst_province_minutes: Minutes | None = Field(
        None,
        title="most mean minutes of a province",
        description="the mean of no province's demand is farther from a hub than this",
    )
    fairness_alpha: Annotated[float, Field(ge=0, le=100)] = Field(
        1.0,
        title="heed of the far",
        description="how much fairness_minutes heeds the far: 0 is the mean",
    )
    fairness_minutes: Minutes | None = Field(
        None,
        title="most equally distributed minutes",
        description="the equally distributed equivalent of all minutes is at most this",
    )
    gini: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None,
        title="most Gini coefficient",
        description="the Gini coefficient of the minutes is at most this",
    )
    network_worth: Annotated[float, Field(ge=0, le=1e6)] = Field(
        0.0,
        title="worth of network strength",
        description="minutes x weight that one unit of network strength (an institution at the"
        " door) at a site is worth, for p_median; 0: sites are chosen by travel alone",
    )
    time_limit_seconds: Annotated[float, Field(gt=0, le=1e7)] | None = Field(
        None,
        title="time limit, seconds",
        description="the best found by then is taken, with its gap; 300 where none is set",
    )

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        for lacking, model in (("budget", "budgeted"), ("capacity", "capacitated_p_median")):
            if self.model == model and getattr(self, lacking) is None:
                raise ValueError(
                    Text("model = '{model}' needs siting.{lacking}", model=model, lacking=lacking)
                )
        if taken := [name for name in self.groups if name in (EACH, DEFAULT, *HOST_KINDS)]:
            raise ValueError(
                Text(
                    "siting.groups.{name}: '{name}' means something else in [siting]; call the"
                    " group something else",
                    name=taken[0],
                )
            )
        if self.full_minutes >= self.none_minutes:
            raise ValueError(Text("siting.full_minutes must be below siting.none_minutes"))
        if self.model == "gradual_cover" and self.weight != "jobs_at_risk":
            raise ValueError(
                Text(
                    "model = 'gradual_cover' serves jobs at risk; for weight = '{weight}' add"
                    " model = 'p_median'",
                    weight=self.weight,
                )
            )
        if self.model == "gradual_cover" and self.demand.endswith("emd"):
            raise ValueError(
                Text("model = 'gradual_cover' knows industries of regions, not of eup-myeon-dong")
            )
        if self.designated_minutes is not None and self.model != "gradual_cover":
            raise ValueError(
                Text("siting.designated_minutes goes with model = 'gradual_cover' only")
            )
        if (self.sites == "points") != bool(self.points):
            raise ValueError(Text("siting.points and sites = 'points' go together"))
        if self.demand.endswith("emd") and self.weight not in ("population", "equal"):
            raise ValueError(
                Text(
                    "demand = '{demand}' needs weight = 'population' or 'equal'", demand=self.demand
                )
            )
        if self.network_worth and (self.model != "p_median" or self.then):
            raise ValueError(Text("siting.network_worth goes with model = 'p_median' without then"))
        if self.then and self.model in ("p_dispersion", "capacitated_p_median"):
            raise ValueError(
                Text("siting.then does not go with model = '{model}'", model=self.model)
            )
        return self


PartnerKind = Literal["technopark", "ccei", "university", "institute", "complex", "region", "hub"]


class NetworkChoice(Section):
    """Who may work with whom, how strong a tie is, and which technologies the hubs choose from."""

    reach_minutes: Annotated[float, Field(ge=0.1, le=600)] = Field(
        90.0,
        title="reach of partners, minutes",
        description="institutions within this travel time may be tied to a hub",
    )
    decay_minutes: Annotated[float, Field(ge=0.1, le=600)] = Field(
        60.0,
        title="decay of ties, minutes",
        description="strength falls with exp(-minutes / decay_minutes)",
    )
    base_fit: Annotated[float, Field(ge=0, le=1)] = Field(
        0.5,
        title="worth without a common field",
        description="what a lead, a region served or another hub is worth without a common field",
    )
    mass: dict[PartnerKind, Annotated[float, Field(ge=0, le=1e6)]] = Field(
        {},
        title="weight of partners by kind",
        description="weight of a kind of partner in the strength of its ties; 1 if not named",
    )
    hubs_per_institution: Annotated[int, Field(ge=1, le=229)] = Field(
        3,
        title="hubs of one institution",
        description="hubs that one institution has room to work with, its lead hub included",
    )
    lead_minutes: Annotated[float, Field(ge=0.1, le=600)] = Field(
        120.0,
        title="reach of lead hubs, minutes",
        description="a technopark or CCEI farther than this from every hub has no lead hub; a hub"
        " of its own province goes first",
    )
    function_minutes: Annotated[float, Field(ge=0.1, le=600)] = Field(
        60.0,
        title="reach of functions, minutes",
        description="who supplies a hub with a function is within this travel time",
    )
    lead_balance: Annotated[float, Field(ge=1, le=229)] = Field(
        1.5,
        title="balance of lead hubs",
        description="most technoparks (or CCEIs) a hub may lead, over the even share",
    )
    technologies: str = Field(
        "korea",
        title="list of technologies",
        description="list of technologies: korea, pcast, or the path of a TOML file",
    )
    technology_uses: Annotated[int, Field(ge=0, le=229)] = Field(
        0,
        title="hubs of one technology",
        description="hubs that may take the same technology; 0: one, or as few as the hubs need",
    )
    ministry_most: Annotated[int, Field(ge=0, le=229)] = Field(
        0,
        title="hubs of one ministry",
        description="hubs that one ministry may lead; 0: any number with gradual_cover, else half"
        " of them, or more if needed",
    )
    fixed: dict[str, str] = Field(
        {},
        title="fixed technologies",
        description="technology by region that a national plan has fixed, if a hub is there",
    )
    users_share: Annotated[float, Field(ge=0, le=1)] = Field(
        0.5,
        title="weight of the users",
        description="weight of the users' industries in a hub's fit; the rest: institutions",
    )
    takeover_minutes: Annotated[float, Field(ge=0.1, le=600)] = Field(
        180.0,
        title="reach of a takeover, minutes",
        description="a technopark or CCEI farther than this from every hub left is cut off",
    )
    own_links: str = Field(
        "",
        title="own ties",
        description="CSV of your own ties, which replace computed ones between the same two",
    )
    seed: Annotated[int, Field(ge=0, le=2**31)] = Field(
        0,
        title="seed of the network",
        description="of whatever in the network's measures and growth is drawn at random",
    )
