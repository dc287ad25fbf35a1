"""Hubs of several types at once: which site takes which technology, by gradual cover.

The sites of a checked instance become pairs of a site and a type, one column each; every side
constraint keeps its meaning on the sites, as a site is open where one of its pairs is. So all that
is known of programs on sites holds for pairs.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.benders_cuts import Columns
from hubplanner.siting.constraints import (
    ConstraintKeywords,
    Constraints,
    Floats,
    Memory,
    Requirements,
)
from hubplanner.siting.instance import Instance, Row
from hubplanner.siting.integer_program import Linear, Outcome, Program, opened
from hubplanner.siting.objectives import Objective, of_the_best
from hubplanner.siting.optimise import conclude, optimise
from hubplanner.siting.solution import Solution, nearest, tolerance

MODEL = "gradual cover"

NEAR = 1e-7
"""Share of the objective by which a site must be worse, by a solver's word, to be out of it."""


@dataclass(frozen=True)
class FacilityTypes:
    """What a multi-type model is given besides costs and side constraints.

    Attributes
    ----------
    names
        One for each type.
    need
        Demand × type, finite and non-negative: how much each demand needs of each type.
    closeness
        Demand × site, 0 to 1: the share of a need that a hub there covers (:func:`linear_decay`).
    fit
        Site × type, 0 to 1: how well a site does what the type is for.
    allowed
        Site × type: which types a site may take; all where omitted.
    uses
        No type is taken by more sites than this.
    caps
        Pairs (types, most): no more hubs are of these types together.
    fixed
        By site the type that it takes if it is open, whatever is allowed.
    at_least
        Triples (sites, types, n): so many of these sites or more take one of these types.
    """

    names: Sequence[str]
    need: Floats
    closeness: Floats
    fit: Floats
    allowed: npt.NDArray[np.bool_] | None = None
    uses: int = 1
    caps: Sequence[tuple[Collection[int], int]] = ()
    fixed: Mapping[int, int] = field(default_factory=dict)
    at_least: Sequence[tuple[Collection[int], Collection[int], int]] = ()

    def __post_init__(self) -> None:
        n_types, (n_demand, n_sites) = len(self.names), np.shape(self.closeness)
        for name, shape, most in (
            ("need", (n_demand, n_types), np.finfo(float).max),
            ("closeness", (n_demand, n_sites), 1.0),
            ("fit", (n_sites, n_types), 1.0),
        ):
            values = np.asarray(getattr(self, name), dtype=float)
            if values.shape != shape or not ((values >= 0) & (values <= most)).all():
                limit = "finite" if most > 1 else "at most 1"
                raise ValueError(f"{name} must be non-negative, {limit} and of shape {shape}")
            object.__setattr__(self, name, values)
        if self.allowed is not None and np.shape(self.allowed) != (n_sites, n_types):
            raise ValueError(f"allowed must have shape {(n_sites, n_types)}")
        if self.uses < 1:
            raise ValueError(f"uses = {self.uses} must be at least 1")
        of_caps = {one for types, _ in self.caps for one in types}
        of_caps |= {one for _, types, _ in self.at_least for one in types}
        at = {*self.fixed, *(site for sites, _, _ in self.at_least for site in sites)}
        if strange := sorted({*of_caps, *self.fixed.values()} - set(range(n_types))):
            raise ValueError(f"types {strange} do not exist; columns are 0 to {n_types - 1}")
        if strange := sorted(at - set(range(n_sites))):
            raise ValueError(f"fixed sites {strange} do not exist; columns are 0 to {n_sites - 1}")
        if not self.may.any():
            raise ValueError("no site is allowed any type")

    @cached_property
    def may(self) -> npt.NDArray[np.bool_]:
        """Site × type: which pairs there are."""
        shape = self.fit.shape
        may = np.ones(shape, dtype=bool) if self.allowed is None else np.array(self.allowed, bool)
        for site, one in self.fixed.items():
            may[site] = np.arange(shape[1]) == one
        return may

    @cached_property
    def pairs(self) -> tuple[Columns, Columns]:
        """Site and type of each pair, in the order of sites."""
        site, kind = np.nonzero(self.may)
        return site, kind

    def under(self, required: Requirements) -> FacilityTypes:
        """The same under what a planner's constraints require of them besides."""
        one, other = self.allowed, required.allowed
        return replace(
            self,
            allowed=other if one is None else one if other is None else one & other,
            uses=self.uses if required.uses is None else min(self.uses, required.uses),
            caps=(*self.caps, *required.caps),
            fixed={**self.fixed, **dict(required.fixed_types)},
            at_least=(*self.at_least, *required.of_types),
        )

    @property
    def worth(self) -> Floats:
        """Site × type: the need that a hub of the type there covers, discounted by fit."""
        return self.fit * (self.closeness.T @ self.need)

    @property
    def most(self) -> int:
        """So many hubs can have a type at all."""
        return int(np.minimum(self.may.sum(axis=0), self.uses).sum())


@dataclass(frozen=True)
class OwnTypeCover:
    r"""Need that is covered by a hub of its own type, on pairs as columns: more is better.

    :math:`\sum_{i,k} h_{ik} \max_{j: y_{jk} = 1} f_{jk} g_{ij}`; where no type is used twice there
    is no maximum to take, and it is linear.

    Attributes
    ----------
    types
        Needs, closeness and fit.
    among
        The pairs that are columns, by their places among all pairs; all of them where omitted.
    """

    types: FacilityTypes
    among: Columns | None = None

    maximised: ClassVar[bool] = True

    @property
    def _pairs(self) -> tuple[Columns, Columns]:
        site, kind = self.types.pairs
        return (site, kind) if self.among is None else (site[self.among], kind[self.among])

    def _degree(self, kind: int, sites: Columns) -> Floats:
        degree: Floats = self.types.closeness[:, sites] * self.types.fit[sites, kind]
        return degree

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        site, kind = (of[list(sites)] for of in self._pairs)
        return math.fsum(
            float(self.types.need[:, k] @ self._degree(k, site[kind == k]).max(axis=1))
            for k in np.unique(kind).tolist()
        )

    def is_whole(self, instance: Instance) -> bool:
        return False

    def express(self, program: Program) -> Linear:
        """The negative of what is covered, as a program minimises."""
        site, kind = self._pairs
        if self.types.uses == 1:
            return Linear(np.arange(len(site)), -self.types.worth[site, kind])
        may_open = program.instance.upper > 0
        columns, weights = [np.zeros(0, dtype=np.intp)], [np.zeros(0)]
        for k in np.unique(kind).tolist():
            pairs = np.flatnonzero((kind == k) & may_open)
            degree = self._degree(k, site[pairs])
            some = (degree > 0).any(axis=1) & (self.types.need[:, k] > 0)
            shares, worth = of_the_best(degree[some], self.types.need[some, k])
            bare = program.serve(1.0 - shares, unserved=1.0, sites=pairs)
            columns.append(bare.columns)
            weights.append(worth)
        weight = np.concatenate(weights)
        return Linear(np.concatenate(columns), weight, -math.fsum(weight))


def linear_decay(cost: npt.ArrayLike, full: float, none: float) -> Floats:
    """Share of a need that is covered at a cost: 1 up to `full`, then falling linearly to 0.

    At `none` and beyond nothing is covered (gradual cover, Berman, Krass and Drezner 2003).
    Costs in single precision give shares in single precision.

    Raises
    ------
    ValueError
        Unless 0 ≤ full < none.

    Examples
    --------
    >>> linear_decay([20, 75, 130], 30, 120).tolist()
    [1.0, 0.5, 0.0]
    """
    if not 0 <= full < none:
        raise ValueError(f"cover must end after it begins to fall: 0 <= {full} < {none}")
    return np.clip((none - np.asarray(cost)) / (none - full), 0.0, 1.0)


def gradual_cover(
    cost: npt.ArrayLike,
    p: int | None,
    types: FacilityTypes,
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites and a type for each so that they cover as much of the need as can be.

    .. math::
        \max \sum_{i,k} h_{ik} \max_{j: y_{jk} = 1} f_{jk} g_{ij} \quad\text{s.t.}\quad
        \sum_k y_{jk} \le 1 \;\forall j, \quad \sum_j y_{jk} \le u \;\forall k, \quad
        \sum_{k \in C} \sum_j y_{jk} \le m_C \;\forall C, \quad
        \sum_{j,k} y_{jk} = p, \quad y_{jk} \in \{0, 1\}

    with :math:`y_{jk} = 1` where site j takes type k, the need :math:`h_{ik}` of demand i for type
    k, closeness :math:`g_{ij}`, fit :math:`f_{jk}`, at most u uses of a type and at most
    :math:`m_C` hubs of the types C: maximal covering with facilities of several types (Blanco,
    Gázquez and Saldanha-da-Gama 2021, arXiv:2111.14494) and gradual cover (Berman and Krass 2002;
    Berman, Krass and Drezner 2003). With u = 1 no need is covered twice, and the objective is the
    sum of :math:`f_{jk} \sum_i h_{ik} g_{ij}` over what is open: an assignment problem with side
    constraints. Side constraints are on sites, :math:`y_j = \sum_k y_{jk}`; an existing site takes
    a type too.

    Among choices that are equally good, within 1e-6, the least
    :math:`\sum_{i,k} h_{ik} \min_{j: y_{jk} = 1} c_{ij}` decides; a need without a hub of its type
    counts at the highest finite cost.

    Parameters
    ----------
    cost
        Demand × site, non-negative; infinite where a site cannot serve a demand.
    p
        Number of sites to open; None where it is free.
    types
        Needs, closeness, fit and what may go where.
    weights
        One per demand row, for equity terms; 1 for all where omitted.
    constraints
        See :class:`hubplanner.siting.Constraints`.

    Returns
    -------
    Solution
        Objective in units of need; ``types`` holds the type of each site.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range, or there are too few types for p sites.

    Examples
    --------
    >>> cost = [[0, 60, 90], [60, 0, 50], [90, 50, 0]]
    >>> need = [[9, 0], [0, 5], [1, 6]]
    >>> fit = [[1.0, 0.2], [0.5, 0.5], [0.0, 1.0]]
    >>> types = FacilityTypes(("ships", "cars"), need, linear_decay(cost, 30, 120), fit)
    >>> solution = gradual_cover(cost, 2, types)
    >>> solution.sites, [types.names[one] for one in solution.types], round(solution.objective, 2)
    ((0, 2), ['ships', 'cars'], 19.22)
    """
    side = Constraints(**constraints)
    hubs = (p or 0) + len(set(side.existing))
    if hubs > types.most:
        raise ValueError(
            f"{hubs} hubs need a type each, but {len(types.names)} types, each used at most"
            f" {types.uses} times where it is allowed, make {types.most}"
        )
    instance = Instance.checked(cost, p, weights, side, serves_all=False)
    return solve_gradual_cover(instance, types)


def solve_gradual_cover(
    instance: Instance, types: FacilityTypes, then: Sequence[Objective] = ()
) -> Solution:
    """The sites and their types that cover most; among equals `then` decides, then the costs.

    A later objective that is not proven in time decides nothing.
    """
    paired = by_pairs(instance, types)
    cover = OwnTypeCover(types)
    best, outcome = most_covered(paired, cover)
    if best.optimal:
        # What no equally good choice opens is left out, with a margin for the solver's tolerances.
        slack = tolerance(best.objective) + NEAR * abs(best.objective)
        left = np.flatnonzero(outcome.with_site <= slack - best.objective)
        left = np.union1d(left, np.array(best.sites, dtype=np.intp))
        if len(left) > len(best.sites):
            order = [*then, OwnTypeCover(_by_cost(types, instance.costs), left)]
            best = _first_of_equals(best, paired, left, OwnTypeCover(types, left), order)
    return _on_sites(best, instance, types)


def most_covered(paired: Instance, cover: OwnTypeCover) -> tuple[Solution, Outcome]:
    """Pairs of :func:`by_pairs` that cover most, and the program's outcome."""
    program = Program(paired)
    program.minimise(cover.express(program))

    def uncovered(pairs: Sequence[int]) -> float:
        return -cover.value(paired, pairs)

    def judged(values: Floats) -> float:
        pairs = opened(values, paired.shape[1])
        return uncovered(pairs) if paired.keeps(pairs) else math.inf

    outcome = program.solve(deadline=paired.deadline, judge=judged, relax=True)
    return conclude(MODEL, paired, outcome, uncovered, maximised=True), outcome


def _first_of_equals(
    best: Solution, paired: Instance, left: Columns, cover: Objective, order: Sequence[Objective]
) -> Solution:
    """What the objectives choose in turn from these columns, which are all that they are about."""
    fewer = paired.taking(left)
    # Half of what a proof may leave, so that what is chosen in the end is proven still.
    reached = [(cover, best.objective - tolerance(best.objective) / 2)]
    for objective in order:
        fresh = replace(fewer, memory=Memory())  # cuts of another objective are of no use
        other = optimise(MODEL, fresh, [(objective, 1.0)], at_most=reached)
        value = cover.value(fewer, other.sites)
        sites = tuple(left[list(other.sites)].tolist())
        chosen = replace(best, sites=sites, objective=value, nodes=best.nodes + other.nodes)
        chosen = replace(chosen, bound=max(best.bound, value))
        if not (other.optimal and chosen.optimal):
            return best
        best = chosen
        slack = tolerance(other.objective)
        reached.append((objective, other.objective + (-slack if objective.maximised else slack)))
    return best


def _by_cost(types: FacilityTypes, costs: Floats) -> FacilityTypes:
    """The types as covered by what is spared against the highest cost: most of it is least cost."""
    reachable = np.isfinite(costs)
    highest = costs.max(where=reachable, initial=1e-9)
    spared = 1.0 - np.where(reachable, costs, highest) / highest
    return replace(types, closeness=spared, fit=np.ones_like(types.fit))


def by_pairs(instance: Instance, types: FacilityTypes) -> Instance:
    """The instance whose columns are pairs of site and type, with a row for what types ask for.

    Raises
    ------
    ValueError
        When the types are about other demand or sites.
    """
    if types.closeness.shape != instance.shape:
        raise ValueError(f"closeness must have shape {instance.shape}")
    site, kind = types.pairs
    paired = instance.taking(site)
    rows = list(paired.rows)
    # Where a row says already that only one of some sites is open, a site needs none of its own.
    alone = [row.columns for row in rows if row.upper <= 1 and (row.values >= 1).all()]
    once = np.isin(np.arange(instance.shape[1]), site[np.concatenate(alone)] if alone else [])
    for j in np.flatnonzero(~once | (instance.lower > 0)).tolist():
        rows.append(_count(site == j, float(instance.lower[j]), 1.0))
    rows += [_count(kind == k, 0.0, float(types.uses)) for k in range(len(types.names))]
    rows += [_count(np.isin(kind, list(some)), 0.0, float(most)) for some, most in types.caps]
    for sites, some, n in types.at_least:
        rows.append(_count(np.isin(site, list(sites)) & np.isin(kind, list(some)), n, np.inf))
    return replace(paired, lower=np.zeros(len(site)), rows=tuple(rows), plain=False)


def _count(pairs: npt.NDArray[np.bool_], lower: float, upper: float) -> Row:
    columns = np.flatnonzero(pairs)
    return Row(columns, np.ones(len(columns)), lower, upper)


def _on_sites(solution: Solution, instance: Instance, types: FacilityTypes) -> Solution:
    """The same solution, its columns sites again."""
    site, kind = (of[list(solution.sites)] for of in types.pairs)
    assignment = nearest(instance.costs, site).tolist() if solution.assignment else []
    return replace(
        solution,
        sites=tuple(int(one) for one in site),
        types=tuple(int(one) for one in kind),
        assignment=tuple(assignment),
    )
