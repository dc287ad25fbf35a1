"""What a sweep says in words, by choice and by what a sentence is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import pandas as pd

from hubplanner.language import Joined, Pair, Text
from hubplanner.sweeping.importance import LEAST_FUTURES, OUTCOMES, most_telling, spelled
from hubplanner.sweeping.names import Names, key_name
from hubplanner.sweeping.results import SweepResults

About = Literal["core", "likely", "swing", "regret", "pathway", "importance", "where"]

MOST_HUBS, MOST_KEYS, MOST_CONDITIONED = 8, 3, 5
"""So many hubs, keys and conditions are told in a sentence; the tables hold all."""


class Said(NamedTuple):
    """A sentence on a choice, by its number."""

    choice: int
    about: About
    words: Text


def of_all(results: SweepResults) -> Iterator[Text]:
    """How many scenarios of all choices are solved, and what is not proven."""
    yield Text(
        "{solved:,} of {count:,} scenarios are solved, {lost:,} have no answer (refused.csv: why)",
        solved=len(results.solved),
        count=len(results.runs),
        lost=int((results.table["objective"].isna()).sum()),
    )
    unproven = int((results.solved["status"] != "optimal").sum())
    if unproven:
        yield Text("{unproven:,} of these are not proven optimal", unproven=unproven)
    futures, sweep = results.runs["future"].nunique(), results.sweep
    if sweep.futures and sweep.method not in ("sobol", "morris") and futures < LEAST_FUTURES:
        yield Text(
            "{futures} futures are too few to say where a hub comes in and what matters most; from"
            " {least} on it is said",
            futures=futures,
            least=LEAST_FUTURES,
        )


def label(values: dict[str, Any]) -> Text:
    """A choice by the values of its keys; nothing where there is one choice without any."""
    parts = [
        Text("{key} = {value}", key=key_name(key), value=spelled(one))
        for key, one in values.items()
    ]
    return Joined(", ", parts)


def of_choice(choice: int, tables: dict[str, pd.DataFrame], names: Names) -> Iterator[Said]:
    """The sentences on a choice, the most important first."""
    own = {
        name: table[table["choice"] == choice] if len(table) else table
        for name, table in tables.items()
        if name in ("hubs", "plans", "pathway", "importance", "where_hubs_come")
    }
    for about, words in _PARTS.items():
        those = own["hubs"][own["hubs"]["part"] == about]
        listed = [
            Text(
                "{region} {percent:.0f} %",
                region=names.region(one["region_code"]),
                percent=100 * one["share"],
            )
            for one in those.head(MOST_HUBS).to_dict("records")
        ]
        if listed:
            yield Said(choice, about, Text(words.template, listed=Joined(", ", listed)))
    if len(own["plans"]):
        yield Said(choice, "regret", _of_regret(own["plans"]))
    for words in _of_pathway(own["pathway"]):
        yield Said(choice, "pathway", words)
    for words in _of_importance(own["importance"]):
        yield Said(choice, "importance", words)
    for one in own["where_hubs_come"].head(MOST_CONDITIONED).to_dict("records"):
        words = Text(
            "{region} has a hub in {share:.0f} % of the futures, mostly where"
            " {conditions} ({density:.0f} % of those; {coverage:.0f} % of its hubs)",
            region=names.region(one["region_code"]),
            share=100 * one["share"],
            conditions=one["conditions"],
            density=100 * one["density"],
            coverage=100 * one["coverage"],
        )
        yield Said(choice, "where", words)


_PARTS: dict[About, Text] = {
    "core": Text("right in at least 80 % of the futures: {listed}"),
    "likely": Text("right in half of the futures or more: {listed}"),
    "swing": Text("only in some futures: {listed}"),
}


def _of_regret(plans: pd.DataFrame) -> Text:
    best = plans.iloc[0]
    return Text(
        "the plan of least worst regret among {count} found is {plan}: at most"
        " {worst:.1f} % behind the best of any future, {mean:.1f} % on average",
        count=len(plans),
        plan=Pair(best["plan_ko"], best["plan_en"]),
        worst=100 * best["worst_regret_share"],
        mean=100 * best["mean_regret_share"],
    )


def _of_pathway(table: pd.DataFrame) -> Iterator[Text]:
    for phase, found in table.groupby("phase") if len(table) else ():
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
            "phase {phase} opens {listed}; what stands by then is worth {lost:.1f} % less"
            " on average than so many hubs planned afresh",
            phase=phase,
            listed=Joined(", ", listed),
            lost=float(found["lost_percent"].iloc[0]),
        )


def _of_importance(table: pd.DataFrame) -> Iterator[Text]:
    """Keys whose index is above 0 for sure: above half of its interval."""
    for name, ranked in most_telling(table).groupby("outcome", sort=False):
        sure = ranked[ranked["value"] > ranked["interval"]]
        if len(sure):
            listed = [
                Text("{key} {value:.2f}", key=key_name(one["key"]), value=one["value"])
                for one in sure.head(MOST_KEYS).to_dict("records")
            ]
            yield Text(
                "what matters most to the {outcome}: {listed}",
                outcome=OUTCOMES[str(name)],
                listed=Joined(", ", listed),
            )
