"""Build everything in data/ from pinned registry packages and the committed tables of facts.

    python data/build/build.py [--out DIR]

Needs the extra ``data``. Run again, it writes the same content: order, rounding and dates are
fixed, and nothing depends on the machine.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boundaries
import geopandas as gpd
import published
import references
import regional_industries
import roads
from codes import shares_table, sigungu_table
from common import DATA_DIR, FACTS_DIR, KOREA_CRS, write_csv, write_parquet
from describe import write_datapackage
from facilities import institutions_table, manufacturing_usa_table, programmes_table
from hexagons import hexagons_table
from input_output import input_output_table
from sources import census_boundaries, census_table, legal_codes, legal_history
from tidy import statistics_table

import industries
from regions import emd_table, gu_table, region_table, residents_by_dong


@contextmanager
def _step(name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    print(f"{name:<24}{time.perf_counter() - start:6.1f} s", flush=True)


def build(out: Path) -> None:
    """Write all files below out."""
    with _step("read the packages"):
        census, legal = census_table(), legal_codes()
        raw = census_boundaries("adm3_2020")
    with _step("clean the coverage"):
        coverage = boundaries.clean_coverage(raw)
    with _step("eup-myeon-dong"):
        emd = emd_table(coverage, census)
        write_parquet(emd, out / "boundaries" / "emd.parquet")
        borders = boundaries.shared_borders(coverage)
        write_parquet(borders, out / "boundaries" / "emd_borders.parquet")
    with _step("regions"):
        exact = region_table(coverage, emd, census, legal)
        shapes = exact.geometry.to_numpy()
        analysis = boundaries.simplify(shapes, boundaries.ANALYSIS_TOLERANCE_M, decimals=1)
        regions = exact.set_geometry(gpd.GeoSeries(list(analysis), crs=KOREA_CRS))
        write_parquet(regions, out / "boundaries" / "regions.parquet")
    with _step("regions for the web"):
        large = boundaries.without_islets(shapes, boundaries.WEB_ISLAND_M2)
        shape = boundaries.simplify(large, boundaries.WEB_TOLERANCE_M, decimals=0)
        web = gpd.GeoDataFrame(regions[["region_code"]], geometry=list(shape), crs=KOREA_CRS)
        write_parquet(web, out / "boundaries" / "regions_web.parquet")
        topology = boundaries.web_topology(web["region_code"].to_numpy(), shape)
        topology_path = out / "boundaries" / "regions_web.topo.json"
        topology_path.write_text(topology, encoding="utf-8", newline="\n")
    with _step("hexagon map"):
        write_csv(hexagons_table(regions), out / "boundaries" / "hexagons.csv")
    with _step("statistics"):
        provinces = references.provinces_table()
        write_csv(provinces, out / "references" / "provinces.csv")
        gu = gu_table(coverage, census)
        sigungu = sigungu_table(legal_history(), regions, gu, provinces)
        write_csv(sigungu, out / "references" / "sigungu.csv")
        shares = shares_table(residents_by_dong(census, 2025, 8), sigungu)
        write_csv(shares, out / "references" / "sigungu_shares.csv")
        largest = regional_industries.largest_divisions_table()
        statistics = statistics_table(census, regions, sigungu, shares, largest)
        write_parquet(statistics, out / "statistics" / "statistics.parquet")
    with _step("published employment"):
        known = industries.industries_table()
        levels = published.published_table(regions, provinces, known)
        write_csv(levels, out / "statistics" / "published_employment.csv")
        changes = published.changes_table(regions, provinces, known)
        write_csv(changes, out / "statistics" / "published_changes.csv")
        write_csv(published.surveys_table(), out / "references" / "surveys.csv")
    with _step("industries of regions"):
        for name, table in regional_industries.tables().items():
            write_csv(table, out / "statistics" / f"{name}.csv")
    with _step("institutions, references"):
        institutions = institutions_table(coverage, regions)
        write_csv(institutions, out / "facilities" / "institutions.csv")
        programmes = programmes_table(institutions)
        write_csv(programmes, out / "facilities" / "complex_programmes.csv")
        usa = manufacturing_usa_table()
        write_csv(usa, out / "references" / "manufacturing_usa.csv")
        designations = references.designations_table(regions)
        write_csv(designations, out / "references" / "designations.csv")
        write_csv(industries.industries_table(), out / "references" / "industries.csv")
        shutil.copyfile(FACTS_DIR / "technologies.toml", out / "references" / "technologies.toml")
        write_csv(references.linkages_table(), out / "references" / "linkages.csv")
        write_csv(input_output_table(), out / "references" / "input_output.csv")
        for name in (
            "ailing_industries",
            "functions",
            "industry_plans",
            "manufacturing_usa_results",
            "province_groups",
            "readiness_levels",
            "roles",
            "series_breaks",
            "us_manufacturing_growth",
        ):
            shutil.copyfile(FACTS_DIR / f"{name}.csv", out / "references" / f"{name}.csv")
        rules = out / "references" / "rules"
        rules.mkdir(parents=True, exist_ok=True)
        for path in sorted((FACTS_DIR / "rules").glob("*.toml")):
            shutil.copyfile(path, rules / path.name)
        sources = references.sources_table()
        write_csv(sources, out / "references" / "sources.csv")
    with _step("travel"):
        write_csv(roads.fixed_links_table(emd, regions), out / "references" / "fixed_links.csv")
        write_csv(roads.expressways_table(emd, regions), out / "references" / "expressways.csv")
        write_csv(roads.ferries_table(emd, regions), out / "references" / "ferries.csv")
        write_csv(roads.road_times_table(emd, regions), out / "references" / "road_times.csv")
        offices = roads.provincial_offices_table(emd, regions)
        write_csv(offices, out / "references" / "provincial_offices.csv")
        table = roads.region_to_emd(out, regions)
        write_parquet(table, out / "travel" / "region_to_emd.parquet")
        write_parquet(roads.edges(out), out / "travel" / "edges.parquet")
    with _step("data package"):
        write_datapackage(out, sources)


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Build the data that comes with hubplanner.")
    parser.add_argument(
        "--out", type=Path, default=DATA_DIR, help="folder to write to (default: data/)"
    )
    build(parser.parse_args().out)


if __name__ == "__main__":
    main()
