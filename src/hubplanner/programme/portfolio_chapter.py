"""The programme on one page: hubs, technologies, ministries, who is left out, who does what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from hubplanner.language import Pair, Text
from hubplanner.plan import Plan
from hubplanner.programme.funding_chapter import HEADINGS as FUNDING_HEADINGS
from hubplanner.programme.funding_chapter import funding_of
from hubplanner.programme.portfolio import (
    MONEY,
    hubs_table,
    ministries_table,
    technologies_table,
    without_hub_near,
)
from hubplanner.programme.roles import complexes_reached, load_roles, role_matrix, roles_by_hub
from hubplanner.programme.roles_told import roles_told
from hubplanner.report.blocks import Block, Heading, Paragraph, Table
from hubplanner.report.chapter import Chapter
from hubplanner.report.columns import column
from hubplanner.report.words import Speaker, clean, figure, shorten
from hubplanner.siting.firm_hubs import TIERS
from hubplanner.siting.problem import NEAR_MINUTES

LISTED = 15
"""So many regions without a hub are told one by one; the table holds all."""
_LONGEST_CELL = 200
_HEADINGS = {
    "task": column("Task, key", "code"),
    "programme": column("Programme", "code"),
    "year": column("Year", "code"),
    "institution_id": column("Institution id", "code"),
    "numbers": column("Numbers of the hubs", "words"),
    "hubs": column("Hubs", "count", "곳 number"),
    "status": column("One, doubled or missing", "words"),
    "need": column("Jobs at risk that need it", "count", "명 persons"),
    "technologies": column("Technologies of the list", "count", "개 number"),
    "nearest_minutes": column("To the place of the nearest hub", "minutes", "분 minutes"),
    "hub_minutes": column("To the place of a hub that serves it", "minutes", "분 minutes"),
    "why": column("Why without a hub near", "code"),
    "actor": column("Actor", "code"),
    "today": column("Role today", "words"),
    "after": column("Role with the hub", "words"),
    "today_ko": column("Leads today", "long"),
    "today_en": column("Leads today, in English", "long"),
    "after_ko": column("Leads with the hub", "long"),
    "after_en": column("Leads with the hub, in English", "long"),
    "doubled": column("Led twice today", "flag"),
    "moves": column("Changes hands", "flag"),
    "suppliers": column("Suppliers near", "count", "곳 number"),
    "partner_ko": column("Partner of the smallest consortium", "words"),
    "partner_en": column("Partner, in English", "words"),
    "function": column("Function, key", "code"),
    "reached": column("Within 30 minutes", "flag"),
    **{key: FUNDING_HEADINGS[key] for key in MONEY},
    "targets": column("Targets with a figure", "count", "개 number"),
    "targets_met": column("Targets met", "count", "개 number"),
    "leverage": column("Co-investment a national won", "ratio"),
    "flags": column("Flags", "count", "개 number"),
}
_WHY = {
    "far": Text("no hub near", context="without"),
    "technology": Text("no hub of a technology that it needs", context="without"),
}


def portfolio_chapter(plan: Plan, results: pd.DataFrame | None = None) -> Chapter:
    """All hubs, technologies and ministries of a plan with their money and who does what.

    Parameters
    ----------
    plan
        Any plan.
    results
        What reports of the hubs came to, as :func:`hubplanner.programme.portfolio.hubs_table`
        takes it.

    Raises
    ------
    ScenarioError
        When ``[roadmap]`` names what is no hub of the plan.
    """
    money = funding_of(plan).funding.hubs
    roles = load_roles()
    matrix = role_matrix(roles)
    by_hub, complexes = roles_by_hub(plan, matrix), complexes_reached(plan)
    tables = {
        "Hubs": hubs_table(plan, money, results),
        "Technologies": technologies_table(plan),
        "Ministries": ministries_table(plan, money),
        "Without hub near": without_hub_near(plan),
        "Roles": roles,
        "Roles by hub": by_hub,
        "Complexes": complexes,
    }

    def blocks(say: Speaker) -> list[Block]:
        return [
            Paragraph(say(finding(plan, tables))),
            *_hubs(plan, tables["Hubs"], say),
            *_technologies(tables["Technologies"], say),
            *_ministries(tables["Ministries"], say),
            *_unserved(plan, tables["Without hub near"], say),
            *roles_told(plan, matrix, by_hub, complexes, say),
            *_basis(plan, roles, say),
        ]

    scenario = plan.scenario
    return Chapter(
        "portfolio",
        Text(
            "The programme on one page: {title}", title=Pair(scenario.title_ko, scenario.title_en)
        ),
        plan.dates,
        tables,
        blocks,
        _HEADINGS,
    )


def finding(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> Text:
    """What the chapter's tables say, in a sentence."""
    status = tables["Technologies"]["status"].value_counts()
    return Text(
        "{hubs} hubs take {taken} of {all} technologies of the list; {doubled} are taken twice"
        " or more, {missing} by none. Of {candidates} regions in crisis {without} have no hub"
        " of a technology that they need within {near} minutes.",
        near=f"{NEAR_MINUTES:g}",
        hubs=len(plan.hubs),
        taken=int(status.get("one", 0) + status.get("doubled", 0)),
        all=int(status.sum()),
        doubled=int(status.get("doubled", 0)),
        missing=int(status.get("missing", 0)),
        candidates=int(plan.regions["candidate"].sum()),
        without=len(tables["Without hub near"]),
    )


def _hubs(plan: Plan, hubs: pd.DataFrame, say: Speaker) -> list[Block]:
    shown: dict[str, Callable[[pd.Series[Any]], str]] = {
        "No.": lambda row: str(row["number"]),
        "Hub": lambda row: _both(row, "host" if "host_ko" in row else "name", say),
        "Region": lambda row: say.region(plan, plan.hubs.at[row["hub_id"], "region_code"]),
        "Technology": lambda row: _both(row, "technology", say) or say("none"),
        "Lead ministry": lambda row: _both(row, "ministry", say),
        "Jobs within 45 min": lambda row: figure(row["jobs_near"], "count"),
        "How firm": lambda row: say(TIERS[row["tier"]]) if row["tier"] in TIERS else "–",
        "Public money (100M KRW)": lambda row: figure(row["public"], "count"),
        "Carries itself from": lambda row: _whole(row["self_sufficient"]),
        "Targets met": lambda row: f"{_whole(row['targets_met'])} / {_whole(row['targets'])}",
        "Leverage": lambda row: figure(row["leverage"], "ratio"),
        "Flags": lambda row: _whole(row["flags"]),
    }
    needs = {
        **{"Jobs within 45 min": "jobs_near", "How firm": "tier"},
        **{"Targets met": "targets", "Leverage": "leverage", "Flags": "flags"},
    }
    kept = {name: cell for name, cell in shown.items() if needs.get(name, "number") in hubs}
    rows = [[cell(row) for cell in kept.values()] for _, row in hubs.iterrows()]
    rows_lacking = [
        [str(row["number"]), _both(row, "host" if "host_ko" in row else "name", say), lacking]
        for _, row in hubs.iterrows()
        if (lacking := _both(row, "lacks", say))
    ]
    limit = f"{plan.scenario.network.function_minutes:g}"
    lacks = say("Functions it lacks: nobody of its field within {limit} minutes", limit=limit)
    headings = [say("No."), say("Hub"), lacks]
    return [
        Heading(say("Hubs")),
        _table([say(name) for name in kept], rows),
        *(
            [Table(headings, rows_lacking, [0.07, 0.25, 0.68], frozenset({0}))]
            if rows_lacking
            else []
        ),
    ]


def _technologies(table: pd.DataFrame, say: Speaker) -> list[Block]:
    taken = table[table["hubs"] > 0]
    missing = table[table["hubs"] == 0]
    rows = [
        [
            _both(row, "technology", say),
            _both(row, "ministry", say),
            row["numbers"] or "–",
            figure(row.get("need"), "count") if not row["hubs"] else "",
            clean(_both(row, "why", say)) if "why_ko" in row and not row["hubs"] else "",
        ]
        for _, row in pd.concat([taken, missing]).iterrows()
    ]
    headings = ["Technology", "Lead ministry", "Hubs", "Jobs at risk that need it", "Why no hub"]
    return [
        Heading(say("Technologies: taken, doubled, missing")),
        Table([say(name) for name in headings], rows, [0.2, 0.16, 0.1, 0.14, 0.4], frozenset({3})),
        Paragraph(
            say("One job may need several technologies: what stands here must not be added up")
            + ".",
            note=True,
        ),
    ]


def _ministries(table: pd.DataFrame, say: Speaker) -> list[Block]:
    rows = [
        [
            _both(row, "ministry", say),
            str(row["technologies"]),
            str(row["hubs"]),
            row["numbers"] or "–",
            figure(row["public"], "count"),
        ]
        for _, row in table.iterrows()
    ]
    headings = [
        *("Lead ministry", "Technologies of the list", "Hubs", "Numbers of the hubs"),
        "Public money (100M KRW)",
    ]
    return [
        Heading(say("Ministries")),
        Table(
            [say(name) for name in headings],
            rows,
            [0.3, 0.18, 0.12, 0.2, 0.2],
            frozenset({1, 2, 4}),
        ),
    ]


def _unserved(plan: Plan, table: pd.DataFrame, say: Speaker) -> list[Block]:
    heading = Heading(say("Regions in crisis without a hub near that serves them"))
    if table.empty:
        return [
            heading,
            Paragraph(say("Every region in crisis has a hub near that serves it") + "."),
        ]
    rows = [
        [
            say.region(plan, str(row["region_code"])),
            str(row["rank"]),
            figure(row["nearest_minutes"], "minutes"),
            figure(row["hub_minutes"], "minutes"),
            figure(row.get("jobs_at_risk"), "count"),
            say(_WHY[str(row["why"])]),
        ]
        for _, row in table.head(LISTED).iterrows()
    ]
    headings = [
        *("Region", "Rank", "Minutes to the nearest hub", "Minutes to one that serves it"),
        *("Jobs at risk", "Why"),
    ]
    more = [Paragraph(say("and {n} more in the table", n=len(table) - LISTED) + ".", note=True)]
    return [
        heading,
        Table(
            [say(name) for name in headings],
            rows,
            [0.23, 0.07, 0.14, 0.14, 0.14, 0.28],
            frozenset({1, 2, 3, 4}),
        ),
        *(more if len(table) > LISTED else []),
    ]


def _basis(plan: Plan, roles: pd.DataFrame, say: Speaker) -> list[Block]:
    judged = int(roles["source"].str.contains("project judgement").sum())
    return [
        Heading(say("What this rests on")),
        Paragraph(
            say(
                "Near means within {near} minutes of the hub's own place, not of its city's"
                " centre; a hub serves a region of whose jobs at risk"
                " any need its technology. Roles with the hubs are those that KRIHS Policy Brief"
                " 697 (2018) proposes; {judged} of {roles} rows are in part the project's own"
                " judgement, said with each in the table. Of institutions those within {limit}"
                " minutes of a hub are named; where none is, the nearest. Institutions and"
                " complexes are those of the plan's list; some places are not yet confirmed. Money"
                " is the middle case of what [funding] assumes (hubplanner fund), constant prices,"
                " {years} years in all",
                years=plan.scenario.funding.horizon,
                near=f"{NEAR_MINUTES:g}",
                judged=judged,
                roles=len(roles),
                limit=f"{plan.scenario.network.function_minutes:g}",
            )
            + ".",
            note=True,
        ),
    ]


def _whole(value: Any) -> str:
    return "–" if pd.isna(value) else f"{value:.0f}"


def _both(row: pd.Series[Any], name: str, say: Speaker) -> str:
    ko, en = row.get(f"{name}_ko"), row.get(f"{name}_en")
    chosen = say.either(str(ko), str(en)) if pd.notna(ko) and pd.notna(en) else ""
    return shorten(clean(chosen) or (clean(str(ko)) if pd.notna(ko) else ""), _LONGEST_CELL)


def _table(headings: Sequence[str], rows: list[list[str]]) -> Table:
    """A table whose columns are as wide as their longest text asks for, within bounds."""
    longest = [
        min(max(len(text) for text in (head, *(row[n] for row in rows))), 40)
        for n, head in enumerate(headings)
    ]
    shares = [max(one / sum(longest), 0.05) for one in longest]
    return Table(headings, rows, [one / sum(shares) for one in shares], frozenset({0}))
