"""What the hubs of a plan cost and who pays: by hub, year, ministry and province, and how surely.

Pure functions on tables; amounts are 억 원 (100 million won) at constant prices of the first year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from hubplanner.programme.cash_flow import (
    Assumptions,
    CashFlow,
    Floats,
    cash_flow,
    present_value,
    self_sufficient_in,
)
from hubplanner.programme.draws import QUANTILES, drawn, middle
from hubplanner.programme.openings import NEVER, openings
from hubplanner.programme.order import BuildingOrder
from hubplanner.scenario_programme import FundingChoice, RoadmapChoice

SOURCES = ("public", "co_investment", "revenue")
"""Where a hub's money comes from."""
CO_INVESTMENT = ("co_during", "co_after")
"""Co-investment in the years of public money, and in those after."""
FLOWS = (*SOURCES, "spending", "balance")
_LONGEST_LIFE = 31
"""Years of public money at most, and one more."""
_CEILINGS = 12
"""So many ceilings are tried at most."""


@dataclass(frozen=True)
class Opening:
    """When each hub opens: by hub id, in the order of building; missing where it never does.

    Attributes
    ----------
    year
        The year in which its building, and its public money, begins.
    earliest
        The first year in which it might, by its round of selection.
    wave
        Its round of selection.
    """

    year: pd.Series[int]
    earliest: pd.Series[int]
    wave: pd.Series[int]


@dataclass(frozen=True)
class Funding:
    """The money of a programme in its middle case, and over draws of what is assumed.

    Attributes
    ----------
    hubs
        By hub id in order of building: ``wave``, ``opens``, ``public_ends`` (last year of public
        money), ``self_sufficient`` (first year that needs none; missing where not within the
        horizon, as are ``_p5``, ``_p50``, ``_p95`` over the draws), and up to the horizon
        ``public``, ``co_investment``, of it :data:`CO_INVESTMENT`, ``revenue``, ``spending``,
        ``leverage`` (co-investment a public won, while there is any), ``public_present`` and
        ``net_present_value`` (of what is left over each year),
        ``lowest_reserve`` (least sum of what was left over so far; below zero: money lacks).
    flows
        A row for each hub and year: ``hub_id``, ``year``, ``age``, :data:`FLOWS`.
    draws
        By name of a series (``public``, ``reserve``): draws × years, all hubs together.
    """

    choice: FundingChoice
    start: int
    opening: Opening
    hubs: pd.DataFrame
    flows: pd.DataFrame
    draws: dict[str, Floats]

    @property
    def years_reckoned(self) -> range:
        """From the first year to the horizon."""
        return range(self.start, self.start + self.choice.horizon)

    @cached_property
    def years(self) -> pd.DataFrame:
        """All hubs together by ``year``: :data:`FLOWS`, ``reserve``, ``opened`` (hubs so far),
        ``ceiling`` (missing without one)."""
        table = self.flows.groupby("year")[list(FLOWS)].sum()
        table = table.reindex(self.years_reckoned, fill_value=0.0).rename_axis("year")
        table["reserve"] = table["balance"].cumsum()
        opened = self.hubs["opens"].dropna().astype(int)
        table["opened"] = [int((opened <= year).sum()) for year in table.index]
        ceiling = self.choice.ceiling
        table["ceiling"] = np.nan if ceiling is None else ceiling
        return table.reset_index()

    @cached_property
    def quantiles(self) -> pd.DataFrame:
        """Each series of the draws by ``year``: ``series``, ``p5`` … ``p95``."""
        parts = []
        for name, values in self.draws.items():
            table = pd.DataFrame(
                np.quantile(values, QUANTILES, axis=0).T,
                columns=[f"p{round(100 * one)}" for one in QUANTILES],
            )
            table.insert(0, "year", list(self.years_reckoned))
            table.insert(0, "series", name)
            parts.append(table)
        return pd.concat(parts, ignore_index=True)

    def share_above(self, ceiling: float) -> float:
        """The share of draws in which some year takes more public money than that, 억 원."""
        return float((self.draws["public"].max(axis=1) > ceiling * (1 + 1e-9)).mean())

    def yearly_most(self, share: float) -> float:
        """The least amount, 억 원, that no year's public money exceeds in that share of draws."""
        return float(np.quantile(self.draws["public"].max(axis=1), share, method="higher"))

    def money_by(self, of_hub: pd.DataFrame) -> pd.DataFrame:
        """Public money, co-investment (and its parts) and revenue up to the horizon by columns of
        the hubs."""
        shown = ["public", "co_investment", *CO_INVESTMENT, "revenue"]
        joined = self.hubs[shown].join(of_hub)
        return joined.groupby(list(of_hub), sort=False)[shown].sum().reset_index()


def opening_years(
    order: BuildingOrder, public: pd.DataFrame, funding: FundingChoice, roadmap: RoadmapChoice
) -> Opening:
    """When each hub opens: by its round of selection, the scenario's limits and its ceiling.

    Parameters
    ----------
    order
        From :func:`hubplanner.programme.order.building_order`.
    public
        By hub id: public money by year of its life, 억 원, in the middle case.

    Raises
    ------
    DataError
        When the solver gives up.
    """
    place = {hub: number for number, hub in enumerate(order.hubs)}
    selected = order.wave * roadmap.select_years
    rounds = order.wave.diff().iloc[1:].gt(0) * roadmap.select_years
    after = [(number, number + 1, int(gap)) for number, gap in enumerate(rounds)]
    after += [(place[one], place[then], roadmap.build_years) for one, then in order.after]
    found = openings(
        public.loc[order.hubs].to_numpy(float),
        selected.tolist(),
        after,
        years=funding.horizon,
        ceiling=funding.ceiling,
        per_year=roadmap.openings_per_year,
    )
    year = pd.Series(found, order.hubs, dtype="Int64").replace(NEVER, pd.NA) + roadmap.start
    return Opening(year, selected + roadmap.start, order.wave)


def fund(
    order: BuildingOrder,
    funding: FundingChoice,
    roadmap: RoadmapChoice,
    costs: pd.Series[float] | None = None,
) -> Funding:
    """What the hubs cost and who pays, in the middle case and over draws of what is assumed.

    Parameters
    ----------
    order
        The hubs in the order of building.
    funding, roadmap
        The scenario's sections.
    costs
        By hub id: the middle of its public money, 억 원 a year (``funding.by_hub``); the scenario's
        where omitted.
    """
    scale = _scale(order, funding, costs)
    opening = opening_years(order, public_by_age(order, funding, scale), funding, roadmap)
    opened = opening.year.dropna().astype(int)
    horizon = roadmap.start + funding.horizon
    cases = {one: _Case.of(funding, one) for one in sorted(set(scale[opened.index]))}
    rows, flows = [], []
    draws = {name: np.zeros((funding.draws, funding.horizon)) for name in ("public", "balance")}
    for hub, year in zip(map(str, opened.index), opened, strict=True):
        case, left = cases[scale[hub]], horizon - year
        rows.append({"hub_id": hub, **case.told(year, left, roadmap.start, funding)})
        flows.append(_by_year(hub, year, case.flow, left))
        for name, values in draws.items():
            values[:, funding.horizon - left :] += getattr(case.draws, name)[:, :left]
    hubs = pd.DataFrame(rows, columns=["hub_id", *_COLUMNS]).set_index("hub_id")
    hubs = hubs.reindex(order.hubs).rename_axis("hub_id")
    hubs.insert(0, "wave", opening.wave)
    whole = ["opens", "public_ends", *(name for name in _COLUMNS if name.startswith("self_suff"))]
    hubs = hubs.astype(dict.fromkeys(whole, "Int64"))
    series = {"public": draws["public"], "reserve": draws["balance"].cumsum(axis=1)}
    table = pd.concat(flows, ignore_index=True) if flows else _NO_FLOWS
    return Funding(funding, roadmap.start, opening, hubs, table, series)


def public_of(
    order: BuildingOrder, funding: FundingChoice, costs: pd.Series[float] | None
) -> pd.DataFrame:
    """As :func:`public_by_age`, with the middle of its public money for each hub in `costs`."""
    return public_by_age(order, funding, _scale(order, funding, costs))


def public_by_age(
    order: BuildingOrder, funding: FundingChoice, scale: pd.Series[float]
) -> pd.DataFrame:
    """Public money of each hub by year of its life in the middle case, to the end of its life."""
    years = funding.horizon + _LONGEST_LIFE
    one = cash_flow(middle(funding), years).public
    return pd.DataFrame(np.outer(scale, one), index=scale.index).loc[order.hubs]


def ceilings(
    order: BuildingOrder,
    funding: FundingChoice,
    roadmap: RoadmapChoice,
    costs: pd.Series[float] | None = None,
) -> pd.DataFrame:
    """What ceilings allow: ``ceiling`` (억 원 a year), ``opened`` (hubs within the horizon),
    ``last_opens`` (year of the last), ``waiting`` (mean years behind their round).

    Ceilings are what the first, the first two … hubs in full operation take together, twelve at
    most, and the scenario's own.
    """
    public = public_by_age(order, funding, _scale(order, funding, costs))
    peaks = public.max(axis=1).cumsum().to_numpy()
    steps = np.linspace(0, len(peaks) - 1, min(len(peaks), _CEILINGS)).round().astype(int)
    tried = {float(one) for one in peaks[steps]}
    if funding.ceiling is not None:
        tried.add(funding.ceiling)
    rows = []
    for ceiling in sorted(tried):
        of = opening_years(order, public, funding.model_copy(update={"ceiling": ceiling}), roadmap)
        waits = (of.year - of.earliest).dropna()
        mean = float(waits.mean()) if len(waits) else np.nan
        rows.append((ceiling, int(of.year.notna().sum()), of.year.max(), mean))
    columns = ["ceiling", "opened", "last_opens", "waiting"]
    return pd.DataFrame(rows, columns=columns).astype({"last_opens": "Int64"})


@dataclass(frozen=True)
class _Case:
    """Hubs of one size: their middle case and draws, from the start of building on."""

    flow: CashFlow
    draws: CashFlow
    sufficient: int
    sufficient_drawn: Floats

    @classmethod
    def of(cls, funding: FundingChoice, scale: float) -> _Case:
        years = funding.horizon
        one, many = _scaled(middle(funding), scale), _scaled(drawn(funding), scale)
        return cls(
            cash_flow(one, years),
            cash_flow(many, years),
            int(self_sufficient_in(one, years)),
            np.asarray(self_sufficient_in(many, years), dtype=float),
        )

    def told(self, year: int, left: int, start: int, funding: FundingChoice) -> dict[str, object]:
        """Of a hub that opens in `year`, with so many years left up to the horizon."""
        flow, away = CashFlow(*(part[:left] for part in self.flow)), year - start
        rate = funding.discount_rate
        paid = np.flatnonzero(self.flow.public > 0)
        sums = {name: float(getattr(flow, name).sum()) for name in (*SOURCES, "spending")}
        during = float(flow.co_investment[flow.public > 0].sum())
        early, mid, late = np.quantile(self.sufficient_drawn, (0.05, 0.5, 0.95), method="higher")
        return {
            "opens": year,
            "public_ends": year + int(paid[-1]) if len(paid) else None,
            "self_sufficient": _within(year, self.sufficient, left),
            "self_sufficient_p5": _within(year, early, left),
            "self_sufficient_p50": _within(year, mid, left),
            "self_sufficient_p95": _within(year, late, left),
            "sufficient_share": float((self.sufficient_drawn <= left).mean()),
            **sums,
            "co_during": during,
            "co_after": sums["co_investment"] - during,
            "leverage": during / sums["public"] if sums["public"] else np.nan,
            "public_present": float(present_value(flow.public, rate, away)),
            "net_present_value": float(present_value(flow.balance, rate, away)),
            "lowest_reserve": float(flow.balance.cumsum().min()),
        }


_COLUMNS = (
    "opens",
    "public_ends",
    "self_sufficient",
    "self_sufficient_p5",
    "self_sufficient_p50",
    "self_sufficient_p95",
    "sufficient_share",
    *SOURCES,
    "spending",
    *CO_INVESTMENT,
    "leverage",
    "public_present",
    "net_present_value",
    "lowest_reserve",
)
_NO_FLOWS = pd.DataFrame(columns=["hub_id", "year", "age", *FLOWS])


def _scale(
    order: BuildingOrder, funding: FundingChoice, costs: pd.Series[float] | None
) -> pd.Series[float]:
    """How many times the scenario's public money each hub gets."""
    if costs is None or not funding.public[1]:
        return pd.Series(1.0, order.hubs)
    return costs[order.hubs].astype(float) / funding.public[1]


def _scaled(assumed: Assumptions, scale: float) -> Assumptions:
    return replace(assumed, public=scale * assumed.public)


def _within(year: int, age: float, left: int) -> int | None:
    """The year of an age from 1; None beyond the horizon."""
    return year + int(age) - 1 if age <= left else None


def _by_year(hub: str, year: int, flow: CashFlow, left: int) -> pd.DataFrame:
    table = pd.DataFrame({name: getattr(flow, name)[:left] for name in FLOWS})
    table.insert(0, "age", np.arange(1, left + 1))
    table.insert(0, "year", year + np.arange(left))
    table.insert(0, "hub_id", hub)
    return table
