"""A plan as files for offices: workbook, styled GeoPackage."""

from hubplanner.report.geopackage import style_geopackage
from hubplanner.report.workbook import write_workbook

__all__ = ["style_geopackage", "write_workbook"]
