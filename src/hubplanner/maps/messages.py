"""The page's words: English in the code, Korean in locales/ko.po (gettext)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po
from markupsafe import Markup


@cache
def korean() -> dict[str, str]:
    """Korean by English message."""
    with (files("hubplanner.maps") / "locales" / "ko.po").open("rb") as catalogue:
        return {
            str(message.id): str(message.string) for message in read_po(catalogue) if message.id
        }


def bilingual(message: str, **values: object) -> Markup:
    """A message in both languages; the page shows the one that is chosen.

    Raises
    ------
    KeyError
        When the catalogue lacks the message: no page goes out half translated.
    """
    english, translated = message.format(**values), korean()[message].format(**values)
    return Markup(
        '<span class="ko" lang="ko">{}</span><span class="en" lang="en">{}</span>'
    ).format(translated, english)
