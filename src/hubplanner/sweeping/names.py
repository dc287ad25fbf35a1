"""Regions, hosts, technologies and plans of a sweep by what they are called."""

from __future__ import annotations

import pandas as pd
from pydantic import BaseModel

from hubplanner.dataset import Dataset
from hubplanner.industries.technologies import load_technologies
from hubplanner.language import Joined, Pair, Text
from hubplanner.scenario import Scenario
from hubplanner.sweeping.regret import Plan
from hubplanner.sweeping.results import SweepResults
from hubplanner.tables.industries import industry_names


class Names:
    """Regions, hosts and technologies by what they are called."""

    def __init__(self, results: SweepResults, dataset: Dataset):
        self.regions, self.institutions = dataset.regions, dataset.institutions
        name = results.base.network.technologies
        self.technologies = load_technologies(name).technologies

    def of_regions(self, table: pd.DataFrame) -> pd.DataFrame:
        """The names of regions behind ``region_code``."""
        at = list(table.columns).index("region_code") + 1
        table = table.copy()
        table.insert(at, "name_ko", [self._plain(code) for code in table["region_code"]])
        english = self.regions["name_en"].reindex(table["region_code"])
        table.insert(at + 1, "name_en", english.to_numpy())
        return table

    def of_hubs(self, table: pd.DataFrame) -> pd.DataFrame:
        """The names of regions, and those of ``host`` and ``technology`` behind them."""
        table = self.of_regions(table)
        for key, name in (("host", self.host), ("technology", self.technology)):
            told = [name(one) for one in table[key]]
            at = list(table.columns).index(key) + 1
            table.insert(at, f"{key}_ko", [one.in_language("ko") for one in told])
            table.insert(at + 1, f"{key}_en", [str(one) for one in told])
        return table

    def region(self, code: str) -> Pair:
        one = self.regions.loc[code]
        return Pair(self._plain(code), f"{one['name_en']}, {one['sido_en']}")

    def host(self, host: str) -> Pair:
        if host in self.institutions.index:
            one = self.institutions.loc[host]
            return Pair(str(one["name_ko"]), str(one["name_en"]))
        return self.region(host) if host in self.regions.index else Pair(host, host)

    def technology(self, key: str) -> Pair:
        return self.technologies[key].name if key in self.technologies else Pair(key, key)

    def plan(self, plan: Plan) -> Text:
        told = [
            Text("{host} ({technology})", host=self.host(host), technology=self.technology(kind))
            for host, kind in plan
        ]
        return Joined(" · ", told)

    def _plain(self, code: str) -> str:
        return f"{self.regions.at[code, 'sido_short']} {self.regions.at[code, 'name_ko']}"


def key_name(path: str) -> Text:
    """What a key of a scenario is called in a sentence; its path where it has no title.

    >>> str(key_name("candidates.top")), str(key_name("scoring.weights.decline"))
    ('number of candidate regions', 'weight of decline')
    """
    section, *names = path.split(".")
    if path.startswith("scoring.weights."):
        return Text("weight of {dimension}", dimension=Text(names[-1], context="column"))
    if path.startswith("future.shocks."):
        return Text("percent fall of {industry}", industry=_industry(names[-1]))
    model = Scenario.model_fields[section].annotation
    if isinstance(model, type) and issubclass(model, BaseModel) and len(names) == 1:
        title = model.model_fields[names[0]].title
        if title:
            return Text(title)
    return Text(path)


def _industry(key: str) -> Text:
    return industry_names().get(key) or Text(key)
