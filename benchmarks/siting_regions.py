"""229 regions as demand and as sites: an answer, the curve and the front, with wishes.

    python benchmarks/siting_regions.py

Residents as weights, minutes of the great-circle model; CPU seconds, the median of three runs.
Nothing is remembered from run to run.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable

import hubplanner as hp
from hubplanner.scenario_siting import SitingChoice
from hubplanner.siting.alternatives import curve
from hubplanner.siting.from_scenario import problem_from_scenario
from hubplanner.siting.pareto import pareto
from hubplanner.siting.problem import Problem
from hubplanner.travelling import GreatCircle

RUNS = 3
WISHES = {
    "at_least": {"전북": 1},
    "at_most": {"경기": 3},
    "spacing_km": 30.0,
    "required": ("경남 거제시",),
    "forbidden": ("서울 강남구",),
    "existing": ("경남테크노파크",),
}


def main() -> None:
    dataset = hp.load_dataset()
    scores = hp.make_plan(dataset, hp.Scenario()).regions[["crisis_score", "candidate"]]
    travel = GreatCircle(1.26, 60.0)
    everywhere = {"demand": "regions", "sites": "regions", "weight": "population", "hubs": 6}

    def problem(**wishes: object) -> Problem:
        choice = SitingChoice.model_validate({**everywhere, **wishes})
        return problem_from_scenario(choice, dataset, scores, travel)

    def one_answer() -> str:
        solution = problem(**WISHES).solve()
        return "proven" if solution.optimal else "open"

    def to_twenty() -> str:
        solutions = curve(problem(**WISHES), 20)
        shut = sum(one.status == "infeasible" for one in solutions)
        return f"{sum(one.optimal for one in solutions)} proven, {shut} infeasible"

    def front() -> str:
        found = pareto(problem(), ("p_median", "p_center"))
        return f"{len(found.trade_offs)} points, {'complete' if found.complete else 'incomplete'}"

    tasks: dict[str, Callable[[], str]] = {
        "6 hubs, seven wishes": one_answer,
        "curve 1–20, seven wishes": to_twenty,
        "front of total and farthest, 6 hubs": front,
    }
    load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"Python {platform.python_version()}, {load}, {len(scores)} regions\n")
    print("| task | CPU s | outcome |")
    print("| --- | ---: | --- |")
    for task, run in tasks.items():
        seconds = []
        for _ in range(RUNS):
            start = time.process_time()
            outcome = run()
            seconds.append(time.process_time() - start)
        print(f"| {task} | {statistics.median(seconds):.2f} | {outcome} |", flush=True)


if __name__ == "__main__":
    main()
