"""From a planner's words to a region code: any name or code from 2010 to 2026."""

from __future__ import annotations

import difflib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubplanner.errors import RegionError
from hubplanner.regions import data_folder, match_regions, names, resolve


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("거제시", "38090"),
        ("경남 거제시", "38090"),
        ("경상남도 거제시", "38090"),
        (" 경상남도  거제시 ", "38090"),
        ("38090", "38090"),
        ("48310", "38090"),
        ("kostat:38090", "38090"),
        ("legal:48310", "38090"),
        ("Geoje-si", "38090"),
        ("geoje-si", "38090"),
        ("부산 금정구", "21110"),
        ("부산광역시 금정구", "21110"),
        ("전북특별자치도 군산시", "35020"),
        ("전라북도 군산시", "35020"),
        ("경남 고성군", "38340"),
        ("강원 고성군", "32400"),
        ("창원시", "38110"),
        ("세종", "29010"),
        ("세종특별자치시", "29010"),
        ("제주 서귀포시", "39020"),
        ("legal:31110", "26010"),
        ("kostat:31110", "31110"),
        ("청원군", "33040"),
        ("충남 연기군", "29010"),
        ("마산시", "38110"),
        ("창원시 진해구", "38110"),
        ("진해구", "38110"),
        ("Jinhae-gu, Changwon-si", "38110"),
        ("수원시장안구", "31010"),
        ("인천 남구", "23090"),
        ("Nam-gu, Incheon", "23090"),
        ("대구 군위군", "37310"),
        ("경북 군위군", "37310"),
        ("전남광주통합특별시 목포시", "36010"),
        ("화성시 동탄구", "31240"),
        ("영종구", "23010"),
        ("검단구", "23080"),
        ("4831000000", "38090"),
        ("legal:4831000000", "38090"),
        ("'11010", "11010"),
        ("36610", "36410"),
        ("12800", "36410"),
    ],
)
def test_resolves(dataset, name, code):
    assert resolve([name], dataset.regions) == [code]
    assert resolve(name) == code


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("고성군", ["강원 고성군", "경남 고성군"]),
        ("Goseong-gun", ["강원 고성군", "경남 고성군"]),
        ("중구", ["서울 중구", "부산 중구", "대구 중구", "인천 중구", "대전 중구", "울산 중구"]),
        ("31110", ["kostat:31110", "과천시", "legal:31110", "울산 중구"]),
        ("거제", ["no region", "경남 거제시"]),
        ("거제군", ["no region", "경남 거제시"]),
        ("없는 도시 이름", ["no region"]),
        ("99999", ["no region", "five digits"]),
        ("", ["no region"]),
        ("남구", ["부산 남구", "인천 미추홀구", "경북 포항시"]),
        ("제물포구", ["lies in several regions", "인천 중구", "인천 동구"]),
        ("28125", ["lies in several regions", "인천 중구", "인천 동구"]),
    ],
)
def test_refuses_with_choices(dataset, name, words):
    with pytest.raises(RegionError) as caught:
        resolve([name], dataset.regions)
    for word in words:
        assert word in str(caught.value)


def test_all_problems_are_told_at_once(dataset):
    with pytest.raises(RegionError, match=r"고성군.*;.*없는시"):
        resolve(["거제시", "고성군", "없는시"], dataset.regions)


def test_every_region_is_found_by_code_and_by_full_name(dataset):
    regions = dataset.regions
    collide = set(regions.index) & set(regions["legal_code"])
    full = regions["sido_ko"] + " " + regions["name_ko"]
    assert resolve(full, regions) == regions.index.tolist()
    assert resolve("kostat:" + regions.index, regions) == regions.index.tolist()
    assert resolve("legal:" + regions["legal_code"], regions) == regions.index.tolist()
    plain = [code for code in regions.index if code not in collide]
    assert resolve(plain, regions) == plain


def test_codes_that_stand_in_both_lists_are_refused(dataset):
    regions = dataset.regions
    collide = [
        code
        for code in regions.index
        if code in set(regions["legal_code"]) and regions.loc[code, "legal_code"] != code
    ]
    assert len(collide) == 9
    for code in collide:
        with pytest.raises(RegionError, match=f"'kostat:{code}'.* or 'legal:{code}'"):
            resolve([code], regions)
        assert resolve(code, system="kostat") == code
        assert resolve(code, system="legal") == regions.index[regions["legal_code"] == code][0]


def test_a_code_of_both_lists_is_read_as_the_rest_of_its_table(dataset):
    regions = dataset.regions
    assert resolve(regions.index) == regions.index.tolist()
    assert resolve(regions["legal_code"]) == regions.index.tolist()
    # 38090 can be KOSTAT's only and 48310 legal only: nothing tells of which list 31110 is.
    with pytest.raises(RegionError, match=r"31110.*ambiguous"):
        resolve(["31110", "38090", "48310"])
    # A code that says its system tells nothing about the others.
    with pytest.raises(RegionError, match=r"31110.*ambiguous"):
        resolve(["31110", "kostat:38090"])


def test_a_year_decides_between_names(dataset):
    with pytest.raises(RegionError, match="인천 미추홀구"):
        resolve("남구", year=2015)
    with pytest.raises(RegionError) as caught:
        resolve("남구", year=2020)
    assert "미추홀구" not in str(caught.value)
    # KOSIS gives old years under the codes of today, so a code of another year is no error.
    assert resolve("36610", year=2015) == "36410"
    assert resolve("인천 남구", year=2024) == "23090"
    assert resolve("47720", system="legal", year=2022) == "37310"


@pytest.mark.parametrize(
    ("choice", "words"), [({"year": 1999}, "from 2010 to 2026"), ({"system": "mois"}, "'kostat'")]
)
def test_an_unknown_year_or_system_is_refused(choice, words):
    with pytest.raises(RegionError, match=words):
        resolve("거제시", **choice)


def table(name):
    return pd.read_csv(data_folder() / "references" / name, dtype=str, keep_default_na=False)


def test_every_name_and_code_of_2010_to_2026_resolves():
    sigungu = table("sigungu.csv")
    whole = sigungu[sigungu["region_code"] != ""]
    assert len(sigungu) - len(whole) == 1  # 제물포구 lies in two regions
    full = whole["sido_ko"] + " " + whole["name_ko"]
    assert resolve(full) == whole["region_code"].tolist()
    # The English name of a province goes with whatever Korean name it had.
    provinces = table("provinces.csv")
    names = provinces["name_ko"] + ";" + provinces["also_ko"]
    english = dict(zip(names, provinces["name_en"], strict=True))
    sido = {name: english[key] for key in english for name in key.split(";") if name}
    before_2026 = whole[whole["sido_ko"] != "전남광주통합특별시"]
    spelled = before_2026["name_en"] + ", " + before_2026["sido_ko"].map(sido)
    assert resolve(spelled) == before_2026["region_code"].tolist()
    for system in ("kostat", "legal"):
        coded = whole[whole[f"{system}_code"] != ""]
        codes, expected = coded[f"{system}_code"], coded["region_code"].tolist()
        assert resolve(codes, system=system) == expected
        assert resolve(f"{system}:" + codes) == expected
        for year in (2010, 2015, 2020, 2026):
            assert resolve(codes, system=system, year=year) == expected
    assert resolve(whole["legal_code_10"]) == whole["region_code"].tolist()


def test_all_polygons_of_2020_resolve():
    emd = pd.read_parquet(
        data_folder() / "boundaries" / "emd.parquet", columns=["sigungu_code", "region_code"]
    ).drop_duplicates()
    assert len(emd) == 250
    assert resolve(emd["sigungu_code"], system="kostat", year=2020) == emd["region_code"].tolist()


def test_only_the_regions_of_the_table_are_answers(dataset):
    south = dataset.regions[dataset.regions["sido_code"] == "38"]
    assert resolve("고성군", south) == "38340"
    with pytest.raises(RegionError, match="'강릉시' is no region"):
        resolve("강릉시", south)


def test_match_regions_tells_all_without_raising():
    found = match_regions(["거제시", "고성군", "거제시", "거저시"])
    assert list(found) == ["거제시", "고성군", "거저시"]
    assert found["거제시"] == ("38090", None)
    assert found["고성군"].region_code == ""
    assert "ambiguous" in str(found["고성군"].problem)
    assert "did you mean '경남 거제시'" in str(found["거저시"].problem)


def test_a_million_rows_are_looked_up_name_by_name(monkeypatch):
    looked_up = []
    near = difflib.get_close_matches
    monkeypatch.setattr(
        difflib, "get_close_matches", lambda *a, **k: looked_up.append(a) or near(*a, **k)
    )
    folded, fold = [], names._fold
    assert resolve("거제시") == "38090"  # the table of spellings is there from now on
    monkeypatch.setattr(names, "_fold", lambda name: folded.append(name) or fold(name))
    assert resolve(["거제시", "48310", "부산 금정구", "Ulju-gun"] * 250_000)[-1] == "26310"
    assert len(folded) == 4
    match_regions(["거저시"] * 100_000)
    assert len(looked_up) == 1


@given(st.text(max_size=12))
def test_any_text_is_a_region_or_a_problem_in_one_line(text):
    match = match_regions([text])[text]
    assert (match.region_code == "") == (match.problem is not None)
    assert len(str(match.problem).splitlines()) <= 1
