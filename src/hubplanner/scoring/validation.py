"""Measured against history: would the score have found the regions that were designated?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.dataset.panel import Floats, Panel
from hubplanner.language import Pair, Text
from hubplanner.scenario_sections import CandidateChoice, ScoringChoice
from hubplanner.scoring.candidates import eligible
from hubplanner.scoring.catalogue import AREA, CATALOGUE, Readings, read_indicators
from hubplanner.scoring.composite import Scores
from hubplanner.scoring.tabular import Tabular
from hubplanner.scoring.two_ways import score_both_ways

FIRST = (9, 20, 40)
"""How many of the worst regions recall looks at."""

RESAMPLES, SEED = 2000, 0

HINDSIGHT_YEARS = 2
"""Hindsight sees this many years beyond the first designation."""

PARTS = (
    ("crisis_score", Text("Crisis score (default)")),
    ("rule", Text("Candidate rule (regions that meet its conditions first)")),
    ("decline_path", Text("Decline path")),
    ("exposure", Text("Exposure to shocks of its industries")),
    ("crisis_own", Text("Decline path, the region itself")),
    ("crisis_area", Text("Decline path, labour-market area", context="score")),
)


@dataclass(frozen=True, repr=False)
class Block(Tabular):
    """One look at the past.

    Attributes
    ----------
    label
        ``hindsight`` (with data from after the designation: describes, does not predict) or
        ``as_of`` (only what lay before it).
    year
        The last year of data that the scores saw.
    measures
        One row a score or indicator: names, ``regions`` scored, ``references`` scored, ``auc`` with
        ``auc_low`` and ``auc_high`` (missing where one area only was scored),
        ``average_precision``, ``recall_at_9`` … by region and ``areas_at_9`` … by designated area
        (counts).
    references
        One row a designated region: ``area``, names, ``rank`` (missing where not scored) and
        ``through``: the region that stands for a part of it.
    left_out
        Indicators and dimensions that the score had to do without.
    """

    label: str
    year: int
    measures: pd.DataFrame
    references: pd.DataFrame
    left_out: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """A copy of the measures."""
        return self.measures.copy()

    def _summary(self) -> str:
        default = self.measures.iloc[0]
        return (
            f"data through {self.year}: AUC {default['auc']:.3f},"
            f" {default['references']} of {len(self.references)} designated regions scored"
        )

    def as_data(self) -> dict[str, Any]:
        """For JSON: the default's figures, every measure, every reference's rank."""
        measures = _records(self.measures.reset_index())
        default = {k: v for k, v in measures[0].items() if k not in ("key", "name_ko", "name_en")}
        return {
            "label": self.label,
            "data_through": self.year,
            **default,
            "left_out": list(self.left_out),
            "references_ranked": _records(self.references),
            "measures": measures,
        }


@dataclass(frozen=True, repr=False)
class ValidationResult(Tabular):
    """Both looks at the past, in this order.

    Attributes
    ----------
    hindsight
        With data from after the designation: describes, does not predict.
    as_of
        Only what lay before it.
    """

    hindsight: Block
    as_of: Block

    def __iter__(self) -> Iterator[Block]:
        return iter((self.hindsight, self.as_of))

    def to_frame(self) -> pd.DataFrame:
        """The measures of both, indexed by ``label`` and ``key`` (score or indicator)."""
        measures = {block.label: block.measures for block in self}
        return pd.concat(measures, names=["label"])

    def _summary(self) -> str:
        return "; ".join(f"{block.label}: {block._summary()}" for block in self)


def years_of(designations: pd.DataFrame) -> tuple[int, int]:
    """For hindsight and for the back-test: (first designation + 2, the year before it)."""
    first = int(pd.to_datetime(designations["start"]).dt.year.min())
    return first + HINDSIGHT_YEARS, first - 1


def back_test(
    dataset: Dataset,
    km_of: Callable[[int], pd.DataFrame],
    designations: pd.DataFrame,
    *,
    choice: ScoringChoice | None = None,
    candidates: CandidateChoice | None = None,
    as_of: int | None = None,
) -> ValidationResult:
    """The block of hindsight and that of `as_of`.

    Parameters
    ----------
    dataset
        Regions, statistics and tables by industry.
    km_of
        Distances between regions by the roads of a year.
    designations
        ``region_code``, ``area``, names and ``start``; see
        :func:`hubplanner.dataset.designations.read_designations`.
    choice
        As for :func:`hubplanner.scoring.score_regions`.
    candidates
        The conditions of candidates, which the candidate rule is measured with.
    as_of
        The last year that the back-test sees; the year before the first designation where omitted.
    """
    hindsight, before = years_of(designations)
    hindsight = min(hindsight, int(dataset.statistics["year"].max()))  # as far as there are figures
    choice, conditions = choice or ScoringChoice(), candidates or CandidateChoice()

    def block(label: str, year: int) -> Block:
        panel, km = dataset.panel(year), km_of(year)
        scores = score_both_ways(dataset, km, choice, year)
        scores = scores.joined(_by_rule(scores, conditions, dataset.regions, panel))
        singles = read_indicators(
            CATALOGUE,
            panel,
            km,
            reach_km=choice.reach_km,
            decay=choice.distance_decay,
            tables=dataset.industry,
        )
        return _block(label, year, scores, singles, dataset.regions, designations)

    return ValidationResult(block("hindsight", hindsight), block("as_of", as_of or before))


def _by_rule(
    scores: Scores, conditions: CandidateChoice, regions: pd.DataFrame, panel: Panel
) -> pd.DataFrame:
    """``rule``: the order in which regions become candidates, those that may not be at the end."""
    first = eligible(scores, conditions, regions, panel).astype(float)
    order = first - scores.table["rank"].astype(float) / (len(regions) + 1)
    return pd.DataFrame({"rule": order})


OTHER_CHOICES: dict[str, dict[str, object]] = {
    "default": {},
    "ways = 'decline'": {"ways": "decline"},
    "ways = 'exposure'": {"ways": "exposure"},
    "area_weight = 0": {"area_weight": 0.0},
    "area_weight = 1": {"area_weight": 1.0},
    "reach_km = 15": {"reach_km": 15.0},
    "reach_km = 60": {"reach_km": 60.0},
    "distance_decay = 'exponential'": {"distance_decay": "exponential"},
    "weights.outflow = 0": {"weights": {"outflow": 0.0}},
    "weights.decline = 0": {"weights": {"decline": 0.0}},
    "weights.dependency = 0": {"weights": {"dependency": 0.0}},
    "aggregation = 'arithmetic'": {"aggregation": "arithmetic"},
    "aggregation = 'owa'": {"aggregation": "owa"},
    "aggregation = 'topsis'": {"aggregation": "topsis"},
    "aggregation = 'promethee'": {"aggregation": "promethee"},
    "normalisation = 'min_max'": {"normalisation": "min_max"},
    "normalisation = 'z'": {"normalisation": "z"},
}
"""What a planner might have chosen instead, one key at a time; none is chosen by its figures."""

REMARKS = {
    "ways = 'decline'": Text("until version 0.3.0"),
    "area_weight = 0": Text("the region itself only"),
    "area_weight = 1": Text("the labour-market area only"),
    "distance_decay = 'exponential'": Text("until version 0.2.0"),
}


def other_choices(dataset: Dataset, km: pd.DataFrame, designations: pd.DataFrame) -> pd.DataFrame:
    """In hindsight: the measures of the crisis score under other choices, one row each.

    Told so that a reader sees how much hangs on the choices, not to pick the best of them.
    """
    year, _ = years_of(designations)
    areas = designations.groupby("region_code")["area"].agg(set)
    rows = []
    for name, keys in OTHER_CHOICES.items():
        choice = ScoringChoice.model_validate(keys)
        table = score_both_ways(dataset, km, choice, year).table
        rows.append(_measure(name, Text(name), table["crisis_score"], areas))
    return pd.DataFrame(rows).set_index("key")


def auc(worse: pd.Series[float], designated: pd.Series[bool]) -> float:
    r"""Area under the ROC curve: the chance that a designated region ranks above another.

    Ties count half (Hanley and McNeil 1982). Missing without a region on either side.

    >>> worse = pd.Series([0.9, 0.8, 0.4, 0.1])
    >>> auc(worse, pd.Series([True, False, True, False]))
    0.75
    """
    wins = _wins(worse, designated)
    return float(wins.mean()) if wins.size else float("nan")


def auc_interval(
    worse: pd.Series[float],
    designated: pd.Series[bool],
    together: pd.Series[Any] | None = None,
    *,
    level: float = 0.95,
) -> tuple[float, float]:
    """Percentile bootstrap (Efron 1979), designated and other regions resampled apart, seeded.

    Regions that were designated together are drawn together, the cluster bootstrap (Field and
    Welsh 2007): they are no independent hits. Other regions are drawn one by one. Missing where
    all designated regions are of one area, as a single draw has no spread.

    Parameters
    ----------
    worse, designated
        By region, as for :func:`auc`.
    together
        By region: regions with the same label were designated together (others are ignored);
        each for itself where omitted.
    level
        Share of the resamples inside.
    """
    wins = _wins(worse, designated)
    seen = worse.dropna().index
    chosen = seen[designated.reindex(seen).to_numpy(bool)]
    labels = pd.factorize(chosen if together is None else together.reindex(chosen))[0]
    if not wins.size or labels.max() == 0:
        return float("nan"), float("nan")
    rows, columns = _resamples(tuple(labels.tolist()), wins.shape[1])
    resampled = ((rows @ wins) * columns).sum(axis=1)
    low, high = np.quantile(resampled, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


@lru_cache(maxsize=4)
def _resamples(labels: tuple[int, ...], others: int) -> tuple[Floats, Floats]:
    """Resampling is weighting: how often each region is drawn, as a share, by resample.

    The first are the designated, of which those with one label are drawn together.
    """
    rng = np.random.default_rng(SEED)
    areas, columns = (
        rng.multinomial(n, np.full(n, 1 / n), size=RESAMPLES) for n in (max(labels) + 1, others)
    )
    rows = areas[:, list(labels)]
    return rows / rows.sum(axis=1, keepdims=True), columns / others


def designated_together(areas: pd.Series[Any]) -> pd.Series[Any]:
    """By region: one label for all that were designated together; areas that share a region are one.

    >>> areas = pd.Series({"a": {"bay"}, "b": {"bay", "cape"}, "c": {"cape"}, "d": {"hill"}})
    >>> designated_together(areas).tolist()
    ['bay', 'bay', 'bay', 'hill']
    """  # noqa: E501
    label = {name: name for names in areas for name in names}
    for names in areas:
        joined = {label[name] for name in names}
        label = {name: min(joined) if own in joined else own for name, own in label.items()}
    return areas.map(lambda names: label[min(names)])


def average_precision(worse: pd.Series[float], designated: pd.Series[bool]) -> float:
    """Mean over the designated regions of the precision at their rank; ties go by region code.

    >>> average_precision(pd.Series([0.9, 0.8, 0.4]), pd.Series([True, False, True])).__round__(4)
    0.8333
    """
    hits = designated.reindex(_worst_first(worse)).to_numpy(bool)
    if not hits.any():
        return float("nan")
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def _worst_first(worse: pd.Series[float]) -> pd.Index[str]:
    seen = worse.dropna().sort_index()
    return seen.sort_values(ascending=False, kind="stable").index


def _wins(worse: pd.Series[float], designated: pd.Series[bool]) -> Floats:
    """Designated by other regions: 1 where the designated is worse, ½ where both are alike."""
    seen = worse.dropna()
    chosen = designated.reindex(seen.index).to_numpy(bool)
    values = seen.to_numpy(float)
    a, b = values[chosen][:, None], values[~chosen][None, :]
    wins: Floats = (a > b) + 0.5 * (a == b)
    return wins


def _block(
    label: str,
    year: int,
    scores: Scores,
    singles: Readings,
    regions: pd.DataFrame,
    designations: pd.DataFrame,
) -> Block:
    areas = designations.groupby("region_code")["area"].agg(set)
    rows = [
        _measure(key, name, worse, areas)
        for key, name, worse in (*_composites(scores), *_single(scores, singles))
    ]
    measures = pd.DataFrame(rows).set_index("key")
    code = designations["region_code"]
    whole = code.map(regions["name_ko"])
    references = pd.DataFrame(
        {
            "area": designations["area"],
            "region_code": code,
            # 동구 alone would be any of six.
            "name_ko": code.map(regions["sido_short"]) + " " + designations["name_ko"],
            "name_en": designations["name_en"],
            "start": designations["start"],
            "rank": code.map(scores.table["rank"]).astype("Int64"),
            "crisis_score": code.map(scores.table["crisis_score"]),
            "through": whole.where(whole != designations["name_ko"], ""),
        }
    ).sort_values(["rank", "region_code"], ignore_index=True)
    return Block(label, year, measures, references, scores.composite.left_out)


def _composites(scores: Scores) -> list[tuple[str, Text, pd.Series[float]]]:
    return [(key, name, scores.table[key]) for key, name in PARTS if key in scores.table]


def _single(scores: Scores, singles: Readings) -> list[tuple[str, Text, pd.Series[float]]]:
    """Every indicator that could be observed: those of the score first, areas after regions."""
    found = [
        (str(key), Pair(row["name_ko"], row["name_en"]), singles.values[key] * row["sign"])
        for key, row in singles.coverage.iterrows()
        if row["observed"] > 0
    ]
    return sorted(found, key=lambda one: (one[0] not in scores.values, one[0].endswith(AREA)))


def _measure(
    key: str, name: Text, worse: pd.Series[float], areas: pd.Series[Any]
) -> dict[str, Any]:
    designated = pd.Series(worse.index.isin(areas.index), index=worse.index)
    order = _worst_first(worse)
    low, high = auc_interval(worse, designated, designated_together(areas))
    first = {n: [code for code in order[:n] if designated[code]] for n in FIRST}
    scored = [code for code in order if designated[code]]
    return {
        "key": key,
        **name.columns("name"),
        "regions": len(order),
        "references": len(scored),
        "areas": len(_areas_of(scored, areas)),
        "auc": auc(worse, designated),
        "auc_low": low,
        "auc_high": high,
        "average_precision": average_precision(worse, designated),
        **{
            f"recall_at_{n}": len(found) / len(scored) if scored else np.nan
            for n, found in first.items()
        },
        **{f"found_at_{n}": len(found) for n, found in first.items()},
        **{f"areas_at_{n}": len(_areas_of(found, areas)) for n, found in first.items()},
    }


def _areas_of(codes: list[str], areas: pd.Series[Any]) -> set[str]:
    return set().union(*(areas[code] for code in codes))


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """For JSON: missing as None, figures as plain numbers of six digits."""
    return [
        {
            str(key): None
            if pd.isna(value)
            else round(float(value), 6)
            if isinstance(value, float)
            else int(value)
            if isinstance(value, int | np.integer)
            else value
            for key, value in row.items()
        }
        for row in table.to_dict("records")
    ]
