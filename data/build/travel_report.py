"""The measured part of explanation/travel.md, from the published times and the network.

    python data/build/travel_report.py     # writes it between its two marks, in both languages

A test runs the same and compares.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from hubplanner.language import LANGUAGES, Language, Pair
from hubplanner.travelling.accuracy import (
    BUS_FACTOR,
    FIT,
    HELD_OUT,
    absolute_errors,
    compared,
    road_times,
)
from hubplanner.travelling.road_graph import RoadModel

DOCS = Path(__file__).resolve().parents[2] / "docs"
START, END = "<!-- measured -->\n", "<!-- /measured -->\n"

BANDS = ((0, 50), (50, 100), (100, 200), (200, 500))
WORST = 10

BRIDGE_HEADS = Pair(
    "공표 시간은 다리 끝에서 끝까지인 듯함",
    "the published time is probably from bridge head to bridge head",
)
# Why the network is off, by the pair's names and year.
REASONS = {
    ("소천면", "금강송면", 2015): Pair(
        "2016년 새 도로 이전의 굽이굽이 산길. 지형을 보지 않고 도로 확장의 날짜도 없음",
        "mountain road of hairpins before the new road of 2016; terrain is not seen, and widened"
        " roads are not dated",
    ),
    ("금강송면", "울진읍", 2019): Pair(
        "2020년에 뒷부분을 새로 내기 전의 같은 도로",
        "the same road before its second half was rebuilt in 2020",
    ),
    ("고금면", "완도군청", 2018): Pair(
        "짧은 거리. 읍면의 점이 읍내에서 떨어져 있음",
        "short: the points of the areas lie apart from their towns",
    ),
    ("고금면", "완도군청", 2016): Pair(
        "만 셋을 돌아가는데 읍면의 점들이 지그재그를 만듦",
        "round three bays, where the areas' points force a zigzag",
    ),
    ("서울경부", "천안", 2024): Pair(
        "경부고속도로 버스전용차로인 듯하며 보지 않음",
        "probably the bus lane of the Gyeongbu expressway, which is not seen",
    ),
    ("화양면", "영남면", 2019): BRIDGE_HEADS,
    ("화양면", "영남면", 2020): BRIDGE_HEADS,
    ("고서분기점", "옥포분기점", 2014): Pair(
        "2015년까지 시속 80 km의 2차로. 확장의 날짜가 없음",
        "two lanes at 80 km/h until 2015; widening is not dated",
    ),
    ("밀양시청", "창녕군청", 2023): Pair(
        "고개를 넘는 도로. 지형을 보지 않음",
        "a road over a pass; terrain is not seen",
    ),
    ("새만금", "상관분기점", 2025): Pair(
        "공표 55 km, 여기서 42 km. 나들목이 적어 그 사이가 직선임",
        "55 km published, 42 km here: few interchanges, straight lines between",
    ),
    ("센트럴시티(서울)", "보은", 2024): Pair(
        "가는 길에 다른 읍에 서는 듯함", "probably calls at other towns on its way"
    ),
    ("새만금", "상관분기점", 2024): Pair(
        "건설사가 견준 대로 첨두시간에 전주를 지나는 듯함",
        "probably through Jeonju in the peak, as a road's builder compares",
    ),
}
MODES = {"car": Pair("승용차", "car"), "express bus": Pair("고속버스", "express bus")}


def page(language: Language) -> Path:
    """The page that holds the section."""
    return DOCS / language / "explanation" / "travel.md"


def section(language: Language) -> str:
    """Markdown: fitted figures, errors of both halves, by mode, crossing and distance; worst."""

    def say(korean: str, english: str) -> str:
        return korean if language == "ko" else english

    times = compared(road_times())
    held = times[times["half"] == HELD_OUT]
    model, fitted = RoadModel(), (times["half"] == FIT).sum()
    of_held = say("따로 둔 절반", "held out")
    lines = [
        say(
            f"공표 시간 {fitted}건에 맞춘 것: 도심 밖 일반도로 {model.kmh_rural:g} km/h, 고속도로"
            f" {model.kmh_expressway:g} km/h, 고속버스는 승용차의 {BUS_FACTOR:g}배. 우회율"
            f" {model.detour:g}은 공표된 길이에서 왔다. 맞추지 않은 것: 도심"
            f" {model.kmh_urban:g} km/h, 도시고속도로 {model.kmh_city_expressway:g} km/h(공표),"
            f" 연결로마다 {model.ramp_minutes:g}분(가정).",
            f"Fitted on {fitted} published times: {model.kmh_rural:g} km/h on"
            f" ordinary roads outside towns, {model.kmh_expressway:g} km/h on expressways, an"
            f" express bus {BUS_FACTOR:g} times the minutes of a car; detour {model.detour:g} from"
            f" published lengths. Not fitted: {model.kmh_urban:g} and"
            f" {model.kmh_city_expressway:g} km/h in towns and on city expressways (published),"
            f" {model.ramp_minutes:g} minutes a ramp (assumed).",
        ),
        "",
        say(
            "| 공표 시간 | 건수 | 오차 중앙값 | 90백분위 | 치우침 | 직선거리: 중앙값 | 90백분위 |",
            "| times | n | median error | 90th percentile | bias | great circle: median | 90th |",
        ),
        "| --- | --- | --- | --- | --- | --- | --- |",
        _row(say("**따로 둔 절반**", "**held-out half**"), held),
        _row(say("맞춘 절반", "fit half"), times[times["half"] == FIT]),
        *(
            _row(f"{of_held}, {words.in_language(language)}", held[held["mode"] == mode])
            for mode, words in MODES.items()
        ),
        _row(
            f"{of_held}, " + say("물이나 산줄기를 건넘", "across water or range"),
            held[held["crosses"] != ""],
        ),
        _row(f"{of_held}, " + say("건너지 않음", "across neither"), held[held["crosses"] == ""]),
        *(
            _row(f"{of_held}, {low}–{high} km", held[held["great_circle_km"].between(low, high)])
            for low, high in BANDS
        ),
        _row(
            say("두 절반, 물이나 산줄기를 건넘", "both halves, across water or range"),
            times[times["crosses"] != ""],
        ),
        "",
        say(
            "오차는 공표 시간에 대한 상대 오차이고, 치우침은 부호가 있는 오차의 중앙값이다. 견줄"
            " 바탕은 같은 절반에 맞춘 상수를 곱한 직선거리다.",
            "Errors are relative to the published minutes; bias is the median of the signed error."
            " The great circle × a constant fitted on the same half is the baseline.",
        ),
        "",
        say(
            f"따로 둔 절반에서 가장 나쁜 {WORST}건:",
            f"The {WORST} worst of the held-out half:",
        ),
        "",
        say(
            "| 출발 | 도착 | 도로 시점 | 수단 | 공표(분) | 여기(분) | 까닭 |",
            "| from | to | roads of | by | published, min | here, min | why |",
        ),
        "| --- | --- | --- | --- | --- | --- | --- |",
        *_worst(held, language),
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


def _worst(times: pd.DataFrame, language: Language) -> list[str]:
    worst = times.reindex(times["estimate_error"].abs().sort_values(ascending=False).index)
    return [
        f"| {row.from_name} | {row.to_name} | {row.year} | {MODES[row.mode].in_language(language)}"
        f" | {row.minutes:.0f} | {row.estimate:.0f}"
        f" | {REASONS[row.from_name, row.to_name, row.year].in_language(language)} |"
        for row in worst.head(WORST).itertuples()
    ]


def main() -> None:
    for language in LANGUAGES:
        path = page(language)
        text = path.read_text(encoding="utf-8")
        before, after = text.split(START)[0], text.split(END)[1]
        made = before + START + section(language) + END + after
        path.write_text(made, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
