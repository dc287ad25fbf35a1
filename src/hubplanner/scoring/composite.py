"""From indicators to dependency, decline, outflow and the crisis score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.scenario import ScoringChoice
from hubplanner.scoring.catalogue import AREA, CATALOGUE, base_key, read_indicators
from hubplanner.scoring.panel import MIN_COVERAGE, Floats

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "dependency": ("manufacturing_share", "employed_lq"),
    "decline": ("employed_change", "gva_change"),
    "outflow": ("population_change",),
}
"""The indicators of the default score, fixed in docs/method.md before it was measured."""

MIDDLE = 0.5
"""The rank in the middle of all regions, from which contributions are counted."""


@dataclass(frozen=True)
class Composite:
    """How a score comes about, as plain data: enough to compute it again from the ranks.

    In each scope (``own``: suffix ''; ``area``: suffix '_area') a dimension is the mean of the
    ranks of its observed indicators, the scope's score is the geometric mean of the dimensions by
    their weights, and the crisis score is the mean of the scopes by theirs.

    Attributes
    ----------
    scopes
        Suffix of the indicator keys → weight; the weights add up to 1.
    dimensions
        Dimension → weight; they add up to 1.
    indicators
        Dimension → indicator keys without suffix, equal weights.
    left_out
        Indicators of the default that too few regions have, and dimensions without any.
    """

    scopes: dict[str, float]
    dimensions: dict[str, float]
    indicators: dict[str, tuple[str, ...]]
    left_out: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """For JSON and for the page's script."""
        return {
            "scopes": self.scopes,
            "dimensions": self.dimensions,
            "indicators": {name: list(keys) for name, keys in self.indicators.items()},
            "left_out": list(self.left_out),
        }


@dataclass(frozen=True)
class Scores:
    """Scores with their intermediates; all tables are indexed by ``region_code``.

    Attributes
    ----------
    table
        ``dependency``, ``decline``, ``outflow`` (means of region and area), ``crisis_own`` and
        ``crisis_area``, ``crisis_score`` (all 0–1, higher is worse, missing where not
        observable), ``rank`` (1 is worst), ``observed`` (how many indicators were) and
        ``missing`` (keys of those that were not, joined by ``;``).
    values
        The indicators in their own units, missing where not observed; ``…_area`` are those of the
        labour-market area.
    ranks
        Each indicator as the share of regions that fare better (0–1).
    contributions
        What each indicator adds to the crisis score; a row's sum is the score.
    coverage
        One row an indicator, see :class:`hubplanner.scoring.catalogue.Readings`; ``used`` tells
        whether enough regions have it.
    composite
        Weights and aggregation, as data.
    """

    table: pd.DataFrame
    values: pd.DataFrame
    ranks: pd.DataFrame
    contributions: pd.DataFrame
    coverage: pd.DataFrame
    composite: Composite

    def joined(self, columns: pd.DataFrame) -> Scores:
        """With more columns in the table, such as the rank intervals of :class:`Robustness`."""
        return replace(self, table=self.table.join(columns))


def score_regions(
    regions: pd.DataFrame,
    statistics: pd.DataFrame,
    km: pd.DataFrame,
    choice: ScoringChoice | None = None,
    *,
    as_of: int | None = None,
) -> Scores:
    """Dependency, decline, outflow and crisis score of every region.

    Means of percentile ranks within a dimension, the geometric mean of the dimensions within the
    region and within its labour-market area, and the mean of the two (docs/method.md, section 2,
    has the reasons: KRIHS Policy Brief 697 for the chain, OECD 2008, *Handbook on Constructing
    Composite Indicators*, for ranks and geometric aggregation).

    Parameters
    ----------
    regions
        Indexed by ``region_code``.
    statistics
        Tidy statistics.
    km
        Distances between regions, region by region.
    choice
        Reach of the labour-market area and weights; the defaults where omitted.
    as_of
        Hides everything observed after this year.
    """
    choice = choice or ScoringChoice()
    readings = read_indicators(
        [key for keys in DIMENSIONS.values() for key in keys],
        regions,
        statistics,
        km,
        reach_km=choice.reach_km,
        as_of=as_of,
    )
    values = readings.values
    composite = compose(values, choice)
    ranks = pd.DataFrame(
        {key: percentile_rank(values[key] * CATALOGUE[base_key(str(key))].sign) for key in values}
    )
    places = {suffix: _place(ranks, composite, suffix) for suffix in composite.scopes}
    crisis = _weighted({s: place.score for s, place in places.items()}, composite.scopes)
    dimensions = {
        name: _weighted(
            {s: place.dimensions[name] for s, place in places.items()}, composite.scopes
        )
        if name in composite.dimensions
        else np.full(len(values), np.nan)
        for name in DIMENSIONS
    }
    table = pd.DataFrame(
        {
            **dimensions,
            "crisis_own": places[""].score,
            "crisis_area": places[AREA].score,
            "crisis_score": crisis,
        },
        index=regions.index,
    )
    # Ties share the better rank, as in a league table.
    table["rank"] = table["crisis_score"].rank(ascending=False, method="min").astype("Int64")
    table["observed"] = values.notna().sum(axis="columns")
    table["missing"] = [";".join(values.columns[row]) for row in values.isna().to_numpy()]
    contributions = pd.concat(
        [place.contributions * composite.scopes[s] for s, place in places.items()], axis="columns"
    ).reindex(columns=values.columns)
    contributions[table["crisis_score"].isna()] = np.nan
    used = {key for keys in composite.indicators.values() for key in keys}
    coverage = readings.coverage.assign(
        used=[base_key(str(key)) in used for key in readings.coverage.index]
    )
    return Scores(table, values, ranks, contributions, coverage, composite)


def compose(values: pd.DataFrame, choice: ScoringChoice) -> Composite:
    """The weights of a score, over the indicators and dimensions that enough regions have."""
    enough = {key for key in values if values[key].notna().mean() >= MIN_COVERAGE}
    indicators = {
        name: tuple(key for key in keys if key in enough) for name, keys in DIMENSIONS.items()
    }
    weights = {name: getattr(choice.weights, name) for name in DIMENSIONS if indicators[name]}
    total = sum(weights.values()) or 1.0
    return Composite(
        scopes={"": 1 - choice.area_weight, AREA: choice.area_weight},
        dimensions={name: weight / total for name, weight in weights.items()},
        indicators={name: keys for name, keys in indicators.items() if keys},
        left_out=tuple(
            key
            for name, keys in DIMENSIONS.items()
            for key in (
                *(k for k in keys if k not in enough),
                *(() if indicators[name] else (name,)),
            )
        ),
    )


def percentile_rank(worse: pd.Series[float]) -> pd.Series[float]:
    """The share of the observed regions that fare better; ties and the region itself count half.

    (rank − ½) / n, the plotting position of Hazen (1914): 0.5 is the middle, and neither 0 nor 1
    is reached, so that no single rank wipes out a product.

    >>> percentile_rank(pd.Series({"a": 1.0, "b": 5.0})).to_dict()
    {'a': 0.25, 'b': 0.75}
    """
    return (worse.rank(method="average") - 0.5) / max(int(worse.notna().sum()), 1)


@dataclass(frozen=True)
class _Place:
    """The score of one scope with its parts."""

    score: Floats
    dimensions: dict[str, Floats]
    contributions: pd.DataFrame


def _place(ranks: pd.DataFrame, composite: Composite, suffix: str) -> _Place:
    keys = {n: [key + suffix for key in k] for n, k in composite.indicators.items()}
    table = {name: ranks[columns].to_numpy() for name, columns in keys.items()}
    dimensions = {name: _mean_observed(x) for name, x in table.items()}
    score = np.exp(
        sum(
            (composite.dimensions[name] * np.log(d) for name, d in dimensions.items()),
            start=np.zeros(len(ranks)),
        )
    )
    if not dimensions:
        score = np.full(len(ranks), np.nan)
    parts = {}
    for name, x in table.items():
        # Exact split by the logarithmic mean Divisia index (Ang 2004), see docs/method.md.
        weight = composite.dimensions[name] / np.maximum((~np.isnan(x)).sum(axis=1), 1)
        scale = log_mean(score, MIDDLE) / log_mean(dimensions[name], MIDDLE)
        split = weight[:, None] * (MIDDLE + scale[:, None] * (x - MIDDLE))
        parts.update(dict(zip(keys[name], split.T, strict=True)))
    return _Place(score, dimensions, pd.DataFrame(parts, index=ranks.index))


def log_mean(a: Floats, b: float) -> Floats:
    """Logarithmic mean, (a − b) / ln(a / b), and a where both are equal; for positive numbers.

    >>> log_mean(np.array([0.5, 1.0]), 0.5).round(4).tolist()
    [0.5, 0.7213]
    """
    ratio = np.log(a / b)
    near = np.abs(ratio) < 1e-9
    means: Floats = np.where(near, (a + b) / 2, (a - b) / np.where(near, 1.0, ratio))
    return means


def _mean_observed(x: Floats) -> Floats:
    """Row means over what was observed, NaN where nothing was."""
    seen = ~np.isnan(x)
    count = seen.sum(axis=1)
    total = np.where(seen, x, 0.0).sum(axis=1)
    means: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return means


def _weighted(parts: dict[str, Floats], weights: dict[str, float]) -> Floats:
    """Missing where a part with a weight is: a score that saw only one side would be a guess."""
    total: Floats = sum(
        (weights[key] * part for key, part in parts.items() if weights[key] > 0),
        start=np.zeros(len(next(iter(parts.values())))),
    )
    return total
