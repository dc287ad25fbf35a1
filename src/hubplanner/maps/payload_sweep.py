"""What the page of a sweep hands to its scripts."""

from __future__ import annotations

from typing import Literal, TypedDict

from hubplanner.maps.payload_common import Bilingual, Names, Page, RegionColumns

Part = Literal["core", "likely", "swing", "rare"]
About = Literal["core", "likely", "swing", "regret", "pathway", "importance", "where"]
Index = Literal["first_order", "total", "effect"]


class Sentence(TypedDict):
    """A sentence on a choice, with what it is about."""

    about: About
    words: Names


class SweptHub(TypedDict):
    """A region that has a hub in some future, with what it has there most often.

    ``share`` is of the futures, ``technology_share`` of its hubs, ``with_share`` of its futures
    (0–1); ``with_hub`` is the region that most often has a hub together with it, or empty.
    """

    code: str
    share: float
    part: Part
    host: Names
    technology: Names | None
    technology_share: float
    with_hub: str
    with_share: float


class SweptPlan(TypedDict):
    """A plan that is best in a share of the futures, with its regret.

    Worst and mean regret are in the units of the objective, and as shares of the best (0–1).
    """

    plan: Names
    best_in: float
    worst: float
    worst_share: float
    mean: float
    mean_share: float
    minimax: bool


class KeyImportance(TypedDict):
    """How much a key of the futures matters to an outcome; half of its 95 % interval."""

    key: Names
    measure: Index
    value: float
    interval: float | None


class Outcome(TypedDict):
    """An outcome with the keys that move it, the greatest first."""

    name: Names
    keys: list[KeyImportance]


class OpenedHub(TypedDict):
    """A hub in the order in which phases open; ``share`` of the futures have it anyway."""

    phase: int
    code: str
    host: Names
    technology: Names
    share: float
    lost_percent: float


class NoAnswer(TypedDict):
    """Why some scenarios of a choice have no answer."""

    choice: Names
    why: Names
    scenarios: int


class SweptChoice(TypedDict):
    """A choice over its futures: means, and for jobs the 5th and 95th percentile as well.

    ``number`` is the choice's in the tables; ``front``: no other choice reaches more for less;
    ``candidates`` is by region the share of the futures in which it is a candidate.
    """

    number: int
    label: Names
    futures: int
    solved: int
    proven: int
    hub_count: float
    cost: float
    jobs: float | None
    jobs_low: float | None
    jobs_high: float | None
    jobs_far: float | None
    minutes: float | None
    front: bool
    said: list[Sentence]
    candidates: list[float]
    hubs: list[SweptHub]
    plans: list[SweptPlan]
    plan_count: int
    importance: list[Outcome]
    pathway: list[OpenedHub]


class SweepPayload(Page):
    """The page of a sweep: its choices that have been solved in some future."""

    regions: RegionColumns
    choices: list[SweptChoice]
    refused: list[NoAnswer]
    attributions: list[Bilingual]
