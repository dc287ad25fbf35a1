"""What a plan has read of a planner's own figures, and what nothing read.

Each reader of statistics is asked once more on a panel that notes what is read of it, so that what
is told here is what was computed. Only a plan with data folders takes that time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from hubplanner.dataset import Dataset
from hubplanner.dataset.panel import Column, ReferencePeriod, least_of
from hubplanner.dataset.statistics_file import STATISTIC_KEY
from hubplanner.dataset.trends import is_drawn
from hubplanner.industries.own import rows_of_shares
from hubplanner.language import Joined, Pair, Text
from hubplanner.scenario import Scenario
from hubplanner.scoring import CATALOGUE, Scores, jobs_of
from hubplanner.scoring.catalogue import base_key
from hubplanner.scoring.labour_market_area import View
from hubplanner.scoring.rules import Ruling, apply_rule
from hubplanner.tables.measures import MEASURES


@dataclass(frozen=True)
class Use:
    """One reader: which rows of `Dataset.own_statistics` it read, by their index.

    `counts` where results depend on them; what is only shown, or left out of the score, does not.
    """

    what: Text
    rows: pd.Index[int]
    counts: bool = True


@dataclass(frozen=True)
class OwnFigures:
    """One data folder, or one table by industry, and what has become of its figures.

    Attributes
    ----------
    name
        Of the folder as the scenario states it, or of the table's file.
    figures, replaced
        How many it brought, and how many of them a later folder replaced.
    used, shown
        Who read them: what, how many figures, in how many regions. What is only shown changes
        nothing.
    unread
        What nothing read, with how many figures.
    too_few
        Of how many regions a period has figures at most and of how many it must, where none counts
        and these are fewer: a period stands for the nation from so many regions on.
    without_total
        Measures of manufacturing of which no total stands beside it in any period, where none
        counts: a share is of something.
    """

    name: str
    figures: int
    replaced: int = 0
    used: tuple[tuple[Text, int, int], ...] = ()
    shown: tuple[tuple[Text, int, int], ...] = ()
    unread: tuple[tuple[Text, int], ...] = ()
    too_few: tuple[int, int] | None = None
    without_total: tuple[Text, ...] = ()

    def sentence(self) -> Text:
        """All of it in one line."""
        parts = [_read(*one) for one in self.used] or [self._nothing()]
        if self.shown:
            shown = Joined(", ", [_read(*one) for one in self.shown])
            parts.append(Text("shown, not counted: {what}", what=shown))
        if self.unread:
            unread = [Text("{what} ({count:,})", what=what, count=n) for what, n in self.unread]
            parts.append(Text("no score, share or weight reads: {what}", what=Joined(", ", unread)))
        if self.replaced:
            parts.append(Text("replaced by a later folder: {count:,}", count=self.replaced))
        return Text(
            "{name} (figures: {count:,}): {parts}",
            name=self.name,
            count=self.figures,
            parts=Joined("; ", parts),
        )

    def _nothing(self) -> Text:
        if self.too_few is not None:
            regions, least = self.too_few
            return Text(
                "changes nothing in this plan (scores and weights read a period of {least} regions"
                " or more; none here has more than {regions})",
                least=least,
                regions=regions,
            )
        if self.without_total:
            return Text(
                "changes nothing in this plan (of {measures} there is manufacturing alone; jobs and"
                " shares take all industries as well: import their total of the same period too)",
                measures=Joined(", ", self.without_total),
            )
        return Text("changes nothing in this plan")

    def as_data(self) -> dict[str, Any]:
        """For JSON."""

        def told(what: Text, *counts: int) -> dict[str, Any]:
            return what.in_both() | dict(zip(("figures", "regions"), counts, strict=False))

        return {
            "name": self.name,
            "sentence": self.sentence().in_both(),
            "figures": self.figures,
            "replaced": self.replaced,
            "used": [told(*one) for one in self.used],
            "shown": [told(*one) for one in self.shown],
            "unread": [told(*one) for one in self.unread],
        }


def _read(what: Text, figures: int, regions: int) -> Text:
    return Text(
        "{what} (regions: {regions:,}, figures: {figures:,})",
        what=what,
        regions=regions,
        figures=figures,
    )


def own_figures(
    dataset: Dataset, scenario: Scenario, scores: Scores, rulings: Iterable[Ruling]
) -> tuple[OwnFigures, ...]:
    """What each of a planner's folders has changed in a plan, and what it has not.

    Parameters
    ----------
    dataset, scenario, scores
        Of the plan.
    rulings
        The rules that it applied, a rule file of the scenario's candidates first.
    """
    rows = dataset.own_statistics
    if rows.empty:
        return _tables(dataset)
    uses, names = list(uses_of(dataset, scenario, scores, rulings)), _names(dataset, scenario)
    folders = (
        _of_folder(names[int(str(place))], brought, uses, dataset)
        for place, brought in rows.groupby("folder")
    )
    return (*folders, *_tables(dataset))


def uses_of(
    dataset: Dataset, scenario: Scenario, scores: Scores, rulings: Iterable[Ruling]
) -> Iterator[Use]:
    """Every reader of statistics that a plan has, with what it read of the planner's own."""
    as_of = scenario.data.as_of
    panel = dataset.panel(as_of)
    rows = dataset.own_statistics
    rows = rows[~rows["replaced"]]
    reliable = rows[rows["flag"] != "unreliable"]

    keys = pd.MultiIndex.from_frame(rows_of_shares(reliable, as_of)[STATISTIC_KEY])
    yield Use(Text("shares of industries"), rows.index[_among(rows, STATISTIC_KEY, keys)])

    decline = scenario.scoring.ways != "exposure"
    for key in dict.fromkeys(base_key(str(key)) for key in scores.coverage.index):
        indicator, read = CATALOGUE[key], set[Column]()
        indicator.read(View(panel.noting(read)))
        name = Pair(indicator.name_ko, indicator.name_en)
        used = decline and bool(scores.coverage.at[key, "used"])
        left_out = Text("{indicator}, left out of the score", indicator=name)
        yield Use(name if used else left_out, _of_columns(reliable, read), used)

    read = set()
    jobs_of(panel.noting(read))
    yield Use(Text("jobs where the work is"), _of_columns(reliable, read))

    weight, latest = scenario.siting.weight, dataset.panel(scenario.data.as_of).latest
    if weight in MEASURES and (when := latest(weight, "total")):
        read = {(weight, "total", when)}
        yield Use(Text("weights of whom hubs serve"), _of_columns(reliable, read))
    if when := latest("population", "total"):
        read = {("population", "total", when)}
        yield Use(Text("residents whom hubs serve"), _of_columns(reliable, read), False)

    chosen = scenario.candidates.rule
    for place, ruling in enumerate(rulings):
        read = set()
        apply_rule(ruling.rule, dataset.panel(ruling.as_of).noting(read))
        told = set().union(*(finding.sources for finding in ruling.findings.values()))
        name = Pair(ruling.rule.name_ko, ruling.rule.name_en)
        of_rule = _of_columns(reliable[reliable["source"].isin(told)], read)
        of_candidates = place == 0 if chosen.endswith(".toml") else ruling.rule.id == chosen
        yield Use(name, of_rule, of_candidates)

    drawn = is_drawn(rows) & (rows["year"] <= panel.newest_year)
    yield Use(Text("profiles of regions"), rows.index[drawn], False)


def _of_columns(rows: pd.DataFrame, columns: set[Column]) -> pd.Index[int]:
    keys = [(measure, industry, when.year, when.part) for measure, industry, when in columns]
    return rows.index[_among(rows, ["measure", "industry", "year", "period"], pd.Index(keys))]


def _among(rows: pd.DataFrame, key: list[str], known: pd.Index[Any]) -> pd.Series[bool]:
    held = pd.MultiIndex.from_frame(rows[key]).isin(known)
    return pd.Series(held, index=rows.index)


def _names(dataset: Dataset, scenario: Scenario) -> list[str]:
    """The folders as the scenario states them where it may be passed on, or by name."""
    folders = scenario.data.folders, scenario.stated().data.folders
    stated = {Path(one).resolve(): told for one, told in zip(*folders, strict=True)}
    return [stated.get(folder.resolve(), folder.name) for folder in dataset.folders]


def _of_folder(name: str, brought: pd.DataFrame, uses: list[Use], dataset: Dataset) -> OwnFigures:
    standing = brought[~brought["replaced"]]
    found: dict[bool, list[tuple[Text, int, int]]] = {True: [], False: []}
    unread = standing.index
    for use in uses:
        read = standing.index.intersection(use.rows)
        if len(read):
            where = standing.loc[read, "region_code"].nunique()
            found[use.counts].append((use.what, len(read), where))
            unread = unread.difference(read)
    by_period = standing.groupby(["measure", "industry", "year", "period"])["region_code"]
    most, least = max(by_period.nunique(), default=0), least_of(len(dataset.regions))
    return OwnFigures(
        name,
        len(brought),
        int(brought["replaced"].sum()),
        tuple(found[True]),
        tuple(found[False]),
        tuple(_in_words(standing.loc[unread])),
        (most, least) if not found[True] and 0 < most < least else None,
        () if found[True] else tuple(_without_total(standing, dataset.statistics)),
    )


def _without_total(rows: pd.DataFrame, statistics: pd.DataFrame) -> Iterator[Text]:
    """Measures of which the rows are of manufacturing, and no total of such a period is held."""
    key = ["measure", "year", "period"]
    of_makers = rows.loc[rows["industry"] == "manufacturing", key].drop_duplicates()
    totals = statistics.loc[statistics["industry"] == "total", key].drop_duplicates()
    with_total = set(of_makers.merge(totals)["measure"])
    for measure in of_makers["measure"].unique():
        if measure not in with_total:
            yield Pair(MEASURES[measure].name_ko, MEASURES[measure].name_en)


def _in_words(rows: pd.DataFrame) -> Iterator[tuple[Text, int]]:
    """Measures with their periods, and how many figures each has."""
    for measure, some in rows.groupby("measure", sort=False):
        keys = zip(some["year"], some["period"], strict=True)
        periods = sorted({ReferencePeriod(int(year), part) for year, part in keys})
        span = f"{periods[0]}–{periods[-1]}" if len(periods) > 1 else str(periods[0])
        name = MEASURES[str(measure)]
        yield Pair(f"{name.name_ko} {span}", f"{name.name_en} {span}"), len(some)


def _tables(dataset: Dataset) -> tuple[OwnFigures, ...]:
    """Tables by industry: no score reads them, only the indicators of the catalogue beside it."""
    own = dataset.industry
    tables = [
        (table.file, table.cells.size, Text("input-output table {year}", year=table.year))
        for table in own.input_output
    ]
    if not own.ailing.empty:
        tables.append(("ailing_industries.csv", len(own.ailing), Text("ailing industries")))
    return tuple(
        OwnFigures(name, figures, unread=((what, figures),)) for name, figures, what in tables
    )
