"""The sections of a scenario that tell of the programme: money and time, once the hubs stand.

No hub depends on them, so neither does a plan nor its fingerprint; only its ``targets.csv``
tells the year in which each hub begins to run.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from hubplanner.language import Text
from hubplanner.scenario_sections import Section


def _goes_up(given: tuple[float, float, float]) -> tuple[float, float, float]:
    if not given[0] <= given[1] <= given[2]:
        raise ValueError(Text("write low, middle, high in this order"))
    return given


Money = Annotated[float, Field(ge=0, le=1e6)]
MoneyOfHub = Annotated[float, Field(ge=0, le=1e4)]
"""10,000 억 원 a year are beyond any hub: a slip of the unit (백만 원)."""
Ratio = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Growth = Annotated[float, Field(ge=0, le=1)]
FewYears = Annotated[int, Field(ge=1, le=30)]
NoOrFewYears = Annotated[int, Field(ge=0, le=30)]

MoneyRange = Annotated[tuple[MoneyOfHub, MoneyOfHub, MoneyOfHub], AfterValidator(_goes_up)]
RatioRange = Annotated[tuple[Ratio, Ratio, Ratio], AfterValidator(_goes_up)]
ShareRange = Annotated[tuple[Share, Share, Share], AfterValidator(_goes_up)]
GrowthRange = Annotated[tuple[Growth, Growth, Growth], AfterValidator(_goes_up)]
YearsRange = Annotated[tuple[FewYears, FewYears, FewYears], AfterValidator(_goes_up)]
NoOrYearsRange = Annotated[
    tuple[NoOrFewYears, NoOrFewYears, NoOrFewYears], AfterValidator(_goes_up)
]


class FundingChoice(Section):
    """What hubs cost and who pays: each assumption as low, middle and high.

    ``docs/en/explanation/funding.md`` tells where the defaults are from.
    Amounts are 억 원 (100 million won) a year at constant prices of ``roadmap.start``: real, with
    a real discount rate, so that inflation enters nowhere.
    """

    public: MoneyRange = Field(
        (100.0, 125.0, 150.0),
        title="public money a hub, 100 million won",
        description="public money for a hub in full operation, 100 million won (억 원) a year:"
        " low, middle, high",
    )
    by_hub: bool = Field(
        False,
        title="public money by the cost of each hub",
        description="whether siting.opening_cost (then 100 million won a year) is the middle of"
        " each hub's public money; low and high keep their proportion to it",
    )
    years: YearsRange = Field(
        (5, 6, 7),
        title="years of public money",
        description="years of public money for a hub, from the start of building",
    )
    ramp_years: YearsRange = Field(
        (1, 2, 3),
        title="years until full operation",
        description="years until full operation, by equal steps; 1: full at once",
    )
    taper_years: NoOrYearsRange = Field(
        (1, 2, 3),
        title="years of falling public money",
        description="last years of public money in which it falls by equal steps",
    )
    co_investment: RatioRange = Field(
        (1.0, 1.5, 2.0),
        title="co-investment for each public won",
        description="co-investment by others for each public won",
    )
    staying: ShareRange = Field(
        (0.2, 0.4, 0.6),
        title="co-investment that stays",
        description="part of the full co-investment that goes on without public money",
    )
    running_cost: ShareRange = Field(
        (0.3, 0.4, 0.5),
        title="cost of going on",
        description="what a hub needs to go on, as part of its full budget (public money with"
        " co-investment)",
    )
    revenue: MoneyRange = Field(
        (10.0, 20.0, 30.0),
        title="own revenue of the first year, 100 million won",
        description="own revenue in its first year, 100 million won (억 원)",
    )
    revenue_start: NoOrYearsRange = Field(
        (0, 1, 2),
        title="start of own revenue, years",
        description="own revenue begins so many years after full operation",
    )
    revenue_growth: GrowthRange = Field(
        (0.1, 0.2, 0.3),
        title="growth of own revenue",
        description="growth of own revenue a year (0.2: 20 %)",
    )
    province_share: Share | None = Field(
        None,
        title="province's part of the co-investment",
        description="part of the co-investment that province and cities pay; left out: not told"
        " apart from firms and universities",
    )
    ceiling: Money | None = Field(
        None,
        title="ceiling of public money a year, 100 million won",
        description="public money for all hubs together is at most this a year, 100 million won"
        " (억 원)",
    )
    discount_rate: Annotated[float, Field(ge=0, le=0.3)] = Field(
        0.045,
        title="discount rate",
        description="real discount rate a year (0.045: Korea's social discount rate since 2017)",
    )
    horizon: Annotated[int, Field(ge=5, le=60)] = Field(
        20, title="years reckoned", description="years that are reckoned, from roadmap.start on"
    )
    draws: Annotated[int, Field(ge=100, le=100_000)] = Field(
        5000,
        title="draws of assumptions",
        description="draws of all assumptions between low and high",
    )
    seed: Annotated[int, Field(ge=0, le=2**31)] = Field(
        0, title="seed of the assumptions", description="seed of the draws of assumptions"
    )


class RoadmapChoice(Section):
    """Which hub is selected, built and run when."""

    start: Annotated[int, Field(ge=2000, le=2100)] = Field(
        2027,
        title="first year of the roadmap",
        description="year in which the first hubs are selected",
    )
    select_years: FewYears = Field(
        1, title="years of selecting", description="years of selecting a hub"
    )
    build_years: FewYears = Field(
        1,
        title="years of building",
        description="years of building a hub, with the first public money",
    )
    waves: tuple[tuple[str, ...], ...] = Field(
        (),
        title="rounds of selection",
        description="hubs by region, a list for each round of selection; left out: required hubs,"
        " then firm, then likely, then contested ones",
    )
    after: dict[str, tuple[str, ...]] = Field(
        {},
        title="hubs that come before",
        description="hub (its region) = hubs that must have been built before its building begins",
    )
    openings_per_year: Annotated[int, Field(ge=1, le=229)] | None = Field(
        None,
        title="openings a year, at most",
        description="hubs whose building begins in one year, at most",
    )

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        named = [name for wave in self.waves for name in wave]
        if twice := sorted({name for name in named if named.count(name) > 1}):
            raise ValueError(
                Text(
                    "roadmap.waves names {names} twice; name each hub once", names=", ".join(twice)
                )
            )
        return self
