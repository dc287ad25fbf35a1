"""How the estimators of `hubplanner effect` do where the truth is known.

    python benchmarks/effects.py [DRAWS]

229 regions, 15 periods, AR(1) errors; 500 draws of each design where no number is given. For each
estimator: bias in percent of the true effect (with twice its simulation error), share of the
intervals of 95 % that hold the truth, share that hold nothing (an alarm, where there is no effect).
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from hubplanner.effects.estimates import Estimate, staggered, two_way, with_few_clusters
from hubplanner.effects.findings import deciding_interval, unsteadiness
from hubplanner.effects.randomisation import by_chance
from hubplanner.effects.simulated import DESIGNS, simulated_panel


def one_draw(task: tuple[str, int]) -> list[dict[str, object]]:
    name, seed = task
    rng = np.random.default_rng([seed, list(DESIGNS).index(name)])
    outcomes, first, truth = simulated_panel(DESIGNS[name], rng)
    robust = staggered(outcomes, first)
    few = with_few_clusters(robust, int((first >= 0).sum()))
    chance = by_chance(outcomes, first, rng, 499)
    low, high = deciding_interval(chance, few, unsteadiness(outcomes, first))
    found = {
        "as the command decides": Estimate(chance.effect, chance.spread, low, high),
        "staggered, by randomisation": chance,
        "staggered, cluster-robust": robust,
        "staggered, cluster-robust, t": few,
        "two-way fixed effects": two_way(outcomes, first).estimate,
    }
    return [
        {
            "design": name,
            "estimator": estimator,
            "truth": truth,
            "error": one.effect - truth,
            "covered": one.low <= truth <= one.high,
            "found": not one.low <= 0 <= one.high,
        }
        for estimator, one in found.items()
    ]


def measured(draws: int, workers: int = 2) -> pd.DataFrame:
    """One row a design and estimator, over so many draws with fixed seeds."""
    tasks = [(name, seed) for name in DESIGNS for seed in range(draws)]
    with ProcessPoolExecutor(workers) as pool:
        rows = [row for rows in pool.map(one_draw, tasks, chunksize=25) for row in rows]
    groups = pd.DataFrame(rows).groupby(["design", "estimator"], sort=False)
    table = groups.agg(
        truth=("truth", "mean"),
        error=("error", "mean"),
        spread=("error", "std"),
        covered=("covered", "mean"),
        found=("found", "mean"),
    )
    scale = table["truth"].where(table["truth"] != 0)
    table["bias_percent"] = 100 * table["error"] / scale
    table["bias_percent_2se"] = 200 * table["spread"] / np.sqrt(draws) / scale
    return table.drop(columns="error")


if __name__ == "__main__":
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(measured(draws).round(4).to_string())
