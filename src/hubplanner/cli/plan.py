"""``hubplanner plan``."""

from __future__ import annotations

import json
import webbrowser
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hubplanner.cli.console import new_table, progress, refusals, say_files, stages_on
from hubplanner.cli.language import either, named, say, t

if TYPE_CHECKING:
    from hubplanner.plan import Plan
    from hubplanner.scenario import Scenario


class TileProvider(StrEnum):
    """Background maps that a page may offer."""

    vworld = "vworld"
    osm = "osm"


def plan(
    scenarios: Annotated[
        list[Path] | None,
        typer.Argument(help="Scenario files (TOML); the baseline where omitted."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the map and the tables.")] = Path("maps"),
    show: Annotated[bool, typer.Option("--open", help="Open the map when it is done.")] = False,
    tiles: Annotated[
        TileProvider | None,
        typer.Option(
            help="Offer a background map from a server, off until the reader switches it."
        ),
    ] = None,
    embed_key: Annotated[
        bool,
        typer.Option(
            "--embed-key",
            help="Write your VWorld key (HUBPLANNER_VWORLD_KEY) into the map for all its readers.",
        ),
    ] = False,
) -> None:
    """Score regions, site hubs, link institutions, and write the map with its tables.

    Of several scenarios those whose plan is there already, made from the same files, are left as
    they are.
    """
    with refusals():
        key = _vworld_key(tiles) if embed_key else ""
        for result, page in _run(scenarios or [None], out, tiles.value if tiles else "", key):
            if result is None:
                say("unchanged {path}", path=page)
            else:
                _report(result)
                say_files(page)
            if show:
                webbrowser.open(page.resolve().as_uri())


def _vworld_key(tiles: TileProvider | None) -> str:
    from hubplanner.errors import ScenarioError
    from hubplanner.fetching.keys import find_key

    if tiles is not TileProvider.vworld:
        raise ScenarioError("--embed-key is for the VWorld map; add --tiles vworld or leave it out")
    return find_key("VWORLD_KEY", "https://www.vworld.kr").get_secret_value()


def _run(
    paths: Sequence[Path | None], out: Path, tiles: str, key: str
) -> Iterator[tuple[Plan | None, Path]]:
    """Each scenario's plan and page; None where the page that is there would come out the same."""
    from hubplanner.scenario import Scenario

    scenarios = [Scenario.from_toml(path) if path else Scenario() for path in paths]
    _refuse_one_name(scenarios)
    stages_of = cache(stages_on)
    for scenario in scenarios:
        page = out / f"{scenario.name}.html"
        if len(scenarios) > 1 and not tiles and _is_made(scenario, page):
            yield None, page
            continue
        with progress() as on_stage:
            on_stage("data")
            # A refused scenario is told at once; only now do the heavy libraries load.
            from hubplanner.pipeline import make_plan, write_plan

            stages = stages_of(scenario.data.folders)
            result = make_plan(stages.dataset, scenario, on_stage=on_stage, stages=stages)
            page = write_plan(result, out, tiles=tiles, key=key, on_stage=on_stage)
        yield result, page


def _refuse_one_name(scenarios: Sequence[Scenario]) -> None:
    from hubplanner.errors import ScenarioError

    names = [scenario.name for scenario in scenarios]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ScenarioError(
            "two scenarios are called {name} and would write the same files; name one otherwise",
            name=", ".join(twice),
        )


def _is_made(scenario: Scenario, page: Path) -> bool:
    """Whether the page and its tables are there, made from the same inputs."""
    from hubplanner.fingerprint import fingerprint

    try:
        told = json.loads((page.with_suffix("") / "plan.json").read_text(encoding="utf-8"))
        return page.is_file() and told.get("inputs") == fingerprint(scenario)
    except (OSError, ValueError, AttributeError):
        return False


def _report(result: Plan) -> None:
    from rich.console import Console
    from rich.markup import escape

    from hubplanner.language import Pair, Text
    from hubplanner.scenario_check import without_effect
    from hubplanner.siting.designated_areas import sentences
    from hubplanner.siting.firm_hubs import TIERS
    from hubplanner.siting.study import standing

    firm, headline = result.sites.firm, result.sites.headline()
    table = new_table(
        *("#", t("hub"), t("technology")),
        right=(t("jobs within 45 min"), t("draws")) if firm else (t("mean (longest) min"),),
        title=named(result.scenario, "title"),
    )
    table.columns[0].justify = "right"
    for hub in result.hubs.itertuples():
        name = either(f"{hub.sido_ko} {hub.name_ko}", f"{hub.name_en}, {hub.sido_en}")
        if hasattr(hub, "host_ko"):
            short = f"{result.regions.at[hub.region_code, 'sido_short']} {hub.name_ko}"
            name = f"{named(hub, 'host')}, {either(short, name)}"
        if firm:
            share = f"{t(TIERS[str(hub.tier)].template)} {100 * hub.draw_share:.0f} %"
            figures = [f"{round(hub.jobs_near, -2):,.0f}", share]
        else:
            figures = [f"{hub.mean_minutes:.0f} ({hub.longest_minutes:.0f})"]
            figures = figures if hub.candidates else ["–"]
        table.add_row(str(hub.number), escape(name), escape(named(hub, "technology")), *figures)
    Console().print(table)
    if headline is not None:
        say("{headline}", headline=headline)
    if firm is not None:
        say("{firm}", firm=firm.sentence())
    if (why := result.sites.not_drawn) is not None:
        say("{why}", why=why)
    without = result.sites.without
    if without is not None and without.one_more is not None:
        say("{one_more}", one_more=without.one_more)
    for code, why in result.sites.let_in.items():
        region = result.regions.loc[code]
        say("{hub}: {why}", hub=Pair(region["name_ko"], region["name_en"]), why=why)
    if (designated := result.sites.designated) is not None:
        for told in sentences(designated):
            say("{told}", told=told)
    say("for {served}", served=result.sites.problem.served)
    if result.travel.get("findings"):
        say("{travel}", travel=Pair(result.travel["ko"], result.travel["en"]))
    for told in without_effect(result.scenario):
        say("{told}", told=told)
    say("{dates}", dates=result.dates)
    siting = result.siting
    say(
        "{model}: objective {objective:.3f}, bound {bound:.3f}, {status}",
        model=Text(siting.model),
        objective=siting.objective,
        bound=siting.bound,
        status=standing(result.sites.problem, siting),
    )
    for own in result.own_figures:
        say("{own}", own=own.sentence())
