"""Computed tables kept between runs, under a key of all they were made from."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hubplanner.regions import cache_folder, data_folder

Pair = tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]

KEPT = 20
"""Pairs of tables, the newest: 3 MB each."""

INPUTS = (
    "boundaries/emd.parquet",
    "boundaries/emd_borders.parquet",
    "references/fixed_links.csv",
    "references/expressways.csv",
    "references/ferries.csv",
)


def cached(name: str, key: object, compute: Callable[[], Pair]) -> Pair:
    """Two tables from the user's cache folder, or computed now and kept there.

    The key covers the bundled network tables and hubplanner's version beside what is given. A
    cache that cannot be read or written costs time, nothing else. The newest :data:`KEPT` stay.
    """
    path = cache_folder() / f"{name}-{_digest(repr(key))}.npz"
    with contextlib.suppress(OSError, ValueError, KeyError, EOFError), np.load(path) as kept:
        return kept["minutes"], kept["km"]
    minutes, km = compute()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as beside:
            np.savez(beside, minutes=minutes, km=km)
        Path(beside.name).replace(path)
        for old in sorted(path.parent.glob(f"{name}-*.npz"), key=_written)[:-KEPT]:
            old.unlink()
    return minutes, km


def _written(path: Path) -> float:
    return path.stat().st_mtime


def _digest(key: str) -> str:
    digest = hashlib.sha256(f"{version('hubplanner')} {key}".encode())
    for name in INPUTS:
        digest.update((data_folder() / name).read_bytes())
    return digest.hexdigest()[:32]
