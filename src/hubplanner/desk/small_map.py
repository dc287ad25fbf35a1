"""The small map on a card: an equal-area map of hexagons, drawn from a plan's tables alone."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from hubplanner.bundled import bundled
from hubplanner.colours import HUB, MUTED, RAMP
from hubplanner.errors import DataError

RADIUS = 1 / math.sqrt(3)
"""Of a cell; the middles of two beside each other are 1 apart."""


def draw_small_map(folder: Path) -> str:
    """The regions by their crisis score in five classes of equal count, those with a hub in blue.

    Parameters
    ----------
    folder
        Of a plan's tables.

    Raises
    ------
    DataError
        When they are no tables of a plan.
    """
    try:
        scores = {row["region_code"]: row["crisis_score"] for row in _rows(folder / "regions.csv")}
        hubs = {row["region_code"] for row in _rows(folder / "hubs.csv")}
        known = sorted(float(score) for score in scores.values() if score)
        edges = quantiles(known, n=len(RAMP), method="inclusive")
    except (OSError, LookupError, ValueError) as error:
        raise DataError("{file}: no tables of a plan", file=folder.name) from error
    cells = []
    for row in _rows(bundled("data") / "boundaries" / "hexagons.csv"):
        code = row["region_code"]
        colour = HUB if code in hubs else _colour(scores.get(code, ""), edges)
        cells.append(_cell(int(row["column"]), int(row["row"]), colour))
    across = max(x for x, _, _ in cells) + 1
    down = max(y for _, y, _ in cells) + 1
    shapes = "".join(shape for _, _, shape in cells)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-0.6 -0.7 {across:.1f} {down:.1f}">'
        f"{shapes}</svg>"
    )


def _rows(table: Path) -> Iterator[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _colour(score: str, edges: list[float]) -> str:
    """A value on an edge belongs to the class above it, as on the page; no score is grey."""
    return RAMP[sum(float(score) >= edge for edge in edges)] if score else MUTED


def _cell(column: int, row: int, colour: str) -> tuple[float, float, str]:
    """The middle of a cell with a pointed top, odd rows half a cell farther east; its shape."""
    x, y = column + (row % 2) / 2, row * math.sqrt(3) / 2
    corners = " ".join(
        f"{x + 0.94 * RADIUS * math.sin(k * math.pi / 3):.2f},"
        f"{y - 0.94 * RADIUS * math.cos(k * math.pi / 3):.2f}"
        for k in range(6)
    )
    return x, y, f'<polygon points="{corners}" fill="{colour}"/>'
