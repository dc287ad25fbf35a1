"""The page's words: both languages stand in it, and it shows one."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from hubplanner.language import catalogue


def korean(message: str) -> str:
    """The Korean of a message.

    Raises
    ------
    KeyError
        When the catalogue lacks the message: no page goes out half translated.
    """
    found = catalogue("ko").gettext(message)
    if found == message:
        raise KeyError(message)
    return found


def messages_of(script: str) -> dict[str, str]:
    """Korean by English of what a script calls for by ``t("…")``, ``words("…")`` or ``N_("…")``."""
    called = re.findall(r'\b(?:t|words|N_)\(\s*"([^"]+)"', script)
    return {message: korean(message) for message in called}


def bilingual(message: str, **values: object) -> Markup:
    """A message in both languages; the page shows the one that is chosen."""
    return both(
        Markup(escape(korean(message))).format(**values),
        Markup(escape(message)).format(**values),
    )


def term(key: str, message: str) -> Markup:
    """A message that tells its meaning when it is pointed at (``static/glossary.js``)."""
    return Markup('<button type="button" class="term" data-term="{}">{}</button>').format(
        key, bilingual(message)
    )


def both(ko: str, en: str) -> Markup:
    """Two texts as a pair of which the page shows one; escaped unless they are markup."""
    return Markup(
        '<span class="ko" lang="ko">{}</span><span class="en" lang="en">{}</span>'
    ).format(ko, en)
