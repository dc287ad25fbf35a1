"""What was understood of a planner's file, and how it is corrected by choosing: the words that a
mapping file would state are written as one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hubplanner.desk.answering import field, page
from hubplanner.desk.jobs import Job
from hubplanner.errors import DataError
from hubplanner.language import Language, Pair, Text
from hubplanner.output import replace_file
from hubplanner.toml_file import read_toml

WORDS = ("measure", "unit", "sheet", "source", "licence")
"""What a planner may say of a file, as options of ``hubplanner data import``; the year besides."""

FIRST_YEAR = 2000
"""The first that is offered; an earlier one stands in the file or can be stated in a column."""

ROLE_NAMES = {
    "region": Text("region"),
    "period": Text("year or period"),
    "item": Text("item: what the figure counts"),
    "industry": Text("industry"),
    "unit": Text("unit"),
    "flag": Text("mark of reliability"),
    "source": Text("source"),
    "breakdown": Text("another breakdown: only totals are taken"),
    "ignore": Text("not used"),
    "figures": Text("figures"),
    "codes": Text("codes, said in words beside"),
    "unused": Text("not used"),
    "": Text("not understood"),
}
"""What a column can be taken for; the last four only by hubplanner itself."""

CHOOSABLE = tuple(ROLE_NAMES)[:-4]
"""Roles that a mapping can give a column, besides measures."""

LICENCES = (
    "공공누리 제1유형 · KOGL type 1",
    "공공누리 제2유형 · KOGL type 2",
    "공공누리 제3유형 · KOGL type 3",
    "공공누리 제4유형 · KOGL type 4",
    "CC BY 4.0",
    "내부 자료, 공개하지 않음 · internal, not published",
)

IMPORTED = ("value", "carried", "missing", "quality")
"""Outcomes of :data:`hubplanner.importing.outcomes.OUTCOMES` that go into the data folder."""

AROUND = ("key", "head", "title", "note", "example")
"""Outcomes of cells that hold no figure."""


def words_of(form: FormData) -> dict[str, Any]:
    """What a planner said of a file, as options of an import.

    Raises
    ------
    DataError
        When the year is none.
    """
    said: dict[str, Any] = {name: field(form, name) for name in WORDS if field(form, name)}
    if year := field(form, "year"):
        if not re.fullmatch(r"\d{4}", year):
            raise DataError("{year}: is no year", year=year)
        said["year"] = int(year)
    return said


def write_mapping(form: FormData, file: Path) -> Path | None:
    """The mapping file for what was chosen of an uploaded file; None where nothing was."""
    sections = {name: _pairs(form, name) for name in ("columns", "regions", "industries")}
    stated = {name: pairs for name, pairs in sections.items() if pairs}
    if not stated:
        return None
    place = file.parent / "words" / "mapping.toml"
    place.parent.mkdir(exist_ok=True)
    replace_file(place, tomlkit.dumps(stated).encode(), option="hubplanner desk FOLDER")
    return place


def understood_page(request: Request, job: Job) -> Response:
    """What was understood, with what can be chosen instead."""
    from hubplanner.importing.outcomes import OUTCOMES
    from hubplanner.tables.measures import MEASURES

    upload, told = job.about["file"], job.result
    report, mapping = told.get("report"), job.about["mapping"]
    said = read_toml(mapping, DataError) if mapping else {}
    found = told.get("correctable")
    counts = getattr(report, "counts", {})
    return page(
        request,
        "understood.html",
        file=upload,
        upload=f"{upload.parent.name}/{upload.name}",
        refusal=_for_this_page(told.get("refusal") or job.refusal, upload),
        report=report,
        lines=told.get("lines"),
        statistics=bool(counts),
        imported=[(OUTCOMES[k], n) for k, n in counts.items() if k in IMPORTED],
        left=[(OUTCOMES[k], n) for k, n in counts.items() if k not in IMPORTED and k not in AROUND],
        found=found,
        columns=said.get("columns", {}),
        regions=_with_said(found.regions if found else (), said.get("regions", {})),
        industries=_with_said(
            [(label, None) for label in found.industries] if found else (),
            said.get("industries", {}),
        ),
        roles=ROLE_NAMES,
        choosable=CHOOSABLE,
        measures={key: Pair(one.name_ko, one.name_en) for key, one in MEASURES.items()},
        known=_industry_names(),
        words=job.about["words"],
        years=range(datetime.now(UTC).year, FIRST_YEAR - 1, -1),
        licences=LICENCES,
        mapping=mapping.read_text(encoding="utf-8") if mapping else "",
    )


ASKED_BY = {
    "--measure": Text("'measure' below"),
    "--year": Text("'year' below"),
    "--unit": Text("'unit' below"),
    "--sheet": Text("'sheet' below"),
}
"""Options of the command, as the page asks for the same."""


def _for_this_page(refusal: Text | None, file: Path) -> Text | None:
    """A refusal of the command without its options and without where the desk keeps the file."""
    if refusal is None:
        return None

    def told(language: Language) -> str:
        text = refusal.in_language(language).replace(str(file), file.name)
        for option, label in ASKED_BY.items():
            text = text.replace(option, label.in_language(language))
        return text

    return Pair(told("ko"), told("en"))


def _pairs(form: FormData, name: str) -> dict[str, str]:
    """Labels with what was chosen for each; those that were left as they are not among them."""
    labels, values = (form.getlist(f"{name}-{part}") for part in ("label", "value"))
    pairs = zip(map(str, labels), map(str, values), strict=True)
    return {label: value.strip() for label, value in pairs if label and value.strip()}


def _with_said(unknown: Any, said: dict[str, str]) -> list[tuple[str, Text | None, str]]:
    """Labels, what is wrong with each, and what the planner has said of it."""
    problems = dict(unknown)
    return [(label, problems.get(label), said.get(label, "")) for label in {**problems, **said}]


def _industry_names() -> dict[str, str]:
    from hubplanner.tables.industries import known_industries

    known = known_industries()
    return {key: f"{known.ksic[key]} {names[0]}".strip() for key, names in known.names.items()}
