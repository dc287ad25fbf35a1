"""From tidy rows to a data folder with its own data package; beside first, then in place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from xlsxwriter.utility import xl_col_to_name

from hubplanner.dataset.folders import (
    MISSING,
    PACKAGE,
    SOURCE_COLUMNS,
    digest,
    override,
    read_sources,
    refuse_links,
)
from hubplanner.dataset.statistics_file import ERROR
from hubplanner.errors import DataError
from hubplanner.importing.cells import FLAGS, PARTS, Cells
from hubplanner.importing.outcomes import OUTCOMES
from hubplanner.importing.tidy import Tidy
from hubplanner.importing.vocabulary import MEASURE_KEYS
from hubplanner.limits import MAX_JSON, refuse_unfit
from hubplanner.output import write_beside
from hubplanner.tables import words
from hubplanner.tables.grid import Grid
from hubplanner.tables.measures import UNITS
from hubplanner.tables.safe_csv import write_table

DEFAULT_PARENT = Path("own-data")
"""Where imports go when no folder is named: a folder a measure or list, in the current one."""

STATISTICS, QUALITY, LEFT, REPORT, SOURCES = (
    "statistics.parquet",
    "quality.parquet",
    "not_imported.csv",
    "report.txt",
    "sources.csv",
)
_TITLE_COLUMNS = ("title_ko", "title_en", "attribution_ko", "attribution_en")
_TITLES = {
    STATISTICS: "Figures by region, year, measure and industry",
    MISSING: "Cells without a figure, and why: none (-), suppressed (X, *), unknown (…)",
    QUALITY: "Reliability of figures as published (relative standard error)",
    LEFT: "Cells that were not imported, with the reason",
    REPORT: "What was understood",
    SOURCES: "Sources, licences and attribution lines",
    "institutions.csv": "Institutions",
    "designations.csv": "Designated areas",
    "travel.csv": "Travel times",
}
_MEDIATYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".gpkg": "application/geopackage+sqlite3",
}


def write_folder(
    folder: Path, write: Callable[[Path], object], *, replaced: Iterable[str], about: dict[str, Any]
) -> None:
    """Fill a folder: `write` makes the new files beside what stays of the earlier ones.

    Files of an earlier import named in `replaced` go; those of other kinds stay.

    Raises
    ------
    DataError
        When the folder holds something else than imports, or cannot be written.
    """
    if folder.exists():
        if not folder.is_dir():
            raise DataError("{folder}: is a file; name another folder with --into", folder=folder)
        refuse_links(folder)
        if any(folder.iterdir()) and not _imports(folder):
            raise DataError(
                "{folder}: holds files that no import wrote; name another folder with --into",
                folder=folder,
            )
    earlier, gone = _imports(folder), {*replaced, PACKAGE}

    def fill(place: Path) -> None:
        new = place / folder.name
        if folder.exists():
            shutil.copytree(folder, new, ignore=lambda _, names: gone.intersection(names))
        else:
            new.mkdir()
        write(new)
        _write_package(new, folder.name, {**earlier, about["kind"]: about})

    write_beside(folder.parent, folder.name, fill, keep=False, option="--into")


def about(kind: str, path: Path, title: str, licence: str) -> dict[str, Any]:
    """What the data package says of an import: where its figures come from."""
    origin = {"title": title, "file": path.name, "sha256": digest(path), "licence": licence}
    return {"kind": kind, "source": origin}


def _imports(folder: Path) -> dict[str, Any]:
    """What earlier imports said of themselves, by kind; nothing of another program's package."""
    try:
        refuse_unfit(folder / PACKAGE, MAX_JSON)
        package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        imports = {str(kind): dict(about) for kind, about in package["imports"].items()}
        ours = all(
            {"title", "file", "licence"} <= set(about["source"]) for about in imports.values()
        )
        return imports if ours else {}
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return {}


def _write_package(new: Path, name: str, imports: dict[str, Any]) -> None:
    resources = []
    for path in sorted(item for item in new.rglob("*") if item.is_file()):
        relative = path.relative_to(new).as_posix()
        resource: dict[str, Any] = {
            "name": relative.replace(".", "-").replace("_", "-").replace("/", "-").lower(),
            "path": relative,
            "title": _TITLES.get(relative, path.stem),
            "format": path.suffix.lstrip("."),
            "mediatype": _MEDIATYPES.get(path.suffix, "application/octet-stream"),
            "bytes": path.stat().st_size,
            "hash": f"sha256:{digest(path)}",
        }
        resources.append(resource)
    origins = [about["source"] for _, about in sorted(imports.items())]
    package = {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "name": "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower()) or "data",
        "title": f"Planner's data: {name}",
        "sources": [{"title": origin["title"], "path": origin["file"]} for origin in origins],
        "licenses": [
            {"name": origin["licence"], "title": origin["licence"]}
            for origin in origins
            if origin["licence"]
        ],
        "resources": resources,
        "imports": dict(sorted(imports.items())),
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (new / PACKAGE).write_text(text, encoding="utf-8", newline="\n")


def write_statistics(
    new: Path, grid: Grid, tidy: Tidy, source: dict[str, str], report: list[str]
) -> None:
    """The files of an import of statistics."""
    source_ids = [name or source["source_id"] for name in tidy.sources]
    pq.write_table(_values(tidy, source_ids), new / STATISTICS, compression="zstd")
    if len(tidy.missing):
        pq.write_table(_missing(tidy, source_ids), new / MISSING, compression="zstd")
    if len(tidy.quality):
        pq.write_table(_quality(grid, tidy, source_ids), new / QUALITY, compression="zstd")
    if tidy.left:
        _write_left(new / LEFT, grid, tidy)
    named = [
        {**source, **dict.fromkeys(_TITLE_COLUMNS, name), "source_id": name}
        for name in source_ids[1:]
    ]
    write_sources(new / SOURCES, [source, *named])
    (new / REPORT).write_text("\n".join(report) + "\n", encoding="utf-8", newline="\n")


def write_sources(path: Path, sources: list[dict[str, str]]) -> None:
    """Lay source rows over those that the file has; one row a source."""
    import pandas as pd

    table = pd.DataFrame(sources, columns=list(SOURCE_COLUMNS)).fillna("")
    table = override(read_sources(path), table, ["source_id"])
    write_table(table, path)


def _values(tidy: Tidy, source_ids: list[str]) -> pa.Table:
    columns = _keys(tidy, tidy.values)
    units = [UNITS[key] for key in MEASURE_KEYS]
    errors = {} if np.isnan(tidy.values.rse).all() else {ERROR: pa.array(tidy.values.rse)}
    return pa.table(
        {
            **columns,
            "value": pa.array(tidy.values.value),
            "unit": _texts(tidy.values.measure, units),
            "source": _texts(tidy.values.source, source_ids),
            "flag": _texts(tidy.values.flag, list(FLAGS)),
            **errors,
        }
    )


def _missing(tidy: Tidy, source_ids: list[str]) -> pa.Table:
    reasons = [words.MISSING.get(kind, "") for kind in range(max(words.MISSING) + 1)]
    return pa.table(
        {
            **_keys(tidy, tidy.missing),
            "reason": _texts(tidy.missing.flag, reasons),
            "source": _texts(tidy.missing.source, source_ids),
        }
    )


def _quality(grid: Grid, tidy: Tidy, source_ids: list[str]) -> pa.Table:
    cells = tidy.quality
    texts = [grid.columns[c][r] for r, c in zip(cells.row, cells.column, strict=True)]
    return pa.table(
        {
            **_keys(tidy, cells),
            "published": pa.array(texts, pa.string()),
            "value": pa.array(cells.value, from_pandas=True),
            "source": _texts(cells.source, source_ids),
        }
    )


def _keys(tidy: Tidy, cells: Cells) -> dict[str, pa.Array]:
    return {
        "region_code": _texts(cells.region, tidy.regions),
        "year": pa.array(cells.year.astype(np.int64)),
        "period": _texts(cells.part, list(PARTS)),
        # Reliability may belong to no one measure.
        "measure": _texts(cells.measure % (len(MEASURE_KEYS) + 1), [*MEASURE_KEYS, ""]),
        "industry": _texts(cells.industry, tidy.industries),
    }


def _texts(numbers: Any, texts: list[str]) -> pa.Array:
    indices = pa.array(np.asarray(numbers).astype(np.int32))
    return pa.DictionaryArray.from_arrays(indices, pa.array(texts, pa.string())).cast(pa.string())


def _constant(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), count)


def _write_left(path: Path, grid: Grid, tidy: Tidy) -> None:
    """Every value cell that is not in the output: Excel row and column, text, reason."""
    parts = []
    for rows, column, outcome in tidy.left:
        whole, reason = grid.columns[column], " · ".join(OUTCOMES[outcome].in_both().values())
        texts = pa.DictionaryArray.from_arrays(
            pa.array(whole.codes[rows]), pa.array(whole.texts, pa.string())
        ).cast(pa.string())
        parts.append(
            pa.table(
                {
                    "row": pa.array(rows.astype(np.int64) + 1),
                    "column": _constant(xl_col_to_name(int(column)), len(rows)),
                    "text": texts,
                    "reason": _constant(reason, len(rows)),
                }
            )
        )
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        pa_csv.write_csv(pa.concat_tables(parts), file)
