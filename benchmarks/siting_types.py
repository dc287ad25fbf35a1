"""Which host takes which technology: 229 regions, 200 hosts, 13 technologies, against scipy's milp.

    python benchmarks/siting_types.py [--runs 5] [--draws 500]

Hosts are bundled institutions, minutes great-circle ones; needs and fits are drawn (seed 0). One
hub a region, one each in three provinces. The peer is the same integer program, one column for each
host and technology, handed to scipy.optimize.milp with no gap; of the draws it solves the first
twenty, and the ratio is that of seconds a draw. CPU seconds of this process, medians, from minutes
and needs to the proven answer. Objectives must agree within 1e-6.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

import hubplanner as hp
from hubplanner.siting import Constraints, FacilityTypes, firmness, gradual_cover, linear_decay
from hubplanner.siting.instance import Instance
from hubplanner.travelling import GreatCircle

HOSTS, TYPES, PEER_DRAWS = 200, 13, 20


def instance() -> tuple[np.ndarray, FacilityTypes, list[list[int]], list[list[int]]]:
    """Minutes, types, the hosts of each region, and those of three provinces."""
    rng = np.random.default_rng(0)
    data = hp.load_dataset()
    hosts = data.institutions.iloc[np.sort(rng.choice(len(data.institutions), HOSTS, False))]
    minutes = GreatCircle(1.3, 60.0).minutes(data.regions, hosts).to_numpy(float)
    n = len(minutes)
    need = rng.gamma(0.3, 3000, (n, 1)) * rng.dirichlet(np.full(TYPES, 0.2), n)
    fit = np.clip(rng.uniform(-0.3, 1, (HOSTS, TYPES)), 0, 1)
    names = [f"technology {k}" for k in range(TYPES)]
    types = FacilityTypes(names, need, linear_decay(minutes, 30, 120), fit, allowed=fit > 0.2)
    regions = hosts["region_code"].to_numpy()
    province = np.array([str(code)[:2] for code in regions])
    of_regions = [np.flatnonzero(regions == one).tolist() for one in np.unique(regions)]
    of_provinces = [np.flatnonzero(province == one).tolist() for one in ("32", "35", "37")]
    return minutes, types, of_regions, of_provinces


def peer(
    p: int, types: FacilityTypes, worth: np.ndarray, regions: list[list[int]],
    provinces: list[list[int]],
) -> float:  # fmt: skip
    """The objective of the same program by scipy."""
    site, kind = np.nonzero(types.may)
    rows = [site == j for j in range(HOSTS)] + [kind == k for k in range(TYPES)]
    rows += [np.isin(site, one) for one in regions + provinces] + [np.ones(len(site), dtype=bool)]
    most = np.ones(len(rows))
    least = np.zeros(len(rows))
    least[-1 - len(provinces) : -1], most[-1 - len(provinces) : -1] = 1, np.inf
    least[-1] = most[-1] = p
    found = milp(
        -worth[site, kind],
        integrality=np.ones(len(site)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(csr_array(np.array(rows, dtype=float)), least, most),
        options={"mip_rel_gap": 0.0},
    )
    assert found.status == 0
    return -float(found.fun)


def timed(run: Callable[[], Any], runs: int) -> tuple[float, Any]:
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        answer = run()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds), answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--draws", type=int, default=500)
    asked = parser.parse_args()
    minutes, types, regions, provinces = instance()
    side = {
        "at_most": [(one, 1) for one in regions],
        "at_least": [(one, 1) for one in provinces],
    }
    noise = np.random.default_rng(1).normal(0, 0.3, (asked.draws, HOSTS, TYPES))
    drawn = types.worth * np.exp(noise)
    gradual_cover(minutes, 6, types, **side)  # loads the libraries

    load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"Python {platform.python_version()}, {load}\n")
    print("| task | hubplanner, s | scipy milp, s | ratio |")
    print("| --- | ---: | ---: | ---: |")
    for p in (6, 12):
        ours, solution = timed(lambda p=p: gradual_cover(minutes, p, types, **side), asked.runs)
        theirs, value = timed(
            lambda p=p: peer(p, types, types.worth, regions, provinces), asked.runs
        )
        assert solution.optimal
        assert abs(solution.objective - value) <= 1e-6
        ratio = theirs / ours
        print(f"| p = {p}, ties decided by minutes | {ours:.3f} | {theirs:.3f} | {ratio:.1f} |")

        checked = Instance.checked(minutes, p, None, Constraints(**side), serves_all=False)
        ours, draws = timed(lambda at=checked: firmness(at, types, drawn), asked.runs)
        assert not draws.unproven
        theirs, values = timed(
            lambda p=p: [peer(p, types, w, regions, provinces) for w in drawn[:PEER_DRAWS]], 1
        )
        assert np.allclose(draws.objectives[:PEER_DRAWS], values, rtol=0, atol=1e-6)
        all_theirs = theirs / min(PEER_DRAWS, asked.draws) * asked.draws
        ratio = all_theirs / ours
        print(f"| p = {p}, {asked.draws} draws | {ours:.3f} | {all_theirs:.1f} | {ratio:.0f} |")


if __name__ == "__main__":
    main()
