"""``hubplanner plan``."""

from __future__ import annotations

import gc
import os
import webbrowser
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hubplanner.cli.console import ScenarioFile, progress, refusals, tell_files

if TYPE_CHECKING:
    from hubplanner.plan import Plan


class TileProvider(StrEnum):
    """Background maps that a page may offer."""

    vworld = "vworld"
    osm = "osm"


def plan(
    scenario: ScenarioFile = None,
    out: Annotated[
        Path, typer.Option(help="지도와 표를 쓸 폴더 · Folder for the map and the tables.")
    ] = Path("maps"),
    show: Annotated[
        bool, typer.Option("--open", help="다 되면 지도 열기 · Open the map when it is done.")
    ] = False,
    tiles: Annotated[
        TileProvider | None,
        typer.Option(
            help="켜고 끄는 서버 배경지도 ·"
            " Offer a background map from a server, off until the reader switches it."
        ),
    ] = None,
    embed_key: Annotated[
        bool,
        typer.Option(
            "--embed-key",
            help="브이월드 인증키를 지도에 넣음 ·"
            " Write your VWorld key (HUBPLANNER_VWORLD_KEY) into the map for all its readers.",
        ),
    ] = False,
) -> None:
    """위기점수, 거점 입지, 협력망을 계산해 지도와 표를 쓴다 ·
    Score regions, site hubs, link institutions, and write the map with its tables."""
    _for_one_plan()
    with refusals():
        key = _vworld_key(tiles) if embed_key else ""
        result, page = _run(scenario, out, tiles.value if tiles else "", key)
    _report(result)
    tell_files(page)
    if show:
        webbrowser.open(page.resolve().as_uri())


def _for_one_plan() -> None:
    """Leave out what serves long runs over large data, before the libraries load."""
    gc.disable()  # one plan makes no garbage worth stopping for
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # of small matrices each core gets nothing


def _vworld_key(tiles: TileProvider | None) -> str:
    from hubplanner.errors import ScenarioError
    from hubplanner.fetching.keys import find_key

    if tiles is not TileProvider.vworld:
        raise ScenarioError("--embed-key is for the VWorld map; add --tiles vworld or leave it out")
    return find_key("VWORLD_KEY", "https://www.vworld.kr").get_secret_value()


def _run(path: Path | None, out: Path, tiles: str, key: str) -> tuple[Plan, Path]:
    from hubplanner.scenario import Scenario

    scenario = Scenario.from_toml(path) if path else Scenario()
    with progress() as on_stage:
        on_stage("data")
        # A refused scenario is told at once; only now do the heavy libraries load.
        from hubplanner.dataset import load_dataset
        from hubplanner.pipeline import make_plan, write_plan

        result = make_plan(load_dataset(scenario.data.folders), scenario, on_stage=on_stage)
        return result, write_plan(result, out, tiles=tiles, key=key, on_stage=on_stage)


def _report(result: Plan) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(f"{result.scenario.title_ko} · {result.scenario.title_en}"))
    for heading, side in (
        ("#", "right"),
        ("거점\nhub", "left"),
        ("후보지역\ncandidates", "right"),
        ("평균(최장) 분\nmean (longest) min", "right"),
        ("연계기관\ninstitutions", "right"),
    ):
        table.add_column(heading, justify=side, overflow="fold")  # type: ignore[arg-type]
    for hub in result.hubs.itertuples():
        minutes = f"{hub.mean_minutes:.0f} ({hub.longest_minutes:.0f})" if hub.candidates else "–"
        table.add_row(
            str(hub.number),
            escape(f"{hub.sido_ko} {hub.name_ko} · {hub.name_en}"),
            str(hub.candidates),
            minutes,
            str(hub.institutions),
        )
    siting = result.siting
    console = Console()
    console.print(table)
    console.print(
        f"{siting.model}: 목적값 objective {siting.objective:.3f}, 하한 bound {siting.bound:.3f}, "
        f"{'최적 증명 · proven optimal' if siting.optimal else siting.status}",
        soft_wrap=True,
    )
