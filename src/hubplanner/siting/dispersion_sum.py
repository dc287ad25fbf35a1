"""Dispersion by the sum of all distances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.bottleneck import apart_and_compared
from hubplanner.siting.constraints import ConstraintKeywords, Constraints, Floats, refuse_limits
from hubplanner.siting.instance import Instance
from hubplanner.siting.integer_program import Linear, Program
from hubplanner.siting.objectives import are_whole
from hubplanner.siting.optimise import optimise
from hubplanner.siting.solution import Solution


def p_dispersion_sum(
    distances: npt.ArrayLike, p: int, **constraints: Unpack[ConstraintKeywords]
) -> Solution:
    r"""Choose p sites so that the distances between them come to as much as can be.

    .. math::
        \max \sum_{j < k} d_{jk} z_{jk} \quad\text{s.t.}\quad
        z_{jk} \le y_j, \; z_{jk} \le y_k, \quad \sum_k z_{jk} \le (m - 1) y_j \;\forall j, \quad
        \sum_j y_j = p, \quad z_{jk} \ge 0, \; y_j \in \{0, 1\}

    with the distance :math:`d_{jk}` between sites (the shorter direction) and m sites in all, the
    existing ones included: the p-dispersion-sum or maxisum problem (Kuby 1987). Pairs of existing
    facilities do not count. The least distance is that of :func:`p_dispersion`.

    Parameters
    ----------
    distances
        Site × site, finite and non-negative.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range.

    Examples
    --------
    >>> solution = p_dispersion_sum([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 2)
    >>> solution.sites, solution.objective
    ((0, 2), 9.0)
    """
    refuse_limits(constraints, "p_dispersion_sum", of="demand")
    instance = Instance.checked(distances, p, None, Constraints(**constraints), serves_all=False)
    return solve_p_dispersion_sum(instance)


def solve_p_dispersion_sum(instance: Instance) -> Solution:
    """The sites farthest apart in sum, of an instance of site × site distances."""
    if instance.shape[0] != instance.shape[1] or not np.isfinite(instance.costs).all():
        raise ValueError(f"distances must be finite and site × site, got shape {instance.shape}")
    return replace(optimise("p-dispersion-sum", instance, [(PairDistances(), 1.0)]), assignment=())


@dataclass(frozen=True)
class PairDistances:
    """The sum of the distances between sites, of an instance of these: more is better."""

    maximised: ClassVar[bool] = True

    def value(self, instance: Instance, sites: Sequence[int]) -> float:
        counted = _counted(instance)[np.ix_(sites, sites)]
        return math.fsum(np.triu(counted, k=1).ravel())

    def express(self, program: Program) -> Linear:
        """The negative of it, as a program minimises."""
        instance = program.instance
        distances = _counted(instance)
        one, other = np.triu_indices(len(distances), k=1)
        both = program.add_columns(len(one), upper=1.0)
        for z, j, k in zip(both, one, other, strict=True):
            program.add_row([z, j], [1.0, -1.0], upper=0.0)
            program.add_row([z, k], [1.0, -1.0], upper=0.0)
        most = instance.most + int(instance.existing.sum()) - 1
        for site in range(len(distances)):
            of = both[(one == site) | (other == site)]
            program.add_row(np.append(of, site), np.append(np.ones(len(of)), -most), upper=0.0)
        return Linear(both, -distances[one, other])

    def is_whole(self, instance: Instance) -> bool:
        return are_whole(instance.costs)


def _counted(instance: Instance) -> Floats:
    apart, compared = apart_and_compared(instance)
    return np.where(compared, apart, 0.0)
