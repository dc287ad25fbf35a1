"""The Plan: tables, graph and provenance of one scenario."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hubplanner.dataset import Dataset
from hubplanner.fingerprint import fingerprint
from hubplanner.language import Text
from hubplanner.networking import Network, build_graph
from hubplanner.networking.accessibility import Accessibility
from hubplanner.networking.links import hub_id, partner_ties
from hubplanner.networking.reasons import hub_technologies
from hubplanner.own_figures import OwnFigures
from hubplanner.regions import resolve
from hubplanner.regions.provinces import members
from hubplanner.scenario import Scenario
from hubplanner.scoring import Robustness, Scores
from hubplanner.scoring.rules import Ruling
from hubplanner.siting import ChosenSites, Solution
from hubplanner.siting.study import outcome, records
from hubplanner.siting.trial_inputs import TrialInputs
from hubplanner.tables.safe_csv import write_table

if TYPE_CHECKING:
    import networkx as nx

    from hubplanner.networking.measured import MeasuredNetwork

LIBRARIES = ("hubplanner", "geopandas", "shapely", "pandas", "networkx", "highspy", "folium")


@cache
def versions() -> dict[str, str]:
    """What a plan is made with, by name of the package."""
    return {library: version(library) for library in LIBRARIES}


@dataclass(frozen=True)
class Tables:
    """The four tables of a plan, GeoDataFrames in EPSG:5179, each indexed by its id.

    Attributes
    ----------
    regions
        All regions by ``region_code``: names, scores, rank, candidate and by which way, indicators
        in their own units, the largest known industry, the hub that serves it and minutes to it.
    hubs
        By hub id, in order of the jobs (else the crisis score) they serve: ``number`` from 1,
        ``region_code``, names, ``lat``, ``lon``, candidates served, mean and longest minutes,
        institutions that are partners; ``technology`` with names, lead ministry, fit, and why
        (``technology_why_ko``, ``_en``); which functions it lacks (``lacks_ko``, ``_en``). Where
        hubs stand at hosts or other places with a name ``host_ko`` and ``host_en``; where siting
        has chosen technologies ``jobs_near`` and ``jobs_served`` (see
        :class:`hubplanner.siting.ChosenSites`), and the columns of
        :class:`hubplanner.siting.firm_hubs.FirmHubs`.
    links
        ``source``, ``target``, ``kind``, ``role``, ``minutes``, ``fit``, ``strength`` as straight
        lines.
    institutions
        By institution id: kind, names, place, ``lead_hub`` (empty: none), ``nearest_hub_minutes``
        (missing off a planner's own roads).
    """

    regions: gpd.GeoDataFrame
    hubs: gpd.GeoDataFrame
    links: gpd.GeoDataFrame
    institutions: gpd.GeoDataFrame


@dataclass(frozen=True)
class Plan:
    """Everything that a scenario yields, with its provenance.

    Attributes
    ----------
    scenario
        The planner's choices.
    tables
        Regions, hubs, links and institutions; also as ``plan.regions`` and so on.
    minutes
        Travel minutes, region by region.
    travel
        How the minutes come about: ``ko``, ``en`` and, where measured, ``accuracy``.
    scores
        Scores with their intermediates: ranks, contributions that add up, how they were composed.
    robustness
        How far the ranks hold under other weights and within the figures' stated errors.
    sites
        Where the hubs stand, the solver's outcome (also as ``plan.siting``), the runner-up, and
        which wishes bind.
    network
        Technologies by hub with their fits, leads, and what is known of industries.
    sources
        By source id: titles, publisher, licence, attribution.
    trends
        Output, work and people of each region through the years, as published.
    designations
        Areas designated in the past, with dates and sources.
    rulings
        The official rules of designation, applied to every region.
    dates
        The date of the newest figure of each kind that it rests on, in a sentence.
    layers
        The planner's own boundary layers by name; ``plan.gpkg`` carries them as ``own_<name>``.
    access
        What regions in crisis reach without the hubs and with them; None where hubs have no
        technologies of their own.
    own_figures
        What the plan has read of each of the planner's data folders, and what nothing read.
    jobs_year
        In which year the jobs were counted that it tells to be at risk; None without a count.
    trial_inputs
        What its siting is made of before anything is weighed, worked out when asked; None where a
        plan was put together without it.
    """

    scenario: Scenario
    tables: Tables
    minutes: pd.DataFrame
    travel: dict[str, Any]
    scores: Scores
    robustness: Robustness
    sites: ChosenSites
    network: Network
    sources: pd.DataFrame
    trends: pd.DataFrame
    designations: pd.DataFrame
    rulings: list[Ruling]
    dates: Text
    layers: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    access: Accessibility | None = None
    own_figures: tuple[OwnFigures, ...] = ()
    jobs_year: int | None = None
    trial_inputs: Callable[[], TrialInputs] | None = None

    @property
    def siting(self) -> Solution:
        """The solver's outcome: objective, bound, gap, status."""
        return self.sites.solution

    @property
    def coverage(self) -> pd.DataFrame:
        """By indicator: unit, years, sources, and the regions where it could not be observed."""
        return self.scores.coverage

    @property
    def regions(self) -> gpd.GeoDataFrame:
        """By region code: scores, rank, candidate, nearest hub, every indicator."""
        return self.tables.regions

    @property
    def scope(self) -> list[str]:
        """Codes of the regions of the scenario's provinces; of all where it names none."""
        provinces = self.scenario.candidates.provinces
        if not provinces:
            return [str(code) for code in self.regions.index]
        return members(provinces, self.regions)

    def worst(self, n: int) -> pd.DataFrame:
        """The `n` worst regions of the scenario's provinces; ``rank_here`` is the rank in these."""
        here = pd.DataFrame(self.regions.loc[self.scope])
        here["rank_here"] = here["rank"].rank(method="min")
        return here.nsmallest(n, "rank").astype({"rank_here": int})

    @property
    def hubs(self) -> gpd.GeoDataFrame:
        """By hub id: place, technology, whom it serves and how far; see :class:`Tables`."""
        return self.tables.hubs

    @property
    def links(self) -> gpd.GeoDataFrame:
        """Every tie: source, target, kind, role, minutes, fit, strength."""
        return self.tables.links

    @property
    def institutions(self) -> gpd.GeoDataFrame:
        """By institution id: kind, names, place, lead hub, minutes to the nearest."""
        return self.tables.institutions

    @cached_property
    def graph(self) -> nx.Graph[str]:
        """The hub network: hubs, institutions and candidate regions (made when first asked for)."""
        regions = self.regions[self.regions["candidate"]]
        return build_graph(self.hubs, self.institutions, regions, self.links)

    @cached_property
    def measured(self) -> MeasuredNetwork:
        """The network measured: centrality, reach, resilience, what links are worth."""
        from hubplanner.networking.measured import measure_network

        candidates = self.regions.index[self.regions["candidate"]]
        kinds = pd.concat([self.institutions["kind"], pd.Series("region", index=candidates)])
        return measure_network(
            self.network, self.graph, kinds, self._workers, self.scenario.network
        )

    def grown(self, organisations: int, links: int) -> nx.Graph[str]:
        """The network with synthetic firms, up to so many organisations and links.

        Raises
        ------
        ScenarioError
            When it is larger already, or the numbers do not go together.
        """
        from hubplanner.networking.growth import grow

        shares, seed = self.network.industries.shares, self.scenario.network.seed
        return grow(self.graph, organisations, links, self._workers, shares, seed=seed)

    @property
    def _workers(self) -> pd.Series[float]:
        """Employed in mining and manufacturing by region: the latest reliable figure."""
        employed = self.trends.query("measure == 'employed' and flag != 'unreliable'")
        latest = employed.sort_values("year").drop_duplicates("region_code", keep="last")
        workers: pd.Series[float] = latest.set_index("region_code")["value"]
        return workers

    def explain(self, region: str) -> list[tuple[str, str]]:
        """Korean and English sentences: who a region is tied to and why.

        Raises
        ------
        RegionError
            When the name or code is unknown or ambiguous.
        """
        from hubplanner.networking.explain import explain_region

        code = resolve([region], self.regions)[0]
        told = explain_region(code, self.network, self.regions, self.hubs, self.institutions)
        return [(one.in_language("ko"), str(one)) for one in told]

    @cached_property
    def printed(self) -> dict[str, gpd.GeoDataFrame]:
        """The four tables by name as every file shows them: rounded, with the id as a column."""
        return {
            "regions": _for_people(self.regions.reset_index()),
            "hubs": _for_people(self.hubs.reset_index()),
            "links": _for_people(self.links),
            "institutions": _for_people(self.institutions.reset_index()),
        }

    def summary(self) -> dict[str, Any]:
        """What ``plan.json`` holds: no time stamps, the same inputs give the same content."""
        hub_columns = ["number", "region_code", "name_ko", "name_en", "lat", "lon", "technology"]
        return {
            "scenario": self.scenario.of_plan(),
            "hubs": self.hubs.reset_index()[["hub_id", *hub_columns]].to_dict("records"),
            "siting": {
                **outcome(self.siting),
                "objective_unit": str(self.sites.problem.unit),
                **self.sites.problem.served_in_words(),
                **self.sites.reached(),
                **self.sites.advice(),
                **self._designated(),
                **self._let_in(),
                **self._in_words(),
            },
            "network": self.network.summary(),
            "dates": self.dates.in_both(),
            "travel": self.travel,
            "composite": self.scores.composite.as_data(),
            "robustness": {
                "draws": self.robustness.draws,
                "first": self.robustness.first,
                "figures_varied": self.robustness.figures,
            },
            "coverage": self.coverage.reset_index().to_dict("records"),
            "sources": self.sources.reset_index().to_dict("records"),
            "own_figures": [one.as_data() for one in self.own_figures],
            "inputs": fingerprint(self.scenario),
            "versions": versions(),
        }

    def _designated(self) -> dict[str, Any]:
        table = self.sites.designated
        return {} if table is None else {"designated_areas": records(table)}

    def _let_in(self) -> dict[str, Any]:
        told = [{"region_code": code, **why.in_both()} for code, why in self.sites.let_in.items()]
        return {"let_in": told} if told else {}

    def _in_words(self) -> dict[str, Any]:
        """The finding in a sentence, and how many hubs are how firm, where jobs are counted."""
        firm = self.sites.firm
        told = {"headline": self.sites.headline(), "firm": firm.sentence() if firm else None}
        return {key: text.in_both() for key, text in told.items() if text is not None}

    def save(self, folder: str | Path) -> None:
        """Write ``plan.json``, ``plan.gpkg``, and as CSV (UTF-8 with BOM) the four tables,
        ``contributions.csv`` (what each indicator adds to a region's decline path),
        ``hub_minutes.csv`` (from every region to each hub's region) and, where hubs
        have technologies, ``technologies_without_hub.csv``, ``accessibility.csv`` and
        ``accessibility_regions.csv``; ``designated_areas.csv`` where these were asked for."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.summary(), ensure_ascii=False, indent=2, allow_nan=False)
        (folder / "plan.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        sheets = {
            **{name: table.drop(columns="geometry") for name, table in self.printed.items()},
            "contributions": self._contributions(),
            "hub_minutes": self._hub_minutes(),
        }
        if self.sites.without is not None:
            sheets["technologies_without_hub"] = self.sites.without.technologies.reset_index()
        if (designated := self.sites.designated) is not None:
            sheets["designated_areas"] = designated
        if self.access is not None:
            sheets["accessibility"] = self.access.percentiles.reset_index()
            sheets["accessibility_regions"] = self.access.regions.round(3).reset_index()
        for name, sheet in sheets.items():
            write_table(sheet, folder / f"{name}.csv")
        own = {f"own_{name}": layer for name, layer in self.layers.items()}
        _write_geopackage({**self.printed, **own}, folder / "plan.gpkg")

    def save_map(self, path: str | Path) -> Path:
        """Write the map as one HTML file that opens without a network; returns its path."""
        from hubplanner.maps import render_map

        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render_map(self), encoding="utf-8", newline="\n")
        return path

    def to_frame(self) -> pd.DataFrame:
        """The hubs as one table: number, place, technology, whom they serve and how far."""
        return pd.DataFrame(self.hubs.drop(columns="geometry"))

    def __repr__(self) -> str:
        places = ", ".join(self.hubs["name_ko"])
        return (
            f"<Plan {self.scenario.name!r}: {len(self.hubs)} hubs ({places}), {self.siting.status}>"
        )

    def _contributions(self) -> pd.DataFrame:
        """Unrounded to the last digits, so that the columns add up in a spreadsheet too."""
        names = pd.DataFrame(self.regions[["name_ko", "name_en"]])
        score = self.scores.table["decline_path"]
        sheet: pd.DataFrame = pd.concat([names, self.scores.contributions, score], axis="columns")
        return sheet.round(12).reset_index()

    def _hub_minutes(self) -> pd.DataFrame:
        """By which the saved plan can be compared: region × hub id."""
        minutes = self.minutes[self.hubs["region_code"].tolist()].set_axis(self.hubs.index, axis=1)
        names = pd.DataFrame(self.regions[["name_ko", "name_en"]])
        return names.join(minutes.round(1)).rename_axis("region_code").reset_index()

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{hub.number}</td><td>{html.escape(hub.name_ko)}</td>"
            f"<td>{html.escape(hub.name_en)}</td><td>{hub.candidates}</td>"
            f"<td>{'–' if pd.isna(hub.mean_minutes) else round(hub.mean_minutes)}</td></tr>"
            for hub in self.hubs.itertuples()
        )
        return (
            f"<h3>{html.escape(self.scenario.title_ko)} · "
            f"{html.escape(self.scenario.title_en)}</h3>"
            "<table><thead><tr><th>#</th><th>거점</th><th>hub</th><th>candidates</th>"
            f"<th>mean minutes</th></tr></thead><tbody>{rows}</tbody></table>"
            f"<p>{html.escape(self.siting.model)}: objective {self.siting.objective:.3f}, "
            f"bound {self.siting.bound:.3f}, {html.escape(self.siting.status)}</p>"
        )


def tabulate(
    dataset: Dataset,
    scores: Scores,
    candidate: pd.Series[bool],
    sites: ChosenSites,
    network: Network,
) -> Tables:
    """The results of the stages as the four tables of a plan."""
    tables = [scores.table, candidate, sites.serves, scores.values]
    if scores.exposure is not None:
        tables.append(scores.exposure.industries.largest)
    regions = dataset.regions.join(tables)
    links = network.links
    institutions = dataset.institutions.join([network.lead_hub, network.nearest_hub_minutes])
    institutions = institutions.fillna({"lead_hub": ""})  # off a planner's own roads
    hubs = _hub_table(regions, sites, partner_ties(links))
    hubs = hubs.join(hub_technologies(network, institutions, regions))
    for hub, code in hubs["region_code"].items():
        if (why := sites.let_in.get(code)) is not None:
            for reason, words in why.columns("technology_why").items():
                hubs.loc[hub, reason] = f"{words}. {hubs.at[hub, reason]}".strip()
    first = ["name_ko", "name_en", "dependency", "decline", "crisis_score", "rank", "candidate"]
    regions = regions[[*first, *regions.columns.difference(first, sort=False)]]
    points = pd.concat([hubs.geometry, institutions.geometry, _points(regions)])
    return Tables(regions, hubs, _as_lines(links, points), institutions)


def _hub_table(
    regions: gpd.GeoDataFrame, sites: ChosenSites, ties: pd.DataFrame
) -> gpd.GeoDataFrame:
    served = regions[regions["candidate"]].groupby("hub_region")
    table = pd.DataFrame(
        {
            "crisis_served": served["crisis_score"].sum(),
            "candidates": served.size(),
            "mean_minutes": served["hub_minutes"].mean(),
            "longest_minutes": served["hub_minutes"].max(),
        }
    ).reindex(sites.regions)
    # A required hub may serve no candidate.
    table = table.fillna({"crisis_served": 0.0, "candidates": 0}).astype({"candidates": int})
    place = regions.loc[table.index, ["name_ko", "name_en", "sido_ko", "sido_en"]]
    table = table.join([place, sites.hubs[["lat", "lon"]]]).rename_axis("region_code").reset_index()
    table.insert(0, "hub_id", table["region_code"].map(hub_id))
    at = sites.hubs.reindex(table["region_code"])
    # Institutions and a planner's own points have names of their own.
    if sites.problem.hosts is not None or not at["site_id"].isin(regions.index).any():
        table["host_ko"], table["host_en"] = at["name_ko"].to_numpy(), at["name_en"].to_numpy()
    if sites.problem.offers is not None:
        table["jobs_near"], table["jobs_served"] = (
            at["jobs_near"].to_numpy(),
            at["jobs_served"].to_numpy(),
        )
    if sites.firm is not None:
        table = table.join(sites.firm.table, on="region_code")
    linked = ties.groupby("source").size()
    table["institutions"] = table["hub_id"].map(linked).fillna(0).astype(int)

    largest = "jobs_served" if "jobs_served" in table else "crisis_served"
    table = table.sort_values([largest, "region_code"], ascending=[False, True])
    table.insert(1, "number", range(1, len(table) + 1))
    return gpd.GeoDataFrame(table, geometry=_points(table)).set_index("hub_id")


def _points(table: pd.DataFrame) -> gpd.GeoSeries:
    points = gpd.points_from_xy(table["lon"], table["lat"], crs="EPSG:4326").to_crs("EPSG:5179")
    return gpd.GeoSeries(points, index=table.index)


def _as_lines(links: pd.DataFrame, points: gpd.GeoSeries) -> gpd.GeoDataFrame:
    ends = np.stack(
        [shapely.get_coordinates(points[links[end]]) for end in ("source", "target")], axis=1
    )
    lines = shapely.linestrings(ends)
    # A region with a hub of its own is served on the spot: a link without a line.
    lines[shapely.length(lines) == 0] = None
    return gpd.GeoDataFrame(links, geometry=lines, crs=points.crs)


def _for_people(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rounded to what the figures can bear: minutes to a tenth, scores and shares to 1/10,000."""
    table = table.copy()
    for column in table.select_dtypes("float").columns.difference(["lat", "lon"]):
        is_minutes = column == "minutes" or column.endswith("_minutes")
        table[column] = table[column].round(1 if is_minutes else 4)
    return table


def _write_geopackage(layers: dict[str, gpd.GeoDataFrame], path: Path) -> None:
    import pyogrio

    # GDAL would stamp the file with today's date: the same plan would never be the same file.
    # The file is written beside and then moved into place, so it need not be safe meanwhile.
    options = {
        "OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z",
        "OGR_SQLITE_SYNCHRONOUS": "OFF",
        "OGR_SQLITE_JOURNAL": "OFF",
    }
    pyogrio.set_gdal_config_options(options)
    try:
        for name, table in layers.items():
            pyogrio.write_dataframe(table, path, layer=name, driver="GPKG")
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(options))
