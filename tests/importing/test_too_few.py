"""That a plan's scores would read none of a file's figures is said when it is imported."""

from __future__ import annotations

import pytest

from hubplanner.importing import import_file
from hubplanner.regions import load_regions


@pytest.fixture(scope="module")
def codes():
    return list(load_regions().index)


def told(tmp_path, measure: str, year: int, codes: list[str], industry: str = "") -> str | None:
    head = f"시군구,연도,{'업종,' if industry else ''}{measure}\n"
    row = f",{year},{f'{industry},' if industry else ''}100\n"
    file = tmp_path / "table.csv"
    file.write_text(head + "".join(code + row for code in codes), encoding="utf-8")
    return import_file(file, dry_run=True).too_few


def test_two_thirds_of_the_regions_are_enough(tmp_path, codes):
    """229 · 2/3 = 152.7."""
    assert told(tmp_path, "구직급여 신규신청자수(명)", 2023, codes[:153]) is None
    sentence = str(told(tmp_path, "구직급여 신규신청자수(명)", 2023, codes[:152]))
    assert "153 regions or more; none here has more than 152" in sentence


def test_a_period_that_is_bundled_is_whole_with_one_region_replaced(tmp_path, codes):
    assert told(tmp_path, "인구(명)", 2020, codes[:1]) is None
    assert "more than 1," in str(told(tmp_path, "인구(명)", 1995, codes[:1]))


def test_shares_of_industries_are_read_of_a_single_region(tmp_path, codes):
    sentence = str(told(tmp_path, "종사자수(명)", 2023, codes[:1], "자동차 및 트레일러 제조업"))
    assert sentence.endswith("shares of industries are read region by region")
