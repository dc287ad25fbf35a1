"""What an evaluation says: the finding, Table 1, hubs, flags, and what is not known."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from hubplanner.evaluation.evaluate import Evaluation
from hubplanner.evaluation.flags import RULES, shown, signed
from hubplanner.evaluation.indicators import AREAS, Indicator
from hubplanner.evaluation.manufacturing_usa import implied_leverage, manufacturing_usa, misprints
from hubplanner.evaluation.measures import PROGRAMME
from hubplanner.evaluation.pictures import targets_picture, trend_picture
from hubplanner.evaluation.targets import not_running, told_first_years
from hubplanner.report.blocks import Block, Heading, Paragraph, Table
from hubplanner.report.words import Speaker, clean, sentence, shorten

HUBS_ABREAST = 6
"""So many hubs stand beside each other in one table."""

FINDINGS_LISTED = 12
"""So many warnings are told one by one; the table holds all."""

_HEADLINES = ("partners", "co_investment", "projects", "students")


def told(evaluation: Evaluation, say: Speaker) -> list[Block]:
    """The whole chapter in the speaker's language."""
    return [
        Paragraph(_finding(evaluation, say)),
        *_table_one(evaluation, say),
        *_pictures(evaluation, say),
        *_hubs(evaluation, say),
        *_flags(evaluation, say),
        *_outliers(evaluation, say),
        *_unknown(evaluation, say),
        *_usa(evaluation, say),
    ]


def _finding(evaluation: Evaluation, say: Speaker) -> str:
    """What a minister reads first."""
    stated = evaluation.of(PROGRAMME).dropna(subset="value").to_dict("index")
    hubs = evaluation.table_one["hub_id"].nunique() - 1
    parts = [say("{hubs} hubs report for {year}", hubs=hubs, year=evaluation.year)]
    for key in _HEADLINES:
        if key in stated:
            parts.append(_headline(evaluation.indicators[key], stated[key], say))
    by_hub = evaluation.table_one[evaluation.table_one["hub_id"] != PROGRAMME]
    judged = by_hub["met"].dropna()
    if len(judged):
        parts.append(
            say(
                "Of {count} targets of single hubs {met} are met",
                count=len(judged),
                met=int(judged.sum()),
            )
        )
    parts.append(
        say("{count} flags by rule", count=len(evaluation.flags))
        if evaluation.flags
        else say("No flag by rule")
    )
    return " ".join(f"{sentence(part)}." for part in parts)


def _headline(one: Indicator, row: Mapping[Hashable, Any], say: Speaker) -> str:
    value = shown(row["value"], one)
    if pd.isna(row["change_percent"]):
        return say("{name}: {value} ({unit})", name=one.name, value=value, unit=one.unit)
    return say(
        "{name}: {value} ({unit}), {change} % against {year}",
        name=one.name,
        value=value,
        unit=one.unit,
        change=signed(row["change_percent"]),
        year=int(row["year_before"]),
    )


def _table_one(evaluation: Evaluation, say: Speaker) -> list[Block]:
    sheet = evaluation.of(PROGRAMME)
    before = evaluation.year - 1 in evaluation.years
    heads = [say("Area", context="evaluation"), say("Indicator"), say("Unit")]
    heads += [str(evaluation.year - 1)] if before else []
    heads += [str(evaluation.year)]
    heads += [say("Change, %")] if before else []
    heads += [say("Share, %")]
    heads += [say("Target"), say("Met, %")] if evaluation.planned else []
    rows = []
    for key, row in sheet.iterrows():
        one = evaluation.indicators[str(key)]
        cells = [say(AREAS[one.area]), say(one.name), say(one.unit)]
        cells += [shown(row["before"], one)] if before else []
        cells += [shown(row["value"], one)]
        cells += [signed(row["change_percent"])] if before else []
        cells += [_percent(row["share_percent"])]
        cells += [shown(row["target"], one), _percent(row["met_percent"])] * evaluation.planned
        rows.append(cells)
    notes = [
        say(
            "Sums over the hubs; project targets met are weighted by projects, and a ratio is that"
            " of sums. A partner of two hubs counts twice. A change is relative to the earlier"
            " figure, also where the unit is %: from 82 % to 79 % is −3.7 %"
        )
    ]
    changed = sheet[sheet["hubs_before"] != sheet["hubs"]]
    if before and len(changed):
        differing = [
            f"{say(evaluation.indicators[str(key)].name)} {row['hubs_before']} → {row['hubs']}"
            f" ({signed(row['same_hubs_change_percent'])} %)"
            for key, row in changed.iterrows()
        ]
        notes.append(
            say(
                "Not the same hubs state both years; how many do, and the change of those that"
                " state both: {differing}",
                differing=", ".join(differing),
            )
        )
    return [
        Heading(say("Table 1: all hubs together")),
        _table(heads, rows, first_figure=3),
        *(Paragraph(f"{sentence(note)}.", note=True) for note in notes),
    ]


def _pictures(evaluation: Evaluation, say: Speaker) -> Iterator[Block]:
    yield from filter(None, (trend_picture(evaluation, say), targets_picture(evaluation, say)))


def _hubs(evaluation: Evaluation, say: Speaker) -> Iterator[Block]:
    hubs = [hub for hub in evaluation.table_one["hub_id"].unique() if hub != PROGRAMME]
    yield Heading(say("Hub by hub"))
    told = say("Figure / target of {year}; ▼ marks a target that was missed", year=evaluation.year)
    yield Paragraph(f"{told}.", note=True)
    if waiting := not_running(evaluation.first_years or {}, evaluation.names, evaluation.year):
        yield Paragraph(f"{clean(say(waiting))}.")
    for start in range(0, len(hubs), HUBS_ABREAST):
        some = hubs[start : start + HUBS_ABREAST]
        sheets = [evaluation.of(hub) for hub in some]
        keys = [one.id for one in evaluation.indicators if any(one.id in of.index for of in sheets)]
        rows = [
            [
                say(evaluation.indicators[key].name),
                *(_cell(of, key, evaluation.indicators[key]) for of in sheets),
            ]
            for key in keys
        ]
        counts = [(of["met"].dropna(), of["met"].dropna().sum()) for of in sheets]
        rows.append(
            [say("Targets met"), *(f"{int(met)} / {len(all_of)}" for all_of, met in counts)]
        )
        heads = [say("Indicator"), *(shorten(clean(say(evaluation.name(hub))), 28) for hub in some)]
        yield _table(heads, rows, first_figure=1)


def _cell(sheet: pd.DataFrame, key: str, one: Indicator) -> str:
    if key not in sheet.index:
        return "–"
    row: Any = sheet.loc[key]
    value = shown(row["value"], one)
    if pd.isna(row["target"]):
        return value
    mark = " ▼" if pd.notna(row["met"]) and not row["met"] else ""
    return f"{value} / {shown(row['target'], one)}{mark}"


def _flags(evaluation: Evaluation, say: Speaker) -> Iterator[Block]:
    rules = evaluation.indicators.rules
    yield Heading(say("Flags"))
    yield Paragraph(
        say(
            "A flag is raised by rule: less than {least:g} % of a target {years} years in a row,"
            " co-investment per national won down by {leverage:g} % or more, partners down by"
            " {network:g} % or more. It asks for a look, it is no verdict.",
            least=rules.missed_below_percent,
            years=rules.years_missed,
            leverage=rules.leverage_fall_percent,
            network=rules.network_fall_percent,
        ),
        note=True,
    )
    if not evaluation.flags:
        yield Paragraph(say("No flag was raised."))
        return
    heads = [say("Hub"), say("Rule"), say("Figures")]
    rows = [
        [clean(say(evaluation.name(flag.hub_id))), say(RULES[flag.rule]), say(flag.told)]
        for flag in evaluation.flags
    ]
    yield Table(heads, rows, (0.2, 0.2, 0.6))


def _outliers(evaluation: Evaluation, say: Speaker) -> Iterator[Block]:
    if evaluation.outliers.empty:
        return
    yield Heading(say("Hubs that alone move the programme"))
    for row in evaluation.outliers.to_dict("records"):
        one = evaluation.indicators[row["indicator"]]
        yield Paragraph(
            say(
                "{hub}: {indicator} went from {before} to {value} ({unit}), far from the change of"
                " all others (modified z-score {score:.1f}). The programme changed by {change} %"
                " with it and by {without} % without it.",
                hub=clean(say(evaluation.name(row["hub_id"]))),
                indicator=one.name,
                before=shown(row["before"], one),
                value=shown(row["value"], one),
                unit=one.unit,
                score=row["score"],
                change=signed(row["change_percent"]),
                without=signed(row["without_percent"]),
            )
        )


def _unknown(evaluation: Evaluation, say: Speaker) -> Iterator[Block]:
    """What is assumed, what was odd, what is not counted."""
    yield Heading(say("What is assumed, odd or missing"))
    if evaluation.first_years is not None:
        yield Paragraph(
            say(
                "Targets are derived from the plan by rules (jobs at risk within 45 minutes,"
                " partners by function, means of US institutes in 2017): assumptions to two digits,"
                " not forecasts. Each says what it was derived from in targets.csv of the plan,"
                " where it can be changed. First year of work, from which they count"
                " (--first-year): {begun}.",
                begun=told_first_years(evaluation.first_years, evaluation.names),
            )
        )
    else:
        yield Paragraph(say("No plan was named (--plan): nothing is compared with targets."))
    yield Paragraph(
        say(
            "Figures are the hubs' own. They say what was done, not what would have happened"
            " without the hubs."
        )
    )
    warnings, unused = evaluation.reports.warnings, evaluation.reports.unused
    if warnings:
        yield Paragraph(say("{count} things were odd in the reports:", count=len(warnings)))
        for one in warnings[:FINDINGS_LISTED]:
            yield Paragraph(f"· {say(one.told())}", note=True)
        if len(warnings) > FINDINGS_LISTED:
            left = len(warnings) - FINDINGS_LISTED
            more = say("{count} more are in findings.csv", count=left)
            yield Paragraph(f"· {more}", note=True)
    if len(unused):
        count = len(unused)
        yield Paragraph(
            say("{count} rows or sheets do not count; rows_not_used.csv says why.", count=count)
        )


def _usa(evaluation: Evaluation, say: Speaker) -> Iterator[Block]:
    """The brief's Table 1, computed again from its printed figures."""
    table = manufacturing_usa()
    known = evaluation.indicators.by_id
    rows = [
        [
            say(known[row["indicator"]].name) if row["indicator"] in known else row["indicator"],
            say.either(row["unit_ko"], row["unit_en"]),
            *(_thousands(row[f"value_{year}"]) for year in (2016, 2017)),
            signed(float(row["computed_percent"])),
        ]
        for row in table.to_dict("records")
    ]
    yield Heading(say("For comparison: Manufacturing USA"))
    heads = [say("Indicator"), say("Unit"), "2016", "2017", say("Change, %")]
    yield _table(heads, rows, first_figure=2)
    wrong = len(misprints(table))
    (before, ratio_before), (now, ratio) = implied_leverage(table).values()
    notes = [
        say(
            "KRIHS Policy Brief 697 (2018), Table 1. The changes are computed here from its"
            " figures; {same} of {count} agree with the printed ones to the last digit",
            same=len(table) - wrong,
            count=len(table),
        ),
        say(
            "Co-investment of 1.5 dollars a federal one in 2017: the table prints no federal"
            " amount. If R&D spending is federal money and co-investment together, {now} million"
            " dollars are federal, and 1 : {ratio} follows (2016: {before} million, 1 :"
            " {ratio_before})",
            now=f"{now:.1f}",
            ratio=f"{ratio:.2f}",
            before=f"{before:.1f}",
            ratio_before=f"{ratio_before:.2f}",
        ),
        say(
            "The falls in co-investment and R&D spending are those of a one-off of AIM Photonics in"
            " 2016, as the brief says; figures by institute are not in the table, so that the"
            " programme without it cannot be told here"
        ),
    ]
    yield from (Paragraph(f"{sentence(note)}.", note=True) for note in notes)


def _percent(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:,.0f}"


def _thousands(text: str) -> str:
    """A printed figure with thousands parted, its decimals as printed.

    >>> _thousands("185425"), _thousands("218.9")
    ('185,425', '218.9')
    """
    whole, dot, decimals = text.partition(".")
    return f"{int(whole):,}{dot}{decimals}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, first_figure: int) -> Table:
    """Columns as wide as their longest text asks for; figures right."""
    longest = [
        min(max(len(text) for text in (head, *(row[n] for row in rows))), 30) + 2
        for n, head in enumerate(heads)
    ]
    widths = [one / sum(longest) for one in longest]
    return Table(heads, rows, widths, frozenset(range(first_figure, len(heads))))
