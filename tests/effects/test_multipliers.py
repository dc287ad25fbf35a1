"""Multipliers and regional inputs: a sheet worked by hand, published sums, properties."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from openpyxl import load_workbook

from hubplanner.effects.multipliers import from_demand, from_output, inputs_of
from hubplanner.effects.national_table import bundled_table
from hubplanner.effects.regional_inputs import flegg_quotients, regional, simple_quotients

SHEET = Path(__file__).with_name("worked_table.xlsx")
FACTS = Path(__file__).parents[2] / "data" / "build" / "facts"


def worked() -> dict[str, float]:
    """The sheet's formulas worked out here, cell by cell, with nothing of ours."""
    page = load_workbook(SHEET)["worked"]
    cells = {f"C{row}": page[f"C{row}"].value for row in range(2, page.max_row + 1)}
    known: dict[str, float] = {}

    def value(cell: str) -> float:
        if cell not in known:
            told = cells[cell]
            if isinstance(told, str):
                formula = re.sub(r"C\d+", lambda found: repr(value(found[0])), told[1:])
                names = {"__builtins__": {}, "MIN": min, "LOG": math.log}
                known[cell] = float(eval(formula.replace("^", "**"), names))
            else:
                known[cell] = float(told)
        return known[cell]

    return {page[f"B{row}"].value: value(f"C{row}") for row in range(2, page.max_row + 1)}


@pytest.fixture(scope="module")
def sheet() -> dict[str, float]:
    return worked()


def matrix(sheet, letter) -> np.ndarray:
    return np.array([[sheet[f"{letter}{row}{column}"] for column in "12"] for row in "12"])


def test_the_sheets_formulas_come_to_what_was_worked_by_fractions(sheet):
    page = load_workbook(SHEET, data_only=True)["worked"]
    by_hand = {
        page[f"B{row}"].value: page[f"D{row}"].value
        for row in range(2, page.max_row + 1)
        if page[f"D{row}"].value is not None
    }
    assert len(by_hand) >= 9
    for name, told in by_hand.items():
        assert sheet[name] == pytest.approx(told, rel=1e-15, abs=1e-6), name


def test_demand_agrees_with_the_sheet_to_the_won(sheet):
    made = from_demand(matrix(sheet, "a"), np.array([sheet["demand"], 0.0]))
    won = 0.5
    assert made.total == pytest.approx([sheet["x1"], sheet["x2"]], abs=won)
    assert made.indirect.sum() == pytest.approx(sheet["indirect"], abs=won)
    value = sum(made.weighed(np.array([sheet["v1"], sheet["v2"]])))
    assert value == pytest.approx(sheet["value"], abs=won)
    jobs = sum(made.weighed(np.array([sheet["j1"], sheet["j2"]]) / 1e9))
    assert jobs == pytest.approx(sheet["jobs"], abs=1e-6)


def test_a_loss_agrees_with_the_sheet_to_the_won(sheet):
    made = from_output(matrix(sheet, "a"), np.array([sheet["lost"], 0.0]))
    assert made.direct.tolist() == [sheet["lost"], 0.0]
    assert made.indirect == pytest.approx([0.0, sheet["follows"]], abs=0.5)


def test_regional_inputs_agree_with_the_sheet_to_the_won(sheet):
    region, nation = (np.array([sheet[f"{one}1"], sheet[f"{one}2"]]) for one in "en")
    assert simple_quotients(region, nation) == pytest.approx([sheet["s1"], sheet["s2"]])
    quotients = flegg_quotients(region, nation, sheet["delta"])
    assert quotients == pytest.approx(matrix(sheet, "q"))
    home = regional(matrix(sheet, "a"), region, nation, sheet["delta"])
    made = from_demand(home, np.array([sheet["demand"], 0.0]))
    assert made.total == pytest.approx([sheet["r1"], sheet["r2"]], abs=0.5)


# ---- the table that comes with the package -------------------------------------------------------


def test_the_bundled_table_has_the_published_sums():
    table = bundled_table()
    told = pd.read_csv(FACTS / "production_inducement_2023.csv").set_index("buyer")
    inverse = np.linalg.inv(np.eye(33) - table.inputs)
    assert inverse.sum(axis=0) == pytest.approx(told["sum"].iloc[:33].to_numpy(), abs=2e-5)
    sellers = told.columns[2:-2]
    rows = told.loc["sum", sellers].to_numpy(float)
    assert inverse.sum(axis=1) == pytest.approx(rows, abs=2e-5)


def test_jobs_and_value_added_give_the_published_inducement_again():
    table = bundled_table()
    inverse = np.linalg.inv(np.eye(33) - table.inputs)
    jobs = pd.read_csv(FACTS / "jobs_inducement_2023.csv").set_index("buyer")
    told = table.sectors["jobs"].to_numpy() @ inverse
    assert told[: len(jobs)] == pytest.approx(jobs["sum"].to_numpy(), rel=1e-5)
    imports = pd.read_csv(FACTS / "production_inducement_2023.csv")["imports"].iloc[:33]
    value = table.sectors["value_added"].to_numpy() @ inverse
    assert value == pytest.approx(1 - imports.to_numpy(), abs=2e-5)
    assert table.sectors["value_added"].between(0, 1).all()


def test_fourteen_sectors_agree_with_the_other_copy_of_the_same_download():
    """facts/linkages_bok.csv was carried over by somebody else."""
    other = pd.read_csv(FACTS / "linkages_bok.csv").query(
        "measure == 'backward_linkage_영향력계수' and reference_year == 2023"
    )
    told = pd.read_csv(FACTS / "production_inducement_2023.csv").set_index("buyer")["sum"]
    assert len(other) == 14
    mean = told.iloc[:33].mean()
    for row in other.itertuples():
        assert told[row.industry] / mean == pytest.approx(row.value, abs=2e-6)


# ---- properties ----------------------------------------------------------------------------------

sizes = arrays(float, 4, elements=st.floats(0.1, 1e4))


@given(sizes, sizes, st.floats(0, 1), st.floats(0, 1))
def test_a_region_covers_part_of_its_inputs_and_less_with_a_larger_delta(region, rest, one, two):
    nation = region + rest
    low, high = sorted((one, two))
    more, less = (flegg_quotients(region, nation, delta) for delta in (low, high))
    assert ((less >= 0) & (less <= 1)).all()
    assert (less <= more + 1e-12).all()


@given(sizes, st.floats(0, 1))
def test_the_nation_as_a_region_buys_all_at_home(nation, delta):
    assert flegg_quotients(nation, nation, delta) == pytest.approx(np.ones((4, 4)))


def test_a_sector_that_the_region_does_not_have_sells_nothing_there():
    quotients = flegg_quotients(np.array([0.0, 5]), np.array([10.0, 10]), 0.1)
    assert quotients[0].tolist() == [0.0, 0.0]
    assert np.isfinite(quotients).all()


coefficients = arrays(float, (4, 4), elements=st.floats(0, 0.2))


@given(coefficients, arrays(float, 4, elements=st.floats(0, 1e6)))
def test_what_is_asked_for_is_made_and_its_inputs_too(inputs, demand):
    made = from_demand(inputs, demand)
    assert made.total == pytest.approx(demand + inputs @ made.total, rel=1e-9, abs=1e-6)
    assert (made.indirect >= -1e-6).all()


@given(coefficients, st.floats(1, 1e6))
def test_output_given_in_one_sector_is_demand_less_what_it_buys_of_itself(inputs, amount):
    """The mixed model's answer is the demand model's, scaled to that output."""
    one = from_demand(inputs, np.array([1.0, 0, 0, 0])).total
    made = from_output(inputs, np.array([amount, 0.0, 0, 0]))
    assert made.total == pytest.approx(one * amount / one[0], rel=1e-9)


@given(coefficients)
def test_inputs_come_back_from_their_inverse(inputs):
    assert inputs_of(np.linalg.inv(np.eye(4) - inputs)) == pytest.approx(inputs, abs=1e-9)
