"""Provinces and the groups that plans name them by."""

from __future__ import annotations

from collections import Counter

import pytest

from hubplanner.importing.looking_up import province_of
from hubplanner.regions import load_regions, read_reference
from hubplanner.regions.provinces import (
    area_codes,
    members,
    named_provinces,
    province_codes,
    province_groups,
)


def test_the_groups_part_the_country():
    table = read_reference("province_groups")
    codes = Counter(code for row in table["sido_codes"] for code in row.split(";"))
    assert codes == Counter(read_reference("provinces")["sido_code"])
    assert table["kind"].value_counts().to_dict() == {"초광역권": 5, "특별자치도": 3}
    regions = load_regions()
    inside = Counter(code for name in table["name_ko"] for code in members([name], regions))
    assert inside == Counter(regions.index)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("수도권", {"11", "23", "31"}),
        (" 부울경 ", {"21", "26", "38"}),
        ("central region", {"25", "29", "33", "34"}),
        ("전북특별자치도", {"35"}),
        ("경남", {"38"}),
        ("호남", set()),
    ],
)
def test_a_name_means_a_group_or_a_province(name, codes):
    assert area_codes(name) == codes


def test_no_name_of_a_group_is_that_of_a_province():
    assert not any(province_codes(name) for name in province_groups())


def test_a_sum_of_provinces_in_a_table_of_statistics_is_no_province():
    assert province_of("수도권") == ""


def test_groups_and_provinces_in_words():
    regions = load_regions()
    told = named_provinces(["제주", "동남권", "부산"], regions)
    assert (str(told), told.in_language("ko")) == ("Southeast Region, Jeju-do", "동남권·제주")
    assert named_provinces(["대경권"], regions).in_language("ko") == "대경권"
