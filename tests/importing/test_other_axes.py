"""Figures of a part, of another axis or of a shifted row never stand for a region's whole."""

from __future__ import annotations

import re

import pandas as pd
import pytest
import xlsxwriter

from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.importing.mapping import Mapping
from hubplanner.tables import words
from hubplanner.tables.industries import known_industries
from tables import save

CODES = [*"ABCDEFGHIJKLMNOPQRSTU", *(f"{n:02}" for n in range(1, 100))]
KEY = ["region_code", "year", "period", "measure", "industry"]


def imported(folder, rows, encoding="utf-8", **options):
    """What a table says: key to figure; and the cells that it left out."""
    file = save(folder / "t.csv", rows, encoding)
    import_file(file, into=folder / "out", **options)
    table = pd.read_parquet(folder / "out" / "statistics.parquet")
    left = folder / "out" / "not_imported.csv"
    keys = table[KEY].itertuples(index=False, name=None)
    return dict(zip(keys, table["value"], strict=True)), pd.read_csv(
        left, dtype=str
    ) if left.exists() else []


def refused(folder, rows, **options):
    with pytest.raises(DataError) as refusal:
        import_file(save(folder / "t.csv", rows), into=folder / "out", **options)
    return str(refusal.value)


@pytest.mark.parametrize(
    "text",
    ["15 - 29세", "10~19명", "65세이상", "30대", "2022-12-31", "10월", "청년층(15~29)", "41 (가)"],
)
def test_digits_of_other_breakdowns_are_no_division(text):
    assert known_industries().key(text) is None
    assert known_industries().key(text, headed=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "35 기타 운송장비 제조업",
        "15 음식료품 제조업",
        "34 자동차 및 트레일러 제조업",
        "D. 제조업(15~37)",
    ],
)
def test_a_code_at_odds_with_its_name_is_no_industry(text):
    assert known_industries().key(text, headed=True) is None


def test_every_code_with_its_own_name_is_read():
    known = known_industries()
    for key, code in known.ksic.items():
        for name in known.names[key] if len(code) in (1, 2) else ():
            assert known.key(f"{code} {name}") == known.key(f"{code}. {name}") == key


def test_a_bare_code_is_an_industry_under_such_a_head_only():
    assert known_industries().key("31") is None
    assert known_industries().key("31", headed=True) == "c31"


def test_of_ages_the_total_is_taken_and_the_rest_listed(tmp_path):
    values, left = imported(
        tmp_path,
        [
            ["C행정구역별", "행정구역별", "C연령별", "연령별", "시점", "인구 (명)"],
            ["'11", "서울특별시", "'00", "계", "2010", "900"],
            ["'38", "경상남도", "'00", "계", "2010", "500"],
            ["'38090", " 거제시", "'00", "계", "2010", "230"],
            ["'38090", " 거제시", "'11", "10 - 14세", "2010", "20"],
            ["'38090", " 거제시", "'26", "15 - 29세", "2010", "30"],
            ["'38090", " 거제시", "'38", "65세이상", "2010", "180"],
            ["'38050", " 통영시", "'00", "계", "2010", "140"],
        ],
    )
    key = (2010, "Y", "population", "total")
    assert values == {("38090", *key): 230, ("38050", *key): 140}
    assert sorted(left["text"]) == ["180", "20", "30", "500", "900"]


@pytest.mark.parametrize(
    ("head", "parts"),
    [
        ("성별", ["남자", "남자"]),
        ("사업체규모", ["10~19명", "20~49명"]),
        ("구분", ["15 - 29세", "30세이상"]),
        ("기관명", ["가 단지", "나 단지"]),
    ],
)
def test_parts_without_a_total_are_refused_unless_asked_for(tmp_path, head, parts):
    rows = [["시군구", head, "연도", "종사자수(명)"]]
    rows += [["거제시", parts[0], "2023", "500"], ["통영시", parts[1], "2023", "400"]]
    message = refused(tmp_path, rows)
    assert head in message
    assert repr(parts[0]) in message
    mapping = Mapping(columns={head: "ignore"})
    assert len(imported(tmp_path, rows, mapping=mapping)[0]) == 2


@pytest.mark.parametrize(
    "heads",
    [
        [["시군구", "2022", "2023"], ["시군구", "여자 취업자(천명)", "여자 취업자(천명)"]],
        [["시군구", "남자", ""], ["시군구", "2022", "2023"], ["", "취업자(천명)", "취업자(천명)"]],
        [["시군구", "2022년", "2023년"], ["", "65세이상", "65세이상"]],
    ],
)
def test_a_part_over_all_figures_is_no_whole(tmp_path, heads):
    rows = [["취업자 (단위: 천명)"], *heads, ["거제시", "1", "2"], ["통영시", "3", "4"]]
    assert "items that are no measure held here: 4" in refused(tmp_path, rows)


def test_more_cells_than_columns_are_refused_with_the_row(tmp_path):
    rows = [["시군구", "연도", "종사자수(명)"], ["거제시", "2022", "900"]]
    assert "row 3 " in refused(tmp_path, [*rows, ["거제시", "2023", "88", "500"]])
    named = [["기관명", "시군구", "연도", "종사자수(명)"]]
    shifted = ["조선", "해양 단지", "경남 거제시", "2023", "500"]
    assert "row 2 " in refused(tmp_path, [*named, shifted, ["통영 단지", "통영시", "2023", "4"]])


def test_a_first_row_with_marks_is_no_head(tmp_path):
    values, left = imported(
        tmp_path,
        [
            ["지역별 종사자수 (단위: 명)"],
            ["시군구", "2022", "2023"],
            ["거제시 주1)", "91,200 주1)", "88,500¹⁾"],
            ["통영시(주)", "30100†", "30200 1)2)"],
        ],
    )
    assert sorted(values.values()) == [30100, 30200, 88500, 91200]
    assert len(left) == 0


def test_a_column_mostly_unreadable_keeps_its_figures(tmp_path):
    rows = [["시군구", "2022", "2023"], ["거제시", "1", "약 1"], ["통영시", "2", "약 2"]]
    values, left = imported(tmp_path, [*rows, ["사천시", "3", "33"]], measure="workers")
    assert sorted(values.values()) == [1, 2, 3, 33]
    assert sorted(left["text"]) == ["약 1", "약 2"]


def test_figures_of_an_unused_column_are_listed(tmp_path):
    rows = [["시군구", "2023", "비고"], ["거제시", "1", "가"], ["통영시", "2", "나"]]
    _, left = imported(tmp_path, [*rows, ["사천시", "3", "77"]], measure="workers")
    assert list(left["text"]) == ["77"]


def test_the_register_of_residents_is_read(tmp_path):
    values, _ = imported(
        tmp_path,
        [
            ["행정구역", "2024년12월_총인구수", "2024년12월_세대수", "2024년12월_남자 인구수"],
            ["전국  (1000000000)", "1,000", "400", "500"],
            ["경상남도  (4800000000)", "700", "300", "350"],
            ["경상남도 창원시 (4812000000)", "400", "160", "200"],
            ["경상남도 창원시 의창구 (4812100000)", "400", "160", "200"],
            ["경상남도 거제시 (4831000000)", "231", "100", "119"],
            ["세종특별자치시  (3600000000)", "39", "16", "19"],
            ["세종특별자치시  (3611000000)", "39", "16", "19"],
        ],
        "cp949",
    )
    key = (2024, "Y", "population", "total")
    assert values == {("38110", *key): 400, ("38090", *key): 231, ("29010", *key): 39}


def test_a_month_other_than_december_is_no_year(tmp_path):
    rows = [["행정구역", "2024년06월_총인구수"], ["거제시", "231"], ["통영시", "120"]]
    assert "months, quarters and days" in refused(tmp_path, rows)
    workers = [["행정구역", "2024년12월_종사자수(명)"], ["거제시", "231"], ["통영시", "120"]]
    assert "months, quarters and days" in refused(tmp_path, workers)


def test_whole_numbers_kept_as_floats_are_read(tmp_path):
    rows = [["region_code", "year", "workers"], ["38090.0", "2023.0", "91200"]]
    values, _ = imported(tmp_path, [*rows, ["38050.0", "2023.0", "5"], ["38060.0", "2023.0", "6"]])
    assert values["38090", 2023, "Y", "workers", "total"] == 91200


def test_the_columns_of_the_kosis_api_are_read(tmp_path):
    heads = "C1_OBJ_NM C2_NM DT C2 C1 PRD_SE UNIT_NM_ENG ITM_NM PRD_DE LST_CHN_DE C1_NM UNIT_NM"
    rows = [heads.split()]
    for code, name in (("38090", "거제시"), ("38050", "통영시")):
        for number, industry, figure in (("00", "전산업", code[2:]), ("C", "제조업", code[3:])):
            axis = ["행정구역별", industry, figure, number, code, "A", "person", "종사자수"]
            rows.append([*axis, "2023", "2024-12-01", name, "명"])
    values, left = imported(tmp_path, rows)
    key = (2023, "Y", "workers")
    assert values == {
        ("38090", *key, "total"): 90,
        ("38090", *key, "manufacturing"): 90,
        ("38050", *key, "total"): 50,
        ("38050", *key, "manufacturing"): 50,
    }
    assert len(left) == 0


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("2025년 상반기 취업자 (단위: 천명)", (2025, "H1")),
        ("취업자, 2024.2/2 (단위: 천명)", (2024, "H2")),
        ("2023년 취업자 (단위: 천명)", (2023, "Y")),
    ],
)
def test_the_period_of_a_title(tmp_path, title, period):
    rows = [[title], ["시군구", "전체"], ["거제시", "120.5"], ["통영시", "60.5"]]
    assert {key[1:3] for key in imported(tmp_path, rows)[0]} == {period}


def test_a_month_in_a_title_is_no_year(tmp_path):
    rows = [
        ["2025년 3월 취업자 (단위: 천명)"],
        ["시군구", "전체"],
        ["거제시", "1"],
        ["통영시", "2"],
    ]
    assert "no year" in refused(tmp_path, rows)


@pytest.mark.parametrize("text", ["2022-12-31", "2022.12.31", "2022-12-31 00:00:00"])
def test_the_last_day_of_a_year_is_the_year(text):
    assert words.period(text) == words.Period(2022, "Y")


@pytest.mark.parametrize("text", ["2022-06-30", "2022.12.30", "2022-01-01 00:00:00"])
def test_another_day_is_no_year(text):
    assert words.period(text) == words.Period(2022, "")


def test_names_of_united_cities(tmp_path):
    rows = [["시군구", "2023"], ["창원시(통합)", "3"], ["통합청주시", "2"], ["군위군 1)", "4"]]
    codes = {key[0] for key in imported(tmp_path, rows, measure="workers")[0]}
    assert codes == {"38110", "33040", "37310"}


def test_errors_of_excel_are_told_with_their_cells(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        book.add_worksheet("설명").write_formula("A1", "=NA()", None, "#N/A")
        sheet = book.add_worksheet("표")
        sheet.write_row(2, 1, ["시군구", "연도", "종사자수(명)"])
        sheet.write_row(3, 1, ["거제시", 2023])
        sheet.write_formula("D4", "=1/0", None, "#DIV/0!")
        sheet.write_row(4, 1, ["통영시", 2023, 5])
    import_file(tmp_path / "t.xlsx", into=tmp_path / "out")
    left = pd.read_csv(tmp_path / "out" / "not_imported.csv", dtype=str)
    assert left[["row", "column", "text"]].to_numpy().tolist() == [["4", "D", "#DIV/0!"]]


def test_rows_of_a_sheet_that_starts_lower_have_their_numbers(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(5, 2, ["시군구", "2023"])
        sheet.write_row(6, 2, ["거제시", "약 1"])
        sheet.write_row(7, 2, ["통영시", "2"])
    import_file(tmp_path / "t.xlsx", into=tmp_path / "out", measure="workers")
    left = pd.read_csv(tmp_path / "out" / "not_imported.csv", dtype=str)
    assert left[["row", "column", "text"]].to_numpy().tolist() == [["7", "D", "약 1"]]


OLDER = [
    ["시군구", "연도", "산업분류", "종사자수(명)"],
    ["통영시", "2005", "계", "52000"],
    ["통영시", "2005", "D. 제조업(15~37)", "21000"],
    ["통영시", "2005", "15 음식료품 제조업", "700"],
    ["통영시", "2005", "29 기타 기계 및 장비 제조업", "410"],
    ["통영시", "2005", "33 의료, 정밀, 광학기기 및 시계 제조업", "90"],
    ["통영시", "2005", "35 기타 운송장비 제조업", "18000"],
    ["통영시", "2005", "F. 건설업(45~46)", "1500"],
]


def test_a_table_by_revision_8_is_recognised_and_not_carried(tmp_path):
    """No source says what its industries are in revision 10."""
    figures, left = imported(tmp_path, OLDER)
    assert {key[-1]: value for key, value in figures.items()} == {"total": 52000}
    assert left["text"].tolist() == [row[3] for row in OLDER[2:]]
    assert left["reason"].str.contains("older revision of KSIC").all()
    report = (tmp_path / "out" / "report.txt").read_text("utf-8")
    assert "'35 기타 운송장비 제조업' of revision 8 is the same as an industry of" in report
    mapping = Mapping(industries={"35 기타 운송장비 제조업": "c31"})
    figures, left = imported(tmp_path, OLDER, mapping=mapping)
    assert {key[-1]: value for key, value in figures.items()} == {"total": 52000, "c31": 18000}
    assert len(left) == len(OLDER) - 3


def test_names_codes_and_heads_of_revision_8_are_read_like_its_labels(tmp_path):
    names = [[*row[:2], re.sub(r"^\w+\.? |\(.*", "", row[2]), row[3]] for row in OLDER[1:]]
    figures, left = imported(tmp_path, [OLDER[0], *names])
    assert {key[-1] for key in figures} == {"total"}
    assert len(left) == 6
    codes = [[*row[:2], row[2].split(" ")[0].strip("."), row[3]] for row in OLDER[1:]]
    stated = [*OLDER[0][:2], "산업분류(8차)", OLDER[0][3]]
    figures, left = imported(tmp_path, [stated, *codes])
    assert {key[-1] for key in figures} == {"total"}
    assert len(left) == 6
    industries, cells = zip(*(row[2:] for row in OLDER[2:]), strict=True)
    wide = [["시군구", "전산업", *industries], ["통영시", "9", *cells], ["거제시", "9", *cells]]
    figures, left = imported(tmp_path, wide, measure="workers", year=2005)
    assert {key[-1] for key in figures} == {"total"}
    assert len(left) == 12


def test_a_code_does_not_decide_where_the_name_beside_it_says_another_thing(tmp_path):
    rows = [
        ["시군구", "연도", "산업코드", "산업명", "종사자수(명)"],
        ["통영시", "2005", "", "계", "52000"],
        ["통영시", "2005", "15", "음식료품 제조업", "700"],
        ["통영시", "2005", "35", "기타 운송장비 제조업", "18000"],
        ["통영시", "2005", "24", "가나다라 제조업", "5"],
    ]
    figures, left = imported(tmp_path, rows)
    assert {key[-1]: value for key, value in figures.items()} == {"total": 52000}
    assert set(left["text"]) == {"700", "18000", "5"}


def test_revision_9_differs_in_few_industries(tmp_path):
    rows = [
        ["산업별(9차개정) 종사자수", "", "", ""],
        OLDER[0],
        ["통영시", "2015", "C. 제조업(10~33)", "20000"],
        ["통영시", "2015", "31 기타 운송장비 제조업", "18000"],
        ["통영시", "2015", "36 수도사업", "40"],
        ["통영시", "2015", "69 임대업; 부동산 제외", "60"],
        ["통영시", "2015", "L. 부동산업 및 임대업(68~69)", "300"],
        ["통영시", "2015", "95 수리업", "500"],
        ["통영시", "2015", "D. 전기, 가스, 증기 및 수도사업(35~36)", "80"],
    ]
    figures, left = imported(tmp_path, rows)
    assert {key[-1]: value for key, value in figures.items()} == {
        "manufacturing": 20000,
        "c31": 18000,
        "e36": 40,
        "n76": 60,
        "real_estate_and_rental": 300,
    }
    assert left["text"].tolist() == ["500", "80"]


@pytest.mark.parametrize(
    "title", ["제8차 지역산업 계획", "2018년 1차 조사", "제10차 한국표준산업분류"]
)
def test_numbers_of_other_things_state_no_revision(title):
    assert words.stated_revision([title]) is None


def test_every_industry_carried_exists():
    known = known_industries()
    listed = [one for code in CODES for one in words.older_industries(code, headed=True)]
    assert len(listed) == 20 + 63 + 8  # all of revision 8, and what differs in revision 9
    assert {one.key for one in listed} - {""} <= set(known.names)
    divisions = {code for code in known.ksic.values() if code.isdigit()}
    for one in listed:
        for code in one.now.replace("-", " ").split():
            assert code in divisions, one


@pytest.mark.parametrize(
    "title",
    [
        "여성 취업자",
        "65세 이상 인구 현황",
        "등록외국인 현황",
        "시군구별 50인 이상 사업체 종사자수",
        "국가산업단지 입주업체 현황",
        "상용근로자 현황",
    ],
)
def test_a_title_that_names_a_part_is_no_whole(tmp_path, title):
    rows = [[title], ["시군구", "2024 종사자수(명)"], ["거제시", 120], ["군산시", 110]]
    assert "part" in refused(tmp_path, rows)
    table, _ = imported(tmp_path, rows, measure="workers")
    assert sorted(table.values()) == [110, 120]
    report = import_file(tmp_path / "t.csv", measure="workers", dry_run=True)
    assert any("speaks of a part" in str(note) for note in report.lines("en"))


@pytest.mark.parametrize(
    "title", ["15세 이상 취업자", "남녀 취업자 현황", "전산업 취업자", "지역별고용조사 취업자 현황"]
)
def test_a_title_of_the_whole_is_taken(tmp_path, title):
    table, _ = imported(tmp_path, [[title], ["시군구", "2024 취업자(명)"], ["거제시", 120]])
    assert list(table.values()) == [0.12]


@pytest.mark.parametrize(
    "head",
    ["청년 취업자", "정규직 취업자", "산업단지 취업자", "전년 취업자", "무엇인지 모를 취업자"],
)
def test_what_stands_before_a_measure_in_its_head_narrows_it(tmp_path, head):
    rows = [["시군구", f"2024 {head}(명)"], ["거제시", 120], ["군산시", 110]]
    assert "no measure held here" in refused(tmp_path, rows)


@pytest.mark.parametrize(
    ("title", "industry"),
    [
        ("C31 기타 운송장비 제조업 종사자수", "c31"),
        ("자동차 및 트레일러 제조업 종사자", "c30"),
        ("제조업 종사자수", "manufacturing"),
    ],
)
def test_a_title_names_the_industry_of_all_figures(tmp_path, title, industry):
    table, _ = imported(tmp_path, [[title], ["시군구", "2024 종사자수(명)"], ["거제시", 120]])
    assert [key[-1] for key in table] == [industry]


@pytest.mark.parametrize(
    "over", [["조선업 종사자 현황"], ["자동차 산업 종사자"], ["제조업, 건설업 종사자수"]]
)
def test_an_industry_in_the_title_that_is_not_known_is_no_total(tmp_path, over):
    rows = [over, ["시군구", "2024 종사자수(명)"], ["거제시", 120]]
    assert "[constants]" in refused(tmp_path, rows)
    said = Mapping.model_validate({"constants": {"industry": "c31"}})
    table, _ = imported(tmp_path, rows, mapping=said)
    assert [key[-1] for key in table] == ["c31"]


def test_an_industry_in_the_head_that_is_not_known_is_no_total(tmp_path):
    rows = [["시군구", "2024 조선업 종사자수(명)"], ["거제시", 120]]
    assert "조선업" in refused(tmp_path, rows)


def test_years_under_a_title_of_a_half_year_are_halves(tmp_path):
    rows = [["2025년 상반기 취업자"], ["시군구", "2024", "2025"], ["거제시", 120, 121]]
    table, _ = imported(tmp_path, rows, unit="천명")
    assert {key[1:3] for key in table} == {(2024, "H1"), (2025, "H1")}


def test_a_note_that_speaks_of_a_half_year_is_told(tmp_path):
    rows = [["시군구", "2025 취업자(천명)"], ["거제시", 120], ["주: 2025년 하반기 기준", ""]]
    table, _ = imported(tmp_path, rows)
    assert {key[1:3] for key in table} == {(2025, "Y")}
    report = import_file(tmp_path / "t.csv", dry_run=True)
    assert any("speaks of a half-year" in line for line in report.lines("en"))


def test_projections_are_no_figures_observed(tmp_path):
    rows = [["시군구", "2020 인구(명)", "2999 인구(명)"], ["거제시", 120, 90]]
    table, left = imported(tmp_path, rows)
    assert {key[1] for key in table} == {2020}
    assert len(left) == 1


@pytest.mark.parametrize("heads", [("대분류", "중분류"), ("산업별(1)", "산업별(2)")])
def test_of_broad_and_narrow_industries_the_narrow_one_decides(tmp_path, heads):
    rows = [
        ["시군구", *heads, "2023 종사자수(명)"],
        ["거제시", "제조업", "소계", "9"],
        ["거제시", "제조업", "기타 운송장비 제조업", "5"],
        ["거제시", "건설업", "", "4"],
        ["통영시", "제조업", "기타 운송장비 제조업", "3"],
        ["통영시", "제조업", "모르는 제조업", "2"],
    ]
    values, left = imported(tmp_path, rows)
    key = (2023, "Y", "workers")
    assert values == {
        ("38090", *key, "manufacturing"): 9,
        ("38090", *key, "c31"): 5,
        ("38090", *key, "construction"): 4,
        ("38050", *key, "c31"): 3,
    }
    assert left["text"].tolist() == ["2"]


@pytest.mark.parametrize(
    ("head", "text"), [("세세분류", "31111 강선 건조업"), ("구분", "어구 수선업")]
)
def test_industries_that_are_not_held_are_no_total(tmp_path, head, text):
    rows = [["시군구", head, "2023 종사자수"], ["거제시", text, "5"], ["통영시", text, "3"]]
    assert "industries that have no key" in refused(tmp_path, rows)


def test_a_count_without_unit_beside_one_of_persons(tmp_path):
    rows = [["시군구", "2023 종사자수(천명)", "2023 사업체수"], ["거제시", "5", "7"]]
    values, _ = imported(tmp_path, rows)
    assert sorted(values.values()) == [7, 5000]
