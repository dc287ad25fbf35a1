"""Small instances of every model that can be certified, drawn from a seed, and their optima."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from siting_oracle import admissible, choices, covered, keeps_constraints, subsets
from siting_scales import constraints

from hubplanner.siting import Constraints, FacilityTypes, Gini
from hubplanner.siting.certificate import certificate
from hubplanner.siting.certificate_programs import pose
from hubplanner.siting.instance import Instance
from hubplanner.siting.models import MODELS, Parameters

CERTIFIED = sorted(name for name, model in MODELS.items() if model.unit)


class Drawn:
    """An instance as a model is given it, solved."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.model = CERTIFIED[seed % len(CERTIFIED)]
        known = MODELS[self.model]
        most = 3 if self.model == "capacitated_p_median" else 5
        n, m = (int(k) for k in rng.integers(1, most + 1, 2))
        n = m = max(n, 2) if known.between_sites else n
        m = n if known.between_sites else m
        self.cost = numbers(rng, (n, m))
        if not known.between_sites and rng.random() < 0.2:
            self.cost[rng.random(self.cost.shape) < 0.2] = np.inf
        self.weights = numbers(rng, n)
        self.asked = constraints(rng, self.cost, self.weights, self.model)
        terms = () if self.model == "capacitated_p_median" else self.asked.get("equity", ())
        self.asked["equity"] = [one for one in terms if not isinstance(one, Gini)]
        self.radius = float(rng.choice([*self.cost[np.isfinite(self.cost)], 1.0]))
        if self.model == "set_cover":
            self.asked["limit"] = self.radius
        if self.model == "budgeted" or "budget" in self.asked:
            prices = numbers(rng, m)
            self.asked["budget"] = (prices, float(prices.sum() * rng.integers(0, 9) / 8))
        free = m - len(self.asked.get("existing", ()))
        self.p = int(rng.integers(0, free + 1)) if known.counts else None
        self.prices = numbers(rng, m)
        self.capacities = self.weights.sum() / m * rng.integers(1, 4, m)
        self.given = {
            "need": numbers(rng, (n, 2)),
            "closeness": rng.integers(0, 5, (n, m)) / 4,
            "fit": rng.integers(0, 5, (m, 2)) / 4,
            "uses": int(rng.integers(1, 3)),
        }
        self.parameters = Parameters(
            radius=self.radius,
            opening_costs=self.prices,
            capacities=self.capacities,
            types=FacilityTypes(("one", "other"), **self.given),
        )
        side, weights = Constraints(**self.asked), self.weights if known.weighted else None
        self.instance = Instance.checked(
            self.cost, self.p, weights, side, serves_all=known.serves_all
        )

    @property
    def is_possible(self):
        """Whether the model takes it at all."""
        hubs = (self.p or 0) + len(self.asked.get("existing", ()))
        return self.model != "p_dispersion" or (hubs >= 2 and self.p >= 1)

    def solution(self):
        return MODELS[self.model].solve(self.instance, self.parameters)

    def certificate(self, solution):
        names = [f"site {j}" for j in range(self.cost.shape[1])]
        posed = pose(self.model, self.instance, self.parameters, solution, names)
        return certificate(posed, solution)

    def optimum(self):
        """By enumeration; None where nothing fits."""
        values = [value for value in self._values() if math.isfinite(value)]
        best = max if self.model in ("max_cover", "gradual_cover", "p_dispersion") else min
        return best(values, default=None)

    def _values(self):
        n, m = self.cost.shape
        p = None if self.p is None else self.p + len(self.asked.get("existing", ()))
        sizes = range(m + 1) if p is None else range(p, p + 1)
        existing = set(self.asked.get("existing", ()))
        known = MODELS[self.model]
        weights = self.weights if known.weighted else np.ones(n)
        if known.between_sites:
            for sites in subsets(m, sizes):
                if keeps_constraints(sites, m, self.asked, self.p):
                    yield min(
                        min(self.cost[j, k], self.cost[k, j])
                        for j in sites
                        for k in sites
                        if j != k and not {j, k} <= existing
                    )
            return
        serving = known.serves_all or bool(self.asked["equity"])
        for sites, costs in admissible(
            self.cost, weights, self.asked, sizes, self.p, serves_all=serving
        ):
            if self.model == "capacitated_p_median":
                yield from self._assigned(sites)
            elif self.model == "gradual_cover":
                yield from (covered(pairs, self.given) for pairs in choices(sites, self.given))
            elif self.model == "max_cover":
                yield math.fsum(weights[costs <= self.radius])
            elif self.model == "set_cover":
                yield math.fsum(self.prices[j] for j in sites if j not in existing)
            elif self.model == "p_center":
                yield float(max(weights * costs))
            else:
                yield math.fsum(weights * costs)

    def _assigned(self, sites):
        limit = np.broadcast_to(self.asked.get("limit", np.inf), len(self.cost))
        for given in product(sites, repeat=len(self.cost)):
            costs = self.cost[range(len(given)), given]
            loads = [
                math.fsum(self.weights[np.array(given) == j]) <= self.capacities[j] * (1 + 1e-12)
                for j in sites
            ]
            if all(loads) and (costs <= limit).all() and np.isfinite(costs).all():
                yield math.fsum(self.weights * costs)


def numbers(rng, shape):
    """Whole numbers, decimals, and figures of other sizes."""
    kind = rng.integers(4)
    if kind == 0:
        return rng.integers(0, 4, shape).astype(float)
    if kind == 1:
        return rng.integers(0, 100_000, shape) / 1000
    if kind == 2:
        return rng.uniform(0, 100, shape)
    return rng.uniform(0, 100, shape) * 10.0 ** rng.integers(-6, 7)
