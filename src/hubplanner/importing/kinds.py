"""What every kind of import is: a way to recognise a file, to read it and to write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from hubplanner.importing.mapping import Mapping
from hubplanner.importing.report import ListReport, Report
from hubplanner.importing.vocabulary import Choices
from hubplanner.tables.grid import Grid, read_grid

NOT_STATED = "명시되지 않음 · not stated"


@dataclass(frozen=True)
class Request:
    """A planner's file, and what the planner says beside it (see :func:`.import_file`)."""

    path: Path
    sheet: str | None = None
    choices: Choices = field(default_factory=Choices)
    mapping: Mapping = field(default_factory=Mapping)
    source: str = ""
    licence: str = ""

    @cached_property
    def grid(self) -> Grid:
        """The file's cells, read when first asked for."""
        return read_grid(self.path, self.sheet)


@dataclass(frozen=True)
class Understood:
    """What a file says.

    Attributes
    ----------
    report
        For the planner.
    name
        Of the folder that it goes into where the planner names none.
    content
        What the kind writes.
    """

    report: Report | ListReport
    name: str
    content: Any


@dataclass(frozen=True)
class Kind:
    """One kind of import.

    Attributes
    ----------
    recognise
        Whether a file is of this kind.
    read
        What it says; refused with the file, the place and the mend.
    write
        Puts that into a data folder.
    """

    recognise: Callable[[Request], bool]
    read: Callable[[Request], Understood]
    write: Callable[[Request, Understood, Path], None]
