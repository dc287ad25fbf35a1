"""A planner's own input-output table: read as it was published, tied to divisions, checked.

Two shapes are read. A square one: sectors that sell down the rows, sectors that buy across, with
whatever totals, final demand and value added stand beside them. And the list that ECOS, the Bank of
Korea's service, gives: a row a pair of sectors, a column a year.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from hubplanner.dataset.industry_tables import Floats, InputOutput
from hubplanner.dataset.sector_names import (
    KIND_WORDS,
    KINDS,
    SOURCE,
    YEAR,
    divisions,
    is_account,
    is_elsewhere,
    is_figure,
    is_total,
    is_total_output,
    manufacturing,
    meaning,
    stated_kind,
    stated_source,
)
from hubplanner.errors import DataError
from hubplanner.tables import words
from hubplanner.tables.grid import Grid, read_grid

FILES = "input_output*"
SUFFIXES = (".csv", ".xlsx", ".xlsm", ".xls")

MOST_HEAD_ROWS, MOST_LABEL_COLUMNS = 15, 6
ROUNDING = 1e-3
"""How far published coefficients may be off by rounding: those of three digits by half of it."""

NEGATIVE = -0.05
"""By-products that a sector sells are booked as negative inputs (the Bank of Korea's own table of
2023 has some, down to −0.001 of the output); one beyond a twentieth of the output is a mistake."""

MOST_INDUCED = 20.0
"""A sector that makes 20 in all for one of final demand would spend 95 % of its output on inputs,
and so would those that it buys from; figures beyond are flows taken for coefficients."""

_Cell = tuple[int, int]


@dataclass(frozen=True)
class _Found:
    """Where the parts of one table stand in the file; texts are not yet figures."""

    title: str
    year: int
    source: str
    sectors: tuple[str, ...]
    industries: tuple[tuple[str, ...], ...]
    heads: tuple[str, ...]  # where each sector is named: "column D"
    cells: dict[tuple[int, int], _Cell]
    output: tuple[_Cell, ...]


def read_input_output(folder: Path) -> tuple[InputOutput, ...]:
    """The tables of a folder: ``input_output.csv`` or ``.xlsx``, also with a year in the name.

    Raises
    ------
    DataError
        Naming the file, row, column and value that is refused, and the mend.
    """
    tables: list[InputOutput] = []
    for path in sorted(folder.glob(FILES)):
        if path.suffix.lower() not in SUFFIXES:
            raise DataError(
                "{path}: an input-output table is read from {suffixes}; save it so",
                path=path,
                suffixes=", ".join(SUFFIXES),
            )
        for table in read_table(path):
            if twice := [own.file for own in tables if own.year == table.year]:
                raise DataError(
                    "{path}: is of {year}, as {twice} is; keep one table a year",
                    path=path,
                    year=table.year,
                    twice=twice[0],
                )
            tables.append(table)
    return tuple(tables)


def read_table(
    path: Path, grid: Grid | None = None, *, year: int | None = None
) -> list[InputOutput]:
    """The tables of a file, one a year.

    Parameters
    ----------
    path
        The file.
    grid
        Its cells, where they were read already.
    year
        Of a square table that does not say it.

    Raises
    ------
    DataError
        As :func:`read_input_output`.
    """
    grid = grid or read_grid(path)
    # Names are often broken over lines within their cell.
    texts = [[" ".join(text.split()) for text in grid.row(row)] for row in range(grid.rows)]
    try:
        found = _listed(texts, path) or [_square(texts, path, grid.form, year)]
        return [_checked(one, texts, path) for one in found]
    except DataError as error:
        raise DataError("{path}: {error}", path=path, error=error) from None


def is_input_output(grid: Grid, path: Path) -> bool:
    """Whether a file says that it holds an input-output table, in its name or first rows."""
    texts = (text for row in range(min(grid.rows, MOST_HEAD_ROWS)) for text in grid.row(row))
    names = ("산업연관표", "투입산출표", "투입계수", "생산유발", "거래표", "inputoutput")
    return any(
        name in words.fold(text) for text in (path.stem, grid.form, *texts) for name in names
    )


def write_table(table: InputOutput, path: Path) -> None:
    """A table as CSV (UTF-8 with BOM), as :func:`read_table` reads it back."""
    kind = KIND_WORDS["inverse" if table.output is None else "flows"][0]
    rows: list[Sequence[object]] = [
        [f"출처: {table.source}"],
        ["", *(";".join(held) for held in table.industries)],
        [f"{kind} {table.year}", *table.sectors],
        *([name, *row] for name, row in zip(table.sectors, table.cells.tolist(), strict=True)),
    ]
    if table.output is not None:
        rows.append(["총산출", *table.output.tolist()])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


# ---- the two shapes


def _square(texts: list[list[str]], path: Path, form: str, year: int | None) -> _Found:
    head, label = _corner(texts)
    columns = _named({j: texts[head][j] for j in range(label + 1, len(texts[head]))})
    rows = _named({i: texts[i][label] for i in range(head + 1, len(texts))})
    across = {key: at for key, at in columns.items() if not is_total(texts[head][at[0]])}
    down = {key: at for key, at in rows.items() if not is_total(texts[at[0]][label])}
    keys = [key for key in across if key in down]
    for key, (i, *again) in down.items():
        if key in across and again:
            raise DataError(
                "row {i}, column {column}: {texts!r} stands again in"
                " row {again}; keep the table of one region and origin, with each sector"
                " once",
                i=i + 1,
                column=xl_col_to_name(label),
                texts=texts[i][label],
                again=again[0] + 1,
            )
    mend = "name each sector alike in its row and column, or delete what is no sector"
    for key, (j, *again) in across.items():
        where = f"row {head + 1}, column {xl_col_to_name(j)}: {texts[head][j]!r}"
        if key in down and again:
            raise DataError(
                "{where} stands again in column {column}; keep the table of one"
                " region and origin, with each sector once",
                where=where,
                column=xl_col_to_name(again[0]),
            )
        if key not in down and not is_account(texts[head][j]):
            raise DataError("{where} has no row of that name; {mend}", where=where, mend=mend)
    for key, (i, *_) in down.items():
        told = any(is_figure(texts[i][across[k][0]]) for k in keys)
        if key not in across and told and not is_account(texts[i][label]):
            raise DataError(
                "row {i}, column {column}: {texts!r} has no column of that name; {mend}",
                i=i + 1,
                column=xl_col_to_name(label),
                texts=texts[i][label],
                mend=mend,
            )

    column = {key: across[key][0] for key in keys}
    row = {key: down[key][0] for key in keys}
    first, last = min(row.values()), max(row.values())
    heads = tuple(f"column {xl_col_to_name(column[key])}" for key in keys)
    beside = [
        [*(texts[i][column[key]] for i in range(first)), *texts[row[key]][: label + 1]]
        for key in keys
    ]
    above = [
        text
        for i, cells in enumerate(texts[: head + 1])
        for text in (cells if i < head and sum(map(bool, cells)) < 4 else cells[: label + 1])
        if text and (not is_figure(text) or YEAR.fullmatch(text))
    ]
    below = [text for cells in texts[last + 1 :] for text in cells[: label + 2]]
    title = " ".join(text for text in above if not SOURCE.match(text))
    said = f"{title} {form}"  # the name of a sheet counts, but is no source
    return _Found(
        title=said,
        year=_year(said, path, year),
        source=stated_source([*above, *below]) or _title(title, path),
        sectors=tuple(texts[head][column[key]] for key in keys),
        industries=tuple(
            divisions(texts[head][column[key]], others, where)
            for key, others, where in zip(keys, beside, heads, strict=True)
        ),
        heads=heads,
        cells={(a, b): (row[i], column[j]) for a, i in enumerate(keys) for b, j in enumerate(keys)},
        output=_total_output(
            {i: texts[i][label] for i in range(first, len(texts))},
            dict(enumerate(texts[head])),
            [row[key] for key in keys],
            [column[key] for key in keys],
        ),
    )


def _total_output(
    labels: dict[int, str], heads: dict[int, str], rows: list[int], columns: list[int]
) -> tuple[_Cell, ...]:
    """The cells of a row of total output, or else of a column; none where there is neither."""
    for i in reversed([i for i, text in labels.items() if is_total_output(text)]):
        return tuple((i, j) for j in columns)
    for j in reversed([j for j, text in heads.items() if is_total_output(text)]):
        return tuple((i, j) for i in rows)
    return ()


def _corner(texts: list[list[str]]) -> _Cell:
    """The row and column of names that have most in common, names that tie to industries first."""

    def names(cells: Iterable[str]) -> dict[str, str]:
        return {words.fold(t): t for t in cells if t and not is_figure(t) and not is_total(t)}

    best, at = (0, 1), (-1, -1)
    for label in range(min(MOST_LABEL_COLUMNS, len(texts[0]))):
        for head in range(min(MOST_HEAD_ROWS, len(texts))):
            across = names(texts[head][label + 1 :])
            common = across.keys() & names(row[label] for row in texts[head + 1 :]).keys()
            tied = sum(bool(meaning(across[key])) for key in common)
            if (tied, len(common)) > best:
                best, at = (tied, len(common)), (head, label)
    if at == (-1, -1):
        raise DataError(
            "holds no square table: the same sectors must be named down one column and across one"
            " row, those of manufacturing by industry keys, as 'c10;c11;c12', or by the names of"
            " the Bank of Korea's sectors"
        )
    return at


def _named(labels: Mapping[int, str]) -> dict[str, list[int]]:
    """Where each name stands, by the folded name."""
    found: dict[str, list[int]] = {}
    for place, text in labels.items():
        if text and not is_figure(text):
            found.setdefault(words.fold(text), []).append(place)
    return found


def _listed(texts: list[list[str]], path: Path) -> list[_Found]:
    """The list that ECOS gives, one table a year; nothing where the file has another shape."""
    for head, row in enumerate(texts[:MOST_HEAD_ROWS]):
        folded = ["" if t.startswith("코드") else re.sub(r"\(.*$", "", words.fold(t)) for t in row]
        if {"수요부문", "투입부문"} <= set(folded):
            return _by_year(texts, head, folded.index("투입부문"), folded.index("수요부문"), path)
    return []


def _by_year(
    texts: list[list[str]], head: int, seller: int, buyer: int, path: Path
) -> list[_Found]:
    pairs: dict[tuple[str, str], int] = {}
    names: dict[str, str] = {}
    for i in range(head + 1, len(texts)):
        pair = (words.fold(texts[i][seller]), words.fold(texts[i][buyer]))
        if not all(pair):
            continue
        if pair in pairs:
            raise DataError(
                "rows {pairs} and {i} state the same pair, {texts!r} to"
                " {texts2!r}; download one table",
                pairs=pairs[pair] + 1,
                i=i + 1,
                texts=texts[i][seller],
                texts2=texts[i][buyer],
            )
        pairs[pair] = i
        names.setdefault(pair[1], texts[i][buyer])
    sellers = {a: i for (a, _), i in pairs.items() if not is_total(texts[i][seller])}
    keys = [
        key
        for key, name in names.items()
        if not is_total(name) and (key in sellers or not is_account(name))
    ]
    if not keys:
        raise DataError(
            "row {head}: no sector stands below columns {column} and"
            " {column2}; download the whole table",
            head=head + 1,
            column=xl_col_to_name(seller),
            column2=xl_col_to_name(buyer),
        )
    for key in sellers:
        if key not in keys and not is_account(texts[sellers[key]][seller]):
            raise DataError(
                "row {sellers}, column {column}: sector"
                " {texts!r} buys nowhere in column {column2};"
                " download all sectors",
                sellers=sellers[key] + 1,
                column=xl_col_to_name(seller),
                texts=texts[sellers[key]][seller],
                column2=xl_col_to_name(buyer),
            )
    for a in keys:
        for b in keys:
            if (a, b) not in pairs:
                raise DataError(
                    "column {column}: no row says what {names!r} sells to"
                    " {names2!r}; download all sectors",
                    column=xl_col_to_name(seller),
                    names=names[a],
                    names2=names[b],
                )
    years = {j: period.year for j, t in enumerate(texts[head]) if (period := words.period(t))}
    if not years:
        raise DataError(
            "row {head}: no column is headed by a year, as 2023; add the years", head=head + 1
        )
    title = " ".join(dict.fromkeys(t for t in texts[head + 1] if not is_figure(t)))
    totals = [
        a
        for (a, b), i in pairs.items()
        if b == keys[0]
        and is_total_output(texts[i][seller])
        and all((a, key) in pairs for key in keys)
    ]
    heads = tuple(f"sector {names[key]!r} of column {xl_col_to_name(buyer)}" for key in keys)
    return [
        _Found(
            title=title,
            year=year,
            source=stated_source(texts[head + 1]) or _title(texts[head + 1][0], path),
            sectors=tuple(names[key] for key in keys),
            industries=tuple(divisions(names[key], (), "") for key in keys),
            heads=heads,
            cells={
                (a, b): (pairs[i, j], column)
                for a, i in enumerate(keys)
                for b, j in enumerate(keys)
            },
            output=tuple((pairs[total, j], column) for total in totals[-1:] for j in keys),
        )
        for column, year in years.items()
    ]


def _year(title: str, path: Path, told: int | None) -> int:
    """From the file's name, else the only year that stands above the table, else as told."""
    years = YEAR.findall(path.stem) or sorted(set(YEAR.findall(title)))
    if len(years) == 1:
        if told not in (None, int(years[0])):
            raise DataError(
                "says that it is of {years}, not of {told}; leave out --year",
                years=years[0],
                told=told,
            )
        return int(years[0])
    if told is None:
        says = f"names several years, {', '.join(years)}" if years else "does not say its year"
        raise DataError(
            "{says}; name the file input_output_2023{suffix}", says=says, suffix=path.suffix
        )
    return told


def _title(title: str, path: Path) -> str:
    stated = re.sub(r"[(\[]?\s*단위\s*[:：].*$", "", title).strip()
    return stated[:120] if len(stated) > 5 else f"{path.parent.name}/{path.name}"


# ---- figures


def _checked(found: _Found, texts: list[list[str]], path: Path) -> InputOutput:
    n = len(found.sectors)
    cells, output = np.empty((n, n)), None
    for at, place in found.cells.items():
        cells[at] = _number(texts, place)
    if found.output:
        output = np.array([_number(texts, place) for place in found.output])
        for value, place in zip(output, found.output, strict=True):
            if value <= 0:
                raise DataError(
                    "{place}: {text!r} is refused (total output must be"
                    " above 0; add the sector to another one)",
                    place=_place(place),
                    text=_text(texts, place),
                )
    kind = stated_kind(found.title)
    inverse = output is None and bool((np.diag(cells) >= 1 - ROUNDING).all())
    if kind == "flows" and output is None:
        raise DataError(
            "flows need a row of total output, named '총산출' or '총투입계'; add it"
            " (the total table has it where that of domestic flows does not)"
        )
    if (kind == "inverse") != inverse and kind:
        raise DataError(
            "says that it holds {kinds}, but the figures on the diagonal are"
            " {value} 1 or more; mend the title or the figures",
            kinds=KINDS[kind],
            value="all" if inverse else "not all",
        )
    shares = cells if output is None else cells / output
    for i, j in np.argwhere(shares < NEGATIVE).tolist():
        place = found.cells[i, j]
        raise DataError(
            "{place}: {text!r} is refused (negative inputs are by-products,"
            " at most {value:.0%} of the output of the buyer; mend the figure, or write 0)",
            place=_place(place),
            text=_text(texts, place),
            value=-NEGATIVE,
        )
    if inverse:
        _refuse_no_inverse(cells, found)
    else:
        output = np.ones(n) if output is None else output
        _refuse_unproductive(cells / output, found)
    # Flows of sectors can be added up, coefficients cannot: their outputs are not known.
    flows = output is not None and not np.allclose(output, 1, atol=ROUNDING)
    _refuse_industries(found, addable=flows)
    table = InputOutput(
        found.sectors, found.industries, cells, output, found.year, found.source, path.name
    )
    return _added_up(table) if flows else table


def _added_up(table: InputOutput) -> InputOutput:
    """Sectors that hold the very same divisions of manufacturing as one: their flows are summed."""
    groups: dict[object, list[int]] = {}
    for number, held in enumerate(table.industries):
        groups.setdefault(held or number, []).append(number)
    if len(groups) == len(table.sectors) or table.output is None:
        return table
    join = np.zeros((len(groups), len(table.sectors)))
    for row, numbers in enumerate(groups.values()):
        join[row, numbers] = 1
    return replace(
        table,
        sectors=tuple(" + ".join(table.sectors[n] for n in some) for some in groups.values()),
        industries=tuple(table.industries[some[0]] for some in groups.values()),
        cells=join @ table.cells @ join.T,
        output=join @ table.output,
    )


def _number(texts: list[list[str]], place: _Cell) -> float:
    text = _text(texts, place)
    figure = words.figure(text)
    if figure.kind != words.NUMBER:
        raise DataError(
            "{place}: {text!r} is refused (a number is needed; write 0 where nothing is bought)",
            place=_place(place),
            text=text,
        )
    return figure.number


def _text(texts: list[list[str]], place: _Cell) -> str:
    return texts[place[0]][place[1]]


def _place(place: _Cell) -> str:
    return f"row {place[0] + 1}, column {xl_col_to_name(place[1])}"


def _refuse_unproductive(coefficients: Floats, found: _Found) -> None:
    """A productive economy (Hawkins and Simon 1949) needs less than it makes.

    Columns that add up to less than 1 are enough for it where nothing is negative; one that adds
    up to 1 is borne, as that of a dummy sector without value added, as long as the economy as a
    whole is productive: the spectral radius is below 1.
    """
    sums = coefficients.sum(axis=0)
    for j in np.flatnonzero(sums > 1 + ROUNDING):
        raise DataError(
            "{heads} ({sectors}): inputs add up to {sums:,.6g} of the total"
            " output, which must be below 1; give input coefficients, or flows with a row of total"
            " output ('총산출') in the same unit",
            heads=found.heads[j],
            sectors=found.sectors[j],
            sums=sums[j],
        )
    edge = 1 - 1e-6  # nearer to it, figures rounded to six digits say nothing
    most = np.abs(coefficients).sum(axis=0).max()
    if most >= edge and np.abs(np.linalg.eigvals(coefficients)).max() >= edge:
        worst = int(sums.argmax())
        raise DataError(
            "{heads} ({sectors}): inputs add up to the whole output, and"
            " so do those of its suppliers (Hawkins-Simon condition); mend the figures or the"
            " total output",
            heads=found.heads[worst],
            sectors=found.sectors[worst],
        )


def _refuse_no_inverse(cells: Floats, found: _Found) -> None:
    """The input coefficients behind a Leontief inverse must be those of a productive economy."""
    sums = cells.sum(axis=0)
    for j in np.flatnonzero(sums > MOST_INDUCED):
        raise DataError(
            "{heads} ({sectors}): adds up to {sums:,.6g}, too much for"
            " production inducement coefficients (at most {most_induced:g}); flows need a row of"
            " total output, named '총산출' or '총투입계'",
            heads=found.heads[j],
            sectors=found.sectors[j],
            sums=sums[j],
            most_induced=MOST_INDUCED,
        )
    try:
        behind = np.eye(len(cells)) - np.linalg.inv(cells)
    except np.linalg.LinAlgError:
        behind = np.full_like(cells, np.nan)
    i, j = np.unravel_index(int(np.argmin(behind)), behind.shape)
    if not behind[i, j] >= NEGATIVE:
        raise DataError(
            "{heads} ({sectors}): no Leontief inverse of any input coefficients,"
            " as that of {sectors2} would be {behind:,.6g}; give the whole table of"
            " production inducement coefficients, with all sectors",
            heads=found.heads[j],
            sectors=found.sectors[j],
            sectors2=found.sectors[i],
            behind=behind[i, j],
        )


def _refuse_industries(found: _Found, *, addable: bool) -> None:
    """Every division of manufacturing must stand in one sector, or its workers would weigh 0.

    Sectors that hold the very same divisions may be several where they are added up.
    """
    holder: dict[str, int] = {}
    for number, held in enumerate(found.industries):
        for division in held:
            first = holder.setdefault(division, number)
            if first == number or (addable and found.industries[first] == held):
                continue
            raise DataError(
                "{heads} ({sectors}) and {heads2}"
                " ({sectors2}) both hold {division}; name it once, or give flows and"
                " write the same keys above both, which adds them up",
                heads=found.heads[first],
                sectors=found.sectors[first],
                heads2=found.heads[number],
                sectors2=found.sectors[number],
                division=division,
            )
    if lacking := [division for division in manufacturing() if division not in holder]:
        untied = [
            f"{head} {name!r}"
            for head, name, own in zip(found.heads, found.sectors, found.industries, strict=True)
            if not own and not is_elsewhere(name)
        ]
        more = f" and {len(untied) - 6} more" if len(untied) > 6 else ""
        raise DataError(
            "no sector holds {lacking}; sectors that tie to no industry:"
            " {untied}{more}; write the industry keys above their names,"
            " as '{names}'",
            lacking=", ".join(lacking),
            untied=", ".join(untied[:6]) or "none",
            more=more,
            names=";".join(lacking[:3]),
        )
