"""Where that lies which comes with the package beside its code."""

from __future__ import annotations

from pathlib import Path


def bundled(name: str) -> Path:
    """A folder of that name: inside an installed wheel, else in the repository."""
    package = Path(__file__).parent
    installed = package / name
    return installed if installed.is_dir() else package.parents[1] / name
