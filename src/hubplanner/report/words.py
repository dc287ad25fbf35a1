"""Words and numbers of pictures and briefs, in the language that the planner chose."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from hubplanner.language import Language, Text
from hubplanner.plan import Plan
from hubplanner.regions.provinces import named_provinces

_LONGEST_NAME = 60

# What XML and PDF cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Speaker:
    """Says things in one language.

    >>> Speaker("ko")("{n} hubs", n=6)
    '거점 6곳'
    """

    language: Language

    def __call__(self, message: str | Text, /, *, context: str = "", **values: object) -> str:
        text = message if isinstance(message, Text) else Text(message, context=context, **values)
        return text.in_language(self.language)

    def either(self, ko: str, en: str) -> str:
        """The one of a pair that data holds."""
        return ko if self.language == "ko" else en

    def region(self, plan: Plan, code: str) -> str:
        """'울산 동구' or 'Dong-gu, Ulsan': a district's name alone says little."""
        row = plan.regions.loc[code]
        if self.language == "ko":
            return f"{row['sido_short']} {_short(row['name_ko'])}"
        return f"{_short(row['name_en'])}, {row['sido_en']}"

    def place(self, plan: Plan, code: str) -> str:
        """As short as it can be without being taken for another: '거제시', but '울산 동구'."""
        name = plan.regions.at[code, f"name_{self.language}"]
        if (plan.regions[f"name_{self.language}"] == name).sum() > 1:
            return self.region(plan, code)
        return _short(str(name))

    def name(self, row: pd.Series[str]) -> str:
        """A thing's name; where the English one is missing, the Korean one."""
        return _short(row["name_ko"] if self.language == "ko" else row["name_en"] or row["name_ko"])

    def title(self, plan: Plan) -> str:
        """The scenario's title."""
        scenario = plan.scenario
        return clean(scenario.title_ko if self.language == "ko" else scenario.title_en)


def both(message: str | Text, mark: str = " · ") -> str:
    """A message in Korean and in English, for files that show one beside the other.

    >>> both("proven optimal")
    '최적해 증명됨 · proven optimal'
    """
    text = message if isinstance(message, Text) else Text(message)
    return f"{text.in_language('ko')}{mark}{text}"


def headline(plan: Plan, say: Speaker) -> str:
    """The title of slide and brief."""
    return say(
        "Why these hubs: {title}",
        title=say.title(plan),
    )


def subtitle(plan: Plan, say: Speaker) -> str:
    """What the plan holds, in numbers."""
    return say(
        "{candidates} of {regions} regions in manufacturing crisis, {hubs} hubs{firm}",
        regions=len(plan.regions),
        candidates=int(plan.regions["candidate"].sum()),
        hubs=len(plan.hubs),
        firm=f": {say(plan.sites.firm.tiers())}" if plan.sites.firm is not None else "",
    )


def credits(plan: Plan, say: Speaker) -> str:
    """Agency, title, year and licence of what the map shows, as 공공누리 asks for."""
    shown = {source for sources in plan.coverage["sources"] for source in sources}
    parts = []
    for key, row in plan.sources.iterrows():
        if key in shown or str(key).startswith("boundaries"):
            licence = row["licence"]
            if say.language == "ko":
                licence = licence.replace("KOGL type ", "공공누리 제") + "유형" * (
                    "KOGL" in licence
                )
            parts.append(
                clean(
                    f"{row['publisher_' + say.language]}, {row['title_' + say.language]}"
                    f" ({row['years'].replace(';', '·')}), {licence}"
                )
            )
    return say(
        "{dates}. Sources: {sources}. Computed by hubplanner. Travel times are estimates.",
        dates=plan.dates,
        sources="; ".join(parts),
    )


def worst_heading(plan: Plan, say: Speaker, n: int) -> str:
    """What the list of the worst regions is called: those of the scenario's provinces, if named."""
    if not (provinces := plan.scenario.candidates.provinces):
        return say("The {n} worst regions", n=n)
    where = named_provinces(provinces, plan.regions)
    return say("The {n} worst of {where} (rank in the nation)", n=n, where=where)


def rank_within(plan: Plan, row: pd.Series[int]) -> str:
    """A region's rank; among the scenario's provinces with the nation's rank behind: '1 (12)'."""
    national = str(row["rank"])
    return f"{row['rank_here']} ({national})" if plan.scenario.candidates.provinces else national


def clean(text: str) -> str:
    """Text on one line, without characters that no file format can hold.

    >>> clean("a\\x01b\\tc")
    'ab c'
    """
    return " ".join(_CONTROL.sub("", text).split())


def shorten(text: str, longest: int) -> str:
    """Cut at `longest` characters, with an ellipsis.

    >>> shorten("거제시", 3), shorten("창원시 진해구", 5)
    ('거제시', '창원시…')
    """
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _short(name: str) -> str:
    """A name for running text: a planner's data may hold ones of any length."""
    return shorten(clean(name), _LONGEST_NAME)


def figure(value: float | None, kind: str = "number") -> str:
    """A number as it is read: minus sign −, unit beside it; '–' where there is none.

    >>> figure(-0.0567, "points"), figure(0.8395, "score"), figure(float("nan"), "share")
    ('−5.7 %p', '0.840', '–')
    """
    if value is None or pd.isna(value):
        return "–"
    text = {
        "score": f"{value:.3f}",
        "minutes": f"{value:,.0f}",
        "count": f"{value:,.0f}",
        "share": f"{value * 100:.1f} %",
        "points": f"{value * 100:+.1f} %p",
        "ratio": f"{value:,.2f}",
    }.get(kind, f"{value:,.2f}")
    return text.replace("-", "−")


def sentence(text: str) -> str:
    """With a capital letter where the language has them, and no stop of its own."""
    return text[:1].upper() + text[1:].rstrip(".")
