"""Colours, classes and marks that the pictures and the QGIS styles share with the page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hubplanner.colours import RAMP
from hubplanner.language import Text

WORST_NAMED = 5
"""So many regions are named on the map: the worst by crisis score."""


@dataclass(frozen=True)
class Mark:
    """How a kind of institution is drawn; shape tells kinds apart first, colour second.

    ``qgis`` names the shape in QGIS.
    """

    text: Text
    colour: str
    qgis: str


MARKS = {
    "technopark": Mark(Text("Technopark", context="map"), "#0f6b4f", "square"),
    "ccei": Mark(Text("Creative economy centre (CCEI)", context="map"), "#7a3e9d", "triangle"),
    "university": Mark(Text("University", context="map"), "#1667b7", "circle"),
    "institute": Mark(Text("Research institute", context="map"), "#454545", "diamond"),
    "complex": Mark(Text("Industrial complex", context="map"), "#8a5a00", "pentagon"),
}
OTHER_MARK = Mark(Text("Other institution", context="map"), "#4c5a68", "star")


@dataclass(frozen=True)
class Line:
    """How a kind of link is drawn; ``dash`` in line widths, empty for a solid line."""

    text: Text
    width_mm: float
    dash: tuple[float, ...] = ()


LINES = {
    "user": Line(Text("User (candidate region, complex)", context="map"), 0.4),
    "local_support": Line(Text("Local support", context="map"), 0.25, (6, 2)),
    "rnd": Line(Text("Research and development", context="map"), 0.25, (2, 2)),
    "hub_to_hub": Line(Text("Between hubs", context="map"), 0.35, (8, 3)),
    "training": Line(Text("Training", context="map"), 0.25, (1, 2)),
}
OTHER_LINE = Line(Text("Other link", context="map"), 0.25, (6, 2, 1, 2))


def quantile_breaks(values: pd.Series[float]) -> list[float]:
    """Edges of classes of equal count (Evans 1977), one class a colour of the ramp.

    >>> quantile_breaks(pd.Series([0.0, 0.1, 0.2, 0.3, 0.4, 0.5]))
    [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    """
    observed = values.dropna().to_numpy()
    if not len(observed):
        return []
    return [
        float(edge) for edge in np.quantile(observed, np.linspace(0, 1, len(RAMP) + 1)).round(3)
    ]


def colours(values: pd.Series[float], breaks: list[float]) -> pd.Series[str]:
    """The colour of each value's class, as ``#rrggbb``; ``""`` where there is no value.

    A value on an edge belongs to the class above, as on the page.
    """
    place = np.searchsorted(np.array(breaks[1:-1]), values.to_numpy(dtype=float), side="right")
    shown = pd.Series([RAMP[p] for p in place], index=values.index)
    return shown.where(values.notna(), "")
