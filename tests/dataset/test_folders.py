"""A planner's own folder: laid over the bundled data cell by cell, or refused with reasons."""

from __future__ import annotations

import json
from datetime import date

import pytest

import hubplanner as hp
from hubplanner.errors import DataError
from hubplanner.maps import render_map

HEADER = "region,year,measure,industry,value,unit,source"
OWN = f"""{HEADER}
거제시,2020,population,total,"200,000",persons,우리 시 통계
경남 고성군,2024,workers,shipbuilding,1234,persons,우리 시 통계
"""
PLACES = "institution_id,kind,name_ko,region,lat,lon,source\n"


def folder(tmp_path, statistics=None, institutions=None, encoding="utf-8"):
    for name, text in (("statistics", statistics), ("institutions", institutions)):
        if text is not None:
            (tmp_path / f"{name}.csv").write_bytes(text.encode(encoding))
    return tmp_path


def value(dataset, code, year, measure, industry="total"):
    rows = dataset.statistics.query(
        "region_code == @code and year == @year and measure == @measure and industry == @industry"
    )
    return rows["value"].item(), rows["source"].item()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_own_figures_override_cell_by_cell(tmp_path, dataset, encoding):
    own = hp.load_dataset([folder(tmp_path, OWN, encoding=encoding)])
    assert value(own, "38090", 2020, "population") == (200_000, "우리 시 통계")
    assert value(own, "38340", 2024, "workers", "shipbuilding") == (1234, "우리 시 통계")
    assert value(own, "38090", 2015, "population") == value(dataset, "38090", 2015, "population")
    assert len(own.statistics) == len(dataset.statistics) + 1
    assert own.sources.loc["우리 시 통계", "publisher_en"] == "planner's own data"


def test_a_plan_on_own_figures_names_their_source(tmp_path):
    own = hp.load_dataset([folder(tmp_path, OWN.replace("2020,pop", "2025,pop"))])
    plan = hp.make_plan(own, hp.Scenario())
    summary = json.dumps(plan.summary(), ensure_ascii=False, allow_nan=False)
    assert "우리 시 통계" in summary
    assert "우리 시 통계" in plan.coverage.loc["population_change", "sources"]
    assert "우리 시 통계" in render_map(plan)


def test_later_folders_override_earlier_ones(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    folder(first, OWN)
    folder(second, OWN.replace("200,000", "300,000"))
    both = hp.load_dataset([first, second])
    assert value(both, "38090", 2020, "population")[0] == 300_000


def test_own_institutions_join_the_plan(tmp_path):
    text = PLACES + "own-1,technopark,우리테크노파크,거제시,34.88,128.62,시청\n"
    own = hp.load_dataset([folder(tmp_path, institutions=text)])
    plan = hp.make_plan(own, hp.Scenario())
    assert plan.institutions.loc["own-1", "lead_hub"] in plan.hubs.index
    assert "우리테크노파크" in render_map(plan)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{HEADER}\n거제시,2020,population,total,-5,persons,x\n", "row 2, column 'value': -5"),
        (f"{HEADER}\n거제시,2020,population,total,X,persons,x\n", "row 2, column 'value': 'X'"),
        (f"{HEADER}\n거제시,20년,population,total,5,persons,x\n", "row 2, column 'year': '20년'"),
        (f"{HEADER}\n거제시,2020,people,total,5,persons,x\n", "allowed: 'population'"),
        (f"{HEADER}\n거제시,2020,population,total,5,persons,\n", "column 'source'"),
        (f"{HEADER}\n거제,2020,population,total,5,persons,x\n", "row 2, column 'region': '거제'"),
        (f"{HEADER}\n고성군,2020,population,total,5,persons,x\n", "'강원 고성군' or '경남 고성군'"),
        (OWN + "38090,2020,population,total,1,persons,x\n", "rows 2, 4 state the same"),
        ("region,year\n거제시,2020\n", "column(s) measure, industry, value, unit, source missing"),
        (
            HEADER + ",colour\n거제시,2020,population,total,5,persons,x,red\n",
            "unknown column(s) col",
        ),
        (
            f"{HEADER}\n거제시,2020,population,C31X,5,persons,x\n",
            "column 'industry': 'C31X' is refused (small letters, digits and _, as c31,",
        ),
        (f"{HEADER}\n거제시,2020,employed,total,5,persons,x\n", "kept in 'thousand persons'"),
        (
            f"{HEADER}\n거제시,2020,population,total,inf,persons,x\n",
            "inf is refused (must be fin",
        ),
        (f"{HEADER}\n거제시,2020,population,total,1,234,persons,x\n", "row 2 holds 1 more cells"),
        (
            f"{HEADER}\n거제시,2020,population,total,5,만명,x\n",
            "row 2, column 'unit': '만명' is refused (population is kept in 'persons'",
        ),
        (
            f"{HEADER}\n거제시,2020,gva,manufacturng,5,백만원,x\n",
            "row 2, column 'industry': 'manufacturng' is no known industry; did you mean 'manufact",
        ),
        (
            f"{HEADER}\n거제시,2020,workers,c99,5,명,x\n",
            "row 2, column 'industry': 'c99' is no division of KSIC rev. 10",
        ),
        (f'{HEADER}\n"거제시,2020,workers,c31,5,명,x\n', "row 2 opens a quotation mark"),
        (f"{HEADER}\n의창구,2020,workers,c31,5,명,x\n", "a part of its region"),
        (f"{HEADER}\n거제시,20,workers,c31,5,명,x\n", "must lie between 1990 and"),
        (f"{HEADER}\n거제시,2999,population,total,5,명,x\n", f"and {date.today().year}"),
        ("지역,연도\n거제시,2020\n", "or bring a table with other headings into this form"),
        (f"{HEADER}\n", "holds no row; fill in at least one"),
        ("", "the file is empty; download or save it again"),
    ],
)
def test_refused_with_file_row_column_and_mend(tmp_path, text, words):
    with pytest.raises(DataError) as caught:
        hp.load_dataset([folder(tmp_path, text)])
    assert words in str(caught.value)
    assert "statistics.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a,park,이름,거제시,34.8,128.6,x", "allowed: 'technopark'"),
        ("a,university,이름,거제시,128.6,34.8,x", "column 'lat': 128.6"),
        ("a,university,,거제시,34.8,128.6,x", "column 'name_ko': ''"),
        (
            "a b,university,이름,거제시,34.8,128.6,x",
            "column 'institution_id': 'a b' is refused (letters, digits, _ and - only)",
        ),
        (
            "x,university,이름,서울 종로구,34.9,128.6,x",
            "row 2, columns 'lat', 'lon': 34.9, 128.6 lies in 경남 거제시, 328 km outside"
            " 서울 종로구 of column 'region'",
        ),
        ("x,university,이름,거제시,34.0,129.0,x", "34, 129 lies in no region"),
    ],
)
def test_refused_institutions(tmp_path, row, words):
    with pytest.raises(DataError) as caught:
        hp.load_dataset([folder(tmp_path, institutions=PLACES + row + "\n")])
    assert words in str(caught.value)


def test_units_in_korean_are_the_measures_own(tmp_path):
    rows = "거제시,2024,workers,c31,5,명,x\n거제시,2024,employed,total,6.5,천명,x\n"
    text = f"{HEADER}\n{rows}거제시,2024,gva,own_key,7,백만원,x\n"
    own = hp.load_dataset([folder(tmp_path, text)]).statistics
    own = own[own["source"] == "x"]
    assert own["unit"].tolist() == ["persons", "thousand persons", "million KRW"]
    assert own["value"].tolist() == [5, 6.5, 7]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "statistics.csv").write_text(OWN, "utf-8")
    with pytest.raises(DataError, match="is a file; name the folder that it lies in"):
        hp.load_dataset([tmp_path / "statistics.csv"])


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="no such data folder"):
        hp.load_dataset([tmp_path / "none"])


def test_an_empty_folder(tmp_path):
    with pytest.raises(DataError, match=r"holds no statistics\.parquet"):
        hp.load_dataset([tmp_path])


def test_bytes_that_are_no_text(tmp_path):
    (tmp_path / "statistics.csv").write_bytes(b"\xff\xfe\x00\x01\xff" * 50)
    with pytest.raises(DataError, match=r"statistics\.csv"):
        hp.load_dataset([tmp_path])
