"""Many draws of what is assumed of hubs: each assumption between its low and its high."""

from __future__ import annotations

import numpy as np

from hubplanner.programme.cash_flow import Assumptions, Floats
from hubplanner.scenario_programme import FundingChoice

DRAWN = tuple(Assumptions.__dataclass_fields__)
"""Keys of ``[funding]`` that are ranges: what is assumed, by its name."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def middle(choice: FundingChoice) -> Assumptions:
    """What is assumed, each at its middle."""
    return Assumptions(**{name: getattr(choice, name)[1] for name in DRAWN})


def drawn(choice: FundingChoice) -> Assumptions:
    """`choice.draws` draws of every assumption, arrays of shape (draws,).

    Each from the triangular distribution between low and high with its mode at the middle,
    independent of the others; years are rounded to whole ones. A draw holds for all hubs alike:
    what is not known of hubs is not averaged away over them.
    """
    rng = np.random.default_rng(choice.seed)
    return Assumptions(**{name: _one(rng, getattr(choice, name), choice.draws) for name in DRAWN})


def _one(rng: np.random.Generator, given: tuple[float, float, float], draws: int) -> Floats:
    low, mode, high = given
    shares = rng.random(draws)  # drawn in any case: another range moves no other assumption
    if low == high:
        return np.full(draws, float(low))
    whole = isinstance(mode, int)
    if whole:  # half a year to each side, so that the ends come as often as they should
        low, high = low - 0.5 + 1e-9, high + 0.5 - 1e-9
    values = _triangular(shares, low, float(mode), high)
    return np.rint(values) if whole else values


def _triangular(shares: Floats, low: float, mode: float, high: float) -> Floats:
    """The inverse of the triangular distribution's cumulative function."""
    width, rise = high - low, mode - low
    turn = rise / width
    below = low + np.sqrt(shares * width * rise)
    above = high - np.sqrt((1 - shares) * width * (high - mode))
    return np.where(shares < turn, below, above)
