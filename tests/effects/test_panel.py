"""Panels of planners: what is read, what is left out, and when nothing can be measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hubplanner.effects.growth import compound_growth, growth_table, us_growth
from hubplanner.effects.panel import (
    RegionPanel,
    breaks_within,
    designated,
    even,
    first_year_for_most,
    from_statistics,
    from_year,
    names_of,
    read_panel,
    read_treated,
)
from hubplanner.errors import DataError
from hubplanner.language import Text

GEOJE, GUNSAN = "38090", "35020"


@pytest.fixture
def codes(dataset):
    return dataset.regions.index.tolist()


def made(dataset, values, first):
    return RegionPanel(values, pd.Series(first), Text("workers"), names_of(dataset.regions))


def steady(codes, years=(2015, 2016, 2017, 2018, 2019)):
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        rng.uniform(100, 200, (len(codes), len(years))), index=codes, columns=list(years)
    )


def told(panel):
    return [str(note) for note in even(panel).notes]


def test_a_planners_tables_are_read_by_any_name_of_a_region(tmp_path, dataset):
    path = tmp_path / "panel.csv"
    path.write_text('시군구,연도,값\n거제시,2018년,"1,200"\n거제시,2019,1300\n', encoding="cp949")
    values = read_panel(path, dataset.regions)
    assert values.loc[GEOJE].to_dict() == {2018: 1200.0, 2019: 1300.0}
    treated = tmp_path / "treated.csv"
    treated.write_text("region,year\n군산시,2018\n", encoding="utf-8")
    assert read_treated(treated, dataset.regions).to_dict() == {GUNSAN: 2018}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("거제시,2018,-3\n", "row 2, column 'value'"),
        ("거제시,2018,x\n", "row 2, column 'value'"),
        ("없는시,2018,3\n", "row 2, column 'region'"),
        ("창원시 의창구,2018,3\n", "a part of its region"),
        ("청원군,2013,3\n", "a part of its region"),
        ("거제시,2099,3\n", "row 2, column 'year'"),
        ("거제시,2018,3\n거제시,2018,4\n", "rows 2, 3 state the same region, year"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_column(tmp_path, dataset, rows, says):
    path = tmp_path / "panel.csv"
    path.write_text("region,year,value\n" + rows, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_panel(path, dataset.regions)
    assert str(path) in str(refused.value)
    assert says in str(refused.value)


def test_the_special_areas_are_the_nine_of_2018(dataset):
    first = designated(dataset)
    assert (len(first), set(first)) == (9, {2018})


def test_first_years_become_columns_and_values_logarithms(dataset, codes):
    panel = made(dataset, steady(codes), {GEOJE: 2017, GUNSAN: 2019})
    compared = even(panel)
    begun = dict(zip(compared.codes, compared.first.tolist(), strict=True))
    assert (begun[GEOJE], begun[GUNSAN], begun[codes[0]]) == (2, 4, -1)
    assert compared.outcomes == pytest.approx(np.log(panel.values.to_numpy()))
    assert compared.treated == sorted([GEOJE, GUNSAN], key=compared.codes.index)
    assert not compared.notes


def test_whatever_is_left_out_is_named(dataset, codes):
    values = steady(codes)
    values.loc[codes[0], 2016] = np.nan
    values.loc[codes[1], 2016] = 0
    values.loc["38050", 2016] = np.nan
    first = {GEOJE: 2017, GUNSAN: 2015, "26030": 2030, "38050": 2018, "99999": 2018}
    panel = made(dataset, values, first)
    names = {**panel.names, "99999": Text("nowhere")}
    notes = told(RegionPanel(values, panel.first, panel.what, names))
    assert notes == [
        "3 regions with a gap or a zero are left out",
        "treated before anything was observed, so left out: Gunsan-si, Jeollabuk-do",
        "treated only after the last year, so left out: Dong-gu, Ulsan",
        "treated, but left out for a gap or a zero: Tongyeong-si, Gyeongsangnam-do",
        "treated, but without any figure: nowhere",
    ]


def test_years_between_base_and_treatment_are_told(dataset, codes):
    panel = made(dataset, steady(codes, (2010, 2015, 2020)), {GEOJE: 2018})
    says = "treatment begins in 2018, and the last year observed before it is 2015"
    assert told(panel)[0].startswith(says)
    assert even(panel).years_unseen == 2


def test_the_first_year_is_the_one_that_carries_most_treated_regions(dataset, codes):
    values = steady(codes)
    values.loc[GUNSAN, 2015] = np.nan
    panel = made(dataset, values, {GEOJE: 2018, GUNSAN: 2018, "99999": 2018})
    assert first_year_for_most(panel) == 2016
    assert from_year(panel, 2016).values.columns.tolist() == [2016, 2017, 2018, 2019]
    values.loc[GEOJE, 2017] = 0  # either way one region alone: the earlier year
    values.loc[GUNSAN, 2017] = 0
    assert first_year_for_most(made(dataset, values, {GEOJE: 2018, GUNSAN: 2018})) == 2015
    values = steady(codes)
    values.loc[GUNSAN, 2015] = np.nan  # later than 2016, Geoje has no year before
    assert first_year_for_most(made(dataset, values, {GEOJE: 2016, GUNSAN: 2018})) == 2015


def test_value_added_carries_all_special_areas_from_2015_on(dataset):
    values = from_statistics(dataset, "gva", "manufacturing")
    panel = made(dataset, values, designated(dataset))
    assert first_year_for_most(panel) == 2015
    assert len(even(from_year(panel, 2015)).treated) == 9
    assert len(even(panel).treated) == 4


@pytest.mark.parametrize(
    ("years", "first", "says"),
    [
        ((2019, 2021), {GEOJE: 2018}, "is observed from 2019 on, and treatment begins in 2018"),
        ((2015, 2016), {GEOJE: 2018}, "is observed up to 2016, and treatment begins in 2018"),
        ((2018,), {GEOJE: 2018}, "is observed in 1 year"),
        ((2015, 2019), {}, "no treated region is among those"),
    ],
)
def test_where_nothing_can_be_measured_it_says_why(dataset, codes, years, first, says):
    panel = made(dataset, steady(codes, years), first)
    panel = RegionPanel(panel.values, panel.first.astype(float), panel.what, panel.names)
    with pytest.raises(DataError, match=says):
        even(panel)


def test_without_enough_others_chance_cannot_be_told(dataset, codes):
    panel = made(dataset, steady(codes[:15]), {codes[0]: 2017})
    with pytest.raises(DataError, match="only 14 regions are never treated"):
        even(panel)


def test_the_datasets_own_figures_and_the_breaks_in_them(dataset):
    values = from_statistics(dataset, "employed", "mining_and_manufacturing")
    assert values.columns.tolist() == [2019, 2021, 2023, 2025]
    assert [str(note)[:34] for note in breaks_within("employed", [2019, 2021, 2023, 2025])] == [
        "the series begins anew in 2022: a "
    ]
    assert not breaks_within("employed", [2019, 2021])
    with pytest.raises(DataError, match=r"no gva of c31 in the data; there is .*manufacturing"):
        from_statistics(dataset, "gva", "c31")


def test_growth_by_hand():
    assert compound_growth(100, 121, 2) == pytest.approx(0.10)
    values = pd.DataFrame({2010: [100.0, 300], 2012: [144.0, 300]}, index=["a", "b"])
    table = growth_table(values, ["a"]).set_index("region_code")
    assert table.at["nation", "growth"] == pytest.approx((444 / 400) ** 0.5 - 1)
    assert table.at["a", "growth"] == pytest.approx(0.2)
    assert table.at["treated", "against_nation"] == pytest.approx(0.2 - (444 / 400) ** 0.5 + 1)


def test_figure_5_is_as_printed():
    assert dict(zip(us_growth()["area_en"], us_growth()["growth_percent"], strict=True)) == {
        "United States": 1.15,
        "Ohio": 1.46,
        "Michigan": 3.66,
        "Tennessee": 2.18,
    }
