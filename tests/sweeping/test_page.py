"""What the page of a sweep is given: the tables of the findings and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import hubplanner as hp
from hubplanner.sweeping.findings import Findings, find
from hubplanner.sweeping.page import payload
from hubplanner.sweeping.results import SweepResults, load_results


@pytest.fixture(scope="module")
def results(swept: Path) -> SweepResults:
    return load_results(swept)


@pytest.fixture(scope="module")
def found(results: SweepResults, dataset: hp.Dataset) -> Findings:
    return find(results, dataset)


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
    for choice in payload(found, dataset)["choices"]:
        assert len(choice["importance"]) == 2
        for outcome in choice["importance"]:
            values = [key["value"] for key in outcome["keys"]]
            assert values == sorted(values, reverse=True)
            assert len({key["key"] for key in outcome["keys"]}) == len(values) == 4
