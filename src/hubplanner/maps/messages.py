"""The page's words: English in the code, Korean in locales/ko.po (gettext)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po
from markupsafe import Markup, escape


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
    return both(
        Markup(escape(korean()[message])).format(**values),
        Markup(escape(message)).format(**values),
    )


def both(ko: str, en: str) -> Markup:
    """Two texts as a pair of which the page shows one; escaped unless they are markup."""
    return Markup(
        '<span class="ko" lang="ko">{}</span><span class="en" lang="en">{}</span>'
    ).format(ko, en)
