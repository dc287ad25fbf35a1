"""The offline road network: known differences, properties, and agreement with its bundled table."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.errors import ScenarioError
from hubplanner.regions import resolve
from hubplanner.travelling import RoadNetwork
from hubplanner.travelling.cache import KEPT, cached
from hubplanner.travelling.paths import shortest, way
from hubplanner.travelling.road_graph import RoadModel, RoadTables, build_graph, load_road_tables
from hubplanner.travelling.road_network import region_rows, region_table


@pytest.fixture(scope="module")
def tables():
    return load_road_tables()


@pytest.fixture(scope="module")
def graph(tables):
    return build_graph(tables, RoadModel())


def between(network, dataset, a, b):
    regions = dataset.regions
    start, end = (regions.loc[resolve([name], regions)] for name in (a, b))
    return float(network.minutes(start, end).iloc[0, 0]), float(network.km(start, end).iloc[0, 0])


def test_a_network_worked_by_hand():
    # Three rural areas in a row, a degree of latitude apart (111.195 km), the last behind a strait.
    emd = pd.DataFrame(
        {
            "emd_code": ["a", "b", "c"],
            "name_ko": ["가", "나", "다"],
            "region_code": "r",
            "lon": 127.0,
            "lat": [35.0, 36.0, 37.0],
            "density": 10.0,
        }
    )
    borders = pd.DataFrame({"emd_a": ["a"], "emd_b": ["b"], "length_m": [5000.0]})
    none = pd.DataFrame({"from_emd": [], "to_emd": []}, dtype=str)
    links = none.assign(link="", road="", opened=0)
    sections = none.assign(route="", road="", from_name="", to_name="", link="", opened=0)
    model = RoadModel(detour=1.2, kmh_rural=60.0)
    everyone = np.arange(3)

    graph = build_graph(RoadTables(emd, borders, links, sections, none), model)
    minutes, km = shortest(graph, everyone, everyone)
    road = 111.1951 * 1.2
    water = 111.1951
    assert km[0] == pytest.approx([0, road, road + water], rel=1e-5)
    assert minutes[0] == pytest.approx([0, road, road + 60 + water * 2], rel=1e-5)
    assert [leg.kind for leg in way(graph, 0, 2)] == ["road", "ferry"]
    assert way(graph, 0, 2)[1].name == "assumed"

    bridge = pd.DataFrame(
        {"link": ["다리"], "road": "ordinary", "from_emd": "b", "to_emd": "c", "opened": 2000}
    )
    graph = build_graph(RoadTables(emd, borders, bridge, sections, none), model)
    assert shortest(graph, everyone, everyone)[0][0] == pytest.approx([0, road, 2 * road], rel=1e-5)


def test_the_bundled_table_is_what_the_network_computes(graph):
    rows = region_rows(graph.tables.emd)
    some = np.arange(0, 229, 40)
    minutes, km = region_table(graph, rows[some])
    regions = RoadNetwork()._regions
    np.testing.assert_array_equal(regions.minutes[some], minutes)
    np.testing.assert_array_equal(regions.km[some], km)


def test_geoje_and_busan_before_and_after_the_bridge(dataset):
    # 140 km by road before 거가대교 opened in December 2010, about 60 km since.
    before = between(RoadNetwork(2009), dataset, "거제시", "부산 강서구")
    after = between(RoadNetwork(2012), dataset, "거제시", "부산 강서구")
    removed = between(RoadNetwork(without=("거가대교",)), dataset, "거제시", "부산 강서구")
    assert before[0] - after[0] > 60
    assert before[1] > 130
    assert after[1] < 70
    assert removed[1] > 130


def test_every_pair_of_regions_has_a_way_there_and_back(dataset):
    network = RoadNetwork()
    minutes = network.minutes(dataset.regions, dataset.regions).to_numpy()
    assert np.isfinite(minutes).all()
    assert (minutes == minutes.T).all()
    assert (np.diag(minutes) == 0).all()
    assert (minutes[~np.eye(229, dtype=bool)] > 0).all()


def test_only_islands_need_a_ferry(dataset, graph):
    """From Seoul, every region but those on islands without a bridge is reached by road alone."""
    regions = dataset.regions
    rows = dict(zip(regions.index, region_rows(graph.tables.emd), strict=True))
    start = rows["11140"]
    ferried = {
        regions.at[code, "name_ko"]
        for code, row in rows.items()
        if any(leg.kind == "ferry" for leg in way(graph, start, row))
    }
    assert ferried == {"옹진군", "울릉군", "제주시", "서귀포시"}


def test_an_institution_adds_the_way_from_its_area(dataset):
    network = RoadNetwork()
    hub = dataset.regions.loc[["38090"]]
    at_point = hub[["lon", "lat", "emd_code"]].assign(lat=hub["lat"] + 0.01)
    to_itself = network.km(hub, at_point).iloc[0, 0]
    assert to_itself == pytest.approx(1.11 * 1.2, rel=0.15)
    far = dataset.regions.loc[["11010"]]
    assert network.km(far, at_point).iloc[0, 0] == pytest.approx(
        network.km(far, hub).iloc[0, 0] + to_itself
    )


def test_places_without_a_code_are_found_by_their_point(dataset):
    network = RoadNetwork()
    known = dataset.institutions.iloc[::20]
    bare = known[["lon", "lat"]]
    assert (network.locate(bare) == network.locate(known)).mean() > 0.9
    minutes = network.minutes(dataset.regions.loc[["11010"]], bare)
    assert minutes.columns.tolist() == known.index.tolist()
    assert (minutes.to_numpy() > 0).all()


def test_what_was_asked_before_changes_no_answer(dataset):
    places = dataset.institutions.drop_duplicates("emd_code").iloc[:30]
    asked = RoadNetwork()
    asked.minutes(places.iloc[5:12], places)
    asked.minutes(places, places.iloc[20:24])
    pd.testing.assert_frame_equal(
        asked.minutes(places, places), RoadNetwork().minutes(places, places)
    )


def test_arbitrary_places_agree_with_the_table_of_regions(dataset):
    """Places that are no region's point take the other path through the code."""
    network = RoadNetwork()
    places = dataset.institutions.iloc[:4]
    regions = dataset.regions.iloc[[0, 100]]
    both = pd.concat([regions[["lon", "lat", "emd_code"]], places[["lon", "lat", "emd_code"]]])
    computed = network.minutes(both, both).loc[regions.index, places.index]
    pd.testing.assert_frame_equal(
        computed, network.minutes(regions, places), check_names=False, atol=0.051
    )


def test_an_unknown_link_is_refused_with_the_known_ones():
    with pytest.raises(ScenarioError, match=r"without_links names '거가교'.*거가대교"):
        RoadNetwork(without=("거가교",)).tables  # noqa: B018


def test_the_cache_gives_the_same(dataset, tmp_path, monkeypatch):
    monkeypatch.setenv("HUBPLANNER_CACHE", str(tmp_path))
    regions = dataset.regions.iloc[:3]
    first = RoadNetwork(1999).minutes(regions, dataset.regions)
    (kept,) = tmp_path.iterdir()
    pd.testing.assert_frame_equal(RoadNetwork(1999).minutes(regions, dataset.regions), first)
    kept.write_bytes(b"not a cache")
    pd.testing.assert_frame_equal(RoadNetwork(1999).minutes(regions, dataset.regions), first)


def broken(path, how):
    """A cache file as a crash, a disk or somebody else may leave it."""
    whole = path.read_bytes()
    with np.load(path) as kept:
        tables = dict(kept)
    if how == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif how == "folder":
        path.unlink()
        path.mkdir()
    elif how == "bomb":
        np.savez_compressed(path, **{**tables, "minutes": np.zeros((10_000, 10_000), np.uint8)})
    else:
        tables["minutes"] = {
            "changed": tables["minutes"] + np.uint16(1),
            "shape": tables["minutes"][:, :1],
            "type": tables["minutes"].astype(float),
            "pickle": np.array([{"a": 1}], dtype=object),
        }[how]
        np.savez(path, **tables)


@pytest.mark.parametrize("how", ["cut", "folder", "bomb", "changed", "shape", "type", "pickle"])
def test_a_damaged_or_planted_cache_is_made_anew(tmp_path, monkeypatch, how):
    monkeypatch.setenv("HUBPLANNER_CACHE", str(tmp_path))
    right = np.arange(6, dtype=np.uint16).reshape(2, 3)
    computed = []

    def compute():
        computed.append(how)
        return right, right

    assert cached("regions", 1, (2, 3), compute)[0].tolist() == right.tolist()
    (path,) = tmp_path.iterdir()
    broken(path, how)
    assert cached("regions", 1, (2, 3), compute)[0].tolist() == right.tolist()
    assert len(computed) == 2


def test_a_table_of_other_inputs_is_not_taken_for_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("HUBPLANNER_CACHE", str(tmp_path))
    ones, twos = (np.full((1, 1), number, np.uint16) for number in (1, 2))
    cached("regions", 1, (1, 1), lambda: (ones, ones))
    (other,) = tmp_path.iterdir()
    cached("regions", 2, (1, 1), lambda: (twos, twos))
    (path,) = set(tmp_path.iterdir()) - {other}
    other.replace(path)
    assert cached("regions", 2, (1, 1), lambda: (twos, twos))[0].item() == 2


def test_the_cache_keeps_the_newest_only(tmp_path, monkeypatch):
    monkeypatch.setenv("HUBPLANNER_CACHE", str(tmp_path))
    computed = []

    def table(key):
        def compute():
            computed.append(key)
            return np.full((1, 1), key, np.uint16), np.zeros((1, 1), np.uint16)

        return int(cached("regions", key, (1, 1), compute)[0][0, 0])

    for key in range(KEPT + 2):
        assert table(key) == key
        newest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (key, key))  # a second apart, however fast this runs
    assert len(list(tmp_path.iterdir())) == KEPT
    computed.clear()
    assert [table(key) for key in (KEPT + 1, 2, 1)] == [KEPT + 1, 2, 1]
    assert computed == [1]


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_symmetric_metric_and_never_longer_with_a_link_more(data, tables, graph):
    year = data.draw(st.integers(1970, 2026))
    nodes = np.array(data.draw(st.lists(st.integers(0, 3500), min_size=3, max_size=6, unique=True)))
    minutes, km = shortest(graph, nodes, nodes)
    assert np.allclose(minutes, minutes.T, rtol=1e-5)
    assert (minutes[:, None, :] <= minutes[:, :, None] + minutes[None, :, :] + 1e-2).all()
    assert np.isfinite(km).all()

    fewer = tables.of_year(year)
    poorer, _ = shortest(build_graph(fewer, RoadModel()), nodes, nodes)
    assert (minutes <= poorer + 1e-2).all()
    lost = data.draw(st.sampled_from(sorted(set(tables.links["link"]))))
    without, _ = shortest(build_graph(tables.of_year(None, [lost]), RoadModel()), nodes, nodes)
    assert (minutes <= without + 1e-2).all()
