"""``hubplanner travel``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import AsJson, refusals

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hubplanner.travel import Catchment, RoadNetwork, Route

KINDS = {
    "road": "일반도로 · roads",
    "link": "연륙교 등 · link",
    "expressway": "고속도로 · expressway",
    "ferry": "여객선 · ferry",
}
ASSUMED = "(가정 · assumed)"


def travel(
    origin: Annotated[
        str,
        typer.Argument(
            help="출발지: 거제시, 경남(도청), '거제시 장목면' ·"
            " A region, a province (its main office) or an eup-myeon-dong."
        ),
    ],
    destination: Annotated[
        str | None,
        typer.Argument(
            help="도착지: 위와 같음, --within이 있으면 생략 ·"
            " The same; may be left out with --within."
        ),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="지나는 길과 중요한 구간 · The way taken, and which link matters.",
        ),
    ] = False,
    as_of: Annotated[
        int | None,
        typer.Option(
            min=1970,
            max=2100,
            help="이 연도 말의 도로 · Roads as of the end of this year.",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            help="뺄 다리·터널·고속도로 ·"
            " A bridge, tunnel or expressway to take out; may be repeated."
        ),
    ] = None,
    within: Annotated[
        float | None,
        typer.Option(
            min=1,
            max=1440,
            help="이 시간(분) 안의 읍면동·인구 ·"
            " Everything within so many minutes: areas and people.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="--within의 범위를 쓸 파일 · With --within: write the area (.gpkg or .geojson)."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """두 곳 사이 승용차 거리와 시간, 또는 닿는 범위를 보여 준다 ·
    Kilometres and minutes by car between two places, or what lies within reach of one."""
    with refusals():
        from hubplanner.errors import ScenarioError
        from hubplanner.regions import load_regions
        from hubplanner.travel import RoadNetwork, catchment, explain_route, find_place

        if (destination is None) == (within is None):
            raise ScenarioError("travel: name a destination, or give --within MINUTES")
        if out and within is None:
            raise ScenarioError("travel: --out writes what lies within reach; add --within MINUTES")
        regions = load_regions()
        network = RoadNetwork(as_of, tuple(without or ()))
        start = find_place(origin, regions)
        if within is not None:
            found = catchment(network, start, within)
            _write(found, out)
            _tell_catchment(start["name"].iloc[0], found, regions, as_json)
            return
        if destination is not None:
            end = find_place(destination, regions)
            names = start["name"].iloc[0], end["name"].iloc[0]
            route = explain_route(network, start, end) if explain else None
            _tell_way(names, network, (start, end), route, as_json)


def _tell_way(
    names: tuple[str, str],
    network: RoadNetwork,
    ends: tuple[pd.DataFrame, pd.DataFrame],
    route: Route | None,
    as_json: bool,
) -> None:
    minutes, km = (float(table.to_numpy()[0, 0]) for table in network.between(*ends))
    told: dict[str, Any]
    if as_json:
        told = {"from": names[0], "to": names[1], "minutes": round(minutes, 1), "km": round(km, 1)}
        if route:
            told["way"] = [vars(part) for part in route.stretches]
            told["without"] = route.detours
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{names[0]} → {names[1]}: {minutes:.0f}분 · {km:.0f} km")
    if not route:
        return
    for part in route.stretches:
        name = ASSUMED if part.name == "assumed" else part.name
        words = f"{KINDS[part.kind]} {name}".rstrip()
        typer.echo(f"  {part.minutes:4.0f}분 {part.km:5.0f} km  {words}  {part.start}–{part.end}")
    for name, longer in sorted(route.detours.items(), key=lambda item: -item[1]):
        if longer - minutes >= 1:
            typer.echo(f"  {name} 없이 · without: {longer:.0f}분 (+{longer - minutes:.0f}분)")


def _tell_catchment(name: str, found: Catchment, regions: gpd.GeoDataFrame, as_json: bool) -> None:
    by_region = found.areas.groupby("region_code")["population"].agg(["size", "sum"])
    if as_json:
        told = {
            "from": name,
            "within_minutes": found.minutes,
            "areas": found.areas["emd_code"].tolist(),
            "people_2020": found.people,
            "areas_without_published_residents": found.unknown,
            "regions": {str(code): int(people) for code, people in by_region["sum"].items()},
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(
        f"{name}에서 {found.minutes:g}분 이내: 읍면동 {len(found.areas)}곳, 2020년 인구"
        f" {found.people:,}명 · within {found.minutes:g} minutes: {len(found.areas)}"
        f" eup-myeon-dong, {found.people:,} residents (2020)"
    )
    if found.unknown:
        typer.echo(
            f"인구가 공표되지 않은 곳 {found.unknown} · without published residents {found.unknown}"
        )
    for code, row in by_region.sort_values("sum", ascending=False).iterrows():
        name = f"{regions.at[code, 'sido_short']} {regions.at[code, 'name_ko']}"
        typer.echo(f"  {name}: {row['size']:.0f}곳 · {row['sum']:,.0f}명")


def _write(found: Catchment, out: Path | None) -> None:
    if out is None:
        return
    from hubplanner.errors import DataError

    drivers = {".gpkg": "GPKG", ".geojson": "GeoJSON"}
    if out.suffix not in drivers:
        raise DataError(
            "{out}: the area is written as .gpkg or .geojson; choose one of these", out=out
        )
    if found.areas.empty:
        raise DataError(
            "{out}: nothing lies within {minutes:g} minutes; ask for more",
            out=out,
            minutes=found.minutes,
        )
    shape = found.shape if out.suffix == ".gpkg" else found.shape.to_crs("EPSG:4326")
    beside = out.with_name(f".writing-{out.name}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        shape.to_file(beside, driver=drivers[out.suffix], layer="catchment")
        beside.replace(out)
    except OSError as error:
        raise DataError(
            "{out}: cannot be written ({error}); choose another folder", out=out, error=error
        ) from error
    finally:
        beside.unlink(missing_ok=True)
