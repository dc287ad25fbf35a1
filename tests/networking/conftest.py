"""A plan whose hubs take their technologies after siting, read-only by convention."""

from __future__ import annotations

import pytest

import hubplanner as hp

AFTER_SITING = {
    "siting": {"model": "p_median", "sites": "candidates", "weight": "crisis_score"},
    "network": {"technologies": "pcast"},
}


@pytest.fixture(scope="session")
def after_siting(dataset):
    return hp.make_plan(dataset, hp.Scenario.model_validate(AFTER_SITING))


@pytest.fixture
def after_siting_file(tmp_path):
    path = tmp_path / "after_siting.toml"
    tables = (
        f"[{name}]\n" + "".join(f'{key} = "{value}"\n' for key, value in section.items())
        for name, section in AFTER_SITING.items()
    )
    path.write_text("\n".join(tables), "utf-8")
    return path
