"""Reports as real workbooks, made by openpyxl."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from openpyxl import Workbook

HEADS = ["연도", "거점 ID", "거점", "지표 ID", "값", "단위", "비고"]

FIGURES = {
    "partners": 20,
    "large_firms": 4,
    "smes": 9,
    "universities": 3,
    "government": 4,
    "partners_crisis": 8,
    "smes_served": 60,
    "co_investment": 110.5,
    "public_funds": 100,
    "projects": 5,
    "rd_spending": 180,
    "project_targets_met": 80,
    "products": 1,
    "students": 500,
    "certificates": 60,
    "trainers": 20,
    "trainees_placed": 45,
    "jobs_kept": 90,
}
"""A hub's sound figures of one year."""

HUBS = {"hub-1": "울산 남구", "hub-2": "경남 창원시"}


def rows_of(year: int, hub: str = "hub-1", name: str = "", **changes) -> list[list]:
    """The rows of one hub and year; a change of None leaves the row out."""
    figures = {**FIGURES, **changes}
    return [
        [year, hub, name or HUBS[hub], key, value, None, None]
        for key, value in figures.items()
        if value is not None
    ]


def write_book(path: Path, **sheets: list[list]) -> Path:
    """A workbook with heads in row 1 of every sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in [HEADS, *rows]:
            sheet.append(row)
    book.save(path)
    return path


def figures_of(**by_hub) -> pd.DataFrame:
    """``figures_of(a={2027: {"partners": 3}})`` as a table of figures."""
    return pd.DataFrame(
        [
            {"year": year, "hub_id": hub, "indicator": key, "value": float(value)}
            for hub, years in by_hub.items()
            for year, figures in years.items()
            for key, value in figures.items()
        ],
        columns=["year", "hub_id", "indicator", "value"],
    )


NO_TARGETS = pd.DataFrame(columns=["year", "hub_id", "indicator", "target"])
