"""The programme on one page against the plan that it is made of."""

from __future__ import annotations

from math import ceil

import pandas as pd
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.evaluation.evaluate import evaluate, results_by_hub
from hubplanner.evaluation.indicators import load_indicators
from hubplanner.evaluation.reports import read_reports
from hubplanner.evaluation.targets import derive_targets
from hubplanner.programme.funding_chapter import funding_of
from hubplanner.programme.portfolio import (
    hubs_table,
    ministries_table,
    technologies_table,
    without_hub_near,
)
from hubplanner.programme.portfolio_chapter import portfolio_chapter
from hubplanner.report.blocks import Paragraph, Table
from hubplanner.report.words import Speaker


@pytest.fixture(scope="module")
def doubled(dataset):
    """Three hubs, two of one technology by wish."""
    scenario = hp.Scenario(
        siting={"hubs": 3, "model": "p_median", "sites": "candidates"},
        network={"technology_uses": 2},
    )
    return hp.make_plan(dataset, scenario)


def test_each_technology_stands_once_and_hubs_add_up(baseline):
    table = technologies_table(baseline)
    assert table["technology"].tolist() == list(baseline.network.technologies.technologies)
    assert table["hubs"].sum() == len(baseline.hubs)
    missing = table[table["status"] == "missing"]
    assert set(missing["technology"]) == set(baseline.sites.without.technologies.index)
    assert missing["why_ko"].str.len().gt(0).all()
    assert table.loc[table["hubs"] > 0, "need"].isna().all()


def test_two_hubs_of_one_technology_are_told_as_doubled(doubled):
    taken = doubled.hubs["technology"].value_counts()
    table = technologies_table(doubled).set_index("technology")
    assert (table["status"] == "doubled").sum() == (taken > 1).sum()
    assert table["hubs"].sum() == 3


def test_money_is_that_of_the_funding(baseline):
    """All hubs of the baseline are new: their public money adds up to the programme's."""
    told = funding_of(baseline)
    money = told.funding.hubs
    table, by_ministry = hubs_table(baseline, money), ministries_table(baseline, money)
    assert table["public"].sum() == pytest.approx(told.funding.flows["public"].sum())
    assert by_ministry["public"].sum() == pytest.approx(table["public"].sum())
    years = told.funding.hubs["self_sufficient"]
    assert table.set_index("hub_id")["self_sufficient"].to_dict() == years.to_dict()


def test_results_of_reports_stand_beside_the_hubs(baseline, tmp_path):
    """Figures on target for one hub, at half of it for another, none for the rest."""
    indicators = load_indicators()
    targets = derive_targets(baseline, indicators)
    first, second = baseline.hubs.index[:2]
    year_one = targets[(targets["operating_year"] == 1) & targets["indicator"].isin(["projects"])]
    rows = pd.DataFrame(
        [
            (2028, hub, "projects", ceil(share * value))
            for hub, share in ((first, 1.0), (second, 0.4))
            for value in year_one.loc[year_one["hub_id"] == hub, "target"]
        ],
        columns=["연도", "거점 ID", "지표 ID", "값"],
    )
    rows.to_csv(tmp_path / "2028.csv", index=False)
    read = read_reports([tmp_path / "2028.csv"], indicators)
    results = results_by_hub(evaluate(read, indicators, targets))
    table = hubs_table(baseline, funding_of(baseline).funding.hubs, results).set_index("hub_id")
    assert table.loc[first, ["targets", "targets_met"]].tolist() == [1, 1]
    assert table.loc[second, ["targets", "targets_met"]].tolist() == [1, 0]
    assert table["targets"].isna().sum() == len(table) - 2
    blocks = portfolio_chapter(baseline, results).blocks(Speaker("en"))
    hubs = next(block for block in blocks if isinstance(block, Table))
    place = list(hubs.headings).index("Targets met")
    assert [row[place] for row in hubs.rows[:3]] == ["1 / 1", "0 / 1", "– / –"]


def test_ministries_lead_every_technology_of_the_list_once(baseline):
    table = ministries_table(baseline, funding_of(baseline).funding.hubs)
    assert table["technologies"].sum() == len(baseline.network.technologies.technologies)
    assert table["hubs"].sum() == len(baseline.hubs)


@pytest.mark.parametrize("within", [0.0, 45.0, 1e9])
def test_who_is_without_a_hub_near(baseline, within):
    """Counted another way: hub by hub, from minutes and the jobs that each serves."""
    served, minutes = baseline.sites.served, baseline.network.minutes
    near = set()
    for hub, row in baseline.hubs.iterrows():
        for region in served.index[served[row["region_code"]] > 0]:
            if minutes.at[hub, region] <= within:
                near.add(region)
    crisis = set(baseline.regions.index[baseline.regions["candidate"]])
    table = without_hub_near(baseline, within)
    assert set(table["region_code"]) == crisis - near
    assert table["rank"].is_monotonic_increasing
    far = table.loc[table["why"] == "far", "region_code"]
    assert (minutes[far].min() > within).all()


def test_without_technologies_of_siting_any_hub_serves(doubled):
    table = without_hub_near(doubled, 60.0)
    crisis = doubled.regions.index[doubled.regions["candidate"]]
    nearest = doubled.network.minutes[crisis].min()
    assert set(table["region_code"]) == set(crisis[nearest > 60.0])
    assert "need" not in technologies_table(doubled)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_finding_comes_first_and_says_what_the_tables_hold(baseline, language):
    chapter = portfolio_chapter(baseline)
    first = chapter.blocks(Speaker(language))[0]
    assert isinstance(first, Paragraph)
    for number in (
        len(baseline.hubs),
        len(chapter.tables["Technologies"]),
        len(chapter.tables["Without hub near"]),
    ):
        assert str(number) in first.text


def test_a_plan_of_another_model_has_a_page_too(doubled):
    assert portfolio_chapter(doubled).blocks(Speaker("ko"))
    assert "jobs_near" not in hubs_table(doubled, funding_of(doubled).funding.hubs)


def test_the_command_writes_page_workbook_and_tables(tmp_path):
    scenario = tmp_path / "네 곳.toml"
    scenario.write_text("[siting]\nhubs = 4\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["portfolio", str(scenario), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    folder = tmp_path / "out" / "portfolio"
    assert len(pd.read_csv(folder / "hubs.csv")) == 4
    names = load_workbook(folder / "portfolio.xlsx").sheetnames
    assert len(names) == 7
    assert all(len(name) <= 31 for name in names)
    assert "Ministry of Trade" in (folder / "portfolio.html").read_text("utf-8")


def test_a_missing_scenario_is_refused_in_one_line(tmp_path):
    done = CliRunner().invoke(
        app, ["portfolio", str(tmp_path / "none.toml"), "--out", str(tmp_path / "out")]
    )
    assert done.exit_code == 2
    assert not (tmp_path / "out").exists()
