"""The sections of a scenario: every key with its default, its bounds and what it is for.

Those on siting and network stand in ``scenario_siting.py``, on money and roadmap in
``scenario_programme.py``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from hubplanner.language import Text
from hubplanner.limits import is_to_come


class Section(BaseModel):
    """A part of the scenario: unknown keys and wrong types are refused, never guessed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _lists_are_taken(cls, given: Any) -> Any:
        return _with_tuples(given)


def _with_tuples(value: Any) -> Any:
    """Python's lists, and TOML's arrays, as the tuples that a frozen scenario holds."""
    if isinstance(value, dict):
        return {key: _with_tuples(one) for key, one in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value


def _come(year: int) -> int:
    """Of a year to come nothing is known: today's data would pass for that year's."""
    if is_to_come(year):
        raise ValueError(Text("the year has not come; leave the key out for the newest"))
    return year


class DataChoice(Section):
    """Which data is used: of which time, and what beside what comes with the package."""

    as_of: Annotated[int, Field(ge=2016, le=2100), AfterValidator(_come)] | None = Field(
        None,
        title="figures of up to",
        description="only figures, roads and institutions of up to this year; left out: all",
    )

    folders: tuple[str, ...] = Field(
        (),
        title="own data folders",
        description="folders with the planner's own tables; later ones override earlier ones",
    )


class DimensionWeights(Section):
    """How much each dimension weighs in the crisis score; only their proportions matter."""

    dependency: Annotated[float, Field(ge=0, le=100)] = Field(1.0, title="dependency")
    decline: Annotated[float, Field(ge=0, le=100)] = Field(1.0, title="decline")
    outflow: Annotated[float, Field(ge=0, le=100)] = Field(1.0, title="outflow")

    @model_validator(mode="after")
    def _not_all_zero(self) -> Self:
        if self.dependency + self.decline + self.outflow <= 0:
            raise ValueError(Text("at least one weight must be above zero"))
        return self


Judgement = Annotated[float, Field(ge=1 / 9, le=9)]


class Judgements(Section):
    """How many times as important one dimension is as another, 1/9 to 9 (Saaty's scale)."""

    dependency_over_decline: Judgement = Field(1.0, title="dependency over decline")
    dependency_over_outflow: Judgement = Field(1.0, title="dependency over outflow")
    decline_over_outflow: Judgement = Field(1.0, title="decline over outflow")

    def matrix(self) -> list[list[float]]:
        """Reciprocal, in the order dependency, decline, outflow."""
        a, b, c = (
            self.dependency_over_decline,
            self.dependency_over_outflow,
            self.decline_over_outflow,
        )
        return [[1.0, a, b], [1 / a, 1.0, c], [1 / b, 1 / c, 1.0]]


class ScoringChoice(Section):
    """How indicators become the crisis score (docs/en/explanation/scores.md has the reasons)."""

    ways: Literal["either", "decline", "exposure"] = Field(
        "either",
        title="ways into crisis",
        description="which way into crisis counts: decline of a region that depends on"
        " manufacturing, exposure to a shock of its industries, or the worse of the two",
    )
    reach_km: Annotated[float, Field(ge=0.1, le=500)] = Field(
        30.0,
        title="reach of the labour-market area, km",
        description="a neighbour weighs exp(-(km / this)^2) in the labour-market area",
    )
    distance_decay: Literal["normal", "exponential"] = Field(
        "normal",
        title="decay with distance",
        description="'exponential': a neighbour weighs exp(-km / reach_km) instead",
    )
    area_weight: Annotated[float, Field(ge=0, le=1)] = Field(
        0.5,
        title="weight of the labour-market area",
        description="weight of the labour-market area against the region itself",
    )
    normalisation: Literal["rank", "min_max", "z", "target"] = Field(
        "rank", title="normalisation", description="how indicators come to a common scale"
    )
    targets: dict[str, float] = Field(
        {},
        title="values that count as good",
        description="with normalisation = 'target': indicator = value that counts as good",
    )
    aggregation: Literal["geometric", "arithmetic", "owa", "topsis", "promethee"] = Field(
        "geometric", title="aggregation", description="how dimensions become one score"
    )
    owa_power: Annotated[float, Field(gt=0, le=20)] = Field(
        2.0,
        title="strictness of OWA",
        description="with aggregation = 'owa': above 1 asks for most dimensions to be high",
    )
    indifference: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.0,
        title="indifference threshold",
        description="with aggregation = 'promethee': differences up to this do not count",
    )
    preference: Annotated[float, Field(ge=0, le=1)] = Field(
        0.0,
        title="preference threshold",
        description="with aggregation = 'promethee': differences from this on count in full",
    )
    weighting: Literal["given", "equal", "entropy", "critic", "ahp"] = Field(
        "given",
        title="source of the weights",
        description="where the weights of the dimensions come from",
    )
    weights: DimensionWeights = DimensionWeights()
    ahp: Judgements = Judgements()
    draws: Annotated[int, Field(ge=100, le=100_000)] = Field(
        500,
        title="number of draws",
        description="draws of weights and of uncertain figures behind the rank intervals",
    )
    seed: Annotated[int, Field(ge=0, le=2**31)] = Field(
        0, title="seed of the draws", description="seed of these draws"
    )

    @model_validator(mode="after")
    def _what_is_stated_is_used(self) -> Self:
        if self.preference < self.indifference:
            raise ValueError(Text("scoring.preference must be at least scoring.indifference"))
        if self.weighting != "given" and self.weights != DimensionWeights():
            raise ValueError(
                Text("scoring.weights is used with weighting = 'given' only; drop one")
            )
        if self.weighting != "ahp" and self.ahp != Judgements():
            raise ValueError(Text("scoring.ahp is used with weighting = 'ahp' only; drop one"))
        if self.normalisation != "target" and self.targets:
            raise ValueError(Text("scoring.targets is used with normalisation = 'target' only"))
        return self


class CandidateChoice(Section):
    """Which regions may be helped: of those that meet all conditions, the worst by crisis score."""

    top: Annotated[int, Field(ge=1, le=229)] = Field(
        40,
        title="number of candidate regions",
        description="how many regions with the highest crisis score are candidates",
    )
    min_jobs_share: Annotated[float, Field(ge=0, le=1)] = Field(
        0.16,
        title="least share of manufacturing jobs",
        description="manufacturing's share of the jobs of at least this (0.16: where a county"
        " counts as manufacturing-dependent, US Department of Agriculture 2015)",
    )
    min_jobs: Annotated[int, Field(ge=0, le=10**8)] = Field(
        3000, title="least manufacturing jobs", description="manufacturing jobs of at least this"
    )
    capital_region: bool = Field(
        False,
        title="capital region let in",
        description="whether regions of Seoul, Incheon and Gyeonggi may be candidates",
    )
    min_score: Annotated[float, Field(ge=0, le=1)] = Field(
        0.0, title="least crisis score", description="crisis score of at least this"
    )
    min_manufacturing: Annotated[float, Field(ge=0, le=1)] = Field(
        0.0,
        title="least share of value added",
        description="manufacturing's share of value added of at least this (0.3: 30 %)",
    )
    rule: str = Field(
        "",
        title="official rule",
        description="official rule that is met: its id (hubplanner rules) or a rule file (TOML)",
    )
    provinces: tuple[str, ...] = Field(
        (), title="provinces", description="provinces that are included; all where none is named"
    )

    @property
    def conditional(self) -> bool:
        """Whether more than the number of candidates is asked for."""
        return self != CandidateChoice(top=self.top)


class FutureChoice(Section):
    """What is assumed to come, and which of the figures' possible errors: a scenario's own 'if'."""

    shocks: dict[str, Annotated[float, Field(ge=-100, le=100)]] = Field(
        {},
        title="shocks of industries, percent",
        description="by industry (c30, or its name): its fall in the nation against all of"
        " manufacturing, in percent, in place of what the national series say",
    )
    closures: tuple[str, ...] = Field(
        (),
        title="plants that close",
        description="plants that close, by name (hubplanner data plants): all their jobs are lost",
    )
    drawn_shares: Annotated[int, Field(ge=0, le=2**31)] = Field(
        0,
        title="draw of the shares of industries",
        description="which draw of the errors of the estimated shares of industries is taken for"
        " true; 0: none, the estimate itself",
    )
    drawn_travel: Annotated[int, Field(ge=0, le=2**31)] = Field(
        0,
        title="draw of the errors of travel",
        description="which draw of the errors of the road network's minutes, link by link, is taken"
        " for true; 0: none, the network itself",
    )


class TravelChoice(Section):
    """How far places are from each other (see hubplanner.travelling)."""

    method: Literal["network", "great_circle"] = Field(
        "network",
        title="travel times",
        description="network: the offline road network; great_circle: straight lines × circuity",
    )
    as_of: Annotated[int, Field(ge=1970, le=2100), AfterValidator(_come)] | None = Field(
        None,
        title="year of the road network",
        description="year of the road network (end of the year); left out: all that is open",
    )
    without_links: tuple[str, ...] = Field(
        (),
        title="links taken out",
        description="bridges, tunnels or expressways taken out of the network, by name",
    )
    matrix: str = Field(
        "",
        title="own travel times",
        description="file with the planner's own minutes between regions",
    )
    roads: str = Field(
        "",
        title="own roads",
        description="file with the planner's own roads",
    )
    missing: Literal["refuse", "network"] = Field(
        "refuse",
        title="pairs without a time",
        description="pairs that the matrix lacks: refuse it, or take the network's",
    )
    circuity: Annotated[float, Field(ge=1, le=5)] = Field(
        1.26,
        title="circuity",
        description="great_circle only: road distance over the great-circle distance",
    )
    speed_kmh: Annotated[float, Field(ge=5, le=150)] = Field(
        60.0, title="speed, km/h", description="great_circle only: average speed on the road, km/h"
    )
