"""What a plan writes: names, columns, encodings, and the same numbers everywhere."""

from __future__ import annotations

import hashlib
import json
import re

import geopandas as gpd
import pandas as pd
import pytest

import hubplanner as hp
from hubplanner.dataset import BESIDE_PLANS
from hubplanner.errors import DataError
from hubplanner.maps import render_map
from hubplanner.maps.page import page_payload
from hubplanner.pipeline import write_plan
from hubplanner.report.blocks import Paragraph, Table
from hubplanner.report.brief import write_brief
from hubplanner.report.sheets import plan_sheets
from hubplanner.report.words import Speaker


@pytest.fixture(scope="module")
def written(baseline, tmp_path_factory):
    out = tmp_path_factory.mktemp("maps")
    page = write_plan(baseline, out)
    assert page == out / "baseline.html"
    return out


@pytest.fixture(scope="module")
def tables(written):
    names = ("regions", "hubs", "links", "institutions")
    return {
        name: pd.read_csv(written / "baseline" / f"{name}.csv", dtype={"region_code": str})
        for name in names
    }


def test_the_files_and_nothing_else(written):
    found = sorted(p.relative_to(written).as_posix() for p in written.rglob("*"))
    assert found == [
        "baseline",
        "baseline.html",
        "baseline/accessibility.csv",
        "baseline/accessibility_regions.csv",
        "baseline/contributions.csv",
        "baseline/hub_minutes.csv",
        "baseline/hubs.csv",
        "baseline/institutions.csv",
        "baseline/links.csv",
        "baseline/plan.gpkg",
        "baseline/plan.json",
        "baseline/plan.qgz",
        "baseline/plan.xlsx",
        "baseline/regions.csv",
        "baseline/targets.csv",
        "baseline/technologies_without_hub.csv",
    ]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        (
            "regions",
            "region_code name_ko name_en dependency decline crisis_score rank candidate",
        ),
        ("hubs", "region_code name_ko name_en lat lon technology"),
        ("links", "source target kind role minutes fit strength"),
        ("institutions", "institution_id kind name_ko name_en region_code lat lon lead_hub"),
    ],
)
def test_columns_that_others_rely_on(tables, name, columns):
    assert set(columns.split()) <= set(tables[name].columns)


def test_regions_table_starts_with_the_fixed_columns(tables):
    fixed = "region_code name_ko name_en dependency decline crisis_score rank candidate"
    assert " ".join(tables["regions"].columns[:8]) == fixed


@pytest.mark.parametrize("name", ["regions", "hubs", "links", "institutions"])
def test_csv_opens_in_excel_with_korean(written, name):
    raw = (written / "baseline" / f"{name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    raw.decode("utf-8-sig")


def test_counts(tables):
    assert len(tables["regions"]) == 229
    assert tables["regions"]["region_code"].str.len().eq(5).all()
    assert tables["regions"]["candidate"].sum() == 40
    assert len(tables["hubs"]) == 6
    kinds = tables["institutions"]["kind"].value_counts()
    assert (kinds["technopark"], kinds["ccei"]) == (19, 19)


def test_links_point_at_things_that_exist(tables):
    links = tables["links"]
    hubs, institutions = (
        set(tables["hubs"]["hub_id"]),
        set(tables["institutions"]["institution_id"]),
    )
    assert set(links["source"]) <= hubs | institutions
    assert set(links["target"]) <= hubs | institutions | set(tables["regions"]["region_code"])
    assert links["strength"].between(0, 1).all()


def test_geopackage_holds_the_same_four_layers(written, tables, baseline):
    path = written / "baseline" / "plan.gpkg"
    assert set(gpd.list_layers(path)["name"]) == {*tables, "layer_styles"}
    for name, table in tables.items():
        layer = gpd.read_file(path, layer=name)
        assert layer.crs.to_epsg() == 5179
        assert len(layer) == len(table)
        assert layer.geometry.dropna().is_valid.all()
        assert set(layer.columns) - {"geometry"} == set(table.columns)
        links = baseline.links
        at = {**baseline.institutions.geometry, **baseline.hubs.geometry}
        points = {**at, **dict.fromkeys(baseline.regions.index)}
        in_place = sum(
            points[a] is not None and points[a] == points[b]
            for a, b in zip(links["source"], links["target"], strict=True)
        )
        assert layer.geometry.isna().sum() == (in_place if name == "links" else 0)  # on the spot
    regions = gpd.read_file(path, layer="regions").set_index("region_code")
    scores = tables["regions"].set_index("region_code")["crisis_score"]
    assert (regions["crisis_score"] == scores).all()


def test_plan_json(written, tables, baseline):
    plan = json.loads((written / "baseline" / "plan.json").read_text(encoding="utf-8"))
    assert {"scenario", "hubs", "siting", "coverage", "sources", "versions"} <= set(plan)
    assert [hub["region_code"] for hub in plan["hubs"]] == tables["hubs"]["region_code"].tolist()
    assert {"name_ko", "name_en", "lat", "lon"} <= set(plan["hubs"][0])
    siting = plan["siting"]
    assert siting["model"] == "gradual cover"
    assert siting["status"] == "optimal"
    assert siting["gap"] == pytest.approx(0, abs=1e-6)
    assert siting["bound"] == pytest.approx(siting["objective"], rel=1e-6)
    assert "seconds" not in siting
    assert plan["scenario"] == baseline.scenario.of_plan()
    assert hp.Scenario.model_validate_json(json.dumps(plan["scenario"])) == baseline.scenario
    for source in plan["sources"]:
        assert source["licence"]
        assert source["attribution_ko"]


def test_every_indicator_names_its_sources_and_gaps(baseline):
    for _, row in baseline.coverage.iterrows():
        assert set(row["sources"]) <= set(baseline.sources.index)
        assert row["sources"]
        assert row["observed"] + len(row["missing"]) == 229


def test_the_objective_adds_up_from_the_tables(tables, baseline):
    objective = baseline.siting.objective
    assert tables["hubs"]["jobs_served"].sum() == pytest.approx(objective, abs=0.01)
    assert tables["regions"]["jobs_served"].sum() == pytest.approx(objective, abs=0.01)


def test_the_same_inputs_give_the_same_files(dataset, written, tmp_path):
    write_plan(hp.make_plan(dataset, hp.Scenario()), tmp_path)

    def digests(folder):
        return {
            p.name: hashlib.sha256(p.read_bytes()).hexdigest()
            for p in folder.rglob("*")
            if p.is_file()
        }

    assert digests(tmp_path) == digests(written)


def test_a_failure_leaves_the_earlier_plan_whole(baseline, tmp_path, monkeypatch):
    write_plan(baseline, tmp_path)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    def full_disk(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hubplanner.plan._write_geopackage", full_disk)
    with pytest.raises(DataError, match="No space left on device"):
        write_plan(baseline, tmp_path)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_the_planners_own_files_in_the_folder_are_kept(baseline, tmp_path):
    write_plan(baseline, tmp_path)
    (tmp_path / "baseline" / "회의록.txt").write_text("메모", encoding="utf-8")
    write_plan(baseline, tmp_path)
    assert (tmp_path / "baseline" / "회의록.txt").read_text(encoding="utf-8") == "메모"
    assert (tmp_path / "baseline" / "plan.json").exists()


def test_a_file_in_the_way_is_named(baseline, tmp_path):
    (tmp_path / "baseline").write_text("I am a file")
    with pytest.raises(DataError, match=r"baseline.*(cannot be written|in the way)"):
        write_plan(baseline, tmp_path)
    assert (tmp_path / "baseline").read_text() == "I am a file"
    assert not (tmp_path / "baseline.html").exists()


def test_a_plan_shows_itself_in_a_notebook(baseline):
    shown = baseline._repr_html_()
    for hub in baseline.hubs.itertuples():
        assert hub.name_ko in shown
        assert hub.name_en in shown


def test_tables_are_geodataframes_in_korean_coordinates(baseline):
    for table in (baseline.regions, baseline.hubs, baseline.links, baseline.institutions):
        assert isinstance(table, gpd.GeoDataFrame)
        assert table.crs.to_epsg() == 5179


def test_a_required_hub_that_serves_no_candidate_is_told(dataset, stages):
    wish = {"siting": {"required": ["제주 제주시"]}, "name": "jeju"}
    plan = hp.make_plan(dataset, hp.Scenario.model_validate_json(json.dumps(wish)), stages=stages)
    jeju = plan.hubs[plan.hubs["region_code"] == "39010"].iloc[0]
    assert jeju["candidates"] == 0
    assert jeju["number"] == 6
    json.dumps(plan.summary(), allow_nan=False)
    assert "nan" not in plan._repr_html_()
    from hubplanner.maps import render_map

    assert "39010" in render_map(plan)


def test_a_plan_tells_itself_and_draws_its_map(baseline, tmp_path):
    first = baseline.hubs["name_ko"].iloc[0]
    assert repr(baseline).startswith(f"<Plan 'baseline': 6 hubs ({first}, ")
    assert repr(baseline).endswith(", optimal>")
    path = baseline.save_map(tmp_path / "new" / "map.html")
    assert path.read_text("utf-8") == render_map(baseline)
    table = baseline.to_frame()
    assert table["number"].tolist() == [1, 2, 3, 4, 5, 6]
    assert "geometry" not in table


@pytest.fixture(scope="module")
def jeonbuk(dataset, stages):
    siting = {"model": "p_median", "demand": "regions", "weight": "population", "hubs": 2}
    choices = {"candidates": {"provinces": ("전북",)}, "siting": siting}
    return hp.make_plan(dataset, hp.Scenario.model_validate(choices), stages=stages)


def test_a_plan_of_a_province_says_whom_it_serves(jeonbuk):
    words = jeonbuk.summary()["siting"]
    assert words["serves_ko"].startswith("전북 시군구 14곳, 주민 ")
    assert words["serves_en"].startswith("Jeollabuk-do: 14 regions, ")
    facts = re.search(r'<p class="note" id="whom">.*?</p>', render_map(jeonbuk), re.DOTALL)
    assert words["serves_ko"] in facts[0]
    assert words["serves_en"] in facts[0]
    [summary, *_] = plan_sheets(jeonbuk)
    told = dict(zip(summary.columns[1].values, summary.columns[2].values, strict=True))
    assert told["Whom the hubs serve"] == f"{words['serves_ko']} · {words['serves_en']}"
    paragraphs = [b.text for b in brief_of(jeonbuk) if isinstance(b, Paragraph)]
    assert any(words["serves_ko"] in text for text in paragraphs)


def brief_of(plan):
    return write_brief(plan, Speaker("ko")).blocks


def test_a_plan_of_a_province_lists_and_shows_the_province(jeonbuk, baseline):
    regions = jeonbuk.regions
    inside = regions.index[regions["sido_code"] == "35"]
    here = regions.loc[inside].sort_values("rank")
    worst = here.index[here["candidate"]][:6]
    table = next(block for block in brief_of(jeonbuk) if isinstance(block, Table))
    place = {code: number for number, code in enumerate(here.index, 1)}
    ranks = [f"{place[code]} ({regions.at[code, 'rank']})" for code in worst]
    assert [row[0] for row in table.rows] == ranks
    assert [row[1] for row in table.rows] == [f"전북 {regions.at[c, 'name_ko']}" for c in worst]
    # The rows that the map opens on.
    assert [regions.index[row] for row in page_payload(jeonbuk)["scope"]] == inside.tolist()
    assert page_payload(baseline)["scope"] == list(range(229))


def test_minutes_to_each_hub_are_those_between_the_regions(written, baseline):
    table = pd.read_csv(written / "baseline" / "hub_minutes.csv", dtype={"region_code": str})
    table = table.set_index("region_code")
    for hub, code in baseline.hubs["region_code"].items():
        assert (table[hub] - baseline.minutes[code]).abs().max() <= 0.051


def test_a_plan_names_no_source_that_only_a_chapter_rests_on(baseline, dataset):
    assert set(BESIDE_PLANS) <= set(dataset.sources.index)
    assert set(baseline.sources.index) == set(dataset.sources.index) - set(BESIDE_PLANS)
    used = {source for sources in baseline.coverage["sources"] for source in sources}
    assert used <= set(baseline.sources.index)
