"""The page of a sweep: one HTML file that opens from disk without a network."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.dates import newest_figures
from hubplanner.language import Joined, Text
from hubplanner.maps.frame import Frame
from hubplanner.maps.layers import PageLayer, PageMap
from hubplanner.maps.payload_common import Bilingual, Names
from hubplanner.maps.payload_sweep import (
    KeyImportance,
    NoAnswer,
    OpenedHub,
    Outcome,
    Sentence,
    SweepPayload,
    SweptChoice,
    SweptHub,
    SweptPlan,
)
from hubplanner.maps.plain import (
    attributions,
    in_both,
    plain_number,
    provinces,
    region_columns,
    rounded,
)
from hubplanner.output import write_beside
from hubplanner.stages import Stages
from hubplanner.sweeping.findings import Findings
from hubplanner.sweeping.importance import OUTCOMES, most_telling
from hubplanner.sweeping.names import key_name
from hubplanner.sweeping.results import SweepResults

MOST_PLANS = 10
"""Plans of a choice that the page tells; the table holds all."""

Row = Mapping[Hashable, Any]


def write_page(results: SweepResults, found: Findings, stages: Stages) -> Path:
    """Write ``<folder>.html`` beside the folder of the sweep; returns its path.

    Raises
    ------
    DataError
        When the file cannot be written.
    """
    folder = results.folder.resolve()
    page = f"{folder.name}.html"

    def write(place: Path) -> None:
        text = render_sweep(results, found, stages)
        (place / page).write_text(text, encoding="utf-8", newline="\n")

    write_beside(folder.parent, page, write, option="--out")
    return results.folder.parent / page


def render_sweep(results: SweepResults, found: Findings, stages: Stages) -> str:
    """The page as text.

    Parameters
    ----------
    results, found
        Of one sweep, by :func:`load_results` and :func:`find`.
    stages
        Those that `found` was made with.
    """
    base, dataset = results.base, stages.dataset
    dates = newest_figures(dataset.as_of(base.data.as_of), base, stages.scores(base))
    name = results.folder.resolve().name
    frame = Frame("sweep.html", "sweep.js", Bilingual(name, name), style="sweep.css")
    page_map = PageMap()
    page_map.add_child(PageLayer("sweep_js", "sweep"))
    frame.add_child(page_map)
    told = {
        "of_all": [in_both(one) for one in found.of_all],
        "scenario": Bilingual(base.title_ko, base.title_en),
        "method": results.sweep.method,
        "keys": in_both(Joined(", ", map(key_name, results.sweep.futures))),
        "dates": in_both(dates),
    }
    return frame.render_page(payload(found, dataset), told)


def payload(found: Findings, dataset: Dataset) -> SweepPayload:
    """What the page's scripts are given: the tables of the findings, choice by choice."""
    regions = dataset.regions
    return {
        "version": version("hubplanner"),
        "provinces": provinces(regions),
        "regions": region_columns(regions),
        "choices": [
            _choice(row, found, list(regions.index))
            for row in found.tables["choices"].to_dict("records")
        ],
        "refused": [
            NoAnswer(
                choice=_both(found.labels[one["choice"]]),
                why=_names(one, "refused"),
                scenarios=int(one["scenarios"]),
            )
            for one in found.tables["refused"].to_dict("records")
        ],
        "attributions": attributions(dataset.sources),
    }


def _choice(row: Row, found: Findings, codes: list[str]) -> SweptChoice:
    number = int(row["choice"])

    def own(name: str) -> pd.DataFrame:
        table = found.tables[name]
        return table[table["choice"] == number] if len(table) else table

    candidates, plans = found.tables["candidates"].set_index("region_code")[number], own("plans")
    return {
        "number": number,
        "label": _both(found.labels[number]),
        "futures": int(row["futures"]),
        "solved": int(row["solved"]),
        "proven": int(row["proven"]),
        "hub_count": rounded(row["hubs"], 2),
        "cost": rounded(row["cost"], 2),
        "jobs": plain_number(row["jobs_near"]),
        "jobs_low": plain_number(row["jobs_near_p05"]),
        "jobs_high": plain_number(row["jobs_near_p95"]),
        "jobs_far": plain_number(row["jobs_far"]),
        "minutes": plain_number(row["mean_minutes"], 1),
        "front": bool(row["front"]),
        "said": [
            Sentence(about=one.about, words=_both(one.words))
            for one in found.said
            if one.choice == number
        ],
        "candidates": [rounded(share, 4) for share in candidates.reindex(codes, fill_value=0.0)],
        "hubs": [_hub(one) for one in own("hubs").to_dict("records")],
        "plans": [_plan(one) for one in plans.head(MOST_PLANS).to_dict("records")],
        "plan_count": len(plans),
        "importance": _importance(own("importance")),
        "pathway": [_opened(one) for one in own("pathway").to_dict("records")],
    }


def _hub(one: Row) -> SweptHub:
    return {
        "code": one["region_code"],
        "share": rounded(one["share"], 4),
        "part": one["part"],
        "host": _names(one, "host"),
        "technology": _names(one, "technology") if one["technology"] else None,
        "technology_share": rounded(one["technology_share"], 4),
        "with_hub": one["with_hub"],
        "with_share": rounded(one["with_share"], 4),
    }


def _plan(one: Row) -> SweptPlan:
    return {
        "plan": _names(one, "plan"),
        "best_in": rounded(one["best_in"], 4),
        "worst": rounded(one["worst_regret"], 1),
        "worst_share": rounded(one["worst_regret_share"], 6),
        "mean": rounded(one["mean_regret"], 1),
        "mean_share": rounded(one["mean_regret_share"], 6),
        "minimax": bool(one["minimax"]),
    }


def _importance(table: pd.DataFrame) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for name, ranked in most_telling(table).groupby("outcome", sort=False):
        keys = [
            KeyImportance(
                key=_both(key_name(one["key"])),
                measure=one["measure"],
                value=rounded(one["value"], 3),
                interval=plain_number(one["interval"], 3),
            )
            for one in ranked.to_dict("records")
        ]
        outcomes.append({"name": _both(OUTCOMES[str(name)]), "keys": keys})
    return outcomes


def _opened(one: Row) -> OpenedHub:
    return {
        "phase": int(one["phase"]),
        "code": one["region_code"],
        "host": _names(one, "host"),
        "technology": _names(one, "technology"),
        "share": rounded(one["share"], 4),
        "lost_percent": rounded(one["lost_percent"], 1),
    }


def _names(one: Row, of: str) -> Names:
    return {"ko": str(one[f"{of}_ko"]), "en": str(one[f"{of}_en"])}


def _both(text: Text) -> Names:
    ko, en = in_both(text)
    return {"ko": ko, "en": en}
