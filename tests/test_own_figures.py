"""A planner's own figures by division move a plan, and the plan says which of them it read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.language import Text
from hubplanner.maps import render_map
from hubplanner.own_figures import own_figures, uses_of
from hubplanner.pipeline import rulings
from hubplanner.report.blocks import Paragraph
from hubplanner.report.brief import write_brief
from hubplanner.report.sheets import plan_sheets, sheet_name
from hubplanner.report.words import Speaker
from hubplanner.scoring.two_ways import score_both_ways
from hubplanner.tables.measures import MEASURES

# Places of steel and ships that make food instead, as a planner's own table might have it.
WORKERS = """시군구,업종(중분류),연도,종사자수
경남 거제시,제조업,2023,"50,000"
경남 거제시,10 식료품 제조업,2023,"48,000"
경남 거제시,31 기타 운송장비 제조업,2023,500
경남 거제시,25 금속가공제품 제조업,2023,X
충남 당진시,제조업,2023,"40,000"
충남 당진시,10 식료품 제조업,2023,"39,000"
충남 당진시,24 1차 금속 제조업,2023,300
울산 동구,제조업,2023,"40,000"
울산 동구,10 식료품 제조업,2023,"39,000"
울산 동구,31 기타 운송장비 제조업,2023,300
경남 거제시,31 기타 운송장비 제조업,2021,"45,000"
"""
GEOJE, DANGJIN = "38090", "34080"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A planner's desk: the table imported, and a scenario that names the folder."""
    place = tmp_path_factory.mktemp("desk")
    (place / "workers.csv").write_text(WORKERS, "utf-8")
    command = ["data", "import", str(place / "workers.csv"), "--into", str(place / "own")]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "suppressed 1" in result.output
    (place / "s.toml").write_text('name = "s"\n[data]\nfolders = ["own"]\n', "utf-8")
    return place


@pytest.fixture(scope="module")
def plan(place):
    scenario = hp.Scenario.from_toml(place / "s.toml")
    return hp.make_plan(hp.load_dataset(scenario.data.folders), scenario)


def shares(plan):
    return plan.scores.exposure.industries.shares


def test_own_workers_by_division_move_the_plan(plan, baseline):
    """Shares, exposure, score, candidates, technologies and places of hubs, one after the other."""
    told = shares(plan)
    assert told.loc[GEOJE, ["c10", "c31", "c311"]].tolist() == pytest.approx([0.96, 0, 0.01])
    assert told.loc[DANGJIN, ["c10", "c24"]].tolist() == pytest.approx([0.975, 0.0075])
    assert shares(baseline).loc[GEOJE, "c311"] > 0.5
    untouched = told.index.difference([GEOJE, DANGJIN, "26030"])
    pd.testing.assert_frame_equal(told.loc[untouched], shares(baseline).loc[untouched])

    before, after = baseline.regions, plan.regions
    assert before.at[DANGJIN, "exposure"] > 0.9
    assert after.at[DANGJIN, "exposure"] < 0.5
    assert after.at[DANGJIN, "crisis_score"] < before.at[DANGJIN, "crisis_score"]
    assert (before.at[DANGJIN, "candidate"], after.at[DANGJIN, "candidate"]) == (True, False)
    assert "ships" in set(baseline.hubs["technology"])
    assert "ships" not in set(plan.hubs["technology"])
    assert set(plan.hubs["region_code"]) != set(baseline.hubs["region_code"])
    assert not baseline.own_figures


READ = "own (figures: 10): shares of industries (regions: 3, figures: 9)"
UNREAD = "no score, share or weight reads: workers (by workplace) 2021 (1)"


def test_it_is_told_wherever_the_plan_is_read(plan, place):
    (own,) = plan.own_figures
    assert str(own.sentence()) == f"{READ}; {UNREAD}"
    korean = own.sentence().in_language("ko")
    assert korean == (
        "own(10개 값): 업종 비중 3곳(9개)에 쓰임;"
        " 어떤 지표·비중·가중치에도 쓰이지 않음: 종사자수 2021(1개)"
    )
    page = render_map(plan)
    assert str(own.sentence()) in page
    assert korean in page
    (told,) = plan.summary()["own_figures"]
    assert told["used"] == [
        {"ko": "업종 비중", "en": "shares of industries", "figures": 9, "regions": 3}
    ]
    assert [one["figures"] for one in told["unread"]] == [1]
    assert told["sentence"] == {"ko": korean, "en": str(own.sentence())}
    blocks = write_brief(plan, Speaker("ko")).blocks
    paragraphs = [block for block in blocks if type(block) is Paragraph]
    assert any(korean in paragraph.text for paragraph in paragraphs)

    summary = next(sheet for sheet in plan_sheets(plan) if sheet.name == sheet_name("Summary"))
    assert f"{korean} · {own.sentence()}" in summary.columns[-1].values

    out = place / "maps"
    result = CliRunner().invoke(app, ["plan", str(place / "s.toml"), "--out", str(out)])
    assert READ in result.output
    assert json.loads((out / "s" / "plan.json").read_text("utf-8"))["own_figures"] == [told]


def test_a_plan_without_folders_says_nothing(baseline):
    assert baseline.summary()["own_figures"] == []
    assert "What your own figures changed" not in render_map(baseline)


def rows(*figures: tuple[object, ...]) -> str:
    head = "region,year,period,measure,industry,value,unit,source,flag\n"
    return head + "".join(",".join(map(str, one)) + "\n" for one in figures)


OF_NO_USE = {
    "a half-year of a measure that is read by the year": (
        rows(("거제시", 2023, "H1", "insured", "total", 90000, "persons", "own", "")),
        "employment insurance: insured persons 2023H1 (1)",
    ),
    "workers of shops": (
        rows(("거제시", 2023, "Y", "workers", "g47", 40000, "persons", "own", "")),
        "workers (by workplace) 2023 (1)",
    ),
    "unreliable": (
        rows(("거제시", 2023, "Y", "workers", "c31", 1, "persons", "own", "unreliable")),
        "workers (by workplace) 2023 (1)",
    ),
    "value added by division": (
        rows(
            *(
                ("거제시", y, "Y", "value_added", "c31", 1, "백만원", "own", "")
                for y in (2020, 2021)
            )
        ),
        "value added (mining and manufacturing survey) 2020–2021 (2)",
    ),
}


def of_folders(place, km, *tables, **data):
    """What a plan says of these tables, each in a folder; without siting hubs."""
    folders = []
    for number, table in enumerate(tables):
        folders.append(place / f"own{number}")
        folders[-1].mkdir()
        (folders[-1] / "statistics.csv").write_text(table, "utf-8")
    dataset = hp.load_dataset(folders)
    scenario = hp.Scenario(data={"folders": tuple(map(str, folders)), **data})
    scores = score_both_ways(dataset, km, scenario.scoring, scenario.data.as_of)
    return own_figures(dataset, scenario, scores, rulings(dataset))


@pytest.mark.parametrize("name", OF_NO_USE)
def test_what_changes_nothing_is_said(name, tmp_path, km, dataset):
    table, words = OF_NO_USE[name]
    (own,) = of_folders(tmp_path, km, table)
    count = table.count("\n") - 1
    assert str(own.sentence()) == (
        f"own0 (figures: {count}): changes nothing in this plan (scores and weights read a period"
        " of 153 regions or more; none here has more than 1);"
        f" no score, share or weight reads: {words}"
    )


def test_manufacturing_without_its_whole_changes_nothing_and_the_plan_says_why(
    tmp_path, km, dataset
):
    def workers(industry):
        return [
            (code, 2024, "Y", "workers", industry, 9000, "persons", "own", "")
            for code in dataset.regions.index
        ]

    (alone,) = of_folders(tmp_path, km, rows(*workers("manufacturing")))
    assert not alone.used
    assert "workers (by workplace) there is manufacturing alone" in str(alone.sentence())
    (tmp_path / "whole").mkdir()
    both = rows(*workers("manufacturing"), *workers("total"))
    (whole,) = of_folders(tmp_path / "whole", km, both)
    assert whole.used
    assert not whole.without_total


def test_figures_after_the_year_of_the_scenario_are_not_read(tmp_path, km):
    late = rows(
        ("거제시", 2023, "Y", "workers", "c31", 40000, "persons", "own", ""),
        ("거제시", 2023, "Y", "gva", "manufacturing", 40000, "million KRW", "own", ""),
    )
    (own,) = of_folders(tmp_path, km, late, as_of=2021)
    assert own.used == own.shown == ()
    assert [count for _, count in own.unread] == [1, 1]


def test_a_later_folder_takes_the_place_of_an_earlier_ones_figures(tmp_path, km):
    first = rows(
        ("거제시", 2023, "Y", "workers", "c31", 40000, "persons", "first", ""),
        ("거제시", 2023, "Y", "workers", "c10", 400, "persons", "first", ""),
    )
    second = rows(("거제시", 2023, "Y", "workers", "c31", 30000, "persons", "second", ""))
    below, above = of_folders(tmp_path, km, first, second)
    assert (below.figures, below.replaced, above.replaced) == (2, 1, 0)
    assert below.used == above.used == ((Text("shares of industries"), 1, 1),)
    assert str(below.sentence()).endswith("; replaced by a later folder: 1")


def test_a_folder_may_be_replaced_as_a_whole(tmp_path, km):
    table = rows(("거제시", 2023, "Y", "workers", "c10", 400, "persons", "own", ""))
    below, above = of_folders(tmp_path, km, table, table)
    assert (below.figures, below.replaced, above.replaced) == (1, 1, 0)
    assert below.too_few is None
    assert str(below.sentence()).endswith("; replaced by a later folder: 1")


def test_an_indicator_that_reads_them_is_named(tmp_path, km, dataset):
    latest = dataset.panel().latest("gva", "manufacturing", "total")
    gva = ("거제시", latest.year, "Y", "gva", "manufacturing", 1000000, "million KRW", "own", "")
    (own,) = of_folders(tmp_path, km, rows(gva))
    names = [str(what) for what, _, _ in own.used]
    assert any("manufacturing" in name.lower() for name in names)
    assert [str(what) for what, _, _ in own.shown] == ["profiles of regions"]
    assert not own.unread


def test_tables_by_industry_are_told_too(tmp_path, km):
    place = tmp_path / "own"
    place.mkdir()
    ailing = "industry,index,period,source\nc31,60,2024Q4,own\n"
    (place / "ailing_industries.csv").write_text(ailing, "utf-8")
    dataset = hp.load_dataset([place])
    scores = score_both_ways(dataset, km, hp.Scenario().scoring)
    (own,) = own_figures(dataset, hp.Scenario(), scores, [])
    assert str(own.sentence()) == (
        "ailing_industries.csv (figures: 1): changes nothing in this plan;"
        " no score, share or weight reads: ailing industries (1)"
    )


@pytest.mark.parametrize("weight", ["crisis_score", "population"])
def test_nothing_that_a_plan_reads_is_left_out_of_what_it_says(dataset, weight):
    """Were all figures the planner's own, every column that a whole plan asks for has a reader."""
    importable = dataset.statistics["measure"].isin(list(MEASURES))
    everything = dataset.statistics[importable].assign(folder=0, replaced=False)
    own = replace(dataset, own_statistics=everything, folders=(Path("all"),))
    siting = {"weight": weight} | ({"demand": "regions"} if weight == "population" else {})
    scenario = hp.Scenario(siting={"model": "p_median", **siting})
    plan = hp.make_plan(own, scenario)
    asked = {
        (measure, industry, when.year, when.part) for measure, industry, when in own.panel()._noted
    }
    key = pd.MultiIndex.from_frame(everything[["measure", "industry", "year", "period"]])
    uses = list(uses_of(own, scenario, plan.scores, plan.rulings))
    read = everything.index[:0].append([use.rows for use in uses]).unique()
    reliable = everything.index[key.isin(asked) & (everything["flag"] != "unreliable")]
    assert len(reliable) > 2000
    assert reliable.difference(read).empty
    by_name = {str(use.what): use for use in uses}
    assert len(by_name["jobs where the work is"].rows) == 2 * 229
    assert ("weights of whom hubs serve" in by_name) == (weight == "population")
