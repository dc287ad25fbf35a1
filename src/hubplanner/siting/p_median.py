"""The p-median model, solved to proven optimality with HiGHS."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from hubplanner.errors import SitingError
from hubplanner.siting.solution import Solution


def p_median(
    cost: npt.ArrayLike,
    p: int,
    *,
    weights: npt.ArrayLike | None = None,
    required: Collection[int] = (),
    forbidden: Collection[int] = (),
) -> Solution:
    r"""Choose p sites so that the weighted cost of serving all demand is least.

    .. math::
        \min \sum_i \sum_j w_i c_{ij} x_{ij} \quad\text{s.t.}\quad
        \sum_j x_{ij} = 1 \;\forall i, \quad x_{ij} \le y_j \;\forall i, j, \quad
        \sum_j y_j = p, \quad y_j \in \{0, 1\}, \; x_{ij} \ge 0

    with :math:`y_j = 1` for required and :math:`y_j = 0` for forbidden sites (Hakimi 1964; the
    formulation is that of ReVelle and Swain 1970). Given y, an x that sends each demand to its
    cheapest open site is optimal, so x need not be integer.

    Parameters
    ----------
    cost
        Demand × site, finite and non-negative.
    p
        Number of sites to open.
    weights
        One per demand row, non-negative; 1 for all where omitted.
    required, forbidden
        Columns that must, or must not, be open.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range.
    SitingError
        When the wishes clash, or the solver ends without proof.

    Examples
    --------
    >>> solution = p_median([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 2)
    >>> solution.sites, solution.objective, solution.optimal
    ((0, 2), 4.0, True)
    """
    costs, demand_weights = _checked(cost, weights)
    required, forbidden = frozenset(required), frozenset(forbidden)
    _refuse_clashes(costs.shape[1], p, required, forbidden)

    weighted = costs * demand_weights[:, None]
    opened, bound, status = _solve(weighted, p, required, forbidden)
    sites = np.flatnonzero(opened)
    nearest = sites[np.argmin(costs[:, sites], axis=1)]
    return Solution(
        model="p-median",
        sites=tuple(int(site) for site in sites),
        assignment=tuple(int(site) for site in nearest),
        objective=float(weighted[np.arange(len(weighted)), nearest].sum()),
        bound=bound,
        status=status,
    )


def _checked(
    cost: npt.ArrayLike, weights: npt.ArrayLike | None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    costs = np.asarray(cost, dtype=float)
    if costs.ndim != 2 or 0 in costs.shape:
        raise ValueError(f"cost must be a demand × site matrix, got shape {costs.shape}")
    demand_weights = np.ones(len(costs)) if weights is None else np.asarray(weights, dtype=float)
    if demand_weights.shape != (len(costs),):
        raise ValueError(f"weights must have shape {(len(costs),)}, got {demand_weights.shape}")
    for name, values in (("cost", costs), ("weights", demand_weights)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueError(f"{name} must be finite and non-negative")
    return costs, demand_weights


def _refuse_clashes(
    n_sites: int, p: int, required: frozenset[int], forbidden: frozenset[int]
) -> None:
    if not 1 <= p <= n_sites:
        raise ValueError(f"p = {p} must lie between 1 and the number of sites, {n_sites}")
    if outside := sorted(site for site in required | forbidden if not 0 <= site < n_sites):
        raise ValueError(f"sites {outside} do not exist; columns are 0 to {n_sites - 1}")
    if both := sorted(required & forbidden):
        raise SitingError(f"sites {both} are both required and forbidden; keep one")
    if len(required) > p:
        raise SitingError(f"{len(required)} sites are required but only {p} may be opened")
    if n_sites - len(forbidden) < p:
        raise SitingError(
            f"{p} sites are to be opened but only {n_sites - len(forbidden)} are not forbidden"
        )


def _solve(
    weighted: npt.NDArray[np.float64], p: int, required: frozenset[int], forbidden: frozenset[int]
) -> tuple[npt.NDArray[np.bool_], float, str]:
    """Open sites, lower bound and status of the integer program."""
    import highspy

    n_demand, n_sites = weighted.shape
    n_x = n_demand * n_sites
    lp = highspy.HighsLp()
    lp.num_col_ = n_x + n_sites
    lp.num_row_ = n_demand + n_x + 1
    # Columns: x row by row, then y.
    lp.col_cost_ = np.concatenate([weighted.ravel(), np.zeros(n_sites)])
    y_lower, y_upper = np.zeros(n_sites), np.ones(n_sites)
    y_lower[list(required)] = 1
    y_upper[list(forbidden)] = 0
    lp.col_lower_ = np.concatenate([np.zeros(n_x), y_lower])
    lp.col_upper_ = np.concatenate([np.ones(n_x), y_upper])
    kinds = [highspy.HighsVarType.kContinuous] * n_x + [highspy.HighsVarType.kInteger] * n_sites
    lp.integrality_ = kinds
    # Rows: each demand served once; x_ij - y_j <= 0; p sites open.
    lp.row_lower_ = np.concatenate([np.ones(n_demand), np.full(n_x, -highspy.kHighsInf), [p]])
    lp.row_upper_ = np.concatenate([np.ones(n_demand), np.zeros(n_x), [p]])

    x = np.arange(n_x)
    y = n_x + np.tile(np.arange(n_sites), n_demand)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate(
        [
            np.arange(n_demand + 1) * n_sites,
            n_x + np.arange(1, n_x + 1) * 2,
            [n_x + 2 * n_x + n_sites],
        ]
    )
    lp.a_matrix_.index_ = np.concatenate(
        [x, np.column_stack([x, y]).ravel(), n_x + np.arange(n_sites)]
    )
    lp.a_matrix_.value_ = np.concatenate(
        [np.ones(n_x), np.tile([1.0, -1.0], n_x), np.ones(n_sites)]
    )

    class QuietHighs(highspy.Highs):  # type: ignore[misc]
        # The constructor enables callbacks, at which HiGHS prints its banner unless told before.
        def enableCallbacks(self) -> None:  # noqa: N802 (HiGHS's name)
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    highs = QuietHighs()
    for option, value in {
        "threads": 1,  # the same answer among equals, whatever the machine
        "random_seed": 0,
        # HiGHS stops at a gap of 1e-4 by default, which would be no proof.
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.0,
    }.items():
        highs.setOptionValue(option, value)
    highs.passModel(lp)
    highs.run()
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise SitingError(
            f"the solver ended without proof ({highs.modelStatusToString(status)});"
            " report this scenario, as a p-median model always has an optimum"
        )
    opened = np.asarray(highs.getSolution().col_value[n_x:]) > 0.5
    return opened, float(highs.getInfo().mip_dual_bound), "optimal"
