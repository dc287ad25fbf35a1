"""Official rules of designation: what is met, not met or not observable, region by region."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hubplanner.dataset.panel import Panel, ReferencePeriod, is_enough
from hubplanner.dataset.published_employment import changes_over
from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.regions import data_folder
from hubplanner.scoring import indicators as formulas
from hubplanner.scoring.definitions import reason_of
from hubplanner.scoring.readers import MIN_DIVISIONS
from hubplanner.tables.industries import DIVISION
from hubplanner.tables.measures import MEASURES
from hubplanner.toml_file import read_toml

RULES = data_folder() / "references" / "rules"
"""Where the bundled rule sets lie."""

MET, NOT_MET, UNSEEN = "met", "not met", "not observable"


_POSSIBLE = {
    **dict.fromkeys(("growth", "main_growth"), (-1.0, 10.0)),
    **{"share": (0.0, 1.0), "quotient": (0.0, math.inf)},
}
"""Between which limits a test can be met or missed at all; beyond them percent are meant."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Condition(_Strict):
    """One condition of a rule.

    ``test`` says what is computed, all on reliable figures of the measure named:

    * ``growth``, ``growth_against_nation``: of an industry over exactly so many ``years``, as a
      fraction, to be ``at_most`` or ``at_least``;
    * ``share``, ``quotient``: of an industry in the region's total, and its location quotient;
    * ``main_industry``: the ``first`` KSIC divisions by location quotient are the main industries;
    * ``main_share``: one of these has a share of at least the mean over all regions plus so many
      standard ``deviations``;
    * ``main_growth``: the first of these, by insured persons or else by workers, changed
      ``at_most`` so much over ``years``;
    * ``diversity``: entropy over divisions below the nation's mean;
    * ``judgement``: decided ``by`` somebody, never by figures.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    ko: str
    en: str
    test: Literal[
        "growth",
        "growth_against_nation",
        "share",
        "quotient",
        "main_industry",
        "main_share",
        "main_growth",
        "diversity",
        "judgement",
    ]
    measure: str = ""
    industry: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = "total"
    years: Annotated[int, Field(ge=1, le=30)] = 1
    first: Annotated[int, Field(ge=1, le=20)] = 2
    deviations: float = 0.0
    at_most: float | None = None
    at_least: float | None = None
    by_ko: str = ""
    by_en: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Condition:
        if self.test == "judgement":
            return self
        if not self.measure:
            raise ValueError(Text("condition '{id}' needs a measure", id=self.id))
        if self.measure not in MEASURES:
            raise ValueError(
                Text(
                    "condition '{id}' names no measure: {measure!r}; the measures are {measures}",
                    id=self.id,
                    measure=self.measure,
                    measures=", ".join(MEASURES),
                )
            )
        limited = self.test in ("growth", "growth_against_nation", "share", "quotient")
        if (limited or self.test == "main_growth") and (self.at_most is None) == (
            self.at_least is None
        ):
            raise ValueError(Text("condition '{id}' needs one of at_most and at_least", id=self.id))
        least, most = _POSSIBLE.get(self.test, (-math.inf, math.inf))
        limit = self.at_most if self.at_most is not None else self.at_least
        if limit is not None and not least <= limit <= most:
            raise ValueError(
                Text(
                    "condition '{id}': {limit:g} is refused: figures are fractions, 20 % is 0.2",
                    id=self.id,
                    limit=limit,
                )
            )
        return self


class DesignationRule(_Strict):
    """A dated set of conditions; it is met when all conditions of one group are."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name_ko: str
    name_en: str
    in_force: datetime.date
    until: datetime.date | None = None
    legal_basis: str
    sources: list[str]
    note_ko: str = ""
    note_en: str = ""
    met_when: list[list[str]]
    conditions: list[Condition]

    @model_validator(mode="after")
    def _known(self) -> DesignationRule:
        known = [condition.id for condition in self.conditions]
        unknown = {name for group in self.met_when for name in group} - set(known)
        if unknown:
            raise ValueError(
                Text("met_when names no condition: {unknown}", unknown=", ".join(sorted(unknown)))
            )
        if len(set(known)) < len(known):
            raise ValueError(Text("two conditions share an id"))
        if not self.met_when or not all(self.met_when):
            raise ValueError(Text("met_when needs at least one group with a condition"))
        named = {name for group in self.met_when for name in group}
        if unused := [name for name in known if name not in named]:
            raise ValueError(
                Text(
                    "met_when never names the condition {unused}; add it to a group, or take it"
                    " out",
                    unused=unused[0],
                )
            )
        if self.until is not None and self.until < self.in_force:
            raise ValueError(Text("until is before in_force"))
        return self


@dataclass(frozen=True)
class Finding:
    """One condition for every region.

    Attributes
    ----------
    status
        ``met``, ``not met`` or ``not observable`` by region.
    value, limit
        The figure and what it is held against, by region (missing where there is none).
    detail
        Which industry the figure is of, by region ('' where the condition names it).
    years
        The periods compared.
    sources
        Ids of the sources of the figures.
    """

    status: pd.Series[str]
    value: pd.Series[float]
    limit: pd.Series[float]
    detail: pd.Series[str]
    years: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """A rule applied: its status by region, and the findings by condition."""

    rule: DesignationRule
    status: pd.Series[str]
    findings: dict[str, Finding]
    as_of: int | None = None

    @cached_property
    def printed(self) -> dict[str, dict[str, list[dict[Hashable, Any]]]]:
        """By condition on growth and region: printed changes over its span, shown, never counted.

        No survey was printed of the nation and every region, so they decide nothing. Rows of
        :func:`hubplanner.dataset.published_employment.changes_over`.
        """
        found: dict[str, dict[str, list[dict[Hashable, Any]]]] = {}
        for one in self.rule.conditions:
            if one.test == "growth":
                by_region = found.setdefault(one.id, {})
                changes = changes_over(one.measure, one.industry, one.years, as_of=self.as_of)
                for change in changes.to_dict("records"):
                    by_region.setdefault(change["region_code"], []).append(change)
        return found


def load_rule(path: str | Path) -> DesignationRule:
    """Read a rule set.

    Raises
    ------
    DataError
        Naming the file and what is wrong with it.
    """
    path = Path(path)
    try:
        return DesignationRule.model_validate(read_toml(path, DataError))
    except ValidationError as error:
        problem = error.errors()[0]
        section = Condition if problem["loc"][:1] == ("conditions",) else DesignationRule
        raise DataError(
            "{path}: {where}: {reason}; see data/references/rules",
            path=path,
            where=".".join(map(str, problem["loc"])) or Text("the rule"),
            reason=reason_of(problem, section),
        ) from error


def load_rules(folder: Path) -> list[DesignationRule]:
    """The bundled rule sets, in the order of their ids."""
    return [load_rule(path) for path in sorted(folder.glob("*.toml"))]


def apply_rule(rule: DesignationRule, panel: Panel) -> Ruling:
    """Which regions meet a rule.

    Three-valued (Kleene 1952): a condition that could not be observed leaves a group open unless
    another of its conditions is not met.
    """
    findings = {
        condition.id: _TESTS[condition.test](condition, panel) for condition in rule.conditions
    }
    groups = [
        np.min([_truth(findings[name].status) for name in group], axis=0) for group in rule.met_when
    ]
    best = np.max(groups, axis=0)
    names = np.array([NOT_MET, UNSEEN, MET])
    return Ruling(rule, pd.Series(names[best], index=panel.regions), findings, panel.as_of)


def _truth(status: pd.Series[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    words = status.to_numpy(dtype=object)
    return np.where(words == MET, 2, np.where(words == UNSEEN, 1, 0))


def _finding(
    panel: Panel,
    value: pd.Series[float],
    met: pd.Series[bool],
    limit: float | pd.Series[float],
    years: str,
    sources: set[str],
    detail: pd.Series[str] | None = None,
) -> Finding:
    value = value.reindex(panel.regions)
    status = pd.Series(UNSEEN, index=panel.regions)
    seen = value.notna()
    status[seen] = np.where(met.reindex(panel.regions)[seen].astype(bool), MET, NOT_MET)
    limits = limit if isinstance(limit, pd.Series) else pd.Series(limit, index=panel.regions)
    names = pd.Series("", index=panel.regions) if detail is None else detail
    return Finding(
        status,
        value,
        limits.reindex(panel.regions).astype(float),
        names.reindex(panel.regions).fillna(""),
        years,
        tuple(sorted(sources)),
    )


def _unseen(panel: Panel) -> Finding:
    unseen, none = pd.Series(UNSEEN, index=panel.regions), pd.Series("", index=panel.regions)
    nothing = pd.Series(np.nan, index=panel.regions)
    return Finding(unseen, nothing, nothing, none, "")


def _held(condition: Condition, value: pd.Series[float]) -> tuple[pd.Series[bool], float]:
    # 60 / 50 − 1 is a hair below 0.2 in binary; a limit that is reached is met.
    value = value.round(12)
    if condition.at_most is not None:
        return value <= condition.at_most, condition.at_most
    assert condition.at_least is not None
    return value >= condition.at_least, condition.at_least


def _growth(condition: Condition, panel: Panel) -> Finding:
    pair = panel.span(condition.measure, condition.industry, years=condition.years)
    if pair is None:
        return _unseen(panel)
    before, after = (panel.series(condition.measure, condition.industry, when) for when in pair)
    against = condition.test == "growth_against_nation"
    if against and not _national(panel, before.notna() & after.notna()):
        return _unseen(panel)
    formula = formulas.growth_against_nation if against else formulas.growth
    value = formula(before, after)
    met, limit = _held(condition, value)
    sources = _sources(panel, condition.measure, [condition.industry], *pair)
    return _finding(panel, value, met, limit, f"{pair[0]}–{pair[1]}", sources)


def _national(panel: Panel, seen: pd.Series[bool]) -> bool:
    """Whether enough regions are seen for their sum or mean to stand for the nation's."""
    return is_enough(int(seen.sum()), len(panel.regions))


def _sources(
    panel: Panel, measure: str, industries: list[str], *periods: ReferencePeriod
) -> set[str]:
    return set().union(*(panel.sources(measure, i, when) for i in industries for when in periods))


def _share(condition: Condition, panel: Panel) -> Finding:
    when = panel.latest(condition.measure, condition.industry, "total")
    if when is None:
        return _unseen(panel)
    part = panel.series(condition.measure, condition.industry, when)
    whole = panel.series(condition.measure, "total", when)
    quotient = condition.test == "quotient"
    if quotient and not _national(panel, part.notna() & whole.notna()):
        return _unseen(panel)
    formula = formulas.location_quotient if quotient else formulas.share
    value = formula(part, whole)
    met, limit = _held(condition, value)
    sources = _sources(panel, condition.measure, [condition.industry, "total"], when)
    return _finding(panel, value, met, limit, str(when), sources)


@dataclass(frozen=True)
class _Divisions:
    """Shares and location quotients of a region's industries, regions × KSIC divisions."""

    shares: pd.DataFrame
    quotients: pd.DataFrame
    when: ReferencePeriod
    sources: set[str]

    def main(self, first: int) -> list[pd.Series[str]]:
        """By rank: the division with that place by location quotient, regions without missing."""
        order = np.argsort(-self.quotients.fillna(-np.inf).to_numpy(), axis=1, kind="stable")
        names = np.asarray(self.quotients.columns, dtype=object)
        places = range(min(first, self.quotients.shape[1]))
        return [pd.Series(names[order[:, i]], index=self.quotients.index) for i in places]


def _divisions(measure: str, panel: Panel) -> _Divisions | None:
    """The last period with enough divisions, in enough regions to know the nation.

    Divisions not published for a region count as none.
    """
    when = panel.latest(measure, "total")
    if when is None:
        return None
    keys = [key for key in panel.industries(measure, when) if DIVISION.fullmatch(key)]
    if len(keys) < MIN_DIVISIONS:
        return None
    total = panel.series(measure, "total", when)
    table = pd.DataFrame({key: panel.series(measure, key, when) for key in keys})
    seen = (table.notna().sum(axis=1) >= MIN_DIVISIONS) & (total > 0)
    if not _national(panel, seen):
        return None
    table, total = table[seen], total[seen]
    shares = table.div(total, axis="index")
    nation = table.sum() / total.sum()
    quotients = shares.div(nation.where(nation > 0), axis="columns")
    return _Divisions(shares, quotients, when, _sources(panel, measure, [*keys, "total"], when))


def _main_industry(condition: Condition, panel: Panel) -> Finding:
    found = _divisions(condition.measure, panel)
    if found is None:
        return _unseen(panel)
    main = found.main(condition.first)
    value = _pick(found.quotients, main[0])
    listed = pd.concat(main, axis="columns").agg(",".join, axis="columns")
    return _finding(panel, value, value.notna(), np.nan, str(found.when), found.sources, listed)


def _main_share(condition: Condition, panel: Panel) -> Finding:
    found = _divisions(condition.measure, panel)
    if found is None:
        return _unseen(panel)
    limits = found.shares.mean() + condition.deviations * found.shares.std(ddof=0)
    # Of the main industries the one that exceeds its limit most, or falls short of it least.
    excess = pd.DataFrame(
        {
            i: _pick(found.shares - limits, main)
            for i, main in enumerate(found.main(condition.first))
        }
    )
    best = excess.fillna(-np.inf).to_numpy().argmax(axis=1)
    table = np.column_stack([main.to_numpy() for main in found.main(condition.first)])
    chosen = pd.Series(table[np.arange(len(table)), best], index=excess.index)
    value = _pick(found.shares, chosen)
    limit = chosen.map(limits)
    return _finding(panel, value, value >= limit, limit, str(found.when), found.sources, chosen)


def _main_growth(condition: Condition, panel: Panel) -> Finding:
    found = _divisions("insured", panel) or _divisions("workers", panel)
    if found is None:
        return _unseen(panel)
    main = found.main(1)[0]
    changes: dict[str, pd.Series[float]] = {}
    years, sources = "", found.sources
    for key in main.unique():
        pair = panel.span(condition.measure, key, years=condition.years)
        if pair is not None:
            before, after = (panel.series(condition.measure, key, when) for when in pair)
            changes[key] = formulas.growth(before, after).reindex(panel.regions)
            years = f"{pair[0]}–{pair[1]}"
            sources = sources | _sources(panel, condition.measure, [key], *pair)
    if not changes:
        return _unseen(panel)
    value = _pick(pd.DataFrame(changes).reindex(columns=main.unique()), main)
    met, limit = _held(condition, value)
    return _finding(panel, value, met, limit, years, sources, main)


def _diversity(condition: Condition, panel: Panel) -> Finding:
    found = _divisions(condition.measure, panel)
    if found is None:
        return _unseen(panel)
    value = formulas.entropy_diversity(found.shares)
    mean = float(value.mean())
    return _finding(panel, value, value < mean, mean, str(found.when), found.sources)


def _judgement(condition: Condition, panel: Panel) -> Finding:
    return _unseen(panel)


def _pick(table: pd.DataFrame, column: pd.Series[str]) -> pd.Series[float]:
    """From each row the value of the column named for it."""
    rows = table.reindex(column.index)
    at = rows.columns.get_indexer(pd.Index(column))
    return pd.Series(rows.to_numpy(float)[np.arange(len(rows)), at], index=column.index)


_TESTS: dict[str, Callable[[Condition, Panel], Finding]] = {
    "growth": _growth,
    "growth_against_nation": _growth,
    "share": _share,
    "quotient": _share,
    "main_industry": _main_industry,
    "main_share": _main_share,
    "main_growth": _main_growth,
    "diversity": _diversity,
    "judgement": _judgement,
}
