"""Scenarios as a page: what each asks, what it changes, and which hubs come of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubplanner.comparison import Comparison
from hubplanner.comparison.compared import settings_of
from hubplanner.language import Pair
from hubplanner.plan import Plan
from hubplanner.report.words import both
from hubplanner.scenario import Scenario
from hubplanner.siting.firm_hubs import TIERS
from hubplanner.toml_file import decoded

_HEAD = """# Worked scenarios · 시나리오 예

What each file of `scenarios/` asks, what it changes against the defaults, and which hubs come of
it. Written by `hubplanner scenario show scenarios/*.toml > docs/scenarios.md`; a test fails when it
is not what the code gives. Jobs are jobs at risk within 45 minutes of the hub, in industries that
use its technology. How firm: in how many of the drawn weights, travel times and shares of
industries the hub stands with its technology.

`scenarios/`의 파일마다 무엇을 묻고, 기본값에서 무엇을 바꾸고, 어떤 거점이 나오는지 적는다. 일자리는
거점에서 45분 안에 있는, 거점의 기술을 쓰는 산업의 위기 일자리다. 추출은 가중치·이동시간·업종 비중을
달리 뽑은 가운데 그 거점이 그 기술로 서는 비율이다.
"""
_HANGUL, _LATIN = re.compile("[가-힣]+"), re.compile("[A-Za-z_]+")


@dataclass(frozen=True)
class Worked:
    """A scenario file with what came of it.

    Attributes
    ----------
    path
        The file.
    scenario
        As read from it.
    plan
        None where it rests on a data folder that is not there.
    against
        Its comparison with the baseline; None of the baseline itself, and where there is no plan.
    """

    path: Path
    scenario: Scenario
    plan: Plan | None = None
    against: Comparison | None = None


def as_markdown(worked: Iterable[Worked]) -> str:
    """The page of scenarios, in the order in which they are given."""
    return "\n".join([_HEAD, *(_section(one) for one in worked)])


def story(path: Path) -> Pair:
    """What a scenario file says of itself: the comment at its head, first in Korean, then in
    English."""
    lines = []
    for line in decoded(path.read_bytes()).splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").removeprefix(" "))
    turn = next((k for k, line in enumerate(lines) if _is_english(line)), len(lines))
    return Pair("\n".join(lines[:turn]).strip(), "\n".join(lines[turn:]).strip())


def _is_english(line: str) -> bool:
    """By words: a Korean line may name keys, an English one places."""
    return len(_LATIN.findall(line)) > len(_HANGUL.findall(line))


def _section(one: Worked) -> str:
    scenario, told = one.scenario, story(one.path)
    parts = [
        f"## {scenario.title_ko} · {scenario.title_en}\n",
        f"`{one.path.name}`: {_changes(scenario)}\n",
        f"{told.ko}\n",
        f"{told}\n",
    ]
    if one.plan is None:
        parts.append("자료 폴더를 가져와야 돈다. · It runs on a data folder of your own.\n")
    else:
        parts += _outcome(one.plan)
    if one.against is not None:
        verdict = one.against.scenarios.iloc[1]
        parts.append(f"기준안과 견주면: {verdict['verdict_ko']}\n")
        parts.append(f"Against the baseline: {verdict['verdict_en']}\n")
    return "\n".join(parts)


def _changes(scenario: Scenario) -> str:
    """Settings that are not the default, as they would stand in a file."""
    default = settings_of(Scenario().model_dump(mode="json"))
    stated = settings_of(scenario.stated().model_dump(mode="json"))
    changed = [
        f"`{key} = {_toml(value)}`"
        for key, value in stated.items()
        if default.get(key) != value and key not in ("name", "title_ko", "title_en")
    ]
    return ", ".join(changed) or "기본값 그대로 · all at the defaults"


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _outcome(plan: Plan) -> Iterator[str]:
    """The hubs as a table, and what they are good for."""
    firm = plan.sites.firm is not None
    columns = ["#", "거점 · hub", "핵심기술 · technology"]
    columns += (
        ["일자리 · jobs", "추출 · how firm"] if firm else ["평균(최장) 분 · mean (longest) min"]
    )
    rows = [columns, ["---:", "---", "---", *["---:"] * (len(columns) - 3)]]
    for hub in plan.hubs.to_dict("records"):
        place = Pair(
            f"{plan.regions.at[hub['region_code'], 'sido_short']} {hub['name_ko']}",
            f"{hub['name_en']}, {hub['sido_en']}",
        )
        if hub.get("host_ko"):
            host = Pair(hub["host_ko"], hub["host_en"])
            place = Pair(f"{host.ko}, {place.ko}", f"{host}, {place}")
        figures = [f"{hub['mean_minutes']:.0f} ({hub['longest_minutes']:.0f})"]
        if firm:
            tier = both(TIERS[hub["tier"]])
            figures = [
                f"{round(hub['jobs_near'], -2):,.0f}",
                f"{100 * hub['draw_share']:.0f} % {tier}",
            ]
        technology = both(Pair(hub["technology_ko"], hub["technology_en"]))
        rows.append([str(hub["number"]), both(place), technology, *figures])
    yield "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows) + "\n"
    headline = plan.sites.headline()
    if headline is not None:
        yield f"{headline.in_language('ko')}. · {headline}.\n"
