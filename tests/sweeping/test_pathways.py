"""Pathways against every order of opening, and by hand."""

from __future__ import annotations

import math
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hubplanner as hp
from hubplanner.siting.constraints import Requirements
from hubplanner.siting.instance import Instance
from hubplanner.siting.multi_type import FacilityTypes
from hubplanner.stages import Stages
from hubplanner.sweeping import Sweep, run_sweep
from hubplanner.sweeping.findings import find
from hubplanner.sweeping.pathways import Phase, pathway
from hubplanner.sweeping.results import load_results


def posed(sites: int, types: int, **required: object) -> tuple[Instance, FacilityTypes]:
    one = FacilityTypes(
        [f"t{k}" for k in range(types)],
        np.ones((1, types)),
        np.ones((1, sites)),
        np.ones((sites, types)),
    )
    costs = np.ones((1, sites))
    return Instance.checked(costs, None, None, Requirements(**required), serves_all=False), one


def test_by_hand_the_best_of_now_may_have_to_wait() -> None:
    """a does ships (10) or cars (9), b ships (8) alone: first a for ships, then b is worth nothing;
    two phases together want a for cars and b for ships."""
    instance, types = posed(2, 2)
    worth = np.array([[10.0, 9.0], [8.0, 0.0]])
    found = pathway(instance, types, worth, [Phase(1), Phase(2)])
    assert found.opened[["phase", "site", "kind"]].to_numpy().tolist() == [[1, 0, 1], [2, 1, 0]]
    assert found.phases["worth"].tolist() == [9.0, 17.0]
    assert found.phases["afresh"].tolist() == [10.0, 17.0]
    assert found.phases["lost"].tolist() == [1.0, 0.0]
    assert found.solution.optimal
    assert found.solution.objective == pytest.approx(26.0)
    # Were the first phase to last long, the best of now would be right.
    long = pathway(instance, types, worth, [Phase(1, weight=10.0), Phase(2)])
    assert long.phases["lost"].tolist() == [0.0, 7.0]


def brute(worth, counts, weights, costs, budgets, most):
    """The most of all ways to open pairs one after the other."""
    sites, types = worth.shape
    best = -math.inf
    for chosen in permutations(range(sites), counts[-1]):
        for kinds in product(range(types), repeat=counts[-1]):
            if len(set(kinds)) < len(kinds):
                continue
            if most is not None and sum(one in most[0] for one in chosen) > most[1]:
                continue
            spent = np.cumsum([costs[one] for one in chosen])
            if any(
                b is not None and spent[n - 1] > b for n, b in zip(counts, budgets, strict=True)
            ):
                continue
            sums = np.cumsum([worth[s, k] for s, k in zip(chosen, kinds, strict=True)])
            best = max(best, sum(w * sums[n - 1] for n, w in zip(counts, weights, strict=True)))
    return best


@given(data=st.data())
def test_against_every_order(data: st.DataObject) -> None:
    sites, types = data.draw(st.integers(2, 4)), data.draw(st.integers(2, 3))
    counts = sorted(data.draw(st.lists(st.integers(1, min(sites, types)), min_size=1, max_size=3)))
    numbers = st.integers(0, 20)
    worth = np.array([[data.draw(numbers) for _ in range(types)] for _ in range(sites)], float)
    weights = [data.draw(st.sampled_from([1.0, 2.0, 0.5])) for _ in counts]
    costs = np.array([data.draw(st.integers(1, 9)) for _ in range(sites)], float)
    budgets = sorted(data.draw(st.integers(5, 40)) for _ in counts)
    budgets = [float(one) if data.draw(st.booleans()) else None for one in budgets]
    most = data.draw(st.none() | st.just(([0, 1], 1)))
    instance, one = posed(sites, types, at_most=[] if most is None else [most])
    phases = [Phase(n, b, w) for n, b, w in zip(counts, budgets, weights, strict=True)]
    best = brute(worth, counts, weights, costs, budgets, most)
    if best == -math.inf:
        with pytest.raises(hp.HubplannerError, match="no pathway"):
            pathway(instance, one, worth, phases, costs)
        return
    found = pathway(instance, one, worth, phases, costs)
    assert found.solution.optimal
    assert found.solution.objective == pytest.approx(best)
    assert (found.phases["worth"] <= found.phases["afresh"] + 1e-9).all()
    assert found.phases["hubs"].tolist() == counts
    assert [int((found.opened["phase"] <= n + 1).sum()) for n in range(len(counts))] == counts


def test_what_exists_stands_from_the_first_phase_and_what_is_asked_for_by_the_last() -> None:
    instance, types = posed(4, 4, existing=[3], at_least=[([2], 1)])
    worth = np.array([[9.0, 1, 1, 1], [8.0, 7, 1, 1], [1.0, 1, 2, 1], [1.0, 1, 1, 3]])
    found = pathway(instance, types, worth, [Phase(1), Phase(2)])
    first = set(found.opened.query("phase == 1")["site"])
    assert 3 in first
    assert set(found.opened["site"]) == {0, 2, 3}
    assert 2 not in first
    assert found.phases["hubs"].tolist() == [1, 2]  # beside what exists


@pytest.mark.parametrize("phases", [[], [Phase(2), Phase(1)], [Phase(1, budget=3.0)]])
def test_phases_that_cannot_be_are_refused(phases: list[Phase]) -> None:
    instance, types = posed(3, 3)
    with pytest.raises(ValueError, match=r"phases|budget"):
        pathway(instance, types, np.ones((3, 3)), phases)


@pytest.mark.slow
def test_a_sweep_tells_its_pathway(dataset: hp.Dataset, tmp_path) -> None:
    sweep = Sweep(
        draws=6,
        phases=[2, 4],
        futures={"scoring.weights.decline": {"from": 0.5, "to": 2.0}, "candidates.top": [30, 45]},
    )
    results = load_results(run_sweep(sweep, tmp_path / "s", workers=1))
    found = find(results, Stages(dataset))
    table = found.tables["pathway"]
    assert table["phase"].tolist() == [1, 1, 2, 2]
    assert table["technology"].is_unique
    assert table["region_code"].is_unique
    assert table["share"].between(0, 1).all()
    said = [str(one) for one in found.sentences if "phase" in str(one)]
    assert said[0].startswith("phase 1 opens ")
