"""One sound file of every kind that a scenario may name; tests damage copies of them."""

from __future__ import annotations

import os
import shutil
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist
from shapely.geometry import LineString

from hubplanner.importing import import_file
from hubplanner.regions import data_folder, load_regions

POINTS = """\
name,lat,lon
거제 조선소,34.9,128.62
군산 공장,35.97,126.62
창원 국가산단,35.21,128.65
구미 공단,36.1,128.38
"""
LINKS = "출발,도착,종류,소요시간\n거제시,통영시,rnd,30\n창원시,군산시,local_support,\n"
FIGURES = "시군구,연도,종사자수\n거제시,2023,88500\n군산시,2023,51200\n"
SITES = "기관명,종류,시군구,위도,경도\n우리연구소,연구소,통영시,34.85,128.43\n"
AREAS = "시군구,지정일\n거제시,2018-05-29\n"
EXTENDED = '[siting]\nhubs = 4\nforbidden = ["창원시"]\n'


def lay_out(folder: Path) -> Path:
    """Fill a folder with them; `pipe` and `pipe.toml` are pipes that nobody writes to."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("points.csv", POINTS), ("links.csv", LINKS), ("base.toml", EXTENDED)):
        (folder / name).write_text(text, encoding="utf-8")
    references = data_folder() / "references"
    shutil.copy(references / "rules" / "special_area_2022.toml", folder / "rule.toml")
    shutil.copy(references / "technologies.toml", folder / "all.toml")
    text = (references / "technologies.toml").read_text("utf-8")
    ministries, *lists = text.split("\n[lists.")
    korea = next(one for one in lists if one.startswith("korea]"))
    (folder / "technologies.toml").write_text(f"{ministries}\n[lists.{korea}", encoding="utf-8")
    regions = load_regions()
    _minutes(regions).to_csv(folder / "minutes.csv", index=False)
    _roads(regions).to_file(folder / "roads.geojson")
    for name, text in (("figures", FIGURES), ("sites", SITES), ("areas", AREAS)):
        file = folder / f"{name}.csv"
        file.write_text(text, encoding="utf-8")
        import_file(file, into=folder / "own")
    for name in ("pipe", "pipe.toml"):
        os.mkfifo(folder / name)
    return folder


def _xy(regions: gpd.GeoDataFrame) -> np.ndarray:
    return np.column_stack([regions["lon"] * 91.0, regions["lat"] * 111.0])


def _minutes(regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """A matrix in the long form: straight lines at 60 km/h with a quarter on top."""
    km = cdist(_xy(regions), _xy(regions)) * 1.25
    codes = regions.index.to_numpy()
    rows, columns = np.nonzero(~np.eye(len(codes), dtype=bool))
    return pd.DataFrame(
        {"from": codes[rows], "to": codes[columns], "minutes": km[rows, columns].round(1) + 1}
    )


def _roads(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Roads from region to region along the shortest tree, with a way round for each third."""
    places = regions[["lon", "lat"]].to_numpy()
    tree = minimum_spanning_tree(cdist(_xy(regions), _xy(regions))).tocoo()
    pairs = [*zip(tree.row, tree.col, strict=True), *list(pairwise(range(len(places))))[::3]]
    lines = [LineString([places[one], places[other]]) for one, other in pairs]
    return gpd.GeoDataFrame({"maxspeed": [70] * len(lines)}, geometry=lines, crs="EPSG:4326")
