"""Which regions may be helped, and why each is in or out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from hubplanner.errors import ScenarioError
from hubplanner.regions.provinces import province_codes
from hubplanner.scenario import CandidateChoice
from hubplanner.scoring.composite import Scores


def pick_candidates(scores: pd.DataFrame, top: int) -> pd.Series[bool]:
    """The `top` regions with the highest crisis score; ties at the edge go by region code.

    >>> scores = pd.DataFrame({"crisis_score": [0.2, 0.9, 0.5]}, index=["a", "b", "c"])
    >>> pick_candidates(scores, 2).tolist()
    [False, True, True]
    """
    scored = scores["crisis_score"].dropna().sort_index()
    if top > len(scored):
        raise ScenarioError(
            "candidates.top = {top} is refused: only {count} regions could be scored;"
            " ask for at most {count}",
            top=top,
            count=len(scored),
        )
    worst = scored.sort_values(ascending=False, kind="stable").index[:top]
    return pd.Series(scores.index.isin(worst), index=scores.index, name="candidate")


def choose_candidates(
    scores: Scores, choice: CandidateChoice, regions: pd.DataFrame, statistics: pd.DataFrame
) -> pd.DataFrame:
    """Candidates by the scenario's conditions, each region with the reason.

    Parameters
    ----------
    scores
        From :func:`hubplanner.scoring.score_regions`.
    choice
        All conditions must hold; of the regions that meet them the `top` worst are candidates.
    regions
        With ``sido_code`` and the names of provinces.
    statistics
        For an official rule.

    Returns
    -------
    DataFrame
        ``candidate``, ``why_ko`` and ``why_en``: the rank for those in, the first condition
        that fails for those out.

    Raises
    ------
    ScenarioError
        When a province or rule is unknown, or no region is left.
    """
    score = scores.table["crisis_score"]
    out = _conditions(scores, choice, regions, statistics)
    if choice.min_score > 0:
        limit = f"{choice.min_score:g}"
        out.add(score < choice.min_score, f"위기점수 {limit} 미만", f"crisis score below {limit}")
    if not out.left.any():
        causes = ", ".join(f"{count} regions: {en}" for en, count in out.en.value_counts().items())
        raise ScenarioError(
            "candidates: no region meets all conditions ({causes}); loosen candidates.min_score,"
            " min_manufacturing, rule or provinces",
            causes=causes,
        )
    top = min(choice.top, int(out.left.sum())) if choice.conditional else choice.top
    candidate = pick_candidates(scores.table.where(out.left), top)
    out.add(~candidate, f"상위 {top}곳에 들지 못함", f"not among the {top} worst")
    rank = scores.table["rank"].astype("string")
    ko, en = ("조건 충족, ", "meets the conditions, ") if choice.conditional else ("", "")
    return pd.DataFrame(
        {
            "candidate": candidate,
            "why_ko": out.ko.where(~candidate, f"{ko}위기점수 " + rank + "위"),
            "why_en": out.en.where(~candidate, f"{en}rank " + rank + " by crisis score"),
        }
    )


def eligible(
    scores: Scores,
    choice: CandidateChoice,
    regions: pd.DataFrame,
    statistics: pd.DataFrame,
    *,
    as_of: int | None = None,
) -> pd.Series[bool]:
    """Regions that may be candidates whatever the weights: province, manufacturing share, rule.

    Arguments as for :func:`choose_candidates`; the rule sees nothing after the year `as_of`.
    """
    return _conditions(scores, choice, regions, statistics, as_of).left


def _conditions(
    scores: Scores,
    choice: CandidateChoice,
    regions: pd.DataFrame,
    statistics: pd.DataFrame,
    as_of: int | None = None,
) -> _Reasons:
    """The conditions that hold under any weights, tried in turn."""
    out = _Reasons(regions.index)
    unscored = scores.table["crisis_score"].isna()
    out.add(unscored, "위기점수를 관측할 수 없음", "crisis score not observable")
    if choice.provinces:
        chosen = _provinces(choice.provinces, regions)
        out.add(~regions["sido_code"].isin(chosen), "포함된 시도가 아님", "province not included")
    if choice.min_manufacturing > 0:
        share, limit = scores.values["manufacturing_share"], f"{100 * choice.min_manufacturing:g} %"
        out.add(share.isna(), "제조업 비중 관측 불가", "manufacturing share not observable")
        out.add(
            share < choice.min_manufacturing,
            f"제조업 비중 {limit} 미만",
            f"manufacturing share below {limit}",
        )
    if choice.rule:
        _rule_met(choice.rule, regions, statistics, as_of, out)
    return out


class _Reasons:
    """The first reason why a region is out, by region."""

    def __init__(self, index: pd.Index[str]) -> None:
        self.left = pd.Series(True, index=index)
        self.ko = pd.Series("", index=index)
        self.en = pd.Series("", index=index)

    def add(self, out: pd.Series[bool], ko: str, en: str) -> None:
        newly = self.left & out
        self.ko[newly], self.en[newly] = ko, en
        self.left &= ~out


def _provinces(names: tuple[str, ...], regions: pd.DataFrame) -> set[str]:
    codes = {name: province_codes(name) for name in names}
    if unknown := [name for name, meant in codes.items() if not meant]:
        raise ScenarioError(
            "candidates.provinces: {unknown} is no province; known: {drop_duplicates}",
            unknown=", ".join(unknown),
            drop_duplicates=", ".join(regions["sido_short"].drop_duplicates()),
        )
    return set().union(*codes.values())


def _rule_met(
    name: str,
    regions: pd.DataFrame,
    statistics: pd.DataFrame,
    as_of: int | None,
    out: _Reasons,
) -> None:
    # Rules load only where a scenario asks for one.
    from hubplanner.scoring.panel import Panel
    from hubplanner.scoring.rules import NOT_MET, RULES, UNSEEN, apply_rule, load_rule

    path = Path(name) if name.endswith(".toml") else RULES / f"{name}.toml"
    if name.endswith(".toml") and not path.exists():
        raise ScenarioError(
            "{name}: no such rule file; mend candidates.rule in the scenario", name=name
        )
    if not path.exists():
        known = ", ".join(sorted(one.stem for one in RULES.glob("*.toml")))
        raise ScenarioError(
            "candidates.rule = '{name}' is unknown; write one of {known}, or a rule file (.toml)",
            name=name,
            known=known,
        )
    ruling = apply_rule(load_rule(path), Panel(regions.index, statistics, as_of))
    rule = ruling.rule
    out.add(ruling.status == NOT_MET, f"{rule.name_ko}: 미충족", f"{rule.name_en}: not met")
    out.add(
        ruling.status == UNSEEN,
        f"{rule.name_ko}: 관측 불가",
        f"{rule.name_en}: not observable",
    )
