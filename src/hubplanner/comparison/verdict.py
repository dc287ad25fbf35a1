"""Better or worse than the reference, in a sentence or two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from hubplanner.comparison.compared import Compared
from hubplanner.language import Joined, Pair, Text
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
    longer = _longer(row, reference)
    if pd.isna(reference["jobs_reached"]):
        judged, measures = _judged(-longer), [_mean(longer)]
    elif pd.isna(row["jobs_reached"]):
        judged = Text("Comparable in part")
        measures = [_mean(longer), Text("jobs at risk not counted: technologies of another list")]
    else:
        jobs = _more_jobs(row, reference)
        judged, measures = _judged(jobs, -longer), [_jobs(jobs), _mean(longer)]
    return _sentence(judged, measures, hubs, regions)


def by_own_counts(
    row: pd.Series[Any], reference: pd.Series[Any], hubs: pd.DataFrame, regions: pd.DataFrame
) -> Text:
    """As :func:`verdict`, of a reference read from saved files: as each plan counts its jobs on its
    own figures and roads, a difference is told and not called better or worse."""
    measures = [_mean(_longer(row, reference))]
    if not pd.isna(reference["jobs_reached"]) and not pd.isna(row["jobs_reached"]):
        measures.insert(0, _jobs(_more_jobs(row, reference)))
    return _sentence(Text("By each plan's own count"), measures, hubs, regions)


def _longer(row: pd.Series[Any], reference: pd.Series[Any]) -> int:
    return round(float(row["mean_minutes"] - reference["mean_minutes"]))


def _more_jobs(row: pd.Series[Any], reference: pd.Series[Any]) -> int:
    return int(round(row["jobs_reached"] - reference["jobs_reached"], -2))


def _sentence(
    judged: Text, measures: Sequence[Text], hubs: pd.DataFrame, regions: pd.DataFrame
) -> Text:
    return Text(
        "{verdict}: {measures}. {places}.",
        verdict=judged,
        measures=Joined(", ", measures),
        places=_places(hubs, regions),
    )


def of_reference(plan: Compared, row: pd.Series[Any]) -> Text:
    """What the reference itself is good for."""
    mean = Text("mean {n:.0f} min", n=row["mean_minutes"])
    return Text(
        "Reference: {measures}.",
        measures=Joined(", ", [mean] if plan.headline is None else [plan.headline, mean]),
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
        return region_name(code, regions)

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
        told.append(Text("In: {places}", places=listed_places(came)))
    if went:
        told.append(Text("Out: {places}", places=listed_places(went)))
    if moves:
        told.append(Text("Moved: {places}", places=listed_places(moves)))
    return Joined("; ", told) if told else Text("The same places")


def region_name(code: str, regions: pd.DataFrame) -> Pair:
    """A region with its province, in English where another has its name."""
    of = regions.loc[code]
    repeated = (regions["name_en"] == of["name_en"]).sum() > 1
    return Pair(
        f"{of['sido_short']} {of['name_ko']}",
        f"{of['name_en']} ({of['sido_en']})" if repeated else of["name_en"],
    )


def listed_places(places: Sequence[Text]) -> Text:
    if len(places) <= MOST_NAMED:
        return Joined(", ", places)
    return Text(
        "{places} and {count} more",
        places=Joined(", ", places[: MOST_NAMED - 1]),
        count=len(places) - MOST_NAMED + 1,
    )
