"""The measured part of docs/travel.md, from the published times and the network.

    python data/build/travel_report.py     # writes it between its two marks

A test runs the same and compares.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from hubplanner.travelling.accuracy import (
    BUS_FACTOR,
    FIT,
    HELD_OUT,
    absolute_errors,
    compared,
    road_times,
)
from hubplanner.travelling.road_graph import RoadModel

PAGE = Path(__file__).resolve().parents[2] / "docs" / "travel.md"
START, END = "<!-- measured -->\n", "<!-- /measured -->\n"

BANDS = ((0, 50), (50, 100), (100, 200), (200, 500))
WORST = 10

# Why the network is off, by the pair's names and year.
REASONS = {
    (
        "소천면",
        "금강송면",
        2015,
    ): "mountain road of hairpins before the new road of 2016; terrain is"
    " not seen, and widened roads are not dated",
    ("금강송면", "울진읍", 2019): "the same road before its second half was rebuilt in 2020",
    ("고금면", "완도군청", 2018): "short: the points of the areas lie apart from their towns",
    ("고금면", "완도군청", 2016): "round three bays, where the areas' points force a zigzag",
    (
        "서울경부",
        "천안",
        2024,
    ): "probably the bus lane of the Gyeongbu expressway, which is not seen",
    ("화양면", "영남면", 2019): "the published time is probably from bridge head to bridge head",
    ("화양면", "영남면", 2020): "the published time is probably from bridge head to bridge head",
    ("고서분기점", "옥포분기점", 2014): "two lanes at 80 km/h until 2015; widening is not dated",
    ("밀양시청", "창녕군청", 2023): "a road over a pass; terrain is not seen",
    ("새만금", "상관분기점", 2025): "55 km published, 42 km here: few interchanges, straight lines"
    " between",
    ("센트럴시티(서울)", "보은", 2024): "probably calls at other towns on its way",
    (
        "새만금",
        "상관분기점",
        2024,
    ): "probably through Jeonju in the peak, as a road's builder compares",
}


def section() -> str:
    """Markdown: fitted figures, errors of both halves, by mode, crossing and distance; worst."""
    times = compared(road_times())
    held = times[times["half"] == HELD_OUT]
    model = RoadModel()
    lines = [
        f"Fitted on {(times['half'] == FIT).sum()} published times: {model.kmh_rural:g} km/h on"
        f" ordinary roads outside towns, {model.kmh_expressway:g} km/h on expressways, an express"
        f" bus {BUS_FACTOR:g} times the minutes of a car; detour {model.detour:g} from published"
        f" lengths. Not fitted: {model.kmh_urban:g} and {model.kmh_city_expressway:g} km/h in towns"
        f" and on city expressways (published), {model.ramp_minutes:g} minutes a ramp (assumed).",
        "",
        "| times | n | median error | 90th percentile | bias | great circle: median | 90th |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        _row("**held-out half**", held),
        _row("fit half", times[times["half"] == FIT]),
        *(_row(f"held out, {mode}", held[held["mode"] == mode]) for mode in ("car", "express bus")),
        _row("held out, across water or range", held[held["crosses"] != ""]),
        _row("held out, across neither", held[held["crosses"] == ""]),
        *(
            _row(f"held out, {low}–{high} km", held[held["great_circle_km"].between(low, high)])
            for low, high in BANDS
        ),
        _row("both halves, across water or range", times[times["crosses"] != ""]),
        "",
        "Errors are relative to the published minutes; bias is the median of the signed error. The"
        " great circle × a constant fitted on the same half is the baseline.",
        "",
        f"The {WORST} worst of the held-out half:",
        "",
        "| from | to | roads of | by | published | here | why |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *_worst(held),
        "",
    ]
    return "\n".join(lines)


def _row(name: str, times: pd.DataFrame) -> str:
    network = absolute_errors(times["estimate_error"])
    circle = absolute_errors(times["baseline_error"])
    bias = f"{times['estimate_error'].median():+.1%}".replace("-", "−")
    return (
        f"| {name} | {len(times)} | {network[0]:.1%} | {network[1]:.1%} | {bias}"
        f" | {circle[0]:.1%} | {circle[1]:.1%} |"
    )


def _worst(times: pd.DataFrame) -> list[str]:
    worst = times.reindex(times["estimate_error"].abs().sort_values(ascending=False).index)
    return [
        f"| {row.from_name} | {row.to_name} | {row.year} | {row.mode} | {row.minutes:.0f}분"
        f" | {row.estimate:.0f}분 | {REASONS[row.from_name, row.to_name, row.year]} |"
        for row in worst.head(WORST).itertuples()
    ]


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(START)[0], text.split(END)[1]
    PAGE.write_text(before + START + section() + END + after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
