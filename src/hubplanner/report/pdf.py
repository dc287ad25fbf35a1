"""A brief as PDF with an embedded Korean font."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from hubplanner.report.blocks import (
    Block,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Table,
)
from hubplanner.report.fonts import EVERYWHERE, Font, font_for

if TYPE_CHECKING:
    from fpdf import FPDF

_MARGIN_MM = 18
_INK, _MUTED, _HUB, _LINE = (27, 39, 51), (76, 90, 104), (18, 50, 107), (201, 210, 218)
_WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)
_CELL = 8.0
_SCALES = (
    *((picture, 1.0) for picture in (1.0, 0.9, 0.8, 0.65, 0.5)),
    *((0.5, type_size) for type_size in (0.95, 0.9, 0.85, 0.8)),
)
"""Of pictures and of type, tried in this order."""
_LEADING = 1.4
"""Line height as a multiple of the type size."""
_OUTLINE_MM = 0.01
"""Width of the outline that makes a letter bold, for each point of its size."""


def as_pdf(document: Document) -> bytes:
    """A document as PDF on A4; the same document gives the same bytes on the same font.

    Where a part between page breaks would not fit on one page, pictures shrink, to half their
    width at most, and then type, to four fifths. Chapters run on over as many pages as they need.

    Raises
    ------
    DataError
        When no Korean font is installed.
    """
    font = font_for(document.language)
    wanted = 1 + sum(isinstance(block, PageBreak) for block in document.blocks)
    for picture, size in _SCALES:
        file, pages = _laid_out(document, font, picture, size)
        if pages <= wanted or (picture, size) == _SCALES[-1]:
            break
        _close(file)
    # To embed the letters that are used takes longer than to lay out a page.
    content = bytes(file.output())
    _close(file)
    return content


def _laid_out(document: Document, font: Font, picture: float, size: float) -> tuple[FPDF, int]:
    """The document, and how many pages it takes without its chapters."""
    file = _open(document, font)
    _say(file, document.title, 17, bold=True, colour=_HUB)
    file.ln(1)
    _say(file, document.subtitle, 10.5, colour=_MUTED)
    file.ln(2.5)
    for block in document.blocks:
        _add(file, block, picture, size)
    pages = file.pages_count
    for chapter in document.chapters:
        for block in (PageBreak(), *chapter):
            _add(file, block, 1.0, 1.0)
    return file, pages


def _close(file: FPDF) -> None:
    """The font files, which fpdf2 leaves open."""
    for face in file.fonts.values():
        face.ttfont.close()


def _open(document: Document, font: Font) -> FPDF:
    file: FPDF = _numbered_pages()(format="A4")
    file.set_margin(_MARGIN_MM)
    file.set_auto_page_break(True, margin=15)
    file.set_creation_date(_WRITTEN)
    file.set_title(document.title)
    file.set_author("hubplanner")
    file.set_producer("hubplanner")
    file.set_lang("ko-KR" if document.language == "ko" else "en-GB")
    for style, face in (("", font.regular), ("B", font.bold)):
        file.add_font("Korean", style, face.path, collection_font_number=face.index)
    for style, path in (("", _everywhere("normal")), ("B", _everywhere("bold"))):
        file.add_font("Everywhere", style, path)
    file.set_fallback_fonts(["Everywhere"], exact_match=False)
    file.add_page()
    return file


def _everywhere(weight: str) -> Path:
    from matplotlib.font_manager import FontProperties, findfont

    return Path(findfont(FontProperties(family=EVERYWHERE, weight=weight)))


@cache
def _numbered_pages() -> type[FPDF]:
    from fpdf import FPDF

    class Numbered(FPDF):  # type: ignore[misc]
        """Pages with their number at the foot."""

        def footer(self) -> None:
            self.set_y(-12)
            self.set_font("Korean", size=8)
            self.set_text_color(*_MUTED)
            self.cell(0, 5, str(self.page_no()), align="R")

    return Numbered


def _say(
    file: FPDF,
    text: str,
    size: float,
    *,
    bold: bool = False,
    colour: tuple[int, int, int] = _INK,
) -> None:
    file.set_font("Korean", "B" if bold else "", size)
    file.set_text_color(*colour)
    line = size * _LEADING / 72 * 25.4
    regular, strong = (file.fonts[f"korean{style}"].ttffile for style in ("", "B"))
    with file.local_context(
        # A font of one weight is made bold by its outline.
        text_mode="FILL_STROKE" if bold and strong == regular else "FILL",
        line_width=size * _OUTLINE_MM,
        draw_color=colour,
    ):
        file.multi_cell(0, line, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _add(file: FPDF, block: Block, picture: float, size: float) -> None:
    match block:
        case Heading(text, chapter):
            file.ln(0 if chapter else 2.5)
            _say(file, text, size * (17 if chapter else 13), bold=True, colour=_HUB)
            file.ln(1)
        case Paragraph(text, note):
            _say(file, text, size * (7 if note else 9.5))
            file.ln(1.2 * size)
        case Picture(png, alternative):
            width = picture * file.epw
            left = file.l_margin + (file.epw - width) / 2
            file.image(BytesIO(png), x=left, w=width, alt_text=alternative)
            file.ln(2)
        case Table():
            _add_table(file, block, _CELL * size)
        case PageBreak():
            file.add_page()


def _add_table(file: FPDF, table: Table, size: float) -> None:
    from fpdf.fonts import FontFace

    file.set_font("Korean", "", size)
    file.set_text_color(*_INK)
    file.set_draw_color(*_LINE)
    head = FontFace(emphasis="BOLD", color=(255, 255, 255), fill_color=_HUB)
    sides = tuple(
        "RIGHT" if place in table.right else "LEFT" for place in range(len(table.headings))
    )
    with file.table(
        col_widths=tuple(round(share * 1000) for share in table.widths),
        headings_style=head,
        line_height=size * _LEADING / 72 * 25.4,
        text_align=sides,
        padding=(0.6, 1.0),
        width=file.epw,
    ) as grid:
        for row in (table.headings, *table.rows):
            grid.row(row)
    file.ln(2)
