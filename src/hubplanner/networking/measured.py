"""Everything that is measured of a plan's network, at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hubplanner.industries.technologies import us_counterparts
from hubplanner.networking.build import Network
from hubplanner.networking.exports import write_graph
from hubplanner.networking.measures import Measures, before_and_after, measure, reach
from hubplanner.networking.resilience import Resilience, redundancy, resilience, take_over
from hubplanner.networking.technology_assignment import RunnerUp
from hubplanner.networking.values import link_values
from hubplanner.scenario_siting import NetworkChoice
from hubplanner.tables.safe_csv import write_table

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class MeasuredNetwork:
    """What ``hubplanner network`` tells and writes.

    Attributes
    ----------
    graph
        The network measured.
    measures, resilience
        See :func:`measure` and :func:`resilience`.
    reach
        Partners of matching field within so many minutes.
    redundancy
        By kind of partner: hubs that it is tied to.
    values
        The marginal value of each link.
    before_after
        Without the hubs, and with them.
    take_over
        By hub, as ``lost``: who takes over what it leads and serves.
    pair_losses
        By two hubs lost together: ``cut_off`` (technoparks, CCEIs and regions without a hub
        within the limit).
    runner_up
        The second-best technologies, and the cost of refusing each hub its own; None where
        siting has chosen them.
    functions
        Who supplies each hub with what, what it lacks, and its smallest set of partners.
    fields_unknown
        Institutions within reach of a hub whose fields are not known.
    us_counterparts
        Manufacturing USA institutes by the technology of the list that they work in.
    """

    graph: nx.Graph[str]
    measures: Measures
    resilience: Resilience
    reach: pd.DataFrame
    redundancy: pd.DataFrame
    values: pd.DataFrame
    before_after: pd.DataFrame
    take_over: pd.DataFrame
    pair_losses: pd.DataFrame
    runner_up: RunnerUp | None
    functions: pd.DataFrame
    fields_unknown: pd.DataFrame
    us_counterparts: pd.DataFrame

    def save(self, folder: Path) -> list[Path]:
        """Write the tables as CSV (UTF-8 with BOM) and the graph in three formats."""
        folder.mkdir(parents=True, exist_ok=True)
        whole = pd.DataFrame(
            {"value": self.measures.whole}, index=pd.Index(self.measures.whole, name="measure")
        )
        tables = {
            "measures": whole,
            "nodes": self.measures.nodes,
            "paths": self.measures.paths,
            "reach": self.reach,
            "redundancy": self.redundancy.rename_axis("kind"),
            "link_values": self.values.set_index("source"),
            "before_after": self.before_after.rename_axis("measure"),
            "losses": self.resilience.singles,
            "pairs": self.resilience.pairs.set_index("first"),
            "random": self.resilience.random,
            "attack": self.resilience.attack,
            "take_over": self.take_over,
            "pair_losses": self.pair_losses,
            "hub_functions": self.functions,
            "fields_unknown": self.fields_unknown.set_index("source"),
            "us_counterparts": self.us_counterparts,
        }
        if self.runner_up is not None:
            tables["technology_alternatives"] = self.runner_up.by_hub
        paths = []
        for name, table in tables.items():
            paths.append(folder / f"{name}.csv")
            write_table(table.round(6), paths[-1], index=True)
        return [*paths, *write_graph(self.graph, folder)]


def measure_network(
    network: Network,
    graph: nx.Graph[str],
    kinds: pd.Series[str],
    workers: pd.Series[float],
    choice: NetworkChoice,
) -> MeasuredNetwork:
    """Measure a plan's network.

    Parameters
    ----------
    network
        The plan's.
    graph
        Its graph.
    kinds
        Kind by institution and candidate region (``region``).
    workers
        Workers by region, where published.
    choice
        The scenario's ``[network]``.
    """
    hubs = list(network.assignment.technology.index)
    balance, limit = choice.lead_balance, choice.takeover_minutes
    taken = [
        take_over(network, kinds, [hub], balance=balance, limit=limit).assign(lost=hub)
        for hub in hubs
    ]
    pairs = [
        {
            "first": one,
            "second": other,
            "cut_off": int(
                take_over(network, kinds, [one, other], balance=balance, limit=limit)[
                    "cut_off"
                ].sum()
            ),
        }
        for k, one in enumerate(hubs)
        for other in hubs[k + 1 :]
    ]
    return MeasuredNetwork(
        graph=graph,
        measures=measure(graph, seed=choice.seed),
        resilience=resilience(graph, seed=choice.seed),
        reach=reach(network.links, kinds, workers),
        redundancy=redundancy(network.links, kinds),
        values=link_values(graph),
        before_after=before_and_after(graph),
        take_over=pd.concat(taken),
        pair_losses=pd.DataFrame(pairs, columns=["first", "second", "cut_off"]).set_index("first"),
        runner_up=network.runner_up,
        functions=network.functions,
        fields_unknown=network.fields_unknown,
        us_counterparts=us_counterparts(network.technologies),
    )
