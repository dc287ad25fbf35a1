"""One scenario of a sweep solved: a row of results, or the reason why there is none."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from hubplanner.dataset import load_dataset
from hubplanner.errors import HubplannerError
from hubplanner.scenario import Scenario
from hubplanner.siting.problem import FAR_MINUTES, NEAR_MINUTES
from hubplanner.stages import Stages
from hubplanner.sweeping.design import Run, varied

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("choice", pa.int32()),
        ("future", pa.int32()),
        ("values", pa.string()),
        ("status", pa.string()),
        ("objective", pa.float64()),
        ("bound", pa.float64()),
        ("hubs", pa.list_(pa.string())),
        ("hosts", pa.list_(pa.string())),
        ("technologies", pa.list_(pa.string())),
        ("candidates", pa.list_(pa.string())),
        ("need", pa.list_(pa.float64())),
        ("jobs_at_risk", pa.float64()),
        ("jobs_known", pa.float64()),
        ("jobs_near", pa.float64()),
        ("jobs_far", pa.float64()),
        ("mean_minutes", pa.float64()),
        ("cost", pa.float64()),
        ("refused_ko", pa.string()),
        ("refused_en", pa.string()),
        ("seconds", pa.float64()),
    ]
)
"""One row a scenario: ``values`` is JSON by key; ``hubs``, ``hosts`` and ``technologies`` go
together; ``need`` is candidates × technologies, row by row; ``jobs_near`` and ``jobs_far`` are
those at risk within 45 and 60 minutes of a hub of their own technology; where a scenario was
refused everything else is missing."""


def evaluate(base: Scenario, inputs: str, runs: Iterable[Run]) -> pa.Table:
    """The results of some scenarios of a sweep, in a process that may have solved others before.

    Parameters
    ----------
    inputs
        Fingerprint of the base: a worker that outlives a run loads changed files anew.
    """
    stages = _stages(base.data.folders, inputs)
    return pa.Table.from_pylist([_row(stages, base, run) for run in runs], SCHEMA)


@lru_cache(maxsize=2)
def _stages(folders: tuple[str, ...], inputs: str) -> Stages:
    """Loaded once a process for the same inputs."""
    return Stages(load_dataset(folders))


def _row(stages: Stages, base: Scenario, run: Run) -> dict[str, Any]:
    started = time.perf_counter()
    row: dict[str, Any] = {
        "id": run.id,
        "choice": run.choice,
        "future": run.future,
        "values": json.dumps(run.values, ensure_ascii=False),
    }
    try:
        row |= _solved(stages, varied(base, run.values))
    except HubplannerError as error:
        row |= {"status": "refused", **error.text.columns("refused")}
    except Exception as error:  # a fault of ours must not take the other scenarios with it
        told = f"{type(error).__name__}: {error}"
        row |= {"status": "failed", "refused_en": told, "refused_ko": told}
    return {**row, "seconds": time.perf_counter() - started}


def _solved(stages: Stages, scenario: Scenario) -> dict[str, Any]:
    problem, solution = stages.problem(scenario), stages.solution(scenario)
    chosen = list(solution.sites)
    nearest = problem.minutes[:, chosen].min(axis=1)
    told: dict[str, Any] = {
        "status": solution.status,
        "objective": solution.objective,
        "bound": solution.bound,
        "hubs": problem.sites["region_code"].iloc[chosen].tolist(),
        "hosts": problem.sites.index[chosen].tolist(),
        "candidates": problem.demand["region_code"].tolist(),
        "mean_minutes": float(np.average(nearest, weights=problem.weights)),
        "cost": problem.cost(solution),
    }
    if (offers := problem.offers) is not None:
        told |= {
            "technologies": [offers.types.names[kind] for kind in solution.types],
            "need": offers.need.to_numpy(float).ravel(),
            "jobs_at_risk": float(offers.jobs.to_numpy().sum()),
            "jobs_known": offers.known_jobs,
            "jobs_near": problem.jobs_reached(solution, NEAR_MINUTES),
            "jobs_far": problem.jobs_reached(solution, FAR_MINUTES),
        }
    return told
