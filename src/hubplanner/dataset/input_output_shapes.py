"""Where the parts of an input-output table stand in a file.

Two shapes are known. A square one: sectors that sell down the rows, sectors that buy across, with
whatever totals, final demand and value added stand beside them. And the list that ECOS, the Bank of
Korea's service, gives: a row a pair of sectors, a column a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from hubplanner.dataset.sector_names import (
    SOURCE,
    YEAR,
    divisions,
    is_account,
    is_figure,
    is_total,
    is_total_output,
    meaning,
    stated_source,
)
from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.tables import words

MOST_HEAD_ROWS, MOST_LABEL_COLUMNS = 15, 6

Cell = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """Where the parts of one table stand in the file; texts are not yet figures."""

    title: str
    year: int
    source: str
    sectors: tuple[str, ...]
    industries: tuple[tuple[str, ...], ...]
    heads: tuple[Text, ...]  # where each sector is named: "column D"
    cells: dict[tuple[int, int], Cell]
    output: tuple[Cell, ...]


def square_table(texts: list[list[str]], path: Path, sheet: str, year: int | None) -> Found:
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
    mend = Text("name each sector alike in its row and column, or delete what is no sector")
    for key, (j, *again) in across.items():
        where = Text(
            "row {row}, column {column}: {text!r}",
            row=head + 1,
            column=xl_col_to_name(j),
            text=texts[head][j],
        )
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
    heads = tuple(Text("column {column}", column=xl_col_to_name(column[key])) for key in keys)
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
    said = f"{title} {sheet}".strip()  # the name of a sheet counts, but is no source
    return Found(
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
) -> tuple[Cell, ...]:
    """The cells of a row of total output, or else of a column; none where there is neither."""
    for i in reversed([i for i, text in labels.items() if is_total_output(text)]):
        return tuple((i, j) for j in columns)
    for j in reversed([j for j, text in heads.items() if is_total_output(text)]):
        return tuple((i, j) for i in rows)
    return ()


def _corner(texts: list[list[str]]) -> Cell:
    """The row and column of names that have most in common, names that tie to industries first."""

    def names(cells: Iterable[str]) -> dict[str, str]:
        return {words.fold(t): t for t in cells if t and not is_figure(t) and not is_total(t)}

    best, at = (0, 1), (-1, -1)
    for label in range(min(MOST_LABEL_COLUMNS, len(texts[0]) if texts else 0)):
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


def listed_tables(texts: list[list[str]], path: Path) -> list[Found]:
    """The list that ECOS gives, one table a year; nothing where the file has another shape."""
    for head, row in enumerate(texts[:MOST_HEAD_ROWS]):
        folded = ["" if t.startswith("코드") else re.sub(r"\(.*$", "", words.fold(t)) for t in row]
        if {"수요부문", "투입부문"} <= set(folded):
            return _by_year(texts, head, folded.index("투입부문"), folded.index("수요부문"), path)
    return []


def _by_year(texts: list[list[str]], head: int, seller: int, buyer: int, path: Path) -> list[Found]:
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
    heads = tuple(
        Text("sector {name!r} of column {column}", name=names[key], column=xl_col_to_name(buyer))
        for key in keys
    )
    return [
        Found(
            title=title,
            year=year,
            source=stated_source(texts[head + 1]) or _title(texts[head + 1][0], path),
            sectors=tuple(names[key] for key in keys),
            industries=tuple(divisions(names[key], (), Text("")) for key in keys),
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


def _year(title: str, path: Path, stated: int | None) -> int:
    """From the file's name, else the only year that stands above the table, else as stated."""
    years = YEAR.findall(path.stem) or sorted(set(YEAR.findall(title)))
    if len(years) == 1:
        if stated not in (None, int(years[0])):
            raise DataError(
                "says that it is of {years}, not of {told}; leave out --year",
                years=years[0],
                told=stated,
            )
        return int(years[0])
    if stated is None:
        says = Text("does not say its year")
        if years:
            says = Text("names several years, {years}", years=", ".join(years))
        raise DataError(
            "{says}; name the file input_output_2023{suffix}", says=says, suffix=path.suffix
        )
    return stated


def _title(title: str, path: Path) -> str:
    stated = re.sub(r"[(\[]?\s*단위\s*[:：].*$", "", title).strip()
    return stated[:120] if len(stated) > 5 else f"{path.parent.name}/{path.name}"
