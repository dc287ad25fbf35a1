"""Measures of the network at the US size, against networkx; and a hundred times beyond.

    python benchmarks/network_vs_networkx.py [--large] [--runs N]

At 1,200 organisations and 9,400 links: betweenness, closeness and clustering by hubplanner and by
networkx alone (both exact, checked to be equal), then growth and all measures together. With
--large also 120,000 and 940,000, where betweenness and closeness are sampled: their bounds are
printed. Times are CPU seconds of this process, medians of the runs.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable

import networkx as nx
import numpy as np

import hubplanner as hp
from hubplanner.networking.adjacency import adjacency
from hubplanner.networking.centrality import centrality
from hubplanner.networking.growth import US_SIZE
from hubplanner.networking.measures import measure
from hubplanner.networking.resilience import resilience

SAMPLES = 2_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Network measures against networkx.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--large", action="store_true", help="also 120,000 and 940,000")
    options = parser.parse_args()
    plan = hp.make_plan(hp.load_dataset(), hp.Scenario())
    graph = plan.grown(*US_SIZE)

    def ours() -> np.ndarray:
        arrays = adjacency(graph)
        return centrality(arrays).table[["betweenness", "closeness"]].to_numpy()

    def peer() -> np.ndarray:
        betweenness, closeness = nx.betweenness_centrality(graph), nx.closeness_centrality(graph)
        return np.array([(betweenness[node], closeness[node]) for node in graph])

    mine, theirs = _median(ours, options.runs), _median(peer, options.runs)
    difference = np.abs(ours() - peer()).max()
    print(f"{US_SIZE[0]:,} organisations, {US_SIZE[1]:,} links: betweenness and closeness")
    print(f"  hubplanner {mine:.2f} s, networkx {nx.__version__} {theirs:.2f} s (CPU)")
    print(f"  ratio {theirs / mine:.1f}; largest difference {difference:.1e}")

    measured = _median(lambda: measure(plan.grown(*US_SIZE)), options.runs)
    losses = _median(lambda: resilience(graph), options.runs)
    print(f"  grown and measured {measured:.2f} s; all single and all pair losses {losses:.2f} s")
    if options.large:
        _large(plan)


def _large(plan: hp.Plan) -> None:
    size = 100 * US_SIZE[0], 100 * US_SIZE[1]
    start = time.process_time()
    grown = plan.grown(*size)
    found = measure(grown, samples=SAMPLES)
    losses = resilience(grown)
    taken = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    error = found.centrality.table[["betweenness_error", "closeness_error"]]
    largest, typical = error.max(), error.median()
    print(f"{size[0]:,} organisations, {size[1]:,} links: {taken:.0f} s (CPU), {memory:.1f} GB")
    print(f"  {SAMPLES:,} of the firms drawn; with 95 % no node's error exceeds")
    print(
        f"  betweenness ±{largest.iloc[0]:.3f} (median bound {typical.iloc[0]:.4f}),"
        f" closeness ±{largest.iloc[1]:.3f} (median bound {typical.iloc[1]:.4f})"
    )
    print(f"  random losses ±{losses.random['error'].max():.3f}")


def _median(run: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
