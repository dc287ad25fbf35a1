"""A pathway: which hubs to open first, when phases follow each other and what is open stays.

Multi-period facility location (Nickel and Saldanha-da-Gama 2015, in Location Science, chapter 11)
as one program: a column for each pair of site and technology and phase in which it opens, worth
what the pair is worth in this phase and in all that follow; as many hubs by each phase as it pays
for. Solved to proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hubplanner.errors import SitingError
from hubplanner.siting.benders_cuts import Columns
from hubplanner.siting.constraints import Floats
from hubplanner.siting.instance import Instance, Row
from hubplanner.siting.multi_type import FacilityTypes, by_pairs
from hubplanner.siting.objectives import SiteWorth
from hubplanner.siting.optimise import optimise
from hubplanner.siting.problem import Problem
from hubplanner.siting.solution import Solution
from hubplanner.sweeping.results import SweepResults


def mean_need(results: SweepResults, choice: int, problem: Problem) -> Floats | None:
    """Demand of a problem × technology: the mean of what is needed over the solved futures.

    A region that is no candidate in a future needs nothing in it. None where hubs have no
    technologies.

    Parameters
    ----------
    problem
        About all regions that are candidates in some future.
    """
    if problem.offers is None:
        return None
    codes = problem.demand["region_code"].tolist()
    rows = {code: row for row, code in enumerate(codes)}
    total, count = np.zeros((len(codes), len(problem.offers.types.names))), 0
    solved = set(results.of_choice(choice).index)
    for part in results.batches(["candidates", "need"]):
        for run, candidates, needs in part.itertuples():
            if run in solved:
                at = [rows[code] for code in candidates]
                total[at] += np.reshape(needs, (len(at), -1))
                count += 1
    return total / max(count, 1)


@dataclass(frozen=True)
class Phase:
    """A phase: how many hubs are open at its end, what they may have cost, how much it counts.

    Attributes
    ----------
    hubs
        At its end, beside those that exist.
    budget
        Of all hubs opened until then; None for any.
    weight
        Of what the hubs are worth in this phase, years for example.
    """

    hubs: int
    budget: float | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Pathway:
    """The best order of opening, and what it gives away against planning each phase afresh.

    Attributes
    ----------
    opened
        One row a pair in the order of phases: ``phase`` (from 1), ``site``, ``kind`` (columns of
        both) and ``worth``.
    phases
        By phase: ``hubs``, ``worth`` of the hubs open then, ``afresh`` (the most that so many hubs
        could be worth if nothing stood already), ``lost`` and ``lost_percent``.
    solution
        The program's outcome: its objective is the weighted sum of `phases`.
    """

    opened: pd.DataFrame
    phases: pd.DataFrame
    solution: Solution


def pathway(
    instance: Instance,
    types: FacilityTypes,
    worth: Floats,
    phases: Sequence[Phase],
    costs: Floats | None = None,
) -> Pathway:
    """The hubs to open phase by phase that are worth most over all phases together.

    Parameters
    ----------
    instance
        Demand and sites under their constraints, for any number of hubs; what asks for a hub
        somewhere asks for it by the end of the last phase.
    types
        What may go where, each type once.
    worth
        Site × type: what a hub of the type is worth there in a phase, as the mean of many futures.
    phases
        In their order; hubs and budgets never fall.
    costs
        Of opening, by site; asked for where a phase has a budget.

    Raises
    ------
    ValueError
        When a type may be used more than once, phases fall, or a budget lacks costs.
    SitingError
        When no pathway keeps all constraints.
    """
    counts = [phase.hubs for phase in phases]
    if types.uses != 1 or not phases or counts != sorted(counts):
        raise ValueError("phases must not fall, and each type be used once")
    if costs is None and any(phase.budget is not None for phase in phases):
        raise ValueError("a budget needs the costs of opening")
    site, kind = types.pairs
    value = worth[site, kind]
    paired = by_pairs(instance, types)
    found = _solve(paired, value, phases, site, costs)
    if not found.sites:
        raise SitingError("no pathway keeps all constraints; ask for other phases or fewer wishes")
    column = np.array(found.sites)
    pair, opens = column % len(site), column // len(site)
    order = np.lexsort((-value[pair], opens))
    opened = pd.DataFrame(
        {
            "phase": opens[order] + 1,
            "site": site[pair[order]],
            "kind": kind[pair[order]],
            "worth": value[pair[order]],
        }
    )
    rows = []
    for number, phase in enumerate(phases):
        here = float(value[pair[opens <= number]].sum())
        last = number == len(phases) - 1
        alone = paired if last else _without_wants(paired)
        afresh = _solve(alone, value, [replace(phase, weight=1.0)], site, costs).objective
        lost = max(afresh - here, 0.0)
        percent = 100 * lost / afresh if afresh > 0 else 0.0
        rows.append((number + 1, phase.hubs, here, afresh, lost, percent))
    columns = ["phase", "hubs", "worth", "afresh", "lost", "lost_percent"]
    return Pathway(opened, pd.DataFrame(rows, columns=columns).set_index("phase"), found)


def _solve(
    paired: Instance, value: Floats, phases: Sequence[Phase], site: Columns, costs: Floats | None
) -> Solution:
    """The best columns of pair and phase, the pairs of a phase beside each other."""
    n, count = len(value), len(phases)
    column = np.tile(np.arange(n), count)
    opens = np.repeat(np.arange(count), n)
    later = np.cumsum([phase.weight for phase in phases][::-1])[::-1]
    instance = paired.taking(column)
    new = ~instance.existing
    rows = list(instance.rows)
    for number, phase in enumerate(phases):
        open_then = np.flatnonzero((opens <= number) & new)
        ones = np.ones(len(open_then))
        rows.append(Row(open_then, ones, float(phase.hubs), float(phase.hubs)))
        if phase.budget is not None and costs is not None:
            prices = np.asarray(costs, dtype=float)[site[column[open_then]]]
            rows.append(Row(open_then, prices, -np.inf, phase.budget))
    instance = replace(instance, rows=tuple(rows))
    return optimise("pathway", instance, [(SiteWorth(value[column] * later[opens]), 1.0)])


def _without_wants(paired: Instance) -> Instance:
    """Before the last phase no hub is asked for yet, but for those that exist."""
    rows = [
        row if row.lower <= 0 or paired.existing[row.columns].all() else row._replace(lower=-np.inf)
        for row in paired.rows
    ]
    return replace(paired, rows=tuple(rows), served=np.zeros_like(paired.served))
