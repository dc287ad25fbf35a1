"""From data and a scenario to a plan, and from a plan to files: the stages, a line each.

Pages load where they are drawn: Folium takes longer than many a command.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hubplanner.chapters import make_chapter, make_targets
from hubplanner.comparison import Comparison
from hubplanner.dataset import BESIDE_PLANS, Dataset, load_dataset, trends
from hubplanner.dates import newest_figures
from hubplanner.errors import DataError, ScenarioError
from hubplanner.networking import build_network
from hubplanner.output import write_beside
from hubplanner.own_figures import own_figures
from hubplanner.plan import Plan, tabulate
from hubplanner.report import (
    FORMATS,
    Language,
    make_ready_for_qgis,
    report_files,
    write_comparison_workbook,
    write_workbook,
)
from hubplanner.scenario import Scenario
from hubplanner.scenario_siting import SitingChoice
from hubplanner.scoring import (
    CATALOGUE,
    Readings,
    Robustness,
    ScoreResult,
    Scores,
    ValidationResult,
    back_test,
    draw_ranks,
    eligible,
    jobs_counted,
    read_indicators,
    score_both_ways,
    smaa,
)
from hubplanner.siting import site_hubs
from hubplanner.siting.study import Questions, Study, study
from hubplanner.stages import (
    Stages,
    access_with_hubs,
    how_firm,
    inputs_of_trials,
    travel_of,
)
from hubplanner.tables.safe_csv import write_table
from hubplanner.travelling import Places, regions_of

if TYPE_CHECKING:
    from hubplanner.networking.measured import MeasuredNetwork
    from hubplanner.report.chapter import Chapter
    from hubplanner.scoring.rules import Ruling

BASELINE = Scenario()


def make_plan(
    dataset: Dataset,
    scenario: Scenario,
    *,
    on_stage: Callable[[str], None] = lambda stage: None,
    stages: Stages | None = None,
) -> Plan:
    """Everything that a scenario yields on a dataset.

    Parameters
    ----------
    dataset
        From :func:`hubplanner.load_dataset`.
    scenario
        The planner's choices.
    on_stage
        Told the name of each stage as it starts.
    stages
        On the same dataset: what other scenarios have made with them is not made again.

    Raises
    ------
    ScenarioError
        When a wish is impossible on this dataset.
    DataError
        When the dataset was loaded without the scenario's data folders.
    """
    stages = stages or Stages(dataset)
    as_of = scenario.data.as_of
    on_stage("travel")
    travel, minutes, km, near, around = stages.ways(scenario)
    dataset = dataset.as_of(as_of)
    on_stage("scoring")
    scores, candidate = stages.told(scenario), stages.candidates(scenario)
    robustness = _robustness(dataset, scenario, scores, km, as_of=as_of)
    scores = scores.joined(robustness.table)
    on_stage("siting")
    shares, problem = stages.industries(scenario), stages.problem(scenario)
    sites = site_hubs(problem, near, travel)
    sites = replace(sites, firm=how_firm(near, scenario, scores, robustness, sites, travel))

    on_stage("network")
    network = build_network(
        scenario.network,
        sites.hubs,
        dataset.regions,
        near.institutions,
        shares,
        sites.serves.join(scores.table["crisis_score"])[candidate],
        travel.minutes,
        sites.capability,
        near.left_out,
    )
    tables = tabulate(dataset, scores, candidate, sites, network)
    access = access_with_hubs(near, scenario, sites, network, travel)
    ruled = _own_ruling(dataset, scenario.candidates.rule, as_of) + rulings(dataset, as_of=as_of)
    return Plan(
        scenario,
        tables,
        minutes,
        travel.note(),
        scores,
        robustness,
        sites,
        network,
        dataset.sources.drop(index=list(BESIDE_PLANS)),
        trends(dataset.panel(as_of)),
        dataset.designations,
        ruled,
        newest_figures(dataset, scenario, scores),
        dataset.layers,
        access,
        own_figures(dataset, scenario, scores, ruled),
        counted[1].year if (counted := jobs_counted(dataset.panel(as_of))) else None,
        trial_inputs=cache(
            partial(inputs_of_trials, near, scenario, scores, problem, around, shares)
        ),
    )


def score(
    dataset: Dataset,
    scenario: Scenario = BASELINE,
    as_of: int | None = None,
    *,
    draws: int | None = None,
) -> ScoreResult:
    """Scores and how far they hold under other weights and within the figures' stated errors.

    Parameters
    ----------
    dataset, scenario
        As for :func:`make_plan`.
    as_of
        Hides everything observed, and every road opened, after this year.
    draws
        How many weights, and figures with a stated error, are drawn; as many as the scenario says
        (and a plan draws) where omitted.

    Raises
    ------
    DataError
        When no indicator was observed up to that year.
    """
    dataset.covers(scenario.data.folders)
    regions = dataset.regions
    km = travel_of(scenario, as_of).km(regions, regions)
    scores = score_both_ways(dataset, km, scenario.scoring, as_of, scenario.future)
    if not scores.composite.dimensions:
        raise _nothing_observed(as_of)
    robustness = _robustness(dataset, scenario, scores, km, draws=draws, as_of=as_of)
    return ScoreResult(scores.joined(robustness.table), robustness, regions)


def network(
    hubs: Plan | Places, dataset: Dataset | None = None, scenario: Scenario = BASELINE
) -> MeasuredNetwork:
    """The network of hubs measured: who works with whom, reach, resilience, what links are worth.

    Parameters
    ----------
    hubs
        A plan; or where hubs stand, as :func:`hubplanner.travel` takes places. Each of these
        stands at the point of the region it lies in, from which its residents are nearest.
    dataset, scenario
        As for :func:`make_plan`, where hubs are given as places; what the scenario says of siting
        does not count then. The bundled data and the baseline where omitted.

    Raises
    ------
    ScenarioError
        When two hubs lie in one region.
    DataError, RegionError
        When a place cannot be told.
    """
    if isinstance(hubs, Plan):
        return hubs.measured
    codes = regions_of(hubs)
    if len(set(codes)) < len(codes):
        raise ScenarioError("two hubs lie in one region; name one of them")
    siting = SitingChoice(hubs=len(codes), sites="regions", required=tuple(codes))
    dataset = load_dataset(scenario.data.folders) if dataset is None else dataset
    return make_plan(dataset, scenario.model_copy(update={"siting": siting})).measured


def indicators(
    dataset: Dataset, scenario: Scenario = BASELINE, as_of: int | None = None
) -> Readings:
    """Every indicator of the catalogue, by region and by labour-market area, as of a year."""
    dataset.covers(scenario.data.folders)
    regions = dataset.regions
    return read_indicators(
        CATALOGUE,
        dataset.panel(as_of),
        travel_of(scenario, as_of).km(regions, regions),
        reach_km=scenario.scoring.reach_km,
        decay=scenario.scoring.distance_decay,
        tables=dataset.industry,
    )


def rulings(
    dataset: Dataset, *, as_of: int | None = None, own: Iterable[str | Path] = ()
) -> list[Ruling]:
    """The official rules, or those of `own` files in their place, applied to every region."""
    from hubplanner.scoring.rules import RULES, apply_rule, load_rule, load_rules

    rules = [load_rule(path) for path in own] or load_rules(RULES)
    return [apply_rule(rule, dataset.panel(as_of)) for rule in rules]


def _own_ruling(dataset: Dataset, rule: str, as_of: int | None) -> list[Ruling]:
    """What a rule file of the scenario's candidates says: told before the official rules."""
    return rulings(dataset, as_of=as_of, own=[rule]) if rule.endswith(".toml") else []


def _robustness(
    dataset: Dataset,
    scenario: Scenario,
    scores: Scores,
    km: pd.DataFrame,
    *,
    draws: int | None = None,
    as_of: int | None = None,
) -> Robustness:
    panel, seed = dataset.panel(as_of), scenario.scoring.seed
    drawn = None
    if panel.states_errors:
        drawn = partial(draw_ranks, scores, panel, km, scenario.scoring, seed=seed)
    open_to, choice = None, scenario.candidates
    if choice.conditional:
        open_to = eligible(scores, choice, dataset.regions, panel)
    return smaa(
        scores.ranks,
        scores.composite,
        first=choice.top,
        draws=scenario.scoring.draws if draws is None else draws,
        seed=seed,
        drawn=drawn,
        eligible=open_to,
        least=choice.min_score,
        exposed=scores.exposure,
        alone=scenario.scoring.ways == "exposure",
    ).holding(scores.table["rank"])


def validate(
    dataset: Dataset,
    scenario: Scenario = BASELINE,
    as_of: int | None = None,
    *,
    designations: pd.DataFrame | None = None,
) -> ValidationResult:
    """The scenario's score measured against designated areas: in hindsight, and as of a year.

    Parameters
    ----------
    dataset, scenario
        As for :func:`make_plan`; only data, travel and scoring matter.
    as_of
        The last year that the back-test sees; the year before the first designation where omitted.
    designations
        From :func:`hubplanner.dataset.designations.read_designations`; the nine of 2018 where
        omitted.
    """
    dataset.covers(scenario.data.folders)
    regions = dataset.regions

    def km_of(year: int) -> pd.DataFrame:
        return travel_of(scenario, year).km(regions, regions)

    result = back_test(
        dataset,
        km_of,
        dataset.designations if designations is None else designations,
        choice=scenario.scoring,
        candidates=scenario.candidates,
        as_of=as_of,
    )
    if as_of is not None and not result.as_of.measures["regions"].any():
        raise _nothing_observed(as_of)
    return result


def _nothing_observed(as_of: int | None) -> DataError:
    return DataError(
        "nothing was observed up to {as_of}; ask for a later year with --as-of", as_of=as_of
    )


def study_siting(
    dataset: Dataset,
    scenario: Scenario,
    questions: Questions,
    *,
    on_stage: Callable[[str], None] = lambda stage: None,
) -> Study:
    """The hubs of a scenario without the rest of the plan, and what lies beyond the best answer.

    Raises
    ------
    ScenarioError, SitingError
        As :func:`make_plan` does.
    """
    stages = Stages(dataset)
    on_stage("travel")
    stages.ways(scenario)
    on_stage("scoring")
    stages.candidates(scenario)
    on_stage("siting")
    return study(stages.problem(scenario), questions)


def write_plan(
    plan: Plan,
    out: str | Path,
    *,
    tiles: str = "",
    key: str = "",
    on_stage: Callable[[str], None] = lambda stage: None,
) -> Path:
    """Write ``<name>.html`` and the folder ``<name>/`` into `out`; returns the map's path.

    All is written beside and then moved into place, so that an earlier plan stays whole if
    anything fails. Files in the folder that are not the plan's are kept. `tiles` and `key` are
    those of :func:`hubplanner.maps.render_map`.

    Raises
    ------
    DataError
        When a file cannot be written or replaced.
    """

    def save(folder: Path) -> None:
        from hubplanner.evaluation.targets import TARGETS_FILE, target_sheet

        plan.save(folder)
        make_ready_for_qgis(plan, folder)
        targets = make_targets(plan)
        write_table(targets, folder / TARGETS_FILE)
        write_workbook(plan, folder / "plan.xlsx", [target_sheet(targets)])

    def render() -> str:
        from hubplanner.maps import render_map

        return render_map(plan, tiles=tiles, key=key)

    return _write(Path(out), plan.scenario.name, render, save, on_stage)


def write_comparison(
    comparison: Comparison, out: str | Path, *, on_stage: Callable[[str], None] = lambda stage: None
) -> Path:
    """Write ``compare-….html`` and its folder of tables into `out`, as :func:`write_plan` does."""

    def save(folder: Path) -> None:
        comparison.save(folder)
        write_comparison_workbook(comparison, folder / "compare.xlsx")

    def render() -> str:
        from hubplanner.maps import render_comparison

        return render_comparison(comparison)

    return _write(Path(out), comparison.name, render, save, on_stage)


def write_study(result: Study, scenario: Scenario, out: str | Path) -> Path:
    """Write a study's tables (CSV, UTF-8 with BOM) and ``siting.json`` into a folder of `out`.

    Raises
    ------
    DataError
        When a file cannot be written or replaced.
    """
    folder = Path(out) / f"{scenario.name}-siting"
    summary = {"scenario": scenario.stated().model_dump(mode="json"), **result.summary()}
    text = json.dumps(summary, ensure_ascii=False, indent=2, allow_nan=False)

    def write(place: Path) -> None:
        new = place / folder.name
        new.mkdir()
        (new / "siting.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        for name, table in result.tables.items():
            write_table(table, new / f"{name}.csv")

    write_beside(folder.parent, folder.name, write, option="--out")
    return folder


def write_certificate(result: Study, file: str | Path) -> None:
    """Write the certificate of a study's best hubs (:mod:`hubplanner.siting.certificate`).

    Raises
    ------
    SitingError
        When there is none.
    DataError
        When the file cannot be written or replaced.
    """
    file = Path(file)
    text = result.problem.certificate(result.solution)

    def write(place: Path) -> None:
        (place / file.name).write_text(text, encoding="utf-8", newline="\n")

    write_beside(file.parent, file.name, write, option="--certificate")


def write_report(
    plan: Plan,
    out: str | Path,
    formats: Iterable[str] = FORMATS,
    language: Language = "ko",
    chapters: Iterable[str | Chapter] = (),
    *,
    on_stage: Callable[[str], None] = lambda stage: None,
) -> list[Path]:
    """Write pictures and briefs (see :func:`hubplanner.report.report_files`) into `out`.

    `chapters` stand behind the two pages of the brief: names of
    :data:`hubplanner.chapters.CHAPTERS`, or chapters that are made already.

    Raises
    ------
    DataError
        When a file cannot be written, or no Korean font is installed.
    ExtraError
        When the extra ``report`` is not installed.
    """
    on_stage("report")
    made = [make_chapter(plan, one) if isinstance(one, str) else one for one in chapters]
    files = report_files(plan, formats, language, made)

    def save(folder: Path) -> None:
        for name, content in files.items():
            (folder / name).write_bytes(content)

    write_beside(Path(out), "report", save, option="--out")
    return [Path(out) / name for name in files]


def write_network(measured: MeasuredNetwork, out: str | Path) -> None:
    """Write what was measured of a network, and its graph, into `out`.

    Raises
    ------
    DataError
        When a file cannot be written.
    """
    write_beside(Path(out), "network", measured.save, option="--out")


def _write(
    out: Path,
    name: str,
    render: Callable[[], str],
    save: Callable[[Path], None],
    on_stage: Callable[[str], None],
) -> Path:
    page = f"{name}.html"

    def write(place: Path) -> None:
        on_stage("map")
        (place / page).write_text(render(), encoding="utf-8", newline="\n")
        on_stage("tables")
        save(place / name)

    write_beside(out, name, write, option="--out")
    return out / page
