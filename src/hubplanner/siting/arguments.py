"""The arguments of :func:`hubplanner.siting.site` that some models take: checked, by position."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.siting.constraints import Floats
from hubplanner.siting.labels import Labels, aligned, matrix, positions
from hubplanner.siting.models import Model, Parameters
from hubplanner.siting.multi_type import FacilityTypes


class OfModel(TypedDict, total=False):
    """What some of the models take, and others refuse by name.

    By demand or site: a Series, an array, one for all, or the name of a column. Matrices: a
    DataFrame (by label) or an array. What each means is told by the function of the model's name.
    """

    radius: float
    degree: pd.DataFrame | npt.ArrayLike
    capacity: npt.ArrayLike | str
    volumes: npt.ArrayLike | str
    filled: Labels
    busy: float
    rival_cost: npt.ArrayLike | str
    rival_attraction: npt.ArrayLike | str
    threshold: npt.ArrayLike | str
    lambdas: npt.ArrayLike
    k: int
    share: float
    flows: pd.DataFrame | npt.ArrayLike
    transfer: float
    collection: float
    distribution: float
    probabilities: npt.ArrayLike
    types: FacilityTypes


SOME = ("p", "sites", "weights", "budget", "opening_costs", "limit", "equity")
"""Arguments that all models take but some."""

ALL = (
    "budget", "required", "forbidden", "existing", "at_least", "at_most", "spacing", "limit",
    "equity", "time_limit",
)  # fmt: skip
"""Constraints, which all models take that do not refuse them."""


def check_arguments(model: Model, **given: Any) -> None:
    """Neither may be lacking what the model needs, nor given what it would not look at.

    Raises
    ------
    DataError
        When it is; what the model takes is named.
    TypeError
        When no model knows an argument.
    """
    takes = [*(() if model.counts is False else ("p",)), *model.needs, *model.takes, "weights"]
    takes = [name for name in dict.fromkeys([*takes, *ALL]) if name not in model.refuses]
    told = ", ".join(takes)
    if strange := sorted(given.keys() - {*SOME, *OfModel.__annotations__}):
        raise TypeError(
            f"site() got an unexpected keyword argument {strange[0]!r}; model = {model.name!r}"
            f" takes {told}"
        )
    present = {name for name, value in given.items() if value is not None}
    needed = (*(("p",) if model.counts else ()), *model.needs)
    if lacking := [name for name in needed if name not in present]:
        raise DataError("model = '{model}' needs {lacking}", model=model.name, lacking=lacking[0])
    allowed = {*takes, *(() if model.between_sites else ("sites",))}
    allowed |= {"opening_costs"} if "budget" in present else set()
    if idle := sorted(present - allowed):
        raise DataError(
            "{argument} does not go with model = '{model}', which takes {known}",
            argument=idle[0],
            model=model.name,
            known=told,
        )


def parameters_of(given: OfModel, cost: pd.DataFrame, demand: object, sites: object) -> Parameters:
    """What a model is given, on the rows and columns of the matrix.

    Raises
    ------
    DataError
        When a label has no figure, or is unknown.
    """
    told: dict[str, Any] = {**given}
    for name, value in tuple(told.items()):
        if name == "capacity":
            told["capacities"] = aligned(told.pop(name), cost.columns, sites)
        elif name in ("volumes", "rival_cost", "rival_attraction", "threshold"):
            told[name] = aligned(value, cost.index, demand)
        elif name == "degree":
            told[name] = matrix(value, cost.index, cost.columns)
        elif name == "flows":
            told[name] = matrix(value, cost.columns, cost.columns)
        elif name == "filled":
            told[name] = positions(cost.columns, value)
        elif name == "probabilities":
            told[name] = aligned(value, cost.index.get_level_values(0).unique(), None)
    return Parameters(**told)


def n_scenarios_of(cost: pd.DataFrame) -> int:
    """How many matrices stand in this one."""
    return int(cost.index.get_level_values(0).nunique()) if cost.index.nlevels > 1 else 1


def weights_of(
    model: Model,
    weights: npt.ArrayLike | str | None,
    cost: pd.DataFrame,
    demand: object,
    given: Parameters,
) -> Floats | None:
    """One for each row; in scenarios once for all, or scenario × demand."""
    if not model.by_scenario:
        return aligned(weights, cost.index, demand)
    n = given.n_scenarios
    of_each = cost.index[: len(cost) // n].get_level_values(1)
    if weights is not None and np.ndim(weights) == 2:
        weighed = matrix(weights, cost.index.get_level_values(0).unique(), of_each).ravel()
    else:
        once = aligned(weights, of_each, demand)
        weighed = np.tile(np.ones(len(of_each)) if once is None else once, n)
    return model.weigh(weighed, given)
