"""The p-median to proof without a solver: Lagrangian bounds, interchange, fixing, branching.

Relaxing 'each demand is served once' with multipliers :math:`\\lambda_i` leaves a problem that is
solved by sorting (Cornuéjols, Fisher and Nemhauser 1977):

.. math:: L(\\lambda) = \\sum_i \\lambda_i + \\min_{|S| = p} \\sum_{j \\in S} \\rho_j, \\quad
    \\rho_j = \\sum_i \\min(0, c_{ij} - \\lambda_i).

:math:`L` is a lower bound for any :math:`\\lambda`, and the S that attains it is a start for the
interchange heuristic (:mod:`hubplanner.siting.interchange`). A site whose choice, or absence,
would lift the bound to the best objective known is fixed (Christofides and Beasley 1982), so the
matrix shrinks as the gap closes. What gap remains is closed by branching on sites.

All is array arithmetic on blocks that fit the cache; nothing is compiled.
"""

from __future__ import annotations

import math
import time
from copy import copy
from dataclasses import dataclass, field

import numpy as np

from hubplanner.siting.constraints import Floats
from hubplanner.siting.interchange import BLOCK, Ints, Near, interchange, spread, two_nearest
from hubplanner.siting.limited_savings import ROOM, LimitedSavings
from hubplanner.siting.node import LARGE, Node
from hubplanner.siting.savings import UNIT, Savings, are_few, near
from hubplanner.siting.solution import tolerance

GAIN = 3e-4
"""A gain of this share of the gap counts as one."""

LOOK = 0.65
"""What can be fixed is worth a look when the gap has shrunk to this share."""

PATIENCE = 10
"""Rounds without gain after which the step gets shorter."""

FAR = 0.2
"""At a wider gap than this share the relaxation's sites are not worth improving."""

LEAST = 0.05
"""At a shorter step than this the bound is as good as it gets."""

AGAIN = 8
"""So often the root is raised once more unless told otherwise, by steps down to a tenth of it, …"""

ENOUGH = 40
"""… if more sites than this are free: branching on fewer takes no more rounds than that."""

WARM = 60
"""Rounds at the root from multipliers that were good for other weights."""

CHILD = (40, 1.0)
"""Rounds and first pace of a node below the root, which starts from its parent's multipliers."""

POLISH = 20
"""Rounds after which the relaxation's sites are made a solution of, …"""

SELDOM = 30
"""… and where that takes long or a good one is known."""

NODE = 50_000
"""A node takes as long as its costs and so many more."""

LONG = 1e8
"""A tree that needs no more work than this in all, by what of it is closed, is searched to its
end."""

SAMPLE = 20_000_000
"""Where costs are too many for copies only so many are looked at for exchanges, or those of ten
times as many sites as are open."""

NEARLY = 1e-9
"""Sums in another order differ by less than this share."""


TIES = 500
"""Nodes after which a search for the first among equals contents itself with any."""

EQUAL = 1e-13
"""Sets whose costs differ by no more than this share cost the same."""

EXACT = 2.0**50
"""Whole costs whose sums stay below this are summed exactly."""


@dataclass
class Search:
    """A search for the cheapest p of m sites, and what it has found.

    Attributes
    ----------
    costs
        Weighted cost, site × demand (transposed, so that a site's costs lie together), finite.
    p
        Sites to choose, those that must be among them included.
    required, allowed
        Sites that must be chosen, and those that may be besides.
    keep
        So many best sets are looked for.
    edge
        Sets that cost more than this are of no interest.
    first
        Whether, of sets that cost the same, the one that comes first in lexicographic order of
        its sites is wanted.
    seed
        Of the first guess: any gives the same objective.
    most
        So many nodes are looked at before the search stops without proof.
    work
        Costs looked at, site by demand and node, after which the search stops without proof where
        its tree is none that may soon be closed (`LONG`).
    again
        So often the root is raised once more when its gap is small.
    near
        The sites that a demand's multipliers may have to do with; worked out unless given.
    found
        The best sets, sorted by cost.
    bound
        Nothing costs less than this.
    worked, closed
        Costs looked at by the nodes of the tree, and the share of it that is closed.
    left
        Sites that the root left open, and its multipliers.
    """

    costs: Floats
    p: int
    required: Ints
    allowed: Ints
    keep: int = 1
    edge: float = math.inf
    first: bool = False
    seed: int = 0
    most: float = math.inf
    work: float = math.inf
    again: int = AGAIN
    deadline: float = math.inf
    near: Near | None = None
    found: list[tuple[float, tuple[int, ...]]] = field(default_factory=list)
    bound: float = -math.inf
    nodes: int = 0
    worked: float = 0.0
    closed: float = 0.0
    stopped: bool = False
    left: Node | None = None

    def __post_init__(self) -> None:
        # Whole costs make whole objectives: a bound above the last one below is enough.
        exact = float(self.costs.max(initial=0.0)) * self.costs.shape[1] < EXACT
        step = max(1, BLOCK // self.costs.shape[1])
        parts = (self.costs[at : at + step] for at in range(0, len(self.costs), step))
        self._whole = exact and all((part == np.floor(part)).all() for part in parts)
        self.tried: set[bytes] = set()
        self.scale = np.ones(self.costs.shape[1])
        if self.near is None and BLOCK < self.costs.size <= LARGE:
            usable = np.sort(np.concatenate([self.required, self.allowed]))
            self.near = near(self.costs, usable, self.p)
        n = self.costs.shape[1]
        self.limits = np.full(n, math.inf) if self.near is None else self.near.limits

    def weighing(self, weights: Floats) -> Search:
        """A new search for the same where each demand's costs are multiplied by a weight."""
        return Search(
            self.costs * weights, self.p, self.required, self.allowed, self.keep, self.edge,
            self.first, self.seed, self.most, self.work, self.again, self.deadline,
            self.near and Near(self.near.sites, self.near.costs * weights[:, None]),
        )  # fmt: skip

    def required_first(self, sites: Ints) -> Ints:
        """The same sites, required ones first."""
        fixed = np.isin(sites, self.required)
        return np.concatenate([sites[fixed], sites[~fixed]])

    def improved(self, sites: Ints, free: Ints, locked: int) -> tuple[Ints, float]:
        """Better sites by interchange; the first `locked` stay."""
        return interchange(self.costs, sites, free, locked, self.deadline, self.near)

    def rescale(self, multipliers: Floats) -> None:
        self.scale = np.maximum(multipliers, 0.01 * np.abs(multipliers).mean())

    @property
    def is_given_up(self) -> bool:
        """Whether the work is done and the tree is far from closed.

        Each node closed is that share of the tree which its depth says (Knuth 1975), so that as
        much work as was needed for the share closed is needed for each other.
        """
        if self.nodes > self.most:
            return True
        return self.worked > self.work and self.worked > LONG * self.closed

    @property
    def sample(self) -> int:
        """So many sites are looked at where all are too many."""
        return max(int(SAMPLE // self.costs.shape[1]), 10 * self.p)

    @property
    def box(self) -> tuple[Floats, Floats]:
        """The costs at the nearest and at the second nearest of the best sites, within limits."""
        _, nearest, second = two_nearest(self.costs[list(self.found[0][1])])
        return nearest, np.minimum(second, self.limits)

    @property
    def value(self) -> float:
        """What the worst of the sets looked for costs, or may cost."""
        return self.found[-1][0] if len(self.found) == self.keep else self.edge

    @property
    def aim(self) -> float:
        """What the bound is raised towards."""
        return self.value if self.value < math.inf else self.found[0][0]

    @property
    def cutoff(self) -> float:
        """At a bound of this or more, nothing is left that is looked for."""
        if self.value == math.inf:
            return math.inf
        if self.value == self.edge or (self.first and self.nodes <= TIES):
            return max(self.value * (1 + EQUAL), math.nextafter(self.value, math.inf))
        return self.value - (1 - 1e-6 if self._whole else tolerance(self.value))

    def rounded_up(self, bound: float) -> float:
        """A bound as one on the costs of sets, which are whole where all costs are."""
        return min(math.ceil(bound - 1e-6) if self._whole else bound, self.value)

    def offer(self, sites: Ints, value: float) -> None:
        """Keep a set if it is one of the best."""
        if value > self.cutoff and len(self.found) == self.keep:
            return
        chosen = tuple(sorted(int(site) for site in sites))
        if value > self.edge or any(chosen == known for _, known in self.found):
            return
        if self.first and self.found and abs(value - self.found[0][0]) <= EQUAL * value:
            value = self.found[0][0]
        self.found = sorted([*self.found, (value, chosen)])[: self.keep]


def first_sites(search: Search) -> tuple[Ints, float]:
    """Good sites and what they cost, from the first guess by interchange."""
    free, late = search.allowed, math.inf
    if search.costs.size > LARGE:
        late = search.deadline
        # A random sample has sites nearly as good as all (CLARA, Kaufman and Rousseeuw 1990).
        rng = np.random.default_rng(search.seed)
        free = np.sort(rng.choice(free, size=min(len(free), search.sample), replace=False))
    guess = spread(search.costs, search.required, search.allowed, search.p, search.seed, late)
    return search.improved(guess, free, len(search.required))


def solve(search: Search, start: Ints | None = None, multipliers: Floats | None = None) -> Search:
    """Search to proof, or to the deadline.

    With `start` from these free sites beside the required ones. With `multipliers`, good ones for
    other weights, the root stays near them: where one choice of sites is the relaxation's only
    optimum, those that prove it lie between the costs at its nearest and at its second nearest site
    (complementary slackness), and not on the border of what proves it (strict complementarity,
    Goldman and Tucker 1956), so that steps kept within are whole after a few.
    """
    if start is None:
        guess, value = first_sites(search)
    else:
        guess = np.concatenate([search.required, start])
        value = float(search.costs[guess].min(axis=0).sum())
    search.offer(guess, value)
    if search.keep > 1:
        _offer_neighbours(search, guess)
    _, nearest, second = two_nearest(search.costs[guess])
    is_warm = multipliers is not None
    if multipliers is None:
        multipliers = (nearest + np.where(np.isfinite(second), second, nearest)) / 2
    savings: Savings | LimitedSavings = Savings(search.costs, search.near)
    if search.costs.size > LARGE and are_few(search.p):
        search.limits = ROOM * second
        savings = LimitedSavings(search.costs, search.limits)
    multipliers = np.minimum(np.clip(multipliers, nearest, second), search.limits)
    search.rescale(multipliers)
    root = Node(search.costs, savings, search.p, search.required, search.allowed, multipliers)
    polish = POLISH if search.costs.size < 1_000_000 and not is_warm else SELDOM
    if is_warm:
        bound = ascend(search, root, WARM, 1.5, polish, boxed=True)
        if root.choices is None and bound < search.cutoff:
            # The relaxation has another optimum than sites: near it, but not within.
            search.rescale(root.multipliers)
            bound = max(bound, ascend(search, root, WARM, 1.5, polish))
    else:
        bound = ascend(search, root, 600, 1.5, polish)
    if bound < search.cutoff:
        bound = max(bound, _floor(search))
    for _ in range(search.again):
        # So near that a longer look at the multipliers is cheaper than branching.
        gap = search.cutoff - bound
        is_near = gap < 1e-3 * search.value < math.inf
        is_worth = (is_near and len(root.free) > ENOUGH) or root.is_large
        if root.choices is not None or gap <= 0 or not is_worth:
            break
        search.rescale(root.multipliers)
        bound = max(
            bound, ascend(search, root, 1500, 1.5, 3 * SELDOM, 2 * PATIENCE, least=0.1 * LEAST)
        )
        if search.cutoff - bound > 0.9 * gap:
            break
    search.left = copy(root)
    stack = [(bound, root)]
    while stack:
        bound, node = stack.pop()
        if bound >= search.cutoff:
            continue
        if search.is_given_up or time.monotonic() > search.deadline or node.is_large:
            least = min([bound, *(value for value, _ in stack)])
            search.bound = search.rounded_up(least)
            search.stopped = search.bound < search.cutoff
            return search
        if node.choices is not None:
            enumerate_choices(search, node.inside, node.choices)
            continue
        stack += _branched(search, node, bound, math.inf if is_warm else SELDOM)
    search.bound = search.found[0][0] if search.found else search.edge
    return search


def _floor(search: Search) -> float:
    """What demand costs at least at the best of all sites; late, of very many, not looked for."""
    if search.costs.size > LARGE and time.monotonic() > search.deadline:
        return -math.inf
    usable = np.zeros((len(search.costs), 1), dtype=bool)
    usable[search.required] = usable[search.allowed] = True
    return math.fsum(search.costs.min(axis=0, initial=math.inf, where=usable)) * (1 - 2 * UNIT)


def _branched(search: Search, node: Node, bound: float, polish: float) -> list[tuple[float, Node]]:
    """Without and with the site that the relaxations could decide on least, the worse first."""
    at = int(np.argmin(abs(node.usage[node.locked :] - 0.5)))
    rest = np.delete(node.free, at)
    children = []
    for inside in (node.inside, np.append(node.inside, node.free[at])):
        if len(inside) + len(rest) >= search.p:
            child = node.child(inside, rest)
            search.nodes += 1
            search.worked += NODE + len(child.free) * search.costs.shape[1]
            least = max(ascend(search, child, *CHILD, polish), bound)
            children.append((least, child))
            if least >= search.cutoff or child.choices is not None:
                search.closed += 0.5**child.depth
            child.release()
        else:
            search.closed += 0.5 ** (node.depth + 1)
    return sorted(children, key=lambda one: -one[0])


def ascend(
    search: Search,
    node: Node,
    rounds: int,
    pace: float,
    polish: float,
    patience: int = PATIENCE,
    *,
    least: float = LEAST,
    boxed: bool = False,
) -> float:
    """Raise the bound by subgradient steps (Held, Wolfe and Crowder 1974), fixing on the way.

    A step goes along the subgradient and part of the step before (Camerini, Fratta and Maffioli
    1975), and gets shorter when nothing was gained for a while. Every `polish` rounds the
    relaxation's sites are improved by interchange. `boxed` multipliers stay between what the best
    sites' nearest and second nearest cost. What is returned no rounding can make wrong.
    """
    multipliers = node.multipliers
    best, quiet, looked = -math.inf, 0, math.inf
    certain = -math.inf
    direction = np.zeros(len(multipliers))
    aim = search.aim
    low, high = search.box if boxed else (search.limits, search.limits)
    for turn in range(1, rounds + 1):
        one = node.relax(multipliers)
        node.usage *= 0.95
        node.usage[one.chosen] += 0.05
        value = one.value
        quiet = 0 if value > best + GAIN * (aim - best) else quiet + 1
        if turn % polish == 0 and aim - value < FAR * abs(value):
            _polish(search, node, node.open(one.chosen) if turn // polish % 2 else node.often())
            if search.aim < aim:
                aim = search.aim
                if boxed:
                    low, high = search.box
        slope = node.slope(one)
        if value > best:
            best, node.multipliers = value, multipliers
            error, cutoff = node.error(one), search.cutoff
            certain = max(certain, value - error)
            if certain < cutoff <= value + error:
                certain = max(certain, node.certain(one))
            if certain >= cutoff:
                return certain
            gap = aim - value
            if gap < LOOK * looked:
                looked = gap
                node.fix(one, cutoff - (value - 2 * error))
                if node.choices is not None:
                    break
        if quiet >= patience:
            pace, quiet = 0.7 * pace, 0
            multipliers, direction = node.multipliers, np.zeros(len(multipliers))
            if pace < least:
                break
        direction *= 0.7
        direction += slope
        # In a metric in which multipliers of large and small demands move alike.
        step = search.scale * direction
        length = float(direction.dot(step))
        if length == 0 or time.monotonic() > search.deadline:
            break
        step *= pace * (aim - value) / length
        step += multipliers
        multipliers = np.minimum(step, high, out=step)
        if boxed:
            np.maximum(multipliers, low, out=multipliers)
    return certain


def _offer_neighbours(search: Search, sites: Ints) -> None:
    """The best sets that differ from this one by one exchange."""
    for out in range(len(search.required), len(sites)):
        rest = np.delete(sites, out)
        free = np.setdiff1d(search.allowed, sites)
        costs = search.costs[free]
        if len(rest):
            costs = np.minimum(costs, search.costs[rest].min(axis=0))
        totals = costs.sum(axis=1)
        for at in np.argsort(totals, kind="stable")[: search.keep]:
            search.offer(np.append(rest, free[at]), float(totals[at]))


def _polish(search: Search, node: Node, sites: Ints) -> None:
    """A solution from these sites by interchange, once."""
    key = np.sort(sites).tobytes()
    if key not in search.tried:
        search.tried.add(key)
        free = node.free
        if search.costs.size > LARGE:
            # Those that relaxations chose (heuristic concentration, Rosing and ReVelle 1997).
            often = np.argsort(-node.usage[node.locked :], kind="stable")
            free = np.sort(free[often[: search.sample]])
        search.offer(*search.improved(sites, free, len(node.inside)))


def enumerate_choices(search: Search, inside: Ints, choices: Ints) -> None:
    """Offer the best of these choices of sites beside those that are in."""
    nearest = search.costs[inside].min(axis=0, initial=math.inf)
    free, which = np.unique(choices, return_inverse=True)
    pool, which = search.costs[free], which.reshape(choices.shape)
    # Whom none of the free sites serves better costs the same whichever are chosen.
    touched = (pool < nearest).any(axis=0)
    same, pool, nearest = float(nearest[~touched].sum()), pool[:, touched], nearest[touched]
    step = max(1, BLOCK // (choices.shape[1] * len(nearest) + 1))
    for start in range(0, len(choices), step):
        some = which[start : start + step]
        values = np.minimum(pool[some].min(axis=1, initial=math.inf), nearest).sum(axis=1) + same
        for at in np.flatnonzero(values <= search.value * (1 + NEARLY)):
            sites = np.append(inside, free[some[at]])
            search.offer(sites, float(search.costs[sites].min(axis=0).sum()))
