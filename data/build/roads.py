"""Tables of the road network beyond shared borders: fixed links, expressways, ferries."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from common import facts
from references import PROVINCES

from hubplanner.travel.graph import RoadModel, build_graph, load_road_tables
from hubplanner.travel.network import region_table

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
