"""``hubplanner effect``: what became of treated regions, as a chapter."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from hubplanner.effects.event_study_picture import event_study_picture
from hubplanner.effects.findings import UNEVEN, Findings, Verdict
from hubplanner.effects.growth import growth_table, us_growth
from hubplanner.effects.panel import EvenPanel, RegionPanel
from hubplanner.effects.randomisation import LEVEL, REASSIGNMENTS
from hubplanner.language import LANGUAGES, Text
from hubplanner.report.blocks import Block, Heading, Paragraph, Picture, Table
from hubplanner.report.chapter import Chapter
from hubplanner.report.columns import Heading as ColumnHeading
from hubplanner.report.columns import column
from hubplanner.report.words import Speaker


def effect_chapter(panel: RegionPanel, compared: EvenPanel, found: Findings) -> Chapter:
    """The effect on treated regions, told for planners.

    Parameters
    ----------
    panel, compared
        As read; what of it was compared.
    found
        From :func:`hubplanner.effects.findings.find`.
    """
    growth = growth_table(panel.values.loc[compared.codes], compared.treated)
    return Chapter(
        "effect",
        Text("Effect on regions"),
        panel.what,
        {
            "effect": estimates_table(found),
            "event_study": path_table(found),
            "growth": _named(panel, growth),
            "without_each": _named(panel, without_table(found)),
        },
        lambda say: _blocks(say, panel, compared, found, growth),
        HEADINGS,
    )


def estimates_table(found: Findings) -> pd.DataFrame:
    """One row an estimator: effect and interval in percent, and whether it counts."""
    rows: list[tuple[str, Any]] = [
        ("Callaway-Sant'Anna, randomisation inference", found.chance),
        ("Callaway-Sant'Anna, cluster-robust, t", found.robust),
        ("synthetic difference-in-differences", found.synthetic),
        ("two-way fixed effects", found.two_way.estimate),
    ]
    return pd.DataFrame(
        [
            {
                "estimator": name,
                "effect_percent": _percent(one.effect),
                "low_percent": _percent(one.low),
                "high_percent": _percent(one.high),
            }
            for name, one in rows
            if one is not None
        ]
    )


def path_table(found: Findings) -> pd.DataFrame:
    """The event study: one row a period, −1 the base; percent."""
    path = found.path
    return pd.DataFrame(
        {
            "periods_since": list(path.periods),
            "effect_percent": [_percent(one) for one in path.effect],
            "low_percent": [_percent(one) for one in path.low],
            "high_percent": [_percent(one) for one in path.high],
        }
    )


def without_table(found: Findings) -> pd.DataFrame:
    """The effect without each treated region, by ``region_code``; percent."""
    return pd.DataFrame(
        {
            "region_code": found.without.index.astype(str),
            "effect_percent": [_percent(one) for one in found.without],
        }
    )


def verdict_sentence(panel: RegionPanel, compared: EvenPanel, found: Findings) -> Text:
    """What can be said, in one sentence with its figures."""
    figures = {
        "what": panel.what,
        "count": len(compared.treated),
        "effect": _signed(found.chance.effect),
        "low": _signed(found.interval[0]),
        "high": _signed(found.interval[1]),
        "visible": f"{_percent(found.chance.least_visible):.1f}",
    }
    match found.verdict:
        case Verdict.NOTHING:
            return Text(
                "{what} of the {count} treated regions is not distinguishable from no effect:"
                " {effect} % (95 % interval {low} to {high} %); only an effect of {visible} % or"
                " more would have been seen reliably.",
                **figures,
            )
        case Verdict.APART:
            return Text(
                "{what} of the {count} treated regions came out {effect} % (95 % interval {low} to"
                " {high} %) against the others, but they had parted from these before anything"
                " began: this is no evidence of an effect.",
                **figures,
            )
        case Verdict.UNTOLD:
            return Text(
                "{what} of the {count} treated regions came out {effect} % (95 % interval {low} to"
                " {high} %) against the others, but the years observed cannot tell this from what"
                " had begun before: it is a difference, not an effect.",
                **figures,
            )
        case Verdict.HIGHER:
            return Text(
                "{what} of the {count} treated regions is higher than it would have been:"
                " {effect} % (95 % interval {low} to {high} %), if they had otherwise moved as"
                " the others did.",
                **figures,
            )
        case Verdict.LOWER:
            return Text(
                "{what} of the {count} treated regions is lower than it would have been:"
                " {effect} % (95 % interval {low} to {high} %), if they had otherwise moved as"
                " the others did.",
                **figures,
            )


def _blocks(
    say: Speaker, panel: RegionPanel, compared: EvenPanel, found: Findings, growth: pd.DataFrame
) -> list[Block]:
    years = f"{compared.years[0]}–{compared.years[-1]}"
    return [
        Paragraph(say(verdict_sentence(panel, compared, found))),
        Paragraph(
            say(
                "{treated} treated regions and {others} never treated, {years} ({count} years"
                " observed).",
                treated=len(compared.treated),
                others=int((compared.first < 0).sum()),
                years=years,
                count=len(compared.years),
            )
        ),
        Heading(say("The effect by each method")),
        _estimates_block(say, found),
        Paragraph(
            say(
                "The first line counts. The cluster-robust interval rests on the residuals of the"
                " treated regions alone, few as they are, here with Student's t for so many"
                " clusters. Two-way fixed effects also compare with regions that are treated"
                " already ({forbidden:.1f} % of their weight) and fail when effects grow"
                " (Goodman-Bacon 2021).",
                forbidden=100 * found.two_way.forbidden,
            ),
            note=True,
        ),
        Heading(say("Before and after")),
        Picture(
            event_study_picture(found.path, say),
            say("Effect by periods since the treatment began, with 95 % intervals."),
        ),
        *(Paragraph(line) for line in _placebos(say, found)),
        Heading(say("Growth against the nation, {years}", years=years)),
        _growth_block(say, panel, growth),
        Heading(say("What is assumed, and what this cannot say")),
        *(Paragraph(line, note=True) for line in _limits(say, compared, found)),
    ]


def _estimates_block(say: Speaker, found: Findings) -> Table:
    names = {
        "Callaway-Sant'Anna, randomisation inference": say(
            "Difference-in-differences with staggered adoption, randomisation inference"
        ),
        "Callaway-Sant'Anna, cluster-robust, t": say("The same, cluster-robust interval"),
        "synthetic difference-in-differences": say("Synthetic difference-in-differences"),
        "two-way fixed effects": say("Two-way fixed effects (for comparison)"),
    }
    return Table(
        [say("Method"), say("Effect, %"), say("95 % interval, %")],
        [
            [
                names[row["estimator"]],
                _typeset(row["effect_percent"]),
                f"{_typeset(row['low_percent'])} – {_typeset(row['high_percent'])}",
            ]
            for row in estimates_table(found).to_dict("records")
        ],
        (0.56, 0.16, 0.28),
        frozenset({1, 2}),
    )


def _placebos(say: Speaker, found: Findings) -> list[str]:
    told = [
        say(
            "Placebo in space: of {count:,} assignments to regions drawn at random, {share:.1f} %"
            " come out as far from nothing.",
            count=REASSIGNMENTS,
            share=100 * found.chance.p_value,
        )
    ]
    p = found.path.before_p_value
    if math.isnan(p):
        told.append(
            say(
                "Before: only one period is observed, so nothing shows whether regions ran"
                " parallel."
            )
        )
    elif p < LEVEL:
        told.append(
            say("Before: treated regions had parted from the others already (p = {p:.2f}).", p=p)
        )
    else:
        told.append(
            say(
                "Before: treated regions ran with the others as closely as chance would have it"
                " (p = {p:.2f}).",
                p=p,
            )
        )
    if found.earlier is not None:
        moved, effect, p = found.earlier
        told.append(
            say(
                "Placebo in time: moved {moved} periods earlier, the 'effect' is {effect} %"
                " (p = {p:.2f}).",
                moved=moved,
                effect=_signed(effect),
                p=p,
            )
        )
    if len(found.without):
        told.append(
            say(
                "Without any one treated region the effect is {low} to {high} %.",
                low=_signed(float(found.without.min())),
                high=_signed(float(found.without.max())),
            )
        )
    return told


def _growth_block(say: Speaker, panel: RegionPanel, growth: pd.DataFrame) -> Table:
    rows = [
        [
            say(_area(panel, row["region_code"])),
            _typeset(100 * row["growth"]),
            _typeset(100 * row["against_nation"]),
        ]
        for row in growth.to_dict("records")
    ]
    us = us_growth()
    nation = float(us["growth_percent"].iloc[0])
    rows += [
        [
            say(
                "For comparison: {area}, {start}–{end}",
                area=say.either(row["area_ko"], row["area_en"]),
                start=row["start"],
                end=row["end"],
            ),
            _typeset(row["growth_percent"], 2),
            _typeset(row["growth_percent"] - nation, 2),
        ]
        for row in us.to_dict("records")
    ]
    return Table(
        [say("Region"), say("Growth a year, %"), say("Against the nation, %p")],
        rows,
        (0.5, 0.25, 0.25),
        frozenset({1, 2}),
    )


def _limits(say: Speaker, compared: EvenPanel, found: Findings) -> list[str]:
    told = [say(note) for note in compared.notes]
    if found.unsteadiness > UNEVEN:
        told.append(
            say(
                "Treated regions were {ratio:.1f} times as unsteady as the others before, so the"
                " interval by randomisation is too narrow: the verdict takes it together with the"
                " cluster-robust one.",
                ratio=found.unsteadiness,
            )
        )
    return [
        *told,
        say(
            "Assumed: without the treatment, treated regions would have moved as never treated"
            " ones; no region feels a neighbour's treatment; none moved ahead of its own."
        ),
        say(
            "Regions in crisis are chosen because they fall: what had begun before counts as an"
            " effect, downwards if the fall goes on, upwards if it would have ended by itself. What"
            " else was done there at the same time is in the figure too."
        ),
        say(
            "US figures are manufacturing employment as printed in KRIHS Policy Brief 697, Figure 5"
            " (BLS); the raw figures could not be opened, so they are not reckoned again. Growth"
            " against the nation is no effect: other policies contributed too."
        ),
    ]


def _percent(log_points: float) -> float:
    return round(100 * float(np.expm1(log_points)), 2)


def _signed(log_points: float) -> str:
    return _typeset(_percent(log_points))


def _typeset(value: float, digits: int = 1) -> str:
    return f"{value:+.{digits}f}".replace("-", "−")


def _named(panel: RegionPanel, table: pd.DataFrame) -> pd.DataFrame:
    """With both names beside the codes; groups of regions have no code."""
    named = table.copy()
    areas = [_area(panel, code) for code in table["region_code"]]
    named["region_code"] = table["region_code"].where(
        table["region_code"].isin(list(panel.names)), ""
    )
    for place, language in enumerate(LANGUAGES):
        named.insert(1 + place, f"name_{language}", [area.in_language(language) for area in areas])
    return named


def _area(panel: RegionPanel, code: str) -> Text:
    together = {"nation": Text("All regions compared"), "treated": Text("Treated together")}
    return together.get(code) or panel.names[code]


HEADINGS: dict[str, ColumnHeading] = {
    "estimator": column("Estimator", "name"),
    "effect_percent": column("Effect", "number", "%"),
    "low_percent": column("Interval of 95 %, low", "number", "%"),
    "high_percent": column("Interval of 95 %, high", "number", "%"),
    "periods_since": column("Periods since the treatment began", "count"),
    "start": column("First year's value", "number"),
    "end": column("Last year's value", "number"),
    "growth": column("Growth a year", "share", "%"),
    "against_nation": column("Growth against the nation", "points", "%p"),
}
