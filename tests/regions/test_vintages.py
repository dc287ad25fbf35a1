"""Figures of any year carried to the regions of 2020: nothing lost, nothing counted twice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.errors import DataError
from hubplanner.regions import carry, load_regions
from hubplanner.regions.names import sigungu


def table(*rows, **columns):
    figures = pd.DataFrame(rows, columns=["region", "year", "value"])
    return figures.assign(**{"flag": ""} | columns)


def figures(carried):
    """Value and flag by region."""
    rows = carried.statistics.set_index("region_code")
    return {code: (row["value"], row["flag"]) for code, row in rows.iterrows()}


def standing(day):
    units = sigungu()
    ends = units["valid_to"].replace("", "9999")
    return units[(units["valid_from"] <= day) & (ends >= day)]


def test_what_did_not_change_is_not_touched():
    assert figures(carry(table(("거제시", 2012, 5.0), ("경남 고성군", 2012, 6.0)))) == {
        "38090": (5.0, ""),
        "38340": (6.0, ""),
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Whole units that merged.
        ([("청주시", 2013, 670.0), ("청원군", 2013, 150.0)], {"33040": (820.0, "derived")}),
        (
            [("38010", 2010, 4.0), ("38020", 2010, 3.0), ("38040", 2010, 2.0)],
            {"38110": (9.0, "derived")},
        ),
        (
            [("창원시", 2010, 4.0), ("마산시", 2010, 3.0), ("진해시", 2010, 2.0)],
            {"38110": (9.0, "derived")},
        ),
        # The name 창원시 alone is the new city at the end of 2010.
        ([("창원시", 2010, 9.0)], {"38110": (9.0, "")}),
        # 청주시 of 2014 with 청원군 is the old city, without it the new one.
        ([("청주시", 2014, 670.0), ("청원군", 2014, 150.0)], {"33040": (820.0, "derived")}),
        ([("청주시", 2014, 820.0)], {"33040": (820.0, "")}),
        # Parts that moved: 4.71 % of 공주시 and 4.81 % of 청원군 to Sejong.
        (
            [
                ("연기군", 2011, 80.0),
                ("공주시", 2011, 100.0),
                ("청원군", 2011, 100.0),
                ("청주시", 2011, 700.0),
            ],
            {
                "29010": (80 + 4.71 + 4.81, "estimated"),
                "34020": (95.29, "estimated"),
                "33040": (795.19, "estimated"),
            },
        ),
        # Sejong in the table of 2012: borders after July.
        (
            [
                ("세종시", 2012, 90.0),
                ("공주시", 2012, 100.0),
                ("청원군", 2012, 95.0),
                ("청주시", 2012, 700.0),
            ],
            {"29010": (90.0, ""), "34020": (100.0, ""), "33040": (795.0, "derived")},
        ),
        # All 구 stand for their city, and the city goes before its 구.
        (
            [("부천시 원미구", 2015, 4.0), ("소사구", 2015, 2.0), ("31053", 2015, 1.0)],
            {"31050": (7.0, "derived")},
        ),
        ([("부천시", 2015, 7.0), ("원미구", 2015, 4.0)], {"31050": (7.0, "")}),
        ([("포항시 남구", 2020, 3.0), ("포항시 북구", 2020, 4.0)], {"37010": (7.0, "derived")}),
        # 제물포구 is 43.65 % 중구 and 56.35 % 동구.
        (
            [("제물포구", 2026, 100.0), ("영종구", 2026, 10.0)],
            {"23010": (53.65, "estimated"), "23020": (56.35, "estimated")},
        ),
        ([("서해구", 2026, 3.0), ("검단구", 2026, 2.0)], {"23080": (5.0, "derived")}),
        ([("인천 남구", 2017, 3.0)], {"23090": (3.0, "")}),
        ([("27720", 2024, 3.0)], {"37310": (3.0, "")}),
    ],
)
def test_known_answers(rows, expected):
    carried = carry(table(*rows))
    found = figures(carried)
    assert {code: flag for code, (_, flag) in found.items()} == {
        code: flag for code, (_, flag) in expected.items()
    }
    for code, (value, _) in expected.items():
        assert found[code][0] == pytest.approx(value)


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([("청원군", 2013, 1.0)], ["충북 청주시 cannot be added up without 청주시"]),
        ([("창원시 성산구", 2015, 1.0)], ["cannot be added up without 창원시 의창구"]),
        ([("청원군", 2016, 1.0)], ["청원군 did not stand in 2016"]),
        (
            [("청원군", 2016, 1.0), ("청주시", 2016, 1.0)],
            ["청원군 did not stand in 2016", "stands beside 청원군"],
        ),
        (
            [("연기군", 2012, 1.0), ("세종시", 2012, 1.0)],
            ["did not stand on the same day of 2012"] * 2,
        ),
        ([("고성군", 2015, 1.0)], ["'강원 고성군' or '경남 고성군'"]),
        ([("없는시", 2015, 1.0)], ["no region of 2020"]),
        ([("거제시", 2005, 1.0)], ["borders before 2010 are not known"]),
        ([("거제시", 2015, np.nan)], ["no value"]),
        ([("창원시", 2015, np.nan)], ["no value"]),
    ],
)
def test_what_cannot_be_carried_is_told(rows, reasons):
    carried = carry(table(*rows))
    assert carried.statistics.empty
    assert len(carried.left_out) == len(rows)
    for reason, expected in zip(carried.left_out["reason"], reasons, strict=True):
        assert expected in reason


def test_a_part_that_finds_no_region_is_told():
    carried = carry(table(("공주시", 2011, 100.0), ("청원군", 2011, 50.0)))
    assert figures(carried) == {"34020": (pytest.approx(95.29), "estimated")}
    reasons = carried.left_out["reason"].tolist()
    assert "세종 세종시 cannot be added up without 연기군" in reasons[0]
    assert "cannot be added up without" in reasons[1]
    assert carried.changed.tolist() == [0]


def test_a_table_without_units_that_ceased_is_on_later_borders():
    carried = carry(table(("청주시", 2013, 820.0), ("세종시", 2011, 90.0), ("거제시", 2011, 1.0)))
    assert figures(carried) == {"33040": (820.0, ""), "29010": (90.0, ""), "38090": (1.0, "")}
    assert carried.left_out.empty
    assert carried.changed.empty
    assert [sentence.split(": ")[1] for sentence in carried.assumed] == [
        "taken on the borders of 2020, as the table names no 청원군",
        "taken on the borders of 2020, as the table names no 청원군, 연기군",
    ]
    # One row about 청원군, whatever the year, tells that the table knows the old borders.
    with_old = carry(table(("청주시", 2013, 670.0), ("청원군", 2012, 150.0)))
    assert "without 청원군" in with_old.left_out["reason"][0]
    assert with_old.assumed == ()


def test_half_years_of_2014_are_on_different_borders():
    rows = table(("청주시", 2014, 670.0), ("청원군", 2014, 150.0), ("청주시", 2014, 830.0))
    carried = carry(rows.assign(period=["H1", "H1", "H2"]))
    assert carried.statistics.set_index("period")["value"].to_dict() == {"H1": 820.0, "H2": 830.0}
    assert carried.changed.tolist() == [0, 1]


def test_a_nought_of_a_unit_that_ceased_is_passed_over():
    carried = carry(table(("청주시", 2015, 820.0), ("청원군", 2015, 0.0), ("마산시", 2012, 0.0)))
    assert figures(carried) == {"33040": (820.0, "")}
    assert carried.left_out["reason"].tolist() == ["did not stand in that year"] * 2


def test_a_vintage_overrides_the_years():
    rows = [("청주시", 2013, 820.0), ("거제시", 2005, 1.0), ("세종시", 2011, 90.0)]
    carried = carry(table(*rows), vintage=2020)
    assert carried.assumed == ()
    assert figures(carried) == {"33040": (820.0, ""), "38090": (1.0, ""), "29010": (90.0, "")}


def test_a_sum_has_the_worst_flag_of_its_parts():
    rows = table(("청주시", 2013, 670.0), ("청원군", 2013, 150.0))
    unreliable = carry(rows.assign(flag=["", "unreliable"]))
    assert figures(unreliable) == {"33040": (820.0, "unreliable")}
    rows.loc[1, ["value", "flag"]] = [np.nan, "suppressed"]
    value, flag = figures(carry(rows))["33040"]
    assert (np.isnan(value), flag) == (True, "suppressed")
    with pytest.raises(DataError, match="flag 'odd' is unknown"):
        carry(rows.assign(flag="odd"))


def test_figures_are_kept_apart_by_all_other_columns():
    rows = table(
        ("청주시", 2013, 6.0), ("청원군", 2013, 1.0), ("청주시", 2013, 60.0), ("청원군", 2013, 10.0)
    )
    carried = carry(rows.assign(industry=["c10", "c10", "c30", "c30"]))
    assert carried.statistics.set_index("industry")["value"].to_dict() == {"c10": 7.0, "c30": 70.0}
    # 청원군 lacks one industry: that one has no figure.
    carried = carry(rows.iloc[:3].assign(industry=["c10", "c10", "c30"]))
    assert carried.statistics["value"].tolist() == [7.0]
    assert carried.left_out.index.tolist() == [2]


def test_a_repeated_figure_is_counted_once():
    carried = carry(
        table(
            ("거제시", 2015, 5.0), ("38090", 2015, 5.0), ("창원시", 2015, 2.0), ("38110", 2015, 2.0)
        )
    )
    assert figures(carried) == {"38090": (5.0, ""), "38110": (2.0, "")}
    assert carried.left_out.index.tolist() == [1, 3]
    assert set(carried.left_out["reason"]) == {"the same figure stands in an earlier row"}


DAYS = ["2010-03-01", "2010-12-01", "2012-03-01", "2012-12-01", "2013-06-01", "2014-03-01"]
DAYS += ["2015-06-01", "2017-06-01", "2020-11-01", "2022-06-01", "2024-06-01", "2026-07-15"]


@settings(max_examples=settings.default.max_examples // 10, deadline=None)
@given(
    day=st.sampled_from(DAYS),
    seed=st.integers(0, 2**32 - 1),
    gu=st.sampled_from(["without", "only", "beside"]),
    label=st.sampled_from(["name", "legal_code", "kostat_code"]),
)
def test_sums_are_preserved(day, seed, gu, label):
    units = standing(day)
    cities = set(units["parent"]) - {""}
    if gu == "without":
        units = units[units["kind"] != "일반구"]
    elif gu == "only":
        units = units[~units["unit"].isin(cities)]
    labels = units["sido_ko"] + " " + units["name_ko"] if label == "name" else units[label]
    if (labels == "").any():
        labels = units["legal_code"]
    value = np.random.default_rng(seed).integers(0, 1_000_000, len(units)).astype(float)
    rows = pd.DataFrame({"region": labels, "year": int(day[:4]), "value": value, "flag": ""})
    half = "H1" if day[5:7] < "07" else "H2"
    carried = carry(rows.assign(period=half).reset_index(drop=True))
    # A 일반구 beside its city is in the city's figure already.
    counted = value[(units["kind"] != "일반구").to_numpy()].sum() if gu == "beside" else value.sum()
    assert carried.statistics["value"].sum() == pytest.approx(counted, rel=1e-12)
    assert sorted(carried.statistics["region_code"]) == sorted(load_regions().index)
    assert set(carried.left_out["reason"].str.endswith("is given as a whole")) <= {True}


def test_population_of_2025_by_its_own_codes_gives_the_regions(dataset):
    """The census of 2025 stands under the codes of 2025: 군위 in Daegu, 부천 by 구."""
    units = standing("2025-11-01")
    units = units[~units["unit"].isin(set(units["parent"]) - {""})]
    population = dataset.statistics.query("measure == 'population' and year == 2025")
    by_region = population.set_index("region_code")["value"]
    size = units.groupby("region_code")["unit"].transform("size")
    rows = pd.DataFrame(
        {
            "region": units["kostat_code"],
            "year": 2025,
            "value": by_region[units["region_code"]].to_numpy() / size.to_numpy(),
            "flag": "",
        }
    )
    carried = carry(rows.reset_index(drop=True), system="kostat")
    result = carried.statistics.set_index("region_code")["value"]
    assert result.sort_index().to_numpy() == pytest.approx(by_region.sort_index().to_numpy())
    assert result.sum() == pytest.approx(51_817_499)
