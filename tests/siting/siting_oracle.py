"""Every model by enumeration: an oracle that shares no code and no idea with the solvers.

It goes through all sets of sites, checks each constraint as its definition says, and evaluates the
objective by plain loops.
"""

from __future__ import annotations

from itertools import chain, combinations, product

import numpy as np

from hubplanner.siting import Gini, GroupMean, PowerMean

NEAR = 1e-9


def subsets(n_sites, sizes):
    return chain.from_iterable(combinations(range(n_sites), size) for size in sizes)


def served(cost, sites):
    return np.array([min((row[j] for j in sites), default=np.inf) for row in cost])


def keeps_constraints(sites, n_sites, constraints, p=None):
    """Whether a set keeps all constraints that concern the sites alone."""
    chosen = set(sites)
    existing = set(constraints.get("existing", ()))
    new = chosen - existing
    pairs = [
        (j, k) for j, k in combinations(sorted(chosen), 2) if not (j in existing and k in existing)
    ]
    checks = [
        existing <= chosen,
        p is None or len(new) == p,
        set(constraints.get("required", ())) <= chosen,
        not (set(constraints.get("forbidden", ())) - existing) & chosen,
        all(len(chosen & set(group)) >= n for group, n in constraints.get("at_least", ())),
        all(len(chosen & set(group)) <= n for group, n in constraints.get("at_most", ())),
        all(chosen != set(one) for one in constraints.get("excluded", ())),
    ]
    if "spacing" in constraints:
        apart, least = constraints["spacing"]
        checks.append(all(min(apart[j][k], apart[k][j]) >= least for j, k in pairs))
    if "budget" in constraints:
        prices, amount = constraints["budget"]
        checks.append(sum(prices[j] for j in new) <= amount + NEAR)
    return all(checks)


def fair(costs, weights, constraints):
    """Whether the costs at which demand is served keep the equity terms."""
    total = sum(weights)
    for term in constraints.get("equity", ()):
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


def limits(cost, constraints):
    return np.broadcast_to(np.asarray(constraints.get("limit", np.inf), dtype=float), len(cost))


def admissible(cost, weights, constraints, sizes, p=None, *, serves_all=True):
    """All sets that keep every constraint, each with the cost at which demand is served."""
    limit = limits(cost, constraints)
    for sites in subsets(cost.shape[1], sizes):
        if not keeps_constraints(sites, cost.shape[1], constraints, p):
            continue
        costs = served(cost, sites)
        if serves_all and not np.isfinite(costs).all():
            continue
        if (costs > limit).any() or not fair(costs, weights, constraints):
            continue
        yield sites, costs


def choices(sites, given):
    """All ways to give these sites types."""
    n_types = given["need"].shape[1]
    for types in product(range(n_types), repeat=len(sites)):
        uses = [types.count(k) for k in range(n_types)]
        if max(uses) > given["uses"]:
            continue
        if any(sum(uses[k] for k in some) > most for some, most in given.get("caps", ())):
            continue
        pairs = list(zip(sites, types, strict=True))
        if any(
            sum(j in at and k in of for j, k in pairs) < n
            for at, of, n in given.get("at_least", ())
        ):
            continue
        fixed, allowed = given.get("fixed", {}), given.get("allowed")
        if all(fixed[j] == k if j in fixed else allowed is None or allowed[j, k] for j, k in pairs):
            yield pairs


def covered(pairs, given):
    total = 0.0
    for i, needs in enumerate(given["need"]):
        for k, need in enumerate(needs):
            shares = [given["fit"][j, k] * given["closeness"][i, j] for j, of in pairs if of == k]
            total += need * max(shares, default=0.0)
    return total
