"""One reader for every table of a planner: whatever the file, each door reads it alike."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest
import xlsxwriter

import hubplanner as hp
from hubplanner.dataset.designations import designations_schema
from hubplanner.dataset.industry_tables import read_ailing
from hubplanner.dataset.institutions import bundled_institutions, institutions_schema
from hubplanner.dataset.statistics_file import statistics_schema
from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.language import Pair
from hubplanner.regions.names import region_name
from hubplanner.siting.own_points import POINTS
from hubplanner.tables.schema import Column, Schema, read_table
from hubplanner.tables.values import ANY, DAY, LAT, number, one_of, region, text
from hubplanner.travelling import RoadNetwork
from hubplanner.travelling.matrix import read_matrix

ROWS = {
    "statistics": [
        ["시군구", "연도", "항목", "산업", "값", "단위", "출처"],
        ["경남 거제시", "2023", "종사자수", "제조업", "91,200", "명", "연보"],
        ["통영시", "2023년", "workers", "c31", "８００", "persons", "연보"],
    ],
    "institutions": [
        ["기관번호", "종류", "기관명", "지역", "위도", "경도", "출처"],
        ["a-1", "연구소", "가 연구소", "경남 거제시", "34.88", "128.62", "시청"],
    ],
    "designations": [
        ["지역", "지정일", "만료일"],
        ["경남 거제시", "2018.5.29", "2023년 5월 28일"],
    ],
    "points": [["이름", "위도", "경도"], ["거제 부지", "34.89", "128.62"]],
}


def schemas(regions):
    return {
        "statistics": statistics_schema(regions),
        "institutions": institutions_schema(regions),
        "designations": designations_schema(regions),
        "points": POINTS,
    }


def save(path, rows, encoding="utf-8", separator=","):
    """As a workbook where the path says so, else as text; commas in cells are quoted."""
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for number_, row in enumerate(rows):
                sheet.write_row(number_, 0, row)
        return path
    lines = [
        separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows
    ]
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


@pytest.mark.parametrize("kind", ROWS)
@pytest.mark.parametrize(
    ("name", "encoding", "separator"),
    [
        ("a.csv", "utf-8-sig", ";"),
        ("a.csv", "cp949", "\t"),
        ("a.csv", "utf-16", ","),
        ("a.txt", "utf-8", "|"),
        ("a.xlsx", "", ""),
    ],
)
def test_every_door_reads_every_form(tmp_path, dataset, kind, name, encoding, separator):
    schema = schemas(dataset.regions)[kind]
    plain = read_table(save(tmp_path / "plain.csv", ROWS[kind]), schema)
    read = read_table(save(tmp_path / name, ROWS[kind], encoding, separator), schema)
    pd.testing.assert_frame_equal(read, plain)


def test_heads_and_values_mean_what_they_say(tmp_path, dataset):
    found = {
        kind: read_table(save(tmp_path / f"{kind}.csv", ROWS[kind]), schema)
        for kind, schema in schemas(dataset.regions).items()
    }
    assert found["statistics"].to_dict("list") == {
        "region": ["38090", "38050"],
        "year": [2023, 2023],
        "measure": ["workers", "workers"],
        "industry": ["manufacturing", "c31"],
        "value": [91_200.0, 800.0],
        "unit": ["명", "persons"],
        "source": ["연보", "연보"],
        "period": ["Y", "Y"],
        "flag": ["", ""],
        "rse": pytest.approx([float("nan")] * 2, nan_ok=True),
    }
    assert found["institutions"].loc[0, ["kind", "region", "lat"]].tolist() == [
        "institute",
        "38090",
        34.88,
    ]
    assert found["designations"].loc[0, ["start", "end"]].tolist() == ["2018-05-29", "2023-05-28"]
    assert found["points"].loc[0, ["name", "lon"]].tolist() == ["거제 부지", 128.62]


def test_hangul_in_parts_is_the_same_name(tmp_path, dataset):
    rows = [[unicodedata.normalize("NFD", cell) for cell in row] for row in ROWS["statistics"][:2]]
    table = read_table(save(tmp_path / "a.csv", rows), statistics_schema(dataset.regions))
    assert table["region"].tolist() == ["38090"]
    assert table["source"].tolist() == ["연보"]
    report = import_file(
        save(tmp_path / "b.csv", [["시군구", "연도", "종사자수(명)"], ["거제시", "2023", "100"]]),
        dry_run=True,
    )
    parts = [
        [unicodedata.normalize("NFD", c) for c in r]
        for r in [["시군구", "연도", "종사자수(명)"], ["거제시", "2023", "100"]]
    ]
    again = import_file(save(tmp_path / "b.csv", parts), dry_run=True)
    assert (
        (again.regions, again.measures)
        == (report.regions, report.measures)
        == (
            1,
            (Pair("종사자수 (workers, 명)", "workers (by workplace) (workers, persons)"),),
        )
    )


SMALL = Schema(
    (
        Column("name", text(mend="name it"), ("이름",)),
        Column("lat", LAT, ("위도",)),
        Column("kind", one_of({"one": ("하나",)}), required=False, blank=""),
        Column("day", DAY, required=False, blank=""),
        Column("count", number(0, 10, whole=True), required=False, blank=0),
    )
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name,lat\n가,\n", "row 2, column 'lat': '' is refused (no coordinate is stated"),
        ("name,lat\n가,nan\n", "row 2, column 'lat': 'nan' is refused"),
        ("name,lat\n\n가,34\n나,128\n", "row 4, column 'lat': 128.0 is refused"),
        ("이름,위도\n,34\n", "row 2, column 'name': '' is refused (name it)"),
        ("name,latt\n가,34\n", "column(s) lat (is it 'latt'?) missing; add them to row 1"),
        ("name,lat,kinds\n가,34,one\n", "unknown column(s) kinds (did you mean 'kind'?); known: n"),
        (
            "name,lat,kind\n가,34,two\n",
            "row 2, column 'kind': 'two' is refused (allowed: 'one' (하나))",
        ),
        ("name,lat,day\n가,34,2018-13-01\n", "column 'day': '2018-13-01' is no date; write it as"),
        ("name,lat,count\n가,34,1.5\n", "column 'count': '1.5' is refused (a whole number is"),
        ('name,lat,count\n가,34,"1,5"\n', "column 'count': '1,5' is refused (a whole number is"),
        ("name,lat,count\n가,34,11\n", "column 'count': 11 is refused (must lie between 0 and 10)"),
        ("name,lat\n가,34,88\n", "row 2 holds 1 more cells than the 2 columns of row 1"),
        ("name,lat\n", "holds no row"),
    ],
)
def test_refused_with_row_column_value_and_mend(tmp_path, content, words):
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_table(path, SMALL)
    assert words in str(refused.value)
    assert str(refused.value).startswith(str(path))


def test_a_refusal_tells_five_cells_in_the_order_of_rows(tmp_path):
    rows = [["name", "lat"], *([f"{number_}", "0"] for number_ in range(7))]
    with pytest.raises(DataError) as refused:
        read_table(save(tmp_path / "a.csv", rows), SMALL)
    told = str(refused.value)
    assert [f"row {row}," in told for row in range(2, 9)] == [True] * 5 + [False] * 2
    assert told.endswith("and 2 more")


def test_titles_blank_rows_and_examples_are_passed_over(tmp_path):
    rows = [
        ["우리 부지", ""],
        ["이름 (가칭)", "위도(도)"],
        ["예) 부지", "0"],
        ["", ""],
        ["가", "34"],
    ]
    table = read_table(save(tmp_path / "a.csv", rows), SMALL)
    assert table["name"].tolist() == ["가"]
    assert (table.index + 2).tolist() == [5]


def test_each_text_is_read_once(tmp_path):
    seen = []

    def count(texts):
        seen.extend(texts)
        return texts

    schema = Schema((Column("name", count), Column("other", ANY)))
    rows = [["name", "other"], *([["가", "1"], ["나", "2"]] * 50)]
    table = read_table(save(tmp_path / "a.csv", rows), schema)
    assert table["name"].tolist() == ["가", "나"] * 50
    assert sorted(seen) == ["가", "나"]


def test_a_region_is_told_by_the_other_codes_of_its_column(tmp_path, dataset):
    # 31110 is Bucheon's KOSTAT code and Ulsan Jung-gu's legal one.
    schema = Schema((Column("region", region(dataset.regions)),))
    table = read_table(save(tmp_path / "a.csv", [["region"], ["31110"], ["48310"]]), schema)
    assert table["region"].tolist() == hp.regions.resolve(["legal:31110", "거제시"])


def test_an_ailing_industry_by_korean_heads(tmp_path):
    rows = [["산업", "지수", "시점", "출처"], ["c31", "81.5", "2025Q2", "통계청"]]
    table = read_ailing(save(tmp_path / "a.csv", rows, "cp949", ";"))
    assert table.to_dict("list") == {
        "industry": ["c31"],
        "index": [81.5],
        "period": ["2025Q2"],
        "source": ["통계청"],
    }


def test_a_matrix_by_korean_heads_and_semicolons(tmp_path, dataset):
    rows = [["출발지", "도착지", "소요시간(분)"], ["거제시", "통영시", "41.5"]]
    path = save(tmp_path / "a.csv", rows, "cp949", ";")
    matrix = read_matrix(path, dataset.regions, RoadNetwork())
    assert matrix.minutes.loc["38090", "38050"] == 41.5


# Lists of institutions


def test_a_note_below_a_list_is_no_row(tmp_path):
    heads = [HEAD[1], HEAD[0], *HEAD[2:]]
    rows = [heads, [ONE[1], ONE[0], *ONE[2:]], ["자료: 교육부", "", "", "", ""]]
    assert import_file(save(tmp_path / "a.csv", rows), dry_run=True).rows == 1


def test_a_name_that_stands_twice_at_one_place_is_told(tmp_path):
    near = [ONE[0].replace("대", " 대"), *ONE[1:3], "34.8905", "128.62"]
    other = [ONE[0], "연구소", *ONE[2:]]
    report = import_file(save(tmp_path / "a.csv", [HEAD, ONE, near, other]), dry_run=True)
    told = [str(note) for note in report.notes]
    assert report.rows == 2
    assert told[0].startswith("rows 2, 3: the same institution")
    assert told[1].startswith("rows 3, 4: 가나 대학교 stands 2 times within 100 m")
    far = [*ONE[:3], "34.895", "128.62"]
    assert import_file(save(tmp_path / "b.csv", [HEAD, ONE, far]), dry_run=True).rows == 2


def test_a_bundled_institution_of_that_name_and_place_is_told(tmp_path):
    bundled = bundled_institutions().query("kind == 'institute'").iloc[0]
    place = [bundled["name_ko"], "대학", bundled["region_code"], bundled["lat"], bundled["lon"]]
    report = import_file(save(tmp_path / "a.csv", [HEAD, place]), dry_run=True)
    assert "stands there too, as institute; both count" in str(report.notes[0])


@pytest.mark.parametrize("text", ["2018-05-29", "20180529", "2018. 5. 29."])
def test_a_day_of_designation_has_come(tmp_path, text):
    path = save(
        tmp_path / "a.csv", [["시군구", "지정일", "만료일"], ["거제시", text, "2099-01-01"]]
    )
    report = import_file(path, into=tmp_path / "own")
    assert report.rows == 1
    assert "2018-05-29" in (tmp_path / "own" / "designations.csv").read_text("utf-8")
    late = save(tmp_path / "b.csv", [["시군구", "지정일"], ["거제시", "2099-01-01"]])
    with pytest.raises(DataError, match=r"row 2, column 'start': .*the day has not come"):
        import_file(late, dry_run=True)


HEAD = ["기관명", "종류", "시군구", "위도", "경도"]
ONE = ["가나대학교", "대학교", "경남 거제시", "34.89", "128.62"]


def test_an_institution_that_stands_twice_counts_once_and_is_told(tmp_path):
    path = save(tmp_path / "a.csv", [HEAD, ONE, ["나", *ONE[1:]], ONE])
    report = import_file(path, into=tmp_path / "own")
    assert report.rows == 2
    assert any("rows 2, 4: " in line and "the same institution" in line for line in report.lines())
    own = hp.load_dataset([tmp_path / "own"]).institutions
    assert own["name_ko"].eq("가나대학교").sum() == 1
    by_hand = save(
        tmp_path / "own" / "institutions.csv",
        [["institution_id", *HEAD, "출처"], ["a", *ONE, "x"], ["b", *ONE, "x"]],
    )
    with pytest.raises(DataError, match=r"rows 2, 3 state the same kind, name_ko, region_code"):
        hp.load_dataset([by_hand.parent])


@pytest.mark.parametrize("by_id", [True, False])
def test_a_newer_row_takes_the_place_of_the_bundled_institution(tmp_path, by_id):
    bundled = bundled_institutions().query("kind == 'technopark'").iloc[0]
    name = "새 이름" if by_id else bundled["name_ko"]
    row = [name, "테크노파크", region_name(bundled["region_code"]), bundled["lat"], bundled["lon"]]
    rows = [["기관번호", *HEAD], [bundled["institution_id"] if by_id else "", *row]]
    report = import_file(save(tmp_path / "a.csv", rows), into=tmp_path / "own", source="시청")
    assert by_id != any("takes the place of the bundled" in line for line in report.lines())
    own, before = hp.load_dataset([tmp_path / "own"]).institutions, hp.load_dataset().institutions
    assert len(own) == len(before)
    assert own.query("kind == 'technopark' and source == '시청'")["name_ko"].tolist() == [name]


def test_coordinates_that_are_none_are_named_by_row(tmp_path):
    path = save(tmp_path / "a.csv", [HEAD, ONE, [*ONE[:3], "nan", ""]])
    with pytest.raises(DataError, match=r"row 3, column 'lat': 'nan' .*row 3, column 'lon': ''"):
        import_file(path, dry_run=True)


def test_a_list_of_schools_without_regions_says_which_column_it_lacks(tmp_path):
    heads = ["학교명", "학교구분명", "시도명", "위도", "경도"]
    row = ["가나대학교", "대학교", "경상남도", "34.89", "128.62"]
    with pytest.raises(DataError, match=r"column\(s\) region missing; add them to row 1"):
        import_file(save(tmp_path / "a.csv", [heads, row]), dry_run=True)
    rows = [[*heads, "시군구"], [*row, "거제시"]]
    report = import_file(save(tmp_path / "a.csv", rows), dry_run=True)
    assert (report.kind, report.rows, report.unused) == ("institutions", 1, ())
