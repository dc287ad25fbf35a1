"""CPU seconds, so that a busy machine changes nothing; medians after a warm-up."""

from __future__ import annotations

import statistics
import time
from functools import partial

import numpy as np
import pandas as pd

from hubplanner.scoring import draw_ranks, score_regions, smaa
from hubplanner.scoring.composite import Composite, combine
from hubplanner.scoring.normalisation import percentile_rank
from hubplanner.travel import RoadNetwork


def cpu(run, runs=3):
    run()
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return statistics.median(times)


def test_all_regions_and_ten_thousand_draws(dataset):
    km = RoadNetwork().km(dataset.regions, dataset.regions)
    scores = score_regions(dataset.regions, dataset.statistics, km)
    assert cpu(lambda: score_regions(dataset.regions, dataset.statistics, km)) < 0.2
    assert cpu(lambda: smaa(scores.ranks, scores.composite, first=40, draws=10_000)) < 1.0
    stated = dataset.statistics["measure"] == "employed"
    figures = dataset.statistics.assign(rse=np.where(stated, 8.0, np.nan))

    drawn = partial(draw_ranks, scores, dataset.regions, figures, km)
    varied = cpu(lambda: smaa(scores.ranks, scores.composite, first=40, draws=10_000, drawn=drawn))
    assert varied < 2.0  # about one on an idle machine


def test_growth_is_linear_to_a_hundred_thousand_regions():
    keys = tuple(f"i{n}" for n in range(10))
    composite = Composite(
        scopes={"": 0.5, "_area": 0.5},
        dimensions={"a": 0.5, "b": 0.5},
        indicators={"a": keys[:5], "b": keys[5:]},
        left_out=(),
    )
    rng = np.random.default_rng(0)
    times = []
    for regions in (20_000, 100_000):
        columns = [key + suffix for suffix in ("", "_area") for key in keys]
        table = pd.DataFrame(rng.lognormal(size=(regions, 20)), columns=columns)
        times.append(cpu(lambda table=table: combine(table.apply(percentile_rank), composite)))
        scores, split = combine(table.apply(percentile_rank), composite)
        assert np.allclose(split.sum(axis=1), scores["crisis_score"])
    assert times[1] / times[0] < 5 * 1.5  # sorting is n log n, and caches overflow
