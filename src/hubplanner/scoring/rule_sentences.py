"""Rulings in words, Korean and English."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from hubplanner.dataset.published import change_line
from hubplanner.scoring.rules import MET, NOT_MET, UNSEEN, Condition, Finding, Ruling
from hubplanner.tables.measures import MEASURES

STATUS_KO = {MET: "충족", NOT_MET: "미충족", UNSEEN: "관측 불가"}

_SPANS = ("growth", "growth_against_nation", "main_growth")
_BY_DIVISION = ("main_industry", "main_share", "main_growth", "diversity")


@dataclass(frozen=True)
class Sentence:
    """One condition of one region; `printed` evidence beside it, Korean and English."""

    status: str
    ko: str
    en: str
    printed: tuple[tuple[str, str], ...] = ()


def headline(ruling: Ruling, code: str) -> Sentence:
    """Whether a region meets the rule, and when that is in force."""
    status, rule, year = ruling.status[code], ruling.rule, ruling.as_of
    if rule.until:
        ko, en = f"{rule.in_force}–{rule.until} 시행", f"in force {rule.in_force}–{rule.until}"
    else:
        ko, en = f"{rule.in_force}부터 시행", f"in force since {rule.in_force}"
    if year and year < rule.in_force.year:
        ko, en = f"{ko}, {year}년에는 시행 전", f"{en}, not yet in {year}"
    elif year and rule.until and year > rule.until.year:
        ko, en = f"{ko}, {year}년에는 폐지 뒤", f"{en}, no longer in {year}"
    return Sentence(
        status,
        f"{rule.name_ko}, {ko}: {STATUS_KO[status]}",
        f"{rule.name_en}, {en}: {status}",
    )


def explain(
    ruling: Ruling,
    code: str,
    industries: Mapping[str, tuple[str, str]],
    sources: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> list[Sentence]:
    """Each condition with its figures, or why it could not be observed.

    Parameters
    ----------
    ruling
        From :func:`hubplanner.scoring.rules.apply_rule`.
    code
        The region.
    industries
        Key → Korean and English name.
    sources
        Id → Korean and English title; a source without one is told by its id.
    """
    return [
        replace(
            _sentence(condition, ruling.findings[condition.id], code, industries, sources),
            printed=tuple(change_line(change) for change in printed(ruling, condition.id, code)),
        )
        for condition in ruling.rule.conditions
    ]


def source_titles(sources: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Id → Korean and English title, for :func:`explain`."""
    titles = sources[["title_ko", "title_en"]].astype(str)
    return {str(one): (ko, en) for one, ko, en in titles.itertuples(name=None)}


def printed(ruling: Ruling, condition: str, code: str) -> list[dict[Hashable, Any]]:
    """What was printed of a region that speaks to a condition; empty where nothing was."""
    return ruling.printed.get(condition, {}).get(code, [])


def _sentence(
    condition: Condition,
    finding: Finding,
    code: str,
    industries: Mapping[str, tuple[str, str]],
    sources: Mapping[str, tuple[str, str]],
) -> Sentence:
    status = finding.status[code]
    ko, en = (
        unseen_reason(condition, industries)
        if status == UNSEEN
        else _figures(condition, finding, code, industries, sources)
    )
    return Sentence(
        status,
        f"{condition.ko}: {STATUS_KO[status]}({ko})",
        f"{condition.en}: {status} ({en})",
    )


def unseen_reason(
    condition: Condition, industries: Mapping[str, tuple[str, str]]
) -> tuple[str, str]:
    """What a condition needs and the command that brings it in, Korean and English."""
    if condition.test == "judgement":
        return (
            f"수치가 아니라 판단: {condition.by_ko}",
            f"a judgement, not a figure: {condition.by_en}",
        )
    measure, ko, en = MEASURES[condition.measure], "", ""
    if condition.test in _SPANS:
        ko = f"{condition.years}년 간격의 "
        en = f", {condition.years} year{'s' if condition.years > 1 else ''} apart"
    if condition.test in _BY_DIVISION:
        ko, en = f"{ko}산업중분류별 ", f" by KSIC division{en}"
    elif condition.industry != "total":
        names = industries.get(condition.industry, (condition.industry,) * 2)
        ko, en = f"{ko}{names[0]} ", f" in {names[1]}{en}"
    ko, en = f"{ko}{measure.name_ko}", f"{measure.name_en.split(': ')[-1]}{en}"
    if condition.test == "main_growth" and condition.measure not in ("insured", "workers"):
        ko += ", 그리고 주된 산업을 가릴 산업중분류별 종사자수나 고용보험 피보험자수"
        en += ", and workers or insured persons by division to tell the main industry"
    if condition.test in (*_BY_DIVISION, "growth_against_nation", "quotient"):
        ko, en = f"시군구 3분의 2 이상에서 {ko}", f"{en}, in two thirds of the regions or more"
    command = f"hubplanner data import FILE --measure {condition.measure}"
    return f"{ko} 필요; {command}로 넣는다", f"needs {en}; add them with {command}"


def _figures(
    condition: Condition,
    finding: Finding,
    code: str,
    industries: Mapping[str, tuple[str, str]],
    sources: Mapping[str, tuple[str, str]],
) -> tuple[str, str]:
    value, limit = finding.value[code], finding.limit[code]
    names = [industries.get(key, (key, key)) for key in finding.detail[code].split(",") if key]
    if condition.test == "main_industry":  # the quotient is that of the first
        (ko, en), *rest = names
        names = [(f"{ko} 입지계수 {value:.2f}", f"{en}, location quotient {value:.2f}"), *rest]
        figures = []
    else:
        figures = [_shown(condition, value)]
    held = [_limit(condition, limit)] if pd.notna(limit) else []
    titles = [sources.get(one, (one, one)) for one in finding.sources]
    in_ko, in_en = ("; ".join(title) for title in zip(*titles, strict=True)) if titles else ("", "")
    end = [(finding.years, finding.years), (f"출처 {in_ko}", f"source {in_en}")]
    # Names of industries have commas in them: 펄프, 종이 및 종이제품 제조업.
    named = [tuple(" / ".join(one) for one in zip(*names, strict=True))] if names else []
    parts = [*named, *figures, *held, *end]
    return ", ".join(ko for ko, _ in parts), ", ".join(en for _, en in parts)


def _limit(condition: Condition, limit: float) -> tuple[str, str]:
    if condition.at_most is not None and -1e-6 < limit < 0:
        return "기준 0 미만", "limit below 0"
    ko, en = _shown(condition, limit)
    if condition.test == "diversity":
        return f"기준(전국 평균) {ko} 미만", f"limit (mean of all regions) below {en}"
    if condition.at_most is not None:
        return f"기준 {ko} 이하", f"limit at most {en}"
    return f"기준 {ko} 이상", f"limit at least {en}"


def _shown(condition: Condition, value: float) -> tuple[str, str]:
    """A figure in the unit of the condition, Korean and English."""
    if condition.test == "diversity":
        return f"엔트로피 {value:.2f}", f"entropy {value:.2f}"
    if condition.test == "quotient":
        return (f"{value:.2f}",) * 2
    signed = condition.test in _SPANS
    text = f"{100 * value:{'+' if signed else ''}.1f}".replace("-", "−")
    if condition.test == "growth_against_nation":
        return f"{text} %p", f"{text} points"
    return (f"{text} %",) * 2
