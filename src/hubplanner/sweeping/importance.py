"""Which assumption matters most, and where a hub comes in: what futures do to the answer."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.language import Joined, Text
from hubplanner.sweeping.design import Range
from hubplanner.sweeping.extra import not_installed
from hubplanner.sweeping.names import key_name
from hubplanner.sweeping.results import SweepResults

Floats = npt.NDArray[np.float64]

MOST_CONDITIONS = 3
"""So many conditions a reader holds in mind."""

LEAST_FUTURES = 50
"""With fewer futures nothing is said of where a hub comes in, nor of plain draws' indices."""

OUTCOMES = {
    "near_share": Text("jobs at risk within 45 minutes, of those whose industry is known"),
    "kept": Text("hubs in common with the plan that comes out most often"),
}
"""What futures change: how good the best plan is, and how much of a plan stays right."""


def importance(results: SweepResults, choice: int) -> pd.DataFrame:
    """How much each key of the futures matters to the outcomes of a choice.

    With ``method = "sobol"`` first-order and total Sobol' indices (Saltelli 2010), with
    ``"morris"`` the mean absolute elementary effect (Campolongo, Cariboni and Saltelli 2007), with
    the other draws first-order indices by RBD-FAST (Plischke 2010), which any sample serves; all by
    SALib. Nothing for a grid, for fewer than :data:`LEAST_FUTURES` draws without a layout of their
    own, or where scenarios of a layout have not been solved.

    Returns
    -------
    DataFrame
        ``outcome``, ``key``, ``measure`` (``first_order``, ``total`` or ``effect``), ``value`` and
        ``interval`` (half of the 95 % confidence interval).
    """
    sweep, rows = results.sweep, []
    columns = ["outcome", "key", "measure", "value", "interval"]
    if sweep.method == "grid" or not sweep.futures:
        return pd.DataFrame(columns=columns)
    layout, found = sweep.layout(), outcomes(results, choice)
    if sweep.method in ("sobol", "morris"):
        if len(found) < len(layout):
            return pd.DataFrame(columns=columns)
        found = found.sort_index()
    elif len(found) < LEAST_FUTURES:
        return pd.DataFrame(columns=columns)
    layout = layout[found.index.to_numpy()]
    for name in OUTCOMES:
        values = found[name].to_numpy(float)
        if np.ptp(values) <= 1e-12:  # nothing changes: nothing matters
            rows += [(name, key, "first_order", 0.0, 0.0) for key in sweep.futures]
            continue
        for measure, told, interval in _measures(sweep.method, sweep.salib(), layout, values):
            rows += [
                (name, key, measure, float(value), float(half))
                for key, value, half in zip(sweep.futures, told, interval, strict=True)
            ]
    return pd.DataFrame(rows, columns=columns)


def most_telling(table: pd.DataFrame) -> pd.DataFrame:
    """Of a choice's :func:`importance` one measure an outcome, the greatest first.

    Total indices and effects tell more than first-order ones, which leave interactions out.
    """
    more = table[table["measure"] != "first_order"]
    kept = table[(table["measure"] != "first_order") | ~table["outcome"].isin(more["outcome"])]
    order = kept["outcome"].map(list(OUTCOMES).index)
    return (
        kept.assign(order=order)
        .sort_values(["order", "value"], ascending=[True, False], kind="stable", ignore_index=True)
        .drop(columns="order")
    )


def outcomes(results: SweepResults, choice: int) -> pd.DataFrame:
    """By future of a choice the :data:`OUTCOMES`, 0–1."""
    solved = results.of_choice(choice).set_index("future")
    plans = [frozenset(hubs) for hubs in solved["hubs"]]
    most = pd.Series(plans, dtype=object).value_counts().index[0]
    return pd.DataFrame(
        {
            "near_share": (solved["jobs_near"] / solved["jobs_known"]).to_numpy(float),
            "kept": [len(plan & most) / len(most) for plan in plans],
        },
        index=solved.index,
    ).fillna(0.0)


def _measures(
    method: str, problem: dict[str, Any], layout: Floats, values: Floats
) -> list[tuple[str, Floats, Floats]]:
    from SALib.analyze import morris, rbd_fast, sobol

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a constant column, which has no effect
        if method == "sobol":
            found = sobol.analyze(problem, values, calc_second_order=False, seed=0)
            return [
                ("first_order", found["S1"], found["S1_conf"]),
                ("total", found["ST"], found["ST_conf"]),
            ]
        if method == "morris":
            found = morris.analyze(problem, layout, values, seed=0)
            return [("effect", found["mu_star"], found["mu_star_conf"])]
        found = rbd_fast.analyze(problem, layout, values, seed=0)
        return [("first_order", np.array(found["S1"]), np.array(found["S1_conf"]))]


def where_hubs_come(results: SweepResults, choice: int, regions: list[str]) -> pd.DataFrame:
    """In which futures each of these regions has a hub, in plain conditions.

    The purest leaf of a small classification tree (scenario discovery: Lempert, Bryant and Bankes
    2008 hold such trees against PRIM), kept where it says more than the share of all futures.

    Returns
    -------
    DataFrame
        ``region_code``, ``conditions`` (a :class:`Text`), ``density`` (share of the futures in it
        that have the hub), ``coverage`` (share of the futures with the hub that are in it) and
        ``share`` (of all futures).
    """
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError as error:
        raise not_installed() from error
    solved = results.of_choice(choice)
    columns = ["region_code", "conditions", "density", "coverage", "share"]
    if len(solved) < LEAST_FUTURES or not results.sweep.futures:
        return pd.DataFrame(columns=columns)
    features = _features(results).loc[solved.index]
    rows = []
    for code in regions:
        has = np.array([code in set(hubs) for hubs in solved["hubs"]])
        if has.all() or not has.any():
            continue
        tree = DecisionTreeClassifier(
            max_depth=MOST_CONDITIONS, min_samples_leaf=max(len(has) // 20, 5), random_state=0
        ).fit(features.to_numpy(), has)
        leaves = tree.apply(features.to_numpy())
        leaf, path = _purest(tree.tree_, leaves, has)
        inside = leaves == leaf
        density = float(has[inside].mean())
        if density < min(1.5 * has.mean(), 0.9) or not path:
            continue
        conditions = [_condition(features.columns[column], low, high) for column, low, high in path]
        coverage = float(has[inside].sum() / has.sum())
        rows.append((code, Joined(", ", conditions), density, coverage, float(has.mean())))
    return pd.DataFrame(rows, columns=columns)


def _features(results: SweepResults) -> pd.DataFrame:
    """Scenario × feature: the number of each key, and of a list of values which one it is."""
    columns: dict[tuple[str, str], Any] = {}
    for key, one in results.sweep.futures.items():
        values = results.values[key]
        if isinstance(one, Range) or all(isinstance(option, int | float) for option in one):
            columns[key, ""] = values.astype(float)
            continue
        names = values.map(spelled)
        columns |= {(key, name): (names == name).astype(float) for name in map(spelled, one)}
    return pd.DataFrame(columns)


def spelled(value: Any) -> str:
    """A value of a key as people read it; an empty list is a dash."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    return str(value)


def _purest(
    tree: Any, leaves: npt.NDArray[np.intp], has: npt.NDArray[np.bool_]
) -> tuple[int, list[Any]]:
    """The leaf in which most futures have the hub, and the bounds that lead to it by column."""
    density = {
        leaf: (has[leaves == leaf].mean(), has[leaves == leaf].sum())
        for leaf in set(leaves.tolist())
    }
    best = max(density, key=lambda leaf: density[leaf])
    bounds: dict[int, list[float]] = {}
    parents = {
        int(child): (parent, side)
        for parent in range(tree.node_count)
        for side, child in (
            ("high", tree.children_left[parent]),
            ("low", tree.children_right[parent]),
        )
        if child >= 0
    }
    node = best
    while node in parents:
        node, side = parents[node]
        low_high = bounds.setdefault(int(tree.feature[node]), [-np.inf, np.inf])
        threshold = float(tree.threshold[node])
        if side == "high":
            low_high[1] = min(low_high[1], threshold)
        else:
            low_high[0] = max(low_high[0], threshold)
    return best, [(column, *limits) for column, limits in sorted(bounds.items())]


def _condition(feature: tuple[str, str], low: float, high: float) -> Text:
    name, option = feature
    key = key_name(name)
    if option:
        words = Text("{key} is {option}") if low > 0 else Text("{key} is not {option}")
        return Text(words.template, key=key, option=option)
    if np.isinf(low):
        return Text("{key} up to {high:.3g}", key=key, high=high)
    if np.isinf(high):
        return Text("{key} above {low:.3g}", key=key, low=low)
    return Text("{key} from {low:.3g} to {high:.3g}", key=key, low=low, high=high)
