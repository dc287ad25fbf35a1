"""A planner's own folder of tables, checked at the door."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from hubplanner.dataset.designations import read_designations
from hubplanner.dataset.industry_tables import IndustryTables, InputOutput, read_ailing
from hubplanner.dataset.input_output import read_input_output
from hubplanner.dataset.institutions import read_institutions
from hubplanner.dataset.statistics_file import ERROR, STATISTIC_KEY, read_statistics, with_errors
from hubplanner.errors import DataError
from hubplanner.tables.layers import read_layer
from hubplanner.tables.measures import UNITS
from hubplanner.tables.parquet import read_parquet
from hubplanner.tables.schema import Column, Schema, read_table
from hubplanner.tables.values import ANY, text

PACKAGE, MISSING = "datapackage.json", "missing.parquet"
"""What an import leaves beside its tables: their description, and the cells without a figure."""

PERIODS = ("Y", "H1", "H2")

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

    A table by hand is read by :func:`hubplanner.tables.schema.read_table`; its column ``region``
    takes whatever :func:`hubplanner.regions.resolve` takes.

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
    refuse_links(folder)
    files = {
        name: folder / name
        for name in ("statistics.csv", "institutions.csv", "designations.csv")
        if (folder / name).exists()
    }
    nothing = pd.DataFrame()

    def read(name: str, reader: Callable[[Path, pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
        return reader(files[name], regions) if name in files else nothing

    imported = _read_imported(folder / "statistics.parquet", regions)
    statistics = read("statistics.csv", read_statistics)
    institutions = read("institutions.csv", read_institutions)
    designations = read("designations.csv", read_designations)
    layers = _read_layers(folder / "layers")
    industry = _read_industry(folder)
    if not files and imported is None and not layers and industry.empty:
        raise DataError(
            "{folder}: holds no statistics.parquet, statistics.csv, institutions.csv,"
            " designations.csv, input_output.csv, ailing_industries.csv or layers; add one",
            folder=folder,
        )
    written = (industry.ailing, statistics, institutions)
    own_sources = [source for table in written if not table.empty for source in table["source"]]
    # What the planner wrote by hand lies over what was imported.
    return Folder(
        statistics=override(nothing if imported is None else imported, statistics, STATISTIC_KEY),
        institutions=institutions,
        designations=designations,
        layers=layers,
        sources=override(
            pd.concat(
                [
                    _describe(dict.fromkeys(own_sources), folder),
                    describe_tables(industry.input_output, folder),
                ]
            ),
            read_sources(folder / "sources.csv"),
            ["source_id"],
        ),
        industry=industry,
    )


def refuse_links(folder: Path) -> None:
    """Refuse a data folder with links in it: what they lead to was never part of the folder."""
    for place, folders, files in os.walk(folder):
        for name in sorted([*folders, *files]):
            if (path := Path(place) / name).is_symlink():
                raise DataError(
                    "{path}: is a link to another place; put the file itself there", path=path
                )


def _read_industry(folder: Path) -> IndustryTables:
    path = folder / "ailing_industries.csv"
    ailing = read_ailing(path) if path.exists() else pd.DataFrame()
    tables: tuple[InputOutput, ...] = ()
    if any(folder.glob("input_output*")):
        tables = read_input_output(folder)
    return IndustryTables(tables, ailing)


def _read_layers(folder: Path) -> dict[str, gpd.GeoDataFrame]:
    """Boundary layers as an import wrote them, by name; EPSG:5179."""
    return {path.stem: read_layer(path) for path in sorted(folder.glob("*.gpkg"))}


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
        table = read_parquet(path)
    except OSError as error:
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
    return with_errors(table, errors)


_SOURCES = Schema(
    (
        Column("source_id", text()),
        *(Column(name, ANY, blank="") for name in SOURCE_COLUMNS[1:-2]),
        *(Column(name, ANY, required=False, blank="") for name in SOURCE_COLUMNS[-2:]),
        Column("note", ANY, required=False, blank=""),  # of version 0.2, always empty
    )
)


def read_sources(path: Path) -> pd.DataFrame:
    """``sources.csv`` of an import: the columns of the bundled source table."""
    if not path.exists():
        return pd.DataFrame()
    return read_table(path, _SOURCES).drop(columns="note")


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
