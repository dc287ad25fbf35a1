"""The solvers of the page on drawn instances, held against Python's and against enumeration."""

from __future__ import annotations

import json
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
from test_maps_scripts import in_node

from hubplanner.siting import FacilityTypes, gradual_cover, p_median


def typed(rng: np.random.Generator, most_sites: int) -> dict[str, Any]:
    """A gradual cover: hosts in regions in provinces, technologies of ministries, wishes."""
    n, kinds = int(rng.integers(2, most_sites + 1)), int(rng.integers(1, 6))
    regions = rng.integers(0, n, n)
    province = (regions % 3).tolist()
    worth = np.where(rng.random((n, kinds)) < 0.2, 0.0, rng.integers(0, 60, (n, kinds)))
    if rng.random() < 0.5:
        worth = rng.random((n, kinds)) * 1e4
    allowed = rng.random((n, kinds)) < 0.8
    if rng.random() < 0.3:
        fixed = regions == rng.choice(regions)
        allowed[fixed] = np.arange(kinds) == rng.integers(kinds)
    if rng.random() < 0.4:
        allowed[regions == rng.choice(regions)] = False

    def limits(labels: list[int], most: int, needed: list[int], key: str) -> list[dict[str, Any]]:
        return [
            {
                "of": [j for j, one in enumerate(labels) if one == label],
                "least": int(label in needed),
                "most": most,
                "key": key,
            }
            for label in sorted(set(labels))
        ]

    needed = rng.choice(regions, rng.integers(0, 3)).tolist()
    sites = limits(regions.tolist(), 1, needed, "region")
    if rng.random() < 0.6:
        sites += limits(province, int(rng.integers(1, 3)), [], "province")
    if rng.random() < 0.3:  # an existing hub
        sites.append({"of": [int(rng.integers(n))], "least": 1, "most": 1, "key": "existing"})
    types = []
    if rng.random() < 0.5:
        types = limits((np.arange(kinds) % 2).tolist(), int(rng.integers(1, 3)), [], "ministry")
    return {
        "worth": worth.tolist(),
        "allowed": allowed.tolist(),
        "hubs": int(rng.integers(1, kinds + 1)),
        "sites": sites,
        "types": types,
    }


def keeps(one: dict[str, Any], sites: tuple[int, ...], kinds: tuple[int, ...]) -> bool:
    return all(one["allowed"][j][k] for j, k in zip(sites, kinds, strict=True)) and all(
        limit["least"] <= len(set(limit["of"]) & set(chosen)) <= limit["most"]
        for chosen, limits in ((sites, one["sites"]), (kinds, one["types"]))
        for limit in limits
    )


def enumerated(one: dict[str, Any]) -> float | None:
    n, kinds = np.shape(one["worth"])
    values = [
        sum(one["worth"][j][k] for j, k in zip(sites, some, strict=True))
        for sites in combinations(range(n), one["hubs"])
        for some in permutations(range(kinds), one["hubs"])
        if keeps(one, sites, some)
    ]
    return max(values, default=None)


def by_python(one: dict[str, Any]) -> float | None:
    """The same by hubplanner.siting: every site serves a demand of its own worth."""
    worth, allowed = np.array(one["worth"]), np.array(one["allowed"])
    n, kinds = worth.shape
    if not allowed.any():
        return None
    top = max(worth.max(), 1.0)
    # Demand k needs technology k alone, `top` of it; at site j it is served by worth / top.
    types = FacilityTypes(
        [str(k) for k in range(kinds)], np.eye(kinds) * top, np.ones((kinds, n)), worth / top,
        allowed=allowed,
        caps=[(limit["of"], limit["most"]) for limit in one["types"]],
    )  # fmt: skip
    try:
        solution = gradual_cover(
            np.ones((kinds, n)), one["hubs"], types,
            at_least=[(limit["of"], limit["least"]) for limit in one["sites"] if limit["least"]],
            at_most=[(limit["of"], limit["most"]) for limit in one["sites"]],
        )  # fmt: skip
    except ValueError:  # more hubs than technologies or sites
        return None
    return None if solution.status == "infeasible" else solution.objective


SOLVE_TYPED = """data.map((one) => multiType({ ...one, allowed: (j, k) => one.allowed[j][k],
    spared: one.worth.map((row) => row.map((_, k) => k)) }))"""


def hold_typed(instances: list[dict[str, Any]], reference: Any) -> None:
    for one, told in zip(
        instances, in_node("gradual_cover.js", SOLVE_TYPED, instances), strict=True
    ):
        value = reference(one)
        if value is None:
            assert told["status"] == "infeasible", json.dumps(one)
            continue
        assert told["status"] == "optimal"
        assert told["objective"] == pytest.approx(value, rel=1e-9, abs=1e-6)
        assert told["bound"] == pytest.approx(value, rel=1e-8, abs=1e-6)
        assert len(told["sites"]) == one["hubs"] == len(set(told["types"]))
        assert keeps(one, tuple(told["sites"]), tuple(told["types"]))


def test_gradual_cover_is_that_of_enumeration():
    rng = np.random.default_rng(5)
    hold_typed([typed(rng, 6) for _ in range(300)], enumerated)


@pytest.mark.parametrize(
    "count", [60, pytest.param(2000, marks=[pytest.mark.soak, pytest.mark.timeout(1200)])]
)
def test_gradual_cover_is_that_of_python(count):
    rng = np.random.default_rng(6)
    hold_typed([typed(rng, 25) for _ in range(count)], by_python)


def test_of_equals_the_one_that_spares_most_is_taken():
    one = {"worth": [[5, 5], [5, 5], [5, 5]], "spared": [[0, 0], [1, 3], [2, 0]], "hubs": 2}
    told = in_node(
        "gradual_cover.js",
        "multiType({ ...data, allowed: () => true, sites: [], types: [] })",
        one,
    )
    assert (told["sites"], told["types"], told["objective"]) == ([1, 2], [1, 0], 10)


def test_limits_that_overlap_are_refused_by_name():
    limits = [
        {"of": [0, 1], "least": 0, "most": 1, "key": "a"},
        {"of": [1, 2], "least": 0, "most": 1, "key": "b"},
    ]
    told = in_node(
        "gradual_cover.js",
        "multiType({ worth: [[1], [2], [3]], allowed: () => true, hubs: 1, sites: data,"
        " types: [] })",
        limits,
    )
    assert (told["status"], told["keys"]) == ("cannot", ["a", "b"])


def median(rng: np.random.Generator, most_sites: int) -> dict[str, Any]:
    n, demand = int(rng.integers(2, most_sites + 1)), int(rng.integers(1, most_sites + 1))
    points, places = rng.random((n, 2)), rng.random((demand, 2))
    apart = np.hypot(*(points[:, None] - places[None]).transpose(2, 0, 1))
    cost = np.round(apart * 300, 1) * rng.random(demand)
    if rng.random() < 0.3:
        cost = rng.integers(0, 9, (n, demand)).astype(float)
    some = rng.permutation(n)
    required = some[: rng.integers(0, 3)].tolist()
    groups = []
    if rng.random() < 0.6:
        most = int(rng.integers(1, 4))
        groups = [{"of": list(range(g, n, 4)), "most": most} for g in range(min(4, n))]
    forbidden = some[len(required) :][: rng.integers(0, max(1, n // 3))].tolist()
    hubs = int(rng.integers(1, min(n, 8) + 1))
    return {
        "cost": cost.tolist(), "hubs": hubs, "required": required, "forbidden": forbidden,
        "groups": groups,
    }  # fmt: skip


def median_enumerated(one: dict[str, Any]) -> float | None:
    cost = np.array(one["cost"])
    values = [
        cost[list(sites)].min(axis=0).sum()
        for sites in combinations(range(len(cost)), one["hubs"])
        if set(one["required"]) <= set(sites)
        and not set(one["forbidden"]) & set(sites)
        and all(len(set(g["of"]) & set(sites)) <= g["most"] for g in one["groups"])
    ]
    return min(values, default=None)


def median_by_python(one: dict[str, Any]) -> float | None:
    solution = p_median(
        np.array(one["cost"]).T, one["hubs"], required=one["required"],
        forbidden=one["forbidden"], at_most=[(g["of"], g["most"]) for g in one["groups"]],
    )  # fmt: skip
    return None if solution.status == "infeasible" else solution.objective


def hold_median(instances: list[dict[str, Any]], reference: Any) -> None:
    told_all = in_node("p_median.js", "data.map((one) => pMedian(one))", instances)
    for one, told in zip(instances, told_all, strict=True):
        value = reference(one)
        if value is None:
            assert told["status"] == "infeasible", json.dumps(one)
            continue
        assert told["status"] == "optimal"
        assert told["objective"] == pytest.approx(value, rel=1e-9, abs=1e-6)
        assert told["bound"] <= told["objective"]
        assert len(told["sites"]) == one["hubs"]


def test_p_median_is_that_of_enumeration():
    rng = np.random.default_rng(7)
    hold_median([median(rng, 10) for _ in range(300)], median_enumerated)


@pytest.mark.parametrize(
    "count", [60, pytest.param(2000, marks=[pytest.mark.soak, pytest.mark.timeout(1200)])]
)
def test_p_median_is_that_of_python(count):
    rng = np.random.default_rng(8)
    hold_median([median(rng, 40) for _ in range(count)], median_by_python)
