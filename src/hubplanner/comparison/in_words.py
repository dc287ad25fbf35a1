"""Better or worse than the reference, in a sentence or two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from hubplanner.language import Joined, Pair, Text
from hubplanner.plan import Plan
from hubplanner.siting.problem import NEAR_MINUTES

MOST_NAMED = 4
"""So many places are named of those that came in, went out or moved."""


def verdict(
    row: pd.Series[Any], reference: pd.Series[Any], hubs: pd.DataFrame, regions: pd.DataFrame
) -> Text:
    """What a scenario does better and worse than the reference, and which hubs differ.

    It is better where more jobs at risk are reached or the mean is shorter, and nothing is worse,
    by figures as they are told: jobs in hundreds, whole minutes. Where jobs cannot be counted, as
    the technologies are of another list, minutes alone do not make it better.

    Parameters
    ----------
    row, reference
        Measures of the scenario and of the reference, as
        :attr:`hubplanner.comparison.Comparison.scenarios`.
    hubs
        The scenario's rows of :attr:`hubplanner.comparison.Comparison.hubs`.
    regions
        Names by ``region_code``.
    """
    longer = round(row["mean_minutes"] - reference["mean_minutes"])
    if pd.isna(reference["jobs_reached"]):
        judged, measures = _judged(-longer), [_mean(longer)]
    elif pd.isna(row["jobs_reached"]):
        judged = Text("Comparable in part")
        measures = [_mean(longer), Text("jobs at risk not counted: technologies of another list")]
    else:
        jobs = int(round(row["jobs_reached"] - reference["jobs_reached"], -2))
        judged, measures = _judged(jobs, -longer), [_jobs(jobs), _mean(longer)]
    return Text(
        "{verdict}: {measures}. {places}.",
        verdict=judged,
        measures=Joined(", ", measures),
        places=_places(hubs, regions),
    )


def of_reference(plan: Plan, row: pd.Series[Any]) -> Text:
    """What the reference itself is good for."""
    mean = Text("mean {n:.0f} min", n=row["mean_minutes"])
    headline = plan.sites.headline()
    return Text(
        "Reference: {measures}.",
        measures=Joined(", ", [mean] if headline is None else [headline, mean]),
    )


def _judged(*gains: int) -> Text:
    better, worse = any(gain > 0 for gain in gains), any(gain < 0 for gain in gains)
    if better and worse:
        return Text("Partly better, partly worse")
    if better:
        return Text("Better")
    return Text("Worse") if worse else Text("No better, no worse")


def _jobs(more: int) -> Text:
    if more > 0:
        return Text(
            "{n:,} more jobs at risk within {minutes:.0f} minutes of a hub of their own technology",
            n=more,
            minutes=NEAR_MINUTES,
        )
    if more < 0:
        return Text(
            "{n:,} fewer jobs at risk within {minutes:.0f} minutes of a hub of their own"
            " technology",
            n=-more,
            minutes=NEAR_MINUTES,
        )
    return Text(
        "as many jobs at risk within {minutes:.0f} minutes of a hub of their own technology",
        minutes=NEAR_MINUTES,
    )


def _mean(longer: int) -> Text:
    if longer > 0:
        return Text("mean {n} min longer", n=longer)
    return Text("mean {n} min shorter", n=-longer) if longer else Text("mean minutes the same")


def _places(hubs: pd.DataFrame, regions: pd.DataFrame) -> Text:
    def name(code: str) -> Pair:
        of = regions.loc[code]
        repeated = (regions["name_en"] == of["name_en"]).sum() > 1
        return Pair(
            f"{of['sido_short']} {of['name_ko']}",
            f"{of['name_en']} ({of['sido_en']})" if repeated else of["name_en"],
        )

    def rows(change: str) -> pd.DataFrame:
        return hubs[hubs["change"] == change]

    came = [name(code) for code in rows("gained")["region_code"]]
    went = [name(code) for code in rows("lost")["region_code"]]
    moves = [
        Joined(" → ", [name(hub["counterpart"]), name(hub["region_code"])])
        for hub in rows("moved").to_dict("records")
    ]
    told = []
    if came:
        told.append(Text("In: {places}", places=_listed(came)))
    if went:
        told.append(Text("Out: {places}", places=_listed(went)))
    if moves:
        told.append(Text("Moved: {places}", places=_listed(moves)))
    return Joined("; ", told) if told else Text("The same places")


def _listed(places: Sequence[Text]) -> Text:
    if len(places) <= MOST_NAMED:
        return Joined(", ", places)
    return Text(
        "{places} and {count} more",
        places=Joined(", ", places[: MOST_NAMED - 1]),
        count=len(places) - MOST_NAMED + 1,
    )
