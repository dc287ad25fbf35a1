"""A plan as files for offices: workbook, styled GeoPackage."""

from hubplanner.report.workbook import write_workbook

__all__ = ["write_workbook"]
