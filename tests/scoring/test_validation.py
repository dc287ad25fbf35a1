"""Measured against history: published and hand-worked figures, two labelled blocks, any list."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.dataset.designations import read_designations
from hubplanner.documents import validation_page
from hubplanner.errors import DataError
from hubplanner.language import LANGUAGES
from hubplanner.pipeline import score, validate
from hubplanner.scoring.validation import (
    auc,
    auc_interval,
    average_precision,
    designated_together,
    years_of,
)

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def blocks(dataset):
    return validate(dataset)


def test_auc_and_average_precision_by_hand():
    """The four points of scikit-learn's documentation of average_precision_score.

    0.8 beats both others, 0.35 one of two: 3/4. Precision is 1/1 at 0.8 and 2/3 at 0.35.
    """
    designated = pd.Series([False, False, True, True])
    worse = pd.Series([0.1, 0.4, 0.35, 0.8])
    assert auc(worse, designated) == 0.75
    assert average_precision(worse, designated) == pytest.approx((1 + 2 / 3) / 2)


def test_auc_by_hand_with_a_tie_and_a_missing_score():
    # Designated 0.8 beats 0.5, ties with 0.8; designated 0.2 beats neither: (1 + ½) / 4.
    worse = pd.Series([0.8, 0.2, 0.8, 0.5, np.nan])
    designated = pd.Series([True, True, False, False, True])
    assert auc(worse, designated) == 1.5 / 4


def test_without_both_kinds_there_is_no_figure():
    worse, nobody = pd.Series([0.8, 0.2]), pd.Series([False, False])
    assert np.isnan(auc(worse, nobody))
    assert np.isnan(average_precision(worse, nobody))
    assert all(np.isnan(auc_interval(worse, nobody)))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=4, max_size=30))
def test_auc_turns_with_the_score_and_lies_in_its_interval(rows):
    worse = pd.Series([value for value, _ in rows])
    designated = pd.Series([chosen for _, chosen in rows])
    if designated.all() or not designated.any():
        return
    area = auc(worse, designated)
    assert auc(-worse, designated) == pytest.approx(1 - area)
    low, high = auc_interval(worse, designated)
    if designated.sum() == 1:
        assert np.isnan(low)
        return
    assert -1e-12 <= low <= high <= 1 + 1e-12
    assert (low, high) == auc_interval(worse, designated)


def test_regions_designated_together_are_resampled_together():
    """Two areas: one of two regions that beat everyone, one of a region that nobody falls below.

    Both areas are drawn twice with chance ¼ each (AUC 1 and 0) and once each with chance ½ (⅔).
    """
    worse = pd.Series([0.9, 0.8, 0.1, 0.5, 0.5], index=list("abcde"))
    designated = pd.Series([True, True, True, False, False], index=worse.index)
    together = pd.Series({"a": "north", "b": "north", "c": "south"})
    assert auc(worse, designated) == pytest.approx(2 / 3)
    # Between the quantiles ⅓ and ⅔ only ⅔ is left; between 1/5 and 4/5 everything.
    assert auc_interval(worse, designated, together, level=1 / 3) == pytest.approx((2 / 3, 2 / 3))
    assert auc_interval(worse, designated, together, level=0.6) == pytest.approx((0, 1))
    # As if independent, all three would be c with chance 1/27 only.
    assert auc_interval(worse, designated, level=0.6) == pytest.approx((1 / 3, 1))


def test_a_region_a_label_is_the_plain_bootstrap():
    rng = np.random.default_rng(3)
    worse, designated = pd.Series(rng.random(40)), pd.Series(np.arange(40) < 8)
    alone = pd.Series(range(8))
    assert auc_interval(worse, designated, alone) == auc_interval(worse, designated)


def test_one_area_has_no_interval():
    worse = pd.Series([0.9, 0.8, 0.1])
    designated = pd.Series([True, True, False])
    assert all(np.isnan(auc_interval(worse, designated, pd.Series(["bay", "bay"]))))


def test_areas_that_share_a_region_are_one():
    chain = pd.Series({"a": {"3"}, "b": {"2", "3"}, "c": {"1", "2"}, "d": {"4"}})
    assert designated_together(chain).tolist() == ["1", "1", "1", "4"]
    assert designated_together(chain[::-1]).to_dict() == designated_together(chain).to_dict()


@pytest.mark.slow
def test_one_reference_is_told_without_an_interval(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("region_code,start\n38090,2022-05-01\n", "utf-8")
    done = CliRunner().invoke(app, ["validate", "--references", str(path)])
    assert done.exit_code == 0, done.output
    assert "nan" not in done.stdout
    done = CliRunner().invoke(app, ["validate", "--references", str(path), "--json"])
    assert json.loads(done.stdout)["auc_low"] is None


@pytest.mark.slow
def test_two_labelled_blocks(blocks):
    hindsight, before = blocks
    assert (hindsight.label, hindsight.year) == ("hindsight", 2020)
    assert (before.label, before.year) == ("as_of", 2017)
    assert hindsight.measures.index[0] == "crisis_score"
    assert hindsight.measures.loc["crisis_score", "references"] == 9
    # One dimension of 고성's decline path cannot be told as of 2017; its exposure can.
    assert before.measures.loc["decline_path", "references"] == 8
    assert before.references["rank"].notna().all()
    assert before.measures.loc["crisis_score", "references"] == 9
    for block in blocks:
        assert list(block.measures.index[:4]) == [
            "crisis_score",
            "rule",
            "decline_path",
            "exposure",
        ]


def test_counts_by_region_and_by_area(blocks):
    row = blocks.hindsight.measures.loc["crisis_score"]
    ranks = blocks.hindsight.references
    for n in (9, 20, 40):
        found = ranks[ranks["rank"] <= n]
        assert row[f"found_at_{n}"] == len(found)
        assert row[f"areas_at_{n}"] == found["area"].nunique()
        assert row[f"recall_at_{n}"] == pytest.approx(len(found) / 9)
    assert row["areas"] == 6
    jinhae = ranks.set_index("region_code").loc["38110"]
    assert (jinhae["name_ko"], jinhae["through"]) == ("경남 창원시 진해구", "창원시")


@pytest.mark.slow
def test_later_data_is_hidden(dataset, blocks):
    """Whatever happens to the figures after 2017, the back-test says the same."""
    later = dataset.statistics["year"] > 2017
    turned = dataset.statistics.copy()
    turned.loc[later, "value"] = turned.loc[later, "value"].to_numpy()[::-1]
    changed = replace(dataset, statistics=turned)
    _, before = validate(changed, hp.Scenario())
    pd.testing.assert_frame_equal(before.measures, blocks.as_of.measures)
    pd.testing.assert_frame_equal(before.references, blocks.as_of.references)


def test_a_score_as_of_a_year_is_the_one_that_was_measured(dataset, blocks):
    """Figures and roads alike: what ``score --as-of`` shows is what ``validate`` measures."""
    for block in blocks:
        scores = score(dataset, as_of=block.year, draws=100).scores
        whole = block.references[block.references["through"] == ""].set_index("region_code")
        told = scores.table["crisis_score"].reindex(whole.index)
        assert told.to_numpy(float) == pytest.approx(
            whole["crisis_score"].to_numpy(float), nan_ok=True
        )


@pytest.mark.slow
@pytest.mark.docs
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_states_what_the_code_gives(dataset, blocks, language):
    page = validation_page(dataset, language)
    default = blocks.hindsight.measures.loc["crisis_score"]
    row = next(line for line in page.splitlines() if line.startswith("| `default`"))
    assert f"{default['auc']:.3f} (" in row
    path = DOCS / language / "explanation" / "validation.md"
    assert path.read_text("utf-8") == page, (
        f"stale: run `hubplanner validate --markdown --lang {language} > {path}`"
    )


def test_json_has_the_hindsight_figures_on_top(blocks):
    done = CliRunner().invoke(app, ["validate", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["label"] == "hindsight"
    for key in ("auc", "average_precision", "recall_at_9", "recall_at_20", "recall_at_40"):
        assert told[key] == told["hindsight"][key]
        assert told[key] == pytest.approx(
            blocks.hindsight.measures.loc["crisis_score", key], abs=1e-6
        )
    assert len(told["hindsight"]["references_ranked"]) == 9
    assert told["as_of"]["data_through"] == 2017


def test_hindsight_goes_no_further_than_the_figures(tmp_path, dataset):
    path = tmp_path / "own.csv"
    path.write_text("region_code,start\n36020,2025-08-19\n", "utf-8")  # Yeosu
    done = CliRunner().invoke(app, ["validate", "--references", str(path)])
    assert done.exit_code == 0, done.output
    last = dataset.statistics["year"].max()
    assert f"hindsight ({last})" in done.stdout
    assert "as of 2024" in done.stdout


def test_a_year_without_figures_is_refused():
    done = CliRunner().invoke(app, ["validate", "--as-of", "1995"])
    assert done.exit_code == 2
    assert "nothing was observed up to 1995" in done.output


def test_another_year_and_another_list(tmp_path, dataset):
    path = tmp_path / "own.csv"
    path.write_text("region_code,start\n경남 거제시,2022-05-01\n38050,2023-01-02\n", "cp949")
    areas = read_designations(path, dataset.regions)
    assert areas["name_ko"].tolist() == areas["area"].tolist() == ["거제시", "통영시"]
    assert years_of(areas) == (2024, 2021)
    done = CliRunner().invoke(app, ["validate", "--references", str(path), "--as-of", "2023"])
    assert done.exit_code == 0, done.output
    assert "hindsight (2024)" in done.stdout
    assert "as of 2023" in done.stdout
    assert "sees data from after the first designation (2022): no prediction" in done.stdout
    assert "nan" not in done.stdout
    assert "…" not in done.stdout  # no figure is cut, as there is no terminal
    assert "ranks: Geoje-si 4, Tongyeong-si 5" in done.stdout


@pytest.mark.slow
def test_a_part_of_a_city_counts_through_it_and_the_unscored_are_named(tmp_path):
    path = tmp_path / "own.csv"
    text = "region_code,start\n진해구,2018-05-29\n38340,2018-05-29\n목포시,2024-05-29\n"
    path.write_text(text, "utf-8")
    scenario = tmp_path / "decline.toml"
    scenario.write_text('[scoring]\nways = "decline"\n', "utf-8")
    run = ["validate", str(scenario), "--references", str(path)]
    told = CliRunner().invoke(app, run).stdout
    assert told.count("경남 진해구 (→ 창원시)") == 2
    assert "designated 2018–2024: the first sets the years" in told
    before = told[told.index("as of 2017") :]
    assert "not in these figures: Goseong-gun\n" in before  # its counts of 2014 are missing
    data = json.loads(CliRunner().invoke(app, [*run, "--json"]).stdout)
    assert {row["name_ko"]: row["through"] for row in data["references_ranked"]} == {
        "경남 진해구": "창원시",
        "경남 고성군": "",
        "전남 목포시": "",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("region_code\n38090\n", r"column\(s\) start missing; add"),
        ("region_code,start\n38090,2018\n", "row 2, column 'start': '2018' is no date; write"),
        ("region_code,start\n거제군,2018-05-29\n", "row 2, column 'region_code': '거제군'"),
        ("region_code,start\n", "holds no row"),
        (
            "region_code,start,end\n38090,2018-05-29,2017-05-28\n",
            "'2017-05-28' is not after the start",
        ),
        ("region_code,start,end\n38090,2018-05-29,2023.13.28\n", "'2023.13.28' is no date; write"),
        ("region_code,start\n38090,2018-05-29,x\n", "row 2 holds 1 more cells"),
        ("region_code,start\n38090,2018-05-29\n거제시,2018-05-29\n", "row 3 repeats an earlier"),
        ("", "the file is empty"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path, dataset, text, message):
    path = tmp_path / "own.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=message):
        read_designations(path, dataset.regions)


def test_the_bundled_list_is_read_as_any_other(dataset):
    path = hp.regions.data_folder() / "references" / "designations.csv"
    again = read_designations(path, dataset.regions)
    columns = ["area", "region_code", "name_ko", "start"]
    pd.testing.assert_frame_equal(again[columns], dataset.designations[columns])


@pytest.mark.parametrize("option", [["--as-of", "2016"], ["--json"], ["--references", "own.csv"]])
def test_the_page_hears_no_other_wish_and_says_so(option):
    done = CliRunner().invoke(app, ["validate", "--markdown", *option])
    assert done.exit_code == 2
    assert "drop it or the other options" in done.stderr


def test_a_missing_list_is_told_in_one_line(tmp_path):
    done = CliRunner().invoke(app, ["validate", "--references", str(tmp_path / "none.csv")])
    assert done.exit_code == 2
    assert "cannot be read" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
