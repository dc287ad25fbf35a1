"""Designated areas: each within so many minutes of a hub of its own industry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import ScenarioError
from hubplanner.industries.result import GROUP_NAMES
from hubplanner.industries.technologies import Technology
from hubplanner.language import Joined, Pair, Text
from hubplanner.scoring.jobs_at_risk import uses_of
from hubplanner.siting.constraints import Floats, Requirements
from hubplanner.siting.solution import Solution
from hubplanner.tables.industries import industry_names

Flags = npt.NDArray[np.bool_]

NO_INDUSTRY = Text("its industry is not known")
NO_TECHNOLOGY = Text("no technology of the list is for its industry")


@dataclass(frozen=True)
class DesignatedAreas:
    """The regions of designated areas, and which hubs would be of their own industry.

    Attributes
    ----------
    table
        One row a region: ``area``, ``region_code``, ``name_ko``, ``name_en``, ``industry`` (''
        where unknown).
    minutes
        Region × site.
    own
        Region × technology: whether it is for the region's industry; no technology is where the
        industry is unknown.
    """

    table: pd.DataFrame
    minutes: Floats
    own: Flags

    @property
    def asked(self) -> Flags:
        """By region: whether a hub of its own industry can be asked for at all."""
        return np.asarray(self.own.any(axis=1))

    def within(self, most: float) -> Requirements:
        """A hub of its own industry within these minutes of each."""
        rows = np.flatnonzero(self.asked)
        return Requirements(
            of_types=[
                (
                    np.flatnonzero(self.minutes[row] <= most).tolist(),
                    np.flatnonzero(self.own[row]).tolist(),
                    1,
                )
                for row in rows
            ]
        )

    def served(
        self, solution: Solution, sites: pd.DataFrame, technologies: Sequence[Technology]
    ) -> pd.DataFrame:
        """By region the nearest hub of its own industry, or why none was asked for.

        Returns
        -------
        DataFrame
            The columns of `table`, ``hub_region``, ``place_ko``, ``place_en``, ``technology_ko``,
            ``technology_en``, ``minutes``, ``why_ko`` and ``why_en`` ('' where one was asked for).
        """
        rows = []
        areas: list[dict[Any, Any]] = self.table.to_dict("records")
        for row, area in enumerate(areas):
            of_own = [
                (float(self.minutes[row, site]), site, kind)
                for site, kind in zip(solution.sites, solution.types, strict=True)
                if self.own[row, kind]
            ]
            rows.append({**area, **_hub(min(of_own, default=None), sites, technologies)})
            if not self.asked[row]:
                why = NO_TECHNOLOGY if area["industry"] else NO_INDUSTRY
                rows[-1] |= why.columns("why")
        return pd.DataFrame(rows)


def _hub(
    nearest: tuple[float, int, int] | None, sites: pd.DataFrame, technologies: Sequence[Technology]
) -> dict[str, Any]:
    told: dict[str, Any] = {"hub_region": "", "place_ko": "", "place_en": ""}
    told.update(technology_ko="", technology_en="", minutes=np.nan, why_ko="", why_en="")
    if nearest is not None:
        minutes, site, kind = nearest
        place, technology = sites.iloc[site], technologies[kind]
        told.update(
            hub_region=place["region_code"], place_ko=place["place_ko"],
            place_en=place["place_en"], technology_ko=technology.name_ko,
            technology_en=technology.name_en, minutes=round(minutes, 1),
        )  # fmt: skip
    return told


def sentences(served: pd.DataFrame) -> list[Text]:
    """Which hub serves which designated area, and which areas none was asked for."""
    rows = served.to_dict("records")
    hubs = [
        Text(
            "{area} ← {where}, {technology}, {minutes:.0f} min",
            area=Pair(row["name_ko"], row["name_en"]),
            where=Pair(row["place_ko"], row["place_en"]),
            technology=Pair(row["technology_ko"], row["technology_en"]),
            minutes=row["minutes"],
        )
        for row in rows
        if row["hub_region"]
    ]
    without = [
        Text(
            "{area} ({why})",
            area=Pair(row["name_ko"], row["name_en"]),
            why=Pair(row["why_ko"], row["why_en"]),
        )
        for row in rows
        if row["why_en"]
    ]
    told = []
    if hubs:
        told.append(
            Text("designated areas and hubs of their own industry: {hubs}", hubs=Joined("; ", hubs))
        )
    if without:
        told.append(
            Text(
                "designated areas for which no hub could be asked for: {areas}",
                areas=Joined("; ", without),
            )
        )
    return told


def designated_areas(
    designations: pd.DataFrame,
    largest: pd.Series[str],
    technologies: Iterable[Technology],
    minutes_to_sites: Callable[[list[str]], Floats],
    as_of: int | None = None,
) -> DesignatedAreas:
    """Areas designated so far, expired or not, with the industry that each is about.

    Parameters
    ----------
    designations
        ``area``, ``region_code``, ``name_ko``, ``name_en``, ``start`` and, where stated,
        ``industry``.
    largest
        By region code the largest known industry, '' where none is known; it stands for the
        industry of an area that states none.
    technologies
        The list that hubs choose from.
    minutes_to_sites
        Minutes from the regions of these codes to all sites.
    as_of
        Later designations are not known yet.

    Raises
    ------
    ScenarioError
        When no area had been designated.
    """
    known = designations
    if as_of is not None:
        known = known[known["start"].str[:4].astype(int) <= as_of]
    if known.empty:
        raise ScenarioError(
            "siting.designated_minutes: no area is known that was designated by then; add one"
            " (docs/en/reference/own-tables.md) or leave it out"
        )
    stated = known["industry"] if "industry" in known else pd.Series("", known.index)
    of_region = known["region_code"].map(largest).fillna("")
    known = known.assign(industry=stated.where(stated.fillna("") != "", of_region))
    table = known.drop_duplicates(["region_code", "industry"]).reset_index(drop=True)
    table = pd.DataFrame(table[["area", "region_code", "name_ko", "name_en", "industry"]])
    columns = pd.Index(list(dict.fromkeys([*GROUP_NAMES, *industry_names(), *table["industry"]])))
    own = uses_of(columns, technologies).loc[table["industry"]].to_numpy() > 0
    own[(table["industry"] == "").to_numpy()] = False
    return DesignatedAreas(table, minutes_to_sites(table["region_code"].tolist()), own)
