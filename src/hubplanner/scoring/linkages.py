"""Backward and forward linkages from an input-output table: plain functions on its matrices.

Rows sell, columns buy, in one order. Nothing depends on the unit of the flows.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from hubplanner.dataset.industry_tables import InputOutput
from hubplanner.dataset.panel import Floats


def input_coefficients(flows: Floats, output: Floats) -> Floats:
    r"""What each sector buys from each for one unit of its output, :math:`a_{ij} = z_{ij} / x_j`.

    Parameters
    ----------
    flows
        n × n intermediate flows z, in any unit.
    output
        Total output x of the n buyers, in the same unit, above zero.

    Examples
    --------
    >>> input_coefficients(np.array([[150.0, 500], [200, 100]]), np.array([1000.0, 2000]))
    array([[0.15, 0.25],
           [0.2 , 0.05]])
    """
    coefficients: Floats = flows / output
    return coefficients


def leontief_inverse(coefficients: Floats) -> Floats:
    r"""Production inducement coefficients, :math:`L = (I - A)^{-1}` (Leontief 1936).

    Column j: what every sector makes, directly and indirectly, for one unit of final demand for j.

    Parameters
    ----------
    coefficients
        n × n input coefficients of a productive economy
        (:mod:`hubplanner.dataset.input_output` checks it).

    Examples
    --------
    >>> leontief_inverse(np.array([[0.15, 0.25], [0.2, 0.05]])).round(4)
    array([[1.2541, 0.33  ],
           [0.264 , 1.1221]])
    """
    return np.linalg.inv(np.eye(len(coefficients)) - coefficients).astype(float)


def backward_linkage(inverse: Floats) -> Floats:
    r"""Power of dispersion (Rasmussen 1956), 영향력계수: how much a sector pulls on its suppliers.

    .. math:: U_j = \frac{\frac1n \sum_i l_{ij}}{\frac1{n^2} \sum_{i,j} l_{ij}}

    the mean of a column over the mean of all; the mean sector has 1.

    >>> backward_linkage(np.array([[1.2541, 0.33], [0.264, 1.1221]])).round(4)
    array([1.0222, 0.9778])
    """
    columns: Floats = inverse.mean(axis=0) / inverse.mean()
    return columns


def forward_linkage(inverse: Floats) -> Floats:
    r"""Sensitivity of dispersion (Rasmussen 1956), 감응도계수: how much a sector serves the others.

    .. math:: U_i = \frac{\frac1n \sum_j l_{ij}}{\frac1{n^2} \sum_{i,j} l_{ij}}

    the mean of a row over the mean of all, as the Bank of Korea publishes it.

    >>> forward_linkage(np.array([[1.2541, 0.33], [0.264, 1.1221]])).round(4)
    array([1.0667, 0.9333])
    """
    rows: Floats = inverse.mean(axis=1) / inverse.mean()
    return rows


def linkages(table: InputOutput) -> pd.DataFrame:
    """``industries`` (divisions), ``backward`` and ``forward`` of each sector of a table."""
    inverse = (
        table.cells
        if table.output is None
        else leontief_inverse(input_coefficients(table.cells, table.output))
    )
    return pd.DataFrame(
        {
            "industries": list(table.industries),
            "backward": backward_linkage(inverse),
            "forward": forward_linkage(inverse),
        },
        index=pd.Index(table.sectors, name="sector"),
    )
