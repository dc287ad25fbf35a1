"""Input–output multipliers: what a demand, or a loss, means for everyone upstream.

Plain functions on arrays over n sectors: rows sell, columns buy. Money in any one unit; jobs follow
the unit of their coefficients.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hubplanner.dataset.panel import Floats
from hubplanner.scoring.linkages import leontief_inverse


@dataclass(frozen=True)
class Production:
    """Output by sector: what was asked for or given up itself, and what follows at suppliers."""

    direct: Floats
    indirect: Floats

    @property
    def total(self) -> Floats:
        """Both."""
        return self.direct + self.indirect

    def weighed(self, coefficients: Floats) -> tuple[float, float]:
        """Direct and indirect value added, or jobs, by coefficients per unit of output."""
        return float(self.direct @ coefficients), float(self.indirect @ coefficients)


def inputs_of(inverse: Floats) -> Floats:
    """Domestic input coefficients A of a Leontief inverse: :math:`A = I - L^{-1}`.

    Small negative coefficients are left as they are: by-products of a published table, or its
    rounding.

    Examples
    --------
    >>> inputs_of(np.linalg.inv(np.array([[0.85, -0.25], [-0.2, 0.95]]))).round(4)
    array([[0.15, 0.25],
           [0.2 , 0.05]])
    """
    coefficients: Floats = np.eye(len(inverse)) - np.linalg.inv(inverse)
    return coefficients


def from_demand(inputs: Floats, demand: Floats) -> Production:
    r"""Output for a final demand, :math:`x = (I - A)^{-1} f` (Leontief 1936).

    Examples
    --------
    100 for the first sector of Miller and Blair's (2009, section 2.3) two:

    >>> made = from_demand(np.array([[0.15, 0.25], [0.2, 0.05]]), np.array([100.0, 0]))
    >>> made.total.round(2).tolist(), made.indirect.round(2).tolist()
    ([125.41, 26.4], [25.41, 26.4])
    """
    total = leontief_inverse(inputs) @ demand
    return Production(demand.astype(float), total - demand)


def from_output(inputs: Floats, output: Floats) -> Production:
    r"""What follows at suppliers when the output of some sectors is given.

    The sectors with an `output` (set S) are what they are said to be; the others (N) follow:

    .. math:: x_N = (I - A_{NN})^{-1} A_{NS}\, x_S

    (mixed model, Miller and Blair 2009, section 13.2). Sectors of S sell to each other too; that is
    part of what is given, so nothing is counted twice.

    Examples
    --------
    >>> from_output(np.array([[0.15, 0.25], [0.2, 0.05]]), np.array([100.0, 0])).indirect.round(3)
    array([ 0.   , 21.053])
    """
    given = output != 0
    rest = ~given
    indirect = np.zeros(len(output))
    bought = inputs[np.ix_(rest, given)] @ output[given]
    indirect[rest] = np.linalg.solve(np.eye(rest.sum()) - inputs[np.ix_(rest, rest)], bought)
    return Production(output.astype(float), indirect)
