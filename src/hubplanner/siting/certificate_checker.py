"""Checks a certificate of optimality in exact arithmetic: ``python certificate_checker.py FILE``.

It needs nothing but Python, imports nothing of hubplanner and believes nothing that a solver says:
decimals are read as the fractions they are, as "1/3" is, and all sums are exact. It poses

    minimise  sum constants + sum_k costs[k] x[k],   lower <= x <= upper, some x[k] whole,
    rows (columns, values, least, most):        least <= sum values x <= most,
    services (columns, sites, costs, unserved): x of the i-th of its columns is the least of its
        costs[i][j] over sites with x = 1, null being out of reach, and at most `unserved`,

or, in place of costs, ``farthest`` (sites, costs): the highest of the least costs is minimised, or
``nearest`` (distances, standing, cliques): the least distance of two chosen sites, not both
standing, is maximised. Of what is ``maximised`` the program has the negative.

The proof is a tree of branches on whole columns. At a leaf multipliers pi of the rows bound all
that lies there (weak duality): costs x >= sum_r pi_r side_r + sum_k min over the bounds of
(costs - A' pi)_k x_k, with the rows' lower sides where pi > 0, else their upper ones. With costs of
zero a positive bound proves that nothing lies there (Farkas 1902). Cuts (service, i, D) are rows
that hold for every D: x_i + sum over sites with c < D of (D - c) y >= D (Benders; Magnanti and Wong
1981).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

Document = dict[str, Any]
Row = tuple[list[int], list[Any], Any, Any]


class RefusedError(Exception):
    """What of a certificate does not hold."""


def require(holds: bool, complaint: str) -> None:
    if not holds:
        raise RefusedError(complaint)


def read(text: str) -> Document:
    """A certificate with its decimals as exact fractions."""
    document = json.loads(text, parse_float=Fraction, parse_constant=lambda word: word)
    require(isinstance(document, dict), "it is no JSON object")
    return dict(document)


def check(document: Document) -> tuple[Fraction, Fraction]:
    """Objective and proven bound, in the model's own sense; else :class:`RefusedError`."""
    try:
        return _checked(document)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise RefusedError(f"it is incomplete or damaged ({error!r})") from error


def _checked(d: Document) -> tuple[Fraction, Fraction]:
    _check_shape(d)
    sign = -1 if d["maximised"] else 1
    x = [Fraction(0)] * len(d["lower"])
    for column, value in d["chosen"]:
        x[column] = Fraction(value)
    found = evaluate(d, x)
    require(found is not None, "the chosen columns break a bound or a row")
    assert found is not None
    tolerance = max(min(Fraction(1, 10**6), abs(found) / 10**9), abs(found) / 10**12)
    stated = [sign * Fraction(d[key]) for key in ("objective", "bound")]
    require(abs(stated[0] - found) <= tolerance, f"the objective is {float(sign * found)!r}")
    least = _least(d, found)
    require(stated[1] <= least, f"the tree proves a bound of {float(sign * least)!r} only")
    require(found - stated[1] <= tolerance, "objective and bound do not meet")
    return sign * found, sign * stated[1]


def _check_shape(d: Document) -> None:
    n = len(d["lower"])
    require(all(len(d[key]) == n for key in ("upper", "whole", "costs", "names")), "lengths differ")
    served = [column for service in d["services"] for column in service["columns"]]
    used = [served, *(row[0] for row in d["rows"]), [column for column, _ in d["chosen"]]]
    used += [service["sites"] for service in d["services"]]
    used += [d[key]["sites"] for key in ("farthest", "nearest") if d[key]]
    require(all(type(k) is int and 0 <= k < n for some in used for k in some), "no such column")
    require(all(len(row[0]) == len(row[1]) == len(set(row[0])) for row in d["rows"]), "a row")
    require(len(set(served)) == len(served), "a column has two services")
    require(not any(d["whole"][k] for k in served), "a service's column is whole")
    costs_of = [*d["services"], *([d["farthest"]] if d["farthest"] else [])]
    for service in costs_of:
        require(all(d["whole"][j] for j in service["sites"]), "a site is not whole")
        require(len(set(service["sites"])) == len(service["sites"]), "a site stands twice")
        for row in service["costs"]:
            require(len(row) == len(service["sites"]), "costs lack a site")
            require(all(c is None or c >= 0 for c in row), "a cost is negative")
    for service in d["services"]:
        require(len(service["costs"]) == len(service["columns"]), "costs lack a demand")
    for k in range(n):
        if d["whole"][k]:
            require(d["lower"][k] in (0, 1) and d["upper"][k] in (0, 1), "a whole column is no 0–1")
    require(not (d["farthest"] and d["nearest"]), "two objectives")


def evaluate(d: Document, x: list[Fraction]) -> Fraction | None:
    """What these columns come to, those of services worked out; None where they break anything."""
    served = {}
    for service in d["services"]:
        for i, column in enumerate(service["columns"]):
            of_open = _open(service["sites"], service["costs"][i], x)
            if service["unserved"] is not None:
                of_open.append(Fraction(service["unserved"]))
            if not of_open:
                return None
            served[column] = min(of_open)
    x = [served.get(k, value) for k, value in enumerate(x)]
    for k, value in enumerate(x):
        if k not in served and not _within(value, d["lower"][k], d["upper"][k]):
            return None
        if d["whole"][k] and value not in (0, 1):
            return None
    for columns, values, least, most in d["rows"]:
        if not _within(sum(v * x[k] for k, v in zip(columns, values, strict=True)), least, most):
            return None
    if d["farthest"]:
        sites = d["farthest"]["sites"]
        nearest = [_open(sites, row, x) for row in d["farthest"]["costs"]]
        return max(map(min, nearest)) if all(nearest) else None
    if d["nearest"]:
        sites = [j for j in d["nearest"]["sites"] if x[j] == 1]
        return -min(_apart(d, j, k) for j in sites for k in sites if _compared(d, j, k))
    return sum(d["constants"]) + sum(
        (c * v for c, v in zip(d["costs"], x, strict=True)), Fraction(0)
    )


def _open(sites: list[int], costs: list[Any], x: list[Fraction]) -> list[Fraction]:
    pairs = zip(sites, costs, strict=True)
    return [Fraction(cost) for j, cost in pairs if cost is not None and x[j] == 1]


def _within(value: Any, least: Any, most: Any) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def _apart(d: Document, j: int, k: int) -> Fraction:
    at, distances = d["nearest"]["sites"], d["nearest"]["distances"]
    one, other = at.index(j), at.index(k)
    return Fraction(min(distances[one][other], distances[other][one]))


def _compared(d: Document, j: int, k: int) -> bool:
    return j != k and not {j, k} <= set(d["nearest"]["standing"])


def _better(d: Document, found: Fraction) -> Iterator[Row]:
    """Rows that hold wherever a farthest or nearest is better than found."""
    if far := d["farthest"]:
        for costs in far["costs"]:
            of_sites = zip(far["sites"], costs, strict=True)
            near = [j for j, cost in of_sites if cost is not None and cost < found]
            yield near, [1] * len(near), 1, None
    if d["nearest"]:
        for clique in d["nearest"]["cliques"]:
            pairs = [(j, k) for j in clique for k in clique if j != k]
            require(all(_compared(d, j, k) for j, k in pairs), "a clique of standing sites")
            require(all(_apart(d, j, k) <= -found for j, k in pairs), "a clique too far apart")
            require(len(set(clique)) == len(clique), "a clique names a site twice")
            yield clique, [1] * len(clique), None, 1


def _cut(d: Document, service: int, i: int, reach: Any) -> Row:
    require(service >= 0 and i >= 0, "no such cut")
    of = d["services"][service]
    require(of["unserved"] is None or reach <= of["unserved"], "a cut beyond being unserved")
    pairs = [(j, c) for j, c in zip(of["sites"], of["costs"][i], strict=True) if c is not None]
    near = [(j, reach - c) for j, c in pairs if c < reach]
    return [*(j for j, _ in near), of["columns"][i]], [*(v for _, v in near), 1], reach, None


def _least(d: Document, found: Fraction) -> Fraction:
    """What all choices come to at least, by the leaves of the tree."""
    lower, upper = [*d["lower"]], [*d["upper"]]
    for service in d["services"]:
        for column, costs in zip(service["columns"], service["costs"], strict=True):
            most = max((c for c in costs if c is not None), default=0)
            lower[column] = 0
            upper[column] = most if service["unserved"] is None else service["unserved"]
    rows = [*d["rows"], *_better(d, found), *(_cut(d, *cut) for cut in d["cuts"])]
    bottleneck = bool(d["farthest"] or d["nearest"])
    reduced = {}  # by multipliers, and whether costs count: what rows give, and what columns cost
    constant = sum(d["constants"])
    bounds = [found]  # what is better than this is looked for
    stack: list[tuple[int, dict[int, int]]] = [(0, {})]
    while stack:
        at, fixed = stack.pop()
        require(0 <= at < len(d["tree"]), f"node {at} of the tree is missing")
        kind, *told = d["tree"][at]
        if kind == "branch":
            column, zero, one = told
            require(d["whole"][column] and column not in fixed, f"node {at} is no branch")
            require(min(zero, one) > at, f"node {at} leads back")
            stack += [(zero, {**fixed, column: 0}), (one, {**fixed, column: 1})]
            continue
        low = [fixed.get(k, bound) for k, bound in enumerate(lower)]
        high = [fixed.get(k, bound) for k, bound in enumerate(upper)]
        if any(one > other for one, other in zip(low, high, strict=True) if other is not None) or (
            any(not lower[k] <= value <= upper[k] for k, value in fixed.items())
        ):
            continue
        if kind == "fixed":
            served = {column for service in d["services"] for column in service["columns"]}
            require(
                all(k in served or low[k] == high[k] for k in range(len(low))),
                f"leaf {at} is not fixed",
            )
            bounds += [
                value for value in [evaluate(d, [Fraction(v) for v in low])] if value is not None
            ]
            continue
        require(kind in ("bound", "nothing"), f"node {at} is of no known kind")
        counts = kind == "bound"
        require(not (counts and bottleneck), f"leaf {at} bounds what has no costs")
        key = (told[0], counts)
        if key not in reduced:
            costs = d["costs"] if counts else [0] * len(lower)
            reduced[key] = _reduced(costs, rows, d["multipliers"][told[0]])
        bound = _bound(*reduced[key], low, high, at)
        if counts:
            bounds.append(constant + bound)
        else:
            require(bound > 0, f"leaf {at} does not prove that nothing lies there")
    return min(Fraction(ceil(one)) if _is_whole(d) else one for one in bounds)


def _reduced(
    costs: list[Any], rows: list[Row], multipliers: list[tuple[int, Any]]
) -> tuple[Fraction, list[Fraction]]:
    given, left = Fraction(0), [Fraction(c) for c in costs]
    for at, number in multipliers:
        pi = Fraction(number)
        require(0 <= at < len(rows), "a multiplier of no row")
        columns, values, least, most = rows[at]
        side = least if pi > 0 else most
        require(side is not None, f"row {at} has no such side as its multiplier is about")
        given += pi * side
        for k, value in zip(columns, values, strict=True):
            left[k] -= pi * value
    return given, left


def _bound(given: Fraction, left: list[Fraction], low: list[Any], high: list[Any], at: int) -> Any:
    total = given
    for cost, least, most in zip(left, low, high, strict=True):
        if cost < 0:
            require(most is not None, f"leaf {at} has no bound: a column without end")
        total += cost * (least if cost >= 0 else most)
    return total


def _is_whole(d: Document) -> bool:
    """Whether every choice comes to a whole number."""
    if d["farthest"] or d["nearest"]:
        return False
    known = [*d["constants"], *d["costs"]]
    counted = {k for k, cost in enumerate(d["costs"]) if cost and not d["whole"][k]}
    for service in d["services"]:
        for column, costs in zip(service["columns"], service["costs"], strict=True):
            if column in counted:
                counted.remove(column)
                known += [cost for cost in [*costs, service["unserved"]] if cost is not None]
    return not counted and all(Fraction(one).denominator == 1 for one in known)


def main(path: str) -> int:
    """Says ``verified``, or what is not; 0 or 1."""
    try:
        document = read(Path(path).read_text(encoding="utf-8"))
        objective, bound = check(document)
    except (RefusedError, ValueError) as refused:
        print(f"refused: {refused}")
        return 1
    print(f"verified: objective {float(objective)!r}, nothing is better than {float(bound)!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
