"""What the page of a plan needs to solve its siting again (see trial_payload.py)."""

from __future__ import annotations

from typing import Literal, TypedDict

from hubplanner.maps.payload_common import Bilingual, Names

Ways = Literal["either", "decline", "exposure"]
TriedModel = Literal["gradual_cover", "p_median"]
TriedWeight = Literal["jobs_at_risk", "crisis_score", "stated"]


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
    """Where a hub may stand: its institution's id, and the place of its region."""

    id: list[str]
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
