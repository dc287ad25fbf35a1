"""The results of a sweep, read back from its folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from hubplanner.errors import DataError
from hubplanner.scenario import Scenario
from hubplanner.sweeping.design import Sweep
from hubplanner.sweeping.evaluate import SCHEMA
from hubplanner.sweeping.run import RUNS, STATED

HEAVY = ("need", "candidates")
"""Columns that are read batch by batch only."""


@dataclass(frozen=True)
class SweepResults:
    """What a sweep has found so far.

    Attributes
    ----------
    folder
        Where it lies.
    sweep
        What was asked.
    base
        The scenario that was varied.
    runs
        By number: ``id`` of the scenario, ``choice`` and ``future``, whether solved or not. Two
        draws of the same values are one scenario, solved once, and two runs: each counts.
    """

    folder: Path
    sweep: Sweep
    base: Scenario
    runs: pd.DataFrame

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a run that has been worked off, by number: all but the heavy columns."""
        columns = [name for name in SCHEMA.names if name not in {*HEAVY, "choice", "future"}]
        stored: pd.DataFrame = self._stored.to_table(columns=columns).to_pandas()
        stored = stored.drop_duplicates("id").set_index("id")
        return self.runs.join(stored, on="id", how="inner")

    @cached_property
    def solved(self) -> pd.DataFrame:
        """Of these the ones that have hubs."""
        return self.table[self.table["objective"].notna()]

    def of_choice(self, choice: int) -> pd.DataFrame:
        """Of the solved ones those of a choice."""
        return self.solved[self.solved["choice"] == choice]

    @cached_property
    def values(self) -> pd.DataFrame:
        """Run × key: the values of the sweep's keys."""
        rows = [json.loads(text) for text in self.table["values"]]
        keys = [*self.sweep.choices, *self.sweep.futures]
        return pd.DataFrame(rows, index=self.table.index, columns=keys)

    @cached_property
    def choices(self) -> dict[int, dict[str, Any]]:
        """By number what the planner decides in each choice."""
        found: dict[int, dict[str, Any]] = {}
        for choice, text in zip(self.table["choice"].tolist(), self.table["values"], strict=True):
            if choice not in found:
                values = json.loads(text)
                found[choice] = {key: values[key] for key in self.sweep.choices}
        return dict(sorted(found.items()))

    def batches(self, columns: list[str]) -> Iterator[pd.DataFrame]:
        """These columns of solved runs, some at a time, by number."""
        numbers, seen = self.solved["id"].reset_index(), set[str]()
        for batch in self._stored.to_batches(columns=["id", *columns], batch_size=1000):
            part = batch.to_pandas().drop_duplicates("id")
            part = part[~part["id"].isin(seen)]
            seen.update(part["id"])
            yield numbers.merge(part, on="id").set_index("run").drop(columns="id")

    @property
    def _stored(self) -> Any:
        return ds.dataset(self.folder / "results", schema=SCHEMA, format="parquet")


def load_results(folder: str | Path) -> SweepResults:
    """The results in a sweep's folder, whole or not.

    Raises
    ------
    DataError
        When the folder holds no sweep.
    """
    folder = Path(folder)
    try:
        stated = json.loads((folder / STATED).read_text(encoding="utf-8"))
        runs = pq.read_table(folder / RUNS).to_pandas().rename_axis("run")
        sweep, base = Sweep(**stated["sweep"]), Scenario(**stated["scenario"])
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            "{folder}: holds no sweep that can be read ({reason}); name the folder that"
            " hubplanner sweep has written",
            folder=folder,
            reason=str(error),
        ) from error
    return SweepResults(folder, sweep, base, runs)
