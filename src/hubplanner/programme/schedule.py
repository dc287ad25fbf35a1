"""The phases of every hub as tasks that depend on each other, and what is critical among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

import networkx as nx
import pandas as pd

from hubplanner.errors import ScenarioError
from hubplanner.language import Text
from hubplanner.programme.funding import Funding
from hubplanner.programme.order import BuildingOrder
from hubplanner.programme.words import money
from hubplanner.scenario_programme import RoadmapChoice

PHASES = {
    "select": Text("select", context="phase"),
    "build": Text("build", context="phase"),
    "run": Text("run", context="phase"),
    "after_public": Text("after public money", context="phase"),
}
MILESTONES = {
    "selected": Text("selected", context="milestone"),
    "opened": Text("opened", context="milestone"),
    "public_ends": Text("public money ends", context="milestone"),
    "self_sufficient": Text("carries itself", context="milestone"),
}
BEGINNING = {"self_sufficient"}
"""Milestones that are reached when their year begins, not at its end."""


@dataclass(frozen=True)
class Schedule:
    """What happens when.

    Attributes
    ----------
    tasks
        By ``task_id`` (``<hub id>/<phase>``), in order of building: ``hub_id``, ``phase``,
        ``start`` and ``end`` (years, the last one included), ``public`` (억 원 in these years, in
        the middle case), ``after`` (ids of the tasks that must have ended, with ;), ``slack``
        (years by which it may end later without moving the end of the last public money; missing
        for what comes after public money, which has no end) and ``critical``.
    milestones
        A row each: ``hub_id``, ``milestone``, ``year`` (reached at its end, but ``self_sufficient``
        when it begins; missing where not within the years that are reckoned), ``date`` (that day).
    """

    tasks: pd.DataFrame
    milestones: pd.DataFrame

    @property
    def graph(self) -> nx.DiGraph[str]:
        """Tasks and what they depend on: an edge leads from what must have ended."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.tasks.index)
        for task, needed in self.tasks["after"].items():
            graph.add_edges_from((one, str(task)) for one in str(needed).split(";") if one)
        return graph


def span_and_money(start: int, end: int, public: float) -> Text:
    """What a task is, in the files for other programs, which count days and know no 억 원.

    >>> str(span_and_money(2028, 2028, 0.0))
    '2028–2028 (years: 1)'
    """
    span = {"start": start, "end": end, "years": end - start + 1}
    if not public:
        return Text("{start}–{end} (years: {years})", **span)
    return Text(
        "{start}–{end} (years: {years}); public money {public}", public=money(public), **span
    )


def schedule(order: BuildingOrder, funding: Funding, choice: RoadmapChoice) -> Schedule:
    """The phases of every hub that opens, from the years of :class:`Funding`.

    A hub is selected in the years right before its building begins; public money flows from then
    on for ``funding.years`` (its middle), and what is left of these years after building it runs on
    it. A round of selection begins when the one before has ended.

    Raises
    ------
    ScenarioError
        When building takes all years of public money.
    """
    years = funding.choice.years[1]
    if choice.build_years >= years:
        raise ScenarioError(
            "roadmap.build_years = {build} leaves no year to run of funding.years = {years}; build"
            " in fewer years, or fund more",
            build=choice.build_years,
            years=years,
        )
    hubs = funding.hubs.dropna(subset="opens")
    opens = hubs["opens"].astype(int)
    paid = funding.flows.set_index(["hub_id", "year"])["public"].to_dict()
    rows = []
    for hub, year in zip(map(str, opens.index), opens, strict=True):
        for phase, (start, end) in _years_of(year, years, funding, choice).items():
            public = sum(paid.get((hub, one), 0.0) for one in range(start, end + 1))
            rows.append((f"{hub}/{phase}", hub, phase, start, end, public))
    columns = ["task_id", "hub_id", "phase", "start", "end", "public"]
    tasks = pd.DataFrame(rows, columns=columns).set_index("task_id")
    needed = _dependencies(order, list(opens.index), set(tasks.index))
    tasks["after"] = [";".join(needed.get(str(task), [])) for task in tasks.index]
    table = Schedule(tasks, _milestones(hubs, choice))
    slack = slacks(table.graph, tasks)
    tasks["slack"] = slack.astype("Int64")
    tasks["critical"] = slack.eq(0).to_numpy()
    return table


def slacks(graph: nx.DiGraph[str], tasks: pd.DataFrame) -> pd.Series[float]:
    """Years by which each task may end later without moving the last end: the critical path method.

    Parameters
    ----------
    graph
        An edge from what must have ended to what may begin then.
    tasks
        By task id: ``phase``, ``start``, ``end``. What comes after public money has no end
        and counts for nothing.
    """
    counted = tasks[tasks["phase"] != "after_public"]
    ends = {str(task): int(end) for task, end in counted["end"].items()}
    begins = {str(task): int(start) for task, start in counted["start"].items()}
    latest: dict[str, int] = {}
    for task in reversed(list(nx.topological_sort(graph))):
        if task in ends:
            before = [
                latest[one] - ends[one] + begins[one] - 1 for one in graph[task] if one in ends
            ]
            latest[task] = min(before, default=max(ends.values()))
    return pd.Series(latest, dtype=float).sub(counted["end"]).reindex(tasks.index)


def _years_of(
    opens: int, years: int, funding: Funding, choice: RoadmapChoice
) -> dict[str, tuple[int, int]]:
    """First and last year of each phase, the last one up to the last year reckoned."""
    last = funding.years_reckoned[-1]
    built, paid = opens + choice.build_years - 1, opens + years - 1
    phases = {
        "select": (opens - choice.select_years, opens - 1),
        "build": (opens, built),
        "run": (built + 1, paid),
        "after_public": (paid + 1, last),
    }
    return {name: one for name, one in phases.items() if one[0] <= one[1]}


def _dependencies(order: BuildingOrder, opened: list[str], tasks: set[str]) -> dict[str, list[str]]:
    needed: dict[str, list[str]] = {}
    for before, then in _pairs(order, opened):
        if before in tasks and then in tasks:
            needed.setdefault(then, []).append(before)
    return needed


def _pairs(order: BuildingOrder, opened: list[str]) -> Iterator[tuple[str, str]]:
    """What must have ended before what."""
    for hub in opened:
        yield from pairwise(f"{hub}/{phase}" for phase in PHASES)
    wave = order.wave[opened]
    for one, following in pairwise(sorted(wave.unique())):
        rounds = wave.index[wave == one], wave.index[wave == following]
        yield from ((f"{a}/select", f"{b}/select") for a, b in product(*rounds))
    yield from ((f"{a}/build", f"{b}/build") for a, b in order.after)


def _milestones(hubs: pd.DataFrame, choice: RoadmapChoice) -> pd.DataFrame:
    rows = []
    for hub, row in zip(hubs.index, hubs.to_dict("records"), strict=True):
        opens = int(row["opens"])
        years = {
            "selected": opens - 1,
            "opened": opens + choice.build_years - 1,
            "public_ends": row["public_ends"],
            "self_sufficient": row["self_sufficient"],
        }
        rows += [(hub, name, year) for name, year in years.items()]
    table = pd.DataFrame(rows, columns=["hub_id", "milestone", "year"]).astype({"year": "Int64"})
    day = table["milestone"].map(lambda name: "01-01" if name in BEGINNING else "12-31")
    table["date"] = (table["year"].astype("string") + "-" + day).astype(object)
    return table
