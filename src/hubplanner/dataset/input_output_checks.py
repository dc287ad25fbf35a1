"""The figures of an input-output table, and whether they can be those of an economy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from hubplanner.dataset.industry_tables import Floats, InputOutput
from hubplanner.dataset.input_output_shapes import Cell, Found
from hubplanner.dataset.sector_names import KINDS, is_elsewhere, manufacturing, stated_kind
from hubplanner.errors import DataError
from hubplanner.language import Joined, Text
from hubplanner.tables import words

ROUNDING = 1e-3
"""How far published coefficients may be off by rounding: those of three digits by half of it."""

NEGATIVE = -0.05
"""By-products that a sector sells are booked as negative inputs (the Bank of Korea's own table of
2023 has some, down to −0.001 of the output); one beyond a twentieth of the output is a mistake."""

MOST_INDUCED = 20.0
"""A sector that makes 20 in all for one of final demand would spend 95 % of its output on inputs,
and so would those that it buys from; figures beyond are flows taken for coefficients."""


def checked(found: Found, texts: list[list[str]], path: Path) -> InputOutput:
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
            value=Text("all") if inverse else Text("not all"),
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


def _refuse_unproductive(coefficients: Floats, found: Found) -> None:
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


def _refuse_no_inverse(cells: Floats, found: Found) -> None:
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


def _refuse_industries(found: Found, *, addable: bool) -> None:
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
            Text("{head} {name!r}", head=head, name=name)
            for head, name, own in zip(found.heads, found.sectors, found.industries, strict=True)
            if not own and not is_elsewhere(name)
        ]
        shown: Text = Joined(", ", untied[:6]) if untied else Text("none")
        if len(untied) > 6:
            shown = Text("{first} and {count} more", first=shown, count=len(untied) - 6)
        raise DataError(
            "no sector holds {lacking}; sectors that tie to no industry:"
            " {untied}; write the industry keys above their names,"
            " as '{names}'",
            lacking=", ".join(lacking),
            untied=shown,
            names=";".join(lacking[:3]),
        )


def _number(texts: list[list[str]], place: Cell) -> float:
    text = _text(texts, place)
    figure = words.figure(text)
    if figure.kind != words.NUMBER:
        raise DataError(
            "{place}: {text!r} is refused (a number is needed; write 0 where nothing is bought)",
            place=_place(place),
            text=text,
        )
    return figure.number


def _text(texts: list[list[str]], place: Cell) -> str:
    return texts[place[0]][place[1]]


def _place(place: Cell) -> Text:
    return Text("row {row}, column {column}", row=place[0] + 1, column=xl_col_to_name(place[1]))
