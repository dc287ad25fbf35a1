"""Whom the hubs serve and where they may stand, as tables of places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.errors import RegionError, ScenarioError
from hubplanner.language import Joined, Pair, Text, without_spaces
from hubplanner.regions import data_folder, refuse_taken_names, resolve
from hubplanner.regions.provinces import members, named_provinces
from hubplanner.scenario_siting import DEFAULT, EACH, HOST_KINDS, SitingChoice
from hubplanner.siting.constraints import Floats
from hubplanner.siting.hosts import Hosts
from hubplanner.siting.minutes import minutes_between
from hubplanner.siting.own_points import read_points
from hubplanner.siting.surroundings import PLACE, Surroundings

SERVED = {
    "candidates": "{where}: {count} candidate regions",
    "regions": "{where}: {count} regions",
    "emd": "{where}: {count} eup-myeon-dong",
}
"""Whom the hubs serve, in words, by kind of place."""


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
    provinces
        By any name: whose regions or eup-myeon-dong are served where all are; the whole nation's
        where empty.
    jobs
        Jobs at risk, region × industry (see :mod:`hubplanner.scoring.jobs_at_risk`).
    hosts
        Which institutions may host a hub, for ``sites = 'hosts'``.
    as_of
        The last year whose figures are read; the newest where omitted.
    around
        The same regions and institutions as plain tables, which are faster to take rows of.
    """

    def __init__(
        self,
        choice: SitingChoice,
        dataset: Dataset,
        scores: pd.DataFrame,
        provinces: Sequence[str] = (),
        jobs: pd.DataFrame | None = None,
        hosts: Hosts | None = None,
        as_of: int | None = None,
        around: Surroundings | None = None,
    ):
        refuse_taken_names(choice.groups)
        self.choice, self.dataset, self.scores = choice, dataset, scores
        self.jobs, self.hosts, self.as_of, self.around = jobs, hosts, as_of, around
        self.institutions = dataset.institutions if around is None else around.institutions
        self.regions = dataset.regions if around is None else around.regions
        self.within = () if choice.demand.startswith("nation") else tuple(provinces)

    @cached_property
    def minutes(self) -> Floats:
        """Demand × site, as told from what is around."""
        assert self.around is not None
        return minutes_between(self.around, self.demand, self.sites)

    # -- whom the hubs serve -------------------------------------------------------------------

    @cached_property
    def demand(self) -> pd.DataFrame:
        if emd := self.whom == "emd":
            places = _emd()
            places = places[places["region_code"].isin(self._served_regions)]
            weight = places["population"] if self.choice.weight == "population" else None
        else:
            places = self.regions.loc[self._served_regions]
            weight = None if self.choice.weight == "equal" else self._weight(places.index)
        table = pd.DataFrame(places[["emd_code", "lon", "lat"]])
        table["region_code"] = places["region_code"] if emd else places.index
        table["weight"] = 1.0 if weight is None else weight
        # Whom no figure is published for cannot be weighed: left out, not counted as nobody.
        return table.dropna(subset="weight")

    @cached_property
    def whom(self) -> str:
        """What kind of place is served: ``candidates``, ``regions`` or ``emd``."""
        return {"nation": "regions", "nation_emd": "emd"}.get(
            self.choice.demand, self.choice.demand
        )

    @cached_property
    def served(self) -> Text:
        """Whom the hubs serve in words: where, how many places, and residents where published."""
        where: Text = Text("The whole country")
        if self.within:
            where = named_provinces(self.within, self.regions)
        counted = SERVED[self.whom]
        words = [Text(counted, where=where, count=len(self.demand))]
        panel = self.dataset.panel(self.as_of)
        if (when := panel.latest("population", "total")) is not None:
            people = panel.series("population", "total", when).reindex(self._served_regions)
            if people.notna().all():
                words.append(Text("{people:,} residents", people=round(people.sum())))
        return Joined("; ", [Joined(", ", words), *self._told_of_points()])

    @cached_property
    def _served_regions(self) -> list[str]:
        if self.choice.demand == "candidates":
            return [str(code) for code in self.scores.index[self.scores["candidate"]]]
        if self.within:
            return members(self.within, self.regions)
        return [str(code) for code in self.regions.index]

    def _weight(self, codes: pd.Index[str]) -> pd.Series[float]:
        name = self.choice.weight
        if name == "crisis_score":
            weight = self.scores["crisis_score"]
        elif name == "jobs_at_risk":
            weight = self._jobs.sum(axis=1, min_count=1)
        else:
            panel = self.dataset.panel(self.as_of)
            when = panel.latest(name, "total")
            if when is None:
                raise ScenarioError(
                    "siting.weight = '{name}': the statistics hold no figure of '{name}' for"
                    " industry 'total'; add them (docs/en/reference/own-tables.md) or choose"
                    " another weight",
                    name=name,
                )
            weight = panel.series(name, "total", when)
        chosen = weight.reindex(codes)
        if (lacking := chosen.isna()).any():
            names = [self.name(code) for code in codes[lacking]]
            more = Text(" and {count} more", count=len(names) - 3) if len(names) > 3 else ""
            raise ScenarioError(
                "siting.weight = '{name}': no figure for {names}{more};"
                " add it (docs/en/reference/own-tables.md) or choose another weight or demand",
                name=name,
                names=", ".join(names[:3]),
                more=more,
            )
        return chosen

    @cached_property
    def jobs_of_demand(self) -> pd.DataFrame:
        """Jobs at risk of whom the hubs serve, region × industry.

        Raises
        ------
        ScenarioError
            When there is no count of jobs where the work is.
        """
        return self._jobs.loc[self.demand.index]

    @property
    def _jobs(self) -> pd.DataFrame:
        if self.jobs is None:
            raise ScenarioError(
                "jobs at risk need jobs where the work is, which were first counted for 2016;"
                " ask for a later data.as_of, or another siting.weight with model = 'p_median'"
            )
        return self.jobs

    # -- where a hub may stand -----------------------------------------------------------------

    @cached_property
    def sites(self) -> pd.DataFrame:
        """All sites; ``only_for`` is the key of the named places that a constraint lets in."""
        kind = self.choice.sites
        if kind in ("candidates", "regions"):
            codes = self.regions.index
            if kind == "candidates":
                codes = codes[self.scores["candidate"].to_numpy()]
            places = self._region_places(codes)
        elif self.hosts is not None:
            places = self.institutions[PLACE].loc[self.hosts.fit]
            if places.empty and not self.choice.required:
                raise ScenarioError(
                    "siting.hosts: no institution meets all criteria; loosen crisis_minutes,"
                    " institute_minutes or university_minutes, or write siting.sites = 'candidates'"
                )
        elif kind == "points":
            places = self._points[0][PLACE]
            self._refuse_too_few_regions(places)
        else:
            institutions = self.institutions
            is_complex = institutions["kind"] == "complex"
            places = institutions[is_complex if kind == "complexes" else ~is_complex][PLACE]
            if places.empty:
                raise ScenarioError(
                    "siting.sites = '{kind}': the dataset holds none; add them"
                    " (docs/en/reference/own-tables.md)",
                    kind=kind,
                )
        places = places.assign(only_for="")
        for standing in self.existing.values():
            new = standing[~standing.index.isin(places.index)]
            places = pd.concat([places, new.assign(only_for=key_of(standing))])
        for more in self.required.values():
            if not columns_of(places, more).any():
                asked = self._hosts_there(more)
                places = pd.concat([places, asked.assign(only_for=key_of(more))])
        regional = places.index == places["region_code"]
        places["place_ko"] = places["region_code"].map(self._names)
        places["label"] = places["place_ko"].where(regional, places["name_ko"])
        places["place_en"] = places["region_code"].map(self.regions["name_en"])
        places["opening_cost"] = self._opening_costs(places)
        return places

    @cached_property
    def named_sites(self) -> pd.DataFrame:
        """The sites, whoever lets them in."""
        return self.sites.drop(columns="only_for")

    @cached_property
    def _points(self) -> tuple[pd.DataFrame, list[Text]]:
        return read_points(Path(self.choice.points), self.dataset)

    def _told_of_points(self) -> list[Text]:
        """What was understood of the planner's points, and which lie off the coast of the region
        that they were taken for."""
        if self.choice.sites != "points":
            return []
        table, told = self._points
        points = table[table["off_shore_m"] > 0]
        return told + [
            Text(
                "'{point}' lies {metres:,.0f} m off the coast and was taken for {region}",
                point=Pair(point["name_ko"], point["name_en"]),
                metres=point["off_shore_m"],
                region=Pair(
                    self.name(point["region_code"]),
                    self.regions.at[point["region_code"], "name_en"],
                ),
            )
            for point in points.to_dict("records")
        ]

    def _hosts_there(self, asked: pd.DataFrame) -> pd.DataFrame:
        """Institutions of a region that is asked for, fit or not; the region where it has none."""
        if self.hosts is None or not (asked.index == asked["region_code"]).all():
            return asked
        there = self.institutions.loc[self.hosts.places.index, PLACE]
        there = there[there["region_code"].isin(asked["region_code"])]
        return asked if there.empty else pd.DataFrame(there)

    def _opening_costs(self, sites: pd.DataFrame) -> pd.Series[float]:
        """Of each site: what is stated of the host itself, else of the smallest place that it lies
        in, else of its kind, else of all."""
        stated = dict(self.choice.opening_cost)
        costs = pd.Series(stated.pop(DEFAULT, 1.0), sites.index, dtype=float)
        kinds = self.institutions["kind"].reindex(sites.index)
        for kind in HOST_KINDS.keys() & stated.keys():
            costs[kinds == HOST_KINDS[kind]] = stated.pop(kind)
        if not stated:
            return costs
        named = ["name_ko", "name_en"]
        known = pd.concat([self.institutions[named], sites[named]])
        columns = [known.index.to_series(), known["name_ko"], known["name_en"]]
        spelled = {name: known.index[_spelled(name, columns)] for name in stated}
        hosts = {name: ids for name, ids in spelled.items() if len(ids) and not self._places(name)}
        by_region = self._costs_of_places({k: v for k, v in stated.items() if k not in hosts})
        costs = sites["region_code"].map(by_region).fillna(costs)
        for name, ids in hosts.items():
            costs[sites.index.isin(ids)] = stated[name]
        return costs

    def _places(self, name: str) -> bool:
        """Whether a name is that of a group, a province or a region."""
        try:
            return bool(self._several(name) or resolve([name], self.regions))
        except RegionError:
            return False

    def _costs_of_places(self, costs: dict[str, float]) -> dict[str, float]:
        """By region code; a region goes before the group or province that it lies in."""
        areas = self.areas("siting.opening_cost", list(costs))
        for one, other in combinations(areas, 2):
            inside, beside = set(areas[one]), set(areas[other])
            nested = inside < beside or beside < inside
            if inside & beside and not nested and costs[one] != costs[other]:
                raise ScenarioError(
                    "siting.opening_cost: '{one}' and '{other}' both price {region}; keep one or"
                    " give {region} a cost of its own",
                    one=one,
                    other=other,
                    region=self.name(min(inside & beside)),
                )
        widest_first = sorted(areas, key=lambda name: -len(areas[name]))
        return {code: costs[name] for name in widest_first for code in areas[name]}

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
    def required(self) -> dict[str, pd.DataFrame]:
        """By name: the regions of which one has a hub."""
        areas = self.areas("siting.required", self.choice.required)
        once = {tuple(codes): name for name, codes in reversed(areas.items())}
        return {
            name: self._region_places(codes)
            for name, codes in areas.items()
            if once[tuple(codes)] == name
        }

    @cached_property
    def existing(self) -> dict[str, pd.DataFrame]:
        """By name: the places where a hub stands."""
        return {name: self._standing(name) for name in self.choice.existing}

    def _standing(self, name: str) -> pd.DataFrame:
        """An institution by its id or name, else a region, or those of a group or province."""
        if codes := self._several(name):
            return self._region_places(codes)
        institutions = self.institutions
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
        gone = self.dataset.left_out
        columns = [gone.index.to_series(), gone["name_ko"], gone["name_en"]]
        if len(lacking := gone[_spelled(name, columns)]):
            raise ScenarioError(
                "siting.existing: '{name}' {why}; leave it out, or name its region",
                name=name,
                why=lacking["why"].iloc[0],
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
        several = [some for some in self._columns_of_regions.values() if len(some) > 1]
        return [(some, 1) for some in sorted(several, key=lambda some: some[1])]

    # -- names ---------------------------------------------------------------------------------

    @cached_property
    def forbidden(self) -> list[str]:
        areas = self.areas("siting.forbidden", self.choice.forbidden)
        return list(dict.fromkeys(code for codes in areas.values() for code in codes))

    @cached_property
    def provinces(self) -> dict[str, list[str]]:
        """Region codes by province of today."""
        groups = self.regions.groupby("sido_ko").indices
        return {str(name): self.regions.index[rows].tolist() for name, rows in groups.items()}

    def group(self, key: str, name: str) -> list[str]:
        if codes := self._several(name):
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

    def areas(self, key: str, names: Sequence[str]) -> dict[str, list[str]]:
        """Region codes by each name of a group, a province or a region."""
        several = {name: self._several(name) for name in names}
        regions = [name for name, codes in several.items() if not codes]
        return {**several, **self._resolved(key, regions)}

    def called(self, name: str) -> Text:
        """A group, a province or a region in words."""
        if name in self.choice.groups:
            return Pair(name, name)
        if members([name], self.regions):
            return named_provinces([name], self.regions)
        return self.region_called(resolve([name], self.regions)[0])

    def region_called(self, code: str) -> Pair:
        """A region in words, by its KOSTAT code."""
        return Pair(self.name(code), str(self.regions.at[code, "name_en"]))

    def _several(self, name: str) -> list[str]:
        """Region codes of a group or a province; none where it is neither."""
        if name not in self.choice.groups:
            return members([name], self.regions)
        parts = {one: members([one], self.regions) for one in self.choice.groups[name]}
        regions = [one for one, codes in parts.items() if not codes]
        parts.update(self._resolved(f"siting.groups.{name}", regions))
        return list(dict.fromkeys(code for codes in parts.values() for code in codes))

    def _resolved(self, key: str, names: Sequence[str]) -> dict[str, list[str]]:
        if not names:
            return {}
        try:
            codes = resolve(names, self.regions)
        except RegionError as error:
            raise ScenarioError("{key}: {error}", key=key, error=error) from error
        return {name: [code] for name, code in zip(names, codes, strict=True)}

    def in_regions(self, codes: Iterable[str]) -> list[int]:
        """Columns of the sites in these regions."""
        of = self._columns_of_regions
        return sorted(column for code in set(codes) for column in of.get(code, ()))

    @cached_property
    def _columns_of_regions(self) -> dict[str, list[int]]:
        """By region code the columns of the sites there."""
        of: dict[str, list[int]] = {}
        for column, code in enumerate(self.sites["region_code"]):
            of.setdefault(code, []).append(column)
        return of

    def name(self, code: str) -> str:
        return self._names[code]

    @cached_property
    def _names(self) -> dict[str, str]:
        """By code a region's name after its province's."""
        parts = zip(self.regions["sido_short"], self.regions["name_ko"], strict=True)
        return dict(zip(self.regions.index, map(" ".join, parts), strict=True))


def key_of(places: pd.DataFrame) -> str:
    """What tells a named place from another, whatever it is called."""
    return " ".join(places.index)


def columns_of(sites: pd.DataFrame, place: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which sites are these places: the same id, or for regions any site in them."""
    if (place.index == place["region_code"]).all():
        return sites["region_code"].isin(place["region_code"]).to_numpy()
    return np.asarray(sites.index.isin(place.index))


def _spelled(name: str, columns: Sequence[pd.Series[str]]) -> npt.NDArray[np.bool_]:
    """Which rows bear this name in any of the columns, spaces and case left aside."""
    wanted = without_spaces(name)
    fits = np.zeros(len(columns[0]), dtype=bool)
    for one in columns:
        fits |= one.astype(str).str.replace(" ", "").str.casefold().eq(wanted).to_numpy()
    return fits


def _emd() -> pd.DataFrame:
    """All eup-myeon-dong of 2020 with their residents, indexed by code."""
    columns = ["emd_code", "region_code", "population", "lon", "lat"]
    table = pd.read_parquet(data_folder() / "boundaries" / "emd.parquet", columns=columns)
    return table.set_index("emd_code", drop=False)
