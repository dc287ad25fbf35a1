"""The committed data: every trap of the sources has a test with a number known from elsewhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
CROSSWALK = ROOT.parent / "shared" / "checks" / "crosswalk.csv"

LAKES_KM2 = [7.2, 11.2, 58.1]  # behind the sea walls of Yeongam, Seosan and Sihwa
METROPOLITAN = ("11", "21", "22", "23", "24", "25", "26")


def read_csv(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / name, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def regions() -> gpd.GeoDataFrame:
    return gpd.read_parquet(DATA / "boundaries/regions.parquet")


@pytest.fixture(scope="module")
def web() -> gpd.GeoDataFrame:
    return gpd.read_parquet(DATA / "boundaries/regions_web.parquet")


@pytest.fixture(scope="module")
def emd() -> gpd.GeoDataFrame:
    return gpd.read_parquet(DATA / "boundaries/emd.parquet")


@pytest.fixture(scope="module")
def borders() -> pd.DataFrame:
    return pd.read_parquet(DATA / "boundaries/emd_borders.parquet")


@pytest.fixture(scope="module")
def statistics() -> pd.DataFrame:
    return pd.read_parquet(DATA / "statistics/statistics.parquet")


@pytest.fixture(scope="module")
def institutions() -> pd.DataFrame:
    return read_csv("facilities/institutions.csv").astype({"lat": float, "lon": float})


@pytest.fixture(scope="module")
def topology() -> dict[str, Any]:
    return json.loads((DATA / "boundaries/regions_web.topo.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def package() -> dict[str, Any]:
    return json.loads((DATA / "datapackage.json").read_text("utf-8"))


def points(table: pd.DataFrame) -> np.ndarray:
    degrees = gpd.GeoSeries(gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")
    return degrees.to_crs("EPSG:5179").to_numpy()


def pick(statistics: pd.DataFrame, **key: object) -> pd.Series:
    """The values of one measure, industry and year by region."""
    rows = statistics
    for column, value in key.items():
        rows = rows[rows[column] == value]
    assert not rows["region_code"].duplicated().any()
    return rows.set_index("region_code")["value"]


# Regions


def test_regions_are_the_229_of_2020(regions: gpd.GeoDataFrame) -> None:
    assert regions["kind"].value_counts().to_dict() == {
        "군": 82,
        "시": 77,
        "자치구": 69,
        "특별자치시": 1,
    }
    assert regions["region_code"].is_monotonic_increasing
    for column in ("region_code", "legal_code"):
        assert regions[column].is_unique
        assert regions[column].str.fullmatch(r"\d{5}").all()
    assert regions["region_code"].str[4].eq("0").all()
    assert (regions["region_code"].str[:2] == regions["sido_code"]).all()
    assert set(regions["sido_code"]) == set(read_csv("references/provinces.csv")["sido_code"])
    assert regions.crs.to_epsg() == 5179
    assert set(regions.geom_type) == {"MultiPolygon"}


def test_two_systems_of_codes_collide(regions: gpd.GeoDataFrame) -> None:
    """Why a bare code is never joined: 31110 is Gwacheon to KOSTAT and Ulsan Jung-gu by law."""
    by_kostat = regions.set_index("region_code")["name_ko"]
    by_law = regions.set_index("legal_code")
    assert by_kostat["31110"] == "과천시"
    assert by_law.loc["31110", ["name_ko", "sido_code"]].tolist() == ["중구", "26"]


def test_names_repeat(regions: gpd.GeoDataFrame) -> None:
    goseong = regions[regions["name_ko"] == "고성군"]
    assert goseong["region_code"].tolist() == ["32400", "38340"]
    assert goseong["legal_code"].tolist() == ["42820", "48820"]
    assert regions["name_en"].duplicated().any()


def test_region_points_are_where_people_live(
    regions: gpd.GeoDataFrame, web: gpd.GeoDataFrame, emd: gpd.GeoDataFrame
) -> None:
    assert shapely.contains(regions.geometry.to_numpy(), points(regions)).all()
    assert shapely.contains(web.geometry.to_numpy(), points(regions)).all()
    dong = set(zip(emd["region_code"], emd["lon"], emd["lat"], strict=True))
    assert set(zip(regions["region_code"], regions["lon"], regions["lat"], strict=True)) <= dong
    # An independent look at one: no other dong of Geoje is nearer to its residents.
    geoje = emd[emd["region_code"] == "38090"]
    xy = shapely.get_coordinates(points(geoje))
    metres = np.linalg.norm(xy[:, None] - xy[None], axis=2)
    best = geoje.iloc[int(np.argmin(metres @ geoje["population"].to_numpy(dtype=float)))]
    chosen = regions.set_index("region_code").loc["38090"]
    assert (best["lon"], best["lat"]) == (chosen["lon"], chosen["lat"])


# Boundaries


@pytest.mark.parametrize("name", ["regions", "regions_web", "emd"])
def test_boundaries_are_a_coverage(name: str) -> None:
    shapes = gpd.read_parquet(DATA / f"boundaries/{name}.parquet").geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes).any()
    # No overlap, and no sliver narrower than 2 m (wider ones are canals and harbour basins).
    assert shapely.coverage_is_valid(shapes, gap_width=2)
    union = shapely.coverage_union_all(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(union.area, rel=1e-9)
    rings = [ring for part in union.geoms for ring in part.interiors]
    holes = [shapely.Polygon(ring).difference(union).area / 1e6 for ring in rings]
    assert sorted(holes) == pytest.approx(LAKES_KM2, abs=0.3)


def test_analysis_level_keeps_areas(regions: gpd.GeoDataFrame) -> None:
    change = (regions.area / 1e6 / regions["area_km2"] - 1).abs()
    assert change.max() < 0.01
    assert regions["area_km2"].sum() == pytest.approx(100_413, rel=0.005)  # official, 2020


def test_web_level_is_the_same_regions(regions: gpd.GeoDataFrame, web: gpd.GeoDataFrame) -> None:
    assert web["region_code"].tolist() == regions["region_code"].tolist()
    assert (web.area / 1e6 / regions["area_km2"]).between(0.95, 1.05).all()
    ulleung = web[web["region_code"] == "37430"].to_crs("EPSG:4326")
    assert ulleung.total_bounds[2] > 131.8, "Dokdo is missing from the map"


def test_topojson_shares_its_arcs(topology: dict[str, Any], web: gpd.GeoDataFrame) -> None:
    shapes = topology["objects"]["regions"]["geometries"]
    assert [shape["id"] for shape in shapes] == web["region_code"].tolist()
    assert all(set(shape) == {"type", "id", "arcs"} for shape in shapes)
    used: Counter[int] = Counter()
    for shape in shapes:
        used.update(set(_arc_numbers(shape["arcs"])))
    assert set(used) == set(range(len(topology["arcs"])))
    assert max(used.values()) == 2
    # A border drawn twice would be two arcs with the same points.
    lines = [_absolute(arc) for arc in topology["arcs"]]
    assert len({min(line, line[::-1]) for line in lines}) == len(lines)
    # As many shared arcs as there are pairs of neighbours, or more (borders in pieces).
    shapes_5179 = web.geometry.to_numpy()
    left, right = shapely.STRtree(shapes_5179).query(shapes_5179, predicate="touches")
    lengths = shapely.length(shapely.intersection(shapes_5179[left], shapes_5179[right]))
    neighbours = int(((left < right) & (lengths > 0)).sum())
    assert sum(count == 2 for count in used.values()) >= neighbours > 500


def test_topojson_decodes_to_the_web_regions(
    topology: dict[str, Any], web: gpd.GeoDataFrame
) -> None:
    decoded = gpd.GeoSeries(_decode(topology), crs="EPSG:4326")
    assert decoded.is_valid.all()
    assert shapely.coverage_is_valid(decoded.to_numpy())
    areas = decoded.to_crs("EPSG:5179").area.to_numpy()
    assert np.abs(areas / web.area.to_numpy() - 1).max() < 0.01
    assert (DATA / "boundaries/regions_web.topo.json").stat().st_size < 350_000


def _arc_numbers(arcs: Any) -> list[int]:
    if isinstance(arcs, int):
        return [arcs if arcs >= 0 else ~arcs]
    return [number for part in arcs for number in _arc_numbers(part)]


def _absolute(arc: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple(map(tuple, np.cumsum(arc, axis=0).tolist()))


def _decode(topology: dict[str, Any]) -> list[shapely.MultiPolygon]:
    scale = np.array(topology["transform"]["scale"])
    origin = np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(arc, axis=0) * scale + origin for arc in topology["arcs"]]

    def ring(numbers: list[int]) -> np.ndarray:
        lines = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in numbers]
        return np.vstack([lines[0], *[line[1:] for line in lines[1:]]])

    return [
        shapely.MultiPolygon(
            [shapely.Polygon(ring(p[0]), [ring(hole) for hole in p[1:]]) for p in shape["arcs"]]
        )
        for shape in topology["objects"]["regions"]["geometries"]
    ]


# Eup-myeon-dong


def test_dong_of_2020(emd: gpd.GeoDataFrame, regions: gpd.GeoDataFrame) -> None:
    assert len(emd) == 3501
    assert emd["emd_code"].is_unique
    assert emd["emd_code"].is_monotonic_increasing
    assert (emd["emd_code"].str[:5] == emd["sigungu_code"]).all()
    assert emd["sigungu_code"].nunique() == 250
    assert set(emd["region_code"]) == set(regions["region_code"])
    assert not emd["name_ko"].str.contains(" ").any()
    assert shapely.contains(emd.geometry.to_numpy(), points(emd)).all()
    assert (DATA / "boundaries/emd.parquet").stat().st_size < 4_000_000


def test_fourteen_dong_without_residents_are_explained(emd: gpd.GeoDataFrame) -> None:
    missing = emd[emd["population"].isna()]
    by_region = missing.groupby("region_code").size().to_dict()
    # Paju along the border; Gwangju, split after the census; Cheorwon and Goseong in the DMZ.
    assert by_region == {"31200": 3, "31250": 6, "32360": 4, "32400": 1}
    assert (missing["population_note"] != "").all()
    assert (emd.loc[emd["population"].notna(), "population_note"] == "").all()
    assert emd["population"].min() > 0, "a dong without a figure is missing, never zero"
    split = missing[missing["region_code"] == "31250"]
    totals = split["population_note"].str.extract(r"\(([\d,]+) residents")[0].str.replace(",", "")
    in_split_dong = totals.drop_duplicates().astype(int).sum()
    assert in_split_dong == 44_313 + 61_009 + 67_053
    assert emd["population"].sum() + in_split_dong == 51_829_136


def test_borders_of_dong(borders: pd.DataFrame, emd: gpd.GeoDataFrame) -> None:
    assert (borders["emd_a"] < borders["emd_b"]).all()
    assert not borders.duplicated(["emd_a", "emd_b"]).any()
    assert (borders["length_m"] > 0).all()
    assert set(borders["emd_a"]) | set(borders["emd_b"]) <= set(emd["emd_code"])
    # What a planar map gives: nearly three pairs a dong, and never more than 3 n - 6.
    assert 2.7 * len(emd) < len(borders) < 3 * len(emd) - 6
    # Every dong that touches another on the map has a border (the islands have none).
    shapes = emd.geometry.to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="touches")
    lengths = shapely.length(shapely.intersection(shapes[left], shapes[right]))
    code = emd["emd_code"].to_numpy()
    drawn = pd.DataFrame({"emd_a": code[left], "emd_b": code[right], "drawn_m": lengths})
    drawn = drawn[(drawn["emd_a"] < drawn["emd_b"]) & (drawn["drawn_m"] > 0)]
    both = drawn.merge(borders, how="outer", on=["emd_a", "emd_b"])
    assert not both["length_m"].isna().any()
    assert both.loc[both["drawn_m"].isna(), "length_m"].max() < 1
    # Simplifying shortens: a tenth on the whole, and no border much longer than before.
    assert 0.85 < both["drawn_m"].sum() / both["length_m"].sum() < 1
    assert (both["drawn_m"].fillna(0) <= both["length_m"] + 1).all()


def test_land_borders_hold_regions_together(
    borders: pd.DataFrame, regions: gpd.GeoDataFrame, emd: gpd.GeoDataFrame
) -> None:
    of_dong = emd.set_index("emd_code")["region_code"]
    pairs = {
        (of_dong[a], of_dong[b]) for a, b in zip(borders["emd_a"], borders["emd_b"], strict=True)
    }
    neighbours = {min(pair) + max(pair) for pair in pairs if pair[0] != pair[1]}
    shapes = regions.geometry.to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="touches")
    lengths = shapely.length(shapely.intersection(shapes[left], shapes[right]))
    codes = regions["region_code"].to_numpy()
    touching = {
        codes[i] + codes[j]
        for i, j, length in zip(left, right, lengths, strict=True)
        if i < j and length > 0
    }
    assert neighbours == touching


# Statistics


def test_statistics_are_tidy(statistics: pd.DataFrame, regions: gpd.GeoDataFrame) -> None:
    key = ["region_code", "year", "period", "measure", "industry"]
    assert not statistics.duplicated(key).any()
    assert not statistics.isna().any(axis=None)
    assert statistics["year"].dtype == "int64"
    assert statistics["value"].dtype == "float64"
    assert set(statistics["region_code"]) == set(regions["region_code"])
    assert set(statistics["industry"]) <= set(read_csv("references/industries.csv")["industry"])
    assert set(statistics["source"]) <= set(read_csv("references/sources.csv")["source_id"])
    assert set(statistics["flag"]) == {"", "unreliable", "derived", "estimated", "corrected"}
    units = statistics.groupby("measure")["unit"].unique().map(list).to_dict()
    assert units == {
        "employed": ["thousand persons"],
        "grdp": ["million KRW"],
        "gva": ["million KRW"],
        "net_taxes_on_products": ["million KRW"],
        "population": ["persons"],
        "population_2010": ["persons"],
        "workers_1000plus": ["persons"],
        "workers_300plus": ["persons"],
        "workers_employing": ["persons"],
    }


@pytest.mark.parametrize(
    ("year", "total"), [(2015, 51_069_375), (2020, 51_829_136), (2025, 51_817_499)]
)
def test_residents_of_the_nation(statistics: pd.DataFrame, year: int, total: int) -> None:
    """Neither 일반구 beside their city nor the 8-digit copies of 2020 are counted twice."""
    residents = pick(statistics, measure="population", year=year)
    assert len(residents) == 229
    assert residents.sum() == total


def test_residents_are_sums_of_dong(statistics: pd.DataFrame, emd: gpd.GeoDataFrame) -> None:
    """Geoje 2015 is 261,371; the sigungu row beside it (244,394) is another universe."""
    residents_2015 = pick(statistics, measure="population", year=2015)
    residents_2020 = pick(statistics, measure="population", year=2020)
    assert residents_2015["38090"] == 261_371
    assert residents_2015["23090"] == 405_746, "Incheon Nam-gu, 23030 in the source of 2015"
    sums = emd.groupby("region_code")["population"].sum().astype(float)
    complete = sums.drop("31250")  # Gwangju: dong split after the census
    assert (residents_2020[complete.index] == complete).all()
    assert residents_2020["31250"] == sums["31250"] + 44_313 + 61_009 + 67_053


def test_codes_that_changed_before_2025(statistics: pd.DataFrame) -> None:
    residents = pick(statistics, measure="population", year=2025)
    assert residents["21310"] == 172_037  # Gijang-gun, 21510 since 2022
    assert residents["37310"] == 21_245  # Gunwi-gun, 22520 since it moved to Daegu
    assert residents["36410"] == 59_264  # Yeongam-gun, 36610 since 2022
    assert residents["31050"] > 700_000  # Bucheon, by its three gu since 2024


def test_2010_has_a_measure_of_its_own(statistics: pd.DataFrame) -> None:
    """2010 exists for sigungu rows only, another universe than the residents of later years."""
    assert set(statistics.loc[statistics["measure"] == "population", "year"]) == {2015, 2020, 2025}
    rows = statistics[statistics["measure"] == "population_2010"]
    assert set(rows["year"]) == {2010}
    assert rows["value"].sum() == pytest.approx(47_129_788, abs=1e-6)
    persons = rows.set_index("region_code")["value"]
    assert len(persons) == 229
    assert persons["38110"] == 1_024_653  # Changwon as merged, without its 구 beside it
    # Sejong by hand: 연기군, 4.71 % of 공주시 and 4.81 % of 청원군.
    moved = 0.0471 * 112_642 + 0.0481 * 137_926
    assert persons["29010"] == pytest.approx(75_920 + moved)
    assert persons["33040"] == pytest.approx(646_939 + 0.9519 * 137_926)
    estimated = rows.loc[rows["flag"] == "estimated", "region_code"]
    assert set(estimated) == {"29010", "33040", "34020"}


@pytest.mark.parametrize("year", [2015, 2020])
def test_value_added_of_every_region(statistics: pd.DataFrame, year: int) -> None:
    for measure in ("gva", "grdp", "net_taxes_on_products"):
        assert len(pick(statistics, measure=measure, industry="total", year=year)) == 229
    assert len(pick(statistics, measure="gva", industry="manufacturing", year=year)) == 229


def test_value_added_of_2010_lacks_four_provinces(
    statistics: pd.DataFrame, regions: gpd.GeoDataFrame
) -> None:
    total = pick(statistics, measure="gva", industry="total", year=2010)
    missing = regions[~regions["region_code"].isin(total.index)]
    # Incheon, Daejeon, Ulsan, Gyeongnam.
    assert set(missing["sido_code"]) == {"23", "25", "26", "38"}
    assert len(total) == 191
    assert not total.index.str[:2].isin(["23", "25", "26", "38"]).any()


def test_value_added_adds_up(statistics: pd.DataFrame) -> None:
    gva = statistics[statistics["measure"] == "gva"]
    wide = gva.pivot(index=["region_code", "year"], columns="industry", values="value")
    sectors = wide.drop(columns="total")
    assert sectors.shape[1] == 16
    difference = (sectors.sum(axis=1) - wide["total"]).abs()
    # Cheongju 2010: mining was not published for one of its two parts, so it stays missing.
    assert difference.pop(("33040", 2010)) == pytest.approx(0.9519 * 29_703, abs=5)
    assert difference.max() <= 5
    grdp = statistics[statistics["measure"] == "grdp"].set_index(["region_code", "year"])["value"]
    taxes = statistics[statistics["measure"] == "net_taxes_on_products"]
    taxes = taxes.set_index(["region_code", "year"])["value"]
    assert (grdp - taxes - wide["total"]).abs().max() <= 2


def test_missing_sectors_stay_missing(statistics: pd.DataFrame) -> None:
    """Eleven cities of Gyeonggi have no row for electricity; nothing became zero."""
    power = pick(statistics, measure="gva", industry="electricity_gas_water_and_waste", year=2020)
    assert len(power) == 218
    assert (power > 0).all()
    assert "31110" not in power.index


def test_derived_values_are_marked(statistics: pd.DataFrame) -> None:
    derived = statistics[statistics["flag"] == "derived"]
    workers = derived["measure"].str.startswith("workers_")  # from percentages of two decimals
    assert set(derived.loc[workers, "year"]) == {2014, 2015}
    derived = derived[~workers]
    assert set(derived["year"]) == {2010}
    assert set(derived["region_code"].str[:2]) == {"37"}
    assert set(derived["measure"] + " " + derived["industry"]) == {"gva total"}


def test_value_added_of_2010_is_on_the_borders_of_2020(statistics: pd.DataFrame) -> None:
    """청주 with 95.19 % of 청원군, whose other residents went to Sejong."""
    grdp = pick(statistics, measure="grdp", year=2010)
    assert grdp["33040"] == pytest.approx(12_286_517 + 0.9519 * 7_658_875)
    rows = statistics[statistics["flag"] == "estimated"]
    assert set(rows["year"]) == {2010}
    assert set(rows["region_code"]) == {"29010", "33040", "34020"}


def test_manufacturing_of_the_nation(statistics: pd.DataFrame) -> None:
    """About 27 % of value added in 2020, as the national accounts say; Geoje lives off it."""
    manufacturing = pick(statistics, measure="gva", industry="manufacturing", year=2020)
    total = pick(statistics, measure="gva", industry="total", year=2020)
    assert 0.26 < manufacturing.sum() / total.sum() < 0.29
    assert manufacturing["38090"] / total["38090"] > 0.4


def test_employed(statistics: pd.DataFrame) -> None:
    employed = statistics[statistics["measure"] == "employed"]
    assert set(employed["period"]) == {"H1"}
    counts = employed.groupby(["industry", "year"]).size().unstack().to_dict("index")
    assert set(counts) == {"total", "mining_and_manufacturing"}
    for by_year in counts.values():
        assert by_year == {2019: 154, 2021: 228, 2023: 228, 2025: 228}
    assert "29010" not in set(employed["region_code"]), "Sejong is not in the survey's table"
    first = employed[employed["year"] == 2019]["region_code"].str[:2]
    assert not first.isin(METROPOLITAN).any(), "metropolitan districts start in 2021"
    unreliable = employed[employed["flag"] == "unreliable"]
    assert len(unreliable) == 58
    assert set(unreliable["industry"]) == {"mining_and_manufacturing"}
    jongno = pick(statistics, measure="employed", industry="total", year=2021)["11010"]
    assert jongno == 73.1, "thousands, as published"


def test_employed_agree_with_the_facts(statistics: pd.DataFrame) -> None:
    facts = read_csv("build/facts/employed_lfs.csv")
    published = facts["employed_mining_manufacturing_thousand"].astype(float)
    published.index = pd.MultiIndex.from_arrays(
        [facts["region_code_kostat2020"], facts["half_year"].str[:4].astype(int)]
    )
    ours = statistics[statistics["industry"] == "mining_and_manufacturing"]
    ours = ours.set_index(["region_code", "year"])["value"]
    assert (ours.sort_index().to_numpy() == published.sort_index().to_numpy()).all()


# Institutions and references


def test_institutions(institutions: pd.DataFrame, regions: gpd.GeoDataFrame) -> None:
    assert institutions["kind"].value_counts().to_dict() == {
        "university": 100,
        "institute": 64,
        "technopark": 19,
        "ccei": 19,
        "complex": 91,
    }
    assert institutions["institution_id"].is_unique
    assert institutions["institution_id"].iloc[0] == "technopark-01"
    sometimes = ["standing", "industries", "programmes", "founded", "founded_source"]
    empty = (institutions.drop(columns=sometimes) == "").any()
    assert not empty.any()
    shape = regions.set_index("region_code").geometry
    inside = shapely.contains(shape[institutions["region_code"]].to_numpy(), points(institutions))
    assert institutions.loc[~inside, "institution_id"].tolist() == []
    assert not institutions["source"].str.contains(r"(?:^|\s)/\w+/|[A-Z]:\\", regex=True).any()


def test_industries_of_complexes_are_read_from_their_main_industries(
    institutions: pd.DataFrame,
) -> None:
    complexes = institutions[institutions["kind"] == "complex"].set_index("name_ko")
    assert complexes["industries"]["옥포국가산업단지"] == "c31"
    assert complexes["industries"]["온산국가산업단지"] == "c19;c20;c24"
    assert complexes["industries"]["명지·녹산국가산업단지"] == "c26;c28;c29;c31"
    assert complexes["industries"]["월성전원국가산업단지"] == ""  # a power plant: no manufacturing
    others = institutions[institutions["kind"] != "complex"]
    assert (others[["industries", "programmes"]] == "").all(axis=None)


def test_branches_and_planned_complexes_can_be_told_apart(institutions: pd.DataFrame) -> None:
    by_standing = institutions.groupby(["kind", "standing"]).size()
    assert by_standing["institute"].to_dict() == {
        "": 38,
        "branch": 24,
        "branch;private": 1,
        "private": 1,
    }
    assert by_standing["university"].to_dict() == {"": 86, "branch": 14}
    assert by_standing["complex"].to_dict() == {"": 85, "planned": 6}
    name = institutions["name_ko"]
    branch = institutions["standing"].str.contains("branch")
    assert branch[name.str.contains("본부|분원")].all()
    assert not branch[name.str.contains("본원")].any()
    # Names of today: a former one stands in the source.
    assert not name.str.contains(r"\(구 |옛 ").any()
    assert institutions.set_index("name_ko").loc["국립경국대학교", "region_code"] == "37040"


def test_the_complexes_of_the_largest_plants_are_there(institutions: pd.DataFrame) -> None:
    complexes = institutions[institutions["kind"] == "complex"]
    of_region = complexes.groupby("region_code")["industries"].agg(";".join).str.split(";")
    for code, industry in (
        ("34050", "c20"),  # 서산 대산
        ("34080", "c24"),  # 당진
        ("34040", "c26"),  # 아산 탕정
        ("33040", "c28"),  # 청주 오창
        ("35310", "c30"),  # 완주
        ("38340", "c31"),  # 고성
    ):
        assert industry in of_region[code]


def test_programmes_of_complexes(institutions: pd.DataFrame, regions: gpd.GeoDataFrame) -> None:
    table = read_csv("facilities/complex_programmes.csv")
    assert table["programme"].value_counts().to_dict() == {"renewal": 24, "smart": 24}
    by_round = table[table["programme"] == "renewal"]["round"].value_counts()
    assert by_round.to_dict() == {"1": 5, "2": 4, "3": 10, "4": 5}
    of_complex = institutions.set_index("institution_id")["programmes"]
    assert of_complex[institutions["name_ko"].eq("창원국가산업단지").to_numpy()].tolist() == [
        "renewal 2017;smart 2019"
    ]
    for row in table.itertuples():
        assert set(row.region_codes.split(";")) <= set(regions["region_code"])
        for institution in row.institution_ids.split(";"):
            listed = f"{row.programme} {row.year}" in of_complex[institution].split(";")
            assert listed == (row.candidate == "")


def test_manufacturing_usa() -> None:
    table = read_csv("references/manufacturing_usa.csv")
    assert table["department"].value_counts().to_dict() == {
        "Defense": 8,
        "Energy": 5,
        "Commerce": 1,
    }
    assert table["founded"].astype(int).between(2012, 2017).all()


def test_founding_years_name_their_source(institutions: pd.DataFrame) -> None:
    stated = institutions["founded"] != ""
    assert (stated == (institutions["founded_source"] != "")).all()
    assert stated[institutions["kind"].isin(["technopark", "ccei"])].all()
    assert institutions.loc[stated, "founded"].astype(int).between(1385, 2026).all()


def test_institutions_lie_in_the_sigungu_of_their_address(
    institutions: pd.DataFrame, regions: gpd.GeoDataFrame
) -> None:
    assert (institutions["sigungu_code"].str[:4] + "0" == institutions["region_code"]).all()
    name = regions.set_index("region_code")["name_ko"][institutions["region_code"]].to_numpy()
    address = institutions["address"].str.split(" ")
    assert (address.str[1].to_numpy() == name).all()
    provinces = read_csv("references/provinces.csv").set_index("sido_code")
    official = provinces["name_ko"] + ";" + provinces["also_ko"]
    sido = official[institutions["region_code"].str[:2]].str.split(";").to_numpy()
    assert all(word in names for word, names in zip(address.str[0], sido, strict=True))


def test_institutions_lie_in_their_gu(institutions: pd.DataFrame, emd: gpd.GeoDataFrame) -> None:
    """일반구 included; the shapes are the dong simplified at 60 m, so a coast may be off a bit."""
    dong, point = shapely.STRtree(points(institutions)).query(
        emd.geometry.to_numpy(), predicate="contains"
    )
    found = pd.Series(emd["sigungu_code"].to_numpy()[dong], index=point)
    expected = institutions["sigungu_code"].reindex(found.index)
    assert (found == expected).all()
    assert len(found) >= len(institutions) - 2


def test_designations(regions: gpd.GeoDataFrame) -> None:
    table = read_csv("references/designations.csv")
    assert set(table["region_code"]) == {
        "35020",  # Gunsan
        "26030",  # Ulsan Dong-gu
        "38090",  # Geoje
        "38110",  # Changwon, for Jinhae-gu
        "38050",  # Tongyeong
        "38340",  # Goseong in Gyeongnam, not the one in Gangwon
        "36010",  # Mokpo
        "36410",  # Yeongam
        "36400",  # Haenam
    }
    assert len(table) == 9
    assert set(table["kind"]) == {"산업위기대응특별지역"}
    areas = table.groupby("area").size().to_dict()
    assert areas == {
        "군산시": 1,
        "울산 동구": 1,
        "거제시": 1,
        "창원시 진해구": 1,
        "통영·고성": 2,
        "목포·영암·해남": 3,
    }
    jinhae = table[table["region_code"] == "38110"].iloc[0]
    assert jinhae["name_ko"] == "창원시 진해구"
    names = regions.set_index("region_code")["name_ko"]
    others = table[table["region_code"] != "38110"]
    assert (names[others["region_code"]].to_numpy() == others["name_ko"].to_numpy()).all()
    start, end = pd.to_datetime(table["start"]), pd.to_datetime(table["end"])
    assert (start < end).all()
    assert (table["source"] != "").all()
    gunsan = table[table["region_code"] == "35020"].iloc[0]
    assert (gunsan["start"], gunsan["end"]) == ("2018-04-05", "2022-04-04")


@pytest.fixture(scope="module")
def sigungu() -> pd.DataFrame:
    return read_csv("references/sigungu.csv")


def standing(sigungu: pd.DataFrame, day: str) -> pd.DataFrame:
    """Units that stood on a day."""
    begun, ended = sigungu["valid_from"] <= day, sigungu["valid_to"].replace("", "9999") < day
    return sigungu[begun & ~ended]


@pytest.mark.parametrize(
    ("day", "governments", "gu"),
    [
        ("2010-06-30", 232, 28),
        ("2010-07-01", 230, 33),  # 창원, 마산, 진해 are one city with five 구
        ("2012-07-01", 230, 33),  # 연기군 gave way to Sejong
        ("2014-07-01", 229, 35),  # 청주 with 청원
        ("2016-07-04", 229, 32),  # 부천 without 구
        ("2020-11-01", 229, 32),
        ("2024-01-01", 229, 35),
        ("2026-07-20", 230, 39),
    ],
)
def test_units_through_time(sigungu: pd.DataFrame, day: str, governments: int, gu: int) -> None:
    now = standing(sigungu, day)
    assert not now["unit"].duplicated().any()
    assert not now["legal_code"].duplicated().any()
    kinds = (now["kind"] == "일반구").value_counts()
    assert (kinds[False], kinds[True]) == (governments, gu)


def test_spans_of_a_unit_follow_each_other(sigungu: pd.DataFrame) -> None:
    for _, spans in sigungu.groupby("unit"):
        ends = pd.to_datetime(spans["valid_to"].iloc[:-1])
        starts = pd.to_datetime(spans["valid_from"].iloc[1:])
        assert (ends.to_numpy() + np.timedelta64(1, "D") == starts.to_numpy()).all()
    assert (sigungu["legal_code_10"] == sigungu["legal_code"] + "00000").all()


@pytest.mark.parametrize(
    ("day", "legal", "name", "kostat", "region"),
    [
        ("2010-06-30", "48160", "마산시", "38020", "38110"),
        ("2010-07-01", "48129", "창원시 진해구", "38115", "38110"),
        ("2011-12-31", "44830", "당진군", "34390", "34080"),
        ("2012-01-01", "44270", "당진시", "34080", "34080"),
        ("2012-06-30", "44730", "연기군", "34320", "29010"),
        ("2012-07-01", "36110", "세종시", "29010", "29010"),
        ("2013-09-22", "41730", "여주군", "31320", "31280"),
        ("2014-06-30", "43710", "청원군", "33310", "33040"),
        ("2014-07-01", "43114", "청주시 청원구", "33044", "33040"),
        ("2016-07-03", "41195", "부천시 원미구", "31051", "31050"),
        ("2018-06-30", "28170", "남구", "23030", "23090"),
        ("2018-07-01", "28177", "미추홀구", "23090", "23090"),
        ("2022-01-01", "26710", "기장군", "21510", "21310"),
        ("2023-06-11", "51820", "고성군", "32600", "32400"),
        ("2023-06-30", "47720", "군위군", "37510", "37310"),
        ("2023-07-01", "27720", "군위군", "22520", "37310"),
        ("2024-01-01", "41192", "부천시 원미구", "31051", "31050"),
        ("2024-01-18", "52130", "군산시", "35020", "35020"),
        ("2026-02-01", "41597", "화성시 동탄구", "", "31240"),
        ("2026-07-01", "28155", "영종구", "", "23010"),
        ("2026-07-01", "28290", "검단구", "", "23080"),
        ("2026-07-01", "12800", "영암군", "", "36410"),
        ("2026-07-01", "12740", "고흥군", "", "36350"),
    ],
)
def test_each_change_of_a_sigungu(
    sigungu: pd.DataFrame, day: str, legal: str, name: str, kostat: str, region: str
) -> None:
    now = standing(sigungu, day).set_index("legal_code").loc[legal]
    assert (now["name_ko"], now["kostat_code"], now["region_code"]) == (name, kostat, region)


def test_counties_were_renumbered_in_2022(sigungu: pd.DataFrame, regions: gpd.GeoDataFrame) -> None:
    now = standing(sigungu, "2022-01-01")
    renumbered = now[now["valid_from"] == "2022-01-01"]
    assert len(renumbered) == 82
    assert set(renumbered["region_code"]) == set(
        regions.loc[regions["kind"] == "군", "region_code"]
    )


def test_shares_of_a_unit_add_up(sigungu: pd.DataFrame) -> None:
    shares = read_csv("references/sigungu_shares.csv").astype({"share": float})
    assert shares.groupby("unit")["share"].sum().to_numpy() == pytest.approx(1)
    assert set(shares["unit"]) == {"28125", "43710", "44150"}
    assert set(sigungu.loc[sigungu["region_code"] == "", "unit"]) == {"28125"}


def test_provinces_and_industries() -> None:
    provinces = read_csv("references/provinces.csv")
    assert len(provinces) == 17
    assert provinces["short_ko"].is_unique
    assert provinces.set_index("short_ko").loc["전북", "also_ko"] == "전북특별자치도"
    industries = read_csv("references/industries.csv")
    assert industries["industry"].is_unique
    assert not (industries[["industry", "name_ko", "name_en"]] == "").any(axis=None)
    names = industries.set_index("industry")
    assert names.loc["c31", "name_ko"] == "기타 운송장비 제조업"
    assert names.loc["mining_and_manufacturing", "ksic"] == "B,C"
    assert len(names.filter(regex=r"^c\d\d$", axis=0)) == 25


def test_sources_name_licence_and_attribution() -> None:
    table = read_csv("references/sources.csv")
    required = table.drop(columns=["table"])
    assert not (required == "").any(axis=None)
    kogl = table[table["licence"] == "KOGL type 1"]
    assert set(kogl["source_id"]) == {
        "boundaries_2020",
        "census_population",
        "grdp_sigungu",
        "employed_lfs",
        "province_divisions",
    }
    assert kogl["attribution_ko"].str.contains("공공누리 제1유형").all()
    assert kogl["attribution_ko"].str.contains("통계청").all()


def test_notes_of_sources_state_the_same_years_in_both_languages() -> None:
    for row in read_csv("references/sources.csv").to_dict("records"):
        korean, english = row["note_ko"], row["note_en"]
        assert re.search("[가-힣]", korean), row["source_id"]
        assert not re.search("[가-힣]", english), row["source_id"]
        years = [set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", note)) for note in (korean, english)]
        assert years[0] == years[1], row["source_id"]


# The crosswalk made elsewhere, for checking


@pytest.fixture(scope="module")
def crosswalk() -> pd.DataFrame:
    if not CROSSWALK.exists():
        pytest.skip(f"the crosswalk to check against is not here: {CROSSWALK}")
    return pd.read_csv(CROSSWALK, dtype=str)


def test_crosswalk_agrees_on_codes_and_korean_names(
    crosswalk: pd.DataFrame, regions: gpd.GeoDataFrame
) -> None:
    city = crosswalk.drop_duplicates("parent_kostat5").set_index("parent_kostat5").sort_index()
    assert city.index.tolist() == regions["region_code"].tolist()
    provinces = read_csv("references/provinces.csv").set_index("sido_code")["name_ko"]
    assert city["sido_ko"].tolist() == provinces[regions["sido_code"]].tolist()
    assert city["parent_name_ko"].tolist() == regions["name_ko"].tolist()
    # Both before Gunwi moved and Gangwon and Jeonbuk were renamed, so the codes must be equal.
    own = crosswalk[crosswalk["kostat5_2020"] == crosswalk["parent_kostat5"]]
    assert city["parent_mois5"].tolist() == regions["legal_code"].tolist()
    ours = regions.set_index("region_code")["legal_code"][own["kostat5_2020"]]
    assert ours.tolist() == own["mois5_202203"].tolist()


def test_crosswalk_agrees_on_english_names(
    crosswalk: pd.DataFrame, regions: gpd.GeoDataFrame
) -> None:
    own = crosswalk[crosswalk["kostat5_2020"] == crosswalk["parent_kostat5"]]
    theirs = own.set_index("kostat5_2020")["name_en"]
    ours = regions.set_index("region_code")["name_en"]
    differ = {code: (ours[code], name) for code, name in theirs.items() if name != ours[code]}
    # The crosswalk romanises these four otherwise than their own offices do.
    assert differ == {
        "21130": ("Yeonje-gu", "Yeonjae-gu"),
        "32360": ("Cheorwon-gun", "Cheolwon-gun"),
        "37330": ("Cheongsong-gun", "Cheongseong-gun"),
        "38090": ("Geoje-si", "Geojae-si"),
    }
    # It has the 일반구 of eleven cities: 'Jangan-gu Suwon-si'.
    gu = crosswalk[crosswalk["kostat5_2020"] != crosswalk["parent_kostat5"]]
    cities = gu["name_en"].str.split(" ").str[-1].to_numpy()
    assert (ours[gu["parent_kostat5"]].to_numpy() == cities).all()
    assert len(theirs) + gu["parent_kostat5"].nunique() == 229


def test_crosswalk_agrees_on_sigungu_through_time(
    crosswalk: pd.DataFrame, sigungu: pd.DataFrame
) -> None:
    for column, day, ours in (
        ("kostat5_2020", "2020-11-01", "kostat_code"),
        ("kostat5_2022", "2022-03-01", "kostat_code"),
        ("kostat5_2025", "2025-07-01", "kostat_code"),
        ("mois5_202203", "2022-03-01", "legal_code"),
        ("mois5_202607", "2026-07-20", "legal_code"),
    ):
        region = standing(sigungu, day).set_index(ours)["region_code"]
        for codes, parent in zip(crosswalk[column], crosswalk["parent_kostat5"], strict=True):
            for code in codes.split("|"):
                assert region[code] in ("", parent)


def test_official_list_of_july_2026_agrees(sigungu: pd.DataFrame) -> None:
    official = CROSSWALK.parent / "mois_sgg_20260720.txt"
    if not official.exists():
        pytest.skip(f"the list to check against is not here: {official}")
    now = standing(sigungu, "2026-07-20")
    assert sorted(now["legal_code"]) == sorted(official.read_text("utf-8").split())


# The data package


def test_every_file_is_described(package: dict[str, Any]) -> None:
    described = [resource["path"] for resource in package["resources"]]
    files = {
        path.relative_to(DATA).as_posix()
        for path in DATA.rglob("*")
        if path.is_file()
        and "build" not in path.relative_to(DATA).parts
        and path.name != "datapackage.json"
    }
    assert sorted(described) == sorted(files)
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names)


def test_descriptions_match_the_files(package: dict[str, Any]) -> None:
    source_ids = set(read_csv("references/sources.csv")["source_id"])
    for resource in package["resources"]:
        path = DATA / resource["path"]
        for key in ("name", "title", "description", "format", "mediatype", "created"):
            assert resource[key], (path, key)
        assert resource["licenses"], path
        assert all(licence["path"].startswith("https://") for licence in resource["licenses"])
        assert {source["name"] for source in resource["sources"]} <= source_ids
        if path.suffix in (".json", ".toml"):
            continue
        fields = resource["schema"]["fields"]
        columns = (
            pq.read_schema(path).names
            if path.suffix == ".parquet"
            else list(read_csv(resource["path"]).columns)
        )
        assert [field["name"] for field in fields] == columns
        assert all(field["description"] and field["type"] for field in fields)


def test_text_files_have_one_form() -> None:
    for path in [*DATA.rglob("*.csv"), *DATA.glob("**/*.json")]:
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf"), f"{path} has a BOM"
        assert b"\r" not in raw, f"{path} has CR line ends"
        assert raw.endswith(b"\n"), path
        raw.decode("utf-8")
