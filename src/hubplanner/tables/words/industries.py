"""An industry, by its code or name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from hubplanner.tables.words.labels import fold, letter_pairs

_SECTIONS = "ABCDEFGHIJKLMNOPQRSTU"
_LEADING_CODE = re.compile(
    r"^(?P<code>[A-U]?\s*\d{2,5}|[A-U](?=\s|[.)\]:]))\s*[.)\]:]?\s*(?P<name>\D.*)$"
)
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z ,;&-]{3,}")
"""What stands beside a code in an English table: the names held are Korean ones."""

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

    def key(self, text: str, *, headed: bool = False) -> str | None:
        """The industry key of a label; None when it is none we hold.

        Codes in the label decide before its words: ``31 기타 운송장비 제조업``,
        ``C.제조업(10~34)``, ``광업.제조업(B,C)``. The words must fit them:
        ``35 기타 운송장비 제조업`` has the code of another revision of KSIC, ``15 - 29세`` is no
        industry. A code without a name is one only under a head that says so (`headed`).
        """
        if (text, headed) not in self._read:
            self._read[text, headed] = self._key(text, headed)
        return self._read[text, headed]

    @cached_property
    def _read(self) -> dict[tuple[str, bool], str | None]:
        """Labels that were read already."""
        return {}

    def _key(self, text: str, headed: bool) -> str | None:
        text = unicodedata.normalize("NFKC", text).strip().lstrip("'")
        if text.casefold() in self.names:
            return text.casefold()
        if re.fullmatch(r"[A-U]\d{2}", text) or (headed and re.fullmatch(r"\d{2}|[A-U]", text)):
            return self._of_code(text)
        if key := self._by_name.get(fold(text)):
            return key
        if match := _TRAILING_CODES.match(text):
            leading = _LEADING_CODE.match(match["name"])
            name = leading["name"] if leading else match["name"]
            named = self._by_name.get(fold(name))
            coded = self._by_codes(match["codes"])
            if leading and (section := self._of_code(leading["code"])):
                # The divisions of a section are those of a revision, as in 제조업(10~33).
                english = headed and _ENGLISH.fullmatch(name)
                return section if english or self._fits(name, section) else None
            if coded and named:
                return coded if self._fits(name, coded) else None
            return named or (coded if headed or not re.search(r"\d", match["codes"]) else None)
        if match := _LEADING_CODE.match(text):
            # Three digits and more are a group or class, finer than what is held.
            key = self._of_code(match["code"])
            english = headed and _ENGLISH.fullmatch(match["name"])
            return key if key and (english or self._fits(match["name"], key)) else None
        return None

    def _of_code(self, code: str) -> str | None:
        """The key of one section, or of one division whose section's letter, if any, is its own.

        ``D15`` is of a revision of KSIC in which manufacturing was section D.
        """
        digits = code.lstrip("ABCDEFGHIJKLMNOPQRSTU").strip()
        if not digits:
            return self._by_sections.get(frozenset(code.strip()))
        key = self._by_division.get(digits, "")
        return key if key.upper().startswith(code.removesuffix(digits).strip()) and key else None

    def _fits(self, name: str, key: str) -> bool:
        """Whether a name can be that of an industry: the same, or one with words of it."""
        own = self.names[key]
        if fold(name) in map(fold, own):
            return True
        if fold(name) in self._by_name:
            same = {self.ksic[key], self.ksic[self._by_name[fold(name)]]}
            return len(same) == 1 and same != {""}
        words = letter_pairs(name)
        return any(words & letter_pairs(label) for label in own)

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
