"""``hubplanner report``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hubplanner.chapters import ChapterName
from hubplanner.cli.console import ScenarioFile, planned, progress, refusals
from hubplanner.cli.language import say
from hubplanner.language import Language, Text


class Format(StrEnum):
    """A file of the report."""

    PNG = "png"
    SVG = "svg"
    DOCX = "docx"
    PDF = "pdf"


_NAMES = {
    Format.PNG: Text("map picture"),
    Format.SVG: Text("map picture"),
    Format.DOCX: Text("brief"),
    Format.PDF: Text("brief"),
}


def report(
    context: typer.Context,
    scenario: ScenarioFile = None,
    format: Annotated[
        list[Format] | None,
        typer.Option(help="What to write; may be given several times. All where omitted."),
    ] = None,
    chapter: Annotated[
        list[ChapterName] | None,
        typer.Option(
            metavar="NAME",
            help="A chapter behind the brief's two pages: portfolio, funding, roadmap, impact."
            " May be given several times.",
        ),
    ] = None,
    evaluation: Annotated[
        list[Path] | None,
        typer.Option(help="Reports of the hubs, for a chapter that judges them; several times."),
    ] = None,
    targets: Annotated[
        Path | None,
        typer.Option(help="Folder of the saved plan, for targets that you have changed there."),
    ] = None,
    lang: Annotated[
        Language | None,
        typer.Option(
            help="Language of the files and of what is printed; files are Korean where omitted."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("reports"),
) -> None:
    """Write the map as a picture for slides, and a two-page brief to edit or to mail."""
    language: Language = lang or context.find_root().params["lang"] or "ko"
    with refusals():
        judged = (evaluation or [], targets)
        for file in _run(scenario, format or list(Format), chapter or [], judged, language, out):
            say("{kind}  {file}", kind=_NAMES[Format(file.suffix.removeprefix("."))], file=file)


def _run(
    path: Path | None,
    formats: list[Format],
    chapters: list[ChapterName],
    judged: tuple[list[Path], Path | None],
    language: Language,
    out: Path,
) -> list[Path]:
    with progress() as on_stage:
        plan = planned(path, on_stage)
        from hubplanner.chapters import make_evaluation
        from hubplanner.pipeline import write_report

        reports, targets = judged
        more = [make_evaluation(plan, reports, targets)] if reports else []
        return write_report(plan, out, formats, language, [*chapters, *more], on_stage=on_stage)
