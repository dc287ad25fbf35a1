"""A Korean font for pictures and PDF: the one of the extra, else one of this machine."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hubplanner.errors import DataError
from hubplanner.language import Language

if TYPE_CHECKING:
    from matplotlib.font_manager import FontEntry

# Where the extra's font is missing, in order of preference: the page's own list, then what Korean
# offices and Linux have.
FAMILIES = (
    "Pretendard GOV",
    "Pretendard",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "NanumGothic",
    "NanumBarunGothic",
    "Gulim",
    "UnDotum",
    "Baekmuk Dotum",
)
EVERYWHERE = "DejaVu Sans"
"""Comes with matplotlib; Latin, Greek, Cyrillic, Hebrew and Arabic, but no Korean."""


@dataclass(frozen=True)
class Face:
    """A font file and, where it holds several, which of them."""

    path: Path
    index: int


@dataclass(frozen=True)
class Font:
    """A family with a regular and a bold face, which may be the regular one."""

    family: str
    regular: Face
    bold: Face


def font_for(language: Language) -> Font:
    """A font with Korean, for files in either language, known to matplotlib by its family.

    The font of the extra ``report`` (Noto Sans KR, SIL Open Font License) comes first, so that
    the same plan looks the same on every machine; then what is installed, also since matplotlib
    last listed it. Where there is none, English files fall back on matplotlib's own.

    Raises
    ------
    DataError
        When there is none for a Korean file: all would come out as empty boxes.
    """
    found = _shipped() or _installed() or _installed(anew=True)
    if found is not None:
        return found
    if language == "ko":
        raise DataError(
            "no Korean font is installed, so Korean would come out as empty boxes; install"
            " 'Noto Sans CJK KR' (Debian: fonts-noto-cjk), 'NanumGothic' or 'Malgun Gothic',"
            " or ask for --lang en"
        )
    return _of_family(EVERYWHERE)


def _shipped() -> Font | None:
    """The font that comes with the extra, of one weight; None where it was taken out."""
    from matplotlib.font_manager import fontManager, get_font

    try:
        from pylopdf_fonts_ko import sans_path
    except ImportError:
        return None
    path = sans_path()
    if str(path) not in {entry.fname for entry in fontManager.ttflist}:
        fontManager.addfont(path)
        # matplotlib warns for each bold text of a family without a bold face.
        fontManager.ttflist.append(replace(fontManager.ttflist[-1], weight=700))
    face = Face(path, 0)
    return Font(get_font(path).family_name, face, face)


def _installed(*, anew: bool = False) -> Font | None:
    """The first of `FAMILIES` that is installed, by matplotlib's list or by the folders `anew`."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    if anew:
        listed = {entry.fname for entry in fontManager.ttflist}
        for path in sorted(set(findSystemFonts()) - listed):
            with suppress(OSError, RuntimeError):  # matplotlib's answer to a file it cannot read
                fontManager.addfont(path)
    names = {entry.name for entry in fontManager.ttflist if entry.style == "normal"}
    return next((_of_family(family) for family in FAMILIES if family in names), None)


def _of_family(family: str) -> Font:
    from matplotlib.font_manager import fontManager

    entries = [e for e in fontManager.ttflist if e.name == family and e.style == "normal"]
    return Font(family, _nearest(entries, 400), _nearest(entries, 700))


def _nearest(entries: list[FontEntry], weight: int) -> Face:
    """The face of the wanted weight or the one next to it, the same on every run."""
    best = min(
        entries, key=lambda entry: (abs(_weight(entry) - weight), str(entry.fname), entry.index)
    )
    return Face(Path(best.fname), int(best.index))


def _weight(entry: FontEntry) -> int:
    from matplotlib.font_manager import weight_dict

    return weight_dict[entry.weight] if isinstance(entry.weight, str) else int(entry.weight)
