"""A planner's own matrix of travel times, checked before it is believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
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
from hubplanner.travel.network import RoadNetwork

Floats = npt.NDArray[np.float64]

KM = ("km", "distance_km", "distance", "거리", "거리(km)")

NAMED = 5  # pairs named in a message
ASYMMETRIC = 0.25  # relative difference of there and back that is told
SECONDS, HOURS = (20.0, np.inf), (0.0, 1 / 20.0)  # given over the network's minutes


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
        ".json": _from_json,
    }
    if path.suffix.lower() not in readers:
        raise DataError(
            "{path}: a matrix is read from .csv, .xlsx, .parquet or .json; save it so", path=path
        )
    minutes, km = readers[path.suffix.lower()](path, regions)
    _refuse_no_times(path, minutes, regions)
    minutes, km = _to_itself_nothing(minutes), _to_itself_nothing(km)
    _refuse_other_units(path, minutes, regions, network)
    return Matrix(path.name, minutes, km, _findings(minutes, regions))


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
        names = _pair(regions, codes[0][twice[0]], codes[1][twice[0]])
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
            name = _name(regions, repeated[0])
            raise DataError(
                "{path}: two {what} are {name}; keep one", path=path, what=what, name=name
            )

    def cell(number: int) -> Callable[[int], str]:
        to = columns[number - 1]
        return lambda at: f"row {at + 2}, column {number + 1} ({_pair(regions, rows[at], to)})"

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


# ---- answers of routing services


def _from_json(path: Path, regions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    try:
        answer = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataError(
            "{path}: cannot be read ({reason}); check the path", path=path, reason=error.strerror
        ) from error
    except ValueError as error:
        raise DataError(
            "{path}: no JSON ({error}); save the service's answer as it is", path=path, error=error
        ) from error
    try:
        if isinstance(answer, dict) and "sources_to_targets" in answer:
            found = _valhalla(answer)
        elif isinstance(answer, dict) and "durations" in answer:
            found = _osrm(answer)
        else:
            raise DataError(
                "{path}: no answer of an OSRM table, Valhalla sources_to_targets or"
                " openrouteservice matrix service",
                path=path,
            )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise DataError(
            "{path}: the answer lacks sources, destinations with their locations, or times"
            " ({name}: {error}); ask the service for them",
            path=path,
            name=type(error).__name__,
            error=error,
        ) from error
    sources, targets, minutes, km = found
    shape = (len(sources), len(targets))
    if minutes.shape != shape or km.shape != shape:
        raise DataError(
            "{path}: {shape} × {shape2} times for {shape3} sources and"
            " {shape4} destinations; save the whole answer",
            path=path,
            shape=minutes.shape[0],
            shape2=minutes.shape[1],
            shape3=shape[0],
            shape4=shape[1],
        )
    rows, columns = (_regions_at(path, side, regions) for side in (sources, targets))
    tables = []
    for values in (minutes, km):
        wide = pd.DataFrame(values, index=rows, columns=columns)
        tables.append(wide.reindex(index=regions.index, columns=regions.index))
    return tables[0], tables[1]


Answer = tuple[list[tuple[float, float]], list[tuple[float, float]], Floats, Floats]


def _osrm(answer: dict[str, Any]) -> Answer:
    """OSRM and openrouteservice: durations in seconds, distances in metres."""
    sources, targets = (
        [(float(place["location"][0]), float(place["location"][1])) for place in answer[side]]
        for side in ("sources", "destinations")
    )
    minutes = _floats(answer["durations"]) / 60
    given = answer.get("distances")
    metres = _floats(given) if given is not None else np.full(minutes.shape, np.nan)
    return sources, targets, minutes, metres / 1000


def _valhalla(answer: dict[str, Any]) -> Answer:
    """Valhalla: time in seconds, distance in the answer's units."""
    sources, targets = (
        [(float(place["lon"]), float(place["lat"])) for place in _flat(answer[side])]
        for side in ("sources", "targets")
    )
    cells = answer["sources_to_targets"]
    minutes = _floats([[cell["time"] for cell in row] for row in cells]) / 60
    distance = _floats([[cell.get("distance") for cell in row] for row in cells])
    miles = str(answer.get("units", "kilometers")).startswith("mi")
    return sources, targets, minutes, distance * (1.609344 if miles else 1.0)


def _flat(places: Iterable[Any]) -> list[dict[str, Any]]:
    """Valhalla wraps its places in one more list in some versions."""
    listed = list(places)
    return listed[0] if len(listed) == 1 and isinstance(listed[0], list) else listed


def _floats(rows: Any) -> Floats:
    values = np.array(rows, dtype=float)  # None becomes NaN: no way was found
    if values.ndim != 2:
        raise ValueError("times are no table")
    return values


def _regions_at(path: Path, points: list[tuple[float, float]], regions: pd.DataFrame) -> list[str]:
    import geopandas as gpd
    import shapely

    places = gpd.points_from_xy(*zip(*points, strict=True), crs="EPSG:4326").to_crs("EPSG:5179")
    shapes = np.asarray(regions["geometry"])
    place, region = shapely.STRtree(shapes).query(np.asarray(places), predicate="intersects")
    code: dict[int, str] = {}
    for at, of in zip(place, region, strict=True):
        code.setdefault(int(at), str(regions.index[of]))
    outside = [points[at] for at in range(len(points)) if at not in code]
    if outside:
        lon, lat = outside[0]
        raise DataError(
            "{path}: the place at {lat:.4f}, {lon:.4f} lies in no region of 2020",
            path=path,
            lat=lat,
            lon=lon,
        )
    codes = [code[at] for at in range(len(points))]
    repeated = pd.Index(codes)[pd.Index(codes).duplicated()]
    if len(repeated):
        raise DataError(
            "{path}: two places lie in {name}; send one place a region",
            path=path,
            name=_name(regions, repeated[0]),
        )
    return codes


# ---- checks


def _refuse_no_times(path: Path, minutes: pd.DataFrame, regions: pd.DataFrame) -> None:
    values = minutes.to_numpy()
    off = ~np.eye(len(values), dtype=bool)
    if not (~np.isnan(values) & off).any():
        raise DataError("{path}: states no time between two regions", path=path)
    for wrong, what in (
        (np.isinf(values), "infinite; leave the cell empty where there is no way"),
        (values < 0, "negative"),
        ((values == 0) & off, "0 between two regions"),
    ):
        if wrong.any():
            where = _some(minutes, wrong, regions)[1]
            raise DataError(
                "{path}: {where}: minutes are {what}", path=path, where=where, what=what
            )


def _refuse_other_units(
    path: Path, minutes: pd.DataFrame, regions: pd.DataFrame, network: RoadNetwork
) -> None:
    """Seconds or hours taken for minutes stand out against the network's own minutes."""
    known = network.minutes(regions, regions).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(known > 0, minutes.to_numpy() / known, np.nan)
    for (low, high), unit, mend in (
        (SECONDS, "seconds", "divide by 60"),
        (HOURS, "hours", "multiply by 60"),
    ):
        with np.errstate(invalid="ignore"):
            off = (ratio >= low) & (ratio <= high)
        stated = np.isfinite(ratio).sum()
        if off.sum() > stated / 2:
            raise DataError(
                "{path}: looks like {unit}, not minutes ({pairs}); {mend}",
                path=path,
                unit=unit,
                pairs=_some(minutes, off, regions)[1],
                mend=mend,
            )
        if off.any():
            raise DataError(
                "{path}: some look like {unit} among minutes: {pairs}; {mend} there",
                path=path,
                unit=unit,
                pairs=_some(minutes, off, regions)[1],
                mend=mend,
            )


def _findings(minutes: pd.DataFrame, regions: pd.DataFrame) -> list[tuple[str, str]]:
    values = minutes.to_numpy()
    findings = []
    missing = np.isnan(values)
    if missing.any():
        ko, en = _some(minutes, missing, regions)
        findings.append(
            (f"행렬에 없는 쌍 {missing.sum():,}개: {ko}", f"{missing.sum():,} pairs missing: {en}")
        )
    with np.errstate(invalid="ignore"):
        larger = np.maximum(values, values.T)
        apart = np.triu(np.abs(values - values.T) > ASYMMETRIC * larger)
    if apart.any():
        ko, en = _some(minutes, apart, regions, back=True)
        limit = f"{100 * ASYMMETRIC:.0f} %"
        findings.append(
            (
                f"가는 길과 오는 길이 {limit} 넘게 다른 쌍 {apart.sum():,}개: {ko}",
                f"{apart.sum():,} pairs differ by over {limit} there and back: {en}",
            )
        )
    longer = _longer_than_a_detour(values)
    if longer.any():
        ko, en = _some(minutes, longer, regions)
        findings.append(
            (
                f"다른 지역을 거치는 편이 빠른 쌍 {longer.sum():,}개: {ko}",
                f"{longer.sum():,} pairs are quicker by way of a third region: {en}",
            )
        )
    return findings


def _longer_than_a_detour(values: Floats) -> npt.NDArray[np.bool_]:
    """Where the triangle inequality fails by more than a minute and a tenth of the time."""
    filled = np.where(np.isnan(values), np.inf, values)
    best = np.full_like(filled, np.inf)
    for middle in range(len(filled)):
        np.minimum(best, filled[:, middle, None] + filled[None, middle, :], out=best)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.isfinite(values) & (values > best * 1.1 + 1))


def _some(
    minutes: pd.DataFrame,
    where: npt.NDArray[np.bool_],
    regions: pd.DataFrame,
    *,
    back: bool = False,
) -> tuple[str, str]:
    """The first of these pairs with their minutes (there, and back if wished), Korean, English."""
    rows, columns = np.nonzero(where)
    told = []
    codes = minutes.index.tolist()
    for row, column in list(zip(rows.tolist(), columns.tolist(), strict=True))[:NAMED]:
        value = minutes.to_numpy()[row, column]
        figure = "" if np.isnan(value) else f" {value:g}"
        if back:
            figure += f"/{minutes.to_numpy()[column, row]:g}"
        told.append(_pair(regions, codes[row], codes[column]) + figure)
    first, more = ", ".join(told), len(rows) - NAMED
    return (f"{first} 외 {more:,}개", f"{first} and {more:,} more") if more > 0 else (first, first)


def _pair(regions: pd.DataFrame, start: str, end: str) -> str:
    return f"{_name(regions, start)}–{_name(regions, end)}"


def _name(regions: pd.DataFrame, code: str) -> str:
    place = regions.loc[[code]]
    return f"{place['sido_short'].iloc[0]!s} {place['name_ko'].iloc[0]!s}"


def _nothing(regions: pd.DataFrame) -> pd.DataFrame:
    size = len(regions)
    return pd.DataFrame(np.full((size, size), np.nan), regions.index, regions.index)


def _to_itself_nothing(table: pd.DataFrame) -> pd.DataFrame:
    """The way from a region to itself is none, whatever a service says."""
    values = table.to_numpy(float, copy=True)
    np.fill_diagonal(values, 0.0)
    return pd.DataFrame(values, table.index, table.columns)


# ---- as travel


@dataclass(frozen=True)
class MatrixTravel:
    """Travel by a planner's matrix; what it does not state comes from the network.

    Between regions the matrix counts. Other places (institutions) take the network's minutes,
    scaled by what the matrix says of the two regions in which the places lie.
    """

    matrix: Matrix
    network: RoadNetwork
    regions: pd.DataFrame

    def minutes(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Minutes, origins (their index) by destinations (theirs)."""
        return self.between(origins, destinations)[0]

    def km(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Kilometres: the matrix's where it has them, else the network's."""
        return self.between(origins, destinations)[1]

    def note(self) -> dict[str, Any]:
        """How the minutes come about: ``ko``, ``en`` and ``findings``."""
        stated = self.matrix.minutes.notna().to_numpy()
        among = ~np.eye(len(stated), dtype=bool)
        given, pairs = f"{stated[among].sum():,}", f"{among.sum():,}"
        found = [
            " ".join(f"{one}." for one in told) for told in zip(*self.matrix.findings, strict=True)
        ]
        ko, en = found or ("", "")
        return {
            "ko": f"이동시간은 사용자 행렬 {self.matrix.name} (시군구 쌍 {pairs}개 중 {given}개);"
            f" 나머지와 기관까지는 내장 도로망을 행렬에 맞춘 값. {ko}".strip(),
            "en": f"Minutes are those of the planner's matrix {self.matrix.name} ({given} of"
            f" {pairs} pairs of regions); the rest, and those to institutions, are the offline road"
            f" network's, scaled to the matrix. {en}".strip(),
            "findings": [" · ".join(finding) for finding in self.matrix.findings],
        }

    def between(
        self, origins: pd.DataFrame, destinations: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Minutes and kilometres at once."""
        own = self.network.between(origins, destinations)
        rows, columns = self._region_codes(origins), self._region_codes(destinations)
        at = self.regions.loc[rows], self.regions.loc[columns]
        between = self.network.between(*at)
        result = []
        stated = self.matrix.minutes, self.matrix.km
        for given, mine, whole in zip(stated, own, between, strict=True):
            values = given.loc[rows, columns].to_numpy()
            with np.errstate(divide="ignore", invalid="ignore"):
                scale = values / whole.to_numpy()
            known = np.isfinite(scale) & (whole.to_numpy() > 0)
            scaled = np.where(known, mine.to_numpy() * np.where(known, scale, 1), mine.to_numpy())
            result.append(pd.DataFrame(scaled, origins.index, destinations.index))
        return result[0], result[1]

    def _region_codes(self, places: pd.DataFrame) -> list[str]:
        if "region_code" in places:
            return [str(code) for code in places["region_code"]]
        if places.index.name == "region_code":
            return [str(code) for code in places.index]
        emd = self.network.areas["region_code"]
        return [str(code) for code in emd.iloc[self.network.locate(places)]]
