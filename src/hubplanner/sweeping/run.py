"""A sweep worked off by Dask: batches of scenarios out, tables of results in, as they come.

What is done is told by the results themselves, which lie in one Parquet file a batch, moved into
place when it is whole: a run that is killed loses what was in hand, and the next goes on.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hubplanner.errors import DataError
from hubplanner.fingerprint import fingerprint
from hubplanner.output import only_run
from hubplanner.scenario import Scenario
from hubplanner.sweeping.design import Run, Sweep
from hubplanner.sweeping.evaluate import evaluate
from hubplanner.sweeping.extra import not_installed

BATCH = 50
"""Scenarios that are in hand together, and lost together: some two seconds of work."""

AHEAD = 3
"""Batches that are handed out for each worker, so that none waits and memory stays bounded."""

STARTS = 3
"""So often workers are begun anew that were lost before they had begun."""

STATED, RUNS = "sweep.json", "runs.parquet"

Progress = Callable[[int, int, float], None]
"""Told how many scenarios are done, of how many, and about how many seconds are left."""


def run_sweep(
    sweep: Sweep,
    folder: str | Path,
    *,
    workers: int | None = None,
    scheduler: str = "",
    on_progress: Progress = lambda done, count, left: None,
) -> Path:
    """Solve every scenario of a sweep that has not been solved yet; returns the folder.

    Parameters
    ----------
    sweep
        What is tried.
    folder
        Where the results are kept: ``sweep.json`` and ``results/*.parquet``.
    workers
        Processes on this machine, one for each processor where omitted.
    scheduler
        Address of a Dask scheduler (``tcp://…``) whose workers have hubplanner, in their place.
    on_progress
        Called after every batch.

    Raises
    ------
    ScenarioError
        When the sweep or a value in it is refused.
    ExtraError
        When the extra ``sweep`` is not installed.
    DataError
        When the folder cannot be written, another run is at it, or the scheduler is lost.
    """
    folder, base, runs = Path(folder), sweep.base(), sweep.runs()
    results = folder / "results"
    with only_run(folder, "sweep", option="--out"):
        results.mkdir(parents=True, exist_ok=True)
        _state(sweep, base, runs, folder)
        done = solved(results)
        # Draws of the same values are one scenario.
        left = list({run.id: run for run in runs if run.id not in done}.values())
        if not left:
            on_progress(len(runs), len(runs), 0.0)
            return folder
        started, count = time.monotonic(), len(runs) - len(left)
        before = count
        with _client(workers, scheduler) as client:
            for table in _tables(client, base, left):
                _keep(table, results)
                count += len(table)
                pace = (time.monotonic() - started) / (count - before)
                on_progress(count, len(runs), pace * (len(runs) - count))
    return folder


def solved(results: Path) -> set[str]:
    """Ids of the scenarios that have been solved; a file that is not whole is thrown away."""
    ids: set[str] = set()
    for part in results.glob("*.parquet"):
        try:
            ids.update(pq.read_table(part, columns=["id"])["id"].to_pylist())
        except (OSError, pa.ArrowInvalid, KeyError):
            part.unlink()
    for part in results.glob("*.writing"):
        part.unlink()
    return ids


def _state(sweep: Sweep, base: Scenario, runs: Sequence[Run], folder: Path) -> None:
    """What was asked, beside the answers: the sweep, and which scenarios it is made of."""
    rows = {name: [getattr(run, name) for run in runs] for name in ("id", "choice", "future")}
    writing = folder / f".{RUNS}.writing"
    pq.write_table(pa.table(rows), writing, compression="zstd")
    writing.replace(folder / RUNS)
    stated = {
        "sweep": sweep.model_dump(mode="json", by_alias=True, exclude={"scenario"}),
        "scenario": base.model_dump(mode="json"),
        "version": version("hubplanner"),
    }
    text = json.dumps(stated, ensure_ascii=False, indent=2) + "\n"
    writing = folder / f".{STATED}.writing"
    writing.write_text(text, encoding="utf-8", newline="\n")
    writing.replace(folder / STATED)


def _keep(table: pa.Table, results: Path) -> None:
    """One batch as a file of its own, named by its first scenario, there in whole or not at all."""
    part = results / f"{table['id'][0].as_py()}.parquet"
    writing = part.with_suffix(".writing")
    pq.write_table(table, writing, compression="zstd")
    writing.replace(part)


def _tables(client: Any, base: Scenario, runs: Sequence[Run]) -> Iterator[pa.Table]:
    """The results of all batches in the order in which they come."""
    from distributed import as_completed

    batches = iter([runs[start : start + BATCH] for start in range(0, len(runs), BATCH)])
    most = AHEAD * max(len(client.scheduler_info()["workers"]), 1)
    inputs = fingerprint(base)

    def submit(batch: Sequence[Run]) -> Any:
        # The scenario goes with every batch: scattered, it would be lost with its workers.
        return client.submit(evaluate, base, inputs, batch, pure=False, retries=3)

    waiting = as_completed(submit(batch) for _, batch in zip(range(most), batches, strict=False))
    for future in waiting:
        table = future.result()
        future.release()
        if (batch := next(batches, None)) is not None:
            waiting.add(submit(batch))
        yield table


def _started(cluster: Callable[[], Any]) -> Any:
    """A cluster; begun anew where a worker is lost before it has begun.

    Raises
    ------
    OSError
        When that happens again and again.
    """
    for left in reversed(range(STARTS)):
        try:
            return cluster()
        except RuntimeError as error:
            if not left:
                raise OSError(str(error)) from error
    raise AssertionError


UNWATCHED = {"distributed.worker.profile.enabled": False}
"""Workers do not note a hundred times a second where they are, which is kept for an hour: memory
grew with the scenarios, 0.6 MB for each batch."""


@contextmanager
def _client(workers: int | None, scheduler: str) -> Iterator[Any]:
    """A Dask client: of processes on this machine, or of a scheduler elsewhere."""
    try:
        from dask import config as dask_config
        from distributed import Client, KilledWorker, LocalCluster
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError
    except ImportError as error:
        raise not_installed() from error
    try:
        if scheduler:
            with Client(scheduler, timeout=10) as client:
                client.wait_for_workers(1, timeout=60)
                yield client
            return
        # Nothing listens but on this machine, not even the scheduler's own status page.
        options = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
        count = workers or os.cpu_count() or 1
        local = partial(
            LocalCluster,
            n_workers=count, processes=True, threads_per_worker=1, silence_logs=50, **options,
        )  # fmt: skip
        with dask_config.set(UNWATCHED), _started(local) as cluster, Client(cluster) as client:
            yield client
    except (OSError, TimeoutError, CommClosedError, FutureCancelledError, KilledWorker) as error:
        raise DataError(
            "the sweep was cut off ({reason}); what was solved is kept, and the same command goes"
            " on from there",
            reason=str(error) or type(error).__name__,
        ) from error
