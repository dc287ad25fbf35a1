"""Small instances of every model whose costs and weights span 1e-9 to 1e12, and their true answer.

Each is drawn from its seed alone. The answer is by enumeration, which shares no code with the
solvers; sums are exactly rounded. A constraint met to within 1e-9 of its size may count as met or
not, so of the sets that keep it there are two kinds: those that surely do, and those that may.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations, product

import numpy as np

from hubplanner.siting import (
    CoveredWeight,
    FacilityTypes,
    Gini,
    GroupMean,
    OpeningCost,
    PowerMean,
    TotalCost,
    WorstCost,
    budgeted,
    capacitated_p_median,
    gradual_cover,
    max_cover,
    p_center,
    p_dispersion,
    p_median,
    set_cover,
    weighted,
)

KEPT, PERHAPS = 1e-14, 3e-12
"""Shares by which a sum may pass its limit and surely, or perhaps, still counts as within it."""


@dataclass
class Case:
    """An instance: what a model is called with, and what enumeration needs to know."""

    seed: int
    model: str
    solve: Callable
    cost: np.ndarray
    weights: np.ndarray
    p: int | None
    constraints: dict
    value: Callable  # of sites and the cost at which each demand is served: objective, its size
    sign: int = 1
    serves_all: bool = True
    assigned: dict = field(default_factory=dict)  # capacities and volumes
    given: dict = field(default_factory=dict)  # of Parameters, for who poses the model

    @property
    def least(self):
        return 1e-9 * float(self.cost[np.isfinite(self.cost)].max(initial=0.0))


def numbers(rng, shape):
    """Of one of the kinds of magnitude."""
    kind = rng.integers(6)
    if kind == 0:
        return rng.integers(0, 4, shape).astype(float)
    if kind == 1:
        return rng.uniform(0, 100, shape)
    if kind == 2:
        return rng.uniform(0, 100, shape) * 10.0 ** rng.integers(-9, 11)
    if kind == 3:
        return rng.integers(0, 1000, shape) * 10.0 ** float(rng.integers(-9, 10))
    values = 10.0 ** rng.uniform(-9, 12, shape)
    if kind == 4:  # a few values of all magnitudes, so that many are equal
        values = rng.choice(values.ravel(), shape)
    return values


def drawn(seed):
    """The instance of a seed."""
    rng = np.random.default_rng(seed)
    model = MODELS[seed % len(MODELS)]
    most = 4 if model == "capacitated_p_median" else 6
    n_demand, n_sites = int(rng.integers(1, most + 1)), int(rng.integers(1, most + 1))
    if model == "p_dispersion":
        n_demand = n_sites = int(rng.integers(2, 7))
    cost = numbers(rng, (n_demand, n_sites))
    if model != "p_dispersion" and rng.random() < 0.2:
        cost[rng.random(cost.shape) < 0.2] = np.inf
    weights = numbers(rng, n_demand) if rng.random() < 0.8 else np.ones(n_demand)
    asked = constraints(rng, cost, weights, model)
    free = n_sites - len(asked.get("existing", ()))
    p = int(rng.integers(0, free + 1))
    return BUILD[model](rng, seed, model, cost, weights, p, asked)


def some(rng, n, most=2):
    return sorted(
        rng.choice(n, size=min(n, int(rng.integers(0, most + 1))), replace=False).tolist()
    )


def constraints(rng, cost, weights, model):
    n_sites = cost.shape[1]
    finite = np.append(cost[np.isfinite(cost)], 1.0)
    possible = {
        "required": lambda: some(rng, n_sites, 1),
        "forbidden": lambda: some(rng, n_sites, 1),
        "existing": lambda: some(rng, n_sites),
        "at_least": lambda: [(some(rng, n_sites, 3), int(rng.integers(0, 2)))],
        "at_most": lambda: [(some(rng, n_sites, 4), int(rng.integers(1, 3)))],
        "spacing": lambda: spacing(rng, n_sites),
        "budget": lambda: budget(rng, n_sites),
        "limit": lambda: float(rng.choice(finite)),
        "excluded": lambda: [some(rng, n_sites, 3)],
        "equity": lambda: [equity(rng, cost, weights)],
    }
    if model == "p_dispersion":
        del possible["limit"], possible["equity"]
    names = rng.choice(sorted(possible), size=int(rng.integers(0, 4)), replace=False)
    return {str(name): possible[name]() for name in names}


def spacing(rng, n):
    apart = numbers(rng, (n, n))
    return apart, float(rng.choice(apart.ravel()))


def budget(rng, n):
    prices = numbers(rng, n)
    amount = sum(prices[j] for j in some(rng, n, 3)) if rng.random() < 0.7 else numbers(rng, 1)[0]
    return prices, float(amount)


def equity(rng, cost, weights):
    """A term whose limit is near what some sites come to."""
    at = served(cost, some(rng, cost.shape[1], 3) or [0])
    known = np.where(np.isfinite(at), at, 1.0)
    share = float(rng.choice([0.5, 1.0, 1.0, 1.5]))
    mass = weights.sum() or 1.0
    kind = rng.integers(3)
    if kind == 0:
        labels = tuple(rng.choice(["a", "b"], len(cost)).tolist())
        return GroupMean(labels, share * float(weights @ known) / mass)
    if kind == 1:
        alpha = float(rng.choice([0.0, 0.5, 1.0, 2.0]))
        mean = (float(weights / mass @ known ** (1 + alpha))) ** (1 / (1 + alpha))
        return PowerMean(alpha, share * mean)
    return Gini(float(rng.choice([0.0, 0.1, 0.3, 0.6])))


# -- the models ------------------------------------------------------------------------------------


def total(weights, costs):
    products = [w * c for w, c in zip(weights, costs, strict=True)]
    return math.fsum(products), math.fsum(products)


def worst(weights, costs):
    return (max(w * c for w, c in zip(weights, costs, strict=True)),) * 2


def of_p_median(rng, seed, model, cost, weights, p, asked):
    def solve(**more):
        return p_median(cost, p, weights=weights, **asked, **more)

    return Case(seed, model, solve, cost, weights, p, asked, lambda _, costs: total(weights, costs))


def of_budgeted(rng, seed, model, cost, weights, p, asked):
    asked.setdefault("budget", budget(rng, cost.shape[1]))

    def solve(**more):
        return budgeted(cost, weights=weights, **asked, **more)

    return Case(
        seed, model, solve, cost, weights, None, asked, lambda _, costs: total(weights, costs)
    )


def of_p_center(rng, seed, model, cost, weights, p, asked):
    def solve(**more):
        return p_center(cost, p, weights=weights, **asked, **more)

    return Case(seed, model, solve, cost, weights, p, asked, lambda _, costs: worst(weights, costs))


def of_set_cover(rng, seed, model, cost, weights, p, asked):
    prices = numbers(rng, cost.shape[1]) if rng.random() < 0.5 else None
    radius = float(rng.choice(cost.ravel()))
    radius = radius if math.isfinite(radius) else 1.0
    existing = set(asked.get("existing", ()))

    def value(sites, _):
        opened = [1.0 if prices is None else prices[j] for j in sites if j not in existing]
        return (math.fsum(opened),) * 2

    def solve(**more):
        return set_cover(cost, radius, opening_costs=prices, **asked, **more)

    within = np.where(cost <= radius, cost, np.inf)
    return Case(seed, model, solve, within, np.ones(len(cost)), None, asked, value)


def of_max_cover(rng, seed, model, cost, weights, p, asked):
    if rng.random() < 0.5:
        radius = float(rng.choice(cost.ravel()))
        degree, given = (cost <= radius).astype(float), {"radius": radius}
    else:
        degree = np.minimum(numbers(rng, cost.shape), 1.0)
        given = {"degree": degree}

    def value(sites, _):
        shares = degree[:, list(sites)].max(axis=1) if sites else np.zeros(len(cost))
        return math.fsum(w * s for w, s in zip(weights, shares, strict=True)), 0.0

    def solve(**more):
        return max_cover(cost, p, weights=weights, **given, **asked, **more)

    return Case(seed, model, solve, cost, weights, p, asked, value, -1, bool(asked.get("equity")))


def of_p_dispersion(rng, seed, model, cost, weights, p, asked):
    existing = set(asked.get("existing", ()))
    while len(existing) >= len(cost):
        existing.pop()
    if "existing" in asked:
        asked["existing"] = sorted(existing)
    free = len(cost) - len(existing)
    p = int(rng.integers(1 if existing else 2, free + 1)) if free > 1 or existing else 2

    def value(sites, _):
        pairs = [
            min(cost[j][k], cost[k][j])
            for j, k in combinations(sites, 2)
            if not (j in existing and k in existing)
        ]
        return min(pairs), 0.0

    def solve(**more):
        return p_dispersion(cost, p, **asked, **more)

    return Case(seed, model, solve, cost, np.ones(len(cost)), p, asked, value, -1, False)


def of_capacitated(rng, seed, model, cost, weights, p, asked):
    volumes = weights if rng.random() < 0.4 else numbers(rng, len(cost))
    near = [math.fsum(volumes[i] for i in some(rng, len(cost), 4)) for _ in range(cost.shape[1])]
    capacities = np.where(rng.random(len(near)) < 0.2, np.inf, near)
    if rng.random() < 0.3:
        capacities = numbers(rng, len(near))

    def solve(**more):
        return capacitated_p_median(
            cost, p, capacities, weights=weights, volumes=volumes, **asked, **more
        )

    return Case(
        seed, model, solve, cost, weights, p, asked, lambda _, costs: total(weights, costs),
        assigned={"capacities": capacities, "volumes": volumes},
    )  # fmt: skip


def objectives(rng, cost, weights, asked):
    """Two or three objectives, each with its value."""
    existing = set(asked.get("existing", ()))
    radius = float(rng.choice(cost.ravel()))

    def covered(_, costs):
        return math.fsum(w for w, c in zip(weights, costs, strict=True) if c <= radius)

    known = [
        (TotalCost(), lambda _, costs: total(weights, costs)[0]),
        (WorstCost(), lambda _, costs: worst(weights, costs)[0]),
        (CoveredWeight(radius), covered),
        (OpeningCost(), lambda sites, _: float(len(set(sites) - existing))),
    ]
    chosen = rng.choice(len(known), size=int(rng.integers(2, 4)), replace=False)
    return [known[one] for one in chosen]


def serving(pairs, asked):
    return bool(asked.get("equity")) or any(not isinstance(one, CoveredWeight) for one, _ in pairs)


def of_weighted(rng, seed, model, cost, weights, p, asked):
    pairs = objectives(rng, cost, weights, asked)
    shares = np.abs(numbers(rng, len(pairs)))

    def value(sites, costs):
        parts = [
            (-share if one.maximised else share) * of(sites, costs)
            for (one, of), share in zip(pairs, shares, strict=True)
        ]
        return math.fsum(parts), math.fsum(abs(part) for part in parts)

    def solve(**more):
        given = [(one, share) for (one, _), share in zip(pairs, shares, strict=True)]
        return weighted(cost, p, given, weights=weights, **asked, **more)

    return Case(
        seed, model, solve, cost, weights, p, asked, value, serves_all=serving(pairs, asked)
    )


def of_gradual_cover(rng, seed, model, cost, weights, p, asked):
    n_demand, n_sites = cost.shape
    n_types = int(rng.integers(1, 4))
    need = numbers(rng, (n_demand, n_types))
    closeness = np.minimum(numbers(rng, cost.shape), 1.0)
    fit = np.minimum(numbers(rng, (n_sites, n_types)), 1.0)
    uses = int(rng.integers(1, 3))
    types = FacilityTypes(tuple("abc"[:n_types]), need, closeness, fit, uses=uses)
    hubs = len(asked.get("existing", ()))
    asked["existing"] = asked.get("existing", [])[: types.most]
    p = min(p, types.most - min(hubs, types.most))

    def value(sites, _):
        best = -math.inf
        for of in product(range(n_types), repeat=len(sites)):
            if any(of.count(k) > uses for k in range(n_types)):
                continue
            parts = [
                need[i, k] * max(
                    (fit[j, k] * closeness[i, j] for j, t in zip(sites, of, strict=True) if t == k),
                    default=0.0,
                )
                for i in range(n_demand)
                for k in range(n_types)
            ]  # fmt: skip
            best = max(best, math.fsum(parts))
        return best, 0.0

    def solve(**more):
        return gradual_cover(cost, p, types, weights=weights, **asked, **more)

    return Case(seed, model, solve, cost, weights, p, asked, value, -1, bool(asked.get("equity")))


BUILD = {
    "p_median": of_p_median,
    "budgeted": of_budgeted,
    "p_center": of_p_center,
    "set_cover": of_set_cover,
    "max_cover": of_max_cover,
    "gradual_cover": of_gradual_cover,
    "p_dispersion": of_p_dispersion,
    "capacitated_p_median": of_capacitated,
    "weighted": of_weighted,
}
MODELS = tuple(BUILD)

# -- enumeration -----------------------------------------------------------------------------------


def served(cost, sites):
    return np.array([min((row[j] for j in sites), default=np.inf) for row in cost])


def kept(case, sites, share):
    """Whether a set keeps what concerns the sites alone, its sums within this share."""
    asked, chosen = case.constraints, set(sites)
    existing = set(asked.get("existing", ()))
    new = chosen - existing
    if not existing <= chosen or not set(asked.get("required", ())) <= chosen:
        return False
    if case.p is not None and len(new) != case.p:
        return False
    if (set(asked.get("forbidden", ())) - existing) & chosen:
        return False
    if any(len(chosen & set(group)) < n for group, n in asked.get("at_least", ())):
        return False
    if any(len(chosen & set(group)) > n for group, n in asked.get("at_most", ())):
        return False
    if any(chosen == set(one) for one in asked.get("excluded", ())):
        return False
    if "spacing" in asked:
        apart, least = asked["spacing"]
        for j, k in combinations(sorted(chosen), 2):
            pair = j in existing and k in existing
            if not pair and min(apart[j][k], apart[k][j]) < least:
                return False
    if "budget" in asked:
        prices, amount = asked["budget"]
        return math.fsum(prices[j] for j in new) <= amount * (1 + share)
    return True


def fair(case, costs, share):
    """Whether the costs at which demand is served keep the equity terms within this share."""
    weights = case.weights.tolist()
    for term in case.constraints.get("equity", ()):
        if not np.isfinite(costs).all():
            return False
        if isinstance(term, GroupMean):
            for label in set(term.groups):
                of = [i for i, one in enumerate(term.groups) if one == label]
                mass = math.fsum(weights[i] for i in of)
                sum_ = math.fsum(weights[i] * costs[i] for i in of)
                if sum_ > term.limit * mass * (1 + share):
                    return False
        elif isinstance(term, PowerMean):
            power = 1 + term.alpha
            highest = max((c for w, c in zip(weights, costs, strict=True) if w > 0), default=0.0)
            mass = math.fsum(weights)
            if highest > 0:
                parts = [
                    w * (c / highest) ** power for w, c in zip(weights, costs, strict=True) if w
                ]
                mean = highest * (math.fsum(parts) / mass) ** (1 / power)
                if mean > term.limit * (1 + 4 * share):
                    return False
        else:
            both = list(zip(weights, costs, strict=True))
            spread = math.fsum(w * v * abs(c - d) for w, c in both for v, d in both)
            mean = 2 * math.fsum(weights) * math.fsum(w * c for w, c in both)
            if spread > term.limit * mean * (1 + share) + share * mean:
                return False
    return True


def assignments(case, sites, share):
    """Costs at which demand is served, of each way to assign it within the capacities."""
    capacities, volumes = case.assigned["capacities"], case.assigned["volumes"]
    for to in product(sites, repeat=len(case.cost)):
        if all(
            math.fsum(volumes[i] for i, j in enumerate(to) if j == site)
            <= capacities[site] * (1 + share)
            for site in set(to)
        ):
            yield np.array([case.cost[i, j] for i, j in enumerate(to)])


def admissible(case, share):
    """All choices that keep every constraint within this share: sites, their value, its size."""
    n_sites = case.cost.shape[1]
    limit = case.constraints.get("limit", math.inf)
    for size in range(n_sites + 1):
        for sites in combinations(range(n_sites), size):
            if not kept(case, sites, share):
                continue
            ways = assignments(case, sites, share) if case.assigned else [served(case.cost, sites)]
            for costs in ways:
                if (costs > limit).any() or not fair(case, costs, share):
                    continue
                if case.serves_all and not np.isfinite(costs).all():
                    continue
                value, parts = case.value(sites, costs)
                if value > -math.inf:
                    yield sites, case.sign * value, max(abs(value), parts)


def verdict(case, solution):
    """What is wrong with a solution; '' where nothing is, 'unproven' where it says so itself."""
    sure, perhaps = list(admissible(case, KEPT)), list(admissible(case, PERHAPS))
    best, size = min(((value, size) for _, value, size in sure), default=(math.inf, 0.0))
    slack = max(min(1e-6, 1e-9 * size), 1e-12 * size) * 1.001
    if solution.status == "infeasible":
        return "infeasible, but is not" if sure else ""
    bound = case.sign * solution.bound
    if not perhaps and solution.status != "unknown":
        return f"{solution.status}, but nothing fits"
    if bound > best + slack:
        return f"bound {bound!r} above the optimum {best!r}"
    if solution.status == "unknown":
        return "unproven"
    objective = case.sign * solution.objective
    values = [(value, size) for sites, value, size in perhaps if sites == solution.sites]
    if not values:
        return f"sites {solution.sites} keep not all constraints"
    if not any(abs(value - objective) <= 1e-11 * size for value, size in values):
        return f"objective {objective!r} is not {values[0][0]!r}"
    if solution.status == "feasible":
        return "unproven"
    if not solution.optimal:
        return "status and bound differ"
    return f"{objective!r} called optimal, {best!r} is" if objective > best + slack else ""
