"""The small map of a card tells what the plan's tables tell."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from hubplanner.colours import HUB, RAMP
from hubplanner.desk.small_map import draw_small_map
from hubplanner.errors import DataError
from hubplanner.regions.boundaries import hexagon_cells
from hubplanner.report.symbols import colours, quantile_breaks


@pytest.fixture
def folder(baseline, tmp_path):
    baseline.save(tmp_path)
    return tmp_path


def test_every_region_has_the_colour_that_the_pictures_give_it(folder, baseline):
    svg = draw_small_map(folder)
    drawn = re.findall(r'fill="(#[0-9a-f]+)"', svg)
    codes = list(hexagon_cells().index)
    assert len(drawn) == len(codes) == 229
    scores = baseline.regions["crisis_score"]
    expected = colours(scores, quantile_breaks(scores))
    hubs = set(baseline.hubs["region_code"])
    assert {code for code, colour in zip(codes, drawn, strict=True) if colour == HUB} == hubs
    unlike = [
        code
        for code, colour in zip(codes, drawn, strict=True)
        if code not in hubs and colour != expected[code]
    ]
    assert len(unlike) <= 4, "scores are rounded in the table: a few at an edge may differ"
    assert set(Counter(drawn)) == {*RAMP, HUB}


def test_no_cell_lies_on_another(folder):
    cells = re.findall(r'points="([^"]+)"', draw_small_map(folder))
    assert len(set(cells)) == 229


def test_what_is_no_plan_is_refused(tmp_path):
    with pytest.raises(DataError):
        draw_small_map(tmp_path)
    (tmp_path / "regions.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError):
        draw_small_map(tmp_path)
