"""The Dataset: every table that a plan may draw on, keyed by region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import geopandas as gpd
import pandas as pd

from hubplanner.dataset.industry_tables import IndustryTables
from hubplanner.dataset.institutions import bundled_institutions, founded_by, lay_over
from hubplanner.dataset.panel import Panel, series_breaks
from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.limits import refuse_to_come
from hubplanner.regions import data_folder, load_regions, read_reference

_DESIGNATION_KEY = ["area", "region_code", "kind", "start"]


BESIDE_PLANS = (
    "bok_inducement",
    "industry_plans",
    "manufacturing_usa_results",
    "readiness_levels",
    "us_manufacturing_growth",
)
"""Sources on which a chapter rests (money, roadmap, impact, effect, evaluation), and no plan."""


@dataclass(frozen=True)
class Dataset:
    """Tables keyed by region; CRS of all geometry is EPSG:5179.

    Attributes
    ----------
    regions
        229 regions indexed by ``region_code`` (see :func:`hubplanner.regions.load_regions`).
    statistics
        Tidy: ``region_code``, ``year``, ``period`` (``Y`` whole year or census day, ``H1`` first
        half-year), ``measure``, ``industry``, ``value``, ``unit``, ``source``, ``flag``; where a
        table states one, ``rse``: relative standard error in percent, missing where none is.
        A missing value is an absent row.
    institutions
        One row an institution, indexed by ``institution_id``, points in EPSG:5179.
    designations
        Areas designated in the past, with dates and sources.
    sources
        One row a source, indexed by ``source_id``: titles, publisher, licence, attribution.
    layers
        The planner's own boundary layers by name; none comes with the package.
    industry
        The planner's own tables by industry, in place of those that come with the package.
    folders
        The planner's folders that lie over the bundled data.
    own_statistics
        The rows of `statistics` that these brought, with ``folder``, the place of theirs among
        `folders`, and ``replaced``, whether a later folder has taken their place.
    left_out
        Institutions that a plan does without: ``name_ko``, ``name_en`` and ``why``, a
        :class:`hubplanner.language.Text`, by ``institution_id``.
    """

    regions: gpd.GeoDataFrame
    statistics: pd.DataFrame
    institutions: gpd.GeoDataFrame
    designations: pd.DataFrame
    sources: pd.DataFrame
    layers: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    industry: IndustryTables = field(default_factory=IndustryTables)
    folders: tuple[Path, ...] = ()
    own_statistics: pd.DataFrame = field(default_factory=pd.DataFrame)
    left_out: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            columns=["name_ko", "name_en", "why"], index=pd.Index([], dtype=str), dtype=str
        )
    )
    _panels: dict[int | None, Panel] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def panel(self, as_of: int | None = None) -> Panel:
        """The reliable statistics up to a year as columns over the regions, made once a year.

        Raises
        ------
        DataError
            When the year has not come.
        """
        refuse_to_come(as_of)
        if as_of not in self._panels:
            self._panels[as_of] = Panel(self.regions.index, self.statistics, as_of, series_breaks())
        return self._panels[as_of]

    def as_of(self, year: int | None) -> Self:
        """The dataset without institutions founded after a year; what statistics tell as of it,
        :meth:`panel` knows. Itself where no year is asked for."""
        if year is None:
            return self
        return self.only(
            founded_by(self.institutions, year),
            Text("was founded after data.as_of = {year}", year=year),
        )

    def only(self, kept: pd.Series[bool], why: Text) -> Self:
        """The dataset with these institutions only, and why a plan does without the others."""
        gone = pd.DataFrame(self.institutions.loc[~kept, ["name_ko", "name_en"]])
        gone["why"] = pd.Series([why] * len(gone), gone.index, dtype=object)
        left_out = pd.concat([self.left_out, gone])
        return replace(self, institutions=self.institutions[kept], left_out=left_out)

    def covers(self, folders: Iterable[str | Path]) -> None:
        """Refuse to answer for a scenario whose data folders are not in here.

        Raises
        ------
        DataError
            Naming the folders, and how the dataset is loaded with them.
        """
        held = {folder.resolve() for folder in self.folders}
        if lacking := [str(folder) for folder in folders if Path(folder).resolve() not in held]:
            raise DataError(
                "the dataset was loaded without the scenario's data folders {folders}; load it"
                " with load_dataset(scenario.data.folders)",
                folders=", ".join(lacking),
            )

    @property
    def published(self) -> pd.DataFrame:
        """Employment as printed in reports and the press: evidence beside the statistics.

        Read when first asked for; see :mod:`hubplanner.dataset.published_employment`.
        """
        from hubplanner.dataset.published_employment import published_employment

        return published_employment()


def load_dataset(folders: Iterable[str | Path] = ()) -> Dataset:
    """The bundled data, with the planner's folders laid over it cell by cell, later ones on top.

    Parameters
    ----------
    folders
        Each holds what ``hubplanner data import`` wrote, or ``statistics.csv``,
        ``institutions.csv``, ``input_output.csv`` and so on (see
        ``docs/en/reference/own-data.md``).

    Raises
    ------
    DataError
        Naming the file, row, column and value that is refused, and the mend.

    Examples
    --------
    >>> tables = load_dataset()
    >>> len(tables.regions), len(tables.institutions.query("kind == 'technopark'"))
    (229, 19)
    """
    bundled = data_folder()
    regions = load_regions()
    statistics = pd.read_parquet(bundled / "statistics" / "statistics.parquet")
    institutions = bundled_institutions()
    sources = read_reference("sources").set_index("source_id")
    designations = read_reference("designations")
    layers: dict[str, gpd.GeoDataFrame] = {}
    industry = IndustryTables()

    laid = tuple(Path(folder) for folder in folders)
    brought = []
    if laid:  # what reads a planner's tables loads only where there are some
        from hubplanner.dataset.folders import override, read_folder
        from hubplanner.dataset.statistics_file import STATISTIC_KEY
    for place, folder in enumerate(laid):
        own = read_folder(folder, regions)
        brought.append(own.statistics.assign(folder=place))
        statistics = override(statistics, own.statistics, STATISTIC_KEY)
        institutions = lay_over(institutions, own.institutions)
        designations = override(designations, own.designations, _DESIGNATION_KEY).fillna("")
        layers |= own.layers
        industry = own.industry.over(industry)
        sources = override(sources.reset_index(), own.sources, ["source_id"]).set_index("source_id")
    own_statistics = pd.concat(brought, ignore_index=True) if laid else pd.DataFrame()
    if not own_statistics.empty:
        replaced = own_statistics.duplicated(STATISTIC_KEY, keep="last")
        own_statistics = own_statistics.assign(replaced=replaced)
    return Dataset(
        regions=regions,
        statistics=statistics,
        institutions=_as_points(institutions),
        designations=designations,
        sources=sources,
        layers=layers,
        industry=industry,
        folders=laid,
        own_statistics=own_statistics,
    )


def _as_points(institutions: pd.DataFrame) -> gpd.GeoDataFrame:
    table = institutions.astype({"lat": float, "lon": float})
    points = gpd.points_from_xy(table["lon"], table["lat"], crs="EPSG:4326")
    placed = gpd.GeoDataFrame(table, geometry=points).to_crs("EPSG:5179")
    return placed.set_index("institution_id")
