"""The best of any sites for any demand: from a matrix of costs with labels, or from shapes."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Unpack

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.regions import load_regions
from hubplanner.scenario_sections import TravelChoice
from hubplanner.siting.arguments import (
    OfModel,
    check_arguments,
    n_scenarios_of,
    parameters_of,
    weights_of,
)
from hubplanner.siting.constraints import Constraints, Equity, Floats
from hubplanner.siting.instance import Instance
from hubplanner.siting.labels import Labels, aligned, matrix, positions
from hubplanner.siting.models import MODELS, Model, Parameters
from hubplanner.siting.solution import Solution, Status
from hubplanner.travelling import GreatCircle, choose_travel
from hubplanner.travelling.points import as_places

if TYPE_CHECKING:
    from hubplanner.siting.certificate import Posed

Demand = pd.DataFrame | npt.ArrayLike | Mapping[Hashable, pd.DataFrame]
Between = Callable[[], pd.DataFrame]
OFF_SHORE = 5_000.0
"""Metres from the nearest region within which a place still lies in Korea, as a quay does."""


@dataclass(frozen=True)
class SitingResult:
    """The sites chosen, and whom each serves.

    Attributes
    ----------
    sites
        Labels of the chosen sites, existing ones included; none where nothing was found.
    assignment
        By label of the demand: the label of the site that serves it, None where none can.
    costs
        By label of the demand: at what cost it is served, NaN where it is not.
    weights
        By label of the demand.
    unit
        Of the costs: ``minutes`` by road (both demand and sites lie in Korea), ``km`` in a straight
        line, or ``cost``, as in the matrix that was given.
    solution
        The solver's outcome, on rows and columns.
    types
        By label of the chosen site: the name of the type that it takes, in a model of several.
    posed
        The model's program, made when a certificate is asked for.
    """

    sites: pd.Index
    assignment: pd.Series
    costs: pd.Series[float]
    weights: pd.Series[float]
    unit: str
    solution: Solution
    types: pd.Series[str]
    posed: Callable[[], Posed] = field(repr=False, compare=False)

    def certificate(self) -> str:
        """What proves the sites, to be checked by itself (JSON).

        See :mod:`hubplanner.siting.certificate_checker`.

        Raises
        ------
        SitingError
            When the sites are not proven, or cannot be certified.
        """
        from hubplanner.siting.certificate import certificate

        return certificate(self.posed(), self.solution)

    @property
    def objective(self) -> float:
        """What the model optimises, recomputed from the sites; NaN where there are none."""
        return self.solution.objective

    @property
    def bound(self) -> float:
        """Proven bound on the objective of any choice."""
        return self.solution.bound

    @property
    def gap(self) -> float:
        """Relative gap between the two: 0 when proven."""
        return self.solution.gap

    @property
    def status(self) -> Status:
        """``optimal`` (proven), ``feasible``, ``infeasible`` or ``unknown``."""
        return self.solution.status

    def to_frame(self) -> pd.DataFrame:
        """By label of the demand: ``site``, its cost (named by its unit) and ``weight``."""
        return pd.DataFrame(
            {"site": self.assignment, self.unit: self.costs, "weight": self.weights}
        )

    def __repr__(self) -> str:
        where = ", ".join(map(str, self.sites[:5])) + (", …" if len(self.sites) > 5 else "")
        return (
            f"<SitingResult: {self.solution.model} at {where or 'no site'}, objective"
            f" {self.objective:g}, {self.status}>"
        )

    def _repr_html_(self) -> str:
        served = self.to_frame().groupby("site")
        table = pd.DataFrame(
            {
                "demands": served.size(),
                "weight": served["weight"].sum(),
                f"farthest, {self.unit}": served[self.unit].max(),
            }
        )
        return (
            f"<p>{self.solution.model}: objective {self.objective:g}, bound {self.bound:g},"
            f" {self.status}</p>{table.reindex(self.sites).to_html()}"
        )


def site(
    demand: Demand,
    sites: pd.DataFrame | None = None,
    *,
    p: int | None = None,
    weights: npt.ArrayLike | str | None = None,
    model: str = "p_median",
    opening_costs: npt.ArrayLike | str | None = None,
    budget: float | None = None,
    required: Labels = (),
    forbidden: Labels = (),
    existing: Labels = (),
    at_least: Sequence[tuple[Labels, int]] = (),
    at_most: Sequence[tuple[Labels, int]] = (),
    spacing: float | tuple[npt.ArrayLike, float] | None = None,
    limit: float = math.inf,
    equity: Sequence[Equity] = (),
    time_limit: float = math.inf,
    **of_model: Unpack[OfModel],
) -> SitingResult:
    """The best sites for a demand, with proof, by any of the siting models.

    Parameters
    ----------
    demand
        Either a matrix of costs, demand × site: a DataFrame, whose labels come out again, or an
        array, whose labels are positions; infinite where a site cannot serve. Or a GeoDataFrame in
        any CRS, or a table with ``lon`` and ``lat``: then the cost is minutes by road where both
        demand and sites lie in Korea, else kilometres in a straight line; `unit` of the result
        says which. Of the models of scenarios a matrix for each: a mapping of DataFrames, or an
        array scenario × demand × site. Of ``market_share`` and ``cooperative_cover`` it is the
        matrix of attractions or signals, of models between sites that of their distances.
    sites
        Where `demand` is places: those where a facility may stand; the demand itself if omitted.
    p
        So many are chosen beside the existing ones; not for models that find the number.
    weights
        By demand: a Series (by label), an array, or the name of a column of `demand`; 1 if omitted.
        Of models of scenarios also scenario × demand.
    model
        Name of a function of :mod:`hubplanner.siting` (those of
        :data:`hubplanner.siting.models.MODELS`), which tells what it is.
    opening_costs
        By site: a Series, an array, one for all, or the name of a column of `sites`; 1 if omitted.
        For a budget, and for models that count them.
    budget
        What opening the sites may cost together.
    required, forbidden, existing
        Labels of sites that must, must not be chosen, that stand already.
    at_least, at_most
        Pairs (labels of sites, n): so many of these are chosen.
    spacing
        Least distance of two sites in the unit of the costs; with a matrix a pair (site × site
        distances, least).
    limit
        Highest cost at which a demand may be served.
    equity
        Terms of :class:`GroupMean`, :class:`PowerMean`, :class:`Gini`.
    time_limit
        Seconds after which the best found so far is returned with its gap.
    of_model
        What the model takes besides, called as by its function (but ``capacity``): ``radius``,
        ``degree``, ``capacity``, ``volumes``, ``filled``, ``busy``, ``rival_cost``,
        ``rival_attraction``, ``threshold``, ``lambdas``, ``k``, ``share``, ``flows``, ``transfer``,
        ``collection``, ``distribution``, ``probabilities``, ``types``. What is told of demand or
        sites goes as `weights` and `opening_costs` do, a matrix by its labels.

    Returns
    -------
    SitingResult
        With status ``infeasible`` where the constraints clash.

    Raises
    ------
    DataError
        When the model or a label is unknown, a label stands twice, a cost is missing, places have
        no CRS, p is out of range, or the model needs, or cannot use, an argument.
    TypeError
        When no model knows an argument.
    ValueError
        When a shape or value is out of range.

    Examples
    --------
    >>> towns = ["north", "middle", "south"]
    >>> cost = pd.DataFrame([[0, 4, 9], [4, 0, 5], [9, 5, 0]], index=towns, columns=towns)
    >>> result = site(cost, p=1)
    >>> result
    <SitingResult: p-median at middle, objective 9, optimal>
    >>> result.sites.tolist(), result.assignment["south"], result.gap
    (['middle'], 'middle', 0.0)
    >>> site(cost, p=1, weights=[1, 1, 9], required=["south"]).to_frame()["cost"].tolist()
    [9.0, 5.0, 0.0]
    >>> site(cost, model="k_centrum", p=1, k=2)
    <SitingResult: k-centrum at middle, objective 9, optimal>
    """
    if model not in MODELS:
        raise DataError(
            "model = '{model}' is unknown; models are {known}", model=model, known=", ".join(MODELS)
        )
    chosen = MODELS[model]
    check_arguments(
        chosen,
        p=p,
        sites=sites,
        weights=weights,
        budget=budget,
        opening_costs=opening_costs,
        limit=None if limit == math.inf else limit,
        equity=equity or None,
        **of_model,
    )
    cost, unit, between = _costs(chosen, demand, sites)
    of_demand = None if unit == "cost" else demand  # a column of a matrix is no attribute
    places = of_demand if sites is None else sites
    opening = aligned(opening_costs, cost.columns, places)
    prices = np.ones(cost.shape[1]) if opening is None else opening
    radius = of_model.get("radius")

    def columns(labels: Labels) -> list[int]:
        return positions(cost.columns, labels)

    def groups(given: Sequence[tuple[Labels, int]]) -> list[tuple[list[int], int]]:
        return [(columns(labels), n) for labels, n in given]

    standing = columns(existing)
    if p is not None and not 0 < operator.index(p) + len(standing) <= cost.shape[1]:
        raise DataError(
            "p = {p} is refused: {most} sites are to be chosen from",
            p=p,
            most=cost.shape[1] - len(standing),
        )
    side = Constraints(
        required=columns(required),
        forbidden=columns(forbidden),
        existing=standing,
        at_least=groups(at_least),
        at_most=groups(at_most),
        spacing=_spacing(spacing, between),
        budget=None if budget is None else (prices, budget),
        limit=min(limit, radius) if chosen.serves_all and radius is not None else limit,
        equity=equity,
        time_limit=time_limit,
    )
    given = replace(
        parameters_of(of_model, cost, of_demand, places),
        p=p,
        opening_costs=opening,
        n_scenarios=n_scenarios_of(cost),
    )
    weight = weights_of(chosen, weights, cost, of_demand, given)
    instance = Instance.checked(cost.to_numpy(float), p, weight, side, serves_all=chosen.serves_all)
    solution = chosen.solve(instance, given)
    names = () if given.types is None else given.types.names
    labels = [str(label) for label in cost.columns]
    posed = partial(_posed, model, instance, given, solution, labels)
    return _labelled(solution, cost, instance.weights, unit, names, posed)


def _posed(
    model: str, instance: Instance, given: Parameters, solution: Solution, labels: Sequence[str]
) -> Posed:
    # As in Problem.certificate: asked for seldom.
    from hubplanner.siting.certificate_programs import pose

    return pose(model, instance, given, solution, labels)


def _costs(
    model: Model, demand: Demand, sites: pd.DataFrame | None
) -> tuple[pd.DataFrame, str, Between | None]:
    """Demand × site, its unit, and of places how to tell site × site."""
    if model.by_scenario:
        cost, unit, between = _of_scenarios(demand), "cost", None
    elif not (isinstance(demand, pd.DataFrame) and _are_places(demand)):
        if sites is not None:
            raise DataError("with a matrix of costs the sites are its columns; leave out sites")
        if np.ndim(demand) != 2:  # type: ignore[arg-type]
            raise ValueError(f"cost must be a demand × site matrix, got shape {np.shape(demand)}")  # type: ignore[arg-type]
        given = demand if isinstance(demand, pd.DataFrame) else pd.DataFrame(np.asarray(demand))
        cost, unit, between = given, "cost", None
    elif not model.of_costs:
        raise DataError(
            "model = '{model}' takes a matrix of what each site sends to each demand, no places",
            model=model.name,
        )
    else:
        start = as_places(demand)
        end = start if sites is None else as_places(sites)
        in_korea = _lies_in_korea(start) and _lies_in_korea(end)
        measure = choose_travel(TravelChoice()).minutes if in_korea else GreatCircle(1.0, 60.0).km
        cost, unit = measure(start, end), "minutes" if in_korea else "km"
        between = partial(measure, end, end)
    for labels in (cost.index, cost.columns):
        if labels.has_duplicates:
            raise DataError(
                "the label {label!r} stands twice; give each place one of its own",
                label=labels[labels.duplicated()][0],
            )
    if (missing := cost.isna().to_numpy()).any():
        row, column = np.argwhere(missing)[0]
        raise DataError(
            "the cost of serving {demand!r} from {site!r} is missing; write inf where it cannot be",
            demand=cost.index[row],
            site=cost.columns[column],
        )
    return cost, unit, between


def _of_scenarios(demand: Demand) -> pd.DataFrame:
    """(Scenario, demand) × site."""
    if isinstance(demand, Mapping):
        first = next(iter(demand.values()), pd.DataFrame())
        told = [matrix(one, first.index, first.columns) for one in demand.values()]
        cases = {
            name: pd.DataFrame(one, first.index, first.columns)
            for name, one in zip(demand, told, strict=True)
        }
    else:
        figures = np.asarray(demand, dtype=float)
        if figures.ndim != 3 or 0 in figures.shape:
            raise ValueError(f"costs must be scenario × demand × site, got shape {figures.shape}")
        cases = {at: pd.DataFrame(one) for at, one in enumerate(figures)}
    if not cases:
        raise ValueError("costs must hold a scenario at least")
    return pd.concat(cases)


def _are_places(given: pd.DataFrame) -> bool:
    return isinstance(given, gpd.GeoDataFrame) or {"lon", "lat"} <= set(given.columns)


def _lies_in_korea(places: pd.DataFrame) -> bool:
    points = gpd.GeoSeries.from_xy(places["lon"], places["lat"], crs="EPSG:4326")
    regions = load_regions()
    projected = points.to_crs(regions.crs)
    near, _ = regions.sindex.query(projected, predicate="dwithin", distance=OFF_SHORE)
    return len(np.unique(near)) == len(points)


def _spacing(
    asked: float | tuple[npt.ArrayLike, float] | None, between: Between | None
) -> tuple[npt.ArrayLike, float] | None:
    if asked is None or isinstance(asked, tuple):
        return asked
    if between is None:
        raise DataError("spacing with a matrix of costs is a pair: distances site × site, least")
    return between().to_numpy(float), asked


def _labelled(
    solution: Solution,
    cost: pd.DataFrame,
    weight: Floats,
    unit: str,
    names: Sequence[str],
    posed: Callable[[], Posed],
) -> SitingResult:
    served_by = np.array(solution.assignment or [-1] * len(cost))
    sites = cost.columns
    return SitingResult(
        sites=sites[list(solution.sites)],
        assignment=pd.Series(
            [None if column < 0 else sites[column] for column in served_by], cost.index, object
        ),
        costs=pd.Series(
            np.where(served_by < 0, np.nan, cost.to_numpy(float)[np.arange(len(cost)), served_by]),
            cost.index,
        ),
        weights=pd.Series(weight, cost.index),
        unit=unit,
        solution=solution,
        types=pd.Series(
            [names[one] for one in solution.types],
            sites[[site for site, _ in zip(solution.sites, solution.types, strict=False)]],
            dtype=object,
        ),
        posed=posed,
    )
