"""What a worker does: functions on paths, as the command line would do it.

Each takes `on_stage`, which is told the name of every stage, and gives plain values.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubplanner.errors import HubplannerError
from hubplanner.language import LANGUAGES, Language
from hubplanner.scenario import Scenario

if TYPE_CHECKING:
    from hubplanner.importing import ListReport, Report
    from hubplanner.plan import Plan

OnStage = Callable[[str], None]


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
    path: Path, out: Path, language: Language, chapters: Sequence[str], *, on_stage: OnStage
) -> dict[str, Any]:
    """Write pictures and brief of a scenario's plan, as ``hubplanner report`` does."""
    from hubplanner.report import need_extra

    need_extra()
    made = _made(path, on_stage)
    from hubplanner.pipeline import write_report
    from hubplanner.report import FORMATS

    files = write_report(made, out, FORMATS, language, chapters, on_stage=on_stage)
    return {"files": [file.name for file in files]}


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
