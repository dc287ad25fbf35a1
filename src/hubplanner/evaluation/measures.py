"""Table 1 from figures: the programme and each hub, change, targets, leverage, shares, trends.

All functions are pure: figures in, tables out. Figures are ``year``, ``hub_id``, ``indicator``,
``value``, each combination once. Changes are relative, in percent of the earlier figure, also where
the unit is a percentage: 82 % to 79 % is −3.7 %, not −3 percentage points, as in Table 1.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from hubplanner.evaluation.indicators import Indicator, Indicators

PROGRAMME = "programme"
"""Stands for all hubs together in the column ``hub_id``."""

FIGURES = ["year", "hub_id", "indicator", "value"]

TABLE_ONE = [
    *("hub_id", "indicator", "year_before", "before", "year", "value", "change_percent"),
    *("hubs_before", "hubs", "same_hubs_before", "same_hubs_value", "same_hubs_change_percent"),
    *("share_percent", "target", "value_with_target", "met_percent", "met"),
]


def with_computed(figures: pd.DataFrame, indicators: Indicators) -> pd.DataFrame:
    """Figures with those that are computed from two others: leverage, shares.

    A ratio is there where both figures are and the lower one is not 0.
    """
    wide = _wide(figures)
    parts = [figures[FIGURES]]
    for one in indicators:
        if one.over is not None and set(one.over) <= set(wide.columns):
            above, below = (wide[key] for key in one.over)
            ratio = (above / below.where(below > 0)).dropna().rename("value").reset_index()
            parts.append(ratio.assign(indicator=one.id)[FIGURES])
    return pd.concat(parts, ignore_index=True)


def programme(figures: pd.DataFrame, indicators: Indicators) -> pd.DataFrame:
    """All hubs together by year: sums, weighted means, and ratios of sums.

    A partner of two hubs counts twice. Ratios are of the sums over the hubs that state both
    figures; a mean is over those that state figure and weight.

    Parameters
    ----------
    figures
        As reported, without computed ones.

    Returns
    -------
    DataFrame
        ``year``, ``indicator``, ``value``, ``hubs``: how many hubs it is made of.
    """
    wide = _wide(figures)
    parts = [pd.DataFrame(columns=["year", "indicator", "value", "hubs"])]
    for one in indicators:
        needed = _needed(one)
        if not set(needed) <= set(wide.columns):
            continue
        known = wide[needed].dropna()
        years = known.groupby(level="year")
        sums, counts = years.sum(), years.size()
        if one.over is not None:
            values = sums[one.over[0]] / sums[one.over[1]].where(sums[one.over[1]] > 0)
        elif one.weight:
            product = (known[one.id] * known[one.weight]).groupby(level="year").sum()
            values = product / sums[one.weight].where(sums[one.weight] > 0)
        else:
            values = sums[one.id]
        table = pd.DataFrame({"value": values, "hubs": counts}).dropna().reset_index()
        parts.append(table.assign(indicator=one.id))
    together = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    return together[list(parts[0])].astype({"year": int, "value": float, "hubs": int})


def series(figures: pd.DataFrame, indicators: Indicators) -> pd.DataFrame:
    """Every figure by year, hub (and ``programme``) and indicator, computed ones included.

    Returns
    -------
    DataFrame
        ``year``, ``hub_id``, ``indicator``, ``value``, ``hubs``.
    """
    together = programme(figures, indicators).assign(hub_id=PROGRAMME)
    single = with_computed(figures, indicators).assign(hubs=1)
    return pd.concat([together, single], ignore_index=True)[[*FIGURES, "hubs"]]


def change_percent(before: float, now: float) -> float:
    """Change in percent of the earlier figure; missing where that is 0 or missing.

    >>> round(change_percent(82, 79), 1), round(change_percent(830, 1291), 1)
    (-3.7, 55.5)
    """
    if not before > 0 or math.isnan(now):
        return math.nan
    return 100 * (now - before) / before


def table_one(
    figures: pd.DataFrame, targets: pd.DataFrame, indicators: Indicators, year: int
) -> pd.DataFrame:
    """The sheet of one year against the year before: for the programme, then for each hub.

    Parameters
    ----------
    figures
        As reported.
    targets
        ``year``, ``hub_id``, ``indicator``, ``target``; may be empty.
    year
        Which year.

    Returns
    -------
    DataFrame
        ``hub_id``, ``indicator``, ``year_before``, ``before``, ``year``, ``value``,
        ``change_percent``, ``hubs_before``, ``hubs``; ``same_hubs_before``, ``_value`` and
        ``_change_percent``: of the hubs that state it in both years; ``share_percent`` of the whole
        that it is a part of; ``target``,
        ``value_with_target``, ``met_percent`` (figure in percent of the target; the other way round
        where less is better) and ``met``. A programme's target is that of the hubs that state the
        figure and have a target, put together as their figures are, and ``value_with_target`` the
        figure of these hubs.
    """
    all_figures = series(figures, indicators)
    both_years = _in_both(figures, year)
    values, counts = _by_key(all_figures, "value"), _by_key(all_figures, "hubs")
    alike = _by_key(series(both_years, indicators), "value")
    aims = _aims(figures, targets, indicators, year)
    hubs = [PROGRAMME, *dict.fromkeys(figures.loc[figures["year"].eq(year), "hub_id"])]
    rows = []
    for hub in hubs:
        for one in indicators:
            keys = [(hub, one.id, year - 1), (hub, one.id, year)]
            before, now = (values.get(key, math.nan) for key in keys)
            aim = aims.get((hub, one.id), (math.nan, math.nan))
            if math.isnan(now) and math.isnan(before) and math.isnan(aim[0]):
                continue
            same = [alike.get(key, math.nan) for key in keys]
            whole = values.get((hub, one.whole, year), math.nan)
            rows.append(
                {
                    "hub_id": hub,
                    "indicator": one.id,
                    "year_before": year - 1,
                    "before": before,
                    "year": year,
                    "value": now,
                    "change_percent": change_percent(before, now),
                    "hubs_before": int(counts.get(keys[0], 0)),
                    "hubs": int(counts.get(keys[1], 0)),
                    "same_hubs_before": same[0],
                    "same_hubs_value": same[1],
                    "same_hubs_change_percent": change_percent(*same),
                    "share_percent": 100 * now / whole if whole > 0 else math.nan,
                    "target": aim[0],
                    "value_with_target": aim[1],
                    "met_percent": _met_percent(aim[1], aim[0], one),
                    "met": is_met(aim[1], aim[0], one),
                }
            )
    return pd.DataFrame(rows, columns=TABLE_ONE).astype({"met": "boolean"})


def trends(figures: pd.DataFrame, indicators: Indicators) -> pd.DataFrame:
    """How each figure went from its first to its last year.

    Returns
    -------
    DataFrame
        ``hub_id``, ``indicator``, ``first_year``, ``first``, ``last_year``, ``last``,
        ``yearly_percent``: the compound growth a year (missing where the first is 0).
    """
    rows = []
    whole = series(figures, indicators).sort_values("year")
    for (hub, key), part in whole.groupby(["hub_id", "indicator"], sort=False):
        first, last = part.iloc[0], part.iloc[-1]
        years = int(last["year"] - first["year"])
        if years:
            growth = (
                100 * ((last["value"] / first["value"]) ** (1 / years) - 1)
                if first["value"] > 0
                else math.nan
            )
            row = (hub, key, first["year"], first["value"], last["year"], last["value"], growth)
            rows.append(row)
    names = ["hub_id", "indicator", "first_year", "first", "last_year", "last", "yearly_percent"]
    return pd.DataFrame(rows, columns=names)


def is_met(value: float, target: float, one: Indicator) -> bool | None:
    """Whether a figure reaches its target, whichever way is better; None where one is missing."""
    if math.isnan(value) or math.isnan(target):
        return None
    return value >= target - 1e-9 if one.direction == "up" else value <= target + 1e-9


def _wide(figures: pd.DataFrame) -> pd.DataFrame:
    """Year and hub × indicator."""
    return figures.pivot(index=["year", "hub_id"], columns="indicator", values="value")


def _needed(one: Indicator) -> list[str]:
    """The reported indicators that the programme's figure is made of."""
    if one.over is not None:
        return list(one.over)
    return [one.id, one.weight] if one.weight else [one.id]


def _in_both(figures: pd.DataFrame, year: int) -> pd.DataFrame:
    """Figures of the year and the one before that the hub states in both."""
    near = figures[figures["year"].isin([year - 1, year])]
    return near[near.groupby(["hub_id", "indicator"])["year"].transform("nunique") == 2]


def _aims(
    figures: pd.DataFrame, targets: pd.DataFrame, indicators: Indicators, year: int
) -> dict[tuple[str, str], tuple[float, float]]:
    """By hub and indicator, the target and the figure that it is compared with."""
    stated = with_computed(figures[figures["year"] == year], indicators)
    due = targets.loc[targets["year"] == year, ["hub_id", "indicator", "target"]]
    joined = due.merge(stated, on=["hub_id", "indicator"], how="left")
    keys = zip(joined["hub_id"], joined["indicator"], strict=True)
    found = dict(zip(keys, zip(joined["target"], joined["value"], strict=True), strict=True))
    known = joined.dropna(subset="value")
    for one in indicators:
        of_it = known[known["indicator"] == one.id].set_index("hub_id")
        if of_it.empty:
            continue
        weight = _weights(one, stated).reindex(of_it.index) if one.over or one.weight else None
        found[PROGRAMME, one.id] = (
            _together(of_it["target"], weight),
            _together(of_it["value"], weight),
        )
    return found


def _weights(one: Indicator, stated: pd.DataFrame) -> pd.Series[float]:
    """By hub, what a mean of ratios or of percentages is weighted by."""
    key = one.over[1] if one.over else one.weight
    weights: pd.Series[float] = stated[stated["indicator"] == key].set_index("hub_id")["value"]
    return weights


def _together(values: pd.Series[float], weights: pd.Series[float] | None) -> float:
    if weights is None:
        return float(values.sum())
    known = weights.fillna(0.0)
    return float(np.average(values, weights=known)) if known.sum() > 0 else math.nan


def _met_percent(value: float, target: float, one: Indicator) -> float:
    above, below = (value, target) if one.direction == "up" else (target, value)
    return 100 * above / below if below > 0 else math.nan


def _by_key(table: pd.DataFrame, column: str) -> dict[tuple[str, str, int], float]:
    keys = zip(table["hub_id"], table["indicator"], table["year"], strict=True)
    return dict(zip(keys, table[column].tolist(), strict=True))
