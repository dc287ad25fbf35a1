"""A planner's own matrix of travel times, checked before it is believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.regions import match_regions
from hubplanner.tables.text import read_text
from hubplanner.tables.words import FROM, MINUTES, TO, is_example
from hubplanner.travel.matrix_checks import (
    NAMED,
    findings,
    pair_name,
    place_name,
    refuse_no_times,
    refuse_other_units,
)
from hubplanner.travel.network import RoadNetwork
from hubplanner.travel.routing_answers import read_answer

Floats = npt.NDArray[np.float64]

KM = ("km", "distance_km", "distance", "거리", "거리(km)")


@dataclass(frozen=True)
class Matrix:
    """Minutes (and perhaps kilometres) between regions, as read; NaN where nothing is stated.

    Attributes
    ----------
    name
        Of the file.
    minutes, km
        Region by region, by ``region_code``; ``km`` is all NaN where the file has none.
    findings
        What a planner should know, in Korean and English: incomplete, asymmetric, non-metric.
    """

    name: str
    minutes: pd.DataFrame
    km: pd.DataFrame
    findings: list[tuple[str, str]] = field(default_factory=list)


def read_matrix(path: str | Path, regions: pd.DataFrame, network: RoadNetwork) -> Matrix:
    """Read and check a matrix of travel times between regions.

    CSV, XLSX or Parquet, long (from, to, minutes and perhaps km) or square (names or codes in the
    first column and the first row); or the JSON answer of an OSRM ``table``, a Valhalla
    ``sources_to_targets`` or an openrouteservice ``matrix`` service, whose places are told by
    their coordinates.

    Raises
    ------
    DataError
        When the file cannot be read, names no region, states a pair twice, or holds what is no
        time: text, negative or infinite figures, or another unit than minutes.
    """
    path = Path(path)
    readers: dict[str, Callable[[Path, pd.DataFrame], tuple[pd.DataFrame, pd.DataFrame]]] = {
        ".csv": _from_table,
        ".xlsx": _from_table,
        ".parquet": _from_table,
        ".json": read_answer,
    }
    if path.suffix.lower() not in readers:
        raise DataError(
            "{path}: a matrix is read from .csv, .xlsx, .parquet or .json; save it so", path=path
        )
    minutes, km = readers[path.suffix.lower()](path, regions)
    refuse_no_times(path, minutes, regions)
    minutes, km = _to_itself_nothing(minutes), _to_itself_nothing(km)
    refuse_other_units(path, minutes, regions, network)
    return Matrix(path.name, minutes, km, findings(minutes, regions))


# ---- tables


def _from_table(path: Path, regions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = _read(path)
    names = [str(column).strip().casefold() for column in table.columns]
    start, end = _column(names, FROM), _column(names, TO)
    if start is not None and end is not None:
        value = _column(names, MINUTES)
        if value is None:
            raise DataError(
                "{path}: no column of minutes; name one of {minutes}",
                path=path,
                minutes=", ".join(MINUTES[:4]),
            )
        examples = table.iloc[:, start].astype(str).map(is_example).to_numpy(dtype=bool)
        columns = (start, end, value, _column(names, KM))
        return _from_long(path, table[~examples], columns, regions)
    return _from_square(path, table, regions)


def _read(path: Path) -> pd.DataFrame:
    try:
        if path.suffix.lower() == ".parquet":
            table = pd.read_parquet(path)
            square = table.index.name is not None or not isinstance(table.index, pd.RangeIndex)
            return table.reset_index() if square else table
        if path.suffix.lower() == ".xlsx":
            return pd.read_excel(path, dtype=object, keep_default_na=False, engine="calamine")
        return read_text(path)
    except DataError:
        raise
    except OSError as error:
        raise DataError(
            "{path}: cannot be read ({reason}); check the path", path=path, reason=error.strerror
        ) from error
    except Exception as error:  # each library has its own errors for a broken file
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(
            "{path}: no readable table ({reason}); save it again", path=path, reason=reason
        ) from error


def _column(names: list[str], known: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)


def _from_long(
    path: Path,
    table: pd.DataFrame,
    columns: tuple[int, int, int, int | None],
    regions: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    start, end, value, distance = columns

    def cell_of(column: int) -> Callable[[int], str]:
        return lambda at: f"row {table.index[at] + 2}, column '{table.columns[column]}'"

    codes = [_codes(path, table.iloc[:, side], regions, cell_of(side)) for side in (start, end)]
    pairs = pd.MultiIndex.from_arrays(codes)
    twice = np.flatnonzero(pairs.duplicated(keep=False))
    if len(twice):
        rows = ", ".join(str(table.index[row] + 2) for row in twice[:NAMED])
        names = pair_name(regions, codes[0][twice[0]], codes[1][twice[0]])
        raise DataError(
            "{path}: rows {rows} state the same pair ({names}); keep one",
            path=path,
            rows=rows,
            names=names,
        )
    figures = [_numbers(path, table.iloc[:, value], cell_of(value))]
    if distance is None:
        figures.append(np.full(len(table), np.nan))
    else:
        figures.append(_numbers(path, table.iloc[:, distance], cell_of(distance)))
    result = []
    for one in figures:
        wide = pd.Series(one, index=pairs).unstack()
        result.append(wide.reindex(index=regions.index, columns=regions.index).astype(float))
    return result[0], result[1]


def _from_square(
    path: Path, table: pd.DataFrame, regions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if table.shape[1] < 2 or table.empty:
        raise DataError(
            "{path}: neither long (columns from, to, minutes) nor square (regions in the first"
            " column and the first row)",
            path=path,
        )
    rows = _codes(path, table.iloc[:, 0], regions, lambda at: f"row {at + 2}, column 1")
    header = pd.Series([str(name) for name in table.columns[1:]])
    columns = _codes(path, header, regions, lambda at: f"row 1, column {at + 2}")
    for codes, what in ((rows, "rows"), (columns, "columns")):
        repeated = pd.Index(codes)[pd.Index(codes).duplicated()]
        if len(repeated):
            name = place_name(regions, repeated[0])
            raise DataError(
                "{path}: two {what} are {name}; keep one", path=path, what=what, name=name
            )

    def cell(number: int) -> Callable[[int], str]:
        to = columns[number - 1]
        return lambda at: f"row {at + 2}, column {number + 1} ({pair_name(regions, rows[at], to)})"

    values = np.column_stack(
        [
            _numbers(path, table.iloc[:, number], cell(number))
            for number in range(1, len(columns) + 1)
        ]
    )
    wide = pd.DataFrame(values, index=rows, columns=columns)
    minutes = wide.reindex(index=regions.index, columns=regions.index)
    return minutes, _nothing(regions)


def _codes(
    path: Path, names: pd.Series[Any], regions: pd.DataFrame, where: Callable[[int], str]
) -> list[str]:
    texts = [_text(name) for name in names]
    found = match_regions(texts, regions)
    for at, text in enumerate(texts):
        if problem := found[text].problem:
            raise DataError(
                "{path}: {where}: {problem}", path=path, where=where(at), problem=problem
            )
    return [found[text].region_code for text in texts]


def _text(name: object) -> str:
    """A cell as a name; a code that a spreadsheet took for a number keeps its five digits."""
    if isinstance(name, float) and name.is_integer():
        return str(int(name))
    return str(name).strip()


def _numbers(path: Path, cells: pd.Series[Any], where: Callable[[int], str]) -> Floats:
    """Figures of a column; empty cells are missing, anything else must be a number."""
    texts = cells.map(lambda cell: "" if pd.isna(cell) else str(cell).strip().replace(",", ""))
    figures = pd.to_numeric(texts.replace("", np.nan), errors="coerce").to_numpy(float)
    wrong = np.flatnonzero(np.isnan(figures) & (texts != "").to_numpy())
    if len(wrong):
        at = int(wrong[0])
        raise DataError(
            "{path}: {where}: {iloc!r} is no number; leave the cell empty where nothing is known",
            path=path,
            where=where(at),
            iloc=texts.iloc[at],
        )
    return figures


def _nothing(regions: pd.DataFrame) -> pd.DataFrame:
    size = len(regions)
    return pd.DataFrame(np.full((size, size), np.nan), regions.index, regions.index)


def _to_itself_nothing(table: pd.DataFrame) -> pd.DataFrame:
    """The way from a region to itself is none, whatever a service says."""
    values = table.to_numpy(float, copy=True)
    np.fill_diagonal(values, 0.0)
    return pd.DataFrame(values, table.index, table.columns)
