"""docs/validation.md: what the score would have found, in both looks at the past."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from hubplanner.scoring.validation import FIRST, Block, ValidationResult

_HEAD = """# Measured against history · 지정 이력과의 비교

The default score of `hubplanner validate`, set against the regions that were designated in 2018
(산업위기대응특별지역). Written by `hubplanner validate --markdown > docs/validation.md`; a test
fails when it is not what the code gives. The default was written down in [method.md](method.md)
before it was measured and is not fitted to these regions; what it misses is discussed there, in
section 12.

**hindsight** sees data from after the designation: it describes and does not predict. **as of**
sees only data of the years before it. A part of a city counts through the city (창원시 진해구
through 창원시). "Found" counts designated regions among the worst n, in brackets the designated
areas (목포·영암·해남 and 통영·고성 were designated together). AUC: the chance that a designated
region ranks above another one, with a 95 % bootstrap interval: designated areas are resampled
whole, as regions designated together are no independent hits (cluster bootstrap, Field and Welsh
2007), other regions one by one. With six areas or fewer the interval is rough, and one area alone
has none. Average precision rewards finding them first. Chance alone gives an AUC of 0.5 and an
average precision of about the share of designated regions.
"""


_OTHERS = """## Other choices, in hindsight · 다른 선택을 했다면(사후)

What the crisis score would have found with one key of `[scoring]` changed, data through {year}:
told so that a reader sees how much hangs on the choices. The default was not chosen by these
figures, and no other should be: nine regions cannot tell such choices apart.
"""


def as_markdown(result: ValidationResult, others: pd.DataFrame) -> str:
    """The page, with every measure, every reference region and other choices in hindsight."""
    table = _table(_measure_rows(others, plain=True))
    return "\n".join(
        [
            _HEAD,
            *(_section(block) for block in result),
            _OTHERS.format(year=result.hindsight.year),
            f"{table}\n",
        ]
    )


def _section(block: Block) -> str:
    title = {
        "hindsight": f"## hindsight: data through {block.year} · 사후({block.year}년까지의 자료)",
        "as_of": f"## as of {block.year} · {block.year}년 당시",
    }[block.label]
    unseen = block.references[block.references["rank"].isna()]
    notes = []
    if block.left_out:
        notes.append(
            "Left out for want of data (fewer than two thirds of the regions, or too old): "
            f"{', '.join(f'`{key}`' for key in block.left_out)}."
        )
    if len(unseen):
        notes.append(
            f"Not scored, as their figures are missing: {', '.join(unseen['name_ko'])}; the figures"
            f" below are those of the other {len(block.references) - len(unseen)}."
        )
    return "\n".join(
        [
            f"{title}\n",
            *(f"{note}\n" for note in notes),
            _table(_measure_rows(block.measures)),
            "",
            _table(_reference_rows(block.references)),
            "",
        ]
    )


def _measure_rows(measures: pd.DataFrame, *, plain: bool = False) -> Iterable[Sequence[str]]:
    yield (
        "score or indicator",
        "regions",
        "AUC (95 %)",
        "average precision",
        *(f"found in {n}" for n in FIRST),
    )
    for key, row in measures.iterrows():
        yield (
            f"`{key}`" if plain else f"{row['name_ko']} · {row['name_en']} (`{key}`)",
            str(row["regions"]),
            f"{row['auc']:.3f} ({_interval(row['auc_low'], row['auc_high'])})",
            f"{row['average_precision']:.3f}",
            *(
                f"{row[f'found_at_{n}']} of {row['references']}"
                f" ({row[f'areas_at_{n}']} of {row['areas']})"
                for n in FIRST
            ),
        )


def _interval(low: float, high: float) -> str:
    return "no interval" if pd.isna(low) else f"{low:.3f}–{high:.3f}"


def _reference_rows(references: pd.DataFrame) -> Iterable[Sequence[str]]:
    yield "region", "designated area", "from", "rank", "crisis score"
    for row in references.to_dict("records"):
        through = f", through {row['through']}" if row["through"] else ""
        seen = not pd.isna(row["rank"])
        yield (
            f"{row['name_ko']} · {row['name_en']}{through}",
            str(row["area"]),
            str(row["start"]),
            str(row["rank"]) if seen else "–",
            f"{row['crisis_score']:.3f}" if seen else "not observable",
        )


def _table(rows: Iterable[Sequence[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
