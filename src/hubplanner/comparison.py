"""Scenarios side by side, measured by one yardstick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from hubplanner.errors import ScenarioError
from hubplanner.networking.links import hub_id
from hubplanner.plan import Plan
from hubplanner.siting.multi_type import linear_decay
from hubplanner.tables.safe_csv import write_table

MOST = 6
MOVED_WITHIN_MINUTES = 60.0
"""A hub that stands elsewhere counts as moved within this time, else as one lost and one gained."""

COVERED_WITHIN_MINUTES = 60.0
"""A candidate counts as covered when a hub is within this time."""


@dataclass(frozen=True)
class Comparison:
    """Two to six plans; the first is the reference that the others are measured against.

    Attributes
    ----------
    plans
        The plans, reference first.
    scenarios
        One row a scenario (by name): hubs, candidates, the objective by its own yardstick and by
        the reference's, mean and longest minutes of the reference's candidates, the worst-off of
        them, the share of their crisis scores ``covered``, hubs kept, moved, gained and lost.
    hubs
        One row a scenario and hub: ``change`` is ``reference``, ``kept``, ``moved``, ``gained`` or
        ``lost``; ``counterpart`` is the region that it moved from. ``number`` is the place's own
        in this comparison, the same in every scenario: those of the reference, then new places.
    regions
        All regions by ``region_code``: minutes to the nearest hub in each scenario, and the
        ``change`` against the reference (negative: nearer).
    """

    plans: tuple[Plan, ...]
    scenarios: pd.DataFrame
    hubs: pd.DataFrame
    regions: pd.DataFrame

    @property
    def name(self) -> str:
        """Names the output: ``compare-<first>-<second>…``."""
        return "compare-" + "-".join(self.scenarios.index)

    def save(self, folder: str | Path) -> None:
        """Write the three tables as CSV (UTF-8 with BOM)."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        tables = {
            "scenarios": self.scenarios.reset_index(),
            "hubs": self.hubs,
            "regions": self.regions.reset_index(),
        }
        for name, table in tables.items():
            write_table(table.round(3), folder / f"{name}.csv")


def compare(plans: Sequence[Plan]) -> Comparison:
    """Compare plans by the yardstick of the first.

    Each scenario's hubs serve the reference's candidates, weighted by the reference's crisis
    score, over the reference's travel times: else a scenario with fewer candidates or faster
    roads would look better than it is.

    Raises
    ------
    ScenarioError
        For fewer than two or more than six plans, or two of one name.

    Examples
    --------
    >>> import hubplanner as hp
    >>> data = hp.load_dataset()
    >>> three = hp.Scenario(name="three", siting={"hubs": 3})
    >>> result = compare([hp.make_plan(data, hp.Scenario()), hp.make_plan(data, three)])
    >>> result.scenarios["hubs"].tolist()
    [6, 3]
    """
    _refuse(plans)
    reference = plans[0]
    names = [plan.scenario.name for plan in plans]
    minutes = pd.DataFrame(
        {
            name: reference.minutes[plan.hubs["region_code"].tolist()].min(axis=1)
            for name, plan in zip(names, plans, strict=True)
        }
    )
    hubs = pd.concat([_hub_changes(reference, plan) for plan in plans], ignore_index=True)
    hubs.insert(1, "number", hubs["region_code"].map(_numbers(plans)))
    return Comparison(
        plans=tuple(plans),
        scenarios=_scenario_table(plans, minutes, hubs),
        hubs=hubs,
        regions=_region_table(reference, minutes),
    )


def _refuse(plans: Sequence[Plan]) -> None:
    if not 2 <= len(plans) <= MOST:
        raise ScenarioError(
            "{count} scenarios cannot be compared; name two to {most}", count=len(plans), most=MOST
        )
    names = Counter(plan.scenario.name for plan in plans)
    if repeated := [name for name, times in names.items() if times > 1]:
        raise ScenarioError(
            "two scenarios are both named '{repeated}'; give one another file name or a 'name'",
            repeated=repeated[0],
        )


def _scenario_table(
    plans: Sequence[Plan], minutes: pd.DataFrame, hubs: pd.DataFrame
) -> pd.DataFrame:
    reference = plans[0]
    served = reference.regions[reference.regions["candidate"]]
    weights = served["crisis_score"]
    rows = []
    for plan in plans:
        name = plan.scenario.name
        reach = minutes.loc[served.index, name]
        worst = reach.idxmax()
        changes = Counter(hubs.loc[hubs["scenario"] == name, "change"])
        rows.append(
            {
                "scenario": name,
                "title_ko": plan.scenario.title_ko,
                "title_en": plan.scenario.title_en,
                "hubs": len(plan.hubs),
                "candidates": int(plan.regions["candidate"].sum()),
                "own_objective": plan.siting.objective,
                "optimal": plan.siting.optimal,
                "objective": _by_yardstick(reference, plan, reach * weights),
                "mean_minutes": float((reach * weights).sum() / weights.sum()),
                "longest_minutes": float(reach.max()),
                "covered": float(weights[reach <= COVERED_WITHIN_MINUTES].sum() / weights.sum()),
                "worst_off": worst,
                "worst_off_ko": served["name_ko"][worst],
                "worst_off_en": served["name_en"][worst],
                **{change: changes[change] for change in ("kept", "moved", "gained", "lost")},
            }
        )
    return pd.DataFrame(rows).set_index("scenario")


def _by_yardstick(reference: Plan, plan: Plan, weighted: pd.Series[float]) -> float:
    """What the plan's hubs are worth by the reference's objective.

    Weighted minutes; where the reference serves jobs at risk, those that the plan's hubs serve of
    the reference's need. A hub at a place that the reference knows not has the minutes of its
    region and the capability that its own plan gives it; of a technology that the reference knows
    not, none.
    """
    problem = reference.sites.problem
    offers = problem.offers
    if offers is None:
        return float(weighted.sum())
    choice = reference.scenario.siting
    keys, sites = list(offers.types.names), problem.sites.index
    best = np.zeros_like(offers.types.need)
    fits = plan.network.hub_fit
    for hub, site in plan.sites.hubs["site_id"].items():
        technology = plan.network.assignment.technology[hub_id(str(hub))]
        if technology not in keys:
            continue
        if site in sites:
            column = sites.get_loc(site)
            minutes = problem.minutes[:, column]
            able = offers.types.fit[column, keys.index(technology)]
        else:
            minutes = reference.minutes[str(hub)].reindex(problem.demand.index).to_numpy(float)
            row, kind = fits.index.get_loc(hub_id(str(hub))), fits.columns.get_loc(technology)
            able = fits.to_numpy(float)[row, kind]
        near = linear_decay(minutes, choice.full_minutes, choice.none_minutes)
        kind = keys.index(technology)
        best[:, kind] = np.maximum(best[:, kind], able * near)
    return float((offers.types.need * best).sum())


def _numbers(plans: Sequence[Plan]) -> dict[str, int]:
    """A number for each place that has a hub in any plan, in the order in which they appear."""
    places = pd.concat([plan.hubs["region_code"] for plan in plans]).unique()
    return {str(code): number for number, code in enumerate(places, start=1)}


def _hub_changes(reference: Plan, plan: Plan) -> pd.DataFrame:
    """What became of each hub of the reference, and where each hub of the plan comes from."""
    before = reference.hubs["region_code"].tolist()
    after = plan.hubs["region_code"].tolist()
    if plan is reference:
        changes = [(code, "reference", "", 0.0) for code in after]
    else:
        gone = [code for code in before if code not in after]
        new = [code for code in after if code not in before]
        moved = _nearest_pairs(reference.minutes.loc[gone, new])
        changes = [(code, "kept", "", 0.0) for code in after if code in before]
        changes += [(to, "moved", start, far) for start, to, far in moved]
        changes += [(code, "gained", "", 0.0) for code in new if code not in {m[1] for m in moved}]
        changes += [(code, "lost", "", 0.0) for code in gone if code not in {m[0] for m in moved}]
    table = pd.DataFrame(changes, columns=["region_code", "change", "counterpart", "moved_minutes"])
    table.insert(0, "scenario", plan.scenario.name)
    names = reference.regions.loc[table["region_code"], ["sido_ko", "name_ko", "name_en"]]
    return table.join(names.reset_index(drop=True))


def _nearest_pairs(minutes: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Pairs from the nearest on, each place once, as long as they lie within reach."""
    pairs: list[tuple[str, str, float]] = []
    table = zip(minutes.index, minutes.to_numpy().tolist(), strict=True)
    distances = [
        (far, str(start), str(to))
        for start, row in table
        for to, far in zip(minutes.columns, row, strict=True)
    ]
    for far, start, to in sorted(distances):
        taken = any(start == pair[0] or to == pair[1] for pair in pairs)
        if far <= MOVED_WITHIN_MINUTES and not taken:
            pairs.append((start, to, far))
    return pairs


def _region_table(reference: Plan, minutes: pd.DataFrame) -> pd.DataFrame:
    first = minutes.columns[0]
    change = minutes.drop(columns=first).sub(minutes[first], axis=0)
    shown = ["sido_ko", "name_ko", "name_en", "crisis_score", "rank", "candidate"]
    return pd.DataFrame(reference.regions[shown]).join(
        [minutes.add_prefix("minutes_"), change.add_prefix("change_")]
    )
