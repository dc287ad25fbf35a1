"""explanation/validation.md: what the score would have found, in both looks at the past."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from hubplanner.language import Language, Pair, Text, told
from hubplanner.scoring.validation import FIRST, REMARKS, Block, ValidationResult

Row = list[str | Text]


def as_markdown(result: ValidationResult, others: pd.DataFrame, language: Language) -> str:
    """The page, with every measure, every reference region and other choices in hindsight.

    Parameters
    ----------
    result
        Both looks at the past.
    others
        As :func:`hubplanner.scoring.validation.other_choices` gives them.
    language
        Of the page.
    """
    parts: list[str | Text] = [
        Text("# Measured against history"),
        *_introduction(language),
        *(part for block in result for part in _section(block, language)),
        Text("## Other choices, in hindsight"),
        Text(
            "What the crisis score would have found with one key of `[scoring]` changed, data"
            " through {year}: told so that a reader sees how much hangs on the choices. The"
            " default was not chosen by these figures, and no other should be: nine regions"
            " cannot tell such choices apart.",
            year=result.hindsight.year,
        ),
        _table(_measure_rows(others), language),
    ]
    return "\n\n".join(str(told(part, language)) for part in parts) + "\n"


def _introduction(language: Language) -> Iterator[Text]:
    yield Text(
        "The default score of `hubplanner validate`, set against the regions that were designated"
        " in 2018 (special areas in response to an industrial crisis). Written by"
        " `hubplanner validate --markdown --lang {language}`; a test fails when it is not what the"
        " code gives. The default was written down in [scores](scores.md) before it was measured"
        " and is not fitted to these regions; what it misses is discussed there, in section 6.",
        language=language,
    )
    yield Text(
        "**Hindsight** sees data from after the designation: it describes and does not predict."
        " **As of** sees only data of the years before it. A part of a city counts through the"
        " city (창원시 진해구 through 창원시). *Found* counts designated regions among the worst"
        " n, in brackets the designated areas (목포·영암·해남 and 통영·고성 were designated"
        " together). AUC: the chance that a designated region ranks above another one, with a"
        " 95 % bootstrap interval: designated areas are resampled whole, as regions designated"
        " together are no independent hits (cluster bootstrap, Field and Welsh 2007), other"
        " regions one by one. With six areas or fewer the interval is rough, and one area alone"
        " has none. Average precision rewards finding them first. Chance alone gives an AUC of"
        " 0.5 and an average precision of about the share of designated regions."
    )


def _section(block: Block, language: Language) -> Iterator[str | Text]:
    if block.label == "hindsight":
        yield Text("## Hindsight: data through {year}", year=block.year)
    else:
        yield Text("## As of {year}", year=block.year)
    if block.left_out:
        yield Text(
            "Left out for want of data (fewer than two thirds of the regions, or too old):"
            " {left_out}.",
            left_out=", ".join(f"`{key}`" for key in block.left_out),
        )
    unseen = block.references[block.references["rank"].isna()]
    if len(unseen):
        yield Text(
            "Not scored, as their figures are missing: {names}; the figures below are those of the"
            " other {others}.",
            names=", ".join(unseen["name_ko"]),
            others=len(block.references) - len(unseen),
        )
    yield _table(_measure_rows(block.measures), language)
    yield _table(_reference_rows(block.references), language)


def _measure_rows(measures: pd.DataFrame) -> Iterator[Row]:
    yield [
        Text("score or indicator"),
        Text("regions"),
        "AUC (95 %)",
        Text("average precision"),
        *(Text("found in {count}", count=count) for count in FIRST),
    ]
    for key, row in measures.iterrows():
        yield [
            _name(str(key), row),
            str(row["regions"]),
            Text("{auc} ({interval})", auc=f"{row['auc']:.3f}", interval=_interval(row)),
            f"{row['average_precision']:.3f}",
            *(
                f"{row[f'found_at_{count}']}/{row['references']}"
                f" ({row[f'areas_at_{count}']}/{row['areas']})"
                for count in FIRST
            ),
        ]


def _name(key: str, row: pd.Series[str]) -> Text:
    """Of an indicator its name and key; of another choice its key with what it means."""
    if row["name_en"] != key:
        return Text("{name} (`{key}`)", name=Pair(row["name_ko"], row["name_en"]), key=key)
    if key in REMARKS:
        return Text("`{key}` ({remark})", key=key, remark=REMARKS[key])
    return Text("`{key}`", key=key)


def _interval(row: pd.Series[float]) -> str | Text:
    low, high = row["auc_low"], row["auc_high"]
    return Text("no interval") if pd.isna(low) else f"{low:.3f}–{high:.3f}"


def _reference_rows(references: pd.DataFrame) -> Iterator[Row]:
    yield [
        Text("region"),
        Text("designated area"),
        Text("date of designation"),
        Text("rank"),
        Text("crisis score"),
    ]
    for row in references.to_dict("records"):
        name: Text = Pair(row["name_ko"], row["name_en"])
        if row["through"]:
            name = Text("{name}, through {whole}", name=name, whole=row["through"])
        seen = not pd.isna(row["rank"])
        yield [
            name,
            str(row["area"]),
            str(row["start"]),
            str(row["rank"]) if seen else "–",
            f"{row['crisis_score']:.3f}" if seen else Text("not observable"),
        ]


def _table(rows: Iterator[Row], language: Language) -> str:
    head, *body = [[str(told(cell, language)) for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
