"""A plan as files for offices: workbook, styled GeoPackage, pictures, brief."""

from hubplanner.language import Language
from hubplanner.report.comparison_sheets import write_comparison_workbook
from hubplanner.report.files import FORMATS, need_extra, report_files
from hubplanner.report.geopackage import style_geopackage
from hubplanner.report.qgis_project import PROJECT_FILE, make_ready_for_qgis
from hubplanner.report.workbook import write_workbook

__all__ = [
    "FORMATS",
    "PROJECT_FILE",
    "Language",
    "make_ready_for_qgis",
    "need_extra",
    "report_files",
    "style_geopackage",
    "write_comparison_workbook",
    "write_workbook",
]
