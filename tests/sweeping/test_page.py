"""What the page of a sweep is given: the tables of the findings and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import hubplanner as hp
from hubplanner.stages import Stages
from hubplanner.sweeping import Sweep, run_sweep
from hubplanner.sweeping.findings import Findings, find
from hubplanner.sweeping.importance import OUTCOMES
from hubplanner.sweeping.page import payload, render_sweep
from hubplanner.sweeping.results import SweepResults, load_results


@pytest.fixture(scope="module")
def results(swept: Path) -> SweepResults:
    return load_results(swept)


@pytest.fixture(scope="module")
def found(results: SweepResults, dataset: hp.Dataset) -> Findings:
    return find(results, Stages(dataset))


def test_the_payload_holds_what_the_tables_say(
    results: SweepResults, found: Findings, dataset: hp.Dataset
) -> None:
    page, tables = payload(found, dataset), found.tables
    assert [one["number"] for one in page["choices"]] == tables["choices"]["choice"].tolist()
    for one in page["choices"]:
        own = {name: t[t["choice"] == one["number"]] for name, t in tables.items() if "choice" in t}
        assert [hub["code"] for hub in one["hubs"]] == own["hubs"]["region_code"].tolist()
        assert sum(hub["share"] for hub in one["hubs"]) == pytest.approx(one["hub_count"], abs=1e-2)
        assert one["plan_count"] == len(own["plans"])
        assert [plan["minimax"] for plan in one["plans"]] == own["plans"]["minimax"][:10].tolist()
        shares = dict(zip(page["regions"]["code"], one["candidates"], strict=True))
        told = tables["candidates"].set_index("region_code")[one["number"]]
        assert {code: share for code, share in shares.items() if share} == pytest.approx(
            told[told > 0].round(4).to_dict()
        )
        said = [sentence["words"]["en"] for sentence in one["said"]]
        assert {f"{one['label']['en']}: {words}" for words in said} <= set(
            map(str, found.sentences)
        )


def test_of_each_outcome_the_keys_that_move_it_most_stand_first(
    found: Findings, dataset: hp.Dataset
) -> None:
    table = pd.DataFrame(
        [
            (0, outcome, key, "first_order", value, 0.1)
            for outcome in OUTCOMES
            for key, value in (("candidates.top", 0.2), ("future.shocks.c30", 0.7))
        ],
        columns=["choice", "outcome", "key", "measure", "value", "interval"],
    )
    made_up = replace(found, tables={**found.tables, "importance": table})
    first, second = payload(made_up, dataset)["choices"]
    assert second["importance"] == []
    for outcome in first["importance"]:
        assert [one["value"] for one in outcome["keys"]] == [0.7, 0.2]
        assert outcome["keys"][1]["key"] == {
            "ko": "후보지역 수",
            "en": "number of candidate regions",
        }


def test_few_draws_tell_nothing_of_importance(found: Findings) -> None:
    """16 draws of four keys: an index from these is noise."""
    assert found.tables["importance"].empty
    assert not [one for one in found.said if one.about == "importance"]


def test_without_technologies_and_with_a_choice_that_has_no_answer(
    dataset: hp.Dataset, tmp_path: Path
) -> None:
    """No regret, jobs or technologies to tell; why there is no answer is told on the page."""
    sweep = Sweep(
        draws=1,
        choices={"siting.required": [[], ["거제시"]], "siting.forbidden": [["거제시"]]},
        futures={"siting.model": ["p_median"]},
    )
    results = load_results(run_sweep(sweep, tmp_path / "median", workers=1))
    found = find(results, Stages(dataset))
    page = payload(found, dataset)
    (choice,) = page["choices"]
    assert (choice["plans"], choice["plan_count"], choice["jobs"]) == ([], 0, None)
    assert {hub["technology"] for hub in choice["hubs"]} == {None}
    (refused,) = page["refused"]
    assert refused["scenarios"] == 1
    assert "거제시" in refused["choice"]["ko"]
    assert "답이 없는 시나리오" in render_sweep(results, found, Stages(dataset))
