"""Lists with a row a thing: institutions and designated areas, under Korean or English heads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from hubplanner.dataset.designations import check_designations
from hubplanner.dataset.folders import check_institutions
from hubplanner.errors import DataError
from hubplanner.importing.report import ListReport
from hubplanner.importing.writing import DEFAULT_PARENT, about, write_folder
from hubplanner.regions import load_regions
from hubplanner.tables import words
from hubplanner.tables.grid import Grid
from hubplanner.tables.text import write_table

MOST_ROWS_ABOVE = 30

_INSTITUTION_HEADS = {
    "institution_id": "institution_id 기관코드 기관번호 관리번호",
    "kind": "kind 종류 기관종류 기관유형 유형",
    "name_ko": "name_ko 기관명 기관 이름 명칭 시설명",
    "name_en": "name_en 영문명 영문기관명",
    "region": "region region_code 시군구 지역 소재지역 지역명",
    "address": "address 주소 소재지 도로명주소",
    "lat": "lat 위도 latitude",
    "lon": "lon lng 경도 longitude",
    "fields": "fields 분야 전문분야 연구분야",
    "founded": "founded 설립연도 설립년도 지정연도",
    "source": "source 출처 자료출처",
}
_DESIGNATION_HEADS = {
    "area": "area 지정단위 지정지역명",
    "region_code": "region region_code 시군구 지역 지역명",
    "kind": "kind 종류 지정종류 지정제도",
    "start": "start 지정일 시작일 지정시작일",
    "end": "end 만료일 종료일 지정종료일 해제일",
    "source": "source 출처 자료출처 고시",
}
_KINDS = {
    "technopark": ("테크노파크", "tp"),
    "ccei": ("창조경제혁신센터", "혁신센터", "ccei"),
    "university": ("대학", "대학교", "전문대학"),
    "institute": ("연구소", "연구원", "연구기관", "출연연", "분원"),
    "complex": ("산업단지", "국가산단", "산단", "일반산업단지", "국가산업단지"),
}


@dataclass(frozen=True)
class ListKind:
    """One kind of list: its file, its heads, the columns by which it is told, and further ones
    that it can't do without."""

    key: str
    file: str
    heads: dict[str, str]
    needed: tuple[str, ...]
    demanded: tuple[str, ...]

    @property
    def by_head(self) -> dict[str, str]:
        return {
            words.fold(head): column
            for column, heads in self.heads.items()
            for head in heads.split()
        }


LISTS = (
    ListKind(
        "institutions",
        "institutions.csv",
        _INSTITUTION_HEADS,
        ("name_ko", "lat", "lon"),
        ("kind", "region"),
    ),
    ListKind(
        key="designations",
        file="designations.csv",
        heads=_DESIGNATION_HEADS,
        needed=("region_code", "start"),
        demanded=(),
    ),
)


@dataclass(frozen=True)
class FoundList:
    """A grid that is a list: its kind, the head's row, and the column of each thing."""

    kind: ListKind
    head: int
    columns: dict[str, int]


def find_list(grid: Grid, path: Path) -> FoundList | None:
    """Tell whether a grid is a list, by its head; None for a table of statistics."""
    for row in range(min(grid.rows, MOST_ROWS_ABOVE)):
        heads = [words.fold(re.sub(r"[(\[].*$", "", text)) for text in grid.row(row)]
        for kind in LISTS:
            known = kind.by_head
            columns: dict[str, int] = {}
            for number, head in enumerate(heads):
                if head in known:
                    columns.setdefault(known[head], number)
            if all(column in columns for column in kind.needed):
                return FoundList(kind, row, columns)
            if "name_ko" in columns and ("lat" in columns) != ("lon" in columns):
                raise DataError(
                    "{path}: a list of institutions needs both 'lat' (위도) and 'lon' (경도); add"
                    " the column that is missing",
                    path=path,
                )
    return None


def list_table(grid: Grid, found: FoundList, stem: str, source: str) -> tuple[pd.DataFrame, int]:
    """The rows as text in the columns of the kind's file, and how many examples were passed over.

    The index is such that ``index + 2`` is the row of the file, for messages.
    """
    rows: list[dict[str, str]] = []
    index, examples = [], 0
    for row in range(found.head + 1, grid.rows):
        cells = {column: grid.columns[number][row] for column, number in found.columns.items()}
        if not any(cells[column] for column in found.kind.needed):
            continue  # a blank row, or a note below the list
        if any(words.is_example(text) for text in cells.values()):
            examples += 1
            continue
        cells["source"] = cells.get("source") or source or stem
        if found.kind.key == "institutions":
            # An id of the file's own, so that the lists of two files never hide each other.
            own = f"{re.sub(r'[^0-9A-Za-z가-힣_-]+', '-', stem)}-{len(rows) + 1:03d}"
            cells["institution_id"] = cells.get("institution_id") or own
            cells["kind"] = _kind(cells.get("kind", ""))
        else:
            cells["start"], cells["end"] = _iso(cells["start"]), _iso(cells.get("end", ""))
        rows.append(cells)
        index.append(row - 1)
    if not rows:
        raise DataError("the list of {key} holds no row; fill in at least one", key=found.kind.key)
    return pd.DataFrame(rows, index=index).fillna(""), examples


def unused_columns(grid: Grid, found: FoundList) -> list[str]:
    """Heads of columns that are not read, with the number of their filled cells."""
    unused = []
    for number, column in enumerate(grid.columns):
        if number in found.columns.values():
            continue
        filled = sum(bool(column[row]) for row in range(found.head + 1, grid.rows))
        if filled:
            unused.append(f"{column[found.head] or '–'} ({filled:,})")
    return unused


def _kind(text: str) -> str:
    by_word = {words.fold(word): key for key, some in _KINDS.items() for word in (key, *some)}
    return by_word.get(words.fold(text), text)


def _iso(text: str) -> str:
    match = re.match(r"^(\d{4})[.\-/년\s]+(\d{1,2})[.\-/월\s]+(\d{1,2})\D*(?:00:00:00)?$", text)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else text


def import_list(
    path: Path,
    grid: Grid,
    found: FoundList,
    into: Path | None,
    *,
    source: str,
    licence: str,
    dry_run: bool,
) -> ListReport:
    """Check a list as it will be read later, and write it into a data folder.

    Raises
    ------
    DataError
        Naming the file, row, column and value that is refused, and the mend.
    """
    kind = found.kind
    try:
        table, examples = list_table(grid, found, path.stem, source)
    except DataError as error:
        raise DataError("{path}: {error}", path=path, error=error) from error
    if missing := [column for column in kind.demanded if column not in table]:
        raise DataError(
            "{path}: column(s) {missing} missing; add them to the head",
            path=path,
            missing=", ".join(missing),
        )
    report = ListReport(
        file=path.name,
        form=grid.form,
        kind=kind.key,
        rows=len(table),
        columns=tuple(found.columns),
        unused=tuple(unused_columns(grid, found)),
        examples=examples,
    )
    regions = load_regions()
    if kind.key == "institutions":
        check_institutions(table.copy(), path, regions)
    else:
        check_designations(table, path, regions)
    if dry_run:
        return report
    folder = into or DEFAULT_PARENT / kind.key
    write_folder(
        folder,
        lambda new: write_table(table, new / kind.file),
        replaced=(kind.file,),
        about=about(kind.key, path, source or path.stem, licence),
    )
    return replace(report, folder=folder)
