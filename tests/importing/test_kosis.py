"""A whole download of the labour force survey: one command, nothing lost, both Goseong told."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.errors import DataError
from hubplanner.importing import import_file
from tables import HALVES, SURVEY_INDUSTRIES, filled, save, survey_table

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    """The table, what it says, and the folder that one command made of it."""
    place = tmp_path_factory.mktemp("survey")
    rows, truth = survey_table()
    file = save(place / "지역별고용조사.csv", rows, "utf-8-sig")
    folder = place / "employed"
    done = CliRunner().invoke(app, ["data", "import", str(file), "--into", str(folder)])
    assert done.exit_code == 0, done.output
    return rows, truth, folder, done.output


def test_every_figure_is_where_it_belongs(survey):
    _, truth, folder, _ = survey
    table = pd.read_parquet(folder / "statistics.parquet")
    assert table["region_code"].nunique() == 228
    assert set(table["industry"]) == set(SURVEY_INDUSTRIES.values())
    assert table.groupby(["year", "period"]).ngroups == 14
    assert set(table["unit"]) == {"thousand persons"}
    found = {
        (row.region_code, row.industry, (row.year - 2019) * 2 + (row.period == "H2")): (
            row.value,
            row.flag,
        )
        for row in table.itertuples()
    }
    assert found == truth


def test_reliability_is_kept_apart(survey):
    _, truth, folder, _ = survey
    quality = pd.read_parquet(folder / "quality.parquet")
    assert set(quality["published"]) == {"*"}
    assert set(quality["measure"]) == {"employed"}
    assert len(quality) == sum(flag == "unreliable" for _, flag in truth.values())


def test_no_number_no_error(survey):
    assert "rse" not in pd.read_parquet(survey[2] / "statistics.parquet")


@pytest.fixture(scope="module")
def with_errors(tmp_path_factory):
    """The same table with a number in every RSE cell that has no mark, and the folder of it."""
    place = tmp_path_factory.mktemp("errors")
    rows, truth = survey_table()
    for figures, marks in pairwise(rows):
        if marks[2] == "RSE":
            pairs = zip(figures[4:-1], marks[4:-1], strict=True)
            marks[4:-1] = [mark or (figure and "7.5") for figure, mark in pairs]
    file = save(place / "지역별고용조사.csv", rows, "cp949")
    folder = place / "employed"
    done = CliRunner().invoke(app, ["data", "import", str(file), "--into", str(folder)])
    assert done.exit_code == 0, done.output
    assert "taken as percent: 7.5 to 7.5" in done.stdout
    return truth, folder


def test_an_error_goes_with_its_figure(with_errors):
    truth, folder = with_errors
    table = pd.read_parquet(folder / "statistics.parquet")
    stated = table["industry"].isin(
        ["agriculture_forestry_and_fishing", "mining_and_manufacturing"]
    )
    expected = stated & (table["flag"] == "")
    assert (table["rse"].notna() == expected).all()
    assert (table["rse"].dropna() == 7.5).all()
    assert expected.sum() > 3000
    marked = sum(flag == "unreliable" for _, flag in truth.values())
    assert (table["flag"] == "unreliable").sum() == marked


def test_scores_on_the_import_vary_its_figures(with_errors, tmp_path):
    _, folder = with_errors
    scenario = tmp_path / "own.toml"
    scenario.write_text(f"name = 'own'\n[data]\nfolders = ['{folder.as_posix()}']\n", "utf-8")
    done = CliRunner().invoke(app, ["score", str(scenario), "--draws", "200", "--json"])
    assert done.exit_code == 0, done.output
    # Mining and manufacturing in both half-years that the score reads, but for Sejong.
    assert 300 < json.loads(done.stdout)["figures_varied"] <= 228 * 2
    again = CliRunner().invoke(app, ["score", str(scenario), "--draws", "200", "--json"])
    assert again.stdout == done.stdout


def one_region(*errors):
    rows = [["시군구", "산업", "항목", "2024.1/2", "2024.2/2", "2025.1/2"]]
    rows.append(["거제시", "계", "취업자[천명]", "120", "121", "122"])
    return [*rows, ["거제시", "계", "상대표준오차(%)", *errors]]


@pytest.mark.parametrize(
    ("cell", "flag", "rse"),
    [
        ("3.2", "", 3.2),
        ("0", "", 0.0),
        ("27.5*", "unreliable", 27.5),
        ("*", "unreliable", None),
        ("101", "unreliable", 101.0),
        ("-", "", None),
    ],
)
def test_what_a_cell_of_errors_means(tmp_path, cell, flag, rse):
    file = save(tmp_path / "a.csv", one_region(cell, "4.0", "5.0"))
    import_file(file, into=tmp_path / "out")
    row = pd.read_parquet(tmp_path / "out" / "statistics.parquet").iloc[0]
    assert row["flag"] == flag
    assert row["rse"] == rse if rse is not None else pd.isna(row["rse"])
    assert hp.load_dataset([tmp_path / "out"]).statistics["rse"].count() >= 2


def test_a_negative_error_is_told_and_left_out(tmp_path):
    file = save(tmp_path / "a.csv", one_region("4.0", "-4.0", "약 5"))
    report = import_file(file, into=tmp_path / "out")
    table = pd.read_parquet(tmp_path / "out" / "statistics.parquet")
    assert table["rse"].notna().tolist() == [True, False, False]
    assert report.counts["negative"] == report.counts["unreadable"] == 1
    left = (tmp_path / "out" / "not_imported.csv").read_text("utf-8-sig")
    assert '3,"E","-4.0"' in left
    assert '3,"F","약 5"' in left


def test_an_error_stays_with_a_city_but_not_with_a_sum(tmp_path):
    """수원시 is given as a whole; 청주시 with 청원군 is a sum whose error nobody states."""
    rows = [["시군구", "산업", "항목", "2013"]]
    for name in ("수원시", "청주시", "청원군"):
        rows += [[name, "계", "취업자[천명]", "100"], [name, "계", "RSE", "2.5"]]
    import_file(save(tmp_path / "a.csv", rows), into=tmp_path / "out")
    table = pd.read_parquet(tmp_path / "out" / "statistics.parquet").set_index("region_code")
    assert table["value"].to_dict() == {"31010": 100.0, "33040": 200.0}
    assert table.loc["31010", "rse"] == 2.5
    assert pd.isna(table.loc["33040", "rse"])


def test_a_folder_with_other_errors_is_refused(with_errors, tmp_path):
    table = pd.read_parquet(with_errors[1] / "statistics.parquet").head(3)
    for wrong in ([-1.0, 2.0, 3.0], ["a", "b", "c"]):
        table.assign(rse=wrong).to_parquet(tmp_path / "statistics.parquet")
        with pytest.raises(DataError, match="is not as an import writes it; import the file"):
            hp.load_dataset([tmp_path])


def test_both_goseong_are_told_by_their_place(survey):
    _, truth, folder, output = survey
    table = pd.read_parquet(folder / "statistics.parquet").query("industry == 'total'")
    for code in ("32400", "38340"):
        first = table.query("region_code == @code and year == 2019 and period == 'H1'")
        assert first["value"].item() == truth[code, "total", 0][0]
    assert "고성군 → 강원도 고성군" in output
    assert "고성군 → 경상남도 고성군" in output


def test_every_cell_is_counted(survey):
    rows, _, folder, output = survey
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert sum(package["imports"]["statistics"]["cells"].values()) == filled(rows)
    assert f"sum: {filled(rows):,}" in output
    assert {resource["path"] for resource in package["resources"]} == {
        "quality.parquet",
        "report.txt",
        "sources.csv",
        "statistics.parquet",
    }


def test_a_plan_runs_on_it_and_names_the_source(survey, tmp_path):
    folder = survey[2]
    dataset = hp.load_dataset([folder])
    assert dataset.sources.loc["지역별고용조사", "publisher_en"] == "planner's own data"
    plan = hp.make_plan(dataset, hp.Scenario())
    assert any("지역별고용조사" in sources for sources in plan.coverage["sources"])


def test_a_dry_run_writes_nothing(tmp_path):
    rows, _ = survey_table()
    report = import_file(save(tmp_path / "a.csv", rows), into=tmp_path / "out", dry_run=True)
    assert report.regions == 228
    assert len(report.periods) == len(HALVES)
    assert not (tmp_path / "out").exists()


def test_an_import_takes_the_place_of_an_earlier_one_and_of_nothing_else(tmp_path):
    rows, _ = survey_table()
    file = save(tmp_path / "a.csv", rows)
    import_file(file, into=tmp_path / "out")
    (tmp_path / "out" / "institutions.csv").write_text("kept", encoding="utf-8")
    import_file(save(tmp_path / "b.csv", rows[:50]), into=tmp_path / "out")
    assert pd.read_parquet(tmp_path / "out" / "statistics.parquet")["region_code"].nunique() < 10
    assert (tmp_path / "out" / "institutions.csv").read_text(encoding="utf-8") == "kept"
    foreign = tmp_path / "photos"
    foreign.mkdir()
    (foreign / "cat.jpg").write_bytes(b"x")
    with pytest.raises(DataError, match="holds files that no import wrote"):
        import_file(file, into=foreign)
    assert [item.name for item in foreign.iterdir()] == ["cat.jpg"]


@pytest.mark.slow
def test_the_shipped_scenario_runs_on_the_import_and_names_the_command_without_it(
    survey, tmp_path, monkeypatch
):
    (tmp_path / "scenarios").mkdir()
    text = (SCENARIOS / "employment.toml").read_text(encoding="utf-8")
    (tmp_path / "scenarios" / "employment.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    plan = ["plan", "scenarios/employment.toml"]
    done = CliRunner().invoke(app, plan)
    assert done.exit_code == 2
    folder = Path("own-data") / "employed"
    assert f"make it with 'hubplanner data import FILE --into {folder}'" in done.output
    file = save(tmp_path / "kosis.csv", survey[0], "cp949")
    assert CliRunner().invoke(app, ["data", "import", str(file)]).exit_code == 0
    assert CliRunner().invoke(app, plan).exit_code == 0
    written = (tmp_path / "maps/employment/plan.json").read_text(encoding="utf-8")
    assert "kosis" in written


LONG = [
    ["지역명", "연도", "업종", "종사자수(명)", "비고"],
    ["거제시", "2023", "31 기타 운송장비 제조업", "12,345", ""],
    ["경남 고성군", "2023", "C.제조업(10~34)", "X", "비공개"],
    ["통영시", "2023", "제조업", "-", ""],
    ["사천시", "2023", "제조업", "0", ""],
    ["거제", "2023", "제조업", "5", ""],
]


def test_a_long_table_of_a_planners_own(tmp_path):
    report = import_file(save(tmp_path / "own.csv", LONG, "cp949"), into=tmp_path / "out")
    table = pd.read_parquet(tmp_path / "out" / "statistics.parquet")
    assert table[["region_code", "industry", "value", "measure"]].values.tolist() == [
        ["38090", "c31", 12345.0, "workers"],
        ["38060", "manufacturing", 0.0, "workers"],
    ]
    missing = pd.read_parquet(tmp_path / "out" / "missing.parquet")
    assert missing[["region_code", "reason"]].values.tolist() == [
        ["38340", "suppressed"],
        ["38050", "none"],
    ]
    assert report.counts["unmatched"] == 1
    assert str(report.problems[0]).startswith("row 6: '거제'")
    assert "거제시" in str(report.problems[0])
    assert sum(report.counts.values()) == filled(LONG)
    left = pd.read_csv(tmp_path / "out" / "not_imported.csv")
    assert left[["row", "column", "text"]].values.tolist() == [[6, "D", 5]]
    assert report.counts["unused"] == 1
