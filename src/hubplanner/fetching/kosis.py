"""KOSIS OpenAPI (국가통계포털): a table's codes first, then its figures in pieces it can answer.

The contract as published at https://kosis.kr/openapi: ``statisticsData.do?method=getMeta&type=ITM``
lists the codes of a table's axes, ``Param/statisticsParameterData.do?method=getList`` its figures.
A refusal comes with HTTP status 200, as ``{"err": "30", "errMsg": "…"}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from hubplanner.errors import DataError
from hubplanner.fetching.answer_cache import AnswerCache, Request, Rows
from hubplanner.fetching.web import TransientError, Web
from hubplanner.language import Text
from hubplanner.tables import words

HOST = "https://kosis.kr/openapi"
KEYS_AT = "https://kosis.kr/openapi"
CELLS = 40_000
"""The most cells that one call answers."""

FIGURES, META = "Param/statisticsParameterData.do", "statisticsData.do"

COLUMNS = ("행정구역코드", "행정구역", "산업코드", "산업", "항목", "단위", "시점", "데이터")

# Columns of answers, with what fills them.
_SHAPES = {
    META: {"OBJ_ID": ".+", "ITM_ID": ".+", "OBJ_ID_SN": "[0-9]{1,3}"},
    FIGURES: {"PRD_DE": "[0-9]{4}([0-9]{2})?", "ITM_NM": ".+", "DT": ".*"},
}

_TOO_LARGE = {"31", "41"}
_LATER = {"40", "50"}
_REFUSED = {
    "10": Text("no key was sent"),
    "11": Text("the key is not valid or has run out"),
    "20": Text("a parameter is missing"),
    "21": Text("a parameter is wrong, or there is no such table any more"),
    "42": Text(
        "the key's limit is reached; what was fetched is kept, so run the command again tomorrow"
    ),
}


@dataclass(frozen=True)
class Table:
    """A KOSIS table; `half` where it comes out twice a year."""

    org: str
    table: str
    half: bool = False


@dataclass(frozen=True)
class Axis:
    """One way in which a table is broken down: its number (objL1 …) and its members by code."""

    number: int
    name: str
    members: dict[str, str]
    above: dict[str, str]
    """The code of the member that each lies in."""


class _TooLargeError(Exception):
    """More cells were asked for than one call answers."""


class Kosis:
    """A conversation with KOSIS: `key` is a mark (see :mod:`.web`), `cache` what it said before."""

    def __init__(self, web: Web, key: str, cache: AnswerCache) -> None:
        self.web, self.key, self.cache = web, key, cache

    def table(
        self,
        table: Table,
        years: Iterable[int],
        industries: words.Industries,
        on_part: Callable[[str], None] = lambda part: None,
    ) -> Rows:
        """All figures that we have a name for, as long rows under `COLUMNS`.

        Raises
        ------
        DataError
            When KOSIS refuses, or the table is not what it was.
        """
        items, axes = self._axes(table)
        regions = _only(axes, table, "행정구역", "시군구", "지역", "시도")
        of_industry = _only(axes, table, "산업", "업종")
        chosen = {
            axis.number: [_total(axis, table)]
            for axis in axes
            if axis not in (regions, of_industry)
        }
        chosen[of_industry.number] = [
            code
            for code, name in of_industry.members.items()
            if industries.key(code, headed=True) or industries.key(name)
        ]
        counted = [code for code, name in items.items() if words.item(name)]
        if not counted or not chosen[of_industry.number]:
            raise DataError(
                "KOSIS {org}/{table}: holds no measure or industry that is known;"
                " download it and use 'hubplanner data import' with a mapping",
                org=table.org,
                table=table.table,
            )

        rows: Rows = []
        empty: list[tuple[int, Request]] = []
        for year in sorted(years):
            on_part(f"KOSIS {table.table} {year}")
            periods = 2 if table.half else 1
            cells = len(counted) * periods * len(chosen[of_industry.number])
            most = max(1, CELLS // cells)
            places = list(regions.members)
            for start in range(0, len(places), most):
                codes = {**chosen, regions.number: places[start : start + most]}
                rows += self._figures(table, year, counted, codes, regions, empty)
        # A year without figures before one that has some will not get any: no need to ask again.
        last = max((int(row["PRD_DE"][:4]) for row in rows), default=0)
        for year, request in empty:
            if year < last:
                self.cache.put(request, [])
        return [_long(row, regions, of_industry) for row in rows]

    def _axes(self, table: Table) -> tuple[dict[str, str], list[Axis]]:
        request = {
            "method": "getMeta",
            "type": "ITM",
            "orgId": table.org,
            "tblId": table.table,
            "format": "json",
            "jsonVD": "Y",
        }
        rows = self._cached_or_asked(META, request)
        items: dict[str, str] = {}
        axes: dict[str, Axis] = {}
        for row in rows:
            code, name = row.get("ITM_ID", ""), row.get("ITM_NM", "")
            if row.get("OBJ_ID") == "ITEM":
                items[code] = name
                continue
            number = int(row["OBJ_ID_SN"])
            axis = axes.setdefault(row["OBJ_ID"], Axis(number, row.get("OBJ_NM", ""), {}, {}))
            axis.members[code] = name
            axis.above[code] = row.get("UP_ITM_ID", "")
        return items, sorted(axes.values(), key=lambda axis: axis.number)

    def _figures(
        self,
        table: Table,
        year: int,
        items: list[str],
        codes: dict[int, list[str]],
        regions: Axis,
        empty: list[tuple[int, Request]],
    ) -> Rows:
        """One piece; halved by regions where KOSIS finds it too large after all."""
        request = {
            "method": "getList",
            "orgId": table.org,
            "tblId": table.table,
            "itmId": "+".join(items),
            **{f"objL{number}": "+".join(chosen) for number, chosen in sorted(codes.items())},
            "prdSe": "H" if table.half else "Y",
            "startPrdDe": f"{year}01" if table.half else str(year),
            "endPrdDe": f"{year}02" if table.half else str(year),
            "format": "json",
            "jsonVD": "Y",
        }
        try:
            rows = self._cached_or_asked(FIGURES, request)
        except _TooLargeError:
            some = codes[regions.number]
            if len(some) == 1:
                raise DataError(
                    "KOSIS {org}/{table}: one region and year is more than"
                    " {cells:,} cells; download the table and use 'hubplanner data import'",
                    org=table.org,
                    table=table.table,
                    cells=CELLS,
                ) from None
            middle = len(some) // 2
            return [
                row
                for half in (some[:middle], some[middle:])
                for row in self._figures(
                    table, year, items, {**codes, regions.number: half}, regions, empty
                )
            ]
        if not rows:
            empty.append((year, request))
        return rows

    def _cached_or_asked(self, path: str, request: Request) -> Rows:
        """The rows of an answer; kept only where each is as documented and was asked for."""
        cached = self.cache.get(request)
        if cached is not None and not _lacking(cached, path) and not _unasked(cached, request):
            return cached
        rows = self.web.ask(path, {**request, "apiKey": self.key}, _read)
        table = {"org": request["orgId"], "table": request["tblId"]}
        if lacking := _lacking(rows, path):
            raise DataError(
                "KOSIS {org}/{table}: answers in another shape than documented ({column});"
                " download the table and use 'hubplanner data import'",
                **table,
                column=lacking,
            )
        if unasked := _unasked(rows, request):
            raise DataError(
                "KOSIS {org}/{table}: answers what was not asked ({cell}); download the table and"
                " use 'hubplanner data import'",
                **table,
                cell=unasked,
            )
        if rows:
            self.cache.put(request, rows)
        return rows


def _read(answer: Any) -> Rows:
    if isinstance(answer, dict) and "err" in answer:
        code, said = str(answer["err"]), str(answer.get("errMsg", "")).strip()
        if code == "30":
            return []
        if code in _TOO_LARGE:
            raise _TooLargeError
        if code in _LATER:
            raise TransientError("answers with error {code} ({said})", code=code, said=said)
        raise DataError(
            "KOSIS: {reason} (error {code}: {said})",
            reason=_REFUSED.get(code, Text("refuses")),
            code=code,
            said=said,
        )
    if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
        raise DataError("KOSIS: answers in another shape than documented (no list of rows)")
    return [
        {str(name): "" if value is None else str(value) for name, value in row.items()}
        for row in answer
    ]


def _lacking(rows: Rows, path: str) -> str:
    """The first column that a row lacks, or fills with something else than is documented."""
    for column, pattern in _SHAPES[path].items():
        for row in rows:
            of_items = column == "OBJ_ID_SN" and row.get("OBJ_ID") == "ITEM"  # which are no axis
            if not of_items and not re.fullmatch(pattern, row.get(column, "\n")):
                return column
    return ""


def _unasked(rows: Rows, request: Request) -> str:
    """The first cell of figures that lies outside of what was asked for, as in ``PRD_DE = 2019``.

    Figures of another year or place than asked, laid on those that were, would count twice.
    """
    asked = {
        f"C{axis.removeprefix('objL')}": set(codes.split("+"))
        for axis, codes in request.items()
        if axis.startswith("objL")
    }
    for row in rows if asked else ():
        if row["PRD_DE"][:4] != request["startPrdDe"][:4]:
            return f"PRD_DE = {row['PRD_DE']}"
        for column, codes in asked.items():
            if column in row and row[column] not in codes:
                return f"{column} = {row[column]}"
    return ""


def _only(axes: list[Axis], table: Table, *named: str) -> Axis:
    found = [axis for axis in axes if any(word in axis.name for word in named)]
    if len(found) != 1:
        names = ", ".join(axis.name for axis in axes)
        raise DataError(
            "KOSIS {org}/{table}: no one axis of {named} among {names}; download"
            " the table and use 'hubplanner data import'",
            org=table.org,
            table=table.table,
            named=named[0],
            names=names,
        )
    return found[0]


def _total(axis: Axis, table: Table) -> str:
    for code, name in axis.members.items():
        if words.is_total(name):
            return code
    raise DataError(
        "KOSIS {org}/{table}: axis {name} has no total, so its parts cannot be"
        " told apart; download the table and use 'hubplanner data import'",
        org=table.org,
        table=table.table,
        name=axis.name,
    )


def _long(row: dict[str, str], regions: Axis, of_industry: Axis) -> dict[str, str]:
    """A row of figures as a planner would download it, with the province before the name."""
    code = row.get(f"C{regions.number}", "")
    period = row.get("PRD_DE", "")
    if row.get("PRD_SE") == "H" or len(period) == 6:
        period = f"{period[:4]} {period[-1]}/2"
    return dict(
        zip(
            COLUMNS,
            (
                code,
                _full_name(regions, code) or row.get(f"C{regions.number}_NM", ""),
                row.get(f"C{of_industry.number}", ""),
                row.get(f"C{of_industry.number}_NM", ""),
                row.get("ITM_NM", ""),
                row.get("UNIT_NM", ""),
                period,
                row.get("DT", ""),
            ),
            strict=True,
        )
    )


def _full_name(axis: Axis, code: str) -> str:
    """The member's name after those that it lies in, the nation left out: 경상남도 고성군."""
    names: list[str] = []
    for _ in range(4):
        if code not in axis.members or (names and axis.members[code] == "전국"):
            break
        names.insert(0, axis.members[code])
        code = axis.above[code]
    return " ".join(names)
