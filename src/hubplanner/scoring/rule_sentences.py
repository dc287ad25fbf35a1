"""Rulings in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from hubplanner.dataset.published_employment import change_line
from hubplanner.language import Joined, Pair, Text
from hubplanner.scoring.rules import MET, UNSEEN, Condition, Finding, Ruling
from hubplanner.tables.measures import MEASURES

_SPANS = ("growth", "growth_against_nation", "main_growth")
_BY_DIVISION = ("main_industry", "main_share", "main_growth", "diversity")


@dataclass(frozen=True)
class Sentence:
    """One condition of one region; `printed` evidence beside it."""

    status: str
    text: Text
    printed: tuple[Text, ...] = ()


def headline(ruling: Ruling, code: str) -> Sentence:
    """Whether a region meets the rule, and when that is in force."""
    status, rule, year = ruling.status[code], ruling.rule, ruling.as_of
    if rule.until:
        force = Text("in force {start}–{end}", start=rule.in_force, end=rule.until)
    else:
        force = Text("in force since {start}", start=rule.in_force)
    if year and year < rule.in_force.year:
        force = Text("{force}, not yet in {year}", force=force, year=year)
    elif year and rule.until and year > rule.until.year:
        force = Text("{force}, no longer in {year}", force=force, year=year)
    name = Pair(rule.name_ko, rule.name_en)
    return Sentence(status, Joined("", [name, ", ", force, ": ", Text(status)]))


def explain(
    ruling: Ruling,
    code: str,
    industries: Mapping[str, Text],
    sources: Mapping[str, Text] = MappingProxyType({}),
) -> list[Sentence]:
    """Each condition with its figures, or why it could not be observed.

    Parameters
    ----------
    ruling
        From :func:`hubplanner.scoring.rules.apply_rule`.
    code
        The region.
    industries
        Key → name.
    sources
        Id → title; a source without one is told by its id.
    """
    return [
        replace(
            _sentence(condition, ruling.findings[condition.id], code, industries, sources),
            printed=tuple(change_line(change) for change in printed(ruling, condition.id, code)),
        )
        for condition in ruling.rule.conditions
    ]


def source_titles(sources: pd.DataFrame) -> dict[str, Text]:
    """Id → title, for :func:`explain`."""
    titles = sources[["title_ko", "title_en"]].astype(str)
    return {str(one): Pair(ko, en) for one, ko, en in titles.itertuples(name=None)}


def printed(ruling: Ruling, condition: str, code: str) -> list[dict[Hashable, Any]]:
    """What was printed of a region that speaks to a condition; empty where nothing was."""
    return ruling.printed.get(condition, {}).get(code, [])


def _sentence(
    condition: Condition,
    finding: Finding,
    code: str,
    industries: Mapping[str, Text],
    sources: Mapping[str, Text],
) -> Sentence:
    status, name = finding.status[code], Pair(condition.ko, condition.en)
    if status == UNSEEN:
        needs = unseen_reason(condition, industries)
        return Sentence(
            status, Text("{condition}: not observable ({needs})", condition=name, needs=needs)
        )
    figures = _figures(condition, finding, code, industries, sources)
    if status == MET:
        text = Text("{condition}: met ({figures})", condition=name, figures=figures)
    else:
        text = Text("{condition}: not met ({figures})", condition=name, figures=figures)
    return Sentence(status, text)


def unseen_reason(condition: Condition, industries: Mapping[str, Text]) -> Text:
    """What a condition needs and the command that brings it in."""
    if condition.test == "judgement":
        by = Pair(condition.by_ko, condition.by_en)
        return Text("a judgement, not a figure: {by}", by=by)
    measure = MEASURES[condition.measure]
    what: Text = Pair(measure.name_ko, measure.name_en.split(": ")[-1])
    if condition.test in _BY_DIVISION:
        what = Text("{measure} by KSIC division", measure=what)
    elif condition.industry != "total":
        industry = industries.get(condition.industry, condition.industry)
        what = Text("{measure} in {industry}", measure=what, industry=industry)
    if condition.test in _SPANS:
        years = condition.years
        if years > 1:
            what = Text("{what}, {years} years apart", what=what, years=years)
        else:
            what = Text("{what}, {years} year apart", what=what, years=years)
    if condition.test == "main_growth" and condition.measure not in ("insured", "workers"):
        what = Text(
            "{what}, and workers or insured persons by division to tell the main industry",
            what=what,
        )
    if condition.test in (*_BY_DIVISION, "growth_against_nation", "quotient"):
        what = Text("{what}, in two thirds of the regions or more", what=what)
    command = f"hubplanner data import FILE --measure {condition.measure}"
    return Text("needs {what}; add them with {command}", what=what, command=command)


def _figures(
    condition: Condition,
    finding: Finding,
    code: str,
    industries: Mapping[str, Text],
    sources: Mapping[str, Text],
) -> Text:
    value, limit = finding.value[code], finding.limit[code]
    names = [industries.get(key) or Text(key) for key in finding.detail[code].split(",") if key]
    parts: list[Text] = []
    if condition.test == "main_industry":  # the quotient is that of the first
        names[0] = Text("{industry}, location quotient {value:.2f}", industry=names[0], value=value)
    else:
        parts = [_shown(condition, value)]
    if names:  # names of industries have commas in them: 펄프, 종이 및 종이제품 제조업
        parts.insert(0, Joined(" / ", names))
    if pd.notna(limit):
        parts.append(_limit(condition, limit))
    titles = Joined("; ", [sources.get(one, one) for one in finding.sources])
    return Joined(", ", [*parts, finding.years, Text("source {titles}", titles=titles)])


def _limit(condition: Condition, limit: float) -> Text:
    if condition.at_most is not None and -1e-6 < limit < 0:
        return Text("limit below 0")
    shown = _shown(condition, limit)
    if condition.test == "diversity":
        return Text("limit (mean of all regions) below {limit}", limit=shown)
    if condition.at_most is not None:
        return Text("limit at most {limit}", limit=shown)
    return Text("limit at least {limit}", limit=shown)


def _shown(condition: Condition, value: float) -> Text:
    """A figure in the unit of the condition."""
    if condition.test == "diversity":
        return Text("entropy {value:.2f}", value=value)
    if condition.test == "quotient":
        return Text(f"{value:.2f}")
    signed = "+" if condition.test in _SPANS else ""
    percent = f"{100 * value:{signed}.1f}".replace("-", "−")
    if condition.test == "growth_against_nation":
        return Text("{percent} points", percent=percent)
    return Text(f"{percent} %")
