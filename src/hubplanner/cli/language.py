"""The one language of a run: all that the command line prints comes in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any

import typer

from hubplanner.language import CONTROL, LANGUAGES, Language, Text

VARIABLE = "HUBPLANNER_LANG"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as in POSIX

_of_this_run: ContextVar[Language] = ContextVar("language", default="ko")


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language by ``--lang``, else by HUBPLANNER_LANG, else by the locale, else Korean.

    It is looked for before anything is parsed, as help and refusals of what was typed need it.

    Examples
    --------
    >>> choose_language(["plan", "--lang", "en"], {"HUBPLANNER_LANG": "ko"})
    'en'
    >>> choose_language(["plan"], {"LANG": "en_GB.UTF-8"})
    'en'
    >>> choose_language(["plan"], {"LC_ALL": "C", "LANG": "en_GB.UTF-8"})
    'ko'
    """
    locale = next((environment[name] for name in LOCALE if environment.get(name)), "")
    for told in (_typed(arguments), environment.get(VARIABLE, ""), locale):
        code = re.split("[_.@-]", told)[0].lower()
        for language in LANGUAGES:
            if language == code:
                return language
    return "ko"


def _typed(arguments: Sequence[str]) -> str:
    """What follows the last ``--lang``; options end at ``--``."""
    typed = ""
    for word, following in zip(arguments, [*arguments[1:], ""], strict=False):
        if word == "--":
            break
        if word == "--lang":
            typed = following
        elif word.startswith("--lang="):
            typed = word.removeprefix("--lang=")
    return typed


def speak(language: Language) -> None:
    """From now on, say everything in this language."""
    _of_this_run.set(language)


def spoken() -> Language:
    """The language of this run."""
    return _of_this_run.get()


def t(message: str | Text, /, **values: object) -> str:
    """A message in the language of this run, its English being its id as in gettext."""
    text = message if isinstance(message, Text) else Text(message, **values)
    return text.in_language(spoken())


def either(ko: str, en: str) -> str:
    """Of what data holds in both, the one in the language of this run (Korean if no English)."""
    return ko if spoken() == "ko" else en or ko


def named(row: Any, column: str = "name") -> str:
    """The name in a row of a table with columns ``…_ko`` and ``…_en``."""
    return either(str(getattr(row, f"{column}_ko")), str(getattr(row, f"{column}_en")))


def short_name(region: Any) -> str:
    """'경남 거제시' or 'Geoje-si, Gyeongsangnam-do': a row of the region table."""
    english = f"{region['name_en']}, {region['sido_en']}"
    return either(f"{region['sido_short']} {region['name_ko']}", english)


def whole_name(region: Any) -> str:
    """'경상남도 거제시' or 'Geoje-si, Gyeongsangnam-do'."""
    english = f"{region['name_en']}, {region['sido_en']}"
    return either(f"{region['sido_ko']} {region['name_ko']}", english)


def say(message: str | Text, /, **values: object) -> None:
    """Print a message on a line of its own."""
    typer.echo(_visible(t(message, **values)))


def say_error(message: Text) -> None:
    """Tell in one line on stderr what went wrong."""
    lines = t("error: {message}", message=message).splitlines()
    typer.echo(_visible(" ".join(filter(None, lines))), err=True)


def _visible(text: str) -> str:
    """Control characters, as a file's name may hold, written out: a terminal would obey them."""
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
