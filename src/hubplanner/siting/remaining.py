"""The choices of sites that a Lagrangian bound leaves open, where they are few.

A choice whose sites save too little to cost less than the cutoff is none of those looked for. What
is left is the relaxation's own choice and those that differ from it by exchanges which together
cost less than the gap: most often few, long before the sites one by one are all fixed (enumeration
by reduced costs, as Baldacci, Christofides and Mingozzi 2008 do with routes).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hubplanner.siting.constraints import Floats
from hubplanner.siting.interchange import Ints

SINGLE = 16
"""Where more than this part of so many choices are one exchange away, there are more in all."""


def choices_within(chosen: Floats, others: Floats, gap: float, most: int) -> Ints | None:
    """All choices of as many sites that cost less than `gap` more than the cheapest.

    Parameters
    ----------
    chosen, others
        What each site of the cheapest choice, and each other one, costs.
    most
        Where there are more choices, None is returned.

    Returns
    -------
    array or None
        Choice × its sites, as positions among those chosen and, after them, the others.

    Examples
    --------
    >>> chosen, others = np.array([-5.0, -4.0]), np.array([-3.0, -1.0])
    >>> choices_within(chosen, others, 2.5, most=99).tolist()
    [[0, 1], [0, 2], [1, 2]]
    >>> choices_within(chosen, others, 2.5, most=2) is None
    True
    """
    p, n = len(chosen), min(len(chosen), len(others))
    found = [np.arange(p + len(others))[None, :] < p]
    if n:
        # Losses against the dearest one chosen, so that none is negative.
        leave, enter = chosen.max() - chosen, others - chosen.max()
        singles = int(np.count_nonzero(leave[:, None] + enter < gap))
        if max(p, len(others), singles) > most // SINGLE:
            return None
        out, into = leave.argsort(kind="stable"), enter.argsort(kind="stable")
        leave, enter = leave[out], enter[into]
        gone = come = _Sets(np.zeros(1), np.zeros((1, 0), dtype=np.intp))
    for size in range(1, n + 1):
        least_out, least_in = leave[:size].sum(), enter[:size].sum()
        if least_out + least_in >= gap:
            break
        gone, come = gone.larger(leave, gap - least_in), come.larger(enter, gap - least_out)
        both = gone.sums[:, None] + come.sums < gap
        if np.count_nonzero(both) + sum(map(len, found)) > most:
            return None
        one, other = np.nonzero(both)
        choices = np.repeat(found[0], len(one), axis=0)
        rows = np.arange(len(one))[:, None]
        choices[rows, out[gone.members[one]]] = False
        choices[rows, p + into[come.members[other]]] = True
        found.append(choices)
    choices = np.concatenate(found)
    return np.nonzero(choices)[1].reshape(len(choices), p)


class _Sets(NamedTuple):
    """Sets of as many items each, and what their losses sum up to."""

    sums: Floats
    members: Ints

    def larger(self, losses: Floats, room: float) -> _Sets:
        """Those of one more of the items, of ascending losses, that lose less than `room`."""
        sums = self.sums[:, None] + losses
        fits = sums < room
        if self.members.shape[1]:
            fits &= np.arange(len(losses)) > self.members[:, -1:]
        which, item = np.nonzero(fits)
        return _Sets(sums[which, item], np.column_stack([self.members[which], item]))
