"""What the money of a programme rests on: each assumption with its range and where it is from."""

from __future__ import annotations

import pandas as pd

from hubplanner.language import Text
from hubplanner.scenario_programme import FundingChoice

BRIEF = Text(
    "KRIHS Policy Brief 697 (2018): 10–15 billion won of federal money a year and institute, for"
    " the first 5–7 years"
)
CO_INVESTMENT = Text(
    "middle: KRIHS Policy Brief 697 (2018), 1 : 1.5 in 2017; high: more than 2 billion dollars of"
    " others to 1 billion federal ones committed by 2017 (Manufacturing USA Annual Report, fiscal"
    " year 2017); low: assumption of this tool"
)
SOCIAL_RATE = Text(
    "social discount rate of preliminary feasibility studies, lowered from 5.5 to 4.5 % in 2017:"
    " Ministry of Economy and Finance, Newsis 2017-08-11 (NISX20170811_0000065386)"
)
OF_SCENARIO = Text("stated in the scenario")
OF_TOOL = Text("assumption of this tool, no source found: replace it by your own")

_MONEY, _YEARS = Text("KRW 100 million"), Text("years", context="unit")
_SHARE = Text("share", context="unit")
_ROWS: dict[str, tuple[Text, Text, Text]] = {
    "public": (Text("Public money for a hub in full operation, a year"), _MONEY, BRIEF),
    "years": (Text("Years of public money"), _YEARS, BRIEF),
    "ramp_years": (Text("Years until full operation"), _YEARS, OF_TOOL),
    "taper_years": (Text("Last years in which public money falls"), _YEARS, OF_TOOL),
    "co_investment": (
        Text("Co-investment for a public won"),
        Text("won", context="unit"),
        CO_INVESTMENT,
    ),
    "staying": (Text("Co-investment that stays without public money"), _SHARE, OF_TOOL),
    "running_cost": (Text("What a hub needs to go on, of its full budget"), _SHARE, OF_TOOL),
    "revenue": (Text("Own revenue in its first year"), _MONEY, OF_TOOL),
    "revenue_start": (
        Text("Years from full operation to the first own revenue"),
        _YEARS,
        OF_TOOL,
    ),
    "revenue_growth": (Text("Growth of own revenue a year"), _SHARE, OF_TOOL),
}
_RATE = Text("Real discount rate a year")


def assumptions(choice: FundingChoice) -> pd.DataFrame:
    """A row for each assumption: ``key``, ``low``, ``middle``, ``high``; ``name``, ``unit`` and
    ``source`` as texts.

    What a scenario states itself is called so; no other source is claimed for it.
    """
    usual = FundingChoice()
    rows = []
    for key, (name, unit, source) in _ROWS.items():
        low, mid, high = getattr(choice, key)
        own = getattr(choice, key) != getattr(usual, key)
        rows.append((key, low, mid, high, name, unit, OF_SCENARIO if own else source))
    rate = choice.discount_rate
    source = SOCIAL_RATE if rate == usual.discount_rate else OF_SCENARIO
    rows.append(("discount_rate", rate, rate, rate, _RATE, _SHARE, source))
    columns = ["key", "low", "middle", "high", "name", "unit", "source"]
    return pd.DataFrame(rows, columns=columns)
