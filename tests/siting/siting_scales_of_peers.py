"""As :mod:`siting_scales`, of the models that are no models of a scenario: drawn from a seed.

Each is solved by its function; enumeration knows its objective from its definition alone.
"""

from __future__ import annotations

import math
from itertools import combinations, product

import numpy as np
from siting_scales import Case, admissible, constraints, numbers, some, total

from hubplanner.siting import (
    backup_cover,
    capacitated_fixed_charge,
    capacitated_max_cover,
    capacitated_set_cover,
    centdian,
    cooperative_cover,
    expected_cover,
    expected_p_median,
    fixed_charge,
    k_centrum,
    market_share,
    maximal_capture,
    minimax_regret_p_median,
    ordered_median,
    p_dispersion_sum,
    p_hub_median,
    single_source_fixed_charge,
)

NOT_HERE = (-math.inf, 0.0)
"""The value of sites that the model itself does not allow."""

SMALL = {
    "single_source_fixed_charge": 4, "capacitated_fixed_charge": 3, "capacitated_set_cover": 3,
    "capacitated_max_cover": 3, "p_hub_median": 4,
}  # fmt: skip
"""Sites and demands at most, where there are many ways to serve; else 6."""


def drawn(seed):
    """The instance of a seed."""
    rng = np.random.default_rng([seed, 21])
    model = MODELS[seed % len(MODELS)]
    most = SMALL.get(model, 6)
    n, m = (int(k) for k in rng.integers(1, most + 1, 2))
    if model in ("p_dispersion_sum", "p_hub_median"):
        n = m
    cost = numbers(rng, (n, m))
    if rng.random() < 0.2:  # places that lie together
        cost[:, -1], cost[-1, :] = cost[:, 0], cost[0, :]
    if model not in FINITE and rng.random() < 0.2:
        cost[rng.random(cost.shape) < 0.2] = np.inf
    weights = numbers(rng, n) if rng.random() < 0.8 else np.ones(n)
    if rng.random() < 0.2:
        weights[rng.random(n) < 0.5] = 0.0
    asked = constraints(rng, cost, weights, model)
    for name in WITHOUT.get(model, ()):
        asked.pop(name, None)
    p = int(rng.integers(0, m - len(asked.get("existing", ())) + 1))
    return BUILD[model](rng, seed, model, cost, weights, p, asked)


def opening(prices, sites, asked):
    return [prices[j] for j in sites if j not in asked.get("existing", ())]


def added(parts):
    """A sum of what is not negative, and how large its parts are."""
    return (math.fsum(parts),) * 2


def products(one, other):
    return [a * b for a, b in zip(one, other, strict=True)]


def of_fixed_charge(rng, seed, model, cost, weights, p, asked):
    p = p if rng.random() < 0.3 else None
    prices = numbers(rng, cost.shape[1])

    def value(sites, costs):
        return added(opening(prices, sites, asked) + products(weights, costs))

    def solve(**more):
        return fixed_charge(cost, prices, weights=weights, p=p, **asked, **more)

    return Case(seed, model, solve, cost, weights, p, asked, value, given={"opening_costs": prices})


def of_single_source(rng, seed, model, cost, weights, _, asked):
    prices, volumes = numbers(rng, cost.shape[1]), numbers(rng, len(cost))
    near = [math.fsum(volumes[i] for i in some(rng, len(cost), 4)) for _ in range(cost.shape[1])]
    capacities = np.where(rng.random(len(near)) < 0.2, np.inf, near)

    def value(sites, costs):
        return added(opening(prices, sites, asked) + products(weights, costs))

    def solve(**more):
        return single_source_fixed_charge(
            cost, prices, capacities, weights=weights, volumes=volumes, **asked, **more
        )

    given = {"capacities": capacities, "volumes": volumes}
    return Case(
        seed,
        model,
        solve,
        cost,
        weights,
        None,
        asked,
        value,
        assigned=given,
        given={"opening_costs": prices, **given},
    )


def of_split(rng, seed, model, cost, weights, p, asked):
    """With whole units of volume and capacity the best flows are whole too."""
    n, m = cost.shape
    units, room = rng.integers(1, 3, n), rng.integers(0, 5, m)
    scale = 2.0 ** int(rng.integers(-30, 40))
    prices = numbers(rng, m)
    finite = cost[np.isfinite(cost)]
    radius = float(rng.choice(finite)) if len(finite) else 1.0
    covering, most = model != "capacitated_fixed_charge", model == "capacitated_max_cover"
    limit = min(asked.get("limit", math.inf), radius) if covering else asked.get("limit", math.inf)
    limit = radius if most else limit
    ones = np.ones(n) if model == "capacitated_set_cover" else weights
    to = [i for i, k in enumerate(units) for _ in range(k)]

    def served(at):
        """The parts of a flow's value; None where it is none."""
        if any(at.count(j) > room[j] for j in set(at) - {None}):
            return None
        pairs = [(i, j) for i, j in zip(to, at, strict=True) if j is not None]
        if any(not cost[i, j] <= limit or math.isinf(cost[i, j]) for i, j in pairs):
            return None
        if model == "capacitated_set_cover":
            return []
        return [ones[i] * (1.0 if most else cost[i, j]) / units[i] for i, j in pairs]

    def value(sites, _):
        flows = map(served, product([*sites, None] if most else sites, repeat=len(to)))
        sums = [math.fsum(parts) for parts in flows if parts is not None]
        if not sums:
            return NOT_HERE
        return added([max(sums)] if most else [min(sums), *opening(prices, sites, asked)])

    def solve(**more):
        given = {"volumes": units * scale, **asked, **more}
        if model == "capacitated_fixed_charge":
            return capacitated_fixed_charge(cost, prices, room * scale, weights=weights, **given)
        if most:
            return capacitated_max_cover(cost, p, radius, room * scale, weights=weights, **given)
        return capacitated_set_cover(cost, radius, room * scale, opening_costs=prices, **given)

    sign, number = (-1, p) if most else (1, None)
    given = {"radius": radius, "capacities": room * scale, "volumes": units * scale}
    given["opening_costs"] = prices
    return Case(seed, model, solve, cost, ones, number, asked, value, sign, not most, given=given)


def of_backup(rng, seed, model, cost, weights, p, asked):
    radius = float(rng.choice(cost.ravel()))
    radius = radius if math.isfinite(radius) else 1.0

    def value(sites, _):
        counts = (cost[:, list(sites)] <= radius).sum(axis=1)
        return math.fsum(weights[counts >= 2]), 0.0

    def solve(**more):
        return backup_cover(cost, radius, p=p, weights=weights, **asked, **more)

    within = np.where(cost <= radius, cost, np.inf)
    return Case(seed, model, solve, within, weights, p, asked, value, -1, given={"radius": radius})


def of_expected_cover(rng, seed, model, cost, weights, p, asked):
    radius, busy = float(rng.choice(cost.ravel())), float(rng.choice([0.0, 0.3, 0.9]))

    def value(sites, _):
        counts = (cost[:, list(sites)] <= radius).sum(axis=1)
        return math.fsum(products(weights, 1 - busy ** counts.astype(float))), 0.0

    def solve(**more):
        return expected_cover(cost, p, radius, busy, weights=weights, **asked, **more)

    return Case(
        seed,
        model,
        solve,
        cost,
        weights,
        p,
        asked,
        value,
        -1,
        bool(asked.get("equity")),
        given={"radius": radius, "busy": busy},
    )


def of_cooperative(rng, seed, model, cost, weights, p, asked):
    p = p if rng.random() < 0.6 else None
    enough = np.array([math.fsum(rng.choice(row, 2)) for row in cost]) + 1e-9 * (cost.max() or 1.0)

    def value(sites, _):
        sums = np.array([math.fsum(row[j] for j in sites) for row in cost])
        covered = sums >= enough * (1 - 1e-12)
        if p is not None:
            return math.fsum(weights[covered]), 0.0
        return added(opening(np.ones(cost.shape[1]), sites, asked)) if covered.all() else NOT_HERE

    def solve(**more):
        return cooperative_cover(cost, enough, p=p, weights=weights, **asked, **more)

    sign = 1 if p is None else -1
    return Case(
        seed, model, solve, cost, weights, p, asked, value, sign, False, given={"threshold": enough}
    )


def of_capture(rng, seed, model, cost, weights, p, asked):
    rival = np.array([rng.choice(row) for row in cost])

    def value(sites, costs):
        shares = np.where(costs < rival, 1.0, np.where(costs == rival, 0.5, 0.0))
        return math.fsum(products(weights, np.where(np.isinf(costs), 0.0, shares))), 0.0

    def solve(**more):
        return maximal_capture(cost, p, rival, weights=weights, **asked, **more)

    return Case(
        seed,
        model,
        solve,
        cost,
        weights,
        p,
        asked,
        value,
        -1,
        bool(asked.get("equity")),
        given={"rival_cost": rival},
    )


def of_market_share(rng, seed, model, cost, weights, p, asked):
    rival = numbers(rng, len(cost))

    def value(sites, _):
        own = [math.fsum(row[j] for j in sites) for row in cost]
        parts = [w * u / (u + r) for w, u, r in zip(weights, own, rival, strict=True) if u > 0]
        return math.fsum(parts), 0.0

    def solve(**more):
        return market_share(cost, p, rival, weights=weights, **asked, **more)

    return Case(
        seed,
        model,
        solve,
        cost,
        weights,
        p,
        asked,
        value,
        -1,
        False,
        given={"rival_attraction": rival},
    )


def of_dispersion_sum(rng, seed, model, cost, _, p, asked):
    existing = set(asked.get("existing", ()))

    def value(sites, _):
        pairs = [pair for pair in combinations(sites, 2) if not set(pair) <= existing]
        return math.fsum(min(cost[j, k], cost[k, j]) for j, k in pairs), 0.0

    def solve(**more):
        return p_dispersion_sum(cost, p, **asked, **more)

    return Case(seed, model, solve, cost, np.ones(len(cost)), p, asked, value, -1, False)


def of_hubs(rng, seed, model, cost, _, p, asked):
    np.fill_diagonal(cost, 0.0)
    n, flows = len(cost), numbers(rng, cost.shape)
    chi, alpha, delta = (float(rng.choice([0.0, 0.5, 1.0, 2.0])) for _ in range(3))
    limit = asked.get("limit", math.inf)

    def value(sites, _):
        sums = [
            math.fsum(
                flows[i, j]
                * (chi * cost[i, of[i]] + alpha * cost[of[i], of[j]] + delta * cost[of[j], j])
                for i in range(n)
                for j in range(n)
            )
            for of in product(sites, repeat=n)
            if all(of[k] == k for k in sites) and (cost[range(n), of] <= limit).all()
        ]
        return added([min(sums)]) if sums else NOT_HERE

    def solve(**more):
        rates = {"transfer": alpha, "collection": chi, "distribution": delta}
        return p_hub_median(flows, cost, p, **rates, **asked, **more)

    return Case(
        seed,
        model,
        solve,
        cost,
        np.ones(n),
        p,
        asked,
        value,
        given={"flows": flows, "transfer": alpha, "collection": chi, "distribution": delta},
    )


def of_ordered(rng, seed, model, cost, weights, p, asked):
    n = len(cost)
    k, share = int(rng.integers(1, n + 1)), float(rng.choice([0.0, 0.25, 0.7, 1.0]))
    lambdas = {
        "ordered_median": numbers(rng, n),
        "k_centrum": np.where(np.arange(n) >= n - k, 1.0, 0.0),
        "centdian": np.append(np.full(n - 1, share), 1.0),
    }[model]
    if model == "ordered_median" and rng.random() < 0.5:
        lambdas = np.sort(lambdas)[:: int(rng.choice([1, -1]))]

    def value(_, costs):
        return added(products(lambdas, sorted(products(weights, costs))))

    def solve(**more):
        given = {"weights": weights, **asked, **more}
        if model == "ordered_median":
            return ordered_median(cost, p, lambdas, **given)
        return (
            k_centrum(cost, p, k, **given)
            if model == "k_centrum"
            else centdian(cost, p, share, **given)
        )

    return Case(
        seed,
        model,
        solve,
        cost,
        weights,
        p,
        asked,
        value,
        given={"lambdas": lambdas, "k": k, "share": share},
    )


def in_scenarios(rng, cost, weights):
    """Scenario × demand × site, and scenario × demand."""
    n = int(rng.integers(1, 4))
    costs = np.stack([cost, *(numbers(rng, cost.shape) for _ in range(n - 1))])
    return costs, np.stack([weights, *(numbers(rng, len(weights)) for _ in range(n - 1))])


def of_expected_median(rng, seed, model, cost, weights, p, asked):
    costs, weighed = in_scenarios(rng, cost, weights)
    chances = numbers(rng, len(costs))
    whole = (weighed * chances[:, None]).ravel()

    def solve(**more):
        given = {"probabilities": chances, "weights": weighed, **asked, **more}
        return expected_p_median(costs, p, **given)

    def value(_, at):
        return total(whole, at)

    return Case(
        seed,
        model,
        solve,
        costs.reshape(-1, cost.shape[1]),
        whole,
        p,
        asked,
        value,
        given={"n_scenarios": len(costs)},
    )


def of_regret(rng, seed, model, cost, weights, p, asked):
    costs, weighed = in_scenarios(rng, cost, weights)

    def in_each(at):
        rows = at.reshape(len(costs), -1)
        return [total(w, row)[0] for w, row in zip(weighed, rows, strict=True)]

    rows = costs.reshape(-1, cost.shape[1])
    sums = Case(
        seed, model, None, rows, weighed.ravel(), p, asked, lambda _, at: (in_each(at), 0.0)
    )
    least = []

    def value(_, at):
        if not least:
            sums.value = lambda _, at: (least.append(in_each(at)) or 0.0, 0.0)
            list(admissible(sums, 1e-14))
            least[:] = [np.min(least, axis=0)] if least else [np.zeros(len(costs))]
        regrets = [math.fsum([one, -best]) for one, best in zip(in_each(at), least[0], strict=True)]
        return max(0.0, *regrets), max(in_each(at))

    def solve(**more):
        return minimax_regret_p_median(costs, p, weights=weighed, **asked, **more)

    return Case(
        seed,
        model,
        solve,
        rows,
        weighed.ravel(),
        p,
        asked,
        value,
        given={"n_scenarios": len(costs)},
    )


FINITE = {
    "market_share", "cooperative_cover", "p_dispersion_sum", "p_hub_median",
}  # fmt: skip
ABOUT_COSTS = ("limit", "equity")
WITHOUT = {
    "market_share": ABOUT_COSTS,
    "cooperative_cover": ABOUT_COSTS,
    "p_dispersion_sum": ABOUT_COSTS,
    "p_hub_median": ("equity",),
    "capacitated_fixed_charge": ("equity",),
    "capacitated_set_cover": ("equity",),
    "capacitated_max_cover": ABOUT_COSTS,
    "expected_p_median": ("equity",),
    "minimax_regret_p_median": ("equity",),
}
BUILD = {
    "fixed_charge": of_fixed_charge,
    "single_source_fixed_charge": of_single_source,
    "capacitated_fixed_charge": of_split,
    "capacitated_set_cover": of_split,
    "capacitated_max_cover": of_split,
    "backup_cover": of_backup,
    "expected_cover": of_expected_cover,
    "cooperative_cover": of_cooperative,
    "maximal_capture": of_capture,
    "market_share": of_market_share,
    "p_dispersion_sum": of_dispersion_sum,
    "p_hub_median": of_hubs,
    "ordered_median": of_ordered,
    "k_centrum": of_ordered,
    "centdian": of_ordered,
    "expected_p_median": of_expected_median,
    "minimax_regret_p_median": of_regret,
}
MODELS = tuple(BUILD)
