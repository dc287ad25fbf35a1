"""The chapter on money: what the hubs cost, who pays, from when on they carry themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from hubplanner.language import Joined, Language, Pair, Text
from hubplanner.plan import Plan
from hubplanner.programme.assumed_from import assumptions
from hubplanner.programme.fan_chart import fan_chart
from hubplanner.programme.funding import CO_INVESTMENT, Funding, ceilings, fund
from hubplanner.programme.new_hubs import order_and_costs
from hubplanner.programme.order import BuildingOrder
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
from hubplanner.scenario_programme import FundingChoice
from hubplanner.siting.firm_hubs import TIERS

_MONEY = "억 원 KRW 100 million"
HEADINGS: dict[str, ColumnHeading] = {
    "wave": column("Round of selection", "count"),
    "opens": column("Building begins", "code", "연도 year"),
    "earliest": column("Building might begin", "code", "연도 year"),
    "public_ends": column("Last year of public money", "code", "연도 year"),
    "self_sufficient": column("Needs no public money from", "code", "연도 year"),
    "self_sufficient_p5": column("The same, early (5 % of draws)", "code", "연도 year"),
    "self_sufficient_p50": column("The same, median of draws", "code", "연도 year"),
    "self_sufficient_p95": column("The same, late (95 % of draws)", "code", "연도 year"),
    "sufficient_share": column("Draws in which that is within the horizon", "share", "%"),
    "public": column("Public money", "number", _MONEY),
    "co_investment": column("Co-investment", "number", _MONEY),
    "co_during": column("Co-investment in the years of public money", "number", _MONEY),
    "co_after": column("Co-investment after public money", "number", _MONEY),
    "co_province": column("Co-investment of province and cities", "number", _MONEY),
    "revenue": column("Own revenue", "number", _MONEY),
    "spending": column("Spending", "number", _MONEY),
    "balance": column("Left over", "number", _MONEY),
    "reserve": column("Left over so far", "number", _MONEY),
    "leverage": column("Co-investment a public won", "ratio", "원 won"),
    "public_present": column("Public money, present value", "number", _MONEY),
    "net_present_value": column("Net present value of what is left over", "number", _MONEY),
    "lowest_reserve": column("Least sum left over", "number", _MONEY),
    "year": column("Year", "code"),
    "age": column("Year of the hub's life", "count"),
    "opened": column("Hubs opened so far", "count"),
    "ceiling": column("Ceiling of public money", "number", f"{_MONEY}, 연 a year"),
    "last_opens": column("The last opens in", "code", "연도 year"),
    "waiting": column("Mean wait for room", "number", "년 years"),
    "series": column("Series", "words"),
    "p5": column("5 % of draws below", "number", _MONEY),
    "p25": column("25 % of draws below", "number", _MONEY),
    "p75": column("75 % of draws below", "number", _MONEY),
    "p95": column("95 % of draws below", "number", _MONEY),
    "p50": column("Median of draws", "number", _MONEY),
    "key": column("Key in the scenario file", "name"),
    "low": column("Low", "number"),
    "middle": column("Middle", "number"),
    "high": column("High", "number"),
    "assumption_ko": column("What is assumed, in Korean", "long"),
    "assumption_en": column("What is assumed, in English", "long"),
    "unit_ko": column("Unit, in Korean", "name"),
    "unit_en": column("Unit, in English", "name"),
    "source_ko": column("Where it is from, in Korean", "long"),
    "source_en": column("Where it is from, in English", "long"),
}


@dataclass(frozen=True)
class PlanFunding:
    """The money of a plan's hubs.

    Attributes
    ----------
    order
        The hubs in the order of building; those that stand already are not among them.
    funding
        What they cost and who pays.
    costs
        By hub id what siting states of each (``funding.by_hub``); else None.
    """

    plan: Plan
    order: BuildingOrder
    funding: Funding
    costs: pd.Series[float] | None = None

    @cached_property
    def ceilings(self) -> pd.DataFrame:
        """As :func:`hubplanner.programme.funding.ceilings`, made when first asked for."""
        scenario = self.plan.scenario
        return ceilings(self.order, scenario.funding, scenario.roadmap, self.costs)

    @property
    def by_ministry(self) -> pd.DataFrame:
        """Money up to the horizon by lead ministry."""
        return self.funding.money_by(of_hubs(self.plan)[["ministry_ko", "ministry_en"]])

    @property
    def by_province(self) -> pd.DataFrame:
        """Money up to the horizon by the province in which the hubs stand; with ``co_province``,
        what it pays with its cities, where the scenario tells that apart."""
        table = self.funding.money_by(of_hubs(self.plan)[["sido_ko", "sido_en"]])
        if (share := self.funding.choice.province_share) is not None:
            table["co_province"] = share * table["co_investment"]
        return table


def funding_of(plan: Plan) -> PlanFunding:
    """What the hubs of a plan cost and who pays, as its scenario's ``[funding]`` assumes.

    Raises
    ------
    ScenarioError
        When ``[roadmap]`` names what is no hub of the plan.
    """
    order, costs = order_and_costs(plan)
    funding = fund(order, plan.scenario.funding, plan.scenario.roadmap, costs)
    return PlanFunding(plan, order, funding, costs)


def funding_chapter(told: PlanFunding) -> Chapter:
    """The chapter ``funding`` of a plan, from :func:`funding_of`."""
    plan = told.plan
    return Chapter(
        "funding",
        Text("What the hubs cost and who pays"),
        Pair(plan.scenario.title_ko, plan.scenario.title_en),
        _tables(told),
        lambda say: list(_blocks(told, say)),
        HEADINGS,
    )


def _tables(told: PlanFunding) -> dict[str, pd.DataFrame]:
    hubs = of_hubs(told.plan)
    assumed = assumptions(told.funding.choice)
    for column_of, name in (("name", "assumption"), ("unit", "unit"), ("source", "source")):
        texts = assumed.pop(column_of)
        assumed[f"{name}_ko"] = [one.in_language("ko") for one in texts]
        assumed[f"{name}_en"] = texts.map(str)
    tables = {
        "By hub": hubs.join(told.plan.hubs.filter(["jobs_near"]))
        .join(told.funding.hubs, how="right")
        .reset_index(),
        "By year": told.funding.years,
        "By hub and year": told.funding.flows,
        "By ministry": told.by_ministry,
        "By province": told.by_province,
        "Ceilings": told.ceilings,
        "Draws": told.funding.quantiles,
        "Assumptions": assumed,
    }
    tables["Draws"] = tables["Draws"].replace(
        {"series": {"public": both("Public money"), "reserve": both("Left over so far")}}
    )
    return {name: table.round(DECIMALS) for name, table in tables.items()}


def _blocks(told: PlanFunding, say: Speaker) -> Iterator[Block]:
    yield Paragraph(say(_finding(told.funding)))
    yield _hub_table(told, say)
    if told.funding.hubs["opens"].notna().any():
        yield Paragraph(say(why_first(told)))
        yield Paragraph(say(_in_between(told.funding)))
    yield Paragraph(say(_OF_HUBS), note=True)
    yield fan_chart(told.funding, say)
    yield Heading(say("Where the money comes from and goes (KRW 100 million)"))
    yield _money_table(told.by_ministry, "ministry", say("Lead ministry"), say)
    yield _money_table(told.by_province, "sido", say("Province of the hub"), say)
    yield Paragraph(say(_of_provinces(told.funding)), note=True)
    yield Heading(say("What a ceiling allows"))
    yield Paragraph(say(_of_ceiling(told)))
    yield _ceiling_table(told, say)
    yield Heading(say("What is assumed"))
    yield _assumption_table(told.funding, say)
    for note in _notes(told.funding):
        yield Paragraph(say(note), note=True)


def _finding(funding: Funding) -> Text:
    hubs, years = funding.hubs.dropna(subset="opens"), funding.years
    if hubs.empty:
        return Text("No hub opens: the ceiling is lower than what the first one takes.")
    peak = years.sort_values("public").iloc[-1]
    ceiling = funding.choice.ceiling
    told = Text(
        "{hubs} hubs take {public} of public money ({present} at present value of {start}), most of"
        " it in {peak} ({most}). {carry}",
        hubs=len(hubs),
        public=money(hubs["public"].sum()),
        present=money(hubs["public_present"].sum()),
        start=funding.start,
        peak=int(peak["year"]),
        most=money(peak["public"]),
        carry=_when_carried(hubs, funding),
    )
    if ceiling is None:
        return told
    return Text(
        "{finding} The ceiling of {ceiling} a year is kept in the middle case, and exceeded in"
        " {over} of the draws.",
        finding=told,
        ceiling=money(ceiling),
        over=figure(funding.share_above(ceiling), "share"),
    )


def _when_carried(hubs: pd.DataFrame, funding: Funding) -> Text:
    carried = hubs["self_sufficient"].dropna()
    last = funding.years_reckoned[-1]
    if len(carried) < len(hubs):
        return Text(
            "In the middle case {count} of them need public money beyond {last}.",
            count=len(hubs) - len(carried),
            last=last,
        )
    late = hubs["self_sufficient_p95"]
    return Text(
        "In the middle case all carry themselves from {year} on; in 5 % of the draws one or more do"
        " not before {late}.",
        year=int(carried.max()),
        late=last + 1 if late.isna().any() else int(late.max()),
    )


def _in_between(funding: Funding) -> Text:
    """Who pays between the last public money and the year in which a hub carries itself."""
    until = funding.hubs[["public_ends", "self_sufficient", "lowest_reserve"]]
    flows = funding.flows[["hub_id", "year", "balance"]].join(until, on="hub_id")
    carries = flows["self_sufficient"].fillna(funding.years_reckoned[-1] + 1)
    between = flows[(flows["year"] > flows["public_ends"]) & (flows["year"] < carries)]
    lacks = -until["lowest_reserve"].clip(upper=0).sum()
    if lacks > _NOTHING:
        return Text(
            "Between public money and the year from which they carry themselves hubs need"
            " {drawn} more than comes in; {lacks} of it no hub has put aside, and nobody pays it.",
            drawn=money(-between["balance"].sum()),
            lacks=money(lacks),
        )
    return Text(
        "Between public money and the year from which they carry themselves hubs take {drawn} out"
        " of what was left over so far, mostly own revenue of the years before.",
        drawn=money(-between["balance"].sum()),
    )


_NOTHING = 0.05
"""억 원: less is not told."""
_OF_HUBS = Text(
    "Jobs within 45 min: at risk, of the hub's own technology; a region near two hubs counts for"
    " both. Begins, until: first and last year of public money. Public money, its present value"
    " and what others invest meanwhile and afterwards in KRW 100 million, up to the last year"
    " reckoned. Carries itself from: the first year in which a hub needs no public money any more,"
    " in the middle case and in 90 % of the draws; –: not within these years."
)


def _hub_table(told: PlanFunding, say: Speaker) -> Table:
    names, hubs = hub_names(told.plan, say), of_hubs(told.plan)
    last = told.funding.years_reckoned[-1]
    rows = []
    table = hubs.join(told.funding.hubs, how="right").reset_index()
    jobs = told.plan.hubs.get("jobs_near", pd.Series(dtype=float)).reindex(table["hub_id"])
    amounts = in_cells(table[["public", "public_present", *CO_INVESTMENT]].to_numpy().tolist())
    for row, near, of_hub in zip(table.to_dict("records"), jobs, amounts, strict=True):
        rows.append(
            [
                str(row["number"]),
                names[row["hub_id"]],
                say.either(row["technology_ko"], row["technology_en"]),
                figure(near, "count"),
                year(row["opens"]),
                year(row["public_ends"]),
                *of_hub,
                year(row["self_sufficient"]),
                _between(row["self_sufficient_p5"], row["self_sufficient_p95"], last),
            ]
        )
    headings = [
        say("No."),
        say("Hub"),
        say("Technology"),
        say("Jobs within 45 min"),
        say("Begins"),
        say("Until"),
        say("Public"),
        say("Present value"),
        say("Others meanwhile"),
        say("Others after"),
        say("Carries itself from"),
        say("90 % of draws"),
    ]
    widths = (0.04, 0.12, 0.13, 0.08, 0.06, 0.06, 0.08, 0.09, 0.09, 0.09, 0.07, 0.09)
    return Table(headings, rows, widths, frozenset(range(3, 12)) | {0})


def why_first(told: PlanFunding) -> Text:
    """Why the hubs of the first round are selected first."""
    if told.plan.scenario.roadmap.waves:
        return Text("The rounds of selection are those that the scenario states (roadmap.waves).")
    if "tier" not in told.plan.hubs:
        return Text("All hubs are in one round of selection, as no draws tell how firm they are.")
    wave = told.order.wave
    first = told.plan.hubs.loc[wave.index[wave == wave.min()]]

    def listed(language: Language) -> str:
        say = Speaker(language)
        names = hub_names(told.plan, say)
        return "; ".join(
            f"{names[hub]} ({say(TIERS[tier])}, {figure(share, 'share')})"
            for hub, tier, share in zip(
                first.index, first["tier"], first["draw_share"], strict=True
            )
        )

    return Text(
        "Hubs whose place is surer are selected first, whatever their jobs; first of all (in"
        " brackets in how many draws they are chosen): {hubs}. roadmap.waves states another order.",
        hubs=Pair(listed("ko"), listed("en")),
    )


def _between(early: Any, late: Any, last: int) -> str:
    """A span of years; what comes after the last year reckoned is told so."""
    if pd.isna(early):
        return f"> {last}"
    return f"{year(early)} – {f'> {last}' if pd.isna(late) else year(late)}"


def _money_table(table: pd.DataFrame, what: str, heading: str, say: Speaker) -> Table:
    shown = [name for name in ("public", *CO_INVESTMENT, "revenue", "co_province") if name in table]
    heads = [say.either(row[f"{what}_ko"], row[f"{what}_en"]) for row in table.to_dict("records")]
    amounts = in_cells([*table[shown].to_numpy().tolist(), table[shown].sum().tolist()])
    rows = [[head, *cells] for head, cells in zip([*heads, say("Total")], amounts, strict=True)]
    named = {
        "public": say("Public money"),
        "co_during": say("Co-investment in these years"),
        "co_after": say("Co-investment afterwards"),
        "revenue": say("Own revenue"),
        "co_province": say("of co-investment: province and cities"),
    }
    widths = [0.34] + [0.66 / len(shown)] * len(shown)
    headings = [heading, *(named[name] for name in shown)]
    return Table(headings, rows, widths, frozenset(range(1, len(shown) + 1)))


def _of_provinces(funding: Funding) -> Text:
    if funding.choice.province_share is None:
        return Text(
            "Public money is that of the central ministries. What provinces, cities, firms and"
            " universities pay of the co-investment is not told apart: no source was found;"
            " funding.province_share tells it. Sums up to {last}.",
            last=funding.years_reckoned[-1],
        )
    return Text(
        "Public money is that of the central ministries; province and cities pay {share} of the"
        " co-investment, as the scenario states. Sums up to {last}.",
        share=figure(funding.choice.province_share, "share"),
        last=funding.years_reckoned[-1],
    )


def _of_ceiling(told: PlanFunding) -> Text:
    choice, years = told.funding.choice, told.funding.years
    if choice.ceiling is None:
        return Text(
            "No ceiling is stated: every hub is built in its round, which takes up to {most} a"
            " year; in {share} of the draws no year takes more than {safe}.",
            most=money(years["public"].max()),
            share=figure(_SAFE, "share"),
            safe=money(told.funding.yearly_most(_SAFE)),
        )
    opened = told.funding.hubs["opens"].notna()
    return Text(
        "Under {ceiling} a year {opened} of {hubs} hubs open by {last}, {wait} years behind their"
        " round on average. The years of opening follow the middle case: in {share} of the draws"
        " these hubs take no more than {safe} in any year.",
        ceiling=money(choice.ceiling),
        opened=int(opened.sum()),
        hubs=len(opened),
        last=year(told.funding.hubs["opens"].max()),
        wait=figure(_mean_wait(told.funding), "number"),
        share=figure(_SAFE, "share"),
        safe=money(told.funding.yearly_most(_SAFE)),
    )


_SAFE = 0.9
"""In such a share of the draws a yearly amount is to be enough."""


def _mean_wait(funding: Funding) -> float:
    waits = (funding.opening.year - funding.opening.earliest).dropna()
    return float(waits.mean()) if len(waits) else float("nan")


def _ceiling_table(told: PlanFunding, say: Speaker) -> Table:
    told_ceilings = in_figures(told.ceilings["ceiling"])
    rows = [
        [
            ceiling,
            f"{int(row['opened'])} / {len(told.order.hubs)}",
            year(row["last_opens"]),
            figure(row["waiting"], "number"),
        ]
        for ceiling, row in zip(told_ceilings, told.ceilings.to_dict("records"), strict=True)
    ]
    headings = [
        say("Ceiling a year, KRW 100 million"),
        say("Hubs that open"),
        say("The last in"),
        say("Mean wait, years"),
    ]
    return Table(headings, rows, (0.34, 0.22, 0.22, 0.22), frozenset({0, 1, 2, 3}))


def _assumption_table(funding: Funding, say: Speaker) -> Table:
    rows = [
        [
            say(row["name"]),
            say(row["unit"]),
            *(f"{row[one]:,g}" for one in ("low", "middle", "high")),
            say(row["source"]),
        ]
        for row in assumptions(funding.choice).to_dict("records")
    ]
    headings = [say("Assumption"), say("Unit"), say("Low"), say("Middle"), say("High")]
    headings.append(say("Where it is from"))
    return Table(headings, rows, (0.27, 0.12, 0.08, 0.08, 0.08, 0.37), frozenset({2, 3, 4}))


def _notes(funding: Funding) -> Iterator[Text]:
    yield Text(
        "Amounts are at constant prices of {start} (real), discounted at a real rate: inflation"
        " enters nowhere. Reckoned are the years {start}–{last}; money of later years is in no"
        " sum.",
        start=funding.start,
        last=funding.years_reckoned[-1],
    )
    yield Text(
        "{draws} draws: each assumption from a triangular distribution between low and high, apart"
        " from the others, for all hubs alike. The bands say what follows from these ranges, not"
        " what will be.",
        draws=f"{funding.choice.draws:,}",
    )
    yield Text(
        "Not observed: no hub of this kind stands in Korea, so no cost, co-investment or revenue of"
        " one was ever counted. A hub spends what comes in for projects and, once public money"
        " ends, what it needs to go on; what it earns stops growing when it carries itself."
    )
    yield _compared(funding.choice)


def _compared(choice: FundingChoice) -> Text:
    """How much a hub is to earn, beside those that earn it elsewhere."""
    co, staying, running = choice.co_investment[1], choice.staying[1], choice.running_cost[1]
    return Text(
        "For comparison: in the middle case a hub is to earn {share} of its full budget itself;"
        " Fraunhofer institutes earned 31.5 % of their contract research from industry in 2019 (724"
        " of 2,295 million euro, fraunhofer.de). US institutes expected to turn to short-term"
        " projects for firms once federal money ends (GAO-19-409, 2019).",
        share=figure(max(running - staying * co / (1 + co), 0.0), "share"),
    )


def sentences(told: PlanFunding) -> Joined:
    """What the command line says."""
    return Joined(" ", [_finding(told.funding), _of_ceiling(told)])
