"""A node of the p-median's Lagrangian search: sites that are in, those that are free, a bound."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from hubplanner.siting.constraints import Floats
from hubplanner.siting.interchange import Ints
from hubplanner.siting.limited_savings import HeldSavings, LimitedSavings, SoughtSavings
from hubplanner.siting.remaining import choices_within
from hubplanner.siting.savings import UNIT, Savings

FEW = 400
"""So many choices of sites that are left are looked at one by one instead of branching."""

LARGE = 5e7
"""Of so many costs no copy is made."""


class Relaxed(NamedTuple):
    """The optimum of the relaxation: ρ of a node's sites, the positions of those chosen, what they
    save, and L."""

    multipliers: Floats
    rho: Floats
    chosen: Ints
    saved: float
    value: float


class Node:
    """Sites that are in, sites that are free, and the best multipliers.

    Sites that are in are as one, the first, at which each demand pays what it pays at the nearest
    of them: fewer to sum up, and a bound no worse, as nobody is served by two of them.
    """

    def __init__(
        self,
        costs: Floats,
        savings: Savings | LimitedSavings,
        p: int,
        inside: Ints,
        free: Ints,
        multipliers: Floats,
    ):
        self._costs, self._all, self._p = costs, savings, p
        self._ones = np.ones(costs.shape[1])
        self.depth = 0
        self.multipliers = multipliers
        self.choices: Ints | None = None
        self._hold(inside, free)
        self.savings: Savings | HeldSavings | SoughtSavings
        self.savings = savings.taking(free, self.nearest if self.locked else None)
        self.usage = np.zeros(self.locked + len(free))

    def _hold(self, inside: Ints, free: Ints) -> None:
        self.inside, self.free = inside, free
        self.locked, self.left = min(len(inside), 1), self._p - len(inside)
        self._in = np.arange(self.locked)

    def child(self, inside: Ints, free: Ints) -> Node:
        """One in which more is decided."""
        child = Node(self._costs, self._all, self._p, inside, free, self.multipliers)
        child.depth = self.depth + 1
        return child

    def release(self) -> None:
        """Let go of the costs, as nothing is asked but what to branch on."""
        self.savings = self._all.taking(np.arange(0))

    @property
    def nearest(self) -> Floats:
        """What each demand pays at the nearest of the sites that are in."""
        nearest: Floats = self._costs[self.inside].min(axis=0)
        return nearest

    @property
    def sites(self) -> Ints:
        """Those that are in, then the free ones."""
        return np.concatenate([self.inside, self.free])

    @property
    def is_large(self) -> bool:
        """Whether it holds too many costs for a copy of them."""
        return (len(self.inside) + len(self.free)) * len(self.multipliers) > LARGE

    def relax(self, multipliers: Floats) -> Relaxed:
        """The relaxation's optimum."""
        total = float(multipliers.dot(self._ones))
        rho = self.savings.against(multipliers, total)
        chosen = self._cheapest(rho)
        saved = float(np.add.reduce(rho.take(chosen)))
        return Relaxed(multipliers, rho, chosen, saved, total + saved)

    def slope(self, one: Relaxed) -> Floats:
        """The subgradient of L."""
        users = self.savings.users(one.chosen, one.multipliers)
        return np.subtract(1.0, users, dtype=float)

    def error(self, one: Relaxed) -> float:
        """What rounding may have added to L."""
        size = float(np.abs(one.multipliers).dot(self._ones))
        operations = len(one.multipliers) + len(one.chosen) + 4
        # No term of ρ is positive, so that its size is the sum of theirs.
        return operations * UNIT * (size - one.saved) + len(one.chosen) * self.savings.error(size)

    def certain(self, one: Relaxed) -> float:
        """L without any error but of its last digit."""
        multipliers, rho, chosen = one.multipliers, one.rho, one.chosen
        # Whatever lies within its error of the last one chosen may come before it.
        least = rho[chosen[self.locked :]].max(initial=-math.inf)
        of_sums = self.savings.error(float(np.abs(multipliers).sum()))
        error: Floats = 2 * ((len(multipliers) + 4) * UNIT * np.abs(rho) + of_sums)
        perhaps = np.flatnonzero(rho - error <= least + error.max(initial=0.0))
        exact = np.full(len(rho), math.inf)
        for at in np.union1d(perhaps, chosen):
            is_in = at < self.locked
            costs = self.nearest if is_in else self._costs[self.free[at - self.locked]]
            saving = costs < multipliers
            parts = [*costs[saving].tolist(), *(-multipliers[saving]).tolist()]
            exact[at] = math.fsum(parts)
        saved = exact[self._cheapest(exact)].tolist()
        value = math.fsum([*multipliers.tolist(), *saved])
        return value - 4 * UNIT * (abs(value) + math.fsum(map(abs, saved)))

    def _cheapest(self, keys: Floats) -> Ints:
        """Positions of the sites that are in and of the free ones with the least keys."""
        if self.left >= len(self.free):
            return np.arange(self.locked + len(self.free))
        if self.left == 0:
            return self._in
        chosen = keys[self.locked :].argpartition(self.left - 1)[: self.left]
        return np.concatenate([self._in, chosen + self.locked]) if self.locked else chosen

    def open(self, chosen: Ints) -> Ints:
        """The sites that are in and those chosen."""
        return np.concatenate([self.inside, self.free[chosen[self.locked :] - self.locked]])

    def often(self) -> Ints:
        """Sites that the relaxations chose most."""
        return self.open(self._cheapest(-self.usage))

    def fix(self, one: Relaxed, gap: float) -> None:
        """Fix what a bound so far below the cutoff allows; note few choices that are left."""
        rho, chosen = one.rho, one.chosen
        into = chosen[self.locked :]
        is_out = np.ones(len(rho), dtype=bool)
        is_out[chosen] = is_out[: self.locked] = False
        out = np.flatnonzero(is_out)
        leave, enter = rho[into], rho[out]
        last, first = leave.max(initial=-math.inf), enter.min(initial=math.inf)
        may_leave, may_enter = first - leave < gap, enter - last < gap
        sure, into, out = into[~may_leave], into[may_leave], out[may_enter]
        choices = choices_within(rho[into], rho[out], gap, FEW)
        n_free = len(into) + len(out)
        is_little = not len(sure) and n_free > 7 / 8 * len(self.free)
        is_copied = isinstance(self.savings, Savings)
        if choices is None and (
            is_little or (is_copied and n_free * len(self.multipliers) > LARGE)
        ):
            return  # of many costs no copies are made
        inside = np.concatenate([self.inside, self.free[sure - self.locked]])
        if choices is not None:
            open_ = self.free[np.concatenate([into, out]) - self.locked]
            self.choices = open_[choices]
            self._hold(inside, open_)
            return
        kept = np.sort(np.concatenate([into, out]))
        free, usage = self.free[kept - self.locked], self.usage[kept]
        self._hold(inside, free)
        self.usage = np.concatenate([np.ones(self.locked), usage])
        self.savings = self.savings.taking(kept, self.nearest if self.locked else None)
