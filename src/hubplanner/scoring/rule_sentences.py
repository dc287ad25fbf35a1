"""Rulings in words, Korean and English."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from hubplanner.scoring.rules import MET, NOT_MET, UNSEEN, Condition, Finding, Ruling
from hubplanner.sources.measures import MEASURES
from hubplanner.sources.published import change_line

STATUS_KO = {MET: "충족", NOT_MET: "미충족", UNSEEN: "관측 불가"}

_BY_DIVISION = ("main_industry", "main_share", "main_growth", "diversity")


@dataclass(frozen=True)
class Sentence:
    """One condition of one region; `printed` evidence beside it, Korean and English."""

    status: str
    ko: str
    en: str
    printed: tuple[tuple[str, str], ...] = ()


def headline(ruling: Ruling, code: str) -> Sentence:
    """Whether a region meets the rule."""
    status, rule = ruling.status[code], ruling.rule
    dates = f"{rule.in_force:%Y-%m-%d}–{f'{rule.until:%Y-%m-%d}' if rule.until else ''}"
    return Sentence(
        status,
        f"{rule.name_ko}({dates}): {STATUS_KO[status]}",
        f"{rule.name_en} ({dates}): {status}",
    )


def explain(ruling: Ruling, code: str, industries: Mapping[str, tuple[str, str]]) -> list[Sentence]:
    """Each condition with its figures, or why it could not be observed.

    Parameters
    ----------
    ruling
        From :func:`hubplanner.scoring.rules.apply_rule`.
    code
        The region.
    industries
        Key → Korean and English name.
    """
    return [
        replace(
            _sentence(condition, ruling.findings[condition.id], code, industries),
            printed=tuple(change_line(change) for change in printed(ruling, condition.id, code)),
        )
        for condition in ruling.rule.conditions
    ]


def printed(ruling: Ruling, condition: str, code: str) -> list[dict[Hashable, Any]]:
    """What was printed of a region that speaks to a condition; empty where nothing was."""
    changes = ruling.printed.get(condition)
    if changes is None:
        return []
    return changes[changes["region_code"] == code].to_dict("records")


def _sentence(
    condition: Condition,
    finding: Finding,
    code: str,
    industries: Mapping[str, tuple[str, str]],
) -> Sentence:
    status = finding.status[code]
    ko, en = (
        _reason(condition, industries)
        if status == UNSEEN
        else _figures(condition, finding, code, industries)
    )
    return Sentence(
        status,
        f"{condition.ko}: {STATUS_KO[status]}({ko})",
        f"{condition.en}: {status} ({en})",
    )


def _reason(condition: Condition, industries: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """What the condition needs, and the command that brings it in."""
    if condition.test == "judgement":
        return (
            f"수치가 아니라 판단: {condition.by_ko}",
            f"a judgement, not a figure: {condition.by_en}",
        )
    measure, ko, en = MEASURES[condition.measure], "", ""
    if condition.test in ("growth", "growth_against_nation", "main_growth"):
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
    command = f"hubplanner data import FILE --measure {condition.measure}"
    return f"{ko} 필요; {command}로 넣는다", f"needs {en}; add them with {command}"


def _figures(
    condition: Condition,
    finding: Finding,
    code: str,
    industries: Mapping[str, tuple[str, str]],
) -> tuple[str, str]:
    value, limit = _shown(condition, finding.value[code]), finding.limit[code]
    keys = [key for key in finding.detail[code].split(",") if key]
    ko = [", ".join(industries.get(key, (key, key))[0] for key in keys), value]
    en = [", ".join(industries.get(key, (key, key))[1] for key in keys), value]
    if pd.notna(limit):
        held = _shown(condition, limit)
        below = condition.at_most is not None or condition.test == "diversity"
        if condition.at_most is not None and -1e-6 < limit < 0:
            ko.append("기준 0 미만")
            en.append("limit below 0")
        else:
            ko.append(f"기준 {held} {'이하' if below else '이상'}")
            en.append(f"limit at {'most' if below else 'least'} {held}")
    return (
        ", ".join(filter(None, [*ko, finding.years])),
        ", ".join(filter(None, [*en, finding.years])),
    )


def _shown(condition: Condition, value: float) -> str:
    if condition.test in ("quotient", "main_industry", "diversity"):
        text = f"{value:.2f}"
    elif condition.test == "growth_against_nation":
        text = f"{100 * value:.1f} %p"
    else:
        text = f"{100 * value:.1f} %"
    return text.replace("-", "−")
