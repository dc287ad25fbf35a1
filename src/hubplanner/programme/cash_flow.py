"""What a hub takes in and spends in each year of its life: one formula, for one case or many draws.

Amounts are 억 원 (100 million won) a year at constant prices. Every assumption is a number or an
array of draws; what comes out has the draws as rows and the years of a hub's life as columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Assumptions:
    """What is assumed of a hub; a number each, or an array of draws each.

    Attributes
    ----------
    public
        Public money in full operation, 억 원 a year.
    years
        Years of public money, from the start of building.
    ramp_years
        Years until full operation, by equal steps; 1 is full at once.
    taper_years
        Last years of public money in which it falls by equal steps; 0 is none.
    co_investment
        Won that others pay for each public won.
    staying
        Part of the full co-investment that goes on without public money.
    running_cost
        What a hub needs to go on, as part of its full budget (public money with co-investment).
    revenue
        Own revenue in its first year, 억 원.
    revenue_start
        Own revenue begins so many years after the first year of full operation.
    revenue_growth
        Growth of own revenue a year, not below zero: what shrinks carries no hub for good.
    """

    public: Any
    years: Any
    ramp_years: Any
    taper_years: Any
    co_investment: Any
    staying: Any
    running_cost: Any
    revenue: Any
    revenue_start: Any
    revenue_growth: Any


class CashFlow(NamedTuple):
    """A hub's money by year of its life, 억 원, each of shape (draws, years), or (years,).

    Attributes
    ----------
    public
        Public money.
    co_investment
        Of provinces, firms, universities and others.
    revenue
        The hub's own: fees, contracts, licences.
    spending
        What comes in for projects, and never less than what the hub needs to go on.
    """

    public: Floats
    co_investment: Floats
    revenue: Floats
    spending: Floats

    @property
    def balance(self) -> Floats:
        """What is left over in a year, or lacks (below zero)."""
        return self.public + self.co_investment + self.revenue - self.spending


def cash_flow(assumed: Assumptions, years: int) -> CashFlow:
    r"""What a hub takes in and spends in each of the first `years` years of its life.

    With full public money P, co-investment c a public won, ramp r, taper d, N years of public money
    and k the year of life from 1:

    .. math:: p_k = P \min(1, k / r, (N - k + 1)^+ / (d + 1)), \quad
              c_k = \max(c\,p_k, s\,c\,P \min(1, k / r))

    where s is the part of co-investment that stays. Own revenue begins at R in year
    :math:`r + b` (b years after the first one of full operation) and grows by g a year, up to what
    the hub needs to go on beside the co-investment that stays, :math:`m P (1 + c) - s c P`: it is
    no company. It spends what public money and co-investment bring for projects, and never less
    than :math:`m P (1 + c) \min(1, k / r)`.

    Examples
    --------
    >>> flow = cash_flow(Assumptions(100, 3, 2, 0, 1, 0, 0.25, 10, 1, 0), 5)
    >>> flow.public.tolist(), flow.revenue.tolist()
    ([50.0, 100.0, 100.0, 0.0, 0.0], [0.0, 0.0, 10.0, 10.0, 10.0])
    >>> flow.spending.tolist(), flow.balance.tolist()
    ([100.0, 200.0, 200.0, 50.0, 50.0], [0.0, 0.0, 10.0, -40.0, -40.0])
    """
    k = np.arange(1, years + 1)
    a = _as_columns(assumed)
    in_operation = np.minimum(1.0, k / a.ramp_years)
    left = np.clip((a.years - k + 1) / (a.taper_years + 1), 0.0, 1.0)
    public = a.public * np.minimum(in_operation, left)
    full_others = a.co_investment * a.public
    others = np.maximum(a.co_investment * public, a.staying * full_others * in_operation)
    need = a.running_cost * (a.public + full_others)
    to_earn = np.maximum(need - a.staying * full_others, 0.0)
    age = k - (a.ramp_years + a.revenue_start)
    grown = a.revenue * (1 + a.revenue_growth) ** np.maximum(age, 0)
    revenue = np.where(age >= 0, np.minimum(grown, to_earn), 0.0)
    spending = np.maximum(public + others, need * in_operation)
    return CashFlow(public, others, revenue, spending)


def self_sufficient_in(assumed: Assumptions, years: int) -> npt.NDArray[np.int_]:
    """The first year of life from which a hub in full operation needs no public money any more.

    From it on own revenue with the co-investment that stays is at least what the hub needs to go
    on, in that year and in every later one; ``years + 1`` where that does not come within `years`.
    Shape (draws,), or () for a single case.
    """
    a = _as_columns(assumed)
    flow = cash_flow(assumed, years)
    k = np.arange(1, years + 1)
    full_others = a.co_investment * a.public
    stays = a.staying * full_others * np.minimum(1.0, k / a.ramp_years)
    need = a.running_cost * (a.public + full_others)
    lacks = flow.revenue + stays < need * (1 - _ROUNDING)
    return np.asarray(np.where(lacks, k, 0).max(axis=-1) + 1)


def present_value(amounts: Floats, rate: float, first: int = 0) -> Floats:
    """The value today of yearly amounts (along the last axis), the first one `first` years away.

    Each is discounted by whole years; what falls in the base year itself (``first = 0``) is not.
    """
    factors = (1 + rate) ** -(first + np.arange(amounts.shape[-1], dtype=float))
    return np.asarray(amounts @ factors)


_ROUNDING = 1e-12
"""So near to what is needed is enough: sums of floats are not told apart."""


def _as_columns(assumed: Assumptions) -> Assumptions:
    """Draws as columns, so that they meet the years along the last axis."""
    arrays = {name: np.asarray(one, dtype=float) for name, one in vars(assumed).items()}
    return Assumptions(
        **{name: one[..., None] if one.ndim else one for name, one in arrays.items()}
    )
