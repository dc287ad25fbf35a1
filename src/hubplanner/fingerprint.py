"""What a plan depends on, as one hash of its content: the same inputs, the same plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hubplanner.scenario import Scenario, named_files


def fingerprint(scenario: Scenario, without: Collection[str] = ()) -> str:
    """Hash (SHA-256, 32 digits) of a scenario, the files that it names and the package's version.

    Parameters
    ----------
    without
        Keys at the top of the scenario that do not count, beside those of no plan
        (:data:`hubplanner.scenario.AFTER_A_PLAN`).
    """
    told = {key: one for key, one in scenario.of_plan().items() if key not in without}
    return digest([version("hubplanner"), told, list(_files(scenario))])


def digest(content: Any) -> str:
    """Hash of anything that JSON can hold."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _files(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Each file by its name within the folder that names it, and the hash of its bytes."""
    for _, key, name in named_files(scenario):
        path = Path(name)
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            if file.is_file() and not file.is_symlink():
                name = f"{key}/{file.relative_to(path) if path.is_dir() else file.name}"
                with file.open("rb") as content:
                    yield name, hashlib.file_digest(content, "sha256").hexdigest()
