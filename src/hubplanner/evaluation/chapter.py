"""An evaluation as a chapter: its tables, and what they say."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from hubplanner.evaluation.evaluate import Evaluation
from hubplanner.evaluation.findings import findings_table
from hubplanner.evaluation.flags import RULES
from hubplanner.evaluation.manufacturing_usa import manufacturing_usa
from hubplanner.evaluation.measures import PROGRAMME
from hubplanner.evaluation.told import told
from hubplanner.language import Text
from hubplanner.report.chapter import Chapter
from hubplanner.report.columns import column
from hubplanner.report.words import both

HEADINGS = {
    "hub": column("Hub", "name"),
    "indicator": column("Indicator id", "code"),
    "indicator_ko": column("Indicator", "words"),
    "indicator_en": column("Indicator in English", "words"),
    "unit_ko": column("Unit", "code"),
    "unit_en": column("Unit in English", "code"),
    "year": column("Year", "code"),
    "year_before": column("Year before", "code"),
    "before": column("Figure of the year before", "number"),
    "value": column("Figure", "number"),
    "value_with_target": column("Figure of the hubs with a target", "number"),
    "change_percent": column("Change", "number", "% (상대 relative)"),
    "same_hubs_change_percent": column(
        "Change of the hubs that state both years", "number", "% (상대 relative)"
    ),
    "hubs_before": column("Hubs that state it, year before", "count", "곳 number"),
    "hubs": column("Hubs that state it", "count", "곳 number"),
    "target": column("Target", "number"),
    "met_percent": column("Figure in % of the target", "number", "%"),
    "met": column("Target met", "words"),
    "share_percent": column("Share of the whole that it is a part of", "number", "%"),
    "first_year": column("First year", "code"),
    "first": column("Figure of the first year", "number"),
    "last_year": column("Last year", "code"),
    "last": column("Figure of the last year", "number"),
    "yearly_percent": column("Compound growth a year", "number", "%"),
    "score": column("Modified z-score of the change", "number"),
    "without_percent": column("Change of all others", "number", "%"),
    "rule": column("Rule", "words"),
    "told_ko": column("In words, in Korean", "wide"),
    "told_en": column("In words", "wide"),
    "file": column("File", "words"),
    "sheet": column("Sheet", "words"),
    "row": column("Row", "count"),
    "column": column("Column", "words"),
    "what_ko": column("What was found, in Korean", "long"),
    "what_en": column("What was found", "long"),
    "mend_ko": column("What to do, in Korean", "long"),
    "mend_en": column("What to do", "long"),
    "reason_ko": column("Why it does not count, in Korean", "long"),
    "reason_en": column("Why it does not count", "long"),
    "value_2016": column("Fiscal year 2016", "number"),
    "value_2017": column("Fiscal year 2017", "number"),
    "printed_percent": column("Change as printed", "number", "%"),
    "computed_percent": column("Change computed", "number", "%"),
}

_MET = {True: Text("met"), False: Text("missed")}


def evaluation_chapter(evaluation: Evaluation) -> Chapter:
    """Reports of a year as tables, workbook, page and part of the brief."""
    return Chapter(
        "evaluation",
        Text("Evaluation of the hubs, {year}", year=evaluation.year),
        Text(
            "{count} hubs, years {years}",
            count=len(evaluation.names),
            years=", ".join(map(str, evaluation.years)),
        ),
        _tables(evaluation),
        lambda say: told(evaluation, say),
        HEADINGS,
    )


def _tables(evaluation: Evaluation) -> Mapping[str, pd.DataFrame]:
    sheet = evaluation.table_one
    met = [both(_MET[bool(one)]) if pd.notna(one) else "" for one in sheet["met"]]
    sheet = sheet.assign(met=met).drop(columns=["same_hubs_before", "same_hubs_value"])
    whole = sheet["hub_id"] == PROGRAMME
    return {
        "Table 1": _named(sheet[whole], evaluation).drop(columns=["hub_id", "hub"]),
        "By hub": _named(sheet[~whole], evaluation).drop(columns=["hubs_before", "hubs"]),
        "Series": _named(evaluation.series, evaluation),
        "Trends": _named(evaluation.trends, evaluation),
        "Flags": _flags(evaluation),
        "Outliers": _named(evaluation.outliers, evaluation),
        "Findings": findings_table(evaluation.reports.warnings),
        "Rows not used": evaluation.reports.unused,
        "Manufacturing USA": _usa(evaluation),
    }


def _named(table: pd.DataFrame, evaluation: Evaluation) -> pd.DataFrame:
    """With names of hub and indicator, and the unit, in front; figures to a millionth."""
    ids = [str(key) for key in table["indicator"]]
    one = [evaluation.indicators[key] for key in ids]
    hubs = [evaluation.name(str(hub)).in_language("ko") for hub in table["hub_id"]]
    named = pd.DataFrame(
        {
            "hub_id": table["hub_id"].to_numpy(),
            "hub": hubs,
            "indicator": ids,
            "indicator_ko": [this.name_ko for this in one],
            "indicator_en": [this.name_en for this in one],
            "unit_ko": [this.unit_ko for this in one],
            "unit_en": [this.unit_en for this in one],
        },
        index=table.index,
    )
    rest = table.drop(columns=["hub_id", "indicator"]).round(6)
    return named.join(rest).reset_index(drop=True)


def _flags(evaluation: Evaluation) -> pd.DataFrame:
    rows = [
        {
            "hub_id": flag.hub_id,
            "hub": evaluation.name(flag.hub_id).in_language("ko"),
            "rule": both(RULES[flag.rule]),
            "indicator": flag.indicator,
            "told_ko": flag.told.in_language("ko"),
            "told_en": str(flag.told),
        }
        for flag in evaluation.flags
    ]
    columns = ["hub_id", "hub", "rule", "indicator", "told_ko", "told_en"]
    return pd.DataFrame(rows, columns=columns)


def _usa(evaluation: Evaluation) -> pd.DataFrame:
    table = manufacturing_usa().rename(columns={"change_percent": "printed_percent"})
    numbers = ["value_2016", "value_2017", "printed_percent", "computed_percent"]
    known = evaluation.indicators.by_id
    names = {
        f"indicator_{language}": [
            getattr(known[key], f"name_{language}") if key in known else key
            for key in table["indicator"]
        ]
        for language in ("ko", "en")
    }
    table = table.astype(dict.fromkeys(numbers, float)).assign(**names)
    first = ["indicator", "indicator_ko", "indicator_en", "unit_ko", "unit_en"]
    return table[[*first, *numbers, "source"]]
