"""A planner's own sites keep their names in all results."""

from __future__ import annotations

from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app

POINTS = "이름,위도,경도\n거제 부지,34.89,128.62\n군산 부지,35.95,126.72\n"
SCENARIO = '[siting]\nhubs = 2\nsites = "points"\npoints = "own.csv"\n'


def test_own_points_are_called_by_their_names(tmp_path):
    (tmp_path / "own.csv").write_text(POINTS, "utf-8")
    path = tmp_path / "own.toml"
    path.write_text(SCENARIO, "utf-8")
    out = tmp_path / "maps"
    result = CliRunner().invoke(app, ["plan", str(path), "--out", str(out)], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    for name in ("거제 부지", "군산 부지"):
        assert name in result.output
        assert name in (out / "own.html").read_text("utf-8")
        assert name in (out / "own" / "hubs.csv").read_text("utf-8-sig")


def test_regions_have_no_second_name():
    scenario = hp.Scenario(siting={"hubs": 2, "model": "p_median", "sites": "candidates"})
    assert "host_ko" not in hp.make_plan(hp.load_dataset(), scenario).hubs
