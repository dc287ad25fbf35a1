"""Scenarios side by side, measured by one yardstick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hubplanner.comparison.changes import hub_table, place_table
from hubplanner.comparison.compared import Compared
from hubplanner.comparison.differences import difference_table
from hubplanner.comparison.saved import label_of, read_saved_plan
from hubplanner.comparison.verdict import by_own_counts, of_reference, verdict
from hubplanner.comparison.yardstick import by_yardstick, minutes_to_hubs
from hubplanner.errors import DataError, ScenarioError
from hubplanner.language import Text
from hubplanner.plan import Plan
from hubplanner.tables.safe_csv import write_table

MOST = 6


@dataclass(frozen=True)
class Comparison:
    """Two to six plans; the first is the reference that the others are measured against.

    Attributes
    ----------
    plans
        The plans as they are compared, reference first.
    scenarios
        One row a scenario (by name): hubs, candidates, the objective by its own yardstick; by the
        reference's the measures of :func:`hubplanner.comparison.yardstick.by_yardstick`; the
        worst-off of the reference's candidates; hubs kept, moved, gained and lost; and
        ``verdict_ko``, ``verdict_en``, whether it is better or worse.
    hubs
        One row a scenario and hub: ``change`` is ``reference``, ``kept``, ``moved``, ``gained`` or
        ``lost``; ``counterpart`` is the region that it moved from. ``number`` is the place's own
        in this comparison, the same in every scenario: those of the reference, then new places.
        ``technology`` with names and, where hubs stand at hosts, ``host_ko`` and ``host_en``;
        empty for those that are lost.
    places
        By ``region_code``, every place with a hub in any scenario: ``number``, names, and how many
        ``scenarios`` have it; those of most scenarios first.
    regions
        All regions by ``region_code``: minutes to the nearest hub in each scenario, and the
        ``change`` against the reference (negative: nearer).
    differences
        A sentence a row: ``scenario``, ``about`` (``hubs``, ``candidates``, ``figures``,
        ``versions``; with the reference ``limits``, what its saved files cannot tell),
        ``difference_ko`` and ``difference_en``, what differs from the reference.
    """

    plans: tuple[Compared, ...]
    scenarios: pd.DataFrame
    hubs: pd.DataFrame
    places: pd.DataFrame
    regions: pd.DataFrame
    differences: pd.DataFrame

    @property
    def sources(self) -> pd.DataFrame:
        """Every data set of any plan once, as :attr:`hubplanner.Plan.sources`."""
        sources = pd.concat([plan.sources for plan in self.plans])
        return sources[~sources.index.duplicated()]

    @property
    def name(self) -> str:
        """Names the output: ``compare-<first>-<second>…``."""
        return "compare-" + "-".join(self.scenarios.index)

    def save(self, folder: str | Path) -> None:
        """Write the four tables as CSV (UTF-8 with BOM)."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        tables = {
            "scenarios": self.scenarios.reset_index(),
            "hubs": self.hubs,
            "regions": self.regions.reset_index(),
            "differences": self.differences,
        }
        for name, table in tables.items():
            write_table(table.round(3), folder / f"{name}.csv")


def compare(plans: Sequence[Plan | str | Path]) -> Comparison:
    """Compare plans by the yardstick of the first.

    Each scenario's hubs serve the reference's candidates, weighted by the reference's crisis
    score, over the reference's travel times: else a scenario with fewer candidates or faster
    roads would look better than it is. A reference that was read from saved files holds minutes to
    its own hubs only; then each plan's hubs are reached over its own roads, and that is said.

    Parameters
    ----------
    plans
        Two to six, the reference first: plans, or folders of saved ones (see
        :meth:`hubplanner.Plan.save`). A saved plan that has the name of another goes by its
        folder's.

    Raises
    ------
    ScenarioError
        For fewer than two or more than six plans, or two of one name.
    DataError
        When a folder holds no saved plan, or one that lacks what is compared, or something is
        neither.

    Examples
    --------
    >>> import hubplanner as hp
    >>> data = hp.load_dataset()
    >>> three = hp.Scenario(name="three", siting={"hubs": 3})
    >>> result = compare([hp.make_plan(data, hp.Scenario()), hp.make_plan(data, three)])
    >>> result.scenarios["hubs"].tolist()
    [6, 3]
    """
    sides = _told_apart([_compared(plan) for plan in plans])
    _refuse(sides)
    reference = sides[0]
    minutes = pd.DataFrame(
        {plan.name: minutes_to_hubs(reference, plan).min(axis=1) for plan in sides}
    )
    hubs = hub_table(sides)
    return Comparison(
        plans=tuple(sides),
        scenarios=_scenario_table(sides, minutes, hubs),
        hubs=hubs,
        places=place_table(hubs),
        regions=_region_table(reference, minutes),
        differences=difference_table(sides),
    )


def _compared(plan: Plan | str | Path) -> Compared:
    if isinstance(plan, Plan):
        return Compared.of(plan)
    if isinstance(plan, str | Path):
        return read_saved_plan(plan)
    raise DataError(
        "plans and folders of saved ones can be compared, no {kind}; make a plan of a scenario by"
        " make_plan",
        kind=type(plan).__name__,
    )


def _told_apart(plans: Sequence[Compared]) -> list[Compared]:
    """Saved plans go by their folders where another plan has their name."""
    names = Counter(plan.name for plan in plans)
    return [
        plan.called(label_of(plan, place))
        if plan.folder is not None and names[plan.name] > 1
        else plan
        for place, plan in enumerate(plans, start=1)
    ]


def _refuse(plans: Sequence[Compared]) -> None:
    if not 2 <= len(plans) <= MOST:
        raise ScenarioError(
            "{count} scenarios cannot be compared; name two to {most}", count=len(plans), most=MOST
        )
    names = Counter(plan.name for plan in plans)
    if repeated := [name for name, times in names.items() if times > 1]:
        raise ScenarioError(
            "two scenarios are both named '{repeated}'; give one another file name or a 'name'",
            repeated=repeated[0],
        )
    for plan in plans[1:]:
        if set(plan.regions.index) != set(plans[0].regions.index):
            raise DataError(
                "'{name}' has other regions than '{first}' and cannot be compared with it",
                name=plan.name,
                first=plans[0].name,
            )


def _scenario_table(
    plans: Sequence[Compared], minutes: pd.DataFrame, hubs: pd.DataFrame
) -> pd.DataFrame:
    reference = plans[0]
    served = reference.candidates
    rows = []
    for plan in plans:
        name = plan.name
        reach = minutes.loc[served.index, name]
        worst = reach.idxmax()
        changes = Counter(hubs.loc[hubs["scenario"] == name, "change"])
        rows.append(
            {
                "scenario": name,
                "title_ko": plan.title_ko,
                "title_en": plan.title_en,
                "hubs": len(plan.hubs),
                "candidates": len(plan.candidates),
                "own_objective": plan.siting["objective"],
                "optimal": plan.siting["optimal"],
                **by_yardstick(reference, plan, reach),
                "worst_off": worst,
                "worst_off_ko": served["name_ko"][worst],
                "worst_off_en": served["name_en"][worst],
                **{change: changes[change] for change in ("kept", "moved", "gained", "lost")},
            }
        )
    table = pd.DataFrame(rows).set_index("scenario")
    verdicts = _verdicts(reference, table, hubs)
    after = list(table.columns).index("title_en") + 1
    table.insert(after, "verdict_ko", [told.in_language("ko") for told in verdicts])
    table.insert(after + 1, "verdict_en", [str(told) for told in verdicts])
    return table


def _verdicts(reference: Compared, table: pd.DataFrame, hubs: pd.DataFrame) -> list[Text]:
    """Better or worse, of each scenario; of the reference, what it is good for."""
    first = table.iloc[0]
    judged = by_own_counts if reference.plan is None else verdict
    return [
        of_reference(reference, first),
        *(
            judged(row, first, hubs[hubs["scenario"] == name], reference.regions)
            for name, row in table.iloc[1:].iterrows()
        ),
    ]


def _region_table(reference: Compared, minutes: pd.DataFrame) -> pd.DataFrame:
    first = minutes.columns[0]
    change = minutes.drop(columns=first).sub(minutes[first], axis=0)
    shown = ["sido_ko", "name_ko", "name_en", "crisis_score", "rank", "candidate"]
    return pd.DataFrame(reference.regions[shown]).join(
        [minutes.add_prefix("minutes_"), change.add_prefix("change_")]
    )
