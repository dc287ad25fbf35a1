"""Computed tables kept between runs, under a key of all they were made from."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
import zipfile
import zlib
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


def cached(name: str, key: object, shape: tuple[int, int], compute: Callable[[], Pair]) -> Pair:
    """Two tables of a shape from the user's cache folder, or computed now and kept there.

    The key covers the bundled network tables and hubplanner's version beside what is given. A
    file that is damaged, foreign or was changed since it was written is computed anew; a cache
    that cannot be read or written costs time, nothing else. The newest :data:`KEPT` stay.
    """
    digest = _digest(repr(key))
    path = cache_folder() / f"{name}-{digest[:32]}.npz"
    # The limit is tables of zeros with their headers: nothing larger is unpacked.
    with contextlib.suppress(
        OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error
    ):
        if path.is_file() and path.stat().st_size < 8 * shape[0] * shape[1] + 10_000:
            with path.open("rb") as file, np.load(file) as kept:
                pair = kept["minutes"], kept["km"]
                if kept["seal"] == _seal(digest, pair) and all(_fits(one, shape) for one in pair):
                    return pair
    pair = compute()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as beside:
            np.savez(beside, minutes=pair[0], km=pair[1], seal=_seal(digest, pair))
        Path(beside.name).replace(path)
        for old in sorted(path.parent.glob(f"{name}-*.npz"), key=_written)[:-KEPT]:
            old.unlink()
    return pair


def _fits(table: npt.NDArray[np.uint16], shape: tuple[int, int]) -> bool:
    return table.dtype == np.uint16 and table.shape == shape


def _seal(digest: str, pair: Pair) -> str:
    """Of the inputs and of what was made from them: a foreign or changed table has another."""
    seal = hashlib.sha256(digest.encode())
    for table in pair:
        seal.update(np.ascontiguousarray(table).tobytes())
    return seal.hexdigest()


def _written(path: Path) -> float:
    return path.stat().st_mtime


def _digest(key: str) -> str:
    digest = hashlib.sha256(f"{version('hubplanner')} {key}".encode())
    for name in INPUTS:
        digest.update((data_folder() / name).read_bytes())
    return digest.hexdigest()
