"""Which regions may be helped, and why each is in or out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.dataset.panel import Panel
from hubplanner.errors import ScenarioError
from hubplanner.language import Joined, Pair, Text
from hubplanner.regions.provinces import area_codes, in_provinces
from hubplanner.scenario_sections import CandidateChoice
from hubplanner.scoring.composite import Scores
from hubplanner.scoring.shock_exposure import jobs_of
from hubplanner.scoring.two_ways import way_in

CAPITAL_REGION = ("11", "23", "31")
"""Seoul, Incheon and Gyeonggi (수도권정비계획법 제2조)."""

WAYS = {
    "both": Text("by exposure and decline"),
    "exposure": Text("by exposure to a shock of its industries"),
    "decline": Text("by decline"),
}


def pick_candidates(scores: pd.DataFrame, top: int) -> pd.Series[bool]:
    """The `top` regions with the highest crisis score; ties at the edge go by region code.

    >>> scores = pd.DataFrame({"crisis_score": [0.2, 0.9, 0.5]}, index=["a", "b", "c"])
    >>> pick_candidates(scores, 2).tolist()
    [False, True, True]
    """
    score = scores["crisis_score"].to_numpy(float)
    worse = score
    if "rank" in scores:  # which knows more than the score where two are alike
        worse = -scores["rank"].to_numpy(float, na_value=np.nan)
    by_code = np.argsort(scores.index.to_numpy(), kind="stable")
    scored = by_code[~np.isnan(score[by_code])]
    if top > len(scored):
        raise ScenarioError(
            "candidates.top = {top} is refused: only {count} regions could be scored;"
            " ask for at most {count}",
            top=top,
            count=len(scored),
        )
    worst = scored[np.argsort(-worse[scored], kind="stable")[:top]]
    chosen: npt.NDArray[np.bool_] = np.zeros(len(scores), dtype=bool)
    chosen[worst] = True
    return pd.Series(chosen, scores.index, dtype=bool, name="candidate")


def choose_candidates(
    scores: Scores, choice: CandidateChoice, regions: pd.DataFrame, panel: Panel
) -> pd.DataFrame:
    """Candidates by the scenario's conditions, each region with the reason.

    Parameters
    ----------
    scores
        From :func:`hubplanner.scoring.score_regions`.
    choice
        All conditions must hold; of the regions that meet them the `top` worst are candidates.
    regions
        With the provinces of 2020 and of today: the conditions follow those of today.
    panel
        The statistics, for an official rule.

    Returns
    -------
    DataFrame
        ``candidate``; ``eligible``: whether it meets all conditions; ``candidate_by``: by which way
        (``exposure``, ``decline``, ``both``, empty for the others); ``affected``: whether it would
        be a candidate but for too few manufacturing jobs; ``why_ko`` and ``why_en``: the rank for
        those in, the first condition that fails for those out.

    Raises
    ------
    ScenarioError
        When a province or rule is unknown, or no region is left.
    """
    score, out = scores.table["crisis_score"], _conditions(scores, choice, regions, panel)
    candidate = _worst(scores, choice, out)
    may = out.left.copy()
    out.add(~candidate, Text("not among the {top} worst", top=_how_many(choice, may)))
    least = float(score[candidate].min())
    way = way_in(scores.table, least).where(candidate, "")
    ranked = [
        Text("rank {rank} by crisis score, {way}", rank=rank, way=WAYS[by])
        if by
        else Text("rank {rank} by crisis score", rank=rank)
        for rank, by in zip(scores.table["rank"], way, strict=True)
    ]
    why = out.reasons.where(~candidate, pd.Series(ranked, index=regions.index, dtype=object))
    any_size = choice.model_copy(update={"min_jobs_share": 0.0, "min_jobs": 0})
    but_for_size = _conditions(scores, any_size, regions, panel).left & (score >= least)
    return pd.DataFrame(
        {
            "candidate": candidate,
            "eligible": may,
            "candidate_by": way,
            "affected": but_for_size & ~_large_enough(choice, panel),
            "why_ko": why.map(lambda reason: reason.in_language("ko")),
            "why_en": why.map(str),
        }
    )


def candidates_of(
    scores: Scores, choice: CandidateChoice, regions: pd.DataFrame, panel: Panel
) -> pd.Series[bool]:
    """Which regions are candidates, without the reasons; as :func:`choose_candidates`."""
    return _worst(scores, choice, _conditions(scores, choice, regions, panel))


def _worst(scores: Scores, choice: CandidateChoice, out: _Reasons) -> pd.Series[bool]:
    """The worst of the regions that meet all conditions."""
    if choice.min_score > 0:
        below = Text("crisis score below {limit:g}", limit=choice.min_score)
        out.add(scores.table["crisis_score"] < choice.min_score, below)
    if not out.left.any():
        causes = Joined(
            ", ",
            [
                Text("{count} regions: {reason}", count=count, reason=reason)
                for reason, count in out.reasons.value_counts().items()
            ],
        )
        raise ScenarioError(
            "candidates: no region meets all conditions ({causes}); loosen candidates.min_score,"
            " min_jobs_share, min_jobs, min_manufacturing, rule or provinces",
            causes=causes,
        )
    return pick_candidates(
        scores.table[["crisis_score", "rank"]].where(out.left), _how_many(choice, out.left)
    )


def _how_many(choice: CandidateChoice, left: pd.Series[bool]) -> int:
    return min(choice.top, int(left.sum())) if choice.conditional else choice.top


def eligible(
    scores: Scores,
    choice: CandidateChoice,
    regions: pd.DataFrame,
    panel: Panel,
) -> pd.Series[bool]:
    """Regions that may be candidates whatever the weights: province, manufacturing share, rule.

    Arguments as for :func:`choose_candidates`.
    """
    return _conditions(scores, choice, regions, panel).left


def _conditions(
    scores: Scores,
    choice: CandidateChoice,
    regions: pd.DataFrame,
    panel: Panel,
) -> _Reasons:
    """The conditions that hold under any weights, tried in turn."""
    out = _Reasons(regions.index)
    unscored = scores.table["crisis_score"].isna()
    out.add(unscored, Text("crisis score not observable"))
    if choice.provinces:
        _refuse_unknown(choice.provinces, regions)
        out.add(~in_provinces(choice.provinces, regions), Text("province not included"))
    elif not choice.capital_region:
        capital = regions["sido_today_code"].isin(CAPITAL_REGION)
        out.add(capital, Text("in the capital region, which candidates.capital_region leaves out"))
    _add_size(choice, panel, out)
    if choice.min_manufacturing > 0:
        share, limit = scores.values["manufacturing_share"], 100 * choice.min_manufacturing
        out.add(share.isna(), Text("manufacturing share not observable"))
        below = Text("manufacturing share below {limit:g} %", limit=limit)
        out.add(share < choice.min_manufacturing, below)
    if choice.rule:
        _rule_met(choice.rule, panel, out)
    return out


def _add_size(choice: CandidateChoice, panel: Panel, out: _Reasons) -> None:
    jobs = jobs_of(panel)
    if jobs is None or not (choice.min_jobs_share or choice.min_jobs):
        return  # before 2016 no count of jobs where the work is
    share = jobs["manufacturing_jobs"] / jobs["jobs"]
    limit = 100 * choice.min_jobs_share
    low = Text("manufacturing has less than {limit:g} % of the jobs", limit=limit)
    out.add(share.isna(), Text("manufacturing jobs not observable"))
    out.add(share < choice.min_jobs_share, low)
    few = Text("fewer than {limit:,} manufacturing jobs", limit=choice.min_jobs)
    out.add(jobs["manufacturing_jobs"] < choice.min_jobs, few)


def _large_enough(choice: CandidateChoice, panel: Panel) -> pd.Series[bool]:
    out = _Reasons(panel.regions)
    _add_size(choice, panel, out)
    return out.left


class _Reasons:
    """The first reason why a region is out, by region."""

    def __init__(self, index: pd.Index[str]) -> None:
        self.left = pd.Series(True, index=index)
        self.reasons = pd.Series(Text(""), index=index, dtype=object)

    def add(self, out: pd.Series[bool], reason: Text) -> None:
        self.reasons.loc[self.left & out] = reason
        self.left &= ~out


def _refuse_unknown(names: tuple[str, ...], regions: pd.DataFrame) -> None:
    if unknown := [name for name in names if not area_codes(name)]:
        raise ScenarioError(
            "candidates.provinces: {unknown} is no province; known: {drop_duplicates}",
            unknown=", ".join(unknown),
            drop_duplicates=", ".join(regions["sido_short"].drop_duplicates()),
        )


def _rule_met(name: str, panel: Panel, out: _Reasons) -> None:
    # Rules load only where a scenario asks for one.
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
    ruling = apply_rule(load_rule(path), panel)
    rule = Pair(ruling.rule.name_ko, ruling.rule.name_en)
    out.add(ruling.status == NOT_MET, Text("{rule}: not met", rule=rule))
    out.add(ruling.status == UNSEEN, Text("{rule}: not observable", rule=rule))
