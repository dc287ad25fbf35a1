"""What a sweep says: its tables, and the sentences that a planner can defend."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.language import Pair, Text
from hubplanner.output import write_beside
from hubplanner.stages import Stages
from hubplanner.sweeping.design import varied
from hubplanner.sweeping.frequency import candidate_shares, hub_shares
from hubplanner.sweeping.importance import importance, where_hubs_come
from hubplanner.sweeping.names import Names
from hubplanner.sweeping.pathways import Phase, mean_need, pathway
from hubplanner.sweeping.regret import futures_of, pairs_of, plans_of, regrets
from hubplanner.sweeping.results import SweepResults
from hubplanner.sweeping.sentences import Said, label, of_all, of_choice
from hubplanner.tables.safe_csv import write_table

HUBS = "siting.hubs"

OF_ALL_REGIONS: dict[str, Any] = {
    "siting.demand": "nation",
    **dict.fromkeys(
        f"siting.{key}"
        for key in ("max_minutes", "worst_province_minutes", "fairness_minutes", "gini")
    ),
}
"""A pathway heeds whoever is a candidate in some future; limits on minutes are about one's own."""

MOST_SAID = 6
"""Choices of which sentences are said; the tables hold all."""


@dataclass(frozen=True)
class Findings:
    """What a sweep says.

    Attributes
    ----------
    tables
        By name: ``choices`` (by choice its values, how many futures were solved, hubs, cost, jobs
        near a hub of their own technology with their 5th and 95th percentile, minutes, and whether
        no other choice reaches more for less: ``front``), ``hubs``, ``candidates``, ``plans`` (each
        plan that is best in some future with its regret), ``importance``, ``where_hubs_come`` and
        ``refused``.
    of_all
        In words how many scenarios are solved.
    labels
        By choice what it decides, in words.
    said
        By choice what the tables say, the most important first.
    """

    tables: dict[str, pd.DataFrame]
    of_all: tuple[Text, ...]
    labels: dict[int, Text]
    said: tuple[Said, ...]

    @property
    def sentences(self) -> tuple[Text, ...]:
        """All that is said, of the first choices, each sentence with its choice."""
        first = list(dict.fromkeys(one.choice for one in self.said))[:MOST_SAID]
        several = len(self.labels) > 1
        return self.of_all + tuple(
            Text("{label}: {sentence}", label=self.labels[one.choice], sentence=one.words)
            if several
            else one.words
            for one in self.said
            if one.choice in first
        )

    def save(self, folder: str | Path) -> None:
        """Write the tables (CSV, UTF-8 with BOM) and ``findings.json`` into ``folder/report``."""
        told = [one.in_both() for one in self.sentences]

        def write(place: Path) -> None:
            new = place / "report"
            new.mkdir()
            text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
            (new / "findings.json").write_text(text, encoding="utf-8", newline="\n")
            for name, table in self.tables.items():
                write_table(table, new / f"{name}.csv")

        write_beside(Path(folder), "report", write, option="--out")


def find(results: SweepResults, stages: Stages) -> Findings:
    """What the results say so far.

    Parameters
    ----------
    results
        From :func:`hubplanner.sweeping.results.load_results`.
    stages
        On the data of the sweep's scenario.

    Raises
    ------
    DataError
        When no scenario has been solved.
    """
    names = Names(results, stages.dataset)
    numbers = sorted(results.solved["choice"].unique().tolist())
    if not numbers:
        raise _nothing_solved(results)
    hubs = hub_shares(results)
    plans, matters, where = [], [], []
    for choice in numbers:
        swing = hubs[(hubs["choice"] == choice) & hubs["part"].isin(["likely", "swing"])]
        plans.append(_plans(results, choice, stages, names))
        matters.append(importance(results, choice).assign(choice=choice))
        found = where_hubs_come(results, choice, swing["region_code"].tolist())
        where.append(found.assign(choice=choice))
    tables = {
        "choices": _choices(results),
        "hubs": names.of_hubs(hubs),
        "candidates": names.of_regions(candidate_shares(results).reset_index()),
        "plans": pd.concat(plans, ignore_index=True),
        "importance": pd.concat(matters, ignore_index=True),
        "where_hubs_come": names.of_regions(pd.concat(where, ignore_index=True)),
        "pathway": _pathways(results, hubs, stages, names),
        "refused": _refused(results),
    }
    labels = {choice: label(results.choices[choice]) for choice in results.choices}
    said = tuple(one for choice in numbers for one in of_choice(choice, tables, names))
    where_table = tables["where_hubs_come"]
    conditions = where_table.pop("conditions")
    where_table["conditions_ko"] = [one.in_language("ko") for one in conditions]
    where_table["conditions_en"] = [str(one) for one in conditions]
    return Findings(tables, tuple(of_all(results)), labels, said)


def _nothing_solved(results: SweepResults) -> DataError:
    refused = _refused(results)
    if refused.empty:
        return DataError(
            "{folder}: no scenario has been solved yet; run hubplanner sweep", folder=results.folder
        )
    why = refused.iloc[0]
    return DataError(
        "{folder}: no scenario has an answer; of most the reason is: {why}",
        folder=results.folder,
        why=Pair(why["refused_ko"], why["refused_en"]),
    )


def _plans(results: SweepResults, choice: int, stages: Stages, names: Names) -> pd.DataFrame:
    """The plans of a choice with their regret, the least worst first; none without technologies."""
    solved = results.of_choice(choice)
    if solved["technologies"].isna().any() or _repeats(solved):
        return pd.DataFrame()
    plans = plans_of(results, choice)
    table = regrets(plans, futures_of(results, choice, pairs_of(plans), stages))
    told = [names.plan(plan) for plan in plans]
    table.insert(0, "choice", choice)
    table["plan_ko"] = [one.in_language("ko") for one in told]
    table["plan_en"] = [str(one) for one in told]
    return table.sort_values(["worst_regret", "mean_regret"], kind="stable", ignore_index=True)


def _pathways(
    results: SweepResults, hubs: pd.DataFrame, stages: Stages, names: Names
) -> pd.DataFrame:
    """By choice the hubs in the order in which they open, each with its share of the futures; none
    where no phases are asked for."""
    sweep, tables = results.sweep, []
    budgets = sweep.phase_budgets or (None,) * len(sweep.phases)
    phases = [Phase(hubs, most) for hubs, most in zip(sweep.phases, budgets, strict=True)]
    for choice in sorted(set(hubs["choice"].tolist())) if phases else ():
        asked = {key: one for key, one in results.choices[choice].items() if key != HUBS}
        problem = stages.problem(varied(results.base, {**asked, **OF_ALL_REGIONS}))
        needs = mean_need(results, choice, problem)
        if needs is None:
            continue
        required = replace(problem.requirements(), p=None)
        types = problem.types_under(required)
        assert types is not None
        worth = types.fit * (types.closeness.T @ needs)
        costs = problem.sites["opening_cost"].to_numpy(float)
        instance = problem.instance(required, serves_all=False)
        found = pathway(instance, replace(types, uses=1), worth, phases, costs)
        shares = hubs[hubs["choice"] == choice].set_index("region_code")["share"]
        table, sites = found.opened, problem.sites.iloc[found.opened["site"]]
        kinds = [names.technology(types.names[kind]) for kind in table["kind"]]
        told = table[["phase", "worth"]].assign(
            choice=choice,
            region_code=sites["region_code"].to_numpy(),
            host=sites.index,
            host_ko=sites["name_ko"].to_numpy(),
            host_en=sites["name_en"].to_numpy(),
            technology=[types.names[kind] for kind in table["kind"]],
            technology_ko=[kind.in_language("ko") for kind in kinds],
            technology_en=[str(kind) for kind in kinds],
            share=shares.reindex(sites["region_code"], fill_value=0.0).to_numpy(),
        )
        tables.append(told.join(found.phases[["lost_percent"]], on="phase"))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _repeats(solved: pd.DataFrame) -> bool:
    """Whether a technology is used twice: what hubs are worth together is no sum then."""
    return any(len(set(kinds)) < len(kinds) for kinds in solved["technologies"])


def _choices(results: SweepResults) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    asked = results.runs.groupby("choice").size()
    for choice in results.choices:
        found = results.of_choice(choice)
        if found.empty:
            continue
        near = found["jobs_near"].dropna().to_numpy(float)
        low, high = np.percentile(near, [5, 95]) if len(near) else (np.nan, np.nan)
        values = results.choices[choice]
        rows.append(
            {
                "choice": choice,
                **{key: json.dumps(one, ensure_ascii=False) for key, one in values.items()},
                "futures": int(asked[choice]),
                "solved": len(found),
                "proven": int((found["status"] == "optimal").sum()),
                "hubs": found["hubs"].map(len).mean(),
                "cost": found["cost"].mean(),
                "objective": found["objective"].mean(),
                "jobs_near": near.mean() if len(near) else np.nan,
                "jobs_near_p05": low,
                "jobs_near_p95": high,
                "jobs_far": found["jobs_far"].mean(),
                "mean_minutes": found["mean_minutes"].mean(),
            }
        )
    table = pd.DataFrame(rows)
    cost, reached = table["cost"].to_numpy(), table["jobs_near"].fillna(0.0).to_numpy()
    beaten = [
        (
            (cost <= cost[i])
            & (reached >= reached[i])
            & ((cost < cost[i]) | (reached > reached[i]))
        ).any()
        for i in range(len(table))
    ]
    return table.assign(front=~np.array(beaten))


def _refused(results: SweepResults) -> pd.DataFrame:
    lost = results.table[results.table["objective"].isna()]
    counts = lost.groupby(["choice", "status", "refused_ko", "refused_en"], dropna=False).size()
    return counts.rename("scenarios").reset_index().sort_values("scenarios", ascending=False)
