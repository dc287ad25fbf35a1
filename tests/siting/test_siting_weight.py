"""Which figures weigh the regions: the reliable ones of the period that scores read too."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from hubplanner.cli import app

HEAD = "region,year,period,measure,industry,value,unit,source,flag\n"

SCENARIO = """
[data]
folders = ["own"]
[siting]
model = "p_median"
hubs = 3
demand = "candidates"
weight = "{weight}"
"""


def site(folder, weight, *figures):
    """What `hubplanner site` says with a planner's own figures."""
    (folder / "own").mkdir(exist_ok=True)
    rows = "".join(f"경남 거제시,{figure}\n" for figure in figures)
    (folder / "own" / "statistics.csv").write_text(HEAD + rows, encoding="utf-8")
    scenario = folder / "mine.toml"
    scenario.write_text(SCENARIO.format(weight=weight), encoding="utf-8")
    result = CliRunner().invoke(app, ["site", str(scenario), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.mark.parametrize(
    ("weight", "period", "unit"),
    [("population", "Y", "persons"), ("employed", "H1", "thousand persons")],
)
def test_one_later_figure_weighs_nobody(tmp_path, weight, period, unit):
    """One region's figure of 2026 is no picture of the country: the others keep theirs of 2025."""
    first, last = (f"{year},{period},{weight},total,1,{unit},own," for year in (1990, 2026))
    assert site(tmp_path, weight, last) == site(tmp_path, weight, first)


def test_unreliable_figures_weigh_nobody(tmp_path):
    """With the only figure of a measure marked unreliable there is none to weigh by."""
    figure = "2025,Y,workers,total,1,persons,own,unreliable"
    with pytest.raises(AssertionError, match="hold no figure of 'workers'"):
        site(tmp_path, "workers", figure)
