"""Regret: how much a plan falls behind the best of each future, and which falls behind least.

The plan of least worst regret (minimax regret) is sought among the plans that are best in some
future, each of them worked out in every other. Which plan that is depends on which futures are
looked at (Anderson and Zachary 2022, arXiv:2203.01420).
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.siting.minutes import minutes_between
from hubplanner.siting.multi_type import linear_decay
from hubplanner.stages import Stages
from hubplanner.sweeping.design import varied
from hubplanner.sweeping.results import SweepResults

Floats = npt.NDArray[np.float64]
Columns = npt.NDArray[np.intp]
Pair = tuple[str, str]
"""A host and the technology of the hub at it."""

Plan = tuple[Pair, ...]

OF_WORTH = (
    *("travel.", "network.technologies", "network.decay_minutes"),
    *("siting.full_minutes", "siting.none_minutes", "siting.host_share"),
)
"""Keys on which what a host is worth depends, besides who needs it."""


def regrets(plans: Sequence[Plan], futures: Iterable[tuple[Floats, float]]) -> pd.DataFrame:
    """Worst and mean regret of each plan over the futures.

    Parameters
    ----------
    plans
        Each a set of pairs, whose worths add up.
    futures
        Of each the worth of every pair of :func:`pairs_of`, and the most that a plan is worth.

    Returns
    -------
    DataFrame
        By plan ``worst_regret`` and ``mean_regret`` (in the unit of the objective), the same as
        shares of the best (``…_share``), ``best_in`` (share of futures in which it is the best) and
        ``minimax``: whether no plan's worst regret is less.

    Examples
    --------
    >>> plans = [(("a", "ships"),), (("b", "ships"),)]
    >>> futures = [(np.array([10.0, 4.0]), 10.0), (np.array([6.0, 9.0]), 9.0)]
    >>> regrets(plans, futures)[["worst_regret", "mean_regret", "minimax"]].values.tolist()
    [[3.0, 1.5, True], [6.0, 3.0, False]]
    """
    pairs = pairs_of(plans)
    has = np.array([[pair in plan for plan in plans] for pair in pairs], dtype=float)
    sums = np.zeros((5, len(plans)))
    worst, worst_share, total, total_share, firsts = sums
    count = 0
    for worths, most in futures:
        worth = worths @ has
        # A host that this future would not allow still stands in a plan that has it.
        best = max(most, float(worth.max()))
        regret = np.maximum(best - worth, 0.0)
        share = regret / best if best > 0 else regret
        np.maximum(worst, regret, out=worst)
        np.maximum(worst_share, share, out=worst_share)
        total += regret
        total_share += share
        firsts += regret <= 1e-6 * max(best, 1.0)
        count += 1
    return pd.DataFrame(
        {
            "worst_regret": worst,
            "worst_regret_share": worst_share,
            "mean_regret": total / max(count, 1),
            "mean_regret_share": total_share / max(count, 1),
            "best_in": firsts / max(count, 1),
            "minimax": worst <= worst.min(initial=np.inf) * (1 + 1e-9),
        }
    )


def pairs_of(plans: Sequence[Plan]) -> list[Pair]:
    """Every pair of some plan once, in order."""
    return sorted({pair for plan in plans for pair in plan})


def plans_of(results: SweepResults, choice: int) -> list[Plan]:
    """The plans that are best in some future of a choice, the most frequent first."""
    found = results.of_choice(choice)
    plans = [
        tuple(sorted(zip(hosts, technologies, strict=True)))
        for hosts, technologies in zip(found["hosts"], found["technologies"], strict=True)
    ]
    return list(pd.Series(plans, dtype=object).value_counts(sort=True).index)


def futures_of(
    results: SweepResults, choice: int, pairs: Sequence[Pair], stages: Stages
) -> Iterator[tuple[Floats, float]]:
    """Of each solved future of a choice the worth of these pairs, and the objective.

    Parameters
    ----------
    stages
        On the data of the sweep's scenario.
    """
    keys = [key for key in results.values if str(key).startswith(OF_WORTH)]
    solved = results.of_choice(choice)["objective"].to_dict()
    known: dict[Hashable, tuple[pd.DataFrame, Columns]] = {}
    for part in results.batches(["candidates", "need"]):
        for run, candidates, needs in part.itertuples():
            if run not in solved:
                continue
            of = tuple(map(str, results.values.loc[run, keys]))
            if of not in known:
                known.clear()
                known[of] = _served(results, int(run), pairs, stages)
            served, kinds = known[of]
            need = np.reshape(needs, (len(candidates), -1))[:, kinds]
            worths = (need * served.loc[list(candidates)].to_numpy()).sum(axis=0)
            yield worths, float(solved[run])


def _served(
    results: SweepResults, run: int, pairs: Sequence[Pair], stages: Stages
) -> tuple[pd.DataFrame, Columns]:
    """Region × pair: the part of a need that it covers; of each pair the technology's column."""
    scenario = varied(results.base, json.loads(str(results.table.at[run, "values"])))
    around, siting = stages.ways(scenario).around, scenario.siting
    offers = stages.problem(scenario).offers
    assert offers is not None
    names = list(offers.types.names)
    hosts = [host for host, _ in pairs]
    places = pd.concat(
        [around.institutions, around.regions.assign(region_code=around.regions.index)]
    )
    sites = places.loc[hosts]
    near = linear_decay(
        minutes_between(around, around.regions, sites), siting.full_minutes, siting.none_minutes
    )
    able = around.capability(
        sites, offers.technologies, scenario.network.decay_minutes, siting.host_share
    )
    kinds = np.array([names.index(technology) for _, technology in pairs])
    served = near * able[np.arange(len(pairs)), kinds]
    return pd.DataFrame(served, index=around.regions.index), kinds
