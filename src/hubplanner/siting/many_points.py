"""The p-median of so many points that no matrix of their costs fits.

Demand is put together in cells of neighbours (Hillsman and Rhoda 1978), and of the sites of a cell
one is looked at, level by level. What is found on a coarse level begins the next: its sites, and
its multipliers, each point's being that of its cell and by how much farther its own nearest site
is. The finest level is the instance itself, so that its bound and its objective are exact.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict, Unpack, cast

import numpy as np
import numpy.typing as npt

from hubplanner.siting import popmusic
from hubplanner.siting.constraints import Constraints, Floats
from hubplanner.siting.instance import Instance, mask, number, vector, whole
from hubplanner.siting.integer_program import Outcome
from hubplanner.siting.interchange import Ints, spread, two_nearest
from hubplanner.siting.lagrangian import EXACT, Search, ascend, enumerate_choices
from hubplanner.siting.limited_savings import ROOM, LimitedSavings
from hubplanner.siting.node import LARGE, Node
from hubplanner.siting.objectives import TotalCost
from hubplanner.siting.optimise import conclude
from hubplanner.siting.p_median import cheapest, p_median
from hubplanner.siting.point_costs import PointCosts, cells
from hubplanner.siting.solution import Size, Solution, Termination, infeasible

COARSER = 4
"""Each level has about so many times fewer points than the next, …"""

COARSE = 1000
"""… but no fewer than these, …"""

CROWDED = 10
"""… and so many for each site to open."""

SHARE = 0.15
"""A coarse level takes no more of the time that is left."""

COLD, WARM = 1.5, 0.3
"""First paces from any multipliers and from good ones."""

POLISH = 20
"""Rounds on a coarse level after which the relaxation's sites are made a solution of."""

PAIRS = 20_000_000
"""Of so many pairs that an exchange touches all are looked at, else of sites drawn."""

NEAR = 1.03
"""On the finest level those that cost no more than so many times the best known are."""

NEIGHBOURS = 1000
"""With no more demand for each site, sites are improved part by part."""


MANY = 10_000
"""Rounds that are as good as any number."""


class PointConstraints(TypedDict, total=False):
    """The fields of :class:`hubplanner.siting.Constraints` that go with points."""

    required: Collection[int]
    forbidden: Collection[int]
    time_limit: float


def p_median_of_points(
    demand: npt.ArrayLike,
    p: int,
    *,
    sites: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    rounded_down: bool = False,
    **constraints: Unpack[PointConstraints],
) -> Solution:
    r"""Choose p of the sites so that the weighted distance from all demand is least.

    The :func:`hubplanner.siting.p_median` with :math:`c_{ij}` the straight line between demand i
    and site j. Up to 50 million pairs are a matrix, solved as one. Of more, distances are worked
    out block by block where they are looked at, so that 20,000 points need no 3.2 GB: coarse
    instances of demand put together (Hillsman and Rhoda 1978) give sites and multipliers to begin
    with, a Lagrangian bound is raised on all points, and sites are improved by interchange and
    part by part (POPMUSIC, Taillard and Voss 2002). What is then not proven has its gap.

    Parameters
    ----------
    demand
        Coordinates, demand × 2, in a projected CRS (metres, say; degrees would be no distances).
    p
        Number of sites to open.
    sites
        Coordinates of the candidate sites, site × 2, in the same CRS; the demand points where
        omitted.
    weights
        One for each demand point, finite and non-negative; 1 for all where omitted.
    rounded_down
        Whether distances are rounded down to whole units, as is usual with TSPLIB's points.
    constraints
        `required` and `forbidden` sites, by row of `sites`, and `time_limit` in seconds, as of
        :class:`hubplanner.siting.Constraints`.

    Returns
    -------
    Solution
        Sites by row; objective and bound in weight × the unit of the coordinates, the bound
        certain to the last rounding error. ``infeasible`` where constraints clash.

    Raises
    ------
    ValueError
        When shapes, values, p or a site are out of range, or a coordinate is not finite.
    TypeError
        When asked for another constraint.

    Examples
    --------
    >>> solution = p_median_of_points([[0, 0], [3, 4], [6, 8], [60, 80]], 2)
    >>> solution.sites, solution.objective, solution.optimal
    ((1, 3), 10.0, True)
    """
    start = time.monotonic()
    if others := sorted(set(constraints) - set(PointConstraints.__annotations__)):
        raise TypeError(f"p_median_of_points has no constraint {', '.join(others)}")
    limit = number(constraints.get("time_limit", math.inf), "time_limit")
    points = _coordinates(demand, "demand")
    places = points if sites is None else _coordinates(sites, "sites")
    weight = vector(weights, len(points), 1.0, "weights")
    p, m = whole(p, "p"), len(places)
    if not 0 <= p <= m:
        raise ValueError(f"p = {p} must lie between 0 and the number of sites, {m}")
    required = mask(constraints.get("required", ()), m, "required")
    usable = ~mask(constraints.get("forbidden", ()), m, "forbidden")
    if len(points) * m <= LARGE:
        costs = PointCosts(places, points, np.ones(len(points)), rounded_down)
        return p_median(costs[:].T, p, weights=weight, **constraints)
    if p == 0 or (required & ~usable).any() or not required.sum() <= p <= usable.sum():
        return infeasible("p-median")

    of_demand, of_sites = (np.concatenate(cells(at, 2)) for at in (points, places))
    search = _search(
        _levels(
            points[of_demand], weight[of_demand], places[of_sites],
            required[of_sites], usable[of_sites], p, rounded_down,
        ),
        p,
        start + limit,
    )  # fmt: skip
    chosen = np.sort(of_sites[list(search.found[0][1])])
    return _concluded(search, chosen, places, points, weight, rounded_down, start + limit)


def _coordinates(values: npt.ArrayLike, name: str) -> Floats:
    at = np.asarray(values, dtype=float)
    if at.ndim != 2 or at.shape[1] != 2 or not len(at):
        raise ValueError(f"{name} must be coordinates, point × 2, got shape {at.shape}")
    if not np.isfinite(at).all():
        row = int(np.flatnonzero(~np.isfinite(at).all(axis=1))[0])
        raise ValueError(f"{name} must have finite coordinates, row {row} is {at[row].tolist()}")
    return at


@dataclass(frozen=True)
class _Level:
    """Demand in cells, and some of the sites.

    Attributes
    ----------
    costs
        From the sites to the centres of the cells.
    weights
        Of all demand of a cell.
    starts
        The first point of each cell, in the order of the demand.
    sites
        Which sites, in their order.
    required, allowed
        Which of these must, and may besides, be chosen.
    """

    costs: PointCosts
    weights: Floats
    starts: Ints
    sites: Ints
    required: Ints
    allowed: Ints


def _levels(
    demand: Floats,
    weights: Floats,
    places: Floats,
    required: npt.NDArray[np.bool_],
    usable: npt.NDArray[np.bool_],
    p: int,
    rounded_down: bool,
) -> list[_Level]:
    """Coarse to fine; the last is the instance itself."""
    starts, sites = np.arange(len(demand)), np.arange(len(places))
    levels: list[_Level] = []
    size = 1
    while True:
        is_required = required[sites]
        sums = np.add.reduceat(weights, starts)
        costs = PointCosts(places[sites], _centres(demand, weights, starts), sums, rounded_down)
        inside = np.flatnonzero(is_required)
        free = np.flatnonzero(~is_required & usable[sites])
        levels.append(_Level(costs, sums, starts, sites, inside, free))
        size *= COARSER
        if min(len(demand), len(places)) / size < max(COARSE, CROWDED * p):
            return levels[::-1]
        starts = _firsts(len(demand), size)
        chosen = _one_of_each(sites[usable[sites]], places, _firsts(len(places), size))
        sites = np.union1d(chosen, np.flatnonzero(required))
        if len(sites) < 2 * p:
            return levels[::-1]


def _firsts(n: int, most: int) -> Ints:
    """The first of n points in each cell, where they lie in the order of :func:`cells`."""
    sizes = [n]
    while max(sizes) > most:
        halves = [(size // 2, size - size // 2) if size > most else (size,) for size in sizes]
        sizes = [size for parts in halves for size in parts]
    return np.cumsum([0, *sizes[:-1]])


def _centres(demand: Floats, weights: Floats, starts: Ints) -> Floats:
    """The weighted mean of each cell's points; the plain one where none has a weight."""
    if len(starts) == len(demand):
        return demand
    sizes = np.diff([*starts, len(demand)])
    shares = np.where(np.repeat(np.add.reduceat(weights, starts), sizes) > 0, weights, 1.0)
    sums = np.add.reduceat(demand * shares[:, None], starts)
    return sums / np.add.reduceat(shares, starts)[:, None]


def _one_of_each(sites: Ints, places: Floats, starts: Ints) -> Ints:
    """The most central one of these sites in each cell."""
    cell = np.searchsorted(starts, sites, side="right")
    parts = np.split(sites, np.flatnonzero(np.diff(cell)) + 1)
    squares = [((places[part] - places[part].mean(axis=0)) ** 2).sum(axis=1) for part in parts]
    return np.array([part[off.argmin()] for part, off in zip(parts, squares, strict=True)])


def _search(levels: list[_Level], p: int, deadline: float) -> Search:
    """The search on the last level, begun with what those before it have found."""
    search, coarse = None, None
    for level in levels:
        is_last = level is levels[-1]
        now = time.monotonic()
        until = deadline if is_last or deadline == math.inf else now + SHARE * (deadline - now)
        if search is None or coarse is None:
            guess = spread(cast(Floats, level.costs), level.required, level.allowed, p, 0, until)
            search, above = _begun(level, p, guess, until), None
        else:
            guess = np.searchsorted(level.sites, coarse.sites[list(search.found[0][1])])
            above = _above_nearest(search, coarse)
            above = above[np.searchsorted(coarse.starts, level.starts, side="right") - 1]
            search = _begun(level, p, guess, until)
        if p > 1 and time.monotonic() < until:
            _raised(search, level, above, until, is_last=is_last)
        coarse = level
    assert search is not None
    return search


class _PointSearch(Search):
    """A search whose costs are worked out where they are looked at."""

    def __post_init__(self) -> None:
        costs = cast(PointCosts, self.costs)
        self._whole = costs.are_whole and float(costs.farthest.sum()) < EXACT
        self.tried = set()
        self.scale = np.ones(costs.shape[1])
        self.limits = costs.farthest
        # No cost is negative.
        self.bound, self.stopped = 0.0, True

    @property
    def sites(self) -> Ints:
        """The best known, required ones first."""
        return self.required_first(np.array(self.found[0][1]))

    def exchange(self, sites: Ints) -> None:
        """Offer what these become by interchange, with all sites or so many of them drawn."""
        free, pairs = self.allowed, self.costs.shape[1] * 2 / self.p
        if len(free) * pairs > PAIRS:
            drawn = np.random.default_rng(self.seed).choice(free, int(PAIRS // pairs), False)
            free = np.sort(drawn)
        sites = self.required_first(np.sort(sites))
        self.offer(*self.improved(sites, free, len(self.required)))

    def exchange_parts(self) -> None:
        """Improve the best known part by part."""
        locked = len(self.required)
        self.offer(*popmusic.improve(self.costs, self.sites, self.allowed, locked, self.deadline))

    def begin(self, multipliers: Floats) -> None:
        """Begin a root at these multipliers, which stay below their limits."""
        savings = LimitedSavings(self.costs, self.limits)
        self.left = Node(self.costs, savings, self.p, self.required, self.allowed, multipliers)

    def ascend(self, pace: float, polish: int) -> None:
        """Raise the bound at the root while that helps."""
        assert self.left is not None
        self.rescale(self.left.multipliers)
        bound = ascend(self, self.left, MANY, pace, polish)
        self.bound = max(self.bound, self.rounded_up(bound))
        if bound < self.cutoff and self.left.choices is not None:
            enumerate_choices(self, self.left.inside, self.left.choices)
            self.bound = self.found[0][0]
        self.stopped = self.bound < self.cutoff


def _begun(level: _Level, p: int, sites: Ints, until: float) -> _PointSearch:
    """A search on this level that has improved these sites by interchange."""
    costs = cast(Floats, level.costs)
    search = _PointSearch(costs, p, level.required, level.allowed, deadline=_by(until, 0.5))
    search.exchange(sites)
    return search


def _raised(
    search: _PointSearch, level: _Level, above: Floats | None, until: float, *, is_last: bool
) -> None:
    """Raise the bound from multipliers so much above the nearest costs, and improve the sites."""
    _, near, second = two_nearest(search.costs[search.sites])
    search.limits = np.minimum(second * ROOM, level.costs.farthest)
    high = np.minimum(second, search.limits)
    pace = COLD if above is None else WARM
    multipliers = (near + high) / 2 if above is None else near + level.weights * above
    search.begin(np.clip(multipliers, near, high))
    search.deadline = _by(until, 0.5)
    search.ascend(pace, MANY if is_last else POLISH)
    assert search.left is not None
    if is_last and search.stopped:
        often = search.left.often()
        if float(search.costs[often].min(axis=0).sum()) <= NEAR * search.found[0][0]:
            search.deadline = _by(until, 0.6)
            search.exchange(often)
    if search.stopped and search.costs.shape[1] <= NEIGHBOURS * search.p:
        search.deadline = _by(until, 0.7) if is_last else until
        search.exchange_parts()
    search.deadline = until
    if search.stopped and time.monotonic() < until:
        search.ascend(WARM, MANY)
    if is_last and search.stopped and time.monotonic() < until:
        _finish(search)


def _by(until: float, share: float) -> float:
    """When this share of the time that is left will be over."""
    now = time.monotonic()
    return until if until == math.inf else now + share * (until - now)


def _above_nearest(search: Search, level: _Level) -> Floats:
    """By how much each cell's multiplier exceeds its nearest cost, a unit of weight."""
    near = search.costs[list(search.found[0][1])].min(axis=0)
    multipliers = (near if search.left is None else search.left.multipliers) - near
    return cast(Floats, multipliers / np.where(level.weights > 0, level.weights, 1.0))


def _finish(search: Search) -> None:
    """Solve what is left as a matrix, where so few sites are left that it fits."""
    left = search.left
    assert left is not None
    if left.is_large or left.left == 0:
        return
    only = Constraints(required=range(left.locked), time_limit=search.deadline - time.monotonic())
    instance = Instance.checked(search.costs[left.sites].T, search.p, None, only)
    (solution,) = cheapest(instance)
    search.offer(left.sites[list(solution.sites)], solution.objective)
    # Sets with other sites cost no less than the cutoff.
    search.bound = max(search.bound, min(search.cutoff, solution.bound))
    search.stopped = search.bound < search.cutoff
    if not search.stopped:
        search.bound = search.found[0][0]


def _concluded(
    search: Search,
    chosen: Ints,
    places: Floats,
    points: Floats,
    weight: Floats,
    rounded_down: bool,
    deadline: float,
) -> Solution:
    """The search's best sites as a solution, judged on the points as they were given."""
    if search.p == 1:
        # Of all sites the total is known.
        search.bound, search.stopped = search.found[0][0], False
    costs = PointCosts(places[chosen], points, np.ones(len(points)), rounded_down)[:]
    which = costs.argmin(axis=0)
    served = costs[which, np.arange(len(points))][:, None]
    instance = Instance.checked(served, 1, weight, Constraints())
    termination: Termination = "time limit" if time.monotonic() > deadline else "size"
    outcome = Outcome(
        tuple(chosen.tolist()),
        search.bound if search.stopped else math.inf,
        termination if search.stopped else "proven",
        search.nodes,
        Size(0, len(places), 0),
        np.zeros(0),
    )
    total = TotalCost().value(instance, [0])
    assignment = chosen[which].tolist()
    return conclude("p-median", instance, outcome, lambda _: total, assignment=assignment)
