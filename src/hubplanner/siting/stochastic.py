"""The p-median under uncertainty: sites are chosen before it is known which scenario comes true.

Once it is known, each demand goes to its cheapest open site: two stages, the second one by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import ConstraintKeywords, Constraints, Floats
from hubplanner.siting.instance import Instance, vector
from hubplanner.siting.integer_program import Linear, Program
from hubplanner.siting.objectives import TotalCost, served_at
from hubplanner.siting.optimise import optimise
from hubplanner.siting.p_median import solve_p_median
from hubplanner.siting.solution import Solution, infeasible


def expected_p_median(
    costs: npt.ArrayLike,
    p: int,
    *,
    probabilities: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites so that the expected weighted cost of serving all demand is least.

    .. math::
        \min \sum_s \pi_s \sum_i w_{is} \min_{j: y_j = 1} c_{ijs} \quad\text{s.t.}\quad
        \sum_j y_j = p, \quad y_j \in \{0, 1\}

    with the probability :math:`\pi_s` of scenario s, costs :math:`c_{ijs}` and weights
    :math:`w_{is}` (Mirchandani and Odoni 1979; Snyder 2006). It is a p-median whose demands are
    pairs of a scenario and a demand.

    Parameters
    ----------
    costs
        Scenario × demand × site, non-negative; infinite where a site cannot serve a demand.
    p
        Number of sites to open.
    probabilities
        One for each scenario, non-negative; alike where omitted.
    weights
        Scenario × demand, or one for each demand in all scenarios; 1 where omitted.
    constraints
        See :class:`hubplanner.siting.Constraints`; what has one number for each row has one for
        each pair of a scenario and a demand, scenario by scenario.

    Returns
    -------
    Solution
        Its ``assignment`` is on these pairs.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range.

    Examples
    --------
    >>> dry, wet = [[0, 4, 9], [4, 0, 5], [9, 5, 0]], [[0, 4, 1], [4, 0, 1], [9, 5, 0]]
    >>> solution = expected_p_median([dry, wet], 1, probabilities=[0.25, 0.75])
    >>> solution.sites, solution.objective
    ((2,), 5.0)
    """
    cases = _checked(costs)
    weighed = expected(_weights(weights, cases), len(cases), probabilities)
    side = Constraints(**constraints)
    return solve_expected_p_median(
        Instance.checked(cases.reshape(-1, cases.shape[2]), p, weighed, side)
    )


def solve_expected_p_median(instance: Instance) -> Solution:
    """The sites of least expected cost, of an instance of pairs weighed as :func:`expected`."""
    return replace(solve_p_median(instance), model="expected p-median")


def expected(weights: Floats, n_scenarios: int, probabilities: npt.ArrayLike | None) -> Floats:
    """The weights of pairs of scenario and demand times the probability of the scenario."""
    shares = vector(probabilities, n_scenarios, 1.0 / n_scenarios, "probabilities")
    return np.asarray(weights * np.repeat(shares, len(weights) // n_scenarios))


def minimax_regret_p_median(
    costs: npt.ArrayLike,
    p: int,
    *,
    weights: npt.ArrayLike | None = None,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p sites so that their greatest regret in any scenario is least.

    .. math::
        \min z \quad\text{s.t.}\quad
        z \ge \sum_i w_{is} \min_{j: y_j = 1} c_{ijs} - V_s^* \;\forall s, \quad
        \sum_j y_j = p, \quad y_j \in \{0, 1\}

    with the least cost :math:`V_s^*` in scenario s, had it been known (Serra and Marianov 1998;
    Kouvelis and Yu 1997). Each :math:`V_s^*` is a p-median under the same constraints.

    Parameters
    ----------
    costs, weights, constraints
        As of :func:`expected_p_median`.

    Returns
    -------
    Solution
        Its objective is the greatest regret; its ``assignment`` is on pairs of a scenario and a
        demand. ``unknown`` where time ran out before the best of each scenario was proven.

    Examples
    --------
    >>> dry, wet = [[0, 4, 9], [4, 0, 5], [9, 5, 0]], [[0, 4, 1], [4, 0, 1], [9, 5, 0]]
    >>> solution = minimax_regret_p_median([dry, wet], 1)
    >>> solution.sites, solution.objective
    ((2,), 5.0)
    """
    cases = _checked(costs)
    instance = Instance.checked(
        cases.reshape(-1, cases.shape[2]), p, _weights(weights, cases), Constraints(**constraints)
    )
    return solve_minimax_regret(instance, len(cases))


def solve_minimax_regret(instance: Instance, n_scenarios: int) -> Solution:
    """The sites of least greatest regret, of an instance on pairs of scenario and demand."""
    best = least_in_each(instance, n_scenarios)
    if not all(one.optimal for one in best):
        (stopped, *_) = [one for one in best if not one.optimal]
        if stopped.status == "infeasible":
            return infeasible(MODEL)
        return Solution(MODEL, (), (), math.nan, 0.0, "unknown", stopped.termination)
    # What serving costs in all scenarios together needs the cuts that each of them will need: a
    # relaxation without them sees no regret at all.
    optimise(MODEL, instance, [(TotalCost(), 1.0)])
    regret = GreatestRegret(n_scenarios, tuple(one.objective for one in best))
    return optimise(MODEL, instance, [(regret, 1.0)])


MODEL = "minimax regret p-median"


def least_in_each(instance: Instance, n_scenarios: int) -> list[Solution]:
    """The best sites had each scenario been known, up to the first that are not proven."""
    solutions: list[Solution] = []
    for scenario in weighed_by_scenario(instance.weights.reshape(n_scenarios, -1)):
        # All constraints hold in all scenarios, and so does the reach of the demand in each.
        solutions.append(solve_p_median(replace(instance, weights=scenario)))
        if not solutions[-1].optimal:
            break
    return solutions


def weighed_by_scenario(weights: Floats) -> list[Floats]:
    """For each scenario the weights of all pairs, those of other scenarios being 0.

    Examples
    --------
    >>> [one.tolist() for one in weighed_by_scenario(np.array([[1.0, 2.0], [3.0, 4.0]]))]
    [[1.0, 2.0, 0.0, 0.0], [0.0, 0.0, 3.0, 4.0]]
    """
    here = np.eye(len(weights))
    return [(weights * one[:, None]).ravel() for one in here]


@dataclass(frozen=True)
class GreatestRegret:
    """The most by which any scenario's cost is above its least, on pairs of scenario and demand.

    Attributes
    ----------
    n_scenarios
        The rows of the instance are as many blocks.
    best
        Of each scenario the least cost.
    """

    n_scenarios: int
    best: tuple[float, ...]

    maximised: ClassVar[bool] = False

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        costs = served_at(instance, sites)
        if not np.isfinite(costs).all():
            return math.inf
        weighed = (instance.weights * costs).reshape(self.n_scenarios, -1)
        regrets = [math.fsum([*row, -best]) for row, best in zip(weighed, self.best, strict=True)]
        return max(0.0, *regrets)

    def express(self, program: Program) -> Linear:
        instance = program.instance
        theta = program.service().reshape(self.n_scenarios, -1)
        weights = instance.weights.reshape(self.n_scenarios, -1)
        farthest = np.where(instance.reach, instance.costs, 0.0).max(axis=1)
        most = float((instance.weights * farthest).reshape(self.n_scenarios, -1).sum(axis=1).max())
        (worst,) = program.add_columns(1, most=most)
        for columns, weight, best in zip(theta, weights, self.best, strict=True):
            program.add_row(np.append(columns, worst), np.append(-weight, 1.0), lower=-best)
        return Linear(np.array([worst]), np.ones(1))

    def is_whole(self, instance: Instance) -> bool:
        return TotalCost().is_whole(instance)


def _checked(costs: npt.ArrayLike) -> Floats:
    cases = np.asarray(costs, dtype=float)
    if cases.ndim != 3 or 0 in cases.shape:
        raise ValueError(f"costs must be scenario × demand × site, got shape {cases.shape}")
    return cases


def _weights(weights: npt.ArrayLike | None, cases: Floats) -> Floats:
    n_scenarios, n_demand, _ = cases.shape
    if weights is not None and np.ndim(weights) == 2:
        return vector(np.ravel(np.asarray(weights)), n_scenarios * n_demand, 1.0, "weights")
    return np.tile(vector(weights, n_demand, 1.0, "weights"), n_scenarios)
