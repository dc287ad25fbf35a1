"""From a planner's words to a region code."""

from __future__ import annotations

import pytest

from hubplanner.errors import RegionError
from hubplanner.regions import resolve


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
    ],
)
def test_resolves(dataset, name, code):
    assert resolve([name], dataset.regions) == [code]


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


def test_nine_codes_stand_in_both_lists_and_are_refused(dataset):
    regions = dataset.regions
    collide = [
        code
        for code in regions.index
        if code in set(regions["legal_code"]) and regions.loc[code, "legal_code"] != code
    ]
    assert len(collide) >= 1
    for code in collide:
        with pytest.raises(RegionError, match="ambiguous"):
            resolve([code], regions)
