"""Pictures of an evaluation: how figures went, and how far targets are met."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hubplanner.colours import HUB, INK, LINE, MUTED
from hubplanner.evaluation.evaluate import Evaluation
from hubplanner.evaluation.flags import shown
from hubplanner.evaluation.measures import PROGRAMME
from hubplanner.report.blocks import Picture
from hubplanner.report.picture import picture
from hubplanner.report.words import Speaker, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = 4
_MISSED = "#a11212"
_MOST_PERCENT = 200.0
"""Bars end here; the figure beside them tells the rest."""


def trend_picture(evaluation: Evaluation, say: Speaker) -> Picture | None:
    """All hubs together by year, a panel each indicator; None with fewer than two years."""
    whole = evaluation.series[evaluation.series["hub_id"] == PROGRAMME]
    lines = {
        one.id: part.sort_values("year")
        for one in evaluation.indicators
        if len(part := whole[whole["indicator"] == one.id]) > 1
    }
    if not lines:
        return None
    rows = math.ceil(len(lines) / _COLUMNS)

    def draw(page: Figure) -> None:
        for place, (key, line) in enumerate(lines.items(), 1):
            one = evaluation.indicators[key]
            axes = page.add_subplot(rows, _COLUMNS, place)
            axes.plot(line["year"], line["value"], color=HUB, marker="o", markersize=3.5)
            for row in (line.iloc[0], line.iloc[-1]):
                axes.annotate(
                    shown(row["value"], one),
                    (row["year"], row["value"]),
                    xytext=(0, 5),
                    textcoords="offset points",
                    size=7,
                    color=INK,
                    ha="center",
                )
            title = f"{shorten(say(one.name), 26)}\n({say(one.unit)})"
            axes.set_title(title, size=7, loc="left", color=INK)
            axes.set_xticks(line["year"].tolist())
            _plain(axes)
            axes.set_ylim(0, 1.3 * max(line["value"].max(), 1e-9))
            axes.margins(x=0.2)
        page.tight_layout(pad=0.6)

    words = say(
        "Lines by year of {indicators}, all hubs together; the figures are in the table of series",
        indicators=", ".join(say(evaluation.indicators[key].name) for key in lines),
    )
    return Picture(picture((6.7, 1.35 * rows + 0.1), draw, say.language), words)


def targets_picture(evaluation: Evaluation, say: Speaker) -> Picture | None:
    """How far all hubs together meet each target, as bars; None without targets."""
    sheet = evaluation.of(PROGRAMME).dropna(subset="met_percent")
    if sheet.empty:
        return None
    height = 0.24 * len(sheet) + 0.5

    def draw(page: Figure) -> None:
        axes = page.add_axes((0.33, 0.45 / height, 0.57, 1 - 0.5 / height))
        places = range(len(sheet) - 1, -1, -1)
        percents = sheet["met_percent"].to_numpy(float)
        least = evaluation.indicators.rules.missed_below_percent
        colours = [
            HUB if percent >= 100 else MUTED if percent >= least else _MISSED
            for percent in percents
        ]
        axes.barh(list(places), percents.clip(max=_MOST_PERCENT), color=colours, height=0.62)
        names = [shorten(say(evaluation.indicators[key].name), 34) for key in sheet.index]
        axes.set_yticks(list(places), names)
        axes.axvline(100, color=INK, linewidth=0.9)
        for place, percent in zip(places, percents, strict=True):
            end = min(max(percent, 100), _MOST_PERCENT)
            axes.annotate(f" {percent:,.0f} %", (end, place), size=7.5, va="center", color=INK)
        axes.set_xlim(0, min(max(percents.max(), 100), _MOST_PERCENT) * 1.12)
        axes.set_xlabel(say("% of the target of {year}", year=evaluation.year), size=7.5)
        _plain(axes)

    told = "; ".join(
        f"{say(evaluation.indicators[str(key)].name)} {percent:,.0f} %"
        for key, percent in sheet["met_percent"].items()
    )
    words = say("Bars of the figures in % of their targets: {told}", told=told)
    return Picture(picture((6.7, height), draw, say.language), words)


def _plain(axes: Axes) -> None:
    axes.tick_params(labelsize=7, colors=MUTED, length=2)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(LINE)
