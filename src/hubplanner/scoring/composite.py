"""From indicators to dependency, decline, outflow and the crisis score."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.dataset.panel import MIN_COVERAGE, Floats, Panel
from hubplanner.errors import ScenarioError
from hubplanner.language import Joined, Text
from hubplanner.scenario_sections import ScoringChoice
from hubplanner.scoring.aggregation import MIDDLE, aggregator, divisia
from hubplanner.scoring.catalogue import AREA, base_key
from hubplanner.scoring.ranked_indicators import DIMENSIONS, RankedIndicators, rank_indicators
from hubplanner.scoring.tabular import Tabular
from hubplanner.scoring.weighting import CONSISTENT, ahp_weights, objective_weights

if TYPE_CHECKING:
    from hubplanner.scoring.shock_exposure import ShockExposure

DIMENSION_NAMES = {
    "dependency": Text("dependency"),
    "decline": Text("decline"),
    "outflow": Text("outflow"),
}
CRISIS_SCORE, DECLINE_PATH = Text("The crisis score"), Text("The decline path")
AGGREGATION_NAMES = {
    "geometric": Text("geometric mean"),
    "arithmetic": Text("arithmetic mean"),
    "owa": Text("ordered weighted average (OWA)"),
    "topsis": Text("closeness by TOPSIS"),
    "promethee": Text("net flow by PROMETHEE II"),
}
SCALE_NAMES = {
    "rank": Text("percentile ranks among all regions"),
    "min_max": Text("indicators scaled from least to greatest"),
    "z": Text("standard scores on the normal distribution"),
    "target": Text("indicators scaled by their targets"),
}
_WAYS = {
    "both": Text(
        "The crisis score (0–1, higher is worse) is the larger percentile rank of two: decline"
        " path, and exposure to a shock of its industries."
    ),
    "exposure": Text(
        "The crisis score (0–1, higher is worse) is the percentile rank of exposure to a shock of"
        " its industries."
    ),
}
WEIGHTING_NAMES: dict[str, Text | str] = {
    "given": Text("scenario"),
    "equal": Text("equal"),
    "entropy": Text("entropy"),
    "critic": "CRITIC",
    "ahp": "AHP",
}


@dataclass(frozen=True)
class Composite:
    """How a score comes about, as plain data: enough to compute it again from the ranks.

    In each scope (``own``: suffix ''; ``area``: suffix '_area') a dimension is the mean of the
    ranks of its indicators, a missing one counted as ½, the scope's score is the aggregate of the
    dimensions by their weights (geometric mean by default), and the crisis score (the decline path,
    once exposure counts as well) is the mean of the scopes by theirs.

    Attributes
    ----------
    scopes
        Suffix of the indicator keys → weight; the weights add up to 1.
    dimensions
        Dimension → weight; they add up to 1.
    indicators
        Dimension → indicator keys without suffix, equal weights.
    left_out
        Indicators of the default that too few regions have or that are too old, and dimensions
        without any.
    normalisation, weighting, aggregation
        As in the scenario.
    parameters
        Of the aggregation, see :func:`hubplanner.scoring.aggregation.aggregator`.
    consistency_ratio
        Of the judgements behind the weights, with ``ahp``.
    """

    scopes: dict[str, float]
    dimensions: dict[str, float]
    indicators: dict[str, tuple[str, ...]]
    left_out: tuple[str, ...]
    normalisation: str = "rank"
    weighting: str = "given"
    aggregation: str = "geometric"
    parameters: dict[str, float] = field(default_factory=dict)
    consistency_ratio: float | None = None

    def in_words(self, score: Text = CRISIS_SCORE) -> Text:
        """What the score is, in a sentence or two."""
        names = [DIMENSION_NAMES[name] for name in self.dimensions]
        *most, last = names
        listed = Text("{most} and {last}", most=Joined(", ", most), last=last) if most else last
        sentences = [
            Text(
                "{score} (0–1, higher is worse) is the {aggregate} of {dimensions}, each"
                " the mean of {scale}.",
                score=score,
                aggregate=AGGREGATION_NAMES[self.aggregation],
                dimensions=listed,
                scale=SCALE_NAMES[self.normalisation],
            )
        ]
        weights = list(self.dimensions.values())
        if max(weights) - min(weights) > 1e-9:
            shares = [
                Text("{name} {weight:.2f}", name=name, weight=weight)
                for name, weight in zip(names, weights, strict=True)
            ]
            source = WEIGHTING_NAMES[self.weighting]
            sentences.append(
                Text("Weights ({source}): {shares}.", source=source, shares=Joined(", ", shares))
            )
        sentences.append(self._scopes_in_words())
        return Joined(" ", sentences)

    def _scopes_in_words(self) -> Text:
        own, area = self.scopes.get("", 0.0), self.scopes.get(AREA, 0.0)
        if own == area:
            return Text(
                "It is taken for the region and for its labour-market area, and the two are"
                " averaged."
            )
        if own and area:
            return Text(
                "It is taken for the region (weight {own:.2f}) and for its labour-market area"
                " ({area:.2f}).",
                own=own,
                area=area,
            )
        if own:
            return Text("It sees the region alone.")
        return Text("It sees the labour-market area alone.")

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True, repr=False)
class Scores(Tabular):
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
        Each indicator on the common scale: the share of regions that fare better (0–1), or what
        ``scoring.normalisation`` makes of it.
    contributions
        What each indicator adds to the crisis score; a row's sum is the score.
    coverage
        One row an indicator, see :class:`hubplanner.scoring.catalogue.Readings`; ``used`` tells
        whether enough regions have it.
    composite
        Weights and aggregation, as data.
    exposure
        The other way into crisis, once :func:`hubplanner.scoring.with_exposure` has been told it:
        ``crisis_score`` then heeds both, and the contributions add up to ``decline_path``.
    """

    table: pd.DataFrame
    values: pd.DataFrame
    ranks: pd.DataFrame
    contributions: pd.DataFrame
    coverage: pd.DataFrame
    composite: Composite
    exposure: ShockExposure | None = None

    def to_frame(self) -> pd.DataFrame:
        """The table, worst region first."""
        return self.table.sort_values("rank", kind="stable")

    def _summary(self) -> str:
        scored = int(self.table["crisis_score"].notna().sum())
        how = AGGREGATION_NAMES[self.composite.aggregation]
        return f"{scored} of {len(self.table)} regions scored ({how})"

    @property
    def description(self) -> Text:
        """What the score is, in a few sentences."""
        text = self.composite.in_words(CRISIS_SCORE if self.exposure is None else DECLINE_PATH)
        if self.exposure is None:
            return text
        alone = self.table["decline_percentile"].isna().all()
        return Joined(" ", [_WAYS["exposure" if alone else "both"], text])

    def joined(self, columns: pd.DataFrame) -> Scores:
        """With more columns in the table, such as the rank intervals of :class:`Robustness`."""
        return replace(self, table=self.table.join(columns))


def score_regions(panel: Panel, km: pd.DataFrame, choice: ScoringChoice | None = None) -> Scores:
    """Dependency, decline, outflow and crisis score of every region.

    By default means of percentile ranks within a dimension, the geometric mean of the dimensions
    within the region and within its labour-market area, and the mean of the two
    (docs/en/explanation/scores.md, section 4, has the reasons: KRIHS Policy Brief 697 for the
    chain, OECD 2008, *Handbook on Constructing Composite Indicators*, for ranks and geometric
    aggregation).

    Parameters
    ----------
    panel
        The statistics, see :meth:`hubplanner.dataset.Dataset.panel`.
    km
        Distances between regions, region by region.
    choice
        Reach of the labour-market area, normalisation, weights and aggregation; the defaults
        where omitted.
    """
    choice = choice or ScoringChoice()
    return score_ranked(rank_indicators(panel, km, choice), choice)


def score_ranked(indicators: RankedIndicators, choice: ScoringChoice) -> Scores:
    """The score of ranked indicators by a scenario's weights and aggregation."""
    values, ranks = indicators.values, indicators.ranks
    composite = compose(values, ranks, choice, indicators.old)
    table, contributions = combine(ranks, composite)
    table["observed"] = values.notna().sum(axis="columns")
    keys = values.columns.to_numpy(object)
    table["missing"] = [";".join(keys[row]) for row in values.isna().to_numpy()]
    used = {key for keys in composite.indicators.values() for key in keys}
    coverage = indicators.coverage.assign(
        used=[base_key(str(key)) in used for key in indicators.coverage.index]
    )
    return Scores(table, values, ranks, contributions, coverage, composite)


def combine(ranks: pd.DataFrame, composite: Composite) -> tuple[pd.DataFrame, pd.DataFrame]:
    """From ranks to scores, and what each indicator adds to the crisis score.

    Parameters
    ----------
    ranks
        Regions × indicators on one scale of 0–1, higher is worse, missing where not observed.
    composite
        Weights and aggregation.

    Returns
    -------
    DataFrame, DataFrame
        Scores (dimensions, ``crisis_own``, ``crisis_area``, ``crisis_score``, ``rank``), and
        regions × indicators of contributions whose row sums are the crisis score.
    """
    told = is_told(ranks, composite).to_numpy()
    scopes = {suffix: _score_scope(ranks, composite, suffix, told) for suffix in composite.scopes}
    dimensions = {
        name: _weighted(
            {s: scope.dimensions[name] for s, scope in scopes.items()}, composite.scopes
        )
        if name in composite.dimensions
        else np.full(len(ranks), np.nan)
        for name in {**DIMENSIONS, **composite.dimensions}
    }
    table = pd.DataFrame(
        {
            **dimensions,
            "crisis_own": scopes[""].score,
            "crisis_area": scopes[AREA].score,
            "crisis_score": _weighted(
                {s: scope.score for s, scope in scopes.items()}, composite.scopes
            ),
        },
        index=ranks.index,
    )
    # Ties share the better rank, as in a league table.
    table["rank"] = table["crisis_score"].rank(ascending=False, method="min").astype("Int64")
    contributions = pd.concat(
        [scope.contributions * composite.scopes[s] for s, scope in scopes.items()], axis="columns"
    ).reindex(columns=ranks.columns)
    contributions[table["crisis_score"].isna()] = np.nan
    return table, contributions


def is_told(ranks: pd.DataFrame, composite: Composite) -> pd.Series[bool]:
    """Regions of which every dimension is observed, for the region or for its area."""
    seen = ranks.notna().to_numpy()
    told = np.full(len(ranks), bool(composite.indicators))
    for keys in composite.indicators.values():
        views = [
            key + scope for scope, weight in composite.scopes.items() if weight for key in keys
        ]
        told &= np.take(seen, ranks.columns.get_indexer(pd.Index(views)), axis=1).any(axis=1)
    return pd.Series(told, index=ranks.index)


def compose(
    values: pd.DataFrame, ranks: pd.DataFrame, choice: ScoringChoice, old: Collection[str] = ()
) -> Composite:
    """The weights of a score, over the indicators that enough regions have and that are not old."""
    shares = dict(zip(values.columns, values.notna().to_numpy().mean(axis=0), strict=True))
    enough = {key for key, share in shares.items() if share >= MIN_COVERAGE and key not in old}
    indicators = {
        name: tuple(key for key in keys if key in enough) for name, keys in DIMENSIONS.items()
    }
    left_out = [
        key
        for name, keys in DIMENSIONS.items()
        for key in (*(k for k in keys if k not in enough), *(() if indicators[name] else (name,)))
    ]
    used = {name: keys for name, keys in indicators.items() if keys}
    weights, consistency = _dimension_weights(ranks, used, choice)
    return Composite(
        scopes={"": 1 - choice.area_weight, AREA: choice.area_weight},
        dimensions=dict(zip(used, weights.tolist(), strict=True)),
        indicators=used,
        left_out=tuple(left_out),
        normalisation=choice.normalisation,
        weighting=choice.weighting,
        aggregation=choice.aggregation,
        parameters={
            "owa_power": choice.owa_power,
            "indifference": choice.indifference,
            "preference": choice.preference,
        },
        consistency_ratio=consistency,
    )


def _dimension_weights(
    ranks: pd.DataFrame, indicators: dict[str, tuple[str, ...]], choice: ScoringChoice
) -> tuple[Floats, float | None]:
    """Weights of the dimensions that could be observed, adding up to 1."""
    stated = choice.weights
    consistency = None
    if not indicators:
        return np.zeros(0), None
    if choice.weighting in ("entropy", "critic"):
        table = np.vstack(
            [
                np.column_stack(
                    [
                        ranks[[key + suffix for key in keys]].fillna(MIDDLE).mean(axis=1)
                        for keys in indicators.values()
                    ]
                )
                for suffix in ("", AREA)
            ]
        )
        weights = objective_weights(choice.weighting, table[~np.isnan(table).any(axis=1)])
    elif choice.weighting == "ahp":
        full, consistency = ahp_weights(np.array(choice.ahp.matrix()))
        if consistency > CONSISTENT:
            raise ScenarioError(
                "scoring.ahp contradicts itself: consistency ratio {consistency:.2f}, at most"
                " {consistent}; revise the three judgements",
                consistency=consistency,
                consistent=CONSISTENT,
            )
        weights = np.array([dict(zip(DIMENSIONS, full, strict=True))[name] for name in indicators])
    else:
        weights = np.array([getattr(stated, name) for name in indicators])
    total = weights.sum()
    return (weights / total if total > 0 else weights), consistency


@dataclass(frozen=True)
class _ScopeScore:
    """The score of one scope with its parts."""

    score: Floats
    dimensions: dict[str, Floats]
    contributions: pd.DataFrame


def _score_scope(
    ranks: pd.DataFrame, composite: Composite, suffix: str, told: npt.NDArray[np.bool_]
) -> _ScopeScore:
    keys = {n: [key + suffix for key in k] for n, k in composite.indicators.items()}
    at = {name: ranks.columns.get_indexer(pd.Index(columns)) for name, columns in keys.items()}
    table = {name: np.take(ranks.to_numpy(), columns, axis=1) for name, columns in at.items()}
    table = {name: with_middle(x, told) for name, x in table.items()}
    dimensions = {name: x.mean(axis=1) for name, x in table.items()}
    score = np.full(len(ranks), np.nan)
    seen = ~np.any([np.isnan(d) for d in dimensions.values()], axis=0)
    shares = dict.fromkeys(dimensions, score)
    if dimensions and seen.any():
        weights = np.array(list(composite.dimensions.values()))
        aggregate = aggregator(composite.aggregation, composite.parameters)
        score, parts = aggregate([d[seen] for d in dimensions.values()], weights)
        score = _spread(score, seen)
        shares = {n: _spread(part, seen) for n, part in zip(dimensions, parts, strict=True)}
    split = {}
    for name, x in table.items():
        if composite.aggregation == "geometric":
            scale = divisia(score, dimensions[name])[:, None]
            adds = composite.dimensions[name] * (MIDDLE + scale * (x - MIDDLE))
        else:
            adds = (shares[name] / dimensions[name])[:, None] * x
        split.update(dict(zip(keys[name], (adds / x.shape[1]).T, strict=True)))
    return _ScopeScore(score, dimensions, pd.DataFrame(split, index=ranks.index))


def _spread(values: Floats, seen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
    """Back to all regions, missing where one was not seen."""
    full = np.full(len(seen), np.nan)
    full[seen] = values
    return full


def with_middle(ranks: Floats, rows: npt.NDArray[np.bool_]) -> Floats:
    """A missing rank as ½, the mean of all, in these rows.

    What is not known pulls towards the middle (shrinkage, James and Stein 1961), never up.
    """
    return np.where(np.isnan(ranks) & rows[:, None], MIDDLE, ranks)


def _weighted(parts: dict[str, Floats], weights: dict[str, float]) -> Floats:
    """Missing where a part with a weight is: a score that saw only one side would be a guess."""
    total: Floats = sum(
        (weights[key] * part for key, part in parts.items() if weights[key] > 0),
        start=np.zeros(len(next(iter(parts.values())))),
    )
    return total
