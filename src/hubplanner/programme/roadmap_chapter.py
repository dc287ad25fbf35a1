"""The chapter on time: which hub is selected, built and run when, and which plans reach it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from hubplanner.language import Joined, Pair, Text
from hubplanner.plan import Plan
from hubplanner.programme.calendar_file import as_calendar
from hubplanner.programme.funding_chapter import PlanFunding, funding_of, why_first
from hubplanner.programme.gantt import gantt
from hubplanner.programme.national_plans import (
    FITS,
    PLANS,
    STATUS,
    load_plans,
    plans_by_hub,
    plans_by_province,
    plans_by_technology,
)
from hubplanner.programme.project_file import as_project
from hubplanner.programme.readiness import BRIDGE, BY_PHASE, levels_due, load_levels
from hubplanner.programme.schedule import MILESTONES, PHASES, Schedule, schedule
from hubplanner.programme.words import (
    DECIMALS,
    hub_names,
    in_cells,
    in_figures,
    money,
    of_hubs,
    year,
)
from hubplanner.report.blocks import Block, Heading, Paragraph, Table
from hubplanner.report.chapter import Chapter
from hubplanner.report.columns import Heading as ColumnHeading
from hubplanner.report.columns import column
from hubplanner.report.words import Speaker, both, figure

_MONEY = "억 원 KRW 100 million"
_MOST_YEARS = 12
"""So many years stand in a table for reading; the rest is in the file."""
HEADINGS: dict[str, ColumnHeading] = {
    "task_id": column("Task of the roadmap", "name"),
    "phase": column("Phase", "words"),
    "start": column("First year", "code", "연도 year"),
    "end": column("Last year", "code", "연도 year"),
    "public": column("Public money", "number", _MONEY),
    "after": column("After these tasks", "long"),
    "slack": column("Slack", "count", "년 years"),
    "critical": column("On the critical path", "flag"),
    "milestone": column("Milestone", "words"),
    "year": column("Year", "code"),
    "date": column("Date", "code"),
    "level": column("Level of readiness", "count", "TRL, MRL"),
    "trl_ko": column("Technology readiness level", "long"),
    "trl_en": column("Technology readiness level, in English", "long"),
    "mrl_ko": column("Manufacturing readiness level", "long"),
    "mrl_en": column("Manufacturing readiness level, in English", "long"),
    "plan": column("National plan, key", "code"),
    "plan_ko": column("National plan", "long"),
    "plan_en": column("National plan, in English", "long"),
    "plans": column("Plans that name it", "count", "개 number"),
    "status": column("One, several or none", "words"),
    "names_technology": column("Names the hub's technology", "flag"),
    "names_province": column("Names a place in its province", "flag"),
    "fits": column("Fit of plan and hub", "words"),
    "what_ko": column("What it names", "long"),
    "what_en": column("What it names, in English", "long"),
    "published": column("Published", "code"),
    "list": column("List of technologies", "code"),
    "places_ko": column("Places that it names", "long"),
    "sido_codes": column("Their province codes", "code"),
    **{
        plan: ColumnHeading(words.in_language("ko"), str(words), "count")
        for plan, words in PLANS.items()
    },
    "hubs": column("Hubs", "count", "곳 number"),
}


@dataclass(frozen=True)
class PlanRoadmap:
    """The roadmap of a plan.

    Attributes
    ----------
    money
        What the hubs cost, and when each opens.
    schedule
        Phases and milestones.
    """

    money: PlanFunding
    schedule: Schedule

    @property
    def plan(self) -> Plan:
        """Of which plan."""
        return self.money.plan

    def budget_by(self, *columns: str) -> pd.DataFrame:
        """Public money by columns of the hubs and ``year``, a column a year, 억 원."""
        flows = self.money.funding.flows.join(of_hubs(self.plan), on="hub_id")
        paid = flows[flows["public"] > 0]
        table = paid.pivot_table("public", list(columns), "year", "sum", fill_value=0.0, sort=False)
        table = table[sorted(table.columns)].rename(columns=str)
        return table.round(DECIMALS).reset_index()


def roadmap_of(plan: Plan) -> PlanRoadmap:
    """Which hub of a plan is selected, built and run when.

    Raises
    ------
    ScenarioError
        When ``[roadmap]`` names what is no hub of the plan, goes in a circle, or leaves no year to
        run.
    """
    told = funding_of(plan)
    return PlanRoadmap(told, schedule(told.order, told.funding, plan.scenario.roadmap))


def roadmap_chapter(told: PlanRoadmap) -> Chapter:
    """The chapter ``roadmap`` of a plan, from :func:`roadmap_of`, with ``roadmap.ics`` (iCalendar)
    and ``roadmap.xml`` (Microsoft Project) beside its tables; ``.en`` before the ending: in
    English."""
    scenario = told.plan.scenario
    more = {}
    if len(told.schedule.tasks):
        for say, file in ((Speaker("ko"), "roadmap"), (Speaker("en"), "roadmap.en")):
            names = _names(told.plan, say)
            more[f"{file}.ics"] = as_calendar(told.schedule, names, scenario.name, say)
            more[f"{file}.xml"] = as_project(told.schedule, names, say.title(told.plan), say)
    return Chapter(
        "roadmap",
        Text("Which hub is selected, built and run when"),
        Pair(scenario.title_ko, scenario.title_en),
        _tables(told),
        lambda say: list(_blocks(told, say)),
        HEADINGS,
        more,
    )


def _names(plan: Plan, say: Speaker) -> pd.Series[str]:
    """By hub id: '울산 남구 (미래차)'."""
    hubs, names = of_hubs(plan), hub_names(plan, say)
    words = [
        f"{name} ({say.either(ko, en)})"
        for name, ko, en in zip(names, hubs["technology_ko"], hubs["technology_en"], strict=True)
    ]
    return pd.Series(words, names.index)


# ---- tables -------------------------------------------------------------------------------------


def _tables(told: PlanRoadmap) -> dict[str, pd.DataFrame]:
    hubs = of_hubs(told.plan)
    plans = load_plans()
    named = ["number", "name_ko", "name_en", "technology_ko", "technology_en"]
    named += ["ministry_ko", "ministry_en"]
    tables = {
        "Tasks": told.schedule.tasks.round(DECIMALS).reset_index().join(hubs[named], on="hub_id"),
        "Milestones": told.schedule.milestones.join(hubs[named], on="hub_id"),
        "By hub": told.budget_by("number", "name_ko", "name_en"),
        "By technology": told.budget_by("technology", "technology_ko", "technology_en"),
        "By ministry": told.budget_by("ministry_ko", "ministry_en"),
        "Readiness": _levels(told.schedule),
        "Plans by technology": _by_technology(told, plans).reset_index(),
        "Plans by province": _by_province(told, plans).reset_index(),
        "Plans by hub": _by_hub(told, plans),
        "Plans": plans,
    }
    return {name: _in_words(table) for name, table in tables.items()}


_CODED = {"phase": PHASES, "milestone": MILESTONES, "status": STATUS, "fits": FITS}


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Key words of columns in both languages."""
    return table.assign(
        **{
            name: table[name].map({key: both(words) for key, words in known.items()})
            for name, known in _CODED.items()
            if name in table
        }
    )


def _levels(plan: Schedule) -> pd.DataFrame:
    table, names = levels_due(plan), load_levels()
    for scale in ("TRL", "MRL"):
        of = names.loc[scale]
        for language in ("ko", "en"):
            key = f"{scale.lower()}_{language}"
            table[key] = table["level"].map(of[f"name_{language}"])
    return table


def _list(plan: Plan) -> str:
    return plan.scenario.network.technologies


def _by_technology(told: PlanRoadmap, plans: pd.DataFrame) -> pd.DataFrame:
    known = told.plan.network.technologies.technologies
    table = plans_by_technology(plans, known, _list(told.plan))
    table.insert(0, "technology_ko", [one.name_ko for one in known.values()])
    table.insert(1, "technology_en", [one.name_en for one in known.values()])
    taken = told.plan.hubs.groupby("technology").size()
    table["hubs"] = taken.reindex(table.index, fill_value=0)
    return table


def _by_province(told: PlanRoadmap, plans: pd.DataFrame) -> pd.DataFrame:
    regions = told.plan.regions
    provinces = regions.groupby("sido_code")[["sido_2020_ko", "sido_en"]].first()
    hubs = told.plan.hubs["region_code"].map(regions["sido_code"]).value_counts()
    table = plans_by_province(plans, hubs.reindex(provinces.index, fill_value=0))
    return pd.DataFrame(provinces.join(table))


def _by_hub(told: PlanRoadmap, plans: pd.DataFrame) -> pd.DataFrame:
    hubs = told.plan.hubs
    provinces = hubs["region_code"].map(told.plan.regions["sido_code"])
    of = pd.DataFrame({"technology": hubs["technology"], "sido_code": provinces})
    return plans_by_hub(plans, of, _list(told.plan))


# ---- blocks -------------------------------------------------------------------------------------


def _blocks(told: PlanRoadmap, say: Speaker) -> Iterator[Block]:
    yield Paragraph(say(_finding(told)))
    if len(told.schedule.tasks):
        yield gantt(told.schedule, _names(told.plan, say), say)
        yield _task_table(told, say)
        yield Paragraph(say(why_first(told.money)))
        yield Paragraph(say(_critical(told)), note=True)
        yield Heading(say("Public money by technology and year (KRW 100 million)"))
        technologies = told.budget_by("technology_ko", "technology_en")
        yield _budget_table(technologies, "technology", say("Technology"), say)
        yield Heading(say("Public money by ministry and year (KRW 100 million)"))
        ministries = told.budget_by("ministry_ko", "ministry_en")
        yield _budget_table(ministries, "ministry", say("Lead ministry"), say)
        yield Heading(say("Levels of readiness"))
        yield Paragraph(say(_of_levels()))
        yield _level_table(told, say)
        yield Paragraph(say(_NO_LEVEL), note=True)
    yield Heading(say("National plans, technologies and regions"))
    yield from _plan_blocks(told, say)


def _finding(told: PlanRoadmap) -> Text:
    tasks, hubs = told.schedule.tasks, told.money.order.hubs
    if tasks.empty:
        return Text("No hub opens: the ceiling is lower than what the first one takes.")
    built = tasks[tasks["phase"] == "build"]
    run = tasks[tasks["phase"] == "run"]
    return Text(
        "{opened} of {hubs} hubs are built, the first from {first} and the last from {last}; public"
        " money ({public}) ends in {ends}.",
        opened=len(built),
        hubs=len(hubs),
        first=int(built["start"].min()),
        last=int(built["start"].max()),
        public=money(tasks["public"].sum()),
        ends=int(run["end"].max()),
    )


def _task_table(told: PlanRoadmap, say: Speaker) -> Table:
    names, hubs = hub_names(told.plan, say), of_hubs(told.plan)
    phases = told.schedule.tasks.set_index(["hub_id", "phase"])
    reached = told.schedule.milestones.set_index(["hub_id", "milestone"])["year"]
    rows = []
    paid = told.schedule.tasks.groupby("hub_id", sort=False)["public"].sum()
    for hub, amount in zip(map(str, paid.index), in_figures(paid), strict=True):
        own = hubs.loc[hub].to_dict()
        spans = [_span(phases, hub, phase) for phase in ("select", "build", "run")]
        rows.append(
            [
                str(own["number"]),
                names[hub],
                say.either(own["technology_ko"], own["technology_en"]),
                say.either(own["ministry_ko"], own["ministry_en"]),
                str(told.money.order.wave[hub]),
                *spans,
                year(reached[hub, "self_sufficient"]),
                amount,
            ]
        )
    headings = [say("No."), say("Hub"), say("Technology"), say("Lead ministry"), say("Round")]
    headings += [say(PHASES[one]) for one in ("select", "build", "run")]
    headings += [say(MILESTONES["self_sufficient"]), say("Public money")]
    widths = (0.05, 0.15, 0.15, 0.16, 0.06, 0.08, 0.08, 0.1, 0.08, 0.09)
    return Table(headings, rows, widths, frozenset(range(4, 10)) | {0})


def _span(phases: pd.DataFrame, hub: str, phase: str) -> str:
    start, end = phases.loc[(hub, phase), ["start", "end"]].astype(int)
    return f"{start}" if start == end else f"{start}–{end}"


def _critical(told: PlanRoadmap) -> Text:
    tasks = told.schedule.tasks
    names = hub_names(told.plan, Speaker("ko")), hub_names(told.plan, Speaker("en"))
    hubs = tasks.loc[tasks["critical"], "hub_id"].unique()
    return Text(
        "Public money in KRW 100 million. A round of selection begins when the one before has"
        " ended. On the critical path (a year later there ends the last public money a year later):"
        " {hubs}. Slack counts what depends on what, not room under a ceiling.",
        hubs=Pair(
            ", ".join(names[0][hub] for hub in hubs), "; ".join(names[1][hub] for hub in hubs)
        ),
    )


def _budget_table(table: pd.DataFrame, what: str, heading: str, say: Speaker) -> Table:
    years = [str(one) for one in table.columns if str(one).isdigit()]
    shown, later = years[:_MOST_YEARS], years[_MOST_YEARS:]
    amounts = table[shown].copy()
    if later:
        amounts["later"] = table[later].sum(axis=1)
    amounts["total"] = table[years].sum(axis=1)
    heads = [say.either(row[f"{what}_ko"], row[f"{what}_en"]) for row in table.to_dict("records")]
    cells = in_cells([*amounts.to_numpy().tolist(), amounts.sum().tolist()])
    rows = [[head, *row] for head, row in zip([*heads, say("Total")], cells, strict=True)]
    headings = [heading, *shown, *([say("later")] if later else []), say("Total")]
    widths = [0.24] + [0.76 / (len(headings) - 1)] * (len(headings) - 1)
    return Table(headings, rows, widths, frozenset(range(1, len(headings))))


_NO_LEVEL = Text(
    "Targets, not findings: at which level the technologies stand today nobody has told, and even"
    " steps between the levels are an assumption. Many projects of US institutes moved from level 4"
    " to 6 (Government Accountability Office, manufacturingusa.com). Names of the levels: US"
    " Department of Defense (data/references/readiness_levels.csv)."
)


def _of_levels() -> Text:
    return Text(
        "A hub bridges levels {low} to {high} of technology (TRL) and manufacturing (MRL)"
        " readiness, between research and production (KRIHS Policy Brief 697, Figure 3). By phase:"
        " {select}; {build}; {run}; {after_public}.",
        low=BRIDGE[0],
        high=BRIDGE[1],
        **BY_PHASE,
    )


def _level_table(told: PlanRoadmap, say: Speaker) -> Table:
    names = hub_names(told.plan, say)
    due = levels_due(told.schedule).pivot(index="hub_id", columns="level", values="year")
    labels = load_levels()
    rows = [
        [names[hub], *(str(due.at[hub, level]) for level in due.columns)]
        for hub in told.schedule.tasks["hub_id"].unique()
    ]
    for scale, words in (("TRL", say("TRL means")), ("MRL", say("MRL means"))):
        of = labels.loc[scale][say.either("name_ko", "name_en")]
        rows.append([words, *(str(of[one]) for one in due.columns)])
    headings = [say("Hub"), *(say("Level {level} by", level=one) for one in due.columns)]
    return Table(headings, rows, (0.24, 0.19, 0.19, 0.19, 0.19))


def _plan_blocks(told: PlanRoadmap, say: Speaker) -> Iterator[Block]:
    plans = load_plans()
    table = _by_technology(told, plans)
    if not table["plans"].any():
        yield Paragraph(
            say(
                "The national plans are told for the lists korea and pcast only; this plan has its"
                " own."
            )
        )
        return
    yield Paragraph(say(_of_plans(table)))
    keys = plans["plan"].unique().tolist()
    rows = [
        [
            say.either(row["technology_ko"], row["technology_en"]),
            *("●" if row[one] else "" for one in keys),
            say(STATUS[row["status"]]),
            figure(row["hubs"], "count"),
        ]
        for row in table.to_dict("records")
    ]
    short = [say(PLANS[one]) for one in keys]
    headings = [say("Technology"), *short, say("Named in"), say("Hubs")]
    widths = [0.24] + [0.09] * len(keys) + [0.13, 0.09]
    yield Table(headings, rows, widths, frozenset({len(headings) - 1}))
    yield Heading(say("Which plan reaches which hub"))
    yield Paragraph(say(_of_provinces(told, plans)))
    yield _fit_table(told, plans, keys, short, say)
    yield Paragraph(say(_untold(plans)), note=True)


def _untold(plans: pd.DataFrame) -> Text:
    named = set(plans.loc[plans["sido_codes"] != "", "plan"])
    placeless = [words for plan, words in PLANS.items() if plan not in named]
    return Text(
        "Read from reports on the plans, each row with its source (plans.csv), not from their full"
        " texts: an empty cell says that no report names it, not that the plan leaves it out."
        " Plans of which no report names a place: {placeless}.",
        placeless=Joined(", ", placeless) if placeless else Text("none", context="plans"),
    )


def _of_provinces(told: PlanRoadmap, plans: pd.DataFrame) -> Text:
    table = _by_province(told, plans)
    gaps = table[(table["hubs"] > 0) & (table["plans"] == 0)]
    more = table[(table["hubs"] == 0) & (table["plans"] > 0)]
    return Text(
        "Provinces with a hub in which no report on a plan names a place: {gaps}. Provinces that"
        " plans name and where no hub is planned: {more}.",
        gaps=_listed(gaps, "sido_2020_ko", "sido_en"),
        more=_listed(more, "sido_2020_ko", "sido_en"),
    )


def _of_plans(table: pd.DataFrame) -> Text:
    with_hub = table[table["hubs"] > 0]
    overlap = with_hub[with_hub["status"] == "overlap"]
    gap = with_hub[with_hub["status"] == "gap"]
    missed = table[(table["hubs"] == 0) & (table["plans"] > 0)]
    return Text(
        "Of the technologies of the hubs several plans name {overlap}, none names {gap}. Plans name"
        " {missed} too, for which no hub is planned.",
        overlap=_listed(overlap),
        gap=_listed(gap),
        missed=_listed(missed),
    )


def _listed(table: pd.DataFrame, ko: str = "technology_ko", en: str = "technology_en") -> Text:
    if table.empty:
        return Text("none", context="plans")
    return Pair(", ".join(table[ko]), ", ".join(table[en]))


def _fit_table(
    told: PlanRoadmap, plans: pd.DataFrame, keys: list[str], short: list[str], say: Speaker
) -> Table:
    names = hub_names(told.plan, say)
    fits = _by_hub(told, plans).pivot(index="hub_id", columns="plan", values="fits")
    rows = [
        [names[hub], *("" if one == "none" else say(FITS[one]) for one in fits.loc[hub, keys])]
        for hub in told.plan.hubs.index
    ]
    widths = [0.22] + [0.13] * len(keys)
    return Table([say("Hub"), *short], rows, widths)


def sentence(told: PlanRoadmap) -> Text:
    """What the command line says."""
    return _finding(told)
