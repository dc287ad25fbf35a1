"""What the key columns say of each row: period, measure, industry, unit, source, flag.

A text is read once, however many rows it stands in.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

import numpy as np

from hubplanner.errors import DataError
from hubplanner.importing.cells import FLAGS, PARTS
from hubplanner.importing.layout import BREAKDOWN, UNUSED, Layout, body_texts, names_eupmyeondong
from hubplanner.importing.looking_up import is_eupmyeondong_code
from hubplanner.importing.vocabulary import NO_INDUSTRY, NO_ITEM, Vocabulary, measure_number
from hubplanner.tables import words
from hubplanner.tables.grid import Grid
from hubplanner.tables.words import FLAG, INDUSTRY, ITEM, PERIOD, REGION, SOURCE, UNIT

_Array = np.ndarray[Any, Any]

ACCOUNTS = ("grdp", "gva", "net_taxes_on_products")
_BARE_CODE = re.compile(r"'?[A-Z]{0,3}\d{0,5}(?:\.0)?")
NO_PERIOD, SHORTER_PERIOD = -1, -2


class RowKeys:
    """By body row, each key; None where no column holds it.

    Attributes
    ----------
    period, item, industry
        Numbers (see `period_number`, :mod:`.vocabulary`).
    item_unit
        Unit that the item's name states, a number into `item_units`.
    unit
        Number into `unit_texts`.
    broken_down
        Whether the row is a part of something that is not held, as one sex.
    eupmyeondong
        The column that names the row's 읍면동, or holds its code; None where none does.
    bare_code
        Whether the row's industry is told by two digits alone, which each revision of KSIC has.
    without_keys
        Whether the row names nothing at all.
    source
        Number into `sources`, of which the first is '', the file's own.
    flag
        Number into `FLAGS`.
    """

    def __init__(self, grid: Grid, layout: Layout, vocabulary: Vocabulary) -> None:
        self.grid, self.layout, self.vocabulary = grid, layout, vocabulary
        self.sources = [""]
        self.unit_texts: list[str] = []
        self.item_units: list[str] = [""]
        self.period = self._row_periods()
        item, self.item_unit = self._row_items()
        self.item = self._row_accounts(item)
        self.industry = self._row_industries()
        self.bare_code = self._row_bare_codes()
        self.unit = self._row_units()
        told = filter(self._names_eupmyeondong, layout.columns(BREAKDOWN))
        coded = filter(self._codes_eupmyeondong, layout.columns(REGION))
        self.eupmyeondong = next(chain(told, coded), None)
        self.broken_down = self._row_breakdowns()
        self.without_keys = self._rows_without_keys()
        self.source = self._row_sources()
        self.flag = self._row_flags()

    def _codes(self, column: int, *, fill: bool) -> tuple[_Array, list[str]]:
        whole = self.grid.columns[column]
        codes: _Array = whole.codes[self.layout.body.start :]
        if fill:
            present = np.array([bool(text) for text in whole.texts], dtype=bool)[codes]
            codes = codes[np.maximum.accumulate(np.where(present, np.arange(len(codes)), 0))]
        return codes, whole.texts

    def _spread(self, column: int, of_text: Any, dtype: Any, *, fill: bool = True) -> _Array:
        """By row, what `of_text` says of the column's text; texts of other rows cost nothing."""
        codes, texts = self._codes(column, fill=fill)
        present = np.unique(codes)
        table = np.zeros(len(texts), dtype=dtype)
        table[present] = [of_text(texts[code]) for code in present.tolist()]
        spread: _Array = table[codes]
        return spread

    def _row_periods(self) -> _Array | None:
        columns = self.layout.columns(PERIOD)
        if not columns:
            return None
        if len(columns) == 1 and (of_halves := self._column_headed("PRD_SE", "수록주기")):
            return self._spread_beside(columns[0], of_halves, _period_of_the_api)
        if len(columns) == 1:
            return self._spread(
                columns[0], lambda text: period_number(words.period_in_years(text)), int
            )
        # A column of years beside one of half-years, quarters or months.
        pairs = [self._codes(column, fill=True) for column in columns[:2]]
        (first, texts), (second, others) = pairs
        texts, others = (
            [self._part_of_year(column, text) for text in said]
            for column, said in zip(columns[:2], (texts, others), strict=True)
        )
        if words.part_of_year(self._head_of(columns[0])):  # the year stands behind
            first, second, texts, others = second, first, others, texts
        both = first.astype(np.int64) * len(others) + second
        distinct, back = np.unique(both, return_inverse=True)
        numbers = [
            period_number(
                words.period(f"{texts[pair // len(others)]} {others[pair % len(others)]}".strip())
            )
            for pair in distinct.tolist()
        ]
        joined: _Array = np.array(numbers, dtype=int)[back]
        return joined

    def _column_headed(self, *heads: str) -> int | None:
        return next((n for n, own in self.layout.heads.items() if set(heads) & set(own)), None)

    def _head_of(self, column: int) -> str:
        heads = self.layout.heads.get(column, ())
        return next(filter(words.part_of_year, heads), "")

    def _part_of_year(self, column: int, text: str) -> str:
        """A number below the head of months, quarters or halves, with what it counts."""
        part = words.part_of_year(self._head_of(column))
        number = text.removesuffix(".0")
        return number + part if number.isdigit() else text

    def _row_items(self) -> tuple[_Array | None, _Array | None]:
        """Measures by row, and units that the item's name states (number of text in a list)."""
        columns = self.layout.columns(ITEM)
        if not columns:
            return None, None

        def measure(text: str) -> int:
            return measure_number(self.vocabulary.item(text))

        def unit(text: str) -> int:
            item = words.item(text)
            stated = item.unit if item else ""
            if stated not in self.item_units:
                self.item_units.append(stated)
            return self.item_units.index(stated)

        found = self._spread(columns[0], measure, int)
        units = self._spread(columns[0], unit, int)
        for column in columns[1:]:
            found = np.where(found == NO_ITEM, self._spread(column, measure, int), found)
            units = np.where(units == 0, self._spread(column, unit, int), units)
        return found, units

    def _row_industries(self) -> _Array | None:
        columns = self.layout.columns(INDUSTRY)
        if not columns:
            return None

        # Names say more than codes, which a table may use for groups of its own.
        def mostly_codes(column: int) -> bool:
            codes, texts = self._codes(column, fill=False)
            body = [text for code in np.unique(codes)[:50] if (text := texts[code])]
            return all(map(_BARE_CODE.fullmatch, body))

        def number(text: str) -> int:
            item = words.item(text)
            if item is not None and item.measure in ACCOUNTS:
                return self.vocabulary.industry_number("total")
            return self.vocabulary.industry_number(self.vocabulary.industry(text, headed=headed))

        found: _Array | None = None
        names: int | None = None
        for column in sorted(columns, key=mostly_codes):  # else from broad ones to narrow ones
            headed = INDUSTRY in map(words.head_role, self.layout.heads[column])
            spread = self._spread(column, number, int)
            if not mostly_codes(column):
                if found is not None and names is not None:
                    spread = np.where(self._whole_of(column, names), found, spread)
                    found = None
                names = column
            elif names is not None:
                named = self._spread(names, bool, bool)
                if found is not None:
                    found = _without_contradictions(found, spread, named)
                spread = np.where(named, self._spread_beside(column, names, number), spread)
            found = spread if found is None else np.where(found == NO_INDUSTRY, spread, found)
        return found

    def _row_bare_codes(self) -> _Array:
        columns = self.layout.columns(INDUSTRY)
        if len(columns) != 1:
            return np.zeros(len(self.layout.body), dtype=bool)

        def is_bare(text: str) -> bool:
            return bool(re.fullmatch(r"'?\d{2}", text)) and not self.vocabulary.is_said(text)

        return self._spread(columns[0], is_bare, bool)

    def _whole_of(self, column: int, broader: int) -> _Array:
        """Rows in which a column of narrower industries says no more than the broader one: a total,
        or nothing where the broader one begins anew."""
        codes, texts = self._codes(column, fill=False)
        outer, names = self._codes(broader, fill=False)
        blank = np.array([not text for text in texts], dtype=bool)[codes]
        begins = np.array([bool(name) for name in names], dtype=bool)[outer]
        total = self._spread(column, words.is_total, bool)
        first = np.where(begins, np.arange(len(codes)), 0)
        said = np.where(~blank, np.arange(len(codes)), -1)
        nothing = np.maximum.accumulate(said) < np.maximum.accumulate(first)
        whole: _Array = nothing | total
        return whole

    def _spread_beside(self, column: int, names: int, of_text: Any) -> _Array:
        """As `_spread`, of a code with the name that stands beside it in the column `names`: a code
        alone does not decide where its name is not known."""
        codes, texts = self._codes(column, fill=True)
        beside, labels = self._codes(names, fill=True)
        both = codes.astype(np.int64) * len(labels) + beside
        distinct, back = np.unique(both, return_inverse=True)
        read = [
            of_text(f"{texts[pair // len(labels)]} {labels[pair % len(labels)]}".strip())
            for pair in distinct.tolist()
        ]
        joined: _Array = np.array(read, dtype=int)[back]
        return joined

    def _row_accounts(self, items: _Array | None) -> _Array | None:
        """Regional accounts list GRDP and taxes among the industries, whose item is value added."""
        for column in self.layout.columns(INDUSTRY):

            def account(text: str) -> int:
                item = words.item(text)
                known = item is not None and item.measure in ACCOUNTS
                return measure_number(item) if known else NO_ITEM

            accounts = self._spread(column, account, int)
            if (accounts >= 0).any():
                rest = measure_number(words.Item("gva")) if items is None else items
                return np.where(accounts >= 0, accounts, rest)
        return items

    def _row_units(self) -> _Array | None:
        columns = self.layout.columns(UNIT)
        if not columns:
            return None
        self.unit_texts = self.grid.columns[columns[0]].texts
        return self._codes(columns[0], fill=False)[0]

    def _names_eupmyeondong(self, column: int) -> bool:
        if any(map(words.is_eupmyeondong_head, self.layout.heads[column])):
            return True
        return names_eupmyeondong(body_texts(self.grid.columns[column], self.layout.body))

    def _codes_eupmyeondong(self, column: int) -> bool:
        texts = body_texts(self.grid.columns[column], self.layout.body)
        return any(map(is_eupmyeondong_code, texts))

    def _row_breakdowns(self) -> _Array | None:
        """True where a row is a part of something that is not held, as one sex."""
        found: _Array | None = None
        for column in self.layout.columns(BREAKDOWN):
            if column == self.eupmyeondong:
                continue
            part = self._spread(column, lambda text: bool(text) and not words.is_total(text), bool)
            if part.size and part.all():
                codes, texts = self._codes(column, fill=True)
                values = [texts[code] for code in np.unique(codes)]
                raise DataError(
                    "column '{head}' holds only {values} and no total (계), so that its figures are"
                    " parts of a region's; export the table with the total, or take them as they"
                    ' are with "{head}" = "ignore" under [columns] of a mapping',
                    head=self.layout.shown(column),
                    values=", ".join(map(repr, values[:3])) + (", …" if len(values) > 3 else ""),
                )
            found = part if found is None else found | part
        return found

    def _rows_without_keys(self) -> _Array:
        """Rows that name nothing at all, as a stray sum below a table: no key goes down to them."""
        keyless = np.ones(len(self.layout.body), dtype=bool)
        for column, role in self.layout.roles.items():
            if role != UNUSED:
                whole = self.grid.columns[column]
                present = np.array([bool(text) for text in whole.texts], dtype=bool)
                keyless &= ~present[whole.codes[self.layout.body.start :]]
        # Where a table has no key column, the planner named its one region.
        return keyless if self.layout.columns(REGION) else np.zeros_like(keyless)

    def _row_sources(self) -> _Array | None:
        columns = self.layout.columns(SOURCE)
        if not columns:
            return None

        def number(text: str) -> int:
            if text not in self.sources:
                self.sources.append(text)
            return self.sources.index(text)

        return self._spread(columns[0], number, int, fill=False)

    def _row_flags(self) -> _Array | None:
        columns = self.layout.columns(FLAG)
        if not columns:
            return None
        return self._spread(
            columns[0], lambda text: FLAGS.index(text) if text in FLAGS else 0, int, fill=False
        )


def _without_contradictions(names: _Array, codes: _Array, named: _Array) -> _Array:
    """Industries by name, none where the code beside one is that of another; where most codes are,
    they are a list's own."""
    both = named & (names >= 0) & (codes >= 0)
    at_odds = both & (names != codes)
    return np.where(at_odds, NO_INDUSTRY, names) if 2 * at_odds.sum() <= both.sum() else names


def _period_of_the_api(text: str) -> int:
    """Of KOSIS's PRD_DE and PRD_SE: '202302' is a second half where 'H' stands beside it.

    >>> _period_of_the_api("202302 H") == period_number(words.period("2023.2/2"))
    True
    """
    if half := re.fullmatch(r"(\d{4})0([12]) (?:H|S|반기|반년)", text):
        return period_number(words.period(f"{half[1]}.{half[2]}/2"))
    return period_number(words.period_in_years(text.rsplit(" ", 1)[0]))


def period_number(period: words.Period | None) -> int:
    """Year and part as one number; negative where a text states neither, or something shorter:
    minus the year for its December."""
    if period is None:
        return NO_PERIOD
    if not period.part:
        return -period.year if period.december else SHORTER_PERIOD
    return period.year * len(PARTS) + PARTS.index(period.part)
