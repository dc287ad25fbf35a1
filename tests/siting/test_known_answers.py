"""Answers that others have published: the OR-Library's warehouses, what spopt's tests expect."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hubplanner.siting import (
    backup_cover,
    capacitated_fixed_charge,
    capacitated_p_median,
    capacitated_set_cover,
    fixed_charge,
    max_cover,
    p_center,
    p_dispersion,
    p_median,
    set_cover,
    single_source_fixed_charge,
)

KNOWN = Path(__file__).parent / "known"

# -- OR-Library: capopt and uncapopt of http://people.brunel.ac.uk/~mastjjb/jeb/orlib/files --------

WAREHOUSES = {
    "cap41": (5_000, 7_500, 1040444.375),
    "cap42": (5_000, 12_500, 1098000.450),
    "cap43": (5_000, 17_500, 1153000.450),
    "cap44": (5_000, 25_000, 1235500.450),
    "cap51": (10_000, 17_500, 1025208.225),
    "cap61": (15_000, 7_500, 932615.750),
    "cap62": (15_000, 12_500, 977799.400),
    "cap63": (15_000, 17_500, 1014062.050),
    "cap64": (15_000, 25_000, 1045650.250),
    "cap71": (58_268, 7_500, 932615.750),
    "cap72": (58_268, 12_500, 977799.400),
    "cap73": (58_268, 17_500, 1010641.450),
    "cap74": (58_268, 25_000, 1034976.975),
}


def warehouses(name):
    """Costs, opening costs, capacities, volumes and the optimum."""
    table = pd.read_csv(KNOWN / "orlib_cap.csv")
    capacity, charge, optimum = WAREHOUSES[name]
    prices = np.full(16, float(charge))
    prices[10] = 0.0  # it stands already
    capacities = np.full(16, float(capacity))
    volumes = table.pop("volume").to_numpy(float)
    return table.to_numpy(float), prices, capacities, volumes, optimum


@pytest.mark.parametrize("name", WAREHOUSES)
def test_capacitated_warehouses_of_the_or_library(name):
    cost, prices, capacities, volumes, optimum = warehouses(name)
    solution = capacitated_fixed_charge(cost, prices, capacities, volumes=volumes)
    assert solution.optimal
    assert solution.objective == pytest.approx(optimum, abs=5e-4)


@pytest.mark.parametrize("name", ["cap71", "cap72", "cap73", "cap74"])
def test_uncapacitated_warehouses_of_the_or_library(name):
    """One warehouse could serve all there, so that nothing has to be split."""
    cost, prices, capacities, volumes, optimum = warehouses(name)
    for solution in (
        fixed_charge(cost, prices),
        single_source_fixed_charge(cost, prices, capacities, volumes=volumes),
    ):
        assert solution.optimal
        assert solution.objective == pytest.approx(optimum, abs=5e-4)


# -- spopt 0.7.0, spopt/tests/test_locate ----------------------------------------------------------


@pytest.fixture(scope="module")
def lattice():
    """Network distances, straight ones, those between facilities, and weights."""
    known = json.loads((KNOWN / "spopt.json").read_text(encoding="utf-8"))
    clients, facilities = np.array(known["clients"]), np.array(known["facilities"])

    def apart(one, other):
        return np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1))

    return {
        "network": np.array(known["network"]),
        "straight": apart(clients, facilities),
        "facilities": apart(facilities, facilities),
        "weights": np.array(known["weights"], dtype=float),
        "two_by_three": np.array(known["two_by_three"]),
        "five_by_two": np.array(known["five_by_two"]),
    }


@pytest.fixture(scope="module")
def san_francisco():
    table = pd.read_csv(KNOWN / "san_francisco.csv")
    residents = table.pop("residents").to_numpy(float)
    return table.to_numpy(float), residents


def test_p_median(lattice):
    cost, weights = lattice["straight"], lattice["weights"]
    solution = p_median(cost, 3, weights=weights, required=[3, 4])
    assert solution.sites == (1, 3, 4)
    assert solution.objective == pytest.approx(1872.5093264630818)
    assert solution.objective / weights.sum() == pytest.approx(3.0299503664451164)
    assert p_median(lattice["network"], 4, weights=weights).sites == (0, 1, 2, 4)
    assert p_median(cost, 4, weights=weights).sites == (0, 1, 2, 4)


def test_p_median_of_san_francisco(san_francisco):
    cost, residents = san_francisco
    mean = p_median(cost, 4, weights=residents).objective / residents.sum()
    assert mean == pytest.approx(2982.1268579890657, rel=1e-8)


def test_p_center(lattice):
    solution = p_center(lattice["straight"], 3, required=[3, 4])
    assert solution.sites == (2, 3, 4)
    assert solution.objective == pytest.approx(6.2520432)
    assert p_center(lattice["network"], 4).objective == pytest.approx(7.107358665006017)
    assert p_center(lattice["straight"], 4).objective == pytest.approx(5.37932398101599)


def test_p_dispersion(lattice):
    solution = p_dispersion(lattice["facilities"], 3, required=[3, 4])
    assert solution.objective == pytest.approx(4.213464)


def test_location_set_covering(lattice, san_francisco):
    assert set_cover(lattice["network"], 8.0).objective == 3
    assert set_cover(lattice["straight"], 8.0).sites == (2,)
    assert set_cover(lattice["straight"], 8.0, required=[4]).sites == (2, 4)
    assert set_cover(san_francisco[0], 20.0).status == "infeasible"


def test_location_set_covering_with_backup(lattice, san_francisco):
    solution = backup_cover(lattice["network"], 8.0)
    assert (solution.sites, solution.objective) == ((1, 2, 3), 87.0)
    assert backup_cover(lattice["straight"], 8.0).objective == 0
    assert backup_cover(lattice["straight"], 8.0, required=[4]).objective == 70
    # spopt counts places that only one site can cover as having a backup: 81.46 % of 205.
    cost = san_francisco[0]
    alone = int(((cost <= 5000).sum(axis=1) == 1).sum())
    counted = backup_cover(cost, 5000.0).objective + alone
    assert 100 * counted / 205 == pytest.approx(81.46341463414633)


def test_maximal_covering(lattice, san_francisco):
    solution = max_cover(lattice["network"], 4, radius=7.0, weights=lattice["weights"])
    covered = (lattice["network"][:, list(solution.sites)] <= 7).any(axis=1)
    assert covered.sum() == 99
    cost, residents = san_francisco
    solution = max_cover(cost, 4, radius=5000.0, weights=residents)
    assert (~(cost[:, list(solution.sites)] <= 5000).any(axis=1)).sum() == 21


@pytest.mark.parametrize(
    ("radius", "capacities", "sites"),
    [(8.0, [5, 15], (1,)), (8.0, [15, 5], (0, 1)), (7.0, [8, 8], (0, 1)), (1.0, [5, 15], ())],
)
def test_capacitated_set_covering(lattice, radius, capacities, sites):
    cost = lattice["five_by_two"]
    assert capacitated_set_cover(cost, radius, capacities, volumes=range(1, 6)).sites == sites


def test_capacitated_p_median_with_filled_sites(lattice):
    cost, volumes = lattice["two_by_three"], [4.0, 10.0]
    for filled, assignment in [((), (1, 2)), ((2,), (1, 2)), ((0,), ())]:
        solution = capacitated_p_median(cost, 2, [5, 7, 10], weights=volumes, filled=filled)
        assert solution.assignment == assignment
    table = pd.read_csv(KNOWN / "london_schools.csv", index_col=0)
    capacities, first = table.loc["capacity"], np.flatnonzero(table.loc["priority"] == 1)
    minutes = table.drop(index=["capacity", "priority"]).to_numpy(float)
    solution = capacitated_p_median(minutes, 10, capacities, filled=first)
    assert solution.optimal
    assert solution.objective / len(minutes) == pytest.approx(87.2)
