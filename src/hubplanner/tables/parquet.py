"""Parquet files of a planner, unpacked only after it is known how much they become."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hubplanner.errors import DataError
from hubplanner.limits import MAX_CELLS, MAX_UNPACKED, refuse_unfit


def read_parquet(path: Path) -> pd.DataFrame:
    """A table of plain columns.

    Texts are held as a dictionary until their whole length is known: a file of a few kB may say
    "the same long text a million times".

    Raises
    ------
    OSError
        When there is no such file.
    DataError
        When it is damaged, too large, or would be once unpacked.
    """
    refuse_unfit(path)
    try:
        with pq.ParquetFile(path) as file:
            schema, shape = file.schema_arrow, file.metadata
            packed = sum(shape.row_group(n).total_byte_size for n in range(shape.num_row_groups))
            if shape.num_rows * shape.num_columns > MAX_CELLS or packed > MAX_UNPACKED:
                raise _too_large(path)
            if any(pa.types.is_nested(column.type) for column in schema):
                raise DataError("{path}: holds lists within cells; keep plain columns", path=path)
            texts = [c.name for c in schema if pa.types.is_string(c.type) or _is_bytes(c.type)]
        with pq.ParquetFile(path, read_dictionary=texts) as file:
            table = file.read()
        if sum(map(_unpacked, table.columns)) > MAX_UNPACKED:
            raise _too_large(path)
        # Dictionaries of ours serve reading only; those that the file states stay.
        frame: pd.DataFrame = table.cast(schema).to_pandas()
    except (pa.ArrowException, ValueError) as error:
        if isinstance(error, DataError):
            raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(
            "{path}: no readable table ({reason}); save it again", path=path, reason=reason
        ) from error
    return frame


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_large_string(kind) or pa.types.is_binary(kind))


def _unpacked(column: pa.ChunkedArray) -> int:
    """Bytes of a column once every row has a text of its own."""
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    total = 0
    for chunk in column.chunks:
        lengths = pc.binary_length(chunk.dictionary).cast(pa.int64())
        total += pc.sum(lengths.take(chunk.indices)).as_py() or 0
    return total


def _too_large(path: Path) -> DataError:
    return DataError(
        "{path}: unpacks to more than {max_unpacked} MB or {max_cells:,} cells; keep the rows that"
        " are needed",
        path=path,
        max_unpacked=MAX_UNPACKED >> 20,
        max_cells=MAX_CELLS,
    )
