"""Roles around hubs in words and tables, for page and brief."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hubplanner.language import Text
from hubplanner.plan import Plan
from hubplanner.programme.roles import ACTORS, WITHIN
from hubplanner.report.blocks import Block, Heading, Paragraph, Table
from hubplanner.report.words import Speaker, clean, figure, shorten

ACTOR_NAMES = {
    "hub": Text("hub", context="actor"),
    "technopark": Text("technopark", context="column"),
    "ccei": Text("CCEI", context="column"),
    "university": Text("university", context="column"),
    "institute": Text("research institute", context="column"),
}
ROLES = {"lead": Text("leads", context="role"), "part": Text("takes part", context="role")}
_LONGEST_CELL = 160
PROGRAMME_NAMES = {
    "renewal": Text("renewal area", context="complex"),
    "smart": Text("smart complex", context="complex"),
}


def roles_told(
    plan: Plan, matrix: pd.DataFrame, by_hub: pd.DataFrame, complexes: pd.DataFrame, say: Speaker
) -> list[Block]:
    """Who does what, what moves at each hub, and which complexes are near."""
    return [
        Heading(say("Who does what, today and with the hubs")),
        *_findings(matrix, say),
        _matrix(matrix, say),
        Heading(say("What moves at each hub")),
        _moves(by_hub, say),
        Heading(say("Renewal areas and smart complexes near the hubs")),
        *_complexes(plan, complexes, say),
    ]


def _findings(matrix: pd.DataFrame, say: Speaker) -> list[Block]:
    doubled = matrix[matrix["leads_today"] > 1]
    lines = [
        say(
            "Of {tasks} tasks {moves} change hands; {doubled} are led by more than one kind of"
            " institution today, {after} then",
            tasks=len(matrix),
            moves=int(matrix["moves"].sum()),
            doubled=len(doubled),
            after=int((matrix["leads_after"] > 1).sum()),
        )
    ]
    unknown = matrix[(matrix["leads_today"] == 0) & (matrix["leads_after"] == 0)]
    if len(unknown):
        lines.append(say("No source was found for who leads: {tasks}", tasks=_names(unknown, say)))
    if len(doubled):
        lines.append(say("Led twice today: {tasks}", tasks=_names(doubled, say)))
    return [Paragraph(". ".join(lines) + ".")]


def _names(rows: pd.DataFrame, say: Speaker) -> str:
    return ", ".join(say.either(row["name_ko"], row["name_en"]) for _, row in rows.iterrows())


def _matrix(matrix: pd.DataFrame, say: Speaker) -> Table:
    headings = [say("Task"), *(say(ACTOR_NAMES[actor]) for actor in ACTORS)]
    rows = [
        [
            say.either(row["name_ko"], row["name_en"]),
            *(
                _change(str(row[f"{actor}_today"]), str(row[f"{actor}_after"]), say)
                for actor in ACTORS
            ),
        ]
        for _, row in matrix.iterrows()
    ]
    return Table(headings, rows, [0.25, *[0.15] * len(ACTORS)])


def _change(today: str, after: str, say: Speaker) -> str:
    if not today and not after:
        return "–"
    told = [say(ROLES[role]) if role in ROLES else say("no role") for role in (today, after)]
    return told[0] if today == after else " → ".join(told)


def _moves(by_hub: pd.DataFrame, say: Speaker) -> Table:
    moving = by_hub[by_hub["moves"]]
    headings = [
        say("No."),
        say("Task"),
        say("Leads today"),
        say("Leads then"),
        say("Partner of the smallest consortium"),
    ]
    rows = [
        [
            str(row["number"]),
            say.either(row["name_ko"], row["name_en"]),
            _cell(row, "today", say),
            _cell(row, "after", say),
            _cell(row, "partner", say),
        ]
        for _, row in moving.iterrows()
    ]
    return Table(headings, rows, [0.05, 0.2, 0.32, 0.23, 0.2], frozenset({0}))


def _complexes(plan: Plan, complexes: pd.DataFrame, say: Speaker) -> list[Block]:
    counts = [
        say(
            "{reached} of {all} {kind} entries",
            reached=int(rows["reached"].sum()),
            all=len(rows),
            kind=say(PROGRAMME_NAMES[str(kind)]),
        )
        for kind, rows in complexes.groupby("programme")
        if kind in PROGRAMME_NAMES
    ]
    near = complexes[complexes["reached"]].sort_values(["hub_id", "minutes"], kind="stable")
    rows = [
        [
            str(plan.hubs.at[row["hub_id"], "number"]),
            _cell(row, "name", say),
            say(PROGRAMME_NAMES[row["programme"]]) if row["programme"] in PROGRAMME_NAMES else "",
            "–" if pd.isna(row["year"]) else str(int(row["year"])),
            figure(row["minutes"], "minutes"),
        ]
        for _, row in near.iterrows()
    ]
    headings = [say("No."), say("Complex"), say("Programme"), say("Chosen"), say("Minutes")]
    return [
        Paragraph(
            say(
                "Within {minutes} minutes of a hub lie {counts}",
                minutes=f"{WITHIN:g}",
                counts=", ".join(counts) or say("none", context="brief"),
            )
            + "."
        ),
        *(
            [Table(headings, rows, [0.08, 0.44, 0.22, 0.13, 0.13], frozenset({0, 3, 4}))]
            if rows
            else []
        ),
    ]


def _cell(row: pd.Series[Any], name: str, say: Speaker) -> str:
    return shorten(clean(say.either(row[f"{name}_ko"], row[f"{name}_en"])), _LONGEST_CELL) or "–"
