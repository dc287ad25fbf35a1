"""Figures drawn within the error that their publisher states: distribution, oracle, properties."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.dataset.panel import Panel, ReferencePeriod
from hubplanner.errors import DataError
from hubplanner.pipeline import score
from hubplanner.scenario_sections import CandidateChoice, ScoringChoice
from hubplanner.scoring import choose_candidates, draw_ranks, robustness, score_regions, smaa
from hubplanner.scoring.catalogue import CATALOGUE, base_key
from hubplanner.scoring.composite import Composite, combine
from hubplanner.scoring.normalisation import distance_to_target, min_max, percentile_rank, z_score
from hubplanner.scoring.ranked_indicators import scale
from hubplanner.scoring.robustness import DrawnRanks, WeightDraws, draw_scores
from hubplanner.scoring.stated_errors import DrawnPanel

DOCS = Path(__file__).parents[2] / "docs"
NOW = ReferencePeriod(2025, "H1")
ROW = "거제시,2025,H1,employed,total,120.5,thousand persons,통계연보"


def with_errors(statistics, percent):
    return statistics.assign(rse=np.where(statistics["measure"] == "employed", percent, np.nan))


def panel_with(dataset, statistics, as_of=None):
    """With the breaks of the series, as a dataset's own panel."""
    return replace(dataset, statistics=statistics).panel(as_of)


def drawing(dataset, scores, km, percent=8.0):
    statistics = with_errors(dataset.statistics, percent)
    return partial(draw_ranks, scores, panel_with(dataset, statistics), km)


def drawn(dataset, scores, km, percent=8.0, draws=40, **other):
    return drawing(dataset, scores, km, percent)(draws=draws, **other)


def made_up(values, errors):
    rows = [
        {"region_code": f"r{i}", "value": value, "rse": error}
        for i, (value, error) in enumerate(zip(values, errors, strict=True))
    ]
    same = {"year": 2025, "period": "H1", "measure": "employed", "industry": "total"}
    return pd.DataFrame(rows).assign(**same, unit="thousand persons", source="x", flag="")


def panel_of(values, errors, draws=100_000, seed=0):
    table = made_up(values, errors)
    return DrawnPanel(Panel(pd.Index(table["region_code"]), table), draws=draws, seed=seed)


def test_a_figure_has_the_mean_and_the_error_that_were_published():
    panel = panel_of([100.0, 50.0, 7.0, 3.0, 0.0], [10.0, 100.0, np.nan, 0.0, 20.0])
    column = panel.column("employed", "total", NOW)
    assert panel.figures == 2
    # Standard error of the mean of 100,000 draws: r x / 316.
    assert column[0].mean() == pytest.approx(100, abs=0.15)
    assert column[0].std() == pytest.approx(10, rel=0.02)
    assert column[1].mean() == pytest.approx(50, rel=0.02)
    assert column[1].std() == pytest.approx(50, rel=0.05)
    assert (column[:2] > 0).all()
    for i, fixed in ((2, 7.0), (3, 3.0), (4, 0.0)):
        assert (column[i] == fixed).all()


def test_how_often_the_smaller_figure_comes_out_larger():
    """ln x − ln y is normal: of 100 and 90 with 10 % each, y is larger with chance Φ(−0.747)."""
    column = panel_of([100.0, 90.0], [10.0, 10.0]).column("employed", "total", NOW)
    spread = np.sqrt(2 * np.log1p(0.1**2))
    expected = NormalDist().cdf(-np.log(100 / 90) / spread)
    assert expected == pytest.approx(0.2276, abs=1e-3)
    assert (column[1] > column[0]).mean() == pytest.approx(expected, abs=0.005)


def test_the_chance_to_be_first_of_two_uncertain_figures():
    """The same chance comes out of SMAA, where one indicator leaves the weights nothing to say."""
    composite = Composite({"": 1.0}, {"x": 1.0}, {"x": ("x",)}, left_out=())
    worse = pd.Series([100.0, 90.0], index=["r0", "r1"])

    def draw(*, draws, block):
        figures = Panel(worse.index, made_up(worse, [10.0, 10.0]))
        panel = DrawnPanel(figures, draws=draws, block=block)
        column = pd.DataFrame(panel.column("employed", "total", NOW), index=worse.index)
        return DrawnRanks({"x": percentile_rank(column).to_numpy().T}, panel.figures)

    ranks = pd.DataFrame({"x": percentile_rank(worse)})
    result = smaa(ranks, composite, first=1, draws=30_000, drawn=draw)
    assert result.figures == 2
    chance = result.table["candidate_chance"]
    assert chance.sum() == pytest.approx(1)
    assert chance["r1"] == pytest.approx(0.2276, abs=0.01)
    assert smaa(ranks, composite, first=1, draws=100).table["candidate_chance"]["r1"] == 0


def test_figures_are_independent_of_each_other_and_the_same_for_every_reader():
    panel = panel_of([100.0, 100.0], [10.0, 10.0])
    column = panel.column("employed", "total", NOW)
    assert abs(np.corrcoef(column)[0, 1]) < 0.02
    assert panel.column("employed", "total", NOW) is column


def test_every_draw_is_what_the_catalogue_reads_from_its_figures(dataset, scores, km):
    """The oracle: put one draw's figures into the statistics and score the regions anew."""
    figures = panel_with(dataset, with_errors(dataset.statistics, 12.0))
    ranks = draw_ranks(scores, figures, km, draws=6, seed=3)
    employed = [key for key in scores.ranks if key.startswith("employed")]
    assert sorted(ranks.ranks) == sorted(employed)
    panel = DrawnPanel(figures, draws=6, seed=3)
    assert ranks.figures > 500
    for draw in (0, 5):
        told = dataset.statistics.copy()
        rows = told["measure"] == "employed"
        keys = told.loc[rows, ["industry", "year", "period"]].drop_duplicates()
        for industry, year, period in keys.itertuples(index=False):
            column = panel.column("employed", industry, ReferencePeriod(int(year), period))
            if column.ndim == 1:  # nothing reliable
                continue
            here = rows & (told["industry"] == industry) & (told["year"] == year)
            here &= (told["period"] == period) & told["region_code"].isin(dataset.regions.index)
            place = dataset.regions.index.get_indexer(told.loc[here, "region_code"])
            told.loc[here, "value"] = column[place, draw]
        anew = score_regions(panel_with(dataset, told), km)
        for key in employed:
            plain = anew.ranks[key].to_numpy()
            assert np.allclose(ranks.ranks[key][draw], plain, equal_nan=True), key


@pytest.mark.parametrize("method", [percentile_rank, min_max, z_score])
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_table_is_scaled_column_by_column(method, data):
    size = data.draw(st.integers(2, 6))
    # Whole numbers tie often; a region may lack a figure in all draws.
    rows = st.lists(st.integers(-3, 9).map(float), min_size=size, max_size=size)
    table = pd.DataFrame(data.draw(st.lists(rows, min_size=1, max_size=4))).T
    if data.draw(st.booleans()):
        table.iloc[0] = np.nan
    whole = method(table)
    for column in table:
        pd.testing.assert_series_equal(whole[column], method(table[column]))


def test_targets_stay_when_figures_are_drawn():
    table = pd.DataFrame({0: [0.5, 2.0, 3.0], 1: [0.5, 0.8, 0.9]})
    whole = distance_to_target(table, 1.0)
    assert whole[0].round(3).tolist() == [0.01, 0.505, 1.0]
    assert whole[1].tolist() == [0.01] * 3


def test_without_a_stated_error_nothing_changes(dataset, scores, km):
    plain = smaa(scores.ranks, scores.composite, first=40, draws=300)
    for percent in (np.nan, 0.0):
        draw = drawing(dataset, scores, km, percent)
        assert (draw(draws=2).ranks, draw(draws=2).figures) == ({}, 0)
        varied = smaa(scores.ranks, scores.composite, first=40, draws=300, drawn=draw)
        pd.testing.assert_frame_equal(varied.table, plain.table, check_exact=True)
        pd.testing.assert_frame_equal(varied.acceptability, plain.acceptability, check_exact=True)
        assert "not varied" in str(varied.data_note)


def own_weights(composite, draws):
    own = WeightDraws.of(composite)
    return WeightDraws(
        np.repeat(own.scopes, draws, axis=0),
        np.repeat(own.dimensions, draws, axis=0),
        {name: np.repeat(table, draws, axis=0) for name, table in own.indicators.items()},
    )


def test_one_weight_vector_gives_the_composite_of_each_draw(dataset, scores, km):
    ranks = drawn(dataset, scores, km, draws=3)
    complete = scores.ranks.notna().all(axis=1).to_numpy()
    varied = {key: table[:, complete] for key, table in ranks.ranks.items()}
    weights = own_weights(scores.composite, 3)
    totals = draw_scores(scores.ranks[complete], scores.composite, weights, varied=varied)
    for draw in range(3):
        of_draw = scores.ranks.assign(**{key: table[draw] for key, table in ranks.ranks.items()})
        plain, _ = combine(of_draw, scores.composite)
        assert np.allclose(totals[draw], plain["crisis_score"][complete])


def test_many_draws_come_in_blocks(dataset, scores, km, monkeypatch):
    """Another block is another sample; so many at a time change no chance beyond sampling error."""
    draw = drawing(dataset, scores, km)
    key = "employed_lq"
    first, second = (draw(draws=5, block=block).ranks[key] for block in (0, 1))
    assert not np.array_equal(first, second, equal_nan=True)
    whole = smaa(scores.ranks, scores.composite, first=40, draws=3000, drawn=draw)
    monkeypatch.setattr(robustness, "BLOCK", 700)
    parts = smaa(scores.ranks, scores.composite, first=40, draws=3000, drawn=draw)
    assert parts.figures == whole.figures > 500
    assert np.allclose(parts.acceptability.sum(axis=1), 1)
    gap = parts.table["candidate_chance"] - whole.table["candidate_chance"]
    # 213 differences of two samples, each with a standard error of up to 0.009.
    assert 0 < gap.abs().max() < 4.5 * 0.5 * np.sqrt(2 / 3000)
    central = parts.central_weights - whole.central_weights
    likely = whole.table["candidate_chance"] > 0.2
    assert central[likely].abs().max(axis=None) < 0.06


def test_larger_errors_spread_the_score_wider(dataset, scores, km):
    """At the score's own weights. Under drawn weights they need not: where an indicator is all
    noise, no weight on it puts the same region at the end of the list every time."""
    complete = scores.ranks.notna().all(axis=1).to_numpy()
    weights, spreads = own_weights(scores.composite, 2000), []
    for percent in (np.nan, 5.0, 10.0, 20.0, 40.0):
        tables = drawn(dataset, scores, km, percent, draws=2000).ranks
        varied = {key: table[:, complete] for key, table in tables.items()}
        totals = draw_scores(scores.ranks[complete], scores.composite, weights, varied=varied)
        spreads.append(totals.std(axis=0).mean())
    assert spreads == sorted(spreads)


@pytest.mark.slow
@pytest.mark.docs
def test_the_docs_say_what_the_error_of_unmarked_figures_could_do(dataset, km):
    """The survey marks figures from 25 % on: what if all others had that much?"""
    scores = score(dataset, hp.Scenario(), draws=1).scores
    chosen = choose_candidates(scores, CandidateChoice(), dataset.regions, dataset.panel())
    chosen, exposed, told = chosen["candidate"], scores.exposure, {}
    for percent in (np.nan, 25.0):
        draw = drawing(dataset, scores, km, percent)
        asked = {"first": 40, "draws": 10_000, "exposed": exposed}
        result = smaa(scores.ranks, scores.composite, drawn=draw, **asked)
        width = result.table["rank_high"] - result.table["rank_low"]
        told[percent] = (width.mean(), width[chosen].mean(), result.figures)
    (all_now, chosen_now, none), (all_then, chosen_then, figures) = told.values()
    assert none == 0
    told_in = {
        "en": (
            f"every one of the {figures} figures",
            f"{all_then:.0f} ranks on average instead of {all_now:.0f}",
            f"candidates {chosen_then:.0f} instead of {chosen_now:.0f}:",
        ),
        "ko": (
            f"수치 {figures}개가 모두",
            f"평균 {all_now:.0f}순위 대신 {all_then:.0f}순위",
            f"{chosen_now:.0f}순위 대신 {chosen_then:.0f}순위에",
        ),
    }
    for language, sentences in told_in.items():
        page = DOCS / language / "explanation" / "scores.md"
        text = " ".join(page.read_text("utf-8").split())
        assert all(sentence in text for sentence in sentences)


def test_a_missing_figure_never_makes_a_region_surer(dataset, scores, km):
    """At the score's own weights: no error spreads least, an error more, not to know most."""
    complete = scores.ranks.notna().all(axis=1)
    weights = own_weights(scores.composite, 1000)
    for code in ("38090", "35020", "38110"):
        at, spreads = scores.ranks.index[complete].get_loc(code), []
        for percent, blank in ((np.nan, []), (10.0, []), (10.0, ["employed_lq"])):
            tables = drawn(dataset, scores, km, percent, draws=1000).ranks
            varied = {key: table[:, complete.to_numpy()] for key, table in tables.items()}
            seen = scores.ranks[complete].copy()
            seen.loc[code, [*blank, *(f"{key}_area" for key in blank)]] = np.nan
            rng = np.random.default_rng(0)
            totals = draw_scores(seen, scores.composite, weights, rng, varied)
            spreads.append(totals[:, at].std())
        assert 0 <= spreads[0] < 1e-12 < spreads[1] < spreads[2]


def test_the_order_of_rows_changes_nothing(dataset, scores, km):
    one = drawn(dataset, scores, km)
    shuffled = with_errors(dataset.statistics, 8.0).sample(frac=1, random_state=1)
    two = draw_ranks(scores, panel_with(dataset, shuffled), km, draws=40)
    order = np.random.default_rng(2).permutation(len(dataset.regions))
    regions, away = dataset.regions.iloc[order], km.iloc[order, order]
    again = score_regions(replace(dataset, regions=regions).panel(), away)
    three = drawn(replace(dataset, regions=regions), again, away)
    assert one.figures == two.figures == three.figures
    for key, table in one.ranks.items():
        assert np.array_equal(table, two.ranks[key], equal_nan=True)
        assert np.allclose(table[:, order], three.ranks[key], equal_nan=True)


def test_the_seed_decides(dataset, scores, km):
    one, two, other = (drawn(dataset, scores, km, seed=seed) for seed in (5, 5, 6))
    for key in one.ranks:
        assert np.array_equal(one.ranks[key], two.ranks[key], equal_nan=True)
        assert not np.array_equal(one.ranks[key], other.ranks[key], equal_nan=True)


def test_an_error_of_one_figure_reaches_the_region_and_its_neighbours(dataset, scores, km):
    statistics = with_errors(dataset.statistics, np.nan)
    here = (statistics["region_code"] == "38090") & (statistics["measure"] == "employed")
    statistics.loc[here & (statistics["industry"] == "mining_and_manufacturing"), "rse"] = 20.0
    ranks = draw_ranks(scores, panel_with(dataset, statistics), km, draws=200)
    geoje, tongyeong, seoul = (scores.ranks.index.get_loc(c) for c in ("38090", "38050", "11010"))
    assert np.ptp(ranks.ranks["employed_lq"][:, geoje]) > 0.1
    assert np.ptp(ranks.ranks["employed_lq_area"][:, tongyeong]) > 0.02
    # Others only make way for it, by a rank or so.
    assert np.ptp(ranks.ranks["employed_lq"][:, seoul]) < 0.01


@pytest.mark.parametrize("choice", [{"normalisation": "z"}, {"normalisation": "target"}])
def test_other_scales_are_drawn_as_well(dataset, km, choice):
    choice = ScoringChoice.model_validate(choice)
    scores = score_regions(dataset.panel(), km, choice)
    statistics = with_errors(dataset.statistics, 10.0)
    ranks = draw_ranks(scores, panel_with(dataset, statistics), km, choice, draws=5)
    key = "employed_lq"
    normalise = scale(scores.values, choice)
    assert CATALOGUE[base_key(key)].sign == 1
    plain = normalise(scores.values[key], key, 1)
    assert np.array_equal(np.isnan(ranks.ranks[key][0]), plain.isna())
    assert np.nanmean(abs(ranks.ranks[key] - plain.to_numpy())) < 0.1


def test_later_errors_are_hidden(dataset, km):
    scores = score_regions(dataset.panel(2018), km)
    statistics = with_errors(dataset.statistics, 10.0)
    ranks = draw_ranks(scores, panel_with(dataset, statistics, 2018), km, draws=10)
    assert ranks.figures == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory, dataset):
    """The bundled survey as a planner might hold it, with errors in percent."""
    place = tmp_path_factory.mktemp("own")
    rows = dataset.statistics.query("measure == 'employed' and flag == ''")
    table = rows.rename(columns={"region_code": "region"}).assign(rse="7.5 %")
    table.loc[table.index[::2], "rse"] = ""
    table.to_csv(place / "statistics.csv", index=False)
    return place


def test_score_tells_how_many_figures_varied(folder, tmp_path):
    scenario = tmp_path / "own.toml"
    scenario.write_text(f"name = 'own'\n[data]\nfolders = ['{folder.as_posix()}']\n", "utf-8")
    run = ["score", str(scenario), "--draws", "200"]
    told = json.loads(CliRunner().invoke(app, [*run, "--json"]).stdout)
    assert told["figures_varied"] > 100
    expected = f"data varied within their stated error: {told['figures_varied']:,} figures"
    for more in (["--top", "3"], ["--region", "거제시"]):
        done = CliRunner().invoke(app, [*run, *more])
        assert done.exit_code == 0, done.output
        assert expected in done.stdout
        korean = CliRunner().invoke(app, [*run, *more, "--lang", "ko"]).stdout
        assert f"값 {told['figures_varied']:,}개는 공표된 상대표준오차 안에서" in korean
    plain = CliRunner().invoke(app, ["score", "--draws", "200", "--top", "3"]).stdout
    assert "data not varied: no figure of the score has a stated error" in plain


def test_the_plan_and_its_map_tell_it_too(folder, dataset, baseline):
    from hubplanner.maps import render_map

    own = hp.load_dataset([folder])
    plan = hp.make_plan(own, hp.Scenario())
    figures = plan.summary()["robustness"]["figures_varied"]
    assert figures == plan.robustness.figures > 100
    assert f"{figures:,} figures" in render_map(plan)
    assert baseline.summary()["robustness"] == {"draws": 500, "first": 40, "figures_varied": 0}
    assert "Data not varied" in render_map(baseline)
    # The score itself is that of the figures as published.
    pd.testing.assert_series_equal(plan.regions["crisis_score"], baseline.regions["crisis_score"])
    scores = score(own, draws=100).scores
    assert "rse" not in scores.table


def test_a_region_is_shown_with_the_errors_of_its_figures(folder):
    done = CliRunner().invoke(app, ["data", "show", "거제시", "--folder", str(folder)])
    assert done.exit_code == 0, done.output
    assert "±7.5 %" in done.stdout
    assert "±nan" not in done.stdout


def test_a_figure_without_error_lies_over_one_with(tmp_path):
    below, above = tmp_path / "a", tmp_path / "b"
    for place, text in ((below, f"{ROW},5"), (above, f"{ROW},")):
        place.mkdir()
        head = "region,year,period,measure,industry,value,unit,source,rse"
        (place / "statistics.csv").write_text(f"{head}\n{text}\n", "utf-8")
    assert hp.load_dataset([below]).statistics["rse"].count() == 1
    assert "rse" not in hp.load_dataset([above]).statistics
    assert hp.load_dataset([below, above]).statistics["rse"].count() == 0


@pytest.mark.parametrize(
    ("cell", "value"),
    [("-1", "-1.0"), ("101", "101.0"), ("약 5", "'약 5'"), ("inf", "inf"), ("1.2.3", "'1.2.3'")],
)
def test_a_wrong_error_is_refused(tmp_path, cell, value):
    head = "region,year,period,measure,industry,value,unit,source,rse"
    (tmp_path / "statistics.csv").write_text(f"{head}\n{ROW},5\n{ROW},{cell}\n", "utf-8")
    with pytest.raises(DataError) as refused:
        hp.load_dataset([tmp_path])
    message = str(refused.value)
    assert f"statistics.csv: row 3, column 'rse': {value} is refused" in message
    assert "in percent, 0 to 100" in message
    assert len(message.splitlines()) == 1
