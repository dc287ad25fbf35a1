"""Robustness: what the ranks would be under other weights and within the figures' stated errors,
and which change of weight swaps two regions.

Stochastic multicriteria acceptability analysis, SMAA-2 (Lahdelma and Salminen 2001).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.dataset.panel import Floats
from hubplanner.language import Text
from hubplanner.scoring.aggregation import aggregator
from hubplanner.scoring.composite import Composite, Scores, is_told
from hubplanner.scoring.shock_exposure import ShockExposure, exposure_scores
from hubplanner.scoring.tabular import Tabular
from hubplanner.scoring.two_ways import worse_of

BLOCK = 10_000
"""So many draws are held at a time: a hundred thousand need no more memory."""

KEPT = 500
"""So many draws are kept whole."""

LEVEL = 0.9
"""Share of the draws that lie within a rank interval."""


@dataclass(frozen=True)
class WeightDraws:
    """WeightDraws by draw (rows); every row of every table adds up to 1.

    Attributes
    ----------
    scopes
        Draws × scopes, in the composite's order.
    dimensions
        Draws × dimensions.
    indicators
        By dimension: draws × its indicators.
    """

    scopes: Floats
    dimensions: Floats
    indicators: dict[str, Floats]

    @classmethod
    def of(cls, composite: Composite) -> WeightDraws:
        """The composite's own weights, as one draw."""
        return cls(
            scopes=np.array([list(composite.scopes.values())]),
            dimensions=np.array([list(composite.dimensions.values())]),
            indicators={
                name: np.full((1, len(keys)), 1 / len(keys))
                for name, keys in composite.indicators.items()
            },
        )

    @classmethod
    def drawn(cls, composite: Composite, draws: int, rng: np.random.Generator) -> WeightDraws:
        """Uniform over all weights that add up to 1: nothing is known of them."""
        return cls(
            scopes=_simplex(draws, len(composite.scopes), rng),
            dimensions=_simplex(draws, len(composite.dimensions), rng),
            indicators={
                name: _simplex(draws, len(keys), rng) for name, keys in composite.indicators.items()
            },
        )

    def some(self, draws: slice) -> WeightDraws:
        """Those of some draws."""
        indicators = {name: table[draws] for name, table in self.indicators.items()}
        return WeightDraws(self.scopes[draws], self.dimensions[draws], indicators)

    def table(self, composite: Composite) -> pd.DataFrame:
        """One column a weight, named as in the composite."""
        scopes = [suffix.removeprefix("_") or "own" for suffix in composite.scopes]
        columns = [*scopes, *composite.dimensions]
        values = [self.scopes, self.dimensions]
        for name, keys in composite.indicators.items():
            if len(keys) > 1:
                columns += keys
                values.append(self.indicators[name])
        return pd.DataFrame(np.hstack(values), columns=columns)


@dataclass(frozen=True, repr=False)
class Robustness(Tabular):
    """What the draws say; tables are indexed by ``region_code``.

    Attributes
    ----------
    table
        ``rank_low`` and ``rank_high`` (between which 90 % of the draws lie, and the rank itself
        once :meth:`holding` has been told it), ``rank_mean`` and
        ``candidate_chance`` (share of draws with the region among the first that meet the
        conditions), missing where the region has no score.
    acceptability
        Regions × ranks: share of draws that give the region the rank.
    central_weights
        Mean weights of the draws that make the region a candidate: what one has to believe for
        it to be one. Missing where no draw does.
    draws, first
        How many draws, and how many regions are candidates at most.
    figures
        How many figures were drawn within their stated error; 0 where none has one.
    conditional
        Whether candidates had to meet conditions besides.
    scores
        The first :data:`KEPT` draws × regions: the crisis score in each, missing where there is
        none; what comes after the scores is drawn with them.
    """

    table: pd.DataFrame
    acceptability: pd.DataFrame
    central_weights: pd.DataFrame
    draws: int
    first: int
    figures: int = 0
    conditional: bool = False
    scores: pd.DataFrame = field(default_factory=pd.DataFrame)

    def holding(self, rank: pd.Series[int]) -> Robustness:
        """With intervals that hold the rank as published too, and so 90 % of the draws or more.

        The score is a mean over what was observed, while a draw gives what was not observed any
        value; a region that is bad in the little that is seen of it has a published rank in the
        tail of its draws, and is possible nonetheless.

        Parameters
        ----------
        rank
            By ``region_code``: 1 is worst, missing where there is no score.
        """
        low, high = self.table["rank_low"], self.table["rank_high"]
        widened = {"rank_low": low.where(~(rank < low), rank)}
        widened["rank_high"] = high.where(~(rank > high), rank)
        return replace(self, table=self.table.assign(**widened))

    def to_frame(self) -> pd.DataFrame:
        """The table, the likeliest candidates first."""
        return self.table.sort_values("candidate_chance", ascending=False, kind="stable")

    def _summary(self) -> str:
        return f"{self.draws:,} draws of the weights, {self.figures:,} figures drawn with them"

    @property
    def data_note(self) -> Text:
        """Whether the figures were varied as well as the weights."""
        if not self.figures:
            return Text("data not varied: no figure of the score has a stated error")
        if self.figures == 1:
            return Text("data varied within their stated error: 1 figure")
        return Text("data varied within their stated error: {count:,} figures", count=self.figures)


@dataclass(frozen=True, repr=False)
class ScoreResult(Tabular):
    """Scores, and how far they hold under other weights and within the figures' stated errors.

    Attributes
    ----------
    scores, robustness
        With all their intermediates.
    regions
        Indexed by ``region_code``, with names.
    """

    scores: Scores
    robustness: Robustness
    regions: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Names, scores and rank intervals by ``region_code``, worst region first."""
        names = pd.DataFrame(self.regions[["sido_short", "name_ko", "name_en"]])
        return self.scores.to_frame().join(names)[[*names, *self.scores.table]]

    def _summary(self) -> str:
        worst = self.to_frame().iloc[0]
        return (
            f"{self.scores._summary()}, worst {worst['sido_short']} {worst['name_ko']}"
            f" {worst['crisis_score']:.2f}; {self.robustness._summary()}"
        )


@dataclass(frozen=True)
class DrawnRanks:
    """Ranks of the indicators that rest on figures with a stated error.

    Attributes
    ----------
    ranks
        By indicator (``…`` and ``…_area``): draws × regions, in the order of ``Scores.ranks``.
    figures
        How many figures were drawn.
    """

    ranks: dict[str, Floats]
    figures: int


class DrawRanks(Protocol):
    """Draws ranks; every block of draws is another sample."""

    def __call__(self, *, draws: int, block: int) -> DrawnRanks: ...


def smaa(
    ranks: pd.DataFrame,
    composite: Composite,
    *,
    first: int,
    draws: int,
    seed: int = 0,
    drawn: DrawRanks | None = None,
    eligible: pd.Series[bool] | None = None,
    least: float = 0.0,
    exposed: ShockExposure | None = None,
    alone: bool = False,
) -> Robustness:
    """Rank acceptability, chance to be a candidate and central weights of every region.

    WeightDraws of scopes, dimensions and indicators are drawn evenly over all that add up to 1. A
    rank that was not observed is drawn evenly between 0 and 1: every score that the figure could
    give stays possible, and not knowing makes no region surer. Figures with a stated error are
    drawn anew with every weight (`drawn`); others are taken as they are.

    Parameters
    ----------
    ranks
        Regions × indicators (``…`` and ``…_area``), 0–1, from :class:`Scores`.
    composite
        Which indicators, dimensions and scopes are weighed.
    first
        How many of the worst regions are candidates.
    draws, seed
        Size and seed of the sample.
    drawn
        Draws the ranks that rest on figures with a stated error, as
        :func:`hubplanner.scoring.draw_ranks` does; no figure is varied where omitted.
    exposed
        Exposure to shocks, where the score heeds it (see :mod:`hubplanner.scoring.two_ways`):
        region and area are weighed by the drawn weights of the scopes.
    alone
        Whether exposure counts alone.
    eligible, least
        Which regions may be candidates at all, and the score that one must reach in a draw, as
        the scenario's conditions say; any region at any score where omitted. Ranks are among all.
    """
    scored = is_told(ranks, composite)
    if exposed is not None:
        scored |= exposed.table["exposure"].notna()
    seen, count = ranks[scored], int(scored.sum())
    rng = np.random.default_rng(seed)
    weights = WeightDraws.drawn(composite, draws, rng)
    tried = weights.table(composite)
    accepted, wanted = np.zeros((count, count)), np.zeros((count, len(tried.columns)))
    figures = 0
    conditional = eligible is not None or least > 0
    barred = ~eligible[scored].to_numpy() if eligible is not None else np.zeros(count, bool)
    chosen = np.zeros(count)
    for block, start in enumerate(range(0, draws, BLOCK)):
        here = slice(start, min(start + BLOCK, draws))
        varied: dict[str, Floats] = {}
        if drawn is not None:
            sample = drawn(draws=here.stop - here.start, block=block)
            varied = {key: table[:, scored.to_numpy()] for key, table in sample.ranks.items()}
            figures = sample.figures
        worse = draw_scores(seen, composite, weights.some(here), rng, varied)
        if exposed is not None:
            worse = _heeding(worse, exposed, weights.some(here), scored, alone)
        if block == 0:
            kept = pd.DataFrame(worse[:KEPT], columns=ranks.index[scored])
        position = _positions(worse)
        flat = position + np.arange(count, dtype=np.int32) * count
        accepted += np.bincount(flat.ravel(), minlength=count * count).reshape(count, count)
        if conditional:
            out = barred | (worse < least)
            position = np.where(out, count, _positions(np.where(out, -np.inf, worse)))
        among = (position < first).T.astype(float)
        chosen += among.sum(axis=1)
        wanted += among @ tried[here].to_numpy()
    accepted /= draws
    cumulated = accepted.cumsum(axis=1)
    low, high = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    codes = ranks.index[scored]
    table = pd.DataFrame(
        {
            "rank_low": (cumulated >= low - 1e-12).argmax(axis=1) + 1,
            "rank_high": (cumulated >= high - 1e-12).argmax(axis=1) + 1,
            "rank_mean": accepted @ np.arange(1, count + 1),
            "candidate_chance": chosen / draws,
        },
        index=codes,
    ).astype({"rank_low": "Int64", "rank_high": "Int64"})
    with np.errstate(invalid="ignore"):  # 0 / 0 where the region is a candidate in no draw
        central = wanted / chosen[:, None]
    return Robustness(
        table.reindex(ranks.index),
        pd.DataFrame(accepted, index=codes, columns=range(1, count + 1)),
        pd.DataFrame(central, index=codes, columns=tried.columns).reindex(ranks.index),
        draws,
        first,
        figures,
        conditional,
        kept.reindex(columns=ranks.index),
    )


def _heeding(
    decline: Floats,
    exposed: ShockExposure,
    weights: WeightDraws,
    scored: pd.Series[bool],
    alone: bool,
) -> Floats:
    """Draws × regions: both ways as one score, as :func:`.two_ways.with_exposure` makes it."""
    drawn = exposure_scores(exposed.table, weights.scopes)[:, scored.to_numpy()]
    return worse_of(drawn, *([] if alone else [_percentiles(decline)]))


def _percentiles(worse: Floats) -> Floats:
    count = worse.shape[1]
    shares: Floats = (count - _positions(worse) - 0.5) / count
    return shares


def draw_scores(
    ranks: pd.DataFrame,
    composite: Composite,
    weights: WeightDraws,
    rng: np.random.Generator | None = None,
    varied: Mapping[str, Floats] = MappingProxyType({}),
) -> Floats:
    """Scores by draw (rows) and region (columns).

    Ranks that are missing are drawn from `rng`; without one they must not be missing. Those of
    indicators in `varied` (draws × regions) are taken from there, draw by draw.
    """
    total: Floats = np.zeros((len(weights.scopes), len(ranks)))
    aggregate = aggregator(composite.aggregation, composite.parameters, split=False)
    for s, suffix in enumerate(composite.scopes):
        dimensions = []
        for name, keys in composite.indicators.items():
            columns = [key + suffix for key in keys]
            x = ranks[columns].to_numpy().T
            unseen = np.isnan(x)
            fixed = ~unseen & np.array([[key not in varied] for key in columns])
            mean = weights.indicators[name] @ np.where(fixed, x, 0.0)
            for k, key in enumerate(columns):
                if key in varied:
                    seen = np.where(unseen[k], 0.0, varied[key])
                    mean += weights.indicators[name][:, [k]] * seen
            for i in np.flatnonzero(unseen.any(axis=1)):
                assert rng is not None, "missing ranks need a generator"
                drawn = rng.random((len(mean), int(unseen[i].sum())))
                mean[:, unseen[i]] += weights.indicators[name][:, [i]] * drawn
            dimensions.append(mean)
        total += weights.scopes[:, [s]] * aggregate(dimensions, weights.dimensions)[0]
    return total


def swaps(ranks: pd.DataFrame, composite: Composite, above: str, below: str) -> pd.DataFrame:
    """By weight: the nearest value at which two regions change places.

    One weight moves between 0 and 1, the others of its group shrink or grow in proportion. Both
    regions need every indicator.

    Returns
    -------
    DataFrame
        Indexed by weight: ``value`` (now), ``swap`` (where the two are equal; missing where no
        value of this weight alone swaps them).
    """
    pair = ranks.loc[[above, below]]
    own = WeightDraws.of(composite)
    groups = {
        "scopes": [s.removeprefix("_") or "own" for s in composite.scopes],
        "dimensions": list(composite.dimensions),
        **{name: list(keys) for name, keys in composite.indicators.items() if len(keys) > 1},
    }
    rows = []
    for group, names in groups.items():
        now = {"scopes": own.scopes, "dimensions": own.dimensions, **own.indicators}[group][0]
        for i, name in enumerate(names):
            # The first scope's weight is one less the second's: one row tells both.
            if group == "scopes" and i == 0:
                continue
            rows.append(
                {"weight": name, "value": now[i], "swap": _swap(pair, composite, group, i, now)}
            )
    return pd.DataFrame(rows).set_index("weight")


def _swap(pair: pd.DataFrame, composite: Composite, group: str, i: int, now: Floats) -> float:
    def gap(values: Floats) -> Floats:
        moved = _moved(now, i, values)
        own = WeightDraws.of(composite)
        tables = {"scopes": own.scopes, "dimensions": own.dimensions, **own.indicators}
        tables = {key: np.repeat(table, len(values), axis=0) for key, table in tables.items()}
        tables[group] = moved
        scores = draw_scores(
            pair,
            composite,
            WeightDraws(
                tables["scopes"],
                tables["dimensions"],
                {name: tables[name] for name in composite.indicators},
            ),
        )
        return scores[:, 0] - scores[:, 1]

    grid = np.unique(np.append(np.linspace(0, 1, 401), now[i]))
    signs = np.sign(gap(grid))
    turns = np.flatnonzero(signs[:-1] * signs[1:] <= 0)
    if not len(turns):
        return float("nan")
    nearest = turns[np.abs(grid[turns] - now[i]).argmin()]
    low, high = grid[nearest], grid[nearest + 1]
    for _ in range(40):  # bisection to the last digit
        middle = (low + high) / 2
        ends = np.sign(gap(np.array([low, middle])))
        low, high = (low, middle) if ends[0] * ends[1] <= 0 else (middle, high)
    return float((low + high) / 2)


def _moved(now: Floats, i: int, values: Floats) -> Floats:
    """The group's weights with the i-th at each of the values and the others in proportion."""
    others = np.delete(now, i)
    rest = others / others.sum() if others.sum() > 0 else np.full(len(others), 1 / len(others))
    moved = np.insert((1 - values)[:, None] * rest, i, values, axis=1)
    return np.asarray(moved, float)


def _positions(worse: Floats) -> npt.NDArray[np.int32]:
    """By draw: each region's position, 0 is worst; ties go by the order of regions."""
    order = np.argsort(-worse, axis=1, kind="stable")
    position = np.empty(order.shape, np.int32)
    np.put_along_axis(position, order, np.arange(order.shape[1], dtype=np.int32)[None, :], axis=1)
    return position


def _simplex(draws: int, size: int, rng: np.random.Generator) -> Floats:
    """Even over the weights that add up to 1: exponentials over their sum (Devroye 1986)."""
    drawn: Floats = rng.standard_exponential((draws, size))
    weights: Floats = drawn / drawn.sum(axis=1, keepdims=True)
    return weights
