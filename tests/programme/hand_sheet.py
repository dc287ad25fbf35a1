"""A sheet worked by hand, read and reckoned again from its formulas: shares no code with the room.

``cash_flow.xlsx`` holds a sheet a case: what is assumed (B2:B12), what follows from it (B13:B16),
and a row for each year of a hub's life, formulas on the left, won beside on the right.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl

BOOK = Path(__file__).parent / "cash_flow.xlsx"
FIRST_ROW, YEARS = 19, 15
ASSUMED = (
    "public",
    "years",
    "ramp_years",
    "taper_years",
    "co_investment",
    "staying",
    "running_cost",
    "revenue",
    "revenue_start",
    "revenue_growth",
    "discount_rate",
)
FLOWS = {"public": "D", "co_investment": "E", "revenue": "F", "spending": "G", "balance": "H"}
WON = {"public": "N", "co_investment": "O", "revenue": "P", "spending": "Q", "balance": "R"}


class HandSheet:
    """One case: formulas by cell, and what each comes to."""

    def __init__(self, name: str):
        self.cells = {
            cell.coordinate: cell.value
            for row in openpyxl.load_workbook(BOOK)[name].iter_rows()
            for cell in row
            if cell.value is not None
        }
        self._known: dict[str, Any] = {}

    def value(self, cell: str) -> Any:
        """What stands in a cell; its formula's outcome where it has one."""
        if cell not in self._known:
            content = self.cells.get(cell, 0)
            if isinstance(content, str) and content.startswith("="):
                content = eval(_as_python(content[1:]), {"v": self.value, **_FUNCTIONS})
            self._known[cell] = content
        return self._known[cell]

    @property
    def assumed(self) -> dict[str, float]:
        """What the case assumes."""
        return {key: self.value(f"B{row}") for row, key in enumerate(ASSUMED, 2)}

    def column(self, letter: str) -> list[Any]:
        """A column by year of life."""
        return [self.value(f"{letter}{FIRST_ROW + year}") for year in range(YEARS)]


def _as_python(formula: str) -> str:
    formula = formula.replace("$", "").replace("^", "**")
    formula = re.sub(
        r"([A-Z])(\d+):\1(\d+)",
        lambda m: f"[v('{m[1]}' + str(row)) for row in range({m[2]}, {m[3]} + 1)]",
        formula,
    )
    return re.sub(r"(?<!')\b([A-Z]\d+)\b", r"v('\1')", formula)


def _flat(given: tuple[Any, ...]) -> list[Any]:
    return [one for part in given for one in (part if isinstance(part, list) else [part])]


_FUNCTIONS: dict[str, Any] = {
    "MIN": lambda *given: min(_flat(given)),
    "MAX": lambda *given: max(_flat(given)),
    "SUM": lambda *given: sum(_flat(given)),
    "IF": lambda test, yes, no: yes if test else no,
    "ROUND": round,
}
