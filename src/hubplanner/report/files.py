"""Pictures and briefs of a plan, by file name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from hubplanner.errors import ExtraError
from hubplanner.language import Language
from hubplanner.plan import Plan
from hubplanner.report.words import Speaker

if TYPE_CHECKING:
    from hubplanner.report.chapter import Chapter

FORMATS = ("png", "svg", "docx", "pdf")

_EXTRA = {
    "docx": "python-docx",
    "fpdf": "fpdf2",
    "icalendar": "icalendar",
    "matplotlib": "matplotlib",
}
"""Modules of the extra ``report``, with the packages that they come in."""


def report_files(
    plan: Plan,
    formats: Iterable[str] = FORMATS,
    language: Language = "ko",
    chapters: Sequence[Chapter] = (),
) -> dict[str, bytes]:
    """What `hubplanner report` writes: file name → content.

    Parameters
    ----------
    plan
        The plan that is shown.
    formats
        ``png`` and ``svg``: the map as a slide; ``docx`` and ``pdf``: the brief.
    language
        ``ko`` or ``en``.
    chapters
        What the brief has beside its two pages, each from a new page on.

    Raises
    ------
    ExtraError
        When the extra ``report`` is not installed.
    DataError
        When no Korean font is installed.
    """
    need_extra()
    from hubplanner.report.brief import write_brief
    from hubplanner.report.pdf import as_pdf
    from hubplanner.report.picture import slide
    from hubplanner.report.word import as_docx

    say = Speaker(language)
    brief = cache(
        lambda: replace(
            write_brief(plan, say), chapters=[chapter.part(say) for chapter in chapters]
        )
    )
    writers: dict[str, Callable[[], bytes]] = {
        "png": lambda: slide(plan, say, "png"),
        "svg": lambda: slide(plan, say, "svg"),
        "docx": lambda: as_docx(brief()),
        "pdf": lambda: as_pdf(brief()),
    }
    return {f"{plan.scenario.name}.{language}.{kind}": writers[kind]() for kind in formats}


def need_extra() -> None:
    """Refuse at once, and say what to install, when a library of the extra is missing."""
    missing = [package for module, package in _EXTRA.items() if find_spec(module) is None]
    if missing:
        raise ExtraError(
            "pictures and briefs need {missing};"
            " install the extra: pip install 'hubplanner[report]'",
            missing=" and ".join(missing),
        )
