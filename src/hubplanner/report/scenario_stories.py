"""Scenarios as a page: what each asks, what it changes, and which hubs come of it."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubplanner.comparison import Comparison
from hubplanner.comparison.compared import settings_of
from hubplanner.language import Language
from hubplanner.plan import Plan
from hubplanner.report.words import Speaker
from hubplanner.scenario import Scenario
from hubplanner.scenario_page import story
from hubplanner.siting.firm_hubs import TIERS
from hubplanner.siting.problem import NEAR_MINUTES


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


def as_markdown(worked: Iterable[Worked], language: Language) -> str:
    """The page of scenarios in one language, in the order in which they are given."""
    say = Speaker(language)
    return "\n".join([*_head(say), *(_section(one, say) for one in worked)])


def _head(say: Speaker) -> Iterator[str]:
    yield f"# {say('Worked scenarios')}\n"
    yield say(
        "What each file of `scenarios/` asks, what it changes against the defaults, and which hubs"
        " come of it. Jobs are jobs at risk within {minutes:.0f} minutes of the hub, in industries"
        " that use its technology. How firm: in how many of the drawn weights, travel times and"
        " shares of industries the hub stands with its technology.",
        minutes=NEAR_MINUTES,
    )
    yield ""
    command = f"hubplanner scenario show scenarios/*.toml --lang {say.language}"
    yield say("Written by `{command}`.", command=command) + "\n"


def _section(one: Worked, say: Speaker) -> str:
    scenario, told = one.scenario, story(one.path)
    parts = [
        f"## {say.either(scenario.title_ko, scenario.title_en)}\n",
        f"`{one.path.name}`: {_changes(scenario) or say('all at the defaults')}\n",
        f"{say.either(told.ko, str(told))}\n",
    ]
    if one.plan is None:
        parts.append(say("It runs on a data folder of your own.") + "\n")
    else:
        parts += _outcome(one.plan, say)
    if one.against is not None:
        verdict = one.against.scenarios.iloc[1][f"verdict_{say.language}"]
        parts.append(say("Against the baseline: {verdict}", verdict=verdict) + "\n")
    return "\n".join(parts)


def _changes(scenario: Scenario) -> str:
    """Settings that are not the default, as they would stand in a file."""
    default = settings_of(Scenario().model_dump(mode="json"))
    stated = settings_of(scenario.stated().model_dump(mode="json"))
    return ", ".join(
        f"`{key} = {_toml(value)}`"
        for key, value in stated.items()
        if default.get(key) != value and key not in ("name", "title_ko", "title_en")
    )


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _outcome(plan: Plan, say: Speaker) -> Iterator[str]:
    """The hubs as a table, and what they are good for."""
    firm = plan.sites.firm is not None
    columns = ["#", say("hub"), say("technology")]
    columns += [say("jobs"), say("how firm")] if firm else [say("mean (longest) min")]
    rows = [columns, ["---:", "---", "---", *["---:"] * (len(columns) - 3)]]
    for hub in plan.hubs.to_dict("records"):
        figures = [f"{hub['mean_minutes']:.0f} ({hub['longest_minutes']:.0f})"]
        if firm:
            share = f"{100 * hub['draw_share']:.0f} % {say(TIERS[hub['tier']])}"
            figures = [f"{round(hub['jobs_near'], -2):,.0f}", share]
        technology = say.either(hub["technology_ko"], hub["technology_en"])
        rows.append([str(hub["number"]), _place(hub, plan, say), technology, *figures])
    yield "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows) + "\n"
    headline = plan.sites.headline()
    if headline is not None:
        yield f"{say(headline)}.\n"


def _place(hub: Mapping[Hashable, Any], plan: Plan, say: Speaker) -> str:
    """'선박해양플랜트연구소 거제, 경남 거제시'; without the host where a hub has none."""
    province = plan.regions.at[hub["region_code"], "sido_short"]
    place = say.either(f"{province} {hub['name_ko']}", f"{hub['name_en']}, {hub['sido_en']}")
    host = say.either(hub["host_ko"], hub["host_en"]) if hub.get("host_ko") else ""
    return f"{host}, {place}" if host else place
