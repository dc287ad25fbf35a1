"""What the page of a comparison hands to its scripts."""

from __future__ import annotations

from typing import Literal, TypedDict

from hubplanner.maps.payload_common import Bilingual, Names, Page, RegionColumns

Change = Literal["reference", "kept", "moved", "gained", "lost"]


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
