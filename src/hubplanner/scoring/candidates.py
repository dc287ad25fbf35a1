"""Which regions may be helped."""

from __future__ import annotations

import pandas as pd

from hubplanner.errors import ScenarioError


def pick_candidates(scores: pd.DataFrame, top: int) -> pd.Series[bool]:
    """The `top` regions with the highest crisis score; ties at the edge go by region code.

    >>> scores = pd.DataFrame({"crisis_score": [0.2, 0.9, 0.5]}, index=["a", "b", "c"])
    >>> pick_candidates(scores, 2).tolist()
    [False, True, True]
    """
    scored = scores["crisis_score"].dropna().sort_index()
    if top > len(scored):
        raise ScenarioError(
            f"candidates.top = {top} is refused: only {len(scored)} regions could be scored;"
            f" ask for at most {len(scored)}"
        )
    worst = scored.sort_values(ascending=False, kind="stable").index[:top]
    return pd.Series(scores.index.isin(worst), index=scores.index, name="candidate")
