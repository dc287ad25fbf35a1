"""Flags by rule, each with the figures that it rests on, and hubs that alone move the programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.evaluation.indicators import Indicator, Indicators
from hubplanner.evaluation.measures import change_percent, table_one
from hubplanner.language import Joined, Text

RULES = {
    "targets_missed": Text("Target missed year after year"),
    "leverage_falling": Text("Leverage falling"),
    "network_shrinking": Text("Network shrinking"),
}


@dataclass(frozen=True)
class Flag:
    """A rule that a hub, or all of them together, has met; `told` has the figures."""

    hub_id: str
    rule: str
    indicator: str
    told: Text


def find_flags(
    figures: pd.DataFrame, targets: pd.DataFrame, indicators: Indicators, year: int
) -> list[Flag]:
    """Every flag of a year, hub by hub after the programme.

    Parameters
    ----------
    figures, targets
        As of :func:`hubplanner.evaluation.measures.table_one`.
    """
    span = range(year - indicators.rules.years_missed + 1, year + 1)
    sheets = {
        when: table_one(figures, targets, indicators, when).set_index(["hub_id", "indicator"])
        for when in span
    }
    now, rules = sheets[year], indicators.rules
    found = [
        *_missed(sheets, indicators),
        *_fallen(now, "leverage_falling", "leverage", rules.leverage_fall_percent, indicators),
        *_fallen(now, "network_shrinking", "partners", rules.network_fall_percent, indicators),
    ]
    order = list(dict.fromkeys(now.index.get_level_values("hub_id")))
    return sorted(found, key=lambda flag: order.index(flag.hub_id))


def find_outliers(figures: pd.DataFrame, indicators: Indicators, year: int) -> pd.DataFrame:
    """Hubs whose change is far from that of all others, and the programme without them.

    The modified z-score of Iglewicz and Hoaglin (1993) on the changes against last year, among
    the hubs that state both: counts and amounts only, where enough hubs do, and not for a few.

    Returns
    -------
    DataFrame
        ``indicator``, ``hub_id``, ``year``, ``before``, ``value``, ``score``, and the change of
        all hubs that state both years with and without it (``change_percent``,
        ``without_percent``).
    """
    rules = indicators.rules
    rows: list[dict[str, Any]] = []
    for one in indicators.reported:
        if one.kind not in ("count", "amount"):
            continue
        own = figures[figures["indicator"] == one.id]
        wide = own.pivot(index="hub_id", columns="year", values="value")
        if not {year - 1, year} <= set(wide.columns):
            continue
        pair = wide[[year - 1, year]].dropna()
        if len(pair) < rules.outlier_hubs:
            continue
        before, now = pair[year - 1], pair[year]
        changes = (now - before).to_numpy(float)
        scores, apart = modified_z(changes), np.abs(changes - np.median(changes))
        odd = (np.abs(scores) > rules.outlier_score) & (apart >= rules.jump_least)
        for place in np.flatnonzero(odd).tolist():
            hub = pair.index[place]
            rows.append(
                {
                    "indicator": one.id,
                    "hub_id": hub,
                    "year": year,
                    "before": before[hub],
                    "value": now[hub],
                    "score": scores[place],
                    "change_percent": change_percent(before.sum(), now.sum()),
                    "without_percent": change_percent(before.drop(hub).sum(), now.drop(hub).sum()),
                }
            )
    columns = ["indicator", "hub_id", "year", "before", "value", "score"]
    return pd.DataFrame(rows, columns=[*columns, "change_percent", "without_percent"])


def modified_z(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Modified z-scores: distance to the median in robust standard deviations.

    0.6745 (x − median) / MAD; where more than half of the values are the same (MAD 0), the mean
    absolute deviation from the median × 1.2533 takes its place; all 0 where nothing differs.

    >>> modified_z(np.array([1.0, 2.0, 3.0, 4.0, 100.0])).round(2).tolist()
    [-1.35, -0.67, 0.0, 0.67, 65.43]
    """
    distance = values - np.median(values)
    spread = np.median(np.abs(distance)) / 0.6745
    if spread == 0:
        spread = 1.253314 * np.abs(distance).mean()
    return distance / spread if spread > 0 else np.zeros_like(values)


def _missed(sheets: Mapping[int, pd.DataFrame], indicators: Indicators) -> Iterator[Flag]:
    """Targets missed by far in each of the years."""
    least = indicators.rules.missed_below_percent
    missed = [set(sheet.index[sheet["met_percent"] < least]) for sheet in sheets.values()]
    for key in [one for one in list(sheets.values())[-1].index if all(one in of for of in missed)]:
        one = indicators[key[1]]
        figures = [
            Text(
                "{year}: {value} of {target}",
                year=year,
                value=shown(sheet.loc[key, "value_with_target"], one),
                target=shown(sheet.loc[key, "target"], one),
            )
            for year, sheet in sheets.items()
        ]
        told = Text(
            "{indicator} ({unit}) stayed below {least:g} % of the target {count} years in a row"
            " ({figures})",
            indicator=one.name,
            unit=one.unit,
            least=least,
            count=len(sheets),
            figures=Joined("; ", figures),
        )
        yield Flag(key[0], "targets_missed", key[1], told)


def _fallen(
    now: pd.DataFrame, rule: str, indicator: str, limit: float, indicators: Indicators
) -> Iterator[Flag]:
    """An indicator that fell by `limit` percent or more, of the hubs that state both years."""
    for row in now.reset_index().to_dict("records"):
        change = row["same_hubs_change_percent"]
        if row["indicator"] != indicator or not change <= -limit:
            continue
        one = indicators[indicator]
        told = Text(
            "{indicator} ({unit}) fell from {before} in {year_before} to {value} in {year}:"
            " {change} % (flagged from −{limit:g} %)",
            indicator=one.name,
            unit=one.unit,
            before=shown(row["same_hubs_before"], one),
            year_before=row["year_before"],
            value=shown(row["same_hubs_value"], one),
            year=row["year"],
            change=signed(change),
            limit=limit,
        )
        yield Flag(row["hub_id"], rule, indicator, told)


def shown(value: float, one: Indicator) -> str:
    """A figure as it is read, with the decimals of its kind; '–' where there is none."""
    return "–" if pd.isna(value) else f"{value:,.{one.digits}f}"


def signed(change: float) -> str:
    """A change to one decimal with its sign; '–' where there is none.

    >>> signed(-3.66), signed(55.54)
    ('−3.7', '+55.5')
    """
    return "–" if pd.isna(change) else f"{change:+,.1f}".replace("-", "−")
