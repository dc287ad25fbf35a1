"""Whom the hubs serve and where they may stand, as tables of places."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.errors import DataError, RegionError, ScenarioError
from hubplanner.language import Text
from hubplanner.limits import MAX_POINTS
from hubplanner.regions import data_folder, resolve
from hubplanner.regions.provinces import province_codes
from hubplanner.scenario import SitingChoice
from hubplanner.tables.grid import read_grid
from hubplanner.tables.schema import Column, Schema, read_table, refuse_more_rows, refuse_repeats
from hubplanner.tables.values import ANY, LAT, LON, text

PLACE = ["region_code", "emd_code", "name_ko", "name_en", "lon", "lat"]

EACH = "each"
"""The key of ``at_least`` and ``at_most`` that stands for every province."""


class DemandAndSites:
    """The places that a scenario's ``[siting]`` names, on a dataset.

    Parameters
    ----------
    choice
        The scenario's ``[siting]``.
    dataset
        Regions, statistics and institutions.
    scores
        ``crisis_score`` and ``candidate`` by ``region_code``.
    """

    def __init__(self, choice: SitingChoice, dataset: Dataset, scores: pd.DataFrame):
        self.choice, self.dataset, self.scores = choice, dataset, scores
        self.regions = dataset.regions

    # -- whom the hubs serve -------------------------------------------------------------------

    @cached_property
    def demand(self) -> pd.DataFrame:
        if self.choice.demand == "emd":
            places = _emd()
            weight = places["population"] if self.choice.weight == "population" else None
        else:
            places = self.regions
            if self.choice.demand == "candidates":
                places = places[self.scores["candidate"].to_numpy()]
            weight = None if self.choice.weight == "equal" else self._weight(places.index)
        table = pd.DataFrame(places[["emd_code", "lon", "lat"]])
        emd = self.choice.demand == "emd"
        table["region_code"] = places["region_code"] if emd else places.index
        table["weight"] = 1.0 if weight is None else weight
        # Whom no figure is published for cannot be weighed: left out, not counted as nobody.
        return table.dropna(subset="weight")

    def _weight(self, codes: pd.Index[str]) -> pd.Series[float]:
        name = self.choice.weight
        if name == "crisis_score":
            weight = self.scores["crisis_score"]
        else:
            panel = self.dataset.panel()
            when = panel.latest(name, "total")
            if when is None:
                raise ScenarioError(
                    "siting.weight = '{name}': the statistics hold no figure of '{name}' for"
                    " industry 'total'; add them (docs/own-data.md) or choose another weight",
                    name=name,
                )
            weight = panel.series(name, "total", when)
        chosen = weight.reindex(codes)
        if (lacking := chosen.isna()).any():
            names = [self.name(code) for code in codes[lacking]]
            more = Text(" and {count} more", count=len(names) - 3) if len(names) > 3 else ""
            raise ScenarioError(
                "siting.weight = '{name}': no figure for {names}{more};"
                " add it (docs/own-data.md) or choose another weight or demand",
                name=name,
                names=", ".join(names[:3]),
                more=more,
            )
        return chosen

    # -- where a hub may stand -----------------------------------------------------------------

    @cached_property
    def sites(self) -> pd.DataFrame:
        """All sites; ``only_for`` names the place that alone a constraint lets in."""
        kind = self.choice.sites
        if kind in ("candidates", "regions"):
            codes = self.regions.index
            if kind == "candidates":
                codes = codes[self.scores["candidate"].to_numpy()]
            places = self._region_places(codes)
        elif kind == "points":
            places = _read_points(Path(self.choice.points), self.dataset)
            self._refuse_too_few_regions(places)
        else:
            institutions = self.dataset.institutions
            is_complex = institutions["kind"] == "complex"
            places = institutions[is_complex if kind == "complexes" else ~is_complex][PLACE]
            if places.empty:
                raise ScenarioError(
                    "siting.sites = '{kind}': the dataset holds none; add them (docs/own-data.md)",
                    kind=kind,
                )
        places = places.assign(only_for="")
        wanted = [*self.required, *self.existing]
        for more in wanted:
            if not columns_of(places, more).any():
                places = pd.concat([places, more.assign(only_for=more.index[0])])
        costs = dict(self.choice.opening_cost)
        default = costs.pop("default", 1.0)
        by_region = dict(
            zip(self.resolved("siting.opening_cost", list(costs)), costs.values(), strict=True)
        )
        regional = places.index == places["region_code"]
        places["label"] = [
            self.name(code) if own else name
            for code, own, name in zip(
                places["region_code"], regional, places["name_ko"], strict=True
            )
        ]
        places["opening_cost"] = [by_region.get(c, default) for c in places["region_code"]]
        return places

    def _refuse_too_few_regions(self, points: pd.DataFrame) -> None:
        codes, choice = points["region_code"].unique(), self.choice
        is_free = choice.model in ("set_cover", "budgeted") or choice.required or choice.existing
        if len(codes) < choice.hubs and not is_free:
            raise ScenarioError(
                "siting.hubs = {hubs}: the points of siting.points lie in {count} region(s)"
                " ({names}), and each takes one hub; add points in other regions or ask for fewer",
                hubs=choice.hubs,
                count=len(codes),
                names=", ".join(map(self.name, codes)),
            )

    def _region_places(self, codes: Sequence[str] | pd.Index[str]) -> pd.DataFrame:
        table = self.regions.loc[list(codes)]
        return pd.DataFrame(table.assign(region_code=table.index))[PLACE]

    @cached_property
    def required(self) -> list[pd.DataFrame]:
        codes = self.resolved("siting.required", self.choice.required)
        return [self._region_places([code]) for code in codes]

    @cached_property
    def existing(self) -> list[pd.DataFrame]:
        return [self._standing(name) for name in dict.fromkeys(self.choice.existing)]

    def _standing(self, name: str) -> pd.DataFrame:
        """An institution by its id or name, else a region."""
        institutions = self.dataset.institutions
        columns = [institutions.index.to_series(), institutions["name_ko"], institutions["name_en"]]
        found = institutions[_spelled(name, columns)]
        if len(found) == 1:
            return pd.DataFrame(found[PLACE])
        if len(found) > 1:
            raise ScenarioError(
                "siting.existing: '{name}' is the name of {count} institutions;"
                " write an id: {index}",
                name=name,
                count=len(found),
                index=", ".join(found.index[:5]),
            )
        try:
            return self._region_places(resolve([name], self.regions))
        except RegionError as error:
            raise ScenarioError(
                "siting.existing: '{name}' is no institution (id or name) and no region: {error}",
                name=name,
                error=error,
            ) from error

    def one_a_region(self) -> list[tuple[list[int], int]]:
        """No region has two hubs, so that a hub goes by its region's name."""
        codes = self.sites["region_code"]
        twice = codes[codes.duplicated()].unique()
        return [(self.in_regions([code]), 1) for code in twice]

    # -- names ---------------------------------------------------------------------------------

    @cached_property
    def forbidden(self) -> list[str]:
        return self.resolved("siting.forbidden", self.choice.forbidden)

    @cached_property
    def provinces(self) -> dict[str, list[str]]:
        """Region codes by province code."""
        groups = self.regions.groupby("sido_code").indices
        return {str(code): self.regions.index[rows].tolist() for code, rows in groups.items()}

    def group(self, key: str, name: str) -> list[str]:
        if name in self.choice.groups:
            members = self.choice.groups[name]
            return [
                code
                for one in members
                for code in self._province(one) or self.resolved(f"siting.groups.{name}", [one])
            ]
        if codes := self._province(name):
            return codes
        known = ", ".join(self.regions["sido_short"].unique())
        raise ScenarioError(
            "siting.{key}: '{name}' is no province and no group; provinces are {known};"
            " groups are named under siting.groups, and '{each}' stands for every province",
            key=key,
            name=name,
            known=known,
            each=EACH,
        )

    def _province(self, name: str) -> list[str]:
        return list(self.regions.index[self.regions["sido_code"].isin(province_codes(name))])

    def resolved(self, key: str, names: Sequence[str]) -> list[str]:
        if not names:
            return []
        try:
            return list(dict.fromkeys(resolve(names, self.regions)))
        except RegionError as error:
            raise ScenarioError("{key}: {error}", key=key, error=error) from error

    def in_regions(self, codes: Sequence[str]) -> list[int]:
        return np.flatnonzero(self.sites["region_code"].isin(codes)).tolist()

    def name(self, code: str) -> str:
        return f"{self.regions.at[code, 'sido_short']} {self.regions.at[code, 'name_ko']}"


def columns_of(sites: pd.DataFrame, place: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which sites are this place: the same id, or for a region any site in it."""
    if place.index[0] == place["region_code"].iloc[0]:
        return sites["region_code"].eq(place["region_code"].iloc[0]).to_numpy()
    return np.asarray(sites.index == place.index[0])


def _spelled(name: str, columns: Sequence[pd.Series[str]]) -> npt.NDArray[np.bool_]:
    """Which rows bear this name in any of the columns, spaces and case left aside."""
    wanted = "".join(name.split()).casefold()
    fits = np.zeros(len(columns[0]), dtype=bool)
    for one in columns:
        fits |= one.str.replace(" ", "").str.casefold().eq(wanted).to_numpy()
    return fits


def _emd() -> pd.DataFrame:
    """All eup-myeon-dong of 2020 with their residents, indexed by code."""
    columns = ["emd_code", "region_code", "population", "lon", "lat"]
    table = pd.read_parquet(data_folder() / "boundaries" / "emd.parquet", columns=columns)
    return table.set_index("emd_code", drop=False)


POINTS = Schema(
    (
        Column("name", text(mend="name the point"), ("이름", "명칭", "name_ko", "기관명")),
        Column("lat", LAT, ("위도", "latitude")),
        Column("lon", LON, ("lng", "경도", "longitude")),
        Column("name_en", ANY, ("영문명",), required=False, blank=""),
    ),
    strict=False,
)


def _read_points(path: Path, dataset: Dataset) -> pd.DataFrame:
    """The planner's own points: ``name``, ``lat``, ``lon``, and ``name_en`` where they have one."""
    import geopandas as gpd

    grid = read_grid(path)
    refuse_more_rows(path, grid.rows, MAX_POINTS)
    table = read_table(path, POINTS, grid)
    refuse_repeats(table, ["name"], path)
    places = table.set_index(pd.Index([f"point-{number + 1}" for number in range(len(table))]))
    places = places.rename(columns={"name": "name_ko"})
    places["name_en"] = places["name_en"].where(places["name_en"] != "", places["name_ko"])
    points = gpd.GeoSeries.from_xy(places["lon"], places["lat"], crs="EPSG:4326").to_crs(5179)
    row, region = dataset.regions.sindex.query(points, predicate="intersects")
    codes = pd.Series(dataset.regions.index[region], index=row).groupby(level=0).first()
    inside = codes.reindex(range(len(places)))
    if inside.isna().any():
        at = int(np.argmax(inside.isna()))
        raise DataError(
            "{path}: row {at}: '{name}' lies in no region of Korea;"
            " check whether lat and lon are exchanged",
            path=path,
            at=table.index[at] + 2,
            name=table["name"].iloc[at],
        )
    places["region_code"] = inside.to_numpy()
    return places.assign(emd_code="")[PLACE]
