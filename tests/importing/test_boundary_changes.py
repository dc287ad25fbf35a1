"""Tables on other borders: what changed is added up or divided, and each cell keeps one outcome."""

from __future__ import annotations

import pandas as pd
import pytest

from hubplanner.importing import import_file

HEAD = "행정구역,산업,시점,종사자수(명)\n"


def run(tmp_path, text, head=HEAD):
    path = tmp_path / "표.csv"
    path.write_text(head + text, encoding="utf-8")
    report = import_file(path, into=tmp_path / "out")
    table = pd.read_parquet(tmp_path / "out" / "statistics.parquet")
    figures = {
        (row.region_code, row.year): (row.value, row.flag) for row in table.itertuples(index=False)
    }
    assert sum(report.counts.values()) == report.cells
    return report, figures


def missing(tmp_path):
    table = pd.read_parquet(tmp_path / "out" / "missing.parquet")
    return dict(zip(table["region_code"], table["reason"], strict=True))


def test_a_table_of_2011(tmp_path):
    report, figures = run(
        tmp_path,
        "청주시,제조업,2011,1000\n청원군,제조업,2011,2000\n연기군,제조업,2011,500\n"
        "공주시,제조업,2011,300\n거제시,제조업,2011,5000\n",
    )
    assert figures == {
        ("33040", 2011): (pytest.approx(1000 + 0.9519 * 2000), "estimated"),
        ("29010", 2011): (pytest.approx(500 + 0.0481 * 2000 + 0.0471 * 300), "estimated"),
        ("34020", 2011): (pytest.approx(0.9529 * 300), "estimated"),
        ("38090", 2011): (5000, ""),
    }
    assert (report.counts["value"], report.counts["carried"]) == (1, 4)


def test_a_city_in_its_districts(tmp_path):
    """As SGIS gives it; and with the city beside them."""
    names = ("의창구", "성산구", "마산합포구", "마산회원구", "진해구")
    districts = "".join(f"창원시 {name},제조업,2020,{n}\n" for n, name in enumerate(names, 11))
    _, figures = run(tmp_path, districts + "거제시,제조업,2020,7\n")
    assert figures == {("38110", 2020): (65, "derived"), ("38090", 2020): (7, "")}
    report, figures = run(tmp_path, districts + "창원시,제조업,2020,66\n거제시,제조업,2020,7\n")
    assert figures == {("38110", 2020): (66, ""), ("38090", 2020): (7, "")}
    assert (report.counts["value"], report.counts["part"]) == (2, 5)
    report, figures = run(
        tmp_path, districts[: districts.index("창원시 진해구")] + "거제시,제조업,2020,7\n"
    )
    assert figures == {("38090", 2020): (7, "")}
    assert report.counts["borders"] == 4
    assert "경남 창원시 cannot be added up without 창원시 진해구" in "\n".join(report.lines())
    left = pd.read_csv(tmp_path / "out" / "not_imported.csv")
    assert len(left) == 4


def test_a_suppressed_part_suppresses_the_sum(tmp_path):
    report, figures = run(
        tmp_path, "청주시,제조업,2013,1000\n청원군,제조업,2013,X\n거제시,제조업,2013,5\n"
    )
    assert figures == {("38090", 2013): (5, "")}
    assert missing(tmp_path) == {"33040": "suppressed"}
    assert (report.counts["value"], report.counts["carried"]) == (1, 2)


def test_a_mark_of_a_unit_that_ceased_is_no_mark_of_its_region(tmp_path):
    report, figures = run(
        tmp_path, "청주시,제조업,2015,1000\n청원군,제조업,2015,-\n거제시,제조업,2015,-\n"
    )
    assert figures == {("33040", 2015): (1000, "")}
    assert missing(tmp_path) == {"38090": "none"}
    assert report.counts["part"] == 1


def test_a_table_of_2026(tmp_path):
    _, figures = run(
        tmp_path, "제물포구,제조업,2026,100\n영종구,제조업,2026,10\n12130,제조업,2026,3\n"
    )
    assert figures == {
        ("23010", 2026): (pytest.approx(53.65), "estimated"),
        ("23020", 2026): (pytest.approx(56.35), "estimated"),
        ("36020", 2026): (3, ""),
    }


def test_later_borders_are_assumed_aloud(tmp_path):
    report, figures = run(tmp_path, "청주시,제조업,2012,3000\n거제시,제조업,2012,5000\n")
    assert figures == {("33040", 2012): (3000, ""), ("38090", 2012): (5000, "")}
    assert "as the table names no 청원군" in "\n".join(report.lines())


def test_the_mark_of_an_unreliable_part_stays(tmp_path):
    _, figures = run(
        tmp_path,
        '청주시,"광업.제조업(B,C)",2013,10.0,3.0\n청원군,"광업.제조업(B,C)",2013,2.0,*\n',
        head="행정구역,산업,시점,취업자[천명],RSE\n",
    )
    assert figures == {("33040", 2013): (12.0, "unreliable")}
