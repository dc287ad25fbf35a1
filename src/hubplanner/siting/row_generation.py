"""Whether so many sites cover all demand, asked of some of the demand only.

Sites that cover all cover some of it too: where none cover a few rows that are hard to cover, none
cover all. Where some do, exchanging them often covers the rest; else what they leave uncovered is
asked for as well. Most often a few dozen rows decide (of clients that are added likewise: Ales,
Duran-Mateluna and Elloumi 2024), whose program is small, as most sites cover no more of them than
another does (:mod:`hubplanner.siting.reduction`).
"""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from hubplanner.siting.instance import Instance
from hubplanner.siting.integer_program import Outcome, Program
from hubplanner.siting.interchange import Ints, interchange
from hubplanner.siting.reduction import cover_within, padded, reduced
from hubplanner.siting.solution import Size

FIRST = 3
"""The first rows are so many for each site: those that the fewest sites cover."""

MORE = 3
"""So many are added of what sites leave uncovered, and each time twice as many."""


def cover(instance: Instance, known: Ints) -> tuple[Outcome, Ints]:
    """Sites that cover all demand to be served, no more of them than the instance allows.

    Only for an instance without side constraints. With the rows that decided, to begin with where
    the reach is another.
    """
    reach = instance.reach & (instance.upper > 0)
    often = reach.sum(axis=1)
    hardest = np.flatnonzero(instance.served)
    hardest = hardest[np.argsort(often[hardest], kind="stable")]
    first = max(1, FIRST * (instance.most + int(instance.existing.sum())))
    rows = np.union1d(known, hardest[:first])
    nodes, size, more = 0, Size(), MORE
    while True:
        asked = instance.of_demand(rows)
        sites = cover_within(asked)
        if sites is False:
            return Outcome(None, math.inf, "infeasible", nodes, size, np.zeros(0)), rows
        if sites is True:
            outcome = Program(reduced(asked)).solve(deadline=instance.deadline)
            nodes, size = nodes + outcome.nodes, outcome.size
            if outcome.sites is None:
                return replace(outcome, nodes=nodes), rows
            sites = padded(asked, np.array(outcome.sites, dtype=np.intp))
        # Exchanging looks at all rows, which takes longer than a few of them do.
        for exchanges in (False, True) if more == MORE else (False,):
            if exchanges:
                sites = _exchanged(instance, reach, sites)
            lacking = hardest[~reach[np.ix_(hardest, sites)].any(axis=1)]
            if not len(lacking):
                found = tuple(sites.tolist())
                return Outcome(found, 0.0, "proven", nodes, size, np.zeros(0)), rows
            rows = np.union1d(rows, lacking[:more])
        more *= 2
        if time.monotonic() > instance.deadline:
            return Outcome(None, -math.inf, "time limit", nodes, size, np.zeros(0)), rows


def _exchanged(instance: Instance, reach: np.ndarray, sites: Ints) -> Ints:
    """Sites that leave less uncovered, by exchanging one for another."""
    stands = instance.lower[sites] > 0
    free = np.flatnonzero((instance.upper > 0) & (instance.lower == 0))
    uncovered = np.ascontiguousarray(~reach[instance.served].T, dtype=float)
    start = np.concatenate([sites[stands], sites[~stands]])
    better, _ = interchange(uncovered, start, free, int(stands.sum()), instance.deadline)
    return np.sort(better)
