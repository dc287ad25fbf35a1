"""From a grid and its layout to tidy rows; every cell that is not blank gets one outcome.

Nothing here goes cell by cell: keys and figures are read once for each distinct text and then
spread over the rows by number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hubplanner.errors import DataError
from hubplanner.importing import looking_up
from hubplanner.importing.boundary_changes import on_regions_of_2020
from hubplanner.importing.cells import FLAGS, PARTS, Cells, concat
from hubplanner.importing.eupmyeondong import Eupmyeondong, add_up
from hubplanner.importing.keys import Keys
from hubplanner.importing.layout import UNUSED, Layout
from hubplanner.importing.matching import RowRegions
from hubplanner.importing.outcomes import (
    ABSENT,
    CARRIED,
    INCOMPLETE,
    OUTCOMES,
    PART,
    QUALITY,
    VALUE,
)
from hubplanner.importing.repeats import (
    all_differ,
    of_one_measure,
    pair_of_one_key,
    with_quality,
    without_repeats,
)
from hubplanner.importing.row_keys import NO_PERIOD, SHORTER_PERIOD
from hubplanner.importing.vocabulary import (
    NO_INDUSTRY,
    NO_ITEM,
    QUALITY_ITEM,
    SPLIT_INDUSTRY,
    Choices,
    Vocabulary,
)
from hubplanner.language import Joined, Text
from hubplanner.tables import words
from hubplanner.tables.grid import Grid

_Array = np.ndarray[Any, Any]
_NUMBER_OF = {outcome: number for number, outcome in enumerate(OUTCOMES)}


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
        Cells that are not blank, by outcome.
    left
        Row, column and outcome of each value cell that is not in the output.
    notes
        Sentences on what was assumed.
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
    notes: list[Text]


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
    keys = Keys(grid, layout, Vocabulary(industries, choices), choices)
    return _Conversion(grid, layout, rows, keys).run()


class _Conversion:
    """One run, column after column."""

    def __init__(self, grid: Grid, layout: Layout, rows: RowRegions, keys: Keys) -> None:
        self.grid, self.layout, self.rows, self.keys = grid, layout, rows, keys
        kinds = (VALUE, ABSENT, QUALITY, "aggregate", INCOMPLETE)
        self.outs: dict[str, list[Cells]] = {kind: [] for kind in kinds}
        self.eupmyeondong = Eupmyeondong.of_rows(grid, layout, keys.rows.eupmyeondong, rows.label)
        self.left: list[tuple[_Array, int, str]] = []
        self.counts = dict.fromkeys(OUTCOMES, 0)

    def run(self) -> Tidy:
        for column in self.layout.figures:
            self._convert_column(column)
        self._count_others()
        keys, industries = self.keys, self.keys.vocabulary.industries
        cells = {kind: concat(parts) for kind, parts in self.outs.items()}
        sums, told = self._sums(cells[INCOMPLETE], cells[VALUE])
        values, repeats = without_repeats(concat([cells[VALUE], sums]), len(industries))
        if len(repeats.get("conflict", ())):
            self._refuse_told_apart(repeats["conflict"])
        quality = of_one_measure(cells[QUALITY], values)
        values, assumed = with_quality(values, quality, len(industries))
        values, missing, away, sentences = on_regions_of_2020(
            values, cells[ABSENT], self.rows.units, self.rows.codes
        )
        for outcome, some in [*repeats.items(), *away.items()]:
            figures = int((~np.isnan(some.value)).sum())
            self.counts[outcome] += len(some)
            self.counts[VALUE] -= figures
            self.counts[ABSENT] -= len(some) - figures
            if outcome == CARRIED:
                continue
            self._leave(some, outcome)
        return Tidy(
            values=values,
            missing=missing,
            quality=quality,
            aggregates=cells["aggregate"],
            regions=self.rows.codes,
            industries=industries,
            sources=keys.rows.sources,
            counts={outcome: count for outcome, count in self.counts.items() if count},
            left=self.left,
            notes=[*keys.notes, *keys.vocabulary.notes.values(), *told, *assumed, *sentences],
        )

    def _sums(self, parts: Cells, totals: Cells) -> tuple[Cells, list[Text]]:
        """Figures of 읍면동 as figures of their region; each cell that goes in is counted."""
        if not len(parts):
            return parts, []
        units, city_of = self.rows.units, looking_up.city_of()
        for number in np.unique(parts.unit).tolist():
            city = frozenset(city_of.get(unit, unit) for unit in units[number])
            if city not in units:
                units.append(city)
            parts.unit[parts.unit == number] = units.index(city)
        names = self.eupmyeondong.names(parts.row - self.layout.body.start)
        sums, left, told = add_up(parts, names, totals, self.rows.codes)
        self.counts[VALUE] += len(sums)
        for outcome, some in left.items():
            self.counts[outcome] += len(some)
            if outcome != CARRIED:
                self._leave(some, outcome)
        if not len(sums) and not len(totals):
            raise DataError(
                "figures by 읍면동 are added up where all of a region are there: {told}",
                told=Joined("; ", told),
            )
        return sums, told

    def _refuse_told_apart(self, conflict: Cells) -> None:
        """Refuse contradictions that a column which is not read tells apart: then other figures,
        of which there is one a region, are of parts too."""
        industries = len(self.keys.vocabulary.industries)
        for column in self.layout.unread:
            whole = self.grid.columns[column]
            if not all_differ(conflict, whole.codes[conflict.row], industries):
                continue
            first, second = (int(row) + 1 for row in pair_of_one_key(conflict, industries))
            raise DataError(
                "rows {first} and {second} state different figures of one region, and only column"
                " '{head}', which is not read, tells them apart ({texts}): add them up, or keep one"
                " row a region",
                first=first,
                second=second,
                head=self.layout.shown(column),
                texts=", ".join(whole[row - 1] for row in (first, second)),
            )

    def _leave(self, cells: Cells, outcome: str) -> None:
        for column in np.unique(cells.column).tolist():
            self.left.append((cells.row[cells.column == column], column, outcome))

    def _convert_column(self, column: int) -> None:
        whole, start = self.grid.columns[column], self.layout.body.start
        kind, number, flag, own_units = _figures(whole.texts, whole.codes, start)
        live = np.flatnonzero(kind != words.BLANK)
        if not len(live):
            return
        kind, number, flag = kind[live], number[live], flag[live]
        head, keys = self.keys.heads[column], self.keys.rows
        region, province, unit, is_part = self._regions(column, live)
        measure = self.keys.measures(head, live)
        period, period_flag = self.keys.periods(head, live, measure)
        industry = self.keys.industries(head, live)
        codes, factor = whole.codes[live + start], np.ones(len(live))
        unitless = (kind != words.UNREADABLE) & ~np.isin(codes, [*own_units])
        if (unitless & (kind == words.NUMBER)).any():  # figures that state their unit ask for none
            factor[unitless] = self.keys.factors(head, live[unitless], measure[unitless])
        for code, unit_of_cell in own_units.items():
            alike = codes == code
            factor[alike] = self.keys.factors_of(unit_of_cell, measure[alike])

        outcome = np.full(len(live), _NUMBER_OF[VALUE], dtype=np.int8)

        def rule(name: str, broken: Any) -> None:
            undecided = outcome == _NUMBER_OF[VALUE]
            outcome[undecided & broken] = _NUMBER_OF[name]

        is_quality = measure == QUALITY_ITEM
        rule("example", region == looking_up.EXAMPLE)
        rule("unreadable", (kind == words.UNREADABLE))
        rule("unmatched", region == looking_up.UNKNOWN)
        rule("ambiguous", region == looking_up.AMBIGUOUS)
        rule("no region", region == looking_up.BLANK)
        if keys.broken_down is not None:
            rule("breakdown", keys.broken_down[live])
        part = self.eupmyeondong.number[live]
        rule("breakdown", (part >= 0) & ((region < 0) | is_quality))
        rule("no item", measure == NO_ITEM)
        if head.constant:
            rule("constant prices", np.ones(len(live), dtype=bool))
        rule("no period", period == NO_PERIOD)
        rule("shorter period", period == SHORTER_PERIOD)
        rule("future", period // len(PARTS) > date.today().year)
        rule("older industry", industry == SPLIT_INDUSTRY)
        rule("code alone", self.keys.by_unknown_revision(live, period // len(PARTS)))
        rule("no industry", industry == NO_INDUSTRY)
        rule("unit", np.isnan(factor) & ~is_quality)
        rule("negative", (kind == words.NUMBER) & (number < 0))
        rule(INCOMPLETE, part >= 0)
        aggregate = (outcome == _NUMBER_OF[VALUE]) & (region < 0)
        usable = aggregate & (kind == words.NUMBER) & ~is_quality
        rule("nation", region == looking_up.NATION)
        rule("province", region == looking_up.PROVINCE)
        rule(PART, is_quality & is_part)
        rule(QUALITY, is_quality)
        rule(ABSENT, kind != words.NUMBER)

        flag = np.where(flag > 0, flag, period_flag)
        if keys.flag is not None:
            flag = np.where(flag > 0, flag, keys.flag[live])
        cells = Cells(
            region=np.where(region < 0, province, region),
            year=period // len(PARTS),
            part=period % len(PARTS),
            measure=measure,
            industry=industry,
            value=np.where(is_quality, number, number * factor),
            flag=flag,
            source=np.zeros(len(live), dtype=int) if keys.source is None else keys.source[live],
            row=live + self.layout.body.start,
            column=np.full(len(live), column),
            unit=unit,
            rse=np.full(len(live), np.nan),
        )
        for number_of, name in enumerate(OUTCOMES):
            chosen = outcome == number_of
            count = int(chosen.sum())
            if not count:
                continue
            if name != INCOMPLETE:  # counted when it is known which are added up
                self.counts[name] += count
            if name in self.outs:
                some = cells.where(chosen)
                if name == ABSENT:
                    some = replace(some, flag=kind[chosen])
                elif name == QUALITY:
                    starred = some.flag == FLAGS.index("unreliable")
                    marked = (kind[chosen] == words.SUPPRESSED) | starred
                    some = replace(some, flag=marked.astype(int))
                self.outs[name].append(some)
            else:
                self.left.append((cells.row[chosen], column, name))
        if usable.any():
            self.outs["aggregate"].append(cells.where(usable))

    def _regions(self, column: int, live: _Array) -> tuple[_Array, _Array, _Array, _Array]:
        """Regions, for rows of provinces their codes, units, and whether these are 일반구."""
        rows, without_keys = self.rows, self.keys.rows.without_keys
        if self.layout.across is None:
            at = live
            region = np.where(without_keys[live], looking_up.BLANK, rows.region[live])
        else:
            at = np.full(len(live), self.layout.figures.index(column))
            region = rows.region[at]
        is_part = region == looking_up.PART
        return (
            np.where(is_part, rows.part_of[at], region),
            rows.province[at],
            rows.unit[at],
            is_part,
        )

    def _count_others(self) -> None:
        """Titles, heads, keys, notes and unused columns: all other cells that are not blank."""
        layout, grid, counts = self.layout, self.grid, self.counts
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
            unused = layout.roles[number] == UNUSED
            counts["unused" if unused else "key"] += int((below & with_figures).sum())
            counts["note"] += int((below & ~with_figures).sum())
            if unused:
                figure = np.array([words.figure(text).kind == words.NUMBER for text in whole.texts])
                rows = layout.body.start + np.flatnonzero(figure[whole.codes[layout.body.start :]])
                if len(rows):
                    self.left.append((rows, number, "unused"))


def _figures(
    texts: list[str], codes: _Array, start: int
) -> tuple[_Array, _Array, _Array, dict[int, str]]:
    """Kind, number and flag of each body cell, read once a text; plain numbers all at once.

    Also the units that cells state themselves, by the number of the text.
    """
    own_units: dict[int, str] = {}
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
        figure, unit = words.figure_with_unit(texts[code])
        if unit:
            own_units[code] = unit
        kind[code], number[code] = figure.kind, figure.number
        flag[code] = FLAGS.index(figure.flag)
    return kind[below], number[below], flag[below], own_units
