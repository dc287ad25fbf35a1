"""A brief as DOCX, which Word and Hancom Office open and edit."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hubplanner.report.blocks import (
    Block,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Table,
)

if TYPE_CHECKING:
    from docx.document import Document as WordFile

_FONT = "맑은 고딕"
"""Comes with Windows and Office in Korea; elsewhere the office program substitutes its own."""
_PAGE_MM, _MARGIN_MM = (210, 297), 18
_PICTURE_MM = 110
"""Narrower than the page: an office program may set the text wider than the PDF does."""
_WRITTEN = datetime(2000, 1, 1)
_ZIPPED = (1980, 1, 1, 0, 0, 0)


def as_docx(document: Document) -> bytes:
    """A document as DOCX on A4; the same document gives the same bytes."""
    import docx

    file = docx.Document()
    _set_up(file, document)
    title = file.add_paragraph(document.title, style="Title")
    title.paragraph_format.keep_with_next = True
    file.add_paragraph(document.subtitle, style="Subtitle")
    for block in document.blocks:
        _add(file, block)
    for chapter in document.chapters:
        for block in (PageBreak(), *chapter):
            _add(file, block)
    out = BytesIO()
    file.save(out)
    return _undated(out.getvalue())


def _set_up(file: WordFile, document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    page = file.sections[0]
    page.page_width, page.page_height = Mm(_PAGE_MM[0]), Mm(_PAGE_MM[1])
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN_MM)
    page.footer_distance = Mm(8)
    _add_page_number(page.footer.paragraphs[0])

    looks = {"Normal": (9.5, 3), "Title": (17, 2), "Subtitle": (10.5, 8), "Heading 1": (13, 4)}
    for name, (size, after) in looks.items():
        style: Any = file.styles[name]
        style.font.size = Pt(size)
        style.font.italic = False
        style.font.bold = name in ("Title", "Heading 1")
        style.font.color.rgb = RGBColor.from_string(
            {"Normal": "1B2733", "Subtitle": "4C5A68"}.get(name, "12326B")
        )
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.0
        if name == "Heading 1":
            style.paragraph_format.space_before = Pt(8)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), _FONT)
            fonts.attrib.pop(qn(f"w:{script}Theme"), None)
    language = file.styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "ko-KR" if document.language == "ko" else "en-GB")
        language.set(qn("w:eastAsia"), "ko-KR")

    about = file.core_properties
    about.title, about.author = document.title[:255], "hubplanner"
    about.language = document.language
    about.created = about.modified = _WRITTEN
    about.comments = ""


def _add(file: WordFile, block: Block) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
    from docx.shared import Mm, Pt

    match block:
        case Heading(text, chapter):
            file.add_paragraph(text, style="Title" if chapter else "Heading 1")
        case Paragraph(text, note):
            run = file.add_paragraph().add_run(text)
            if note:
                run.font.size = Pt(7)
        case Picture(png, alternative):
            picture = file.add_picture(BytesIO(png), width=Mm(_PICTURE_MM))
            file.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
            picture._inline.docPr.set("descr", alternative)
        case Table():
            _add_table(file, block)
        case PageBreak():
            # In the last paragraph, not in one of its own that could open an empty page.
            last = file.paragraphs[-1] if file.element.body[-2].tag.endswith("}p") else None
            (last or file.add_paragraph()).add_run().add_break(WD_BREAK.PAGE)


def _add_table(file: WordFile, table: Table) -> None:
    from docx.shared import Mm, RGBColor

    grid = file.add_table(rows=1, cols=len(table.headings), style="Table Grid")
    grid.autofit = False
    width = _PAGE_MM[0] - 2 * _MARGIN_MM
    for place, text in enumerate(table.headings):
        cell = grid.rows[0].cells[place]
        run = _fill(cell, text, right=place in table.right)
        run.bold = True
        run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
        _shade(cell, "12326B")
    _repeat(grid.rows[0])
    for row in table.rows:
        cells = grid.add_row().cells
        for place, text in enumerate(row):
            _fill(cells[place], text, right=place in table.right)
    for column, share in zip(grid.columns, table.widths, strict=True):
        # Word goes by the cells, others by the grid of columns.
        column.width = Mm(share * width)
        for cell in column.cells:
            cell.width = Mm(share * width)
    _space_below(file)


def _space_below(file: WordFile) -> None:
    """A thin paragraph: two tables without one between them would run together."""
    from docx.shared import Pt

    thin = file.add_paragraph().paragraph_format
    thin.space_after, thin.line_spacing = Pt(0), Pt(6)


def _fill(cell: Any, text: str, *, right: bool) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = 0
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    run.font.size = Pt(8)
    return run


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    """The heading row again on each page; no row broken across pages."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _add_page_number(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _undated(file: bytes) -> bytes:
    """The same package with fixed times in its directory: python-docx writes those of today."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, date_time=_ZIPPED)
            new.writestr(fixed, old.read(entry), compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()
