"""Leontief inverse and linkages: published examples, properties, and what they do to exposure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hubplanner.dataset.industry_tables import IndustryTables, InputOutput
from hubplanner.scoring.exposure import ailing_weights, linkage_weights
from hubplanner.scoring.linkages import (
    backward_linkage,
    forward_linkage,
    input_coefficients,
    leontief_inverse,
    linkages,
)

# Bank of Korea, ECOS 2.2.1.2.3, 생산유발계수표 (33 sectors) of 2023: a line a buyer, with the sum
# and the backward linkage as published. Read from the copy that data/build/facts/linkages_bok.csv
# names (GitHub junseo0814/K-Supply-Shield); all sums of rows and columns agree with the published.
BANK = pd.read_csv(Path(__file__).parent / "bok_2023.csv", index_col="buyer")
# Its forward linkages (감응도계수), in the same order.
FORWARD = """0.884105 0.594783 1.203494 0.793939 0.958832 1.015622 1.804572 0.740314 1.262588
1.090805 1.011205 1.077876 0.785265 1.02703 0.630173 1.183493 1.376089 0.742474 0.631741 1.679899
1.486859 1.015082 1.065218 1.18915 0.876962 1.660803 1.211986 1.02738 0.549267 0.573026 0.616784
0.656664 0.576522"""


def test_the_two_sectors_of_miller_and_blair():
    """Miller and Blair (1985), chapter 2, as N. Lane's tutorial in R prints them (2016)."""
    flows, output = np.array([[150.0, 500], [200, 100]]), np.array([1000.0, 2000])
    coefficients = input_coefficients(flows, output)
    assert coefficients == pytest.approx(np.array([[0.15, 0.25], [0.20, 0.05]]))
    inverse = leontief_inverse(coefficients)
    printed = np.array([[1.2541254, 0.330033], [0.2640264, 1.122112]])
    assert inverse == pytest.approx(printed, abs=5e-7)
    # By hand: columns add up to 1.20/0.7575 and 1.10/0.7575, rows to 1.20/0.7575, 1.05/0.7575.
    assert backward_linkage(inverse) == pytest.approx([1.15 / 1.125, 1.10 / 1.125])
    assert forward_linkage(inverse) == pytest.approx([1.20 / 1.125, 1.05 / 1.125])


def test_three_sectors_by_hand():
    """A chain: the first sells half of the second's output to it, the second to the third."""
    coefficients = np.array([[0, 0.5, 0], [0, 0, 0.5], [0, 0, 0]])
    inverse = leontief_inverse(coefficients)
    assert inverse == pytest.approx(np.array([[1, 0.5, 0.25], [0, 1, 0.5], [0, 0, 1]]))
    total = 4.25 / 3
    assert backward_linkage(inverse) == pytest.approx(np.array([1, 1.5, 1.75]) / total)
    assert forward_linkage(inverse) == pytest.approx(np.array([1.75, 1.5, 1]) / total)


def test_the_bank_of_korea_s_table_of_2023_gives_its_published_linkages():
    inverse = BANK.iloc[:, :33].to_numpy().T
    assert inverse.sum(axis=0) == pytest.approx(BANK["열합"].to_numpy(), abs=5e-6)
    assert inverse.sum() == pytest.approx(62.413753, abs=2e-5)  # as published
    assert backward_linkage(inverse) == pytest.approx(BANK["영향력계수"].to_numpy(), abs=4e-6)
    forward = np.array([float(word) for word in FORWARD.split()])
    assert forward_linkage(inverse) == pytest.approx(forward, abs=4e-6)


def test_the_input_coefficients_behind_it_give_the_inverse_back():
    inverse = BANK.iloc[:, :33].to_numpy().T
    coefficients = np.eye(33) - np.linalg.inv(inverse)
    assert -0.0011 < coefficients.min() < 0  # by-products
    assert coefficients.sum(axis=0).max() < 1
    assert leontief_inverse(coefficients) == pytest.approx(inverse)


@st.composite
def productive(draw):
    n = draw(st.integers(2, 6))
    flows = draw(arrays.arrays(float, (n, n), elements=st.floats(0, 100)))
    added = draw(arrays.arrays(float, n, elements=st.floats(1, 100)))
    return flows, flows.sum(axis=0) + added


def both(flows, output):
    inverse = leontief_inverse(input_coefficients(flows, output))
    return np.array([backward_linkage(inverse), forward_linkage(inverse)])


@settings(deadline=None, max_examples=60)
@given(productive(), st.floats(1e-3, 1e6), st.randoms(use_true_random=False))
def test_properties(table, unit, random):
    flows, output = table
    found = both(flows, output)
    assert found.mean(axis=1) == pytest.approx([1, 1])
    assert (found > 0).all()
    assert both(flows * unit, output * unit) == pytest.approx(found)
    order = list(range(len(output)))
    random.shuffle(order)
    assert both(flows[np.ix_(order, order)], output[order]) == pytest.approx(found[:, order])


@settings(deadline=None, max_examples=30)
@given(productive())
def test_more_inputs_pull_more_on_suppliers(table):
    """Column sums of the inverse rise with the coefficients (all are sums of powers of A)."""
    flows, output = table
    coefficients = input_coefficients(flows, output)
    less = leontief_inverse(coefficients * 0.9)
    assert (less.sum(axis=0) <= leontief_inverse(coefficients).sum(axis=0) + 1e-9).all()


def own_table(year=2022, cells=((0.2, 0.4), (0.1, 0.0)), output=(1.0, 1.0)):
    return InputOutput(
        sectors=("선박", "그 밖"),
        industries=(("c31",), ("c12", "c30")),
        cells=np.array(cells),
        output=None if output is None else np.array(output),
        year=year,
        source="우리 도 산업연관표",
        file="input_output.csv",
    )


def test_flows_coefficients_and_inverse_are_the_same_table():
    flows = own_table(cells=((20.0, 80.0), (10.0, 0.0)), output=(100.0, 200.0))
    inverse = own_table(cells=leontief_inverse(own_table().cells), output=None)
    for other in (flows, inverse):
        pd.testing.assert_frame_equal(linkages(other), linkages(own_table()))


def test_weights_come_from_the_planners_last_table_up_to_the_year():
    tables = IndustryTables((own_table(2020, cells=((0, 0), (0, 0))), own_table(2022)))
    weights = linkage_weights("backward", tables)
    # L = [[1, .4], [.1, .8]] / .76: columns add up to 1.1 and 1.2 over .76.
    assert weights.values == pytest.approx({"c31": 1.1 / 1.15, "c30": 1.2 / 1.15})
    assert (weights.sources, weights.years) == (("우리 도 산업연관표",), "2022")
    assert linkage_weights("backward", tables, as_of=2021).values == {"c31": 1.0, "c30": 1.0}
    assert linkage_weights("backward", tables, as_of=2019) is None


def test_nothing_is_known_before_its_time():
    bundled = IndustryTables()
    assert linkage_weights("forward", bundled).years == "2023"
    assert linkage_weights("forward", bundled, as_of=2021).years == "2021"
    assert linkage_weights("forward", bundled, as_of=2019) is None
    assert ailing_weights(bundled, as_of=2017) is None
    assert ailing_weights(bundled, as_of=2018).years == "2018Q3"


def test_a_planners_own_ailing_industries():
    own = pd.DataFrame(
        {
            "industry": ["c19", "c20"],
            "index": ["80", "92.5"],
            "period": ["2025Q1", "2025Q2"],
            "source": ["광업제조업동향조사", "광업제조업동향조사"],
        }
    )
    weights = ailing_weights(IndustryTables(ailing=own))
    assert weights.values == pytest.approx({"c19": 0.2, "c20": 0.075})
    assert (weights.sources, weights.years) == (("광업제조업동향조사",), "2025Q1, 2025Q2")
