"""An industry, by its code or name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from hubplanner.tables.words.labels import fold

_SECTIONS = "ABCDEFGHIJKLMNOPQRSTU"
_LEADING_DIVISION = re.compile(r"^[A-U]?\s*(?P<digits>\d{2,5})\s*[.)\]:]?\s*(?P<name>\D.*)$")
_LEADING_SECTION = re.compile(r"^(?P<letter>[A-U])\s*[.)\]:]\s*(?P<name>.*)$")
_LEADING_LETTER = re.compile(r"^(?P<letter>[A-U])\s+(?P<name>\D.*)$")
_TRAILING_CODES = re.compile(
    r"^(?P<name>.*?)\s*[(\[]\s*(?P<codes>[A-U0-9][A-U0-9,~\-∼～\s]*)[)\]]$"
)


@dataclass(frozen=True)
class Industries:
    """The industry keys by what tables call them.

    Attributes
    ----------
    names
        Key to Korean names.
    ksic
        Key to its KSIC revision 10 sections ('B,C') or division ('31'); '' where it has none.
    """

    names: Mapping[str, tuple[str, ...]]
    ksic: Mapping[str, str]

    def key(self, text: str) -> str | None:
        """The industry key of a label; None when it is none we hold.

        Codes in the label decide before its words: ``31 기타 운송장비 제조업``,
        ``C.제조업(10~34)``, ``광업.제조업(B,C)``.
        """
        if text not in self._read:
            self._read[text] = self._key(text)
        return self._read[text]

    @cached_property
    def _read(self) -> dict[str, str | None]:
        """Labels that were read already."""
        return {}

    def _key(self, text: str) -> str | None:
        text = unicodedata.normalize("NFKC", text).strip().lstrip("'")
        if text.casefold() in self.names:
            return text.casefold()
        if re.fullmatch(r"[A-U]?\d{2}", text):
            return self._by_division.get(text[-2:])
        if re.fullmatch(r"[A-U]", text):
            return self._by_sections.get(frozenset(text))
        if match := _LEADING_DIVISION.match(text):
            # Three digits and more are a group or class, finer than what is held.
            return self._by_division.get(match["digits"]) if len(match["digits"]) == 2 else None
        if (match := _LEADING_SECTION.match(text)) and match["name"]:
            section = self._by_sections.get(frozenset(match["letter"]))
            if section:
                return section
        if match := _TRAILING_CODES.match(text):
            by_codes = self._by_codes(match["codes"])
            return by_codes or self._by_name.get(fold(match["name"]))
        if match := _LEADING_LETTER.match(text):
            return self._by_sections.get(frozenset(match["letter"]))
        return self._by_name.get(fold(text))

    def _by_codes(self, codes: str) -> str | None:
        """'B,C' and 'E,L~U' are sections, '10~34' divisions; one key must cover just these."""
        parts = [part.strip() for part in codes.split(",") if part.strip()]
        if all(re.fullmatch(r"[A-U](?:\s*[~\-∼～]\s*[A-U])?", part) for part in parts):
            sections: set[str] = set()
            for part in parts:
                first, last = _SECTIONS.index(part[0]), _SECTIONS.index(part[-1])
                sections |= set(_SECTIONS[first : last + 1])
            return self._by_sections.get(frozenset(sections))
        divisions: set[str] = set()
        for part in parts:
            span = re.fullmatch(r"(\d{2})(?:\s*[~\-∼～]\s*(\d{2}))?", part)
            if not span:
                return None
            last_division = int(span[2] or span[1])
            divisions |= {
                code for code in self._by_division if int(span[1]) <= int(code) <= last_division
            }
        whole = self._by_divisions.get(frozenset(divisions))
        return whole or (self._by_division.get(*divisions) if len(divisions) == 1 else None)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        names: dict[str, str] = {}
        # Sectors stand first: where a division has its sector's name, the sector is meant.
        for key, labels in self.names.items():
            for label in labels:
                names.setdefault(fold(label), key)
        return names

    @cached_property
    def _by_division(self) -> dict[str, str]:
        return {code: key for key, code in self.ksic.items() if code.isdigit()}

    @cached_property
    def _by_sections(self) -> dict[frozenset[str], str]:
        return {
            frozenset(code.split(",")): key
            for key, code in self.ksic.items()
            if code and not code.isdigit()
        }

    @cached_property
    def _by_divisions(self) -> dict[frozenset[str], str]:
        """The divisions of each key made of sections, for labels like 제조업(10~34)."""
        of_section: dict[str, set[str]] = {}
        for key, code in self.ksic.items():
            if code.isdigit():
                of_section.setdefault(key[0].upper(), set()).add(code)
        return {
            frozenset().union(*(of_section.get(section, set()) for section in sections)): key
            for sections, key in self._by_sections.items()
        }
