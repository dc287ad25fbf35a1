"""Who does what around a hub: today, and once the hub has opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from hubplanner.language import Joined, Pair, Text
from hubplanner.plan import Plan
from hubplanner.regions import read_reference

ACTORS = ("hub", "technopark", "ccei", "university", "institute")
PROVINCIAL = ("technopark", "ccei")
"""Kinds of institution that a province has for itself, however far from a hub within it."""
WHEN = ("today", "after")
PROGRAMMES = ("renewal", "smart")
"""Renewal areas (노후산업단지 재생사업지구) and smart industrial complexes."""
WITHIN = 30.0
"""Minutes within which a complex counts as reached."""
_NAMED = 3


def load_roles() -> pd.DataFrame:
    """``data/references/roles.csv``: who leads a task or takes part in it, today and after.

    Columns ``task``, ``name_ko``, ``name_en``, ``function`` (of a hub's functions, '' where it is
    none), ``actor``, ``today`` and ``after`` (``lead``, ``part`` or ''), ``source``. The roles
    after are those that KRIHS Policy Brief 697 (2018) proposes; where it is silent the row says
    'project judgement'.
    """
    return read_reference("roles")


def role_matrix(roles: pd.DataFrame) -> pd.DataFrame:
    """Task by actor, with what it says of each task.

    Parameters
    ----------
    roles
        From :func:`load_roles`.

    Returns
    -------
    DataFrame
        By ``task`` in the order of `roles`: names, ``<actor>_today`` and ``<actor>_after``
        (``lead``, ``part``, ''), ``leads_today`` and ``leads_after`` (how many lead), ``moves``:
        whether another leads than today.

    Examples
    --------
    >>> matrix = role_matrix(load_roles())
    >>> [str(one) for one in matrix.loc["startup", ["leads_today", "leads_after", "moves"]]]
    ['2', '1', 'True']
    """
    rows = {}
    for task, group in roles.groupby("task", sort=False):
        of = group[group["actor"] != ""].set_index("actor")
        row: dict[str, Any] = dict(group.iloc[0][["name_ko", "name_en", "function"]])
        leads = {}
        for when in WHEN:
            row |= {f"{actor}_{when}": of[when].get(actor, "") for actor in ACTORS}
            leads[when] = [actor for actor in ACTORS if row[f"{actor}_{when}"] == "lead"]
            row[f"leads_{when}"] = len(leads[when])
        rows[task] = row | {"moves": leads["today"] != leads["after"]}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("task")


@dataclass(frozen=True)
class _Around:
    """Minutes and names of the institutions of each kind around the hubs of a plan."""

    plan: Plan

    def near(self, hub: str, kind: str) -> pd.Series[float]:
        """Minutes by institution of a kind that is of the hub's province (if it serves one), or
        near, those of the province first; else the nearest one's alone."""
        of_kind = self.plan.institutions.index[self.plan.institutions["kind"] == kind]
        times = self.plan.network.minutes.loc[hub, of_kind].dropna().sort_values(kind="stable")
        own = self.plan.network.same_province.loc[hub, times.index] & (kind in PROVINCIAL)
        near = times <= self.plan.scenario.network.function_minutes
        chosen: pd.Series[float] = pd.concat([times[own], times[near & ~own]])
        return chosen if len(chosen) else times.head(1)

    def names(self, ids: pd.Index[str]) -> Joined:
        """The first of them by name, and how many more there are."""
        table = self.plan.institutions.loc[list(ids[:_NAMED])]
        more = [f"+{len(ids) - _NAMED}"] if len(ids) > _NAMED else []
        return Joined(", ", [*map(Pair, table["name_ko"], table["name_en"]), *more])


def roles_by_hub(plan: Plan, matrix: pd.DataFrame) -> pd.DataFrame:
    """Who does each task around each hub by name, today and after, and what nobody near can do.

    Of each kind those within `network.function_minutes` stand for it; where none is, the nearest.
    Technoparks and 창조경제혁신센터 of the hub's own province come first, however far.

    Parameters
    ----------
    plan
        Any plan with a network.
    matrix
        From :func:`role_matrix`.

    Returns
    -------
    DataFrame
        A row for each hub and task: ``hub_id``, ``number``, ``task`` and its names, ``today_ko``,
        ``today_en``, ``after_ko``, ``after_en`` (who leads; '' where no source says), ``minutes``
        to the nearest of those who lead after (0: the hub itself), ``doubled`` (more than one kind
        leads today), ``moves``, ``suppliers`` of the function within `network.function_minutes`
        (missing where the task is no function of a hub), ``partner_ko`` and ``partner_en``: of the
        fewest partners the one that supplies it.
    """
    around, rows = _Around(plan), []
    for hub in plan.hubs.itertuples():
        for task, row in matrix.iterrows():
            told: dict[str, Any] = {
                "hub_id": hub.Index,
                "number": hub.number,
                "task": task,
                "name_ko": row["name_ko"],
                "name_en": row["name_en"],
            }
            for when in WHEN:
                told |= _who(plan, around, hub, row, when)
            told |= {"doubled": row["leads_today"] > 1, "moves": bool(row["moves"])}
            rows.append(told | _supply(plan, str(hub.Index), str(row["function"])))
    return pd.DataFrame(rows)


def _who(
    plan: Plan, around: _Around, hub: Any, row: pd.Series[Any], when: str
) -> dict[str, str | float]:
    found: list[Text] = []
    nearest = float("nan")
    for actor in ACTORS:
        if row[f"{actor}_{when}"] != "lead":
            continue
        if actor == "hub":
            minutes = 0.0
            found.append(Text("the hub"))
        else:
            times = around.near(str(hub.Index), actor)
            if not len(times):
                continue
            minutes = float(times.min())
            found.append(around.names(times.index))
        nearest = min(minutes, nearest) if nearest == nearest else minutes
    told = Joined("; ", found).columns(when)
    return told | ({"minutes": round(nearest, 1)} if when == "after" else {})


def _supply(plan: Plan, hub: str, function: str) -> dict[str, Any]:
    table = plan.network.functions
    if not function:
        return {"suppliers": pd.NA, "partner_ko": "", "partner_en": ""}
    row = table[(table.index == hub) & (table["function"] == function)].iloc[0]
    names = {"partner_ko": "", "partner_en": ""}
    if row["partner"]:
        one = plan.institutions.loc[row["partner"]]
        names = Pair(one["name_ko"], one["name_en"]).columns("partner")
    return {"suppliers": int(row["suppliers"]), **names}


def complexes_reached(plan: Plan, within: float = WITHIN) -> pd.DataFrame:
    """Renewal areas and smart complexes, each with its nearest hub.

    Parameters
    ----------
    plan
        Any plan with a network.
    within
        Minutes.

    Returns
    -------
    DataFrame
        A row for each complex and programme, by year: ``programme`` (``renewal`` or ``smart``),
        ``year`` chosen, ``institution_id``, names, ``region_code``, ``hub_id`` of the nearest hub
        ('' off a planner's own roads), ``minutes`` to it and ``reached``: whether within `within`.
    """
    rows = []
    complexes = plan.institutions[plan.institutions["programmes"] != ""]
    for key, one in complexes.iterrows():
        times = plan.network.minutes[key]
        known = times.notna().any()
        for programme in str(one["programmes"]).split(";"):
            kind, _, year = programme.partition(" ")
            rows.append(
                {
                    "programme": kind,
                    "year": int(year) if year.isdecimal() else None,
                    "institution_id": key,
                    "name_ko": one["name_ko"],
                    "name_en": one["name_en"] or one["name_ko"],
                    "region_code": one["region_code"],
                    "hub_id": str(times.idxmin()) if known else "",
                    "minutes": round(float(times.min()), 1),
                    "reached": bool(times.min() <= within),
                }
            )
    columns = ["programme", "year", "institution_id", "name_ko", "name_en", "region_code"]
    table = pd.DataFrame(rows, columns=[*columns, "hub_id", "minutes", "reached"])
    return table.sort_values(["programme", "year", "institution_id"], ignore_index=True)
