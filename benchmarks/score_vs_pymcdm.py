"""Scores and draws of weights against pymcdm, and how they grow with the number of regions.

    OPENBLAS_NUM_THREADS=1 python benchmarks/score_vs_pymcdm.py

CPU seconds, medians of several runs after one warm-up, both in one process (one thread, as the CPU
seconds of threads that wait would count). The peer is pymcdm's
weighted product model (WPM), the same weighted geometric mean, called once a set of weights as its
documentation does. It is given the dimensions ready made and gives scores and ranks only;
hubplanner draws the weights of indicators too, and counts acceptabilities and central weights;
where figures have a stated error (made up here: 8 % for every employed figure) it draws them as
well, which the peer does not. Ends with 0 when every target is met and with 1 when one falls short.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from pymcdm.methods import WPM

import hubplanner as hp
from hubplanner.dataset.panel import Panel
from hubplanner.scoring import draw_ranks, score_regions, smaa
from hubplanner.scoring.composite import Composite, combine
from hubplanner.scoring.normalisation import percentile_rank
from hubplanner.travelling import RoadNetwork

SCORE_SECONDS, DRAWS_SECONDS, EXPONENT = 0.2, 1.0, 1.15  # the targets
SIZES = (1_000, 10_000, 100_000)
INDICATORS = 20


def cpu(run: Callable[[], object], runs: int) -> float:
    run()
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return statistics.median(times)


def big_table(regions: int) -> pd.DataFrame:
    """Made-up figures: ten indicators by region and by area, heavy-tailed."""
    rng = np.random.default_rng(0)
    keys = [f"i{n}{suffix}" for suffix in ("", "_area") for n in range(INDICATORS // 2)]
    return pd.DataFrame(rng.lognormal(size=(regions, INDICATORS)), columns=keys)


def big_composite() -> Composite:
    keys = [f"i{n}" for n in range(INDICATORS // 2)]
    return Composite(
        scopes={"": 0.5, "_area": 0.5},
        dimensions={"a": 0.4, "b": 0.3, "c": 0.3},
        indicators={"a": tuple(keys[:4]), "b": tuple(keys[4:7]), "c": tuple(keys[7:])},
        left_out=(),
    )


def main() -> None:
    data = hp.load_dataset()
    km = RoadNetwork().km(data.regions, data.regions)
    scores = score_regions(data.panel(), km)
    scoring = cpu(lambda: score_regions(Panel(data.regions.index, data.statistics), km), 7)
    drawing = cpu(lambda: smaa(scores.ranks, scores.composite, first=40, draws=10_000), 5)
    uncertain = np.where(data.statistics["measure"] == "employed", 8.0, np.nan)
    figures = data.statistics.assign(rse=uncertain)
    drawn = partial(draw_ranks, scores, Panel(data.regions.index, figures), km)
    varying = cpu(
        lambda: smaa(scores.ranks, scores.composite, first=40, draws=10_000, drawn=drawn), 5
    )

    dimensions = scores.table[["dependency", "decline", "outflow"]].to_numpy()
    weights = np.random.default_rng(0).dirichlet(np.ones(3), size=10_000)
    model, more_is_worse = WPM(), np.ones(3)

    def peer_draws() -> None:
        # Two calls a draw, as the score is of the region and of its area; then the ranks.
        for row in weights:
            for _ in range(2):
                score = model(dimensions, row, more_is_worse, validation=False)
            score.argsort()

    peer_drawing = cpu(peer_draws, 1)

    print("| task | hubplanner, CPU s | pymcdm WPM, CPU s | ratio |")
    print("| --- | --- | --- | --- |")
    print(f"| 229 regions scored from the statistics | {scoring:.3f} | – | – |")
    ratio = peer_drawing / drawing
    print(f"| 10,000 draws of weights | {drawing:.2f} | {peer_drawing:.2f} | {ratio:.1f} |")

    count = drawn(draws=2).figures
    print(f"| 10,000 draws of weights and of {count} figures | {varying:.2f} | – | – |")

    composite, growing = big_composite(), []
    for size in SIZES:
        table = big_table(size)

        def ours(table: pd.DataFrame = table) -> None:
            combine(table.apply(percentile_rank), composite)

        growing.append(cpu(ours, 3))
        print(
            f"| {size:,} regions × {INDICATORS} indicators, ranked, scored and split"
            f" | {growing[-1]:.3f} | – | – |"
        )
    exponent = float(np.log(growing[-1] / growing[-2]) / np.log(SIZES[-1] / SIZES[-2]))
    targets = [
        (f"229 regions: {scoring:.3f} s, target < {SCORE_SECONDS} s", scoring < SCORE_SECONDS),
        (f"10,000 draws: {drawing:.2f} s, target < {DRAWS_SECONDS} s", drawing < DRAWS_SECONDS),
        (
            f"10,000 draws with figures: {varying:.2f} s, target < {DRAWS_SECONDS} s",
            varying < DRAWS_SECONDS,
        ),
        (
            f"growth from {SIZES[-2]:,} to {SIZES[-1]:,} regions: n^{exponent:.2f}, target at most"
            f" n^{EXPONENT} (n log n is the sorting of ranks)",
            exponent <= EXPONENT,
        ),
    ]
    print()
    for text, met in targets:
        print(f"- {text}: {'met' if met else 'falls short'}")
    raise SystemExit(0 if all(met for _, met in targets) else 1)


if __name__ == "__main__":
    main()
