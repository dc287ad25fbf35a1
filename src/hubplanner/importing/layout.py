"""Where a grid's title, head, keys, figures and notes are.

Found by content first (a column of region names is the region column, whatever stands over it),
by the usual heads second, and by the planner's mapping before either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from hubplanner.errors import DataError
from hubplanner.importing.looking_up import is_eupmyeondong_name
from hubplanner.tables import words
from hubplanner.tables.grid import Column, Grid, refuse_parted_figures
from hubplanner.tables.words import FLAG, INDUSTRY, ITEM, PERIOD, REGION, SOURCE, UNIT

MOST_HEAD_ROWS = 8
MOST_ROWS_BELOW = 12
MOST_ROWS_ABOVE = 60
# Korea has some 430 names and codes of sigungu since 2010; a column of more is none of regions.
MOST_REGION_TEXTS = 5000

BREAKDOWN, CODES, UNUSED = "breakdown", "codes", "unused"
KEYS = (REGION, PERIOD, ITEM, INDUSTRY, UNIT, FLAG, SOURCE, BREAKDOWN)


# Columns of KOSIS's API, and of PublicDataReader, which gives them Korean names, that say again, in
# codes or English, what others say in words.
_OF_THE_API = re.compile(
    r"C\d|C\d_OBJ_NM|(?:ITM|TBL|ORG|UNIT)_ID|\w+_ENG|LST_CHN_DE|PRD_SE|TBL_NM"
    r"|(?:기관|통계표|항목|단위)ID|통계표명|분류(?:영문)?명\d|분류값(?:ID|영문명)\d"
    r"|(?:항목|단위)영문명|수록주기|최종수정일"
)
_AXIS_CODE = re.compile(r"(?:C|분류값ID)(?P<axis>\d)")
_AXIS_HEAD = re.compile(r"C(?P<axis>\d)_OBJ_NM|분류명(?P<axis2>\d)")


@dataclass(frozen=True)
class Layout:
    """The parts of a grid, rows and columns counted from 0.

    Attributes
    ----------
    head
        Rows of the head; rows above are titles.
    body
        Rows below the head.
    roles
        Role of each column that is a key or unused; all others hold figures.
    heads
        By column, the texts of its head from top to bottom, merged cells filled.
    across
        The head row that names regions, where they stand side by side; else None.
    titles
        Texts above the head.
    """

    head: range
    body: range
    roles: Mapping[int, str]
    heads: Mapping[int, tuple[str, ...]]
    titles: tuple[str, ...] = ()
    across: int | None = None

    def columns(self, role: str) -> list[int]:
        return [column for column, its in self.roles.items() if its == role]

    @property
    def figures(self) -> list[int]:
        return [column for column in self.heads if column not in self.roles]

    @property
    def unread(self) -> list[int]:
        """Columns that are not read and may tell of the figures, as remarks do not."""
        unused = self.columns(UNUSED)
        return [one for one in unused if not any(map(words.is_remark_head, self.heads[one]))]

    def shown(self, column: int) -> str:
        """A column by its head, or by its letter where it has none."""
        return " ".join(self.heads[column]) or xl_col_to_name(column)


_CUT_NOTE = re.compile(r"^[(\[（]\s*단위\s*[:：][^)\]）]*$")


def find_layout(
    grid: Grid,
    recognise: Callable[[Iterable[str]], set[str]],
    industries: words.Industries,
    mapped: Mapping[str, str] | None = None,
    *,
    one_region: bool = False,
) -> Layout:
    """Tell title, head, key columns and columns of figures apart.

    Parameters
    ----------
    grid
        The table.
    recognise
        Tells which of many texts are regions, provinces or the nation.
    industries
        The industry keys.
    mapped
        Role or measure by a column's head, as the planner's mapping states it.
    one_region
        The whole table is about one region that the planner named: no column must hold regions.

    Raises
    ------
    DataError
        When neither a column nor a row of regions is found.
    """
    if not grid.rows:
        raise DataError("holds no rows; is this the right file?")
    mapped = {words.fold(head): role for head, role in (mapped or {}).items()}
    regional = _region_columns(grid, recognise, mapped)
    start = _first_body_row(grid, regional)
    across = None
    if start is None:
        regional = {}
        across = _row_of_regions(grid, recognise)
        if across is not None:
            start = _first_row_of_figures(grid, across + 1)
        elif one_region:
            start = _first_row_of_figures(grid, 0)
    elif across is None:
        # A region that is spelled wrong is no head, nor is a province above its block.
        while start > 0 and (
            _holds_figures(grid, start - 1, regional) or _is_lone_region(grid, start - 1, regional)
        ):
            start -= 1
    if start is None:
        raise DataError(
            "no column or row of region names or codes was found; check that the table is by"
            " 시군구, or name the column in a mapping (see docs/en/reference/importing.md)"
        )
    head = _without_figures(grid, _head_rows(grid, start), regional)
    start = head.stop
    body = range(start, grid.rows)
    own = {
        column: tuple(dict.fromkeys(filter(None, (grid.columns[column][row] for row in head))))
        for column in range(len(grid.columns))
    }
    roles = dict.fromkeys(regional, REGION)
    coded = _code_columns(grid)
    for number, column in enumerate(grid.columns):
        names = any(map(_OF_THE_API.fullmatch, own[number]))
        if names or (number in coded and words.head_role(coded[number]) != INDUSTRY):
            roles.setdefault(number, CODES)
        if number not in roles:
            role = _role(own[number], body_texts(column, body), industries, mapped)
            if role is not None:
                roles[number] = role
    _refuse_cells_beside_head(grid, head, roles)
    if head:
        refuse_parted_figures(grid, head.stop - 1, head.stop)
    titles = tuple(
        text for row in range(head.start) for text in _titles([*filter(None, grid.row(row))])
    )
    return Layout(head, body, roles, _heads(grid, head, roles), titles, across)


def texts_below(grid: Grid, layout: Layout) -> list[str]:
    """What stands at the left of the last rows, where notes and the source are."""
    rows = range(max(layout.body.start, grid.rows - MOST_ROWS_BELOW), grid.rows)
    return [text for row in rows for text in grid.row(row)[:2] if text]


def notes_below(grid: Grid, layout: Layout) -> list[str]:
    """Of the last rows those that hold one text and nothing else."""
    rows = range(max(layout.body.start, grid.rows - MOST_ROWS_BELOW), grid.rows)
    filled = [[text for text in grid.row(row) if text] for row in rows]
    return [texts[0] for texts in filled if len(texts) == 1 and not _is_number(texts[0])]


def _refuse_cells_beside_head(grid: Grid, head: range, roles: Mapping[int, str]) -> None:
    """Refuse figures at the right of all heads: a separator inside a cell has shifted the row."""
    if not head:
        return
    width = max((n for n, c in enumerate(grid.columns) if any(c[row] for row in head)), default=-1)
    for number, column in enumerate(grid.columns[width + 1 :], width + 1):
        figures = np.array([_is_number(text) for text in column.texts], dtype=bool)
        rows = head.stop + np.flatnonzero(figures[column.codes[head.stop :]])
        if len(rows) and width >= 0 and number not in roles:
            raise DataError(
                "row {row} has more cells than the head has columns ({columns}): put figures with"
                " thousands separators and names with commas into quotation marks, or head column"
                " {column}",
                row=int(rows[0]) + 1,
                columns=width + 1,
                column=xl_col_to_name(number),
            )


def _region_columns(
    grid: Grid, recognise: Callable[[Iterable[str]], set[str]], mapped: Mapping[str, str]
) -> dict[int, set[str]]:
    """Columns that hold regions, with those of their texts that are regions."""
    found = {}
    coded = _code_columns(grid)
    for number, column in enumerate(grid.columns):
        texts = {text for text in column.texts if text}
        above = _above(column, grid.rows)
        if words.head_role(coded.get(number, REGION)) != REGION:
            continue
        said = [mapped.get(words.fold(text)) for text in above]
        if any(role is not None for role in said) and REGION not in said:
            continue
        named = REGION in said or any(words.head_role(text) == REGION for text in above)
        if not texts or len(texts) > MOST_REGION_TEXTS:
            continue
        if not named and any(words.head_role(text) == INDUSTRY for text in above):
            continue  # nothing but 계 would pass for the nation
        known = recognise(texts)
        codes = {text for text in texts if text.lstrip("'").isdigit()}
        if not named and len(codes) * 2 > len(texts):
            # Figures look like codes: only a whole column of different codes is one of codes.
            long = all(len(text) >= 5 for text in codes)
            enough = 1 if long and any(map(words.is_code_head, above)) else 5
            if len(known) < enough or len(known) < 0.9 * len(codes):
                continue
        elif not named:
            known = {text for text in known if not text.lstrip("'").isdigit()}
        if all(map(words.is_total, known)):
            continue  # 계 under 성별 is no nation
        if len(known) >= (0.1 if named else 0.5) * len(texts) and known:
            found[number] = known
    return found


def _above(column: Column, rows: int) -> set[str]:
    """The texts of a column where its head may stand."""
    return {column[row] for row in range(min(rows, MOST_ROWS_ABOVE))} - {""}


def _code_columns(grid: Grid) -> dict[int, str]:
    """Columns of codes, as KOSIS sets them before the names ('C연령별' before '연령별'; in its API
    C2 with C2_NM), with the head of the names; of an axis of the API, what the axis is."""
    heads = {text for column in grid.columns for text in _above(column, grid.rows)}
    axes = {
        head["axis"] or head["axis2"]: column[row + 1]
        for column in grid.columns
        for row in range(min(grid.rows - 1, MOST_ROWS_ABOVE))
        if (head := _AXIS_HEAD.fullmatch(column[row]))
    }
    found = {}
    for number, column in enumerate(grid.columns):
        for text in _above(column, grid.rows):
            if text[0] == "C" and text[1:] in heads:
                found[number] = text[1:]
            elif (code := _AXIS_CODE.fullmatch(text)) and heads & {
                f"C{code['axis']}_NM",
                f"분류값명{code['axis']}",
            }:
                found[number] = axes.get(code["axis"], text)
    return found


def _first_body_row(grid: Grid, regional: Mapping[int, set[str]]) -> int | None:
    """The first row that names a region and has something beside it."""
    firsts = []
    for number, known in regional.items():
        column = grid.columns[number]
        mask = np.array([text in known for text in column.texts], dtype=bool)
        for row in np.flatnonzero(mask[column.codes[: MOST_ROWS_ABOVE * 10]]):
            if sum(1 for text in grid.row(int(row)) if text) > 1:
                firsts.append(int(row))
                break
    return min(firsts, default=None)


def _holds_figures(grid: Grid, row: int, regional: Mapping[int, set[str]]) -> bool:
    cells = [text for number, text in enumerate(grid.row(row)) if text and number not in regional]
    figures = sum(
        words.figure(text).kind == words.NUMBER and words.period(text) is None for text in cells
    )
    return figures > 0 and figures * 2 >= len(cells)


def _is_lone_region(grid: Grid, row: int, regional: Mapping[int, set[str]]) -> bool:
    filled = [(number, text) for number, text in enumerate(grid.row(row)) if text]
    return len(filled) == 1 and filled[0][1] in regional.get(filled[0][0], set())


def _row_of_regions(grid: Grid, recognise: Callable[[Iterable[str]], set[str]]) -> int | None:
    for row in range(min(grid.rows, MOST_ROWS_ABOVE)):
        texts = {text for text in grid.row(row) if text and not text.isdigit()}
        if len(recognise(texts)) >= max(2, len(texts) / 2):
            return row
    return None


def _first_row_of_figures(grid: Grid, start: int) -> int | None:
    for row in range(start, min(grid.rows, start + MOST_ROWS_ABOVE)):
        cells = [text for text in grid.row(row) if text]
        figures = [
            text
            for text in cells
            if words.figure(text).kind != words.UNREADABLE and words.period(text) is None
        ]
        if figures and len(figures) >= (len(cells) - len(figures)) / 4:
            return row
    return None


def _head_rows(grid: Grid, start: int) -> range:
    """Rows right above the body with more than one cell; a unit or item may stand alone."""
    first = start
    while first > 0 and start - first < MOST_HEAD_ROWS:
        cells = [text for text in grid.row(first - 1) if text]
        alone = len(cells) == 1 and first > 1
        if alone and (
            words.is_unit(cells[0]) or words.unit_in(cells[0]) or _says_figures(cells[0])
        ):
            above = [text for text in grid.row(first - 2) if text]
            if len(above) < 2:
                break
        elif len(cells) < 2 or _is_title(cells, below=start - first):
            break
        first -= 1
    return range(first, start)


def _without_figures(grid: Grid, head: range, regional: Mapping[int, set[str]]) -> range:
    """The head as far as it holds no figures: a row of figures under a head is one of the body."""
    for row in head[1:]:
        for number, text in enumerate(grid.row(row)):
            if number not in regional and _is_large_figure(text):
                return range(head.start, row)
    return head


def _is_large_figure(text: str) -> bool:
    """Whether a text is a figure and no number of a column, code of an industry, or year."""
    if re.fullmatch(r"[(\[]?\d{1,2}[)\]]?|'?\d{5}", text) or words.period(text):
        return False
    return _is_number(text)


def _is_title(cells: list[str], below: int) -> bool:
    """A title with the unit at its right, or a note on units that a comma has cut, above the head
    proper."""
    at_right = len(cells) == 2 and bool(words.unit_in(cells[1]))
    return below > 0 and (at_right or bool(_CUT_NOTE.match(cells[0])))


def _titles(cells: list[str]) -> list[str]:
    """The distinct texts of a row above the head; a note on units that a comma has cut as one."""
    if cells and _CUT_NOTE.match(cells[0]):
        return [", ".join(cells)]
    return list(dict.fromkeys(cells))


def body_texts(column: Column, body: range) -> list[str]:
    """The distinct texts of a column below its head."""
    present = np.unique(column.codes[body.start :])
    return [text for text in (column.texts[code] for code in present) if text]


_SAMPLE = 2000
_INDUSTRY_LIKE = re.compile(r"(?:[A-U]?\d{0,5}[.\s]*)?[가-힣][가-힣\s,·]*(?<![취실작기사휴폐창])업")


def _says_figures(head: str) -> bool:
    if words.head_role(head) == words.VALUE:
        return True
    return any(words.period(part) or words.item(part) for part in words.parts_of_head(head))


def _role(
    heads: tuple[str, ...],
    texts: list[str],
    industries: words.Industries,
    mapped: Mapping[str, str],
) -> str | None:
    """What a column that holds no regions is; None for one of figures."""
    for head in heads:
        if (said := mapped.get(words.fold(head))) is not None:
            if said in KEYS:
                return said
            return UNUSED if said == "ignore" else None
    if not texts:
        return None if heads else UNUSED
    if len(texts) > _SAMPLE:
        texts = texts[:: len(texts) // _SAMPLE]
    announced = {role for head in heads if (role := words.head_role(head))}
    if any(map(words.part_of_year, heads)):
        return PERIOD  # its numbers are months, quarters or halves
    if announced <= {REGION} and any(map(words.is_code_head, heads)) and _all_codes(texts):
        return CODES
    share = _shares(texts, industries, announced)
    if words.VALUE in announced or share["figure"] >= 0.5:
        # Years, units and industry codes are figures too, but their heads say so.
        if PERIOD in announced and share[PERIOD] >= 0.5:
            return PERIOD
        if INDUSTRY in announced and words.VALUE not in announced:
            return INDUSTRY
        if not heads and share[PERIOD] == 1:
            return PERIOD
        # Remarks like '비공개' read as marks of missing figures, but there is no figure at all.
        remarks = not any(map(_is_number, texts))
        return UNUSED if remarks and not any(map(_says_figures, heads)) else None
    for role in (UNIT, PERIOD, INDUSTRY, ITEM, FLAG, SOURCE):
        if role in announced:
            return role
    for role in (UNIT, PERIOD, ITEM, INDUSTRY):
        if share[role] >= 0.5:
            return role
    says = [_says_figures(head) for head in heads]
    if any(says) and (all(says) or any(map(_is_number, texts))):
        return None  # what cannot be read is told cell by cell
    if all(words.is_total(text) or _INDUSTRY_LIKE.fullmatch(text) for text in texts):
        return INDUSTRY  # known or not: those that are not are told
    if len(texts) > 1 and any(words.is_total(text) for text in texts):
        return BREAKDOWN
    if any(map(words.is_remark_head, heads)):
        return UNUSED
    parts = any(map(words.is_breakdown_head, heads)) or all(map(_names_part, texts))
    return BREAKDOWN if parts or names_eupmyeondong(texts) else UNUSED


def _names_part(text: str) -> bool:
    return words.is_part(text) or bool(words.part_named(text))


def names_eupmyeondong(texts: list[str]) -> bool:
    """Whether most texts of a column are names of 읍면동."""
    return 2 * sum(map(is_eupmyeondong_name, texts)) > len(texts)


def _all_codes(texts: list[str]) -> bool:
    return all(text.lstrip("'").isdigit() for text in texts)


def _is_number(text: str) -> bool:
    return words.figure(text).kind == words.NUMBER


def _shares(
    texts: list[str], industries: words.Industries, announced: set[str]
) -> dict[str, float]:
    """The share of texts that can be read as each kind of thing."""
    headed = INDUSTRY in announced
    period = words.period_in_years if PERIOD in announced else words.period
    figures = sum(words.figure(text).kind != words.UNREADABLE for text in texts)
    return {
        "figure": figures / len(texts),
        PERIOD: sum(period(text) is not None for text in texts) / len(texts),
        UNIT: sum(words.is_unit(text) for text in texts) / len(texts),
        ITEM: sum(words.item(text) is not None for text in texts) / len(texts),
        INDUSTRY: sum(
            not words.is_total(text)
            and (
                industries.key(text, headed=headed) is not None
                or bool(words.older_industries(text))
            )
            for text in texts
        )
        / len(texts),
    }


def _heads(grid: Grid, head: range, roles: Mapping[int, str]) -> dict[int, tuple[str, ...]]:
    """Heads of every column; a blank one belongs to the merged cell at its left."""
    figures = [column for column in range(len(grid.columns)) if column not in roles]
    heads: dict[int, list[str]] = {column: [] for column in range(len(grid.columns))}
    for row in head:
        cells = {column: grid.columns[column][row] for column in figures}
        # The lowest row is filled only where one merged cell spans it all.
        fill = row != head[-1] or (len(head) > 1 and sum(map(bool, cells.values())) == 1)
        before = ""
        for column in range(len(grid.columns)):
            text = grid.columns[column][row]
            if column in cells:
                if not text and fill and any(grid.columns[column][other] for other in head):
                    text = before
                before = text or before
            heads[column].append(text)
    return {column: tuple(dict.fromkeys(filter(None, texts))) for column, texts in heads.items()}
