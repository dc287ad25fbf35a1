"""Import of a planner's own file: one call from a file to a data folder and a report."""

from hubplanner.importing.correcting import Correctable, correctable
from hubplanner.importing.files import import_file
from hubplanner.importing.mapping import Mapping
from hubplanner.importing.report import ListReport, Report
from hubplanner.importing.statistics import refuse_without_figures
from hubplanner.importing.writing import DEFAULT_PARENT

__all__ = [
    "DEFAULT_PARENT",
    "Correctable",
    "ListReport",
    "Mapping",
    "Report",
    "correctable",
    "import_file",
    "refuse_without_figures",
]
