"""Writes tests/effects/worked_table.xlsx: two sectors worked by hand, formula by formula.

    python tests/effects/worked_table.py

Every formula is of elementary arithmetic, with what it comes to by fractions beside it, so that a
reader can follow it in any spreadsheet. The test works the formulas out by itself.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import xlsxwriter

PATH = Path(__file__).with_name("worked_table.xlsx")

# name, label, value or formula (cells by name), by hand
F = Fraction
A11, A12, A21, A22 = F(15, 100), F(25, 100), F(20, 100), F(5, 100)
V1, V2, J1, J2 = F(45, 100), F(55, 100), F(2), F(9)
DEMAND, LOST = F(12_345_678_901), F(98_765_432_109)
E1, E2, N1, N2 = F(20), F(30), F(100), F(400)
DET = (1 - A11) * (1 - A22) - A12 * A21
X1, X2 = (1 - A22) * DEMAND / DET, A21 * DEMAND / DET
S1, S2 = (E1 / (E1 + E2)) / (N1 / (N1 + N2)), (E2 / (E1 + E2)) / (N2 / (N1 + N2))

ROWS: list[tuple[str, str, Fraction | str, Fraction | float | None]] = [
    ("a11", "sector 1 buys of 1", A11, None),
    ("a12", "sector 2 buys of 1", A12, None),
    ("a21", "sector 1 buys of 2", A21, None),
    ("a22", "sector 2 buys of 2", A22, None),
    ("v1", "value added per output, 1", V1, None),
    ("v2", "value added per output, 2", V2, None),
    ("j1", "jobs per billion won, 1", J1, None),
    ("j2", "jobs per billion won, 2", J2, None),
    ("demand", "demand for 1, won", DEMAND, None),
    ("det", "determinant of I − A", "(1-a11)*(1-a22)-a12*a21", DET),
    ("x1", "output of 1, won", "(1-a22)*demand/det", X1),
    ("x2", "output of 2, won", "a21*demand/det", X2),
    ("indirect", "indirect output, won", "x1+x2-demand", X1 + X2 - DEMAND),
    ("value", "value added, won", "v1*x1+v2*x2", V1 * X1 + V2 * X2),
    ("jobs", "jobs", "(j1*x1+j2*x2)/10^9", (J1 * X1 + J2 * X2) / 10**9),
    ("lost", "output of 1 that is lost, won", LOST, None),
    ("follows", "output of 2 that follows, won", "a21*lost/(1-a22)", A21 * LOST / (1 - A22)),
    ("e1", "size of 1 in the region", E1, None),
    ("e2", "size of 2 in the region", E2, None),
    ("n1", "size of 1 in the nation", N1, None),
    ("n2", "size of 2 in the nation", N2, None),
    ("s1", "location quotient of 1", "(e1/(e1+e2))/(n1/(n1+n2))", S1),
    ("s2", "location quotient of 2", "(e2/(e1+e2))/(n2/(n1+n2))", S2),
    ("delta", "δ", F(3, 10), None),
    ("lam", "λ", "LOG(1+(e1+e2)/(n1+n2),2)^delta", None),
    ("q11", "FLQ of 1 in 1", "MIN(s1*lam,1)", None),
    ("q12", "FLQ of 1 in 2", "MIN(s1/s2*lam,1)", None),
    ("q21", "FLQ of 2 in 1", "MIN(s2/s1*lam,1)", None),
    ("q22", "FLQ of 2 in 2", "MIN(s2*lam,1)", None),
    ("rdet", "determinant in the region", "(1-a11*q11)*(1-a22*q22)-a12*q12*a21*q21", None),
    ("r1", "output of 1 in the region, won", "(1-a22*q22)*demand/rdet", None),
    ("r2", "output of 2 in the region, won", "a21*q21*demand/rdet", None),
]


def write(path: Path = PATH) -> None:
    """Write the workbook; the same each time."""
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("worked")
        page.set_column(0, 0, 34)
        page.set_column(1, 3, 24)
        page.write_row(0, 0, ["what", "name", "formula", "by hand (fractions)"])
        places = {name: f"C{row}" for row, (name, *_) in enumerate(ROWS, 2)}
        for row, (name, label, told, by_hand) in enumerate(ROWS, 1):
            page.write(row, 0, label)
            page.write(row, 1, name)
            if isinstance(told, Fraction):
                page.write(row, 2, float(told))
            else:
                cached = float(by_hand) if by_hand is not None else ""
                page.write_formula(row, 2, "=" + in_cells(told, places), None, cached)
            if by_hand is not None:
                page.write(row, 3, float(by_hand))


def in_cells(formula: str, places: dict[str, str]) -> str:
    """A formula with cells in place of names."""
    import re

    return re.sub(r"[a-z]\w*", lambda found: places[found[0]], formula)


if __name__ == "__main__":
    write()
