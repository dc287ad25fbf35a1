"""``hubplanner network`` and ``hubplanner explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import ScenarioFile, new_table, progress, refusals
from hubplanner.cli.language import either, named, say, t
from hubplanner.errors import ScenarioError
from hubplanner.language import Text

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from hubplanner.networking.measured import MeasuredNetwork
    from hubplanner.networking.measures import Measures
    from hubplanner.plan import Plan

MEASURES = {
    "nodes": (Text("nodes: institutions, regions, hubs"), 0),
    "links": (Text("links"), 0),
    "components": (Text("components"), 0),
    "isolated": (Text("without any tie"), 0),
    "density": (Text("density"), 4),
    "clustering": (Text("clustering"), 3),
    "assortativity_kind": (Text("assortativity by kind"), 3),
    "communities": (Text("communities of two or more (Louvain)"), 0),
    "modularity": (Text("modularity"), 3),
    "communities_hub_areas": (Text("communities against hub areas (adjusted Rand)"), 3),
    "region_institute_steps": (Text("steps from crisis region to institute"), 2),
    "region_institute_minutes": (Text("minutes of that way"), 0),
    "region_institute_unreached": (Text("share of pairs without a way"), 3),
}
"""What a measure of the whole is called, and how many digits of it are told."""


def network(
    scenario: ScenarioFile = None,
    out: Annotated[Path | None, typer.Option(help="Folder for tables (CSV) and the graph.")] = None,
    organisations: Annotated[
        int, typer.Option(help="Grow the network by synthetic firms to so many organisations.")
    ] = 0,
    links: Annotated[int, typer.Option(help="Links after growth, as 9400 of 1200 in the US.")] = 0,
    samples: Annotated[
        int, typer.Option(help="Firms drawn for centrality after growth; 0: all, exact.")
    ] = 0,
) -> None:
    """Measure the hub network: technologies, reach, what breaks, what links are worth."""
    from rich.console import Console

    with refusals():
        if (organisations > 0) != (links > 0) or samples < 0 or samples == 1:
            raise ScenarioError(
                "--organisations and --links go together, and --samples is 0 or at least 2"
            )
        plan = _plan(scenario)
        if organisations:
            _grown(Console(), plan, organisations, links, samples)
            return
        study = plan.measured
        if out is not None:
            from hubplanner.pipeline import write_network

            write_network(study, out)
        console = Console()
        _technologies(console, plan, study)
        _whole(console, study.measures, study.before_after)
        _no_lead(plan)
        _functions(console, plan, study)
        _reach(console, study)
        _resilience(console, plan, study)
        _links(console, plan, study)
        if out is not None:
            say("tables and graph  {path}", path=out)


def explain(
    region: Annotated[str, typer.Argument(help="A region: name or code, as 거제시 or 38090.")],
    scenario: ScenarioFile = None,
) -> None:
    """Say in sentences who a region is tied to, and why."""
    with refusals():
        sentences = _plan(scenario).explain(region)
    for pair in sentences:
        typer.echo(either(*pair))


def _plan(path: Path | None) -> Plan:
    from hubplanner.scenario import Scenario

    scenario = Scenario.from_toml(path) if path else Scenario()
    with progress() as on_stage:
        on_stage("data")
        from hubplanner.dataset import load_dataset
        from hubplanner.pipeline import make_plan

        return make_plan(load_dataset(scenario.data.folders), scenario, on_stage=on_stage)


def _name(plan: Plan, node: str) -> str:
    if node in plan.hubs.index:
        hub: Any = plan.hubs.loc[node]
        return t("hub {number} {name}", number=hub["number"], name=named(hub))
    table = plan.institutions if node in plan.institutions.index else plan.regions
    return named(table.loc[node])


def _technologies(console: Console, plan: Plan, study: MeasuredNetwork) -> None:
    from rich.markup import escape

    table = new_table(
        *("#", t("hub"), t("technology"), t("ministry"), t("fit"), t("next best"), t("its cost")),
        title=t("technologies of hubs"),
    )
    names = plan.network.technologies.technologies
    for hub in plan.hubs.itertuples():
        other: Any = {"technology": ""}
        if study.runner_up is not None:
            other = study.runner_up.by_hub.loc[str(hub.Index)]
        table.add_row(
            str(hub.number),
            *(escape(named(hub, column)) for column in ("name", "technology", "ministry")),
            f"{hub.technology_fit:.3f}",
            escape(named(names[other["technology"]])) if other["technology"] else "–",
            f"{other['cost']:.3f}" if other["technology"] else "–",
        )
    console.print(table)
    if study.runner_up is not None:
        say(
            "summed fit {total:.3f}, the second-best assignment {cost:.3f} lower{tie}",
            total=plan.network.assignment.total,
            cost=study.runner_up.cost,
            tie=Text(" (a near tie)") if study.runner_up.near_tie else "",
        )
    for hub in plan.hubs.itertuples():
        there = study.us_counterparts[study.us_counterparts["key"] == hub.technology]
        counterparts = (
            f"{name}, {city} {state}({department})"
            for name, city, state, department in zip(
                there.index, there["city"], there["state"], there["department"], strict=True
            )
        )
        say(
            "hub {number}, US counterpart: {counterparts}",
            number=hub.number,
            counterparts="; ".join(counterparts) or "–",
        )


def _grown(console: Console, plan: Plan, organisations: int, links: int, samples: int) -> None:
    from hubplanner.networking.measures import measure
    from hubplanner.networking.resilience import resilience

    graph, seed = plan.grown(organisations, links), plan.scenario.network.seed
    measures = measure(graph, samples=samples, seed=seed)
    losses = resilience(graph, seed=seed)
    say(
        "with synthetic firms: {organisations:,} organisations, {links:,} links (seed {seed})",
        organisations=organisations,
        links=links,
        seed=seed,
    )
    _whole(console, measures)
    for count, row in losses.random.iterrows():
        say(
            "cut off when any {count} are lost: {expected:.4f} % ± {error:.2f}",
            count=count,
            expected=100 * row["expected"],
            error=100 * row["error"],
        )
    central = measures.centrality
    if central.sampled:
        say(
            "centrality from {sampled:,} firms drawn: at 95 %, every node's error is within"
            " ±{betweenness:.3f} (betweenness) and ±{closeness:.3f} (closeness)",
            sampled=central.sampled,
            betweenness=central.table["betweenness_error"].max(),
            closeness=central.table["closeness_error"].max(),
        )


def _whole(console: Console, measures: Measures, before_after: pd.DataFrame | None = None) -> None:
    table = new_table("", right=("",), title=t("the network as a whole"))
    table.show_header = False
    for key, (name, digits) in MEASURES.items():
        table.add_row(t(name), f"{measures.whole[key]:,.{digits}f}".replace("-", "−"))
    reached = {
        "partners": Text("institutions a crisis region can reach, before → after hubs"),
        "institutes": Text("institutes a crisis region can reach, before → after hubs"),
    }
    if before_after is not None:
        for standing, name in reached.items():
            before, after = before_after.loc[standing]
            table.add_row(t(name), f"{before:.1f} → {after:.1f}")
    console.print(table)


def _no_lead(plan: Plan) -> None:
    led = plan.institutions[plan.institutions["kind"].isin(["technopark", "ccei"])]
    reached = led.dropna(subset="nearest_hub_minutes")
    alone = reached[reached["lead_hub"] == ""].sort_values("nearest_hub_minutes")
    if len(alone):
        say(
            "no lead hub, minutes to the nearest hub: {places}",
            places=", ".join(
                f"{named(row)} {row['nearest_hub_minutes']:.0f}" for _, row in alone.iterrows()
            ),
        )


def _functions(console: Console, plan: Plan, study: MeasuredNetwork) -> None:
    import numpy as np

    from hubplanner.networking.functions import partners

    names = study.functions.drop_duplicates("function")
    table = new_table(
        "#",
        right=[named(row, "function") for _, row in names.iterrows()],
        title=t(
            "who supplies a hub within {minutes:.0f} min (in brackets: minutes to the nearest)",
            minutes=plan.scenario.network.function_minutes,
        ),
    )
    for number, rows in zip(plan.hubs["number"], _of_each_hub(plan, study), strict=True):
        counts = rows["suppliers"].astype(str)
        far = np.ceil(rows["minutes"]).map("({:.0f})".format).where(rows["nearest"] != "", "–")
        table.add_row(str(number), *counts.where(rows["suppliers"] > 0, far))
    console.print(table)
    for number, rows in zip(plan.hubs["number"], _of_each_hub(plan, study), strict=True):
        say(
            "hub {number}, fewest partners for all that is supplied: {partners}",
            number=number,
            partners=", ".join(
                t("{name} ({minutes:.0f} min)", name=_name(plan, str(key)), minutes=minutes)
                for key, minutes in partners(rows).items()
            )
            or "–",
        )
    say(
        "institutions within reach of unknown fields, not counted: {n}",
        n=study.fields_unknown["target"].nunique(),
    )


def _of_each_hub(plan: Plan, study: MeasuredNetwork) -> list[pd.DataFrame]:
    return [study.functions.loc[[str(hub)]] for hub in plan.hubs.index]


def _reach(console: Console, study: MeasuredNetwork) -> None:
    partners = {
        "technopark": t("technopark"),
        "university": t("university"),
        "institute": t("institute"),
        "all": t("all three"),
    }
    table = new_table(
        right=(t("within min"), *partners.values()),
        title=t("workers of crisis regions with a partner of matching field through the hub, %"),
    )
    for minutes, row in study.reach.iterrows():
        table.add_row(str(minutes), *(f"{100 * row[f'{key}_workers']:.0f}" for key in partners))
    console.print(table)


def _resilience(console: Console, plan: Plan, study: MeasuredNetwork) -> None:
    table = new_table(t("lost"), right=(t("cut off from hubs"),), title=t("when lost"))
    for node, row in study.resilience.singles.head(3).iterrows():
        table.add_row(_name(plan, str(node)), str(row["cut_off"]))
    for pair in study.resilience.pairs.head(2).itertuples():
        lost = f"{_name(plan, str(pair.first))} + {_name(plan, str(pair.second))}"
        table.add_row(lost, str(pair.cut_off))
    for count, row in study.resilience.random.iterrows():
        table.add_row(
            t("any {count} at random (expected, worst)", count=count),
            f"{100 * row['expected']:.2f} %, {100 * row['worst']:.1f} %",
        )
    console.print(table)
    largest = plan.hubs["candidates"].idxmax()
    taken = study.take_over[study.take_over["lost"] == largest]
    limit = plan.scenario.network.takeover_minutes
    cut = ", ".join(_name(plan, str(place)) for place in taken.index[taken["cut_off"]])
    say(
        "{hub} serves most: {count} places if lost, {outcome} (farthest {farthest:.0f} min)",
        hub=_name(plan, str(largest)),
        count=len(taken),
        outcome=Text("without a hub within {limit:.0f} min: {places}", limit=limit, places=cut)
        if cut
        else Text("all taken over within {limit:.0f} min", limit=limit),
        farthest=taken["minutes"].max(),
    )


def _links(console: Console, plan: Plan, study: MeasuredNetwork) -> None:
    table = new_table(
        t("link"),
        right=(t("efficiency lost, %"), t("detour, min")),
        title=t("links of most value"),
    )
    link: Any
    for link in study.values.head(5).itertuples():
        detour = t("cut off") if link.bridge else f"+{link.detour_minutes:.0f}"
        ends = f"{_name(plan, str(link.source))} – {_name(plan, str(link.target))}"
        table.add_row(ends, f"{100 * link.efficiency_lost:.2f}", detour)
    console.print(table)
    both = study.redundancy.loc[["technopark", "ccei", "university", "institute"]].sum()
    say(
        "institutions with two or more hubs {two_or_more:.0f}, with one {one:.0f}, none {none:.0f}",
        **both[["two_or_more", "one", "none"]],
    )
