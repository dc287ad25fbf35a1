"""The two commands: verdicts in words, tables that agree with each other, files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.effects.effect_chapter import effect_chapter, estimates_table, verdict_sentence
from hubplanner.effects.estimates import Estimate
from hubplanner.effects.findings import Verdict, deciding_interval, find, unsteadiness
from hubplanner.effects.impact import (
    Around,
    catchment,
    loss_impact,
    output_of,
    productivity,
    spending_impact,
)
from hubplanner.effects.impact_chapter import ImpactChoice, impact_chapter, multipliers
from hubplanner.effects.national_table import bundled_table, own_table, sector_sizes
from hubplanner.effects.panel import EvenPanel, RegionPanel
from hubplanner.effects.randomisation import Chance
from hubplanner.effects.simulated import Design, simulated_panel
from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.regions import read_reference
from hubplanner.report.blocks import Paragraph, Picture, Table
from hubplanner.report.words import Speaker
from hubplanner.stages import Stages

pytestmark = pytest.mark.slow

run = CliRunner()


def simulated(design, seed=3):
    outcomes, first, _ = simulated_panel(design, np.random.default_rng(seed))
    codes = [str(10000 + place) for place in range(len(first))]
    years = list(range(2005, 2005 + outcomes.shape[1]))
    values = pd.DataFrame(np.exp(outcomes), codes, years)
    begun = {code: years[one] for code, one in zip(codes, first, strict=True) if one >= 0}
    names = {code: Text(f"region {code}") for code in codes}
    panel = RegionPanel(values, pd.Series(begun), Text("Workers"), names)
    return panel, EvenPanel(codes, years, outcomes, first, [])


@pytest.mark.parametrize(
    ("design", "verdict", "says"),
    [
        (Design(effect=0.0), Verdict.NOTHING, "is not distinguishable from no effect"),
        (Design(effect=0.2), Verdict.HIGHER, "is higher than"),
        (Design(effect=-0.2), Verdict.LOWER, "is lower than"),
    ],
)
def test_the_verdict_in_words(design, verdict, says):
    panel, compared = simulated(design)
    found = find(compared, count=499, with_synthetic=False)
    assert found.verdict is verdict
    assert says in str(verdict_sentence(panel, compared, found))
    assert "은(는)" not in verdict_sentence(panel, compared, found).in_language("ko")
    table = estimates_table(found)
    assert table["effect_percent"].iloc[0] == pytest.approx(
        100 * np.expm1(found.chance.effect), abs=0.006
    )
    assert len(found.without) == 9


def test_regions_that_parted_before_are_no_evidence():
    panel, compared = simulated(Design(effect=0.0))
    compared.outcomes[compared.first >= 0] += 0.05 * np.arange(15)
    found = find(compared, count=499, with_synthetic=False)
    assert found.verdict is Verdict.APART
    assert "this is no evidence of an effect" in str(verdict_sentence(panel, compared, found))


def test_the_first_sentence_says_how_many_of_the_treated_regions_are_carried():
    panel, compared = simulated(Design(effect=0.2))
    first = pd.concat([panel.first, pd.Series({"99": 2010})])
    panel = replace(panel, first=first, names={**panel.names, "99": Text("region 99")})
    told = verdict_sentence(panel, compared, find(compared, count=199, with_synthetic=False))
    assert "of 9 of the 10 treated regions (without region 99) is higher" in str(told)
    assert "처치 지역 10곳 가운데 9곳(빠진 곳: region 99)의" in told.in_language("ko")


@pytest.mark.parametrize(
    ("before", "earlier", "verdict", "doubtful"),
    [
        (0.06, None, Verdict.UNTOLD, True),
        (0.5, (2, -0.3, 0.05), Verdict.UNTOLD, True),
        (0.5, (2, -0.3, 0.4), Verdict.HIGHER, False),
        (0.01, None, Verdict.APART, True),
    ],
)
def test_a_weak_sign_before_leaves_open_whether_regions_moved_alike(
    before, earlier, verdict, doubtful
):
    panel, compared = simulated(Design(effect=0.2))
    found = find(compared, count=199, with_synthetic=False)
    found = replace(found, path=replace(found.path, before_p_value=before), earlier=earlier)
    assert (found.verdict, found.doubtful) == (verdict, doubtful)
    first = str(verdict_sentence(panel, compared, found))
    assert ("moved alike before cannot be judged" in first) == (verdict is Verdict.UNTOLD)
    blocks = effect_chapter(panel, compared, found).blocks(Speaker("en"))
    told = " ".join(block.text for block in blocks if isinstance(block, Paragraph))
    assert ("moved alike cannot be judged" in told) == (verdict is Verdict.UNTOLD)
    assert "that is no evidence that there was none" in told or doubtful
    if before < 0.05:
        nothing = replace(found, interval=(-0.1, 0.3))
        said = str(verdict_sentence(panel, compared, nothing))
        assert said.endswith("They had parted from the others before anything began.")


def test_an_unsteady_treatment_widens_the_interval():
    chance = Chance(0.1, 0.05, 0.15, 0.01, 0.05, 0.02)
    robust = Estimate(0.1, 0.05, -0.01, 0.12)
    assert deciding_interval(chance, robust, 1.0) == (0.05, 0.15)
    assert deciding_interval(chance, robust, 2.0) == (-0.01, 0.15)
    assert deciding_interval(chance, robust, float("nan")) == (0.05, 0.15)


def test_unsteadiness_is_the_ratio_of_spreads():
    outcomes, first, _ = simulated_panel(
        Design(cohorts={10: 100}, unsteady=2.0), np.random.default_rng(0)
    )
    assert unsteadiness(outcomes, first) == pytest.approx(2.0, abs=0.15)
    assert np.isnan(unsteadiness(outcomes[:, 9:], np.where(first < 0, -1, 1)))


def test_the_effect_chapter_tells_finding_table_picture_and_limits(columns_are_described):
    panel, compared = simulated(Design(cohorts={6: 4}))
    found = find(compared, count=199)
    chapter = effect_chapter(panel, compared, found)
    for language in ("ko", "en"):
        blocks = chapter.blocks(Speaker(language))
        assert isinstance(blocks[0], Paragraph)
        assert sum(isinstance(block, Picture) for block in blocks) == 1
        tables = [block for block in blocks if isinstance(block, Table)]
        assert [len(table.rows) for table in tables] == [4, 1 + 1 + 4 + 4]
    assert set(chapter.tables) == {"Effect", "Event study", "Growth", "Without each"}
    names = ["효과 Effect", "사건 연구 Event study", "증가율 Growth", "한 곳씩 뺌 Without each"]
    assert [sheet.name for sheet in chapter.sheets()] == names
    assert chapter.tables["Event study"]["periods_since"].tolist() == list(range(-6, 9))
    for name, table in chapter.tables.items():
        columns_are_described("effect", f"{name.lower().replace(' ', '_')}.csv", table.columns)


# ---- impact --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def national():
    return bundled_table()


@pytest.fixture(scope="module")
def sizes(dataset, national):
    shares = Stages(dataset).industries(hp.Scenario()).shares
    return sector_sizes(national, dataset.panel(), shares)


def test_sizes_of_sectors_add_up_to_the_accounts(dataset, national, sizes):
    made = dataset.statistics.query("measure == 'gva' and year == 2020").set_index("industry")
    total = made["value"].groupby("industry").sum()
    factories = [place for place, held in enumerate(national.sectors["industries"]) if held]
    assert sizes[factories].sum().sum() == pytest.approx(total["manufacturing"], rel=1e-3)
    assert sizes.iloc[:, 18].sum() == pytest.approx(total["construction"])
    assert sizes.iloc[:, 32].isna().all()


def test_a_region_keeps_less_than_the_nation_and_low_is_below_high(national, sizes):
    nation = sizes.sum(axis=0, min_count=1).to_numpy(float)
    minutes = pd.Series(np.arange(len(sizes), dtype=float), sizes.index)
    jobs = pd.DataFrame({"c31": 1000.0, "unknown": 50.0}, index=sizes.index)
    around = catchment(minutes, sizes, jobs, jobs * 2, pd.Series(np.nan, sizes.index), 4.0)
    assert (around.regions, around.jobs["c31"]) == (5, 5000.0)
    spent = spending_impact(national, around, nation, national.place(""), (100, 150))
    for what in ("output", "value_added", "jobs"):
        told = spent[f"{what}_total"]
        assert told["region_low"] < told["region_high"] < told["nation_high"]
        assert told["region_low"] < told["nation_low"] < told["nation_high"]
    assert spent.at["nation_low", "output_total"] == pytest.approx(179.75, abs=0.01)
    lost = loss_impact(national, around, nation)
    assert lost["jobs_direct"].tolist() == pytest.approx([5000.0] * 4)
    assert (
        lost.at["region_low", "jobs_indirect"]
        < lost.at["region_high", "jobs_indirect"]
        < lost.at["nation_high", "jobs_indirect"]
    )
    assert lost.loc["nation_low"].to_dict() == lost.loc["nation_high"].to_dict()


@pytest.mark.parametrize(
    ("observed", "low", "high"),
    [(0.5, 0.5, 1.0), (0.1, 0.1, 0.25), (3.0, 1.0, 3.0), (np.nan, 1.0, 1.0)],
)
def test_output_of_jobs_is_scaled_by_the_value_added_observed(national, observed, low, high):
    """Half of all jobs at risk, a fifth of unknown industry, so 0.4 of all known jobs."""
    place = national.sectors["name_en"].tolist().index("Transport equipment")
    made = 10 * national.sectors["value_added"].iloc[place] / national.sectors["jobs"].iloc[place]
    factories = pd.Series({"c311": 800.0, "unknown": 200.0})
    around = Around(
        np.ones(33), factories / 2, factories, observed * 1000 * made, 1
    )  # 1,000 jobs make `observed` times what they would in the nation
    assert productivity(national, around) == pytest.approx((low, high))
    lost = loss_impact(national, around, np.full(33, 9.0))
    least, most = lost.loc[["nation_low", "nation_high"], "value_added_direct"]
    assert (least, most) == pytest.approx((400 * made * low, 400 * made * high))
    assert np.isnan(observed) or most <= around.value_added * (1 + 1e-9)
    assert lost["jobs_direct"].tolist() == pytest.approx([400.0] * 4)


def test_no_hub_loses_more_value_added_than_its_catchment_makes(dataset, baseline):
    chapter = impact_chapter(baseline, Stages(dataset), bundled_table(), ImpactChoice())
    lost = chapter.tables["Losses"]
    made = lost["manufacturing_value_added"]
    assert (lost["value_added_lost_low"] < made).all()
    assert (lost["value_added_lost_high"] <= made + 0.1).all()
    assert (lost["jobs_suppliers_nation_low"] < lost["jobs_suppliers_nation_high"]).all()
    geoje = lost[lost["region_code"] == "38090"].iloc[0]  # with Tongyeong; 4.33 trillion won
    assert geoje["manufacturing_value_added"] == pytest.approx(43_300, abs=50)
    assert geoje["productivity_low"] < 1


def test_jobs_at_risk_have_one_word_and_a_note_on_how_they_are_counted(dataset, baseline):
    chapter = impact_chapter(baseline, Stages(dataset), bundled_table(), ImpactChoice())
    korean, english = (
        [block.text for block in chapter.blocks(Speaker(one)) if isinstance(block, Paragraph)]
        for one in ("ko", "en")
    )
    assert any("overlap: jobs and money of several hubs must not be added" in a for a in english)
    assert any("겹치므로 더하면 안 된다" in one and "위기 일자리" in one for one in korean)
    assert not any("위험 일자리" in one for one in korean)


def test_the_page_says_that_cars_and_ships_are_one_sector(dataset, baseline):
    chapter = impact_chapter(baseline, Stages(dataset), bundled_table(), ImpactChoice())
    told = [block.text for block in chapter.blocks(Speaker("en")) if isinstance(block, Paragraph)]
    assert any(
        "Cars and ships are one sector of this table (Transport equip" in one for one in told
    )


def test_jobs_become_output_by_hand(national):
    """1,146 jobs in cars at 1.146 persons per billion won are 10,000 (100 million won)."""
    place = national.sectors["name_en"].tolist().index("Transport equipment")
    per_output = national.sectors["jobs"].iloc[place]
    output = output_of(national, pd.Series({"c30": 600.0, "c311": 546.0, "unknown": 9.0}))
    assert output[place] == pytest.approx(1146 * 10 / per_output)
    assert np.count_nonzero(output) == 1


def test_multipliers_are_those_published(national):
    told = multipliers(national).set_index("name_en")
    assert told.at["Transport equipment", "output_multiplier"] == pytest.approx(2.4137, abs=1e-4)
    assert told.at["Agricultural products", "jobs_multiplier"] == pytest.approx(23.852, abs=1e-3)


def test_the_impact_chapter_has_a_row_a_hub(dataset, baseline):
    stages = Stages(dataset)
    chapter = impact_chapter(baseline, stages, bundled_table(), ImpactChoice())
    names = ["지출 Spending", "손실 Losses", "승수 Multipliers"]
    assert [sheet.name for sheet in chapter.sheets()] == names
    assert len(chapter.tables["Spending"]) == len(chapter.tables["Losses"]) == len(baseline.hubs)
    for language in ("ko", "en"):
        tables = [block for block in chapter.blocks(Speaker(language)) if isinstance(block, Table)]
        assert [len(table.rows) for table in tables] == [len(baseline.hubs)] * 3
    geoje = next(row for row in tables[2].rows if "Geoje" in row[0])
    row = chapter.tables["Losses"].set_index("region_code").loc["38090"]
    low, high = (f"{row[f'value_added_lost_{end}']:,.0f}" for end in ("low", "high"))
    assert geoje[2] == f"{low}–{high}"


def test_an_own_table_needs_coefficients_for_each_of_its_sectors(tmp_path):
    from hubplanner.dataset.industry_tables import InputOutput

    table = InputOutput(
        ("배", "연구개발"),
        (("c31",), ()),
        np.array([[15.0, 50], [20, 10]]),
        np.array([100.0, 200]),
        2022,
        "own",
        "input_output.csv",
    )
    path = tmp_path / "coefficients.csv"
    path.write_text("부문,부가가치율,취업계수\n배,0.4,2\n연구개발,0.5,9\n", encoding="utf-8")
    told = own_table(table, path)
    assert told.inputs == pytest.approx(np.array([[0.15, 0.25], [0.2, 0.05]]))
    assert told.place("") == 1
    assert told.sectors["gva_industry"].tolist() == ["manufacturing", ""]
    with pytest.raises(DataError, match="name one of the sectors"):
        told.place("자동차")
    path.write_text("부문,부가가치율,취업계수\n배,0.4,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="no row for 연구개발"):
        own_table(table, path)
    path.write_text("부문,부가가치율,취업계수\n배,0.9,2\n연구개발,0.5,9\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"배 would spend 125.0%"):
        own_table(table, path)


# ---- commands ------------------------------------------------------------------------------------


def test_the_nine_of_2018_with_the_data_at_hand(tmp_path):
    """Value added shows a difference, no effect; the household survey cannot carry it at all."""
    done = run.invoke(app, ["effect", "--since", "2015", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "it is a difference, not an effect" in " ".join(done.output.split())
    page = (tmp_path / "effect" / "effect.html").read_text(encoding="utf-8")
    assert "the last year observed before it is 2015" in page
    refused = run.invoke(
        app, ["effect", "--measure", "employed", "--industry", "mining_and_manufacturing"]
    )
    assert refused.exit_code == 2
    assert "is observed from 2019 on, and treatment begins in 2018" in " ".join(
        refused.output.split()
    )


def test_a_planners_own_panel(tmp_path, dataset):
    design = Design(cohorts={8: 9}, effect=0.3)
    outcomes, first, _ = simulated_panel(design, np.random.default_rng(2))
    codes = dataset.regions.index.tolist()
    rows = [
        f"{code},{2005 + place},{np.exp(value):.3f}"
        for code, values in zip(codes, outcomes, strict=True)
        for place, value in enumerate(values)
    ]
    panel, treated = tmp_path / "panel.csv", tmp_path / "treated.csv"
    panel.write_text("region,year,value\n" + "\n".join(rows), encoding="utf-8")
    begun = [f"{code},{2005 + one}" for code, one in zip(codes, first, strict=True) if one >= 0]
    treated.write_text("region,year\n" + "\n".join(begun), encoding="utf-8")
    done = run.invoke(
        app, ["effect", str(panel), "--treated", str(treated), "--out", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    assert "the value in your table of the 9 treated regions is higher than" in " ".join(
        done.output.split()
    )
    told = pd.read_csv(tmp_path / "effect" / "effect.csv")
    assert told["effect_percent"].iloc[0] == pytest.approx(100 * np.expm1(0.3), abs=6)


@pytest.mark.parametrize("spending", ["150..100", "x", "0..5", "1..2..3"])
def test_a_wrong_spending_is_refused(spending):
    refused = run.invoke(app, ["impact", "--spending", spending])
    assert refused.exit_code == 2
    assert "as 100..150" in " ".join(refused.output.split())


def test_coefficients_without_a_table_are_refused(tmp_path):
    path = tmp_path / "coefficients.csv"
    path.write_text("sector,value_added,jobs\nx,0.1,1\n", encoding="utf-8")
    refused = run.invoke(app, ["impact", "--coefficients", str(path)])
    assert refused.exit_code == 2
    assert "--coefficients goes with an input-output table" in " ".join(refused.output.split())


def test_the_documents_commands_run_as_they_stand(tmp_path, monkeypatch, dataset):
    """Each indented command of effects.md, on files such as it describes."""
    root = Path(__file__).parents[2]
    text = (root / "docs/en/explanation/effects.md").read_text(encoding="utf-8")
    commands = re.findall(r"^ {4}hubplanner (.+)$", text, re.MULTILINE)
    assert len(commands) >= 5
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").symlink_to(root / "scenarios")
    rng = np.random.default_rng(0)
    codes = dataset.regions.index
    rows = [
        (code, year, 1000 * rng.uniform(0.9, 1.1)) for code in codes for year in range(2014, 2023)
    ]
    panel = pd.DataFrame(rows, columns=["region", "year", "value"])
    panel.to_csv("panel.csv", index=False)
    pd.DataFrame({"region": codes[:5], "year": 2019}).to_csv("hubs.csv", index=False)
    (tmp_path / "my_data").mkdir()
    own = panel.assign(measure="workers", industry="manufacturing", unit="persons", source="test")
    own.to_csv("my_data/statistics.csv", index=False)
    (tmp_path / "io").mkdir()
    told = read_reference("input_output")
    names = told["name_ko"].tolist()
    square = pd.DataFrame(told[told["sector"].tolist()].to_numpy(), names, names)
    square.to_csv("io/input_output_2023.csv", index_label="생산유발계수표")
    own = told[["name_ko", "value_added", "jobs", "gva_industry"]]
    own.rename(columns={"name_ko": "sector"}).to_csv("coefficients.csv", index=False)
    (tmp_path / "mine.toml").write_text('[data]\nfolders = ["io"]\n', encoding="utf-8")
    spent = []
    for command in commands:
        done = run.invoke(app, command.split())
        assert done.exit_code == 0, f"{command}: {done.output}"
        if command.startswith("impact"):
            spent.append(pd.read_csv("programme/impact/spending.csv"))
    pd.testing.assert_frame_equal(*spent, rtol=1e-3)  # the bundled table, and the same as one's own
