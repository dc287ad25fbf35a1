"""What became of each hub of the reference, and the number that a place keeps in all scenarios."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from hubplanner.comparison.compared import Compared
from hubplanner.comparison.yardstick import minutes_to_hubs

MOVED_WITHIN_MINUTES = 60.0
"""A hub that stands elsewhere counts as moved within this time, else as one lost and one gained."""

_TOLD = ["technology", "technology_ko", "technology_en", "host_ko", "host_en"]


def hub_table(plans: Sequence[Compared]) -> pd.DataFrame:
    """The hubs of every plan and what became of those of the first.

    Parameters
    ----------
    plans
        The reference first.

    Returns
    -------
    DataFrame
        As :attr:`hubplanner.comparison.Comparison.hubs`.
    """
    hubs = pd.concat([_hub_changes(plans[0], plan) for plan in plans], ignore_index=True)
    hubs.insert(1, "number", hubs["region_code"].map(_numbers(plans)))
    return hubs


def place_table(hubs: pd.DataFrame) -> pd.DataFrame:
    """The places that have a hub in any plan, those of most scenarios first.

    Parameters
    ----------
    hubs
        From :func:`hub_table`.

    Returns
    -------
    DataFrame
        As :attr:`hubplanner.comparison.Comparison.places`.
    """
    names = ["number", "sido_ko", "name_ko", "name_en"]
    places = hubs.drop_duplicates("region_code").set_index("region_code")[names]
    counts = hubs.loc[hubs["change"] != "lost", "region_code"].value_counts()
    places["scenarios"] = counts.reindex(places.index).astype(int)
    return places.sort_values(["scenarios", "number"], ascending=[False, True])


def _numbers(plans: Sequence[Compared]) -> dict[str, int]:
    """A number for each place that has a hub in any plan, in the order in which they appear."""
    places = pd.concat([plan.hubs["region_code"] for plan in plans]).unique()
    return {str(code): number for number, code in enumerate(places, start=1)}


def _hub_changes(reference: Compared, plan: Compared) -> pd.DataFrame:
    """What became of each hub of the reference, and where each hub of the plan comes from."""
    before, after = reference.hub_regions, plan.hub_regions
    if plan is reference:
        changes = [(code, "reference", "", 0.0) for code in after]
    else:
        gone = [code for code in before if code not in after]
        new = [code for code in after if code not in before]
        moved = nearest_pairs(minutes_to_hubs(reference, plan).loc[gone, new])
        changes = [(code, "kept", "", 0.0) for code in after if code in before]
        changes += [(to, "moved", start, far) for start, to, far in moved]
        changes += [(code, "gained", "", 0.0) for code in new if code not in {m[1] for m in moved}]
        changes += [(code, "lost", "", 0.0) for code in gone if code not in {m[0] for m in moved}]
    table = pd.DataFrame(changes, columns=["region_code", "change", "counterpart", "moved_minutes"])
    table.insert(0, "scenario", plan.name)
    names = reference.regions.loc[table["region_code"], ["sido_ko", "name_ko", "name_en"]]
    # A lost hub has no technology in this plan: its last one is told in the reference's rows.
    told = plan.hubs.set_index("region_code").reindex(columns=_TOLD)
    told = told.reindex(table["region_code"]).astype(object).fillna("")
    return table.join([names.reset_index(drop=True), told.reset_index(drop=True)])


def nearest_pairs(
    minutes: pd.DataFrame, within: float = MOVED_WITHIN_MINUTES
) -> list[tuple[str, str, float]]:
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
        if far <= within and not taken:
            pairs.append((start, to, far))
    return pairs
