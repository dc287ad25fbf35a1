"""Tables whose figures are no count of a region's whole, though a head says so: another quantity or
population in the title, shares, zeros for blanks; and years written short."""

from __future__ import annotations

import pandas as pd
import pytest
import xlsxwriter

from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.importing.mapping import Mapping
from tables import save


def imported(tmp_path, rows, **said):
    report = import_file(save(tmp_path / "t.csv", rows), into=tmp_path / "out", **said)
    return report, pd.read_parquet(tmp_path / "out" / "statistics.parquet")


def refused(tmp_path, rows, **said):
    with pytest.raises(DataError) as caught:
        imported(tmp_path, rows, **said)
    return str(caught.value)


@pytest.mark.parametrize(
    ("title", "head", "named"),
    [
        ("2023년 종사자수 구성비", "종사자수", "구성비"),
        ("2023년 사업체수 순위", "사업체수", "순위"),
        ("2023년 인구 천명당 사업체수", "사업체수", "천명당"),
        ("2023년 생활인구", "인구", "생활인구"),
        ("2023년 장래추계인구", "인구", "장래추계인구"),
        ("2023년 농가인구", "인구", "농가인구"),
        ("2023년 종사자수(근무지 기준)", "종사자수", "근무지"),
        ("2023년 고용률", "인구", "고용률"),
    ],
)
def test_a_title_of_another_quantity_is_refused(tmp_path, title, head, named):
    rows = [[title], ["시군구", head], ["거제시", "5.7"], ["통영시", "6.1"]]
    assert named in refused(tmp_path, rows)
    measure = {"종사자수": "workers", "사업체수": "establishments", "인구": "population"}[head]
    report, table = imported(tmp_path, rows, measure=measure)
    assert table["value"].tolist() == [5.7, 6.1]
    assert named in "\n".join(report.lines())


@pytest.mark.parametrize(
    "title",
    [
        "2023년 거제시인구",
        "2023년 주민등록인구",
        "2023년 시군구별 월평균종사자수",
        "2023년 제조업종사자수",
        "2023년 고용보험피보험자수",
        "2023년 종사자수와 구성비",
    ],
)
def test_titles_of_wholes_are_taken(tmp_path, title):
    head = next(word for word in ("인구", "종사자수", "피보험자수") if word in title)
    rows = [[title], ["시군구", head, "구성비"], ["거제시", "570", "5"], ["통영시", "610", "6"]]
    _, table = imported(tmp_path, rows)
    assert table["value"].tolist() == [570, 610]


@pytest.mark.parametrize(
    ("figures", "told"),
    [(["0", "900"], "0 ("), (["0.125", "900"], "0.125"), (["1.234", "900"], "1.234")],
)
def test_what_no_region_has_is_told(tmp_path, figures, told):
    rows = [["시군구", "2023"], ["거제시", figures[0]], ["통영시", figures[1]]]
    report, _ = imported(tmp_path, rows, measure="workers")
    assert len(report.suspicious) == 1
    assert told in str(report.suspicious[0])
    assert "row 2" in str(report.suspicious[0]) or "2행" in str(report.suspicious[0])


def test_means_of_months_and_other_industries_are_not_told(tmp_path):
    rows = [["시군구", "산업", "2023"], ["거제시", "계", "57012.5"], ["거제시", "C31", "0"]]
    report, _ = imported(tmp_path, rows, measure="insured")
    assert not report.suspicious


def test_a_footnote_glued_to_a_figure_is_not_guessed_away(tmp_path):
    rows = [["시군구", "2023"], ["거제시", "885012)"], ["통영시", "88,5011)"], ["사천시", "9 1)"]]
    report, table = imported(tmp_path, rows, measure="workers")
    assert table["value"].tolist() == [88_501, 9]
    assert report.counts["unreadable"] == 1


@pytest.mark.parametrize(
    "year", ["'24.12월말", "2024.12월말", "’24년", "２０２４년", "2024년 12월 말"]
)
def test_short_years_and_ends_of_months_are_read(tmp_path, year):
    rows = [["시군구", "기준", "인구"], ["거제시", year, "230"], ["통영시", year, "120"]]
    _, table = imported(tmp_path, rows)
    assert table["year"].tolist() == [2024, 2024]


def test_an_apostrophe_before_a_code_makes_no_year(tmp_path):
    rows = [["시군구", "산업", "2023"], ["거제시", "'31", "230"], ["통영시", "'31", "120"]]
    _, table = imported(tmp_path, rows, measure="workers")
    assert table["industry"].tolist() == ["c31", "c31"]


def test_a_refusal_for_want_of_a_year_says_what_stands_there(tmp_path):
    rows = [["시군구", "연도", "인구"], ["거제시", "2923", "230"]]
    assert "2923" in refused(tmp_path, rows)
    rows = [["2024년 6월말 인구"], ["시군구", "인구"], ["거제시", "230"]]
    assert "2024" in refused(tmp_path, rows)


def test_a_cover_is_no_table(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("표지").write(0, 0, "2023 통계연보")
        sheet = book.add_worksheet("3-1")
        for number, row in enumerate([["시군구", "2023"], ["거제시", 88], ["통영시", 99]]):
            sheet.write_row(number, 0, row)
    report = import_file(path, into=tmp_path / "out", measure="workers")
    assert (report.counts["value"], report.sheets_left) == (2, ("표지",))


HEAD = ["기관명", "종류", "시군구", "위도", "경도", "설립연도"]


@pytest.mark.parametrize("founded", ["2101", "'99", "36220", "199", "0"])
def test_what_is_no_founding_year_is_refused(tmp_path, founded):
    row = ["우리연구소", "연구소", "통영시", "34.85", "128.43", founded]
    assert founded in refused(tmp_path, [HEAD, row])


@pytest.mark.parametrize("founded", ["1999", "1999.3.1", "19990301", "1999년 3월", "", "-"])
def test_founding_years_and_none_are_taken(tmp_path, founded):
    row = ["우리연구소", "연구소", "통영시", "34.85", "128.43", founded]
    report = import_file(save(tmp_path / "t.csv", [HEAD, row]), into=tmp_path / "out")
    assert report.rows == 1


def test_blanks_in_a_name_make_no_other_institution(tmp_path):
    rows = [["우리연구소", "연구소", "통영시", "34.85", "128.43", ""],
            ["우리 연구소", "연구소", "통영시", "34.85", "128.43", ""]]  # fmt: skip
    report = import_file(save(tmp_path / "t.csv", [HEAD, *rows]), into=tmp_path / "out")
    assert report.rows == 1
    assert "2, 3" in str(report.notes[0])


@pytest.mark.parametrize(("head", "number"), [("월", "3"), ("분기", "1"), ("Month", "3.0")])
def test_one_month_or_quarter_beside_the_year_is_no_year(tmp_path, head, number):
    rows = [["시군구", "연도", head, "종사자수(명)"], ["거제시", "2023", number, "91200"]]
    assert "months, quarters and days" in refused(tmp_path, rows)
    behind = [[row[0], row[2], row[1], row[3]] for row in rows]
    assert "months, quarters and days" in refused(tmp_path, behind)


def test_halves_in_numbers_and_the_december_of_residents(tmp_path):
    halves = [["시군구", "연도", "반기", "취업자(천명)"], ["거제시", "2023", "2", "121"]]
    _, table = imported(tmp_path, halves)
    assert table[["year", "period"]].to_numpy().tolist() == [[2023, "H2"]]
    december = [["시군구", "연도", "월", "인구(명)"], ["거제시", "2023", "12", "230000"]]
    _, table = imported(tmp_path, december)
    assert table[["year", "value"]].to_numpy().tolist() == [[2023, 230000]]


@pytest.mark.parametrize(
    "part",
    ["10인 이상 20인 미만", "10이상 20미만", "20 to 49", "65 and over", "under 15", "Female"],
)
def test_one_part_under_a_head_that_says_nothing(tmp_path, part):
    rows = [["시군구", "구분", "연도", "종사자수(명)"], ["거제시", part, "2023", "5100"]]
    assert f"holds only '{part}' and no total" in refused(tmp_path, rows)


def test_a_note_that_says_of_whom_alone_the_figures_are(tmp_path):
    rows = [["주: 여성만 집계"], ["시군구", "연도", "종사자수(명)"], ["거제시", "2023", "5100"]]
    assert "'주: 여성만 집계'" in refused(tmp_path, rows)


def test_a_figure_parted_into_the_remarks_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    for rows in ("거제시,2022,91,200\n", "거제시,2022,950,\n통영시,2022,30,100,\n"):
        path.write_text(f"시군구,연도,종사자수(명),비고\n{rows}")
        with pytest.raises(DataError, match=r"(91|30).* under '비고' look like one figure"):
            import_file(path, into=tmp_path / "out")
    path.write_text(
        "시군구,연도,종사자수(명),비고\n거제시,2022,950,2023년 조사\n통영시,2022,30,12\n"
    )
    import_file(path, into=tmp_path / "out")


@pytest.mark.parametrize(("day", "read"), [("20231231", True), ("20230630", False)])
def test_a_column_of_the_day_states_the_year_that_it_ends(tmp_path, day, read):
    rows = [[day, "거제시", "51200"], [day, "통영시", "41200"]]
    path = save(tmp_path / "t.csv", [["기준일", "시군구", "취업자(명)"], *rows])
    if read:
        assert import_file(path, dry_run=True).periods == ("2023",)
    else:
        with pytest.raises(DataError, match="months, quarters and days"):
            import_file(path, into=tmp_path / "out")


@pytest.mark.parametrize(
    ("head", "parts"),
    [
        ("분류", ["상용근로자", "상용근로자"]),
        ("대상", ["소상공인", "소상공인"]),
        ("구분", ["청년", "청년"]),
        ("단지", ["옥포국가산단", "안정국가산단"]),
        ("조선소", ["가 조선", "나 조선"]),
        ("마을", ["옥포리", "미륵리"]),
    ],
)
def test_parts_in_a_column_that_is_not_read_are_no_whole(tmp_path, head, parts):
    rows = [["시군구", head, "2023 종사자수"], ["거제시", parts[0], 5], ["통영시", parts[1], 7]]
    assert f"'{head}'" in refused(tmp_path, rows)


@pytest.mark.parametrize("head", ["동", "구분", "지역"])
def test_a_eupmyeondong_under_any_head_is_none_for_its_region(tmp_path, head):
    rows = [["시군구", head, "2023 인구"], ["거제시", "장평동", 5], ["통영시", "무전동", 7]]
    assert "읍면동" in refused(tmp_path, rows)


def test_rows_that_only_an_unread_column_tells_apart_are_parts_all_of_them(tmp_path):
    """Of 통영시 there is one row only: it would have stood for the region."""
    rows = [["거제시", "가 공장", 5], ["거제시", "나 공장", 6], ["통영시", "다 공장", 7]]
    message = refused(tmp_path, [["시군구", "이름표", "2023 종사자수"], *rows])
    assert "rows 2 and 3" in message
    assert "'이름표'" in message


def test_a_column_of_words_that_is_not_read_is_told_and_remarks_are_not(tmp_path):
    rows = [["시군구", "이름표", "비고", "2023 종사자수"], ["거제시", "가", "자료 확인", 5]]
    report, _ = imported(tmp_path, rows)
    told = [str(note) for note in report.notes if "is not read" in str(note)]
    assert len(told) == 1
    assert "'이름표' (가)" in told[0]


def test_a_code_that_its_own_name_contradicts_is_no_industry(tmp_path):
    rows = [["거제시", "24", "1차 금속 제조업", 5], ["통영시", "27", "1차 금속 제조업", 6]]
    report, table = imported(tmp_path, [["시군구", "산업코드", "산업명", "2023 종사자수"], *rows])
    assert table[["region_code", "industry", "value"]].to_numpy().tolist() == [["38090", "c24", 5]]
    assert report.counts["no industry"] == 1


def test_a_list_with_codes_of_its_own_keeps_its_names(tmp_path):
    rows = [["거제시", "01", "제조업", 5], ["거제시", "02", "건설업", 6]]
    _, table = imported(tmp_path, [["시군구", "산업코드", "산업명", "2023 종사자수"], *rows])
    assert set(table["industry"]) == {"manufacturing", "construction"}


def test_codes_alone_of_before_2008_may_be_of_revision_8(tmp_path):
    """35 is 기타 운송장비 in revision 8 and electricity since revision 9."""
    rows = [["시군구", "산업코드", "2006 종사자수"], ["거제시", "35", 5]]
    assert "revision 8" in refused(tmp_path, rows)
    said = Mapping(industries={"35": "c31"})
    assert imported(tmp_path, rows, mapping=said)[1]["industry"].tolist() == ["c31"]
    _, table = imported(tmp_path, [["시군구", "산업코드", "2012 종사자수"], ["거제시", "35", 5]])
    assert table["industry"].tolist() == ["d35"]


@pytest.mark.parametrize(
    "word",
    ["본사", "소기업", "협력업체", "신규", "예상", "목표", "누적", "공공부문", "민간", "도시지역"],
)
def test_titles_of_parts_and_plans(tmp_path, word):
    rows = [[f"2023년 {word} 종사자수"], ["시군구", "종사자수"], ["거제시", 5], ["통영시", 6]]
    assert word in refused(tmp_path, rows)


def notes_of(tmp_path, rows, about):
    report, table = imported(tmp_path, rows)
    return [str(note) for note in report.notes if about in str(note)], table["value"].tolist()


def test_other_words_before_the_measure_of_a_title_are_told(tmp_path):
    rows = [["시군구", "종사자수"], ["거제시", 5], ["통영시", 6]]
    assert notes_of(tmp_path, [["2023년 가족 종사자수"], *rows], "가족 종사자수")[0]
    for title in ("2023년 시군구별 종사자수", "2023년 거제시 종사자수", "2023년 제조업 종사자수"):
        assert not notes_of(tmp_path, [[title], *rows], "the title says")[0]


@pytest.mark.parametrize("note", ["주: 여성만 집계", "* 제조업만 해당", "주) 산업단지 내 기업만"])
def test_a_note_below_that_the_figures_are_of_a_part_alone(tmp_path, note):
    rows = [["시군구", "2023 종사자수"], ["거제시", 5], ["통영시", 6], [note]]
    assert note in refused(tmp_path, rows)


def test_a_note_below_that_speaks_of_a_part_is_told(tmp_path):
    rows = [["시군구", "2023 종사자수"], ["거제시", 5], ["통영시", 6]]
    assert notes_of(tmp_path, [*rows, ["주: 50인 이상 사업체 대상"]], "50인 이상")[0]
    assert not notes_of(tmp_path, [*rows, ["주: 외국인 제외"]], "speaks of a part")[0]


def test_units_of_a_note_below_and_of_a_title_at_odds(tmp_path):
    rows = [["시군구", "2023 종사자수"], ["거제시", 5], ["통영시", 6], ["※ 단위: 천명"]]
    assert notes_of(tmp_path, rows, "unit")[1] == [5000, 6000]
    rows = [["2023년 현황 (단위: 천명)"], ["시군구", "종사자수(명)"], ["거제시", 5]]
    told, values = notes_of(tmp_path, rows, "천명")
    assert values == [5]
    assert told
