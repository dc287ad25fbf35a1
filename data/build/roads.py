"""Tables of the road network beyond shared borders: fixed links, expressways, ferries."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from common import facts, points_from
from references import PROVINCES

from hubplanner.travelling.road_graph import RoadModel, build_graph, load_road_tables
from hubplanner.travelling.road_network import region_table

# Times of the express bus association's booking site, as kept in a public repository in May 2025;
# they hold for the roads of the year before.
BUS_SOURCE = (
    "전국고속버스운송사업조합 KOBUS 소요시간, 2025-05"
    " (github.com/rycont/operation-plan-kobus, connections.json, commit 09b20dd)"
)
BUS_YEAR = "2024"

# A detour round a bay or over a range is a small part of a longer way.
CROSSING_KM = 150.0
WATER_SHARE = 0.1

LINK_COLUMNS = ["link", "name_en", "kind", "road", "from_emd", "to_emd", "opened", "source"]


def emd_codes(places: pd.Series, emd: pd.DataFrame, regions: pd.DataFrame) -> list[str]:
    """Codes of '[province] region eup-myeon-dong', as the facts write places."""
    short = {code: short for code, _, _, short, _ in PROVINCES}
    region = regions.set_index("region_code")["name_ko"]
    known: dict[str, list[str]] = {}
    for code, name, of_region in zip(
        emd["emd_code"], emd["name_ko"], emd["region_code"], strict=True
    ):
        place = f"{region[of_region]} {name}"
        for spelling in (place, f"{short[of_region[:2]]} {place}"):
            known.setdefault(spelling, []).append(code)
    wrong = [place for place in places if len(known.get(place, [])) != 1]
    if wrong:
        raise SystemExit(f"places that are no or several eup-myeon-dong: {', '.join(wrong)}")
    return [known[place][0] for place in places]


def fixed_links_table(emd: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """data/references/fixed_links.csv: bridges, tunnels and causeways that make two emd touch."""
    rows = facts("fixed_links").rename(columns={"name_ko": "link"})
    rows["from_emd"] = emd_codes(rows["from_place"], emd, regions)
    rows["to_emd"] = emd_codes(rows["to_place"], emd, regions)
    return rows[LINK_COLUMNS]


def expressways_table(emd: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """data/references/expressways.csv: one row a section between neighbouring interchanges."""
    stops = facts("expressways")
    stops["emd"] = emd_codes(stops["place"], emd, regions)
    routes = facts("expressway_routes").set_index("route")
    sections = []
    for route, group in stops.groupby("route", sort=False):
        for start, end in pairwise(group.itertuples()):
            sections.append(
                {
                    "route": routes.at[route, "name_ko"],
                    "road": "expressway" if routes.at[route, "route_no"] else "city expressway",
                    "from_name": start.interchange,
                    "to_name": end.interchange,
                    "from_emd": start.emd,
                    "to_emd": end.emd,
                    "opened": end.opened,
                    "link": end.link,
                    "source": routes.at[route, "source"],
                }
            )
    return pd.DataFrame(sections)


def ferries_table(emd: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """data/references/ferries.csv."""
    rows = facts("ferries")
    rows["from_emd"] = emd_codes(rows["from_place"], emd, regions)
    rows["to_emd"] = emd_codes(rows["to_place"], emd, regions)
    return rows[["from_emd", "to_emd", "source"]]


def region_to_emd(folder: Path, regions: pd.DataFrame) -> pd.DataFrame:
    """data/travel/region_to_emd.parquet: the default network's answers, as the program gives them.

    Kept so that a plan need not build the network; the program computes the same when asked to.
    """
    tables = load_road_tables(folder)
    rows = pd.Index(tables.emd["emd_code"]).get_indexer(pd.Index(regions["emd_code"]))
    minutes, km = region_table(build_graph(tables, RoadModel()), rows)
    emd = tables.emd["emd_code"].to_numpy()
    return pd.DataFrame(
        {
            "region_code": np.repeat(regions["region_code"].to_numpy(), len(emd)),
            "emd_code": np.tile(emd, len(regions)),
            "minutes": minutes.ravel(),
            "km": km.ravel(),
        }
    )


def edges(folder: Path) -> pd.DataFrame:
    """data/travel/edges.parquet: the default network's edges, so that a plan need not build it."""
    table = build_graph(load_road_tables(folder), RoadModel()).edges
    kinds = {"a": "int16", "b": "int16", "km": "float32", "minutes": "float32"}
    return table[list(kinds)].astype(kinds).reset_index(drop=True)


def road_times_table(emd: pd.DataFrame, regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """data/references/road_times.csv: published times, each in the fit half or the held-out one.

    The half is the parity of a hash of the two names, so that it depends on nothing else; the
    same pair before and after a road was opened stands in the same half.
    """
    terminal = facts("bus_terminals").set_index("terminal")
    buses = facts("bus_times")
    rows = [
        pd.DataFrame(
            {
                "mode": "express bus",
                "from_kind": "terminal",
                "from_name": buses["from"].map(terminal["name"]),
                "from_place": buses["from"].map(terminal["place"]),
                "to_kind": "terminal",
                "to_name": buses["to"].map(terminal["name"]),
                "to_place": buses["to"].map(terminal["place"]),
                "minutes": buses["minutes"],
                "km": "",
                "year": BUS_YEAR,
                "source": BUS_SOURCE,
            }
        ),
        facts("car_times").assign(mode="car"),
    ]
    table = pd.concat(rows, ignore_index=True)
    for end in ("from", "to"):
        table[f"{end}_emd"] = emd_codes(table[f"{end}_place"], emd, regions)
    table["half"] = [_half(a, b) for a, b in zip(table["from_name"], table["to_name"], strict=True)]
    table["crosses"] = _crossings(table, emd, regions)
    columns = ["mode", "from_kind", "from_name", "from_emd", "to_kind", "to_name", "to_emd"]
    return table[[*columns, "year", "minutes", "km", "half", "crosses", "source"]]


def _half(a: str, b: str) -> str:
    digest = hashlib.sha256("|".join(sorted([a, b])).encode()).digest()
    return "held-out" if digest[-1] % 2 else "fit"


def _crossings(table: pd.DataFrame, emd: pd.DataFrame, regions: gpd.GeoDataFrame) -> list[str]:
    """'water' or 'range' where the straight line of a pair up to 150 km crosses either."""
    ridge = facts("baekdudaegan").astype({"lon": float, "lat": float})
    divide = shapely.LineString(shapely.get_coordinates(points_from(ridge["lon"], ridge["lat"])))
    point = dict(zip(emd["emd_code"], points_from(emd["lon"], emd["lat"]), strict=True))
    land = regions.geometry.to_numpy()
    result = []
    for a, b in zip(table["from_emd"], table["to_emd"], strict=True):
        line = shapely.LineString([point[a], point[b]])
        dry = shapely.length(shapely.intersection(land, line)).sum()
        if line.length > CROSSING_KM * 1000:
            result.append("")
        elif dry < (1 - WATER_SHARE) * line.length:
            result.append("water")
        else:
            result.append("range" if shapely.intersects(line, divide) else "")
    return result


def provincial_offices_table(emd: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """data/references/provincial_offices.csv: where the name of a province alone leads."""
    rows = facts("provincial_offices")
    rows["emd_code"] = emd_codes(rows["place"], emd, regions)
    return rows[["sido_code", "office", "emd_code", "source"]]
