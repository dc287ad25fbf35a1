"""What Python hands to the page's scripts, as JSON: one description for both.

mypy holds the functions that make it to these types, and TypeScript the scripts that read it:
``python tests/maps/payload_types.py`` writes ``static/payload.d.ts`` from here and from the
modules beside (``payload_common.py`` and their like). A table comes as
columns of equal length; what is missing is null.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypedDict

from hubplanner.maps.payload_common import Bilingual, Names, Page, RegionColumns, Zooms
from hubplanner.maps.payload_trial import Trial

Dimension = Literal["dependency", "decline", "outflow"]
InstitutionKind = Literal["technopark", "ccei", "university", "institute", "complex"]
LinkKind = Literal["user", "rnd", "training", "local_support", "hub_to_hub"]
Role = Literal["lead", "second", "serves", "peer", "own"]
Measure = Literal["gva", "employed", "population"]
Flag = Literal["unreliable", "estimated"]


class PlanRegions(RegionColumns):
    """Regions with their hub's number, minutes to it, and the doubt of their rank.

    ``rank_low`` to ``rank_high`` is the 90 % interval; ``chance`` of being a candidate is 0–1.
    ``barred`` is the place in ``reasons`` of why a region may be no candidate, null where it may;
    ``affected``: places of the regions that would be one but for too few manufacturing jobs.
    ``risk`` are jobs at risk, ``served`` those that hubs serve, null where there are none.
    ``column`` and ``row`` are the cell on the map of hexagons.
    """

    column: list[int]
    row: list[int]

    hub: list[int]
    minutes: list[float]
    rank_low: list[float | None]
    rank_high: list[float | None]
    chance: list[float | None]
    barred: list[int | None]
    affected: list[int]
    risk: list[float | None]
    served: list[float | None]


class IndustryShare(NamedTuple):
    """An industry of a region and what its share rests on, as places in lists; the share in %."""

    name: int
    percent: int
    basis: int


class Industries(TypedDict):
    """The largest industries of each region, and the percentage that is unknown."""

    names: list[Bilingual]
    bases: list[Bilingual]
    largest: list[list[IndustryShare]]
    unknown: list[int]


class Exposure(TypedDict):
    """Of all jobs, those that the fall of a region's industries would take (``share``), and of its
    area; ``largest`` is the industry that adds most, null where none adds."""

    share: list[float | None]
    share_area: list[float | None]
    largest: list[Bilingual | None]
    industries: Industries


class CompositeWeights(TypedDict):
    """How the score is made: weights of scopes (by suffix) and dimensions, keys of indicators."""

    scopes: dict[str, float]
    dimensions: dict[str, float]
    indicators: dict[str, list[str]]


class Fixed(TypedDict):
    """Scores (0–1), ranks and candidates that the page cannot make again."""

    decline: list[float | None]
    crisis: list[float | None]
    rank: list[int | None]
    dimensions: dict[str, list[float | None]]
    scopes: dict[str, list[float | None]]
    candidate: list[bool]
    contributions: dict[str, list[float | None]]


class IndicatorValues(Names):
    """An indicator in its unit; ``worse`` is 1 where more is worse and −1 where less is."""

    key: str
    dimension: str
    unit: str
    years: str
    worse: int
    observed: int
    sources: list[str]
    values: list[float | None]


class MarkedValues(TypedDict):
    """Values that are not plainly observed: place of the region, year, and why."""

    region: list[int]
    year: list[int]
    flag: list[Flag]


class Trend(Names):
    """A series: a list of values a year, in the order of the regions.

    ``changes``: places of the years whose change from the year before them may be read, as no break
    of the series lies between.
    """

    key: Measure
    years: list[int]
    values: list[list[float | None]]
    changes: list[int]
    marked: MarkedValues
    sources: list[str]


class PrintedFigure(Names):
    """What was printed of a region (its place) beside a condition (its place in the rule)."""

    region: int
    condition: int


class OfficialRule(Names):
    """A rule of designation; ``status`` of each region: 0 met, 1 not met, 2 not observable.

    ``conditions`` are each condition's sentences, a list a region, or one list where all read the
    same.
    """

    since: str
    until: str
    basis: str
    note: Bilingual
    status: list[int]
    conditions: list[list[Bilingual]]
    printed: list[PrintedFigure]


class Nation(TypedDict):
    """Manufacturing's share (0–1) of the nation's value added."""

    manufacturing_share: float | None


class RegionsTab(TypedDict):
    """The tab of regions; ``ranks`` are twice the percentile rank, whole numbers."""

    regions: PlanRegions
    composite: CompositeWeights
    ranks: dict[str, list[int | None]]
    exposure: Exposure | None
    reasons: list[Bilingual]
    fixed: Fixed | None
    indicators: list[IndicatorValues]
    trends: list[Trend]
    rules: list[OfficialRule]
    nation: Nation


class OtherTechnology(TypedDict):
    """What a hub would take instead, and by how much the summed fit would fall."""

    names: Bilingual
    cost: float | None
    tie: bool


class Rival(TypedDict):
    """A region (its place) where a hub's technology stands in that percentage of the draws."""

    region: int
    share: int


class Firm(TypedDict):
    """How often a hub comes back in the draws (percent), who comes instead, and what is next door.

    ``loss`` is a percentage of the objective, null where the hub can't be done without.
    """

    instead: list[Rival]

    share: int
    tier: Bilingual
    rivals: Bilingual
    next: Bilingual
    loss: float | None


class Hub(TypedDict):
    """A hub: its number from 1, region, point, mean and longest minutes, and its technology.

    ``jobs`` are those at risk of its own technology near it, in persons; ``institutions`` are not
    told of a hub that the page itself has sited.
    """

    number: int
    code: str
    lat: float
    lon: float
    candidates: int
    mean: float | None
    longest: float | None
    institutions: int | None
    technology: Bilingual
    ministry: Bilingual
    fit: float | None
    why: Bilingual
    other: OtherTechnology | None
    host: Bilingual | None
    jobs: float | None
    firm: Firm | None


class Reached(TypedDict):
    """Jobs at risk of known industry, and those within ``minutes`` of a hub of their technology.

    They were counted in ``year``.
    """

    year: int
    known: float
    near: float
    minutes: float


class HubsTab(TypedDict):
    """The tab of hubs, by number; ``reached`` is null where hubs have no technology of their own
    at siting, ``draws`` where none were made."""

    hubs: list[Hub]
    reached: Reached | None
    draws: int | None


class InstitutionColumns(TypedDict):
    """Institutions; ``confirmed`` is 1 or 0, ``lead`` the number of the lead hub, ``nearest`` the
    minutes to the nearest hub (null off a planner's own roads).

    ``fields`` and ``programmes`` are joined by ``;``.
    """

    id: list[str]
    kind: list[InstitutionKind]
    ko: list[str]
    en: list[str]
    region: list[str]
    lat: list[float]
    lon: list[float]
    fields: list[str]
    programmes: list[str]
    confirmed: list[int]
    source: list[str]
    lead: list[float | None]
    nearest: list[float | None]


class LinkColumns(TypedDict):
    """Ties of hubs (by number) to institutions, regions and other hubs (by their region).

    ``fit`` is in per cent, null where unknown; ``strength`` in thousandths.
    """

    hub: list[int]
    target: list[str]
    kind: list[LinkKind]
    role: list[Role]
    minutes: list[float]
    fit: list[float | None]
    strength: list[float]


class DesignationColumns(TypedDict):
    """Designated regions: code, area as designated, kind, first and last day, source."""

    region: list[str]
    area: list[str]
    kind: list[str]
    start: list[str]
    end: list[str]
    source: list[str]


class NetworkTab(TypedDict):
    """The tab of the network."""

    institutions: InstitutionColumns
    links: LinkColumns
    designations: DesignationColumns


class ScoringSection(TypedDict):
    """What the scripts read of ``[scoring]``."""

    ways: str
    weights: dict[str, float]
    area_weight: float


class ScenarioFile(TypedDict):
    """The scenario as its TOML has it; of its sections, those that the scripts read."""

    name: str
    title_ko: str
    title_en: str
    scoring: ScoringSection
    candidates: dict[str, object]
    siting: dict[str, object]
    network: dict[str, object]


class Counts(TypedDict):
    """How many there are; ``scored`` are the regions with a score."""

    regions: int
    candidates: int
    hubs: int
    scored: int


class TileServer(TypedDict):
    """A background map: see :class:`hubplanner.maps.tiles.Tiles`."""

    name: Bilingual
    url: str
    attribution: Bilingual
    zooms: Zooms
    needs_key: bool
    needs_server: bool
    key: str


class PlanPayload(Page, RegionsTab, HubsTab, NetworkTab):
    """The page of one plan; ``scope``: the rows of the regions that the map opens on, ``sources``:
    titles by id."""

    title: Names
    scenario: ScenarioFile
    counts: Counts
    scope: list[int]
    sources: dict[str, Bilingual]
    tiles: TileServer | None
    trial: Trial
