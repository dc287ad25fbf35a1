"""What a region in crisis can reach before and after: partners of its own industries by time.

Cumulative opportunities (reviewed by Handy and Niemeier 1997) and the potential of Hansen (1959). A
hub brings the partners that it is tied to: whoever reaches the hub reaches them through it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.language import Text

Floats = npt.NDArray[np.float64]

WITHIN_MINUTES = (30, 60, 90)
PERCENTILES = (10, 25, 50, 75, 90)
PARTNERS = {
    "institute": Text("research institutes"),
    "university": Text("universities"),
    "technopark": Text("technoparks"),
}
"""Kinds that are counted: places of research, of graduates to be, of support. How many graduate is
not in the data, so universities are counted, not their students."""


@dataclass(frozen=True)
class Accessibility:
    """Partners of a region's own industries that it can reach, without the hubs and with them.

    Attributes
    ----------
    regions
        One row a region and kind, with columns ``before_30`` … ``after_90`` (how many partners
        within so many minutes) and ``hansen_before``, ``hansen_after`` (each partner counted
        exp(−minutes / decay)).
    percentiles
        One row a kind, minutes and percentile of the jobs at risk: ``before`` and ``after``: half
        of the jobs (percentile 50) have so many partners or fewer.
    direct, wanted, kinds, jobs, decay_minutes
        What they were made from, as :func:`accessibility` takes it.
    """

    regions: pd.DataFrame
    percentiles: pd.DataFrame
    direct: pd.DataFrame
    wanted: pd.DataFrame
    kinds: pd.Series[str]
    jobs: pd.Series[float]
    decay_minutes: float

    def with_hubs(self, to_hubs: pd.DataFrame, ties: pd.DataFrame) -> Accessibility:
        """The same regions and partners, with other hubs: `to_hubs` and `ties` as
        :func:`accessibility` takes them."""
        return accessibility(
            self.direct, to_hubs, ties, self.wanted, self.kinds, self.jobs, self.decay_minutes
        )

    def headline(self) -> Text:
        """What half of the jobs at risk can reach within an hour, before and after."""
        row = self.percentiles.xs(("institute", 60, 50))
        return Text(
            "within an hour, half of the jobs at risk reach {before:.0f} research institutes of"
            " their own field or fewer without the hubs, and {after:.0f} with them",
            before=row["before"],
            after=row["after"],
        )


def accessibility(
    direct: pd.DataFrame,
    to_hubs: pd.DataFrame,
    ties: pd.DataFrame,
    wanted: pd.DataFrame,
    kinds: pd.Series[str],
    jobs: pd.Series[float],
    decay_minutes: float,
) -> Accessibility:
    """Who reaches what, without the hubs and with them.

    Parameters
    ----------
    direct
        Minutes, region × institution.
    to_hubs
        Minutes, region × hub.
    ties
        Hub × institution: whether the hub works with it.
    wanted
        Region × institution: whether its fields feed a technology that the region's industries use.
    kinds
        Kind by institution.
    jobs
        Jobs at risk by region: the weights of the percentiles.
    decay_minutes
        Of Hansen's potential.
    """
    near, hubs = direct.to_numpy(float), to_hubs.to_numpy(float)
    tied = ties.reindex(columns=direct.columns).to_numpy(bool)
    # Through the nearest hub that works with it; infinite where none does.
    through = np.where(tied[None], hubs[:, :, None], np.inf).min(axis=1)
    after = np.minimum(near, through)
    feeds = wanted.reindex(index=direct.index, columns=direct.columns).to_numpy(bool)
    rows, told = [], []
    weights: Floats = np.asarray(jobs.reindex(direct.index), dtype=float)
    for kind in PARTNERS:
        of_kind = feeds & (kinds.reindex(direct.columns) == kind).to_numpy()[None, :]
        columns: dict[str, Floats] = {}
        for name, minutes in (("before", near), ("after", after)):
            for most in WITHIN_MINUTES:
                inside = (minutes <= most) & of_kind
                columns[f"{name}_{most}"] = np.asarray(inside.sum(axis=1), dtype=float)
            potential = np.exp(-minutes / decay_minutes) * of_kind
            columns[f"hansen_{name}"] = np.asarray(potential.sum(axis=1), dtype=float)
        rows.append(pd.DataFrame(columns, index=direct.index).assign(kind=kind))
        for most in WITHIN_MINUTES:
            for percent in PERCENTILES:
                told.append(
                    {
                        "kind": kind,
                        "minutes": most,
                        "percentile": percent,
                        "before": weighted_percentile(columns[f"before_{most}"], weights, percent),
                        "after": weighted_percentile(columns[f"after_{most}"], weights, percent),
                    }
                )
    regions = pd.concat(rows).rename_axis("region_code").reset_index()
    table = pd.DataFrame(told).set_index(["kind", "minutes", "percentile"])
    return Accessibility(
        regions.set_index(["region_code", "kind"]).sort_index(),
        table,
        direct,
        wanted,
        kinds,
        jobs,
        decay_minutes,
    )


def weighted_percentile(values: Floats, weights: Floats, percent: float) -> float:
    """The least value that so many percent of the weight do not exceed.

    >>> weighted_percentile(np.array([3.0, 1.0]), np.array([1.0, 3.0]), 50)
    1.0
    """
    order = np.argsort(values, kind="stable")
    held = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(held, held[-1] * percent / 100)])
