"""Covering made small: what decides is often a few demands and a few sites.

Where nothing but coverage is asked for, a demand that is covered whenever another is needs no row,
and a site that covers no more than another needs no column (row and column dominance, Toregas and
ReVelle 1973). A greedy cover (Chvátal 1979) that is small enough, or a set of demands no two of
which one site covers that is too large, spares the integer program altogether. Where as much as can
be is to be covered, demands that the same sites cover count as one, and again no site is needed
that covers no more than another.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from hubplanner.siting.constraints import Floats
from hubplanner.siting.instance import Instance, Row

Reach = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]


def essential(reach: Reach) -> tuple[Ints, Ints]:
    """Rows and columns that decide: no row contains another, no column is contained in another.

    Parameters
    ----------
    reach
        Demand × site: who covers whom.

    Examples
    --------
    >>> rows, columns = essential(np.array([[1, 1, 0], [1, 1, 1]], dtype=bool))
    >>> rows.tolist(), columns.tolist()
    ([0], [0])
    """
    rows, columns = np.arange(reach.shape[0]), np.arange(reach.shape[1])
    while True:
        kept_rows = _minimal(reach[np.ix_(rows, columns)])
        rows_now = rows[kept_rows]
        kept_columns = _minimal(~reach[np.ix_(rows_now, columns)].T)
        columns_now = columns[kept_columns]
        done = len(rows_now) == len(rows) and len(columns_now) == len(columns)
        rows, columns = rows_now, columns_now
        if done:
            return rows, columns


def _minimal(sets: Reach) -> npt.NDArray[np.bool_]:
    """Of sets as rows, those that contain no other; of equal ones the first."""
    first = np.sort(_distinct(sets)[0])
    kept = np.zeros(len(sets), dtype=bool)
    unique = sets[first].astype(np.float32)
    common = unique @ unique.T
    size = common.diagonal()
    inside = common == size[:, None]  # row i lies in row k
    np.fill_diagonal(inside, False)
    kept[first] = ~inside.any(axis=0)
    return kept


def _distinct(sets: Reach) -> tuple[Ints, Ints]:
    """Of sets as rows, where each distinct one is first met, and which of these every row is."""
    bits = np.ascontiguousarray(np.packbits(sets, axis=1))
    view = bits.view(f"V{bits.shape[1]}").ravel()
    _, first, which = np.unique(view, return_index=True, return_inverse=True)
    return first, which


def merged(reach: Reach, weights: Floats) -> tuple[Reach, Floats]:
    """Demand × site and weights with demands that the same sites cover joined into one.

    Who weighs nothing, or whom no site covers, is left out.

    Examples
    --------
    >>> reach = np.array([[1, 0], [1, 0], [0, 0]], dtype=bool)
    >>> reach, weights = merged(reach, np.array([2.0, 3.0, 9.0]))
    >>> reach.tolist(), weights.tolist()
    ([[True, False]], [5.0])
    """
    counted = (weights > 0) & reach.any(axis=1)
    first, which = _distinct(reach[counted])
    joined = np.bincount(which, weights[counted], len(first)).astype(float)
    return reach[counted][first], joined


def undominated(instance: Instance, covered: Reach) -> Instance:
    """The same maximal covering problem without sites that cover no more than another does.

    Sites that are fixed stay, and so many others that the number asked for can be reached. Only
    for an instance without side constraints, demand's limits included.

    Parameters
    ----------
    covered
        Demand × site: who covers whom.
    """
    standing = instance.lower > 0
    free = np.flatnonzero((instance.upper > 0) & ~standing)
    left = (instance.weights > 0) & ~covered[:, standing].any(axis=1)
    decides = _minimal(~covered[np.ix_(left, free)].T)
    spare = free[~decides]
    lacking = instance.least - int(decides.sum() + (standing & ~instance.existing).sum())
    kept = standing.copy()
    kept[free[decides]] = True
    kept[spare[: max(lacking, 0)]] = True
    return replace(instance, upper=np.where(kept, instance.upper, 0.0))


def greedy_cover(reach: Reach) -> Ints | None:
    """Columns that cover all rows, each taken for the most rows still uncovered."""
    open_rows = np.ones(len(reach), dtype=bool)
    gains = reach.sum(axis=0)
    chosen: list[int] = []
    while open_rows.any():
        site = int(gains.argmax())
        if gains[site] <= 0:
            return None
        newly = open_rows & reach[:, site]
        gains = gains - reach[newly].sum(axis=0)
        open_rows &= ~newly
        chosen.append(site)
    return np.array(chosen, dtype=np.intp)


def packing(reach: Reach) -> int:
    """So many rows, at least, of which no two share a column: any cover is as large."""
    left = np.argsort(reach.sum(axis=1), kind="stable")
    count = 0
    while len(left):
        row = reach[left[0]]
        left = left[~reach[np.ix_(left, np.flatnonzero(row))].any(axis=1)]
        count += 1
        if not row.any():
            return len(reach) + 1
    return count


def reduced(instance: Instance) -> Instance:
    """The same covering problem, of at most as many sites, on the rows and columns that decide.

    Only for an instance without side constraints.
    """
    openable = instance.upper > 0
    standing = np.flatnonzero(instance.lower > 0)
    uncovered = instance.served & ~instance.reach[:, standing].any(axis=1)
    reach = instance.reach[uncovered] & openable
    rows, columns = essential(reach) if len(reach) else (np.arange(0), np.arange(0))
    kept = np.zeros(len(openable), dtype=bool)
    kept[columns] = True
    kept[standing] = True
    at = np.flatnonzero(uncovered)[rows]
    new = np.flatnonzero(~instance.existing)
    return replace(
        instance.of_demand(at),
        upper=np.where(kept, instance.upper, 0.0),
        least=0,
        rows=(Row(new, np.ones(len(new)), 0.0, float(instance.most)),),
    )


def cover_within(instance: Instance) -> Ints | bool:
    """Sites that cover all with no more than allowed; False: there are none; True: cannot tell.

    Only for an instance without side constraints.
    """
    openable = np.flatnonzero(instance.upper > 0)
    standing = np.flatnonzero(instance.lower > 0)
    wanted = instance.least + int(instance.existing.sum())
    if (instance.lower > instance.upper).any() or len(openable) < wanted:
        return False
    rows = instance.served & ~instance.reach[:, standing].any(axis=1)
    reach = instance.reach[np.ix_(rows, openable)]
    most = instance.most - int((~instance.existing[standing]).sum())
    if most < 0:
        return False
    cover = greedy_cover(reach)
    if cover is None:
        return False
    if len(cover) <= most:
        return padded(instance, np.concatenate([standing, openable[cover]]))
    return packing(reach) <= most


def padded(instance: Instance, sites: Ints) -> Ints:
    """These sites and, where fewer than asked for, the first others: they do no harm."""
    wanted = instance.least + int(instance.existing.sum())
    others = np.setdiff1d(np.flatnonzero(instance.upper > 0), sites)
    return np.sort(np.concatenate([sites, others[: max(wanted - len(sites), 0)]]))
