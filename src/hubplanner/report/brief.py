"""The two-page brief: who is in crisis, where the hubs go and why, what is not sure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from hubplanner.industries.result import UNKNOWN, industry_name
from hubplanner.language import Text
from hubplanner.plan import Plan
from hubplanner.report.blocks import (
    Block,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Table,
)
from hubplanner.report.brief_doubts import HUBS_LISTED, sources, unsure
from hubplanner.report.columns import heading
from hubplanner.report.picture import hub_map
from hubplanner.report.words import (
    Speaker,
    clean,
    figure,
    headline,
    rank_within,
    sentence,
    shorten,
    subtitle,
)
from hubplanner.scoring.catalogue import AREA
from hubplanner.siting.firm_hubs import TIERS
from hubplanner.siting.study import unproven

REGIONS_LISTED = 6
_NAMED = 3
"""So many names stand in a cell; the rest is counted."""
_LONGEST_CELL = 60
_WIDTHS = {
    "No.": 0.05,
    "Hub": 0.19,
    "Technology": 0.13,
    "For whom": 0.18,
    "Mean / longest min": 0.1,
    "Jobs within 45 min": 0.09,
    "Capability (0–1)": 0.09,
    "How firm": 0.1,
    "Next door instead": 0.18,
}
"""Columns of the table of hubs, as wide as what stands in them against each other."""
_WAYS = {
    "decline": Text("decline", context="way"),
    "exposure": Text("shock"),
    "both": Text("decline and shock"),
}


def write_brief(plan: Plan, say: Speaker) -> Document:
    """A plan as a note of two pages, in one language.

    Raises
    ------
    DataError
        When no Korean font is installed, which the map needs.
    """
    return Document(
        title=headline(plan, say),
        subtitle=subtitle(plan, say),
        language=say.language,
        blocks=[
            *_findings(plan, say),
            *_crisis(plan, say),
            PageBreak(),
            *_hubs(plan, say),
            *unsure(plan, say),
            *sources(plan, say),
        ],
    )


# ---- page 1: who is in crisis, and what they live off ------------------------------------------


def _findings(plan: Plan, say: Speaker) -> list[Block]:
    told = [say(text) for text in (plan.sites.headline(),) if text is not None]
    if plan.access is not None:
        told.append(say(plan.access.headline()))
    if not told:
        minutes = plan.regions.loc[plan.regions["candidate"], "hub_minutes"]
        told.append(
            say(
                "From the candidates to their hub it is {mean} minutes on average and {longest} at"
                " most (estimated travel times)",
                mean=figure(minutes.mean(), "minutes"),
                longest=figure(minutes.max(), "minutes"),
            )
        )
    return [Paragraph(f"{'. '.join(sentence(text) for text in told)}.")]


def _crisis(plan: Plan, say: Speaker) -> list[Block]:
    return [
        Heading(say("Which regions are in crisis, and by which way")),
        Paragraph(_ways(plan, say)),
        Picture(
            hub_map(plan, say),
            say("Map: crisis score by region, candidates, numbered hubs and whom they serve"),
        ),
        *_worst(plan, say),
        *_live_off(plan, say),
    ]


def _ways(plan: Plan, say: Speaker) -> str:
    """How many candidates there are, by which way, and in which provinces."""
    candidates = plan.regions[plan.regions["candidate"]]
    ways = candidates["candidate_by"].value_counts()
    by_way = ", ".join(
        say("{way} {count}", way=words, count=int(ways[way]))
        for way, words in _WAYS.items()
        if way in ways
    )
    column = "sido_short" if say.language == "ko" else "sido_en"
    provinces = (
        candidates[column].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    )
    text = say(
        "{candidates} regions ({ways}). Decline: a region that depends on manufacturing loses"
        " output, jobs and people; shock: the industries it lives off fall behind manufacturing in"
        " the nation. By province: {provinces}.",
        candidates=len(candidates),
        ways=by_way,
        provinces=", ".join(f"{name} {count}" for name, count in provinces.items()),
    )
    choice = plan.scenario.candidates
    left_out = []
    if not choice.capital_region and not choice.provinces:
        left_out.append(say("the capital region"))
    if choice.min_jobs or choice.min_jobs_share:
        left_out.append(
            say(
                "regions with fewer than {jobs} manufacturing jobs or {share} of all jobs",
                jobs=f"{choice.min_jobs:,}",
                share=_percent(choice.min_jobs_share),
            )
        )
    return text + (say(" Left out: {what}.", what=", ".join(left_out)) if left_out else "")


def _worst(plan: Plan, say: Speaker) -> list[Block]:
    # Candidates only: a region that is too small, or not asked for, is not helped by these hubs.
    worst = plan.worst(len(plan.regions))
    worst = worst[worst["candidate"]].head(REGIONS_LISTED)
    rows = [
        (
            rank_within(plan, row),
            say.region(plan, str(code)),
            say(_WAYS[row["candidate_by"]]),
            _largest_industry(plan, say, str(code)),
            figure(row.get("manufacturing_jobs"), "count"),
            _why(plan, say, str(code)),
        )
        for code, row in worst.iterrows()
    ]
    headings = (
        say("Rank"),
        say("Region"),
        say("Way"),
        say("Lives off (share of its manufacturing)"),
        say("Manufacturing jobs"),
        say("What weighs most"),
    )
    return [
        Table(headings, rows, (0.06, 0.17, 0.1, 0.17, 0.13, 0.37), frozenset({0, 4})),
        Paragraph(
            say(
                "The {n} candidates with the highest crisis score, with their rank {among};"
                " plan.xlsx lists all.",
                n=len(rows),
                among=say(
                    "in these provinces (in the nation)"
                    if plan.scenario.candidates.provinces
                    else "in the nation"
                ),
            ),
            note=True,
        ),
    ]


def _live_off(plan: Plan, say: Speaker) -> list[Block]:
    """The industries of the jobs at risk, the largest first."""
    offers = plan.sites.problem.offers
    if offers is None:
        return []
    jobs = offers.jobs.sum()
    known = jobs.drop(UNKNOWN).sort_values(ascending=False, kind="stable")
    named = ", ".join(
        f"{_industry(str(code), say)} {_percent(count / jobs.sum())}"
        for code, count in known.head(6).items()
    )
    return [
        Heading(say("What they live off")),
        Paragraph(
            say(
                "Jobs at risk (manufacturing jobs times crisis score): {jobs:,}. Of these {named};"
                " of {unknown} no published figure tells the industry.",
                jobs=int(round(jobs.sum(), -2)),
                named=named,
                unknown=_percent(jobs[UNKNOWN] / jobs.sum()),
            )
        ),
    ]


def _largest_industry(plan: Plan, say: Speaker, code: str) -> str:
    row = plan.network.industries.largest.loc[[code]].iloc[0]
    if not row["industry"]:
        return say("unknown")
    return f"{_industry(str(row['industry']), say)} {_percent(row['industry_share'])}"


def _industry(code: str, say: Speaker) -> str:
    """A name for running text, without what is said of all or of exceptions."""
    name = say(industry_name(code))
    return name.split(";")[0].split(",")[0].removesuffix(" 제조업")


def _why(plan: Plan, say: Speaker, code: str) -> str:
    """The indicator that adds most to decline, and the shock of the industry that is hit most."""
    way, parts = plan.regions.at[code, "candidate_by"], []
    exposure = plan.scores.exposure
    if way != "decline" and exposure is not None:
        industry = str(exposure.largest_part[code])
        fall = float(exposure.evidence.shocks["shock"][industry])
        parts.append(
            say(
                "{industry} in the nation {percent} behind all of manufacturing in five years",
                industry=_industry(industry, say),
                percent=_percent(fall),
            )
        )
    if way != "exposure":
        shares = plan.scores.contributions.loc[[code]].iloc[0]
        together = shares.groupby(shares.index.str.removesuffix(AREA), sort=False).sum(min_count=1)
        most = together.dropna().sort_values(ascending=False, kind="stable").index
        parts += [_indicator(plan, say, code, str(key)) for key in most[: 2 - len(parts)]]
    return "; ".join(parts)


def _indicator(plan: Plan, say: Speaker, code: str, key: str) -> str:
    head = heading(key, plan.coverage)
    own = plan.regions.get(key)
    column = key if own is not None and pd.notna(own[code]) else key + AREA
    value = figure(plan.regions[column][code], head.kind)
    return f"{say.either(head.ko, head.en)} {value} ({plan.coverage['years'][column]})"


# ---- page 2: where the hubs go, and what is not sure -------------------------------------------


def _hubs(plan: Plan, say: Speaker) -> list[Block]:
    shown = plan.hubs.head(HUBS_LISTED)
    cells = [_cells(plan, say, hub) for hub in shown.itertuples()]
    widths = [_WIDTHS[key] for key in cells[0]]
    headings = [say(key) for key in cells[0]]
    rows = [list(row.values()) for row in cells]
    lines = [
        _fewer(plan, say, len(shown)),
        *_let_in(plan, say),
        _lacking(plan, say),
        _ministries(plan, say),
        _proof(plan, say),
    ]
    return [
        Heading(say("Where the hubs go, and why there")),
        Table(headings, rows, [width / sum(widths) for width in widths], frozenset({0})),
        Paragraph(" ".join(line for line in lines if line)),
    ]


def _cells(plan: Plan, say: Speaker, hub: Any) -> dict[str, str]:
    """What is told of a hub, by heading: as much as the plan knows."""
    cells = {
        "No.": str(hub.number),
        "Hub": _host(plan, say, hub),
        "Technology": clean(say.either(hub.technology_ko, hub.technology_en)) or say("none"),
        "For whom": _users(plan, say, hub.region_code),
    }
    if plan.sites.capability is None:
        mean, longest = figure(hub.mean_minutes, "minutes"), figure(hub.longest_minutes, "minutes")
        return cells | {"Mean / longest min": f"{mean} / {longest}"}
    cells["Jobs within 45 min"] = f"{round(hub.jobs_near, -2):,.0f}"
    able = float(plan.sites.hubs["capability"][hub.region_code])
    cells["Capability (0–1)"] = figure(able, "ratio")
    if plan.sites.firm is not None:
        cells["How firm"] = f"{say(TIERS[hub.tier])} {_percent(hub.draw_share)}"
        cells["Next door instead"] = _next_door(plan, say, hub)
    return cells


def _host(plan: Plan, say: Speaker, hub: Any) -> str:
    """The institution a hub stands at and its city; a hub at its region's point is the region."""
    city = say.region(plan, hub.region_code)
    if plan.scenario.siting.sites in ("candidates", "regions"):
        return city
    return f"{say.name(plan.sites.hubs.loc[hub.region_code])}, {city}"


def _users(plan: Plan, say: Speaker, code: str) -> str:
    """The regions with most of the jobs that a hub serves; else the worst that it is nearest to."""
    served = plan.sites.served
    if served is not None:
        most = served[code].sort_values(ascending=False, kind="stable")
        names = most.index[most > 0]
    else:
        regions = plan.regions[plan.regions["candidate"] & (plan.regions["hub_region"] == code)]
        names = regions.sort_values("rank").index
    if names.empty:
        return say("required by the scenario")
    listed = ", ".join(say.place(plan, str(name)) for name in names[:_NAMED])
    more = len(names) - _NAMED
    return listed + (say(" and {n} more", n=more) if more > 0 else "")


def _next_door(plan: Plan, say: Speaker, hub: Any) -> str:
    """Who comes in where no hub may stand in the region, and how much less that is good for."""
    other = clean(say.either(hub.next_ko, hub.next_en))
    if not other:
        return say("none")
    loss = 100 * hub.next_loss / plan.siting.objective
    return f"{shorten(other, _LONGEST_CELL)}, −{loss:.1f} %"


def _fewer(plan: Plan, say: Speaker, shown: int) -> str:
    more = len(plan.hubs) - shown
    return say("And {n} more hubs; plan.xlsx lists all.", n=more) if more else ""


def _let_in(plan: Plan, say: Speaker) -> Iterator[str]:
    """Hubs at hosts that do not meet all criteria, and why."""
    for code, why in plan.sites.let_in.items():
        yield f"{say.region(plan, code)}: {clean(say(why))}."


def _lacking(plan: Plan, say: Speaker) -> str:
    """What nobody near enough supplies to a hub, in a sentence; empty where nothing is lacking."""
    table = plan.network.functions
    missing = table[table["suppliers"] == 0]
    lacking = [
        f"{hub.number} "
        + ", ".join(
            say.either(ko, en)
            for ko, en in missing.loc[[hub.Index], ["function_ko", "function_en"]].to_numpy()
        )
        for hub in plan.hubs.head(HUBS_LISTED).itertuples()
        if hub.Index in missing.index
    ]
    if not lacking:
        return ""
    return say(
        "Nobody supplies within {minutes} minutes of hub: {lacking}.",
        minutes=f"{plan.scenario.network.function_minutes:g}",
        lacking="; ".join(lacking),
    )


def _ministries(plan: Plan, say: Speaker) -> str:
    led = plan.hubs.loc[plan.hubs["technology"] != "", f"ministry_{say.language}"].value_counts()
    if led.empty:
        return ""
    named = ", ".join(f"{clean(str(ministry))} {count}" for ministry, count in led.items())
    return say("Hubs by lead ministry: {ministries}.", ministries=named)


def _proof(plan: Plan, say: Speaker) -> str:
    served = say("Whom the hubs serve: {served}.", served=plan.sites.problem.served)
    if plan.siting.optimal:
        return served + say(" It is proven that under these conditions no other set does better.")
    why = unproven(plan.sites.problem, plan.siting)
    return served + say(" It is not proven that no other set does better ({why}).", why=why)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
