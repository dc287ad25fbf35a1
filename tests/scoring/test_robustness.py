"""Rank acceptability under drawn weights, and the weights that swap two regions."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.pipeline import score
from hubplanner.scoring.composite import Composite
from hubplanner.scoring.robustness import WeightDraws, draw_scores, smaa, swaps

COMPOSITE = Composite(
    scopes={"": 0.5, "_area": 0.5},
    dimensions={"dependency": 0.5, "decline": 0.3, "outflow": 0.2},
    indicators={"dependency": ("a", "b"), "decline": ("c",), "outflow": ("d",)},
    left_out=(),
)


def made_up_ranks(regions=15, seed=0):
    rng = np.random.default_rng(seed)
    columns = [key + suffix for suffix in ("", "_area") for key in "abcd"]
    codes = [f"r{i:02}" for i in range(regions)]
    return pd.DataFrame(rng.uniform(0.02, 0.98, (regions, 8)), index=codes, columns=columns)


def by_hand(ranks, scopes=(0.5, 0.5), dimensions=(0.5, 0.3, 0.2), ab=(0.5, 0.5)):
    total = 0
    for suffix, weight in zip(("", "_area"), scopes, strict=True):
        first = ab[0] * ranks["a" + suffix] + ab[1] * ranks["b" + suffix]
        parts = (first, ranks["c" + suffix], ranks["d" + suffix])
        d, c, o = dimensions
        total = total + weight * parts[0] ** d * parts[1] ** c * parts[2] ** o
    return total


@pytest.fixture(scope="module")
def scored(dataset):
    return score(dataset, hp.Scenario())


def test_one_weight_vector_gives_the_plain_composite():
    ranks = made_up_ranks()
    scores = draw_scores(ranks, COMPOSITE, WeightDraws.of(COMPOSITE))
    assert scores.shape == (1, 15)
    assert np.allclose(scores[0], by_hand(ranks))


def test_one_weight_vector_gives_the_default_score(scored):
    scores = scored.scores
    complete = scores.ranks.notna().all(axis=1)
    plain = draw_scores(scores.ranks[complete], scores.composite, WeightDraws.of(scores.composite))
    assert complete.sum() > 200
    assert np.allclose(plain[0], scores.table.loc[complete, "decline_path"])


def test_drawn_weights_add_up_and_are_even():
    weights = WeightDraws.drawn(COMPOSITE, 20_000, np.random.default_rng(1))
    for table in (weights.scopes, weights.dimensions, *weights.indicators.values()):
        assert np.allclose(table.sum(axis=1), 1)
        assert (table >= 0).all()
        assert np.allclose(table.mean(axis=0), 1 / table.shape[1], atol=0.01)
    # Even on the simplex of three: a weight lies below ½ with chance ¾.
    assert (weights.dimensions < 0.5).mean() == pytest.approx(0.75, abs=0.01)


def test_acceptabilities_of_two_regions_by_hand():
    """One indicator a dimension, one scope tells nothing: r00 wins where w < ½ by symmetry."""
    composite = Composite({"": 1.0}, {"x": 0.5, "y": 0.5}, {"x": ("x",), "y": ("y",)}, left_out=())
    ranks = pd.DataFrame({"x": [0.2, 0.8], "y": [0.8, 0.2]}, index=["r00", "r01"])
    result = smaa(ranks, composite, first=1, draws=20_000)
    assert result.acceptability.loc["r00", 1] == pytest.approx(0.5, abs=0.01)
    assert result.table["candidate_chance"].sum() == pytest.approx(1)
    # Given that r00 wins, its weight of y is even between ½ and 1.
    assert result.central_weights.loc["r00", "y"] == pytest.approx(0.75, abs=0.01)


def test_conditions_bar_regions_from_being_candidates_but_not_from_their_ranks():
    """As above; r02 is never worst of the three and r00 is barred, so r01 is one in every draw."""
    composite = Composite({"": 1.0}, {"x": 0.5, "y": 0.5}, {"x": ("x",), "y": ("y",)}, left_out=())
    ranks = pd.DataFrame({"x": [0.2, 0.8, 0.1], "y": [0.8, 0.2, 0.1]}, ["r00", "r01", "r02"])
    eligible = pd.Series([False, True, True], ranks.index)
    result = smaa(ranks, composite, first=1, draws=500, eligible=eligible)
    assert result.table["candidate_chance"].tolist() == [0, 1, 0]
    assert result.conditional
    assert result.central_weights.loc[["r00", "r02"]].isna().all(axis=None)
    open_to_all = smaa(ranks, composite, first=1, draws=500)
    pd.testing.assert_frame_equal(result.acceptability, open_to_all.acceptability)
    # A score of 0.5 is 0.2^w 0.8^(1 − w): r01 reaches it where its weight of y is below 0.339.
    some = smaa(ranks, composite, first=3, draws=20_000, eligible=eligible, least=0.5)
    w = np.log(0.8 / 0.5) / np.log(0.8 / 0.2)
    assert some.table.loc["r01", "candidate_chance"] == pytest.approx(w, abs=0.01)


@given(st.integers(2, 12), st.integers(0, 100))
@settings(max_examples=15, deadline=None)
def test_acceptabilities_add_up_and_repeat(regions, seed):
    ranks = made_up_ranks(regions, seed)
    first = max(1, regions // 3)
    result = smaa(ranks, COMPOSITE, first=first, draws=300, seed=seed)
    assert np.allclose(result.acceptability.sum(axis=0), 1)
    assert np.allclose(result.acceptability.sum(axis=1), 1)
    assert result.table["candidate_chance"].sum() == pytest.approx(first)
    assert (result.table["rank_low"] <= result.table["rank_high"]).all()
    again = smaa(ranks, COMPOSITE, first=first, draws=300, seed=seed)
    pd.testing.assert_frame_equal(result.table, again.table)


def test_a_region_worst_in_everything_is_first_whatever_the_weights():
    ranks = made_up_ranks()
    ranks.iloc[3] = 0.99
    row = smaa(ranks, COMPOSITE, first=2, draws=500).table.iloc[3]
    assert (row["rank_low"], row["rank_high"], row["candidate_chance"]) == (1, 1, 1)


def test_a_missing_value_never_makes_a_region_surer(scored):
    """Not to know a figure spreads the scores wider than the ½ that the score takes for it."""
    scores = scored.scores
    ranks = scores.ranks.loc[scores.ranks.notna().all(axis=1)]
    for code in ("38090", "35020", "26030", "38110"):
        spreads = []
        for known in (["employed_change", "employed_lq"], ["employed_lq"], []):
            seen = ranks.copy()
            for key in ("employed_change", "employed_lq"):
                seen.loc[code, [key, f"{key}_area"]] = 0.5 if key in known else np.nan
            rng = np.random.default_rng(0)
            weights = WeightDraws.drawn(scores.composite, 4000, rng)
            drawn = draw_scores(seen, scores.composite, weights, rng)
            spreads.append(drawn[:, seen.index.get_loc(code)].std())
        assert spreads == sorted(spreads)


def test_a_region_without_score_has_no_interval():
    ranks = made_up_ranks()
    ranks.loc["r04", ["c", "c_area"]] = np.nan  # a dimension told neither here nor around
    ranks.loc["r05", "c"] = np.nan  # told around: it has a score, and a wider interval
    result = smaa(ranks, COMPOSITE, first=3, draws=100)
    assert result.table.loc["r04"].isna().all()
    assert result.table.drop("r04").notna().all().all()
    assert result.acceptability.shape == (14, 14)


def test_swaps_are_where_both_are_equal():
    ranks = made_up_ranks()
    ranks.loc["r00"] = ranks.loc["r00"].clip(upper=0.9)
    change = swaps(ranks, COMPOSITE, "r00", "r01")
    assert change["swap"].notna().any()
    own = {"area": 0.5, "dependency": 0.5, "decline": 0.3, "outflow": 0.2, "a": 0.5, "b": 0.5}
    assert change["value"].to_dict() == pytest.approx(own)
    pair = ranks.loc[["r00", "r01"]]
    for weight, value in change["swap"].dropna().items():
        if weight == "area":
            scores = by_hand(pair, scopes=(1 - value, value))
        elif weight in ("a", "b"):
            scores = by_hand(pair, ab=(value, 1 - value) if weight == "a" else (1 - value, value))
        else:
            names = list(COMPOSITE.dimensions)
            moved = {
                name: value
                if name == weight
                else (1 - value) * now / (1 - COMPOSITE.dimensions[weight])
                for name, now in COMPOSITE.dimensions.items()
            }
            scores = by_hand(pair, dimensions=[moved[name] for name in names])
        assert scores["r00"] == pytest.approx(scores["r01"], abs=1e-9)


def test_no_weight_swaps_a_region_that_is_worse_in_everything():
    ranks = made_up_ranks(2)
    ranks.iloc[0], ranks.iloc[1] = 0.9, 0.1
    assert swaps(ranks, COMPOSITE, "r00", "r01")["swap"].isna().all()


def test_the_plan_knows_the_intervals(baseline, scored):
    robustness = scored.robustness
    assert robustness.draws == 500
    assert {"rank_low", "rank_high", "candidate_chance"} <= set(baseline.regions.columns)
    # One figure, whichever command tells it.
    told = list(robustness.table)
    pd.testing.assert_frame_equal(
        pd.DataFrame(baseline.regions[told]), robustness.table, check_names=False
    )


def test_more_draws_differ_within_sampling_error(dataset, scored):
    many = hp.score(dataset, draws=10_000).robustness
    gap = many.table["candidate_chance"] - scored.robustness.table["candidate_chance"]
    assert gap.abs().max() < 4 * 0.5 / np.sqrt(500)


def test_a_rank_lies_within_its_interval(scored):
    """Also where decline or exposure alone puts a region higher than most draws do."""
    table = scored.scores.table.dropna(subset="rank")
    assert table["rank"].between(table["rank_low"], table["rank_high"]).all()
    accepted = scored.robustness.acceptability
    told = scored.robustness
    beyond = told.holding(table["rank"].where(table.index != "38090", 1)).table.loc["38090"]
    assert beyond["rank_low"] == 1 < table.loc["38090", "rank_low"]  # widened down to the rank
    assert beyond["rank_high"] == table.loc["38090", "rank_high"]  # and nowhere else
    for code, row in table.iterrows():
        assert accepted.loc[code, row["rank_low"] : row["rank_high"]].sum() >= 0.9 - 1e-9


def test_score_on_the_command_line():
    done = CliRunner().invoke(app, ["score", "--top", "3", "--draws", "500"])
    assert done.exit_code == 0, done.output
    assert "crisis" in done.stdout
    assert "90 %" in done.stdout
    done = CliRunner().invoke(
        app, ["score", "--region", "거제시", "--against", "통영시", "--json", "--draws", "500"]
    )
    told = json.loads(done.stdout)
    geoje = told["regions"][0]
    assert geoje["region_code"] == "38090"
    assert sum(v for v in geoje["contributions"].values() if v is not None) == pytest.approx(
        geoje["decline_path"], abs=1e-5
    )
    assert {row["weight"] for row in told["swaps"]} >= {"area", "dependency"}


def test_all_regions_and_their_ranks_in_json():
    done = CliRunner().invoke(app, ["score", "--json", "--draws", "100", "--as-of", "2017"])
    told = json.loads(done.stdout)
    assert told["as_of"] == 2017
    assert len(told["regions"]) == 229
    # As of 2017 the decline of 경남 고성군 cannot be told; its exposure can, and scores it.
    goseong = next(one for one in told["regions"] if one["region_code"] == "38340")
    assert goseong["decline_path"] is None
    assert goseong["crisis_score"] == pytest.approx(max(goseong["exposure"], 0.5))
    assert goseong["rank_low"] <= goseong["rank"] <= goseong["rank_high"]
    gunsan = next(one for one in told["regions"] if one["region_code"] == "35020")
    shares = {int(rank): share for rank, share in gunsan["rank_acceptability"].items()}
    assert sum(shares.values()) == pytest.approx(1)
    assert sum(rank * share for rank, share in shares.items()) == pytest.approx(gunsan["rank_mean"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["score", "--region", "거제군"], "did you mean"),
        (["score", "--against", "통영시"], "needs --region"),
        (["score", "--region", "거제시", "--against", "38090"], "is the region itself"),
        (["score", "--as-of", "1995"], "nothing was observed up to 1995"),
        (["indicators", "--region", "고성군"], "ambiguous"),
        (["validate", "none.toml"], "cannot be read"),
    ],
)
def test_wrong_input_is_one_line(arguments, message):
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_figures_and_weights_are_told_in_words_and_units():
    done = CliRunner().invoke(
        app, ["score", "--region", "거제시", "--against", "통영시", "--draws", "100"]
    )
    assert re.search(r"Manufacturing value added, share of total +53\.0 +% ", done.stdout)
    assert re.search(
        r"Manufacturing value added, growth against the nation +−44\.9 +%p ", done.stdout
    )
    assert re.search(r"labour-market area +0\.500", done.stdout)
    assert "region itself 0." in done.stdout


def test_indicators_say_what_could_not_be_observed():
    done = CliRunner().invoke(app, ["indicators", "--region", "거제시", "--json"])
    told = {row["indicator"]: row for row in json.loads(done.stdout)}
    assert told["manufacturing_share"]["value"] == pytest.approx(0.53, abs=0.01)
    assert told["manufacturing_share"]["years"] == "2020"
    assert told["insured_lq"]["observed"] == 0
    assert told["insured_lq"]["value"] is None
    assert told["employed_lq_area"]["area_coverage"] > 2 / 3
    everywhere = json.loads(CliRunner().invoke(app, ["indicators", "--json"]).stdout)
    for row in everywhere:
        assert len(row["values"]) == row["observed"]
        assert not set(row["values"]) & set(row["missing"])
        assert row["values"].get("38090") == told[row["indicator"]]["value"]
    shown = CliRunner().invoke(app, ["indicators"]).stdout
    assert "not observable" in shown
