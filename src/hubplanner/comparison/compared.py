"""What a comparison reads of a plan: the same of one just made and of one read from its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from hubplanner.language import Pair, Text
from hubplanner.plan import Plan
from hubplanner.siting.chosen_sites import headline_of
from hubplanner.siting.problem import NEAR_MINUTES


@dataclass(frozen=True)
class Compared:
    """A plan as it is compared.

    Attributes
    ----------
    name, title_ko, title_en
        The scenario's; of a saved plan whose name another one has too, with its folder's.
    summary
        What ``plan.json`` holds.
    regions, hubs, links
        Tables of the plan, by region code, hub id and number.
    hub_minutes
        Region × hub's region, minutes over the plan's own roads; None of plans that were saved
        without.
    plan
        The plan itself, by whose minutes and jobs at risk others can be measured; None of one that
        was read from its files.
    folder
        Where it was read from; None of a plan just made.
    """

    name: str
    title_ko: str
    title_en: str
    summary: Mapping[str, Any]
    regions: pd.DataFrame
    hubs: pd.DataFrame
    links: pd.DataFrame
    hub_minutes: pd.DataFrame | None
    plan: Plan | None = None
    folder: Path | None = None

    @classmethod
    def of(cls, plan: Plan) -> Compared:
        """A plan just made."""
        scenario = plan.scenario
        return cls(
            name=scenario.name,
            title_ko=scenario.title_ko,
            title_en=scenario.title_en,
            summary=plan.summary(),
            regions=plan.regions,
            hubs=plan.hubs,
            links=plan.links,
            hub_minutes=plan.minutes[plan.hubs["region_code"].tolist()],
            plan=plan,
        )

    def called(self, label: str) -> Compared:
        """The same under a label's name, which its titles name too."""
        return replace(
            self,
            name=label,
            title_ko=f"{self.title_ko} ({label})",
            title_en=f"{self.title_en} ({label})",
        )

    @property
    def title(self) -> Pair:
        return Pair(self.title_ko, self.title_en)

    @property
    def hub_regions(self) -> list[str]:
        """Codes of the regions with a hub, in the order of the hubs."""
        return [str(code) for code in self.hubs["region_code"]]

    @property
    def candidates(self) -> pd.DataFrame:
        """The rows of the regions that are candidates."""
        return self.regions[self.regions["candidate"]]

    @property
    def siting(self) -> Mapping[str, Any]:
        """The solver's outcome and what the hubs are good for."""
        siting: Mapping[str, Any] = self.summary["siting"]
        return siting

    @property
    def own_jobs_reached(self) -> float | None:
        """Jobs at risk near a hub of their own technology, as the plan itself counts them; None
        where its hubs were not sited by technology."""
        jobs: float | None = self.siting.get(f"jobs_within_{NEAR_MINUTES:.0f}_minutes")
        return jobs

    @property
    def headline(self) -> Text | None:
        """What the hubs are good for, in a sentence; None where they have no technologies."""
        known = self.siting.get("jobs_at_risk_of_known_industry")
        if self.own_jobs_reached is None or known is None:
            return None
        return headline_of(self.own_jobs_reached, known)

    @property
    def dates(self) -> Pair:
        """How new its figures are, in a sentence."""
        return Pair(self.summary["dates"]["ko"], self.summary["dates"]["en"])

    @property
    def sources(self) -> pd.DataFrame:
        """By source id, as :attr:`hubplanner.Plan.sources`."""
        return pd.DataFrame(self.summary["sources"]).set_index("source_id")

    @property
    def coverage(self) -> pd.DataFrame:
        """By indicator, as :attr:`hubplanner.Plan.coverage`."""
        return pd.DataFrame(self.summary["coverage"]).set_index("indicator")

    def settings(self) -> dict[str, Any]:
        """Every setting by its path in a scenario file."""
        return settings_of(self.summary["scenario"])


def settings_of(scenario: Mapping[str, Any]) -> dict[str, Any]:
    """A scenario as nested tables (as ``plan.json`` holds it): each setting by its path."""
    return dict(_flat(scenario))


def _flat(section: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in section.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value
