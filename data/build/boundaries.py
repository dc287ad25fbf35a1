"""Regions and eup-myeon-dong: one clean coverage, cut to size in several ways.

Everything starts from the 3,501 eup-myeon-dong polygons of 2020. Regions are exact unions of
them, so the two layers nest, and a border between two regions is the same line in both.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import topojson
from common import KOREA_CRS, WGS84, rounded

GAP_WIDTH_M = 100  # narrower gaps between neighbours are drawing errors, not water
HOLE_AREA_M2 = 5_000_000  # larger holes are lakes behind sea walls and stay open

ANALYSIS_TOLERANCE_M = 40
WEB_TOLERANCE_M = 300
EMD_TOLERANCE_M = 60

# At web level an island smaller than this is left out, unless nothing else of its region is
# drawn within ISOLATED_M of it: Dokdo and the outer isles stay on the map.
WEB_ISLAND_M2 = 250_000
EMD_ISLAND_M2 = 60_000
ISOLATED_M = 10_000

QUANTIZATION = 100_000


@dataclass(frozen=True)
class Coverage:
    """The cleaned, unsimplified eup-myeon-dong coverage and the codes that group it."""

    emd_code: np.ndarray
    name: pd.DataFrame  # sido, sigungu, emd
    geometry: np.ndarray

    @property
    def sigungu_code(self) -> np.ndarray:
        return np.array([code[:5] for code in self.emd_code])

    @property
    def region_code(self) -> np.ndarray:
        # The fifth digit numbers the 일반구 of a city; the city itself ends in 0.
        return np.array([code[:4] + "0" for code in self.emd_code])


def clean_coverage(raw: gpd.GeoDataFrame) -> Coverage:
    """Close overlaps, slivers and small holes; fail when the result is not a coverage."""
    raw = raw.sort_values("adm3_code", ignore_index=True)
    # '경상남도 창원시 진해구 웅천동': province, then one or two words of sigungu, then the dong.
    words = raw["adm3_name_kr"].str.split(" ")
    name = pd.DataFrame(
        {
            "sido": words.str[0],
            "sigungu": words.str[1:-1].str.join(" "),
            "emd": words.str[-1],
        }
    )
    polygons = shapely.coverage_clean(raw.geometry.to_numpy(), gap_width=GAP_WIDTH_M)
    polygons = _close_holes(np.asarray(polygons), raw["adm3_code"].to_numpy())
    if not shapely.coverage_is_valid(polygons) or shapely.is_empty(polygons).any():
        raise SystemExit("the cleaned eup-myeon-dong polygons are no valid coverage")
    return Coverage(raw["adm3_code"].to_numpy(dtype=str), name, polygons)


def holes(polygons: np.ndarray) -> list[shapely.Polygon]:
    """Patches that the coverage surrounds without covering them (islands in them left out)."""
    union = shapely.coverage_union_all(polygons)
    rings = [ring for part in shapely.get_parts(union) for ring in part.interiors]
    return [shapely.Polygon(ring).difference(union) for ring in rings]


def _close_holes(polygons: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Give each small hole to the neighbour that shares most of its rim (ties: lowest code)."""
    polygons = polygons.copy()
    for hole in holes(polygons):
        if hole.area >= HOLE_AREA_M2:
            continue
        near = shapely.STRtree(polygons).query(hole, predicate="intersects")
        shared = {
            index: round(shapely.length(shapely.intersection(hole.boundary, polygons[index])), 3)
            for index in near
        }
        owner = min(shared, key=lambda index: (-shared[index], codes[index]))
        polygons[owner] = shapely.union(polygons[owner], hole)
    return polygons


def dissolve(polygons: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Union by code: the sorted codes and their geometries."""
    unique = np.unique(codes)
    merged = [shapely.coverage_union_all(polygons[codes == code]) for code in unique]
    return unique, np.array(merged, dtype=object)


def as_multi(polygons: np.ndarray) -> np.ndarray:
    """Every geometry a MultiPolygon, so that a file has one geometry type."""
    return np.array([shapely.MultiPolygon(list(shapely.get_parts(p))) for p in polygons], object)


def simplify(polygons: np.ndarray, tolerance: float, decimals: int) -> np.ndarray:
    """Simplify shared borders once for both sides, round, and check that nothing broke."""
    simple = rounded(np.asarray(shapely.coverage_simplify(polygons, tolerance)), decimals)
    broken = ~shapely.is_valid(simple)
    if broken.any() or shapely.is_empty(simple).any():
        raise SystemExit(f"{broken.sum()} polygons broke at a tolerance of {tolerance} m")
    if not shapely.coverage_is_valid(simple):
        raise SystemExit(f"simplified at {tolerance} m, the polygons are no coverage any more")
    return as_multi(simple)


def without_islets(polygons: np.ndarray, minimum_area: float) -> np.ndarray:
    """Leave out small islands (see WEB_ISLAND_M2); a part that touches a neighbour stays."""
    tree = shapely.STRtree(polygons)
    result = []
    for index, polygon in enumerate(polygons):
        parts = sorted(shapely.get_parts(polygon), key=lambda part: (-part.area, part.bounds))
        kept: list[shapely.Polygon] = []
        for part in parts:
            alone = set(tree.query(part, predicate="intersects")) <= {index}
            near = bool(kept) and min(shapely.distance(part, kept)) < ISOLATED_M
            if part.area >= minimum_area or not alone or not near:
                kept.append(part)
        result.append(shapely.MultiPolygon(kept))
    return np.array(result, dtype=object)


def shared_borders(coverage: Coverage) -> pd.DataFrame:
    """Length of the border between each pair of neighbours, from segments that both draw."""
    polygons = coverage.geometry
    # get_rings passes over a MultiPolygon without a word: take its parts first.
    parts, of_part = shapely.get_parts(polygons, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    owner = of_part[ring_part]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[:-1] == ring[1:]
    start, end = xy[:-1][inside], xy[1:][inside]
    polygon = owner[ring[:-1][inside]]
    # Neighbours run along a shared segment in opposite directions: order its ends.
    flip = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    low, high = np.where(flip[:, None], end, start), np.where(flip[:, None], start, end)
    order = np.lexsort((polygon, high[:, 1], high[:, 0], low[:, 1], low[:, 0]))
    low, high, polygon = low[order], high[order], polygon[order]
    same = (low[:-1] == low[1:]).all(axis=1) & (high[:-1] == high[1:]).all(axis=1)
    length = np.hypot(*(high - low).T)[:-1][same]
    pairs = pd.DataFrame(
        {
            "emd_a": coverage.emd_code[polygon[:-1][same]],
            "emd_b": coverage.emd_code[polygon[1:][same]],
            "length_m": length,
        }
    )
    pairs = pairs[pairs["emd_a"] != pairs["emd_b"]]
    totals = pairs.groupby(["emd_a", "emd_b"], as_index=False)["length_m"].sum()
    return totals.assign(length_m=totals["length_m"].round(1))


def inner_points(web: np.ndarray, exact: np.ndarray) -> np.ndarray:
    """The point of each polygon that is farthest from its border, in both its shapes."""
    points = shapely.get_point(shapely.maximum_inscribed_circle(web, tolerance=20), 0)
    points = rounded(np.asarray(points), 0)
    outside = ~(shapely.contains(web, points) & shapely.contains(exact, points))
    for index in np.flatnonzero(outside):
        common = shapely.intersection(web[index], exact[index])
        points[index] = shapely.point_on_surface(common)
    return points


def residents_point(points: np.ndarray, residents: np.ndarray) -> int:
    """Which of these points all residents together have the shortest way to."""
    xy = shapely.get_coordinates(points)
    metres = np.hypot(xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1])
    return int(np.argmin(metres @ residents))


def web_topology(codes: np.ndarray, polygons: np.ndarray) -> str:
    """Compact TopoJSON in WGS84: a border between two regions is stored once."""
    frame = gpd.GeoDataFrame({"code": codes}, geometry=list(polygons), crs=KOREA_CRS)
    frame = frame.to_crs(WGS84).set_index("code")
    topology = topojson.Topology(
        frame, object_name="regions", prequantize=QUANTIZATION, shared_coords=True
    ).to_dict()
    geometries = [
        {"type": shape["type"], "id": code, "arcs": shape["arcs"]}
        for code, shape in zip(codes, topology["objects"]["regions"]["geometries"], strict=True)
    ]
    compact = {
        "type": "Topology",
        "transform": topology["transform"],
        "objects": {"regions": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": topology["arcs"],
    }
    return json.dumps(compact, separators=(",", ":")) + "\n"
