"""What Python hands to the page's scripts, as JSON: one description for both.

mypy holds the functions that make it to these types, and TypeScript the scripts that read it:
``python tests/maps/payload_types.py`` writes ``static/payload.d.ts`` from here. A table comes as
columns of equal length; what is missing is null.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypedDict

Dimension = Literal["dependency", "decline", "outflow"]
InstitutionKind = Literal["technopark", "ccei", "university", "institute", "complex"]
LinkKind = Literal["user", "rnd", "training", "local_support", "hub_to_hub"]
Role = Literal["lead", "second", "serves", "peer", "own"]
Measure = Literal["gva", "employed", "population"]
Flag = Literal["unreliable", "estimated"]
Change = Literal["reference", "kept", "moved", "gained", "lost"]
Ways = Literal["either", "decline", "exposure"]
TriedModel = Literal["gradual_cover", "p_median"]
TriedWeight = Literal["jobs_at_risk", "crisis_score", "stated"]


class Bilingual(NamedTuple):
    """Words in both languages."""

    ko: str
    en: str


class Zooms(NamedTuple):
    """The zooms that a server of tiles has."""

    least: int
    greatest: int


class Names(TypedDict):
    """A name in both languages."""

    ko: str
    en: str


class Province(Names):
    """A province, with its Korean name in two letters and its other official ones."""

    short: str
    also: str


class RegionColumns(TypedDict):
    """Regions: code, names, code of the province, a point within in degrees.

    ``also`` are names of other years and of parts, to be found by.
    """

    code: list[str]
    ko: list[str]
    en: list[str]
    also: list[str]
    sido: list[str]
    lat: list[float]
    lon: list[float]


class Page(TypedDict):
    """What both pages have."""

    version: str
    provinces: dict[str, Province]


class PlanRegions(RegionColumns):
    """Regions with their hub's number, minutes to it, and the doubt of their rank.

    ``rank_low`` to ``rank_high`` is the 90 % interval; ``chance`` of being a candidate is 0–1.
    ``barred`` is the place in ``reasons`` of why a region may be no candidate, null where it may;
    ``affected``: places of the regions that would be one but for too few manufacturing jobs.
    ``risk`` are jobs at risk, ``served`` those that hubs serve, null where there are none.
    """

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
    """Jobs at risk of known industry, and those within ``minutes`` of a hub of their technology."""

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


class Refusal(TypedDict):
    """Why the page cannot solve the siting again: the scenario's key and the reason."""

    key: str
    why: Bilingual


class TrialChoice(TypedDict):
    """What a reader may move, named as in the scenario; regions by code.

    ``at_most_each``: most hubs a province, null where as many as may be; ``fixed``: technology by
    region, for a hub there.
    """

    ways: Ways
    weights: dict[str, float]
    area_weight: float
    top: int
    min_jobs_share: float
    min_jobs: int
    capital_region: bool
    hubs: int
    required: list[str]
    forbidden: list[str]
    at_most_each: int | None
    fixed: dict[str, str]


class TrialSites(TypedDict):
    """Where a hub may stand: id, names, and the place of its region."""

    id: list[str]
    ko: list[str]
    en: list[str]
    region: list[int]


class TriedTechnology(Names):
    """A technology, its ministry's key and name; ``uses``: by place of an industry, which part of a
    job it could help."""

    key: str
    ministry: str
    led_by: Bilingual
    uses: dict[int, float]


class TrialLimits(TypedDict):
    """The scenario's numbers that a trial keeps, minutes and shares.

    ``usual_share`` and ``usual_jobs`` are the floors of a scenario that states none;
    ``conditional``: whether it asks more of candidates than floors and capital region.
    """

    crisis_minutes: float
    full_minutes: float
    none_minutes: float
    near_minutes: float
    min_fit: float
    ministry_most: int
    usual_share: float
    usual_jobs: int
    conditional: bool


class TrialTables(TypedDict):
    """What a siting is made of before anything is weighed (see maps/trial_payload.py).

    ``minutes``: region × site, packed tenths. ``jobs`` (region × industry), ``capability`` (site ×
    technology): packed numbers, '' where the model has no technologies. ``stated``: weight of each
    region where it is neither of the other two. ``outside``: regions that no trial lets in;
    ``capital``: those that ``capital_region`` lets in.
    """

    model: TriedModel
    weight: TriedWeight
    stated: list[float | None]
    anywhere: bool
    ways: list[Ways]
    sites: TrialSites
    minutes: str
    manufacturing: list[float | None]
    share: list[float | None]
    outside: list[int]
    capital: list[int]
    technologies: list[TriedTechnology]
    industries: int
    jobs: str
    capability: str
    limits: TrialLimits
    published: TrialChoice


class Trial(TypedDict):
    """Whether the page can solve the siting again, and with what; ``tables`` is null if not."""

    refused: list[Refusal]
    tables: TrialTables | None


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


class Figures(TypedDict):
    """A scenario by the yardstick of the first; ``covered`` is a share (0–1)."""

    objective: float | None
    jobs_reached: float | None
    institutes_reached: float | None
    mean_minutes: float | None
    longest_minutes: float | None
    covered: float | None


class ChangeCounts(TypedDict):
    """How many hubs, and what became of them against the first scenario's."""

    hubs: int
    kept: int
    moved: int
    gained: int
    lost: int


class HubPlace(TypedDict):
    """A hub of a scenario."""

    code: str
    number: int
    lat: float
    lon: float


class HubChange(TypedDict):
    """What became of a hub; ``counterpart`` is the region that it moved from, or empty.

    ``number`` is the place's, the same in all scenarios; a lost hub has no technology.
    """

    code: str
    number: int
    change: Change
    counterpart: str
    minutes: float
    technology: Names | None
    host: Names | None


class ComparedScenario(TypedDict):
    """One scenario; ``worst`` is the code of its worst-off region, ``minutes`` by region."""

    title: Names
    verdict: Names
    numbers: Figures
    counts: ChangeCounts
    optimal: bool
    worst: str
    hubs: list[HubPlace]
    changes: list[HubChange]
    minutes: list[float]


class ComparisonPayload(Page):
    """The page of a comparison; the first scenario is the reference, ``candidate`` is 1 or 0.

    ``places`` are codes of all that have a hub, in their order; ``counts_jobs``: whether the
    reference's objective counts jobs, else weighted minutes.
    """

    regions: RegionColumns
    moved_within: float
    covered_within: int
    near_minutes: int
    counts_jobs: bool
    places: list[str]
    scenarios: list[ComparedScenario]
    candidate: list[int]
    rank: list[float | None]
    attributions: list[Bilingual]
