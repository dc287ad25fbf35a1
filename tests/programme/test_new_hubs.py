"""When hubs begin to run: what a plan saves is what its roadmap says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import hubplanner as hp
from hubplanner.programme.new_hubs import operation_begins
from hubplanner.programme.openings import openings
from hubplanner.programme.roadmap_chapter import roadmap_of


@pytest.mark.parametrize(
    "sections",
    [
        {},
        {"funding": {"ceiling": 375.0}},
        {"funding": {"ceiling": 130.0}},
        {"roadmap": {"start": 2030, "build_years": 2, "openings_per_year": 1}},
        {"roadmap": {"after": {"경남 거제시": ["대구 북구"]}, "select_years": 2}},
    ],
)
def test_a_plan_saves_the_year_of_its_roadmap(baseline, sections):
    plan = replace(baseline, scenario=hp.Scenario(**sections))
    tasks = roadmap_of(plan).schedule.tasks
    run = tasks[tasks["phase"] == "run"].set_index("hub_id")["start"].to_dict()
    begins = operation_begins(plan)
    assert list(begins) == list(plan.hubs.index)
    assert {hub: year for hub, year in begins.items() if year is not None} == run


@pytest.mark.parametrize("seed", range(40))
def test_without_ceiling_the_longest_way_is_what_the_program_gives(seed):
    rng = np.random.default_rng(seed)
    hubs, years = int(rng.integers(1, 6)), 8
    earliest = rng.integers(0, 10, hubs).tolist()
    after = [
        (a, b, int(rng.integers(0, 4)))
        for a in range(hubs)
        for b in range(a + 1, hubs)
        if rng.random() < 0.4
    ]
    money = np.ones((hubs, 3))
    plain = openings(money, earliest, after, years=years)
    program = openings(money, earliest, after, years=years, per_year=hubs)  # binds nobody
    assert plain.tolist() == program.tolist()
