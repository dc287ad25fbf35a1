"""``hubplanner network`` and ``hubplanner explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import ScenarioFile, progress, refusals
from hubplanner.errors import ScenarioError

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from hubplanner.network.measured import MeasuredNetwork
    from hubplanner.network.measures import Measures
    from hubplanner.plan import Plan

MEASURES = {
    "nodes": ("기관·지역·거점", "nodes", 0),
    "links": ("연계", "links", 0),
    "components": ("따로 떨어진 덩어리", "components", 0),
    "isolated": ("연계가 없는 곳", "without any tie", 0),
    "density": ("밀도", "density", 4),
    "clustering": ("군집계수", "clustering", 3),
    "assortativity_kind": ("같은 종류끼리의 동류성", "assortativity by kind", 3),
    "communities": ("공동체(루뱅)", "communities of two or more (Louvain)", 0),
    "modularity": ("모듈성", "modularity", 3),
    "communities_hub_areas": (
        "공동체와 거점권의 일치(수정 랜드지수)",
        "communities against hub areas (adjusted Rand)",
        3,
    ),
    "region_institute_steps": (
        "위기지역에서 연구기관까지 단계",
        "steps from crisis region to institute",
        2,
    ),
    "region_institute_minutes": ("같은 길의 분", "minutes of that way", 0),
    "region_institute_unreached": ("이어지지 않는 쌍의 비율", "share of pairs without a way", 3),
}
PARTNERS = {
    "technopark": "테크노파크\ntechnopark",
    "university": "대학\nuniversity",
    "institute": "연구기관\ninstitute",
    "all": "셋 모두\nall three",
}


def network(
    scenario: ScenarioFile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="표(CSV)와 그래프(GraphML, GEXF, JSON)를 쓸 폴더 ·"
            " Folder for tables (CSV) and the graph."
        ),
    ] = None,
    organisations: Annotated[
        int,
        typer.Option(
            help="가상 기업을 더한 기관·기업 수 ·"
            " Grow the network by synthetic firms to so many organisations."
        ),
    ] = 0,
    links: Annotated[
        int,
        typer.Option(
            help="키운 뒤의 연계 수, 미국은 1200곳에 9400 ·"
            " Links after growth, as 9400 of 1200 in the US."
        ),
    ] = 0,
    samples: Annotated[
        int,
        typer.Option(
            help="키운 뒤 중심성 표본 수, 0은 전부 ·"
            " Firms drawn for centrality after growth; 0: all, exact."
        ),
    ] = 0,
) -> None:
    """거점 협력망을 잰다: 기술, 닿는 범위, 끊길 곳, 연계의 가치 ·
    Measure the hub network: technologies, reach, what breaks, what links are worth."""
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
        _reach(console, study)
        _resilience(console, plan, study)
        _links(console, plan, study)
        if out is not None:
            console.print(f"표와 그래프 · tables and graph    {out}", soft_wrap=True)


def explain(
    region: Annotated[
        str,
        typer.Argument(
            help="지역 이름이나 코드: 거제시, 38090 · A region: name or code, as 거제시 or 38090."
        ),
    ],
    scenario: ScenarioFile = None,
) -> None:
    """한 지역이 누구와 왜 이어지는지 문장으로 설명한다 ·
    Say in sentences who a region is tied to, and why."""
    with refusals():
        sentences = _plan(scenario).explain(region)
    for language in zip(*sentences, strict=True):
        for sentence in language:
            typer.echo(sentence)
        typer.echo()


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
        return f"거점 {hub['number']} {hub['name_ko']} · hub {hub['name_en']}"
    table = plan.institutions if node in plan.institutions.index else plan.regions
    place: Any = table.loc[node]
    return f"{place['name_ko']} · {place['name_en']}"


def _technologies(console: Console, plan: Plan, study: MeasuredNetwork) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="거점별 핵심기술 · technologies of hubs")
    for heading in (
        "#",
        "거점\nhub",
        "핵심기술\ntechnology",
        "주관\nministry",
        "적합도\nfit",
        "차선\nnext best",
        "그 비용\nits cost",
    ):
        table.add_column(heading, overflow="fold")
    names = plan.network.technologies.technologies
    for hub in plan.hubs.itertuples():
        other: Any = study.runner_up.by_hub.loc[str(hub.Index)]
        second = names[other["technology"]].name_ko if other["technology"] else "–"
        cost = f"{other['cost']:.3f}" if other["technology"] else "–"
        table.add_row(
            str(hub.number),
            escape(f"{hub.name_ko}\n{hub.name_en}"),
            escape(f"{hub.technology_ko}\n{hub.technology_en}"),
            escape(str(hub.ministry_ko)),
            f"{hub.technology_fit:.3f}",
            escape(second),
            cost,
        )
    console.print(table)
    total = plan.network.assignment.total
    console.print(
        f"적합도 합 {total:.3f}, 차선의 배정은 {study.runner_up.cost:.3f} 낮음"
        f" · summed fit {total:.3f}, the second-best assignment {study.runner_up.cost:.3f} lower"
        + (" (사실상 동률 · a near tie)" if study.runner_up.near_tie else ""),
        soft_wrap=True,
    )
    for hub in plan.hubs.itertuples():
        there = study.us_counterparts[study.us_counterparts["key"] == hub.technology]
        named = (
            f"{name}, {city} {state}({department})"
            for name, city, state, department in zip(
                there.index, there["city"], there["state"], there["department"], strict=True
            )
        )
        listed = "; ".join(named) or "–"
        console.print(
            f"거점 {hub.number} 미국 사례 · hub {hub.number}, US counterpart: {escape(listed)}",
            soft_wrap=True,
        )


def _grown(console: Console, plan: Plan, organisations: int, links: int, samples: int) -> None:
    from hubplanner.network.measures import measure
    from hubplanner.network.resilience import resilience

    graph, seed = plan.grown(organisations, links), plan.scenario.network.seed
    measures = measure(graph, samples=samples, seed=seed)
    losses = resilience(graph, seed=seed)
    console.print(
        f"가상 기업을 더한 협력망: 기관·기업 {organisations:,}, 연계 {links:,}(씨앗 {seed})"
        f" · with synthetic firms: {organisations:,} organisations, {links:,} links (seed {seed})",
        soft_wrap=True,
    )
    _whole(console, measures)
    for count, row in losses.random.iterrows():
        console.print(
            f"무작위 {count}곳을 잃을 때 끊기는 비율 · cut off when any {count} are lost:"
            f" {100 * row['expected']:.4f} % ± {100 * row['error']:.2f}",
            soft_wrap=True,
        )
    central = measures.centrality
    if central.sampled:
        error = central.table
        console.print(
            f"중심성은 기업 {central.sampled:,}곳을 뽑아 추정: 95 % 확률로 모든 마디에서 오차가"
            f" 매개 ±{error['betweenness_error'].max():.3f}, 근접 ±"
            f"{error['closeness_error'].max():.3f} 이내 · centrality from {central.sampled:,} firms"
            " drawn: with 95 % every node's error is within these bounds",
            soft_wrap=True,
        )


def _whole(console: Console, measures: Measures, before_after: pd.DataFrame | None = None) -> None:
    from rich.table import Table

    table = Table(title="협력망 전체 · the network as a whole", show_header=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right", overflow="fold")
    for key, (ko, en, digits) in MEASURES.items():
        value = f"{measures.whole[key]:,.{digits}f}".replace("-", "−")
        table.add_row(f"{ko} · {en}", value)
    for standing, ko, en in (
        ("partners", "기관", "institutions"),
        ("institutes", "연구기관", "institutes"),
    ):
        if before_after is None:
            break
        before, after = before_after.loc[standing]
        table.add_row(
            f"위기지역이 닿는 {ko}, 거점 이전 → 이후"
            f" · {en} a crisis region can reach, before → after hubs",
            f"{before:.1f} → {after:.1f}",
        )
    console.print(table)


def _reach(console: Console, study: MeasuredNetwork) -> None:
    from rich.table import Table

    table = Table(
        title="거점을 거쳐 분야가 맞는 기관에 닿는 위기지역의 광·제조업 취업자, %\n"
        "workers of crisis regions with a partner of matching field through the hub, %"
    )
    table.add_column("분 이내\nwithin min", justify="right", overflow="fold")
    for heading in PARTNERS.values():
        table.add_column(heading, justify="right", overflow="fold")
    for minutes, row in study.reach.iterrows():
        table.add_row(str(minutes), *(f"{100 * row[f'{key}_workers']:.0f}" for key in PARTNERS))
    console.print(table)


def _resilience(console: Console, plan: Plan, study: MeasuredNetwork) -> None:
    from rich.table import Table

    table = Table(title="잃었을 때 · when lost")
    table.add_column("잃는 것\nlost", overflow="fold")
    table.add_column("거점과 끊기는 곳\ncut off", justify="right", overflow="fold")
    for node, row in study.resilience.singles.head(3).iterrows():
        table.add_row(_name(plan, str(node)), str(row["cut_off"]))
    for pair in study.resilience.pairs.head(2).itertuples():
        lost = f"{_name(plan, str(pair.first))} + {_name(plan, str(pair.second))}"
        table.add_row(lost, str(pair.cut_off))
    for count, row in study.resilience.random.iterrows():
        table.add_row(
            f"무작위 {count}곳(기대값, 최악) · any {count} at random (expected, worst)",
            f"{100 * row['expected']:.2f} %, {100 * row['worst']:.1f} %",
        )
    console.print(table)
    largest = plan.hubs["candidates"].idxmax()
    taken = study.take_over[study.take_over["lost"] == largest]
    cut = taken.index[taken["cut_off"]]
    limit = plan.scenario.network.takeover_minutes
    name = _name(plan, str(largest))
    if len(cut):
        places = ", ".join(_name(plan, str(place)) for place in cut)
        told = (
            f"다른 거점이 {limit:.0f}분 안에 없는 곳 · without a hub within {limit:.0f} min:"
            f" {places}"
        )
    else:
        told = (
            f"모두 다른 거점이 {limit:.0f}분 안에서 이어받음"
            f" · all taken over within {limit:.0f} min"
        )
    console.print(
        f"가장 많은 지역을 맡은 {name}: 잃으면 {len(taken)}곳, {told}"
        f" (가장 멀리 · farthest {taken['minutes'].max():.0f} min)",
        soft_wrap=True,
        markup=False,
    )


def _links(console: Console, plan: Plan, study: MeasuredNetwork) -> None:
    from rich.table import Table

    table = Table(title="값진 연계 · links of most value")
    table.add_column("연계\nlink", overflow="fold")
    table.add_column(
        "없으면 줄어드는 효율, %\nefficiency lost, %", justify="right", overflow="fold"
    )
    table.add_column("돌아가는 길, 분\ndetour, min", justify="right", overflow="fold")
    link: Any
    for link in study.values.head(5).itertuples():
        detour = "단절 · cut off" if link.bridge else f"+{link.detour_minutes:.0f}"
        ends = f"{_name(plan, str(link.source))} – {_name(plan, str(link.target))}"
        table.add_row(ends, f"{100 * link.efficiency_lost:.2f}", detour)
    console.print(table)
    both = study.redundancy.loc[["technopark", "ccei", "university", "institute"]].sum()
    console.print(
        f"거점이 둘 이상인 기관 {both['two_or_more']:.0f}, 하나 {both['one']:.0f},"
        f" 없음 {both['none']:.0f} · institutions with two or more hubs, one, none",
        soft_wrap=True,
    )
