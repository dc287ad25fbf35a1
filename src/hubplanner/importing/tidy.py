"""From a grid and its layout to tidy rows; every cell that is not blank gets one fate.

Nothing here goes cell by cell: keys and figures are read once for each distinct text and then
spread over the rows by number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hubplanner.errors import DataError
from hubplanner.importing import matching
from hubplanner.importing.borders import BORDERS, CARRIED, PART, on_regions_of_2020
from hubplanner.importing.cells import FLAGS, PARTS, Cells, concat
from hubplanner.importing.layout import BREAKDOWN, UNUSED, Layout
from hubplanner.importing.matching import RowRegions
from hubplanner.tables import words
from hubplanner.tables.grid import Grid
from hubplanner.tables.measures import MEASURES, UNITS
from hubplanner.tables.words import FLAG, INDUSTRY, ITEM, PERIOD, REGION, SOURCE, UNIT

_Array = np.ndarray[Any, Any]

MOST_ERROR = 100
"""Percent: a figure with a larger standard error is unreliable whatever its publisher calls it."""

ACCOUNTS = ("grdp", "gva", "net_taxes_on_products")
MEASURE_KEYS = tuple(MEASURES)

# Fates of cells. Those up to QUALITY are in the output; the order is that of the report.
VALUE, ABSENT, QUALITY = "value", "missing", "quality"
FATES = {
    VALUE: ("값", "figures imported"),
    CARRIED: ("합산·배분한 값", "figures of other borders, added up or divided"),
    ABSENT: ("결측(-, X, …)", "missing, with the reason: none, suppressed, unknown"),
    QUALITY: ("신뢰도(RSE)", "reliability: relative standard errors and marks, kept apart"),
    "key": ("지역·연도·산업 등 열", "keys: regions, years, industries, items, units"),
    "head": ("머리글", "heads"),
    "title": ("제목·단위", "titles and units above the head"),
    "note": ("주석", "notes: rows without figures"),
    "unused": ("쓰지 않은 열", "columns that are not used"),
    "nation": ("전국 행", "rows of the nation: used to check totals"),
    "province": ("시도 행", "rows of provinces: used to check totals"),
    "example": ("예시 행", "example rows of a template"),
    PART: ("일반구 행", "rows of 일반구, which are inside their city"),
    BORDERS: ("경계가 맞지 않는 값", "figures of other borders that cannot be carried"),
    "unmatched": ("모르는 지역", "rows of unknown regions"),
    "ambiguous": ("구별되지 않는 지역", "rows of regions that cannot be told apart"),
    "no region": ("지역 없음", "rows that name no region"),
    "breakdown": ("다른 구분(성별 등)", "breakdowns that are not held; totals are taken"),
    "no period": ("연도를 모름", "years that cannot be read"),
    "shorter period": (
        "월·분기",
        "months and quarters: held are years and half-years; --year takes them for a year",
    ),
    "no item": ("모르는 항목", "items that are no measure held here"),
    "no industry": ("모르는 산업", "industries that have no key"),
    "constant prices": ("기준년가격", "constant prices: the table holds current ones"),
    "unit": ("맞지 않는 단위", "units that do not fit the measure"),
    "unreadable": ("읽을 수 없는 값", "figures that cannot be read"),
    "negative": ("음수", "negative figures"),
    "repeat": ("같은 값 반복", "the same figure once more"),
    "conflict": ("서로 다른 값", "figures that contradict each other: none is taken"),
}
_NUMBER_OF = {fate: number for number, fate in enumerate(FATES)}


@dataclass(frozen=True)
class Choices:
    """What the planner states beside the table; empty where the table is to say it."""

    measure: str = ""
    year: int | None = None
    unit: str = ""
    industry: str = ""
    industries: Mapping[str, str] | None = None
    measures: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Tidy:
    """All that a table says.

    Attributes
    ----------
    values, missing, quality
        Cells that go into the output.
    aggregates
        Figures of provinces and the nation, `region` being the province's code or 0.
    regions, industries, sources
        What the numbers in cells stand for; the first source is '', the file's own.
    counts
        Cells that are not blank, by fate.
    left
        Row, column and fate of each value cell that is not in the output.
    notes
        Sentences on what was assumed, Korean and English.
    """

    values: Cells
    missing: Cells
    quality: Cells
    aggregates: Cells
    regions: list[str]
    industries: list[str]
    sources: list[str]
    counts: dict[str, int]
    left: list[tuple[_Array, int, str]]
    notes: list[tuple[str, str]]


def convert(
    grid: Grid,
    layout: Layout,
    rows: RowRegions,
    industries: words.Industries,
    choices: Choices,
) -> Tidy:
    """Tidy rows of a table.

    `rows` tells the regions by body row, or by column of figures where they stand side by side.

    Raises
    ------
    DataError
        When the measure, the year or the unit is stated nowhere.
    """
    return _Conversion(grid, layout, rows, industries, choices).run()


class _Conversion:
    """One run: the row arrays, then column after column."""

    def __init__(
        self,
        grid: Grid,
        layout: Layout,
        rows: RowRegions,
        industries: words.Industries,
        choices: Choices,
    ) -> None:
        self.grid, self.layout, self.rows = grid, layout, rows
        self.known_industries, self.choices = industries, choices
        self.industry_keys: list[str] = []
        self.title_period: words.Period | None = None
        self.notes: list[tuple[str, str]] = []
        self.said_measures = {words.fold(k): v for k, v in (choices.measures or {}).items()}
        self.said_industries = {words.fold(k): v for k, v in (choices.industries or {}).items()}

    def run(self) -> Tidy:
        layout = self.layout
        self.heads = {column: self._head(column) for column in layout.figures}
        unknown = [set(head.unknown) for head in self.heads.values()]
        self.everywhere = set.intersection(*unknown) if unknown else set()
        self.period = self._row_periods()
        self.item, self.item_unit = self._row_items()
        self.item = self._row_accounts(self.item)
        self.industry = self._row_industries()
        self.unit = self._row_units()
        self.broken_down = self._row_breakdowns()
        self.without_keys = self._rows_without_keys()
        self.sources = [""]
        self.source = self._row_sources()
        self.row_flag = self._row_flags()
        self.measure_default = self._default_measure()
        self.unit_default = self.choices.unit or next(
            filter(None, map(words.unit_in, layout.titles)), ""
        )
        self.industry_default = self._default_industry()
        self._refuse_without_year()

        outs: dict[str, list[Cells]] = {VALUE: [], ABSENT: [], QUALITY: [], "aggregate": []}
        left: list[tuple[_Array, int, str]] = []
        counts = dict.fromkeys(FATES, 0)
        for column in layout.figures:
            self._convert_column(column, outs, left, counts)
        self._count_others(counts)
        cells = {kind: concat(parts) for kind, parts in outs.items()}
        values, repeats = self._without_repeats(cells[VALUE])
        quality = _of_one_measure(cells[QUALITY], values)
        values = self._with_quality(values, quality)
        values, missing, away, sentences = on_regions_of_2020(
            values, cells[ABSENT], self.rows.units, self.rows.codes
        )
        self.notes += sentences
        for fate, some in [*repeats.items(), *away.items()]:
            figures = int((~np.isnan(some.value)).sum())
            counts[fate] += len(some)
            counts[VALUE] -= figures
            counts[ABSENT] -= len(some) - figures
            if fate == CARRIED:
                continue
            for column in np.unique(some.column).tolist():
                left.append((some.row[some.column == column], column, fate))
        return Tidy(
            values=values,
            missing=missing,
            quality=quality,
            aggregates=cells["aggregate"],
            regions=self.rows.codes,
            industries=self.industry_keys,
            sources=self.sources,
            counts={fate: count for fate, count in counts.items() if count},
            left=left,
            notes=self.notes,
        )

    # Heads

    def _head(self, column: int) -> _Head:
        head = _Head()
        across = self.layout.across
        region = "" if across is None else self.grid.columns[column][across]
        for text in self.layout.heads[column]:
            for part in [] if text == region else words.parts_of_head(text):
                self._add_to_head(head, part)
        return head

    def _add_to_head(self, head: _Head, text: str) -> None:
        folded = words.fold(text)
        industry = self._industry_key(text)
        if (said := self.said_measures.get(folded)) is not None:
            head.item = words.Item(said)
        elif (period := words.period(text)) is not None:
            head.period = period
        elif words.is_unit(text):
            head.unit = text
        elif (item := words.item(text)) is not None:
            head.item = item
            head.unit = item.unit or head.unit
        elif basis := words.price_basis(text):
            head.constant = basis == "constant"
        elif words.is_total(text):
            head.total = True
        elif industry:
            head.industry = industry
        elif words.head_role(text) != words.VALUE:
            head.unknown.append(text)

    def _industry_key(self, text: str) -> str | None:
        return self.said_industries.get(words.fold(text)) or self.known_industries.key(text)

    def _industry_number(self, key: str | None) -> int:
        if key is None:
            return -1
        if key not in self.industry_keys:
            self.industry_keys.append(key)
        return self.industry_keys.index(key)

    # Row keys

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
        if len(columns) == 1:
            return self._spread(columns[0], lambda text: _period_number(words.period(text)), int)
        # A column of years beside one of half-years.
        pairs = [self._codes(column, fill=True) for column in columns[:2]]
        (first, texts), (second, others) = pairs
        both = first.astype(np.int64) * len(others) + second
        distinct, back = np.unique(both, return_inverse=True)
        numbers = [
            _period_number(
                words.period(f"{texts[pair // len(others)]} {others[pair % len(others)]}".strip())
            )
            for pair in distinct.tolist()
        ]
        joined: _Array = np.array(numbers, dtype=int)[back]
        return joined

    def _row_items(self) -> tuple[_Array | None, _Array | None]:
        """Measures by row, and units that the item's name states (number of text in a list)."""
        columns = self.layout.columns(ITEM)
        if not columns:
            return None, None
        self.item_units: list[str] = [""]

        def measure(text: str) -> int:
            said = self.said_measures.get(words.fold(text))
            item = words.Item(said) if said else words.item(text)
            return _measure_number(item)

        def unit(text: str) -> int:
            item = words.item(text)
            stated = item.unit if item else ""
            if stated not in self.item_units:
                self.item_units.append(stated)
            return self.item_units.index(stated)

        found = self._spread(columns[0], measure, int)
        units = self._spread(columns[0], unit, int)
        for column in columns[1:]:
            found = np.where(found == _NO_ITEM, self._spread(column, measure, int), found)
            units = np.where(units == 0, self._spread(column, unit, int), units)
        return found, units

    def _row_industries(self) -> _Array | None:
        columns = self.layout.columns(INDUSTRY)
        if not columns:
            return None

        # Names say more than codes, which a table may use for groups of its own.
        def mostly_codes(column: int) -> bool:
            return all(len(text) <= 4 for text in self.grid.columns[column].texts[1:50])

        def number(text: str) -> int:
            item = words.item(text)
            if item is not None and item.measure in ACCOUNTS:
                return self._industry_number("total")
            return self._industry_number(self._industry_key(text))

        found: _Array | None = None
        for column in sorted(columns, key=mostly_codes):
            spread = self._spread(column, number, int)
            found = spread if found is None else np.where(found < 0, spread, found)
        return found

    def _row_accounts(self, items: _Array | None) -> _Array | None:
        """Regional accounts list GRDP and taxes among the industries, whose item is value added."""
        for column in self.layout.columns(INDUSTRY):

            def account(text: str) -> int:
                item = words.item(text)
                known = item is not None and item.measure in ACCOUNTS
                return _measure_number(item) if known else _NO_ITEM

            accounts = self._spread(column, account, int)
            if (accounts >= 0).any():
                rest = _measure_number(words.Item("gva")) if items is None else items
                return np.where(accounts >= 0, accounts, rest)
        return items

    def _row_units(self) -> _Array | None:
        columns = self.layout.columns(UNIT)
        if not columns:
            return None
        self.unit_texts = self.grid.columns[columns[0]].texts
        return self._codes(columns[0], fill=False)[0]

    def _row_breakdowns(self) -> _Array | None:
        """True where a row is a part of something that is not held, as one sex."""
        found: _Array | None = None
        for column in self.layout.columns(BREAKDOWN):
            part = self._spread(column, lambda text: bool(text) and not words.is_total(text), bool)
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

    # What holds for the whole table

    def _default_measure(self) -> str:
        if self.choices.measure:
            return self.choices.measure
        if self.item is not None or any(head.item for head in self.heads.values()):
            return ""
        in_titles = set().union(*map(words.measures_in, self.layout.titles), set())
        if len(in_titles) == 1:
            measure = next(iter(in_titles))
            name = MEASURES[measure]
            self.notes.append(
                (
                    f"항목은 제목에서 읽음: {name.name_ko}",
                    f"measure read from the title: {name.name_en}",
                )
            )
            return measure
        raise DataError(
            "the table does not say what it counts; add --measure (one of {measure_keys})",
            measure_keys=", ".join(MEASURE_KEYS),
        )

    def _default_industry(self) -> int:
        stated = self.industry is not None or any(
            head.industry or head.total for head in self.heads.values()
        )
        key = self.choices.industry
        if not key and not stated:
            titles = words.fold(" ".join(self.layout.titles))
            both = "광제조업" in titles or "광업제조업" in titles or "광업및제조업" in titles
            in_title = "mining_and_manufacturing" if both else "manufacturing"
            key = in_title if both or "제조업" in titles else "total"
            self.notes.append(
                (
                    f"표에 산업이 없어 {key}(으)로 봄",
                    f"no industry stated: taken as {key}",
                )
            )
        return self._industry_number(key or "total")

    def _refuse_without_year(self) -> None:
        if self.choices.year or self.period is not None:
            return
        if not any(head.period for head in self.heads.values()):
            in_titles = {
                period
                for title in self.layout.titles
                for word in title.replace("(", " ").replace(")", " ").split()
                if (period := words.period(word)) and period.part
            }
            if len(in_titles) != 1:
                raise DataError("the table states no year; add --year")
            self.title_period = in_titles.pop()
            self.notes.append(
                (
                    f"연도는 제목에서 읽음: {self.title_period.year}",
                    f"year read from the title: {self.title_period.year}",
                )
            )

    # Columns of figures

    def _convert_column(
        self,
        column: int,
        outs: dict[str, list[Cells]],
        left: list[tuple[_Array, int, str]],
        counts: dict[str, int],
    ) -> None:
        kind, number, flag = _figures(
            self.grid.columns[column].texts, self.grid.columns[column].codes, self.layout.body.start
        )
        live = np.flatnonzero(kind != words.BLANK)
        if not len(live):
            return
        kind, number, flag = kind[live], number[live], flag[live]
        head = self.heads[column]
        region, province, unit, is_part = self._regions(column, live)
        period, period_flag = self._periods(head, live)
        measure = self._measures(head, live)
        industry = self._industries(head, live)
        factor = self._factors(head, live, measure)

        fate = np.full(len(live), _NUMBER_OF[VALUE], dtype=np.int8)

        def rule(name: str, broken: Any) -> None:
            undecided = fate == _NUMBER_OF[VALUE]
            fate[undecided & broken] = _NUMBER_OF[name]

        is_quality = measure == _QUALITY_ITEM
        rule("example", region == matching.EXAMPLE)
        rule("unreadable", (kind == words.UNREADABLE))
        rule("unmatched", region == matching.UNKNOWN)
        rule("ambiguous", region == matching.AMBIGUOUS)
        rule("no region", region == matching.BLANK)
        if self.broken_down is not None:
            rule("breakdown", self.broken_down[live])
        rule("no item", measure == _NO_ITEM)
        if head.constant:
            rule("constant prices", np.ones(len(live), dtype=bool))
        rule("no period", period == _NO_PERIOD)
        rule("shorter period", period == _SHORTER_PERIOD)
        rule("no industry", industry < 0)
        rule("unit", np.isnan(factor) & ~is_quality)
        rule("negative", (kind == words.NUMBER) & (number < 0))
        aggregate = (fate == _NUMBER_OF[VALUE]) & (region < 0)
        usable = aggregate & (kind == words.NUMBER) & ~is_quality
        rule("nation", region == matching.NATION)
        rule("province", region == matching.PROVINCE)
        rule(PART, is_quality & is_part)
        rule(QUALITY, is_quality)
        rule(ABSENT, kind != words.NUMBER)

        flag = np.where(flag > 0, flag, period_flag)
        if self.row_flag is not None:
            flag = np.where(flag > 0, flag, self.row_flag[live])
        cells = Cells(
            region=np.where(region < 0, province, region),
            year=period // len(PARTS),
            part=period % len(PARTS),
            measure=measure,
            industry=industry,
            value=np.where(is_quality, number, number * factor),
            flag=flag,
            source=np.zeros(len(live), dtype=int) if self.source is None else self.source[live],
            row=live + self.layout.body.start,
            column=np.full(len(live), column),
            unit=unit,
            rse=np.full(len(live), np.nan),
        )
        for number_of, name in enumerate(FATES):
            chosen = fate == number_of
            count = int(chosen.sum())
            if not count:
                continue
            counts[name] += count
            if name in outs:
                some = cells.where(chosen)
                if name == ABSENT:
                    some = replace(some, flag=kind[chosen])
                elif name == QUALITY:
                    starred = some.flag == FLAGS.index("unreliable")
                    marked = (kind[chosen] == words.SUPPRESSED) | starred
                    some = replace(some, flag=marked.astype(int))
                outs[name].append(some)
            else:
                left.append((cells.row[chosen], column, name))
        if usable.any():
            outs["aggregate"].append(cells.where(usable))

    def _regions(self, column: int, live: _Array) -> tuple[_Array, _Array, _Array, _Array]:
        """Regions, for rows of provinces their codes, units, and whether these are 일반구."""
        rows = self.rows
        if self.layout.across is None:
            at = live
            region = np.where(self.without_keys[live], matching.BLANK, rows.region[live])
        else:
            at = np.full(len(live), self.layout.figures.index(column))
            region = rows.region[at]
        is_part = region == matching.PART
        return (
            np.where(is_part, rows.part_of[at], region),
            rows.province[at],
            rows.unit[at],
            is_part,
        )

    def _periods(self, head: _Head, live: _Array) -> tuple[_Array, _Array]:
        """Periods and the flags they carry."""
        chosen = self.choices.year
        if self.period is not None:
            numbers = self.period[live]
        else:
            period = head.period or self.title_period
            if period is None and chosen:
                period = words.Period(chosen, "Y")
            numbers = np.full(len(live), _period_number(period))
        if chosen:
            # The planner says which year a month or an unreadable date stands for.
            numbers = np.where(numbers < 0, chosen * len(PARTS), numbers)
        flag = FLAGS.index(head.period.flag) if head.period else 0
        return numbers, np.full(len(live), flag)

    def _measures(self, head: _Head, live: _Array) -> _Array:
        unknown = [text for text in head.unknown if text not in self.everywhere]
        if unknown:
            return np.full(len(live), _NO_ITEM)
        default = _measure_number(
            words.Item(self.measure_default) if self.measure_default else None
        )
        if head.item is not None:
            return np.full(len(live), _measure_number(head.item))
        if self.item is None:
            return np.full(len(live), default)
        items = self.item[live]
        return np.where(items == _NO_ITEM, default, items) if self.choices.measure else items

    def _industries(self, head: _Head, live: _Array) -> _Array:
        if head.industry:
            return np.full(len(live), self._industry_number(head.industry))
        if self.industry is not None:
            return self.industry[live]
        return np.full(len(live), self.industry_default)

    def _factors(self, head: _Head, live: _Array, measure: _Array) -> _Array:
        """What brings each figure into its measure's unit; not a number where nothing does."""
        if self.unit is not None and not head.unit:
            units, texts = self.unit[live].astype(np.int64), self.unit_texts
        elif self.item_unit is not None and not head.unit:
            units, texts = self.item_unit[live], self.item_units
        else:
            units, texts = np.zeros(len(live), dtype=np.int64), [head.unit or self.unit_default]
        pairs = units * (len(MEASURE_KEYS) + 2) + measure + 2
        distinct, back = np.unique(pairs, return_inverse=True)
        factors = [
            self._factor(texts[pair // (len(MEASURE_KEYS) + 2)], pair % (len(MEASURE_KEYS) + 2) - 2)
            for pair in distinct.tolist()
        ]
        spread: _Array = np.array(factors, dtype=float)[back]
        return spread

    def _factor(self, unit: str, measure: int) -> float:
        if measure < 0:
            return 1.0
        key = MEASURE_KEYS[measure]
        unit = unit or self.unit_default
        if not unit and self._states_units:
            return float("nan")
        if not unit:
            own = UNITS[key]
            if own not in ("persons", "establishments"):
                raise DataError(
                    "the table does not say the unit of {key}; add --unit (kept in {own})",
                    key=key,
                    own=own,
                )
            note = (f"단위가 없어 {own}(으)로 봄: {key}", f"no unit stated for {key}: {own}")
            if note not in self.notes:
                self.notes.append(note)
            return 1.0
        found = words.factor(unit, key)
        return float("nan") if found is None else found

    @cached_property
    def _states_units(self) -> bool:
        """Whether any row or head states a unit, so that one without is an oversight."""
        in_rows = self.unit is not None and any(map(words.is_unit, self.unit_texts))
        in_items = self.item_unit is not None and bool((self.item_unit > 0).any())
        return in_rows or in_items or any(head.unit for head in self.heads.values())

    # Afterwards

    def _count_others(self, counts: dict[str, int]) -> None:
        """Titles, heads, keys, notes and unused columns: all other cells that are not blank."""
        layout, grid = self.layout, self.grid
        with_figures = np.zeros(len(layout.body), dtype=bool)
        for column in layout.figures:
            blank = np.array([not text for text in grid.columns[column].texts], dtype=bool)
            with_figures |= ~blank[grid.columns[column].codes[layout.body.start :]]
        for number, whole in enumerate(grid.columns):
            present = np.array([bool(text) for text in whole.texts], dtype=bool)[whole.codes]
            counts["title"] += int(present[: layout.head.start].sum())
            counts["head"] += int(present[layout.head.start : layout.head.stop].sum())
            below = present[layout.body.start :]
            if number not in layout.roles:
                continue
            name = "unused" if layout.roles[number] == UNUSED else "key"
            counts[name] += int((below & with_figures).sum())
            counts["note"] += int((below & ~with_figures).sum())

    def _without_repeats(self, values: Cells) -> tuple[Cells, dict[str, Cells]]:
        """Figures that are stated once; repeats, and figures that contradict each other."""
        keys = _keys(values, len(self.industry_keys))
        _, first, back, times = np.unique(
            keys, return_index=True, return_inverse=True, return_counts=True
        )
        if (times == 1).all():
            return values, {}
        lowest = np.full(len(times), np.inf)
        highest = np.full(len(times), -np.inf)
        np.minimum.at(lowest, back, values.value)
        np.maximum.at(highest, back, values.value)
        agrees = (lowest == highest)[back]
        is_first = np.zeros(len(values), dtype=bool)
        is_first[first] = True
        kept = agrees & is_first
        return values.where(kept), {
            "repeat": values.where(agrees & ~is_first),
            "conflict": values.where(~agrees),
        }

    def _with_quality(self, values: Cells, quality: Cells) -> Cells:
        """Figures with the error that is stated of them, flagged where they are called unreliable.

        One whose standard error is larger than itself is taken for unreliable too.
        """
        if not len(quality):
            return values
        size = len(self.industry_keys)
        wanted, keys = _keys(values, size), _keys(quality, size)
        marked = np.isin(wanted, keys[(quality.flag == 1) | (quality.value > MOST_ERROR)])
        stated = quality.where(~np.isnan(quality.value))
        if not len(stated):
            return _flagged(values, marked)
        order = np.lexsort((stated.value, _keys(stated, size)))  # the larger of two counts
        keys, errors = _keys(stated, size)[order], stated.value[order]
        at = np.searchsorted(keys, wanted, side="right") - 1
        rse = np.where((at >= 0) & (keys[at] == wanted), errors[at], np.nan)
        self.notes.append(
            (
                "상대표준오차는 %로 봄",
                f"relative standard errors are taken as percent: {errors.min():g}"
                f" to {errors.max():g}",
            )
        )
        return replace(_flagged(values, marked), rse=rse)


@dataclass
class _Head:
    """What the head over one column says."""

    period: words.Period | None = None
    item: words.Item | None = None
    unit: str = ""
    industry: str = ""
    constant: bool = False
    total: bool = False
    unknown: list[str] = field(default_factory=list)


_NO_ITEM, _QUALITY_ITEM = -1, -2
_NO_PERIOD, _SHORTER_PERIOD = -1, -2


def _period_number(period: words.Period | None) -> int:
    if period is None:
        return _NO_PERIOD
    if not period.part:
        return _SHORTER_PERIOD
    return period.year * len(PARTS) + PARTS.index(period.part)


def _measure_number(item: words.Item | None) -> int:
    if item is None:
        return _NO_ITEM
    return _QUALITY_ITEM if item.measure == words.QUALITY else MEASURE_KEYS.index(item.measure)


def _figures(texts: list[str], codes: _Array, start: int) -> tuple[_Array, _Array, _Array]:
    """Kind, number and flag of each body cell, read once a text; plain numbers all at once."""
    below = codes[start:]
    kind = np.full(len(texts), words.BLANK, dtype=np.int8)
    number = np.full(len(texts), np.nan)
    flag = np.zeros(len(texts), dtype=np.int8)
    array = pa.array(texts, pa.string())
    plain = pc.match_substring_regex(array, r"^[0-9]{1,15}(\.[0-9]+)?$").to_numpy(
        zero_copy_only=False
    )
    if plain.any():
        kind[plain] = words.NUMBER
        number[plain] = pc.cast(array.filter(pa.array(plain)), pa.float64()).to_numpy()
    used = np.zeros(len(texts), dtype=bool)
    used[below] = True
    for code in np.flatnonzero(used & ~plain).tolist():
        figure = words.figure(texts[code])
        kind[code], number[code] = figure.kind, figure.number
        flag[code] = FLAGS.index(figure.flag)
    return kind[below], number[below], flag[below]


def _of_one_measure(quality: Cells, values: Cells) -> Cells:
    """Reliability goes with the one measure of the table; of several it tells none."""
    measures = np.unique(values.measure)
    measure = int(measures[0]) if len(measures) == 1 else -1
    return replace(quality, measure=np.full(len(quality), measure))


def _flagged(values: Cells, unreliable: _Array) -> Cells:
    flag = np.where(unreliable, FLAGS.index("unreliable"), values.flag)
    return replace(values, flag=flag)


def _keys(cells: Cells, industries: int) -> _Array:
    """One whole number for unit, year, period, measure and industry."""
    key = cells.unit.astype(np.int64) * 10_000 + cells.year
    for array, size in (
        (cells.part, len(PARTS)),
        (cells.measure + 1, len(MEASURE_KEYS) + 1),
        (cells.industry, max(industries, 1)),
    ):
        key = key * size + array
    return key
