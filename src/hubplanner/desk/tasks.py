"""What a worker does: functions on paths, as the command line would do it.

Each takes `on_stage`, which is told the name of every stage and how much of a long one is done, and
gives plain values.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from hubplanner.desk.sweep_files import write_progress
from hubplanner.desk.workspace import OPTION, etag
from hubplanner.errors import HubplannerError
from hubplanner.language import LANGUAGES, Language
from hubplanner.output import replace_file, write_beside
from hubplanner.scenario import Scenario

if TYPE_CHECKING:
    from hubplanner.importing import ListReport, Report
    from hubplanner.plan import Plan


CHECKED = "checked.json"
"""What the last check of yearly reports found."""

WORKERS = max(1, (os.cpu_count() or 2) - 1)
"""Processes of a sweep: one processor is left to the pages."""


class OnStage(Protocol):
    """Told what runs now, and of a long stage how many are done, of how many, seconds left."""

    def __call__(self, stage: str, progress: tuple[int, int, float] | None = None) -> None: ...


def plan(path: Path, out: Path, *, on_stage: OnStage) -> dict[str, Any]:
    """Make a scenario's plan and write its page and tables, as ``hubplanner plan`` does."""
    made = _made(path, on_stage)
    from hubplanner.pipeline import write_plan

    return {"page": write_plan(made, out, on_stage=on_stage).name}


def comparison(paths: Sequence[Path], out: Path, *, on_stage: OnStage) -> dict[str, Any]:
    """Put scenarios side by side, the first as the reference, as ``hubplanner compare`` does."""
    plans = [_made(path, on_stage) for path in paths]
    from hubplanner.comparison import compare
    from hubplanner.pipeline import write_comparison

    return {"page": write_comparison(compare(plans), out, on_stage=on_stage).name}


def report(
    path: Path,
    out: Path,
    language: Language,
    chapters: Sequence[str],
    reports: Sequence[Path] = (),
    *,
    on_stage: OnStage,
) -> dict[str, Any]:
    """Write pictures and brief of a scenario's plan, as ``hubplanner report`` does.

    With `reports` of its hubs the brief has the chapter that judges them.
    """
    from hubplanner.report import need_extra

    need_extra()
    made = _made(path, on_stage)
    from hubplanner.chapters import make_evaluation
    from hubplanner.pipeline import write_report
    from hubplanner.report import FORMATS

    judged = [make_evaluation(made, reports)] if reports else []
    files = write_report(made, out, FORMATS, language, [*chapters, *judged], on_stage=on_stage)
    return {"files": [file.name for file in files]}


def sweep(path: Path, out: Path, *, on_stage: OnStage) -> dict[str, Any]:
    """Work a sweep off where it stands and say what it finds, as ``hubplanner sweep`` does."""
    on_stage("data")
    of, folder = etag(path.read_bytes()), out / path.stem
    from hubplanner.sweeping import Sweep, run_sweep

    pace: float | None = None  # of one batch alone nobody knows: its workers had to start

    def told(done: int, count: int, left: float) -> None:
        nonlocal pace
        pace = left / (count - done) if done < count else pace
        write_progress(folder, of, done, count, pace)
        on_stage("sweep", (done, count, left))

    sweep = Sweep.from_toml(path)
    run_sweep(sweep, folder, workers=WORKERS, on_progress=told)
    return sweep_report(folder, on_stage=on_stage)


def sweep_report(folder: Path, *, on_stage: OnStage) -> dict[str, Any]:
    """Page and tables of what a sweep has solved, as ``hubplanner sweep report`` makes them."""
    on_stage("tables")
    from hubplanner.dataset import load_dataset
    from hubplanner.stages import Stages
    from hubplanner.sweeping.findings import find
    from hubplanner.sweeping.page import write_page
    from hubplanner.sweeping.results import load_results

    results = load_results(folder)
    stages = Stages(load_dataset(results.base.data.folders))
    found = find(results, stages)
    found.save(folder)
    return {"page": write_page(results, found, stages).name}


def report_template(
    plan: Path, years: Sequence[int], out: Path, *, on_stage: OnStage
) -> dict[str, Any]:
    """Write the workbook that hubs fill in, as ``hubplanner evaluate template`` does."""
    on_stage("tables")
    from hubplanner.evaluation.indicators import load_indicators
    from hubplanner.evaluation.targets import read_targets
    from hubplanner.evaluation.template import write_template

    indicators = load_indicators()
    targets = read_targets(plan, indicators)
    ends = dict.fromkeys((years[0], years[-1]))
    name = f"reports-{'-'.join(map(str, ends))}.xlsx"

    def write(place: Path) -> None:
        write_template(targets, indicators, years, place / name)

    write_beside(out, name, write, option=OPTION)  # the targets of an earlier plan go
    return {}


def evaluation(
    reports: Sequence[Path], plan: Path, year: int | None, out: Path, *, on_stage: OnStage
) -> dict[str, Any]:
    """Check yearly reports and judge them, as ``hubplanner evaluate`` does.

    All that is wrong or odd is kept in ``checked.json``; nothing is judged where that is refused.
    """
    from hubplanner.report import need_extra

    need_extra()
    on_stage("data")
    from hubplanner.evaluation.chapter import evaluation_chapter
    from hubplanner.evaluation.evaluate import evaluate
    from hubplanner.evaluation.findings import ReportError, findings_table
    from hubplanner.evaluation.indicators import load_indicators
    from hubplanner.evaluation.reports import read_reports
    from hubplanner.evaluation.targets import hub_names, read_targets
    from hubplanner.report.chapter import write_chapter

    indicators = load_indicators()
    targets = read_targets(plan, indicators)
    read = read_reports(reports, indicators, hub_names(targets))
    try:
        found = evaluate(read, indicators, targets, year=year)
    except ReportError:
        found = None
    if found is not None:
        on_stage("report")
        write_chapter(evaluation_chapter(found), out)
    rows = findings_table(read.findings).astype(object).where(lambda table: table.notna(), None)
    told = {"refused": found is None, "findings": rows.to_dict("records")}
    replace_file(out / CHECKED, json.dumps(told, ensure_ascii=False).encode(), option=OPTION)
    return {}


def understanding(
    file: Path, words: dict[str, Any], mapping: Path | None, *, on_stage: OnStage
) -> dict[str, Any]:
    """What an import of a file would understand, nothing being written; why not where it would be
    refused. What can be corrected is told in both cases."""
    on_stage("data")
    from hubplanner.importing import Mapping, correctable, import_file

    said = Mapping.from_toml(mapping) if mapping else None
    told: dict[str, Any] = {
        "correctable": correctable(file, sheet=words.get("sheet"), mapping=said)
    }
    try:
        report = import_file(file, dry_run=True, mapping=said, **words)
    except HubplannerError as error:
        return {**told, "refusal": error.text}
    return {**told, "report": report, **_told(report)}


def importing(
    file: Path, into: Path, words: dict[str, Any], mapping: Path | None, *, on_stage: OnStage
) -> dict[str, Any]:
    """Import a file into a data folder, as ``hubplanner data import`` does; the mapping file lies
    in it afterwards."""
    on_stage("data")
    from hubplanner.importing import Mapping, import_file

    said = Mapping.from_toml(mapping) if mapping else None
    report = import_file(file, into=into, mapping=said, **words)
    if mapping:
        shutil.copyfile(mapping, into / mapping.name)
    return {**_told(report), "folder": into.name}


def fetching(
    survey: str, years: str, into: Path, options: dict[str, Any], *, on_stage: OnStage
) -> dict[str, Any]:
    """Fetch a survey or bundle into data folders, as ``hubplanner data fetch``
    does; `options` go on to
    :func:`hubplanner.fetching.fetch`."""
    on_stage("data")
    from hubplanner.fetching import fetch, read_years

    reports = fetch(survey, read_years(years), into=into, on_part=on_stage, **options)
    return {"folders": [report.folder.name for report in reports if report.folder]}


def _made(path: Path, on_stage: OnStage) -> Plan:
    """A plan; a refused scenario is told before the heavy libraries load."""
    scenario = Scenario.from_toml(path)
    on_stage("data")
    from hubplanner.dataset import load_dataset
    from hubplanner.pipeline import make_plan

    return make_plan(load_dataset(scenario.data.folders), scenario, on_stage=on_stage)


def _told(report: Report | ListReport) -> dict[str, Any]:
    """A report's lines by language."""
    return {"lines": {language: report.lines(language) for language in LANGUAGES}}
