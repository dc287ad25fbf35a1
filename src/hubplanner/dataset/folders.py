"""A planner's own folder of tables, checked at the door."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from hubplanner.dataset.designations import read_designations
from hubplanner.dataset.industry_tables import IndustryTables, InputOutput, read_ailing
from hubplanner.dataset.input_output import read_input_output
from hubplanner.errors import DataError, RegionError
from hubplanner.language import Text, listed
from hubplanner.regions import resolve
from hubplanner.tables.industries import DIVISION, industry_names
from hubplanner.tables.measures import UNITS
from hubplanner.tables.text import read_text

STATISTIC_KEY = ["region_code", "year", "period", "measure", "industry"]
ERROR = "rse"
"""Column of the relative standard error in percent; only there where a table states one."""

PACKAGE, MISSING = "datapackage.json", "missing.parquet"
"""What an import leaves beside its tables: their description, and the cells without a figure."""

PERIODS = ("Y", "H1", "H2")
KINDS = ("technopark", "ccei", "university", "institute", "complex")

_STATISTICS = ["region", "year", "measure", "industry", "value", "unit", "source"]
_INSTITUTIONS = ["institution_id", "kind", "name_ko", "region", "lat", "lon", "source"]
_INSTITUTION_OPTIONS = [
    "name_en",
    "sigungu_code",
    "address",
    "fields",
    "industries",
    "programmes",
    "founded",
    "founded_source",
    "location_basis",
    "confidence",
]

ASTRAY_KM = 5.0
"""How far a point may lie outside its region: borders are simplified, and campuses and islets lie
across them, but a wrong region or a mistyped degree is farther off."""

SOURCE_COLUMNS = (
    "source_id",
    "title_ko",
    "title_en",
    "publisher_ko",
    "publisher_en",
    "table",
    "years",
    "licence",
    "licence_url",
    "attribution_ko",
    "attribution_en",
    "origin",
    "note_ko",
    "note_en",
)


@dataclass(frozen=True)
class Folder:
    """What one folder brings, in the shapes of the bundled tables (empty where it has none)."""

    statistics: pd.DataFrame
    institutions: pd.DataFrame
    designations: pd.DataFrame
    layers: dict[str, gpd.GeoDataFrame]
    sources: pd.DataFrame
    industry: IndustryTables = field(default_factory=IndustryTables)


def read_folder(folder: Path, regions: pd.DataFrame) -> Folder:
    """Read ``statistics.parquet`` or ``.csv``, the lists and the layers of a folder.

    Files are UTF-8 (with or without BOM) or CP949. The column ``region`` takes whatever
    :func:`hubplanner.regions.resolve` takes.

    Raises
    ------
    DataError
        For the first file that is refused, naming rows, columns, values and the mend.
    """
    folder = Path(os.path.normpath(folder))
    if folder.is_file():
        raise DataError(
            "{folder}: is a file; name the folder that it lies in as a data folder", folder=folder
        )
    if not folder.is_dir():
        raise DataError(
            "{folder}: no such data folder; make it with 'hubplanner data import FILE --into"
            " {folder}', or mend data.folders in the scenario",
            folder=folder,
        )
    imported = _read_imported(folder / "statistics.parquet", regions)
    statistics = _read(folder / "statistics.csv", _STATISTICS, ["period", "flag", ERROR])
    institutions = _read(folder / "institutions.csv", _INSTITUTIONS, _INSTITUTION_OPTIONS)
    designations = _read_designations(folder / "designations.csv", regions)
    layers = _read_layers(folder / "layers")
    industry = _read_industry(folder)
    tables = (imported, statistics, institutions, designations)
    if not layers and industry.empty and all(table is None for table in tables):
        raise DataError(
            "{folder}: holds no statistics.parquet, statistics.csv, institutions.csv,"
            " designations.csv, input_output.csv, ailing_industries.csv or layers; add one",
            folder=folder,
        )

    own_sources: list[str] = [] if industry.ailing.empty else industry.ailing["source"].tolist()
    if statistics is not None:
        statistics = _check_statistics(statistics, folder / "statistics.csv", regions)
        own_sources += statistics["source"].tolist()
    if institutions is not None:
        institutions = check_institutions(institutions, folder / "institutions.csv", regions)
        own_sources += institutions["source"].tolist()
    # What the planner wrote by hand lies over what was imported.
    nothing = pd.DataFrame()
    return Folder(
        statistics=override(
            nothing if imported is None else imported,
            nothing if statistics is None else statistics,
            STATISTIC_KEY,
        ),
        institutions=nothing if institutions is None else institutions,
        designations=nothing if designations is None else designations,
        layers=layers,
        sources=override(
            pd.concat(
                [
                    _describe(dict.fromkeys(own_sources), folder),
                    describe_tables(industry.input_output, folder),
                ]
            ),
            _read_sources(folder / "sources.csv"),
            ["source_id"],
        ),
        industry=industry,
    )


def _read_designations(path: Path, regions: pd.DataFrame) -> pd.DataFrame | None:
    return read_designations(path, regions) if path.exists() else None


def _read_industry(folder: Path) -> IndustryTables:
    path = folder / "ailing_industries.csv"
    ailing = read_ailing(path) if path.exists() else pd.DataFrame()
    tables: tuple[InputOutput, ...] = ()
    if any(folder.glob("input_output*")):
        tables = read_input_output(folder)
    return IndustryTables(tables, ailing)


def _read_layers(folder: Path) -> dict[str, gpd.GeoDataFrame]:
    """Boundary layers as an import wrote them, by name; EPSG:5179."""
    layers = {}
    for path in sorted(folder.glob("*.gpkg")):
        try:
            layers[path.stem] = gpd.read_file(path)
        except Exception as error:  # GDAL's errors have no common parent
            detail = " ".join(str(error).split())[:160]
            raise DataError(
                "{path}: cannot be read ({detail}); import the layer again",
                path=path,
                detail=detail,
            ) from error
    return layers


def override(below: pd.DataFrame, above: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Rows of `above` take the place of rows of `below` with the same key; all others stay."""
    if above.empty or below.empty:
        return below if above.empty else above
    both = pd.concat([below, above], ignore_index=True)
    return both.drop_duplicates(key, keep="last").reset_index(drop=True)


def _read_imported(path: Path, regions: pd.DataFrame) -> pd.DataFrame | None:
    """Figures as ``hubplanner data import`` wrote them: checked for shape, not row by row."""
    if not path.exists():
        return None
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise DataError(
            "{path}: cannot be read ({error}); import the file again", path=path, error=error
        ) from error
    columns = [*STATISTIC_KEY, "value", "unit", "source", "flag"]
    errors = table.pop(ERROR) if ERROR in table else pd.Series(np.nan, table.index)
    sound = (
        list(table) == columns
        and bool(table.notna().all(axis=None))
        and pd.api.types.is_float_dtype(errors)
        and not (errors < 0).any()
        and set(table["region_code"].unique()) <= set(regions.index)
        and set(table["period"].unique()) <= set(PERIODS)
        and pd.api.types.is_float_dtype(table["value"])
        and (table["measure"].map(UNITS) == table["unit"]).all()
    )
    if not sound:
        raise DataError("{path}: is not as an import writes it; import the file again", path=path)
    return _with_errors(table, errors)


def _with_errors(table: pd.DataFrame, errors: pd.Series[float]) -> pd.DataFrame:
    return table.assign(**{ERROR: errors}) if errors.notna().any() else table


def _read_sources(path: Path) -> pd.DataFrame:
    """``sources.csv`` of an import: the columns of the bundled source table."""
    if not path.exists():
        return pd.DataFrame()
    table = read_text(path)
    if "note" in table:  # as version 0.2 imported it, always empty
        table = table.drop(columns="note").assign(note_ko="", note_en="")
    if list(table) != list(SOURCE_COLUMNS) or (table["source_id"] == "").any():
        raise DataError(
            "{path}: columns must be {source_columns}; import the file again",
            path=path,
            source_columns=", ".join(SOURCE_COLUMNS),
        )
    return table


def _read(path: Path, required: list[str], optional: list[str]) -> pd.DataFrame | None:
    if not path.exists():
        return None
    table = read_text(path)
    if missing := [column for column in required if column not in table]:
        raise DataError(
            "{path}: column(s) {missing} missing; add them to row 1, or bring a table"
            " with other headings into this form with hubplanner data import",
            path=path,
            missing=", ".join(missing),
        )
    if table.empty:
        raise DataError(
            "{path}: holds no row; fill in at least one, or take the file away", path=path
        )
    unknown = [str(column) for column in table if column not in [*required, *optional]]
    if unknown:
        raise DataError(
            "{path}: unknown column(s) {unknown}; known: {value}",
            path=path,
            unknown=", ".join(unknown),
            value=", ".join([*required, *optional]),
        )
    return table.reindex(columns=[*required, *optional], fill_value="")


def _check_statistics(table: pd.DataFrame, path: Path, regions: pd.DataFrame) -> pd.DataFrame:
    table["period"] = table["period"].replace("", "Y")
    table["value"] = table["value"].str.replace(",", "", regex=False)
    table["unit"] = _own_units(table)
    table[ERROR] = table[ERROR].str.removesuffix("%").str.strip()
    table[ERROR] = table[ERROR].where(table[ERROR] != "")
    checked = _validate(table, path, _statistics_schema())
    checked = _with_errors(checked, checked.pop(ERROR))
    checked.insert(0, "region_code", _region_codes(checked, path, regions))
    _refuse_other_units(checked, path)
    _refuse_mistyped_industries(checked, path)
    _refuse_repeats(checked, STATISTIC_KEY, path)
    return checked.drop(columns="region")


def check_institutions(table: pd.DataFrame, path: Path, regions: pd.DataFrame) -> pd.DataFrame:
    """Institutions with their region codes, or a refusal naming row, column and value.

    A point may lie ``ASTRAY_KM`` outside the region stated. ``table.index + 2`` is the row of the
    file.
    """
    checked = _validate(table, path, _institutions_schema())
    checked.insert(1, "region_code", _region_codes(checked, path, regions))
    _refuse_repeats(checked, ["institution_id"], path)
    _refuse_misplaced(checked, path, regions)
    return checked.drop(columns="region")


def _statistics_schema() -> object:
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            "region": pa.Column(str, pa.Check.str_length(min_value=1)),
            "year": pa.Column("int64", pa.Check.in_range(1990, 2100)),
            "period": pa.Column(str, pa.Check.isin(PERIODS)),
            "measure": pa.Column(str, pa.Check.isin(list(UNITS))),
            "industry": pa.Column(str, pa.Check.str_matches(r"^[a-z][a-z0-9_]*$")),
            "value": pa.Column("float64", [pa.Check.ge(0), pa.Check.lt(float("inf"))]),
            "unit": pa.Column(str, pa.Check.str_length(min_value=1)),
            "source": pa.Column(str, pa.Check.str_length(min_value=1)),
            ERROR: pa.Column("float64", pa.Check.in_range(0, 100), nullable=True),
        },
        coerce=True,
    )


def _institutions_schema() -> object:
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            "institution_id": pa.Column(str, pa.Check.str_matches(r"^[\w-]+$")),
            "kind": pa.Column(str, pa.Check.isin(KINDS)),
            "name_ko": pa.Column(str, pa.Check.str_length(min_value=1)),
            "region": pa.Column(str, pa.Check.str_length(min_value=1)),
            "lat": pa.Column("float64", pa.Check.in_range(32.0, 39.5)),
            "lon": pa.Column("float64", pa.Check.in_range(123.5, 132.5)),
            "source": pa.Column(str, pa.Check.str_length(min_value=1)),
        },
        coerce=True,
    )


def _validate(table: pd.DataFrame, path: Path, schema: object) -> pd.DataFrame:
    import pandera.errors

    try:
        return schema.validate(table, lazy=True)  # type: ignore[attr-defined, no-any-return]
    except pandera.errors.SchemaErrors as error:
        problems = error.failure_cases
        cells = [
            f"row {int(case.index) + 2}, column '{case.column}': {case.failure_case!r}"
            f" is refused ({_ERROR_NEEDED if case.column == ERROR else _plain(str(case.check))})"
            for case in problems.itertuples()
            if pd.notna(case.index)
        ]
        shown = "; ".join(dict.fromkeys(cells)) if cells else str(problems.iloc[0]["check"])
        raise DataError("{path}: {listed}", path=path, listed=listed(shown.split("; "))) from error


_ERROR_NEEDED = (
    "a relative standard error in percent, 0 to 100, is needed; leave the cell empty where none is"
    " stated, and flag the figure unreliable where it is more"
)


def _plain(check: str) -> str:
    """pandera's name of a check in a planner's words."""
    if check.startswith(("coerce_dtype('int", "dtype('int")):
        return "a whole number is needed"
    if check.startswith(("coerce_dtype('float", "dtype('float")):
        return "a number is needed; leave out rows that have none"
    if check.startswith("greater_than_or_equal_to"):
        return "must be 0 or more"
    if check.startswith("less_than(inf"):
        return "must be finite"
    if check.startswith("in_range"):
        least, most = check.removeprefix("in_range").strip("()").split(", ")
        return f"must lie between {least} and {most}"
    if check.startswith("isin"):
        return "allowed: " + check.removeprefix("isin(").strip("()[]")
    if check.startswith("str_length"):
        return "must not be empty"
    if check.startswith("str_matches('^[a-z]"):
        return "small letters, digits and _, as c31, total or manufacturing"
    if check.startswith("str_matches"):
        return "letters, digits, _ and - only"
    return check


def _region_codes(table: pd.DataFrame, path: Path, regions: pd.DataFrame) -> list[str]:
    first = table["region"].drop_duplicates()
    try:
        codes = dict(zip(first, resolve(first, regions), strict=True))
    except RegionError:
        raise DataError(
            "{path}: {listed}", path=path, listed=listed(_refused_rows(first, regions))
        ) from None
    return [codes[name] for name in table["region"]]


def _refused_rows(names: pd.Series[str], regions: pd.DataFrame) -> list[Text]:
    """One by one, as the planner wants to know the row."""
    problems = []
    for row, name in zip(names.index + 2, names, strict=True):
        try:
            resolve([name], regions)
        except RegionError as error:
            problems.append(Text("row {row}, column 'region': {error}", row=row, error=error))
    return problems


def _own_units(table: pd.DataFrame) -> pd.Series[str]:
    """A measure's own unit by whatever name, as 명 for persons; others as they stand."""
    from hubplanner.tables.words import factor

    own = {
        (unit, measure): UNITS[measure]
        for unit, measure in table[["unit", "measure"]].drop_duplicates().to_numpy().tolist()
        if measure in UNITS and factor(unit, measure) == 1
    }
    pairs = zip(table["unit"], table["measure"], strict=True)
    return pd.Series([own.get(pair, pair[0]) for pair in pairs], table.index, dtype="str")


def _refuse_mistyped_industries(table: pd.DataFrame, path: Path) -> None:
    """Keys of one's own are free, but not those that a slip makes of a known one."""
    known = industry_names()
    problems = []
    first = table["industry"].drop_duplicates()
    for row, key in zip(first.index + 2, first, strict=True):
        if key in known:
            continue
        if DIVISION.fullmatch(key):
            problems.append(
                Text(
                    "row {row}, column 'industry': '{key}' is no division of KSIC rev. 10; see"
                    " data/references/industries.csv",
                    row=row,
                    key=key,
                )
            )
        elif near := get_close_matches(key, known, n=1, cutoff=0.85):
            problems.append(
                Text(
                    "row {row}, column 'industry': '{key}' is no known industry; did you mean"
                    " '{near}'?",
                    row=row,
                    key=key,
                    near=near[0],
                )
            )
    if problems:
        raise DataError("{path}: {listed}", path=path, listed=listed(problems))


def _refuse_other_units(table: pd.DataFrame, path: Path) -> None:
    unit = table["measure"].map(UNITS)
    problems = [
        f"row {row + 2}, column 'unit': {table['unit'][row]!r} is refused"
        f" ({table['measure'][row]} is kept in {unit[row]!r}; convert the value)"
        for row in table.index[table["unit"] != unit]
    ]
    if problems:
        raise DataError("{path}: {listed}", path=path, listed=listed(problems))


def _refuse_repeats(table: pd.DataFrame, key: list[str], path: Path) -> None:
    repeated = table[table.duplicated(key, keep=False)]
    if not repeated.empty:
        rows = ", ".join(str(row + 2) for row in repeated.index[:5])
        raise DataError(
            "{path}: rows {rows} state the same {key} more than once; keep one",
            path=path,
            rows=rows,
            key=", ".join(key),
        )


def _refuse_misplaced(table: pd.DataFrame, path: Path, regions: pd.DataFrame) -> None:
    """Points that lie more than ``ASTRAY_KM`` outside the region stated beside them."""
    import shapely

    places = gpd.points_from_xy(table["lon"], table["lat"], crs="EPSG:4326").to_crs("EPSG:5179")
    points, shapes = np.asarray(places), np.asarray(regions["geometry"])
    stated = shapes[regions.index.get_indexer(pd.Index(table["region_code"]))]
    astray = shapely.distance(points, stated) / 1000
    problems = []
    for at in np.flatnonzero(astray > ASTRAY_KM).tolist():
        around = regions.index[shapely.intersects(shapes, points[at])].tolist()
        where = f"lies in {_place(regions, around[0])}" if around else "lies in no region"
        own = _place(regions, table["region_code"].iloc[at])
        problems.append(
            Text(
                "row {index}, columns 'lat', 'lon': {iloc:g},"
                " {iloc2:g} {where}, {astray:.0f} km outside {own} of column"
                " 'region'; mend the point or the region",
                index=table.index[at] + 2,
                iloc=table["lat"].iloc[at],
                iloc2=table["lon"].iloc[at],
                where=where,
                astray=astray[at],
                own=own,
            )
        )
    if problems:
        raise DataError("{path}: {listed}", path=path, listed=listed(problems))


def _place(regions: pd.DataFrame, code: str) -> str:
    place = regions.loc[[code]]
    return f"{place['sido_short'].iloc[0]!s} {place['name_ko'].iloc[0]!s}"


def _describe(names: dict[str, None], folder: Path) -> pd.DataFrame:
    """The planner's own words for a source become a row of the source table."""
    return pd.DataFrame(
        {
            "source_id": name,
            "title_ko": name,
            "title_en": name,
            "publisher_ko": "사용자 자료",
            "publisher_en": "planner's own data",
            "table": folder.name,
            "years": "",
            "licence": "사용자 자료",
            "licence_url": "",
            "attribution_ko": name,
            "attribution_en": name,
            "origin": folder.name,
            "note_ko": "",
            "note_en": "",
        }
        for name in names
    )


def describe_tables(tables: Iterable[InputOutput], folder: Path) -> pd.DataFrame:
    """The sources of input-output tables: which files they are of, and what they replace."""
    files: dict[str, list[InputOutput]] = {}
    for table in tables:
        files.setdefault(table.source, []).append(table)
    return _describe(dict.fromkeys(files), folder).assign(
        table=[", ".join(dict.fromkeys(table.file for table in own)) for own in files.values()],
        years=[";".join(str(table.year) for table in own) for own in files.values()],
        note_ko="bok_linkages를 대신하여 후방연쇄·전방연쇄 노출도의 가중치로 쓰임",
        note_en="Weighs backward_exposure and forward_exposure in place of bok_linkages",
    )


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
