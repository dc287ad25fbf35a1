"""Answers kept as Parquet, one file a request, so that a second run asks nothing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

Request = dict[str, str]
Rows = list[dict[str, str]]

_REQUEST = b"request"


class AnswerCache:
    """A folder of answers, each under a digest of its request, which never holds a key.

    A file is written beside and then renamed: a run that breaks off leaves whole files only, and
    the next one goes on where it stopped.
    """

    def __init__(self, folder: Path, *, refresh: bool = False) -> None:
        self.folder, self._refresh = folder, refresh

    def get(self, request: Request) -> Rows | None:
        """The rows of an earlier answer; None where there is none that can be read."""
        if self._refresh:
            return None
        with contextlib.suppress(OSError, pa.ArrowException, ValueError):
            table = pq.read_table(self._path(request), partitioning=None)
            kept = (table.schema.metadata or {}).get(_REQUEST, b"")
            if json.loads(kept) == request:
                return [dict(row) for row in table.to_pylist()]
        return None

    def put(self, request: Request, rows: Rows) -> None:
        """Keep an answer; all cells are text, as they came."""
        columns = list(dict.fromkeys(name for row in rows for name in row))
        schema = pa.schema(
            [(name, pa.string()) for name in columns],
            metadata={_REQUEST: json.dumps(request, ensure_ascii=False, sort_keys=True)},
        )
        full = [{name: row.get(name, "") for name in columns} for row in rows]
        table = pa.Table.from_pylist(full, schema=schema)
        path = self._path(request)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as beside:
            new = Path(beside) / path.name
            pq.write_table(table, new, compression="zstd")
            new.replace(path)

    def _path(self, request: Request) -> Path:
        text = json.dumps(request, ensure_ascii=False, sort_keys=True)
        return self.folder / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.parquet"
