"""Every model by enumeration: an oracle that shares no code and no idea with the solvers.

It goes through all sets of sites, checks each wish as its definition says, and evaluates the
objective by plain loops.
"""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np

from hubplanner.siting import Gini, GroupMean, PowerMean

NEAR = 1e-9


def subsets(n_sites, sizes):
    return chain.from_iterable(combinations(range(n_sites), size) for size in sizes)


def served(cost, sites):
    return np.array([min((row[j] for j in sites), default=np.inf) for row in cost])


def keeps_wishes(sites, n_sites, conditions, p=None):
    """Whether a set keeps all conditions that concern the sites alone."""
    chosen = set(sites)
    existing = set(conditions.get("existing", ()))
    new = chosen - existing
    pairs = [
        (j, k) for j, k in combinations(sorted(chosen), 2) if not (j in existing and k in existing)
    ]
    checks = [
        existing <= chosen,
        p is None or len(new) == p,
        set(conditions.get("required", ())) <= chosen,
        not (set(conditions.get("forbidden", ())) - existing) & chosen,
        all(len(chosen & set(group)) >= n for group, n in conditions.get("at_least", ())),
        all(len(chosen & set(group)) <= n for group, n in conditions.get("at_most", ())),
        all(chosen != set(one) for one in conditions.get("excluded", ())),
    ]
    if "spacing" in conditions:
        apart, least = conditions["spacing"]
        checks.append(all(min(apart[j][k], apart[k][j]) >= least for j, k in pairs))
    if "budget" in conditions:
        prices, amount = conditions["budget"]
        checks.append(sum(prices[j] for j in new) <= amount + NEAR)
    return all(checks)


def fair(costs, weights, conditions):
    """Whether the costs at which demand is served keep the equity terms."""
    total = sum(weights)
    for term in conditions.get("equity", ()):
        if not np.isfinite(costs).all():
            return False
        if isinstance(term, GroupMean):
            for label in set(term.groups):
                of = [i for i, one in enumerate(term.groups) if one == label]
                mass = sum(weights[i] for i in of)
                if sum(weights[i] * costs[i] for i in of) > term.limit * mass + NEAR:
                    return False
        elif isinstance(term, PowerMean):
            power = sum(w * c ** (1 + term.alpha) for w, c in zip(weights, costs, strict=True))
            if total and (power / total) ** (1 / (1 + term.alpha)) > term.limit + 1e-7 * (
                1 + term.limit
            ):
                return False
        elif isinstance(term, Gini):
            spread = sum(
                weights[i] * weights[k] * abs(costs[i] - costs[k])
                for i in range(len(costs))
                for k in range(len(costs))
            )
            mean = 2 * total * sum(w * c for w, c in zip(weights, costs, strict=True))
            if spread > term.limit * mean + NEAR * max(1.0, mean):
                return False
    return True


def limits(cost, conditions):
    return np.broadcast_to(np.asarray(conditions.get("limit", np.inf), dtype=float), len(cost))


def admissible(cost, weights, conditions, sizes, p=None, *, serves_all=True):
    """All sets that keep every condition, each with the cost at which demand is served."""
    limit = limits(cost, conditions)
    for sites in subsets(cost.shape[1], sizes):
        if not keeps_wishes(sites, cost.shape[1], conditions, p):
            continue
        costs = served(cost, sites)
        if serves_all and not np.isfinite(costs).all():
            continue
        if (costs > limit).any() or not fair(costs, weights, conditions):
            continue
        yield sites, costs
