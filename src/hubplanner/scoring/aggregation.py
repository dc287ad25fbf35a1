"""From dimensions to one score, for one set of weights or for many at once.

Every function takes the dimensions as a list of arrays whose last axis is the region (leading axes
are draws) on one scale of 0–1, higher is worse, and weights whose last axis is the dimension and
adds up to 1. Libraries of multicriteria analysis score one table at a time; these score thousands
of draws in one pass, and the tests hold them against such a library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from hubplanner.dataset.panel import Floats

Parts = list[Floats]


def arithmetic(dimensions: Sequence[Floats], weights: Floats) -> tuple[Floats, Parts]:
    """Weighted mean: one dimension makes up for another."""
    parts = [_of(weights, d) * x for d, x in enumerate(dimensions)]
    return _total(parts), parts


def geometric(
    dimensions: Sequence[Floats], weights: Floats, *, split: bool = True
) -> tuple[Floats, Parts]:
    r"""Weighted geometric mean, :math:`\prod_d x_d^{w_d}`: a low dimension is not made up for.

    Its parts are counted from the middle of the scale, see :func:`divisia`; they cost more than
    the score, and thousands of draws do without (``split=False``).
    """
    logs = _of(weights, 0) * np.log(dimensions[0])
    for d, x in enumerate(dimensions[1:], start=1):
        logs += _of(weights, d) * np.log(x)
    score: Floats = np.exp(logs)
    if not split:
        return score, []
    scale = [divisia(score, x) for x in dimensions]
    parts = [_of(weights, d) * (MIDDLE + scale[d] * (x - MIDDLE)) for d, x in enumerate(dimensions)]
    return score, parts


MIDDLE = 0.5
"""The middle of the scale, from which contributions to a geometric mean are counted."""


def divisia(score: Floats, dimension: Floats) -> Floats:
    r"""What a deviation of a dimension from the middle is worth in a geometric mean.

    :math:`L(F, ½) / L(D, ½)` with the logarithmic mean L: the weights of the logarithmic mean
    Divisia index (Ang 2004), by which the deviations of all dimensions add up to that of the
    score without remainder.
    """
    return log_mean(score, MIDDLE) / log_mean(dimension, MIDDLE)


def log_mean(a: Floats, b: float) -> Floats:
    """Logarithmic mean, (a − b) / ln(a / b), and a where both are equal; for positive numbers.

    >>> log_mean(np.array([0.5, 1.0]), 0.5).round(4).tolist()
    [0.5, 0.7213]
    """
    ratio = np.log(a / b)
    near = np.abs(ratio) < 1e-9
    means: Floats = np.where(near, (a + b) / 2, (a - b) / np.where(near, 1.0, ratio))
    return means


def owa(dimensions: Sequence[Floats], weights: Floats, power: float) -> tuple[Floats, Parts]:
    r"""Ordered weighted average guided by the quantifier :math:`Q(r) = r^a` (Yager 1988, 1996).

    The k-th highest dimension weighs :math:`Q(u_k) - Q(u_{k-1})` with the cumulated importance
    u. a = 1 is the weighted mean; a > 1 asks for most dimensions to be high ('and'), a < 1 for
    a few ('or').
    """
    table = np.stack(np.broadcast_arrays(*dimensions), axis=-1)
    importance = np.broadcast_to(weights[..., None, :], table.shape)
    order = np.argsort(-table, axis=-1, kind="stable")
    reached = np.cumsum(np.take_along_axis(importance, order, -1), axis=-1).clip(0, 1) ** power
    steps = np.diff(reached, axis=-1, prepend=0.0)
    back = np.empty_like(steps)
    np.put_along_axis(back, order, steps, -1)
    parts = [back[..., d] * table[..., d] for d in range(table.shape[-1])]
    return _total(parts), parts


def topsis(dimensions: Sequence[Floats], weights: Floats) -> tuple[Floats, Parts]:
    """Closeness to the worst-off among all, away from the best-off: TOPSIS (Hwang and Yoon 1981).

    Vector-normalised over regions. The parts share out the score by each dimension's share of
    the squared distance from the best-off.
    """
    scaled = [
        _of(weights, d) * x / np.sqrt((x**2).sum(axis=-1, keepdims=True))
        for d, x in enumerate(dimensions)
    ]
    to_worst = _total([(x - x.max(axis=-1, keepdims=True)) ** 2 for x in scaled])
    from_best = [(x - x.min(axis=-1, keepdims=True)) ** 2 for x in scaled]
    away = _total(from_best)
    near, far = np.sqrt(to_worst), np.sqrt(away)
    score: Floats = far / np.where(near + far > 0, near + far, 1.0)
    parts = [score * x / np.where(away > 0, away, 1.0) for x in from_best]
    return score, parts


def promethee(
    dimensions: Sequence[Floats], weights: Floats, indifference: float, preference: float
) -> tuple[Floats, Parts]:
    """Net outranking flow of PROMETHEE II (Brans and Vincke 1985), carried from −1–1 to 0–1.

    By dimension the mean preference of a region over the others less that of the others over it.
    A difference up to `indifference` gives no preference, one from `preference` on a full one,
    linear between; with both at 0 any difference counts in full (the usual criterion).
    """
    flows = [net_flow(x, indifference, preference) for x in dimensions]
    parts = [_of(weights, d) * (flow + 1) / 2 for d, flow in enumerate(flows)]
    return _total(parts), parts


def net_flow(x: Floats, indifference: float, preference: float) -> Floats:
    """Net flow of one dimension, −1 to 1, over the last axis."""
    others = max(x.shape[-1] - 1, 1)
    if indifference == preference == 0:
        from scipy.stats import rankdata

        usual: Floats = (2 * rankdata(x, axis=-1) - (others + 2)) / others
        return usual
    if x.ndim > 1:  # one draw at a time: a table of pairs for every draw would fill the memory
        return np.stack([net_flow(row, indifference, preference) for row in x])
    span = max(preference - indifference, np.finfo(float).tiny)
    over = np.clip((x[:, None] - x[None, :] - indifference) / span, 0, 1)
    flow: Floats = (over.sum(axis=1) - over.sum(axis=0)) / others
    return flow


def aggregator(
    method: str, parameters: Mapping[str, float], *, split: bool = True
) -> Callable[[Sequence[Floats], Floats], tuple[Floats, Parts]]:
    """By name: gives the score and what each dimension adds to it; the parts add up exactly.

    Parameters
    ----------
    method
        ``arithmetic``, ``geometric``, ``owa``, ``topsis`` or ``promethee``.
    parameters
        ``owa_power``, ``indifference`` and ``preference``, for the methods that have them.
    split
        Whether the parts are wanted; without, they may be empty.
    """
    if method == "owa":
        return lambda x, weights: owa(x, weights, parameters["owa_power"])
    if method == "promethee":
        q, p = parameters["indifference"], parameters["preference"]
        return lambda x, weights: promethee(x, weights, q, p)
    if method == "geometric":
        return partial(geometric, split=split)
    return {"arithmetic": arithmetic, "topsis": topsis}[method]


def _of(weights: Floats, d: int) -> Floats:
    """The d-th weight, to be multiplied with arrays that end in regions."""
    column: Floats = weights[..., [d]]
    return column


def _total(parts: Parts) -> Floats:
    total: Floats = np.sum(parts, axis=0)
    return total
