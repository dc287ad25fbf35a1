"""A siting problem studied: the answer and what lies beyond it, as tables for people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.errors import SitingError
from hubplanner.language import Text
from hubplanner.siting.alternatives import alternatives, budget_curve, curve, prices
from hubplanner.siting.clashes import explain
from hubplanner.siting.constraints import Memory
from hubplanner.siting.pareto import Front, pareto
from hubplanner.siting.problem import FAR_MINUTES, NEAR_MINUTES, Problem
from hubplanner.siting.solution import Solution


@dataclass(frozen=True)
class Questions:
    """What is asked beside the best answer.

    Attributes
    ----------
    curve
        Numbers of hubs from 1 to this; 0 for none.
    alternatives
        So many best distinct sets; 0 for none.
    within
        All sets within so many per cent of the best.
    pareto
        Two or three objectives of :data:`hubplanner.siting.models.OBJECTIVES`.
    prices
        What each constraint costs.
    budgets
        What all hubs may cost, in rising order: the best that each pays for, whatever their number.
    """

    curve: int = 0
    alternatives: int = 0
    within: float | None = None
    pareto: tuple[str, ...] = ()
    prices: bool = False
    budgets: tuple[float, ...] = ()


@dataclass(frozen=True)
class Study:
    """The answers.

    Attributes
    ----------
    problem, solution
        What was asked, and its best solution.
    tables
        By name: ``hubs``, and of what was asked ``alternatives``, ``curve``, ``budgets``,
        ``pareto``, ``prices``.
    notes
        ``shared`` hubs of all alternatives, and whether lists are complete.
    """

    problem: Problem
    solution: Solution
    tables: dict[str, pd.DataFrame]
    notes: dict[str, Any] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """Everything as plain lists and numbers, for JSON."""
        return {
            "solution": {
                **outcome(self.solution),
                "objective_unit": str(self.problem.unit),
                "objective_unit_ko": self.problem.unit.in_language("ko"),
                **self.problem.served_in_words(),
            },
            "wishes": [{"key": one.key, **one.text.in_both()} for one in self.problem.constraints],
            **{name: records(table) for name, table in self.tables.items()},
            **self.notes,
        }


def study(problem: Problem, questions: Questions = Questions()) -> Study:
    """Solve a problem and answer what is asked beside.

    Raises
    ------
    SitingError
        When the constraints clash, or time ran out before any hubs were found.
    """
    memory = Memory()
    solution = problem.solve(memory=memory)
    refuse_nothing(problem, solution)
    tables = {"hubs": hub_table(problem, solution)}
    notes: dict[str, Any] = {}
    if questions.alternatives or questions.within is not None:
        many = {"k": questions.alternatives} if questions.alternatives else {}
        found = alternatives(problem, within=questions.within, memory=memory, **many)
        tables["alternatives"] = _alternative_table(problem, found.solutions)
        notes["shared_hubs"] = names(problem, found.shared)
        notes["alternatives_complete"] = found.complete
    if questions.curve:
        tables["curve"] = _curve_table(problem, curve(problem, questions.curve))
    if questions.budgets:
        paid = budget_curve(problem, questions.budgets)
        tables["budgets"] = _budget_table(problem, questions.budgets, paid)
    if questions.pareto:
        front = pareto(problem, questions.pareto)
        tables["pareto"] = _pareto_table(problem, front)
        notes["pareto_complete"] = front.complete
    if questions.prices:
        tables["prices"] = price_table(problem, solution, memory)
    return Study(problem, solution, tables, notes)


def refuse_nothing(problem: Problem, solution: Solution) -> None:
    """Say why there are no hubs, where there are none."""
    if solution.status == "infeasible":
        if (lack := problem.lack_of_types()) is not None:
            raise SitingError(lack)
        conflict = explain(problem)
        raise SitingError(conflict.text, conflict=conflict)
    if not solution.sites and solution.termination != "time limit":
        raise SitingError(
            "whether any hubs keep all constraints could not be proven; loosen a limit of [siting]"
            " or leave it out"
        )
    if not solution.sites:
        raise SitingError(
            "siting.time_limit_seconds = {time_limit:g} ran out before any hubs were"
            " found; allow more time or ask for less",
            time_limit=problem.seconds,
        )


UNPROVEN = {
    "precision": Text("its numbers are too far apart to be told exactly"),
    "unverified": Text("what the solver says could not be verified exactly"),
    "size": Text("there are too many places to go on within the memory"),
}
"""Why a search ended without a proof, where time was not short."""


def unproven(problem: Problem, solution: Solution) -> Text | None:
    """Why the hubs are not proven, where they are not."""
    if solution.optimal:
        return None
    if solution.termination == "time limit":
        return Text(
            "siting.time_limit_seconds = {time_limit:g} came first", time_limit=problem.seconds
        )
    return UNPROVEN.get(solution.termination, UNPROVEN["unverified"])


def standing(problem: Problem, solution: Solution) -> Text:
    """Proven, or why not and how much better others may be."""
    why = unproven(problem, solution)
    if why is None:
        return Text("proven optimal")
    if math.isinf(solution.gap):
        return Text("not proven: {why}; how much better others may be is not known", why=why)
    gap = 100 * solution.gap
    return Text("not proven: {why}; gap {gap:.2g} %", why=why, gap=gap)


def outcome(solution: Solution) -> dict[str, Any]:
    """A solver's outcome as plain values."""
    return {
        "model": solution.model,
        "objective": round(solution.objective, 6),
        "bound": round(solution.bound, 6),
        "gap": round(solution.gap, 9),
        "status": solution.status,
        "optimal": solution.optimal,
        "termination": solution.termination,
        "nodes": solution.nodes,
        "rows": solution.size.rows,
        "columns": solution.size.columns,
    }


def names(problem: Problem, columns: Sequence[int]) -> list[str]:
    """Korean names of sites, regions with their province."""
    return [str(problem.sites["label"].iloc[column]) for column in columns]


def _hubs(problem: Problem, columns: Sequence[int]) -> str:
    return " · ".join(names(problem, columns))


def hub_table(problem: Problem, solution: Solution) -> pd.DataFrame:
    """By hub: the site, and how many it serves, with what weight and how far."""
    chosen = list(solution.sites)
    by = np.asarray(problem.served_by(solution))
    rows = []
    for column in chosen:
        served = np.flatnonzero(by == column)
        minutes, weight = problem.minutes[served, column], problem.weights[served]
        rows.append(
            {
                "serves": len(served),
                "weight": round(float(weight.sum()), 4),
                "mean_minutes": round(float(minutes.mean()), 1) if len(served) else None,
                "longest_minutes": round(float(minutes.max()), 1) if len(served) else None,
            }
        )
    sites = problem.sites.iloc[chosen][["region_code", "label", "name_en", "lat", "lon"]]
    sites = sites.rename(columns={"label": "name_ko"})
    return sites.join(pd.DataFrame(rows, index=sites.index)).rename_axis("site").reset_index()


def price_table(problem: Problem, solution: Solution, memory: Memory) -> pd.DataFrame:
    """By constraint: the objective without it, and what keeping it costs."""
    rows = [
        {
            "key": price.constraint.key,
            **price.constraint.text.columns("wish"),
            "without": _plain(price.without),
            "price": _plain(price.price),
            "price_percent": _percent(price.price, solution.objective),
            "binds": price.binds,
        }
        for price in prices(problem, solution, memory=memory)
    ]
    columns = ["key", "wish_ko", "wish_en", "without", "price", "price_percent", "binds"]
    return pd.DataFrame(rows, columns=columns)


def _alternative_table(problem: Problem, solutions: Sequence[Solution]) -> pd.DataFrame:
    """By rank; empty where time ran out before the best was proven."""
    rows = []
    for rank, one in enumerate(solutions, 1):
        best = solutions[0]
        behind = abs(one.objective - best.objective)
        exchanged = exchange(problem, best, one)
        rows.append(
            {
                "rank": rank,
                "objective": _plain(one.objective),
                "behind": _plain(behind),
                "behind_percent": _percent(behind, best.objective),
                "optimal": one.optimal,
                **{column: " · ".join(hubs) for column, hubs in exchanged.items()},
                "hubs": _hubs(problem, one.sites),
            }
        )
    columns = ["rank", "objective", "behind", "behind_percent", "optimal"]
    return pd.DataFrame(rows, columns=[*columns, "instead_of", "stands", "hubs"])


def exchange(problem: Problem, best: Solution, other: Solution) -> dict[str, list[str]]:
    """Which hubs of the best another solution does without, and which stand instead."""
    gone = [column for column in best.sites if column not in other.sites]
    new = [column for column in other.sites if column not in best.sites]
    return {"instead_of": names(problem, gone), "stands": names(problem, new)}


def _curve_table(problem: Problem, solutions: Sequence[Solution]) -> pd.DataFrame:
    """By number of hubs: what they reach in all and more than one fewer, and who comes and goes."""
    rows = [
        {"number": number, **row} for number, row in enumerate(_one_by_one(problem, solutions), 1)
    ]
    return pd.DataFrame(rows)


def _budget_table(
    problem: Problem, budgets: Sequence[float], solutions: Sequence[Solution]
) -> pd.DataFrame:
    """By budget: what it is spent on and reaches, and what the last hundred of it bought."""
    rows, before = [], 0.0
    for budget, row in zip(budgets, _one_by_one(problem, solutions), strict=True):
        gain, number = row["gain"], len(row["hubs"].split(" · ")) if row["hubs"] else 0
        bought = None if gain is None else _plain(100 * gain / (budget - before))
        rows.append({"budget": budget, "number": number, **row, "gain_of_100": bought})
        before = budget
    return pd.DataFrame(rows)


def _one_by_one(problem: Problem, solutions: Sequence[Solution]) -> list[dict[str, Any]]:
    """What each solution reaches in all, and more than the one before it; who comes and goes."""
    rows: list[dict[str, Any]] = []
    before: float | None = None
    last: Solution | None = None
    for one in solutions:
        now = one.objective if one.sites else None
        gain = None if now is None or before is None else abs(now - before)
        rows.append(
            {
                "cost": _plain(problem.cost(one)) if one.sites else None,
                "objective": None if now is None else _plain(now),
                "gain": None if gain is None else _plain(gain),
                "gain_percent": None if gain is None else _percent(gain, before),
                **_jobs(problem, one),
                **_reach(problem, one),
                "changes": _changes(problem, last, one),
                "status": one.status,
                "optimal": one.optimal,
                "hubs": _hubs(problem, one.sites),
            }
        )
        before, last = now, one
    return rows


def _jobs(problem: Problem, solution: Solution) -> dict[str, float | None]:
    """Jobs at risk near a hub of their own technology, where hubs have one."""
    if problem.offers is None:
        return {}
    within = {"jobs_within_45": NEAR_MINUTES, "jobs_within_60": FAR_MINUTES}
    reached = {name: problem.jobs_reached(solution, most) for name, most in within.items()}
    return {name: None if jobs is None else round(jobs) for name, jobs in reached.items()}


def _reach(problem: Problem, solution: Solution) -> dict[str, float | None]:
    """Minutes to the hub that serves, and what share lies within an hour of it, by weight."""
    if not solution.sites or not problem.weights.sum():
        return {"mean_minutes": None, "within_45_percent": None, "within_60_percent": None}
    by = np.asarray(problem.served_by(solution))
    served = np.isin(by, solution.sites)
    minutes, weight = problem.minutes[served, by[served]], problem.weights[served]
    if not weight.sum():
        return {"mean_minutes": None, "within_45_percent": 0.0, "within_60_percent": 0.0}
    total = problem.weights.sum()
    return {
        "mean_minutes": round(float((weight * minutes).sum() / weight.sum()), 1),
        **{
            f"within_{most:.0f}_percent": round(
                100 * float(weight[minutes <= most].sum() / total), 1
            )
            for most in (NEAR_MINUTES, FAR_MINUTES)
        },
    }


def _changes(problem: Problem, before: Solution | None, now: Solution) -> str:
    """Which hubs come (+) and go (−) against one hub fewer."""
    earlier = before.sites if before else ()
    come = names(problem, [column for column in now.sites if column not in earlier])
    gone = names(problem, [column for column in earlier if column not in now.sites])
    return " ".join([*(f"+ {name}" for name in come), *(f"− {name}" for name in gone)])


def _pareto_table(problem: Problem, front: Front) -> pd.DataFrame:
    rows = [[*map(_plain, one.values), _hubs(problem, one.sites)] for one in front.trade_offs]
    return pd.DataFrame(rows, columns=[*front.objectives, "hubs"])


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values; what is missing is None."""
    plain = table.astype(object).where(table.notna(), None)
    return [dict(zip(table.columns, row, strict=True)) for row in plain.itertuples(index=False)]


def _plain(value: float) -> float:
    return round(value, 4) + 0.0


def _percent(part: float, whole: float | None) -> float | None:
    return round(100 * part / abs(whole), 2) + 0.0 if whole else None
