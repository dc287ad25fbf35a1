"""Travel times between all places: hubplanner against networkx on the same roads, in one run.

    python benchmarks/travel_vs_networkx.py            # 229 regions and 3,501 eup-myeon-dong
    python benchmarks/travel_vs_networkx.py --regions  # only the 229

Each task is a process of its own: CPU seconds of what it does after its imports, and the peak
memory of the whole process. networkx runs Dijkstra from every place over the same edges
(``single_source_dijkstra_path_length``), which gives minutes alone; hubplanner also gives the
kilometres along the way. Both answers are compared.
"""

from __future__ import annotations

import argparse
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024
ALL_SECONDS, ALL_BYTES = 20.0, 1e9
REGIONS_SECONDS, CACHED_SECONDS = 3.0, 0.5


def hubplanner_all() -> np.ndarray:
    """All 3,501 by all 3,501, from the tables on disk."""
    from hubplanner.travelling.paths import shortest
    from hubplanner.travelling.road_graph import RoadModel, build_graph, load_road_tables

    graph = build_graph(load_road_tables(), RoadModel())
    everyone = np.arange(len(graph.tables.emd))
    return shortest(graph, everyone, everyone)[0]


def hubplanner_regions() -> np.ndarray:
    """229 by 229 over the roads of a year; the first call of two fills the cache."""
    from hubplanner.regions import load_regions
    from hubplanner.travelling import RoadNetwork

    regions = load_regions()
    return RoadNetwork(2025).minutes(regions, regions).to_numpy()


def networkx_minutes(regions_only: bool) -> np.ndarray:
    """The same minutes by networkx, over the edges of the same network."""
    import networkx as nx

    from hubplanner.travelling.road_graph import RoadModel, build_graph, load_road_tables
    from hubplanner.travelling.road_network import region_rows

    tables = load_road_tables()
    graph = build_graph(tables.of_year(2025) if regions_only else tables, RoadModel())
    edges = graph.edges
    roads: nx.DiGraph[int] = nx.DiGraph()
    roads.add_weighted_edges_from(
        zip(edges["a"].tolist(), edges["b"].tolist(), edges["minutes"].tolist(), strict=True)
    )
    everyone = region_rows(tables.emd) if regions_only else np.arange(len(tables.emd))
    result = np.empty((len(everyone), len(everyone)), np.float32)
    for row, start in enumerate(everyone.tolist()):
        lengths = nx.single_source_dijkstra_path_length(roads, start)
        result[row] = [lengths[end] for end in everyone.tolist()]
    return result


TASKS = {
    "hubplanner 3501": hubplanner_all,
    "hubplanner 229": hubplanner_regions,
    "hubplanner 229 cached": hubplanner_regions,
    "networkx 229": lambda: networkx_minutes(True),
    "networkx 3501": lambda: networkx_minutes(False),
}


def work(name: str, answer: Path) -> None:
    """One task in this process; leaves its answer, CPU seconds and peak memory."""
    import geopandas  # noqa: F401 (imports are no part of either's time)
    import hubplanner.travel  # noqa: F401
    import networkx  # noqa: F401
    import scipy.sparse.csgraph  # noqa: F401

    start = time.process_time()
    minutes = TASKS[name]()
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_BYTES
    answer.write_bytes(pickle.dumps((seconds, peak, minutes)))


def run(name: str, folder: Path) -> tuple[float, float, np.ndarray]:
    answer = folder / "answer"
    environment = {**os.environ, "HUBPLANNER_CACHE": str(folder / "cache")}
    command = [sys.executable, __file__, "--task", name, "--answer", str(answer)]
    subprocess.run(command, check=True, env=environment)
    seconds, peak, minutes = pickle.loads(answer.read_bytes())
    print(f"| {name} | {seconds:.2f} | {peak / 1e6:.0f} |", flush=True)
    return seconds, peak, minutes


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--regions", action="store_true", help="only the 229 regions")
    parser.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    parser.add_argument("--answer", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task:
        work(arguments.task, arguments.answer)
        return

    print("| task | CPU seconds | peak MB |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, _, ours = run("hubplanner 229", folder)
        cached, _, kept = run("hubplanner 229 cached", folder)
        theirs_few, _, theirs = run("networkx 229", folder)
        same = np.array_equal(ours, kept) and np.allclose(ours, theirs, atol=0.051)
        targets = [
            (f"229²: {few:.2f} s, target < {REGIONS_SECONDS:g} s", few < REGIONS_SECONDS),
            (f"cached: {cached:.2f} s, target < {CACHED_SECONDS:g} s", cached < CACHED_SECONDS),
            (f"229² against networkx: {theirs_few / few:.1f}x", few < theirs_few),
        ]
        if not arguments.regions:
            seconds, peak, ours = run("hubplanner 3501", folder)
            theirs_all, _, theirs = run("networkx 3501", folder)
            same = same and np.allclose(ours, theirs, rtol=1e-4, atol=1e-3)
            targets += [
                (f"3,501²: {seconds:.1f} s, target < {ALL_SECONDS:g} s", seconds < ALL_SECONDS),
                (f"3,501²: {peak / 1e6:.0f} MB, target < 1000 MB", peak < ALL_BYTES),
                (f"3,501² against networkx: {theirs_all / seconds:.1f}x", seconds < theirs_all),
            ]
        targets.append(("the same minutes", same))
    print()
    for text, met in targets:
        print(f"- {text}: {'met' if met else 'falls short'}")
    raise SystemExit(0 if all(met for _, met in targets) else 1)


if __name__ == "__main__":
    main()
