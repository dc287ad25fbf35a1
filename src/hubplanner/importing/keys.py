"""What each figure is about: what its column's head, its row and the whole table say of it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from hubplanner.errors import DataError
from hubplanner.importing.cells import FLAGS, PARTS
from hubplanner.importing.heads import Head, read_head
from hubplanner.importing.layout import Layout, notes_below, texts_below
from hubplanner.importing.looking_up import recognise
from hubplanner.importing.row_keys import SHORTER_PERIOD, RowKeys, period_number
from hubplanner.importing.vocabulary import (
    MEASURE_KEYS,
    NO_ITEM,
    Choices,
    Vocabulary,
    measure_number,
)
from hubplanner.language import Pair, Text
from hubplanner.tables import words
from hubplanner.tables.grid import Grid
from hubplanner.tables.measures import MEASURES, UNITS

_Array = np.ndarray[Any, Any]


YEAR_END = Text("residents of December are taken as those of the year")
REVISION_9_SINCE = 2008
TITLE, SHEET = Text("the title"), Text("the name of the sheet")


class Keys:
    """The keys of a table; `notes` holds sentences on what was assumed."""

    def __init__(
        self, grid: Grid, layout: Layout, vocabulary: Vocabulary, choices: Choices
    ) -> None:
        self.layout, self.vocabulary, self.choices = layout, vocabulary, choices
        self.notes: list[Text] = []
        self.title_period: words.Period | None = None
        self._recognise_revision(grid)
        self.heads = {column: self._head(grid, column) for column in layout.figures}
        unknown = [set(head.unknown) for head in self.heads.values()]
        self.everywhere = set.intersection(*unknown) if unknown else set()
        self.rows = RowKeys(grid, layout, vocabulary)
        self.half = self._half_of_years(grid)
        self.measure_default = self._default_measure()
        of_notes = (text for text in notes_below(grid, layout) if "단위" in text)
        self.unit_default = choices.unit or next(
            filter(None, map(words.unit_in, [*layout.titles, *of_notes])), ""
        )
        self.industry_default = self._default_industry(grid)
        self._refuse_part_of_whole(grid)
        self._refuse_without_year(grid)
        self._tell_other_years(grid)
        self._tell_unread(grid)
        self._tell_other_units()
        self._tell_qualified_titles()

    def _recognise_revision(self, grid: Grid) -> None:
        columns = self.layout.columns(words.INDUSTRY)
        over_figures = [
            text for column in self.layout.figures for text in self.layout.heads[column]
        ]
        heads = [text for column in columns for text in self.layout.heads[column]]
        labels = [text for column in columns for text in grid.columns[column].texts if text]
        self.vocabulary.recognise_revision(
            [*self.layout.titles, *heads], [*labels, *dict.fromkeys(over_figures)]
        )

    def _head(self, grid: Grid, column: int) -> Head:
        across = self.layout.across
        region = "" if across is None else grid.columns[column][across]
        texts = tuple(text for text in self.layout.heads[column] if text != region)
        for text in texts:
            self._tell_year_in_full(text)
        return read_head(texts, self.vocabulary)

    def _tell_year_in_full(self, text: str) -> None:
        """Tell a year of two digits, which '10년' may be or a span."""
        said = words.in_full(text)
        note = Text("'{text}' is read as {said}", text=text, said=said)
        if said != text and note not in self.notes:
            self.notes.append(note)

    def _default_measure(self) -> str:
        if self.choices.measure:
            return self.choices.measure
        if self.rows.item is not None or any(head.item for head in self.heads.values()):
            return ""
        in_titles = set().union(*map(words.measures_in, self.layout.titles), set())
        if len(in_titles) == 1:
            measure = next(iter(in_titles))
            name = _name(measure)
            self.notes.append(Text("measure read from the title: {measure}", measure=name))
            return measure
        raise DataError(
            "the table does not say what it counts; add --measure (one of {measure_keys})",
            measure_keys=", ".join(MEASURE_KEYS),
        )

    def _default_industry(self, grid: Grid) -> int:
        stated = self.rows.industry is not None or any(
            head.industry or head.total for head in self.heads.values()
        )
        key = self.choices.industry
        if not key and not stated:
            key = self._industry_named([*self._over_all, grid.sheet]) or "total"
            note = Text(
                "no industry stated: taken as {key}; if they are of another one, say so:"
                ' industry = "…" under [constants] of a mapping',
                key=key,
            )
            self.notes.append(note)
        return self.vocabulary.industry_number(key or "total")

    def _industry_named(self, over_all: list[str]) -> str:
        """The industry that titles, the sheet's name or what stands over all figures name; '' where
        none."""
        folded = words.fold(" ".join(over_all))
        if "광제조업" in folded or "광업제조업" in folded or "광업및제조업" in folded:
            return "mining_and_manufacturing"
        named: set[str] = set()
        unknown: list[str] = []
        for text in over_all:
            known, more = words.industries_named(text, self.vocabulary.industry)
            named, unknown = named | known, unknown + more
        if not named and not unknown and "제조업" in folded:
            return "manufacturing"
        if unknown or len(named) > 1:
            raise DataError(
                "the title or the sheet's name speaks of {industries}, of which no column tells the"
                " figures apart;"
                ' say what they are of: industry = "…" under [constants] of a mapping',
                industries=", ".join([*unknown, *sorted(named)]),
            )
        return named.pop() if named else ""

    @property
    def _over_all(self) -> list[str]:
        """What stands above the table, or over all of its figures."""
        return [*self.layout.titles, *sorted(self.everywhere)]

    def _refuse_part_of_whole(self, grid: Grid) -> None:
        """A table whose title or sheet names a part, as one sex, with nothing that is broken down
        by it."""
        unknown = {text for head in self.heads.values() for text in head.unknown}
        heads_of_parts = any(map(words.is_part, unknown))
        if self.rows.broken_down is not None or heads_of_parts:
            return
        notes = notes_below(grid, self.layout)
        self._tell_parts_in(notes)
        alone = filter(words.restricts, notes)
        for text in filter(None, (*self.layout.titles, grid.sheet, *alone)):
            part = words.part_named(text) or words.restricts(text)
            if not part or any(part in text for text in unknown):
                continue  # a head of its own tells the part from the whole
            if not self.choices.measure:
                raise DataError(
                    "the title, sheet's name or note '{title}' says that the figures are of a part"
                    " ({part}), not of the whole region; --measure takes them for what it names",
                    title=text,
                    part=part,
                )
            note = Text(
                "the title or the sheet's name speaks of a part ({part}); taken as {measure}, as"
                " --measure says",
                part=part,
                measure=_name(self.choices.measure),
            )
            self.notes.append(note)

    def _tell_parts_in(self, notes: list[str]) -> None:
        for text in notes:
            part = words.part_named(text)
            if part and not words.restricts(text) and "제외" not in text:
                note = Text(
                    "the note '{text}' below the table speaks of a part ({part}): the figures are"
                    " taken as those of the whole region",
                    text=text,
                    part=part,
                )
                self.notes.append(note)

    def _tell_qualified_titles(self) -> None:
        """What stands before the measure in a title and is not understood: it may narrow it."""
        for text in self.layout.titles:
            phrase = words.qualified_measure(text)
            word = phrase.split(" ")[0] if phrase else ""
            if word and not recognise([word]) and not self.vocabulary.industry(word):
                note = Text(
                    "the title says '{phrase}': the figures are taken as those of the whole region",
                    phrase=phrase,
                )
                self.notes.append(note)

    def _tell_other_units(self) -> None:
        """Units that a head states, where the title states another: the head's is taken."""
        stated = next(filter(None, map(words.unit_in, self.layout.titles)), "")
        for unit in dict.fromkeys(head.unit for head in self.heads.values()):
            if stated and unit and words.carried(unit, stated) not in (None, 1.0):
                note = Text(
                    "the title says {stated}, a head {unit}: the head's is taken; check which is"
                    " right",
                    stated=stated,
                    unit=unit,
                )
                self.notes.append(note)

    def _refuse_without_year(self, grid: Grid) -> None:
        if self.choices.year or self.rows.period is not None:
            return
        if not any(head.period for head in self.heads.values()):
            named = set().union(*map(words.periods_in, self.layout.titles), set())
            halves = {period for period in named if period.part in ("H1", "H2")}
            in_titles = halves or {period for period in named if period.part}
            of_sheet = {period for period in words.periods_in(grid.sheet) if period.part}
            stated = in_titles or ({} if named else of_sheet)
            if len(stated) != 1:
                raise self._no_year(grid, {period for period in named if not period.part})
            self.title_period = next(iter(stated))
            shown = f"{self.title_period.year} {self.title_period.part}".removesuffix(" Y")
            where = TITLE if in_titles else SHEET
            self.notes.append(Text("year read from {where}: {year}", where=where, year=shown))

    def _tell_other_years(self, grid: Grid) -> None:
        """Years that a title, the sheet's name or the planner states, of which no figure is."""
        heads = {head.period.year for head in self.heads.values() if head.period}
        used = heads | ({self.title_period.year} if self.title_period else set())
        if self.rows.period is not None:
            used |= {abs(n) // len(PARTS) for n in np.unique(self.rows.period).tolist() if n > 0}
        chosen = self.choices.year
        if chosen and not used:
            used = {chosen}
        elif chosen and chosen not in used:
            self._tell_years("--year", {chosen}, used)
        for where, texts in ((TITLE, self.layout.titles), (SHEET, (grid.sheet,))):
            named = {period.year for text in texts for period in words.periods_in(text)}
            if named and used and not named & used:
                self._tell_years(where, named, used)

    def _tell_unread(self, grid: Grid) -> None:
        """Columns of words that are not read: they may say that figures are of a part."""
        for column in self.layout.unread:
            body = grid.columns[column]
            texts = [text for row in self.layout.body if (text := body[row])]
            if 2 * len(texts) < len(self.layout.body):
                continue
            note = Text(
                "column '{head}' ({texts}) is not read: the figures are taken as those of the whole"
                " region",
                head=self.layout.shown(column),
                texts=", ".join([*dict.fromkeys(texts)][:3]),
            )
            self.notes.append(note)

    def _tell_years(self, where: object, named: set[int], used: set[int]) -> None:
        said, years = (", ".join(map(str, sorted(some))) for some in (named, used))
        self.notes.append(
            Text(
                "{where} says {said}, the figures are read as of {years}: check which is right",
                where=where,
                said=said,
                years=years,
            )
        )

    def _no_year(self, grid: Grid, shorter: set[words.Period]) -> DataError:
        """What stands where a year is looked for."""
        if shorter:
            return DataError(
                "the title names a month, quarter or day of {year}, no year or half-year, which are"
                " held; --year takes the figures for a year's",
                year=max(period.year for period in shorter),
            )
        for column, heads in self.layout.heads.items():
            if head := next((one for one in heads if words.head_role(one) == words.PERIOD), None):
                body = grid.columns[column]
                value = next(filter(None, (body[row] for row in self.layout.body)), "")
                return DataError(
                    "column '{head}': '{value}' is no year; write it as 2024, 2024.1/2 or 2024.12,"
                    " or add --year",
                    head=head,
                    value=value,
                )
        return DataError("the table states no year; add --year")

    def _half_of_years(self, grid: Grid) -> int:
        """Number into `PARTS` of the half-year that titles name, where heads and rows name years
        alone; 0 for none. What a note below the table says of it is told."""
        heads = any(head.period and head.period.part == "Y" for head in self.heads.values())
        rows = self.rows.period
        if not heads and (rows is None or not _whole_years(rows).any()):
            return 0
        named = set(filter(None, map(words.half_named, self.layout.titles)))
        if len(named) == 1:
            half = named.pop()
            note = Text("years are taken for the half-year of the title: {half}/2", half=half[1])
            self.notes.append(note)
            return PARTS.index(half)
        for text in texts_below(grid, self.layout):
            if words.half_named(text):
                note = Text(
                    "'{text}' below the table speaks of a half-year; the heads stand: write them"
                    " as '2025 상반기' if the figures are of it",
                    text=text,
                )
                self.notes.append(note)
        return 0

    # Of the rows `live` of a column under `head`

    def periods(self, head: Head, live: _Array, measure: _Array) -> tuple[_Array, _Array]:
        """Periods and the flags they carry."""
        chosen, population = self.choices.year, MEASURE_KEYS.index("population")
        if self.rows.period is not None:
            numbers = self.rows.period[live]
        else:
            period = head.period or self.title_period
            if period is None and chosen:
                period = words.Period(chosen, "Y")
            numbers = np.full(len(live), period_number(period))
        if self.half:
            numbers = np.where(_whole_years(numbers), numbers + self.half, numbers)
        december = numbers < SHORTER_PERIOD
        at_the_end = december & (measure == population)
        if at_the_end.any() and YEAR_END not in self.notes:
            self.notes.append(YEAR_END)
        numbers = np.where(at_the_end, -numbers * len(PARTS), numbers)
        numbers = np.where(december & ~at_the_end, SHORTER_PERIOD, numbers)
        if chosen:
            # The planner says which year a month or an unreadable date stands for.
            numbers = np.where(numbers < 0, chosen * len(PARTS), numbers)
        flag = FLAGS.index(head.period.flag) if head.period else 0
        return numbers, np.full(len(live), flag)

    def measures(self, head: Head, live: _Array) -> _Array:
        # What stands over all figures tells none from another, unless it is a part of the whole.
        unknown = [
            text
            for text in head.unknown
            if text not in self.everywhere or text in head.narrowed or words.part_named(text)
        ]
        if unknown:
            return np.full(len(live), NO_ITEM)
        default = measure_number(words.Item(self.measure_default) if self.measure_default else None)
        if head.item is not None:
            return np.full(len(live), measure_number(head.item))
        if self.rows.item is None:
            return np.full(len(live), default)
        items = self.rows.item[live]
        return np.where(items == NO_ITEM, default, items) if self.choices.measure else items

    def industries(self, head: Head, live: _Array) -> _Array:
        if head.industry:
            return np.full(len(live), self.vocabulary.industry_number(head.industry))
        if self.rows.industry is not None:
            return self.rows.industry[live]
        return np.full(len(live), self.industry_default)

    def by_unknown_revision(self, live: _Array, year: _Array) -> _Array:
        """Codes of industries alone, of years in which another revision of KSIC was in force."""
        early: _Array = self.rows.bare_code[live] & (year > 0) & (year < REVISION_9_SINCE)
        return early & (self.vocabulary.revision is None)

    def factors(self, head: Head, live: _Array, measure: _Array) -> _Array:
        """What brings each figure into its measure's unit; not a number where nothing does."""
        if self.rows.unit is not None and not head.unit:
            units, texts = self.rows.unit[live].astype(np.int64), self.rows.unit_texts
        elif self.rows.item_unit is not None and not head.unit:
            units, texts = self.rows.item_unit[live], self.rows.item_units
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

    def factors_of(self, unit: str, measure: _Array) -> _Array:
        """The same for cells that state their own unit."""
        distinct, back = np.unique(measure, return_inverse=True)
        factors = [self._factor(unit, number) for number in distinct.tolist()]
        spread: _Array = np.array(factors, dtype=float)[back]
        return spread

    def _factor(self, unit: str, measure: int) -> float:
        if measure < 0:
            return 1.0
        key = MEASURE_KEYS[measure]
        unit = unit or self.unit_default or self._unit_of_several(key)
        if not unit and self._states_units and not self._counts_beside_other_units(key):
            return float("nan")
        if not unit:
            own = UNITS[key]
            if own not in ("persons", "establishments"):
                raise DataError(
                    "the table does not say the unit of {key}; add --unit (kept in {own})",
                    key=key,
                    own=own,
                )
            note = Text("no unit stated for {key}: {own}", key=key, own=own)
            if note not in self.notes:
                self.notes.append(note)
            return 1.0
        found = words.factor(unit, key)
        return float("nan") if found is None else found

    def _counts_beside_other_units(self, key: str) -> bool:
        """Whether a measure is a count and all units that are stated are of other things."""
        stated = {*self.rows.unit_texts, *self.rows.item_units}
        stated |= {head.unit for head in self.heads.values()}
        fitting = [unit for unit in stated if unit and words.factor(unit, key) is not None]
        return UNITS[key] == "establishments" and not fitting

    def _unit_of_several(self, key: str) -> str:
        """Of several units that a note above the table names, the one that fits a measure."""
        for several in filter(None, map(words.several_units_in, self.layout.titles)):
            fitting = [one for one in several.split(", ") if words.factor(one, key) is not None]
            if len(fitting) != 1:
                raise DataError(
                    "the table states the units {units}, of which not one alone fits {key};"
                    " add --unit (kept in {own})",
                    units=several,
                    key=key,
                    own=UNITS[key],
                )
            note = Text(
                "of the units {units} the one that fits {key}: {fitting}",
                units=several,
                key=key,
                fitting=fitting[0],
            )
            if note not in self.notes:
                self.notes.append(note)
            return fitting[0]
        return ""

    @cached_property
    def _states_units(self) -> bool:
        """Whether any row or head states a unit, so that one without is an oversight."""
        in_rows = self.rows.unit is not None and any(map(words.is_unit, self.rows.unit_texts))
        in_items = self.rows.item_unit is not None and bool((self.rows.item_unit > 0).any())
        return in_rows or in_items or any(head.unit for head in self.heads.values())


def _whole_years(numbers: _Array) -> _Array:
    """Which numbers of periods are whole years."""
    whole: _Array = (numbers >= 0) & (numbers % len(PARTS) == PARTS.index("Y"))
    return whole


def _name(measure: str) -> Pair:
    return Pair(MEASURES[measure].name_ko, MEASURES[measure].name_en)
