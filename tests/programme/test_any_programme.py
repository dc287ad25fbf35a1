"""Money and roadmap drawn at random over every key: told whole, or refused in one line."""

from __future__ import annotations

import random

import numpy as np
import pytest

import hubplanner as hp
from hubplanner.errors import HubplannerError
from hubplanner.programme import fan_chart, gantt
from hubplanner.programme.funding_chapter import funding_chapter, funding_of
from hubplanner.programme.roadmap_chapter import roadmap_chapter, roadmap_of
from hubplanner.report.words import Speaker
from hubplanner.scenario import Scenario

HUBS = ("울산 남구", "대구 북구", "창원시", "거제시", "구미시", "울산 중구")


def drawn(dice):
    """A few keys of each section, near their defaults or at their bounds."""

    def amounts(most):
        return sorted(dice.choice([0.0, most, dice.uniform(0, most)]) for _ in range(3))

    def years(least, most):
        return sorted(dice.randint(least, dice.choice([least + 4, most])) for _ in range(3))

    funding = {
        "public": lambda: amounts(dice.choice([300.0, 1e4])),
        "by_hub": lambda: True,
        "years": lambda: years(1, 30),
        "ramp_years": lambda: years(1, 30),
        "taper_years": lambda: years(0, 30),
        "co_investment": lambda: amounts(dice.choice([3.0, 100.0])),
        "staying": lambda: amounts(1.0),
        "running_cost": lambda: amounts(1.0),
        "revenue": lambda: amounts(100.0),
        "revenue_start": lambda: years(0, 30),
        "revenue_growth": lambda: amounts(1.0),
        "province_share": lambda: dice.random(),
        "ceiling": lambda: dice.choice([0.0, 125.0, dice.uniform(0, 1000)]),
        "discount_rate": lambda: dice.uniform(0, 0.3),
        "horizon": lambda: dice.randint(5, 60),
    }
    roadmap = {
        "start": lambda: dice.randint(2000, 2100),
        "select_years": lambda: dice.randint(1, dice.choice([2, 30])),
        "build_years": lambda: dice.randint(1, dice.choice([3, 30])),
        "openings_per_year": lambda: dice.randint(1, 6),
        "after": lambda: {dice.choice(HUBS): [dice.choice(HUBS)]},
        "waves": lambda: [HUBS[:2], HUBS[2:]],
    }
    sections = (
        {key: make() for key, make in keys.items() if dice.random() < 0.35}
        for keys in (funding, roadmap)
    )
    return dict(zip(("funding", "roadmap"), sections, strict=True))


def check(plan):
    money, when = funding_of(plan), roadmap_of(plan)
    ceiling = plan.scenario.funding.ceiling
    if ceiling is not None:
        assert money.funding.years["public"].max() <= ceiling * (1 + 1e-6) + 1e-9
    assert np.isfinite(money.funding.quantiles.drop(columns="series").to_numpy()).all()
    for before, then in when.schedule.graph.edges:
        ends, starts = when.schedule.tasks["end"], when.schedule.tasks["start"]
        assert ends[before] < starts[then]
    for chapter in (funding_chapter(money), roadmap_chapter(when)):
        assert chapter.sheets()
        for language in ("ko", "en"):
            assert chapter.blocks(Speaker(language))


@pytest.mark.soak
def test_two_hundred_programmes_are_told_or_refused(baseline, monkeypatch):
    for module in (fan_chart, gantt):  # pictures take most of the time and none of the cases
        monkeypatch.setattr(module, "picture", lambda *_: b"")
    parts = {name: getattr(baseline, name) for name in baseline.__dataclass_fields__}
    refusals = []
    for seed in range(200):
        sections = drawn(random.Random(seed))
        sections["funding"]["draws"] = 100
        try:
            stated = {"opening_cost": {"default": 125.0}}  # for `by_hub`
            check(hp.Plan(**{**parts, "scenario": Scenario(**sections, siting=stated)}))
        except HubplannerError as error:
            refusals.append(str(error))
    assert 0 < len(refusals) < 100
    assert not any("\n" in one for one in refusals)
