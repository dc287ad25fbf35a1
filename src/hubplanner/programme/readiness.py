"""Levels of readiness: what a hub bridges, and when each level is due if it keeps step."""

from __future__ import annotations

import math

import pandas as pd

from hubplanner.language import Text
from hubplanner.programme.schedule import Schedule
from hubplanner.regions import read_reference

BRIDGE = (4, 7)
"""Between these research ends and production begins: KRIHS Policy Brief 697 (2018), Figure 3;
National Research Council 2012, nap.edu record 13538, page 47."""

BY_PHASE = {
    "select": Text("selected are technologies of level 4, which work in a laboratory"),
    "build": Text("built is equipment for levels 4 to 7"),
    "run": Text("run are projects from level 4 to 7, a prototype near operation"),
    "after_public": Text("afterwards firms take over, pilot line first"),
}
"""What each phase means for the levels: the project's reading of that figure."""


def load_levels() -> pd.DataFrame:
    """``data/references/readiness_levels.csv`` by ``scale`` (TRL, MRL) and ``level``: names and
    source."""
    table = read_reference("readiness_levels").astype({"level": int})
    return table.set_index(["scale", "level"])


def levels_due(plan: Schedule) -> pd.DataFrame:
    """The year in which each level is due at each hub: 4 when it has been built, 7 when its public
    money ends, the others by even steps between.

    A target, not a finding: at which level the technologies stand today nobody has told.

    Returns
    -------
    DataFrame
        A row each: ``hub_id``, ``level``, ``year`` (at its end).
    """
    rows = []
    phases = plan.tasks.set_index(["hub_id", "phase"])
    low, high = BRIDGE
    for hub in plan.tasks["hub_id"].unique():
        built, ends = (int(phases.loc[(hub, phase), "end"]) for phase in ("build", "run"))
        for level in range(low, high + 1):
            part = (level - low) / (high - low)
            rows.append((hub, level, built + math.ceil(part * (ends - built) - 1e-9)))
    return pd.DataFrame(rows, columns=["hub_id", "level", "year"])
