"""The Gantt chart of a roadmap: a row for each hub, its phases as bars, its milestones as marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubplanner.colours import HUB, INK, LINE, MUTED
from hubplanner.programme.schedule import BEGINNING, MILESTONES, PHASES, Schedule
from hubplanner.report.blocks import Picture
from hubplanner.report.picture import picture
from hubplanner.report.words import Speaker, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {"select": "#c9d2da", "build": "#e0a64b", "run": HUB, "after_public": "#8fb0a3"}
MARKS = {"opened": "^", "public_ends": "s", "self_sufficient": "D"}
_LONGEST_NAME = 34


def gantt(plan: Schedule, names: pd.Series[str], say: Speaker) -> Picture:
    """Phases and milestones of every hub by year.

    Parameters
    ----------
    names
        By hub id, in the order of the rows: how it is called.
    """
    hubs = list(plan.tasks["hub_id"].unique())

    def draw(page: Figure) -> None:
        axes = page.add_axes((0.33, 0.1, 0.66, 0.78))
        for place, hub in enumerate(hubs):
            _draw_hub(axes, plan, hub, place)
        axes.set_yticks(range(len(hubs)), [shorten(names[hub], _LONGEST_NAME) for hub in hubs])
        axes.set_ylim(len(hubs) - 0.4, -0.6)
        axes.set_xlim(plan.tasks["start"].min(), plan.tasks["end"].max() + 1)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(axis="x", color=LINE, linewidth=0.3, alpha=0.5)
        axes.set_axisbelow(True)
        axes.tick_params(labelsize=8, colors=INK, length=0)
        axes.tick_params(axis="x", colors=MUTED)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        _legend(page, say)

    height = 0.9 + 0.28 * max(len(hubs), 1)
    return Picture(picture((6.7, height), draw, say.language), _in_words(plan, names, say))


def _draw_hub(axes: Axes, plan: Schedule, hub: str, place: int) -> None:
    for row in plan.tasks[plan.tasks["hub_id"] == hub].to_dict("records"):
        axes.barh(
            place,
            row["end"] - row["start"] + 1,
            left=row["start"],
            height=0.62,
            color=COLOURS[row["phase"]],
            edgecolor=INK if row["critical"] else "white",
            linewidth=1.3 if row["critical"] else 0.6,
        )
    for row in plan.milestones[plan.milestones["hub_id"] == hub].dropna().to_dict("records"):
        if row["milestone"] in MARKS:
            axes.plot(
                row["year"] + (row["milestone"] not in BEGINNING),
                place,
                MARKS[row["milestone"]],
                color="white",
                markeredgecolor=INK,
                markersize=5,
                clip_on=False,
            )


def _legend(page: Figure, say: Speaker) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    entries = [Patch(facecolor=COLOURS[name], label=say(words)) for name, words in PHASES.items()]
    entries.append(
        Patch(facecolor="white", edgecolor=INK, linewidth=1.3, label=say("critical path"))
    )
    mark = {"ls": "", "color": "white", "markeredgecolor": INK, "ms": 5}
    entries += [
        Line2D([], [], marker=MARKS[name], label=say(MILESTONES[name]), **mark) for name in MARKS
    ]
    page.legend(
        handles=entries,
        loc="upper left",
        ncols=4,
        fontsize=7.5,
        frameon=False,
        borderpad=0,
        columnspacing=1.2,
    )


def _in_words(plan: Schedule, names: pd.Series[str], say: Speaker) -> str:
    built = plan.tasks[plan.tasks["phase"] == "build"]
    told = [
        say("{hub} {start}", hub=names[row["hub_id"]], start=row["start"])
        for row in built.to_dict("records")
    ]
    return say("Gantt chart of the hubs; building begins: {hubs}.", hubs=", ".join(told))
