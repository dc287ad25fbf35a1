"""A planner's own matrix of travel times, checked before it is believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.limits import MAX_PAIRS
from hubplanner.regions import match_regions
from hubplanner.tables.grid import Grid, grid_of, hidden_told, read_grid
from hubplanner.tables.parquet import read_parquet
from hubplanner.tables.schema import Column, Schema, find_head, read_table, refuse_more_rows
from hubplanner.tables.values import duration, minutes_in, number, region
from hubplanner.tables.words import FROM, MINUTES, TO
from hubplanner.travelling.matrix_checks import (
    NAMED,
    findings,
    pair_name,
    place_name,
    refuse_no_times,
    refuse_other_units,
)
from hubplanner.travelling.road_network import RoadNetwork
from hubplanner.travelling.routing_answers import read_answer

Floats = npt.NDArray[np.float64]


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
        What a planner should know, in words: incomplete, asymmetric, non-metric.
    """

    name: str
    minutes: pd.DataFrame
    km: pd.DataFrame
    findings: list[Text] = field(default_factory=list)


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
    known = network.minutes(regions, regions).to_numpy()
    refuse_other_units(path, minutes, regions, known)
    odd = findings(minutes, regions, known, network.km(regions, regions).to_numpy())
    hidden = hidden_told(read_grid(path)) if path.suffix.lower() == ".xlsx" else []
    return Matrix(path.name, minutes, km, [*odd, *hidden])


# ---- tables


def _from_table(path: Path, regions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    grid = _parquet(path) if path.suffix.lower() == ".parquet" else read_grid(path)
    refuse_more_rows(path, grid.rows, MAX_PAIRS)
    schema = _pairs(regions)
    head = find_head(grid, schema, ["from", "to"])
    if head is None:
        return _from_square(path, grid, regions)
    return _from_long(path, read_table(path, schema, grid, head), regions)


def _pairs(regions: pd.DataFrame) -> Schema:
    """The columns of a long table: two regions and what lies between them."""
    end = region(regions)
    mend = "a number is needed; leave the cell empty where nothing is known"
    figure = number(finite=False, mend=mend)
    km = ("distance_km", "distance", "거리")
    return Schema(
        (
            Column("from", end, FROM),
            Column("to", end, TO),
            Column("minutes", duration(figure), MINUTES, blank=np.nan),
            Column("km", figure, km, required=False, blank=np.nan),
        ),
        strict=False,
    )


def _parquet(path: Path) -> Grid:
    try:
        table = read_parquet(path)
    except OSError as error:
        raise DataError(
            "{path}: cannot be read ({reason}); check the path", path=path, reason=error.strerror
        ) from error
    refuse_more_rows(path, len(table), MAX_PAIRS)
    square = table.index.name is not None or not isinstance(table.index, pd.RangeIndex)
    table = table.reset_index() if square else table
    rows = table.astype(object).where(table.notna(), "").to_numpy().tolist()
    return grid_of([list(table.columns), *rows], path)


def _from_long(
    path: Path, table: pd.DataFrame, regions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    pairs = pd.MultiIndex.from_frame(table[["from", "to"]])
    twice = np.flatnonzero(pairs.duplicated(keep=False))
    if len(twice):
        rows = ", ".join(str(table.index[row] + 2) for row in twice[:NAMED])
        raise DataError(
            "{path}: rows {rows} state the same pair ({names}); keep one",
            path=path,
            rows=rows,
            names=pair_name(regions, *pairs[twice[0]]),
        )
    wide = [
        pd.Series(table[name].to_numpy(float), index=pairs)
        .unstack()
        .reindex(index=regions.index, columns=regions.index)
        .astype(float)
        for name in ("minutes", "km")
    ]
    return wide[0], wide[1]


def _from_square(
    path: Path, grid: Grid, regions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if len(grid.columns) < 2 or grid.rows < 2:
        raise DataError(
            "{path}: neither long (columns from, to, minutes) nor square (regions in the first"
            " column and the first row)",
            path=path,
        )
    texts = pd.DataFrame([grid.row(row) for row in range(grid.rows)])
    rows = _codes(
        path, texts.iloc[1:, 0], regions, lambda at: Text("row {row}, column 1", row=at + 2)
    )
    columns = _codes(
        path, texts.iloc[0, 1:], regions, lambda at: Text("row 1, column {column}", column=at + 2)
    )
    for codes, what in ((rows, Text("rows")), (columns, Text("columns"))):
        repeated = pd.Index(codes)[pd.Index(codes).duplicated()]
        if len(repeated):
            name = place_name(regions, repeated[0])
            raise DataError(
                "{path}: two {what} are {name}; keep one", path=path, what=what, name=name
            )
    values = pd.DataFrame(_figures(texts.iloc[1:, 1:]), index=rows, columns=columns)
    wrong = np.argwhere(values.isna().to_numpy() & (texts.iloc[1:, 1:] != "").to_numpy())
    if len(wrong):
        row, column = wrong[0].tolist()
        raise DataError(
            "{path}: row {row}, column {column} ({pair}): {text!r} is no number; leave the cell"
            " empty where nothing is known",
            path=path,
            row=row + 2,
            column=column + 2,
            pair=pair_name(regions, rows[row], columns[column]),
            text=texts.iat[row + 1, column + 1],
        )
    minutes = values.reindex(index=regions.index, columns=regions.index)
    return minutes, _nothing(regions)


def _codes(
    path: Path, names: pd.Series[str], regions: pd.DataFrame, where: Callable[[int], Text]
) -> list[str]:
    found = match_regions(names, regions)
    for at, text in enumerate(names):
        if problem := found[text].problem:
            raise DataError(
                "{path}: {where}: {problem}", path=path, where=where(at), problem=problem
            )
    return [found[text].region_code for text in names]


def _figures(texts: pd.DataFrame) -> Floats:
    """Figures of a square of cells; not a number where there is none."""
    plain = texts.map(minutes_in).replace(r"(?<=\d),(?=\d{3})", "", regex=True)
    return np.asarray(plain.apply(pd.to_numeric, errors="coerce"), float)


def _nothing(regions: pd.DataFrame) -> pd.DataFrame:
    size = len(regions)
    return pd.DataFrame(np.full((size, size), np.nan), regions.index, regions.index)


def _to_itself_nothing(table: pd.DataFrame) -> pd.DataFrame:
    """The way from a region to itself is none, whatever a service says."""
    values = table.to_numpy(float, copy=True)
    np.fill_diagonal(values, 0.0)
    return pd.DataFrame(values, table.index, table.columns)
