"""Where names go on a map, so that none lies on another or on a hub."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


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

    def outside(self, frame: Box) -> float:
        """The area that lies beyond the frame."""
        return (self.right - self.left) * (self.top - self.bottom) - self.overlap(frame)


@dataclass(frozen=True)
class Spot:
    """A chosen place: the label's box, and how far it lies from its point, in pixels."""

    box: Box
    distance: float


_DIRECTIONS = tuple(math.radians(angle) for angle in (0, 180, 45, 315, 135, 225, 90, 270))


def place_labels(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    *,
    obstacles: Iterable[Box],
    frame: Box,
    near: float,
) -> list[Spot]:
    """A free spot for each label, one after the other, as near to its point as can be.

    The eight-position model of cartographic lettering (Imhof 1975), greedy by order, with rings
    further out where no near position is free; where nothing is free, the least overlap.

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
    spots = []
    for point, size in zip(points, sizes, strict=True):
        spot = min(_spots(point, size, near), key=lambda s: _cost(s, taken, frame))
        taken.append(spot.box)
        spots.append(spot)
    return spots


def _spots(point: tuple[float, float], size: tuple[float, float], near: float) -> Iterable[Spot]:
    (x, y), (wide, high) = point, size
    for ring in range(1, 9):
        distance = near * ring
        for angle in _DIRECTIONS:
            # The label touches the ring with the side or corner that faces the point.
            cos, sin = round(math.cos(angle), 9), round(math.sin(angle), 9)
            left = x + cos * distance - wide * (1 - _sign(cos)) / 2
            bottom = y + sin * distance - high * (1 - _sign(sin)) / 2
            yield Spot(Box(left, bottom, left + wide, bottom + high), distance)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _cost(spot: Spot, taken: list[Box], frame: Box) -> tuple[float, float]:
    hidden = sum(spot.box.overlap(box) for box in taken)
    return hidden + spot.box.outside(frame), spot.distance
