"""Weights of the dimensions: stated, or read from the figures, or from pairwise judgements."""

from __future__ import annotations

import numpy as np

from hubplanner.dataset.panel import Floats
from hubplanner.errors import ScenarioError

RANDOM_INDEX = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45}
"""Mean consistency index of random judgements by size (Saaty 1980)."""

CONSISTENT = 0.1
"""Above this ratio judgements contradict each other too much to be used (Saaty 1980)."""


def ahp_weights(judgements: Floats) -> tuple[Floats, float]:
    """Analytic hierarchy process (Saaty 1980): principal eigenvector and consistency ratio.

    Parameters
    ----------
    judgements
        Square and reciprocal: how many times as important the row is as the column, 1/9 to 9.

    Examples
    --------
    >>> weights, ratio = ahp_weights(np.array([[1, 3, 5], [1/3, 1, 2], [1/5, 1/2, 1]]))
    >>> weights.round(3).tolist(), round(ratio, 3)
    ([0.648, 0.23, 0.122], 0.003)
    """
    values, vectors = np.linalg.eig(judgements)
    largest = int(values.real.argmax())
    vector = np.abs(vectors[:, largest].real)
    size = len(judgements)
    index = (values[largest].real - size) / (size - 1)
    return vector / vector.sum(), float(index / RANDOM_INDEX[size]) if size > 2 else 0.0


def objective_weights(method: str, table: Floats) -> Floats:
    """``entropy`` (Shannon; Zeleny 1982) or ``critic`` (Diakoulaki and others 1995), by pymcdm.

    Parameters
    ----------
    table
        Regions × dimensions, positive, without missing values.

    Raises
    ------
    ScenarioError
        When the extra ``mcda`` is not installed.
    """
    try:
        from pymcdm.weights import critic_weights, entropy_weights
    except ImportError as error:
        raise ScenarioError(
            "scoring.weighting = '{method}' needs pymcdm; install it with"
            " pip install 'hubplanner[mcda]'",
            method=method,
        ) from error
    find = {"entropy": entropy_weights, "critic": critic_weights}[method]
    return np.asarray(find(table), float)
