"""Keys by their marks: put on the wire at the last step, hidden in all that comes back."""

from __future__ import annotations

import html
import re
import urllib.parse
from itertools import groupby
from typing import Any

from pydantic import SecretStr

FRAGMENT = 8
"""Letters and digits in a row that give a part of a key away."""

# A character as JSON, addresses, HTML and Python write it, also written so several times over.
_UNIT = re.compile(
    r"%(?:25)*[0-9a-f]{2}|\\+u[0-9a-f]{4}|\\+x[0-9a-f]{2}|&(?:amp;)*#?\w{1,12};|.",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPED = re.compile(_UNIT.pattern.removesuffix("|."), re.IGNORECASE)
_OTHER = re.compile(r"[^0-9a-z]+")


class Keys:
    """The keys by their marks: what is put on the wire, and hidden everywhere else."""

    def __init__(self) -> None:
        self._secrets: dict[str, SecretStr] = {}

    def mark(self, name: str, secret: SecretStr) -> str:
        """The text that stands for a key in everything that is asked."""
        mark = f"HUBPLANNER-{name}-MARK"
        self._secrets[mark] = secret
        return mark

    def fill(self, url: str) -> str:
        for mark, secret in self._secrets.items():
            url = url.replace(mark, urllib.parse.quote(secret.get_secret_value(), safe=""))
        return url

    def hide(self, text: str) -> str:
        """The text with marks in place of keys and of longer parts of them, however written."""
        for mark, secret in self._secrets.items():
            key = secret.get_secret_value()
            spellings = {key, urllib.parse.quote(key, safe=""), urllib.parse.quote_plus(key)}
            for spelling in sorted(spellings, key=len, reverse=True):
                text = text.replace(spelling, mark)
            text = _without_parts(text, {_plain(key), _OTHER.sub("", key.lower())}, mark)
        return text

    def hide_in(self, answer: Any) -> Any:
        """A parsed answer with every text in it hidden, names of fields too."""
        known: dict[str, str] = {}

        def hidden(part: Any) -> Any:
            if isinstance(part, str):
                if part not in known:
                    known[part] = self.hide(part)
                return known[part]
            if isinstance(part, dict):
                return {hidden(name): hidden(value) for name, value in part.items()}
            return [hidden(one) for one in part] if isinstance(part, list) else part

        return hidden(answer)


def _plain(text: str) -> str:
    """The letters and digits of a text, escapes resolved, without case."""
    return _OTHER.sub("", _ESCAPED.sub(lambda unit: _resolved(unit[0]), text).lower())


def _resolved(unit: str) -> str:
    if len(unit) == 1:
        return unit
    if unit[0] == "&":
        return html.unescape(re.sub(r"&(?:amp;)+(?=.)", "&", unit, flags=re.IGNORECASE))
    return chr(int(re.sub(r"^(?:%(?:25)*|\\+[ux])", "", unit, flags=re.IGNORECASE) or "25", 16))


def _without_parts(text: str, keys: set[str], mark: str) -> str:
    """Hide every run of letters and digits of a key, whatever stands between them."""
    parts = {key[at : at + FRAGMENT] for key in keys for at in range(len(key) - FRAGMENT + 1)}
    plain = _plain(text) if parts else ""
    if not any(part in plain for part in parts):
        return text
    spans = [(letter, *unit.span()) for unit in _UNIT.finditer(text) for letter in _plain(unit[0])]
    letters = "".join(letter for letter, _, _ in spans)
    given = [False] * len(letters)
    for at in range(len(letters)):
        if letters[at : at + FRAGMENT] in parts:
            given[at : at + FRAGMENT] = [True] * FRAGMENT
    out, done = "", 0
    for hidden, run in groupby(range(len(letters)), key=given.__getitem__):
        if hidden:
            places = list(run)
            out += text[done : spans[places[0]][1]] + mark
            done = spans[places[-1]][2]
    return out + text[done:]
