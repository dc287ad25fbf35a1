"""How old a plan's figures are: the newest of each kind that it rests on, in one sentence; and what
it assumes that no figure says."""

from __future__ import annotations

from collections.abc import Iterator

from hubplanner.dataset import Dataset
from hubplanner.dataset.institutions import founding_year
from hubplanner.dataset.panel import ReferencePeriod
from hubplanner.dataset.trends import SERIES
from hubplanner.industries.future import in_words
from hubplanner.language import Joined, Text
from hubplanner.scenario import Scenario
from hubplanner.scoring import Scores
from hubplanner.scoring.shock_exposure import jobs_counted

_FIGURES = {
    "employed": Text("employed persons"),
    "gva": Text("value added"),
    "population": Text("population"),
}
_HALVES = {"Y": "{year}", "H1": "first half of {year}", "H2": "second half of {year}"}


def newest_figures(dataset: Dataset, scenario: Scenario, scores: Scores) -> Text:
    """The date of the newest figure of each kind; what a year asked for leaves as it is today; and
    what the scenario assumes of the future.

    Parameters
    ----------
    dataset
        As of the scenario's year.
    scenario
        Its year and its roads.
    scores
        What was scored: the shocks and industries that it heeded.
    """
    dates, assumed = _dates(dataset, scenario, scores), in_words(scenario.future)
    return dates if assumed is None else Joined(". ", [dates, assumed])


def _dates(dataset: Dataset, scenario: Scenario, scores: Scores) -> Text:
    as_of = scenario.data.as_of
    told = Joined(", ", [*_figures(dataset, scores, as_of), *_roads(scenario, as_of)])
    if as_of is None:
        return Text("Newest figures: {told}, institutions of today", told=told)
    return Text(
        "As of {year}: {told}, institutions founded by then and {unknown} whose founding year is"
        " unknown; designated areas, names of regions and ministries are today's",
        year=as_of,
        told=told,
        unknown=int(founding_year(dataset.institutions).isna().sum()),
    )


def _figures(dataset: Dataset, scores: Scores, as_of: int | None) -> Iterator[Text]:
    panel = dataset.panel(as_of)
    for measure, words in _FIGURES.items():
        if when := panel.latest(measure, SERIES[measure][0]):
            yield _dated(words, _period(when))
    if counted := jobs_counted(panel):
        yield _dated(Text("jobs"), _period(counted[1]))
    if scores.exposure is not None:
        known = scores.exposure.industries.basis["year"].dropna()
        yield _dated(Text("industries of regions"), _years(int(known.min()), int(known.max())))
        parts = scores.exposure.evidence.parts
        first, last = int(parts["year_from"].min()), int(parts["year_to"].max())
        yield _dated(Text("shocks of industries"), _years(first, last))


def _roads(scenario: Scenario, as_of: int | None) -> Iterator[Text]:
    travel = scenario.travel
    years = [year for year in (as_of, travel.as_of) if year is not None]
    if travel.method != "network" or travel.matrix or travel.roads:
        return
    yield Text("roads of the end of {year}", year=min(years)) if years else Text("roads of today")


def _dated(what: Text, when: Text) -> Text:
    return Text("{what} {when}", what=what, when=when)


def _period(when: ReferencePeriod) -> Text:
    return Text(_HALVES[when.part], year=when.year)


def _years(first: int, last: int) -> Text:
    return (
        Text("{year}", year=last)
        if first == last
        else Text("{first}–{last}", first=first, last=last)
    )
