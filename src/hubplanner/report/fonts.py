"""A Korean font of this machine, for pictures and PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hubplanner.errors import DataError
from hubplanner.report.words import Language

if TYPE_CHECKING:
    from matplotlib.font_manager import FontEntry

# In order of preference: the page's own list, then what Korean offices and Linux have.
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
    """A family with a regular and a bold face."""

    family: str
    regular: Face
    bold: Face


def font_for(language: Language) -> Font:
    """The best Korean font that is installed, for files in either language.

    Where there is none, English files fall back on the font that comes with matplotlib.

    Raises
    ------
    DataError
        When there is none for a Korean file: all would come out as empty boxes.
    """
    from matplotlib.font_manager import fontManager

    families = FAMILIES if language == "ko" else (*FAMILIES, EVERYWHERE)
    found: dict[str, list[FontEntry]] = {}
    for entry in fontManager.ttflist:
        if entry.name in families and entry.style == "normal":
            found.setdefault(entry.name, []).append(entry)
    if not found:
        raise DataError(
            "no Korean font is installed, so Korean would come out as empty boxes; install"
            " 'Noto Sans CJK KR' (Debian: fonts-noto-cjk), 'NanumGothic' or 'Malgun Gothic',"
            " or ask for --lang en"
        )
    family = min(found, key=families.index)
    return Font(family, _nearest(found[family], 400), _nearest(found[family], 700))


def _nearest(entries: list[FontEntry], weight: int) -> Face:
    """The face of the wanted weight or the one next to it, the same on every run."""
    best = min(
        entries, key=lambda entry: (abs(_weight(entry) - weight), str(entry.fname), entry.index)
    )
    return Face(Path(best.fname), int(best.index))


def _weight(entry: FontEntry) -> int:
    from matplotlib.font_manager import weight_dict

    return weight_dict[entry.weight] if isinstance(entry.weight, str) else int(entry.weight)
