"""A point just off the simplified coast lies in the region nearest to it, and that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

import hubplanner as hp
from hubplanner.errors import DataError
from hubplanner.language import Joined
from hubplanner.scenario_siting import SitingChoice
from hubplanner.siting.demand_and_sites import DemandAndSites
from hubplanner.siting.own_points import read_points


def places(dataset: hp.Dataset, folder: Path, rows: str) -> DemandAndSites:
    points = folder / "points.csv"
    points.write_text("name,lat,lon\n" + rows, encoding="utf-8")
    choice = SitingChoice(hubs=1, sites="points", points=str(points))
    scores = dataset.regions[[]].assign(crisis_score=0.5, candidate=True)
    return DemandAndSites(choice, dataset, scores)


def test_a_pier_is_in_the_region_it_belongs_to(dataset: hp.Dataset, tmp_path: Path) -> None:
    found = places(dataset, tmp_path, "pier,34.88,128.71\ninland,35.22,128.68\n")
    assert found.sites["region_code"].tolist() == ["38090", "38110"]
    assert "'pier' lies 217 m off the coast" in str(Joined("; ", found._told_of_points()))
    assert "inland" not in str(Joined("; ", found._told_of_points()))


def test_a_point_on_the_high_sea_is_refused(dataset: hp.Dataset, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="row 2: 'buoy' lies in no region"):
        _ = places(dataset, tmp_path, "buoy,34.0,130.5\n").sites


def test_several_piers_and_columns_that_are_not_read(dataset: hp.Dataset, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text(
        "이름,위도,경도,비용\nA,34.88,128.71,100\nB,34.8801,128.71,90억\n", encoding="utf-8"
    )
    points, told = read_points(path, dataset)
    assert (points["off_shore_m"] > 0).all()
    assert list(map(str, told)) == ["columns of the points that are not read: 비용"]
