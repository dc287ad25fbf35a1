"""Plans read from the files of ``hubplanner plan`` and compared: what they tell and what not."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pandas as pd
import pytest

import hubplanner as hp
from hubplanner.comparison.compared import Compared
from hubplanner.comparison.differences import difference_table
from hubplanner.errors import DataError, ScenarioError
from hubplanner.maps import render_comparison
from hubplanner.report.comparison_sheets import comparison_sheets

COUNTS = ["hubs", "kept", "moved", "gained", "lost"]


@pytest.fixture(scope="module")
def four(dataset, stages):
    siting = {"hubs": 4, "required": ("경남 거제시", "전북 군산시")}
    return hp.make_plan(
        dataset, hp.Scenario(name="four", title_ko="네 곳", siting=siting), stages=stages
    )


@pytest.fixture(scope="module")
def saved(baseline, four, tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    for plan in (baseline, four):
        plan.save(folder / plan.scenario.name)
    return folder


@pytest.fixture(scope="module")
def fresh(baseline, four):
    return hp.compare([baseline, four])


@pytest.fixture
def damaged(saved, tmp_path):
    """A copy of the saved baseline, to take something away from."""
    return shutil.copytree(saved / "baseline", tmp_path / "old" / "baseline")


def edit(folder, change):
    path = folder / "plan.json"
    told = json.loads(path.read_text("utf-8"))
    change(told)
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def test_saved_plans_tell_of_hubs_and_minutes_what_the_plans_tell(fresh, saved):
    read = hp.compare([saved / "baseline", str(saved / "four")])
    assert read.scenarios[COUNTS].equals(fresh.scenarios[COUNTS])
    for column in ("mean_minutes", "longest_minutes"):
        assert read.scenarios[column].tolist() == pytest.approx(
            fresh.scenarios[column].tolist(), abs=0.051
        )
    assert (read.regions["change_four"] - fresh.regions["change_four"]).abs().max() <= 0.11
    hubs = fresh.differences.query("about == 'hubs'")
    assert len(hubs) > 1
    told = read.differences.query("about == 'hubs'")
    assert told.reset_index(drop=True).equals(hubs.reset_index(drop=True))


def test_of_a_saved_reference_each_plan_counts_its_own_jobs(saved, baseline, four):
    read = hp.compare([saved / "baseline", four])
    own = [plan.sites.jobs_reached for plan in (baseline, four)]
    assert read.scenarios["jobs_reached"].tolist() == pytest.approx(own, abs=0.5)
    assert read.scenarios[["objective", "institutes_reached"]].isna().all(axis=None)
    assert read.scenarios.loc["four", "verdict_en"].startswith("By each plan's own count: ")
    limits = read.differences[read.differences["about"] == "limits"]
    assert limits["scenario"].tolist() == ["baseline"]


def test_by_the_yardstick_of_a_plan_a_saved_one_is_worth_what_it_was(fresh, saved, baseline):
    read = hp.compare([baseline, saved / "four"])
    measures = ["objective", "jobs_reached", "institutes_reached", "mean_minutes", "covered"]
    for measure in measures:
        assert read.scenarios[measure].tolist() == pytest.approx(fresh.scenarios[measure].tolist())
    assert read.scenarios["verdict_en"].equals(fresh.scenarios["verdict_en"])
    assert "limits" not in set(read.differences["about"])


def test_page_and_workbook_of_saved_plans(saved):
    read = hp.compare([saved / "baseline", saved / "four"])
    page = render_comparison(read)
    assert "기준은 저장한 파일에서 읽었음" in page
    told = {sheet.name.split()[-1]: sheet for sheet in comparison_sheets(read)}
    sentences = told["Differences"].columns[-1].values
    assert sentences == read.differences["difference_en"].tolist()
    settings = {column.heading.en: column.values for column in told["Settings"].columns}
    assert "siting.hubs" in next(iter(settings.values()))


def test_the_same_plan_twice_goes_by_its_folder_and_differs_in_nothing(
    damaged, baseline, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    read = hp.compare([baseline, "old/baseline"])
    assert read.scenarios.index.tolist() == ["baseline", "old baseline"]
    assert read.plans[1].title_ko == "기준안 (old baseline)"
    assert read.differences.empty
    assert "거점, 후보지역, 수치, 버전이 모두 같음" in render_comparison(read)
    renamed = shutil.copytree(damaged, damaged.parent / "2025")
    assert hp.compare([baseline, renamed]).scenarios.index.tolist() == ["baseline", "2025"]
    with pytest.raises(ScenarioError, match="both named 'old baseline'"):
        hp.compare(["old/baseline", "old/baseline"])


def test_an_absolute_path_tells_nothing_of_the_machine(damaged, baseline):
    assert hp.compare([baseline, damaged]).scenarios.index.tolist() == ["baseline", "baseline 2"]
    assert str(damaged.parent) not in render_comparison(hp.compare([baseline, damaged]))


def test_last_years_plan_against_this_years(damaged, baseline):
    def age(told):
        told["versions"]["hubplanner"] = "0.2.0"
        told["dates"] = {"ko": "작년", "en": "Last year"}
        gva = next(one for one in told["coverage"] if one["indicator"] == "manufacturing_share")
        gva["years"] = "2019"
        dropped = told["sources"].pop(1)
        told["sources"][1]["years"] = "2010"
        told["sources"].append({**dropped, "source_id": "gone", "title_en": "Old survey"})

    edit(damaged, age)
    regions = pd.read_csv(damaged / "regions.csv", dtype=str, encoding="utf-8-sig")
    first = regions.index[regions["candidate"] == "True"][0]
    regions.loc[first, ["candidate", "rank"]] = ["False", "200"]
    regions.to_csv(damaged / "regions.csv", index=False, encoding="utf-8-sig")

    read = hp.compare([damaged, baseline])
    told = read.differences.groupby("about")["difference_en"].agg(list)
    place, rank = baseline.regions.loc[regions["region_code"][first], ["name_en", "rank"]]
    assert told["candidates"] == [f"New candidate regions (1): {place} (rank 200 → {rank:.0f})"]
    dates, indicators, sources, new, gone = told["figures"]
    assert dates == f"{baseline.dates} (the reference: Last year)"
    assert indicators.endswith("Manufacturing value added, share of total 2019 → 2020")
    assert sources.startswith("Sources of other years: ")
    assert "2010 → " in sources
    assert new == f"New sources: {baseline.sources['title_en'].iloc[1]}"
    assert gone == "No longer among the sources: Old survey"
    assert told["versions"] == [f"Made with other versions: hubplanner 0.2.0 → {hp.__version__}"]


def test_a_plan_saved_without_its_minutes_is_compared_over_the_roads_of_the_first(
    damaged, baseline
):
    (damaged / "hub_minutes.csv").unlink()
    read = hp.compare([baseline, damaged])
    assert read.regions["change_baseline 2"].eq(0).all()
    with pytest.raises(DataError, match=rf"hubplanner {hp.__version__} without hub_minutes.csv"):
        hp.compare([damaged, baseline])


@pytest.mark.parametrize("name", ["regions", "hubs", "links"])
def test_a_file_that_is_missing_is_named_with_the_version(damaged, baseline, name):
    (damaged / f"{name}.csv").unlink()
    with pytest.raises(DataError, match=f"hubplanner {hp.__version__} without {name}.csv"):
        hp.compare([baseline, damaged])


def test_a_column_that_an_older_version_did_not_write_is_named(damaged, baseline):
    edit(damaged, lambda told: told["versions"].update(hubplanner="0.1.0"))
    hubs = pd.read_csv(damaged / "hubs.csv", dtype=str, encoding="utf-8-sig")
    hubs.drop(columns="technology_fit").to_csv(damaged / "hubs.csv", index=False)
    with pytest.raises(DataError, match=r"technology_fit .*missing.*saved by hubplanner 0\.1\.0"):
        hp.compare([baseline, damaged])


def test_saved_again_by_a_spreadsheet_in_korean(damaged, baseline):
    for path in damaged.glob("*.csv"):
        text = path.read_text("utf-8-sig")
        path.write_text(text.replace("–", "-"), encoding="cp949", errors="replace")
    assert hp.compare([baseline, damaged]).differences.empty


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda told: told.pop("siting"), "plan.json: not what hubplanner plan writes: siting"),
        (lambda told: told["siting"].update(objective="many"), "siting.objective"),
        (lambda told: told["scenario"].update(name="../up"), "letters, digits"),
        (lambda told: told["sources"][0].pop("title_ko"), "sources.0.title_ko"),
    ],
)
def test_what_no_plan_writes_is_refused_in_one_line(damaged, baseline, change, refusal):
    edit(damaged, change)
    with pytest.raises(DataError, match=refusal) as told:
        hp.compare([baseline, damaged])
    assert "\n" not in str(told.value)


def test_files_that_are_no_plan(damaged, baseline, tmp_path):
    with pytest.raises(DataError, match=r"holds no saved plan, as there is no plan\.json"):
        hp.compare([baseline, tmp_path])
    (damaged / "plan.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="no JSON"):
        hp.compare([baseline, damaged])


def test_files_of_different_plans_are_not_taken_for_one(damaged, saved, baseline):
    regions = pd.read_csv(damaged / "regions.csv", dtype=str, encoding="utf-8-sig")
    regions.iloc[5:].to_csv(damaged / "regions.csv", index=False)
    with pytest.raises(DataError, match="other regions than in regions"):
        hp.compare([baseline, damaged])
    (damaged / "hub_minutes.csv").unlink()
    with pytest.raises(DataError, match="'baseline 2' has other regions than 'baseline'"):
        hp.compare([baseline, damaged])


# -- the sentences on hubs, by hand ---------------------------------------------------------------

CHANGWON, POHANG, GEOJE, GUNSAN = "38110", "37010", "38090", "35020"


def moved(baseline, code, **hub):
    """The baseline with one hub changed, as a plan of its own."""
    plan = Compared.of(baseline)
    hubs = plan.hubs.copy()
    row = hubs.index[hubs["region_code"] == code][0]
    for key, value in hub.items():
        hubs.loc[row, key] = value
    serves = plan.regions["hub_region"].replace(code, hub.get("region_code", code))
    return replace(
        plan, name="other", hubs=hubs, regions=plan.regions.assign(hub_region=serves), plan=None
    )


def hub_sentences(baseline, other):
    table = difference_table([Compared.of(baseline), other])
    return table.loc[table["about"] == "hubs", "difference_en"].tolist()


def test_a_hub_that_moves_is_told_with_who_gains_and_who_loses_most(baseline):
    regions = baseline.regions
    served = regions.index[regions["candidate"] & (regions["hub_region"] == CHANGWON)]
    longer = {
        code: baseline.minutes.at[code, POHANG] - baseline.minutes.at[code, CHANGWON]
        for code in served
    }
    best, worst = min(longer, key=longer.get), max(longer, key=longer.get)
    (told,) = hub_sentences(baseline, moved(baseline, CHANGWON, region_code=POHANG))
    start = "The hub for steel, metals and root technologies moves from Changwon-si to Pohang-si: "
    assert told.startswith(start)
    parts = []
    if round(longer[best]) < 0:
        parts.append(f"{-round(longer[best])} min shorter for {regions['name_en'][best]}")
    if round(longer[worst]) > 0:
        parts.append(f"{round(longer[worst])} min longer for {regions['name_en'][worst]}")
    assert told.removeprefix(start) == ", ".join(parts)


def test_a_hub_at_another_host_or_for_another_technology(baseline):
    other = moved(baseline, CHANGWON, host_ko="창원대학교", host_en="Changwon University")
    assert hub_sentences(baseline, other) == [
        "The hub for steel, metals and root technologies stays in Changwon-si, at Changwon"
        " University instead of KIMS"
    ]
    energy = {"technology": "energy", "technology_ko": "에너지", "technology_en": "energy"}
    assert hub_sentences(baseline, moved(baseline, CHANGWON, **energy)) == [
        "The hub in Changwon-si takes energy instead of steel, metals and root technologies"
    ]
    assert hub_sentences(baseline, moved(baseline, CHANGWON, region_code=GUNSAN, **energy)) == [
        "No hub for steel, metals and root technologies any more (it was in Changwon-si)",
        "A new hub for energy in Gunsan-si",
    ]


def test_of_two_hubs_for_one_technology_the_nearest_have_moved(baseline):
    ships = baseline.hubs.set_index("region_code").loc[GEOJE]
    alike = {key: ships[key] for key in ("technology", "technology_ko", "technology_en")}
    two = moved(baseline, CHANGWON, region_code=GUNSAN, **alike)
    told = hub_sentences(baseline, two)
    assert "A new hub for clean and smart ships in Gunsan-si" in told
    assert not any("clean and smart ships moves" in one for one in told)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("hubs", lambda t: t.iloc[1:], r"links\.csv: names hub-\d{5}, which is not in hubs\.csv"),
        ("hubs", lambda t: t.assign(number="1"), "state the same number more than once"),
        (
            "regions",
            lambda t: t.assign(hub_region=["99999", *t["hub_region"][1:]]),
            r"regions\.csv: names 99999, which is not in hubs\.csv",
        ),
    ],
)
def test_hubs_that_are_not_in_hubs_csv_are_refused(damaged, name, change, words):
    path = damaged / f"{name}.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    change(table).to_csv(path, index=False, encoding="utf-8-sig")
    with pytest.raises(DataError, match=words):
        hp.compare([damaged, damaged])
