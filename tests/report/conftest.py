"""Plans that try everything a planner's data may hold."""

from __future__ import annotations

import dataclasses

import pytest

NASTY = [
    '=HYPERLINK("http://evil.example","click")',
    "+1+1",
    "-2+3",
    "@SUM(1,1)",
    "\tafter a tab",
    "\r=1",
    "</t></si></w:t><script>alert(1)</script>",
    "http://example.com/not-a-link",
    "가" * 300,
    "مرحبا بالعالم",
    "\x01 control \x0b",
    "$\\frac{1}{2}$ & {braces} %s",
    "긴" * 40_000,
]


@pytest.fixture(scope="session")
def nasty(baseline):
    """The baseline with names of institutions, regions and the scenario that try everything."""
    institutions, regions = baseline.institutions.copy(), baseline.regions.copy()
    institutions["name_ko"] = (NASTY * len(institutions))[: len(institutions)]
    institutions["name_en"] = institutions["name_ko"]
    names = [name for name in NASTY if len(name) < 1000]
    worst = regions["rank"].sort_values().index
    regions.loc[worst, "name_ko"] = (names * len(worst))[: len(worst)]
    regions["name_en"] = regions["name_ko"]
    return dataclasses.replace(
        baseline,
        tables=dataclasses.replace(baseline.tables, institutions=institutions, regions=regions),
        scenario=baseline.scenario.model_copy(
            update={"title_ko": NASTY[6] + "긴 제목 " * 20, "title_en": NASTY[9]}
        ),
    )
