"""``hubplanner travel``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import AsJson, refusals
from hubplanner.cli.language import say, short_name
from hubplanner.language import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hubplanner.travelling import Catchment, RoadNetwork, Route

KINDS = {
    "road": Text("roads"),
    "link": Text("bridge or tunnel"),
    "expressway": Text("expressway"),
    "ferry": Text("ferry"),
}


def travel(
    origin: Annotated[
        str, typer.Argument(help="A region, a province (its main office) or an eup-myeon-dong.")
    ],
    destination: Annotated[
        str | None, typer.Argument(help="The same; may be left out with --within.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="The way taken, and which link matters.")
    ] = False,
    as_of: Annotated[
        int | None, typer.Option(min=1970, max=2100, help="Roads as of the end of this year.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(help="A bridge, tunnel or expressway to take out; may be repeated."),
    ] = None,
    within: Annotated[
        float | None,
        typer.Option(min=1, max=1440, help="Everything within so many minutes: areas and people."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="With --within: write the area (.gpkg or .geojson).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Kilometres and minutes by car between two places, or what lies within reach of one."""
    with refusals():
        from hubplanner.errors import ScenarioError
        from hubplanner.regions import load_regions
        from hubplanner.travelling import RoadNetwork, catchment, explain_route, find_place

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
    origin, destination = names
    say(
        "{origin} → {destination}: {minutes:.0f} min, {km:.0f} km",
        origin=origin,
        destination=destination,
        minutes=minutes,
        km=km,
    )
    if not route:
        return
    for part in route.stretches:
        name = Text("(assumed)") if part.name == "assumed" else part.name
        way = Text("{kind} {name}", kind=KINDS[part.kind], name=name) if name else KINDS[part.kind]
        say(
            "  {part.minutes:4.0f} min {part.km:5.0f} km  {way}  {part.start}–{part.end}",
            part=part,
            way=way,
        )
    for name, longer in sorted(route.detours.items(), key=lambda item: -item[1]):
        if longer - minutes >= 1:
            more = longer - minutes
            say(
                "  without {name}: {longer:.0f} min (+{more:.0f} min)",
                name=name,
                longer=longer,
                more=more,
            )


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
    say(
        "within {minutes:g} minutes of {name}: {areas} eup-myeon-dong, {people:,} residents (2020)",
        name=name,
        minutes=found.minutes,
        areas=len(found.areas),
        people=found.people,
    )
    if found.unknown:
        say("without published residents: {count}", count=found.unknown)
    for code, row in by_region.sort_values("sum", ascending=False).iterrows():
        say(
            "  {region}: {areas:.0f} eup-myeon-dong, {people:,.0f} residents",
            region=short_name(regions.loc[code]),
            areas=row["size"],
            people=row["sum"],
        )


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
