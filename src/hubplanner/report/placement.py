"""Where names go on a map, so that none lies on another, on a hub or on what it does not name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: Box) -> float:
        """The common area, 0 where they do not touch."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(wide, 0.0) * max(high, 0.0)

    def shape(self) -> shapely.Polygon:
        """The same as a polygon."""
        return shapely.box(self.left, self.bottom, self.right, self.top)

    def outside(self, frame: Box) -> float:
        """The area that lies beyond the frame."""
        return (self.right - self.left) * (self.top - self.bottom) - self.overlap(frame)


@dataclass(frozen=True)
class Spot:
    """A chosen place for a label, and the line that leads to it, in pixels."""

    box: Box
    leader: tuple[Point, Point]
    """From the label's point to the nearest point of its box."""


# The eight positions of Imhof, then those between them.
_DIRECTIONS = tuple(
    math.radians(angle)
    for angle in (0, 180, 45, 315, 135, 225, 90, 270, *(22.5 + 45 * k for k in range(8)))
)
_RINGS = 16


def place_labels(
    points: Sequence[Point],
    sizes: Sequence[tuple[float, float]],
    *,
    obstacles: Iterable[Box],
    frame: Box,
    near: float,
    lands: Sequence[shapely.Geometry] = (),
) -> list[Spot]:
    """A free spot for each label, one after the other, as near to its point as can be.

    The eight-position model of cartographic lettering (Imhof 1975), greedy by order, with rings
    further out, to which a leader line leads, where no near position is free. A label that stood
    on another land would seem to name it, so it stands on its own or on none (at sea). Where
    nothing is free, the least overlap, then the fewest crossed lines, then the least of other
    lands below.

    Parameters
    ----------
    points
        Pixel coordinates, most important first.
    sizes
        Width and height of each label, pixels.
    obstacles
        What no label may cover.
    frame
        What no label may leave.
    near
        Radius of the innermost ring of positions, pixels.
    lands
        Shapes in pixels that labels could be taken to name; the one that holds a label's point
        is its own.

    Examples
    --------
    >>> frame = Box(0, 0, 100, 100)
    >>> first, second = place_labels(
    ...     [(50, 50), (50, 52)], [(20, 10)] * 2, obstacles=[], frame=frame, near=5
    ... )
    >>> first.box, first.box.overlap(second.box)
    (Box(left=55.0, bottom=45.0, right=75.0, top=55.0), 0.0)
    """
    taken = list(obstacles)
    placed: list[Spot] = []
    for point, size in zip(points, sizes, strict=True):
        spots = list(_spots(point, size, near))  # the nearest first, as `min` takes the first
        other = _other_lands(point, spots, lands)
        dots = [shapely.Point(one).buffer(near / 2) for one in points if one != point]
        avoided = [*dots, *(box.shape() for box in taken)]
        costs = [
            (_hidden(spot, taken, frame), _crossed(spot, avoided, placed), land)
            for spot, land in zip(spots, other, strict=True)
        ]
        spot = spots[costs.index(min(costs))]
        taken.append(spot.box)
        placed.append(spot)
    return placed


def _spots(point: Point, size: tuple[float, float], near: float) -> Iterable[Spot]:
    (x, y), (wide, high) = point, size
    for ring in range(1, _RINGS + 1):
        for angle in _DIRECTIONS:
            # The label touches the ring with the side or corner that faces the point.
            cos, sin = round(math.cos(angle), 9), round(math.sin(angle), 9)
            left = x + cos * near * ring - wide * (1 - _sign(cos)) / 2
            bottom = y + sin * near * ring - high * (1 - _sign(sin)) / 2
            box = Box(left, bottom, left + wide, bottom + high)
            foot = min(max(x, box.left), box.right), min(max(y, box.bottom), box.top)
            yield Spot(box, (point, foot))


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _hidden(spot: Spot, taken: list[Box], frame: Box) -> float:
    """How much the label would cover or lose, in square pixels."""
    return sum(spot.box.overlap(box) for box in taken) + spot.box.outside(frame)


def _crossed(spot: Spot, avoided: list[shapely.Polygon], placed: list[Spot]) -> int:
    """How many things and other leaders its leader would cross, and how many it would cover."""
    leader, box = shapely.LineString(spot.leader), spot.box.shape()
    others = [shapely.LineString(other.leader) for other in placed]
    crossed = [one.intersects(leader) for one in avoided]
    crossed += [one.intersects(leader) or one.intersects(box) for one in others]
    return sum(crossed)


def _other_lands(point: Point, spots: list[Spot], lands: Sequence[shapely.Geometry]) -> list[float]:
    """How much of other lands lies below each spot, in square pixels."""
    boxes = np.array([spot.box.shape() for spot in spots])
    tree = shapely.STRtree(lands)
    which, land = tree.query(boxes, predicate="intersects")
    other = ~np.isin(land, tree.query(shapely.Point(point), predicate="intersects"))
    which, land = which[other], land[other]
    shared = shapely.area(shapely.intersection(boxes[which], tree.geometries[land]))
    below = np.bincount(which, shared, minlength=len(spots))
    return [round(float(area)) for area in below]
