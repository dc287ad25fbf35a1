"""From indicators to dependency, decline and the crisis score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hubplanner.scoring.indicators import CATALOGUE, Indicator


@dataclass(frozen=True)
class Scores:
    """Scores with their intermediates; all tables are indexed by ``region_code``.

    Attributes
    ----------
    table
        ``dependency``, ``decline``, ``crisis_score`` (0–1, higher is worse, missing where not
        observable), ``rank`` (1 is worst), ``observed`` (how many indicators were) and
        ``missing`` (keys of those that were not, joined by ``;``).
    values
        The indicators in their own units, missing where not observed.
    ranks
        Each indicator as the share of other regions that fare better (0–1).
    coverage
        One row an indicator: dimension, names, unit, years, sign, sources, regions observed.
    """

    table: pd.DataFrame
    values: pd.DataFrame
    ranks: pd.DataFrame
    coverage: pd.DataFrame


def score_regions(regions: pd.DataFrame, statistics: pd.DataFrame) -> Scores:
    """Dependency, decline and crisis score of every region.

    Dependency and decline are the means of the percentile ranks of their observed indicators;
    the crisis score is their geometric mean, so that a region scores high only where both are
    high: dependence without decline is no crisis, and neither is decline without industry
    (the argument of KRIHS Policy Brief 697). Ranks rather than amounts keep one extreme figure
    from deciding; the method is written down in ``docs/method.md`` (OECD 2008, *Handbook on
    Constructing Composite Indicators*, on ranking and geometric aggregation).

    Parameters
    ----------
    regions
        Indexed by ``region_code``.
    statistics
        Tidy statistics.
    """
    values = pd.DataFrame(
        {i.key: i.compute(statistics).reindex(regions.index) for i in CATALOGUE},
        index=regions.index,
    )
    ranks = pd.DataFrame({i.key: percentile_rank(values[i.key] * i.sign) for i in CATALOGUE})
    dependency = ranks[_keys("dependency")].mean(axis="columns")
    decline = ranks[_keys("decline")].mean(axis="columns")
    crisis = geometric_mean(dependency, decline)
    table = pd.DataFrame(
        {
            "dependency": dependency,
            "decline": decline,
            "crisis_score": crisis,
            # Ties share the better rank, as in a league table.
            "rank": crisis.rank(ascending=False, method="min").astype("Int64"),
            "observed": values.notna().sum(axis="columns"),
            "missing": [";".join(values.columns[row]) for row in values.isna().to_numpy()],
        }
    )
    return Scores(table, values, ranks, _coverage(values, statistics))


def percentile_rank(worse: pd.Series[float]) -> pd.Series[float]:
    """The share of the other observed regions that fare better; ties share the mean rank.

    >>> percentile_rank(pd.Series({"a": 1.0, "b": 5.0, "c": 3.0})).to_dict()
    {'a': 0.0, 'b': 1.0, 'c': 0.5}
    """
    others = max(int(worse.notna().sum()) - 1, 1)
    return (worse.rank(method="average") - 1) / others


def geometric_mean(a: pd.Series[float], b: pd.Series[float]) -> pd.Series[float]:
    """Missing where either is: a score that saw only one side would be a guess."""
    return (a * b).pow(0.5)


def _keys(dimension: str) -> list[str]:
    return [i.key for i in CATALOGUE if i.dimension == dimension]


def _coverage(values: pd.DataFrame, statistics: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "indicator": i.key,
                "dimension": i.dimension,
                "name_ko": i.name_ko,
                "name_en": i.name_en,
                "unit": i.unit,
                "years": i.years,
                "sign": i.sign,
                "sources": _sources(i, statistics),
                "observed": int(values[i.key].notna().sum()),
                "regions": len(values),
                "missing": values.index[values[i.key].isna()].tolist(),
            }
            for i in CATALOGUE
        ]
    ).set_index("indicator")


def _sources(indicator: Indicator, statistics: pd.DataFrame) -> list[str]:
    years = {int(part[:4]) for part in indicator.years.split("–")}
    used = statistics["measure"].isin(indicator.measures) & statistics["year"].isin(years)
    return sorted(np.unique(statistics.loc[used, "source"].to_numpy(dtype=str)).tolist())
