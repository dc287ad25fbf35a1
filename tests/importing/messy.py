"""Ten files as they lie on planners' disks, after the header shapes of public KOSIS downloads.

Each is made here, with invented figures, together with what it says: figures by
(region, year, period, measure, industry), missing cells by the same key, and how many other
value cells there are by outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from tables import save


@dataclass
class Messy:
    """A file, the options that its import needs, and what it says."""

    path: Path
    cells: int
    values: dict[tuple, float]
    missing: dict[tuple, str] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    flags: dict[tuple, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


def count(rows):
    return sum(1 for row in rows for cell in row if str(cell).strip(" \t\r\n\u00a0\u3000"))


def two_level_regions(folder):
    """CP949, two head rows, province only on the first row of its block, nation and subtotals."""
    rows = [
        ["행정구역별(1)", "행정구역별(2)", "2022", "2022", "2023", "2023"],
        ["행정구역별(1)", "행정구역별(2)", "사업체수 (개)", "종사자수 (명)"] * 1
        + ["사업체수 (개)", "종사자수 (명)"],
        ["전국", "소계", "9,999", "99,999", "9,998", "99,998"],
        ["강원특별자치도", "소계", "60", "700", "61", "710"],
        ["", "춘천시", "10", "1,200", "11", "1,250"],
        ["", "고성군", "20", "300", "21", "310"],
        ["경상남도", "소계", "90", "9,000", "91", "9,100"],
        ["", "거제시", "30", "40,000", "31", "38,000"],
        ["", "고성군", "40", "X", "41", "-"],
    ]
    places = {"32010": rows[4], "32400": rows[5], "38090": rows[7]}
    values = {}
    for code, row in places.items():
        for number, (year, measure) in enumerate(
            (y, m) for y in (2022, 2023) for m in ("establishments", "workers")
        ):
            values[code, year, "Y", measure, "total"] = float(row[2 + number].replace(",", ""))
    values["38340", 2022, "Y", "establishments", "total"] = 40
    values["38340", 2023, "Y", "establishments", "total"] = 41
    missing = {
        ("38340", 2022, "Y", "workers", "total"): "suppressed",
        ("38340", 2023, "Y", "workers", "total"): "none",
    }
    path = save(folder / "전국사업체조사.csv", rows, "cp949")
    return Messy(path, count(rows), values, missing, {"nation": 4, "province": 8})


def half_years(folder):
    """CP949, half-years over items, industries down, values in thousands with one decimal."""
    rows = [
        ["지역별", "산업별", "2019 1/2", "2019 2/2", "2020 1/2"],
        ["지역별", "산업별", "취업자 (천명)", "취업자 (천명)", "취업자 (천명)"],
        ["거제시", "계", "120.5", "119.9", "…"],
        ["", "광업.제조업(B,C)", "60.1 p", "59.8 e", ".7"],
        ["통영시", "계", "66.0", "*", "65.5 1)"],
        ["", "광업.제조업(B,C)", "-", "11.2", "11.0"],
        ["주: 1) 표본 개편", "", "", "", ""],
        ["출처: 통계청, 「지역별고용조사」", "", "", "", ""],
    ]
    key = "employed"
    both = "mining_and_manufacturing"
    values = {
        ("38090", 2019, "H1", key, "total"): 120.5,
        ("38090", 2019, "H2", key, "total"): 119.9,
        ("38090", 2019, "H1", key, both): 60.1,
        ("38090", 2019, "H2", key, both): 59.8,
        ("38090", 2020, "H1", key, both): 0.7,
        ("38050", 2019, "H1", key, "total"): 66.0,
        ("38050", 2020, "H1", key, "total"): 65.5,
        ("38050", 2019, "H2", key, both): 11.2,
        ("38050", 2020, "H1", key, both): 11.0,
    }
    missing = {
        ("38090", 2020, "H1", key, "total"): "unknown",
        ("38050", 2019, "H2", key, "total"): "suppressed",
        ("38050", 2019, "H1", key, both): "none",
    }
    flags = {
        ("38090", 2019, "H1", key, both): "provisional",
        ("38090", 2019, "H2", key, both): "estimated",
    }
    path = save(folder / "취업자.csv", rows, "cp949")
    return Messy(path, count(rows), values, missing, flags=flags)


def codes_with_apostrophe(folder):
    """UTF-8 with BOM, three head rows, codes kept text by an apostrophe, sex across."""
    rows = [
        ["행정구역코드", "행정구역", "2020", "2020", "2020"],
        ["행정구역코드", "행정구역", "총인구(명)", "총인구(명)", "총인구(명)"],
        ["행정구역코드", "행정구역", "계", "남자", "여자"],
        ["'00", "전국", "51,829,136", "25,915,207", "25,913,929"],
        ["'11", "서울특별시", "9,586,195", "4,615,631", "4,970,564"],
        ["'11010", "종로구", "150,000", "73,000", "77,000"],
        ["'11020", "중구", "130,000", "64,000", "66,000"],
        ["'21010", "중구", "43,000", "21,000", "22,000"],
    ]
    values = {
        (code, 2020, "Y", "population", "total"): value
        for code, value in (("11010", 150000.0), ("11020", 130000.0), ("21010", 43000.0))
    }
    path = save(folder / "인구.csv", rows, "utf-8-sig")
    left = {"nation": 1, "province": 1, "no item": 10}
    return Messy(path, count(rows), values, left=left)


def coded_long_form(folder):
    """KOSIS's database form: codes beside names, items, units and times down."""
    head = "C행정구역별(시군구) 행정구역별(시군구) C산업별 산업별 항목 단위 시점 데이터"
    rows = [head.split()]
    lines = [
        ("38090", "거제시", "C", "제조업", "종사자수", "명", "2022", "51,000"),
        ("38090", "거제시", "C", "제조업", "출하액", "백만원", "2022", "12,345,678"),
        ("38090", "거제시", "C31", "기타 운송장비 제조업", "종사자수", "명", "2022", "45,000"),
        ("38340", "고성군", "C31", "기타 운송장비 제조업", "종사자수", "명", "2022", "X"),
        ("38340", "고성군", "C31", "기타 운송장비 제조업", "부가가치", "십억원", "2022", "12.5"),
        ("38340", "고성군", "C31", "기타 운송장비 제조업", "유형자산", "백만원", "2022", "777"),
        ("38340", "고성군", "C311", "선박 및 보트 건조업", "종사자수", "명", "2022", "900"),
        ("00", "전국", "C", "제조업", "종사자수", "명", "2022", "3,000,000"),
    ]
    rows += [list(line) for line in lines]
    values = {
        ("38090", 2022, "Y", "workers", "manufacturing"): 51000,
        ("38090", 2022, "Y", "shipments", "manufacturing"): 12345678,
        ("38090", 2022, "Y", "workers", "c31"): 45000,
        ("38340", 2022, "Y", "value_added", "c31"): 12500,
    }
    missing = {("38340", 2022, "Y", "workers", "c31"): "suppressed"}
    left = {"no item": 1, "no industry": 1, "nation": 1}
    path = save(folder / "광업제조업조사.csv", rows, "utf-8-sig")
    return Messy(path, count(rows), values, missing, left)


def output_by_province(folder):
    """GRDP of one province: years over price bases, industries down, a unit beside the title."""
    rows = [
        ["시군구 지역내총생산(경상남도)", "", "", "", "(단위: 백만원)"],
        ["시군구별", "경제활동별", "2019", "2019", "2020 p)"],
        ["시군구별", "경제활동별", "당해년가격", "기준년가격", "당해년가격"],
        ["거제시", "지역내총생산(시장가격)", "10,000,000", "9,900,000", "9,500,000"],
        ["거제시", "총부가가치(기초가격)", "9,000,000", "8,900,000", "8,500,000"],
        ["거제시", "제조업", "4,000,000", "3,900,000", "3,500,000"],
        ["거제시", "농업, 임업 및 어업", "100,000", "99,000", "△100"],
    ]
    return rows, folder


def title_and_notes(folder):
    """Excel: title, unit, merged years, merged provinces, notes below, a sheet of notes."""
    path = folder / "보고서용.xlsx"
    cells = 0
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("데이터")
        notes = book.add_worksheet("메타정보")
        notes.write(0, 0, "통계표명: 시군구별 종사자")
        sheet.merge_range(0, 0, 0, 5, "표 3. 시군구별 제조업 종사자 현황")
        sheet.write(1, 5, "(단위: 명, 개)")
        sheet.merge_range(2, 0, 3, 0, "시도")
        sheet.merge_range(2, 1, 3, 1, "시군구")
        sheet.merge_range(2, 2, 2, 3, 2022)
        sheet.merge_range(2, 4, 2, 5, 2023)
        for column in range(4):
            sheet.write(3, 2 + column, ("사업체수(개)", "종사자수(명)")[column % 2])
        sheet.merge_range(4, 0, 5, 0, "경상남도")
        sheet.write_row(4, 1, ["창원시", 10, 1000.0, 11, 1100.5])
        sheet.write_row(5, 1, ["김해시", 20, "2,000", 21, "2,100 p"])
        sheet.write_row(6, 0, ["전라남도", "영암군", 30, "-", 31, "x"])
        sheet.write(7, 0, "주: 1) 종사자 1인 이상")
        sheet.write(8, 0, "출처: 경상남도, 「사업체조사」 2023")
        cells = 2 + 2 + 2 + 4 + 1 + 5 + 5 + 6 + 2
    key, industry = "workers", "manufacturing"
    values = {
        ("38110", 2022, "Y", "establishments", industry): 10,
        ("38110", 2022, "Y", key, industry): 1000,
        ("38110", 2023, "Y", "establishments", industry): 11,
        ("38110", 2023, "Y", key, industry): 1100.5,
        ("38070", 2022, "Y", "establishments", industry): 20,
        ("38070", 2022, "Y", key, industry): 2000,
        ("38070", 2023, "Y", "establishments", industry): 21,
        ("38070", 2023, "Y", key, industry): 2100,
        ("36410", 2022, "Y", "establishments", industry): 30,
        ("36410", 2023, "Y", "establishments", industry): 31,
    }
    missing = {
        ("36410", 2022, "Y", key, industry): "none",
        ("36410", 2023, "Y", key, industry): "suppressed",
    }
    flags = {("38070", 2023, "Y", key, industry): "provisional"}
    return Messy(path, cells, values, missing, flags=flags)


def ranges_in_labels(folder):
    """Industry labels with ranges and codes, one column of figures, the measure in the title."""
    rows = [
        ["산업별 종사자수", "", ""],
        ["시군구", "산업분류", "2021년"],
        ["울산 동구", "제조업(10~34)", "40000"],
        ["울산 동구", "C.제조업(10~34)", "40000"],
        ["울산 동구", "31 기타 운송장비 제조업", "35000"],
        ["울산 동구", "농업, 임업 및 어업(01~03)", "0"],
        ["울산 동구", "H. 운수 및 창고업(49~52)", "1500"],
        ["울산 동구", "E, L~U 기타", "7"],
        ["울산 북구", "30 자동차 및 트레일러 제조업", "32000"],
        ["울산 북구", "30 자동차 및 트레일러 제조업", "31000"],
    ]
    key = "workers"
    values = {
        ("26030", 2021, "Y", key, "manufacturing"): 40000,
        ("26030", 2021, "Y", key, "c31"): 35000,
        ("26030", 2021, "Y", key, "agriculture_forestry_and_fishing"): 0,
        ("26030", 2021, "Y", key, "transportation_and_storage"): 1500,
    }
    path = save(folder / "산업.csv", rows, "cp949")
    left = {"repeat": 1, "no industry": 1, "conflict": 2}
    return Messy(path, count(rows), values, left=left)


def unicode_text(folder):
    """Excel's 'Unicode text': UTF-16 with tabs; one head says year, industry, measure and unit."""
    rows = [
        ["지자체", "2020년 제조업 종사자수(명)", "2023년 제조업 종사자수(명)", "증감률(%)", "비고"],
        ["군산시", "22,000", "21,500", "-2.3", "GM 폐쇄"],
        ["영암군", "11,000", "(500)", "", ""],
        ["목포시 ", "3,000", "약 3천", "0.1", ""],
    ]
    path = save(folder / "군산.txt", rows, "utf-16", "\t")
    key, industry = "workers", "manufacturing"
    values = {
        ("35020", 2020, "Y", key, industry): 22000,
        ("35020", 2023, "Y", key, industry): 21500,
        ("36410", 2020, "Y", key, industry): 11000,
        ("36010", 2020, "Y", key, industry): 3000,
    }
    left = {"no item": 2, "negative": 1, "unreadable": 1}
    return Messy(path, count(rows), values, left=left)


def regions_across(folder):
    """Regions across the top, years down: the planner's own sheet, with a mapping for nothing."""
    rows = [
        ["연도", "거제시", "통영시", "고성군(경남)", "합계"],
        ["2021", "50,000", "9,000", "5,000", "64,000"],
        ["2022", "48,000", "8,900", "4,800", "61,700"],
    ]
    path = save(folder / "가로.csv", rows)
    values = {
        (code, year, "Y", "workers", "total"): value
        for code, year, value in (
            ("38090", 2021, 50000),
            ("38050", 2021, 9000),
            ("38340", 2021, 5000),
            ("38090", 2022, 48000),
            ("38050", 2022, 8900),
            ("38340", 2022, 4800),
        )
    }
    return Messy(path, count(rows), values, left={"nation": 2}, options={"measure": "workers"})


def districts_and_former_names(folder):
    """일반구 beside their city, legal codes, names of other years, months instead of years."""
    rows = [
        ["법정동코드", "시군구명", "성별", "고용보험 피보험자수 (명)"],
        ["48120", "창원시", "계", "250,000"],
        ["48129", "창원시 진해구", "계", "50,000"],
        ["48129", "창원시 진해구", "여자", "20,000"],
        ["28170", "인천 남구", "계", "70,000"],
        ["27720", "군위군", "계", "6,000"],
        ["99999", "가나다군", "계", "1"],
        ["", "", "", "2"],
    ]
    path = save(folder / "피보험자.csv", rows, "utf-8")
    key = "insured"
    values = {
        ("38110", 2024, "Y", key, "total"): 250000,
        ("23090", 2024, "Y", key, "total"): 70000,
        ("37310", 2024, "Y", key, "total"): 6000,
    }
    left = {"part": 1, "breakdown": 1, "unmatched": 1, "no region": 1}
    return Messy(path, count(rows), values, left=left, options={"year": 2024})


def _grdp(folder):
    rows, _ = output_by_province(folder)
    path = save(folder / "지역내총생산.csv", rows, "cp949")
    manufacturing = {2019: 4000000, 2020: 3500000}
    values = {}
    for year, number in manufacturing.items():
        values["38090", year, "Y", "gva", "manufacturing"] = number
    for year, grdp, gva in ((2019, 10000000, 9000000), (2020, 9500000, 8500000)):
        values["38090", year, "Y", "grdp", "total"] = grdp
        values["38090", year, "Y", "gva", "total"] = gva
    values["38090", 2019, "Y", "gva", "agriculture_forestry_and_fishing"] = 100000
    flags = {key: "provisional" for key in values if key[1] == 2020}
    left = {"constant prices": 4, "negative": 1}
    return Messy(path, count(rows), values, left=left, flags=flags)


FILES = {
    "two-level regions": two_level_regions,
    "half-years": half_years,
    "codes with apostrophe": codes_with_apostrophe,
    "coded long form": coded_long_form,
    "output by province": _grdp,
    "title and notes": title_and_notes,
    "ranges in labels": ranges_in_labels,
    "unicode text": unicode_text,
    "regions across": regions_across,
    "districts and former names": districts_and_former_names,
}
