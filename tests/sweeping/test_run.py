"""A sweep gives what each plan alone would give, once, however often it is cut off."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import dask
import numpy as np
import pandas as pd
import pyarrow.dataset as ds
import pytest
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.errors import DataError
from hubplanner.output import only_run
from hubplanner.sweeping import Sweep, run_sweep
from hubplanner.sweeping.design import varied
from hubplanner.sweeping.importance import importance
from hubplanner.sweeping.results import load_results
from hubplanner.sweeping.run import STARTS, _client, _started

pytestmark = pytest.mark.slow

FILE = """
draws = 24
[choices]
"siting.hubs" = [3, 4, 5, 6, 7]
[futures]
"scoring.weights.decline" = { from = 0.5, to = 2.0 }
"""


def answers(folder: Path) -> pd.DataFrame:
    """What a sweep has found, in one order, without how long it took."""
    table = load_results(folder).table.drop(columns="seconds")
    lists = ["hubs", "hosts", "technologies"]
    return table.assign(**{name: table[name].map(list) for name in lists}).sort_index()


def test_a_row_of_a_sweep_is_the_plan_of_its_scenario(
    swept: Path, dataset: hp.Dataset, small: Sweep
) -> None:
    results = load_results(swept)
    assert len(results.table) == len(small.runs()) == 32
    for row in results.solved.iloc[::7].itertuples():
        values = results.values.loc[row.Index].to_dict()
        plan = hp.make_plan(dataset, varied(hp.Scenario(), values))
        hubs = plan.sites.hubs.sort_index()
        order = np.argsort(row.hubs)
        assert np.array(row.hubs)[order].tolist() == hubs.index.tolist()
        assert np.array(row.hosts)[order].tolist() == hubs["site_id"].tolist()
        assert np.array(row.technologies)[order].tolist() == hubs["technology"].tolist()
        assert row.objective == pytest.approx(plan.siting.objective, rel=1e-12)
        assert row.jobs_near == pytest.approx(plan.sites.jobs_reached, rel=1e-12)


def test_what_is_solved_is_not_solved_again(swept: Path, small: Sweep) -> None:
    before = {part: part.stat().st_mtime_ns for part in (swept / "results").iterdir()}
    told = []
    run_sweep(small, swept, workers=1, on_progress=lambda *one: told.append(one))
    assert told == [(32, 32, 0.0)]
    assert {part: part.stat().st_mtime_ns for part in (swept / "results").iterdir()} == before


def test_more_batches_than_are_handed_out_at_once_are_all_solved(
    swept: Path, small: Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubplanner.sweeping.run.BATCH", 4)
    told = []
    run_sweep(
        small, tmp_path / "s", workers=1, on_progress=lambda done, *of: told.append((done, of[0]))
    )
    assert told[-1] == (32, 32)
    pd.testing.assert_frame_equal(answers(tmp_path / "s"), answers(swept))


def test_nothing_listens_but_on_this_machine(small: Sweep, tmp_path: Path) -> None:
    import psutil

    listening = set()

    def watch(done: int, count: int, left: float) -> None:
        own = psutil.Process()
        for process in (own, *own.children(recursive=True)):
            found = process.net_connections(kind="inet")
            listening.update(one.laddr.ip for one in found if one.status == psutil.CONN_LISTEN)

    run_sweep(small, tmp_path / "s", workers=1, on_progress=watch)
    assert listening == {"127.0.0.1"}


def test_a_refused_scenario_is_recorded_with_its_reason(tmp_path: Path) -> None:
    sweep = Sweep(method="grid", choices={"siting.hubs": [3], "siting.required": [["거제시"]]},
                  futures={"siting.forbidden": [[], ["거제시"]]})  # fmt: skip
    results = load_results(run_sweep(sweep, tmp_path / "s", workers=1))
    assert len(results.solved) == 1
    lost = results.table[results.table["status"] == "refused"].iloc[0]
    assert "siting.required and siting.forbidden both name" in lost["refused_en"]
    assert "거제시" in lost["refused_ko"]


def test_a_damaged_part_is_made_again(swept: Path, small: Sweep, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(swept, copy)
    part = next((copy / "results").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-100])
    (copy / "results" / "half.writing").write_bytes(b"PAR1")
    run_sweep(small, copy, workers=1)
    pd.testing.assert_frame_equal(answers(copy), answers(swept))
    assert not list((copy / "results").glob("*.writing"))


def test_two_runs_at_one_folder_are_refused(small: Sweep, tmp_path: Path) -> None:
    with only_run(tmp_path, "sweep", option="--out"), pytest.raises(DataError, match="another run"):
        run_sweep(small, tmp_path)


def test_the_command_tells_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text('[choices]\n"siting.hubs" = [0]\n')
    for words in (["sweep", str(file)], ["sweep", "report", str(tmp_path)], ["sweep", "none.toml"]):
        refused = CliRunner().invoke(app, [*words])
        assert refused.exit_code == 2
        assert refused.output.count("\n") == 1


def command(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """`hubplanner sweep`, a process group of its own."""
    words = [sys.executable, "-m", "hubplanner", "sweep", str(folder / "sweep.toml")]
    return subprocess.Popen(
        [*words, "--out", str(folder / "out"), *more],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "sweep.toml").write_text(FILE)
    run_sweep(Sweep.from_toml(folder / "sweep.toml"), folder / "out", workers=1)
    return answers(folder / "out")


@pytest.mark.parametrize(
    "kills",
    [pytest.param(2), pytest.param(30, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])],
)
def test_after_kills_the_next_run_finishes_the_rest(
    kills: int, undisturbed: pd.DataFrame, tmp_path: Path
) -> None:
    rng = random.Random(kills)
    (tmp_path / "sweep.toml").write_text(FILE)
    for _ in range(kills):
        process = command(tmp_path, "--workers", "2")
        time.sleep(rng.uniform(1.0, 12.0))
        group = _group(process)
        victim = rng.choice(["command", "all", "worker"])
        for one in {"command": [process.pid], "all": group, "worker": group[-1:]}[victim]:
            _kill(one)
        if victim != "worker":
            process.wait()
        for one in group if victim == "all" else []:
            _kill(one)
        process.wait() if victim == "worker" else None
    assert command(tmp_path, "--workers", "2").wait() == 0
    pd.testing.assert_frame_equal(answers(tmp_path / "out" / "sweep"), undisturbed)


def _group(process: subprocess.Popen[bytes]) -> list[int]:
    """The command and all processes below it."""
    import psutil

    try:
        below = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return [process.pid]
    return [process.pid, *(one.pid for one in below)]


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("lost", [0, 2, 3])
def test_workers_lost_before_they_have_begun_are_begun_anew(lost: int) -> None:
    begun = []

    def cluster() -> str:
        begun.append(1)
        if len(begun) <= lost:
            raise RuntimeError("Nanny failed to start.")
        return "cluster"

    if lost < STARTS:
        assert _started(cluster) == "cluster"
        assert len(begun) == lost + 1
    else:
        with pytest.raises(OSError, match="Nanny failed to start"):
            _started(cluster)


def test_a_scheduler_elsewhere_loses_a_worker_and_nothing_else(
    undisturbed: pd.DataFrame, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    dask = [sys.executable, "-m", "distributed.cli"]
    port = address.rsplit(":", 1)[1]
    processes = [
        subprocess.Popen(
            [*dask[:2], "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port,
             "--no-dashboard", "--no-show"], **quiet)]  # fmt: skip
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1",
              "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path)]  # fmt: skip
    processes += [subprocess.Popen(worker, **quiet) for _ in range(2)]
    try:
        (tmp_path / "sweep.toml").write_text(FILE)
        sweep = Sweep.from_toml(tmp_path / "sweep.toml")

        def kill_once(done: int, count: int, left: float) -> None:
            if done < count and processes[-1].poll() is None:
                processes[-1].kill()

        run_sweep(sweep, tmp_path / "out", scheduler=address, on_progress=kill_once)
        assert processes[-1].wait() == -signal.SIGKILL
        pd.testing.assert_frame_equal(answers(tmp_path / "out"), undisturbed)
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_scheduler_that_is_not_there_is_told_in_one_line(small: Sweep, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the sweep was cut off"):
        run_sweep(small, tmp_path, scheduler="tcp://127.0.0.1:9")


def test_the_same_values_drawn_twice_are_solved_once_and_count_twice(tmp_path):
    """Morris moves whole numbers to where they have been; every run of the layout counts."""
    sweep = Sweep(
        method="morris",
        draws=4,
        seed=3,
        futures={
            "candidates.top": {"from": 39, "to": 40, "whole": True},
            "siting.hubs": [3, 4],
        },
    )
    runs = sweep.runs()
    distinct = {run.id for run in runs}
    assert len(distinct) < len(runs) == 12
    results = load_results(run_sweep(sweep, tmp_path / "few", workers=1))
    assert results.table["future"].tolist() == [run.future for run in runs]
    assert results.table["id"].tolist() == [run.id for run in runs]
    parts = pd.concat(results.batches(["candidates"]))
    assert sorted(parts.index) == results.table.index.tolist()
    of = results.table["id"]
    for id_ in distinct:
        same = parts.loc[of.index[of == id_], "candidates"]
        assert len({tuple(one) for one in same}) == 1
    assert not importance(results, 0).empty
    stored = ds.dataset(tmp_path / "few" / "results").count_rows()
    assert stored == len(distinct)


def test_workers_note_nothing_that_grows_with_the_scenarios():
    with _client(1, "") as client:
        told = client.run(lambda: dask.config.get("distributed.worker.profile.enabled"))
    assert set(told.values()) == {False}
