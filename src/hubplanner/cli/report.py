"""``hubplanner report``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hubplanner.cli.console import ScenarioFile, progress, refusals


class Format(StrEnum):
    """A file of the report."""

    PNG = "png"
    SVG = "svg"
    DOCX = "docx"
    PDF = "pdf"


class Language(StrEnum):
    """The language of the report."""

    KO = "ko"
    EN = "en"


_NAMES = {
    Format.PNG: "지도 그림 · map picture",
    Format.SVG: "지도 그림 · map picture",
    Format.DOCX: "보고서 · brief",
    Format.PDF: "보고서 · brief",
}


def report(
    scenario: ScenarioFile = None,
    format: Annotated[
        list[Format] | None,
        typer.Option(
            help="쓸 파일(여러 번), 없으면 모두 ·"
            " What to write; may be given several times. All where omitted."
        ),
    ] = None,
    lang: Annotated[
        Language, typer.Option(help="파일의 언어 · Language of the files.")
    ] = Language.KO,
    out: Annotated[Path, typer.Option(help="파일을 쓸 폴더 · Folder for the files.")] = Path(
        "reports"
    ),
) -> None:
    """발표용 지도 그림과 4쪽 보고서를 만든다 ·
    Write the map as a picture for slides, and a four-page brief to edit or to mail."""
    with refusals():
        for file in _run(scenario, format or list(Format), lang, out):
            kind = Format(file.suffix.removeprefix("."))
            typer.echo(f"{_NAMES[kind]}  {file}")


def _run(path: Path | None, formats: list[Format], lang: Language, out: Path) -> list[Path]:
    from hubplanner.scenario import Scenario

    scenario = Scenario.from_toml(path) if path else Scenario()
    with progress() as on_stage:
        on_stage("data")
        from hubplanner.dataset import load_dataset
        from hubplanner.pipeline import make_plan, write_report
        from hubplanner.report import need_extra

        need_extra()  # told at once, not after the plan is made
        plan = make_plan(load_dataset(scenario.data.folders), scenario, on_stage=on_stage)
        return write_report(plan, out, formats, lang.value, on_stage=on_stage)
