"""What a sweep says: its tables, and the sentences that a planner can defend."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.errors import DataError
from hubplanner.industries.technologies import load_technologies
from hubplanner.language import Joined, Pair, Text
from hubplanner.output import write_beside
from hubplanner.stages import Stages
from hubplanner.sweeping.design import varied
from hubplanner.sweeping.frequency import candidate_shares, hub_shares
from hubplanner.sweeping.importance import OUTCOMES, importance, where_hubs_come
from hubplanner.sweeping.pathways import Phase, mean_need, pathway
from hubplanner.sweeping.regret import Plan, futures_of, pairs_of, plans_of, regrets
from hubplanner.sweeping.results import SweepResults
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
    sentences
        The same in words, the most important first.
    """

    tables: dict[str, pd.DataFrame]
    sentences: tuple[Text, ...]

    def save(self, folder: str | Path) -> None:
        """Write the tables (CSV, UTF-8 with BOM) and ``findings.json`` into ``folder/report``."""
        told = [{"ko": one.in_language("ko"), "en": str(one)} for one in self.sentences]

        def write(place: Path) -> None:
            new = place / "report"
            new.mkdir()
            text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
            (new / "findings.json").write_text(text, encoding="utf-8", newline="\n")
            for name, table in self.tables.items():
                write_table(table, new / f"{name}.csv")

        write_beside(Path(folder), "report", write, option="--out")


def find(results: SweepResults, dataset: Dataset) -> Findings:
    """What the results say so far.

    Parameters
    ----------
    results
        From :func:`hubplanner.sweeping.results.load_results`.
    dataset
        With the data folders of the sweep's scenario.

    Raises
    ------
    DataError
        When no scenario has been solved.
    """
    stages = Stages(dataset)
    names = _Names(results, dataset)
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
        "hubs": names.of_regions(hubs),
        "candidates": names.of_regions(candidate_shares(results).reset_index()),
        "plans": pd.concat(plans, ignore_index=True),
        "importance": pd.concat(matters, ignore_index=True),
        "where_hubs_come": names.of_regions(pd.concat(where, ignore_index=True)),
        "pathway": _pathways(results, numbers, stages, names),
        "refused": _refused(results),
    }
    sentences = tuple(_sentences(results, tables, names))
    where_table = tables["where_hubs_come"]
    conditions = where_table.pop("conditions")
    where_table["conditions_ko"] = [one.in_language("ko") for one in conditions]
    where_table["conditions_en"] = [str(one) for one in conditions]
    return Findings(tables, sentences)


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


class _Names:
    """Regions, hosts and technologies by what they are called."""

    def __init__(self, results: SweepResults, dataset: Dataset):
        self.regions, self.institutions = dataset.regions, dataset.institutions
        name = results.base.network.technologies
        self.technologies = load_technologies(name).technologies

    def of_regions(self, table: pd.DataFrame) -> pd.DataFrame:
        at = list(table.columns).index("region_code") + 1
        table = table.copy()
        table.insert(at, "name_ko", [self._plain(code) for code in table["region_code"]])
        english = self.regions["name_en"].reindex(table["region_code"])
        table.insert(at + 1, "name_en", english.to_numpy())
        return table

    def region(self, code: str) -> Pair:
        one = self.regions.loc[code]
        return Pair(self._plain(code), f"{one['name_en']}, {one['sido_en']}")

    def host(self, host: str) -> Pair:
        if host in self.institutions.index:
            one = self.institutions.loc[host]
            return Pair(str(one["name_ko"]), str(one["name_en"]))
        return self.region(host) if host in self.regions.index else Pair(host, host)

    def technology(self, key: str) -> Pair:
        return self.technologies[key].name if key in self.technologies else Pair(key, key)

    def plan(self, plan: Plan) -> Text:
        told = [
            Text("{host} ({technology})", host=self.host(host), technology=self.technology(kind))
            for host, kind in plan
        ]
        return Joined(" · ", told)

    def _plain(self, code: str) -> str:
        return f"{self.regions.at[code, 'sido_short']} {self.regions.at[code, 'name_ko']}"


def _plans(results: SweepResults, choice: int, stages: Stages, names: _Names) -> pd.DataFrame:
    """The plans of a choice with their regret, the least worst first; none without technologies."""
    solved = results.solved[results.solved["choice"] == choice]
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
    results: SweepResults, choices: list[int], stages: Stages, names: _Names
) -> pd.DataFrame:
    """By choice the hubs in the order in which they open; none where no phases are asked for."""
    sweep, tables = results.sweep, []
    budgets = sweep.phase_budgets or (None,) * len(sweep.phases)
    phases = [Phase(hubs, most) for hubs, most in zip(sweep.phases, budgets, strict=True)]
    for choice in choices if phases else []:
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
            share=_shares_of(results, choice, list(sites["region_code"])),
        )
        tables.append(told.join(found.phases[["lost_percent"]], on="phase"))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _shares_of(results: SweepResults, choice: int, codes: list[str]) -> list[float]:
    """In which share of the futures each region has a hub."""
    solved = results.solved[results.solved["choice"] == choice]["hubs"]
    return [float(np.mean([code in set(hubs) for hubs in solved])) for code in codes]


def _repeats(solved: pd.DataFrame) -> bool:
    """Whether a technology is used twice: what hubs are worth together is no sum then."""
    return any(len(set(kinds)) < len(kinds) for kinds in solved["technologies"])


def _choices(results: SweepResults) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    asked = results.runs.groupby("choice").size()
    for choice in results.choices:
        found = results.solved[results.solved["choice"] == choice]
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


def _sentences(
    results: SweepResults, tables: dict[str, pd.DataFrame], names: _Names
) -> Iterator[Text]:
    count, lost = len(results.runs), int((results.table["objective"].isna()).sum())
    yield Text(
        "{solved:,} of {count:,} scenarios are solved, {lost:,} have no answer (refused.csv: why)",
        solved=len(results.solved),
        count=count,
        lost=lost,
    )
    unproven = int((results.solved["status"] != "optimal").sum())
    if unproven:
        yield Text("{unproven:,} of these are not proven optimal", unproven=unproven)
    hubs, plans = tables["hubs"], tables["plans"]
    for row in tables["choices"].head(MOST_SAID).to_dict("records"):
        choice, values = row["choice"], results.choices[row["choice"]]
        label = Joined(
            ", ",
            [Text("{key} = {value}", key=key, value=_spell(one)) for key, one in values.items()],
        )
        prefix = Text("{label}: ", label=label) if values else Text("")
        for part, words in _PARTS.items():
            those = hubs[(hubs["choice"] == choice) & (hubs["part"] == part)]
            listed = [
                Text(
                    "{region} {percent:.0f} %",
                    region=names.region(one["region_code"]),
                    percent=100 * one["share"],
                )
                for one in those.head(8).to_dict("records")
            ]
            if listed:
                yield Text(words.template, prefix=prefix, listed=Joined(", ", listed))
        of_choice = plans[plans["choice"] == choice] if len(plans) else plans
        if len(of_choice):
            best = of_choice.iloc[0]
            yield Text(
                "{prefix}the plan of least worst regret among {count} found is {plan}: at most"
                " {worst:.1f} % behind the best of any future, {mean:.1f} % on average",
                prefix=prefix,
                count=len(of_choice),
                plan=Pair(best["plan_ko"], best["plan_en"]),
                worst=100 * best["worst_regret_share"],
                mean=100 * best["mean_regret_share"],
            )
        yield from _of_pathway(tables["pathway"], choice, prefix)
        yield from _of_importance(tables["importance"], choice, prefix)
        for one in tables["where_hubs_come"].query("choice == @choice").head(5).to_dict("records"):
            yield Text(
                "{prefix}{region} has a hub in {share:.0f} % of the futures, mostly where"
                " {conditions} ({density:.0f} % of those; {coverage:.0f} % of its hubs)",
                prefix=prefix,
                region=names.region(one["region_code"]),
                share=100 * one["share"],
                conditions=one["conditions"],
                density=100 * one["density"],
                coverage=100 * one["coverage"],
            )


def _of_pathway(table: pd.DataFrame, choice: int, prefix: Text) -> Iterator[Text]:
    if table.empty:
        return
    of_choice = table[table["choice"] == choice]
    for phase, found in of_choice.groupby("phase"):
        listed = [
            Text(
                "{host} ({technology}; in {percent:.0f} % of the futures)",
                host=Pair(one["host_ko"], one["host_en"]),
                technology=Pair(one["technology_ko"], one["technology_en"]),
                percent=100 * one["share"],
            )
            for one in found.to_dict("records")
        ]
        yield Text(
            "{prefix}phase {phase} opens {listed}; what stands by then is worth {lost:.1f} % less"
            " on average than so many hubs planned afresh",
            prefix=prefix,
            phase=phase,
            listed=Joined(", ", listed),
            lost=float(found["lost_percent"].iloc[0]),
        )


_PARTS = {
    "core": Text("{prefix}right in at least 80 % of the futures: {listed}"),
    "likely": Text("{prefix}right in half of the futures or more: {listed}"),
    "swing": Text("{prefix}only in some futures: {listed}"),
}


def _of_importance(table: pd.DataFrame, choice: int, prefix: Text) -> Iterator[Text]:
    of_choice = table[(table["choice"] == choice) & (table["measure"] != "first_order")]
    if of_choice.empty:
        of_choice = table[table["choice"] == choice]
    for name, words in OUTCOMES.items():
        ranked = of_choice[of_choice["outcome"] == name].sort_values("value", ascending=False)
        if len(ranked) and ranked["value"].iloc[0] > 0:
            listed = [
                Text("{key} {value:.2f}", key=one["key"], value=one["value"])
                for one in ranked.head(3).to_dict("records")
            ]
            yield Text(
                "{prefix}what matters most to the {outcome}: {listed}",
                prefix=prefix,
                outcome=words,
                listed=Joined(", ", listed),
            )


def _spell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    return str(value)
