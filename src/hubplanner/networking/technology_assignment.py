"""Which hub takes which technology."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import ScenarioError, SitingError
from hubplanner.industries.technologies import TechnologyList, refuse_unknown
from hubplanner.siting.highs import quiet_highs

NEAR_TIE = 0.01
"""Assignments that differ by less in summed fit are called near ties: the fields and industries
behind a fit are lists of words, and no finer than that."""


@dataclass(frozen=True)
class HubFit:
    """How well each hub fits each technology, 0–1, hubs by technology keys.

    Attributes
    ----------
    fit
        Mean of both parts (where the users' industries are not known: the supply alone).
    users
        From the industries of the candidate regions that the hub serves; missing where none of
        them is known.
    supply
        From the fields of the institutions around it.
    """

    fit: pd.DataFrame
    users: pd.DataFrame
    supply: pd.DataFrame


def technology_fit(
    user_fit: pd.DataFrame,
    user_weight: pd.DataFrame,
    field_fit: pd.DataFrame,
    institution_weight: pd.DataFrame,
    *,
    users_share: float = 0.5,
) -> HubFit:
    r"""Fit of hubs with technologies, each against what is usual in the country.

    For users and for institutions alike, the weighted share that matches technology k around hub h
    is held against the share among all of them, as a location quotient does (Florence 1939):

    .. math::
        p_{hk} = \frac{\sum_i w_{hi} f_{ik}}{\sum_i w_{hi}}, \quad
        \bar p_k = \frac{1}{N} \sum_i f_{ik}, \quad
        \tilde p_{hk} = \frac{n_h p_{hk} + \bar p_k}{n_h + 1}, \quad
        \phi_{hk} = \frac{\tilde p_{hk}}{\tilde p_{hk} + \bar p_k}

    so that a technology that everybody uses fits no hub more than others. φ is 0.5 where a hub
    is like the country and lies between 0 and 1 (a monotone transform of the symmetric index of
    Laursen 2015). As a quotient of few observations says little, the country counts as one more
    observation beside the :math:`n_h = (\sum w)^2 / \sum w^2` effective ones (Kish 1965). Those
    whose industries or fields are unknown are left out of all sums.

    Parameters
    ----------
    user_fit
        Candidate region × technology, rows only for those whose industries are known.
    user_weight
        Hub × candidate region: crisis score × decay with minutes for those the hub serves, else 0.
    field_fit
        Institution × technology, missing where unknown.
    institution_weight
        Hub × institution: decay with minutes.
    users_share
        Weight of the users' part in the mean.
    """
    users = _quotient(user_weight[user_fit.index], user_fit)
    known = field_fit.dropna()
    supply = _quotient(institution_weight[known.index], known)
    both = users_share * users + (1 - users_share) * supply
    return HubFit(both.fillna(supply), users, supply)


def _quotient(weight: pd.DataFrame, fit: pd.DataFrame) -> pd.DataFrame:
    weights, usual = weight.to_numpy(), fit.mean().to_numpy()
    total = weights.sum(axis=1)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        here = weights @ fit.to_numpy() / total
        observed = total**2 / (weights**2).sum(axis=1)[:, None]
        smoothed = (observed * here + usual) / (observed + 1)
        # A technology that nobody in the data matches fits nowhere.
        phi = np.where(usual > 0, smoothed / (smoothed + usual), 0 * here)
    return pd.DataFrame(phi, index=weight.index, columns=fit.columns)


@dataclass(frozen=True)
class Assignment:
    """Technologies by hub, with the next best choices.

    Attributes
    ----------
    technology
        Key by hub.
    total
        Summed fit.
    uses, ministry_most
        How often a technology and a ministry may come, as used (raised where the hubs need it).
    """

    technology: pd.Series[str]
    total: float
    uses: int
    ministry_most: int


@dataclass(frozen=True)
class RunnerUp:
    """The best assignment that differs, and for each hub the cost of giving it another one.

    Attributes
    ----------
    assignment
        The second-best assignment as a whole; None where there is no other.
    cost
        Summed fit that it gives up.
    by_hub
        By hub: ``technology`` it would take if it may not have its own, and ``cost`` of that in
        summed fit over all hubs; missing where no assignment is left.
    """

    assignment: pd.Series[str] | None
    cost: float
    by_hub: pd.DataFrame

    @property
    def near_tie(self) -> bool:
        return self.assignment is not None and self.cost < NEAR_TIE


def assign_technologies(
    fit: pd.DataFrame,
    technologies: TechnologyList,
    *,
    uses: int = 0,
    ministry_most: int = 0,
    fixed: Mapping[str, str] | None = None,
) -> Assignment:
    r"""The technologies of all hubs at once, with the greatest summed fit.

    .. math::
        \max \sum_{hk} \phi_{hk} x_{hk} \quad\text{s.t.}\quad \sum_k x_{hk} = 1, \quad
        \sum_h x_{hk} \le n, \quad \sum_h \sum_{k \in M} x_{hk} \le m \;\forall M, \quad
        x_{hk} \in \{0, 1\}

    An assignment problem with a cap on each technology and on each lead ministry M. The rows are
    two nested families (hubs; technologies within ministries), so every vertex of the linear
    program is whole (Edmonds 1970), and the simplex method of HiGHS proves the optimum.

    Parameters
    ----------
    fit
        Hub × technology key, 0–1.
    technologies
        The list the keys come from.
    uses
        n, how often a technology may be taken; 0: as few times as the hubs need.
    ministry_most
        m, hubs that one ministry may lead; 0: half of them, or more where the hubs need it.
    fixed
        Technology by hub that national plans have fixed.

    Raises
    ------
    ScenarioError
        When the caps leave a hub without a technology.
    """
    fixed = dict(fixed or {})
    n = uses or math.ceil(len(fit) / fit.shape[1])
    _refuse_too_few(fit, technologies, fixed, n)
    most = ministry_most or _smallest_cap(fit, technologies, fixed, n)
    model = _Model(fit, technologies, n, most, fixed)
    chosen = model.solve()
    if chosen is None:
        raise ScenarioError(
            "network.technology_uses = {uses} and network.ministry_most = {ministry_most} leave"
            " a hub without a technology; raise one of them, or set it to 0",
            uses=uses,
            ministry_most=ministry_most,
        )
    return Assignment(model.named(chosen), model.total(chosen), n, most)


def chosen_before(
    technology: pd.Series[str], fit: pd.DataFrame, technologies: TechnologyList
) -> Assignment:
    """Technologies that siting has chosen, as an assignment.

    Parameters
    ----------
    technology
        Key by hub.
    fit
        Hub × technology.
    technologies
        The list the keys come from.
    """
    columns = fit.columns.get_indexer(pd.Index(technology))
    total = fit.to_numpy()[np.arange(len(fit)), columns].sum()
    ministries = technology.map(lambda key: technologies.technologies[key].ministry)
    uses, led = technology.value_counts().max(), ministries.value_counts().max()
    return Assignment(technology.rename("technology"), float(total), int(uses), int(led))


def runner_up(
    fit: pd.DataFrame,
    technologies: TechnologyList,
    assignment: Assignment,
    fixed: Mapping[str, str] | None = None,
) -> RunnerUp:
    """The second-best assignment, and for each hub the cost of refusing its technology.

    An assignment that differs gives some hub another technology, so the second-best is the best
    of those that refuse one hub its own (Lawler 1972).
    """
    fixed = dict(fixed or {})
    model = _Model(fit, technologies, assignment.uses, assignment.ministry_most, fixed)
    columns = fit.columns.get_indexer(pd.Index(assignment.technology[fit.index]))
    second, rows = None, []
    for row, (hub, column) in enumerate(zip(fit.index, columns, strict=True)):
        other = None if hub in fixed else model.solve(without=(row, int(column)))
        found = {"hub_id": hub, "technology": "", "cost": np.nan}
        if other is not None:
            found["technology"] = model.named(other)[hub]
            # Rounding may put an exact tie ahead.
            found["cost"] = max(0.0, assignment.total - model.total(other))
            if second is None or model.total(other) > model.total(second):
                second = other
        rows.append(found)
    table = pd.DataFrame(rows).set_index("hub_id")
    return RunnerUp(
        assignment=None if second is None else model.named(second),
        cost=float(table["cost"].min()),
        by_hub=table,
    )


def _refuse_too_few(
    fit: pd.DataFrame, technologies: TechnologyList, fixed: Mapping[str, str], n: int
) -> None:
    if n * fit.shape[1] < len(fit):
        raise ScenarioError(
            "network.technology_uses = {n} is refused: {shape} technologies taken {n} times"
            " do not reach {count} hubs; raise it to {least}, or"
            " set it to 0",
            n=n,
            shape=fit.shape[1],
            count=len(fit),
            least=math.ceil(len(fit) / fit.shape[1]),
        )
    for hub, key in fixed.items():
        refuse_unknown(technologies, hub, key)
        if list(fixed.values()).count(key) > n:
            raise ScenarioError(
                "network.fixed: {key!r} is fixed more than network.technology_uses = {n} times;"
                " raise that number",
                key=key,
                n=n,
            )


def _smallest_cap(
    fit: pd.DataFrame, technologies: TechnologyList, fixed: Mapping[str, str], n: int
) -> int:
    """Half of the hubs, or the least cap at which every hub can have a technology."""
    ministries = pd.Series([technologies.technologies[key].ministry for key in fit.columns])
    room = ministries.value_counts() * n
    led = pd.Series([technologies.technologies[key].ministry for key in fixed.values()])
    most = max(math.ceil(len(fit) / 2), int(led.value_counts().max()) if fixed else 0)
    while np.minimum(room, most).sum() < len(fit):
        most += 1
    return most


class _Model:
    """The assignment as a linear program; columns are hub × technology, row by row."""

    def __init__(
        self,
        fit: pd.DataFrame,
        technologies: TechnologyList,
        uses: int,
        ministry_most: int,
        fixed: Mapping[str, str],
    ) -> None:
        self.fit = fit
        # A hub of which nothing is known fits all technologies alike.
        self.values = fit.fillna(0.0).to_numpy()
        hubs, keys = fit.shape
        column = np.arange(hubs * keys).reshape(hubs, keys)
        ministries = np.array([technologies.technologies[key].ministry for key in fit.columns])
        rows: list[tuple[npt.NDArray[np.int64], float, float]] = [
            *((column[h], 1.0, 1.0) for h in range(hubs)),
            *((column[:, k], 0.0, float(uses)) for k in range(keys)),
            *(
                (column[:, ministries == ministry].ravel(), 0.0, float(ministry_most))
                for ministry in dict.fromkeys(ministries)
            ),
        ]
        lower = np.zeros(hubs * keys)
        for hub, key in fixed.items():
            lower[column[fit.index.get_loc(hub), fit.columns.get_loc(key)]] = 1.0
        self.highs = self._loaded(rows, lower)

    def _loaded(
        self, rows: list[tuple[npt.NDArray[np.int64], float, float]], lower: npt.NDArray[np.float64]
    ) -> Any:
        import highspy

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.values.size, len(rows)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = self.values.ravel()
        lp.col_lower_, lp.col_upper_ = lower, np.ones(self.values.size)
        lp.row_lower_ = np.array([low for _, low, _ in rows])
        lp.row_upper_ = np.array([high for _, _, high in rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(members) for members, _, _ in rows)])
        lp.a_matrix_.index_ = np.concatenate([members for members, _, _ in rows])
        lp.a_matrix_.value_ = np.ones(sum(len(members) for members, _, _ in rows))
        highs = quiet_highs()
        highs.passModel(lp)
        return highs

    def solve(self, *, without: tuple[int, int] | None = None) -> npt.NDArray[np.bool_] | None:
        """Chosen cells, one of them refused; None where the caps leave no assignment."""
        import highspy

        refused = None if without is None else without[0] * self.values.shape[1] + without[1]
        if refused is not None:
            self.highs.changeColBounds(refused, 0.0, 0.0)
        self.highs.run()
        status = self.highs.getModelStatus()
        chosen = np.array(self.highs.getSolution().col_value).reshape(self.values.shape) > 0.5
        if refused is not None:
            self.highs.changeColBounds(refused, 0.0, 1.0)
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise SitingError(
                "the technologies could not be assigned: {status}",
                status=self.highs.modelStatusToString(status),
            )
        return chosen

    def named(self, chosen: npt.NDArray[np.bool_]) -> pd.Series[str]:
        keys = self.fit.columns[chosen.argmax(axis=1)]
        return pd.Series(keys, index=self.fit.index, name="technology", dtype=str)

    def total(self, chosen: npt.NDArray[np.bool_]) -> float:
        return float(self.values[chosen].sum())
